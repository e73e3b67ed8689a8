"""How a test launch stands: the interval day by day, the verdict, what each episode did on each channel.

The gate itself is `manju.market.gate`; here its counts are taken from the studio's snapshots.
"""

from __future__ import annotations

import datetime as dt
from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from functools import cached_property
from math import sqrt
from typing import Any, Final, Literal

from django.db.models import OuterRef, Subquery

from manju.catalogue.models import Episode, Season, Work
from manju.launch.days import Cell as Told
from manju.launch.days import Counts as Totals
from manju.launch.days import counts_of, title_days
from manju.launch.models import Item, Snapshot
from manju.launch.registry import thresholds_of
from manju.launch.ruling_models import Ruling
from manju.market.exports import PLATFORM_NAMES
from manju.market.formulas import formula
from manju.market.gate import Assessment, Cell, Counts, Look, Priors, Thresholds, assess, priors_on
from manju.market.gate.priors import learned
from manju.words import Words

__all__ = ["Row", "Standing", "looks_of", "own_priors", "season_of", "standing_of"]

ENGAGEMENT: Final = "v1"
LEARNT_FROM: Final = 40
"""So many of the studio's other titles are looked at for how much episodes differ."""
Z95: Final = 1.96

State = Literal["over", "near", "under", "unknown"]


@dataclass(frozen=True, slots=True)
class Row:
    """An episode on a channel as it stands: counters, rates (0 to 1), and where they come from."""

    episode: Episode
    platform: Words
    account: str
    published: str
    views: int
    completion: float | None
    engagement: float | None
    following: float | None
    state: State
    on: dt.date
    export_id: int
    line: int


@dataclass(frozen=True)
class Standing:
    """A season's test launch. `days` are the looks so far; `rulings` what people decided, the newest first."""

    season: Season
    days: tuple[Assessment, ...]
    rows: tuple[Row, ...]
    thresholds: Thresholds
    priors: Priors
    rulings: tuple[Ruling, ...]
    cells: tuple[Told, ...]

    @property
    def fallen(self) -> int:
        """Videos and days on which a counter fell."""
        return sum(1 for cell in self.cells if cell.fell)

    @property
    def last(self) -> Assessment:
        return self.days[-1]

    @property
    def ruling(self) -> Ruling | None:
        """The person's word in force, if any."""
        newest = self.rulings[0] if self.rulings else None
        return newest if newest is not None and newest.says != "MEASURED" else None

    @property
    def verdict(self) -> str:
        """GO, STOP or COLLECT_MORE: a person's word where there is one, else what was measured."""
        return self.ruling.says if self.ruling is not None else self.last.verdict.value

    @cached_property
    def figures(self) -> dict[str, Any]:
        """What was known at this moment, to be kept beside a decision (`Any`: plain JSON values)."""
        now = self.last
        return {
            "on": now.on.isoformat() if now.on else None, "views": now.views, "verdict": now.verdict.value,
            "completion": [now.completion.mean_rate, now.completion.low, now.completion.high],
            "engagement": [now.engagement.mean_rate, now.engagement.low, now.engagement.high],
            "thresholds": [self.thresholds.completion, self.thresholds.engagement],
            "formula": f"engagement {ENGAGEMENT}",
        }  # fmt: skip

    @property
    def following(self) -> float | None:
        """Followers gained by view, over the rows that say it."""
        said = [(r.following * r.views, r.views) for r in self.rows if r.following is not None]
        views = sum(v for _, v in said)
        return sum(f for f, _ in said) / views if views else None

    @property
    def worst(self) -> Row | None:
        """The row that is surely under the line and furthest; None when none is."""
        under = [r for r in self.rows if r.state == "under" and r.completion is not None]
        return min(under, key=lambda r: r.completion or 0.0, default=None)


def season_of(work: Work) -> Season | None:
    """The season whose first episodes are the test: the first that has episodes."""
    found: Season | None = work.seasons.filter(episodes__isnull=False).order_by("number").distinct().first()
    return found


def standing_of(season: Season, *, until: dt.date | None = None) -> Standing | None:
    """How the season's test stands; None while no export speaks of its first episodes."""
    limits = thresholds_of(season, until)
    cells = title_days(season, episodes=limits.episodes, until=until)
    looks = looks_of(cells)
    if not looks:
        return None
    # as of its first day: what is learnt from other titles later must not take back a verdict that was given
    priors = own_priors(season, on=looks[0].on or dt.date.max)
    counted = formula("engagement", ENGAGEMENT)
    most = float(len((*counted.needs, *counted.adds)))
    found = assess(looks, thresholds=limits, priors=priors, hits_per_view=most)
    rulings = tuple(Ruling.objects.filter(season=season).select_related("by"))
    return Standing(season, found, _rows(cells, limits), limits, priors, rulings, cells)


