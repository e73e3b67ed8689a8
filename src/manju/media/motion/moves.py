"""How one number changes over time: still, along keys, as a wave, as smooth noise, or as a sum of these."""

from __future__ import annotations

import math
from collections.abc import Callable
from dataclasses import dataclass
from itertools import pairwise
from typing import Final, Literal

Ease = Literal["linear", "in", "out", "in_out", "back", "hold"]


@dataclass(frozen=True, slots=True)
class Key:
    """A value reached at a time (s of the shot); `ease` is how it is travelled to from the key before."""

    at_s: float
    value: float
    ease: Ease = "in_out"


@dataclass(frozen=True, slots=True)
class Keys:
    """Keys in order of time; before the first and after the last the value stands still.

    Raises:
        ValueError: no keys, or not in order of time.
    """

    keys: tuple[Key, ...]

    def __post_init__(self) -> None:
        times = [key.at_s for key in self.keys]
        if not times or times != sorted(times):
            raise ValueError("keys are given in order of time, at least one")


@dataclass(frozen=True, slots=True)
class Wave:
    """Breath and sway: `centre + amplitude * sin(2 pi (t / period_s + phase))`; phase in turns."""

    amplitude: float
    period_s: float
    phase: float = 0.0
    centre: float = 0.0


@dataclass(frozen=True, slots=True)
class Noise:
    """Flicker and tremble: a smooth seeded wander within `centre` ± `amplitude`, about `per_s` turns a second."""

    amplitude: float
    per_s: float
    seed: int
    centre: float = 0.0


@dataclass(frozen=True, slots=True)
class Sum:
    """Several moves at once, added."""

    parts: tuple[Move, ...]


Move = float | Keys | Wave | Noise | Sum


def along(*points: tuple[float, float], ease: Ease = "in_out") -> Keys:
    """Keys from (time, value) pairs, all travelled to in the same way.

    >>> value_at(along((0, 0), (2, 10), ease="linear"), 0.5)
    2.5
    """
    return Keys(tuple(Key(at_s, value, ease) for at_s, value in points))


def value_at(move: Move, t: float) -> float:
    """The value of a move at a time of its shot."""
    if isinstance(move, int | float):
        return float(move)
    if isinstance(move, Keys):
        return _on_keys(move.keys, t)
    if isinstance(move, Wave):
        return move.centre + move.amplitude * math.sin(2 * math.pi * (t / move.period_s + move.phase))
    if isinstance(move, Noise):
        return move.centre + move.amplitude * _wander(move.seed, t * move.per_s)
    return math.fsum(value_at(part, t) for part in move.parts)


def eased(ease: Ease, share: float) -> float:
    """How much of the way is done when `share` (0..1) of the time has gone.

    >>> [eased(e, 0.5) for e in ("linear", "in", "out", "in_out", "hold")]
    [0.5, 0.125, 0.875, 0.5, 0.0]
    """
    return _EASES[ease](min(1.0, max(0.0, share)))


BACK: Final = 1.70158  # Penner's constant: goes 10 % too far before it settles


def _in_out(p: float) -> float:
    return 4 * p**3 if p < 0.5 else 1 - (2 - 2 * p) ** 3 / 2


def _back(p: float) -> float:
    return 1 + (BACK + 1) * (p - 1) ** 3 + BACK * (p - 1) ** 2


_EASES: Final[dict[Ease, Callable[[float], float]]] = {
    "linear": lambda p: p,
    "in": lambda p: p**3,
    "out": lambda p: 1 - (1 - p) ** 3,
    "in_out": _in_out,
    "back": _back,
    "hold": lambda p: 0.0 if p < 1 else 1.0,
}


def _on_keys(keys: tuple[Key, ...], t: float) -> float:
    if t < keys[0].at_s:
        return keys[0].value
    for before, after in pairwise(keys):
        if t < after.at_s:
            share = (t - before.at_s) / (after.at_s - before.at_s)
            return before.value + (after.value - before.value) * eased(after.ease, share)
    return keys[-1].value


def _wander(seed: int, u: float) -> float:
    """Value noise in -1..1: random values at whole numbers, joined smoothly."""
    whole = math.floor(u)
    p = u - whole
    a, b = _scattered(seed, whole), _scattered(seed, whole + 1)
    return a + (b - a) * p * p * (3 - 2 * p)


def _scattered(seed: int, n: int) -> float:
    """A number in -1..1 that depends on seed and place only (splitmix64's finisher)."""
    z = (seed * 0x9E3779B97F4A7C15 + n * 0xBF58476D1CE4E5B9 + 0x94D049BB133111EB) & 0xFFFFFFFFFFFFFFFF
    z = ((z ^ (z >> 30)) * 0xBF58476D1CE4E5B9) & 0xFFFFFFFFFFFFFFFF
    z = ((z ^ (z >> 27)) * 0x94D049BB133111EB) & 0xFFFFFFFFFFFFFFFF
    return (z ^ (z >> 31)) / 2**63 - 1
