"""The hard and the worst attacks, and combinations of three single ones."""

from __future__ import annotations

from typing import Final

from benchmarks.attacks import single
from benchmarks.attacks.edits import Draws, Edit, Shape, chained, x264
from benchmarks.attacks.single import Attack

__all__ = ["COMBOS", "HARD", "WINDOW", "WORST"]


def tiny(draws: Draws, shape: Shape) -> Edit:
    """360 lines at crf 36: what is left after the third re-upload."""
    return Edit("360p crf 36", single.narrow(360), codec=x264(36, str(draws.choice(["veryfast", "medium"]))))


def screen_recording(draws: Draws, shape: Shape) -> Edit:
    """A phone before a screen: shaking perspective, lens blur, the screen's grid (moire), gamma, sensor noise."""
    width, height = (720, 1280) if shape.upright else (1280, 720)
    grid = draws.uniform(0.8, 2.2, 2)
    shake = float(draws.uniform(0.001, 0.004))
    sway = f"rotate='{shake:.4f}*sin(t*{draws.uniform(3, 7):.2f})+{draws.uniform(-0.012, 0.012):.4f}'"
    sigma, grain, gamma = draws.uniform(0.6, 1.4), int(draws.integers(6, 14)), draws.uniform(0.8, 1.25)
    pattern = f"128+5*sin({grid[0]:.3f}*X+{grid[1] * 0.2:.3f}*Y)*sin({grid[1]:.3f}*Y)"
    chain = (
        f"{single.fitted_in(width, height)},{single.corners(draws, 0.05)},{sway},gblur=sigma={sigma:.2f},"
        f"format=yuv420p[p{{n}}];"
        f"color=c=gray:s={width}x{height}:r={shape.fps:.4f},format=yuv420p,trim=end_frame=1,"
        f"geq=lum='{pattern}':cb=128:cr=128,loop=-1:1,setpts=N/{shape.fps:.4f}/TB[m{{n}}];"
        f"[p{{n}}][m{{n}}]blend=c0_mode=grainmerge:c1_mode=normal:c2_mode=normal:shortest=1,"
        f"eq=gamma={gamma:.3f}:contrast={draws.uniform(0.85, 1.1):.3f},noise=alls={grain}:allf=t+u"
    )
    told = f"screen recorded: blur {sigma:.2f} noise {grain} gamma {gamma:.2f}"
    return Edit(told, chain, codec=x264(int(draws.integers(23, 30))))


def window(draws: Draws, shape: Shape) -> Edit:
    return single.picture_in_picture(draws, shape)


def mirror_crop_small(draws: Draws, shape: Shape) -> Edit:
    parts = [single.mirror(draws, shape), single.crop_anywhere(draws, shape), single.smaller(draws, shape)]
    return chained(parts)


def speed_colour_subtitles(draws: Draws, shape: Shape) -> Edit:
    return chained([single.speed(draws, shape), single.colour(draws, shape), single.subtitles_and_logo(draws, shape)])


def turn_sharpen_rate(draws: Draws, shape: Shape) -> Edit:
    return chained([single.rotation(draws, shape), single.sharpen(draws, shape), single.frame_rate(draws, shape)])


def blur_pad_mirror_small(draws: Draws, shape: Shape) -> Edit:
    return chained([single.mirror(draws, shape), single.blur_pad(draws, shape), single.smaller(draws, shape)])


def any_three(draws: Draws, shape: Shape) -> Edit:
    """Three different kinds drawn: one of shape or place, one of time or light, then any of sharpness; small encode."""
    place = (single.mirror, single.crop_centre, single.crop_anywhere, single.borders, single.rotation,
             single.blur_pad, single.reshape_pad, single.perspective, single.drift_zoom)  # fmt: skip
    change = single.speed, single.frame_rate, single.dropped, single.colour, single.vintage
    touch = single.noise, single.denoise, single.blur, single.sharpen, single.subtitles_and_logo, single.smaller
    return chained([group[int(draws.integers(len(group)))](draws, shape) for group in (place, change, touch)])


def worst(draws: Draws, shape: Shape) -> Edit:
    """Mirrored, into the other orientation with bars, 360 pixels wide, 1.25 times as fast, crf 33."""
    width, height = (640, 360) if shape.upright else (360, 640)
    chain = f"hflip,setpts=PTS/1.25,fps={shape.fps:.5f},{single.fitted_in(width, height)}"
    told = f"mirrored, {width}x{height} with bars, speed 1.25, crf 33"
    return Edit(told, chain, "atempo=1.25", speed=1.25, mirrored=True, codec=x264(33, "medium"))


COMBOS: Final[dict[str, Attack]] = {
    "mirror + crop + 480p": mirror_crop_small, "speed + colour + subtitles": speed_colour_subtitles,
    "rotation + sharpen + fps": turn_sharpen_rate, "mirror + blur pad + 480p": blur_pad_mirror_small,
    "any three": any_three,
}  # fmt: skip
HARD: Final[dict[str, Attack]] = {"crf 36 at 360p": tiny, "screen recording": screen_recording, **COMBOS}
WINDOW: Final[dict[str, Attack]] = {"picture-in-picture": window}
WORST: Final[dict[str, Attack]] = {"worst": worst}
