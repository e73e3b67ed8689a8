"""One trial: make the suspect, trace it, and write down what was found beside what is true."""

from __future__ import annotations

import resource
import time
from collections.abc import Mapping
from dataclasses import replace
from pathlib import Path
from typing import Any, Final

import numpy as np

from benchmarks.attacks.copies import Shelved
from benchmarks.attacks.edits import Edit, carry_out, mixed
from benchmarks.attacks.hard import HARD, WINDOW, WORST
from benchmarks.attacks.plan import CLASSES, COLLUDERS, COPIES, Trial
from benchmarks.attacks.several import COLLUSION, SPLICE
from benchmarks.attacks.single import SINGLE, crf
from manju.media.errors import MediaError
from manju.media.fingerprint import Index
from manju.media.probe import probe
from manju.media.traces import Reading, Segment, Trace, bound_z
from manju.media.tracing import Known, film_of, trace
from manju.media.watermark.blind import blind_word
from manju.media.watermark.blind_reading import read_blind
from manju.media.watermark.embedding import MarkKey
from manju.media.watermark.reading import Film, Original, read

__all__ = ["make_suspect", "outcome_of"]

ATTACKS: Final = {**SINGLE, **HARD, **WINDOW, **WORST}
FOREIGN: Final = bytes(range(32))
Outcome = dict[str, Any]  # goes to a JSONL file as it is; the keys are those of `outcome_of`


def make_suspect(trial: Trial, shelf: Mapping[str, Shelved], folder: Path) -> tuple[Path, Edit]:
    """The suspect of a trial, and the edit that was drawn for it."""
    source = shelf[trial.master]
    draws = np.random.default_rng(trial.seed)
    out = folder / f"suspect-{trial.seed}.mp4"
    films = [source.marked(n, upto=COPIES if len(trial.copies) <= COPIES else COLLUDERS) for n in trial.copies] or [
        source.master.path
    ]
    mixer = {**COLLUSION, **SPLICE}.get(trial.attack)
    if mixer is None:
        edit = ATTACKS[trial.attack](draws, source.shape)
        return carry_out(edit, films[0], out, start_s=trial.start_s, length_s=trial.length_s), edit
    mix = mixer(draws, len(films), trial.length_s)
    edit = crf(draws, source.shape)
    edit = replace(edit, told=f"{mix.told}, {edit.told}")
    return mixed(edit, films, out, start_s=trial.start_s, length_s=trial.length_s, mix=mix.graph), edit


def outcome_of(trial: Trial, shelf: Mapping[str, Shelved], index: Index, folder: Path, *, informed: bool) -> Outcome:
    """Everything that the table needs of a trial.

    A copy that was not named is read once more without the fingerprint, to tell whose miss it is; with `informed`
    every copy is.
    """
    began = time.monotonic()
    suspect, edit = make_suspect(trial, shelf, folder)
    made_s = time.monotonic() - began
    source = shelf[trial.master]
    by_number = {s.number: s for s in shelf.values()}

    def known(master_id: int) -> Known | None:
        on_file = by_number[master_id].known
        return replace(on_file, secret=FOREIGN) if trial.foreign_key else on_file

    out: Outcome = {**trial.as_dict(), "told": edit.told, "suspect": str(suspect), "made_s": round(made_s, 1)}
    truth = [int(source.copy_ids[n]) for n in trial.copies]
    if CLASSES[trial.klass].blind:
        return out | _of_blind(suspect, source, truth)
    try:
        found = trace(suspect, index=index, known=known)
    except MediaError as error:
        return out | {"error": f"{error.code}: {error}"}
    out |= _of_trace(found, trial, source, edit, truth)
    if truth and not trial.foreign_key and (informed or not out["named"]):
        began = time.monotonic()
        reading = _informed(suspect, source, trial, edit)
        out |= {f"informed_{k}": v for k, v in _of_reading(reading, truth).items()}
        out["informed_s"] = round(time.monotonic() - began, 2)
    out["peak_mib"] = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss // 1024
    return out


