"""The masters that are attacked: clips of real films where they are at hand, and films drawn by our own engine."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from fractions import Fraction
from pathlib import Path
from typing import Final

import numpy as np

from benchmarks.attacks.single import narrow
from manju.media import ffmpeg
from manju.media.motion.board import Camera, Drawing, Layer, Shot, Storyboard
from manju.media.motion.film import render
from manju.media.motion.moves import Keys, along
from manju.media.whole import written_whole
from manju.sample.episodes import storyboard

__all__ = ["DRAWN", "REAL", "Master", "all_masters", "drawn", "small"]

LENGTH_S: Final = 24.0
DARK: Final = "dark"  # the kind that the worst attack is measured on


@dataclass(frozen=True, slots=True)
class Master:
    """A film to mark. `kind`: what it is like; `outside`: never registered, so nothing of it may ever be found."""

    name: str
    path: Path
    kind: str
    outside: bool = False


@dataclass(frozen=True, slots=True)
class _Clip:
    """Part of a real film: from `start_s` on, scaled to `lines` on its narrow side (0 = as it is).

    A still picture is panned over slowly and darkened: what a cheap motion comic is made of.
    """

    file: str
    start_s: float
    kind: str
    lines: int = 0
    outside: bool = False


REAL: Final[dict[str, _Clip]] = {
    "cartoon-1": _Clip("video/pc_ep1_seasons_64s.mp4", 0.0, "cartoon"),
    "cartoon-2": _Clip("video/pc_ep1_seasons_64s.mp4", 26.0, "cartoon", 1080),
    "bunny": _Clip("video/bbb_480p_30s.mp4", 3.0, "painted"),
    "sintel": _Clip("video/sintel_848_26s.mp4", 1.0, "painted", 720),
    "steel-1": _Clip("video/tos_battle_medium.webm", 0.0, "live"),
    "steel-2": _Clip("video/tos_battle_medium.webm", 38.0, "live"),
    "cave-pan": _Clip("stills/renpy/bg cave.jpg", 0.0, DARK),
    "chair": _Clip("video/fp_threatexchange/chair-orig-22-sd-bar.mp4", 0.0, "live", outside=True),
    "crystal": _Clip("video/mdn_crystal.mp4", 0.0, "live", outside=True),
}
DRAWN: Final[dict[str, str]] = {
    "lantern-1": "drawn", "takeaway-1": "drawn", "last-bus-2": "drawn", "night-pan": DARK, "night-pan-upright": DARK,
    "stall": "drawn",
}  # fmt: skip
OUTSIDE: Final = ("stall",)


def all_masters(scratch: Path, testdata: Path | None, *, only: Sequence[str] = ()) -> list[Master]:
    """Every master, made where it is not there yet; without real material only the drawn ones."""
    made = [drawn(name, scratch) for name in DRAWN if not only or name in only]
    if testdata is not None:
        clips = {name: clip for name, clip in REAL.items() if not only or name in only}
        made += [_cut(name, clip, scratch, testdata / clip.file) for name, clip in clips.items()]
    return made


def drawn(name: str, scratch: Path) -> Master:
    """One of the films of our own engine, 720 lines."""
    out = scratch / "masters" / f"{name}.mp4"
    master = Master(name, out, DRAWN[name], name in OUTSIDE)
    if out.exists():
        return master
    if DRAWN[name] == DARK:
        board = night_pan(upright=name.endswith("upright"))
    else:
        board = storyboard("takeaway-2" if name == "stall" else name)
    out.parent.mkdir(parents=True, exist_ok=True)
    render(_first(board, LENGTH_S), out, scale=Fraction(2, 3))
    return master


def small(scratch: Path) -> Master:
    """Eight seconds of cel animation at 640 x 360, for the quick form."""
    out = scratch / "masters" / "small.mp4"
    if not out.exists():
        out.parent.mkdir(parents=True, exist_ok=True)
        render(_first(storyboard("takeaway-1"), 8.0), out, scale=Fraction(1, 3))
    return Master("small", out, "drawn")


def night_pan(*, upright: bool = False, seed: int = 1) -> Storyboard:
    """Dark and slow: one painted night over which the camera drifts. The hardest there is for registration."""
    width, height = (1080, 1920) if upright else (1920, 1080)
    shots = [
        Shot(12.0, _night(seed + n, width, height), Camera(x=_evenly(-60.0 * way, 60.0 * way), zoom=_evenly(1.0, 1.04)))
        for n, way in ((0, 1), (1, -1))
    ]
    return Storyboard(Fraction(24), width, height, tuple(shots))


def _evenly(first: float, last: float) -> Keys:
    return along((0.0, first), (12.0, last), ease="linear")


def _night(seed: int, width: int, height: int) -> tuple[Layer, ...]:
    """Clouds, far hills and near roofs of one night, two planes; luma mostly under 60."""
    draws = np.random.default_rng(seed)
    margin = 200
    w, h = (width + 2 * margin) // 4, (height + 2 * margin) // 4
    sky = 22 + 16 * _cloud(draws, w, h)
    picture = np.stack([sky * 0.75, sky * 0.85, sky * 1.35], axis=-1)
    hills = h * (0.62 + 0.1 * _ridge(draws, w, 5))
    picture[np.arange(h)[:, None] > hills[None, :]] *= 0.62
    near = picture.copy() * 0.4 + 3 * _cloud(draws, w, h, fine=True)[..., None]
    roofs = h * (0.78 + 0.06 * np.sign(_ridge(draws, w, 14)))
    alpha = np.arange(h)[:, None] > roofs[None, :]
    windows = (draws.random((h // 8 + 1, w // 6 + 1)) < 0.05).repeat(8, 0).repeat(6, 1)[:h, :w]
    near[windows & alpha] += np.array([70.0, 50.0, 12.0])
    layers = ((picture, np.ones((h, w), bool), 4.0), (near, alpha, 1.2))
    return tuple(
        Layer((Drawing(_rgba(p, a), -margin, -margin, 4.0),), depth=depth) for p, a, depth in layers
    )  # fmt: skip


def _cloud(draws: np.random.Generator, width: int, height: int, *, fine: bool = False) -> np.ndarray:
    """Noise of falling spectrum, about -1..1."""
    fy, fx = np.fft.fftfreq(height)[:, None], np.fft.rfftfreq(width)[None, :]
    falling = 1 / np.maximum(np.hypot(fx, fy), 1 / width) ** (0.9 if fine else 1.6)
    falling[0, 0] = 0
    waves = np.fft.rfft2(draws.standard_normal((height, width))) * falling
    cloud = np.fft.irfft2(waves, (height, width))
    return np.asarray(np.clip(cloud / (2 * cloud.std()), -1, 1))


def _ridge(draws: np.random.Generator, width: int, waves: int) -> np.ndarray:
    x = np.linspace(0, 2 * np.pi, width)
    return sum(np.sin(x * (n + 1) + draws.uniform(0, 6.3)) / (n + 1) ** 0.7 for n in range(waves)) / 2  # type: ignore[no-any-return]


def _rgba(picture: np.ndarray, shown: np.ndarray) -> np.ndarray:
    return np.dstack([np.clip(picture, 0, 255), shown * 255.0]).astype(np.uint8)


def _first(board: Storyboard, length_s: float) -> Storyboard:
    """The shots of a storyboard that begin in its first seconds, the last one cut to fit."""
    shots: list[Shot] = []
    left = length_s
    for shot in board.shots:
        if left >= 0.5:
            shots.append(replace(shot, length_s=min(shot.length_s, left)))
            left -= shot.length_s
    return replace(board, shots=tuple(shots))


def _cut(name: str, clip: _Clip, scratch: Path, film: Path) -> Master:
    out = scratch / "masters" / f"{name}.mp4"
    if not out.exists():
        out.parent.mkdir(parents=True, exist_ok=True)
        chain, part = _moving(clip), ["-ss", str(clip.start_s), "-t", str(LENGTH_S), *ffmpeg.safe_input(film)]
        if film.suffix == ".jpg":
            part = ["-loop", "1", "-framerate", "24", "-t", str(LENGTH_S), *ffmpeg.safe_input(film)]
        with written_whole(out) as beside:
            ffmpeg.run([*part, "-map", "0:v:0", "-map", "0:a:0?", "-vf", chain, *_MASTER, "-f", "mp4", str(beside)])
    return Master(name, out, clip.kind, clip.outside)


def _moving(clip: _Clip) -> str:
    """Filters of a clip: its size; of a still the pan, by quarters of a pixel, and the night."""
    if clip.file.endswith(".jpg"):
        shift = f"(iw-ow)*(0.5-0.5*cos(t*PI/{LENGTH_S}))"
        return (f"scale=6400:-2,crop=5120:2880:{shift}:(ih-oh)/2,scale=1280:720:flags=area,"
                "eq=brightness=-0.12:gamma=0.6,setsar=1,format=yuv420p")  # fmt: skip
    lines = f"{narrow(clip.lines)}:flags=lanczos," if clip.lines else ""
    return f"{lines}scale=trunc(iw/2)*2:trunc(ih/2)*2,setsar=1,format=yuv420p"


_MASTER: Final[Sequence[str]] = (
    "-c:v", "libx264", "-preset", "fast", "-crf", "14", "-c:a", "aac", "-b:a", "128k", "-map_metadata", "-1",
)  # fmt: skip
