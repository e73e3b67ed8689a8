"""The same suspects shown to public tools: who finds the film, and whose mark is still read.

    pip install --target DIR --no-deps -r benchmarks/attacks/requirements.txt
    PYTHONPATH=src:DIR python -m benchmarks.attacks.peers --scratch FOLDER --testdata DATA [--rounds 1] [--seed S]

Films: vPDQ (PDQ hashes once a second, its published thresholds), FFmpeg's MPEG-7 `signature`, Chromaprint (of FFmpeg).
Marks: dwtDct of invisible-watermark and blind-watermark, 32 bits in stills at two a second, by majority, the place of
the picture given back to them as it was. Ours beside them in the same run. None of them is a dependency of Manju.
"""

from __future__ import annotations

import argparse
import importlib.util
import sys
import tempfile
import time
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Final

import numpy as np

from benchmarks.attacks.copies import Shelved, shelve
from benchmarks.attacks.masters import all_masters
from benchmarks.attacks.plan import plan
from benchmarks.attacks.table import Rate
from benchmarks.attacks.trials import make_suspect
from manju.media import ffmpeg
from manju.media.fingerprint import Index, look
from manju.media.probe import probe

# published with vPDQ: distance, quality, and the share of the query's frames that must find one like them
DISTANCE, QUALITY, FRAMES_ALIKE = 31, 50, 0.8
BIT_ERRORS: Final = 0.35  # Haitsma and Kalker 2002, for sounds of a few seconds
LEAST_ITEMS: Final = 24  # of Chromaprint: three seconds
FINDING: Final = ("single, 10 s", "hard, 10 s", "window, 10 s")


@dataclass(frozen=True)
class Finder:
    """A tool that finds films: what it keeps of a file, and whether two such things show the same film."""

    name: str
    keep: Callable[[Path], Any]  # Any: each tool keeps its own kind of thing
    alike: Callable[[Any, Any], bool]


def pdq_finder() -> Finder | None:
    if importlib.util.find_spec("pdqhash") is None:
        return None
    import pdqhash

    def keep(film: Path) -> list[np.ndarray]:
        hashed = (pdqhash.compute(picture) for picture in stills(film, per_s=1))
        return [bits for bits, quality in hashed if quality >= QUALITY]

    def alike(query: list[np.ndarray], kept: list[np.ndarray]) -> bool:
        if not query or not kept:
            return False
        near = [min(int((q != k).sum()) for k in kept) <= DISTANCE for q in query]
        return float(np.mean(near)) >= FRAMES_ALIKE

    return Finder("vPDQ", keep, alike)


def signature_finder() -> Finder:
    def alike(suspect: Path, film: Path) -> bool:
        graph = "[0:v:0][1:v:0]signature=nb_inputs=2:detectmode=full"
        inputs = [*ffmpeg.safe_input(suspect), *ffmpeg.safe_input(film)]
        return "frames matching" in ffmpeg.run([*inputs, "-filter_complex", graph, "-an", "-f", "null", "-"])

    return Finder("FFmpeg signature", lambda film: film, alike)


