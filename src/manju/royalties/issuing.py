"""An accepted report becomes a statement: recalculated, numbered, posted and due, all in one transaction, once."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Any, Final

from django.db import transaction
from django.utils import timezone

from manju.books.actions import Entry, Source, post
from manju.books.dues import Owed, expect
from manju.books.reading import closed_through, first_open
from manju.licensing.models import Contract
from manju.money import royalties
from manju.money.amounts import round_minor
from manju.money.errors import InputError
from manju.money.periods import parse_period
from manju.money.royalties.opening import read_openings
from manju.money.royalties.sales import AMOUNTS
from manju.money.royalties.statements import Statement as Calculated
from manju.money.royalties.terms import read_terms
from manju.money.tables import Row, Table
from manju.people.audit import note
from manju.people.errors import Refused
from manju.people.models import User
from manju.royalties.contracts import arrangement_of, family_of, last_statement, plain_terms, terms_of
from manju.royalties.models import Instalment, Payable, Payee, ReportRow, SalesReport, Statement
from manju.royalties.scheduling import account, count_instalment, schedule
from manju.words import Words

__all__ = ["OWN_NAMES", "SOURCE", "Preview", "ask_correction", "issue", "preview"]

SOURCE: Final = "royalty"  # of postings and dues of a statement
OWN_NAMES: Final = frozenset({"studio", "工作室", "本工作室"})
NAMES: Final = ("contract", "date", "period", "sku", "category", "territory", "channel", "currency", "units")
COUNTED: Final = ("units", "returns_units")


@dataclass(frozen=True, slots=True)
class Preview:
    """What accepting a report would make: one statement for each contract that shares the balance."""

    statements: list[Calculated]
    closings: list[dict[str, Any]]  # plain JSON, as openings
    openings: list[dict[str, Any] | None]
    terms: list[dict[str, Any]]
    contracts: list[Contract]
    reports: list[SalesReport]
    rules_version: str


def preview(report: SalesReport) -> Preview:
    """Calculate the statements of a report's period from its rows as they were kept; writes nothing.

    Raises:
        Refused: an earlier period is not settled, or a contract of the same balance has not reported.
    """
    label = parse_period(report.period)
    contracts = [c for c in family_of(report.contract) if _has_period(c, report)]
    reports = [_report_of(c, report) for c in contracts]
    plain = [plain_terms(c) for c in contracts]
    before = [last_statement(c) for c in contracts]
    openings = [s.closing if s is not None else None for s in before]
    try:
        terms, _ = read_terms(plain)
        known = read_openings([one for one in openings if one is not None], terms)
        begun = royalties.begin_with(terms, _table(reports), openings=known, through=label.label if label else None)
        statements = list(begun.statements())
        rest = begun.rest()
    except InputError as error:
        raise Refused(error.message) from error
    closings = rest["closing"]
    earlier = [s for s in statements if s.period != report.period]
    if earlier:
        first = min(earlier, key=lambda s: s.start)
        raise Refused(
            Words("先结算 {p}：一期接一期，余额才对得上。没有销售就记一份“无销售”报表。",
                  "Settle {p} first: balances go from period to period. If nothing was sold, record a report without "
                  "sales.").fill(p=first.period))  # fmt: skip
    lost = [row for name in ("rejected", "outside_grant", "set_aside", "later") for row in rest[name]]
    if lost:
        raise Refused(
            Words("条款改过，{n} 行不再算得出。重新审核这份报表。",
                  "The terms have changed and {n} rows no longer count. Send the report again for a new review.",
                  ).fill(n=len(lost)))  # fmt: skip
    by_id = {c["id"]: c for c in closings}
    return Preview(statements, [by_id[str(c.pk)] for c in contracts], openings, plain, contracts, reports,
                   royalties.VERSION)  # fmt: skip


@transaction.atomic
def issue(report: SalesReport, *, by: User, on_open_day: bool = False) -> list[Statement]:
    """Accept a report: statement, postings, dues and participants' parts of it, and of those that share its balance.

    `on_open_day`: where the books are closed over the period's end, post on the first open day instead.

    Raises:
        Refused: it is not waiting, the period is not over or settled, the books are closed, and as `preview`.
    """
    for contract in family_of(report.contract):  # in one order for all
        Contract.objects.select_for_update().get(pk=contract.pk)
    fresh = SalesReport.objects.get(pk=report.pk)
    if fresh.state != "waiting":
        raise Refused(Words("这份报表{s}，不能接受。", "This report cannot be accepted: {s}.").fill(s=fresh.state_name))
    if fresh.end >= timezone.localdate():
        raise Refused(Words("这一期还没过完。", "This period has not ended."))
    closed = closed_through()
    if closed is not None and fresh.end <= closed and not on_open_day:
        raise Refused(
            Words("{e} 所在的账期已经结账。勾选“记在 {d}”，就记到第一个没结账的日子。",
                  "The books are closed over {e}. Tick “post on {d}” to post it on the first open day.",
                  ).fill(e=fresh.end, d=first_open(fresh.end)),
            field="on_open_day",
        )  # fmt: skip
    found = preview(fresh)
    made = []
    for number, contract in enumerate(found.contracts):
        made.append(_issued(found, number, contract, by=by))
    return made


@transaction.atomic
def ask_correction(report: SalesReport, letter: str, *, by: User) -> SalesReport:
    """Send a report back: it waits for a corrected one; the letter that was written is kept.

    Raises:
        Refused: no letter, or the report is not waiting.
    """
    if not letter.strip():
        raise Refused(Words("写上要更正什么。", "Say what is to be corrected."), field="letter")
    done = SalesReport.objects.filter(pk=report.pk, state="waiting").update(
        state="returned", letter=letter.strip()[:20_000], decided_by=by, decided_at=timezone.now()
    )
    if not done:
        raise Refused(Words("这份报表不在待审核。", "This report does not wait for review."))
    said = Words("请{c}更正 {p} 的报表", "Asked {c} to correct the report for {p}")
    note("report.returned", said.fill(c=report.contract.partner, p=report.period), by=by,
         link=report.get_absolute_url(), report=report.pk)  # fmt: skip
    report.refresh_from_db()
    return report


def _issued(found: Preview, number: int, contract: Contract, *, by: User) -> Statement:
    """One contract's statement: written, posted, due."""
    calculated, report = found.statements[number], found.reports[number]
    arranged = arrangement_of(contract)
    schedule(contract, by=by)
    prepaid = _prepaid(contract, calculated)
    for row in prepaid:
        count_instalment(row, by=by)
    withheld = calculated.withholding_tax_minor - sum(row.withheld_minor for row in prepaid)
    withheld = min(max(withheld, 0), calculated.payable_minor)
    vat = round_minor(arranged.vat * calculated.payable_minor)
    turn = Statement.objects.filter(contract=contract, period=calculated.period).count() + 1
    statement: Statement = Statement.objects.create(
        contract=contract, report=report, turn=turn,
        number=f"RS{contract.pk:04d}-{calculated.period}" + (f"-{turn}" if turn > 1 else ""), period=calculated.period,
        start=calculated.start, end=calculated.end, currency=calculated.currency, document=calculated.as_json(),
        terms=found.terms[number], opening=found.openings[number], closing=found.closings[number],
        rules_version=found.rules_version, vat_minor=vat, withheld_minor=withheld,
        receivable_minor=calculated.payable_minor + vat - withheld,
        due_on=calculated.end + dt.timedelta(days=arranged.payment_days), posted_on=first_open(calculated.end),
        issued_by=by,
    )  # fmt: skip
    post(list(_entries(statement, calculated, contract, lost=number == 0)), by=by)
    if statement.receivable_minor > 0:
        text = f"{contract.title} {statement.number}"
        expect([Owed(account(contract, "licensee"), "in", statement.receivable_minor, statement.currency,
                     statement.due_on, Source(SOURCE, statement.pk), text)], by=by)  # fmt: skip
    _participants(statement, calculated, contract, by=by)
    SalesReport.objects.filter(pk=report.pk).update(state="accepted", decided_by=by, decided_at=timezone.now())
    said = Words("结算{c} {p}：{n}", "Statement {n} for {c}, {p}")
    note("statement.issued", said.fill(c=contract.partner, p=statement.period, n=statement.number), by=by,
         link=statement.get_absolute_url(), statement=statement.pk)  # fmt: skip
    return statement


