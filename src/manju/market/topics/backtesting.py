"""History replayed: at each origin the past alone ranks combinations, the days that follow judge them.

Nothing later than an origin reaches its ranking: rows are cut before anything is computed from them, normalisation and
discovery of terms included. What a combination is worth afterwards: the mean relative heat of titles first seen in the
horizon that bear all its elements. Candidates are the same for every method.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Final

import numpy as np
import numpy.typing as npt
import polars as pl

from manju.market.topics.bearing import Borne, Reader, borne_by
from manju.market.topics.board import Board, board_of, cleaned
from manju.market.topics.combining import Combination, combined
from manju.market.topics.lexicon import Lexicon, folded, standard
from manju.market.topics.scoring import scored
from manju.market.topics.shapes import Backtest, Method, Pick
from manju.market.topics.weekly import shares_of
from manju.words import Words

METHODS: Final = ("manju", "most_frequent", "biggest_growth")
PAST_DAYS: Final = 28  # of lists before the first origin
STEP_DAYS: Final = 7
RESAMPLES: Final = 2000
ORIGINS_MAX: Final = 104
Floats = npt.NDArray[np.float64]


@dataclass(frozen=True)
class _Origin:
    day: date
    names: list[tuple[str, ...]]
    ranks: Mapping[str, list[int]]  # per method the places of its picks
    outcomes: Floats  # per candidate, NaN where no title that bears it came


def backtest(
    frame: pl.DataFrame,
    *,
    k: int = 10,
    horizon_days: int = 30,
    days: int = 90,
    lexicon: Lexicon | None = None,
    seed: int = 1,
    progress: Callable[[float], None] = lambda _: None,
) -> Backtest:
    """Replay rows of `lists.SCHEMA` with weekly origins that have a full horizon behind them.

    `lift` of a method: mean over origins of the mean outcome of its `k` picks / mean over origins of the mean outcome
    of all candidates; `ci95` by a circular block bootstrap over origins (Politis & Romano 1992), a block as long as the
    horizons overlap.
    """
    reader = Reader(lexicon or standard())
    first, last = frame["date"].min(), frame["date"].max()
    origins: list[_Origin] = []
    if isinstance(first, date) and isinstance(last, date):
        wanted = _origins(first, last, horizon_days)
        for i, day in enumerate(wanted):
            found = _replayed(frame, day, k=k, horizon_days=horizon_days, days=days, reader=reader)
            progress((i + 1) / len(wanted))
            if found is not None:
                origins.append(found)
    picks = tuple(
        Pick(method, one.day, one.names[place], _known(one.outcomes[place]))
        for one in origins
        for method in METHODS
        for place in one.ranks[method]
    )
    block = max(1, -(-horizon_days // STEP_DAYS))
    methods = {method: _judged(method, origins, block=block, seed=seed) for method in METHODS}
    return Backtest(len(origins), k, horizon_days, methods, picks, _notes(origins, methods))


def _origins(first: date, last: date, horizon_days: int) -> list[date]:
    """Weekly days, the last of which has a full horizon after it, the first a past of `PAST_DAYS`."""
    day = last - timedelta(days=horizon_days)
    found: list[date] = []
    while day - first >= timedelta(days=PAST_DAYS - 1) and len(found) < ORIGINS_MAX:
        found.append(day)
        day -= timedelta(days=STEP_DAYS)
    return found[::-1]


def _replayed(
    frame: pl.DataFrame, day: date, *, k: int, horizon_days: int, days: int, reader: Reader
) -> _Origin | None:
    board = board_of(cleaned(frame.filter(pl.col("date") <= day)), as_of=day, days=days)
    if board is None:
        return None
    borne = borne_by(board, reader)
    candidates = combined(borne, board.size)
    after = frame.filter(pl.col("date") <= day + timedelta(days=horizon_days))
    outcomes = _outcomes(after, day, borne, candidates, horizon_days=horizon_days, reader=reader)
    if not candidates or np.isnan(outcomes).all():
        return None
    ranks = {
        "manju": scored(board, borne, candidates, reader.lexicon).score,
        **_naive(board, candidates),
    }
    names = [tuple(borne.names[e] for e in one.elements) for one in candidates]
    return _Origin(
        day,
        names,
        {method: sorted(range(len(names)), key=lambda i: (-ranks[method][i], names[i]))[:k] for method in METHODS},
        outcomes,
    )


def _naive(board: Board, candidates: Sequence[Combination]) -> dict[str, Floats]:
    """How frequent each combination is now (share of titles in the last four weeks), and how much that grew."""
    weekly = np.nan_to_num(shares_of([one.titles for one in candidates], board).weekly_supply)
    now, before = weekly[:, -4:].mean(1), weekly[:, -8:-4]
    return {"most_frequent": now, "biggest_growth": now - (before.mean(1) if before.shape[1] else weekly[:, 0])}


def _outcomes(
    after: pl.DataFrame,
    day: date,
    borne: Borne,
    candidates: Sequence[Combination],
    *,
    horizon_days: int,
    reader: Reader,
) -> Floats:
    """Per candidate the mean relative heat of titles first seen after the origin that bear it."""
    board = board_of(cleaned(after), as_of=day + timedelta(days=horizon_days), days=horizon_days)
    if board is None:
        return np.full(len(candidates), np.nan)
    new = board.units["first"] > day
    heat = np.where(new.to_numpy(), board.mean_heat, np.nan)
    units = board.units
    cells = {
        name: units[name].cast(pl.String).fill_null("").to_list()
        for name in ("title", "synopsis", "tags", "audience", "form")
    }
    asides = [f"{a} {f}".strip() for a, f in zip(cells["audience"], cells["form"], strict=True)]
    named = reader.named([*cells["title"], *cells["synopsis"], *asides])
    tagged = reader.tagged(cells["tags"])
    wanted = {name if name in reader.lexicon.entries else folded(name): i for i, name in enumerate(borne.names)}
    terms = {key: i for key, i in wanted.items() if borne.origins[i] == "proposed"}
    bears = np.zeros((len(borne.names), board.size), dtype=bool)
    for unit in np.flatnonzero(~np.isnan(heat)):
        title = cells["title"][unit]
        for name in (
            *tagged[cells["tags"][unit]],
            *named[title],
            *named[cells["synopsis"][unit]],
            *named[asides[unit]],
        ):
            place = wanted.get(name if name in reader.lexicon.entries else folded(name))
            if place is not None:
                bears[place, unit] = True
        for term, place in terms.items():
            bears[place, unit] |= term in folded(title)
    found = np.full(len(candidates), np.nan)
    for i, one in enumerate(candidates):
        those = heat[bears[list(one.elements)].all(0)]
        those = those[~np.isnan(those)]
        if len(those):
            found[i] = those.mean()
    return found


def _judged(method: str, origins: Sequence[_Origin], *, block: int, seed: int) -> Method:
    picked, all_of = [], []
    for one in origins:
        mine = one.outcomes[one.ranks[method]]
        mine = mine[~np.isnan(mine)]
        if len(mine):
            picked.append(float(mine.mean()))
            all_of.append(float(np.nanmean(one.outcomes)))
    if not picked or sum(all_of) <= 0:
        return Method(None, None)
    a, b = np.array(picked), np.array(all_of)
    size = len(a)
    length = min(block, max(1, size // 2))
    dice = np.random.default_rng(seed)
    starts = dice.integers(0, size, (RESAMPLES, -(-size // length)))
    places = ((starts[:, :, None] + np.arange(length)) % size).reshape(RESAMPLES, -1)[:, :size]
    lifts = a[places].sum(1) / b[places].sum(1)
    low, high = np.percentile(lifts, [2.5, 97.5])
    return Method(float(a.sum() / b.sum()), (float(low), float(high)))


def _notes(origins: Sequence[_Origin], methods: Mapping[str, Method]) -> tuple[Words, ...]:
    if not origins:
        return (Words("历史太短，还不能回测。", "The history is too short to be replayed."),)
    mine = methods["manju"]
    rivals = [method.lift for name, method in methods.items() if name != "manju" and method.lift is not None]
    if mine.lift is None or mine.ci95 is None:
        return ()
    if mine.ci95[0] > 1 and mine.lift >= max(rivals, default=0.0):
        zh = f"选中方向的热度是平均的 {mine.lift:.2f} 倍，不输给两种简单办法。"
        return (Words(zh, f"The picks got {mine.lift:.2f} times the mean heat, no less than the simple ways."),)
    if mine.ci95[0] > 1:
        return (
            Words(
                "选中的方向比平均好，但有一种简单办法更好。", "The picks beat the mean, but a simple way did better."
            ),
        )
    return (Words("看不出选中的方向比随便选更好。", "The picks cannot be told from choosing by chance."),)


def _known(value: float) -> float | None:
    return None if np.isnan(value) else float(value)
