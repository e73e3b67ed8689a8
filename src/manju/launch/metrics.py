"""What an episode has on each channel, computed by a named formula from rows that can be opened."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from fractions import Fraction

from manju.catalogue.models import Work
from manju.launch.days import Cell, Counts, title_days
from manju.market.formulas import Change, Measured, changes_between, measured

__all__ = ["Day", "Line", "Pooled", "by_day", "latest", "lines_of", "pooled"]


@dataclass(frozen=True, slots=True)
class Line:
    """An episode on a channel as of its newest export, and what it gained since the one before."""

    cell: Cell
    completion: Measured
    engagement: Measured
    wider: Measured  # engagement v2

    @property
    def gained(self) -> int | None:
        return self.cell.gained.views if self.cell.gained is not None else None


@dataclass(frozen=True, slots=True)
class Pooled:
    """Rates over several cells: sums above over sums below, of the cells that report what the formula needs."""

    views: int
    completion: Fraction | None
    engagement: Fraction | None
    cells: int


@dataclass(frozen=True, slots=True)
class Day:
    """What was gained on all channels up to an export day since the ones before."""

    date: dt.date
    views: int
    completion: Fraction | None
    engagement: Fraction | None
    fell: bool


def lines_of(work: Work, *, cells: Sequence[Cell] | None = None) -> list[Line]:
    """The newest figures of every episode on every channel, by season, episode and channel."""
    newest = latest(title_days(work) if cells is None else cells)
    newest.sort(key=lambda c: (c.season_id, c.episode, c.platform, c.account, c.item_id))
    return [
        Line(
            cell, measured("completion", _counts(cell.total)), measured("engagement", _counts(cell.total)),
            measured("engagement", _counts(cell.total), version="v2"),
        )
        for cell in newest
    ]  # fmt: skip


def latest(cells: Iterable[Cell]) -> list[Cell]:
    """The last cell of every video."""
    found: dict[int, Cell] = {}
    for cell in cells:
        if cell.item_id not in found or found[cell.item_id].date <= cell.date:
            found[cell.item_id] = cell
    return list(found.values())


def pooled(cells: Iterable[Cell]) -> Pooled:
    """Completion and engagement v1 over cells; a cell that does not report a metric has no part in it."""
    known = [cell.total for cell in cells]
    return Pooled(
        sum(c.views or 0 for c in known), _rate(known, ("completed",)), _rate(known, ("likes", "comments")), len(known)
    )


def by_day(cells: Sequence[Cell]) -> list[Day]:
    """What each export day brought, on all channels together; first snapshots count from nothing."""
    days: list[Day] = []
    for date in sorted({cell.date for cell in cells}):
        here = [cell for cell in cells if cell.date == date]
        gained = [cell.gained if cell.gained is not None else cell.total for cell in here]
        days.append(
            Day(
                date, sum(g.views or 0 for g in gained), _rate(gained, ("completed",)),
                _rate(gained, ("likes", "comments")), any(cell.fell for cell in here),
            )
        )  # fmt: skip
    return days


def changes_in(cells: Sequence[Cell]) -> list[Change]:
    """Changes of what a view is, between the first and the last day or publication that these cells speak of."""
    found: list[Change] = []
    for platform in sorted({cell.platform for cell in cells}):
        of = [cell for cell in cells if cell.platform == platform]
        first = min(*(c.date for c in of), *(d for c in of if (d := _published(c)) is not None), dt.date.max)
        found += changes_between(platform, first, max(c.date for c in of))
    return found


def _published(cell: Cell) -> dt.date | None:
    try:
        return dt.date.fromisoformat(cell.published[:10])
    except ValueError:
        return None


def _rate(counts: Sequence[Counts], above: tuple[str, ...]) -> Fraction | None:
    known = [c for c in counts if c.views is not None and all(getattr(c, name) is not None for name in above)]
    views = sum(c.views or 0 for c in known)
    if views <= 0:
        return None
    return sum((Fraction(getattr(c, name)) for c in known for name in above), Fraction(0)) / views


def _counts(counts: Counts) -> dict[str, int | Fraction | None]:
    return {
        "views": counts.views, "completed": counts.completed, "likes": counts.likes, "comments": counts.comments,
        "shares": counts.shares, "saves": counts.saves, "hearts": counts.hearts,
    }  # fmt: skip
