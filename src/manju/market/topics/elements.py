"""The elements of a board with their shares, trends and saturation."""

from __future__ import annotations

from typing import Final

import numpy as np

from manju.market.topics.bearing import Borne
from manju.market.topics.board import Board, Floats, Ints
from manju.market.topics.lexicon import Lexicon
from manju.market.topics.shapes import Element, Week
from manju.market.topics.statistics import benjamini_hochberg, mann_kendall, theil_sen
from manju.market.topics.weekly import Shares, saturation, shares_of

TESTED_FROM: Final = 5  # titles


def elements_of(board: Board, borne: Borne, lexicon: Lexicon) -> tuple[Element, ...]:
    """All elements borne, those with the greatest share of demand first.

    A trend of fewer than `TESTED_FROM` titles is not tested (p = 1), so that it does not weaken the test of the others
    (independent filtering; Bourgon, Gentleman & Huber 2010).
    """
    shares = shares_of(borne.titles, board)
    tested = [i for i, titles in enumerate(borne.titles) if len(titles) >= TESTED_FROM]
    adjusted = dict.fromkeys(range(len(borne.names)), 1.0)
    found_p = benjamini_hochberg([mann_kendall(shares.weekly_demand[i])[1] for i in tested])
    adjusted.update(zip(tested, found_p, strict=True))
    weight = max(float(np.nansum(board.weight)), 1e-12)
    dated = max(1, int((~np.isnan(shares.weekly_demand[0])).sum())) if len(borne.names) else 1
    found = [
        Element(
            name=name,
            name_en=lexicon.en_of(name),
            origin=borne.origins[i],
            titles=len(titles),
            supply_share=float(shares.supply[i]),
            demand_share=float(shares.demand[i]),
            weight=float(np.nansum(board.weight[titles])) / weight,
            trend_per_week=100 * theil_sen(shares.weekly_demand[i]),
            trend_p=adjusted[i],
            saturation=saturation(float(shares.supply[i]), float(shares.demand[i])),
            entrants_per_week=float((board.first_week[titles] >= 0).sum()) / dated,
            days_on_list=float(board.on_list[titles].mean()) if len(titles) else 0.0,
            ai_fit=lexicon.fit.of(name),
            weeks=weeks_of(board, titles, shares, i),
        )
        for i, (name, titles) in enumerate(zip(borne.names, borne.titles, strict=True))
    ]
    return tuple(sorted(found, key=lambda one: (-one.demand_share, -one.supply_share, one.name)))


def weeks_of(board: Board, titles: Ints, shares: Shares, place: int) -> tuple[Week, ...]:
    """The weeks of a set of titles, those without any list left out."""
    first, heat = board.first_week[titles], board.early_heat[titles]
    held = zip(shares.weekly_supply[place], shares.weekly_demand[place], strict=True)
    return tuple(
        Week(end, float(supply), float(demand), *_entrants(first, heat, w))
        for w, (end, (supply, demand)) in enumerate(zip(board.ends(), held, strict=True))
        if not np.isnan(supply)
    )


def _entrants(first: Ints, heat: Floats, week: int) -> tuple[int, float | None]:
    here = first == week
    known = heat[here & ~np.isnan(heat)]
    return int(here.sum()), float(np.mean(known)) if len(known) else None
