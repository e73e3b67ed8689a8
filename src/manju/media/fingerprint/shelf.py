"""A shelf: many masters' fingerprints laid out for finding; never changed once made."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, fields
from typing import Final

import numpy as np
import numpy.typing as npt

from manju.media.fingerprint.keys import Keys
from manju.media.fingerprint.prints import Fingerprint

__all__ = ["VIEWS_EACH", "Shelf"]

VIEWS_EACH: Final = 4  # hashes of a viewed moment: the whole and three parts

Array = npt.NDArray[np.generic]


@dataclass(frozen=True, eq=False)
class Shelf:
    """Arrays over all its masters, moments and points. Moments of master i: `moments[i]` to `moments[i + 1]`."""

    master_ids: npt.NDArray[np.int64]  # [masters]
    shapes: npt.NDArray[np.int32]  # [masters, 2]: width, height
    insides: npt.NDArray[np.uint8]  # [masters, 4]: within their own borders, as in Fingerprint
    durations_s: npt.NDArray[np.float64]
    moments: npt.NDArray[np.int64]  # [masters + 1]
    times_s: npt.NDArray[np.float32]  # [moments]
    hashes: npt.NDArray[np.uint64]  # [moments, 4]
    kept: npt.NDArray[np.int8]  # [moments, 96]
    view_moment: npt.NDArray[np.uint32]  # [viewed moments]
    view_hashes: npt.NDArray[np.uint64]  # [viewed moments x 4, 4]
    view_order: npt.NDArray[np.uint32]
    view_starts: npt.NDArray[np.uint32]
    point_moment: npt.NDArray[np.uint32]  # [points]
    point_bits: npt.NDArray[np.uint64]  # [points, 2]
    point_place: npt.NDArray[np.uint8]  # [points, 4]: x, y, size, angle as in prints.POINT
    point_order: npt.NDArray[np.uint32]
    point_starts: npt.NDArray[np.uint32]

    @classmethod
    def of(cls, prints: Sequence[tuple[int, Fingerprint]]) -> Shelf:
        """A shelf of these masters."""
        samples = [f.samples for _, f in prints]
        moments = np.cumsum([0, *(len(s) for s in samples)])
        viewed = [np.flatnonzero(s["viewed"]) for s in samples]
        view_hashes = np.concatenate(
            [np.concatenate([s["hash"][v][:, None], s["views"][v]], axis=1).reshape(-1, 4)
             for s, v in zip(samples, viewed, strict=True)]
        )  # fmt: skip
        points = [f.points for _, f in prints]
        bits = np.concatenate([p["bits"] for p in points])
        views, features = Keys.of(view_hashes), Keys.of(bits)
        return cls(
            master_ids=np.array([i for i, _ in prints], np.int64),
            shapes=np.array([f.shape for _, f in prints], np.int32),
            insides=np.array([f.inside for _, f in prints], np.uint8),
            durations_s=np.array([f.duration_s for _, f in prints], np.float64),
            moments=moments.astype(np.int64),
            times_s=np.concatenate([s["time"] for s in samples]),
            hashes=np.concatenate([s["hash"] for s in samples]),
            kept=np.concatenate([s["kept"] for s in samples]),
            view_moment=_after_each_other(viewed, moments),
            view_hashes=view_hashes,
            view_order=views.order,
            view_starts=views.starts,
            point_moment=_after_each_other([p["sample"] for p in points], moments),
            point_bits=bits,
            point_place=np.concatenate([np.column_stack([p["x"], p["y"], p["size"], p["angle"]]) for p in points]),
            point_order=features.order,
            point_starts=features.starts,
        )

    @classmethod
    def of_shelves(cls, shelves: Sequence[tuple[Shelf, frozenset[int]]]) -> Shelf:
        """Several shelves as one, without the masters named beside each."""
        return cls.of([
            (int(master_id), shelf.fingerprint(i))
            for shelf, gone in shelves
            for i, master_id in enumerate(shelf.master_ids)
            if int(master_id) not in gone
        ])  # fmt: skip

    @property
    def view_keys(self) -> Keys:
        return Keys(self.view_order, self.view_starts)

    @property
    def point_keys(self) -> Keys:
        return Keys(self.point_order, self.point_starts)

    @classmethod
    def names(cls) -> set[str]:
        return {f.name for f in fields(cls)}

    def arrays(self) -> dict[str, Array]:
        return {f.name: getattr(self, f.name) for f in fields(self)}

    def master_of(self, moment: npt.NDArray[np.integer]) -> npt.NDArray[np.int64]:
        """Which master (its place on the shelf) each moment belongs to."""
        return np.searchsorted(self.moments, moment, side="right").astype(np.int64) - 1

    def fingerprint(self, place: int) -> Fingerprint:
        """The fingerprint as it was put in."""
        from manju.media.fingerprint.prints import FINGERPRINT_VERSION, POINT, SAMPLE

        first, last = (int(m) for m in self.moments[place : place + 2])
        samples = np.zeros(last - first, SAMPLE)
        samples["time"], samples["hash"] = self.times_s[first:last], self.hashes[first:last]
        samples["kept"] = self.kept[first:last]
        v0, v1 = np.searchsorted(self.view_moment, [first, last])
        viewed = self.view_moment[v0:v1].astype(np.int64) - first
        samples["viewed"][viewed] = 1
        samples["views"][viewed] = self.view_hashes[v0 * VIEWS_EACH : v1 * VIEWS_EACH].reshape(-1, VIEWS_EACH, 4)[:, 1:]
        p0, p1 = np.searchsorted(self.point_moment, [first, last])
        points = np.zeros(p1 - p0, POINT)
        points["sample"], points["bits"] = self.point_moment[p0:p1] - first, self.point_bits[p0:p1]
        points["x"], points["y"], points["size"], points["angle"] = self.point_place[p0:p1].T
        width, height = (int(n) for n in self.shapes[place])
        left, top, right, bottom = (int(n) for n in self.insides[place])
        inside = left, top, right, bottom
        return Fingerprint(
            FINGERPRINT_VERSION, float(self.durations_s[place]), (width, height), inside, samples, points
        )


def _after_each_other(
    parts: Sequence[npt.NDArray[np.integer]], moments: npt.NDArray[np.integer]
) -> npt.NDArray[np.uint32]:
    return np.concatenate(
        [p.astype(np.int64) + start for p, start in zip(parts, moments, strict=False)]
    ).astype(np.uint32)  # fmt: skip
