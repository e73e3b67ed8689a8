"""Hair: what lies behind the body and what falls over the face, by style."""

from __future__ import annotations

from collections.abc import Callable
from typing import Final

from manju.sample.art.ink import INK, disc, path

Strands = Callable[[str, str], str]  # (colour, colour in the light) -> SVG on the sheet of `faces`


def _long_behind(colour: str, lit: str) -> str:
    return (
        path("M240,92 C150,92 128,170 134,260 C138,360 96,470 84,600 L130,640 L180,596 L240,640 L300,596 L352,640 L396,600 C384,470 342,360 346,260 C352,170 330,92 240,92Z", colour)
        + path("M120,470 C112,520 108,560 112,600 M362,470 C370,520 372,560 368,600 M146,420 C138,480 138,540 146,600", stroke=lit, width=5, opacity=0.8)
    )  # fmt: skip


def _long_front(colour: str, lit: str) -> str:
    return path(
        "M240,104 C186,104 152,150 156,236 C160,300 148,340 136,392 C180,330 176,262 190,220 C202,186 226,170 240,132 C254,170 278,186 290,220 C304,262 300,330 344,392 C332,340 320,300 324,236 C328,150 294,104 240,104Z",
        colour,
    ) + path(
        "M176,150 C196,124 218,118 232,118 C206,132 190,150 178,182Z M304,150 C284,124 262,118 248,118 C274,132 290,150 302,182Z",
        lit,
    )


def _bun_behind(colour: str, lit: str) -> str:
    return (
        _long_behind(colour, lit)
        + disc(240, 74, 50, colour, ry=38)
        + path("M204,64 C222,46 258,46 278,66 M210,84 C226,72 254,72 270,86", stroke=lit, width=5)
    )


def _bun_front(colour: str, lit: str) -> str:
    pin = (
        path("M160,86 L318,52", stroke="#d9a441", width=7)
        + disc(322, 50, 12, "#d9a441")
        + disc(322, 50, 7, "#8f1d2c")
        + path("M322,60 V106 M313,62 V92 M331,62 V96", stroke="#d9a441", width=3)
        + disc(322, 112, 6, "#8f1d2c")
        + disc(313, 96, 4, "#d9a441")
        + disc(331, 100, 4, "#d9a441")
    )
    return _long_front(colour, lit) + pin


def _spiky_behind(colour: str, lit: str) -> str:
    return path("M240,90 C160,86 136,160 146,262 L172,300 L308,300 L334,262 C344,160 320,86 240,90Z", colour) + path(
        "M156,200 L150,240", stroke=lit, width=4, opacity=0.6
    )


def _spiky_front(colour: str, lit: str) -> str:
    return (
        path("M240,94 C168,84 136,150 150,256 L166,206 L176,238 L196,182 L206,222 L232,168 L244,214 L270,172 L282,220 L300,190 L314,240 L330,256 C344,160 318,86 240,94Z", colour)
        + path("M180,142 C208,112 262,108 296,138 C256,126 214,134 188,166Z", lit)
        + path("M146,124 L172,80 L190,106 L222,66 L236,98 L278,68 L284,102 L322,90 L326,136Z", colour)
    )  # fmt: skip


def _scholar_behind(colour: str, lit: str) -> str:
    return path(
        "M240,92 C156,90 134,166 142,262 C144,330 120,420 112,520 L168,500 L312,500 L368,520 C360,420 336,330 338,262 C346,166 324,90 240,92Z",
        colour,
    ) + path("M136,420 C130,450 128,476 128,496 M344,420 C350,450 352,476 352,496", stroke=lit, width=5, opacity=0.7)


def _scholar_front(colour: str, lit: str) -> str:
    return (
        path("M240,100 C180,98 150,150 156,250 C160,290 156,320 150,352 C176,312 172,250 186,214 C206,200 224,176 232,146 C250,186 284,196 296,218 C306,254 304,312 330,352 C324,320 320,290 324,250 C330,150 300,98 240,100Z", colour)
        + path("M180,152 C200,128 220,122 234,122 C210,136 194,152 182,180Z", lit)
        + path("M200,102 C206,50 222,30 240,30 C258,30 274,50 280,102Z", colour)
        + path("M200,100 C220,90 260,90 280,100 L276,76 C256,68 224,68 204,76Z", "#3f5a8a")
        + path("M176,88 L304,88", stroke="#d7dbe6", width=6)
        + disc(240, 84, 9, "#d7dbe6")
    )  # fmt: skip


