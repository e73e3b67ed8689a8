"""The drawing table: marks of the house style (flat fields, halftone, rays, glow) as SVG, and its rasteriser."""

from __future__ import annotations

import math
from random import Random
from typing import Final

import cv2
import numpy as np
import resvg_py

from manju.media.motion.board import Drawing, Rgba
from manju.media.typefaces import SHIPPED

FAMILY: Final = "Manju Sans SC"
INK: Final = "#17130f"
GLANCE: Final = 120  # px of the longer side that show where the ink is

Box = tuple[float, float, float, float]  # left, top, width, height


def raster(svg: str, box: Box, *, px_per_unit: float = 1.0) -> Rgba:
    """The part `box` of a drawing as RGBA pixels."""
    left, top, width, height = box
    columns, rows = max(1, round(width * px_per_unit)), max(1, round(height * px_per_unit))
    page = (
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="{left:g} {top:g} {width:g} {height:g}" '
        f'preserveAspectRatio="none" width="{columns}" height="{rows}">{svg}</svg>'
    )
    fonts = [str(SHIPPED)] if "<text" in svg else None  # reading the face costs more than most drawings
    png = resvg_py.svg_to_bytes(svg_string=page, skip_system_fonts=True, font_files=fonts, font_family=FAMILY)
    decoded = cv2.imdecode(np.frombuffer(png, np.uint8), cv2.IMREAD_UNCHANGED)
    if decoded is None:
        raise ValueError("resvg gave no picture")
    return cv2.cvtColor(decoded, cv2.COLOR_BGRA2RGBA).astype(np.uint8, copy=False)


def drawing(svg: str, box: Box, *, px_per_unit: float = 1.0) -> Drawing:
    """A drawing in its place on the stage, rasterised only where a rough first look finds ink."""
    rough = GLANCE / max(box[2], box[3])
    x, y, w, h = cv2.boundingRect(raster(svg, box, px_per_unit=rough)[..., 3])
    if w == 0:
        return Drawing(np.zeros((1, 1, 4), np.uint8), box[0], box[1])
    left, top = max(box[0], box[0] + (x - 1) / rough), max(box[1], box[1] + (y - 1) / rough)
    right, bottom = (
        min(box[0] + box[2], box[0] + (x + w + 1) / rough),
        min(box[1] + box[3], box[1] + (y + h + 1) / rough),
    )
    # whole pixels, so that the drawing keeps its scale
    columns, rows = max(1, round((right - left) * px_per_unit)), max(1, round((bottom - top) * px_per_unit))
    inked = (left, top, columns / px_per_unit, rows / px_per_unit)
    return Drawing(raster(svg, inked, px_per_unit=px_per_unit), left, top, 1 / px_per_unit)


def at(svg: str, x: float = 0, y: float = 0, scale: float = 1, *, turn: float = 0, flip: bool = False) -> str:
    """A drawing moved, grown and turned clockwise."""
    across = -scale if flip else scale
    return f'<g transform="translate({x:g},{y:g}) rotate({turn:g}) scale({across:g},{scale:g})">{svg}</g>'


def faded(svg: str, opacity: float) -> str:
    return f'<g opacity="{opacity:g}">{svg}</g>'


def path(d: str, fill: str = "none", *, stroke: str = "", width: float = 0, opacity: float = 1) -> str:
    line = (
        f' stroke="{stroke}" stroke-width="{width:g}" stroke-linecap="round" stroke-linejoin="round"' if stroke else ""
    )
    return f'<path d="{d}" fill="{fill}"{line} opacity="{opacity:g}"/>'


def disc(x: float, y: float, r: float, fill: str, *, ry: float | None = None, opacity: float = 1) -> str:
    return f'<ellipse cx="{x:g}" cy="{y:g}" rx="{r:g}" ry="{r if ry is None else ry:g}" fill="{fill}" opacity="{opacity:g}"/>'


def block(box: Box, fill: str, *, round_by: float = 0, opacity: float = 1) -> str:
    x, y, w, h = box
    return f'<rect x="{x:g}" y="{y:g}" width="{w:g}" height="{h:g}" rx="{round_by:g}" fill="{fill}" opacity="{opacity:g}"/>'


def words(text: str, x: float, y: float, size: float, fill: str, *, edge: str = "", edge_width: float = 0) -> str:
    """Lettering centred on x; with an ink edge behind the letters when `edge` is given."""
    common = f'x="{x:g}" y="{y:g}" font-size="{size:g}" text-anchor="middle" font-family="{FAMILY}" font-weight="700"'
    behind = ""
    if edge:
        behind = f'<text {common} fill="{edge}" stroke="{edge}" stroke-width="{edge_width:g}" stroke-linejoin="round">{text}</text>'
    return f'{behind}<text {common} fill="{fill}">{text}</text>'


