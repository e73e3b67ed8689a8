"""How a picture of one shape becomes a picture of another: as it is, cropped, filled, or padded."""

from __future__ import annotations

from dataclasses import dataclass
from fractions import Fraction
from typing import Final, Literal

Shaping = Literal["same", "crop", "fill", "pad"]

SAME_SHAPE: Final = Fraction(3, 200)  # up to 1.5 % difference in aspect is scaled away unseen
BLUR_HEIGHT: Final = 160  # the blurred ground is made this small, then enlarged: blur costs next to nothing


@dataclass(frozen=True, slots=True)
class Geometry:
    """Target size in pixels (even), frame rate, and how the source gets there."""

    width: int
    height: int
    fps: Fraction
    shaping: Shaping


def shaping_for(source: tuple[int, int], target: tuple[int, int], fit: str) -> Shaping:
    """What `fit` means for this source: anything of the same shape is only scaled."""
    have, want = Fraction(*source), Fraction(*target)
    if abs(have / want - 1) <= SAME_SHAPE:
        return "same"
    return "fill" if fit == "auto" else fit  # type: ignore[return-value]  # Fit without auto is a Shaping


def frame_rate(source: Fraction, lowest: float, highest: float) -> Fraction:
    """The source's own rate where the channel takes it; else the nearest whole multiple or part that fits.

    >>> frame_rate(Fraction(24), 23, 60), frame_rate(Fraction(15), 23, 60), frame_rate(Fraction(120), 23, 60)
    (Fraction(24, 1), Fraction(30, 1), Fraction(60, 1))
    """
    rate = source if source > 0 else Fraction(25)
    whole = 1
    while rate * whole < Fraction(lowest):
        whole += 1
    part = 1
    while rate * whole / part > Fraction(highest):
        part += 1
    return rate * whole / part


def filters(geometry: Geometry, tag: str) -> tuple[str, str]:
    """Filter text from a pad named `[{tag}]` to one named `[{tag}g]`: (chain, name of the output pad)."""
    w, h = geometry.width, geometry.height
    end = f"[{tag}g]"
    if geometry.shaping == "same":
        return f"[{tag}]scale={w}:{h},setsar=1,format=yuv420p{end}", end
    if geometry.shaping == "crop":
        return (
            f"[{tag}]scale={w}:{h}:force_original_aspect_ratio=increase:force_divisible_by=2,"
            f"crop={w}:{h},setsar=1,format=yuv420p{end}",
            end,
        )
    if geometry.shaping == "pad":
        return (
            f"[{tag}]scale={w}:{h}:force_original_aspect_ratio=decrease:force_divisible_by=2,format=yuv420p,"
            f"pad={w}:{h}:-1:-1:black,setsar=1{end}",
            end,
        )
    small_h = BLUR_HEIGHT
    small_w = max(2, round(w / h * small_h / 2) * 2)
    return (
        f"[{tag}]split=2[{tag}a][{tag}b];"
        f"[{tag}a]scale={small_w}:{small_h}:force_original_aspect_ratio=increase:flags=area,crop={small_w}:{small_h},"
        f"format=yuv420p,gblur=sigma=5:steps=2,lutyuv=y=16+(val-16)*0.62,scale={w}:{h}:flags=bilinear,setsar=1[{tag}c];"
        f"[{tag}b]scale={w}:{h}:force_original_aspect_ratio=decrease:force_divisible_by=2,format=yuv420p,"
        f"setsar=1[{tag}d];"
        f"[{tag}c][{tag}d]overlay=(W-w)/2:(H-h)/2:format=yuv420:shortest=1{end}",
        end,
    )
