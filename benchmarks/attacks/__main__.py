"""Run the attacks: make what is missing, trace every suspect in two processes, print the table.

Outcomes go to a JSONL file in the scratch folder as they come: a run that was stopped goes on where it ended.
"""

from __future__ import annotations

import argparse
import json
import os
import sys
import tempfile
import time
from collections.abc import Sequence
from datetime import UTC, datetime
from pathlib import Path
from typing import Final

from benchmarks.attacks.copies import Shelved, shelve
from benchmarks.attacks.masters import DRAWN, REAL, all_masters, small
from benchmarks.attacks.plan import CLASSES, plan, quick
from benchmarks.attacks.running import run
from benchmarks.attacks.table import passed, printed, summary

PROCESSES: Final = 2


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
        outcomes = run(
            trials, shelf, scratch, seed=seed, processes=options.processes, informed=options.informed,
            minutes=options.minutes,
        )  # fmt: skip
    print(printed(outcomes))
    if options.json:
        options.json.write_text(json.dumps({"seed": seed, **summary(outcomes), "outcomes": outcomes}, indent=1))
    return 0 if passed(outcomes) else 1


def _options(arguments: Sequence[str] | None) -> argparse.Namespace:
    parser = argparse.ArgumentParser(prog="benchmarks.attacks", description=__doc__)
    parser.add_argument("--quick", action="store_true", help="four suspects of one small drawn film")
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
    parser.add_argument("--minutes", type=float, help="stop after so long and print what there is")
    parser.add_argument("--processes", type=int, default=PROCESSES)
    parser.add_argument("--json", type=Path, help="write all outcomes here")
    return parser.parse_args(arguments)


def _shelf(scratch: Path, options: argparse.Namespace) -> dict[str, Shelved]:
    masters = [small(scratch)] if options.quick else all_masters(scratch, options.testdata, only=options.master or ())
    return {m.name: shelve(m, number, scratch) for number, m in enumerate(masters, start=1)}


if __name__ == "__main__":
    sys.exit(main())