def _bob_behind(colour: str, lit: str) -> str:
    return path(
        "M240,84 C140,82 116,170 128,300 C132,352 142,384 158,400 L206,392 H274 L322,400 C338,384 348,352 352,300 C364,170 340,82 240,84Z",
        colour,
    ) + path("M142,300 C146,340 150,364 158,382", stroke=lit, width=5, opacity=0.7)


def _bob_front(colour: str, lit: str) -> str:
    return path(
        "M240,92 C168,88 132,150 146,290 C150,330 156,356 168,372 C176,330 168,270 178,226 C206,218 236,196 254,164 C262,196 284,216 304,226 C312,270 304,330 312,372 C324,356 330,330 334,290 C348,150 312,88 240,92Z",
        colour,
    ) + path("M172,170 C186,130 216,112 248,110 C214,126 194,150 186,184Z", lit)


def _helmet_behind(colour: str, lit: str) -> str:
    tail = path(
        "M310,330 C372,360 392,430 372,500 C360,460 330,430 300,420Z M170,330 C120,350 96,400 104,456 C124,430 150,416 180,412Z",
        "#20180f",
    )
    return (
        tail
        + path(
            "M240,60 C130,60 104,160 116,280 C118,320 140,350 160,352 L320,352 C340,350 362,320 364,280 C376,160 350,60 240,60Z",
            colour,
        )
        + path("M150,340 L160,352 H320 L330,340Z", lit, opacity=0.4)
    )


def _helmet_front(colour: str, lit: str) -> str:
    return (
        path("M150,240 C170,180 310,180 330,240 L322,216 L300,232 L286,200 L262,228 L242,194 L222,228 L198,200 L182,232 L158,216Z", "#20180f")
        + path("M240,60 C130,60 104,160 116,240 C150,176 330,176 364,240 C376,160 350,60 240,60Z", colour)
        + path("M132,196 C170,150 310,150 348,196 L352,214 C310,168 170,168 128,214Z", INK)
        + path("M150,120 C176,88 214,80 236,80 C200,96 176,118 164,150Z", "#fff", opacity=0.5)
        + path("M206,64 C200,96 200,130 206,156 L274,156 C280,130 280,96 274,64Z", lit)
        + path("M232,94 L250,94 L241,120 L256,120 L228,152 L235,130 L222,130Z", INK)
        + path("M128,240 L146,336 L160,352 L150,240Z M352,240 L334,336 L320,352 L330,240Z", INK)
        + path("M316,96 C336,120 346,150 348,176", stroke="#fff", width=5, opacity=0.35)
    )  # fmt: skip


def _old_behind(colour: str, lit: str) -> str:
    return path("M240,100 C170,96 146,160 150,250 L166,290 L314,290 L330,250 C334,160 310,96 240,100Z", colour) + path(
        "M154,220 V250", stroke=lit, width=4
    )


def _old_front(colour: str, lit: str) -> str:
    return (
        path("M240,98 C176,94 146,146 154,236 L170,222 C168,186 180,160 204,150 C236,164 280,160 300,156 C312,176 312,200 310,222 L326,236 C334,146 304,94 240,98Z", colour)
        + path("M184,140 C204,116 250,110 284,124 C250,122 214,128 196,150Z", lit)
        + path("M196,328 C210,316 230,318 240,324 C250,318 270,316 284,328 C270,338 250,334 240,330 C230,334 210,338 196,328Z", colour)
    )  # fmt: skip


BACKS: Final[dict[str, Strands]] = {
    "long": _long_behind, "bun": _bun_behind, "spiky": _spiky_behind, "scholar": _scholar_behind,
    "bob": _bob_behind, "helmet": _helmet_behind, "old": _old_behind,
}  # fmt: skip
FRONTS: Final[dict[str, Strands]] = {
    "long": _long_front, "bun": _bun_front, "spiky": _spiky_front, "scholar": _scholar_front,
    "bob": _bob_front, "helmet": _helmet_front, "old": _old_front,
}  # fmt: skip
