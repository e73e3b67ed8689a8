"""Why a direction stands where it stands, in sentences with its numbers."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from manju.market.topics.lexicon import Lexicon
from manju.market.topics.shapes import Element, Fatigue, Flag, Signs
from manju.words import Words


def reasons_of(
    elements: Sequence[str],
    *,
    titles: int,
    days: int,
    supply: float,
    demand: float,
    expected: float,
    fit: float,
    lift: float,
    interval: tuple[float, float],
    fatigue: Fatigue,
    signs: Signs,
    flags: Sequence[Flag],
    known: Mapping[str, Element],
    lexicon: Lexicon,
) -> tuple[Words, ...]:
    """The sentences: what is expected, what there is, what rises, how it suits AI, whether it is worn, red lines."""
    found = [
        Words(
            f"同类新作的热度预计是平均的 {expected:.2f} 倍。",
            f"New titles of this kind are expected to get {expected:.2f} times the mean heat.",
        ),
        Words(
            f"近 {days} 天有 {titles} 部，占作品的 {supply:.1%}，拿走热度的 {demand:.1%}。",
            f"{titles} titles in {days} days: {supply:.1%} of titles, {demand:.1%} of heat.",
        ),
    ]
    for name in elements:
        one = known.get(name)
        if one is not None and one.trend_p < 0.05 and one.trend_per_week > 0:
            room = (
                Words("，还有空位", ", with room left")
                if one.saturation <= 0.5
                else Words("，但已拥挤", ", but crowded")
            )
            found.append(
                Words(
                    f"{name}在升：热度占比每周 +{one.trend_per_week:.2f} 个百分点{room.zh}。",
                    f"{lexicon.en_of(name)} rises: share of heat +{one.trend_per_week:.2f} points a week{room.en}.",
                )
            )
    best = max(elements, key=lexicon.fit.of)
    found.append(
        Words(
            f"AI 适配 {fit:.2f}，其中{best}最合适（{lexicon.fit.of(best):.2f}）。",
            f"AI fit {fit:.2f}; {lexicon.en_of(best)} suits best ({lexicon.fit.of(best):.2f}).",
        )
    )
    found.append(
        Words(
            f"一起出现的次数是互不相干时的 {lift:.2f} 倍（95% 区间 {interval[0]:.2f}–{interval[1]:.2f}）。",
            f"Seen together {lift:.2f} times as often as by chance (95% interval {interval[0]:.2f}–{interval[1]:.2f}).",
        )
    )
    found += _worn(fatigue, signs)
    found += [Words(f"触到红线：{flag.says.zh}", f"Red line: {flag.says.en}") for flag in flags]
    return tuple(found)


def _worn(fatigue: Fatigue, signs: Signs) -> list[Words]:
    crowding = Words(
        f"供给每周 {signs.supply_growth:+.0%}，热度只有 {signs.demand_growth:+.0%}",
        f"supply grows {signs.supply_growth:+.0%} a week, demand {signs.demand_growth:+.0%}",
    )
    cooling = Words(
        f"新作的热度每周 {signs.entrant_heat_change:+.0%}",
        f"heat per new title changes {signs.entrant_heat_change:+.0%} a week",
    )
    if fatigue == "tired":
        return [Words(f"观众已疲：{crowding.zh}；{cooling.zh}。", f"Worn out: {crowding.en}; {cooling.en}.")]
    if fatigue == "watch":
        if signs.own_p is not None and signs.own_p < 0.05:
            return [
                Words("自家同类作品的完播率在下降，要留意。", "Completion of own titles of this kind falls: watch it.")
            ]
        sign = crowding if signs.crowding_p < signs.cooling_p else cooling
        return [Words(f"要留意：{sign.zh}。", f"Watch it: {sign.en}.")]
    return []
