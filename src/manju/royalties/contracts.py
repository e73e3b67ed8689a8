"""Reading a contract for settlement: its terms, periods and where each stands, who shares its guarantee."""

from __future__ import annotations

import datetime as dt
import json
from collections.abc import Iterable
from dataclasses import dataclass
from functools import lru_cache
from typing import Any, Final

from django.db.models import Max
from django.utils import timezone

from manju.licensing.models import Contract, TerritoryGroup
from manju.money.avails.names import resolved
from manju.money.avails.shapes import Grant
from manju.money.documents import read_document
from manju.money.errors import InputError
from manju.money.periods import Period, periods_of_term
from manju.money.royalties.opening import Opening
from manju.money.royalties.terms import Terms, read_terms
from manju.people.errors import Refused
from manju.royalties.models import Arrangement, SalesReport, Statement
from manju.words import Words

__all__ = [
    "SOON",
    "PeriodState",
    "Place",
    "arrangement_of",
    "as_settled",
    "family_of",
    "grants_of",
    "groups_of_territories",
    "open_periods",
    "opening_of",
    "period_of_label",
    "periods_of",
    "settled_contracts",
    "terms_of",
]  # fmt: skip

SOON: Final = dt.timedelta(days=7)
PLACES: Final[dict[str, tuple[str, str, Words]]] = {  # tone, icon, word
    "settled": ("good", "tick", Words("已结算", "Settled")),
    "waiting": ("here", "file", Words("待审核", "To review")),
    "returned": ("warn", "turn", Words("等对方更正", "Correction asked for")),
    "late": ("bad", "warn", Words("报表逾期", "Report is late")),
    "due": ("warn", "clock", Words("等报表", "Report is due")),
    "running": ("", "clock", Words("进行中", "Under way")),
}


@dataclass(frozen=True, slots=True)
class Place:
    """How a period is shown: colour, icon, word."""

    tone: str
    icon: str
    word: Words


@dataclass(frozen=True, slots=True)
class PeriodState:
    """A period of a contract that has begun: when its report is due, what came, whether it is settled."""

    contract: Contract
    period: Period
    report_due: dt.date
    report: SalesReport | None
    statement: Statement | None
    today: dt.date

    @property
    def label(self) -> str:
        return self.period.label

    @property
    def name(self) -> str:
        """settled, waiting, returned, late, due or running."""
        if self.statement is not None:
            return "settled"
        if self.report is not None and self.report.state in ("waiting", "returned"):
            return self.report.state
        if self.today <= self.period.last:
            return "running"
        return "late" if self.today > self.report_due else "due"

    @property
    def place(self) -> Place:
        return Place(*PLACES[self.name])

    @property
    def days_late(self) -> int:
        return max(0, (self.today - self.report_due).days)

    @property
    def days_left(self) -> int:
        return max(0, (self.report_due - self.today).days)


def terms_of(contract: Contract) -> Terms:
    """The terms of a contract, known by its key as one of a list.

    Raises:
        Refused: there are none, or they cannot be calculated with.
    """
    if not contract.terms:
        raise Refused(Words("合同还没有结算条款，先补上条款。", "The contract has no terms yet; add them first."))
    try:
        return _read(json.dumps(plain_terms(contract), sort_keys=True, ensure_ascii=False))
    except InputError as error:
        raise Refused(error.message) from error


@lru_cache(maxsize=4096)
def _read(text: str) -> Terms:
    """Terms are frozen, and a list of contracts asks for the same ones at every visit."""
    return read_terms([json.loads(text)])[0][0]


def plain_terms(contract: Contract) -> dict[str, Any]:
    """The terms as JSON (`Any`) with the contract's key as their id."""
    return {**(contract.terms or {}), "id": str(contract.pk)}


def arrangement_of(contract: Contract) -> Arrangement:
    """How the contract is settled; what nobody has arranged is as usual (not saved)."""
    found = Arrangement.objects.filter(contract=contract).first()
    return found or Arrangement(contract=contract)


def family_of(contract: Contract) -> list[Contract]:
    """The contracts that recoup one balance with this one, itself among them, in the order they recoup in."""
    group = _group(contract)
    if group is None:
        return [contract]
    others = Contract.objects.filter(signed_on__isnull=False, terms__isnull=False).order_by("pk")
    return [one for one in others if _group(one) == group]


