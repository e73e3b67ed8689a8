"""How often an attacked extract is found, how exactly in time, and how often a stranger is taken for a master.

    PYTHONPATH=src:. python benchmarks/fingerprint.py FILM_OR_FOLDER... --scratch DIR [--trials 12] [--seed 1]
        [--only NAME...] [--fillers N] [--every-miss]

Every film becomes a master. A trial draws a master, ten seconds of it and the parameters of an attack from a seeded
generator, makes the clip, and asks the index; its two halves are asked too, as clips of five seconds. Films that
share pictures (sister episodes) are not counted as false matches of each other. Attacks are those of
`benchmarks.attacks` and, here, what needs several films. Targets: docs/benchmarks.md.
"""

from __future__ import annotations

import argparse
import hashlib
import json
import os
import re
import sys
import time
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from pathlib import Path
from typing import Final

import numpy as np
import numpy.typing as npt
from scipy.stats import beta

from benchmarks.attacks.edits import Draws, Edit, Shape, carry_out
from benchmarks.attacks.hard import HARD, WINDOW
from benchmarks.attacks.single import SINGLE, Attack, speed
from benchmarks.fillers import filler_index
from manju.media import ffmpeg
from manju.media.fingerprint import Fingerprint, Index, ask, extract
from manju.media.fingerprint.extracting import PER_S
from manju.media.fingerprint.suspects import LONGER_SIDE
from manju.media.footage import watch
from manju.media.probe import probe
from manju.media.traces import Match

LENGTH_S: Final = 10.0
SUFFIXES: Final = {".mp4", ".webm", ".avi", ".mkv", ".mov", ".gif"}


@dataclass(frozen=True)
class Film:
    number: int
    path: Path
    shape: Shape
    duration_s: float


@dataclass(frozen=True)
class Stretch:
    """What a clip shows from `begin_s` to `end_s`: a film from `start_s` on."""

    film: int
    begin_s: float
    end_s: float
    start_s: float
    speed: float = 1.0
    mirrored: bool = False

    def at(self, suspect_s: float) -> float:
        return self.start_s + (suspect_s - self.begin_s) * self.speed


@dataclass(frozen=True)
class Clip:
    path: Path
    told: str
    shown: tuple[Stretch, ...]


@dataclass
class Tally:
    """Trials of one class at one length."""

    tried: int = 0
    found: int = 0
    turned: int = 0  # found with mirrored reported wrongly
    false: int = 0
    offsets_s: list[float] | None = None

    def add(self, other: Tally) -> None:
        self.tried, self.found = self.tried + other.tried, self.found + other.found
        self.turned, self.false = self.turned + other.turned, self.false + other.false
        self.offsets_s = [*(self.offsets_s or []), *(other.offsets_s or [])]

    def line(self, name: str) -> str:
        low, high = interval(self.found, self.tried)
        offsets = np.array(self.offsets_s or [np.nan])
        median, p95 = np.quantile(offsets, [0.5, 0.95])
        return (f"{name:34s} {self.found:4d}/{self.tried:<4d} {100 * self.found / max(1, self.tried):5.1f} % "
                f"[{100 * low:5.1f}, {100 * high:5.1f}]   {median:5.2f} s {p95:6.2f} s   "
                f"{self.turned:3d} {self.false:3d}")  # fmt: skip


def interval(found: int, tried: int) -> tuple[float, float]:
    """Clopper-Pearson, 95 %."""
    low = 0.0 if found == 0 else float(beta.ppf(0.025, found, tried - found + 1))
    high = 1.0 if found == tried else float(beta.ppf(0.975, found + 1, tried - found))
    return low, high


