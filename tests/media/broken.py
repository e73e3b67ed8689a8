"""A small film with colour, cuts, movement and sound; its deliverable; and the ways in which one comes out broken."""

from __future__ import annotations

from dataclasses import dataclass
from fractions import Fraction
from pathlib import Path

import numpy as np
import soundfile

from manju.media.deliver import Made, Order, deliver
from manju.media.label.aigc import AigcLabel
from media.clips import ffmpeg, tiny_profile
from media.films import drawn, written

RATE = Fraction(24)
CHANNEL = tiny_profile()
LABEL = AigcLabel("1", "001191110000MA01", "ep-1")
BT709 = ("-color_primaries", "bt709", "-color_trc", "bt709", "-colorspace", "bt709", "-color_range", "tv")
COLOURS = "format=yuv420p,pseudocolor=c0=val:c1='128+38*sin(val/18)':c2='128+38*cos(val/14)'"
VIDEO = ("-c:v", "libx264", "-preset", "ultrafast", "-crf", "16", "-pix_fmt", "yuv420p", *BT709)
AUDIO = ("-c:a", "aac", "-b:a", "192k")


def knocks(path: Path, seconds: float, *, seed: int = 3) -> Path:
    """A stereo WAV file of noise that swells and breaks off at random, as speech does."""
    rng = np.random.default_rng(seed)
    count = round(seconds * 48_000)
    envelope = np.zeros(count)
    at = 0
    while at < count:
        length = int(rng.integers(4_000, 14_000))
        envelope[at : at + length] = rng.uniform(0.05, 0.2) * np.linspace(1, 0.3, len(envelope[at : at + length]))
        at += length + int(rng.integers(1_500, 7_000))
    sound = rng.standard_normal((count, 2)) * envelope[:, None] * (1.0, 0.8)
    soundfile.write(path, np.clip(sound, -0.9, 0.9), 48_000)
    return path


def film(path: Path, *, seed: int = 1, look: str = "null", sound: Path | None = None) -> Path:
    """Six seconds, two shots of panning texture in colour, 320 x 180 at 24 frames a second."""
    picture = written(path.with_suffix(".plain.mp4"), drawn(seed, seconds=12, size=(320, 180)), crf=8, fps=RATE)
    tracks = ("-i", str(sound), "-map", "0:v", "-map", "1:a", *AUDIO) if sound else ()
    ffmpeg("-i", str(picture), *tracks, "-vf", f"{COLOURS},{look}", *VIDEO, "-crf", "10", str(path))
    return path


def delivered(master: Path, out: Path, **order: object) -> Made:
    """The film as a small upright deliverable."""
    wanted = Order(CHANNEL, "zh", "douyin", LABEL, **({"fit": "crop"} | order))  # type: ignore[arg-type]
    return deliver(master, [wanted], out)[0]


@dataclass(frozen=True)
class Fault:
    """How to break a good file, and every check that must then fail."""

    name: str
    fails: frozenset[str]
    picture: str = ""
    sound: str = ""
    arguments: tuple[str, ...] = ()

    def made(self, good: Path, other: Path, out: Path) -> Path:
        """Break `good`; `other` is another film of the same size."""
        graph = []
        maps = ["-map", "0:v", "-map", "0:a"]
        if self.picture:
            graph.append(f"{self.picture}[v]" if self.picture.startswith("[") else f"[0:v]{self.picture}[v]")
            maps[1] = "[v]"
        if self.sound:
            graph.append(f"[0:a]{self.sound}[a]")
            maps[3] = "[a]"
        chosen = (*(VIDEO if self.picture else ("-c:v", "copy")), *(AUDIO if self.sound else ("-c:a", "copy")))
        ffmpeg("-i", str(good), "-i", str(other), *(("-filter_complex", ";".join(graph)) if graph else ()), *maps,
               *chosen, *("-movflags", "use_metadata_tags") * ("-map_metadata" not in self.arguments), *self.arguments,
               str(out))  # fmt: skip
        return out


def fault(name: str, fails: str, picture: str = "", sound: str = "", *arguments: str) -> Fault:
    return Fault(name, frozenset(fails.split()), picture, sound, arguments)


FREEZE = ("[0:v]trim=0:3.5,setpts=PTS-STARTPTS,tpad=stop_duration=1:stop_mode=clone[p];"
          "[0:v]trim=4.5,setpts=PTS-STARTPTS[q];[p][q]concat")  # fmt: skip
REPEAT = ("[0:v]split=3[a][b][c];[a]trim=0:4.5,setpts=PTS-STARTPTS[p];[b]trim=4:4.5,setpts=PTS-STARTPTS[q];"
          "[c]trim=5,setpts=PTS-STARTPTS[r];[p][q][r]concat=n=3")  # fmt: skip
FAULTS = [
    fault("black middle, silent gap", "black picture_match silence", "drawbox=c=black:t=fill:enable='between(t,4,4.6)'",
          "volume=0:enable='between(t,4,4.5)'"),
    fault("frozen, too loud and clipped", "frozen picture_match loudness true_peak clipping", FREEZE, "volume=24dB"),
    fault("blurred, one channel dead", "blur loudness picture_match silence",
          "gblur=sigma=6:enable='between(t,3.4,5.4)'",
          "pan=stereo|c0=c0|c1=0*c1"),
    fault("another episode inside, too quiet", "picture_match loudness",
          "[0:v][1:v]overlay=enable='between(t,4,5)'", "volume=-6dB"),
    fault("green frames, sound late", "picture_match av_offset", "drawbox=c=green:t=fill:enable='between(t,4,4.1)'",
          "adelay=120:all=1,atrim=0:6"),
    fault("garbage in a corner, sound early", "picture_match av_offset",
          "drawbox=x=100:y=210:w=70:h=60:c=green:t=fill:enable='between(t,4,4.5)'",
          "atrim=0.12,asetpts=PTS-STARTPTS,apad=whole_dur=6"),
    fault("mirrored, muted", "label_visible picture_match silence", "hflip", "volume=0"),
    fault("wrong colour range", "picture_match", "scale=in_range=tv:out_range=pc,setparams=range=tv"),
    fault("wrong colour matrix", "picture_match",
          "scale=in_color_matrix=bt709:out_color_matrix=bt601,setparams=colorspace=bt709"),
    fault("mono", "loudness profile", "", "pan=mono|c0=0.5*c0+0.5*c1"),
    fault("one stretch shown twice", "picture_match", REPEAT),
    fault("cut short", "duration", "", "", "-t", "5"),
    fault("wrong pixel format", "profile", "null", "", "-pix_fmt", "yuv444p"),
    fault("wrong frame rate", "profile", "fps=12"),
    fault("starved of bits", "picture_match", "null", "", "-crf", "44"),
    fault("no label in the file", "label_metadata", "", "", "-map_metadata", "-1"),
]  # fmt: skip
