"""What dub, lettering and covers cost: processor time, and the ratio to the same render without them.

    python -m benchmarks.dishes [--seconds 20]

Plain: the same film rendered for the same channel, with nothing laid on it; measured in the same run.
"""

from __future__ import annotations

import argparse
import os
import tempfile
from collections.abc import Callable
from dataclasses import replace
from fractions import Fraction
from pathlib import Path

import numpy as np
import soundfile

from manju.media.channels import profile
from manju.media.cover import find_candidates
from manju.media.ffmpeg import run
from manju.media.label.aigc import AigcLabel
from manju.media.lettering import LetteringSpan, lay_out
from manju.media.mixing import Mix, mix_sound, read_stem
from manju.media.probe import probe_master
from manju.media.render.encode import Output, Source, encode
from manju.media.render.geometry import Geometry
from manju.media.whole import sha256_of

LAYER = (
    '<svg xmlns="http://www.w3.org/2000/svg" width="1920" height="1080"><ellipse cx="1400" cy="300" rx="320" ry="110" '
    'fill="#fff" stroke="#000" stroke-width="6"/>'
    '<text x="1400" y="325" font-size="72" text-anchor="middle">{}</text></svg>'
)


def film(folder: Path, seconds: float) -> Path:
    """A moving 1080p picture with sound."""
    path = folder / "film.mp4"
    run(["-f", "lavfi", "-t", f"{seconds}", "-i", "testsrc2=size=1920x1080:rate=25", "-f", "lavfi", "-t", f"{seconds}",
         "-i", "anoisesrc=amplitude=0.1:color=pink", "-c:v", "libx264", "-preset", "ultrafast", "-g", "50", "-pix_fmt",
         "yuv420p", "-c:a", "aac", str(path)])  # fmt: skip
    return path


def timed(work: Callable[[], object], times: int = 2) -> float:
    """Processor time (user and system, all children) of the best of some runs, in seconds."""
    best = float("inf")
    for _ in range(times):
        before = sum(os.times()[:4])
        work()
        best = min(best, sum(os.times()[:4]) - before)
    return best


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--seconds", type=float, default=20.0)
    parser.add_argument("--layers", type=int, default=40)
    asked = parser.parse_args()
    with tempfile.TemporaryDirectory() as name:
        work = Path(name)
        master = film(work, asked.seconds)
        facts = probe_master(master)
        source = Source.of(master, facts)
        spans = []
        for n in range(asked.layers):
            path = work / f"{n}.svg"
            path.write_text(LAYER.format(f"layer {n}"))
            start = n * asked.seconds / asked.layers
            spans.append(LetteringSpan(start, start + asked.seconds / asked.layers, path, sha256_of(path)))
        drawn = timed(lambda: lay_out(spans, source.size, work, language="en"), 1)
        laid = lay_out(spans, source.size, work, language="en")
        channel, rate = profile("youtube"), Fraction(facts.fps_fraction)
        metadata = {"AIGC": AigcLabel("1", "c", "p").to_json()}
        shape = Geometry(1920, 1080, rate, "same")
        most = channel.video_bitrate_max_kbps
        plain = Output(work / "o.mp4", shape, None, None, None, "en", None, most, metadata)
        once = timed(lambda: encode(source, [plain], [work / "plain.mp4"], work))
        lettered = timed(lambda: encode(source, [replace(plain, laid=laid)], [work / "let.mp4"], work))
        each = drawn / asked.layers
        print(f"lettering, {asked.layers} layers in {asked.seconds:g} s of 1080p: {each:.2f} s to draw one")
        print(f"  encode x {lettered / once:.3f} of plain ({lettered:.1f} s, {once:.1f} s)")
        dub = work / "dub.wav"
        t = np.arange(round(asked.seconds * 48_000)) / 48_000
        soundfile.write(dub, (0.2 * np.sin(2 * np.pi * 700 * t) * (np.sin(t * 2) > 0)).astype(np.float32), 48_000)
        mix = Mix((read_stem("dub", dub),))
        mixed = timed(lambda: mix_sound(master, facts, mix, work, work / "mix.wav"))
        print(f"mixing: {mixed / asked.seconds * 60:.2f} s for a minute of film")
        one = timed(lambda: find_candidates(source, count=1), 1)
        eight = timed(lambda: find_candidates(source, count=8), 1)
        print(f"covers: the best moment {one:.1f} s, eight {eight:.1f} s (film of {asked.seconds:g} s)")


if __name__ == "__main__":
    main()
