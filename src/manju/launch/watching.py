"""How a title is followed after its test: completion day by day with its slides, what each episode loses, channels.

The slides are found by `manju.market.watching`; here its counts are taken from the studio's snapshots.
"""

from __future__ import annotations

import datetime as dt
from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass, replace
from decimal import Decimal
from typing import Final

from django.db.models import Max

from manju.catalogue.models import Episode, Property, Work
from manju.launch.days import Cell as Told
from manju.launch.days import title_days
from manju.launch.drop_off import LEAST_VIEWS, are_worst, kept, spread, views_at
from manju.launch.models import Snapshot
from manju.launch.standing import looks_of
from manju.market.exports import PLATFORM_NAMES
from manju.market.watching import Slide, Watched, watch
from manju.money.ageing import Concentration, concentration
from manju.words import Words

__all__ = ["Kept", "Share", "Trend", "kept_on", "shares_of", "trend_of", "watched_works"]

RECENT: Final = dt.timedelta(days=28)
SEASON_STEP: Final = 10_000
"""Episodes of season n are numbered from here on, so that two seasons' first episodes are two cells."""


@dataclass(frozen=True, slots=True)
class Trend:
    """A work's completion by day, and the slides in it; `cells` is what it was made of."""

    work: Work
    watched: Watched
    cells: tuple[Told, ...]

    @property
    def last_day(self) -> dt.date | None:
        return self.watched.days[-1].on if self.watched.days else None

    @property
    def slide(self) -> Slide | None:
        """The newest slide, where it was seen in the last four weeks of the figures."""
        last, slides = self.last_day, self.watched.slides
        return slides[-1] if slides and last is not None and last - slides[-1].on <= RECENT else None


@dataclass(frozen=True, slots=True)
class Kept:
    """How many of an episode's viewers came to the next: views of the next by views of this, at the same age.

    `low`, `high`: 95 %. `is_worst`: surely under what the title's other episodes keep.
    """

    episode: Episode
    to: Episode
    views: int
    next_views: int
    rate: float
    low: float
    high: float
    channels: int
    is_worst: bool = False


@dataclass(frozen=True, slots=True)
class Share:
    """Views by platform over the last days, and how much hangs on the largest."""

    since: dt.date
    until: dt.date
    parts: tuple[tuple[Words, int, int], ...]  # platform, views, percent
    whole: Concentration


def watched_works(of: Property | None = None) -> list[Work]:
    """Works of which exports speak (of one property, or all), those with the newest first."""
    mine = {} if of is None else {"of_property": of}
    found = Work.objects.filter(seasons__episodes__platform_items__state="matched", **mine).select_related(
        "of_property"
    )
    newest = Max("seasons__episodes__platform_items__snapshots__date")
    return list(found.annotate(newest=newest).filter(newest__isnull=False).order_by("-newest", "pk"))


def trend_of(work: Work, *, until: dt.date | None = None) -> Trend:
    """Completion by day over all episodes of a work, with its slides."""
    cells = title_days(work, until=until)
    numbers = dict(Episode.objects.filter(season__work=work).values_list("pk", "season__number"))
    numbered = [_renumbered(cell, numbers[cell.episode_id]) for cell in cells]
    return Trend(work, watch(looks_of(numbered), rounding=_rounding(work)), cells)


def kept_on(cells: Sequence[Told]) -> list[Kept]:
    """The drop-off from each episode to the next of its season, oldest first, the worst hooks marked.

    On each channel both are compared at the age of the younger one (views between snapshots are taken to come
    evenly). The interval counts views as counts and adds what ratios differ by between channels.
    """
    by_channel: dict[tuple[int, str], dict[int, _Course]] = defaultdict(dict)
    for cell in cells:
        course = by_channel[cell.season_id, cell.channel].setdefault(cell.episode, _Course(cell.episode_id))
        course.take(cell)
    ratios: dict[tuple[int, int], list[tuple[float, float]]] = defaultdict(list)
    ids: dict[tuple[int, int], tuple[int, int]] = {}
    for (season, _), courses in by_channel.items():
        for number, course in courses.items():
            after = courses.get(number + 1)
            pair = _at_one_age(course, after) if after is not None else None
            if after is not None and pair is not None:
                ratios[season, number].append(pair)
                ids[season, number] = (course.episode_id, after.episode_id)
    episodes = {e.pk: e for e in Episode.objects.filter(pk__in={pk for pair in ids.values() for pk in pair})}
    between = spread(list(ratios.values()))
    found = [
        _kept(episodes[ids[key][0]], episodes[ids[key][1]], pairs, between)
        for key, pairs in sorted(ratios.items(), key=lambda kv: kv[0])
    ]
    return _with_worst(found)


