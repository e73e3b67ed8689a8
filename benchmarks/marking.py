"""What a mark costs: a marked copy against the plain encode of the same master with the same settings.

    python benchmarks/marking.py [MASTER …] [--flat] [--seconds 8] [--rounds 2]

Per master: processor and wall time of `mark_file` (one copy, and per copy of three) over the plain encode (one ffmpeg
command, same decoder, preset, crf and threads; sound copied), the least of so many rounds taken in turns; PSNR of the
mark as stated; VMAF lost before and after encoding (libvmaf against the master); size at the same crf (mean of three
copies) and at the same VMAF (between crf 17 and 18). `--flat` adds a flat cel clip of our own motion engine. Targets:
time <= 1.10 (1.20 flat), PSNR >= 49 dB mean and 44 dB worst, VMAF lost <= 0.5 before and <= 1 after (2 flat), size <=
1.05.
"""

from __future__ import annotations

import argparse
import json
import math
import os
import resource
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from pathlib import Path

from manju.media import ffmpeg
from manju.media.marking import CopyOrder, Marked, Marker, mark_file
from manju.media.registering import register

SECRET = bytes(range(32))
FLAT_EPISODE = "takeaway-1"


@dataclass(frozen=True)
class Clock:
    """Processor time (user + system, all children) and wall time in seconds."""

    cpu: float
    wall: float

    @classmethod
    def of(cls, work: Callable[[], object]) -> Clock:
        before = cls._now()
        work()
        after = cls._now()
        return cls(after.cpu - before.cpu, after.wall - before.wall)

    @classmethod
    def _now(cls) -> Clock:
        both = (resource.getrusage(resource.RUSAGE_SELF), resource.getrusage(resource.RUSAGE_CHILDREN))
        return cls(sum(u.ru_utime + u.ru_stime for u in both), time.monotonic())


def least(clocks: list[Clock]) -> Clock:
    return Clock(min(c.cpu for c in clocks), min(c.wall for c in clocks))


def plain_encode(master: Path, out: Path, crf: int = 18) -> None:
    """The way a person would type it."""
    command = [ffmpeg.executable(), "-v", "error", "-nostdin", "-y", "-i", str(master), "-map", "0:v:0", "-map", "0:a?",
               "-c:a", "copy", "-c:v", "libx264", "-preset", "medium", "-crf", str(crf), "-pix_fmt", "yuv420p",
               "-fps_mode", "passthrough", "-movflags", "+faststart", str(out)]  # fmt: skip
    subprocess.run(command, check=True)


def vmaf(seen: Path, master: Path) -> float:
    """Mean VMAF of a film against its master, both as they are."""
    with tempfile.TemporaryDirectory(prefix="manju-vmaf-") as folder:
        graph = (
            "[0:v:0]format=yuv420p[a];[1:v:0]format=yuv420p[b];[a][b]libvmaf=log_fmt=json:log_path=v.json:n_threads=2"
        )
        inputs = ["-i", f"file:{seen}", "-i", f"file:{master}"]
        ffmpeg.run([*inputs, "-filter_complex", graph, "-f", "null", "-"], cwd=Path(folder))
        pooled = json.loads((Path(folder) / "v.json").read_text())["pooled_metrics"]["vmaf"]
    return float(pooled["mean"])


def flat_clip(out: Path, seconds: float) -> Path:
    """The first shots of a sample episode: flat cel shapes on slow cameras."""
    from manju.media.motion.film import render
    from manju.sample.episodes import MASTER_SCALE, storyboard

    board = storyboard(FLAT_EPISODE)
    count = 1
    while sum(shot.length_s for shot in board.shots[:count]) < seconds:
        count += 1
    return render(replace(board, shots=board.shots[:count]), out, scale=MASTER_SCALE)


