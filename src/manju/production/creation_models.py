"""The creation log: what was asked of a model, what came, what was kept and why, what hands changed. Only added to."""

from __future__ import annotations

from datetime import datetime, timedelta
from pathlib import Path
from typing import Final

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.urls import reverse
from django.utils import timezone

from manju.catalogue.models import Episode, Property
from manju.people.models import User
from manju.people.scope import OwnedByStudio
from manju.words import Words

__all__ = [
    "CAPTURED",
    "LATE",
    "TIMES",
    "CreationEntry",
    "Decision",
    "Difference",
    "Edit",
    "Output",
    "Reference",
    "entered_late",
]

CAPTURED: Final[dict[str, Words]] = {
    "by_hand": Words("手工登记", "Entered by hand"),
    "dropped": Words("拖进来的文件", "Files dropped on the page"),
    "watched_folder": Words("监视文件夹", "Watched folder"),
    "api": Words("工具接口", "Sent by a tool"),
    "generator": Words("生成器自动记", "Written by the generator"),
}
TIMES: Final[dict[str, Words]] = {
    "clock": Words("做的当时记下", "Written down as it was made"),
    "file": Words("文件自带的时间", "The file’s own time"),
    "said": Words("登记的人说的时间", "As the person or tool says"),
    "unknown": Words("没人说过时间，按登记时算", "Nobody says when; counted from when it was written down"),
}
LATE: Final = timedelta(hours=12)
"""What is written down on a later day and more than this after it was made was entered late."""


def entered_late(made_at: datetime, recorded_at: datetime) -> bool:
    """Whether a record came on a later day than the deed, and more than `LATE` after it."""
    later_day = timezone.localdate(recorded_at) > timezone.localdate(made_at)
    return later_day and recorded_at - made_at > LATE


class Subjects(OwnedByStudio):
    """What a row is about: a property, and in it a character, an episode, or an asset by its name."""

    of_property = models.ForeignKey(Property, on_delete=models.PROTECT, related_name="+")
    character = models.CharField(max_length=80, blank=True, help_text="id of the character in the bible")
    episode = models.ForeignKey(Episode, null=True, blank=True, on_delete=models.PROTECT, related_name="+")
    asset = models.CharField(max_length=80, blank=True, help_text="a prop, a place: whatever is no character")

    class Meta:
        abstract = True


class Recorded(models.Model):
    """When something was made, how that is known, and when it was written down here."""

    made_at = models.DateTimeField()
    time_from = models.CharField(max_length=8, default="clock")
    recorded_at = models.DateTimeField(default=timezone.now, editable=False, help_text="by our own clock")
    by = models.ForeignKey(User, null=True, on_delete=models.PROTECT, related_name="+")

    class Meta:
        abstract = True

    @property
    def is_late(self) -> bool:
        """Whether it was written down on a later day than it was made, so that nobody takes it for a live record."""
        return entered_late(self.made_at, self.recorded_at)

    @property
    def time_said(self) -> Words:
        return TIMES[self.time_from]


def _recorded(name: str) -> list[models.BaseConstraint]:
    return [
        models.CheckConstraint(condition=Q(made_at__lte=models.F("recorded_at")), name=f"{name}_not_of_the_future"),
        models.CheckConstraint(condition=Q(time_from__in=list(TIMES)), name=f"{name}_time_known"),
    ]


class CreationEntry(Subjects, Recorded):
    """One act of creation: an idea with its sketches, or one call of a generator with everything it was given."""

    heading = models.CharField(max_length=120, blank=True)
    intent = models.TextField(blank=True, help_text="what was wanted, in the maker's words")
    prompt = models.TextField(blank=True)
    negative_prompt = models.TextField(blank=True)
    model = models.CharField(max_length=200, blank=True)
    model_version = models.CharField(max_length=120, blank=True, help_text="version or hash of the model")
    seed = models.CharField(max_length=80, blank=True, help_text="as the tool writes it: 64 bits and more")
    parameters = models.JSONField(default=dict, help_text="steps, cfg, sampler, LoRA … as the tool names them")
    tool = models.CharField(max_length=80, blank=True, help_text="ComfyUI, Stable Diffusion WebUI …")
    captured_by = models.CharField(max_length=16, default="by_hand")
    round_said = models.PositiveIntegerField(null=True, blank=True, help_text="the round, where somebody says it")
    failure_zh = models.TextField(blank=True, help_text="a generator that gave nothing: why")
    failure_en = models.TextField(blank=True)
    raw = models.JSONField(default=dict, help_text="what the files themselves say, as it was read")
    key = models.CharField(max_length=120, blank=True, help_text="the same key twice is one entry")

    class Meta:
        ordering = ["made_at", "pk"]
        indexes = [models.Index(fields=["of_property", "character", "made_at"])]
        constraints = [
            *_recorded("creation"),
            models.CheckConstraint(condition=Q(captured_by__in=list(CAPTURED)), name="creation_capture_known"),
            models.UniqueConstraint(fields=["studio", "key"], condition=~Q(key=""), name="creation_key_once"),
        ]

    def __str__(self) -> str:
        return self.heading or self.prompt[:40] or self.intent[:40] or f"#{self.pk}"

    @property
    def failure(self) -> Words:
        return Words(self.failure_zh, self.failure_en)

    @property
    def captured_word(self) -> Words:
        return CAPTURED[self.captured_by]

    def get_absolute_url(self) -> str:
        return reverse("production:entry", args=[self.pk])


