"""Inkscape's flowed text, which no other program draws, set as plain lines of text inside its region.

`flowRoot` never became part of SVG, but comics lettered before 2020 are full of it. A paragraph is broken where it is
too wide; where the face is another than the artist's, type is made smaller until the lines fit their region.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final
from xml.etree import ElementTree as ET  # trees already read and cleaned by `svg`

from PIL import ImageFont

from manju.media.lettering.faces import face_of, named_face
from manju.media.lettering.svg import SVG, as_style, length, local, style_of
from manju.media.subtitles import wrap
from manju.media.typefaces import Typeface

MEASURED_AT: Final = 100  # px: widths are measured at this size and scaled, for sizes of 8.52 px exist
SMALLEST: Final = 0.55  # of the artist's size
STEP: Final = 0.95
ASCENT: Final = 0.8  # of the em; Inkscape scales ascent + descent to one em
LINE_HEIGHT: Final = 1.25
BLOCK_STYLES: Final = frozenset({"text-align", "line-height", "filter"})  # of the whole text, or of none
TIGHTEST: Final = 1.04  # lines closer than this touch in most faces: then type is smaller
LIKENESS: Final = {"nanum pen": 0.72, "nanum brush": 0.72}  # hands whose letters fill little of the em


@dataclass(frozen=True, slots=True)
class _Run:
    """Some words in one style."""

    text: str
    style: tuple[tuple[str, str], ...]

    @property
    def size(self) -> float:
        return length(dict(self.style).get("font-size"), 12.0)


@dataclass(frozen=True, slots=True)
class _Region:
    x: float
    y: float
    width: float
    height: float


def set_flows(root: ET.Element, language: str) -> int:
    """Replace every `flowRoot` of a drawing by text; returns how many there were.

    Raises:
        MediaError: `glyph_missing`.
    """
    parents = {child: parent for parent in root.iter() for child in parent}
    flows = [e for e in root.iter() if local(e) == "flowRoot"]
    for flow in flows:
        parent = parents[flow]
        at = list(parent).index(flow)
        parent.remove(flow)
        text = _set(flow, _inherited(parent, parents), language)
        if text is not None:
            parent.insert(at, text)
    return len(flows)


def _inherited(element: ET.Element, parents: dict[ET.Element, ET.Element]) -> dict[str, str]:
    chain = [element]
    while chain[-1] in parents:
        chain.append(parents[chain[-1]])
    merged: dict[str, str] = {}
    for one in reversed(chain):
        merged |= {k: v for k, v in style_of(one).items() if k.startswith(("font", "text", "line", "letter"))}
    return merged


def _set(flow: ET.Element, inherited: dict[str, str], language: str) -> ET.Element | None:
    region = _region(flow)
    base = {**inherited, **_attributes(flow), **style_of(flow)}
    paragraphs = [_runs(p, base) for p in flow if local(p) in ("flowPara", "flowDiv")]
    if region is None or not any(run.text.strip() for p in paragraphs for run in p):
        return None
    scale = 1.0
    lines = _broken(paragraphs, region, scale, language)
    while scale * STEP >= SMALLEST and not _fits(lines, paragraphs, region):
        scale *= STEP
        lines = _broken(paragraphs, region, scale, language)
    return _as_text(flow, lines, region)


@dataclass(frozen=True, slots=True)
class _Line:
    """One line as set: its runs, width, tallest size and line height (px), how it is aligned."""

    runs: tuple[_Run, ...]
    width: float
    size: float
    height: float
    align: str


def _fits(lines: list[_Line], paragraphs: list[list[_Run]], region: _Region) -> bool:
    """Inside the region, and no more lines than paragraphs: the artist broke them by hand where they are several."""
    several = sum(1 for p in paragraphs if "".join(r.text for r in p).strip()) > 1
    set_ = [line for line in lines if line.runs]
    tall = sum(line.height for line in lines) - (lines[-1].height - lines[-1].size if lines else 0)
    wide = max((line.width for line in set_), default=0.0)
    kept = not several or len(lines) <= len(paragraphs)
    return kept and tall <= region.height * 1.02 and wide <= region.width * 1.01


def _broken(paragraphs: list[list[_Run]], region: _Region, scale: float, language: str) -> list[_Line]:
    lines: list[_Line] = []
    for runs in paragraphs:
        style = dict(runs[0].style) if runs else {}
        named = max((r.size for r in runs if r.text.strip()), default=runs[0].size if runs else 12.0)
        height = _line_height(style, named) * scale
        size = named * scale * _likeness(style.get("font-family", ""))
        align = style.get("text-align") or {"middle": "center", "end": "end"}.get(style.get("text-anchor", ""), "start")
        whole = "".join(r.text for r in runs)
        if not whole.strip():
            lines.append(_Line((), 0.0, size, height, align))
            continue
        face = face_of(whole, style.get("font-family", ""), language)
        size = min(size, height / TIGHTEST)
        spacing = length(style.get("letter-spacing")) * scale
        room = region.width / size * MEASURED_AT
        at = 0
        for part in wrap(whole.strip(), round(room), MEASURED_AT, face, language):
            picked, at = _picked(runs, part, at)
            width = _width(part, face) * size / MEASURED_AT + spacing * max(0, len(part) - 1)
            lines.append(_Line(picked, width, size, height, align))
    return lines


def _likeness(families: str) -> float:
    """By how much another face must be smaller to look as large as the one named, where that one is not installed."""
    first = families.split(",", maxsplit=1)[0].strip().strip("'\"")
    return next((r for name, r in LIKENESS.items() if name in first.lower() and named_face(first) is None), 1.0)


def _picked(runs: list[_Run], part: str, at: int) -> tuple[tuple[_Run, ...], int]:
    """The styled pieces that make up `part`, which begins at or after character `at` of all runs together."""
    whole = "".join(r.text for r in runs)
    begin = max(at, whole.find(part, at)) if part in whole[at:] else at
    end = begin + len(part)
    picked, seen = [], 0
    for run in runs:
        a, b = max(begin, seen), min(end, seen + len(run.text))
        if b > a:
            picked.append(_Run(run.text[a - seen : b - seen], run.style))
        seen += len(run.text)
    return tuple(picked), end


def _as_text(flow: ET.Element, lines: list[_Line], region: _Region) -> ET.Element:
    text = ET.Element(f"{{{SVG}}}text", {k: v for k, v in flow.attrib.items() if k in ("id", "transform", "class")})
    text.set("{http://www.w3.org/XML/1998/namespace}space", "preserve")
    text.set("style", as_style(style_of(flow)))
    y = region.y
    for line in lines:
        baseline = y + (line.height - line.size) / 2 + ASCENT * line.size
        y += line.height
        x = {"center": region.x + region.width / 2, "end": region.x + region.width}.get(line.align, region.x)
        anchor = {"center": "middle", "end": "end"}.get(line.align, "start")
        for n, run in enumerate(line.runs):
            part = ET.SubElement(text, f"{{{SVG}}}tspan")
            share = line.size / max(r.size for r in line.runs)
            style = {**dict(run.style), "font-size": f"{run.size * share:.6g}px", "text-anchor": anchor}
            style["letter-spacing"] = f"{length(style.get('letter-spacing')) * share:.6g}px"
            part.set("style", as_style({k: v for k, v in style.items() if k not in BLOCK_STYLES}))
            if n == 0:
                part.set("x", f"{x:.6g}")
                part.set("y", f"{baseline:.6g}")
            part.text = run.text
    return text


def _runs(paragraph: ET.Element, base: dict[str, str]) -> list[_Run]:
    """The words of a paragraph with the style each has, spans inside spans merged."""
    found: list[_Run] = []

    def walk(element: ET.Element, style: dict[str, str]) -> None:
        mine = {**style, **_attributes(element), **style_of(element)}
        key = tuple(sorted(mine.items()))
        found.append(_Run(_plain(element.text), key))
        for child in element:
            if local(child) in ("flowSpan", "flowPara", "tspan"):
                walk(child, mine)
            found.append(_Run(_plain(child.tail), key))

    walk(paragraph, base)
    return [r for r in found if r.text] or found[:1]


def _plain(text: str | None) -> str:
    return (text or "").replace("\n", " ").replace("\t", " ")


def _attributes(element: ET.Element) -> dict[str, str]:
    """Presentation attributes that matter to text."""
    return {k: v for k, v in element.attrib.items() if k.startswith(("font-", "fill", "stroke", "text-anchor"))}


def _region(flow: ET.Element) -> _Region | None:
    """The first rectangle of its region; other shapes by the box around their points."""
    for shape in (s for r in flow if local(r) == "flowRegion" for s in r.iter()):
        if local(shape) == "rect":
            x, y, w, h = (length(shape.get(k)) for k in ("x", "y", "width", "height"))
            if w > 0 and h > 0:
                return _Region(x, y, w, h)
    return None


def _line_height(style: dict[str, str], size: float) -> float:
    """`line-height` in px: a share, a percentage or a length. Inkscape wrote 0.01 % for "as the font has it"."""
    said = style.get("line-height", "")
    try:
        share = float(said.rstrip("%")) / (100 if said.endswith("%") else 1)
    except ValueError:
        share = length(said, LINE_HEIGHT * size) / size
    return size * (share if 0.3 < share < 5 else LINE_HEIGHT)


def _width(text: str, face: Typeface) -> float:
    return ImageFont.truetype(str(face.path), MEASURED_AT, index=face.index).getlength(text)
