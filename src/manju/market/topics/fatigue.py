"""Is a direction worn out: supply rising faster than demand, and heat per new entrant falling, each beyond noise.

Supply: the share of entrants that bear it rises (Cochran–Armitage over weeks, entrants being independent titles), and
its share of titles grows faster than its share of heat (Mann–Kendall on the heat of its titles relative to the list,
by geometric means, since their ratio is what share of heat is to share of titles). Heat: the first seven
days of each entrant, relative to the list of the day and to what other entrants of the same week get, fall with the
week (Spearman over titles, which no single hit can move). Titles that stood on the first list known are no entrants.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Final

import numpy as np
import numpy.typing as npt

from manju.market.topics.board import Board
from manju.market.topics.combining import Combination
from manju.market.topics.shapes import Fatigue, Signs
from manju.market.topics.statistics import above, cochran_armitage, mann_kendall, spearman, theil_sen
from manju.market.topics.weekly import Shares, shares_of

BEYOND_NOISE: Final = 0.025  # one-sided chance at which a sign counts
TENDENCY: Final = 0.25  # enough where the titles taken away are its own more special kind
GAP_BEYOND: Final = 0.05  # the same for supply over demand, which has only one value a week
ENTRANTS: Final = 8  # fewer say nothing
WEEKS: Final = 4  # fewer say nothing
Places = npt.NDArray[np.int64]
Floats = npt.NDArray[np.float64]


@dataclass(frozen=True, slots=True)
class OwnTitle:
    """A title of the studio's own: its elements, the day it began, its completion rate (a fraction)."""

    elements: frozenset[str]
    began: date
    completion: float


@dataclass(frozen=True)
class Field:
    """What all entrants of a board do, against which those of a direction are seen."""

    board: Board
    entrants: Floats  # per week
    log_heat: Floats  # per title, NaN where it is no entrant
    sums: Floats  # of log heat per week
    counts: Floats

    @classmethod
    def of(cls, board: Board) -> Field:
        came = board.first_week >= 0
        with np.errstate(divide="ignore", invalid="ignore"):
            logs = np.where(came & (board.early_heat > 0), np.log(board.early_heat), np.nan)
        known = ~np.isnan(logs)
        weeks = board.weeks
        return cls(
            board,
            np.bincount(board.first_week[came], minlength=weeks).astype(np.float64),
            logs,
            np.bincount(board.first_week[known], weights=logs[known], minlength=weeks).astype(np.float64),
            np.bincount(board.first_week[known], minlength=weeks).astype(np.float64),
        )


def signs_of(titles: Places, place: int, shares: Shares, field: Field, *, own_p: float | None = None) -> Signs:
    """The signs of fatigue of a set of titles whose weekly shares stand at `place`."""
    supply, demand = shares.weekly_supply[place], shares.weekly_demand[place]
    made, watched = theil_sen(supply), theil_sen(demand)
    crowding = max(_rising(titles, made, field), _outrun(shares.weekly_log_heat[place]))
    cooling, change = _cooling(titles, field)
    return Signs(_growth(supply, made), _growth(demand, watched), change, crowding, cooling, own_p)


def verdict(signs: Signs) -> Fatigue:
    """Tired with both signs beyond noise, to be watched with one of them or when own titles complete less."""
    crowded, cooled = signs.crowding_p < BEYOND_NOISE, signs.cooling_p < BEYOND_NOISE
    if crowded and cooled:
        return "tired"
    falling = signs.own_p is not None and signs.own_p < GAP_BEYOND
    return "watch" if crowded or cooled or falling else "fresh"


