"""What of a story can be proved: what was sealed, on which day, by whom, and what is missing."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import Final

from django.utils import timezone

from manju.production.models import CreationEntry, Edit
from manju.production.story import Chapter, Story
from manju.seals.models import EvidenceItem
from manju.seals.recording import Standing
from manju.words import Words

__all__ = ["Proof", "proof_of", "standings_of"]

AT_ONCE: Final = 500
COLUMNS: Final[list[str]] = ["link", "stamped_at", "leaf__batch__made_at", "leaf__batch__sealing__state"]
OUTSIDE: Final = Words("外部机构，RFC 3161", "an outside authority, RFC 3161")
OWN: Final = Words("工作室自己的日志", "the studio’s own log")


@dataclass(frozen=True)
class Proof:
    """Days sealed on the day itself, of how many; who stamped; what is missing, each with what to do."""

    days: int
    sealed_same_day: int
    authority: Words | None
    missing: tuple[tuple[Words, Words], ...]
    chapters: Mapping[int, Standing] = field(default_factory=dict)
    """The standing of each chapter, by the `id` of the chapter: the least of what belongs to it."""


def proof_of(story: Story) -> Proof:
    """What a court would look for: what is there, and what it does not find yet."""
    found = standings_of(_rows(story.chapters))
    by_day: dict[date, bool] = {}
    for chapter in story.chapters:
        for row in rows_of(chapter):
            day = timezone.localdate(row.made_at)
            same = [
                s.sealed_at is not None and timezone.localdate(s.sealed_at) == day
                for s in found.get(row.get_absolute_url(), ())
            ]
            by_day[day] = by_day.get(day, True) and bool(same) and all(same)
    every = [one for standings in found.values() for one in standings]
    outside = any(s.state == "authority" for s in every)
    return Proof(
        len(by_day), sum(by_day.values()),
        OUTSIDE if outside else OWN if any(s.is_sealed for s in every) else None,
        tuple(_missing(story, every)),
        {id(c): least for c in story.chapters if (least := _least(found, c)) is not None},
    )  # fmt: skip


def standings_of(rows: Iterable[CreationEntry | Edit]) -> dict[str, list[Standing]]:
    """The seals of rows of the log, by the rows' addresses; one query for five hundred."""
    links = [row.get_absolute_url() for row in rows]
    found: dict[str, list[Standing]] = {}
    for begin in range(0, len(links), AT_ONCE):
        items = EvidenceItem.objects.filter(link__in=links[begin : begin + AT_ONCE]).with_seals()
        for link, *seal in items.values_list(*COLUMNS):
            found.setdefault(link, []).append(_standing(*seal))
    return found


def rows_of(chapter: Chapter) -> tuple[CreationEntry | Edit, ...]:
    """What a chapter is made of."""
    return (chapter.edit,) if chapter.edit else chapter.entries


def _standing(stamped: datetime | None, logged: datetime | None, state: str | None) -> Standing:
    """As `seals.recording.standing_of`, out of four columns: a long story has thousands of items."""
    if logged is None:
        return Standing("waiting", None)
    if stamped is not None:
        return Standing("authority", stamped)
    return Standing("queued" if state == "queued" else "own_log", logged)


def _rows(chapters: Iterable[Chapter]) -> Iterator[CreationEntry | Edit]:
    for chapter in chapters:
        yield from rows_of(chapter)


def _least(found: Mapping[str, list[Standing]], chapter: Chapter) -> Standing | None:
    """The standing that is true of all of it: unsealed where anything is, else as late as the latest."""
    mine = [one for row in rows_of(chapter) for one in found.get(row.get_absolute_url(), ())]
    order = ("waiting", "queued", "own_log", "authority")
    oldest = datetime.min.replace(tzinfo=timezone.get_current_timezone())
    return min(
        mine,
        key=lambda s: (order.index(s.state), -(s.sealed_at or oldest).timestamp() if s.sealed_at else 0),
        default=None,
    )


def _missing(story: Story, standings: list[Standing]) -> Iterator[tuple[Words, Words]]:
    counts = {
        "waiting": sum(not one.is_sealed for one in standings),
        "queued": sum(one.state == "queued" for one in standings),
        "open": story.open, "unreasoned": story.unreasoned, "late": len(story.late),
        "unedited": int(bool(story.kept) and not story.minutes),
    }  # fmt: skip
    for name, count in counts.items():
        if count:
            what, todo = GAPS[name]
            yield what.fill(n=count), todo


GAPS: Final[dict[str, tuple[Words, Words]]] = {
    "waiting": (
        Words("{n} 件还没存证", "{n} not sealed yet"),
        Words("今天会自动存，也可以现在就存。", "They are sealed today by themselves, or now."),
    ),
    "queued": (
        Words("{n} 件在等时间戳", "{n} waiting for their timestamp"),
        Words("时间戳机构没答复，已排队补存。", "The authority did not answer; it is asked again."),
    ),
    "open": (
        Words("{n} 张还没定留弃", "{n} not decided yet"),
        Words("在图下按“留用”或“不用”。", "Keep or reject each below its picture."),
    ),
    "unreasoned": (
        Words("{n} 张没写理由", "{n} without a reason"),
        Words("一句话就够：为什么留，为什么退。", "One sentence is enough: why kept, why rejected."),
    ),
    "late": (
        Words("{n} 条是事后补记", "{n} entered later"),
        Words("补记会照实标出；以后当天记。", "They are marked as such; write down on the day from now on."),
    ),
    "unedited": (
        Words("没有人手修改", "No work by hand"),
        Words("改过图就登记前后两张和工时。", "Record edits with both files and the hours."),
    ),
}
