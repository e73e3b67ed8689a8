"""Which of the studio's pictures a suspect shows: hashes of the whole, points of the parts, checked by their places."""

from __future__ import annotations

import io
import zipfile
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Final

import cv2
import numpy as np
import numpy.typing as npt

from manju.media.fingerprint.features import Points, bits_of, find
from manju.media.fingerprint.hashes import MIRROR, VIEWS, distance, hash_of, square, terms_of

__all__ = ["PRINT_VERSION", "PictureFound", "PictureIndex", "PicturePrint", "picture_print"]

PRINT_VERSION: Final = 1
LONGER_SIDE: Final = 400  # pixels that points are sought in
POINTS: Final = 160  # kept of a picture
ASKED: Final = 240  # of a suspect: the picture may be a part of it
ALIKE: Final = 30  # bits of 128 that the descriptors of one point differ by at most
HALF_ALIKE: Final = 18  # bits of the first 64: the others are not even looked at
CLEARLY: Final = 6  # bits that the next picture's best point is worse by, for a point to count
HASH_ALIKE: Final = 44  # bits of 256: whole pictures that are one
CHECKED: Final = 12  # pictures whose points are checked by their places
REACH: Final = 0.012  # of the longer side: how far a point may lie from its place
ENOUGH: Final = 9  # points in their places that no other picture has by accident

U64 = npt.NDArray[np.uint64]
F32 = npt.NDArray[np.float32]


@dataclass(frozen=True, eq=False)
class PicturePrint:
    """What a picture is found by. `hashes` uint64 [3, 4]; `xy` float32 [n, 2] in shares of the longer side; `points`
    and `mirrored` uint64 [n, 2]: descriptors of the points, and of the same points in the mirrored picture.
    """

    hashes: U64
    xy: F32
    points: U64
    mirrored: U64

    def to_bytes(self) -> bytes:
        """Versioned; the inverse is `from_bytes`."""
        out = io.BytesIO()
        np.savez_compressed(
            out, version=np.array(PRINT_VERSION), hashes=self.hashes, xy=self.xy, points=self.points,
            mirrored=self.mirrored,
        )  # fmt: skip
        return out.getvalue()

    @classmethod
    def from_bytes(cls, raw: bytes) -> PicturePrint:
        """The inverse of `to_bytes`.

        Raises:
            ValueError: other bytes, damaged ones, or another version.
        """
        try:
            with np.load(io.BytesIO(raw), allow_pickle=False) as read:
                version = int(read["version"])
                found = cls(read["hashes"], read["xy"], read["points"], read["mirrored"])
        except (OSError, KeyError, EOFError, ValueError, zipfile.BadZipFile) as error:
            raise ValueError("not the print of a picture, or a damaged one") from error
        if version != PRINT_VERSION:
            raise ValueError(f"the print of a picture of version {version}, this program knows {PRINT_VERSION}")
        return found


@dataclass(frozen=True, slots=True)
class PictureFound:
    """A picture that the suspect shows. `points` in their places; `score` 0..1; `mirrored`: sides exchanged."""

    picture_id: int
    score: float
    points: int
    mirrored: bool


def picture_print(luma: npt.NDArray[np.uint8], *, points: int = POINTS) -> PicturePrint:
    """The print of a picture: luma uint8 [height, width], as displayed.

    >>> grey = np.tile(np.arange(256, dtype=np.uint8), (200, 1))
    >>> picture_print(grey).hashes.shape
    (3, 4)
    """
    height, width = luma.shape
    hashes = hash_of(terms_of(np.stack([square(luma, view) for view in VIEWS[:3]])))
    scale = LONGER_SIDE / max(width, height)
    size = max(16, round(width * scale)), max(16, round(height * scale))
    method = cv2.INTER_AREA if scale < 1 else cv2.INTER_LINEAR
    found: Points = find(np.asarray(cv2.resize(luma, size, interpolation=method), np.uint8), most=points)
    sides = np.array(size, np.float32) / max(size)
    return PicturePrint(hashes, found.xy * sides, bits_of(found.values), bits_of(found.mirrored_values))


