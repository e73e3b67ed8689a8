"""What is wrong with a track: too fast, too short, overlapping, too long, past the end, against the glossary.

Each finding names its line, the value, the limit and what to do. Figures come from `pace`.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Final, Literal

from manju.media.subtitles.breaking import broken
from manju.media.subtitles.lines import Line
from manju.media.subtitles.pace import Pace, length, pace_of, speed
from manju.media.subtitles.terms import TermRule, broken_terms
from manju.words import Words

Code = Literal[
    "empty", "reversed", "overlap", "after_end", "too_fast", "too_short", "too_long", "gap", "row_long", "rows", "term",
    "term_forbidden",
]  # fmt: skip
BAD: Final = frozenset({"empty", "reversed", "overlap", "after_end", "term_forbidden"})
SLACK: Final = 1.02  # a hundredth of a character per second is no finding


# What is said of each kind, {v} the value and {l} the limit, and what to do about it.
_SAID: Final[dict[Code, tuple[Words, Words]]] = {
    "empty": (Words("没有文字", "There is no text"),
              Words("写上文字，或删掉这一行。", "Write the text, or delete the line.")),
    "reversed": (Words("结束不晚于开始", "It ends before it begins"), Words("改时间。", "Correct its times.")),
    "overlap": (Words("和上一行重叠 {v} 秒", "Overlaps the line before by {v} s"),
                Words("让上一行早点结束，或晚点开始。", "End the line before sooner, or begin later.")),
    "after_end": (Words("到 {v} 秒，片子只有 {l} 秒", "Lasts to {v} s; the film ends at {l} s"),
                  Words("提前，或整体平移。", "Move it, or shift the whole track.")),
    "too_fast": (Words("每秒 {v} 字，超过 {l}", "{v} characters a second, over {l}"),
                 Words("缩到 {room} 字以内，或延长时间。", "Cut to {room} characters, or show it longer.")),
    "too_short": (Words("只显示 {v} 秒，少于 {l} 秒", "Shown for {v} s, under {l} s"),
                  Words("延长，或并到相邻一行。", "Show it longer, or merge it with a neighbour.")),
    "too_long": (Words("显示 {v} 秒，超过 {l} 秒", "Shown for {v} s, over {l} s"),
                 Words("拆成两行字幕，或提早结束。", "Split it, or end it sooner.")),
    "gap": (Words("离上一行只有 {v} 秒，会闪一下", "Only {v} s after the line before: it will flicker"),
            Words("接上，或隔开两帧以上。", "Join them, or leave two frames.")),
    "row_long": (Words("一排 {v} 字，超过 {l}", "A row has {v} characters, over {l}"),
                 Words("换个地方断行。", "Break the line elsewhere.")),
    "rows": (Words("要 {v} 排，超过 {l} 排", "Takes {v} rows, over {l}"),
             Words("拆成两行字幕，或缩短。", "Split it in two, or shorten it.")),
    "term": (Words("“{v}”没按术语译", "“{v}” is not translated by the glossary"),
             Words("用“{l}”。", "Write “{l}”.")),
    "term_forbidden": (Words("用了禁用的译法“{v}”", "Uses the forbidden “{v}”"),
                       Words("改成“{l}”。", "Write “{l}”.")),
}  # fmt: skip


@dataclass(frozen=True, slots=True)
class Finding:
    """One thing wrong with one line (its place in the track, from 0); value and limit as they are shown."""

    line: int
    code: Code
    value: str
    limit: str
    what: Words
    advice: Words

    @property
    def is_bad(self) -> bool:
        """Whether viewers would see a fault; the others are advice."""
        return self.code in BAD

    def as_json(self) -> dict[str, object]:
        return {
            "line": self.line + 1, "code": self.code, "bad": self.is_bad, "value": self.value, "limit": self.limit,
            "what": self.what.as_json(), "advice": self.advice.as_json(),
        }  # fmt: skip


def check_track(
    lines: Sequence[Line],
    language: str,
    *,
    film_ms: int | None = None,
    sources: Sequence[str] = (),
    terms: Sequence[TermRule] = (),
) -> list[Finding]:
    """Everything wrong with a track, in the order of its lines.

    `film_ms`: length of the film; `sources`: what each line translates, for the glossary.

    >>> [(f.line, f.code) for f in check_track((Line(0, 400, "她提着灯从桥上慢慢走回来"), Line(300, 1300, "")), "zh")]
    [(0, 'too_fast'), (0, 'too_short'), (1, 'empty'), (1, 'overlap')]
    """
    pace = pace_of(language)
    found: list[Finding] = []
    for n, line in enumerate(lines):
        found += _of_text(n, line, pace)
        found += _of_times(n, line, pace, film_ms)
        if n:
            found += _beside(n, lines[n - 1], line, pace)
        if n < len(sources):
            found += _of_terms(n, sources[n], line.text, terms)
    return found


def _of_text(n: int, line: Line, pace: Pace) -> Iterator[Finding]:
    language = pace.language
    if not line.text.strip():
        yield _finding(n, "empty", "0", "1")
        return
    ms = line.end_ms - line.start_ms
    if ms > 0 and (rate := speed(line.text, ms, language)) > pace.per_second * SLACK:
        yield _finding(n, "too_fast", f"{rate:.1f}", f"{pace.per_second:g}", room=pace.room(ms))
    rows = line.text.split("\n")
    widest = max(length(row, language) for row in rows)
    if len(rows) > 1 and widest > pace.per_row:
        yield _finding(n, "row_long", f"{widest:g}", str(pace.per_row))
    count = sum(len(broken(row, pace.per_row, lambda part: length(part, language), language)) for row in rows)
    if count > pace.rows_max:
        yield _finding(n, "rows", str(count), str(pace.rows_max))


def _of_times(n: int, line: Line, pace: Pace, film_ms: int | None) -> Iterator[Finding]:
    ms = line.end_ms - line.start_ms
    if ms <= 0:
        yield _finding(n, "reversed", _s(ms), "0")
        return
    if ms < pace.duration_min_ms:
        yield _finding(n, "too_short", _s(ms), _s(pace.duration_min_ms))
    if ms > pace.duration_max_ms:
        yield _finding(n, "too_long", _s(ms), _s(pace.duration_max_ms))
    if film_ms is not None and line.end_ms > film_ms:
        yield _finding(n, "after_end", _s(line.end_ms), _s(film_ms))


def _beside(n: int, before: Line, line: Line, pace: Pace) -> Iterator[Finding]:
    gap = line.start_ms - before.end_ms
    if gap < 0 and before.top == line.top:
        yield _finding(n, "overlap", _s(-gap), "0")
    elif 0 < gap < pace.gap_min_ms:
        yield _finding(n, "gap", _s(gap), _s(pace.gap_min_ms))


def _of_terms(n: int, source: str, target: str, terms: Sequence[TermRule]) -> Iterator[Finding]:
    for term, forbidden in broken_terms(terms, source, target) if target.strip() else ():
        right = term.targets[0] if term.targets else term.source
        yield _finding(n, "term_forbidden" if forbidden else "term", forbidden or term.source, right)


def _finding(n: int, code: Code, value: str, limit: str, *, room: int = 0) -> Finding:
    what, advice = _SAID[code]
    return Finding(n, code, value, limit, what.fill(v=value, l=limit), advice.fill(v=value, l=limit, room=room))


def _s(ms: int) -> str:
    """Seconds as people read them.

    >>> _s(833), _s(7000)
    ('0.83', '7')
    """
    return f"{ms / 1000:.2f}".rstrip("0").rstrip(".")
