"""How many found files `manju protect watch` looks at in a minute, and how much memory it takes.

    python benchmarks/watch.py --ours a.mp4 b.mp4 --strangers c.mp4 d.webm

Registers the first films in a home of its own, marks one copy of each, cuts found clips from the copies (mirrored,
cropped, sped up, small) and from the strangers, and scans them all with the product's own command. Prints
files_per_min as the command says it, the time the command took from start to end, and the most memory (RSS) that its
processes had together. The second line is a scan killed half-way and started again: what it looked at in all.
"""

from __future__ import annotations

import argparse
import json
import os
import resource
import signal
import sqlite3
import subprocess
import sys
import tempfile
import time
from pathlib import Path

import psutil

from manju.media import ffmpeg
from manju.media.sniff import sniff

LOOKS = (
    "hflip,scale=-2:480", "crop=iw*0.8:ih*0.8,scale=-2:360", "setpts=PTS/1.1,scale=-2:480", "scale=-2:360",
    "crop=ih*9/16:ih,scale=480:-2",
)  # fmt: skip
MANJU = [sys.executable, "-m", "manju"]


def cut(source: Path, out: Path, *, start: float, look: str, crf: int = 28, seconds: float = 10.0) -> None:
    ffmpeg.run(
        ["-ss", str(start), "-t", str(seconds), *ffmpeg.safe_input(source, sniff(source).demuxer), "-vf", look,
         "-c:v", "libx264", "-preset", "veryfast", "-crf", str(crf), "-pix_fmt", "yuv420p", "-an", "-f", "mp4",
         str(out)]
    )  # fmt: skip


def command(home: Path, *words: str) -> dict[str, object]:
    done = subprocess.run(
        [*MANJU, "protect", *words, "--json"], env={**os.environ, "MANJU_HOME": str(home)}, capture_output=True,
        text=True, check=True,
    )  # fmt: skip
    answer: dict[str, object] = json.loads(done.stdout)
    return answer


def watched(home: Path, folder: Path, *, kill_after: int | None = None) -> tuple[str, float, float]:
    """What the command printed, seconds it took, most MiB of RSS of it and its children together."""
    began, most = time.monotonic(), 0
    child = subprocess.Popen(
        [*MANJU, "protect", "watch", str(folder), "--json"], env={**os.environ, "MANJU_HOME": str(home)},
        stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, text=True,
    )  # fmt: skip
    while child.poll() is None:
        try:
            one = psutil.Process(child.pid)
            most = max(most, sum(p.memory_info().rss for p in [one, *one.children(recursive=True)]))
        except psutil.NoSuchProcess:
            pass
        if kill_after is not None and seen(home) >= kill_after:
            os.kill(child.pid, signal.SIGKILL)
        time.sleep(0.1)
    assert child.stdout is not None
    return child.stdout.read(), time.monotonic() - began, most / 2**20


def processor_s() -> float:
    """Of all children that have ended, theirs included."""
    used = resource.getrusage(resource.RUSAGE_CHILDREN)
    return used.ru_utime + used.ru_stime


def seen(home: Path) -> int:
    try:
        with sqlite3.connect(f"file:{home / 'manju.sqlite3'}?mode=ro", uri=True) as database:
            return int(database.execute("select count(*) from copies_scannedfile").fetchone()[0])
    except sqlite3.OperationalError:
        return 0


def main() -> None:
    asked = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    asked.add_argument("--ours", nargs="+", type=Path, required=True)
    asked.add_argument("--strangers", nargs="+", type=Path, required=True)
    asked.add_argument("--each", type=int, default=10, help="clips of ours, and of strangers")
    asked.add_argument("--seconds", type=float, default=20.0, help="of each master that are used")
    args = asked.parse_args()
    with tempfile.TemporaryDirectory(prefix="manju-watch-") as name:
        home, folder = Path(name) / "home", Path(name) / "found"
        folder.mkdir()
        copies = []
        for n, film in enumerate(args.ours):
            master, copy = Path(name) / f"master-{n}.mp4", Path(name) / f"copy-{n}.mp4"
            cut(film, master, start=0, look="null", crf=16, seconds=args.seconds)
            command(home, "mark", str(master), str(copy), "--recipient", f"Partner {n}")
            copies.append(copy)
        for n in range(args.each):
            start = n * 7 % max(1, int(args.seconds) - 11)
            cut(copies[n % len(copies)], folder / f"ours-{n:02}.mp4", start=start, look=LOOKS[n % len(LOOKS)])
            stranger = args.strangers[n % len(args.strangers)]
            cut(stranger, folder / f"other-{n:02}.mp4", start=n % 5, look=LOOKS[n % len(LOOKS)])
        load, before = os.getloadavg()[0], processor_s()
        said, took, memory = watched(home, folder)
        used = processor_s() - before
        answer = json.loads(said)
        found = sum(f["match"] is not None for f in answer["files"])
        named = sum(f["copy"] is not None for f in answer["files"])
        print(
            f"{len(answer['files'])} files, {found} found, {named} named: {answer['files_per_min']} files/min, "
            f"{took:.1f} s in all, {used:.1f} s of processor time, {memory:.0f} MiB, load before {load:.1f}"
        )
        print_resumed(home, folder)


def print_resumed(home: Path, folder: Path) -> None:
    with sqlite3.connect(home / "manju.sqlite3") as database:
        database.execute("delete from copies_scannedfile")
    files = len(list(folder.iterdir()))
    watched(home, folder, kill_after=files // 2)
    kept = seen(home)
    answer = json.loads(watched(home, folder)[0])
    print(f"killed after {kept}: then {answer['kept']} were taken over and {answer['looked_at']} looked at, of {files}")


if __name__ == "__main__":
    main()
