"""Run the attacks: make what is missing, trace every suspect in two processes, print the table.

Outcomes go to a JSONL file in the scratch folder as they come: a run that was stopped goes on where it ended.
"""

from __future__ import annotations

import argparse
import json
import multiprocessing
import os
import sys
import tempfile
import time
from collections.abc import Sequence
from datetime import UTC, datetime
from functools import partial
from pathlib import Path
from typing import Any, Final

from benchmarks.attacks.copies import Shelved, shelve
from benchmarks.attacks.masters import DRAWN, REAL, all_masters, small
from benchmarks.attacks.plan import CLASSES, COLLUDERS, COPIES, Trial, plan, quick
from benchmarks.attacks.table import passed, printed, summary
from benchmarks.attacks.trials import outcome_of
from manju.media.fingerprint import Index

PROCESSES: Final = 2

_here: tuple[dict[str, Shelved], Index] | None = None  # what a worker process keeps between trials


def main(arguments: Sequence[str] | None = None) -> int:
    options = _options(arguments)
    seed = options.seed if options.seed is not None else int(time.time())
    with tempfile.TemporaryDirectory(prefix="manju-attacks-") as own:
        scratch = options.scratch or Path(own)
        scratch.mkdir(parents=True, exist_ok=True)
        print(f"{datetime.now(UTC):%Y-%m-%d}, {os.cpu_count()} cores, seed {seed}", flush=True)
        shelf = _shelf(scratch, options)
        only, attacks = options.only or (), options.attack or ()
        trials = (
            quick(shelf, seed=seed)
            if options.quick
            else plan(shelf, seed=seed, rounds=options.rounds, only=only, attacks=attacks)
        )
        outcomes = _run(trials, shelf, scratch, seed, options)
    print(printed(outcomes))
    if options.json:
        options.json.write_text(json.dumps({"seed": seed, **summary(outcomes), "outcomes": outcomes}, indent=1))
    return 0 if passed(outcomes) else 1


def _options(arguments: Sequence[str] | None) -> argparse.Namespace:
    parser = argparse.ArgumentParser(prog="benchmarks.attacks", description=__doc__)
    parser.add_argument("--quick", action="store_true", help="five suspects of one small drawn film")
    parser.add_argument(
        "--full", dest="rounds", action="store_const", const=12, default=1, help="rounds: over 300 single ones"
    )
    parser.add_argument("--rounds", type=int, default=1, help="how often every attack is drawn")
    parser.add_argument("--seed", type=int, help="of everything that is drawn (default: the clock)")
    parser.add_argument("--only", action="append", choices=CLASSES, help="a class; may be repeated")
    parser.add_argument("--attack", action="append", help="an attack by its name in the table; may be repeated")
    parser.add_argument("--master", action="append", choices=[*DRAWN, *REAL], help="a film; may be repeated")
    parser.add_argument("--scratch", type=Path, help="folder for masters, copies and outcomes, kept (default: none)")
    parser.add_argument("--testdata", type=Path, help="folder of real material; without it only drawn films")
    parser.add_argument("--informed", action="store_true", help="also read with the true times, without fingerprint")
    parser.add_argument("--processes", type=int, default=PROCESSES)
    parser.add_argument("--json", type=Path, help="write all outcomes here")
    return parser.parse_args(arguments)


def _shelf(scratch: Path, options: argparse.Namespace) -> dict[str, Shelved]:
    masters = [small(scratch)] if options.quick else all_masters(scratch, options.testdata, only=options.master or ())
    return {m.name: shelve(m, number, scratch) for number, m in enumerate(masters, start=1)}


def _run(
    trials: list[Trial], shelf: dict[str, Shelved], scratch: Path, seed: int, options: argparse.Namespace
) -> list[dict[str, Any]]:
    """Outcomes of all trials: those already written down, and the others as they come."""
    log = scratch / f"outcomes-{seed}.jsonl"
    done: dict[str, dict[str, Any]] = {}
    if log.exists():
        rows = [json.loads(line) for line in log.read_text().splitlines() if line.endswith("}")]
        done = {_key(row): row for row in rows}
    left = [t for t in trials if _key(t.as_dict()) not in done]
    _make(left, shelf)
    begin = partial(_begin, shelf)
    context = multiprocessing.get_context("spawn")
    with context.Pool(options.processes, begin) as pool, log.open("a") as file:
        work = partial(_one, folder=scratch, informed=options.informed)
        for n, outcome in enumerate(pool.imap_unordered(work, left), start=1):
            done[_key(outcome)] = outcome
            file.write(json.dumps(outcome) + "\n")
            file.flush()
            _say(n, len(left), outcome)
    wanted = {_key(t.as_dict()) for t in trials}
    return [o for key, o in done.items() if key in wanted]


def _make(trials: list[Trial], shelf: dict[str, Shelved]) -> None:
    """Mark all copies before two processes ask for the same one."""
    for name in dict.fromkeys(t.master for t in trials if t.copies):
        most = max(len(t.copies) for t in trials if t.master == name)
        shelf[name].marked(0, upto=COPIES if most <= COPIES else COLLUDERS)
        print(
            f"copies of {name}: Y-PSNR of the mark in dB, least mean and worst frame: {shelf[name].quality_db()}",
            flush=True,
        )


def _begin(shelf: dict[str, Shelved]) -> None:
    global _here  # noqa: PLW0603  # one per worker process, set once
    index = Index()
    for shelved in shelf.values():
        if not shelved.master.outside:
            index.add(shelved.number, shelved.known.registration.fingerprint)
    _here = shelf, index


def _one(trial: Trial, *, folder: Path, informed: bool) -> dict[str, Any]:
    assert _here is not None
    shelf, index = _here
    suspects = folder / "suspects"
    suspects.mkdir(exist_ok=True)
    outcome = outcome_of(trial, shelf, index, suspects, informed=informed)
    if not _failed(outcome):
        Path(outcome["suspect"]).unlink(missing_ok=True)  # those that failed are kept to be looked into
    return outcome


def _failed(outcome: dict[str, Any]) -> bool:
    if outcome["klass"] in ("unmarked", "other film", "wrong key"):
        return bool(outcome.get("false_names"))
    return not outcome.get("named") or bool(outcome.get("false_names"))


def _say(n: int, of: int, outcome: dict[str, Any]) -> None:
    mark = "FAILED" if _failed(outcome) else "ok"
    print(
        f"{n}/{of} {mark} {outcome['klass']} | {outcome['attack']} | {outcome['master']} | {outcome['told']} | "
        f"z {outcome.get('z')} informed {outcome.get('informed_z')} bound {outcome.get('bound_z')} "
        f"matched {outcome.get('matched')} offset {outcome.get('offset_s')} "
        f"{outcome.get('seconds')} s {outcome.get('error', '')}",
        flush=True,
    )


def _key(row: dict[str, Any]) -> str:
    fields = "klass", "attack", "master", "copies", "seconds", "start_s", "seed"
    return json.dumps([list(row[f]) if f == "copies" else row[f] for f in fields])


if __name__ == "__main__":
    sys.exit(main())
