"""Writing the creation log: entries with what came out, decisions, edits. Nothing is ever changed afterwards."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any, Final
from urllib.parse import urlencode

from django.db import IntegrityError, transaction
from django.urls import reverse
from django.utils import timezone

from manju.catalogue.models import Episode, Property
from manju.people.audit import note
from manju.people.errors import Refused
from manju.people.models import User
from manju.production import sealing
from manju.production.keeping import StoredFile, keep, size_of_picture
from manju.production.models import CreationEntry, Decision, Edit, Output, Reference
from manju.words import Words

__all__ = [
    "OUTPUTS_MOST", "Edited", "Given", "Made", "Subject", "about_of", "checked_time", "decide", "record_creation",
    "record_edit", "subject_of",
]  # fmt: skip

OUTPUTS_MOST: Final = 200
SKEW: Final = timedelta(minutes=10)  # clocks of two machines differ; a time this little ahead is now
EARLIEST: Final = datetime(1990, 1, 1, tzinfo=UTC)


@dataclass(frozen=True, slots=True)
class Subject:
    """What something is about: a property, and in it a character of the bible, an episode, an asset."""

    of_property: Property
    character: str = ""
    episode: Episode | None = None
    asset: str = ""

    @property
    def fields(self) -> dict[str, Any]:  # Any: values of model fields
        return {
            "of_property": self.of_property, "character": self.character, "episode": self.episode, "asset": self.asset,
        }  # fmt: skip

    @property
    def address(self) -> str:
        """Where its story is told."""
        about = about_of(self)
        return reverse("production:story", args=[self.of_property.pk]) + (f"?{about}" if about else "")


@dataclass(frozen=True, slots=True)
class Given:
    """A file handed in: where it lies, what it was called."""

    path: Path
    name: str


@dataclass(frozen=True, slots=True)
class Made:
    """What is known of one act of creation; everything may be missing but not all of it."""

    heading: str = ""
    intent: str = ""
    prompt: str = ""
    negative_prompt: str = ""
    model: str = ""
    model_version: str = ""
    seed: str = ""
    parameters: dict[str, Any] = field(default_factory=dict)  # Any: as the tool writes them
    tool: str = ""
    round_said: int | None = None
    made_at: datetime | None = None  # None: now
    time_from: str = "clock"
    failure: Words | None = None
    raw: dict[str, Any] = field(default_factory=dict)  # Any: JSON of the file


@dataclass(frozen=True, slots=True)
class Edited:
    """What is known of an edit by hand."""

    heading: str = ""
    note: str = ""
    minutes: int = 0
    layers: int | None = None
    tool: str = ""
    made_at: datetime | None = None
    time_from: str = "clock"


def about_of(subject: Subject) -> str:
    """The subject within its property as an address has it: `character=zhiwei`."""
    episode = subject.episode.pk if subject.episode else ""
    about = {"character": subject.character, "episode": episode, "asset": subject.asset}
    return urlencode({k: v for k, v in about.items() if v})


def record_creation(
    subject: Subject,
    made: Made,
    *,
    outputs: Sequence[Given] = (),
    references: Sequence[Given] = (),
    captured_by: str,
    by: User | None,
    key: str = "",
    now: datetime | None = None,
) -> CreationEntry:
    """Write one act of creation down, with the files it was given and those that came out; each becomes evidence.

    The same `key` twice gives the entry written before, unchanged. `now` is given by the sample only: what it tells
    has happened to nobody.

    Raises:
        Refused: nothing to write down, a time in the future, too many files, a file that is no picture, film or sound.
    """
    before: CreationEntry | None = CreationEntry.objects.filter(key=key).first() if key else None
    if before is not None:
        return before
    if not any((made.intent, made.prompt, made.heading, made.model, made.tool, outputs, references)):
        raise Refused(
            Words(
                "还没有内容：写下意图或提示词，或选几张图。", "Nothing to write down: an intent, a prompt or pictures."
            ),
            field="intent",
        )
    if len(outputs) > OUTPUTS_MOST:
        raise Refused(
            Words("一次最多 {n} 个文件。分几次传。", "At most {n} files at once.").fill(n=OUTPUTS_MOST), field="outputs"
        )
    now = now or timezone.now()
    made_at = checked_time(made.made_at, now)
    given = [_media(one) for one in references]
    came = list({one.sha256: one for one in map(_media, outputs)}.values())
    try:
        with transaction.atomic():
            entry: CreationEntry = CreationEntry.objects.create(
                **subject.fields, heading=made.heading.strip()[:120], intent=made.intent.strip(),
                prompt=made.prompt.strip(), negative_prompt=made.negative_prompt.strip(), model=made.model[:200],
                model_version=made.model_version[:120], seed=made.seed[:80], parameters=made.parameters,
                tool=made.tool[:80], round_said=made.round_said, captured_by=captured_by, made_at=made_at,
                recorded_at=now, time_from=made.time_from, by=by, raw=made.raw, key=key,
                failure_zh=made.failure.zh if made.failure else "", failure_en=made.failure.en if made.failure else "",
            )  # fmt: skip
            for one in {one.sha256: one for one in given}.values():
                Reference.objects.create(entry=entry, **_columns(one))
            for number, one in enumerate(came, start=1):
                width, height = size_of_picture(one)
                Output.objects.create(entry=entry, number=number, width=width, height=height, **_columns(one))
            sealing.seal_entry(entry)
            said = Words("创作记录：{e}，{n} 个文件", "Creation log: {e}, {n} files")
            note("creation.recorded", said.fill(e=entry, n=len(came)), by=by, link=subject.address, entry=entry.pk)
    except IntegrityError:
        other: CreationEntry | None = CreationEntry.objects.filter(key=key).first() if key else None
        if other is None:
            raise
        return other  # the same call came twice at the same moment
    return entry


@transaction.atomic
def decide(
    outputs: Sequence[Output], *, kept: bool, reason: str, by: User, now: datetime | None = None
) -> list[Decision]:
    """Keep or reject outputs; the reason stays with each. The same again with the same reason writes nothing."""
    written: list[Decision] = []
    for output in outputs:
        last = output.decisions.order_by("-pk").first()
        if last is not None and last.is_kept == kept and last.reason == reason.strip()[:240]:
            continue
        written.append(Decision.objects.create(
            output=output, is_kept=kept, reason=reason.strip()[:240], by=by, at=now or timezone.now(),
        ))  # fmt: skip
    if written:
        entry = written[0].output.entry
        sealing.seal_decisions(written)
        said = Words("留用 {n} 张", "Kept {n}") if kept else Words("退回 {n} 张", "Rejected {n}")
        note("creation.decided", said.fill(n=len(written)), by=by, link=subject_of(entry).address, entry=entry.pk)
    return written


def record_edit(
    subject: Subject,
    edited: Edited,
    *,
    after: Given,
    before: Given | None = None,
    output: Output | None = None,
    captured_by: str,
    by: User | None,
    key: str = "",
    now: datetime | None = None,
) -> Edit:
    """Write down what hands changed; the file before is one handed in, or an output of the log.

    Raises:
        Refused: the two files are the same, a time in the future, more than a thousand hours.
    """
    earlier: Edit | None = Edit.objects.filter(key=key).first() if key else None
    if earlier is not None:
        return earlier
    now = now or timezone.now()
    made_at = checked_time(edited.made_at, now)
    if not 0 <= edited.minutes <= 60_000:
        raise Refused(Words("工时要在 0 到 1000 小时之间。", "Between 0 and 1000 hours."), field="hours")
    done = keep(after.path, name=after.name)
    was = keep(before.path, name=before.name) if before else None
    was_sha = was.sha256 if was else output.sha256 if output else ""
    if was_sha == done.sha256:
        raise Refused(
            Words(
                "改前和改后是同一个文件。换一个改过的文件。",
                "Before and after are the same file. Choose the changed one.",
            ),
            field="after",
        )
    with transaction.atomic():
        edit: Edit = Edit.objects.create(
            **subject.fields, output=output, heading=edited.heading.strip()[:120], note=edited.note.strip(),
            minutes=edited.minutes, layers=edited.layers, tool=edited.tool[:80], captured_by=captured_by,
            before_file=was.file if was else output.file if output else "",
            before_name=was.name if was else output.name if output else "", before_sha256=was_sha,
            after_file=done.file, after_name=done.name, after_sha256=done.sha256, after_bytes=done.size_bytes,
            made_at=made_at, recorded_at=now, time_from=edited.time_from, by=by, key=key,
        )  # fmt: skip
        sealing.seal_edit(edit)
        note("creation.edited", Words("人手修改：{e}", "Edited by hand: {e}").fill(e=edit), by=by, link=subject.address,
             edit=edit.pk)  # fmt: skip
    return edit


def subject_of(row: CreationEntry | Edit) -> Subject:
    """What a row is about."""
    return Subject(row.of_property, row.character, row.episode, row.asset)


def checked_time(made_at: datetime | None, now: datetime) -> datetime:
    """When something was made: now where nobody says, never later than now.

    Raises:
        Refused: more than ten minutes ahead of our clock, or before 1990.
    """
    if made_at is None:
        return now
    if made_at > now + SKEW:
        raise Refused(
            Words("时间在将来：{t}。", "This time is in the future: {t}.").fill(t=made_at.isoformat()), field="made_at"
        )
    if made_at < EARLIEST:
        raise Refused(
            Words("时间太早：{t}。", "This time is too early: {t}.").fill(t=made_at.isoformat()), field="made_at"
        )
    return min(made_at, now)


def _media(given: Given) -> StoredFile:
    stored = keep(given.path, name=given.name)
    if stored.kind is None:
        raise Refused(
            Words("“{n}”不是图片、视频或声音。", "“{n}” is no picture, film or sound.").fill(n=stored.name),
            field="outputs",
        )
    return stored


def _columns(one: StoredFile) -> dict[str, Any]:  # Any: values of model fields
    return {"file": one.file, "name": one.name, "sha256": one.sha256, "size_bytes": one.size_bytes}
