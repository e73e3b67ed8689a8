"""A report against the statement, royalty line by royalty line and in total: base, deductions, royalty, sums."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from fractions import Fraction
from functools import lru_cache
from typing import Final

from manju.money.amounts import as_decimal, round_minor
from manju.money.royalties.findings import Finding, Scene
from manju.money.royalties.netting import NO_DEDUCTIONS
from manju.money.royalties.sales import FIGURES, LineKey, Placed
from manju.money.royalties.statements import Line
from manju.money.royalties.terms import KINDS, Deductions, Kind
from manju.words import Words

__all__ = ["Compared", "compared_lines", "line_findings", "percent"]

KIND_WORDS: Final[dict[str, Words]] = {
    "returns": Words("退货", "returns"), "discounts": Words("折扣", "discounts"), "freight": Words("运费", "freight"),
    "tax": Words("税", "tax"),
}  # fmt: skip


@dataclass(frozen=True, slots=True)
class Compared:
    """One royalty line: ours, and what the rows of the report that belong to it say (contract currency)."""

    key: LineKey
    lines: tuple[int, ...]  # of the file
    ours: Line
    their_base_minor: int | None
    their_royalty_minor: int | None
    their_rates: tuple[str, ...]

    @property
    def difference_minor(self) -> int | None:
        """What the contract gives beyond what the report says; None where it says nothing."""
        return None if self.their_royalty_minor is None else self.ours.royalty_minor - self.their_royalty_minor

    @property
    def rate(self) -> Fraction:
        """Our rate, exact."""
        return exactly(self.ours.rate)

    def base_of(self, scene: Scene, placed: Placed) -> Fraction:
        """The part of the line's base that falls to a row, by its gross."""
        whole = Fraction(self.ours.base_minor or 0)
        if self.ours.gross_minor == 0:
            return Fraction(0)
        return whole * scene.in_contract_currency(placed.figures[1], placed.currency) / self.ours.gross_minor


@lru_cache(maxsize=4096)
def exactly(rate: str) -> Fraction:
    """A rate of a statement's line as a fraction."""
    return Fraction(rate)


@lru_cache(maxsize=4096)
def percent(rate: Fraction) -> str:
    """A rate as people read it.

    >>> percent(Fraction(17, 200)), percent(Fraction(1, 3))
    ('8.5%', '1/3')
    """
    text = as_decimal(rate * 100)
    return as_decimal(rate) if "/" in text else f"{text}%"


def compared_lines(scene: Scene) -> tuple[Compared, ...]:
    """Every line of the statement with what the report's rows say of it; a line without rows says nothing."""
    rows: dict[LineKey, list[Placed]] = {}
    for placed in scene.placed:
        rows.setdefault(placed.key, []).append(placed)
    found = []
    for ours in scene.statement.lines:
        key = (ours.rule, ours.sku, ours.category, ours.territory, ours.channel)
        of_line = rows.get(key, [])
        claims = [(row.line, claim) for row in of_line if (claim := scene.report.claims.get(row.line)) is not None]
        bases = [scene.claimed(line, c.base) for line, c in claims if c.base is not None]
        royalties = [scene.claimed(line, c.royalty) for line, c in claims if c.royalty is not None]
        rates = dict.fromkeys(percent(c.rate) for _, c in claims if c.rate is not None)
        found.append(Compared(
            key, tuple(row.line for row in of_line), ours,
            round_minor(sum(bases, Fraction(0))) if len(bases) == len(of_line) and bases else None,
            round_minor(sum(royalties, Fraction(0))) if royalties else None, tuple(rates),
        ))  # fmt: skip
    return tuple(found)


def line_findings(scene: Scene, compared: Sequence[Compared], reported_minor: int | None) -> Iterator[Finding]:
    """All findings about lines and totals."""
    for line in compared:
        yield from _of_line(scene, line)
    yield from _sheet_sums(scene)
    if reported_minor is None:
        return
    earned = scene.statement.earned_minor
    if (short := earned - reported_minor) != 0:
        rows = len([c for c in scene.report.claims.values() if c.royalty is not None])
        if abs(short) <= rows:
            severity = "hint"  # one minor unit a row is rounding
        else:
            severity = "error" if short > 0 else "question"
        words = Words("报 {a}，按合同是 {b}，少报 {c}", "reported {a}, by the contract {b}: {c} too little")
        if short < 0:
            words = Words("报 {a}，按合同是 {b}，多报 {c}", "reported {a}, by the contract {b}: {c} too much")
        yield Finding("total_differs", severity, (), 0, words.fill(  # type: ignore[arg-type]
            a=scene.money(reported_minor), b=scene.money(earned), c=scene.money(abs(short))))  # fmt: skip


def _of_line(scene: Scene, line: Compared) -> Iterator[Finding]:
    ours, rule = line.ours, scene.terms.royalties[line.key[0]]
    rate = Fraction(ours.rate)
    explained = False
    if rule.base != "units" and line.their_base_minor is not None:
        for found in _base(scene, line, rate):
            explained = True
            yield found
    elif rule.base == "net" and line.their_royalty_minor is not None:
        for found in _taken_off(scene, line, rate):
            explained = True
            yield found
    short = line.difference_minor
    tolerance = max(1, len(line.lines))
    if short is None or abs(short) <= tolerance or explained:
        return
    if ours.minimum_applied and short > 0:
        yield Finding("unit_minimum", "error", line.lines, short, Words(
            "每件至少 {m}，应是 {a}，报 {b}", "at least {m} for each unit makes {a}; reported {b}",
        ).fill(m=scene.money(rule.per_unit_minimum_minor or 0), a=scene.money(ours.royalty_minor),
               b=scene.money(line.their_royalty_minor or 0)))  # fmt: skip
        return
    if any(Fraction(r.rstrip("%")) / (100 if r.endswith("%") else 1) != rate for r in line.their_rates):
        return  # said by the rows already
    yield Finding("royalty_differs", "error" if short > 0 else "question", line.lines, short, Words(
        "按合同是 {a}，报 {b}", "by the contract {a}, reported {b}").fill(
            a=scene.money(ours.royalty_minor), b=scene.money(line.their_royalty_minor or 0)))  # fmt: skip


