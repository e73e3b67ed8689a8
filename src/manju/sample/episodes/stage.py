"""Staging: how drawings become moving layers: characters that breathe, blink and talk, weather, light, impact."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from functools import partial
from random import Random
from typing import Any, Final

from manju.media.motion.board import Caption, Draw, Layer
from manju.media.motion.moves import Key, Keys, Move, Noise, Sum, Wave, along
from manju.sample.art import ink
from manju.sample.art.faces import Look, Mood, body, hair_behind, head
from manju.sample.art.ink import Box
from manju.words import Words

V: Final[Box] = (0, 0, 1080, 1920)
H: Final[Box] = (0, 0, 1920, 1080)
V_WIDE: Final[Box] = (-180, -220, 1440, 2360)
H_WIDE: Final[Box] = (-260, -160, 2440, 1400)
FRONT: Final = 1e9  # stands still whatever the camera does
SOFT: Final = 0.25  # px per unit that are enough for what has no edges
DETAIL: Final = 0.8  # px per stage unit: masters are made at two thirds of the stage, zooms take the rest
STEP_S: Final = 1 / 12  # drawn animation runs on twos


def flat(svg: str, box: Box, *, px: float = 1.0, **moves: Any) -> Layer:
    """One drawing as a plane; `moves` are what `Layer` takes besides (Any: its fields differ in type)."""
    return Layer((partial(ink.drawing, svg, box, px_per_unit=px * DETAIL),), **moves)


def book(svgs: Sequence[str], box: Box, *, px: float = 1.0, **moves: Any) -> Layer:
    """Several drawings of the same place, one showing at a time."""
    return Layer(tuple(partial(ink.drawing, svg, box, px_per_unit=px * DETAIL) for svg in svgs), **moves)


def say(start_s: float, end_s: float, zh: str, en: str) -> Caption:
    return Caption(start_s, end_s, Words(zh, en))


def acting(
    look: Look,
    moods: Mood | Sequence[tuple[float, Mood]],
    *,
    eyes: tuple[float, float],
    size: float,
    length_s: float,
    talks: Sequence[tuple[float, float]] = (),
    seed: int = 1,
    depth: float = 1.0,
    tilt: Move = 0.0,
    x: Move = 0.0,
    y: Move = 0.0,
    scale: Move = 1.0,
    opacity: Move = 1.0,
) -> tuple[Layer, ...]:
    """A character from the breast up who breathes, blinks, and moves the mouth while talking.

    `eyes` is where the middle between the eyes stands, `size` the growth of the 480 x 640 sheet; `moods` may
    change in the course of the shot, from the given times on.
    """
    faces = [(0.0, moods)] if isinstance(moods, Mood) else list(moods)
    left, top = eyes[0] - 240 * size, eyes[1] - 262 * size
    placed = partial(ink.at, x=left, y=top, scale=size)
    neck = (eyes[0], top + 400 * size)
    common = {"depth": depth, "opacity": opacity, "scale": scale, "pivot": neck}
    nod = Wave(2.2 * size, 3.1, seed * 0.37)
    sway: Move = Sum((Wave(0.8, 4.3, seed * 0.21), tilt))
    px = 1.0 if size <= 3 else 0.6
    drawings: list[Draw] = []
    for _, mood in faces:
        for mouth in (mood.mouth, "small", "talk"):
            for lids in (mood.lids, 0.0):
                drawn = placed(head(look, replace(mood, mouth=mouth, lids=lids)))
                box = (left + 70 * size, top, 340 * size, 480 * size)
                drawings.append(partial(ink.drawing, drawn, box, px_per_unit=px * DETAIL))
    return (
        flat(placed(hair_behind(look)), (left + 50 * size, top, 380 * size, 660 * size), px=px, x=x, y=Sum((y, nod)),
             rotation=Sum((Wave(1.3, 4.3, seed * 0.21 - 0.1), tilt)), **common),
        flat(placed(body(look)), (left, top + 320 * size, 480 * size, 690 * size), px=px, x=x, y=y,
             scale_y=Wave(0.006, 3.1, seed * 0.37 + 0.5, 1.0), depth=depth, opacity=opacity, scale=scale,
             pivot=(eyes[0], top + 760 * size)),
        Layer(tuple(drawings), x=x, y=Sum((y, nod)), rotation=sway,
              pick=_acted([at_s for at_s, _ in faces], talks, length_s, seed), **common),  # type: ignore[arg-type]
    )  # fmt: skip


def _acted(changes: list[float], talks: Sequence[tuple[float, float]], length_s: float, seed: int) -> Keys:
    """Which of a head's drawings shows when: mood x mouth x lids, decided on twos from the seed."""
    random = Random(seed)  # noqa: S311  # a picture, not a secret
    keys, blink_at, shut = [], random.uniform(0.5, 1.6), 0
    for n in range(int(length_s / STEP_S) + 1):
        t = n * STEP_S
        if t >= blink_at:
            shut, blink_at = 2, t + random.uniform(1.6, 3.4)
        mouth = 0
        if any(start <= t < end for start, end in talks):
            mouth = (1, 2, 2, 1, 0, 2)[random.randrange(6)]
        mood = max(i for i, at_s in enumerate(changes) if at_s <= t + 1e-9)
        keys.append(Key(t, mood * 6 + mouth * 2 + (1 if shut else 0), "hold"))
        shut = max(0, shut - 1)
    return Keys(tuple(keys))


