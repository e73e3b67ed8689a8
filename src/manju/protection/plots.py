"""The two drawings of a trace as SVG: every copy's z against the bound, and which seconds of the master are shown."""

from __future__ import annotations

import math
from collections.abc import Iterator
from dataclasses import dataclass
from html import escape
from typing import Final, Literal

import numpy as np

from manju.media.traces import Segment
from manju.protection.results import FoundMaster, Result
from manju.words import Language, Words

__all__ = ["Bar", "bars", "segment_map", "z_plot"]

For = Literal["page", "print"]
"""On a page colours come from the stylesheet and follow the theme; a print carries its own."""

WIDTH: Final = 408
HEIGHT: Final = 212
LEFT, RIGHT, TOP, BASE = 28, 400, 44, 150
BIN: Final = 0.5  # of z
MAP_WIDTH: Final = 880
MAP_LEFT, MAP_RIGHT = 72, 872
FONT: Final = "Manju Sans SC"
BOUND: Final = Words("界线 {z}", "Bound {z}")
ACROSS: Final = Words("z 值（与各副本标记的相关）", "z (correlation with the mark of each copy)")
PRINTED: Final = f"""<style>
text {{ font: 12px "{FONT}"; fill: #544c43 }} .t-ink {{ fill: #1c1814; font-weight: 700 }}
.t-here {{ fill: #b3341b; font-weight: 700 }} .axis {{ stroke: #8a7f70 }} .grid {{ stroke: #e0d8c8 }}
.bound {{ stroke: #b3341b; stroke-width: 1.5; stroke-dasharray: 5 4 }} .bin {{ fill: #8a7f70 }}
.peak {{ stroke: #b3341b; stroke-width: 1.5 }} .pt-here {{ fill: #b3341b }}
.pilot {{ stroke: #2f5f7d; stroke-width: 1.5 }}
.t-ink, .t-here {{ paint-order: stroke; stroke: #ffffff; stroke-width: 4px }}
.t-pilot {{ fill: #2f5f7d; font-weight: 700 }} .film {{ fill: #efe9dc; stroke: #c9beab }}
.seg-0 {{ fill: #b3341b }} .seg-1 {{ fill: #2f5f7d }} .beam {{ opacity: .15 }}
</style>"""


@dataclass(frozen=True, slots=True)
class Bar:
    """One bar of the histogram: copies with `low` <= z < `high`."""

    low: float
    high: float
    copies: int


def bars(result: Result) -> list[Bar]:
    """All scored copies by z, half a unit a bar, empty bars left out, lowest first."""
    if not result.copies_compared:
        return []
    z = np.concatenate([s.z for s in result.scores])
    places, counts = np.unique(np.floor(z / BIN).astype(np.int64), return_counts=True)
    return [Bar(p * BIN, (p + 1) * BIN, c) for p, c in zip(places.tolist(), counts.tolist(), strict=True)]


def z_plot(result: Result, *, language: Language, made_for: For = "page") -> str:
    """A histogram of all copies (logarithmic), the bound, each named copy, and the part that all copies share.

    Returns the SVG element, or "" when no copy was scored: the page says why instead.
    """
    shown = bars(result)
    if not shown:
        return ""
    pilot = max((s.pilot_z for s in result.scores), default=0.0)
    low = min(-4.0, shown[0].low)
    high = max(shown[-1].high, result.bound_z + 1.0, pilot + 0.5) + 0.5
    x = _scale(low, high, LEFT, RIGHT)
    tallest = math.ceil(math.log10(1 + max(b.copies for b in shown)) + 0.15)
    y = _scale(0.0, float(tallest), BASE, TOP)
    parts = [
        *_counts(tallest, y),
        *(f'<rect class="bin" x="{x(b.low):.1f}" y="{y(math.log10(1 + b.copies)):.1f}" '
          f'width="{max(1.0, x(b.high) - x(b.low) - 0.6):.1f}" '
          f'height="{BASE - y(math.log10(1 + b.copies)):.1f}"/>' for b in shown),
        f'<path class="axis" d="M{LEFT} {BASE}H{RIGHT}"/>',
        *_ticks(low, high, x),
        *_pilot(pilot, x, language),
        *_named(result, x, language),
        f'<path class="bound" d="M{x(result.bound_z):.1f} 26V{BASE}"/>',
        _text(_inside(x(result.bound_z)), 20, BOUND.fill(z=f"{result.bound_z:.2f}"), language, "t-here", "middle"),
        _text(RIGHT, HEIGHT - 4, ACROSS, language, "", "end"),
        _text(0, 36, Words("份数", "Copies"), language),
    ]  # fmt: skip
    return _svg((WIDTH, HEIGHT), _z_said(result, pilot), parts, language, made_for)


