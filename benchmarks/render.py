"""What rendering costs: four channels from one master against the plain encodes of the same four outputs.

    python benchmarks/render.py MASTER [--seconds 60] [--channels douyin bilibili tiktok youtube] [--marked]
        [--engine here|alone] [--whole] [--cancel] [--kill]

Counted: everything `deliver` does until the files are read back (sound levelled, reshaped, marked, labelled, encoded by
pieces and joined, covers). The baseline is one ffmpeg command per output with the same decode, scale, preset, crf and
threads, summed. Processor time (user + system, of this process and all its children) is compared, because it hardly
depends on what else the machine is doing; wall time stands beside it. Quality check is reported apart. `--marked`: each
output is a copy, of a master that was registered before (not counted). `--engine alone --whole`: one child for the
whole film, as a render without pieces. `--cancel`: also how long it takes to stop. `--kill`: also what is done again
after `kill -9` of everything. Targets: ratio <= 1.15, quality check <= 0.5, Python process < 1 GB.
"""

from __future__ import annotations

import argparse
import multiprocessing
import os
import resource
import shutil
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable
from dataclasses import dataclass
from datetime import UTC, datetime
from fractions import Fraction
from pathlib import Path

from manju.jobs.engine import Here
from manju.media import ffmpeg
from manju.media.channels import Profile, profile
from manju.media.deliver import Order, Progress, deliver
from manju.media.errors import Cancelled
from manju.media.label.aigc import AigcLabel
from manju.media.probe import Probe, probe_master
from manju.media.registering import register
from manju.media.render import pieces
from manju.media.render.encode import encoder
from manju.media.render.geometry import Geometry, filters, frame_rate, shaping_for
from manju.media.render.marking import Marker
from manju.media.render.store import Store
from manju.words import Words


@dataclass(frozen=True)
class Clock:
    """Processor and wall time so far, in seconds."""

    cpu: float
    wall: float

    def __str__(self) -> str:
        return f"{self.cpu:.1f} s CPU, {self.wall:.1f} s"

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