def looks_of(cells: Iterable[Told], *, first_number: int = 0) -> tuple[Look, ...]:
    """Cells of `title_days` as the gate takes them: on every day each video as it was last seen.

    Videos of one episode on one channel count together. `first_number` is added to the episodes' numbers.
    """
    seen: dict[dt.date, list[Told]] = defaultdict(list)
    for cell in cells:
        if cell.total.views is not None:
            seen[cell.date].append(cell)
    standing: dict[int, Told] = {}
    made = []
    for day in sorted(seen):
        standing |= {cell.item_id: cell for cell in seen[day]}
        counts: dict[Cell, Counts] = {}
        for cell in standing.values():
            key = Cell(first_number + cell.episode, cell.channel)
            counts[key] = _together(counts.get(key), _counts(cell, day))
        made.append(Look(day, counts))
    return tuple(made)


def own_priors(season: Season, *, on: dt.date) -> Priors:
    """The dated priors with the studio's other titles put in, where there are enough: each as it stood on that day."""
    return learned(_other_titles(season, on), priors_on(on))


def _other_titles(season: Season, on: dt.date) -> list[tuple[Look, ...]]:
    """The last counters of the first episodes of the newest other seasons, in one question to the database."""
    of_item = Snapshot.objects.filter(item=OuterRef("item"), date__lte=on).order_by("-date")
    newest = Snapshot.objects.filter(
        date=Subquery(of_item.values("date")[:1]), views__gt=0, item__state=Item.State.MATCHED,
        item__episode__number__lte=Thresholds().episodes,
    ).exclude(item__episode__season=season)  # fmt: skip
    counts: dict[int, dict[Cell, Counts]] = defaultdict(dict)
    for row in newest.select_related("item__episode"):
        item = row.item
        if item.episode is None:
            continue
        key = Cell(item.episode.number, f"{item.platform}:{item.account}")
        title = counts[item.episode.season_id]
        title[key] = _together(title.get(key), _counted(counts_of(row), item.published, row.date))
    latest = sorted(counts, reverse=True)[:LEARNT_FROM]
    return [(Look(on, counts[pk]),) for pk in latest]


def _counts(cell: Told, day: dt.date) -> Counts:
    return _counted(cell.total, cell.published, day)


def _counted(total: Totals, published: str, day: dt.date) -> Counts:
    likes, comments = total.likes, total.comments
    engaged = float(likes + comments) if likes is not None and comments is not None else None
    completed = float(total.completed) if total.completed is not None else None
    return Counts(total.views or 0, completed, engaged, _days_out(published, day))


def _days_out(published: str, day: dt.date) -> float | None:
    try:
        return float(max(1, (day - dt.date.fromisoformat(published[:10])).days + 1))
    except ValueError:
        return None


def _together(one: Counts | None, other: Counts) -> Counts:
    if one is None:
        return other
    out = max((d for d in (one.days_out, other.days_out) if d is not None), default=None)
    return Counts(one.views + other.views, _sum(one.completed, other.completed), _sum(one.engaged, other.engaged), out)


def _sum(a: float | None, b: float | None) -> float | None:
    return a + b if a is not None and b is not None else None


def _rows(cells: Sequence[Told], limits: Thresholds) -> tuple[Row, ...]:
    """Each video at its last snapshot, by episode, then channel."""
    last = {cell.item_id: cell for cell in cells}
    episodes = {e.pk: e for e in Episode.objects.filter(pk__in={c.episode_id for c in last.values()})}
    rows = [_row(cell, episodes[cell.episode_id], limits) for cell in last.values()]
    return tuple(sorted(rows, key=lambda r: (r.episode.number, r.platform.zh, r.account)))


def _row(cell: Told, episode: Episode, limits: Thresholds) -> Row:
    views, counts = cell.total.views or 0, _counts(cell, cell.date)
    completion = counts.completed / views if views and counts.completed is not None else None
    engagement = counts.engaged / views if views and counts.engaged is not None else None
    gained = cell.total.followers_gained
    name = PLATFORM_NAMES.get(cell.platform, Words(cell.platform, cell.platform))
    return Row(
        episode, name, cell.account, cell.published, views, completion, engagement,
        gained / views if gained is not None and views else None, _state(completion, views, limits.completion),
        cell.date, cell.export_id, cell.line,
    )  # fmt: skip


def _state(rate: float | None, views: int, line: float) -> State:
    """Where one row lies beside the threshold, by Wilson's 95 % interval of its own plays: a hint, not the verdict.

    >>> _state(0.45, 2000, 0.40), _state(0.41, 2000, 0.40), _state(0.35, 2000, 0.40), _state(None, 0, 0.4)
    ('over', 'near', 'under', 'unknown')
    """
    if rate is None or not views:
        return "unknown"
    z2 = Z95**2
    middle = (rate + z2 / (2 * views)) / (1 + z2 / views)
    half = Z95 * sqrt(rate * (1 - rate) / views + z2 / (4 * views**2)) / (1 + z2 / views)
    return "over" if middle - half > line else "under" if middle + half < line else "near"
