"""What a rule sees of a contract, and what it answers."""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import cached_property
from typing import Literal

from manju.money.contracts.clauses import Contract
from manju.money.contracts.facts import Facts
from manju.money.contracts.shapes import Severity, Unit
from manju.money.contracts.topics import Section, sections


@dataclass(frozen=True)
class Case:
    """A contract with its facts, and the conditions on which whole groups of rules matter."""

    contract: Contract
    facts: Facts

    @cached_property
    def live(self) -> tuple[Unit, ...]:
        return self.contract.live

    @cached_property
    def sections(self) -> list[Section]:
        return sections(self.live)

    @property
    def royalty(self) -> bool:
        """Whether royalty rules matter: a rate, a sum per unit, or talk of royalties; not a flat fee, not a free licence."""
        price = self.facts.price
        return price.royalty

    @property
    def paid(self) -> bool:
        price = self.facts.price
        return price.royalty or price.fee_minor is not None or price.guarantee_unit is not None

    @property
    def advance(self) -> bool:
        return self.facts.price.guarantee_unit is not None

    def units_with(self, pattern: re.Pattern[str], *, unless: re.Pattern[str] | None = None) -> list[Unit]:
        """The sentences that say it, but not those that also say `unless`."""
        return [u for u in self.live if pattern.search(u.plain) and not (unless and unless.search(u.plain))]

    def first(self, pattern: re.Pattern[str], *, unless: re.Pattern[str] | None = None) -> Unit | None:
        """The first of `units_with`."""
        return next(iter(self.units_with(pattern, unless=unless)), None)


@dataclass(frozen=True, slots=True)
class Verdict:
    """How grave, and the sentence it is about (None: the contract is silent). `variant` picks a special advice."""

    severity: Severity
    unit: Unit | None
    variant: Literal["", "range"] = ""
    values: tuple[tuple[str, str], ...] = ()
