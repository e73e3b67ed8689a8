"""Pictures that come as files: what each says of itself is read, and it is written into the log once."""

from __future__ import annotations

import hashlib
from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import datetime
from pathlib import Path
from typing import Any

from manju.media.errors import MediaError
from manju.media.generation import Generation, read_generation
from manju.media.whole import sha256_of
from manju.people.errors import Refused
from manju.people.models import User
from manju.production.models import CreationEntry, Output
from manju.production.recording import Given, Made, Subject, record_creation
from manju.words import Words

__all__ = ["Arrived", "Taken", "made_of", "take_files"]


@dataclass(frozen=True, slots=True)
class Arrived:
    """A file that came in, and its own time where that is known."""

    path: Path
    name: str
    made_at: datetime | None = None


@dataclass
class Taken:
    """What became of the files: new entries, files that were in the log already, files refused with the reason."""

    entries: list[CreationEntry] = field(default_factory=list)
    again: list[str] = field(default_factory=list)
    refused: list[tuple[str, Words]] = field(default_factory=list)
    read: int = 0

    @property
    def files(self) -> int:
        return sum(entry.outputs.count() for entry in self.entries)


def take_files(
    subject: Subject, arrived: Sequence[Arrived], *, captured_by: str, by: User | None, said: Made | None = None
) -> Taken:
    """Write files into the log, those of one call of a generator as one entry, each file once per property.

    `said`: what a person says beside the files; the files' own words stand where nothing is said.
    """
    taken, groups, seen = Taken(), dict[object, list[tuple[Arrived, Generation, str]]](), set[str]()
    for one in arrived:
        try:
            sha256, told = sha256_of(one.path), read_generation(one.path)
        except (MediaError, OSError) as error:
            taken.refused.append((one.name, error.message if isinstance(error, MediaError) else _UNREADABLE))
            continue
        taken.read += told.is_known
        mine = Output.objects.filter(sha256=sha256, entry__of_property=subject.of_property)
        if sha256 in seen or mine.exists():
            taken.again.append(one.name)
            continue
        seen.add(sha256)
        call = (told.tool, told.prompt, told.negative_prompt, told.model, told.seed)
        groups.setdefault(call, []).append((one, told, sha256))
    for files in groups.values():
        _take_call(taken, subject, files, captured_by=captured_by, by=by, said=said)
    return taken


def made_of(told: Generation, *, said: Made | None = None, made_at: datetime | None = None) -> Made:
    """What a file says of itself, with what a person says over it."""
    own_time = told.made_at or made_at
    base = said or Made()
    parameters: dict[str, Any] = dict(told.parameters)
    if told.inputs:
        parameters["inputs"] = list(told.inputs)
    return Made(
        heading=base.heading, intent=base.intent, prompt=base.prompt or told.prompt,
        negative_prompt=base.negative_prompt or told.negative_prompt, model=base.model or told.model,
        model_version=base.model_version or told.model_version, seed=base.seed or told.seed,
        parameters=parameters | base.parameters, tool=base.tool or told.tool, round_said=base.round_said,
        made_at=base.made_at or own_time,
        time_from=base.time_from if base.made_at else "file" if own_time else "unknown",
        raw={"texts": told.raw} | ({"notes": [note.as_json() for note in told.notes]} if told.notes else {}),
    )  # fmt: skip


def _take_call(
    taken: Taken, subject: Subject, files: list[tuple[Arrived, Generation, str]], *, captured_by: str,
    by: User | None, said: Made | None,
) -> None:  # fmt: skip
    """One entry; when a file of it is refused, the others are written down without it."""
    times = [one.made_at for one, _, _ in files if one.made_at]
    made = made_of(files[0][1], said=said, made_at=min(times) if times else None)
    about = f"{subject.of_property.pk}|{'|'.join(sorted(sha for _, _, sha in files))}"
    key = f"files:{hashlib.sha256(about.encode()).hexdigest()}"
    given = [Given(one.path, one.name) for one, _, _ in files]
    try:
        taken.entries.append(record_creation(subject, made, outputs=given, captured_by=captured_by, by=by, key=key))
    except Refused as why:
        if len(files) == 1:
            taken.refused.append((files[0][0].name, why.message))
            return
        for one in files:
            _take_call(taken, subject, [one], captured_by=captured_by, by=by, said=said)


_UNREADABLE = Words("读不出来。", "It cannot be read.")
