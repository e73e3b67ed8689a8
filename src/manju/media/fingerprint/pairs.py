"""Pairs of moments that look alike, suspect and master: by hash, or by points that agree on one placing."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

import numpy as np
import numpy.typing as npt

from manju.media.fingerprint import features, hashes
from manju.media.fingerprint.evidence import POINT_LEAST, few_points_evidence, hash_evidence, point_evidence
from manju.media.fingerprint.keys import near
from manju.media.fingerprint.shelf import VIEWS_EACH, Shelf
from manju.media.fingerprint.suspects import Query

__all__ = ["BY_FEW_POINTS", "BY_HASH", "BY_POINTS", "Pairs", "pairs_on"]

BY_HASH: Final = 0
BY_POINTS: Final = 1
BY_FEW_POINTS: Final = 2  # two or three: enough to try a line, not to prove it
HASH_BITS: Final = 78
HASH_TURNED: Final = 4
POINT_BITS: Final = 32
POINT_TURNED: Final = 3
LOOSE: Final = 0.045  # points agree when they lie so close, as a share of the master's longer side
SIZE_STEPS: Final = 10.0  # and when their sizes tell the same scale, in 1/16 of a doubling
ANGLE: Final = 0.35  # and their angles the same turn, radians
TURN_MOST: Final = 0.2  # radians: films are filmed again at a tilt, not sideways
MOST_GROUPS: Final = 300
FEW_LEAST: Final = 2
SPOT: Final = 0.06  # of the master's longer side: points that lie closer fix no size

F64 = npt.NDArray[np.float64]


@dataclass(frozen=True, eq=False)
class Pairs:
    """Rows of equal length. `placing` float64 [n, 2, 3]: from the suspect's frame (mirrored first where `mirrored`)
    to the master's, both as shares of width and height; `kind`: how it was found."""

    master: npt.NDArray[np.int64]  # place on the shelf
    moment: npt.NDArray[np.int64]  # of the suspect
    shown: npt.NDArray[np.int64]  # moment of the shelf
    mirrored: npt.NDArray[np.bool_]
    evidence: npt.NDArray[np.float64]
    placing: npt.NDArray[np.float64]
    kind: npt.NDArray[np.int8]

    def __len__(self) -> int:
        return len(self.master)

    def chosen(self, which: npt.NDArray[np.generic]) -> Pairs:
        return Pairs(self.master[which], self.moment[which], self.shown[which], self.mirrored[which],
                     self.evidence[which], self.placing[which], self.kind[which])  # fmt: skip


def pairs_on(shelf: Shelf, query: Query) -> Pairs:
    """Everything on this shelf that looks like a moment of the suspect."""
    one, other = _by_hash(shelf, query), _by_points(shelf, query)
    return Pairs(*(
        np.concatenate([getattr(one, n), getattr(other, n)])
        for n in ("master", "moment", "shown", "mirrored", "evidence", "placing", "kind")
    ))  # fmt: skip


