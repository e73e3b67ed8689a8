"""The trace report: method, figures, hashes, the bound and its proof, as a PDF that is the same for the same data."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from pathlib import Path
from typing import Any, Final

from manju.media.typesetting import typeset
from manju.protection.plots import how_shown, segment_map, z_plot
from manju.protection.report_words import (
    BOUND,
    FACTS,
    HEADS,
    LIMITS,
    LIMITS_OF_TIMES,
    METHOD,
    METHOD_OF_PICTURES,
    TITLES,
)
from manju.protection.results import REQUIRED_LOG10, FoundMaster, NamedCopy, Result, SightAt, power
from manju.protection.saying import beside, explanation, headline
from manju.words import Language, Words, said

__all__ = ["Occasion", "Seen", "Suspect", "trace_report"]

COPIES_SHOWN: Final = 8
SIGHTS_SHOWN: Final = 2


@dataclass(frozen=True, slots=True)
class Suspect:
    """The found file, and where it was found as far as that is known."""

    name: str
    sha256: str
    size_bytes: int
    platform: Words | None = None
    account: str = ""
    url: str = ""
    found_on: date | None = None


@dataclass(frozen=True, slots=True)
class Occasion:
    """Whose report this is, its number, and when the trace was made (not when it was printed)."""

    number: str
    studio: Words
    traced_at: datetime


@dataclass(frozen=True, slots=True)
class Seen:
    """A moment of the suspect beside the master and what is left over, as PNG files."""

    at: SightAt
    suspect: bytes
    master: bytes
    residual: bytes


def trace_report(
    result: Result, suspect: Suspect, occasion: Occasion, *, language: Language, sights: Sequence[Seen] = ()
) -> bytes:  # fmt: skip
    """The report as PDF/A in one language. Equal arguments give equal bytes.

    Raises:
        MediaError: `glyph_missing`: a name holds a character that no font here has.
    """
    shown = list(sights)[:SIGHTS_SHOWN]
    pictures = _drawings(result, language)
    for seen in shown:
        for what, raw in (("suspect", seen.suspect), ("master", seen.master), ("residual", seen.residual)):
            pictures[f"{seen.at.n}-{what}.png"] = raw
    data = said(_data(result, suspect, occasion, shown), language)
    return typeset(Path(__file__).parent / "report.typ", data, pictures=pictures, language=language)


def _drawings(result: Result, language: Language) -> dict[str, bytes]:
    drawn = {
        f"map-{n}.svg": segment_map(result, m, language=language, made_for="print").encode()
        for n, m in enumerate(result.masters if not result.is_picture else ())
    }
    plot = z_plot(result, language=language, made_for="print")
    return drawn | ({"plot.svg": plot.encode()} if plot else {})


def _data(result: Result, suspect: Suspect, occasion: Occasion, shown: Sequence[Seen]) -> dict[str, Any]:
    """Everything the template sets, with `Words` where it is said in the reader's language."""
    at = occasion.traced_at
    return {
        "lang": Words("zh", "en"), "title": headline(result), "kind": TITLES["report"], "number": occasion.number,
        "studio": occasion.studio, "date": [at.year, at.month, at.day],
        "under": Words("{s}，{t}", "{s}, {t}").fill(s=occasion.studio, t=_moment(at)),
        "answer": _answer(result, at), "says": explanation(result),
        "facts": {"title": TITLES["facts"], "rows": _facts(result, suspect)},
        "segments": {"title": TITLES["segments"], "head": HEADS["segments"], "rows": _segments(result)},
        "maps": [] if result.is_picture else [
            {"file": f"map-{n}.svg", "alt": TITLES["map"].fill(m=m.name), "caption": TITLES["map"].fill(m=m.name)}
            for n, m in enumerate(result.masters)
        ],
        "plot": {"title": TITLES["plot"].fill(n=result.copies_compared), "file": "plot.svg",
                 "alt": TITLES["plot_alt"].fill(n=result.copies_compared, b=f"{result.bound_z:.2f}"),
                 "caption": TITLES["plot_caption"]} if result.copies_compared else None,
        "copies": {"head": HEADS["copies"], "rows": _copies(result, at)},
        "sights-title": TITLES["sights"], "sights": [_sight(s, result) for s in shown],
        "method": {"title": TITLES["method"], "paragraphs": METHOD_OF_PICTURES if result.is_picture else METHOD},
        "bound": {"title": TITLES["bound"], "before": BOUND[0], "alt": TITLES["formula"], "after": [w.fill(
            n=result.scored, copies=result.copies_compared, bound=f"{result.bound_z:.2f}",
            required=f"{REQUIRED_LOG10:.0f}".replace("-", "−")) for w in BOUND[1:]]},
        "limits": {"title": TITLES["limits"], "items": LIMITS if result.is_picture else [*LIMITS, LIMITS_OF_TIMES]},
        "made": {"title": TITLES["made"], "rows": _made(result, at)},
    }  # fmt: skip


