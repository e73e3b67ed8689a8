"""Stills of the sample: key art and posters of the properties, portraits of the team, written as files."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Final, Literal

from PIL import Image

from manju.sample.art import bus_world, cast, lantern_world, takeaway_world
from manju.sample.art.faces import SHEET, Look, Mood, bust
from manju.sample.art.ink import INK, Box, at, block, glow, halftone, rain, raster, rays, shade, sky, stars, words

_SHEET: Final[Box] = (0, 0, 1080, 1440)
"""What key art is composed on; wider or narrower pictures show more on both sides or less."""

_PAINTED: Final[Box] = (-900, -300, 2880, 2000)


def write_key_art(property_key: str, path: Path, width: int, height: int) -> None:
    """Write a property's key art, text-free, as PNG or JPEG by the name's ending; any shape.

    Raises:
        KeyError: there is no such property.
    """
    _write(_KEY_ART[property_key](), path, _framed(width, height), width)


def write_poster(property_key: str, path: Path, width: int, height: int, language: Literal["zh", "en"] = "zh") -> None:
    """Write a property's poster: its key art with the title lettered."""
    box = _framed(width, height)
    zh, en, colour = _TITLES[property_key]
    left, top, wide, high = box
    size = min(wide * 0.8 / len(zh), high * 0.16)
    middle, foot = left + wide / 2, top + high * 0.9
    lines = words(zh, middle, foot - size * 0.42, size, colour, edge=INK, edge_width=size * 0.16)
    lines += words(en, middle, foot + size * 0.12, size * 0.25, colour, edge=INK, edge_width=size * 0.08)
    if language == "en":
        size = wide * 1.36 / len(en)
        lines = words(en, middle, foot - size * 0.5, size, colour, edge=INK, edge_width=size * 0.2)
        lines += words(zh, middle, foot + size * 0.9, size * 0.8, colour, edge=INK, edge_width=size * 0.14)
    _write(_KEY_ART[property_key]() + shade(box, strength=0.5, name="edge") + lines, path, box, width)


def write_portrait(member_key: str, path: Path, size: int) -> None:
    """Write the square portrait of a member.

    Raises:
        KeyError: there is no such member.
    """
    look, mood, ground, ray = _TEAM[member_key]
    box = (60.0, 40.0, 360.0, 360.0)
    svg = (
        block(SHEET, ground)
        + rays(240, 250, 120, 500, ray, seed=len(member_key) + size % 7, count=36)
        + bust(look, mood)
    )
    _write(svg, path, box, size)


def _framed(width: int, height: int) -> Box:
    """The part of the painted field that fills this shape, the faces a little above its middle."""
    wide, high = _SHEET[2], _SHEET[3]
    ratio = width / height
    if ratio > wide / high:
        high = max(760.0, min(high, 2880 / ratio))
        wide = high * ratio
        top = 60.0 + (1440 - high) * 0.22
    else:
        high = min(wide / ratio, 1990.0)
        wide = high * ratio
        top = max(-290.0, (1440 - high) * 0.55)
    return (540 - wide / 2, top, wide, high)


def _write(svg: str, path: Path, box: Box, width: int) -> None:
    picture = Image.fromarray(raster(svg, box, px_per_unit=width / box[2])).convert("RGB")
    path.parent.mkdir(parents=True, exist_ok=True)
    if path.suffix.lower() in (".jpg", ".jpeg"):
        picture.save(path, quality=90)
    else:
        picture.save(path)


def _lantern() -> str:
    world = lantern_world
    return (
        world.night(_PAINTED)
        + world.moon(820, 330, 270)
        + world.roofs(-900, 1980, 980, 560, "#1b1d48", lit="#d98a3a")
        + world.bridge(-700, 1780, 1330, 200)
        + at(bust(cast.ZHIWEI, Mood("smirk", "sly", 0.75, turn=0.2, light="#ffb43a")), 60, 130, 1.95)
        + glow(860, 1020, 520, "#ffb84a", strength=0.6, name="lamp")
        + at(world.lantern(), 860, 1020, 1.9)
    )


def _takeaway() -> str:
    world = takeaway_world
    left, top, width, height = _PAINTED
    field = f'<rect x="{left}" y="{top}" width="{width}" height="{height}" fill="FILL"/>'
    return (
        block(_PAINTED, "#f2c230")
        + rays(540, 620, 260, 2000, "#e0751a", seed=4, count=52)
        + halftone(field, "#c2410c", step=26, dot=0.15, opacity=0.3)
        + at(world.taotie(mouth=0.9), 800, 400, 0.78)
        + at(world.cloud(), -420, 500, 1.2)
        + at(world.cloud(), 1300, 800, 1.3)
        + at(bust(cast.XIAOMAN, Mood("grin", "sly", 0.85, turn=0.35)), 20, 360, 1.7)
        + at(world.noodles(), 880, 1140, 1.2)
    )


def _last_bus() -> str:
    world = bus_world
    return (
        world.street_sky(_PAINTED)
        + lantern_world.moon(260, 250, 230, "#f9e7a8", "#d9b35a")
        + world.far_city(-900, 1980, 900)
        + world.near_city(-900, 1980, 1080)
        + world.wet_road((-900, 1180, 2880, 700))
        + at(world.bus_front(), 540, 1330, 1.22)
        + at(world.cat_body(), 540, 720, 1.0)
        + at(world.cat_head(), 540, 672, 1.04)
        + at(block((-330, -330, 660, 90), "#3fae8c") + block((-380, -290, 760, 30), "#2a7d64"), 540, 1330, 1.22)
        + glow(235, 1136, 420, "#fff4c9", strength=0.7, name="near")
        + glow(845, 1136, 420, "#fff4c9", strength=0.7, name="off")
    )


