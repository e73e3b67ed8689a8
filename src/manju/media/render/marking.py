"""A copy's mark as a layer of a render: fields made as large as the frame, dithered to whole grey levels, and laid on.

FFmpeg adds the layer to the luma of every frame; a layer is made anew only when the mark changes, about six times a
second, so that a copy costs little more than its encode.
"""

from __future__ import annotations

import math
from collections.abc import Iterator
from dataclasses import dataclass, field
from fractions import Fraction
from pathlib import Path
from typing import Final

import av
import cv2
import numpy as np
import numpy.typing as npt

from manju.media.errors import MediaError
from manju.media.registering import Registration
from manju.media.render.dither import SIDE, thresholds
from manju.media.render.geometry import Geometry
from manju.media.watermark.blind import blind_field
from manju.media.watermark.embedding import MIDDLE, SCALE, MarkKey, Writer
from manju.media.whole import sha256_of
from manju.words import Words

__all__ = ["Layer", "Marker", "Place", "as_input", "as_nut", "gathered", "grain_of", "lay_on"]

TICKS_PER_S: Final = 1000
NEVER_S: Final = (
    90_000  # the layer's last frame: after any film, so that the film ends the render; FFmpeg drops later times
)

WEAK: Final = 0.35  # grey levels: strength up to which a field is dithered as it is
STRONG: Final = 0.5  # and from which its halves are drawn to whole levels
GATHERED: Final = 0.45  # grey levels from a whole one that become it

Plane = npt.NDArray[np.uint8]


@dataclass(frozen=True, eq=False)
class Marker:
    """Everything needed to mark copies of one master: its registration and the studio's secret (32 bytes)."""

    registration: Registration
    secret: bytes = field(repr=False)

    @property
    def key(self) -> MarkKey:
        return MarkKey(self.secret, self.registration.work)

    def changes(self, copy_id: int, since_s: float = 0.0) -> Iterator[tuple[float, bytes]]:
        """The mark of a copy each time it changes, the blind layer included: see `Writer.changes`."""
        survey = self.registration.survey
        extra = blind_field(self.secret, copy_id, survey.lattice)
        return Writer(self.key, survey).changes(copy_id, extra, since_s=since_s)

    def must_be_of(self, master: Path, sha256: str | None = None) -> None:
        """Refuse to mark another file than the registered one, for its copies could never be read.

        `sha256`: of the file, where it is known.

        Raises:
            MediaError: `other_master`.
        """
        if (sha256 or sha256_of(master)) != self.registration.sha256:
            raise MediaError(
                "other_master",
                Words("这个文件不是登记时的那个母版。", "This file is not the master that was registered."),
                Words(
                    "用登记过的原文件，或先登记这一个。",
                    "Use the file that was registered, or register this one first.",
                ),
            )


