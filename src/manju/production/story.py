"""How an asset came to be: rounds of prompts, what was kept and rejected, edits, and what of it can be proved."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime
from functools import cached_property
from typing import Final

from django.utils import timezone

from manju.production.models import CreationEntry, Decision, Edit, Output, Reference
from manju.production.recording import Subject
from manju.production.wording import Piece, changes, pieces_between
from manju.words import Words

__all__ = ["TAKES", "Chapter", "Story", "Take", "hours_said", "story_of"]

TAKES: Final = 12  # shown of a round at first; the others follow when asked for
SHOWN: Final = (
    "步数", "steps", "Steps", "cfg", "CFG scale", "guidance", "sampler_name", "Sampler", "scale", "size", "Size",
    "revised_prompt",
)  # fmt: skip
_LETTERS: Final = "abcdefghijklmnopqrstuvwxyz"


@dataclass(frozen=True, slots=True)
class Take:
    """One file that came out: what it is called on the page, and what was decided about it."""

    output: Output
    label: str
    decision: Decision | None
    reasons: tuple[Decision, ...] = ()

    @property
    def state(self) -> str:
        """`kept`, `rejected` or `open`."""
        return "open" if self.decision is None else "kept" if self.decision.is_kept else "rejected"


@dataclass(frozen=True)
class Chapter:
    """One step of the story: an idea, a round of one prompt, or an edit."""

    kind: str  # idea, round, edit
    at: datetime
    entries: tuple[CreationEntry, ...] = ()
    edit: Edit | None = None
    number: int = 0
    takes: tuple[Take, ...] = ()
    pieces: tuple[Piece, ...] = ()
    references: tuple[Reference, ...] = ()

    @property
    def first(self) -> CreationEntry:
        return self.entries[0]

    @property
    def day(self) -> date:
        return timezone.localdate(self.at)

    @property
    def who(self) -> str:
        """Everybody who took part, in the order they came."""
        rows: Sequence[CreationEntry | Edit] = (self.edit,) if self.edit else self.entries
        return "、".join(dict.fromkeys(row.by.name for row in rows if row.by))

    @property
    def heading(self) -> Words:
        """What happened in this step, in one sentence."""
        if self.edit is not None:
            said = self.edit.heading or self.edit.after_name
            n = self.edit.layers
            return (
                Words(f"手改 {n} 层：{said}", f"{n} layers by hand: {said}")
                if n
                else Words(f"手改：{said}", f"By hand: {said}")
            )
        told = next((e.heading for e in self.entries if e.heading), "")
        if self.kind == "idea":
            idea = told or self.first.intent[:40]
            return Words(f"起意：{idea}", f"The idea: {idea}") if idea else Words("起意", "The idea")
        came = Words(told, told) if told else self._outcome
        return Words(f"第 {self.number} 轮：{came.zh}", f"Round {self.number}: {came.en}")

    @property
    def _outcome(self) -> Words:
        """What a round came to, where nobody gave it a heading."""
        kept, takes = sum(t.state == "kept" for t in self.takes), len(self.takes)
        if not takes:
            return Words("没有出图", "nothing came out")
        if kept:
            return Words(f"{takes} 张里留 {kept} 张", f"{kept} of {takes} kept")
        if any(t.state == "open" for t in self.takes):
            return Words(f"{takes} 张，等人挑", f"{takes} to choose from")
        return Words(f"{takes} 张，全部退回", f"all {takes} rejected")

    @property
    def is_late(self) -> bool:
        rows: Sequence[CreationEntry | Edit] = (self.edit,) if self.edit else self.entries
        return any(row.is_late for row in rows)

    @property
    def minutes(self) -> int:
        return self.edit.minutes if self.edit else 0

    @property
    def hours_said(self) -> Words | None:
        return hours_said(self.minutes) if self.minutes else None

    @property
    def settings(self) -> list[tuple[str, object]]:
        """The settings that are worth a line on the page, as the tool names them."""
        given = self.first.parameters
        found = [(k, given[k]) for k in SHOWN if isinstance(given.get(k), (str, int, float)) and given[k] != ""]
        loras = given.get("loras")
        if isinstance(loras, list) and loras:
            found.append(("LoRA", ", ".join(str(one.get("name", "")) for one in loras if isinstance(one, dict))))
        return found[:6]

    @property
    def shown(self) -> tuple[Take, ...]:
        """The takes on the page at first: kept ones are always among them."""
        kept = [t for t in self.takes if t.state == "kept"]
        others = [t for t in self.takes if t.state != "kept"][: max(0, TAKES - len(kept))]
        chosen = {t.output.pk for t in (*kept, *others)}
        return tuple(t for t in self.takes if t.output.pk in chosen)

    @property
    def hidden(self) -> int:
        return len(self.takes) - len(self.shown)

    @property
    def failures(self) -> list[CreationEntry]:
        return [e for e in self.entries if e.failure_zh]


@dataclass(frozen=True)
class Story:
    """All chapters of a subject in the order they were made, and what they come to."""

    subject: Subject
    chapters: tuple[Chapter, ...] = field(default=())

    @cached_property
    def takes(self) -> list[Take]:
        return [take for chapter in self.chapters for take in chapter.takes]

    @property
    def rounds(self) -> int:
        return sum(chapter.kind == "round" for chapter in self.chapters)

    @property
    def changes(self) -> int:
        """Places changed in the prompt from round to round."""
        return sum(changes(chapter.pieces) for chapter in self.chapters)

    @property
    def kept(self) -> list[Take]:
        return [take for take in self.takes if take.state == "kept"]

    @property
    def rejected(self) -> int:
        return sum(take.state == "rejected" for take in self.takes)

    @property
    def open(self) -> int:
        return sum(take.state == "open" for take in self.takes)

    @property
    def unreasoned(self) -> int:
        """Takes rejected or kept without a word why."""
        return sum(1 for take in self.takes if take.decision is not None and not take.decision.reason)

    @property
    def minutes(self) -> int:
        return sum(chapter.minutes for chapter in self.chapters)

    @property
    def days(self) -> int:
        """From the first to the last day, both counted."""
        if not self.chapters:
            return 0
        found = [chapter.day for chapter in self.chapters]
        return (max(found) - min(found)).days + 1

    @property
    def working_days(self) -> list[date]:
        """The days on which something was made."""
        return sorted({day for chapter in self.chapters for day in days_of(chapter)})

    @property
    def late(self) -> list[CreationEntry | Edit]:
        rows = [row for chapter in self.chapters for row in (chapter.edit, *chapter.entries) if row is not None]
        return [row for row in rows if row.is_late]

    @property
    def summary(self) -> Words:
        """`9 天、4 轮提示词、31 张图，留下 3 张；人手修改 6 小时 40 分。`"""
        hours = hours_said(self.minutes)
        zh = f"{self.days} 天、{self.rounds} 轮提示词、{len(self.takes)} 张图，留下 {len(self.kept)} 张"
        parts = _n(self.days, "day"), f"{_n(self.rounds, 'round')} of prompts", _n(len(self.takes), "picture")
        en = f"{', '.join(parts)}, {len(self.kept)} kept"
        if self.minutes:
            zh, en = f"{zh}；人手修改 {hours.zh}", f"{en}; {hours.en} of work by hand"
        return Words(f"{zh}。", f"{en}.")


def story_of(subject: Subject) -> Story:
    """The story of a subject: four queries, however long it is.

    Rounds: entries with the same prompt, negative prompt and model, one after another, are one round, unless a
    round was said. An entry without a prompt or a tool is the idea.
    """
    entries = list(
        CreationEntry.objects.filter(**subject.fields).select_related("by", "of_property").defer("raw")
        .prefetch_related("references", "outputs__decisions__by").order_by("made_at", "pk")
    )  # fmt: skip
    edits = Edit.objects.filter(**subject.fields).select_related("by", "difference", "of_property")
    chapters = [*_ideas_and_rounds(entries), *(Chapter("edit", e.made_at, edit=e) for e in edits)]
    return Story(subject, tuple(sorted(chapters, key=lambda chapter: chapter.at)))


def days_of(chapter: Chapter) -> set[date]:
    """The days on which a chapter was made: a round may take several."""
    rows: Sequence[CreationEntry | Edit] = (chapter.edit,) if chapter.edit else chapter.entries
    return {timezone.localdate(row.made_at) for row in rows}


def hours_said(minutes: int) -> Words:
    """Working time as it is said.

    >>> hours_said(400).zh, hours_said(45).en, hours_said(120).zh
    ('6 小时 40 分', '45 min', '2 小时')
    """
    hours, rest = divmod(minutes, 60)
    zh = " ".join([f"{hours} 小时"] * bool(hours) + [f"{rest} 分"] * bool(rest or not hours))
    en = " ".join([f"{hours} h"] * bool(hours) + [f"{rest} min"] * bool(rest or not hours))
    return Words(zh, en)


def _ideas_and_rounds(entries: Sequence[CreationEntry]) -> Iterator[Chapter]:
    number, before = 0, ""
    for group in _grouped(entries):
        first = group[0]
        references = tuple({r.sha256: r for e in group for r in e.references.all()}.values())
        if _is_idea(first):
            takes = tuple(_takes(group, "0"))
            yield Chapter("idea", first.made_at, tuple(group), takes=takes, references=references)
            continue
        number = first.round_said or number + 1
        pieces = tuple(pieces_between(before, first.prompt)) if before else (Piece("same", first.prompt),)
        before = first.prompt or before
        yield Chapter("round", first.made_at, tuple(group), number=number, takes=tuple(_takes(group, str(number))),
                      pieces=pieces, references=references)  # fmt: skip


def _grouped(entries: Sequence[CreationEntry]) -> Iterator[list[CreationEntry]]:
    group: list[CreationEntry] = []
    for entry in entries:
        if group and not _same_round(group[-1], entry):
            yield group
            group = []
        group.append(entry)
    if group:
        yield group


def _same_round(one: CreationEntry, other: CreationEntry) -> bool:
    if _is_idea(one) or _is_idea(other):
        return False
    if one.round_said is not None or other.round_said is not None:
        return one.round_said == other.round_said
    same = (one.prompt, one.negative_prompt, one.model) == (other.prompt, other.negative_prompt, other.model)
    return same and (one.heading == other.heading or not other.heading)


def _is_idea(entry: CreationEntry) -> bool:
    """An intent with its sketches, before any picture came out of anything."""
    return not (entry.prompt or entry.model or entry.tool) and not entry.outputs.all()


def _takes(group: Sequence[CreationEntry], round_number: str) -> Iterator[Take]:
    count = 0
    for entry in group:
        for output in entry.outputs.all():
            reasons = tuple(output.decisions.all())
            yield Take(output, f"{round_number}-{_letter(count)}", reasons[-1] if reasons else None, reasons)
            count += 1


def _letter(count: int) -> str:
    """`a` … `z`, `aa` …

    >>> _letter(0), _letter(25), _letter(26)
    ('a', 'z', 'aa')
    """
    name = ""
    count += 1
    while count:
        count, rest = divmod(count - 1, 26)
        name = _LETTERS[rest] + name
    return name


def _n(count: int, word: str) -> str:
    return f"{count} {word}{'' if count == 1 else 's'}"
