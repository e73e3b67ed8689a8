"""Changing lines so that nothing is ever lost: every deed keeps what was there before, and can be undone."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from typing import Any, Final

from django.utils import timezone

from manju.localisation.models import Change, LineVersion, SubtitleLine, SubtitleTrack
from manju.people import errors
from manju.people.models import User
from manju.words import Words

KEPT: Final = (
    "start_ms", "end_ms", "text", "speaker", "origin", "machine", "flags", "translates_version", "checked_by_id",
    "checked_at",
)  # fmt: skip
"""What a version remembers of a line."""


class Refused(errors.Refused):
    """It cannot be done now; `code` is stable."""

    def __init__(self, code: str, message: Words) -> None:
        super().__init__(message)
        self.code = code


class Conflict(Refused):
    """Somebody else has changed the same part of the line since it was shown; `line` is as it is now."""

    def __init__(self, line: SubtitleLine, field: str) -> None:
        who = line.changed_by.name if line.changed_by else Words("系统", "the system")
        said = Words(
            "{who}刚改过这一行。你写的还在，选一个留下。", "{who} has just changed this line. Yours is kept: choose."
        )
        super().__init__("changed_by_other", said.fill(who=who))
        self.line, self.changed = line, field


class Deed:
    """One change of a track being made: keeps each line as it was, then writes it as it becomes."""

    def __init__(self, track: SubtitleTrack, verb: str, *, by: User | None) -> None:
        self.by = by
        self.at = timezone.now()
        self.row: Change = Change.objects.create(track=track, verb=verb, by=by, at=self.at)

    def change(self, line: SubtitleLine, **values: Any) -> SubtitleLine:  # Any: the columns' own values
        """Keep the line as it is now and write these values."""
        self._keep(line, existed=True)
        for name, value in values.items():
            setattr(line, name, value)
        line.version += 1
        line.changed_by, line.changed_at = self.by, self.at
        line.save()
        return line

    def change_many(self, lines: list[SubtitleLine], values_of: Callable[[SubtitleLine], dict[str, Any]]) -> None:
        """The same for many lines just read under lock, in two statements."""
        LineVersion.objects.bulk_create([self._version(line, existed=True) for line in lines])
        names: set[str] = set()
        for line in lines:
            values = values_of(line)
            for name, value in values.items():
                if getattr(line, name) != value:
                    names.add(name)
                    setattr(line, name, value)
            line.version += 1
            line.changed_by, line.changed_at = self.by, self.at
        fields = [name.removesuffix("_id") for name in names]
        SubtitleLine.objects.bulk_update(lines, [*fields, "version", "changed_by", "changed_at"], batch_size=200)

    def add(self, line: SubtitleLine) -> SubtitleLine:
        """Write a new line, which undoing takes away."""
        line.changed_by, line.changed_at, line.version = self.by, self.at, 1
        line.save()
        self._keep(line, existed=False)
        return line

    def add_many(self, lines: list[SubtitleLine]) -> None:
        """The same for a whole file, in two statements."""
        for line in lines:
            line.changed_by, line.changed_at, line.version = self.by, self.at, 1
        SubtitleLine.objects.bulk_create(lines)
        LineVersion.objects.bulk_create([self._version(line, existed=False) for line in lines])

    def remove(self, line: SubtitleLine) -> SubtitleLine:
        return self.change(line, removed_at=self.at)

    def _keep(self, line: SubtitleLine, *, existed: bool) -> None:
        version = self._version(line, existed=existed)
        if existed:  # as the database has it, not as the caller may have touched it
            stored = SubtitleLine.objects.get(pk=line.pk)
            for name in KEPT:
                setattr(version, name, getattr(stored, name))
        version.save()

    def _version(self, line: SubtitleLine, *, existed: bool) -> LineVersion:
        kept = {name: getattr(line, name) for name in KEPT}
        return LineVersion(
            change=self.row, line=line, version=line.version if existed else 0, existed=existed, **kept
        )  # fmt: skip


def locked(line: SubtitleLine) -> SubtitleLine:
    """The line as it is now, held until the transaction ends.

    Raises:
        Refused: `removed`: somebody has deleted it.
    """
    row: SubtitleLine = SubtitleLine.objects.select_for_update(of=("self",)).select_related("track").get(pk=line.pk)
    if row.removed_at is not None:
        raise Refused("removed", Words("这一行刚被删掉了。刷新看看。", "This line has just been deleted. Reload."))
    return row


def unchanged_since(line: SubtitleLine, seen: int, fields: Iterable[str]) -> None:
    """Stop when one of these fields is no longer as it was in version `seen`.

    Raises:
        Conflict: it is not.
    """
    if seen >= line.version:
        return
    then = LineVersion.objects.filter(line=line, version=seen).first()
    for name in fields:
        if then is None or getattr(then, name) != getattr(line, name):
            raise Conflict(line, name)


def take_back(track: SubtitleTrack, *, by: User) -> Change:
    """Undo this person's latest change of the track that nobody has built upon since.

    Raises:
        Refused: `nothing_to_undo`, or `changed_since`.
    """
    own = Change.objects.select_for_update().filter(track=track, by=by, undone_at=None).exclude(verb="undo")
    last: Change | None = own.first()
    if last is None:
        raise Refused("nothing_to_undo", Words("没有可以撤销的改动。", "There is nothing of yours to undo."))
    versions = list(last.versions.select_related("line"))
    later = LineVersion.objects.filter(
        line__in=[v.line for v in versions], change__pk__gt=last.pk, change__undone_at=None
    ).exclude(change__verb="undo")
    if later.exists():
        raise Refused(
            "changed_since",
            Words("这些行后来又改过，不能撤销。", "These lines have been changed since; it cannot be undone."),
        )
    deed = Deed(track, "undo", by=by)
    before = {v.line_id: v for v in versions}

    def as_it_was(line: SubtitleLine) -> dict[str, Any]:  # Any: the columns' own values
        then = before[line.pk]
        if not then.existed:
            return {"removed_at": deed.at}
        return {"removed_at": None, **{name: getattr(then, name) for name in KEPT}}

    made = [v.line for v in versions if not v.existed]
    changed = [v.line for v in versions if v.existed]
    for some in filter(None, (made, changed)):
        deed.change_many(some, as_it_was)
    last.undone_at = deed.at
    last.save(update_fields=["undone_at"])
    return last
