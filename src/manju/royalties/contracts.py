"""Reading a contract for settlement: its terms, periods and where each stands, who shares its guarantee."""

from __future__ import annotations

import datetime as dt
import json
from collections.abc import Iterable
from dataclasses import dataclass
from functools import lru_cache
from typing import Any, Final

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
    "SOON", "PeriodState", "Place", "arrangement_of", "family_of", "grants_of", "groups_of_territories", "opening_of",
    "period_of_label", "periods_of", "periods_of_many", "settled_contracts", "terms_of",
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
    return periods_of_many([contract], today=today)


def periods_of_many(contracts: Iterable[Contract], *, today: dt.date | None = None) -> list[PeriodState]:
    """`periods_of` for several contracts with two queries in all; those without terms are left out."""
    on = today or timezone.localdate()
    rows = list(contracts)
    keys = [row.pk for row in rows]
    settled = {
        (s.contract_id, s.period): s for s in Statement.objects.standing().filter(contract__in=keys).defer("document")
    }
    reports = {
        (r.contract_id, r.period): r
        for r in SalesReport.objects.filter(contract__in=keys).exclude(state="replaced").defer("compared")
    }
    arranged = {a.contract_id: a for a in Arrangement.objects.filter(contract__in=keys)}
    found = []
    for contract in rows:
        try:
            terms = terms_of(contract)
        except Refused:
            continue
        days = dt.timedelta(days=(arranged.get(contract.pk) or Arrangement()).report_days)
        for period in periods_of_term(terms.period, terms.start, min(terms.end, on)):
            whole = period if period.last < on else _whole(terms, period)
            key = (contract.pk, period.label)
            found.append(PeriodState(contract, whole, whole.last + days, reports.get(key), settled.get(key), on))
    found.sort(key=lambda one: (one.period.last, one.contract.pk), reverse=True)
    return found


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


def _whole(terms: Terms, period: Period) -> Period:
    """A period that is under way, with its true last day."""
    return next(p for p in periods_of_term(terms.period, period.first, terms.end) if p.label == period.label)