def segment_map(result: Result, found: FoundMaster, *, language: Language, made_for: For = "page") -> str:
    """Which seconds of the suspect show which seconds of this master: two bars and the beams between them."""
    suspect = _scale(0.0, max(result.duration_s, 0.1), MAP_LEFT, MAP_RIGHT)
    master = _scale(0.0, max(found.duration_s, 0.1), MAP_LEFT, MAP_RIGHT)
    parts = [
        _text(0, 22, Words("可疑", "Suspect"), language),
        f'<rect class="film" x="{MAP_LEFT}" y="8" width="{MAP_RIGHT - MAP_LEFT}" height="20"/>',
        _text(0, 100, Words("母版", "Master"), language),
        f'<rect class="film" x="{MAP_LEFT}" y="86" width="{MAP_RIGHT - MAP_LEFT}" height="20"/>',
    ]
    for n, s in enumerate(found.segments):
        a, b = suspect(s.suspect_start_s), suspect(s.suspect_end_s)
        c, d = sorted((master(s.master_start_s), master(s.master_end_s)))
        look = f"seg-{n % 2}"
        parts += [
            f'<rect class="{look}" x="{a:.1f}" y="8" width="{max(2.0, b - a):.1f}" height="20"/>',
            f'<rect class="{look}" x="{c:.1f}" y="86" width="{max(2.0, d - c):.1f}" height="20"/>',
            f'<path class="{look} beam" d="M{a:.1f} 30H{b:.1f}L{d:.1f} 84H{c:.1f}Z"/>',
        ]
    parts += _labels(found.segments, suspect, master, language)
    said = Words("、".join(f"可疑片 {_span(s.suspect_start_s, s.suspect_end_s)} 对应母版 "
                          f"{_span(s.master_start_s, s.master_end_s)}" for s in found.segments),
                 "; ".join(f"Suspect {_span(s.suspect_start_s, s.suspect_end_s)} shows master "
                           f"{_span(s.master_start_s, s.master_end_s)}" for s in found.segments))  # fmt: skip
    return _svg((MAP_WIDTH, 124), said, parts, language, made_for)


def how_shown(s: Segment) -> Words:
    """What was done to a segment: `镜像，1.05 倍速` / `Mirrored, 1.05×`.

    >>> how_shown(Segment(0, 10, 5, 15.5, 1.05, True)).en, how_shown(Segment(0, 10, 5, 15, 1.0, False)).en
    ('Mirrored, 1.05×', 'As it is')
    """
    zh, en = [], []
    if s.mirrored:
        zh.append("镜像")
        en.append("Mirrored")
    if abs(s.speed - 1.0) >= 0.005:
        zh.append(f"{s.speed:.2f} 倍速")
        en.append(f"{s.speed:.2f}×")
    return Words("，".join(zh) or "原速", ", ".join(en) or "As it is")


def _labels(segments: tuple[Segment, ...], suspect: _Scale, master: _Scale, language: Language) -> Iterator[str]:
    """What was done to each segment and where it begins, left out where words would lie on each other."""
    free = free_below = -1.0
    for s in segments:
        middle = (suspect((s.suspect_start_s + s.suspect_end_s) / 2) + master(
            (s.master_start_s + s.master_end_s) / 2)) / 2  # fmt: skip
        words = how_shown(s)
        half = 3.6 * len(words.en) + 8
        if middle - half > free:
            yield _text(min(max(middle, MAP_LEFT + half), MAP_RIGHT - half), 58, words, language, "t-ink", "middle")
            free = middle + half
        at = master(s.master_start_s)
        if at > free_below:
            stamp = _clock(s.master_start_s)
            yield _text(min(at, MAP_RIGHT - 58), 121, Words(stamp, stamp), language)
            free_below = at + 66


def _named(result: Result, x: _Scale, language: Language) -> Iterator[str]:
    for n, c in enumerate(result.copies[:3]):
        at = x(c.z)
        yield f'<path class="peak" d="M{at:.1f} {BASE - 34 - 22 * n}V{BASE - 8}"/>'
        yield f'<circle class="pt-here" cx="{at:.1f}" cy="{BASE - 6}" r="6"/>'
        label = Words(*(f"{name[:14]} z = {c.z:.1f}" for name in (c.to.zh, c.to.en)))
        yield _text(min(at + 4, RIGHT), BASE - 40 - 22 * n, label, language, "t-ink", "end")