def _base(scene: Scene, line: Compared, rate: Fraction) -> Iterator[Finding]:
    """Their base against gross less what the contract lets them take off, before carry and reserve."""
    ours, theirs = line.ours, line.their_base_minor or 0
    right = ours.gross_minor - ours.deducted_minor
    tolerance = max(1, len(line.lines))
    if any(abs(theirs - one) <= tolerance for one in (right, ours.base_minor or 0)):
        return
    over = right - theirs
    if over > 0:
        found = list(_taken_off(scene, line, rate, over=over))
        if found:
            yield from found
            return
    yield Finding("wrong_base", "error" if over > 0 else "question", line.lines, round_minor(over * rate), Words(
        "计费基数应是 {a}，报 {b}", "the base is {a}; reported {b}",
    ).fill(a=scene.money(right), b=scene.money(theirs)))  # fmt: skip


def _taken_off(scene: Scene, line: Compared, rate: Fraction, *, over: int | None = None) -> Iterator[Finding]:
    """Deductions that the contract does not allow or that pass its cap, where these make the difference.

    `over`: by how much their base is too low; without it the difference of the royalty has to fit.
    """
    rules = scene.terms.deductions or NO_DEDUCTIONS
    claimed = _claimed_kinds(scene, line)
    net = scene.terms.royalties[line.key[0]].base == "net"
    barred = {kind: n for kind, n in claimed.items() if n and (kind not in rules.allowed or not net)}
    beyond = _over_cap(scene, line, rules, claimed) if net else Fraction(0)
    want = Fraction(over) if over is not None else None
    short = line.difference_minor or 0
    tolerance = max(1, len(line.lines))

    def makes(amount: Fraction) -> bool:
        if want is not None:
            return abs(want - amount) <= tolerance
        return abs(short - amount * rate) <= tolerance and short > 0

    whole = sum(barred.values(), Fraction(0))
    if whole and (makes(whole) or makes(whole + beyond)):
        names = Words("、".join(KIND_WORDS[k].zh for k in barred), ", ".join(KIND_WORDS[k].en for k in barred))
        yield Finding("deduction_not_allowed", "error", line.lines, round_minor(whole * rate), Words(
            "扣了{k} {m}，合同不许扣", "{k} of {m} were deducted; the contract does not allow it",
        ).fill(k=names, m=scene.money(round_minor(whole))))  # fmt: skip
    if beyond and (makes(beyond) or makes(whole + beyond)):
        cap = percent(rules.cap_of_gross or Fraction(0))
        yield Finding("deductions_over_cap", "error", line.lines, round_minor(beyond * rate), Words(
            "扣除最多是销售额的 {c}，多扣了 {m}", "deductions are capped at {c} of gross; {m} too much was taken",
        ).fill(c=cap, m=scene.money(round_minor(beyond))))  # fmt: skip


def _claimed_kinds(scene: Scene, line: Compared) -> dict[Kind, Fraction]:
    sums: dict[Kind, Fraction] = {kind: Fraction(0) for kind in KINDS}
    wanted = set(line.lines)
    for placed in scene.placed:
        if placed.line in wanted:
            for kind in KINDS:
                amount = placed.figures[FIGURES.index(kind)]
                sums[kind] += scene.in_contract_currency(amount, placed.currency)
    return sums


def _over_cap(scene: Scene, line: Compared, rules: Deductions, claimed: dict[Kind, Fraction]) -> Fraction:
    """How much of the capped kinds the statement did not allow."""
    uncapped = sum((claimed[kind] for kind in rules.uncapped), Fraction(0))
    capped = sum((claimed[kind] for kind in rules.capped), Fraction(0))
    return (
        max(Fraction(0), capped - (line.ours.deducted_minor - uncapped))
        if rules.cap_of_gross is not None
        else Fraction(0)
    )


def _sheet_sums(scene: Scene) -> Iterator[Finding]:
    """The sheet's row of totals against the sum of its own rows, in one currency only."""
    report = scene.report
    lines = [row.line for row in report.rows if row.fault is None]
    if not report.totals or len({scene.currency_of(n) for n in lines}) > 1:
        return
    for name, said in report.totals.items():
        if name in ("base", "royalty"):
            counted = sum(getattr(c, name) or 0 for c in report.claims.values())
        else:
            counted = sum(scene.figure(n, name) for n in lines)
        if counted != said:
            cost = counted - said if name == "royalty" else 0
            yield Finding("sum_wrong", "error" if cost > 0 else "question", (report.total_line,), cost, Words(
                "{k}合计写 {a}，各行加起来是 {b}", "the total of {k} says {a}; its rows add up to {b}",
            ).fill(k=COLUMN[name], a=scene.money(said), b=scene.money(counted)))  # fmt: skip


COLUMN: Final[dict[str, Words]] = {
    **KIND_WORDS, "gross": Words("销售额", "gross"), "base": Words("净额", "net"), "royalty": Words("分成", "royalty"),
}  # fmt: skip
