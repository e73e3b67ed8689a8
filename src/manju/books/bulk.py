"""Many rows at once: staged in a table of the connection's own, then published by single statements.

Staging takes no lock on the tables of the house, so that a million rows can be worked out while others write; what
is published appears in one transaction, whole or not at all.
"""

from __future__ import annotations

import datetime as dt
import gc
from collections.abc import Iterable, Iterator, Sequence
from contextlib import contextmanager
from typing import Any, Final

from django.db import connection
from django.utils import timezone

from manju.books.models import LIMB
from manju.books.totals import Tally
from manju.people.scope import NoScope, current_scope

BATCH: Final = 5000
CACHE_KB: Final = 128 * 1024
Values = tuple[Any, ...]  # of SQL columns


@contextmanager
def staging(name: str, columns: Sequence[tuple[str, str]]) -> Iterator[str]:
    """A temporary table with these columns (name, SQL type) for as long as the block lasts."""
    with connection.cursor() as cursor:
        cursor.execute(f"DROP TABLE IF EXISTS {_temp(name)}")
        cursor.execute(f"CREATE TEMPORARY TABLE {name} ({', '.join(f'{n} {t}' for n, t in columns)})")
        if connection.vendor == "sqlite" and not connection.in_atomic_block:
            cursor.execute("PRAGMA temp.journal_mode = OFF")
    try:
        yield name
    finally:
        with connection.cursor() as cursor:
            cursor.execute(f"DROP TABLE IF EXISTS {_temp(name)}")


@contextmanager
def roomy() -> Iterator[None]:
    """A larger cache for publishing many rows: their indexes are written in no order (SQLite keeps 2 MB else)."""
    if connection.vendor != "sqlite":
        yield
        return
    with connection.cursor() as cursor:
        [before] = cursor.execute("PRAGMA cache_size").fetchone()
        cursor.execute(f"PRAGMA cache_size = -{CACHE_KB}")
    try:
        yield
    finally:
        with connection.cursor() as cursor:
            cursor.execute(f"PRAGMA cache_size = {before}")


@contextmanager
def uninterrupted() -> Iterator[None]:
    """Without searches for cycles of dead objects: rows have none, and a million of them set off hundreds."""
    was_on = gc.isenabled()
    gc.disable()
    try:
        yield
    finally:
        if was_on:
            gc.enable()


def stage(name: str, rows: Iterable[Values], *, width: int) -> None:
    """Put rows into a staging table, in batches; nothing outside it is touched."""
    batch: list[Values] = []
    for row in rows:
        batch.append(row)
        if len(batch) >= BATCH:
            _stage(name, batch, width)
            batch = []
    if batch:
        _stage(name, batch, width)


def post_from(select: str, parameters: Sequence[int | str]) -> int:
    """Post what a SELECT gives; call it in a transaction. Returns how many postings were made.

    Its columns: debit_id, credit_id, amount_minor, currency, date, source_kind, source_id, source_line, source_part,
    text, reverses_id. A source that is posted already fails the whole (IntegrityError): nothing is posted twice.

    Raises:
        django.db.IntegrityError: posted already, or a closed day (`period_closed`).
    """
    studio_id = current_scope().studio_id
    if studio_id is None:
        raise NoScope("postings belong to one studio: post inside in_studio()")
    now = timezone.now()
    month = "substr(date, 1, 7) || '-01'" if connection.vendor == "sqlite" else "date_trunc('month', date)::date"
    insert = (
        "INSERT INTO books_posting (studio_id, posted_at, debit_id, credit_id, amount_minor, currency, date, "
        "source_kind, source_id, source_line, source_part, text, reverses_id) "
        f"SELECT %s, %s, s.* FROM ({select}) s"
    )
    sums = (
        f"SELECT debit_id, credit_id, currency, {month}, SUM(amount_minor / {LIMB}), SUM(amount_minor % {LIMB}), "
        f"COUNT(*) FROM ({select}) s GROUP BY 1, 2, 3, 4"
    ).replace(f"% {LIMB}", f"%% {LIMB}")
    tally, count = Tally(), 0
    with connection.cursor() as cursor:
        cursor.execute(sums, list(parameters))
        for debit, credit, currency, first, hi, lo, postings in cursor.fetchall():
            date = dt.date.fromisoformat(first) if isinstance(first, str) else first
            tally.add(debit=debit, credit=credit, amount=int(hi) * LIMB + int(lo), currency=currency, date=date,
                      postings=postings)  # fmt: skip
            count += postings
        cursor.execute(insert, [studio_id, now, *parameters])
    tally.save()
    return count


def _stage(name: str, batch: list[Values], width: int) -> None:
    with connection.cursor() as cursor:
        if connection.vendor == "postgresql":
            with cursor.copy(f"COPY {name} FROM STDIN") as copy:
                for row in batch:
                    copy.write_row(row)
            return
        own = not connection.in_atomic_block
        if own:
            cursor.execute("BEGIN DEFERRED")  # of the temporary database alone: no lock on the house's
        cursor.executemany(f"INSERT INTO {name} VALUES ({', '.join(['%s'] * width)})", batch)
        if own:
            cursor.execute("COMMIT")


def _temp(name: str) -> str:
    return f"temp.{name}" if connection.vendor == "sqlite" else f"pg_temp.{name}"
