"""What is done to a film, as FFmpeg says it: a chain of filters, a codec, and how times and sides change by it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from pathlib import Path

import numpy as np

from manju.media import ffmpeg

__all__ = ["Codec", "Draws", "Edit", "Shape", "carry_out", "chained", "x264"]

Draws = np.random.Generator


@dataclass(frozen=True, slots=True)
class Shape:
    """A film before an attack: its picture in pixels and its frames per second."""

    width: int
    height: int
    fps: float

    @property
    def upright(self) -> bool:
        return self.height > self.width


@dataclass(frozen=True, slots=True)
class Codec:
    """Video and sound encoder with their arguments; `suffix` names the container."""

    video: tuple[str, ...]
    audio: tuple[str, ...] = ("-c:a", "aac", "-b:a", "96k")
    suffix: str = ".mp4"


def x264(crf: int, preset: str = "veryfast") -> Codec:
    return Codec(("-c:v", "libx264", "-preset", preset, "-crf", str(crf), "-pix_fmt", "yuv420p"))


@dataclass(frozen=True, slots=True)
class Edit:
    """One change. `told`: its parameters in words; `speed` = seconds of the film before per second after.

    `picture` and `sound` are FFmpeg filter chains ("" = none) that begin with one unnamed input and end with one
    unnamed output. Labels inside carry `{n}`, so that two edits of a chain do not share one.
    """

    told: str
    picture: str = ""
    sound: str = ""
    speed: float = 1.0
    mirrored: bool = False
    codec: Codec = field(default_factory=lambda: x264(23))


def chained(edits: Sequence[Edit]) -> Edit:
    """Several edits one after the other; the last one's codec encodes.

    >>> both = chained([Edit("a", picture="hflip", mirrored=True), Edit("b", picture="setpts=PTS/2", speed=2.0)])
    >>> both.told, both.picture, both.speed, both.mirrored
    ('a + b', 'hflip,setpts=PTS/2', 2.0, True)
    """
    pictures = [e.picture.replace("{n}", str(n)) for n, e in enumerate(edits) if e.picture]
    speed, mirrored = 1.0, False
    for edit in edits:
        speed *= edit.speed
        mirrored ^= edit.mirrored
    return Edit(
        " + ".join(e.told for e in edits), ",".join(pictures), ",".join(e.sound for e in edits if e.sound), speed,
        mirrored, edits[-1].codec,
    )  # fmt: skip


def carry_out(edit: Edit, film: Path, out: Path, *, start_s: float, length_s: float) -> Path:
    """Cut `length_s` seconds out of a film, edit them, encode them; returns the file (suffix of its codec).

    Raises:
        MediaError: FFmpeg failed.
    """
    return mixed(edit, [film], out, start_s=start_s, length_s=length_s)


def mixed(edit: Edit, films: Sequence[Path], out: Path, *, start_s: float, length_s: float, mix: str = "") -> Path:
    """As `carry_out`, of several films that `mix` makes one of: a graph from [0:v], [1:v] … to [mixed].

    The sound is that of the first.
    """
    out = out.with_suffix(edit.codec.suffix)
    inputs: list[str] = []
    for film in films:
        inputs += ["-ss", f"{start_s:.3f}", "-t", f"{length_s:.3f}", *ffmpeg.safe_input(film)]
    chain = edit.picture.replace("{n}", "") or "null"
    even = "scale=trunc(iw/2)*2:trunc(ih/2)*2,setsar=1,format=yuv420p"
    graph = f"{mix};[mixed]{chain},{even}[out]" if mix else f"[0:v:0]{chain},{even}[out]"
    sound = ["-map", "0:a:0?", *edit.codec.audio, *(["-af", edit.sound] if edit.sound else [])]
    ffmpeg.run(
        [*inputs, "-filter_complex", graph, "-map", "[out]", *sound, "-shortest", *edit.codec.video, "-threads", "2",
         "-map_metadata", "-1", str(out)]
    )  # fmt: skip
    return out