def sky(box: Box, *colours: str, name: str = "sky") -> str:
    """A field that runs from the first colour at the top to the last at the bottom."""
    stops = "".join(
        f'<stop offset="{i / (len(colours) - 1):g}" stop-color="{colour}"/>' for i, colour in enumerate(colours)
    )
    gradient = f'<linearGradient id="{name}" x2="0" y2="1">{stops}</linearGradient>'
    return f"<defs>{gradient}</defs>{block(box, f'url(#{name})')}"


def halftone(
    shape: str, colour: str, *, step: float = 18, dot: float = 0.26, opacity: float = 0.4, name: str = "dots"
) -> str:
    """Printed dots over a shape; `shape` is SVG with `FILL` where its fill goes."""
    pattern = (
        f'<pattern id="{name}" width="{step:g}" height="{step:g}" patternUnits="userSpaceOnUse" '
        f'patternTransform="rotate(28)">{disc(step / 2, step / 2, step * dot, colour, opacity=opacity)}</pattern>'
    )
    return f"<defs>{pattern}</defs>{shape.replace('FILL', f'url(#{name})')}"


def glow(x: float, y: float, r: float, colour: str, *, strength: float = 0.9, name: str = "glow") -> str:
    """Light that falls off to nothing; meant for `blend="screen"` or over dark."""
    gradient = (
        f'<radialGradient id="{name}"><stop stop-color="{colour}" stop-opacity="{strength:g}"/>'
        f'<stop offset=".35" stop-color="{colour}" stop-opacity="{strength * 0.42:g}"/>'
        f'<stop offset="1" stop-color="{colour}" stop-opacity="0"/></radialGradient>'
    )
    return f"<defs>{gradient}</defs>{disc(x, y, r, f'url(#{name})')}"


def rays(
    x: float, y: float, inner: float, outer: float, colour: str, *, seed: int, count: int = 44, spread: float = 0.35
) -> str:
    """Concentration lines: wedges from the rim towards a centre that they leave free."""
    random = Random(seed)  # noqa: S311  # a picture, not a secret
    wedges = []
    for i in range(count):
        angle = 2 * math.pi * (i + random.uniform(-spread, spread)) / count
        wide = random.uniform(0.12, 0.5) * math.pi / count * 1.5
        start = inner * random.uniform(0.85, 1.35)
        tip = x + start * math.cos(angle), y + start * math.sin(angle)
        ends = [(x + outer * math.cos(angle + s * wide), y + outer * math.sin(angle + s * wide)) for s in (-1, 1)]
        wedges.append("M" + " L".join(f"{px:.0f},{py:.0f}" for px, py in (tip, *ends)) + "Z")
    return path(" ".join(wedges), colour)


def streaks(
    box: Box, colour: str, *, seed: int, count: int = 60, slope: float = 0.0, length: tuple[float, float] = (300, 900)
) -> str:
    """Speed lines across a box; `slope` is how far they fall per unit to the right."""
    random = Random(seed)  # noqa: S311  # a picture, not a secret
    left, top, width, height = box
    lines = []
    for _ in range(count):
        x, y = left + random.random() * width, top + random.random() * height
        long, thick = random.uniform(*length), random.uniform(2, 10)
        lines.append(f"M{x:.0f},{y:.0f} l{long:.0f},{long * slope - thick / 2:.0f} v{thick:.0f}Z")
    return path(" ".join(lines), colour)


def rain(box: Box, colour: str, *, seed: int, count: int, long: float, opacity: float) -> str:
    """Falling streaks that fit together when the box is tiled."""
    random = Random(seed)  # noqa: S311  # a picture, not a secret
    left, top, width, height = box
    lines = []
    for _ in range(count):
        x, y = left + random.random() * width, top + random.random() * height
        fall = long * random.uniform(0.6, 1.2)
        # drawn also one tile up and to the right, so that a streak over the edge goes on at the other side
        for dx, dy in ((0, 0), (0, -height), (width, 0), (width, -height)):
            lines.append(f"M{x + dx:.0f},{y + dy:.0f} l{-fall * 0.12:.0f},{fall:.0f}")
    return path(" ".join(lines), stroke=colour, width=3, opacity=opacity)


def stars(box: Box, *, seed: int, count: int, colour: str = "#fff", largest: float = 4.5) -> str:
    random = Random(seed)  # noqa: S311  # a picture, not a secret
    left, top, width, height = box
    return "".join(
        disc(
            left + random.random() * width, top + random.random() ** 1.5 * height, random.uniform(1.2, largest), colour,
            opacity=random.uniform(0.35, 0.9),
        )
        for _ in range(count)
    )  # fmt: skip


def shade(box: Box, colour: str = "#000", *, strength: float = 0.55, name: str = "shade") -> str:
    """Darkness towards the corners."""
    gradient = (
        f'<radialGradient id="{name}" r=".75"><stop offset=".45" stop-color="{colour}" stop-opacity="0"/>'
        f'<stop offset="1" stop-color="{colour}" stop-opacity="{strength:g}"/></radialGradient>'
    )
    return f"<defs>{gradient}</defs>{block(box, f'url(#{name})')}"
