"""Whose copy, without master and without registry: the blind layer after random attacks on 15 s extracts.

    python benchmarks/blind.py [--rounds 4] [--seed N] [--master NAME]... [--scratch DIR] [--testdata DIR] [--json OUT]

Masters, copies and attacks are those of `benchmarks/attacks`. Every attack is drawn `rounds` times, each on a master,
a copy and a stretch that are drawn. Counted apart: words found with the studio's secret alone (bound 1e-9 over all
2^48 words), and with the words of 10,000 issued copies at hand. The unmarked twin of every third suspect, through the
same attack, must bear no word. Recall stands with its 95 % interval (Clopper and Pearson 1934).
"""

from __future__ import annotations

import argparse
import json
import os
import sys
import tempfile
import time
from collections.abc import Mapping
from concurrent.futures import ProcessPoolExecutor
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import Any, Final

import numpy as np

sys.path.insert(0, str(Path(__file__).resolve().parents[1]))  # the attacks are a package beside this script

from benchmarks.attacks.copies import Shelved, shelve
from benchmarks.attacks.edits import carry_out
from benchmarks.attacks.hard import COMBOS
from benchmarks.attacks.masters import all_masters
from benchmarks.attacks.single import SINGLE
from benchmarks.attacks.table import Rate
from manju.media.probe import probe
from manju.media.tracing import film_of
from manju.media.watermark.blind import blind_word
from manju.media.watermark.blind_reading import BlindReading, read_blind

LENGTH_S: Final = 15.0
MADE: Final = 2  # copies really made of every master
ATTACKS: Final = {**SINGLE, **COMBOS}
PLAIN: Final = (
    "crf <= 32", "480p", "HEVC", "VP9", "AV1", "colour", "vintage", "grey", "blur", "denoise", "sharpen", "noise",
    "subtitles + logo", "speed 0.8-1.25", "12-60 fps", "interpolation", "frame drop",
)  # fmt: skip
GROUPS: Final[dict[str, tuple[tuple[str, ...], float]]] = {
    "crf <= 32, scale, colour, overlay": (PLAIN, 0.99),
    "crop and mirror": (("mirror", "crop, centred", "crop, off-centre", "9:16 crop"), 0.95),
    "rotation and combos": (("rotation 2-3°", *COMBOS), 0.9),
    "borders and padding": (("borders", "blur pad", "9:16 pad"), 0.0),
    "not promised": (("perspective", "drift zoom"), 0.0),
}
Outcome = dict[str, Any]  # a line of the JSON that --json writes


@dataclass(frozen=True, slots=True)
class Trial:
    """One suspect to make and read."""

    group: str
    attack: str
    master: str
    copy: int
    start_s: float
    seed: int
    twin: bool  # the unmarked master goes through the same attack


def main() -> int:
    options = _options()
    seed = options.seed if options.seed is not None else int(time.time())
    with tempfile.TemporaryDirectory(prefix="manju-blind-") as own:
        scratch = options.scratch or Path(own)
        scratch.mkdir(parents=True, exist_ok=True)
        print(f"{datetime.now(UTC):%Y-%m-%d}, {os.cpu_count()} cores, seed {seed}", flush=True)
        masters = [m for m in all_masters(scratch, options.testdata, only=options.master or ()) if not m.outside]
        shelf = {m.name: shelve(m, n, scratch) for n, m in enumerate(masters, start=1)}
        trials = _plan(shelf, seed, options.rounds, options.group)
        with ProcessPoolExecutor(options.processes, initializer=_begin, initargs=(shelf, scratch)) as pool:
            outcomes = []
            for outcome in pool.map(_outcome, trials):
                outcomes.append(outcome)
                print(json.dumps(outcome, ensure_ascii=False), file=sys.stderr, flush=True)
    print(_table(outcomes))
    if options.json:
        options.json.write_text(json.dumps({"seed": seed, "outcomes": outcomes}, indent=1))
    return 0 if _passed(outcomes) else 1


def _options() -> argparse.Namespace:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--rounds", type=int, default=4)
    parser.add_argument("--seed", type=int, help="of everything that is drawn (default: the clock)")
    parser.add_argument("--group", action="append", choices=GROUPS)
    parser.add_argument("--master", action="append", help="a film of the attacks by its name; may be repeated")
    parser.add_argument("--scratch", type=Path, help="folder for masters and copies, kept (default: none)")
    parser.add_argument("--testdata", type=Path, help="folder of real material; without it only drawn films")
    parser.add_argument("--processes", type=int, default=2)
    parser.add_argument("--json", type=Path, help="write all outcomes here")
    return parser.parse_args()


