"""Tracks of subtitles, their lines with every earlier text, the glossary, and where a machine translates."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final, Self

from django.db import models
from django.urls import reverse
from django.utils import timezone

from manju.catalogue.models import Episode, Property
from manju.media.languages import language_name
from manju.media.subtitles import Cue, Line
from manju.media.subtitles.terms import TermRule
from manju.people.models import User
from manju.people.scope import OwnedByStudio, ScopedManager, ScopedRows
from manju.words import Words

if TYPE_CHECKING:
    from manju.people.models import Studio


TEXT_LONG: Final = 1000


class SubtitleTrack(OwnedByStudio):
    """The subtitles of one episode in one language; a removed one stays for the record."""

    class Kind(models.TextChoices):
        SUBTITLES = "subtitles"  # what is said
        CAPTIONS = "captions"  # and what is heard, for those who do not hear
        FORCED = "forced"  # only what is said or written in another language

    class Source(models.TextChoices):
        IMPORTED = "imported"
        TRANSLATED = "translated"
        TYPED = "typed"

    episode = models.ForeignKey(Episode, on_delete=models.PROTECT, related_name="subtitle_tracks")
    language = models.CharField(max_length=10)
    kind = models.CharField(max_length=9, choices=Kind.choices, default=Kind.SUBTITLES)
    source = models.CharField(max_length=10, choices=Source.choices)
    from_track = models.ForeignKey(
        "self", null=True, on_delete=models.PROTECT, related_name="translations",
        help_text="the track that this one translates",
    )  # fmt: skip
    file_name = models.CharField(max_length=255, blank=True, help_text="of the file it was imported from")
    head = models.TextField(blank=True, help_text="info and styles of an imported ASS file")
    rejected = models.JSONField(default=list, help_text="cues left out by the import: row, code, reason, content")
    made_by = models.ForeignKey(User, null=True, on_delete=models.PROTECT, related_name="+")
    created_at = models.DateTimeField(default=timezone.now, editable=False)
    removed_at = models.DateTimeField(null=True)

    class Meta:
        ordering = ["episode", "language", "kind", "pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["episode", "language", "kind"], condition=models.Q(removed_at=None),
                name="one_track_per_episode_language_kind",
            ),
            models.CheckConstraint(
                condition=models.Q(source__in=["imported", "translated", "typed"]), name="track_source_known"
            ),
            models.CheckConstraint(
                condition=~models.Q(source="translated") | models.Q(from_track__isnull=False),
                name="translated_track_has_its_source",
            ),
        ]  # fmt: skip

    def __str__(self) -> str:
        return f"{self.episode} {self.language}"

    @property
    def language_name(self) -> Words:
        return language_name(self.language)

    def live(self) -> models.QuerySet[SubtitleLine]:
        """Its lines as they are now, by time."""
        return self.lines.filter(removed_at=None)

    def terms(self) -> list[TermRule]:
        """The glossary that this track must keep: of its property, from its source's language to its own."""
        if self.from_track is None:
            return []
        rows = Term.objects.filter(
            of_property=self.episode.season.work.of_property_id, from_language=self.from_track.language,
            to_language=self.language,
        )  # fmt: skip
        return [row.rule for row in rows]

    def get_absolute_url(self) -> str:
        return reverse("localisation:editor", args=[self.episode_id, self.language])


class LineRows(ScopedRows["SubtitleLine"]):
    """What is asked of many lines."""

    def live(self) -> Self:
        return self.filter(removed_at=None)

    def unchecked(self) -> Self:
        """Lines that no person has checked."""
        return self.filter(removed_at=None, checked_at=None)


class SubtitleLine(OwnedByStudio):
    """One caption as it is now. Every change writes a `LineVersion` of what it was before."""

    class Origin(models.TextChoices):
        IMPORTED = "imported"
        MACHINE = "machine"
        HAND = "hand"

    objects = ScopedManager.from_queryset(LineRows)()

    track = models.ForeignKey(SubtitleTrack, on_delete=models.PROTECT, related_name="lines")
    start_ms = models.PositiveIntegerField()
    end_ms = models.PositiveIntegerField()
    text = models.CharField(max_length=TEXT_LONG, blank=True, help_text="plain; explicit breaks as line feeds")
    speaker = models.CharField(max_length=80, blank=True)
    is_top = models.BooleanField(default=False, help_text="stands above the picture's middle")
    styling = models.JSONField(default=dict, help_text="what an ASS file said of it: style, margins, raw text")
    origin = models.CharField(max_length=8, choices=Origin.choices)
    machine = models.CharField(max_length=120, blank=True, help_text="model that translated it")
    machine_at = models.DateTimeField(null=True)
    flags = models.JSONField(default=list, help_text="what the machine's text was found to break: term, length, …")
    translates = models.ForeignKey("self", null=True, on_delete=models.PROTECT, related_name="+")
    translates_version = models.PositiveIntegerField(null=True, help_text="of the line it translates, when it did")
    checked_by = models.ForeignKey(User, null=True, on_delete=models.PROTECT, related_name="+")
    checked_at = models.DateTimeField(null=True)
    version = models.PositiveIntegerField(default=1)
    changed_by = models.ForeignKey(User, null=True, on_delete=models.PROTECT, related_name="+")
    changed_at = models.DateTimeField(default=timezone.now)
    removed_at = models.DateTimeField(null=True)

    class Meta:
        ordering = ["start_ms", "end_ms", "pk"]
        indexes = [models.Index(fields=["track", "start_ms"]), models.Index(fields=["track", "changed_at"])]
        constraints = [
            models.CheckConstraint(
                condition=models.Q(end_ms__gt=models.F("start_ms")), name="line_ends_after_it_begins"
            ),
            models.CheckConstraint(
                condition=models.Q(origin__in=["imported", "machine", "hand"]), name="line_origin_known"
            ),
            models.CheckConstraint(
                condition=~models.Q(origin="machine") | ~models.Q(machine=""), name="machine_line_names_its_model"
            ),
            models.CheckConstraint(
                condition=models.Q(checked_by=None, checked_at=None)
                | models.Q(checked_by__isnull=False, checked_at__isnull=False),
                name="checked_line_says_by_whom",
            ),
        ]  # fmt: skip

    def __str__(self) -> str:
        return f"{self.start_ms} {self.text[:40]}"

    @property
    def is_checked(self) -> bool:
        return self.checked_at is not None

    @property
    def cue(self) -> Cue:
        return Cue(self.start_ms, self.end_ms, self.text, self.speaker, self.is_top, self.styling)

    @property
    def line(self) -> Line:
        return Line(self.start_ms, self.end_ms, self.text, self.is_top)


