"""What rendering costs: four channels from one master against the plain encodes of the same four outputs.

    python benchmarks/render.py MASTER [--seconds 20] [--channels douyin bilibili tiktok youtube]

Counted: everything `deliver` does until the files are read back (sound levelled, reshaped, labelled, covers). The
baseline is one ffmpeg command per output with the same decode, scale, preset, crf and threads, summed. Processor
time (user + system, of this process and all its children) is compared, because it does not depend on what else
the machine is doing; wall time stands beside it. Quality check is reported apart. Targets: ratio <= 1.2,
quality check <= 0.5, Python process < 1 GB.
"""

from __future__ import annotations

import argparse
import os
import resource
import subprocess
import sys
import tempfile
import time
from dataclasses import dataclass
from datetime import UTC, datetime
from fractions import Fraction
from pathlib import Path

from manju.media import ffmpeg
from manju.media.channels import Profile, profile
from manju.media.deliver import Order, deliver
from manju.media.label.aigc import AigcLabel
from manju.media.probe import Probe, probe_master
from manju.media.render.encode import encoder
from manju.media.render.geometry import Geometry, filters, frame_rate, shaping_for
from manju.words import Words


@dataclass(frozen=True)
class Clock:
    """Processor and wall time so far, in seconds."""

    cpu: float
    wall: float

    @classmethod
    def now(cls) -> Clock:
        both = (resource.getrusage(resource.RUSAGE_SELF), resource.getrusage(resource.RUSAGE_CHILDREN))
        return cls(sum(u.ru_utime + u.ru_stime for u in both), time.monotonic())

    def __sub__(self, other: Clock) -> Clock:
        return Clock(self.cpu - other.cpu, self.wall - other.wall)


def plain_encode(master: Path, facts: Probe, channel: Profile, out: Path) -> None:
    """One output, the way a person would type it: scale, x264, AAC."""
    rate = frame_rate(Fraction(facts.fps_fraction), channel.fps_min, channel.fps_max)
    shaping = shaping_for((facts.width, facts.height), (channel.width, channel.height), "auto")
    geometry = Geometry(channel.width, channel.height, rate, shaping)
    chain, end = filters(geometry, "x")
    command = [ffmpeg.executable(), "-v", "error", "-nostdin", "-y", "-i", str(master),
               "-filter_complex", f"[0:v:0]fps={rate}[x];{chain}", "-map", end, "-map", "0:a:0?",
               *encoder(rate, channel.video_bitrate_max_kbps),
               "-c:a", "aac", "-ac", "2", "-ar", "48000", "-b:a", f"{channel.audio_bitrate_kbps}k",
               "-movflags", "+faststart", str(out)]  # fmt: skip
    subprocess.run(command, check=True)


def rendered(master: Path, channels: list[Profile], out: Path) -> tuple[Clock, Clock]:
    """Render all channels; returns what rendering and what reading back took."""
    label = AigcLabel("1", "benchmark", "1")
    orders = [Order(c, c.language, c.name, label) for c in channels]
    checking: list[Clock] = []
    steps: list[tuple[str, Clock]] = []

    def listen(_: float, doing: Words) -> None:
        if not steps or steps[-1][0] != doing.en:
            steps.append((doing.en, Clock.now()))
        if doing.en == "Reading the files back" and not checking:
            checking.append(Clock.now())

    begun = Clock.now()
    made = deliver(master, orders, out, progress=listen)
    ended = Clock.now()
    for m in made:
        failed = [c.name for c in m.report.checks if c.ok is False]
        print(f"  {m.order.profile.name}: {m.video.stat().st_size / 2**20:.1f} MiB, failed checks: {failed or 'none'}")
    for (name, at), (_, until) in zip(steps, [*steps[1:], ("", ended)], strict=True):
        took = until - at
        print(f"  {name}: {took.cpu:.1f} s CPU, {took.wall:.1f} s")
    return checking[0] - begun, ended - checking[0]


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("master", type=Path)
    parser.add_argument("--seconds", type=float, default=20.0, help="use only the beginning of the master")
    parser.add_argument("--channels", nargs="+", default=["douyin", "bilibili", "tiktok", "youtube"])
    options = parser.parse_args()
    channels = [profile(name) for name in options.channels]
    with tempfile.TemporaryDirectory(prefix="manju-benchmark-") as folder:
        master = Path(folder) / "master.mp4"
        ffmpeg.run(["-i", f"file:{options.master.resolve()}", "-t", str(options.seconds), "-c", "copy", str(master)])
        facts = probe_master(master)
        cores, memory = os.cpu_count(), os.sysconf("SC_PAGE_SIZE") * os.sysconf("SC_PHYS_PAGES") / 2**30
        print(f"{datetime.now(UTC):%Y-%m-%d}, {cores} cores, {memory:.0f} GiB; {facts.width}x{facts.height}, "
              f"{facts.duration_s:.1f} s -> {', '.join(options.channels)}")  # fmt: skip
        render, check = rendered(master, channels, Path(folder) / "out")
        begun = Clock.now()
        for channel in channels:
            plain_encode(master, facts, channel, Path(folder) / f"{channel.name}.mp4")
        plain = Clock.now() - begun
    python_mib = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
    child_mib = resource.getrusage(resource.RUSAGE_CHILDREN).ru_maxrss / 1024
    print(f"plain encodes: {plain.cpu:.1f} s CPU, {plain.wall:.1f} s")
    print(f"render:        {render.cpu:.1f} s CPU, {render.wall:.1f} s -> ratio {render.cpu / plain.cpu:.3f} CPU, "
          f"{render.wall / plain.wall:.3f} wall (target 1.2)")  # fmt: skip
    print(f"quality check: {check.cpu:.1f} s CPU, {check.wall:.1f} s -> ratio {check.cpu / plain.cpu:.3f} CPU "
          f"(target 0.5)")  # fmt: skip
    print(f"peak memory:   Python {python_mib:.0f} MiB (target 1024), largest child {child_mib:.0f} MiB")
    return 0 if render.cpu / plain.cpu <= 1.2 and check.cpu / plain.cpu <= 0.5 and python_mib < 1024 else 1


if __name__ == "__main__":
    sys.exit(main())