def shares_of(cells: Sequence[Told], *, over: int = 28) -> Share | None:
    """Views gained by platform in the last `over` days; what came with a first snapshot counts where it is newer."""
    if not cells:
        return None
    until = max(cell.date for cell in cells)
    since = until - dt.timedelta(days=over)
    views: dict[str, int] = defaultdict(int)
    for cell in cells:
        gain = cell.gained.views if cell.gained is not None else cell.total.views
        if cell.date > since and gain is not None:
            views[cell.platform] += max(0, gain)
    whole = concentration(views)
    if not whole.shares:
        return None
    parts = tuple((PLATFORM_NAMES.get(n, Words(n, n)), v, round(float(share) * 100)) for n, v, share in whole.shares)
    return Share(since, until, parts, whole)


class _Course:
    """The views of an episode on a channel by its age in days."""

    def __init__(self, episode_id: int) -> None:
        self.episode_id = episode_id
        self._by_item: dict[int, list[tuple[float, int]]] = defaultdict(list)

    def take(self, cell: Told) -> None:
        age = _age(cell)
        if age is not None and cell.total.views is not None:
            self._by_item[cell.item_id].append((age, cell.total.views))

    @property
    def age(self) -> float:
        return max((points[-1][0] for points in self._by_item.values()), default=0.0)

    def at(self, age: float) -> float:
        """Views at an age, between snapshots evenly, from none at publication."""
        return sum(views_at(sorted(points), age) for points in self._by_item.values())


def _age(cell: Told) -> float | None:
    try:
        return float(max(1, (cell.date - dt.date.fromisoformat(cell.published[:10])).days + 1))
    except ValueError:
        return None


def _at_one_age(course: _Course, after: _Course) -> tuple[float, float] | None:
    age = min(course.age, after.age)
    if not age:
        return None
    pair = course.at(age), after.at(age)
    return pair if min(pair) >= LEAST_VIEWS else None


def _kept(episode: Episode, to: Episode, pairs: Sequence[tuple[float, float]], between: float) -> Kept:
    views, after = round(sum(p[0] for p in pairs)), round(sum(p[1] for p in pairs))
    rate, low, high = kept(pairs, spread=between)
    return Kept(episode, to, views, after, rate, low, high, len(pairs))


def _with_worst(found: Sequence[Kept]) -> list[Kept]:
    """Mark the hooks that are surely worse than the title's others."""
    marks = are_worst([(k.rate, k.high) for k in found])
    return [replace(one, is_worst=mark) for one, mark in zip(found, marks, strict=True)]


def _renumbered(cell: Told, season: int) -> Told:
    return replace(cell, episode=(season - 1) * SEASON_STEP + cell.episode)


def _rounding(work: Work) -> float:
    """The step to which the work's exports round a completion rate; 0 where plays are counted or none is known."""
    rates = Snapshot.objects.filter(
        item__episode__season__work=work, item__state="matched", completion__isnull=False, completed=None
    ).values_list("completion", flat=True)[:2000]
    places = [_places(rate) for rate in rates if rate is not None]
    most = max(places, default=0)
    return float(10.0**-most) if places and 2 <= most <= 5 else 0.0


def _places(rate: Decimal) -> int:
    """Decimal places that a rate uses.

    >>> _places(Decimal("0.3250000000")), _places(Decimal("0.4000000000"))
    (3, 1)
    """
    exponent = rate.normalize().as_tuple().exponent
    return max(0, -exponent) if isinstance(exponent, int) else 0