def judged(
    combinations: Sequence[Combination], board: Board, shares: Shares, own: Mapping[int, float | None]
) -> list[tuple[Fatigue, Signs]]:
    """The verdict of each combination; one that is tired only through titles of a tireder one is to be watched.

    A direction which shares many titles with a worn-out one looks worn out as well. So the surest are settled first;
    another is tired if it holds all of a settled one's elements, or if it is still tired without its titles (tends to
    be, where the settled ones are all special kinds of it).
    """
    field = Field.of(board)
    signs = [signs_of(one.titles, i, shares, field, own_p=own.get(i)) for i, one in enumerate(combinations)]
    found: list[Fatigue] = [verdict(one) for one in signs]
    tired = sorted(
        (i for i, one in enumerate(found) if one == "tired"),
        key=lambda i: (max(signs[i].crowding_p, signs[i].cooling_p), len(combinations[i].elements), i),
    )
    settled: list[int] = []
    for i in tired:
        mine = set(combinations[i].elements)
        if any(set(combinations[j].elements) <= mine for j in settled):
            continue
        others = [combinations[j].titles for j in settled]
        within = all(set(combinations[j].elements) > mine for j in settled)
        if others and not _tired_without(combinations[i].titles, others, field, bound=TENDENCY if within else 1.0):
            found[i] = "watch"
            continue
        settled.append(i)
    return list(zip(found, signs, strict=True))


def own_signs(combinations: Sequence[Sequence[str]], own: Sequence[OwnTitle]) -> dict[int, float | None]:
    """The chance at which completion of own titles with the elements falls so by accident, where there are five."""
    found: dict[int, float | None] = {}
    for i, elements in enumerate(combinations):
        mine = [title for title in own if title.elements.issuperset(elements)]
        if len(mine) >= 5:
            days = np.array([float(title.began.toordinal()) for title in mine])
            found[i] = above(-spearman(days, np.array([title.completion for title in mine])))
    return found


def _tired_without(titles: Places, others: Sequence[Places], field: Field, *, bound: float) -> bool:
    """Whether a set of titles is still tired without those of others; `bound` loosens that to a tendency."""
    rest = np.setdiff1d(titles, np.concatenate(others), assume_unique=False)
    if len(rest) < ENTRANTS:
        return False
    signs = signs_of(rest, 0, shares_of([rest], field.board), field)
    return verdict(signs) == "tired" or (bound < 1 and max(signs.crowding_p, signs.cooling_p) < bound)


def _rising(titles: Places, slope: float, field: Field) -> float:
    """The chance of such a rise of its share among entrants; 1 where it does not rise on the lists."""
    first = field.board.first_week[titles]
    hits = np.bincount(first[first >= 0], minlength=field.board.weeks).astype(np.float64)
    live = np.flatnonzero(field.entrants > 0)
    if hits.sum() < ENTRANTS or len(live) < WEEKS or slope <= 0:
        return 1.0
    span = slice(int(live[0]), int(live[-1]) + 1)
    return above(cochran_armitage(hits[span], field.entrants[span]))


def _outrun(log_heat: Floats) -> float:
    """The chance that supply gains so on demand; under the bound of a weekly test it says as much as a sure sign."""
    z, _ = mann_kendall(log_heat)
    p = above(-z)
    return p * BEYOND_NOISE / GAP_BEYOND if p < GAP_BEYOND else p


def _cooling(titles: Places, field: Field) -> tuple[float, float]:
    """The chance of such a fall of heat per entrant, and the change per week as a fraction."""
    mine = titles[~np.isnan(field.log_heat[titles])]
    week = field.board.first_week[mine]
    if len(mine) < ENTRANTS or len(np.unique(week)) < WEEKS:
        return 1.0, 0.0
    logs, weeks = field.log_heat[mine], field.board.weeks
    sums = field.sums - np.bincount(week, weights=logs, minlength=weeks)
    counts = field.counts - np.bincount(week, minlength=weeks)
    general = field.sums.sum() / max(1.0, field.counts.sum())
    others = (sums + general * 5) / (counts + 5)  # five titles' worth of the general mean steadies thin weeks
    left = logs - others[week]
    x = week.astype(np.float64)
    centred = x - x.mean()
    slope = float((centred * left).sum() / (centred * centred).sum())
    return above(-spearman(x, left)), float(np.expm1(slope))


def _growth(series: Floats, slope: float) -> float:
    known = series[~np.isnan(series)]
    mean = float(known.sum()) / max(1, len(known))
    return slope / mean if mean > 0 else 0.0