def _plan(shelf: Mapping[str, Shelved], seed: int, rounds: int, only: list[str] | None) -> list[Trial]:
    trials = []
    for nth in range(rounds):
        for g, (group, (attacks, _)) in enumerate(GROUPS.items()):
            for a, attack in enumerate(attacks):
                draws = np.random.default_rng([seed, nth, g, a])
                master = list(shelf.values())[int(draws.integers(len(shelf)))]
                start_s = float(draws.uniform(0, max(0.1, master.known.registration.duration_s - LENGTH_S - 0.2)))
                copy, drawn = int(draws.integers(MADE)), int(draws.integers(2**31))
                if not only or group in only:
                    trials.append(Trial(group, attack, master.master.name, copy, start_s, drawn, drawn % 3 == 0))
    for master in shelf.values():
        master.marked(0, upto=MADE)
    return trials


def _begin(shelf: Mapping[str, Shelved], scratch: Path) -> None:
    _WORK.update(shelf=shelf, scratch=scratch)


_WORK: dict[str, Any] = {}  # of this process, set by `_begin`


def _outcome(trial: Trial) -> Outcome:
    source: Shelved = _WORK["shelf"][trial.master]
    secret = source.known.secret
    edit = ATTACKS[trial.attack](np.random.default_rng(trial.seed), source.shape)
    words = np.array([blind_word(secret, int(c)) for c in source.copy_ids])
    truth = int(words[trial.copy])
    out: Outcome = {"group": trial.group, "attack": trial.attack, "master": trial.master, "told": edit.told}
    with tempfile.TemporaryDirectory(dir=_WORK["scratch"]) as folder:
        films = {"marked": source.marked(trial.copy, upto=MADE)}
        if trial.twin:
            films["unmarked"] = source.master.path
        for name, film in films.items():
            made = carry_out(edit, film, Path(folder) / name, start_s=trial.start_s, length_s=LENGTH_S)
            facts = film_of(made, probe(made))
            began = time.process_time()
            found = read_blind(facts, secret)
            out[f"{name}_cpu_s"] = round(time.process_time() - began, 1)
            listed = found or read_blind(facts, secret, issued=words)
            out[name] = _told(found, truth)
            out[f"{name}_listed"] = _told(listed, truth)
    return out


def _told(found: BlindReading | None, truth: int) -> Outcome:
    if found is None:
        return {"found": False, "right": False}
    return {"found": True, "right": found.word == truth, "z": round(found.z, 1), "pilot_z": round(found.pilot_z, 1),
            "log10_false_alarm": round(found.log10_false_alarm, 1)}  # fmt: skip


def _table(outcomes: list[Outcome]) -> str:
    lines = [
        "| group | attack | by the secret alone | with 10,000 issued words | least z found |",
        "|---|---|---|---|---|",
    ]
    for group in GROUPS:
        mine = [o for o in outcomes if o["group"] == group]
        if not mine:
            continue
        lines.append(_row(group, "**all**", mine))
        lines += [_row("", a, [o for o in mine if o["attack"] == a]) for a in sorted({o["attack"] for o in mine})]
    wrong = sum(o[k]["found"] and not o[k]["right"] for o in outcomes for k in ("marked", "marked_listed"))
    twins = [o for o in outcomes if "unmarked" in o]
    false = sum(o[k]["found"] for o in twins for k in ("unmarked", "unmarked_listed"))
    seconds = [o["marked_cpu_s"] for o in outcomes]
    lines += ["", f"wrong words: {wrong}; words in {len(twins)} unmarked films: {false} (both must be 0)",
              f"processor seconds to read 15 s: median {np.median(seconds):.1f}, most {max(seconds):.1f}"]  # fmt: skip
    return "\n".join(lines)


def _row(group: str, attack: str, outcomes: list[Outcome]) -> str:
    alone, listed = _rate(outcomes, "marked"), _rate(outcomes, "marked_listed")
    z = [o["marked"]["z"] for o in outcomes if o["marked"]["right"]]
    return f"| {group} | {attack} | {alone} | {listed} | {f'{min(z):.1f}' if z else '-'} |"


def _rate(outcomes: list[Outcome], key: str) -> Rate:
    return Rate(sum(o[key]["right"] for o in outcomes), len(outcomes))


def _passed(outcomes: list[Outcome]) -> bool:
    if any(o[k]["found"] for o in outcomes for k in ("unmarked", "unmarked_listed") if k in o):
        return False
    return all(
        _rate(mine, "marked").share >= target
        for group, (_, target) in GROUPS.items()
        if (mine := [o for o in outcomes if o["group"] == group])
    )


if __name__ == "__main__":
    sys.exit(main())
