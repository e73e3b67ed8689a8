"""How a film is shown in another shape, shot by shot: a window, a split screen, or a part on its blurred self."""

from __future__ import annotations

import bisect
import math
from collections.abc import Mapping
from dataclasses import dataclass, replace
from itertools import pairwise
from typing import Any, Final, Literal, get_args

__all__ = ["FRAMING_VERSION", "Framing", "FramingError", "Layout", "Move", "Pane", "Rect", "Shot"]

FRAMING_VERSION: Final = 1
"""Part of every key made of a framing: raised when the same framing would show something else."""

Layout = Literal["window", "split", "fill"]
"""window: a part fills the frame; split: two parts share it; fill: a part as wide as the frame on its blurred self."""

PANES: Final[Mapping[Layout, int]] = {"window": 1, "split": 2, "fill": 1}
DIGITS: Final = 6


class FramingError(ValueError):
    """A stored framing that cannot be used; the text says which part."""


@dataclass(frozen=True, slots=True)
class Rect:
    """A part of a picture in fractions of its width and height."""

    left: float
    top: float
    width: float
    height: float


@dataclass(frozen=True, slots=True)
class Move:
    """One coordinate over a shot: control points of a uniform cubic B-spline, `step_s` apart; one point: still.

    Such a curve has a continuous second derivative, so a camera on it never jerks.

    >>> Move.still(0.5).at(3.0), round(Move(0.0, 1.0, (0.2, 0.2, 0.8, 0.8)).at(1.5), 6)
    (0.5, 0.5)
    """

    start_s: float
    step_s: float
    points: tuple[float, ...]

    @classmethod
    def still(cls, value: float) -> Move:
        return cls(0.0, 1.0, (value,))

    @property
    def is_still(self) -> bool:
        return len(set(self.points)) == 1

    def at(self, time_s: float) -> float:
        points = self.points
        if len(points) == 1:
            return points[0]
        place = min(max((time_s - self.start_s) / self.step_s, 0.0), float(len(points) - 1))
        i = min(int(place), len(points) - 2)
        u = place - i
        b, c = points[i], points[i + 1]
        # beyond its ends the row of points goes on straight, so the curve begins and ends without a bend
        a = points[i - 1] if i else 2 * b - c
        d = points[i + 2] if i + 2 < len(points) else 2 * c - b
        return (
            (1 - u) ** 3 * a + (3 * u**3 - 6 * u**2 + 4) * b + (-3 * u**3 + 3 * u**2 + 3 * u + 1) * c + u**3 * d
        ) / 6


@dataclass(frozen=True, slots=True)
class Pane:
    """A part of the picture that is shown: its size in fractions of the picture, and where its centre goes."""

    width: float
    height: float
    x: Move
    y: Move

    @property
    def is_still(self) -> bool:
        return self.x.is_still and self.y.is_still

    def at(self, time_s: float) -> Rect:
        """The part shown at this second of the film, inside the picture."""
        left = min(max(self.x.at(time_s) - self.width / 2, 0.0), 1.0 - self.width)
        top = min(max(self.y.at(time_s) - self.height / 2, 0.0), 1.0 - self.height)
        return Rect(left, top, self.width, self.height)


@dataclass(frozen=True, slots=True)
class Shot:
    """So the picture is shown from `start_s` to before `end_s`, seconds of the film; `reason`: a code of `deciding`."""

    start_s: float
    end_s: float
    layout: Layout
    panes: tuple[Pane, ...]
    reason: str = ""
    by_hand: bool = False

    @property
    def is_still(self) -> bool:
        return all(p.is_still for p in self.panes)


