"""What finding costs among many masters, and what taking a fingerprint costs beside decoding.

    PYTHONPATH=src:. python benchmarks/fingerprint_scale.py FILM... --scratch DIR [--masters 10000] [--cost-only]

Printed: time to build the index, its size, time to load it, time and memory of looking at a ten-second clip and asking
the index in a process of its own; processor time of `extract` and of `register` with and without the fingerprint
beside `ffmpeg -f null` of the same film in the same run. Targets: docs/benchmarks.md.
"""

from __future__ import annotations

import argparse
import json
import os
import resource
import subprocess
import sys
import time
from collections.abc import Callable
from datetime import UTC, datetime
from pathlib import Path

from benchmarks.fillers import FIRST_ID, filler_index
from manju.media import ffmpeg
from manju.media.fingerprint import Extractor, Index, extract, look
from manju.media.footage import frames
from manju.media.probe import probe
from manju.media.watermark.lattice import lattice_of
from manju.media.watermark.survey import Surveyor

ROUNDS = 3


def processor_s() -> float:
    both = (resource.getrusage(resource.RUSAGE_SELF), resource.getrusage(resource.RUSAGE_CHILDREN))
    return sum(u.ru_utime + u.ru_stime for u in both)


def costs(work: Callable[[], object]) -> tuple[float, float]:
    """Least processor time of three rounds and least wall time, in seconds."""
    found = []
    for _ in range(ROUNDS):
        begun, wall = processor_s(), time.monotonic()
        work()
        found.append((processor_s() - begun, time.monotonic() - wall))
    return min(cpu for cpu, _ in found), min(wall for _, wall in found)


def registered(path: Path, *, fingerprint: bool) -> None:
    """What `registering.register` does with the frames, with and without the fingerprint."""
    facts = probe(path)
    surveyor = Surveyor(lattice_of(facts.width, facts.height))
    extractor = Extractor(width=facts.width, height=facts.height)
    for time_s, frame in frames(path, size=surveyor.size, demuxer=facts.demuxer):
        surveyor.see(frame, time_s)
        if fingerprint:
            extractor.see(frame, time_s)
    surveyor.finish(facts.duration_s)


def cost(path: Path) -> None:
    plain = [ffmpeg.executable(), "-v", "error", "-nostdin", "-i", str(path), "-map", "0:v:0", "-f", "null", "-"]
    decode, decode_wall = costs(lambda: subprocess.run(plain, check=True))
    taking, taking_wall = costs(lambda: extract(path))
    without, _ = costs(lambda: registered(path, fingerprint=False))
    within, _ = costs(lambda: registered(path, fingerprint=True))
    print(f"{path.name}: decode {decode:.2f} s CPU ({decode_wall:.2f} s), extract {taking:.2f} ({taking_wall:.2f}): "
          f"{taking / decode:.3f}; in register +{within - without:.2f} s = {(within - without) / decode:.3f} of decode "
          f"({without:.2f} -> {within:.2f})")  # fmt: skip


def asked(index_at: Path, clip: Path) -> None:
    """Run in a process of its own: load, look, ask twice (the first time the file is read), say what it took."""
    begun = time.monotonic()
    index = Index.load(index_at)
    loaded = time.monotonic()
    said: dict[str, object] = {"load_s": loaded - begun, "masters": len(index)}
    for name in ("first", "again"):
        begun, cpu = time.monotonic(), processor_s()
        query = look(clip)
        looked, looked_cpu = time.monotonic(), processor_s()
        found = index.match(query)
        said[name] = {"look_s": looked - begun, "match_s": time.monotonic() - looked, "look_cpu_s": looked_cpu - cpu,
                      "match_cpu_s": processor_s() - looked_cpu, "found": [m.master_id for m in found]}  # fmt: skip
    said["rss_mib"] = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
    print(json.dumps(said))


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("films", nargs="+", type=Path)
    parser.add_argument("--scratch", type=Path, required=True)
    parser.add_argument("--masters", type=int, default=10_000)
    parser.add_argument("--cost-only", action="store_true")
    parser.add_argument("--ask", nargs=2, type=Path, help=argparse.SUPPRESS)
    options = parser.parse_args()
    if options.ask:
        asked(*options.ask)
        return 0
    options.scratch.mkdir(parents=True, exist_ok=True)
    print(f"{datetime.now(UTC):%Y-%m-%d}, {os.cpu_count()} cores")
    for path in options.films:
        cost(path)
    if options.cost_only:
        return 0
    index = filler_index(options.masters, options.films, options.scratch)
    again = Index()
    prints = [(int(i), s.fingerprint(n)) for s, _ in index.shelves for n, i in enumerate(s.master_ids)]
    begun, cpu = time.monotonic(), processor_s()
    for master_id, fingerprint in prints:
        again.add(master_id, fingerprint)
    again.put_up()
    print(f"index of {len(again)} masters: put in {time.monotonic() - begun:.1f} s ({processor_s() - cpu:.1f} s CPU)")
    for n, path in enumerate(options.films):
        again.add(n, extract(path))
    at = options.scratch / "scale.index"
    begun = time.monotonic()
    again.save(at)
    print(f"saved in {time.monotonic() - begun:.1f} s, {at.stat().st_size / 2**20:.0f} MiB")
    for n, path in enumerate(options.films):
        clip = options.scratch / f"scale-{n}.mp4"
        ffmpeg.run(["-ss", "3", *ffmpeg.safe_input(path), "-t", "10", "-an", "-vf", "scale=-2:480", "-c:v", "libx264",
                    "-preset", "veryfast", "-crf", "28", str(clip)])  # fmt: skip
        child = [sys.executable, __file__, "x", "--scratch", str(options.scratch), "--ask", str(at), str(clip)]
        print(f"{path.name}: {subprocess.run(child, check=True, capture_output=True, text=True).stdout.strip()}")
    assert all(i >= FIRST_ID for i, _ in prints)
    return 0


if __name__ == "__main__":
    sys.exit(main())