class PictureIndex:
    """Prints of some thousand pictures, searched one after the other. Not safe to change from several threads."""

    def __init__(self, prints: Iterable[tuple[int, PicturePrint]] = ()) -> None:
        self._prints: dict[int, PicturePrint] = dict(prints)
        self._stacked: tuple[npt.NDArray[np.int64], U64, npt.NDArray[np.int64], U64, F32] | None = None

    def __len__(self) -> int:
        return len(self._prints)

    def add(self, picture_id: int, one: PicturePrint) -> None:
        """Put a picture in; an older print of the same one is replaced."""
        self._prints[picture_id] = one
        self._stacked = None

    def remove(self, picture_id: int) -> None:
        """Take a picture out; nothing happens when it is not in."""
        if self._prints.pop(picture_id, None) is not None:
            self._stacked = None

    def find(self, luma: npt.NDArray[np.uint8]) -> list[PictureFound]:
        """The pictures that a suspect shows (luma uint8 [height, width]), the surest first."""
        if not self._prints:
            return []
        asked = picture_print(luma, points=ASKED)
        found: dict[int, PictureFound] = {}
        for mirrored in (False, True):
            for one in [*self._by_points(asked, mirrored), *self._by_hash(asked, mirrored)]:
                known = found.get(one.picture_id)
                if known is None or one.score > known.score:
                    found[one.picture_id] = one
        return sorted(found.values(), key=lambda one: -one.score)

    def _by_hash(self, asked: PicturePrint, mirrored: bool) -> list[PictureFound]:
        """Whole pictures that are one: for pictures without points."""
        ids, hashes, _, _, _ = self._stack()
        own = asked.hashes[0] ^ (MIRROR if mirrored else np.uint64(0))
        bits = distance(hashes, own).min(axis=1)
        near = np.flatnonzero(bits <= HASH_ALIKE)
        return [PictureFound(int(ids[i]), float(1 - bits[i] / 128), 0, mirrored) for i in near]

    def _by_points(self, asked: PicturePrint, mirrored: bool) -> list[PictureFound]:
        ids, _, owner, points, xy = self._stack()
        if len(points) == 0 or len(asked.xy) == 0:
            return []
        here, there = _matched(asked.mirrored if mirrored else asked.points, points, owner)
        if len(here) == 0:
            return []
        place = asked.xy[here] * np.array([-1 if mirrored else 1, 1], np.float32)
        found = []
        counts = np.bincount(owner[there], minlength=len(ids))
        for n in np.argsort(-counts, kind="stable")[:CHECKED]:
            mine = owner[there] == n
            inside = _in_place(xy[there[mine]], place[mine])
            if inside >= ENOUGH:
                found.append(PictureFound(int(ids[n]), inside / (inside + ENOUGH), inside, mirrored))
        return found

    def _stack(self) -> tuple[npt.NDArray[np.int64], U64, npt.NDArray[np.int64], U64, F32]:
        """Ids, hashes [n, 3, 4], and of all points: whose they are, their descriptors, their places."""
        if self._stacked is None:
            prints = list(self._prints.values())
            self._stacked = (
                np.array(list(self._prints), np.int64),
                np.stack([p.hashes for p in prints]),
                np.repeat(np.arange(len(prints)), [len(p.xy) for p in prints]),
                np.concatenate([p.points for p in prints]),
                np.concatenate([p.xy for p in prints]),
            )
        return self._stacked


def _matched(
    asked: U64, points: U64, owner: npt.NDArray[np.int64]
) -> tuple[npt.NDArray[np.intp], npt.NDArray[np.intp]]:  # fmt: skip
    """Numbers of asked points and of the points they are: the nearest, clearly nearer than any other picture's."""
    here, there = [], []
    first, second = np.ascontiguousarray(points[:, 0]), np.ascontiguousarray(points[:, 1])
    for n, (one, two) in enumerate(asked):
        near = np.flatnonzero(np.bitwise_count(first ^ one) <= HALF_ALIKE)
        if len(near) == 0:
            continue
        bits = np.bitwise_count(first[near] ^ one) + np.bitwise_count(second[near] ^ two)
        best = int(bits.argmin())
        others = bits[owner[near] != owner[near[best]]]
        if bits[best] <= ALIKE and (len(others) == 0 or int(others.min()) >= int(bits[best]) + CLEARLY):
            here.append(n)
            there.append(int(near[best]))
    return np.array(here, np.intp), np.array(there, np.intp)


def _in_place(start: F32, to: F32) -> int:
    """How many points agree on one similarity from the picture to the suspect (RANSAC, Fischler and Bolles 1981)."""
    if len(start) < ENOUGH:
        return 0
    matrix, inside = cv2.estimateAffinePartial2D(
        start, to, method=cv2.RANSAC, ransacReprojThreshold=REACH, maxIters=2000
    )
    if matrix is None:
        return 0
    grown = float(np.hypot(matrix[0, 0], matrix[1, 0]))
    return int(inside.sum()) if 0.1 < grown < 6.0 else 0
