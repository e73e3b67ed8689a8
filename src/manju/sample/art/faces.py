"""Heads and busts of the house style, drawn in parts (hair behind, body, head) so that they can move apart.

All parts share one sheet of 480 x 640: chin at y 382, eyes at y 262, middle at x 240.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final, Literal

from manju.sample.art.hair import BACKS, FRONTS
from manju.sample.art.ink import INK, at, disc, path

SHEET: Final = (0.0, 0.0, 480.0, 640.0)
FACE: Final = (
    "M166,222 C162,292 186,346 240,382 C294,346 318,292 314,222 C314,160 284,128 240,128 C196,128 166,160 166,222Z"
)

Mouth = Literal["closed", "smile", "smirk", "frown", "small", "talk", "open", "shout", "grin", "tremble"]
Brows = Literal["calm", "angry", "worried", "raised", "sly", "soft"]
Dress = Literal["robe", "jacket", "coat", "hoodie", "shirt"]


@dataclass(frozen=True, slots=True)
class Look:
    """How a character is drawn in every picture."""

    hair: str  # a style named in `hair`
    hair_colour: str
    hair_lit: str
    iris: str
    dress: Dress
    cloth: str
    lapel: str
    trim: str
    skin: str = "#f2d6c0"
    shadow: str = "#c48f7d"
    lips: str = "#a83c3a"
    lashes: bool = True
    beard: bool = False
    glasses: bool = False


@dataclass(frozen=True, slots=True)
class Mood:
    """What a face shows at one moment. `lids`: 1 wide open … 0 shut; `turn`: -1 left … 1 right."""

    mouth: Mouth = "closed"
    brows: Brows = "calm"
    lids: float = 0.8
    turn: float = 0.0
    gaze: tuple[float, float] = (0.0, 0.0)
    tears: bool = False
    blush: float = 0.0
    sweat: bool = False
    dark: bool = False  # the upper half of the face in shadow
    light: str = ""  # colour of the light at the edge of the face
    pupil: float = 1.0  # 0.45: shock


def hair_behind(look: Look) -> str:
    return BACKS[look.hair](look.hair_colour, look.hair_lit)


def head(look: Look, mood: Mood) -> str:
    """Face with features, hair in front; everything that turns and talks."""
    turned = mood.turn * 12
    features = "".join(
        [
            _eye(look, mood, left=True),
            _eye(look, mood, left=False),
            _brows(look, mood),
            path("M238,284 L247,311 L233,313", stroke=look.shadow, width=3.4),
            path("M234,316 C240,320 246,319 250,315", look.shadow, opacity=0.55),
            _mouth(look, mood),
            _marks(mood),
        ]
    )
    if look.glasses:
        features += "".join(
            f'<circle cx="{x}" cy="264" r="30" fill="#fff" fill-opacity=".12" stroke="{INK}" stroke-width="4"/>'
            for x in (203, 277)
        ) + path("M233,262 C238,258 242,258 247,262 M173,258 L160,250 M307,258 L320,250", stroke=INK, width=4)
    clip = f'<defs><clipPath id="f"><path d="{FACE}"/></clipPath></defs>'
    shadows = (
        path("M240,120 C262,200 236,262 252,300 C258,330 244,356 240,390 L330,390 L330,120Z", look.shadow, opacity=0.58)
        + path("M150,120 H330 V214 C300,188 270,206 240,196 C210,208 184,190 150,220Z", look.shadow, opacity=0.75)
    )  # fmt: skip
    rim = path("M166,222 C162,292 186,346 240,382", stroke=mood.light, width=15, opacity=0.9) if mood.light else ""
    dark = path("M140,110 H340 V262 C300,286 180,286 140,262Z", "#100c1c", opacity=0.62) if mood.dark else ""
    return (
        clip
        + _ears(look)
        + path(FACE, look.skin)
        + f'<g clip-path="url(#f)"><g transform="translate({turned * 1.6:g},0)">{shadows}</g>{rim}'
        + f'<g transform="translate({turned:g},0)">{features}</g>{dark}</g>'
        + FRONTS[look.hair](look.hair_colour, look.hair_lit)
    )


def body(look: Look) -> str:
    """Neck and shoulders down to the lower edge of the sheet (and a little beyond)."""
    neck = path("M208,335 L208,430 L272,430 L272,335Z", look.skin) + path(
        "M208,352 C224,384 258,388 272,362 L272,404 C250,420 222,410 208,392Z", look.shadow
    )
    shoulders = path(
        "M20,1000 V640 C30,510 110,448 206,412 L240,452 L274,412 C370,448 450,510 460,640 V1000Z", look.cloth
    )
    folds = path(
        "M60,1000 V640 C74,560 104,516 140,490 L118,1000Z M420,1000 V640 C406,560 376,516 340,490 L362,1000Z"
        "M196,760 C214,700 236,640 250,600 L262,604 C246,660 230,712 222,760Z", INK, opacity=0.24,
    )  # fmt: skip
    return neck + shoulders + _dressed(look) + folds


def bust(look: Look, mood: Mood) -> str:
    """The whole figure in one drawing, for stills and portraits."""
    return hair_behind(look) + body(look) + head(look, mood)


def _dressed(look: Look) -> str:
    skin = path("M206,408 L240,456 L274,408 L268,400 L212,400Z", look.skin)
    if look.dress == "robe":
        return (
            path("M206,408 L190,420 L246,560 L268,520Z", look.lapel)
            + path("M274,408 L292,422 L200,640 L80,1000 H20 L164,640Z", look.lapel)
            + path("M292,422 L306,430 L226,640 L112,1000 H80 L200,640Z", look.trim)
            + skin
        )
    if look.dress == "jacket":
        return (
            path("M196,414 L240,470 L284,414 L312,428 L252,520 L240,500 L228,520 L168,428Z", look.lapel)
            + path("M236,500 L244,500 L246,1000 L234,1000Z", look.trim)
            + path("M64,612 L150,588 M330,588 L416,612", stroke=look.trim, width=12)
        )
    if look.dress == "coat":
        return (
            path("M206,410 L240,520 L274,410 L268,400 H212Z", look.lapel)
            + path(
                "M206,410 L150,440 L190,500 L172,520 L240,700 L308,520 L290,500 L330,440 L274,410 L240,540Z", look.trim
            )
            + path("M240,540 V1000", stroke=INK, width=4, opacity=0.4)
        )
    if look.dress == "hoodie":
        return (
            path("M170,430 C180,396 300,396 310,430 C300,486 264,504 240,508 C216,504 180,486 170,430Z", look.trim)
            + path("M196,424 C210,404 270,404 284,424 C272,460 258,474 240,478 C222,474 208,460 196,424Z", look.lapel)
            + path("M214,492 L210,580 M266,492 L270,572", stroke="#fffaf2", width=6)
        )
    return (
        path("M206,410 L240,466 L274,410 L304,424 L266,498 L240,470 L214,498 L176,424Z", look.lapel)
        + path("M234,470 L246,470 L254,620 L240,640 L226,620Z", look.trim)
    )  # fmt: skip


def _ears(look: Look) -> str:
    return path("M168,236 C150,222 146,262 160,284 C166,292 172,288 174,280Z", look.skin) + path(
        "M312,236 C330,222 334,262 320,284 C314,292 308,288 306,280Z", look.shadow
    )


def _eye(look: Look, mood: Mood, *, left: bool) -> str:
    """One eye about (0,0), outer corner to the right; the far eye of a turned head is narrower."""
    lids = mood.lids
    far = (mood.turn < 0) == left and mood.turn != 0
    wide = 1.0 - (0.16 * abs(mood.turn) if far else 0.0)
    x = 204 if left else 276
    gaze_x = mood.gaze[0] * 7 * (-1 if left else 1)
    if lids <= 0.05:
        shut = path("M-23,2 C-12,13 12,13 26,-3", stroke=INK, width=6.5) + path("M24,-3 L34,-9", stroke=INK, width=4.5)
        return at(shut, x, 266, wide, flip=left)
    top = -24 * lids
    white = f"M-22,5 C-16,{top:g} 12,{top - 4:g} 24,{top * 0.45:g} C22,13 -10,18 -22,5Z"
    clip = f"e{'l' if left else 'r'}"
    iris = (
        disc(
            3 + gaze_x, mood.gaze[1] * 5, 12.5 * (0.6 + 0.4 * mood.pupil), look.iris, ry=15.5 * (0.6 + 0.4 * mood.pupil)
        )
        + disc(3 + gaze_x, 4 + mood.gaze[1] * 5, 6 * mood.pupil, INK, ry=9 * mood.pupil)
        + disc(3 + gaze_x, 11 + mood.gaze[1] * 5, 8 * mood.pupil, "#fff", ry=3.4 * mood.pupil, opacity=0.28)
        + disc(8 + gaze_x, -6 * max(lids, 0.45), 4.2, "#fff")
        + disc(-3 + gaze_x, 7, 2, "#fff", opacity=0.85)
    )
    lash = path(
        f"M-26,6 C-17,{top - 8:g} 13,{top - 12:g} 33,{top * 0.45 - 7:g} L25,{top * 0.45 + 2:g} C14,{top - 1:g} -12,{top + 1:g} -26,6Z",
        INK,
    )
    if look.lashes:
        lash += path(f"M24,{top * 0.45 - 3:g} L38,{top * 0.45 - 13:g} L30,{top * 0.45 + 3:g}Z", INK)
    lower = path("M-12,15 C0,19 12,16 19,9", stroke=INK, width=1.8, opacity=0.6)
    lid = f'<clipPath id="{clip}"><path d="{white}"/></clipPath>'
    drawn = f'<defs>{lid}</defs>{path(white, "#fffaf2")}<g clip-path="url(#{clip})">{iris}{path(f"M-26,{top - 6:g} H30 V{top + 9:g} H-26Z", INK, opacity=0.18)}</g>{lash}{lower}'
    return f'<g transform="translate({x},262) scale({-wide if left else wide:g},1)">{drawn}</g>'


_BROWS: Final[dict[Brows, tuple[float, float]]] = {
    # height of the outer and of the inner end
    "calm": (230, 233), "angry": (219, 245), "worried": (240, 220), "raised": (216, 218), "sly": (221, 236), "soft": (234, 229),
}  # fmt: skip


def _brows(look: Look, mood: Mood) -> str:
    outer, inner = _BROWS[mood.brows]
    arch = min(outer, inner) - 5
    far_lift = -9 if mood.brows == "sly" else 0
    thick = 4 if look.lashes else 8
    left = f"M174,{outer} C188,{arch} 206,{arch + 1} 226,{inner} L224,{inner + thick} C206,{arch + 8} 190,{arch + 8} 174,{outer}Z"
    o, i, a = outer + far_lift, inner + far_lift, arch + far_lift
    right = f"M306,{o} C292,{a} 274,{a + 1} 254,{i} L256,{i + thick} C274,{a + 8} 290,{a + 8} 306,{o}Z"
    colour = look.hair_colour if look.hair_colour not in ("#e9e6f2", "#d7d2cc") else "#6d6a80"
    return path(left, colour) + path(right, colour)


def _mouth(look: Look, mood: Mood) -> str:
    lips = look.lips
    inside = "#5e1518"
    if mood.mouth == "closed":
        return path("M222,338 C232,333 236,335 240,336 C244,335 248,333 258,338 C250,347 230,347 222,338Z", lips)
    if mood.mouth == "smile":
        return path("M216,333 C230,347 250,347 264,333", stroke=lips, width=4.8) + path(
            "M214,331 L218,336 M262,336 L266,331", stroke=lips, width=3
        )
    if mood.mouth == "smirk":
        return path("M220,341 C236,346 252,342 266,328", stroke=lips, width=5) + path(
            "M264,326 L270,331", stroke=lips, width=3
        )
    if mood.mouth == "frown":
        return path("M222,343 C234,334 248,334 260,343", stroke=lips, width=4.8)
    if mood.mouth == "tremble":
        return path("M222,340 C228,334 233,345 240,339 C247,333 252,345 259,338", stroke=lips, width=4.4)
    if mood.mouth == "grin":
        return (
            path("M206,326 C226,332 254,332 274,326 C270,352 256,362 240,362 C224,362 210,352 206,326Z", inside)
            + path("M210,329 C228,334 252,334 270,329 L267,340 C250,344 230,344 213,340Z", "#fff")
        )  # fmt: skip
    height = {"small": 9, "talk": 15, "open": 24, "shout": 34}[mood.mouth]
    half = {"small": 11, "talk": 17, "open": 18, "shout": 23}[mood.mouth]
    top = 330
    hole = f"M{240 - half},{top} C{240 - half / 2:g},{top - 5} {240 + half / 2:g},{top - 5} {240 + half},{top} C{240 + half},{top + height} {240 + half / 2:g},{top + height * 1.25:g} 240,{top + height * 1.25:g} C{240 - half / 2:g},{top + height * 1.25:g} {240 - half},{top + height} {240 - half},{top}Z"
    teeth = f"M{240 - half + 5},{top} C{240 - half / 2:g},{top - 3} {240 + half / 2:g},{top - 3} {240 + half - 5},{top} L{240 + half - 7},{top + 6} H{240 - half + 7}Z"
    tongue = disc(240, top + height * 1.08, half * 0.55, "#c9524f", ry=height * 0.22) if height > 12 else ""
    return (
        path(hole, inside)
        + tongue
        + (path(teeth, "#fff") if height > 12 else "")
        + path(f"M{232},{top + height * 1.25 + 7:g} H248", stroke=look.shadow, width=3)
    )


def _marks(mood: Mood) -> str:
    marks = ""
    if mood.blush:
        marks += disc(190, 304, 22, "#e0513f", ry=12, opacity=0.34 * mood.blush) + disc(
            290, 304, 22, "#e0513f", ry=12, opacity=0.34 * mood.blush
        )
        marks += path(
            "M180,308 l7,-9 M191,309 l7,-9 M282,309 l7,-9 M293,308 l7,-9",
            stroke="#a83c3a",
            width=2.4,
            opacity=0.5 * mood.blush,
        )
    if mood.tears:
        for x in (196, 284):
            marks += path(
                f"M{x - 6},276 C{x - 9},310 {x - 9},340 {x - 2},366 L{x + 8},360 C{x + 4},330 {x + 4},304 {x + 5},276Z",
                "#bfe4f2",
                opacity=0.9,
            )
            marks += disc(x - 1, 280, 9, "#e8f7fc", ry=5, opacity=0.95)
    if mood.sweat:
        marks += path("M300,204 C290,224 294,234 302,234 C310,234 312,222 300,204Z", "#9fd8ec") + disc(
            304, 226, 2.4, "#fff"
        )
    return marks
