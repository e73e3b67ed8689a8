"""How near strangers come to a match: extracts of films that are not in the index, asked again and again.

    PYTHONPATH=src:. python benchmarks/fingerprint_strangers.py FILM_OR_FOLDER... --scratch DIR [--questions 10000]
        [--fillers 10000] [--seed 1] [--sisters WORD]

A question is five to ten seconds of a real film, changed at the query (mirrored, cropped, padded, faster, darker,
noisy); the index holds all the other films and the fillers, never the film itself. Films whose names share a word of
`--sisters` (episodes with the same drawings) are left out together. Printed: false matches, and the distribution of
the best log10 of every question, whether it counts or not, from which the false-match chance is read.
"""

from __future__ import annotations

import argparse
import os
import sys
import time
from datetime import UTC, datetime
from pathlib import Path

import cv2
import numpy as np
import numpy.typing as npt

from benchmarks.fillers import filler_index
from benchmarks.fingerprint import films_in
from manju.media.fingerprint import Fingerprint, Index, Query, ask, extract
from manju.media.fingerprint.evidence import ACCEPTED
from manju.media.fingerprint.extracting import PER_S
from manju.media.fingerprint.suspects import LONGER_SIDE
from manju.media.footage import Footage, watch
from manju.media.probe import probe

Gray = npt.NDArray[np.uint8]


def changed(footage: Footage, draws: np.random.Generator) -> Query:
    """Some seconds of a film, changed as pirates would, without encoding."""
    length_s, speed = float(draws.uniform(5, 10)), float(draws.choice([1, 1, 1, 0.8, 0.9, 1.1, 1.25]))
    last = max(0.0, float(footage.times_s[-1]) - length_s * speed)
    start_s = float(draws.uniform(0, last))
    taken = (footage.times_s >= start_s) & (footage.times_s < start_s + length_s * speed)
    frames, times = footage.frames[taken], (footage.times_s[taken] - start_s) / speed
    if draws.random() < 0.3:
        frames = frames[:, :, ::-1]
    h, w = frames.shape[1:]
    if draws.random() < 0.5:
        share = draws.uniform(0.7, 1.0, 2)
        ch, cw = int(h * share[0]), int(w * share[1])
        top, left = int(draws.integers(0, h - ch + 1)), int(draws.integers(0, w - cw + 1))
        frames = frames[:, top : top + ch, left : left + cw]
    gain, offset = float(draws.uniform(0.7, 1.3)), float(draws.uniform(-25, 25))
    made = [cv2.convertScaleAbs(cv2.resize(f, _fitted(f, LONGER_SIDE)), alpha=gain, beta=offset) for f in frames]
    if draws.random() < 0.3:
        made = [cv2.GaussianBlur(f, (0, 0), 1.2) for f in made]
    if draws.random() < 0.3:
        made = [cv2.add(f, draws.integers(0, 12, f.shape, np.uint8)) for f in made]
    if draws.random() < 0.25:
        made = [_padded(f, draws.random() < 0.5) for f in made]
    return ask(times, np.stack(made).astype(np.uint8))


def _fitted(frame: Gray, side: int) -> tuple[int, int]:
    h, w = frame.shape
    return max(16, round(w * side / max(h, w))), max(16, round(h * side / max(h, w)))


def _padded(frame: Gray, blurred: bool) -> Gray:
    """The other way up, over black or over a blurred and larger one of itself."""
    h, w = frame.shape
    size = (LONGER_SIDE, 162) if h > w else (162, LONGER_SIDE)
    ground = cv2.GaussianBlur(cv2.resize(frame, size), (0, 0), 8) if blurred else np.zeros(size[::-1], np.uint8)
    scale = min(size[0] / w, size[1] / h)
    small = cv2.resize(frame, (int(w * scale), int(h * scale)), interpolation=cv2.INTER_AREA)
    top, left = (size[1] - small.shape[0]) // 2, (size[0] - small.shape[1]) // 2
    ground[top : top + small.shape[0], left : left + small.shape[1]] = small
    return np.asarray(ground, np.uint8)


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("films", nargs="+", type=Path)
    parser.add_argument("--scratch", type=Path, required=True)
    parser.add_argument("--questions", type=int, default=10_000)
    parser.add_argument("--fillers", type=int, default=10_000)
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--sisters", nargs="*", default=[])
    options = parser.parse_args()
    paths = list(films_in(options.films))
    groups = [next((w for w in options.sisters if w in p.name), p.name) for p in paths]
    prints = {n: _taken(p, options.scratch) for n, p in enumerate(paths)}
    print(f"{datetime.now(UTC):%Y-%m-%d}, {os.cpu_count()} cores; {len(paths)} films, {options.fillers} fillers")
    best: list[float] = []
    begun = time.process_time()
    for group in dict.fromkeys(groups):
        index = filler_index(options.fillers, paths, options.scratch) if options.fillers else Index()
        for n, fingerprint in prints.items():
            if groups[n] != group:
                index.add(n, fingerprint)
        own = [n for n in prints if groups[n] == group]
        for n in own:
            footage = watch(paths[n], size=LONGER_SIDE, length_s=120, most_per_s=PER_S, demuxer=probe(paths[n]).demuxer)
            for question in range(options.questions // len(paths) + 1):
                draws = np.random.default_rng([options.seed, n, question])
                found = index.match(changed(footage, draws), worst=0.0)
                best.append(min([m.log10_false_match for m in found], default=0.0))
                if best[-1] <= ACCEPTED:
                    print(f"  false: {paths[n].name} question {question} -> {found[0]}", flush=True)
        print(f"  {group}: {len(best)} questions, lowest log10 {min(best):.1f}", flush=True)
    at = np.array(best)
    print(f"{len(at)} questions, {(time.process_time() - begun) / len(at):.2f} s CPU each; "
          f"{(at <= ACCEPTED).sum()} false matches")  # fmt: skip
    for limit in (0.0, -0.5, -1.0, -1.5, -2.0, -2.5, -3.0, -3.5, -4.0, -5.0, -6.0):
        print(f"  log10 below {limit:4.1f}: {(at < limit).sum():6d} = {(at < limit).mean():.5f}")
    return 0


def _taken(path: Path, scratch: Path) -> Fingerprint:
    kept = scratch / f"{path.stem}.fingerprint"
    if not kept.exists():
        kept.write_bytes(extract(path).to_bytes())
    return Fingerprint.from_bytes(kept.read_bytes())


if __name__ == "__main__":
    sys.exit(main())