class Stored(OwnedByStudio):
    """A file kept by its hash."""

    file = models.CharField(max_length=200, help_text="path under the media folder")
    name = models.CharField(max_length=255)
    sha256 = models.CharField(max_length=64)
    size_bytes = models.BigIntegerField()

    class Meta:
        abstract = True

    @property
    def path(self) -> Path:
        return Path(settings.MEDIA_ROOT) / self.file


class Reference(Stored):
    """A picture that was given to the generator, or a sketch that went before."""

    entry = models.ForeignKey(CreationEntry, on_delete=models.PROTECT, related_name="references")
    note = models.CharField(max_length=120, blank=True)

    class Meta:
        ordering = ["pk"]
        constraints = [models.UniqueConstraint(fields=["entry", "sha256"], name="reference_once_per_entry")]

    def __str__(self) -> str:
        return self.name


class Output(Stored):
    """One file that came out, kept or not."""

    entry = models.ForeignKey(CreationEntry, on_delete=models.PROTECT, related_name="outputs")
    number = models.PositiveIntegerField(help_text="counts from 1 within the entry")
    width = models.PositiveIntegerField(default=0)
    height = models.PositiveIntegerField(default=0)

    class Meta:
        ordering = ["entry", "number"]
        indexes = [models.Index(fields=["studio", "sha256"])]
        constraints = [
            models.UniqueConstraint(fields=["entry", "number"], name="output_number_once"),
            models.UniqueConstraint(fields=["entry", "sha256"], name="output_once_per_entry"),
        ]

    def __str__(self) -> str:
        return self.name


class Decision(OwnedByStudio):
    """Kept or rejected, and why. The newest counts; those before stay."""

    output = models.ForeignKey(Output, on_delete=models.PROTECT, related_name="decisions")
    is_kept = models.BooleanField()
    reason = models.CharField(max_length=240, blank=True)
    by = models.ForeignKey(User, null=True, on_delete=models.PROTECT, related_name="+")
    at = models.DateTimeField(default=timezone.now, editable=False)

    class Meta:
        ordering = ["pk"]

    def __str__(self) -> str:
        return f"{self.output}: {'kept' if self.is_kept else 'rejected'}"


class Edit(Subjects, Recorded):
    """What hands changed: the file before, the file after, how long it took, in how many layers."""

    output = models.ForeignKey(Output, null=True, blank=True, on_delete=models.PROTECT, related_name="edits")
    heading = models.CharField(max_length=120, blank=True)
    note = models.TextField(blank=True)
    minutes = models.PositiveIntegerField(default=0)
    layers = models.PositiveIntegerField(null=True, blank=True)
    tool = models.CharField(max_length=80, blank=True)
    before_file = models.CharField(max_length=200, blank=True)
    before_name = models.CharField(max_length=255, blank=True)
    before_sha256 = models.CharField(max_length=64, blank=True)
    after_file = models.CharField(max_length=200)
    after_name = models.CharField(max_length=255)
    after_sha256 = models.CharField(max_length=64)
    after_bytes = models.BigIntegerField()
    captured_by = models.CharField(max_length=16, default="by_hand")
    key = models.CharField(max_length=120, blank=True)

    class Meta:
        ordering = ["made_at", "pk"]
        indexes = [models.Index(fields=["of_property", "character", "made_at"])]
        constraints = [
            *_recorded("edit"),
            models.CheckConstraint(condition=Q(minutes__lte=60_000), name="edit_of_at_most_1000_hours"),
            models.UniqueConstraint(fields=["studio", "key"], condition=~Q(key=""), name="edit_key_once"),
        ]

    def __str__(self) -> str:
        return self.heading or self.after_name

    @property
    def after_path(self) -> Path:
        return Path(settings.MEDIA_ROOT) / self.after_file

    def get_absolute_url(self) -> str:
        return reverse("production:edit", args=[self.pk])


class Difference(OwnedByStudio):
    """What an edit changed in the picture, as it was computed; made anew when the algorithm changes."""

    edit = models.OneToOneField(Edit, on_delete=models.PROTECT, related_name="difference")
    algorithm = models.CharField(max_length=24)
    share = models.FloatField(null=True, help_text="share of pixels seen to differ, 0..1; null: not comparable")
    picture = models.CharField(max_length=200, blank=True, help_text="path under the media folder")
    why_zh = models.CharField(max_length=200, blank=True, help_text="why there is none")
    why_en = models.CharField(max_length=200, blank=True)

    class Meta:
        constraints = [
            models.CheckConstraint(condition=Q(share=None) | Q(share__gte=0, share__lte=1), name="difference_0_to_1"),
        ]

    def __str__(self) -> str:
        return f"{self.edit}: {self.share}"

    @property
    def percent(self) -> str:
        """The share as a reader takes it."""
        share = (self.share or 0) * 100
        return f"{share:.1f}%" if share < 10 else f"{share:.0f}%"

    @property
    def why(self) -> Words:
        return Words(self.why_zh, self.why_en)