def measure(master: Path, folder: Path, *, flat: bool, rounds: int) -> bool:
    marker = Marker(register(master), SECRET)
    plain, one, three = folder / "plain.mp4", folder / "one.mp4", [folder / f"three{n}.mp4" for n in range(3)]
    made: list[Marked] = []
    costs: dict[str, list[Clock]] = {"plain": [], "one": [], "three": []}
    for _ in range(rounds):
        costs["plain"].append(Clock.of(lambda: plain_encode(master, plain)))
        costs["one"].append(Clock.of(lambda: made.extend(mark_file(master, marker, [CopyOrder(1, one)]))))
        orders = [CopyOrder(n + 1, p) for n, p in enumerate(three)]
        costs["three"].append(Clock.of(lambda o=orders: mark_file(master, marker, o)))
    cost = {name: least(clocks) for name, clocks in costs.items()}
    exact, finer = folder / "exact.mp4", folder / "finer.mp4"
    mark_file(master, marker, [CopyOrder(1, exact)], crf=0, preset="ultrafast")
    mark_file(master, marker, [CopyOrder(1, finer)], crf=17)
    seen = {name: vmaf(path, master) for name, path in
            {"master": master, "exact": exact, "plain": plain, "one": one, "finer": finer}.items()}  # fmt: skip
    before, after = seen["master"] - seen["exact"], seen["plain"] - seen["one"]
    size = sum(path.stat().st_size for path in three) / len(three) / plain.stat().st_size
    # where between the two a marked copy looks as good as the plain one
    share = min(1.0, max(0.0, after / max(1e-6, seen["finer"] - seen["one"])))
    log_size = math.log(one.stat().st_size) * (1 - share) + math.log(finer.stat().st_size) * share
    equal = math.exp(log_size) / plain.stat().st_size
    one_cpu, three_cpu = cost["one"].cpu / cost["plain"].cpu, cost["three"].cpu / cost["plain"].cpu / 3
    one_wall = cost["one"].wall / cost["plain"].wall
    print(f"  cost:  plain {cost['plain'].cpu:.2f} s CPU -> one copy {one_cpu:.3f} CPU, {one_wall:.3f} wall; "
          f"each of three {three_cpu:.3f} CPU (target {1.2 if flat else 1.1:.2f})")  # fmt: skip
    print(f"  mark:  PSNR-Y {made[0].psnr_y_db:.2f} dB, worst frame {made[0].worst_psnr_y_db:.2f} dB (targets 49, 44)")
    print(f"  VMAF:  lost {before:.2f} before encoding (target 0.5), {after:.2f} after (target {2 if flat else 1}); "
          f"plain {seen['plain']:.2f}")  # fmt: skip
    print(
        f"  size:  {size:.3f} at crf 18 (mean of three copies), {equal:.3f} at the same VMAF (target 1.05)", flush=True
    )
    return bool(
        one_cpu <= (1.2 if flat else 1.1) and made[0].psnr_y_db >= 49 and made[0].worst_psnr_y_db >= 44
        and before <= 0.5 and after <= (2 if flat else 1) and size <= 1.05
    )  # fmt: skip


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("masters", type=Path, nargs="*")
    parser.add_argument("--flat", action="store_true", help="add a flat cel clip of our own motion engine")
    parser.add_argument("--seconds", type=float, default=8.0, help="use only the beginning of each master")
    parser.add_argument("--rounds", type=int, default=2)
    options = parser.parse_args()
    print(f"{datetime.now(UTC):%Y-%m-%d}, {os.cpu_count()} cores")
    good = True
    with tempfile.TemporaryDirectory(prefix="manju-benchmark-") as name:
        folder = Path(name)
        clips = [(path.stem, path.resolve(), False) for path in options.masters]
        if options.flat:
            clips.append(("flat cel", flat_clip(folder / "flat.mp4", options.seconds), True))
        for title, path, flat in clips:
            print(title, flush=True)
            master = folder / "master.mp4"
            ffmpeg.run(["-i", f"file:{path}", "-t", str(options.seconds), "-map", "0:v:0", "-map", "0:a?",
                        "-c", "copy", str(master)])  # fmt: skip
            good &= measure(master, folder, flat=flat, rounds=options.rounds)
    python_mib = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
    child_mib = resource.getrusage(resource.RUSAGE_CHILDREN).ru_maxrss / 1024
    print(f"peak memory: Python {python_mib:.0f} MiB, largest child {child_mib:.0f} MiB")
    return 0 if good else 1


if __name__ == "__main__":
    sys.exit(main())
