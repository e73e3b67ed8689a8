"""Captions as they are burnt in: the face of the language, lines broken at the right places, inside the safe zone."""

from __future__ import annotations

import shutil
from collections.abc import Callable
from dataclasses import dataclass
from functools import cache, lru_cache
from pathlib import Path
from typing import Final

import pysubs2
from PIL import ImageFont

from manju.media.channels import SafeZone
from manju.media.subtitles.breaking import best_lines, glued
from manju.media.subtitles.lines import Line
from manju.media.typefaces import RIGHT_TO_LEFT, Typeface, faces_for, split

SIZE_SHARE: Final = 0.054  # of the shorter side
# A caption that takes too many lines, or would be broken inside a phrase, is set smaller or in a line more, whichever
# reads better; only one that fits in no such way goes below 82 %.
SIZES: Final = (1.0, 0.94, 0.88, 0.82)
SMALL: Final = (0.76, 0.7, 0.65, 0.6)
MOST_LINES: Final = {"upright": 3, "lying": 2}
RULER_PX: Final = 200
SIDE_SHARE: Final = 0.03  # air beside the safe zone
EDGE_SHARE: Final = 0.02  # of the shorter side, between the safe zone and the nearest line
OUTLINE: Final = 0.07  # of the size


@dataclass(frozen=True, slots=True)
class Laid:
    """A caption as set: its lines and the size in pixels (of the em)."""

    lines: tuple[str, ...]
    size_px: int


def lay_out(
    text: str, *, width: int, height: int, safe: SafeZone, language: str, faces: tuple[Typeface, ...] = ()
) -> Laid:
    """Break a caption for a picture; where it would take too many lines it is set smaller, down to 60 %.

    `faces`: those that draw the whole track; those of this text when empty.

    Raises:
        MediaError: `glyph_missing` when no font has a character of the text.
    """
    text = _straight(glued(text, language), language)
    faces = faces or faces_for(text, language)
    full, room = full_size(width, height), _room(width, safe)
    most = MOST_LINES["upright" if height > width else "lying"]
    found: list[tuple[float, Laid]] = []
    for share in SIZES:
        size = round(full * share)
        for more in (0, 1):
            lines, cost = _wrapped(text, room, _measure(faces, size), language, more=more)
            if len(lines) <= most + (share < 0.9):
                found.append((cost + 2.2 * (1 - share) + 0.06 * len(lines), Laid(tuple(lines), size)))
            if cost <= 0:
                break  # nothing to gain from a line more
        if found and found[0][1].size_px == full and found[0][0] <= 0.06 * most:
            break
    if found:
        return min(found, key=lambda one: one[0])[1]
    for share in SMALL:
        size = round(full * share)
        lines, _ = _wrapped(text, room, _measure(faces, size), language)
        if len(lines) <= most + 1:
            break
    return Laid(tuple(lines), size)


def _straight(text: str, language: str) -> str:
    """Latin text with straight quotes: the shipped Chinese face sets curly ones as wide as an ideograph."""
    if language.lower().split("-")[0] in ("zh", "ja", "ko"):
        return text
    return text.translate(str.maketrans("‘’“”", "''\"\""))


def full_size(width: int, height: int) -> int:
    """Size of captions in a picture, in pixels of the em."""
    return round(min(width, height) * SIZE_SHARE)


def write_burn_in(
    lines: tuple[Line, ...], folder: Path, name: str, *, width: int, height: int, safe: SafeZone, language: str
) -> Path:
    """Write `folder/name` as ASS that libass burns in: face by language, wrapped, inside the safe zone.

    The faces are copied into `folder/fonts`, from where libass takes them by family name; a stretch whose
    characters the language's face lacks names its own face. Right-to-left text takes its direction from itself.

    Raises:
        MediaError: `glyph_missing` when no font has a character of the text.
    """
    every = _straight("".join(line.text for line in lines), language)
    faces = faces_for(every, language)
    main = _main_face(every, faces)
    fonts = folder / "fonts"
    fonts.mkdir(exist_ok=True)
    short = min(width, height)
    size = full_size(width, height)
    side = _side(width, safe)
    rtl = language.lower().split("-")[0] in RIGHT_TO_LEFT
    subs = pysubs2.SSAFile()
    subs.info.update(
        {"PlayResX": str(width), "PlayResY": str(height), "WrapStyle": "2", "ScaledBorderAndShadow": "yes"}
    )
    subs.styles = {
        "Default": pysubs2.SSAStyle(
            fontname=main.family, fontsize=size * _libass_scale(main), bold=True,
            outline=size * OUTLINE, shadow=size * 0.03,
            alignment=pysubs2.Alignment.BOTTOM_CENTER, marginl=side, marginr=side,
            # -1 lets libass find each line's direction; otherwise the full stop of an Arabic line stands on its right
            marginv=round(height * safe.bottom + short * EDGE_SHARE), encoding=-1 if rtl else 1,
        )
    }  # fmt: skip
    for line in lines:
        laid = lay_out(line.text, width=width, height=height, safe=safe, language=language, faces=faces)
        event = pysubs2.SSAEvent(start=line.start_ms, end=line.end_ms)
        event.text = _styled(laid, main, faces, full=size, fonts=fonts)
        if line.top:
            event.text = "{\\an8}" + event.text
            event.marginv = round(height * safe.top + short * EDGE_SHARE)
        subs.events.append(event)
    _put(main, fonts)
    path = folder / name
    path.write_text(subs.to_string("ass"), encoding="utf-8")
    return path