def sound_finder() -> Finder:
    def keep(film: Path) -> np.ndarray:
        if not probe(film).has_audio:
            return np.empty(0, np.uint32)
        sound = ["-map", "0:a:0", "-ac", "2", "-ar", "44100"]  # it takes no more channels
        raw, _ = ffmpeg.read([*ffmpeg.safe_input(film), *sound, "-f", "chromaprint", "-fp_format", "raw", "pipe:1"])
        return np.frombuffer(raw[: len(raw) // 4 * 4], np.uint32)

    def alike(query: np.ndarray, kept: np.ndarray) -> bool:
        if len(query) < LEAST_ITEMS or len(kept) < len(query):
            return False
        errors = [
            float(np.bitwise_count(query ^ kept[at : at + len(query)]).mean()) / 32
            for at in range(len(kept) - len(query) + 1)
        ]
        return min(errors) <= BIT_ERRORS

    return Finder("Chromaprint", keep, alike)


def our_finder(shelf: dict[str, Shelved]) -> Finder:
    index = Index()
    for shelved in shelf.values():
        index.add(shelved.number, shelved.known.registration.fingerprint)
    numbers = {s.master.path: s.number for s in shelf.values()}

    def keep(film: Path) -> Any:
        return numbers[film] if film in numbers else {m.master_id for m in index.match(look(film))}

    return Finder("Manju", keep, lambda found, number: number in found)


def stills(film: Path, *, per_s: int, size: tuple[int, int] | None = None) -> Iterable[np.ndarray]:
    """Frames as uint8 [height, width, 3] RGB, decoded by FFmpeg at so many a second."""
    facts = probe(film)
    width, height = size or (facts.width, facts.height)
    chain = f"fps={per_s},scale={width}:{height},format=rgb24"
    raw, _ = ffmpeg.read([*ffmpeg.safe_input(film), "-map", "0:v:0", "-vf", chain, "-f", "rawvideo", "pipe:1"])
    return np.frombuffer(raw, np.uint8).reshape(-1, height, width, 3)


def main() -> int:
    options = _options()
    finders = [f for f in (pdq_finder(), signature_finder(), sound_finder()) if f is not None]
    if len(finders) < 3:
        print("pdqhash is not installed: see the first lines of benchmarks/attacks/peers.py", file=sys.stderr)
    masters = all_masters(options.scratch, options.testdata, only=options.master or ())
    shelf = {m.name: shelve(m, n, options.scratch) for n, m in enumerate(masters, start=1) if not m.outside}
    finders.insert(0, our_finder(shelf))
    trials = plan(
        shelf, seed=options.seed, rounds=options.rounds, only=options.only or FINDING, attacks=options.attack or ()
    )
    print(f"seed {options.seed}: {len(trials)} suspects, {len(shelf)} films; found, false, seconds each")
    kept = {(f.name, name): f.keep(s.master.path) for f in finders for name, s in shelf.items()}
    hits: dict[tuple[str, str], list[tuple[bool, int, float]]] = {}
    with tempfile.TemporaryDirectory(prefix="manju-peers-") as folder:
        for trial in trials:
            suspect, edit = make_suspect(trial, shelf, Path(folder))
            for finder in finders:
                began = time.monotonic()
                query = finder.keep(suspect)
                found = {name for name in shelf if finder.alike(query, kept[finder.name, name])}
                took = time.monotonic() - began
                row = (trial.master in found, len(found - {trial.master}), took)
                hits.setdefault((finder.name, trial.klass), []).append(row)
            suspect.unlink()
            told = {f.name: hits[f.name, trial.klass][-1][0] for f in finders}
            print(f"{trial.klass} | {trial.attack} | {trial.master} | {edit.told} | {told}", flush=True)
    print("| tool | class | found | false | s each |\n|---|---|---|---|---|")
    for (tool, klass), rows in sorted(hits.items()):
        rate = Rate(sum(hit for hit, _, _ in rows), len(rows))
        print(f"| {tool} | {klass} | {rate} | {sum(n for _, n, _ in rows)} | {np.median([s for *_, s in rows]):.1f} |")
    return 0


def _options() -> argparse.Namespace:
    parser = argparse.ArgumentParser(prog="benchmarks.attacks.peers", description=__doc__)
    parser.add_argument("--scratch", type=Path, required=True)
    parser.add_argument("--testdata", type=Path)
    parser.add_argument("--rounds", type=int, default=1)
    parser.add_argument("--seed", type=int, default=int(time.time()))
    parser.add_argument("--master", action="append")
    parser.add_argument("--attack", action="append")
    parser.add_argument("--only", action="append")
    return parser.parse_args()


if __name__ == "__main__":
    sys.exit(main())
