"""A storyboard: shots of layered drawings with a camera, spoken lines and sound cues.

Lengths are *stage units*: the stage is as wide and high as the master in pixels. Everything is drawn where
it stands while the camera rests, so layers line up without arithmetic; moves are offsets from there.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from fractions import Fraction
from typing import Literal

import numpy as np
import numpy.typing as npt

from manju.media.motion.moves import Move
from manju.media.subtitles import Line
from manju.words import LANGUAGES, Language, Words

Rgba = npt.NDArray[np.uint8]  # H x W x 4, straight alpha
Stereo = npt.NDArray[np.float32]  # samples x 2 at 48 kHz, -1..1

Blend = Literal["over", "screen"]  # screen: light on what lies behind
TransitionKind = Literal["cut", "dissolve", "fade", "flash", "slant"]


@dataclass(frozen=True, eq=False)
class Drawing:
    """Pixels and where they lie on the stage: top left corner, and stage units per pixel."""

    rgba: Rgba
    left: float = 0.0
    top: float = 0.0
    units_per_px: float = 1.0


Draw = Drawing | Callable[[], Drawing]
"""A drawing, or how to make it: asked for when its shot begins and let go when the shot ends."""


@dataclass(frozen=True, eq=False)
class Layer:
    """One plane of a shot. With several drawings it is a flip book and `pick` says which one shows.

    `depth` 1 is the plane of the subject, larger is farther away, smaller nearer; x, y are offsets, `rotation`
    is in degrees clockwise, scale and rotation turn about `pivot` (stage units). `tiled` repeats the
    drawing without end.
    """

    drawings: tuple[Draw, ...]
    depth: float = 1.0
    x: Move = 0.0
    y: Move = 0.0
    scale: Move = 1.0
    scale_y: Move = 1.0  # on top of `scale`: breath, squash
    rotation: Move = 0.0
    opacity: Move = 1.0
    pick: Move = 0.0
    pivot: tuple[float, float] = (0.0, 0.0)
    blend: Blend = "over"
    tiled: bool = False

    def __post_init__(self) -> None:
        if not self.drawings or self.depth <= 0:
            raise ValueError("a layer has at least one drawing and lies in front of the camera")


@dataclass(frozen=True, slots=True)
class Shake:
    """A jolt: at full strength (stage units) at its start, dying away to nothing."""

    at_s: float
    length_s: float
    strength: float
    seed: int


@dataclass(frozen=True, slots=True)
class Camera:
    """Where the camera is: x, y in stage units on the subject's plane, zoom of that plane, roll in degrees."""

    x: Move = 0.0
    y: Move = 0.0
    zoom: Move = 1.0
    roll: Move = 0.0
    shakes: tuple[Shake, ...] = ()


@dataclass(frozen=True, slots=True)
class Caption:
    """A spoken or told line, times in s of its shot. It is delivered as subtitles; `lettered` draws it too."""

    start_s: float
    end_s: float
    words: Words
    lettered: bool = False


@dataclass(frozen=True, eq=False)
class Sound:
    """Sound that begins at a time of its shot, or (in `Storyboard.sounds`) of the film; it may run on."""

    start_s: float
    samples: Stereo | Callable[[], Stereo]
    gain_db: float = 0.0


@dataclass(frozen=True, slots=True)
class Transition:
    """How a shot takes over from the one before, whose last picture stands still meanwhile."""

    kind: TransitionKind = "cut"
    length_s: float = 0.0


@dataclass(frozen=True, eq=False)
class Shot:
    """A stretch of film with one camera; layers from back to front."""

    length_s: float
    layers: tuple[Layer, ...]
    camera: Camera = field(default_factory=Camera)
    captions: tuple[Caption, ...] = ()
    sounds: tuple[Sound, ...] = ()
    transition: Transition = field(default_factory=Transition)
    ground: tuple[int, int, int] = (16, 14, 20)  # RGB behind all layers


@dataclass(frozen=True, eq=False)
class Storyboard:
    """A whole episode. Every shot lasts a whole number of frames: its length is rounded to the nearest.

    Raises:
        ValueError: no shots, odd sizes, or a shot shorter than a frame.
    """

    fps: Fraction
    width: int
    height: int
    shots: tuple[Shot, ...]
    sounds: tuple[Sound, ...] = ()

    def __post_init__(self) -> None:
        if not self.shots or self.width % 2 or self.height % 2 or min(self.frames_of(s) for s in self.shots) < 1:
            raise ValueError("a storyboard has even sizes and shots of at least one frame")

    def frames_of(self, shot: Shot) -> int:
        return round(shot.length_s * self.fps)

    @property
    def frames(self) -> int:
        return sum(self.frames_of(shot) for shot in self.shots)

    @property
    def length_s(self) -> Fraction:
        return self.frames / self.fps

    def starts_s(self) -> list[Fraction]:
        """When each shot begins."""
        starts, frame = [], 0
        for shot in self.shots:
            starts.append(frame / self.fps)
            frame += self.frames_of(shot)
        return starts

    def lines(self, language: Language) -> tuple[Line, ...]:
        """All captions as subtitle lines of one language, in order, never past the end of the film.

        Raises:
            ValueError: a language the captions are not written in.
        """
        if language not in LANGUAGES:
            raise ValueError(f"captions are written in {LANGUAGES}, not in {language}")
        end_ms = round(self.length_s * 1000)
        found = [
            Line(
                round((start + Fraction(caption.start_s)) * 1000),
                min(end_ms, round((start + Fraction(caption.end_s)) * 1000)),
                caption.words.in_language(language),
            )
            for start, shot in zip(self.starts_s(), self.shots, strict=True)
            for caption in shot.captions
        ]
        return tuple(sorted(found, key=lambda line: (line.start_ms, line.end_ms)))
