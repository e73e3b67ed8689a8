"""Attacks on several copies at once: pirates who mix what they were given, and who cut copies into one another."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Final

from benchmarks.attacks.edits import Draws

__all__ = ["COLLUSION", "SPLICE", "Mix", "Mixer"]


@dataclass(frozen=True, slots=True)
class Mix:
    """An FFmpeg graph from [0:v], [1:v] … to [mixed]; `told`: how, in words."""

    told: str
    graph: str


Mixer = Callable[[Draws, int, float], Mix]


def average(draws: Draws, copies: int, seconds: float) -> Mix:
    return Mix(f"average of {copies}", f"{_inputs(copies)}mix=inputs={copies}[mixed]")


def median(draws: Draws, copies: int, seconds: float) -> Mix:
    return Mix(f"median of {copies}", f"{_inputs(copies)}xmedian=inputs={copies}[mixed]")


def darkest(draws: Draws, copies: int, seconds: float) -> Mix:
    return Mix(f"least of {copies}", f"{_inputs(copies)}xmedian=inputs={copies}:percentile=0[mixed]")


def lightest(draws: Draws, copies: int, seconds: float) -> Mix:
    return Mix(f"most of {copies}", f"{_inputs(copies)}xmedian=inputs={copies}:percentile=1[mixed]")


def interleaved(draws: Draws, copies: int, seconds: float) -> Mix:
    """Every frame is taken from the next copy."""
    picked = ";".join(f"[{i}:v]select='eq(mod(n,{copies}),{i})'[p{i}]" for i in range(copies))
    joined = "".join(f"[p{i}]" for i in range(copies))
    return Mix(f"frames of {copies} in turn", f"{picked};{joined}interleave=nb_inputs={copies}[mixed]")


def tiled(draws: Draws, copies: int, seconds: float) -> Mix:
    """The picture is put together of strips, each from another copy."""
    cut = ";".join(f"[{i}:v]crop=trunc(iw/{copies}/2)*2:ih:trunc(iw/{copies}/2)*2*{i}:0[p{i}]" for i in range(copies))
    joined = "".join(f"[p{i}]" for i in range(copies))
    return Mix(f"strips of {copies}", f"{cut};{joined}hstack=inputs={copies}[mixed]")


def spliced(draws: Draws, copies: int, seconds: float) -> Mix:
    """Two copies one after the other; the second goes on where the first ends."""
    at = seconds * float(draws.uniform(0.45, 0.55))
    first, second = f"[0:v]trim=end={at:.3f}[p0]", f"[1:v]trim=start={at:.3f},setpts=PTS-STARTPTS[p1]"
    return Mix(f"two copies, cut at {at:.2f} s", f"{first};{second};[p0][p1]concat=n=2[mixed]")


def _inputs(copies: int) -> str:
    return "".join(f"[{i}:v]" for i in range(copies))


COLLUSION: Final[dict[str, Mixer]] = {
    "average": average, "median": median, "least": darkest, "most": lightest, "frames in turn": interleaved,
    "strips": tiled,
}  # fmt: skip
SPLICE: Final[dict[str, Mixer]] = {"splice of two": spliced}
