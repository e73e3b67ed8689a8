"""Which registered picture a found picture shows: points that agree on one placing, and the hash of the whole.

Made for some thousand pictures: crops to half, pictures within pictures, mirrored and turned ones are found by points,
plain ones without points by their hash.
"""

from __future__ import annotations

import math
import struct
import zlib
from dataclasses import dataclass
from typing import Final

import cv2
import numpy as np
import numpy.typing as npt

from manju.media.fingerprint import features, hashes
from manju.media.fingerprint.evidence import hash_evidence
from manju.media.fingerprint.keys import Keys, near
from manju.media.traces import Match

__all__ = ["PRINT_VERSION", "PictureIndex", "PicturePrint", "picture_print"]

PRINT_VERSION: Final = 1
MAGIC: Final = b"MJPP\x01"
LONGER: Final = 400  # pixels of the longer side that points are sought in
SHORTER: Final = 100
POINTS: Final = 400
POINT_BITS: Final = 32
TURNED: Final = 3
CANDIDATES: Final = 20  # pictures whose points are held against a placing
LEAST_PAIRS: Final = 5
REACH: Final = 0.012  # of the longer side that a point may lie off its place
HASH_BITS: Final = 40
ACCEPTED: Final = -6.0  # log10 of the chance of a match by accident
PLACES_LEAST: Final = 3.0  # log10: a small index is judged as strictly as one of a thousand pictures

Gray = npt.NDArray[np.uint8]
U64 = npt.NDArray[np.uint64]
F32 = npt.NDArray[np.float32]


@dataclass(frozen=True, eq=False)
class PicturePrint:
    """What a picture is known again by. `shape` = width / height.

    `views` uint64 [2, 4]: hashes of the whole and of its middle; `xy` float32 [n, 2]: points as shares of the longer
    side; `bits` uint64 [n, 2] of their surroundings.
    """

    shape: float
    views: U64
    xy: F32
    bits: U64

    def to_bytes(self) -> bytes:
        """Compact and versioned: the same bytes for the same print."""
        raw = self.views.astype("<u8").tobytes() + self.xy.astype("<f4").tobytes() + self.bits.astype("<u8").tobytes()
        return MAGIC + struct.pack("<dI", self.shape, len(self.xy)) + zlib.compress(raw, 6)

    @classmethod
    def from_bytes(cls, raw: bytes) -> PicturePrint:
        """The inverse of `to_bytes`.

        Raises:
            ValueError: these are not the bytes of a print of this version.
        """
        if raw[: len(MAGIC)] != MAGIC:
            raise ValueError("not a picture's print of this version")
        try:
            shape, count = struct.unpack_from("<dI", raw, len(MAGIC))
            data = zlib.decompress(raw[len(MAGIC) + 12 :])
            views = np.frombuffer(data, "<u8", 8).reshape(2, 4)
            xy = np.frombuffer(data, "<f4", 2 * count, 64).reshape(count, 2)
            bits = np.frombuffer(data, "<u8", 2 * count, 64 + 8 * count).reshape(count, 2)
        except (struct.error, zlib.error, ValueError) as error:
            raise ValueError("a picture's print that is damaged") from error
        return cls(float(shape), views.astype(np.uint64), xy.astype(np.float32), bits.astype(np.uint64))


def picture_print(y: Gray) -> PicturePrint:
    """The print of a picture's luma, uint8 [height, width].

    >>> plain = picture_print(np.full((200, 300), 90, np.uint8))
    >>> len(plain.xy), plain.shape
    (0, 1.5)
    """
    small, points = _looked_at(y)
    views = np.concatenate([hashes.hash_of(hashes.terms_of(hashes.square(small, v))[None]) for v in hashes.VIEWS[:3:2]])
    return PicturePrint(y.shape[1] / y.shape[0], views, _placed(points.xy, small), features.bits_of(points.values))


