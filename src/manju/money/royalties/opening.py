"""Where a contract stood when the last statement was closed: what `--opening` reads and `closing` prints."""

from __future__ import annotations

from fractions import Fraction
from pathlib import Path
from typing import Annotated, Any, Final

from pydantic import Field, StrictInt, model_validator

from manju.money.amounts import round_minor
from manju.money.documents import TEXT_MAX, Day, Document, ExactAmount, Minor, Name, Published, load_json, read_document
from manju.money.errors import InputError
from manju.money.periods import periods_of_term
from manju.money.royalties.terms import Terms
from manju.words import Words

Index = Annotated[int, Field(ge=0)]
Exact = int | Fraction
Text = Annotated[str, Field(max_length=TEXT_MAX)]
NotNegative = Annotated[StrictInt, Field(ge=0)]  # sums of amounts, so no limit of theirs
NotPositive = Annotated[StrictInt, Field(le=0)]


class _Kept(Document):
    """Amounts in whole minor units, each with an exact value beside it where it is no whole number."""

    @model_validator(mode="after")
    def _exact_beside_shown(self) -> _Kept:
        for name in type(self).model_fields:
            if name.endswith("_exact") and (exact := getattr(self, name)) is not None:
                shown = getattr(self, name.replace("_exact", "_minor"))
                if abs(exact - shown) >= 1:
                    raise ValueError(f"{name} is not the exact value of {name.replace('_exact', '_minor')}")
        return self

    def exactly(self, name: str) -> Exact:
        """The amount called `name`, exact."""
        exact: Fraction | None = getattr(self, f"{name}_exact")
        minor: int = getattr(self, f"{name}_minor")
        return minor if exact is None else exact


class Held(_Kept):
    """A reserve held in this period and not yet released."""

    period: Name
    amount_minor: NotNegative
    amount_exact: ExactAmount | None = None


class LineOpening(_Kept):
    """What a line (sku x category x territory x channel x rule) brings along."""

    sku: Text = ""
    category: Text = ""
    territory: Text = ""
    channel: Text = ""
    rule: Index = 0
    carried_minor: NotPositive = 0
    carried_exact: ExactAmount | None = None
    carried_units: NotPositive = 0
    year_gross_minor: int = 0
    year_gross_exact: ExactAmount | None = None
    year_capped_minor: int = 0
    year_capped_exact: ExactAmount | None = None
    year_allowed_minor: int = 0
    year_allowed_exact: ExactAmount | None = None

    @model_validator(mode="after")
    def _no_more_allowed_than_claimed(self) -> LineOpening:
        if not 0 <= self.exactly("year_allowed") <= self.exactly("year_capped"):
            raise ValueError("year_allowed_minor is not between 0 and year_capped_minor")
        return self

    reserves: list[Held] = []


class RuleOpening(_Kept):
    """The base a rule with steps has cumulated over its contract year or term (units where its base is units)."""

    rule: Index = 0
    step_base_minor: int = 0
    step_base_exact: ExactAmount | None = None


class Opening(Document):
    """Balances on a day; periods that end on or before it are closed."""

    id: Name | None = None
    as_of: Day
    mg_balance_minor: NotNegative = 0
    earned_in_year_minor: int = 0
    costs_left_minor: list[Minor] | None = None  # in the order of `costs`; left out: nothing was taken yet
    rules: list[RuleOpening] = []
    lines: list[LineOpening] = []


def load_openings(path: Path, contracts: list[Terms]) -> list[Opening | None]:
    """The opening of each contract, in their order; None where there is none.

    Raises:
        InputError: unreadable, a wrong key, `contract_unknown`, `rule_unknown`, `group_mixed`.
    """
    return read_openings(load_json(path), contracts)


