"""A statement's file into rows and postings: worked out beside the books, then published whole or not at all."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Final

from django.db import IntegrityError, connection, transaction

from manju.books.accounts import Where, accounts_of
from manju.books.bulk import post_from, roomy, stage, staging, uninterrupted
from manju.books.reading import closed_through, first_open
from manju.catalogue.keeping import kept
from manju.media.whole import sha256_of
from manju.money.amounts import is_currency
from manju.money.errors import InputError
from manju.money.revenue.agreement import Agreement
from manju.money.revenue.calculation import Carry
from manju.money.revenue.reconciling import Judged, Reconciler, Reconciliation
from manju.money.revenue.statements import Statement, look_at
from manju.people.audit import note
from manju.people.models import User
from manju.people.scope import NoScope, current_scope
from manju.revenue.claims import Months, expect_statement
from manju.revenue.expenses import recoverable_traffic
from manju.revenue.kinds import kind_of
from manju.revenue.models import ChannelAgreement, StatementImport
from manju.revenue.titles import NOWHERE, Titles
from manju.words import Words

__all__ = ["Imported", "import_statement", "keep_agreement", "refuse_duplicate"]

Progress = Callable[[int], None]
ROWS: Final = "revenue_staged"
PAIRS: Final = "revenue_pairs"
COLUMNS: Final = (
    ("line", "bigint"), ("state", "text"), ("reason", "text"), ("detail_zh", "text"), ("detail_en", "text"),
    ("date", "date"), ("title", "text"), ("episode_text", "text"), ("gross", "bigint"), ("refunds", "bigint"),
    ("net", "bigint"), ("paid", "bigint"), ("expected", "bigint"), ("currency", "text"), ("minutes", "text"),
    ("kind", "text"), ("rule", "integer"), ("work_id", "bigint"), ("episode_id", "bigint"), ("pair", "integer"),
    ("posted", "bigint"), ("posted_on", "date"),
)  # fmt: skip
KEPT: Final = ", ".join(name for name, _ in COLUMNS[:-3])
EVERY: Final = 20_000


@dataclass(frozen=True, slots=True)
class Imported:
    """What an import made: its row, and the reconciliation with every row that needs a look."""

    row: StatementImport
    found: Reconciliation
    statement: Statement


def keep_agreement(terms: Agreement, *, by: User | None) -> ChannelAgreement:
    """The version of an agreement that says exactly this, made where it is new."""
    row: ChannelAgreement
    row, is_new = ChannelAgreement.objects.get_or_create(
        digest=terms.digest,
        defaults={"channel": terms.channel, "document": terms.model_dump(mode="json"), "recorded_by": by},
    )
    if is_new:
        said = Words("记下 {c} 的分账协议", "Recorded the agreement with {c}").fill(c=terms.channel)
        note("agreement.recorded", said, by=by, agreement=row.pk)
    return row


def import_statement(
    path: Path, terms: Agreement, *, by: User | None, name: str = "", mapping: Mapping[str, str] | None = None,
    progress: Progress = lambda _: None,
) -> Imported:  # fmt: skip
    """Import a statement's file in the studio in scope: rows kept, money posted, differences found.

    Killed at any moment it leaves nothing behind; tried again it starts anew.

    Raises:
        InputError: `duplicate_file`, and all that `look_at` says of files it cannot read.
    """
    if current_scope().studio_id is None:
        raise NoScope("a statement belongs to one studio: import inside in_studio()")
    name = name or path.name
    statement = look_at(path, currency=terms.currency, mapping=mapping, name=name, unread=terms.unread)
    sha256 = sha256_of(path)
    refuse_duplicate(sha256)
    titles = Titles.of_the_studio()
    earlier = StatementImport.objects.filter(channel=terms.channel, currency=terms.currency, withdrawn_at=None)
    reconciler = Reconciler(
        statement.rows, terms, knows=titles.knows if titles else None, closed_through=closed_through(),
        carry=Carry.joined(earlier.values_list("carry", flat=True)),
        traffic=recoverable_traffic(terms) if terms.recoverable_traffic else None,
    )  # fmt: skip
    staged = _Staged(terms, titles)
    with staging(ROWS, COLUMNS), staging(PAIRS, (("pair", "integer"), ("debit", "bigint"), ("credit", "bigint"))):
        with uninterrupted():
            stage(ROWS, staged.rows(reconciler.judged(), progress), width=len(COLUMNS))
        file = kept(path, folder="statements", sha256=sha256)
        try:
            with roomy(), transaction.atomic():
                row = _published(statement, terms, reconciler, staged, by=by, name=name, sha256=sha256, file=file)
        except IntegrityError as error:
            refuse_duplicate(sha256)
            if "period_closed" in str(error):
                raise InputError(
                    "period_closed",
                    Words("导入期间有人结了账。", "The books were closed while this was being imported."),
                    Words("再导入一次。", "Import it again."),
                ) from error
            raise
    return Imported(row, reconciler.found, statement)


class _Staged:
    """Turns judged rows into the rows of the staging table, and remembers which accounts they move money between."""

    def __init__(self, terms: Agreement, titles: Titles) -> None:
        self.pairs: dict[tuple[Where, Where], int] = {}
        self._terms, self._titles = terms, titles
        self._owed = Where("receivable", channel=terms.channel, tier=1)
        self._waiting = Where("suspense", channel=terms.channel, tier=1)
        self._incomes: dict[tuple[str, Any], tuple[int, int]] = {}
        self._open = closed_through()
        self.months = Months()

    def rows(self, judged: Iterator[Judged], progress: Progress) -> Iterator[tuple[Any, ...]]:
        for count, one in enumerate(judged, 1):
            if count % EVERY == 0:
                progress(count)
            yield self._row(one)

    def _row(self, one: Judged) -> tuple[Any, ...]:
        row, place, kind = one.row, NOWHERE, ""
        pair = posted = posted_on = None
        date = None if row.date.year == 1 else row.date.isoformat()
        detail = (one.words.zh[:200], one.words.en[:200]) if one.words is not None else ("", "")
        if one.state == "matched":
            kind = kind_of(row.kind, bought=row.minutes is not None and self._terms.buyout is not None,
                           channel=self._terms.channel)  # fmt: skip
            place = self._titles.place(row)
            to, back = self._income(kind, place)
        elif one.state == "suspended":
            to, back = self._pair(self._owed, self._waiting), self._pair(self._waiting, self._owed)
        if one.state != "rejected" and row.paid and is_currency(row.currency):
            pair, posted = (to, row.paid) if row.paid > 0 else (back, -row.paid)
            self.months.add(row.date, row.currency, row.paid, row.paid_on)
            posted_on = date if self._open is None or row.date > self._open else first_open(row.date).isoformat()
        return (
            row.line, one.state, one.reason, detail[0], detail[1], date, row.title[:200],
            row.episode[:40], row.gross, row.refunds, row.net, row.paid,
            one.expected if one.state == "matched" else None, row.currency[:12],
            "" if row.minutes is None else str(row.minutes)[:24], kind, one.rule, place.work_id, place.episode_id,
            pair, posted, posted_on,
        )  # fmt: skip

    def _income(self, kind: str, place: Any) -> tuple[int, int]:
        found = self._incomes.get((kind, place))
        if found is None:
            income = Where(kind, place.property_id, place.work_id, place.episode_id, self._terms.channel, 1)
            found = self._pair(self._owed, income), self._pair(income, self._owed)
            self._incomes[kind, place] = found
        return found

    def _pair(self, debit: Where, credit: Where) -> int:
        return self.pairs.setdefault((debit, credit), len(self.pairs))


def _published(
    statement: Statement, terms: Agreement, reconciler: Reconciler, staged: _Staged, *, by: User | None, name: str,
    sha256: str, file: str,
) -> StatementImport:  # fmt: skip
    """One transaction: the statement's row, all its rows, accounts, postings, totals, the audit line."""
    found = reconciler.found
    problems = statement.report.problems if statement.report is not None else []
    row: StatementImport = StatementImport.objects.create(
        agreement=keep_agreement(terms, by=by), channel=terms.channel, original_name=name[:255], sha256=sha256,
        file=file, format=statement.format, mapping=statement.mapped, rows=found.rows, matched=found.matched,
        suspended=len(found.suspense), rejected=len(found.rejected), differing=len(found.differences),
        currency=terms.currency, expected=str(found.expected_minor), paid=str(found.paid_minor),
        in_suspense=str(found.suspense_minor), minimums=found.as_json()["minimums"],
        problems=[{"line": line, **words.as_json()} for line, words in problems][:1000],
        carry=reconciler.calculator.left.as_json(), imported_by=by,
    )  # fmt: skip
    accounts = accounts_of(where for pair in staged.pairs for where in pair)
    stage(PAIRS, ((n, accounts[d].pk, accounts[c].pk) for (d, c), n in staged.pairs.items()), width=3)
    with connection.cursor() as cursor:
        cursor.execute(
            f"INSERT INTO revenue_statementrow (studio_id, statement_id, {KEPT}) SELECT %s, %s, {KEPT} FROM {ROWS}",
            [row.studio_id, row.pk],
        )
    select = (
        "SELECT p.debit AS debit_id, p.credit AS credit_id, r.posted AS amount_minor, r.currency AS currency, "
        "r.posted_on AS date, %s AS source_kind, %s AS source_id, r.line AS source_line, '' AS source_part, "
        f"r.title AS text, NULL{'::bigint' if connection.vendor == 'postgresql' else ''} AS reverses_id "
        f"FROM {ROWS} r JOIN {PAIRS} p ON p.pair = r.pair"
    )
    posted = post_from(select, ["statement", row.pk])
    expect_statement(staged.months, terms, row, by=by)
    said = Words(
        "导入结算单：{n}（{c}），{m} 行，记账 {p} 笔", "Imported a statement: {n} ({c}), {m} rows, {p} postings"
    )
    note("statement.imported", said.fill(n=name, c=terms.channel, m=found.rows, p=posted), by=by,
         link=row.get_absolute_url(), statement=row.pk)  # fmt: skip
    return row


def refuse_duplicate(sha256: str) -> None:
    """These bytes may be imported once.

    Raises:
        InputError: `duplicate_file`.
    """
    known = StatementImport.objects.filter(sha256=sha256, withdrawn_at=None).first()
    if known is not None:
        said = Words("这个文件已经导入过：{n}，{d}", "This file has been imported already: {n}, {d}")
        raise InputError(
            "duplicate_file",
            said.fill(n=known.original_name, d=f"{known.imported_at:%Y-%m-%d}"),
            Words("要重新导入，先撤回那一次。", "To import it again, withdraw that import first."),
        )