def _of_trace(found: Trace, trial: Trial, source: Shelved, edit: Edit, truth: list[int]) -> Outcome:
    own = [m for m in found.matches if m.master_id == source.number]
    off = [
        abs(s.master_time(t) - (trial.start_s + t * edit.speed))
        for m in own
        for s in m.segments
        for t in ((s.suspect_start_s + s.suspect_end_s) / 2,)
    ]
    names = [(n.master_id, n.copy_id) for n in found.named]
    named_true = {c for m, c in names if m == source.number and c in truth and not trial.foreign_key}
    readings = [r for r in found.readings if r.master_id == source.number]
    z = _of_reading(readings[0], truth) if readings else {"z": None, "innocent_z": None, "pilot_z": None, "tries": 0}
    innocent = [float(_without(r, truth if r.master_id == source.number else []).max()) for r in found.readings]
    return {
        "matched": bool(own), "false_matches": len(found.matches) - len(own),
        "matched_with": [[m.master_id, round(m.score, 3), round(m.log10_false_match, 1)] for m in found.matches],
        "mirrored_right": any(s.mirrored == edit.mirrored for m in own for s in m.segments),
        "offset_s": round(min(off), 3) if off else None,
        "named": len(named_true), "false_names": len(names) - len([n for n in names if n[1] in named_true]),
        **z, "innocent_z": max(innocent, default=None), "bound_z": round(found.bound_z, 2), "scored": found.scored,
        "trace_s": round(found.seconds, 2), "timings_s": {k: round(v, 2) for k, v in found.timings_s.items()},
    }  # fmt: skip


def _of_blind(suspect: Path, source: Shelved, truth: list[int]) -> Outcome:
    """What the film alone says: the right word, another one (a false name), or none."""
    began = time.monotonic()
    read_word = read_blind(film_of(suspect, probe(suspect)), source.known.secret)
    right = read_word is not None and read_word.word in {blind_word(source.known.secret, c) for c in truth}
    return {
        "named": int(right), "false_names": int(read_word is not None and not right),
        "log10_false_alarm": None if read_word is None else round(read_word.log10_false_alarm, 1),
        "blind_s": round(time.monotonic() - began, 2),
        "peak_mib": resource.getrusage(resource.RUSAGE_SELF).ru_maxrss // 1024,
    }  # fmt: skip


def _informed(suspect: Path, source: Shelved, trial: Trial, edit: Edit) -> Reading:
    facts = probe(suspect)
    film = film_of(suspect, facts)
    registration = source.known.registration
    original = Original(
        source.number,
        Film(source.master.path, None, registration.width, registration.height, registration.duration_s),
        registration.survey, MarkKey(source.known.secret, registration.work),
    )  # fmt: skip
    end = trial.start_s + facts.duration_s * edit.speed
    segment = Segment(0.0, facts.duration_s, trial.start_s, end, edit.speed, edit.mirrored)
    return read(film, original, [segment], source.copy_ids)


def _of_reading(reading: Reading, truth: list[int]) -> Outcome:
    """z of the strongest true copy, of the weakest one, and of the strongest innocent one."""
    mine = reading.z[np.isin(reading.copy_ids, truth)]
    return {
        "z": round(float(mine.max()), 2) if len(mine) else None,
        "least_z": round(float(mine.min()), 2) if len(mine) else None,
        "innocent_z": round(float(_without(reading, truth).max()), 2),
        "pilot_z": round(reading.pilot_z, 2), "tries": reading.tries,
        "bound_z": round(bound_z(len(reading.copy_ids) * reading.tries), 2),
    }  # fmt: skip


def _without(reading: Reading, truth: list[int]) -> np.ndarray:
    return reading.z[~np.isin(reading.copy_ids, truth)]
