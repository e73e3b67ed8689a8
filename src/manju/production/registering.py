"""What of the bible and of production can be registered: each character's design, each script, with how they came."""

from __future__ import annotations

from collections.abc import Iterable

from django.utils import timezone

from manju.bible.reading import draft, has_draft
from manju.catalogue.models import Property
from manju.filings.registry import Sample, Subject, facts
from manju.production.models import Paper, PaperVersion
from manju.production.reading import as_fountain, script_of
from manju.production.recording import Subject as Told
from manju.production.story import story_of
from manju.story.bible import Character

__all__ = ["designs_of", "scripts_of"]


@facts
def designs_of(of_property: Property) -> list[Subject]:
    """The design of every character of the bible, one by one, and all of them as a series."""
    if not has_draft(of_property):
        return []
    found = [_design(of_property, character) for character in draft(of_property).characters]
    if len(found) < 2:
        return found
    series = Subject(
        kind="series", key="characters", basis="art", title=f"{of_property.name_zh} 角色设计（系列）",
        items=tuple((one.title, 1) for one in found), author=_several(one.author for one in found),
        completed_on=max((one.completed_on for one in found if one.completed_on), default=None),
        how="\n".join(f"{one.title}：{one.how}" for one in found if one.how),
        samples=tuple(sample for one in found for sample in one.samples[:1]),
    )  # fmt: skip
    return [series, *found]


@facts
def scripts_of(of_property: Property) -> list[Subject]:
    """Every script in its newest version, with its length in characters without white space."""
    papers = Paper.objects.filter(of_property=of_property, kind="script").prefetch_related("versions__by")
    return [subject for paper in papers if (subject := _script(paper)) is not None]


def _design(of_property: Property, character: Character) -> Subject:
    story = story_of(Told(of_property, character.id))
    look = character.appearance
    parts = [look.features, "、".join(look.costumes), character.personality]
    name = character.names.get("zh") or next(iter(character.names.values()))
    kept = [take.output for take in story.kept][-3:]
    return Subject(
        kind="art", key=f"character:{character.id}", basis="art", title=f"{name} 角色设计",
        items=((f"{name} 角色设计", 1),), author=_several(chapter.who for chapter in story.chapters),
        completed_on=story.chapters[-1].day if story.chapters else None,
        description="；".join(part for part in parts if part),
        how=f"创作过程有记录可查：{story.summary.zh}" if story.chapters else "",
        samples=tuple(Sample(output.name, output.path, output.sha256) for output in kept),
    )  # fmt: skip


def _script(paper: Paper) -> Subject | None:
    versions: list[PaperVersion] = sorted(paper.versions.all(), key=_number)
    if not versions:
        return None
    last = versions[-1]
    script = script_of(last.path) if last.is_written and last.path.is_file() else None
    if script is None:
        return None
    length = sum(not c.isspace() for c in as_fountain(script))
    days = {timezone.localdate(v.made_at) for v in versions}
    return Subject(
        kind="script", key=f"script:{paper.pk}", basis="text", title=paper.title,
        items=((paper.title, max(1, length)),),
        author=_several(v.by.name for v in versions if v.by), completed_on=timezone.localdate(last.made_at),
        how=f"写作留有 {len(versions)} 个版本，分 {len(days)} 天写成，各版本都在。",
        samples=(Sample(last.original_name, last.path, last.sha256),),
    )  # fmt: skip


def _number(version: PaperVersion) -> int:
    return int(version.number)


def _several(names: Iterable[str]) -> str:
    return "、".join(dict.fromkeys(name for name in names if name))
