"""What the quality check costs, beside plain encodes and FFmpeg's own detectors; with --broken, what it finds.

    PYTHONPATH=src:tests:. python benchmarks/quality.py MASTER... [--seconds 20] [--channels douyin bilibili] [--broken]

Each master is delivered to the channels; reading all of them back (one look at the master, one at each file, windows
of VMAF and PSNR) is set against the plain encodes of the same outputs, and against
blackdetect + freezedetect + silencedetect + ebur128 in one run of FFmpeg per file: processor time, user + system, of
this process and its children. Target: at most 0.5 of the encodes. With --broken, each deliverable is also broken in
the ways of `tests/media/broken.py`, and what is found is counted.
"""

from __future__ import annotations

import argparse
import os
import resource
import subprocess
import sys
import tempfile
from datetime import UTC, datetime
from pathlib import Path

from benchmarks.render import Clock, plain_encode
from manju.media import ffmpeg
from manju.media.channels import Profile, profile
from manju.media.deliver import Made, Order, deliver
from manju.media.label.aigc import AigcLabel
from manju.media.probe import Probe, probe_master
from manju.media.quality import Master, read_back
from media.broken import FAULTS

DETECTORS = "blackdetect=d=0.1,freezedetect=n=-60dB:d=0.4"
HEARERS = "silencedetect=n=-60dB:d=0.3,ebur128=peak=true:framelog=quiet"


def detectors(file: Path, facts: Probe) -> None:
    """What a person would run by hand for black, frozen, silent and loud."""
    sound = ["-af", HEARERS] if facts.has_audio else []
    command = [ffmpeg.executable(), "-v", "error", "-nostdin", "-i", str(file), "-vf", DETECTORS, *sound,
               "-f", "null", "-"]  # fmt: skip
    subprocess.run(command, check=True, stderr=subprocess.DEVNULL)


def found_in(made: list[Made], master: Path, facts: Probe, folder: Path) -> tuple[int, int]:
    """Break each deliverable in every way; how many of the checks that must fail do, and of how many."""
    hits = wanted = 0
    for m in made:
        for fault in FAULTS:
            if fault.picture.startswith("[0:v][1:v]") or "t" in fault.arguments:
                continue  # needs another film of the same size
            broken = fault.made(m.video, m.video, folder / "broken.mp4")
            checks = read_back(broken, m.order.profile, master=Master(master, facts)).report.checks
            failed = {c.name for c in checks if c.ok is False}
            missed = fault.fails - failed
            hits, wanted = hits + len(fault.fails) - len(missed), wanted + len(fault.fails)
            if missed:
                print(f"  {m.order.profile.name}, {fault.name}: not named by {', '.join(sorted(missed))}")
    return hits, wanted


def measured(master: Path, channels: list[Profile], folder: Path, *, broken: bool) -> tuple[Clock, Clock, Clock]:
    """CPU and wall of plain encodes, of our check, and of FFmpeg's detectors."""
    facts = probe_master(master)
    orders = [Order(c, c.language, c.name, AigcLabel("1", "benchmark", "1"), fit="fill") for c in channels]
    made = deliver(master, orders, folder / "out")
    for m in made:
        failed = [f"{c.name} {c.value}" for c in m.report.checks if c.ok is False]
        print(f"  {m.order.profile.name}: failed checks: {failed or 'none'}")
    at = Clock.now()
    for channel in channels:
        plain_encode(master, facts, channel, folder / f"{channel.name}.mp4")
    plain, at = Clock.now() - at, Clock.now()
    original = Master(master, facts)
    for m in made:
        read_back(m.video, m.order.profile, language=m.order.language, master=original)
    check, at = Clock.now() - at, Clock.now()
    for m in made:
        detectors(m.video, facts)
    theirs = Clock.now() - at
    if broken:
        hits, wanted = found_in(made, master, facts, folder)
        print(f"  broken files: {hits} of {wanted} faults named")
    return plain, check, theirs


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("masters", type=Path, nargs="+")
    parser.add_argument("--seconds", type=float, default=20.0, help="use only the beginning of each master")
    parser.add_argument("--channels", nargs="+", default=["douyin", "bilibili"])
    parser.add_argument("--broken", action="store_true")
    options = parser.parse_args()
    channels = [profile(name) for name in options.channels]
    print(
        f"{datetime.now(UTC):%Y-%m-%d}, {os.cpu_count()} cores; {options.seconds:g} s -> {', '.join(options.channels)}"
    )
    sums = [0.0, 0.0, 0.0]
    for path in options.masters:
        print(path.name)
        with tempfile.TemporaryDirectory(prefix="manju-benchmark-") as name:
            folder = Path(name)
            master = folder / f"master{path.suffix}"
            ffmpeg.run(["-i", f"file:{path.resolve()}", "-t", str(options.seconds), "-c", "copy", str(master)])
            clocks = measured(master, channels, folder, broken=options.broken)
        sums = [total + clock.cpu for total, clock in zip(sums, clocks, strict=True)]
        plain, check, theirs = clocks
        print(f"  encodes {plain.cpu:.1f} s CPU, check {check.cpu:.1f} s -> {check.cpu / plain.cpu:.3f} (target 0.5); "
              f"FFmpeg's detectors {theirs.cpu:.1f} s -> ours / theirs {check.cpu / theirs.cpu:.2f}")  # fmt: skip
    print(f"all: check / encodes {sums[1] / sums[0]:.3f}, check / FFmpeg's detectors {sums[1] / sums[2]:.2f}")
    python_mib = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
    child_mib = resource.getrusage(resource.RUSAGE_CHILDREN).ru_maxrss / 1024
    print(f"peak memory: Python {python_mib:.0f} MiB, largest child {child_mib:.0f} MiB")
    return 0 if sums[1] / sums[0] <= 0.5 else 1


if __name__ == "__main__":
    sys.exit(main())
