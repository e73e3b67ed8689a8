"""Which episode a platform's video is: told by its title, confirmed by a person where it is doubtful, remembered."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Literal

from django.db import transaction
from django.utils import timezone

from manju.catalogue.models import Episode, Season, Work
from manju.launch.models import Item, SeriesName
from manju.market.exports import folded_title
from manju.market.exports.episodes import season_number
from manju.people.audit import note
from manju.people.errors import Refused
from manju.people.models import User
from manju.words import Words

__all__ = ["Found", "Titles", "match", "match_series", "match_waiting", "set_aside"]


@dataclass(frozen=True, slots=True)
class Found:
    """The episode a title names, and whether that is sure."""

    episode: Episode
    sure: bool


class Titles:
    """What the studio in scope calls its works and episodes; asked once, then answers from memory.

    Sure: the work's title (or a name a person gave it) stands in the video's title, whole, and the number is an
    episode of it. Doubtful: the titles only contain each other, or no title is told and the studio has one work.
    An episode that is planned and has no row yet (rows come with masters) gets one when a video is surely it.
    """

    def __init__(self) -> None:
        self._works: dict[str, set[int]] = {}
        works = list(Work.objects.select_related("of_property").order_by("pk"))
        for work in works:
            own = [work.title_zh, work.title_en]
            for name in own:
                if key := folded_title(name):
                    self._works.setdefault(key, set()).add(work.pk)
        self._named = dict(SeriesName.objects.values_list("key", "work_id"))
        self._only = works[0].pk if len(works) == 1 else None
        self._episodes: dict[tuple[int, int], list[Episode]] = {}
        for episode in Episode.objects.select_related("season__work").order_by("season__number"):
            self._episodes.setdefault((episode.season.work_id, episode.number), []).append(episode)
        self._seasons: dict[int, list[Season]] = {}
        for row in Season.objects.order_by("number"):
            self._seasons.setdefault(row.work_id, []).append(row)
        self._same_title = {
            folded_title(title): episode_id
            for title, episode_id in Item.objects.filter(
                state=Item.State.MATCHED, matched_by__isnull=False
            ).values_list("title", "episode_id")
        }
        self._by_pk = {e.pk: e for found in self._episodes.values() for e in found}

    def place(self, title: str, *, number: int | None, series: str) -> Found | None:
        """The episode that a title names; None where nothing is likely."""
        known = self._same_title.get(folded_title(title))
        if known is not None:
            return Found(self._by_pk[known], sure=True)
        if number is None:
            return None
        work, sure = self._work(series)
        if work is None:
            return None
        found = self._episodes.get((work, number), [])
        season = season_number(title)
        exact = [e for e in found if e.season.number == season] if season is not None else found
        if len(exact) == 1:
            return Found(exact[0], sure)
        if not found and sure and (planned := self._planned(work, number, season)) is not None:
            return Found(planned, sure)
        return Found(found[0], sure=False) if found else None

    def _planned(self, work: int, number: int, season: int | None) -> Episode | None:
        """The row of a planned episode, made now; None where the season is not told or plans fewer."""
        seasons = [row for row in self._seasons.get(work, []) if season in (None, row.number)]
        if len(seasons) != 1 or number > seasons[0].planned_episodes:
            return None
        made: Episode = Episode.objects.get_or_create(season=seasons[0], number=number)[0]
        self._episodes[work, number] = [made]
        self._by_pk[made.pk] = made
        return made

    def _work(self, series: str) -> tuple[int | None, bool]:
        key = folded_title(series)
        if key in self._named:
            return self._named[key], True
        works = self._works.get(key, set())
        if len(works) == 1:
            return next(iter(works)), True
        if not key:
            return self._only, False
        near = {pk for name, pks in self._works.items() if len(name) > 1 and (name in key or key in name) for pk in pks}
        return (next(iter(near)), False) if len(near) == 1 else (None, False)


@transaction.atomic
def match(item: Item, episode: Episode, *, by: User | None) -> Item:
    """A person says which episode a video is. It stays so, whatever later titles say."""
    row: Item = Item.objects.select_for_update().get(pk=item.pk)
    row.state, row.episode, row.matched_by, row.matched_at = Item.State.MATCHED, episode, by, timezone.now()
    row.save()
    said = Words("{p}的“{t}”是《{w}》第 {n} 集", '"{t}" on {p} is {w}, episode {n}').fill(
        p=row.platform_name, t=row.title[:60], w=episode.season.work.title, n=episode.number
    )
    note("launch.matched", said, by=by, link=episode.get_absolute_url(), item=row.pk, episode=episode.pk)
    return row


@transaction.atomic
def set_aside(item: Item, *, by: User | None) -> Item:
    """A person says that a video is no episode of ours."""
    row: Item = Item.objects.select_for_update().get(pk=item.pk)
    row.state, row.episode, row.matched_by, row.matched_at = Item.State.ASIDE, None, by, timezone.now()
    row.save()
    said = Words("{p}的“{t}”不是我们的集", '"{t}" on {p} is no episode of ours')
    note("launch.aside", said.fill(p=row.platform_name, t=row.title[:60]), by=by, item=row.pk)
    return row


@transaction.atomic
def match_series(item: Item, work: Work, *, by: User | None) -> int:
    """A person says which work the title of a video means; it is remembered, and all that wait under it are matched.

    Returns how many videos were matched.

    Raises:
        Refused: the title names no work that could be remembered; or the work has no episode with such a number.
    """
    if not item.series or item.number is None:
        raise Refused(
            Words("标题里没有剧名和集数，请逐条指定。", "The title names no work and number: match it alone."),
        )
    SeriesName.objects.update_or_create(key=item.series, defaults={"work": work, "by": by, "at": timezone.now()})
    waiting = Item.objects.filter(series=item.series, state__in=[Item.State.WAITING, Item.State.DOUBTFUL])
    count = match_waiting(waiting)
    if not count:
        raise Refused(
            Words("《{w}》没有这些集数，先把集建好。", "{w} has no such episodes: add them first.").fill(w=work.title),
        )
    said = Words("“{s}”就是《{w}》，对上 {n} 条", '"{s}" is {w}: {n} videos matched')
    note("launch.series", said.fill(s=item.series, w=work.title, n=count), by=by, link=work.get_absolute_url(),
         work=work.pk)  # fmt: skip
    return count


def match_waiting(items: Iterable[Item]) -> int:
    """Look again at videos that no person has spoken of; how many are matched for sure."""
    titles, count = Titles(), 0
    changed: list[Item] = []
    for item in items:
        found = titles.place(item.title, number=item.number, series=item.series)
        state: Literal["waiting", "doubtful", "matched"] = (
            "waiting" if found is None else "matched" if found.sure else "doubtful"
        )
        item.state, item.episode = state, found.episode if found is not None else None
        item.matched_at = timezone.now() if state == "matched" else None
        count += state == "matched"
        changed.append(item)
    Item.objects.bulk_update(changed, ["state", "episode", "matched_at"])
    return count