def wrap(text: str, room_px: int, size_px: int, face: Typeface, language: str) -> list[str]:
    """Break a caption into lines no wider than `room_px`, as even as they come, at the places its language allows.

    Explicit breaks are kept when every part fits; Latin text breaks between words, Chinese between characters.
    """
    font = _font(face, size_px)
    return _wrapped(text, room_px, font.getlength, language)[0]


def _wrapped(
    text: str, room: float, width_of: Callable[[str], float], language: str, *, more: int = 0
) -> tuple[list[str], float]:
    """Lines and what their breaks cost; somebody's own breaks cost nothing."""
    parts = text.split("\n")
    if all(width_of(part) <= room for part in parts):
        return parts, 0.0
    if len(parts) == 1:
        return best_lines(text, room, width_of, language, more=more)
    apart = [best_lines(part, room, width_of, language) for part in parts]
    rows = [row for lines, _ in apart for row in lines]
    cost = sum(c for _, c in apart)
    if any(part.startswith(("-", "–", "—")) for part in parts):
        return rows, cost
    # somebody's line breaks that do not fit here: set the text anew when that takes fewer lines
    joint = "" if language.lower().split("-")[0] in ("zh", "ja") else " "
    anew = best_lines(joint.join(parts), room, width_of, language, more=more)
    return anew if len(anew[0]) < len(rows) else (rows, cost)


def _room(width: int, safe: SafeZone) -> int:
    # centred on the picture, so the wider margin counts on both sides; the outline needs room too
    return width - 2 * _side(width, safe)


def _side(width: int, safe: SafeZone) -> int:
    return round(width * (max(safe.left, safe.right) + SIDE_SHARE))


def _measure(faces: tuple[Typeface, ...], size_px: int) -> Callable[[str], float]:
    """Width in pixels of a stretch in the faces it will be drawn with."""

    def width_of(text: str) -> float:
        return sum(_length(face, part) for face, part in split(text, faces)) * size_px / RULER_PX

    return width_of


@lru_cache(maxsize=50_000)
def _length(face: Typeface, text: str) -> float:
    """Width of a stretch at `RULER_PX`; widths grow with the size, so every stretch is measured once."""
    return float(_font(face, RULER_PX).getlength(text))


def _main_face(text: str, faces: tuple[Typeface, ...]) -> Typeface:
    """The face that draws most of a mixed text, which names it once in the style."""
    counts: dict[Typeface, int] = {}
    for face, part in split(text, faces):
        counts[face] = counts.get(face, 0) + len(part)
    return max(counts, key=lambda face: counts[face], default=faces[0])


def _styled(laid: Laid, main: Typeface, faces: tuple[Typeface, ...], *, full: int, fonts: Path) -> str:
    """The text of an ASS event: breaks, a smaller size where needed, the face of each stretch that is not `main`."""
    rows = []
    smaller = laid.size_px != full
    for row in laid.lines:
        out = ""
        for face, part in split(row, faces):
            _put(face, fonts)
            if face == main and not smaller:
                out += ("{\\fn}{\\fs}" if out else "") + part
            else:
                out += f"{{\\fn{face.family}\\fs{laid.size_px * _libass_scale(face):.1f}}}{part}"
                out += "" if face == main else "{\\fn\\fs}"
        rows.append(out.replace("{\\fn\\fs}{\\fn}{\\fs}", "{\\fn\\fs}"))
    return "\\N".join(rows)


def _put(face: Typeface, fonts: Path) -> None:
    if not (fonts / face.path.name).exists():
        shutil.copyfile(face.path, fonts / face.path.name)


@cache
def _font(face: Typeface, size_px: int) -> ImageFont.FreeTypeFont:
    return ImageFont.truetype(str(face.path), size_px, index=face.index)


@cache
def _libass_scale(face: Typeface) -> float:
    """libass sizes a font by its Windows ascent + descent, Pillow by its em: the factor between them."""
    from fontTools.ttLib import TTFont

    with TTFont(face.path, fontNumber=face.index, lazy=True) as font:
        windows = font["OS/2"].usWinAscent + font["OS/2"].usWinDescent
        return float(windows / font["head"].unitsPerEm)