class Change(OwnedByStudio):
    """One deed on a track: what it did, by whom; the versions before it hang on it, so that it can be undone."""

    track = models.ForeignKey(SubtitleTrack, on_delete=models.PROTECT, related_name="changes")
    verb = models.CharField(max_length=16, help_text="edit, check, split, merge, shift, insert, delete, import, undo …")
    by = models.ForeignKey(User, null=True, on_delete=models.PROTECT, related_name="+")
    at = models.DateTimeField(default=timezone.now, editable=False)
    undone_at = models.DateTimeField(null=True)

    class Meta:
        ordering = ["-pk"]
        indexes = [models.Index(fields=["track", "-at"])]

    def __str__(self) -> str:
        return f"{self.verb} {self.at:%Y-%m-%d %H:%M}"


class LineVersion(OwnedByStudio):
    """A line as it was before a change; written once, never altered. `existed` False: the change made the line."""

    change = models.ForeignKey(Change, on_delete=models.PROTECT, related_name="versions")
    line = models.ForeignKey(SubtitleLine, on_delete=models.PROTECT, related_name="versions")
    version = models.PositiveIntegerField()
    existed = models.BooleanField(default=True)
    start_ms = models.PositiveIntegerField()
    end_ms = models.PositiveIntegerField()
    text = models.CharField(max_length=TEXT_LONG, blank=True)
    speaker = models.CharField(max_length=80, blank=True)
    origin = models.CharField(max_length=8)
    machine = models.CharField(max_length=120, blank=True)
    flags = models.JSONField(default=list)
    translates_version = models.PositiveIntegerField(null=True)
    checked_by = models.ForeignKey(User, null=True, on_delete=models.PROTECT, related_name="+")
    checked_at = models.DateTimeField(null=True)

    class Meta:
        ordering = ["-pk"]
        constraints = [models.UniqueConstraint(fields=["line", "version"], name="a_version_is_written_once")]

    def __str__(self) -> str:
        return f"{self.line_id} v{self.version}"


class Term(OwnedByStudio):
    """How a word of a property is translated between two languages: names, places, things."""

    of_property = models.ForeignKey(Property, on_delete=models.PROTECT, related_name="terms")
    from_language = models.CharField(max_length=10)
    to_language = models.CharField(max_length=10)
    source = models.CharField(max_length=80)
    target = models.CharField(max_length=240, help_text="accepted forms, the preferred one first, parted by |")
    forbidden = models.CharField(max_length=240, blank=True, help_text="forms that may never be used, parted by |")
    note = models.CharField(max_length=240, blank=True)
    case = models.BooleanField(default=False, help_text="capitals matter")
    made_by = models.ForeignKey(User, null=True, on_delete=models.PROTECT, related_name="+")
    created_at = models.DateTimeField(default=timezone.now, editable=False)

    class Meta:
        ordering = ["of_property", "from_language", "to_language", "source"]
        constraints = [
            models.UniqueConstraint(
                fields=["of_property", "from_language", "to_language", "source"], name="term_once_per_language_pair"
            ),
            models.CheckConstraint(condition=~models.Q(source="") & ~models.Q(target=""), name="term_says_both_words"),
        ]

    def __str__(self) -> str:
        return f"{self.source} -> {self.target}"

    @property
    def rule(self) -> TermRule:
        return TermRule(self.source, parted(self.target), parted(self.forbidden), self.note, self.case)

    @property
    def pair(self) -> Words:
        names = language_name(self.from_language), language_name(self.to_language)
        return Words("{a}译{b}", "{a} to {b}").fill(a=names[0], b=names[1])


class Machine(OwnedByStudio):
    """Where the studio has translations made: an OpenAI-compatible server. Its key is in a file (see `machine_key`)."""

    base_url = models.CharField(max_length=200)
    model = models.CharField(max_length=120)
    set_by = models.ForeignKey(User, null=True, on_delete=models.PROTECT, related_name="+")
    set_at = models.DateTimeField(default=timezone.now)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["studio"], name="one_machine_per_studio")]

    def __str__(self) -> str:
        return f"{self.model} @ {self.base_url}"


def parted(text: str) -> tuple[str, ...]:
    """`a | b` as its parts."""
    return tuple(part for part in (p.strip() for p in text.split("|")) if part)


def machine_of(studio: Studio) -> Machine | None:
    """The studio's machine, when one was set."""
    found: Machine | None = Machine.objects.filter(studio=studio).first()
    return found