def _entries(statement: Statement, calculated: Calculated, contract: Contract, *, lost: bool) -> Iterator[Entry]:
    """The postings of a statement. The balance a group loses stands on each of its statements and is posted once."""
    owed, income = account(contract, "licensee"), account(contract, "royalty")
    deferred = account(contract, "deferred")
    parts = [
        (owed, income, calculated.payable_minor, "royalty"),
        (deferred, income, calculated.recouped_minor, "recouped"),
        (deferred, income, calculated.mg_lost_minor if lost else 0, "lost"),
        (owed, account(contract, "tax", channel="vat"), statement.vat_minor, "vat"),
        (account(contract, "tax", channel="withheld"), owed, statement.withheld_minor, "withheld"),
    ]
    for debit, credit, amount, part in parts:
        if amount:
            yield Entry(debit, credit, amount, statement.currency, statement.posted_on,
                        Source(SOURCE, statement.pk, 0, part), statement.number)  # fmt: skip


def _participants(statement: Statement, calculated: Calculated, contract: Contract, *, by: User) -> None:
    """Everybody's part but our own: an expense, a payable and a due."""
    own = arrangement_of(contract).own_name
    studio = contract.studio
    ours = {own} if own else OWN_NAMES | {studio.name_zh, studio.name_en}
    for place, part in enumerate(calculated.participants):
        if part.name in ours or part.amount_minor <= 0:
            continue
        payee, _ = Payee.objects.get_or_create(name=part.name)
        Payable.objects.create(
            statement=statement, payee=payee, amount_minor=part.amount_minor, currency=statement.currency,
            fapiao="asked" if payee.kind == "company" else "none",
        )  # fmt: skip
        expense = account(contract, "participants")
        owed = payable_account(contract, part.name)
        source = Source(SOURCE, statement.pk, place + 1, "part")
        post([Entry(expense, owed, part.amount_minor, statement.currency, statement.posted_on, source,
                    f"{statement.number} {part.name}")], by=by)  # fmt: skip
        expect([Owed(owed, "out", part.amount_minor, statement.currency, statement.due_on, source,
                     f"{statement.number} {part.name}")], by=by)  # fmt: skip


