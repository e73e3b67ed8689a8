"""What can be wrong with a single row of a report: where it was sold, its rate, its sums, its currency."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import date, timedelta
from fractions import Fraction
from itertools import combinations
from typing import Final

from manju.money.amounts import as_decimal, as_major, round_minor
from manju.money.avails.names import chain, selected
from manju.money.avails.shapes import Dimension
from manju.money.periods import parse_day, parse_period
from manju.money.royalties.findings import Finding, Scene
from manju.money.royalties.line_checks import Compared, percent
from manju.money.royalties.matching import OUTSIDE
from manju.money.royalties.sales import Listed, Placed
from manju.money.royalties.terms import KINDS, Royalty
from manju.words import Words

__all__ = ["row_findings"]

DIMENSIONS: Final[tuple[tuple[Dimension, str, str], ...]] = (
    ("categories", "category", "outside_category"), ("territories", "territory", "outside_territory"),
    ("channels", "channel", "outside_channel"),
)  # fmt: skip

GOODS: Final[dict[str, Words]] = {
    "category": Words("品类", "category"), "territory": Words("地区", "territory"), "channel": Words("渠道", "channel"),
    "date": Words("日期", "date"),
}  # fmt: skip


def row_findings(scene: Scene, compared: Sequence[Compared]) -> Iterator[Finding]:
    """All findings about single rows."""
    for row in scene.book.listed["outside_grant"]:
        yield _outside(scene, row)
    for row in scene.book.listed["rejected"]:
        yield _rejected(scene, row)
    for row in scene.book.listed["set_aside"]:
        yield Finding("no_exchange_rate", "error", (row.line,), 0, row.reason)
    for row in scene.book.listed["later"]:
        yield Finding("other_period", "question", (row.line,), 0, Words(
            "日期在 {p} 之后，下一期再算", "dated after {p}; it counts in a later period",
        ).fill(p=scene.period.label))  # fmt: skip
    elsewhere = [row for row in scene.book.placed or [] if row.period != scene.number]
    for placed in elsewhere:
        label = scene.calendar.periods[placed.period].label
        yield Finding("other_period", "question", (placed.line,), 0, Words(
            "这是 {p} 的销售", "these are sales of {p}").fill(p=label))  # fmt: skip
    rates = {key: line for line in compared for key in [line.key]}
    for placed in scene.placed:
        yield from _of_grants(scene, placed)
        yield from _sums(scene, placed)
        yield from _rate(scene, placed, rates[placed.key])
    yield from _currencies(scene)
    for name, value in scene.report.assumed:
        yield Finding("assumed", "hint", (), 0, Words(
            "没有{w}这一列，都按合同算作 {v}", "there is no column of the {w}; by the contract all is {v}",
        ).fill(w=GOODS[name], v=value))  # fmt: skip
    if scene.report.unread:
        yield Finding("unknown_column", "hint", (), 0, Words(
            "没有用上的列：{c}", "columns that were not used: {c}",
        ).fill(c="、".join(scene.report.unread)[:120]))  # fmt: skip


def _outside(scene: Scene, listed: Listed) -> Finding:
    """A sale that no rule takes: in which respect, and what it would have earned by the rule nearest to it."""
    goods = {name: scene.cell(listed.line, name) for _, name, _ in DIMENSIONS}
    nearest = max(scene.terms.royalties, key=lambda rule: _likeness(rule, goods), default=None)
    cost = round_minor(scene.would_earn(listed.line, nearest)) if nearest is not None else 0
    day = _day(scene, listed.line)
    if listed.reason is OUTSIDE and day is not None:
        if day < scene.terms.start:
            return Finding("before_term", "error", (listed.line,), cost, Words(
                "{d}：合同 {s} 才开始", "{d}: the term begins on {s}").fill(d=day, s=scene.terms.start))  # fmt: skip
        until = max((g.end + timedelta(days=g.sell_off_days) for g in scene.grants if g.end), default=None)
        if until is not None and day <= until:
            return Finding("sell_off", "question", (listed.line,), cost, Words(
                "{d} 在清货期内（到 {u}）：合同条款没有写清货期的分成，约值 {m}",
                "{d} is in the sell-off (until {u}); the terms have no royalty for it: about {m}",
            ).fill(d=day, u=until, m=scene.money(cost)))  # fmt: skip
        return Finding("after_term", "error", (listed.line,), cost, Words(
            "{d}：合同 {e} 已到期", "{d}: the term ended on {e}").fill(d=day, e=scene.terms.end))  # fmt: skip
    for _, name, code in DIMENSIONS:
        if nearest is not None and not _fits(nearest, name, goods[name]):
            return Finding(code, "error", (listed.line,), cost, _not_licensed(name, goods[name], scene, cost))
    return Finding("outside_dates", "error", (listed.line,), cost, Words(
        "{d} 没有有效的费率", "no rate is in force on {d}").fill(d=day or "—"))  # fmt: skip


def _not_licensed(name: str, value: str, scene: Scene, cost: int) -> Words:
    what = GOODS[name]
    if not value:
        return Words("没有写{w}，合同按{w}授权", "no {w} is given; the licence depends on it").fill(w=what)
    return Words(
        "{w} {v} 不在授权内；按最接近的费率约值 {m}",
        "{w} {v} is not licensed; at the nearest rate it is worth about {m}",
    ).fill(w=what, v=value, m=scene.money(cost))


def _likeness(rule: Royalty, goods: dict[str, str]) -> int:
    """How much of a sale a rule would take: category counts most, then territory, then channel."""
    weights = {"category": 4, "territory": 2, "channel": 1}
    return sum(weight for name, weight in weights.items() if _fits(rule, name, goods[name]))


def _fits(rule: Royalty, name: str, value: str) -> bool:
    if name == "category":
        return rule.category in ("*", value) or value.startswith(rule.category + "/")
    allowed = rule.territories if name == "territory" else rule.channels
    return "*" in allowed or value in allowed


def _rejected(scene: Scene, listed: Listed) -> Finding:
    if listed.code == "duplicate":
        first = next((r.line for r in scene.report.rows if r.cells == scene.row(listed.line).cells), listed.line)
        return Finding("duplicate", "question", (first, listed.line), 0, Words(
            "和第 {n} 行一模一样，只算一次", "the same as line {n} in every cell; it counts once",
        ).fill(n=first))  # fmt: skip
    if listed.code == "closed":
        return Finding("other_period", "question", (listed.line,), 0, listed.reason)
    figures = ("units", "gross", "returns_units", *KINDS)
    negative = [name for name in figures if scene.cell(listed.line, name).startswith(("-", "−", "("))]
    code = "negative" if negative else "unreadable"
    return Finding(code, "error", (listed.line,), 0, listed.reason)


def _of_grants(scene: Scene, placed: Placed) -> Iterator[Finding]:
    """A sale that the terms take and the grants on record do not cover."""
    if not scene.grants:
        return
    day = _day(scene, placed.line) or scene.period.last
    lacking: str | None = None
    for grant in scene.grants:
        names = selected(grant, scene.groups)
        missing = next((name for dimension, name, _ in DIMENSIONS
                        if (value := scene.cell(placed.line, name))
                        and not any(n in names[dimension] for n in chain(dimension, value))), None)  # fmt: skip
        if (
            missing is None
            and grant.start <= day
            and (grant.end is None or day <= grant.end + timedelta(days=grant.sell_off_days))
        ):
            return
        lacking = lacking or missing or "date"
    what = GOODS[lacking or "date"]
    value = f"{day}" if lacking == "date" else scene.cell(placed.line, lacking or "")
    yield Finding("outside_grant", "question", (placed.line,), 0, Words(
        "{w} {v} 不在登记的授权里，分成照算", "{w} {v} is in no grant on record; its royalty counts all the same",
    ).fill(w=what, v=value))  # fmt: skip


def _rate(scene: Scene, placed: Placed, line: Compared) -> Iterator[Finding]:
    """The rate that a row gives, against the rate of its line (with steps also that of any band)."""
    claim = scene.report.claims.get(placed.line)
    if claim is None or claim.rate is None:
        return
    rule = scene.terms.royalties[placed.key[0]]
    right = line.rate
    if rule.base == "units":
        return  # an amount for each unit is no rate; what it comes to is compared line by line
    uplift = rule.fob_uplift if rule.fob_uplift is not None and line.ours.channel == "fob" else Fraction(0)
    if claim.rate == right or any(claim.rate == step.rate + uplift for step in rule.steps or []):
        return
    base = scene.claimed(placed.line, claim.base) if claim.base is not None else line.base_of(scene, placed)
    cost = round_minor((right - claim.rate) * base, scene.terms.rounding)
    yield Finding("wrong_rate", "error" if cost > 0 else "question", (placed.line,), cost, Words(
        "写的是 {a}，合同是 {b}", "it says {a}, the contract says {b}",
    ).fill(a=percent(claim.rate), b=percent(right)))  # fmt: skip


def _sums(scene: Scene, placed: Placed) -> Iterator[Finding]:
    """The row's own arithmetic: base times rate, and gross less what it lists."""
    claim = scene.report.claims.get(placed.line)
    if claim is None:
        return
    for fault in claim.faults:
        yield Finding("unreadable", "hint", (placed.line,), 0, fault)
    rule = scene.terms.royalties[placed.key[0]]
    if claim.base is not None and claim.rate is not None and claim.royalty is not None and rule.base != "units":
        right = round_minor(claim.base * claim.rate, scene.terms.rounding)
        if abs(right - claim.royalty) > 1:
            cost = round_minor(scene.claimed(placed.line, right - claim.royalty))
            yield Finding("arithmetic", "error" if cost > 0 else "question", (placed.line,), cost, Words(
                "基数 × {r} 应是 {a}，表里写 {b}", "base times {r} is {a}; the sheet has {b}",
            ).fill(r=percent(claim.rate), a=_major(scene, placed.line, right),
                   b=_major(scene, placed.line, claim.royalty)))  # fmt: skip
    if claim.base is not None and rule.base != "units":
        gross, kinds = placed.figures[1], placed.figures[3:]
        sums = {gross - sum(some) for n in range(len(kinds) + 1) for some in combinations(kinds, n)}
        if all(abs(claim.base - one) > 1 for one in sums):
            yield Finding("net_arithmetic", "question", (placed.line,), 0, Words(
                "净额 {n} 不是销售额减去这一行列出的扣除", "net {n} is not gross less what the row lists as deducted",
            ).fill(n=_major(scene, placed.line, claim.base)))  # fmt: skip


def _currencies(scene: Scene) -> Iterator[Finding]:
    lines: dict[str, list[int]] = {}
    for placed in scene.placed:
        if placed.currency != scene.terms.currency:
            lines.setdefault(placed.currency, []).append(placed.line)
    for currency, where in lines.items():
        rate = scene.calendar.rate(currency, scene.number) or Fraction(0)
        yield Finding("other_currency", "hint", tuple(where), 0, Words(
            "用 {c} 报，按汇率 {r} 折成 {o}", "reported in {c}; converted at {r} to {o}",
        ).fill(c=currency, r=as_decimal(rate), o=scene.terms.currency))  # fmt: skip


def _day(scene: Scene, line: int) -> date | None:
    """The day that a row counts on: its date, or the last of its period within the term."""
    if (day := parse_day(scene.cell(line, "date"))) is not None:
        return day
    period = parse_period(scene.cell(line, "period"))
    if period is None:
        return None
    return period.last if period.first > scene.terms.end else min(period.last, scene.terms.end)


def _major(scene: Scene, line: int, minor: int) -> str:
    return f"{as_major(minor, scene.currency_of(line))} {scene.currency_of(line)}"
