"""What each episode had on each channel by each day, and what it gained since the day before: for gate and watching."""

from __future__ import annotations

import datetime as dt
from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from fractions import Fraction

from manju.catalogue.models import Season, Work
from manju.launch.models import Item, Snapshot

__all__ = ["Cell", "Counts", "title_days"]


@dataclass(frozen=True, slots=True)
class Counts:
    """Counters of an episode on a channel; None where the export does not say. `completed` is not rounded."""

    views: int | None = None
    completed: Fraction | None = None
    likes: int | None = None
    comments: int | None = None
    shares: int | None = None
    saves: int | None = None
    hearts: int | None = None
    followers_gained: int | None = None

    def since(self, earlier: Counts) -> Counts:
        """What was gained since an earlier day; below zero where a counter fell, None where either is not known.

        >>> gained = Counts(views=120, likes=3).since(Counts(views=100, likes=5))
        >>> gained.views, gained.likes, gained.shares
        (20, -2, None)
        """
        whole = {n: _gained(getattr(self, n), getattr(earlier, n)) for n in _NAMES if n != "completed"}
        full = None if self.completed is None or earlier.completed is None else self.completed - earlier.completed
        return Counts(completed=full, **whole)

    def fallen(self) -> tuple[str, ...]:
        """The counters that are below zero: of a gain, those that fell. Followers may leave and do not count."""
        below = (n for n in _NAMES if n not in ("followers_gained", "completed") and (getattr(self, n) or 0) < 0)
        return tuple(below)


_NAMES = ("views", "completed", "likes", "comments", "shares", "saves", "hearts", "followers_gained")


@dataclass(frozen=True, slots=True)
class Cell:
    """One video of an episode on one channel on one day.

    `total` counts since publication; `gained` since the snapshot before, `days` earlier; both None and 0 for the
    first snapshot. Two platforms with the same video are two cells. The row it comes from: `export_id`, `line`.
    """

    date: dt.date
    platform: str
    account: str
    item_id: int
    season_id: int
    episode_id: int
    episode: int
    total: Counts
    gained: Counts | None
    days: int
    fell: tuple[str, ...]
    export_id: int
    line: int
    published: str

    @property
    def channel(self) -> str:
        """The platform, and the account where it matters."""
        return f"{self.platform}:{self.account}" if self.account else self.platform


def title_days(of: Work | Season, *, episodes: int | None = None, until: dt.date | None = None) -> tuple[Cell, ...]:
    """All days of a work or season, by date, channel and episode; videos that still wait for a person are left out.

    Args:
        of: the work (all its seasons) or one season.
        episodes: only the first so many episodes of each season.
        until: nothing after this day.
    """
    wanted = {"episode__season": of} if isinstance(of, Season) else {"episode__season__work": of}
    items = Item.objects.filter(state=Item.State.MATCHED, **wanted).select_related("episode")
    if episodes is not None:
        items = items.filter(episode__number__lte=episodes)
    by_item: dict[int, list[Snapshot]] = defaultdict(list)
    snapshots = Snapshot.objects.filter(item__in=items)
    if until is not None:
        snapshots = snapshots.filter(date__lte=until)
    for snapshot in snapshots.order_by("item", "date"):
        by_item[snapshot.item_id].append(snapshot)
    cells = [cell for item in items for cell in _cells(item, by_item[item.pk])]
    return tuple(sorted(cells, key=lambda c: (c.date, c.platform, c.account, c.season_id, c.episode, c.item_id)))


def counts_of(snapshot: Snapshot) -> Counts:
    """The counters of one snapshot."""
    values = {name: getattr(snapshot, name) for name in _NAMES if name != "completed"}
    return Counts(completed=snapshot.completed_plays, **values)


def _cells(item: Item, snapshots: Iterable[Snapshot]) -> Iterable[Cell]:
    before: Snapshot | None = None
    episode = item.episode
    if episode is None:
        return
    for snapshot in snapshots:
        total = counts_of(snapshot)
        gained = total.since(counts_of(before)) if before is not None else None
        yield Cell(
            date=snapshot.date, platform=item.platform, account=item.account, item_id=item.pk,
            season_id=episode.season_id, episode_id=episode.pk, episode=episode.number, total=total, gained=gained,
            days=(snapshot.date - before.date).days if before is not None else 0,
            fell=gained.fallen() if gained is not None else (), export_id=snapshot.export_id, line=snapshot.line,
            published=item.published,
        )  # fmt: skip
        before = snapshot


def _gained(now: int | None, then: int | None) -> int | None:
    return None if now is None or then is None else now - then
