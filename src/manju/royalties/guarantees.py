"""What became of a contract's guarantee: guaranteed, paid, recouped, outstanding, by contract and contract year."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass
from typing import Final

from django.utils import timezone

from manju.licensing.models import Contract
from manju.money.periods import anniversary, contract_year
from manju.money.royalties.terms import Advance, Shortfall, Terms
from manju.royalties.contracts import terms_of
from manju.royalties.models import Instalment, Statement
from manju.royalties.scheduling import due_of

__all__ = ["Guarantee", "Scheduled", "Year", "guarantee_of", "scheduled"]

BAR: Final = 1000  # the length of a bar


@dataclass(frozen=True, slots=True)
class Scheduled:
    """An instalment with what is open of it and how many days it is over."""

    row: Instalment
    open_minor: int
    days_over: int

    @property
    def paid(self) -> bool:
        return self.open_minor == 0

    @property
    def paid_minor(self) -> int:
        """How much of the instalment itself is paid: in proportion to what is to be received with taxes."""
        whole = self.row.receivable_minor
        return self.row.amount_minor if whole <= 0 else self.row.amount_minor * (whole - self.open_minor) // whole


@dataclass(frozen=True, slots=True)
class Year:
    """A contract year: its minimum or instalments, and what was earned and recouped in it."""

    number: int
    first: dt.date
    guaranteed_minor: int
    earned_minor: int
    recouped_minor: int
    lost_minor: int
    added_minor: int  # shortfall


@dataclass(frozen=True, slots=True)
class Guarantee:
    """All of a contract's guarantee, minor units."""

    style: str
    currency: str
    guaranteed_minor: int
    paid_minor: int
    recouped_minor: int
    lost_minor: int
    years: tuple[Year, ...]

    @property
    def outstanding_minor(self) -> int:
        """Guaranteed and neither earned yet nor lost."""
        return max(0, self.guaranteed_minor - self.recouped_minor - self.lost_minor)

    @property
    def bar(self) -> tuple[int, int, int]:
        """Lengths of the bar: recouped, paid and not recouped, not paid."""
        whole = max(self.guaranteed_minor, self.recouped_minor, 1)
        recouped = min(BAR, self.recouped_minor * BAR // whole)
        paid = max(0, min(BAR, self.paid_minor * BAR // whole) - recouped)
        return recouped, paid, BAR - recouped - paid


def scheduled(contract: Contract, *, today: dt.date | None = None) -> list[Scheduled]:
    """The contract's instalments and fees, each with what is open of it."""
    on = today or timezone.localdate()
    found = []
    for row in Instalment.objects.filter(contract=contract, dropped_at=None):
        due = due_of(row)
        left = 0 if due is None else due.amount_minor - sum(due.settlements.values_list("amount_minor", flat=True))
        found.append(Scheduled(row, left, (on - row.due_on).days))
    return found


def guarantee_of(contract: Contract, *, today: dt.date | None = None) -> Guarantee | None:
    """The guarantee of a contract; None where its terms have none.

    Raises:
        Refused: as `terms_of`.
    """
    terms = terms_of(contract)
    if terms.guarantee is None:
        return None
    statements = list(Statement.objects.standing().filter(contract=contract).order_by("end"))
    rows = [one for one in scheduled(contract, today=today) if one.row.kind == "advance"]
    years = _years(terms, statements)
    total = sum(year.guaranteed_minor for year in years)
    return Guarantee(
        style=terms.guarantee.style, currency=terms.currency, guaranteed_minor=total,
        paid_minor=sum(one.paid_minor for one in rows),
        recouped_minor=sum(s.amount("recouped") if terms.guarantee.style == "advance" else s.amount("earned")
                           for s in statements),
        lost_minor=sum(s.amount("mg_lost") for s in statements), years=years,
    )  # fmt: skip


def _years(terms: Terms, statements: list[Statement]) -> tuple[Year, ...]:
    by_year: dict[int, list[Statement]] = {}
    for statement in statements:
        by_year.setdefault(int(statement.document["contract_year"]), []).append(statement)
    minimum: dict[int, int] = {}
    if isinstance(terms.guarantee, Advance):
        for due in terms.guarantee.instalments:
            year = contract_year(terms.start, min(max(due.due, terms.start), terms.end))
            minimum[year] = minimum.get(year, 0) + due.amount_minor
    elif isinstance(terms.guarantee, Shortfall):
        minimum = dict(enumerate(terms.guarantee.amounts_by_year, 1))
    last = contract_year(terms.start, terms.end)
    return tuple(
        Year(
            number, anniversary(terms.start, number - 1), minimum.get(number, 0),
            *(sum(s.amount(name) for s in by_year.get(number, []))
              for name in ("earned", "recouped", "mg_lost", "guarantee_due")),
        )
        for number in range(1, last + 1) if number <= 50
    )  # fmt: skip
