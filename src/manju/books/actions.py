"""Writing the books: posting, reversing, closing. Nothing here changes or deletes a posting."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

from django.db import IntegrityError, connection, transaction
from django.utils import timezone

from manju.books.accounts import Where, accounts_of
from manju.books.models import Account, Closing, Posting, Settlement
from manju.books.reading import closed_through, trial_balance
from manju.books.totals import add_to_totals
from manju.people.audit import note
from manju.people.errors import Refused
from manju.people.models import Studio, User
from manju.people.scope import NoScope, current_scope
from manju.words import Words

__all__ = ["Entry", "Source", "close", "post", "reverse"]

HIGHEST_MINOR: Final = 2**63 - 1
RACES: Final = 3
AT_ONCE: Final = 300


@dataclass(frozen=True, slots=True)
class Source:
    """The row that an amount comes from: one source is posted once, whoever tries again."""

    kind: str
    id: int
    line: int = 0
    part: str = ""


@dataclass(frozen=True, slots=True)
class Entry:
    """An amount to be posted from `credit` to `debit`."""

    debit: Where
    credit: Where
    amount_minor: int
    currency: str
    date: dt.date
    source: Source
    text: str = ""


def post(entries: Sequence[Entry], *, by: User | None) -> list[Posting]:
    """Post entries, all or none; those whose source is posted already with the same content stay as they are.

    Returns the postings of all entries, in their order.

    Raises:
        Refused: an amount that is not positive or too large, a closed day, a source posted otherwise before.
    """
    for entry in entries:
        _check(entry)
    for turn in range(RACES):
        try:
            with transaction.atomic():
                return _posted(entries, by)
        except IntegrityError as error:
            if "period_closed" in str(error):
                raise Refused(_closed_words(min(e.date for e in entries)), field="date") from error
            if turn == RACES - 1:
                raise
    raise AssertionError("unreachable")


@transaction.atomic
def reverse(
    posting: Posting, *, by: User | None, date: dt.date | None = None, why: str = "", reopening: bool = False
) -> Posting:
    """Take a posting back by its mirror image on an open day (today when not given): the only way to correct one.

    `reopening`: the due that it settled is opened again by the caller (`books.dues.take_back`).

    Raises:
        Refused: it is reversed already, it settles a due, or the day is closed.
    """
    if not reopening and Settlement.objects.filter(posting=posting, taken_back=None).exists():
        raise Refused(Words("这一笔结清了一项应收应付，请在那里撤销。", "This settles a due; take it back there."))
    if Posting.objects.filter(reverses=posting).exists():
        raise Refused(Words("这一笔已经冲销过了。", "This posting has been reversed already."))
    day = date or timezone.localdate()
    if (through := closed_through()) is not None and day <= through:
        raise Refused(_closed_words(day), field="date")
    back = Posting(
        debit_id=posting.credit_id, credit_id=posting.debit_id, amount_minor=posting.amount_minor,
        currency=posting.currency, date=day, source_kind="posting", source_id=posting.pk, text=why[:200],
        reverses=posting,
    )  # fmt: skip
    try:
        with transaction.atomic():
            back.save()
            add_to_totals([back])
    except IntegrityError as error:
        raise Refused(Words("这一笔冲销不了：已经冲销，或当月已结账。",
                            "This cannot be reversed: it has been, or its month is closed.")) from error  # fmt: skip
    said = Words("冲销分录 {n}：{w}", "Reversed posting {n}: {w}").fill(n=posting.pk, w=why or "–")
    note("posting.reversed", said, by=by, posting=posting.pk)
    return back


@transaction.atomic
def close(through: dt.date, *, by: User | None) -> Closing:
    """Close all days up to the end of a month, for good. Later corrections are reversals on open days.

    Raises:
        Refused: not the last day of a month, a month that has not ended, or one that is closed.
    """
    if (through + dt.timedelta(days=1)).day != 1:
        raise Refused(Words("结账到月底的那一天。", "Close up to the last day of a month."), field="through")
    if through >= timezone.localdate():
        raise Refused(Words("这个月还没过完。", "This month has not ended."), field="through")
    _one_at_a_time()
    before = closed_through()
    if before is not None and through <= before:
        raise Refused(Words("已经结账到 {d}。", "Closed up to {d} already.").fill(d=before), field="through")
    closing = Closing(through=through, closed_by=by)
    closing.balances = {
        currency: {kind: str(minor) for kind, minor in kinds.items()}
        for currency, kinds in trial_balance(through=through).items()
    }
    closing.save()
    note("books.closed", Words("结账到 {d}", "Books closed up to {d}").fill(d=through), by=by, closing=closing.pk)
    return closing


def _posted(entries: Sequence[Entry], by: User | None) -> list[Posting]:
    studio_id = current_scope().studio_id
    if studio_id is None:
        raise NoScope("a posting belongs to one studio: post inside in_studio()")
    accounts = accounts_of(where for entry in entries for where in (entry.debit, entry.credit))
    rows: list[Posting] = []
    new: list[Posting] = []
    seen = _posted_before(entries)
    for entry in entries:
        row = _row(entry, accounts)
        known = seen.get(entry.source)
        if known is not None and not _same(known, row):
            raise Refused(
                Words(
                    "这一行已经记过账，内容不同；先冲销。", "This row is posted with other content; reverse that first."
                )
            )
        if known is None:
            new.append(row)
        rows.append(known or row)
        seen[entry.source] = rows[-1]
    Posting.objects.bulk_create(new)
    add_to_totals(new)
    if new:
        said = Words("记账 {n} 笔", "Posted: {n}").fill(n=len(new))
        note("books.posted", said, by=by, source=f"{new[0].source_kind}:{new[0].source_id}", postings=len(new))
    return rows


def _row(entry: Entry, accounts: dict[Where, Account]) -> Posting:
    source = entry.source
    return Posting(
        debit=accounts[entry.debit], credit=accounts[entry.credit], amount_minor=entry.amount_minor,
        currency=entry.currency, date=entry.date, source_kind=source.kind, source_id=source.id,
        source_line=source.line, source_part=source.part, text=entry.text[:200],
    )  # fmt: skip


def _posted_before(entries: Sequence[Entry]) -> dict[Source, Posting]:
    """What is posted already of the sources of these entries, in a query for some hundreds of them."""
    wanted = {entry.source for entry in entries}
    found: dict[Source, Posting] = {}
    for kind in {source.kind for source in wanted}:
        ordered = sorted((source for source in wanted if source.kind == kind), key=lambda s: (s.id, s.line, s.part))
        for start in range(0, len(ordered), AT_ONCE):
            some = ordered[start : start + AT_ONCE]
            rows = Posting.objects.filter(
                source_kind=kind, source_id__in={s.id for s in some}, source_line__in={s.line for s in some},
                source_part__in={s.part for s in some},
            )  # fmt: skip
            for row in rows:
                source = Source(row.source_kind, row.source_id, row.source_line, row.source_part)
                if source in wanted:
                    found[source] = row
    return found


def _same(known: Posting, row: Posting) -> bool:
    names = ("debit_id", "credit_id", "amount_minor", "currency", "date")
    return all(getattr(known, name) == getattr(row, name) for name in names)


def _check(entry: Entry) -> None:
    if not 0 < entry.amount_minor <= HIGHEST_MINOR:
        raise Refused(Words("金额要大于零。", "The amount must be more than zero."), field="amount")
    if len(entry.currency) != 3 or not (entry.currency.isascii() and entry.currency.isupper()):
        raise Refused(Words("币种要用三个字母。", "A currency has three letters."), field="currency")


def _closed_words(day: dt.date) -> Words:
    return Words("{d} 所在的账期已经结账，不能再记。", "The period of {d} is closed; nothing is posted there.").fill(
        d=day
    )


def _one_at_a_time() -> None:
    """Closing and posting take turns from here on, so that the balances kept with a closing are all there is."""
    if connection.vendor == "postgresql":
        from manju.books.guards import LOCK

        with connection.cursor() as cursor:
            cursor.execute("SELECT pg_advisory_xact_lock(%s)", [LOCK])
    else:
        Studio.objects.filter(pk=current_scope().studio_id or 0).select_for_update().first()