def read_openings(plain: Any, contracts: list[Terms]) -> list[Opening | None]:
    """`load_openings` from plain JSON values (`Any`).

    Raises:
        InputError: as `load_openings`.
    """
    if not isinstance(plain, list):
        only: Opening = read_document(Opening, plain)
        if len(contracts) == 1 and only.id in (None, contracts[0].id):
            _check(only, contracts[0])
            return [only]
        openings = [only]
    else:
        openings = read_document(list[Opening], plain)
    by_id = {opening.id: opening for opening in openings}
    known = {terms.id: terms for terms in contracts}
    if len(by_id) < len(openings) or not set(by_id) <= set(known):
        raise InputError(
            "contract_unknown",
            Words("期初的 id 与合同对不上。", "The ids of the opening are not those of the contracts."),
            Words("每份合同一个期初，id 相同。", "One opening for each contract, with its id."),
        )
    for opening in openings:
        _check(opening, known[opening.id])
    balances: dict[str, set[int]] = {}
    for opening in openings:
        if (group := known[opening.id].group) is not None:
            balances.setdefault(group, set()).add(opening.mg_balance_minor)
    if any(len(of_group) > 1 for of_group in balances.values()):
        raise InputError(
            "group_mixed",
            Words("同组合同的期初保底余额不同。", "The openings of one group give different balances."),
            Words("同组合同共用一个余额。", "A group has one common balance."),
        )
    return [by_id.get(terms.id) for terms in contracts]


def split_exact(name: str, value: Exact) -> dict[str, Any]:
    """An amount as `closing` prints it: whole minor units, and the exact value where it is no whole number.

    >>> split_exact("carried", Fraction(-7, 2))
    {'carried_minor': -4, 'carried_exact': '-7/2'}
    """
    shown = {f"{name}_minor": round_minor(value)}
    if value == shown[f"{name}_minor"]:
        return shown
    exact = Fraction(value)
    return {**shown, f"{name}_exact": f"{exact.numerator}/{exact.denominator}"}


def _check(opening: Opening, terms: Terms) -> None:
    named = [rule.rule for rule in opening.rules] + [line.rule for line in opening.lines]
    if named and max(named) >= len(terms.royalties):
        raise InputError(
            "rule_unknown",
            Words("期初里的 rule {n} 不在 royalties 里。", "The opening names rule {n}; royalties has none.").fill(
                n=max(named)
            ),
            Words("rule 从 0 数起。", "Rules are counted from 0."),
        )
    for line in opening.lines:
        if line.reserves and terms.royalties[line.rule].base != "net":
            raise InputError(
                "reserve_without_net",
                Words("rule {n} 不按净额，不会有留存款。", "Rule {n} has no net base, so it holds no reserve.").fill(
                    n=line.rule
                ),
                Words("检查 rule：从 0 数起，条款改过就改成新的序号。", "Check rule: counted from 0, in these terms."),
            )
    labels = {period.label for period in periods_of_term(terms.period, terms.start, terms.end)}
    for held in (held for line in opening.lines for held in line.reserves):
        if held.period not in labels:
            raise InputError(
                "period_unknown",
                Words("合同没有期间 {p}。", "The contract has no period {p}.").fill(p=held.period),
                Words("留存款写它产生的期间。", "A reserve names the period in which it was held."),
            )
    if opening.costs_left_minor is not None and len(opening.costs_left_minor) != len(terms.costs):
        raise InputError(
            "costs_unknown",
            Words("costs_left_minor 与 costs 的个数不同。", "costs_left_minor has another length than costs."),
            Words("按 costs 的顺序写。", "Give one amount for each of costs, in their order."),
        )


EXAMPLE: Final[dict[str, Any]] = {
    "as_of": "2026-06-30", "mg_balance_minor": 12500000, "earned_in_year_minor": 37500000,
    "rules": [{"rule": 1, "step_base_minor": 84000000}],
    "lines": [
        {"sku": "BEAR-01", "category": "toys", "territory": "CN", "channel": "online", "rule": 0,
         "carried_minor": -12000, "year_gross_minor": 0, "year_capped_minor": 0, "year_allowed_minor": 0,
         "reserves": [{"period": "2026Q1", "amount_minor": 90000}, {"period": "2026Q2", "amount_minor": 75000}]},
    ],
}  # fmt: skip
OPENING: Final = Published(Opening | list[Opening], Words("期初余额", "Opening balances of a contract"), EXAMPLE)