@dataclass(frozen=True, slots=True)
class Place:
    """A frame to be marked (pixels, even) and where the master's picture lies in it, which may reach beyond it."""

    width: int
    height: int
    left: int
    top: int
    picture_width: int
    picture_height: int

    @classmethod
    def whole(cls, width: int, height: int) -> Place:
        """The picture fills the frame.

        >>> Place.whole(1920, 1080)
        Place(width=1920, height=1080, left=0, top=0, picture_width=1920, picture_height=1080)
        """
        return cls(width, height, 0, 0, width, height)

    @classmethod
    def of(cls, geometry: Geometry, picture: tuple[int, int]) -> Place:
        """Where `geometry.filters` puts a master's picture of this size (pixels as displayed).

        >>> Place.of(Geometry(1080, 1920, Fraction(25), "fill"), (1920, 1080))
        Place(width=1080, height=1920, left=0, top=656, picture_width=1080, picture_height=608)
        >>> Place.of(Geometry(1080, 1920, Fraction(25), "crop"), (1920, 1080))
        Place(width=1080, height=1920, left=-1167, top=0, picture_width=3414, picture_height=1920)
        """
        width, height = geometry.width, geometry.height
        if geometry.shaping == "same":
            return cls.whole(width, height)
        # FFmpeg's own rounding of force_original_aspect_ratio with force_divisible_by=2
        by_height = round(height * picture[0] / picture[1] / 2) * 2
        by_width = round(width * picture[1] / picture[0] / 2) * 2
        choose = max if geometry.shaping == "crop" else min
        wide, high = choose(by_height, width), choose(by_width, height)
        return cls(width, height, (width - wide) // 2, (height - high) // 2, wide, high)


class Layer:
    """The mark of one copy for one place: iterate for the bytes FFmpeg reads, then ask how strong it was.

    `early_s`: how long before its time a change is sent, so that rounded times of frames do not miss it. `since_s`: the
    layer begins with what holds then, for a stretch of the film.
    """

    def __init__(
        self, marker: Marker, copy_id: int, place: Place, *, early_s: float = 0.001, since_s: float = 0.0
    ) -> None:
        self._marker, self._copy_id, self._place, self._early_s = marker, copy_id, place, early_s
        self._since_s = since_s
        self._strengths: list[tuple[float, float]] = []  # from this second on: mean square in grey levels

    def __iter__(self) -> Iterator[bytes]:
        return as_nut(self._frames(), (self._place.width, self._place.height))

    @property
    def psnr_y_db(self) -> float:
        """Of the marked frames against the unmarked ones: by the mean square over the whole film."""
        ends = [*(t for t, _ in self._strengths[1:]), self._marker.registration.duration_s]
        held = np.array([max(1e-3, end - t) for (t, _), end in zip(self._strengths, ends, strict=True)])
        squares = np.array([square for _, square in self._strengths])
        return _psnr(float(held @ squares / held.sum()))

    @property
    def worst_psnr_y_db(self) -> float:
        """Of the frame that is changed most."""
        return _psnr(max(square for _, square in self._strengths))

    def _frames(self) -> Iterator[tuple[int, Plane]]:
        """(ticks, frame) at each change: yuv420p, uint8 [height * 3 / 2, width]; the last again, to last for ever."""
        lattice = self._marker.registration.survey.lattice
        canvas = np.full((self._place.height * 3 // 2, self._place.width), MIDDLE, np.uint8)
        luma = canvas[: self._place.height]
        grain = grain_of(self._place.width, self._place.height)
        survey = self._marker.registration.survey
        for time_s, raw in self._marker.changes(self._copy_id, self._since_s):
            mark = np.frombuffer(raw, np.uint8).reshape(lattice.height, lattice.width)
            mark = gathered(mark, survey.strength_at(time_s))
            self._strengths.append((time_s, _drawn(luma, mark, grain, self._place)))
            yield max(0, math.floor((time_s - self._early_s) * TICKS_PER_S)), canvas
        yield NEVER_S * TICKS_PER_S, canvas


def as_input(n: int) -> list[str]:
    """Arguments that open the n-th layer fed to `ffmpeg.run(feeds=…)`."""
    return ["-protocol_whitelist", "pipe", "-f", "nut", "-i", f"feed:{n}"]


def lay_on(picture: str, layer: str, marked: str, *, colours: str = "null") -> str:
    """Filter text that lays a layer (an input such as `1:v`) on the luma of a yuv420p pad; chroma stays as it is.

    `colours`: a filter that says the layer's colours are those of the picture, or FFmpeg may convert one to the other.
    """
    # the layer's time base must not make that of the film finer than FFmpeg can hold
    return (
        f"[{layer}]settb=1/{TICKS_PER_S},{colours}[{marked}m];"
        f"[{picture}][{marked}m]blend=c0_mode=grainmerge:c1_mode=normal:c2_mode=normal:shortest=1[{marked}]"
    )


def gathered(mark: Plane, strength: npt.NDArray[np.float32]) -> Plane:
    """The field with its halves drawn to whole levels where it is strong enough: less grain for the same mark.

    Dither adds f(1 - f) for a fraction f, and an encoder pays for that grain. Where the strength is above `WEAK`, what
    lies within `GATHERED` of a whole level becomes that level; where it is weak, all would become nothing, so it stays.
    """
    share = np.clip((strength - WEAK) / (STRONG - WEAK), 0, 1)
    width = 1 - np.float32(2 * GATHERED) * share  # of the fractions between two levels that are still dithered
    levels = mark.astype(np.float32) / SCALE
    whole = np.floor(levels)
    fraction = np.clip((levels - whole - (1 - width) / 2) / width, 0, 1)
    return np.asarray(np.rint((whole + fraction) * SCALE), np.uint8)


def _drawn(luma: Plane, mark: Plane, grain: Plane, place: Place) -> float:
    """Draw a field into the luma of a layer: 128 + whole grey levels; returns their mean square over the frame.

    A level of x.5 becomes x or x + 1 by whether the grain there is above one half: in the mean over a few pixels the
    field is what it was.
    """
    size = (place.picture_width, place.picture_height)
    wide = np.asarray(cv2.resize(mark, size, interpolation=cv2.INTER_CUBIC), np.uint8)
    x, y = max(0, place.left), max(0, place.top)
    seen = wide[y - place.top : place.height - place.top, x - place.left : place.width - place.left]
    here = luma[y : y + seen.shape[0], x : x + seen.shape[1]]
    cv2.add(seen, grain[: seen.shape[0], : seen.shape[1]], dst=here)
    np.right_shift(here, 4, out=here)
    square = cv2.norm(here, np.full_like(here, MIDDLE // SCALE), cv2.NORM_L2SQR)
    here += np.uint8(MIDDLE - MIDDLE // SCALE)
    return float(square) / (place.width * place.height)


def grain_of(width: int, height: int) -> Plane:
    down, across = -(-height // SIDE), -(-width // SIDE)
    return np.ascontiguousarray(np.tile(thresholds(SCALE), (down, across))[:height, :width])


def _psnr(mean_square: float) -> float:
    return 10 * math.log10(255**2 / max(mean_square, 1e-6))


def as_nut(frames: Iterator[tuple[int, Plane]], size: tuple[int, int]) -> Iterator[bytes]:
    """Raw frames with their times in a NUT stream: the container FFmpeg reads from a pipe with any times."""
    pieces = _Pieces()
    with av.open(pieces, "w", format="nut", buffer_size=2**20) as nut:
        stream = nut.add_stream("rawvideo")
        stream.width, stream.height, stream.pix_fmt = *size, "yuv420p"
        stream.time_base = stream.codec_context.time_base = Fraction(1, TICKS_PER_S)
        for ticks, frame in frames:
            packet = av.Packet(frame)  # type: ignore[arg-type]  # it takes any buffer
            packet.stream, packet.time_base = stream, Fraction(1, TICKS_PER_S)
            packet.pts = packet.dts = ticks
            packet.is_keyframe = True
            nut.mux(packet)
            yield from pieces.taken()
    yield from pieces.taken()


class _Pieces:
    """What a muxer has written since it was last asked."""

    def __init__(self) -> None:
        self._pieces: list[bytes] = []

    def write(self, piece: bytes) -> int:
        self._pieces.append(piece)
        return len(piece)

    def taken(self) -> list[bytes]:
        pieces, self._pieces = self._pieces, []
        return pieces