class PictureIndex:
    """Registered pictures by number."""

    def __init__(self) -> None:
        self._prints: dict[int, PicturePrint] = {}
        self._shelf: _Shelf | None = None

    def __len__(self) -> int:
        return len(self._prints)

    def add(self, picture_id: int, known: PicturePrint) -> None:
        """Put a picture in; one of the same number is replaced."""
        self._prints[picture_id] = known
        self._shelf = None

    def match(self, y: Gray) -> list[Match]:
        """The registered pictures that a found one shows, luma uint8 [height, width]; the best first.

        A match has no segments. `score` 0..1: share of the suspect's points that lie where they should, or of the
        hash's bits that agree.
        """
        if not self._prints:
            return []
        self._shelf = self._shelf or _Shelf.of(self._prints)
        found: dict[int, Match] = {}
        for match in (*self._by_points(y, self._shelf), *self._by_hash(y, self._shelf)):
            before = found.get(match.master_id)
            if before is None or match.log10_false_match < before.log10_false_match:
                found[match.master_id] = match
        return sorted(found.values(), key=lambda m: (m.log10_false_match, -m.score, m.master_id))

    def _by_hash(self, y: Gray, shelf: _Shelf) -> list[Match]:
        own = hashes.hash_of(hashes.terms_of(hashes.square(_small(y)))[None])[0]
        asked = np.stack([own, own ^ hashes.MIRROR])
        bits = np.bitwise_count(shelf.views[:, :, None] ^ asked).sum(-1, dtype=np.int64).min((1, 2))
        places = max(PLACES_LEAST, math.log10(len(self._prints) * 4))
        found = []
        for i in np.flatnonzero(bits <= HASH_BITS):
            chance = places - float(hash_evidence(bits[i : i + 1])[0])
            if chance <= ACCEPTED:
                found.append(Match(int(shelf.ids[i]), (), round(1 - int(bits[i]) / 256, 3), chance))
        return found

    def _by_points(self, y: Gray, shelf: _Shelf) -> list[Match]:
        small, points = _looked_at(y)
        count = len(points)
        if not count or not len(shelf.bits):
            return []
        values = np.concatenate([points.values, points.mirrored_values])
        finds = near(shelf.bits, shelf.keys, features.bits_of(values), np.abs(values),
                     most_bits=POINT_BITS, turned=TURNED)  # fmt: skip
        xy = _placed(points.xy, small)
        turned = np.column_stack([small.shape[1] / max(small.shape) - xy[:, 0], xy[:, 1]])
        places = np.concatenate([xy, turned]).astype(np.float32)
        group = shelf.owner[finds.entry] * 2 + (finds.row >= count)
        groups, sizes = np.unique(group, return_counts=True)
        found = []
        for g in groups[np.argsort(-sizes, kind="stable")][:CANDIDATES]:
            members = np.flatnonzero(group == g)
            members = members[np.argsort(finds.bits[members], kind="stable")]
            _, first = np.unique(finds.row[members], return_index=True)  # each point of the suspect once, at its best
            members = members[first]
            agree = _agreeing(shelf.xy[finds.entry[members]], places[finds.row[members]])
            chance = _chance(agree, len(members), len(self._prints))
            if chance <= ACCEPTED:
                number = int(shelf.ids[g // 2])
                found.append(Match(number, (), round(min(1.0, agree / len(members)), 3), chance))
        return found


@dataclass(frozen=True, eq=False)
class _Shelf:
    """All prints side by side: `owner` int64 [points], place of the picture a point is of."""

    ids: npt.NDArray[np.int64]
    views: U64
    owner: npt.NDArray[np.int64]
    xy: F32
    bits: U64
    keys: Keys

    @classmethod
    def of(cls, prints: dict[int, PicturePrint]) -> _Shelf:
        ids = np.array(sorted(prints), np.int64)
        listed = [prints[int(i)] for i in ids]
        owner = np.repeat(np.arange(len(ids)), [len(p.xy) for p in listed])
        bits = np.concatenate([p.bits for p in listed])
        xy = np.concatenate([p.xy for p in listed])
        return cls(ids, np.stack([p.views for p in listed]), owner, xy, bits, Keys.of(bits))


def _agreeing(start: F32, to: F32) -> int:
    """How many pairs of points agree on one affine map that neither mirrors nor squeezes."""
    if len(start) < LEAST_PAIRS:
        return 0
    cv2.setRNGSeed(1)
    matrix, inliers = cv2.estimateAffine2D(start, to, method=cv2.RANSAC, ransacReprojThreshold=REACH, maxIters=2000)
    if not np.any(inliers):  # none was found
        return 0
    across, down = float(np.linalg.norm(matrix[:, 0])), float(np.linalg.norm(matrix[:, 1]))
    if np.linalg.det(matrix[:, :2]) <= 0 or not 0.5 < across / max(down, 1e-9) < 2 or not 0.1 < across < 10:
        return 0
    kept = inliers[:, 0] > 0
    distinct = len(np.unique(np.rint(to[kept] / REACH), axis=0)), len(np.unique(np.rint(start[kept] / REACH), axis=0))
    return min(distinct)  # points upon each other are one


def _chance(agree: int, pairs: int, pictures: int) -> float:
    """log10 of how many strangers among so many pictures would agree so well (Moisan and Stival 2004).

    Three pairs fix an affine map; every further one lies in its circle by accident with the circle's share of the
    picture; counted are all choices of `agree` pairs and of the three among them.
    """
    if agree < LEAST_PAIRS:
        return 0.0
    circle = math.log10(math.pi * REACH * REACH / 0.5)
    chosen = _log10_choose(pairs, agree) + _log10_choose(agree, 3)
    places = max(PLACES_LEAST, math.log10(2 * pictures))
    return min(0.0, places + math.log10(pairs) + chosen + (agree - 3) * circle)


def _log10_choose(n: int, k: int) -> float:
    return (math.lgamma(n + 1) - math.lgamma(k + 1) - math.lgamma(n - k + 1)) / math.log(10)


def _looked_at(y: Gray) -> tuple[Gray, features.Points]:
    small = _small(y)
    return small, features.find(small, most=POINTS)


def _small(y: Gray) -> Gray:
    """At `LONGER` pixels; the narrow side of long strips not under `SHORTER`."""
    height, width = y.shape
    scale = max(LONGER / max(height, width), SHORTER / min(height, width))
    size = (max(1, round(width * scale)), max(1, round(height * scale)))
    return np.asarray(cv2.resize(y, size, interpolation=cv2.INTER_AREA if scale < 1 else cv2.INTER_LINEAR), np.uint8)


def _placed(xy: F32, small: Gray) -> F32:
    """Shares of width and height as shares of the longer side."""
    return np.asarray(xy * (np.array([small.shape[1], small.shape[0]]) / max(small.shape)), np.float32)