def looped(length_s: float, per_s: float) -> Keys:
    """A flip book turned evenly, without end."""
    return along((0.0, 0.0), (length_s + 1, (length_s + 1) * per_s), ease="linear")


def running(length_s: float, per_s: float) -> Keys:
    """A value that grows (or falls) by so much a second."""
    return along((0.0, 0.0), (length_s + 1, (length_s + 1) * per_s), ease="linear")


def concentration(
    box: Box, x: float, y: float, colour: str, *, length_s: float, inner: float, opacity: Move = 1.0
) -> Layer:
    """Lines that rush towards a point, redrawn ten times a second."""
    box = _around(box, 0.12)
    outer = max(box[2], box[3])
    svgs = [ink.rays(x, y, inner, outer, colour, seed=s) for s in (11, 12, 13)]
    return book(svgs, box, px=0.6, pick=looped(length_s, 10), opacity=opacity, depth=FRONT)


def light(
    x: float, y: float, r: float, colour: str, /, *, seed: int = 5, strength: float = 0.55, **moves: Any
) -> Layer:
    """A flickering glow that lightens what lies behind it."""
    opacity = Noise(0.16, 6.0, seed, 0.8)
    return flat(
        ink.glow(x, y, r, colour, strength=strength), (x - r, y - r, 2 * r, 2 * r), px=SOFT,
        **{"blend": "screen", "opacity": opacity, **moves},
    )  # fmt: skip


def dusk(box: Box, colour: str = "#05030c", *, strength: float = 0.6) -> Layer:
    """Darkness towards the corners of the picture."""
    wider = _around(box, 0.12)  # a rolling or shaking camera must not show its edge
    return flat(ink.shade(wider, colour, strength=min(1.0, strength * 1.25)), wider, px=SOFT, depth=FRONT)


def _around(box: Box, share: float) -> Box:
    left, top, width, height = box
    return (left - width * share, top - height * share, width * (1 + 2 * share), height * (1 + 2 * share))


def rainfall(box: Box, *, length_s: float, seed: int = 4) -> tuple[Layer, ...]:
    """Two planes of rain; they cost a whole picture each, so there are only two."""
    return tuple(
        flat(ink.rain(box, "#cfd6ff", seed=seed + i, count=count, long=long, opacity=opacity), box, depth=depth,
             tiled=True, y=running(length_s, speed), x=running(length_s, -speed * 0.12))
        for i, (count, long, opacity, depth, speed) in enumerate(((90, 90, 0.28, 1.6, 1500), (36, 220, 0.4, 0.7, 2800)))
    )  # fmt: skip


def drifting(
    box: Box,
    colours: tuple[str, ...],
    *,
    length_s: float,
    seed: int,
    count: int,
    size: float,
    speed: tuple[float, float],
    depth: float = 0.8,
) -> Layer:
    """Snow, embers, petals: small specks carried across the picture."""
    random = Random(seed)  # noqa: S311  # a picture, not a secret
    left, top, width, height = box
    specks = "".join(
        ink.disc(left + 20 + random.random() * (width - 40), top + 20 + random.random() * (height - 40), size * random.uniform(0.4, 1.2),
                 random.choice(colours), ry=size * random.uniform(0.3, 1.0), opacity=random.uniform(0.5, 0.95))
        for _ in range(count)
    )  # fmt: skip
    return flat(
        specks,
        box,
        depth=depth,
        tiled=True,
        x=Sum((running(length_s, speed[0]), Wave(18, 2.7))),
        y=running(length_s, speed[1]),
    )


def shout(
    text: str,
    x: float,
    y: float,
    size: float,
    *,
    at_s: float,
    turn: float = -8,
    fill: str = "#fffaf2",
    edge: str = ink.INK,
    until_s: float = 99,
) -> Layer:
    """A sound word in letters, thrown onto the picture."""
    svg = ink.at(ink.words(text, 0, 0, size, fill, edge=edge, edge_width=size * 0.22), x, y, turn=turn)
    half = size * (len(text) + 1) * 0.62
    shown = Keys((Key(0, 0), Key(at_s, 1, "hold"), Key(until_s, 1, "hold"), Key(until_s + 0.2, 0)))
    return flat(
        svg, (x - half, y - half, 2 * half, 2 * half), pivot=(x, y - size * 0.35), opacity=shown, depth=FRONT,
        scale=Keys((Key(at_s, 1.9), Key(at_s + 0.22, 1.0, "out"))), rotation=Noise(1.4, 9.0, 3),
    )  # fmt: skip
