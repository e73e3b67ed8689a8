"""A statement: one period of one contract, line by line, as it is shown, stored and printed."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import Any


@dataclass(frozen=True, slots=True)
class Line:
    """A royalty line: sku x category x territory x channel x rule x period; amounts in minor units, shown rounded."""

    sku: str
    category: str
    territory: str
    channel: str
    rule: int
    units: int
    returns_units: int
    gross_minor: int
    deducted_minor: int
    base_minor: int | None  # None where the base is units
    base_units: int | None
    rate: str  # exact: a decimal, or the effective rate of steps as a fraction
    royalty_minor: int
    minimum_applied: bool
    carried_in_minor: int
    carried_minor: int
    carried_in_units: int
    carried_units: int
    reserve_held_minor: int
    reserve_released_minor: int


@dataclass(frozen=True, slots=True)
class Part:
    """An amount for somebody."""

    name: str
    amount_minor: int


@dataclass(frozen=True, slots=True)
class Statement:
    """What a contract earned, recouped and pays for one period. The guarantee's figures of a group are the group's."""

    contract: str | None
    period: str
    start: date
    end: date
    contract_year: int
    currency: str
    lines: tuple[Line, ...]
    earned_minor: int
    guarantee_due_minor: int
    mg_opening_minor: int
    instalments_due_minor: int
    recouped_minor: int
    mg_lost_minor: int
    mg_balance_minor: int
    fees_due_minor: int
    payable_minor: int
    withholding_tax_minor: int
    net_minor: int
    costs: tuple[Part, ...]
    costs_taken_minor: int
    costs_left_minor: int
    participants: tuple[Part, ...]

    def as_json(self) -> dict[str, Any]:
        """The shape `manju royalties calculate --json` prints."""
        return {
            **_plain(self), "start": self.start.isoformat(), "end": self.end.isoformat(),
            **{name: [_plain(part) for part in getattr(self, name)] for name in ("lines", "costs", "participants")},
        }  # fmt: skip


def _plain(row: Line | Part | Statement) -> dict[str, Any]:
    return {name: getattr(row, name) for name in row.__slots__}
