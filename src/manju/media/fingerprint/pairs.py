"""Pairs of moments that look alike, suspect and master: by hash, or by points that agree on one placing."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

import numpy as np
import numpy.typing as npt

from manju.media.fingerprint import features, hashes
from manju.media.fingerprint.evidence import hash_evidence, point_evidence
from manju.media.fingerprint.keys import near
from manju.media.fingerprint.shelf import VIEWS_EACH, Shelf
from manju.media.fingerprint.suspects import Query

__all__ = ["BY_HASH", "BY_POINTS", "Pairs", "pairs_on"]

BY_HASH: Final = 0
BY_POINTS: Final = 1
HASH_BITS: Final = 78
HASH_TURNED: Final = 4
POINT_BITS: Final = 32
POINT_TURNED: Final = 3
LOOSE: Final = 0.045  # points agree when they lie so close, as a share of the master's longer side
SIZE_STEPS: Final = 10.0  # and when their sizes tell the same scale, in 1/16 of a doubling
ANGLE: Final = 0.35  # and their angles the same turn, radians
TURN_MOST: Final = 0.2  # radians: films are filmed again at a tilt, not sideways
MOST_GROUPS: Final = 600


@dataclass(frozen=True, eq=False)
class Pairs:
    """Rows of equal length. `placing` float64 [n, 2, 3]: from the suspect's frame (mirrored first where `mirrored`)
    to the master's, both as shares of width and height; `kind`: `BY_HASH` or `BY_POINTS`."""

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
    finds = near(
        shelf.point_bits, shelf.point_keys, features.bits_of(values), np.abs(values),
        most_bits=POINT_BITS, turned=POINT_TURNED,
    )  # fmt: skip
    point, mirrored = finds.row % count, finds.row >= count
    shown = shelf.point_moment[finds.entry].astype(np.int64)
    moment = query.point_moment[point].astype(np.int64)
    group = (shown * 2 + mirrored) * len(query) + moment
    order = np.argsort(group, kind="stable")
    _, first, size = np.unique(group[order], return_index=True, return_counts=True)
    big = np.flatnonzero(size >= 4)
    big = big[np.argsort(-size[big], kind="stable")][:MOST_GROUPS]
    found = []
    for g in big:
        members = order[first[g] : first[g] + size[g]]
        place = int(shelf.master_of(shown[members[:1]])[0])
        agreed = _agreeing(
            query.point_place[point[members]].astype(np.float64), shelf.point_place[finds.entry[members]],
            query.shape, (int(shelf.shapes[place, 0]), int(shelf.shapes[place, 1])),
            mirrored=bool(mirrored[members[0]]), asked_ids=point[members], kept_ids=finds.entry[members],
        )  # fmt: skip
        if agreed is not None:
            found.append((place, moment[members[0]], shown[members[0]], mirrored[members[0]], *agreed))
    if not found:
        return empty
    master, at, seen, flipped, inliers, placing = zip(*found, strict=True)
    return Pairs(
        np.array(master), np.array(at), np.array(seen), np.array(flipped, bool),
        point_evidence(np.array(inliers)), np.array(placing), np.full(len(found), BY_POINTS, np.int8),
    )  # fmt: skip


def _agreeing(
    asked: npt.NDArray[np.float64], kept: npt.NDArray[np.uint8], suspect: tuple[int, int], master: tuple[int, int],
    *, mirrored: bool, asked_ids: npt.NDArray[np.int64], kept_ids: npt.NDArray[np.int64],
) -> tuple[int, npt.NDArray[np.float64]] | None:  # fmt: skip
    """How many points agree on the best placing, and that placing in shares; None when it fixes nothing."""
    from_side = np.array(suspect) / max(suspect)
    to_side = np.array(master) / max(master)
    x = np.where(mirrored, 1 - asked[:, 0], asked[:, 0])
    p = np.column_stack([x, asked[:, 1]]) * from_side
    q = (kept[:, :2] + 0.5) / 256 * to_side
    angle_p = np.pi - asked[:, 3] if mirrored else asked[:, 3]
    grow = kept[:, 2].astype(np.float64) - (np.log2(np.maximum(asked[:, 2], 1e-4)) * 16 + 160)
    turn = kept[:, 3] * (np.pi / 128) - angle_p
    zoom = 2.0 ** (grow / 16)
    c, s = zoom * np.cos(turn), zoom * np.sin(turn)
    # every pair of points proposes the similarity that takes p to q at its own size and angle
    moved_x = c[:, None] * (p[None, :, 0] - p[:, None, 0]) - s[:, None] * (p[None, :, 1] - p[:, None, 1])
    moved_y = s[:, None] * (p[None, :, 0] - p[:, None, 0]) + c[:, None] * (p[None, :, 1] - p[:, None, 1])
    off = np.hypot(moved_x - (q[None, :, 0] - q[:, None, 0]), moved_y - (q[None, :, 1] - q[:, None, 1]))
    around = np.abs((turn[None, :] - turn[:, None] + np.pi) % (2 * np.pi) - np.pi)
    far = np.hypot(p[None, :, 0] - p[:, None, 0], p[None, :, 1] - p[:, None, 1]) * zoom[:, None]
    agree = (off < LOOSE + 0.12 * far) & (around < ANGLE) & (np.abs(grow[None, :] - grow[:, None]) < SIZE_STEPS)
    best = int(agree.sum(1).argmax())
    members = np.flatnonzero(agree[best])
    for _ in range(2):
        members = _single(members, asked_ids, kept_ids)
        if len(members) < 4:
            return None
        fitted = _similarity(p[members], q[members])
        error = np.hypot(*(p @ fitted[:, :2].T + fitted[:, 2] - q).T)
        members = np.flatnonzero((error < LOOSE) & agree[best])
    members = _single(members, asked_ids, kept_ids)
    upright = abs(np.arctan2(fitted[1, 0], fitted[0, 0])) < TURN_MOST
    if len(members) < 4 or not upright or not 0.2 < np.hypot(*fitted[:, 0]) < 5 or _bunched(q[members]):
        return None
    return len(members), np.column_stack([fitted[:, :2] * from_side, fitted[:, 2]]) / to_side[:, None]


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