def _by_hash(shelf: Shelf, query: Query) -> Pairs:
    rows = len(query.row_hash)
    asked = np.concatenate([query.row_hash, query.row_hash ^ hashes.MIRROR])
    sizes = np.concatenate([query.row_size, query.row_size]).astype(np.float32)
    finds = near(shelf.view_hashes, shelf.view_keys, asked, sizes, most_bits=HASH_BITS, turned=HASH_TURNED)
    row, mirrored = finds.row % rows, finds.row >= rows
    shown = shelf.view_moment[finds.entry // VIEWS_EACH].astype(np.int64)
    master = shelf.master_of(shown)
    rect = query.row_rect[row].astype(np.float64)
    rect[mirrored] = np.column_stack([1 - rect[mirrored][:, 2], rect[mirrored][:, 1],
                                      1 - rect[mirrored][:, 0], rect[mirrored][:, 3]])  # fmt: skip
    view = finds.entry % VIEWS_EACH
    wide = shelf.shapes[master, 0] >= shelf.shapes[master, 1]
    part = np.array(hashes.VIEWS)[np.where((view == VIEWS_EACH - 1) & ~wide, 4, view)]
    return Pairs(
        master, query.row_moment[row].astype(np.int64), shown, mirrored, hash_evidence(finds.bits),
        _placing(rect, part), np.full(len(row), BY_HASH, np.int8),
    )  # fmt: skip


def _placing(rect: npt.NDArray[np.float64], part: npt.NDArray[np.float64]) -> npt.NDArray[np.float64]:
    """The stretch that takes rect [n, 4] to part [n, 4]."""
    out = np.zeros((len(rect), 2, 3))
    for axis in (0, 1):
        scale = (part[:, axis + 2] - part[:, axis]) / (rect[:, axis + 2] - rect[:, axis])
        out[:, axis, axis] = scale
        out[:, axis, 2] = part[:, axis] - rect[:, axis] * scale
    return out


def _by_points(shelf: Shelf, query: Query) -> Pairs:
    count = len(query.point_moment)
    nothing = np.empty(0, np.int64)
    empty = Pairs(nothing, nothing, nothing, nothing.astype(bool), np.empty(0), np.empty((0, 2, 3)),
                  nothing.astype(np.int8))  # fmt: skip
    if not count:
        return empty
    values = np.concatenate([query.point_values[:, 0], query.point_values[:, 1]]).astype(np.float32)
    place = np.concatenate([query.point_place, query.point_place]).astype(np.float64)
    place[count:, 0], place[count:, 3] = 1 - place[count:, 0], np.pi - place[count:, 3]  # mirrored
    angles = np.rint(place[:, 3] * (128 / np.pi)).astype(np.int64).astype(np.uint8)
    reach = int((TURN_MOST + ANGLE) * 128 / np.pi)

    def upright(row: npt.NDArray[np.int64], entry: npt.NDArray[np.int64]) -> npt.NDArray[np.bool_]:
        """Four of five finds by accident are turned further than films are; bytes wrap around as angles do."""
        return np.asarray(shelf.point_place[entry, 3] - angles[row] + np.uint8(reach) <= 2 * reach)

    finds = near(
        shelf.point_bits, shelf.point_keys, features.bits_of(values), np.abs(values),
        most_bits=POINT_BITS, turned=POINT_TURNED, fits=upright,
    )  # fmt: skip
    entry, mirrored, asked = finds.entry, finds.row >= count, place[finds.row]
    point = finds.row % count
    turn = _around(shelf.point_place[entry, 3] * (np.pi / 128) - asked[:, 3])
    shown = shelf.point_moment[entry].astype(np.int64)
    moment = query.point_moment[point].astype(np.int64)
    master = shelf.master_of(shown)
    shapes = shelf.shapes[master].astype(np.float64)
    to_side = shapes / shapes.max(axis=1, keepdims=True)
    kept = shelf.point_place[entry].astype(np.float64)
    from_side = np.array(query.shape) / max(query.shape)
    finding = _Finding(
        asked[:, :2] * from_side, (kept[:, :2] + 0.5) / 256 * to_side, turn,
        kept[:, 2] - (np.log2(np.maximum(asked[:, 2], 1e-4)) * 16 + 160), point, entry,
    )  # fmt: skip
    group = (shown * 2 + mirrored) * len(query) + moment
    order = np.argsort(group, kind="stable")
    _, first, size = np.unique(group[order], return_index=True, return_counts=True)
    agreements = _agreements(finding, order, first, size)
    best = np.argsort(-agreements, kind="stable")[:MOST_GROUPS]
    found = []
    for g in best[agreements[best] > 0]:
        members = order[first[g] : first[g] + size[g]]
        agreed = _agreeing(finding.chosen(members))
        if agreed is not None:
            one = members[0]
            n, fitted = agreed
            placing = np.column_stack([fitted[:, :2] * from_side, fitted[:, 2]]) / to_side[one][:, None]
            found.append((master[one], moment[one], shown[one], mirrored[one], n, placing))
    if not found:
        return empty
    masters, at, seen, flipped, inliers, placings = (np.array(row) for row in zip(*found, strict=True))
    return Pairs(
        masters, at, seen, flipped, point_evidence(inliers) + few_points_evidence(inliers), placings,
        np.where(inliers >= POINT_LEAST, BY_POINTS, BY_FEW_POINTS).astype(np.int8),
    )  # fmt: skip


@dataclass(frozen=True, eq=False)
class _Finding:
    """Points that look alike, row by row: `p` [n, 2] in the suspect and `q` in the master, in shares of the longer
    side; `turn` radians and `grow` 1/16 doublings from one to the other; which points they are."""

    p: F64
    q: F64
    turn: F64
    grow: F64
    asked: npt.NDArray[np.int64]
    kept: npt.NDArray[np.int64]

    def __len__(self) -> int:
        return len(self.turn)

    def chosen(self, which: npt.NDArray[np.integer]) -> _Finding:
        return _Finding(*(getattr(self, f)[which] for f in ("p", "q", "turn", "grow", "asked", "kept")))

    def agree(self, i: npt.NDArray[np.integer], j: npt.NDArray[np.integer]) -> npt.NDArray[np.bool_]:
        """Whether point j lies where the similarity says that takes p to q at the size and angle of point i."""
        zoom = 2.0 ** (self.grow / 16)
        c, s = (zoom * np.cos(self.turn))[i], (zoom * np.sin(self.turn))[i]
        apart, aimed = self.p[j] - self.p[i], self.q[j] - self.q[i]
        off = np.hypot(c * apart[..., 0] - s * apart[..., 1] - aimed[..., 0],
                       s * apart[..., 0] + c * apart[..., 1] - aimed[..., 1])  # fmt: skip
        far = np.hypot(apart[..., 0], apart[..., 1]) * zoom[i]
        around = np.abs(_around(self.turn[j] - self.turn[i]))
        return np.asarray(
            (off < LOOSE + 0.12 * far) & (around < ANGLE) & (np.abs(self.grow[j] - self.grow[i]) < SIZE_STEPS)
        )


def _around(angle: F64) -> F64:
    """The same angle between -pi and pi."""
    return np.asarray((angle + np.pi) % (2 * np.pi) - np.pi)


def _agreements(
    finding: _Finding, order: npt.NDArray[np.intp], first: npt.NDArray[np.intp], size: npt.NDArray[np.intp]
) -> npt.NDArray[np.int64]:
    """In each group, how many pairs of different points, not in one spot, agree with one another."""
    behind = first.repeat(size) + size.repeat(size) - 1 - np.arange(len(order))  # members of the group after this one
    i = np.arange(len(order)).repeat(behind)
    j = i + 1 + np.arange(len(i)) - (np.cumsum(behind) - behind).repeat(behind)
    group = np.arange(len(size)).repeat(size)[i]
    i, j = order[i], order[j]
    apart = np.abs(finding.q[i] - finding.q[j]).max(axis=1) if len(i) else np.empty(0)
    told = (finding.asked[i] != finding.asked[j]) & (finding.kept[i] != finding.kept[j]) & (apart > SPOT)
    i, j, group = i[told], j[told], group[told]
    both = finding.agree(i, j) & finding.agree(j, i)
    return np.bincount(group[both], minlength=len(size))


def _agreeing(finding: _Finding) -> tuple[int, F64] | None:
    """How many points agree on the best similarity [2, 3], and that; None when it fixes nothing."""
    p, q = finding.p, finding.q
    i, j = np.mgrid[: len(finding), : len(finding)]
    agree = finding.agree(i, j)
    distinct = np.minimum(*(
        (agree @ (which[:, None] == np.unique(which)[None, :]) > 0).sum(1) for which in (finding.asked, finding.kept)
    ))  # fmt: skip
    best = int(distinct.argmax())
    members = np.flatnonzero(agree[best])
    for _ in range(2):
        members = _single(members, finding.asked, finding.kept)
        if len(members) < FEW_LEAST:
            return None
        fitted = _similarity(p[members], q[members])
        error = np.hypot(*(p @ fitted[:, :2].T + fitted[:, 2] - q).T)
        members = np.flatnonzero((error < LOOSE) & agree[best])
    members = _single(members, finding.asked, finding.kept)
    upright = abs(np.arctan2(fitted[1, 0], fitted[0, 0])) < TURN_MOST
    if len(members) < FEW_LEAST or not upright or not 0.2 < np.hypot(*fitted[:, 0]) < 5:
        return None
    if np.ptp(q[members], axis=0).max() < SPOT or (len(members) >= POINT_LEAST and _bunched(q[members])):
        return None
    return len(members), fitted


def _single(
    members: npt.NDArray[np.intp], asked: npt.NDArray[np.int64], kept: npt.NDArray[np.int64]
) -> npt.NDArray[np.intp]:
    """No point of either picture twice."""
    members = members[np.unique(asked[members], return_index=True)[1]]
    return members[np.unique(kept[members], return_index=True)[1]]


def _bunched(q: npt.NDArray[np.float64]) -> bool:
    """Whether points lie in one spot or on one line, as lettering and logos do."""
    spread = np.linalg.svd(q - q.mean(0), compute_uv=False) / np.sqrt(len(q))
    return bool(spread[1] < 0.035)


def _similarity(p: npt.NDArray[np.float64], q: npt.NDArray[np.float64]) -> npt.NDArray[np.float64]:
    """Least squares turn, scale and shift from p to q [n, 2]: 2 x 3."""
    pm, qm = p.mean(0), q.mean(0)
    a, b = p - pm, q - qm
    power = max(1e-9, float((a * a).sum()))
    c = float((a * b).sum()) / power
    s = float((a[:, 0] * b[:, 1] - a[:, 1] * b[:, 0]).sum()) / power
    turn = np.array([[c, -s], [s, c]])
    return np.column_stack([turn, qm - turn @ pm])