@dataclass(frozen=True, slots=True)
class Framing:
    """How a film of one shape is shown in another: its shots in order, without gaps; the last one has no end."""

    shape: tuple[int, int]  # wanted, as width : height
    shots: tuple[Shot, ...]

    def at(self, time_s: float) -> Shot:
        """The shot shown at this second; the last one goes on for ever."""
        return self.shots[self.index_at(time_s)]

    def index_at(self, time_s: float) -> int:
        """Number of the shot shown at this second, from 0."""
        starts = [s.start_s for s in self.shots]
        # a frame's time may be rounded down by a little less than a tenth of a millisecond
        return max(0, bisect.bisect_right(starts, time_s + 1e-4) - 1)

    def within(self, start_s: float, end_s: float) -> tuple[Shot, ...]:
        """The shots shown between two seconds: all that decides the picture there."""
        return tuple(s for s in self.shots if s.start_s < end_s - 1e-4 and s.end_s > start_s + 1e-4)

    def with_shot(self, number: int, shot: Shot) -> Framing:
        """The same with another way to show one shot; its times stay."""
        old = self.shots[number]
        new = replace(shot, start_s=old.start_s, end_s=old.end_s)
        return replace(self, shots=(*self.shots[:number], new, *self.shots[number + 1 :]))

    def as_json(self) -> dict[str, Any]:
        """A document to be stored; the same framing gives the same one."""
        return {"version": FRAMING_VERSION, "shape": list(self.shape), "shots": [_shot_json(s) for s in self.shots]}

    @classmethod
    def from_json(cls, stored: Mapping[str, Any]) -> Framing:
        """Read it back.

        Raises:
            FramingError: it is of another version, or a part is missing, out of range or out of order.
        """
        try:
            if stored["version"] != FRAMING_VERSION:
                raise FramingError(f"version {stored['version']}")
            wide, high = (int(v) for v in stored["shape"])
            shots = tuple(_shot(s) for s in stored["shots"])
        except (KeyError, TypeError, ValueError) as error:
            raise FramingError(str(error)) from error
        if not shots or min(wide, high) < 1:
            raise FramingError("no shots, or no shape")
        for one, other in pairwise(shots):
            if abs(one.end_s - other.start_s) > 1e-6:
                raise FramingError(f"shots do not meet at {one.end_s}")
        return cls((wide, high), shots)


def _shot_json(shot: Shot) -> dict[str, Any]:
    return {
        "start_s": round(shot.start_s, DIGITS), "end_s": round(shot.end_s, DIGITS), "layout": shot.layout,
        "reason": shot.reason, "by_hand": shot.by_hand,
        "panes": [
            {"width": round(p.width, DIGITS), "height": round(p.height, DIGITS), "x": _move_json(p.x),
             "y": _move_json(p.y)}
            for p in shot.panes
        ],
    }  # fmt: skip


def _move_json(move: Move) -> dict[str, Any]:
    points = [round(v, DIGITS) for v in move.points]
    return {"start_s": round(move.start_s, DIGITS), "step_s": round(move.step_s, DIGITS), "points": points}


def _shot(stored: Mapping[str, Any]) -> Shot:
    layout = stored["layout"]
    if layout not in get_args(Layout):
        raise FramingError(f"layout {layout!r}")
    panes = tuple(
        Pane(_fraction(p["width"]), _fraction(p["height"]), _move(p["x"]), _move(p["y"])) for p in stored["panes"]
    )
    start_s, end_s = float(stored["start_s"]), float(stored["end_s"])
    if len(panes) != PANES[layout] or not 0 <= start_s < end_s < math.inf:
        raise FramingError(f"shot at {start_s}")
    return Shot(start_s, end_s, layout, panes, str(stored.get("reason", "")), bool(stored.get("by_hand", False)))


def _move(stored: Mapping[str, Any]) -> Move:
    points = tuple(float(v) for v in stored["points"])
    step_s = float(stored["step_s"])
    if not points or not step_s > 0 or not all(math.isfinite(v) and -1 <= v <= 2 for v in points):
        raise FramingError("move")
    return Move(float(stored["start_s"]), step_s, points)


def _fraction(value: Any) -> float:
    number = float(value)
    if not 0 < number <= 1:
        raise FramingError(f"size {value!r}")
    return number