@dataclass(frozen=True)
class Bench:
    """One master, what is to be made of it, and where."""

    master: Path
    orders: list[Order]
    marker: Marker | None
    folder: Path
    engine: str

    def deliver(
        self, out: str, progress: Progress | None = None, cancelled: Callable[[], bool] = lambda: False
    ) -> None:
        """Render into `out`, keeping the pieces in a store of the same name."""
        made = deliver(
            self.master, self.orders, self.folder / out, marker=self.marker, store=Store(self.folder / f"{out}.pieces"),
            engine=Here(rooms=False) if self.engine == "here" else None, progress=progress, cancelled=cancelled,
        )  # fmt: skip
        for m in made:
            failed = [c.name for c in m.report.checks if c.ok is False]
            size = m.video.stat().st_size / 2**20
            print(f"  {m.order.profile.name}: {size:.1f} MiB, failed checks: {failed or 'none'}")

    def timed(self, out: str) -> tuple[Clock, Clock]:
        """Render; returns what rendering and what reading back took."""
        checking: list[Clock] = []
        steps: list[tuple[str, Clock]] = []

        def listen(_: float, doing: Words) -> None:
            if not steps or steps[-1][0] != doing.en:
                steps.append((doing.en, Clock.now()))
            if doing.en == "Reading the files back" and not checking:
                checking.append(Clock.now())

        begun = Clock.now()
        self.deliver(out, listen)
        ended = Clock.now()
        for (name, at), (_, until) in zip(steps, [*steps[1:], ("", ended)], strict=True):
            print(f"  {name}: {until - at}")
        return checking[0] - begun, ended - checking[0]

    def cancelled(self) -> float:
        """Seconds from asking to stop, a third of the way, until nothing is left of it."""
        asked: list[float] = []

        def listen(share: float, _: Words) -> None:
            if share > 0.3 and not asked:
                asked.append(time.monotonic())

        try:
            self.deliver("cancelled", listen, lambda: bool(asked))
        except Cancelled:
            return time.monotonic() - asked[0]
        raise RuntimeError("it was done before it could be cancelled")

    def killed(self) -> tuple[int, int]:
        """Pieces that were kept when everything was killed half-way, and those there are in the end."""
        store = self.folder / "killed.pieces"
        child = multiprocessing.get_context("fork").Process(target=self.deliver, args=("killed",))
        child.start()
        while len(list(store.glob("??/[0-9a-f]*.mp4"))) < len(self.orders) and child.is_alive():
            time.sleep(0.1)
        child.kill()
        child.join()
        shutil.rmtree(self.folder / "killed", ignore_errors=True)
        kept = {p: p.stat().st_ino for p in store.glob("??/[0-9a-f]*.mp4")}
        self.deliver("killed")
        after = {p: p.stat().st_ino for p in store.glob("??/[0-9a-f]*.mp4")}
        return sum(after.get(p) == inode for p, inode in kept.items()), len(after)


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("master", type=Path)
    parser.add_argument("--seconds", type=float, default=60.0, help="use only the beginning of the master")
    parser.add_argument("--channels", nargs="+", default=["douyin", "bilibili", "tiktok", "youtube"])
    parser.add_argument("--marked", action="store_true")
    parser.add_argument("--engine", choices=["here", "alone"], default="here")
    parser.add_argument("--whole", action="store_true", help="one piece, however long the film is")
    parser.add_argument("--cancel", action="store_true")
    parser.add_argument("--kill", action="store_true")
    options = parser.parse_args()
    channels = [profile(name) for name in options.channels]
    if options.whole:
        pieces.spans_of = lambda *_, **__: [pieces.WHOLE]
    with tempfile.TemporaryDirectory(prefix="manju-benchmark-") as folder:
        master = Path(folder) / "master.mp4"
        ffmpeg.run(["-i", f"file:{options.master.resolve()}", "-t", str(options.seconds), "-c", "copy", str(master)])
        facts = probe_master(master)
        memory = os.sysconf("SC_PAGE_SIZE") * os.sysconf("SC_PHYS_PAGES") / 2**30
        print(f"{datetime.now(UTC):%Y-%m-%d}, {os.cpu_count()} cores, {memory:.0f} GiB, load {os.getloadavg()[0]:.1f}; "
              f"{facts.width}x{facts.height}, {facts.duration_s:.1f} s -> {', '.join(options.channels)}"
              f"{', marked' if options.marked else ''}, engine {options.engine}"
              f"{', whole' if options.whole else ''}")  # fmt: skip
        marker = Marker(register(master), bytes(32)) if options.marked else None
        label = AigcLabel("1", "benchmark", "1")
        orders = [
            Order(c, c.language, c.name, label, copy_id=n if options.marked else None)
            for n, c in enumerate(channels, 1)
        ]
        bench = Bench(master, orders, marker, Path(folder), options.engine)
        render, check = bench.timed("out")
        python_mib = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
        child_mib = resource.getrusage(resource.RUSAGE_CHILDREN).ru_maxrss / 1024
        begun = Clock.now()
        for channel in channels:
            plain_encode(master, facts, channel, Path(folder) / f"{channel.name}.mp4")
        plain = Clock.now() - begun
        print(f"plain encodes: {plain}")
        print(f"render:        {render} -> ratio {render.cpu / plain.cpu:.3f} CPU, {render.wall / plain.wall:.3f} wall "
              f"(target 1.15)")  # fmt: skip
        print(f"quality check: {check} -> ratio {check.cpu / plain.cpu:.3f} CPU (target 0.5)")
        print(f"peak memory:   Python {python_mib:.0f} MiB (target 1024), largest child {child_mib:.0f} MiB")
        if options.cancel:
            print(f"cancel:        {bench.cancelled():.2f} s until it has stopped (target 2)")
        if options.kill:
            kept, all_of_them = bench.killed()
            print(f"kill -9:       {kept} of {all_of_them} pieces were finished and were not made again")
    return 0 if render.cpu / plain.cpu <= 1.15 and check.cpu / plain.cpu <= 0.5 and python_mib < 1024 else 1


if __name__ == "__main__":
    sys.exit(main())