def single(attack: Attack, films: Sequence[Film], draws: Draws, out: Path) -> Clip:
    """One attack on one film; canvases of 1280 x 720 are made half as large, as clips are looked at smaller yet."""
    film = films[int(draws.integers(len(films)))]
    edit = attack(draws, film.shape)
    length_s = min(LENGTH_S * edit.speed, film.duration_s - 0.2)
    start_s = float(draws.uniform(0, film.duration_s - 0.1 - length_s))
    if not out.with_suffix(edit.codec.suffix).exists():
        half = replace(
            edit, picture=re.sub(r"(?<!\d)(1280|720)(?!\d)", lambda side: str(int(side[0]) // 2), edit.picture)
        )
        carry_out(half, film.path, out, start_s=start_s, length_s=length_s)
    shown = Stretch(film.number, 0.0, length_s / edit.speed, start_s, edit.speed, edit.mirrored)
    return Clip(out.with_suffix(edit.codec.suffix), f"{film.path.stem} at {start_s:.1f}: {edit.told}", (shown,))


def spliced(films: Sequence[Film], draws: Draws, out: Path, *, pieces: int, masters: int) -> Clip:
    """Pieces of as many films one after the other; of one film: in another order, with gaps."""
    chosen = [films[i] for i in draws.permutation(len(films))[:masters]]
    length_s = max(LENGTH_S / pieces, 4.0 if masters > 1 else 0.0)
    parts = []
    for n in range(pieces):
        film = chosen[n % masters]
        if masters == 1:  # one piece of each third, in a drawn order
            room = (film.duration_s - 0.2) / pieces
            parts.append((film, n * room + float(draws.uniform(0, max(0.0, room - length_s)))))
        else:
            parts.append((film, float(draws.uniform(0, film.duration_s - length_s - 0.2))))
    parts = [parts[i] for i in draws.permutation(pieces)]
    if not out.with_suffix(".mp4").exists():
        inputs, graph = [], ""
        for n, (film, start_s) in enumerate(parts):
            inputs += ["-ss", f"{start_s:.3f}", "-t", f"{length_s:.3f}", *ffmpeg.safe_input(film.path)]
            graph += (f"[{n}:v:0]fps=25,scale=640:360:force_original_aspect_ratio=decrease,"
                      f"pad=640:360:(ow-iw)/2:(oh-ih)/2,setsar=1,format=yuv420p[p{n}];")  # fmt: skip
        graph += "".join(f"[p{n}]" for n in range(pieces)) + f"concat=n={pieces}[out]"
        ffmpeg.run([*inputs, "-filter_complex", graph, "-map", "[out]", "-an", "-c:v", "libx264", "-preset", "veryfast",
                    "-crf", "26", str(out.with_suffix(".mp4"))])  # fmt: skip
    shown = tuple(Stretch(film.number, n * length_s, (n + 1) * length_s, start_s)
                  for n, (film, start_s) in enumerate(parts))  # fmt: skip
    return Clip(out.with_suffix(".mp4"), " | ".join(f"{f.path.stem} at {s:.1f}" for f, s in parts), shown)


def in_another(films: Sequence[Film], draws: Draws, out: Path) -> Clip:
    """A film in a window of 25 to 50 % of the width of another one: only the one in the window is asked for."""
    film, ground = (films[i] for i in draws.permutation(len(films))[:2])
    share = float(draws.uniform(0.25, 0.5))
    left, top = (float(v) for v in draws.uniform(0.03, 0.97, 2))
    starts = [float(draws.uniform(0, f.duration_s - LENGTH_S - 0.2)) for f in (film, ground)]
    if not out.with_suffix(".mp4").exists():
        width = min(640 * share, 0.94 * 360 * film.shape.width / film.shape.height)
        size = f"{round(width / 2) * 2}:-2"
        graph = (f"[0:v:0]fps=25,scale={size},setsar=1[w];"
                 f"[1:v:0]fps=25,scale=640:360:force_original_aspect_ratio=increase,crop=640:360,setsar=1[g];"
                 f"[g][w]overlay=(W-w)*{left:.3f}:(H-h)*{top:.3f}:shortest=1,"
                 "format=yuv420p[out]")  # fmt: skip
        inputs = [a for f, s in zip((film, ground), starts, strict=True)
                  for a in ("-ss", f"{s:.3f}", "-t", f"{LENGTH_S}", *ffmpeg.safe_input(f.path))]  # fmt: skip
        ffmpeg.run([*inputs, "-filter_complex", graph, "-map", "[out]", "-an", "-c:v", "libx264", "-preset", "veryfast",
                    "-crf", "25", str(out.with_suffix(".mp4"))])  # fmt: skip
    shown = Stretch(film.number, 0.0, LENGTH_S, starts[0]), Stretch(ground.number, 0.0, LENGTH_S, starts[1])
    return Clip(out.with_suffix(".mp4"), f"{film.path.stem} {share:.2f} in {ground.path.stem}", shown)


def faster(draws: Draws, shape: Shape) -> Edit:
    """The ends of the range: 0.8 and 1.3."""
    factor = float(draws.choice([0.8, 1.3]))
    return Edit(f"speed {factor}", f"setpts=PTS/{factor},fps={shape.fps:.5f}", f"atempo={factor}", speed=factor,
                codec=speed(draws, shape).codec)  # fmt: skip


CLASSES: Final[dict[str, Attack]] = {**SINGLE, "speed 0.8 / 1.3": faster, **WINDOW, **HARD}
SEVERAL: Final = ("window in another film", "reordered", "three masters")


def made(name: str, films: Sequence[Film], draws: Draws, out: Path) -> Clip:
    if name in CLASSES:
        return single(CLASSES[name], films, draws, out)
    if name == "window in another film":
        return in_another(films, draws, out)
    return spliced(films, draws, out, pieces=3, masters=1 if name == "reordered" else 3)


def judged(clip: Clip, matches: list[Match], sharing: list[frozenset[int]], begin_s: float, end_s: float) -> Tally:
    """One trial: the first film shown (all of them in a splice) between these seconds is asked for."""
    asked = [s for s in clip.shown if min(s.end_s, end_s) - max(s.begin_s, begin_s) > 3.0]
    if len(clip.shown) == 2:
        asked = asked[:1]
    shown = frozenset().union(*(sharing[s.film] for s in clip.shown))
    tally = Tally(false=sum(m.master_id not in shown for m in matches), offsets_s=[])
    for stretch in asked:
        tally.tried += 1
        segments = [s for m in matches if m.master_id == stretch.film for s in m.segments]
        over = [min(s.suspect_end_s, stretch.end_s, end_s) - max(s.suspect_start_s, stretch.begin_s) for s in segments]
        if not over or max(over) <= 0:
            continue
        segment = segments[int(np.argmax(over))]
        tally.found += 1
        tally.turned += segment.mirrored != stretch.mirrored
        middle = (max(segment.suspect_start_s, stretch.begin_s) + min(segment.suspect_end_s, stretch.end_s)) / 2
        tally.offsets_s = [*(tally.offsets_s or []), abs(segment.master_time(middle) - stretch.at(middle))]
    return tally


def films_in(paths: Sequence[Path]) -> Iterator[Path]:
    for path in paths:
        inside = sorted(path.rglob("*")) if path.is_dir() else [path]
        yield from (p for p in inside if p.suffix in SUFFIXES)


def mastered(
    paths: Sequence[Path], fillers: int, scratch: Path, named: str
) -> tuple[Index, list[Film], list[frozenset[int]]]:
    """The index, its films, and for each the films that share pictures with it (sister episodes do)."""
    films: list[Film] = []
    for path in paths:
        facts = probe(path)
        films.append(Film(len(films), path, Shape(facts.width, facts.height, facts.fps), facts.duration_s))
    sharing = [{film.number} for film in films]
    kept = scratch / f"masters-{named}"
    kept.mkdir(exist_ok=True)
    index = filler_index(fillers, paths, scratch) if fillers else Index()
    alone = Index()
    for film in films:
        at = kept / f"{film.number}.fingerprint"
        if not at.exists():
            at.write_bytes(extract(film.path).to_bytes())
            seen = watch(film.path, size=LONGER_SIDE, length_s=60.0, most_per_s=PER_S)
            shared = [m.master_id for m in alone.match(ask(seen.times_s, seen.frames))]
            at.with_suffix(".shares").write_text(json.dumps(shared))
        for other in json.loads(at.with_suffix(".shares").read_text()):
            print(f"  {film.path.name} shares pictures with {films[other].path.name}")
            sharing[film.number].add(other)
            sharing[other].add(film.number)
        for some in (index, alone):
            some.add(film.number, Fingerprint.from_bytes(at.read_bytes()))
    return index, films, [frozenset(s) for s in sharing]


def asked(clip: Clip, index: Index) -> tuple[list[tuple[float, float, list[Match]]], float]:
    """Matches of the whole clip and of its halves, and what the whole took."""
    demuxer = probe(clip.path).demuxer
    begun = time.monotonic()
    seen = watch(clip.path, size=LONGER_SIDE, length_s=60.0, most_per_s=PER_S, demuxer=demuxer)
    found = [(0.0, float(seen.times_s[-1]) + 0.25, index.match(ask(seen.times_s, seen.frames)))]
    took = time.monotonic() - begun
    for begin_s in (0.0, 5.0) if len(clip.shown) < 3 else ():
        part: npt.NDArray[np.bool_] = (seen.times_s >= begin_s) & (seen.times_s < begin_s + 5.0)
        if part.sum() > 8:
            found.append((begin_s, begin_s + 5.0, index.match(ask(seen.times_s[part], seen.frames[part]))))
    return found, took


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("films", nargs="+", type=Path)
    parser.add_argument("--scratch", type=Path, required=True, help="clips are kept here and used again")
    parser.add_argument("--trials", type=int, default=12, help="of each class")
    parser.add_argument("--first", type=int, default=0, help="number of the first trial")
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--only", nargs="+", default=[*CLASSES, *SEVERAL])
    parser.add_argument("--fillers", type=int, default=0, help="made-up masters beside the real ones")
    parser.add_argument("--log", type=Path, help="every match of every trial, tab separated")
    parser.add_argument("--every-miss", action="store_true")
    options = parser.parse_args()
    options.scratch.mkdir(parents=True, exist_ok=True)
    print(f"{datetime.now(UTC):%Y-%m-%d}, {os.cpu_count()} cores")
    paths = [p for p in films_in(options.films) if probe(p).duration_s >= LENGTH_S * 1.35]
    named = hashlib.sha256("|".join(p.name for p in paths).encode()).hexdigest()[:6]
    index, films, sharing = mastered(paths, options.fillers, options.scratch, named)
    print(f"{len(films)} films drawn from, {len(index)} masters in the index, seed {options.seed}")
    print(f"{'':34s} found            95 % interval    median     p95   mirrored wrong, false")
    sums = {"10 s": Tally(), "5 s": Tally()}
    seconds = []
    log: list[tuple[object, ...]] = []
    for name in options.only:
        tallies = {"10 s": Tally(), "5 s": Tally()}
        for n in range(options.first, options.first + options.trials):
            draws = np.random.default_rng([options.seed, [*CLASSES, *SEVERAL].index(name), n])
            called = re.sub(r"[/.]", "_", name)
            clip = made(name, films, draws, options.scratch / f"{named}-{options.seed}-{called}-{n}")
            found, took = asked(clip, index)
            seconds.append(took)
            for k, (begin_s, end_s, matches) in enumerate(found):
                tally = judged(clip, matches, sharing, begin_s, end_s)
                tallies["5 s" if k else "10 s"].add(tally)
                if options.log:
                    for m in matches or [None]:
                        log.append((name, n, k, clip.told, *((m.master_id, m.score, m.log10_false_match, m.segments[0])
                                                            if m else ("", "", "", "")),
                                    [s.film for s in clip.shown], tally.offsets_s))  # fmt: skip
                wrong = tally.found < tally.tried or tally.false or tally.turned or max(tally.offsets_s or [0]) > 0.5
                if options.every_miss and wrong:
                    told = "false" if tally.false else "missed" if tally.found < tally.tried else "off"
                    off = max(tally.offsets_s or [0])
                    print(f"    {told} {begin_s:.0f}-{end_s:.0f} s #{n} {off:.2f}: {clip.told}", flush=True)
        for length, tally in tallies.items():
            if tally.tried:
                print(tally.line(f"{name}, {length}"), flush=True)
                sums[length].add(tally)
    if options.log:
        options.log.write_text("".join("\t".join(map(str, row)) + "\n" for row in log))
    for length, tally in sums.items():
        print(tally.line(f"all, {length}"))
    print(f"looking and asking, 10 s: median {np.median(seconds):.2f} s, most {max(seconds):.2f} s")
    return 0


if __name__ == "__main__":
    sys.exit(main())