def payable_account(contract: Contract, name: str) -> Any:
    """What is owed to a participant; `Any`: a `Where`."""
    from dataclasses import replace

    return replace(account(contract, "payable"), partner=name[:120])


def _prepaid(contract: Contract, calculated: Calculated) -> list[Instalment]:
    """The instalments and fees of the period: those before the term count in the first, after it in the last."""
    terms = terms_of(contract)
    rows = Instalment.objects.filter(contract=contract, dropped_at=None)
    found = []
    for row in rows:
        day = min(max(row.due_on, terms.start), terms.end)
        if calculated.start <= day <= calculated.end:
            found.append(row)
    return found


def _has_period(contract: Contract, report: SalesReport) -> bool:
    terms = terms_of(contract)
    return terms.start <= report.end and terms.end >= report.start


def _report_of(contract: Contract, report: SalesReport) -> SalesReport:
    if contract.pk == report.contract_id:
        return report
    row: SalesReport | None = SalesReport.objects.filter(
        contract=contract, period=report.period, state="waiting"
    ).first()
    if row is None:
        raise Refused(
            Words("《{c}》和它共用一个保底余额，要等它 {p} 的报表一起结算。",
                  "{c} shares its guarantee; its report for {p} must be there, both are settled together.",
                  ).fill(c=contract.title, p=report.period))  # fmt: skip
    return row


def _table(reports: Sequence[SalesReport]) -> Table:
    """The kept rows of reports as a table of sales; the place of each in its file keeps equal sales apart."""
    figures = ("returns_units", *AMOUNTS)
    header = ("", *NAMES, *(name if name in COUNTED else f"{name}_minor" for name in figures))
    columns = (*NAMES[1:], *figures)

    def rows() -> Iterator[Row]:
        number = 0
        for report in reports:
            wanted = ReportRow.objects.filter(report=report, state="taken").order_by("line")
            for line, *cells in wanted.values_list("line", *columns).iterator(chunk_size=2000):
                number += 1
                yield Row(number, (f"{report.pk}:{line}", str(report.contract_id), *(str(cell) for cell in cells)))

    return Table("json", header, 0, rows())