def _answer(result: Result, traced_at: datetime) -> list[dict[str, Any]]:
    master, best = result.master, result.copy
    which = FACTS["which_picture" if result.is_picture else "which"]
    whose = FACTS["whose_picture" if result.is_picture else "whose"]
    if master is None:
        known = Words("没有登记过的图片", "No registered picture") if result.is_picture else Words(
            "不在片库里", "Not in the catalogue")  # fmt: skip
        return [_cell(which, known, "")]
    alike = Words("相似度 {s:.2f}", "Score {s:.2f}").fill(s=master.score)
    cells = [_cell(which, master.name, alike)]
    if master.segments:
        cells.append(_cell(FACTS["when"], Words(s := _clocks(master.segments), s), _pieces(len(master.segments))))
    if best is None:
        return [*cells, _cell(whose, Words("认不出", "Not named"), "")]
    handed = Words("{t} 交付", "Handed over {t}").fill(t=_moment(best.made_at, like=traced_at))
    chance = _cell(FACTS["error"], "≤ 10", Words("要求 ≤ 10 的 −9 次方", "Required: at most 10 to the −9"))
    return [
        *cells,
        _cell(whose, best.to, handed, here=True),
        chance | {"power": power(best.log10_false_alarm)},
    ]


def _cell(name: Words, value: Words | str, note: Words | str, *, here: bool = False) -> dict[str, Any]:
    return {"name": name, "value": value, "note": note, "here": here, "power": None}


def _facts(result: Result, suspect: Suspect) -> list[list[Any]]:
    """Rows of name, value, and whether the value is long."""
    length = "" if result.is_picture else f"{result.duration_s:.1f} s, "
    sha = FACTS["sha_original" if result.is_picture else "sha_master"]
    rows: list[list[Any]] = [
        [FACTS["file"], suspect.name, False],
        [
            FACTS["pixels" if result.is_picture else "size"],
            f"{length}{result.width}×{result.height}, {suspect.size_bytes:,} B",
            False,
        ],
        [FACTS["sha_suspect"], suspect.sha256, True],
    ]
    if suspect.platform is not None:
        rows.append([FACTS["place"], beside(suspect.platform, suspect.account), False])
    if suspect.url:
        rows.append([FACTS["url"], suspect.url, True])
    if suspect.found_on is not None:
        rows.append([FACTS["found_on"], suspect.found_on.isoformat(), False])
    rows += [[sha, _of_master(m, alone=len(result.masters) == 1), True] for m in result.masters]
    for c in result.copies:
        rows.append([FACTS["copy"], str(c.copy_id), False])
        if c.delivered_as is not None:
            rows.append([FACTS["delivered"], c.delivered_as, False])
    return rows


def _segments(result: Result) -> list[list[Any]]:
    return [
        [m.name, _clock(s.suspect_start_s), _clock(s.suspect_end_s), _clock(s.master_start_s), _clock(s.master_end_s),
         f"{s.speed:.3f}", how_shown(s)]
        for m in result.masters
        for s in m.segments
    ]  # fmt: skip


def _copies(result: Result, at: datetime) -> list[list[Any]]:
    return [_copy_row(c, at) for c in result.copies[:COPIES_SHOWN]]


def _copy_row(c: NamedCopy, at: datetime) -> list[Any]:
    return [c.to, str(c.copy_id), _moment(c.made_at, like=at), f"{c.z:.2f}", f"≤ {power(c.log10_false_alarm)}"]


def _of_master(m: FoundMaster, *, alone: bool) -> Words:
    """A master's hash, with its name where there are several."""
    return Words(m.sha256, m.sha256) if alone else Words("{h}（{m}）", "{h} ({m})").fill(h=m.sha256, m=m.name)


def _pieces(n: int) -> Words:
    return Words(f"{n} 段", f"{n} piece" + ("s" if n != 1 else ""))


def _sight(seen: Seen, result: Result) -> dict[str, Any]:
    n, at = seen.at.n, seen.at
    named = (
        (
            ("suspect", Words("找到的图片，叠到原图上", "The found picture, laid over the original")),
            ("master", Words("登记的原图", "The registered original")),
            ("residual", Words("残差，放大 16 倍", "Residual, 16 times enlarged")),
        )
        if result.is_picture
        else (
            ("suspect", Words("可疑片 {t}", "Suspect {t}").fill(t=_clock(at.suspect_s))),
            ("master", Words("母版 {t}", "Master {t}").fill(t=_clock(at.master_s))),
            ("residual", Words("残差，放大 16 倍", "Residual, 16 times enlarged")),
        )
    )
    return {"pictures": [{"file": f"{n}-{what}.png", "alt": words, "caption": words} for what, words in named]}


def _made(result: Result, at: datetime) -> list[list[Any]]:
    timings = ", ".join(f"{name} {s:.2f} s" for name, s in result.timings_s.items())
    versions = ", ".join(f"{name} {v}" for name, v in result.versions.items())
    return [
        [FACTS["traced_at"], _moment(at)],
        [FACTS["took"], f"{result.seconds:.2f} s ({timings})"],
        [FACTS["versions"], versions],
        [FACTS["scored"], f"{result.copies_compared:,} / {result.scored:,}"],
    ]


def _clocks(segments: Sequence[Any]) -> str:
    return f"{_clock(min(s.master_start_s for s in segments))}–{_clock(max(s.master_end_s for s in segments))}"


def _clock(seconds: float) -> str:
    tenths = max(0, int(seconds * 10 + 1e-6))
    return f"{tenths // 600:02}:{tenths // 10 % 60:02}.{tenths % 10}"


def _moment(at: datetime, *, like: datetime | None = None) -> str:
    """With its offset from UTC, since a report travels; in the zone of `like`.

    >>> from datetime import UTC
    >>> _moment(datetime(2026, 10, 28, 8, 20, tzinfo=UTC))
    '2026-10-28 08:20 +0000'
    """
    shown = at.astimezone(like.tzinfo) if like is not None and like.tzinfo is not None else at
    return f"{shown:%Y-%m-%d %H:%M %z}".strip()