def _store() -> str:
    """A lit shop in a city that has gone dark: its clerk at the counter, snow outside."""
    dark = "#101a2c"
    window = block((-260, 250, 1600, 660), "#12202f") + block((-230, 280, 1540, 600), "#ffd98a")
    shelves = "".join(
        block((-230, y, 1540, 14), "#b5722e")
        + "".join(block((-200 + n * 76, y - high, 54, high), colour) for n, (high, colour) in enumerate(goods))
        for y, goods in ((470, _GOODS), (660, _GOODS[7:] + _GOODS[:7]))
    )
    return (
        sky(_PAINTED, "#0a1020", "#1b2a44", "#31506b", name="frost")
        + stars(_PAINTED, seed=9, count=60, largest=3.0)
        + at(bus_world.far_city(-900, 1980, 560), 0, -120)
        + glow(540, 620, 900, "#ffcf70", strength=0.75, name="shop")
        + block((-330, 130, 1740, 150), "#c8452f", round_by=14)
        + block((-330, 250, 1740, 26), "#fff3df")
        + window
        + shelves
        + block((-900, 900, 2880, 1200), dark)
        + block((-330, 860, 1740, 90), "#8a4f28")
        + at(bust(cast.XIAOHE, Mood("small", "worried", 0.85, turn=0.25, light="#ffd98a")), 150, 330, 1.62)
        + rain(_PAINTED, "#ffffff", seed=5, count=160, long=7, opacity=0.85)
    )


_GOODS: Final = tuple(
    (90 + 37 * n % 61, ("#c8452f", "#2f8fb3", "#3fae8c", "#f4efe2", "#8e5aa0", "#e0751a")[n * 5 % 6]) for n in range(20)
)


def _betrothal() -> str:
    """A bride with a letter before the marquis's roofs, red against a cold morning."""
    world = lantern_world
    letter = block((-150, -200, 300, 400), "#f7ecd4", round_by=6) + "".join(
        block((-110 + n * 46, -160, 10, 300 - n % 3 * 60), "#3a2a22") for n in range(6)
    )
    return (
        sky(_PAINTED, "#5a1620", "#a8322e", "#e8956a", name="dawn")
        + world.moon(230, 300, 190, "#f7d9a8", "#c27a4a")
        + world.roofs(-900, 1980, 900, 620, "#2a0f18", lit="#f2b04a")
        + world.torches(-700, 1780, 1220, seed=4, size=1.2)
        + at(bust(cast.WANTANG, Mood("smirk", "sly", 0.8, turn=-0.25, light="#ffb06a")), 190, 190, 1.85)
        + at(letter, 250, 1130, 0.95, turn=-9)
    )


_KEY_ART: Final[dict[str, Callable[[], str]]] = {
    "lantern": _lantern, "takeaway": _takeaway, "last-bus": _last_bus, "store": _store, "betrothal": _betrothal,
}  # fmt: skip
_TITLES: Final = {
    "lantern": ("长夜灯", "THE LONG-NIGHT LANTERN", "#ffd27a"),
    "takeaway": ("山海外卖", "MOUNTAIN-SEA TAKEAWAY", "#fffaf2"),
    "last-bus": ("末班车有猫", "THE LAST BUS HAS A CAT", "#f9e7a8"),
    "store": ("末世便利店", "THE STORE AT THE END OF THE WORLD", "#ffe7a8"),
    "betrothal": ("退婚书", "THE BROKEN BETROTHAL", "#ffe0b8"),
}

_TEAM: Final[dict[str, tuple[Look, Mood, str, str]]] = {
    "lin": (Look("long", "#16141f", "#3b3960", "#7a4a22", "coat", "#2c3358", "#f4efe2", "#1a2040"),
            Mood("smile", "calm", 0.75, turn=0.2), "#c2453a", "#a83428"),
    "xu": (Look("spiky", "#2a201a", "#5a4636", "#3d2a18", "shirt", "#f4efe2", "#ffffff", "#c2453a", lashes=False, glasses=True),
           Mood("smirk", "raised", 0.8, turn=-0.3), "#2f8fb3", "#247a9c"),
    "gu": (Look("bob", "#e8562a", "#ff8a5a", "#1f6f5c", "hoodie", "#1f6f5c", "#fff3df", "#174f48"),
           Mood("grin", "raised", 0.85, turn=0.3), "#f2c230", "#e0a51a"),
    "chen": (Look("spiky", "#12101a", "#3a3a52", "#4a3a2a", "jacket", "#3f5a8a", "#fff3df", "#f2c230", skin="#e0b896", shadow="#a87a62", lashes=False),
             Mood("smile", "calm", 0.75), "#3fae8c", "#2f957a"),
    "mo": (Look("bun", "#4a2a22", "#7a4a3a", "#5a3a22", "coat", "#8e5aa0", "#fff3df", "#6d3f80"),
           Mood("smile", "sly", 0.75, turn=-0.3), "#e9a2a8", "#dc8a92"),
    "tang": (Look("old", "#3a3438", "#6a6268", "#4a4a3a", "hoodie", "#d98a3a", "#fff3df", "#b86a22", lashes=False, glasses=True),
             Mood("small", "raised", 0.85), "#5a4a8f", "#4a3b7a"),
}  # fmt: skip
