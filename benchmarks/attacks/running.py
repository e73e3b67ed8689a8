"""Carrying out a plan in several processes: copies made first, outcomes written down as they come, taken up again."""

from __future__ import annotations

import json
import multiprocessing
import time
from collections.abc import Sequence
from functools import partial
from pathlib import Path
from typing import Any

from benchmarks.attacks.copies import Shelved
from benchmarks.attacks.plan import COLLUDERS, COPIES, Trial
from benchmarks.attacks.trials import outcome_of
from manju.media.fingerprint import Index

__all__ = ["run"]

_here: tuple[dict[str, Shelved], Index] | None = None  # what a worker process keeps between trials


def run(
    trials: Sequence[Trial],
    shelf: dict[str, Shelved],
    scratch: Path,
    *,
    seed: int,
    processes: int,
    informed: bool,
    minutes: float | None = None,
) -> list[dict[str, Any]]:
    """Outcomes of all trials: those already written down, and the others as they come."""
    log = scratch / f"outcomes-{seed}.jsonl"
    done: dict[str, dict[str, Any]] = {}
    if log.exists():
        rows = [json.loads(line) for line in log.read_text().splitlines() if line.endswith("}")]
        done = {_key(row): row for row in rows}
    left = [t for t in trials if _key(t.as_dict()) not in done]
    began = time.monotonic()
    _make(left, shelf)
    begin = partial(_begin, shelf)
    context = multiprocessing.get_context("spawn")
    with context.Pool(processes, begin) as pool, log.open("a") as file:
        work = partial(_one, folder=scratch, informed=informed)
        for n, outcome in enumerate(pool.imap_unordered(work, left), start=1):
            done[_key(outcome)] = outcome
            file.write(json.dumps(outcome) + "\n")
            file.flush()
            _say(n, len(left), outcome)
            if minutes is not None and time.monotonic() > began + 60 * minutes:
                print(f"stopped after {minutes:.0f} minutes; the same seed and scratch folder go on from here")
                break
    wanted = {_key(t.as_dict()) for t in trials}
    return [o for key, o in done.items() if key in wanted]


def _make(trials: Sequence[Trial], shelf: dict[str, Shelved]) -> None:
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
    try:
        outcome = outcome_of(trial, shelf, index, suspects, informed=informed)
    except Exception as error:  # a trial that falls over is a finding, and no reason to lose the others
        outcome = {**trial.as_dict(), "told": "", "suspect": "", "error": f"{type(error).__name__}: {error}"}
        return outcome
    if not _failed(outcome):
        Path(outcome["suspect"]).unlink(missing_ok=True)  # those that failed are kept to be looked into
    return outcome


def _failed(outcome: dict[str, Any]) -> bool:
    if not outcome["copies"] or outcome["foreign_key"]:
        return bool(outcome.get("false_names"))
    return not outcome.get("named") or bool(outcome.get("false_names"))


def _say(n: int, of: int, outcome: dict[str, Any]) -> None:
    mark = "FAILED" if _failed(outcome) else "ok"
    print(
        f"{n}/{of} {mark} {outcome['klass']} | {outcome['attack']} | {outcome['master']} | {outcome['told']} | "
        f"z {outcome.get('z')} informed {outcome.get('informed_z')} bound {outcome.get('bound_z')} "
        f"matched {outcome.get('matched')} offset {outcome.get('offset_s')} "
        f"{outcome.get('trace_s')} s {outcome.get('error', '')}",
        flush=True,
    )


def _key(row: dict[str, Any]) -> str:
    fields = "klass", "attack", "master", "copies", "length_s", "start_s", "seed"
    return json.dumps([list(row[f]) if f == "copies" else row[f] for f in fields])