def opening_of(contract: Contract) -> Opening | None:
    """Where the last statement left off; None before the first."""
    last = last_statement(contract)
    if last is None:
        return None
    found: Opening = read_document(Opening, last.closing)
    return found


def last_statement(contract: Contract) -> Statement | None:
    row: Statement | None = Statement.objects.standing().filter(contract=contract).order_by("-end").first()
    return row


def periods_of(contract: Contract, *, today: dt.date | None = None) -> list[PeriodState]:
    """Every period that has begun, the newest first.

    Raises:
        Refused: as `terms_of`.
    """
    on = today or timezone.localdate()
    terms = terms_of(contract)
    settled = {s.period: s for s in Statement.objects.standing().filter(contract=contract).defer("document", "closing")}
    rows = SalesReport.objects.filter(contract=contract).exclude(state="replaced").defer("compared", "findings")
    reports = {row.period: row for row in rows}
    days = dt.timedelta(days=arrangement_of(contract).report_days)
    found = [
        PeriodState(contract, period, period.last + days, reports.get(period.label), settled.get(period.label), on)
        for period in _begun(terms, terms.start, on)
    ]
    return found[::-1]


def open_periods(contracts: Iterable[Contract], *, today: dt.date | None = None) -> list[PeriodState]:
    """The periods of many contracts that have begun and are not settled, in a few queries whatever was settled before.

    Periods are settled in their order, so that what is open lies after the last statement. Contracts whose terms
    cannot be calculated with are left out.
    """
    on = today or timezone.localdate()
    through = dict(Statement.objects.standing().order_by().values_list("contract").annotate(last=Max("end")))
    rows = SalesReport.objects.filter(state__in=["waiting", "returned"]).defer("compared", "findings")
    reports = {(row.contract_id, row.period): row for row in rows}
    arranged = dict(Arrangement.objects.values_list("contract", "report_days"))
    usual = Arrangement().report_days
    found = []
    for contract in contracts:
        try:
            terms = terms_of(contract)
        except Refused:
            continue
        last = through.get(contract.pk)
        first = terms.start if last is None else last + dt.timedelta(days=1)
        days = dt.timedelta(days=arranged.get(contract.pk, usual))
        for period in _begun(terms, first, on):
            report = reports.get((contract.pk, period.label))
            found.append(PeriodState(contract, period, period.last + days, report, None, on))
    return found


def as_settled(statement: Statement, *, today: dt.date) -> PeriodState:
    """The period of a statement; its report's day no longer matters."""
    terms = terms_of(statement.contract)
    period = Period(terms.period, statement.start, statement.end)
    return PeriodState(statement.contract, period, statement.end, statement.report, statement, today)


def period_of_label(terms: Terms, label: str) -> Period:
    """The period that a label names.

    Raises:
        Refused: the contract has none of this name.
    """
    for period in periods_of_term(terms.period, terms.start, terms.end):
        if period.label == label:
            return period
    raise Refused(Words("合同没有 {p} 这一期。", "The contract has no period {p}.").fill(p=label[:12]), field="period")


def grants_of(contract: Contract) -> list[Grant]:
    """The grants on record that belong to a contract."""
    return [read_document(Grant, row.as_plain()) for row in contract.grants.all()]


def groups_of_territories() -> dict[str, frozenset[str]]:
    return resolved({group.name: group.members for group in TerritoryGroup.objects.all()})


def settled_contracts() -> list[Contract]:
    """All signed contracts with terms, those of one property together."""
    rows = Contract.objects.filter(terms__isnull=False, signed_on__isnull=False).select_related("of_property")
    return list(rows.order_by("of_property_id", "pk"))


def _group(contract: Contract) -> str | None:
    guarantee = (contract.terms or {}).get("guarantee") or {}
    group: str | None = guarantee.get("group")
    return group


def _begun(terms: Terms, first: dt.date, on: dt.date) -> list[Period]:
    """The periods from a day on that have begun, the last with its true end."""
    found = periods_of_term(terms.period, first, min(terms.end, on))
    if found and found[-1].last >= on:
        found[-1] = periods_of_term(terms.period, found[-1].first, terms.end)[0]
    return found