def _pilot(pilot: float, x: _Scale, language: Language) -> Iterator[str]:
    if pilot <= 0:
        return
    at = x(pilot)
    yield f'<path class="pilot" d="M{at:.1f} {BASE}V{BASE + 8}"/>'
    label = Words("共有标记 {z}", "Shared mark {z}").fill(z=f"{pilot:.1f}")
    yield _text(min(_inside(at), RIGHT - 58.0), BASE + 36, label, language, "t-pilot", "middle")


def _counts(tallest: int, y: _Scale) -> Iterator[str]:
    for decade in range(tallest + 1):
        at = y(math.log10(1 + 10**decade))
        if at < TOP - 2:
            continue
        yield f'<path class="grid" d="M{LEFT} {at:.1f}H{RIGHT}"/>'
        yield f'<text x="{LEFT - 4}" y="{at + 4:.1f}" text-anchor="end">{_short(10**decade)}</text>'


def _ticks(low: float, high: float, x: _Scale) -> Iterator[str]:
    step = next((s for s in (2, 5, 10, 20, 50, 100, 200, 500) if (high - low) / s <= 9), 1000)
    for value in range(math.ceil(low / step) * step, math.floor(high) + 1, step):
        shown = str(value).replace("-", "−")
        yield f'<path class="axis" d="M{x(value):.1f} {BASE}v4"/>'
        yield f'<text x="{x(value):.1f}" y="{BASE + 18}" text-anchor="middle">{shown}</text>'


def _z_said(result: Result, pilot: float) -> Words:
    best = result.copy
    n, bound = result.copies_compared, f"{result.bound_z:.2f}"
    second = result.runner_up_z
    rest = f"{second:.1f}" if second is not None else "—"
    if best is None:
        return Words(f"{n} 份副本的 z 值都在界线 {bound} 以下，最高 {rest}；各副本共有的部分 {pilot:.1f}",
                     f"z of {n} copies, all below the bound {bound}, highest {rest}; "
                     f"the part all copies share {pilot:.1f}")  # fmt: skip
    return Words(
        f"{n} 份副本的 z 值：{best.to.zh} {best.z:.1f}，其余最高 {rest}，界线 {bound}",
        f"z of {n} copies: {best.to.en} at {best.z:.1f}, others at most {rest}, bound {bound}",
    )  # fmt: skip


class _Scale:
    """A straight line from values to points."""

    def __init__(self, low: float, high: float, start: float, end: float) -> None:
        self._low, self._per, self._start = low, (end - start) / (high - low), start

    def __call__(self, value: float) -> float:
        return self._start + (value - self._low) * self._per


def _scale(low: float, high: float, start: float, end: float) -> _Scale:
    return _Scale(low, high, start, end)


def _inside(at: float) -> float:
    return min(max(at, 48.0), WIDTH - 48.0)


def _text(  # noqa: PLR0917  # where, what, how: in the order of SVG
    x: float, y: float, words: Words, language: Language, look: str = "", anchor: str = ""
) -> str:
    attributes = (f' class="{look}"' if look else "") + (f' text-anchor="{anchor}"' if anchor else "")
    return f'<text x="{x:.1f}" y="{y:.1f}"{attributes}>{escape(words.in_language(language))}</text>'


def _svg(size: tuple[int, int], said: Words, parts: list[str], language: Language, made_for: For) -> str:
    width, height = size
    if made_for == "page":
        head = f'<svg viewBox="0 0 {width} {height}" role="img" aria-label="{escape(said.in_language(language))}">'
    else:
        head = f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {width} {height}" width="{width}" '
        head += f'height="{height}">{PRINTED}'
    return head + "".join(parts) + "</svg>"


def _short(count: int) -> str:
    return f"{count // 1000}k" if count >= 1000 else str(count)


def _span(start: float, end: float) -> str:
    return f"{_clock(start)}–{_clock(end)}"


def _clock(seconds: float) -> str:
    """`01:32.4`, cut to tenths.

    >>> _clock(92.44), _clock(3723.99)
    ('01:32.4', '62:03.9')
    """
    tenths = max(0, math.floor(seconds * 10 + 1e-6))
    return f"{tenths // 600:02}:{tenths // 10 % 60:02}.{tenths % 10}"
