"""From rows of hit lists to elements and directions, with nothing later than `as_of`."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any, Final

import numpy as np
import polars as pl

from manju.market.topics.bearing import Borne, Reader, borne_by
from manju.market.topics.board import Board, board_of, cleaned, hottest_rows
from manju.market.topics.combining import Combination, combined, lift_of
from manju.market.topics.elements import elements_of, weeks_of
from manju.market.topics.fatigue import OwnTitle, judged, own_signs
from manju.market.topics.lexicon import Lexicon, standard
from manju.market.topics.likeness import Neighbours, neighbours
from manju.market.topics.reasons import reasons_of
from manju.market.topics.red_lines import flags_of, removed
from manju.market.topics.scoring import Expected, scored
from manju.market.topics.shapes import Analysis, Direction, Element, Evidence, Fatigue, Signs
from manju.market.topics.varying import Company, forms_of, variants_of
from manju.market.topics.weekly import Shares, shares_of
from manju.words import Words

VERSION: Final = "topics_v1"
DAYS: Final = 90
BEST: Final = 50  # directions listed whatever they are
SHOWN: Final = 5  # rows behind a direction
FEW_WEEKS: Final = 4


def analyse(
    frame: pl.DataFrame,
    *,
    days: int = DAYS,
    as_of: date | None = None,
    lexicon: Lexicon | None = None,
    slate: Mapping[str, str] | None = None,
    own: Sequence[OwnTitle] = (),
) -> Analysis:
    """Analyse rows of `lists.SCHEMA`; the window is `as_of` − `days` < date <= `as_of` (the latest date when not said).

    `slate`: own works as title -> genres or logline, for likeness. `own`: completion of own titles, the third sign of
    fatigue.
    """
    lexicon = lexicon or standard()
    latest = frame["date"].max()
    as_of = as_of or (latest if isinstance(latest, date) else None)
    rows = cleaned(frame.filter(pl.col("date") <= as_of)) if as_of else frame
    board = board_of(rows, as_of=as_of, days=days) if as_of else None
    if as_of is None or board is None:
        empty = Words("这段时间里没有榜单。", "There are no lists in this window.")
        return Analysis(as_of, days, 0, (), notes=(empty,))
    reader = Reader(lexicon)
    borne = borne_by(board, reader)
    elements = elements_of(board, borne, lexicon)
    combinations = combined(borne, board.size)
    shares = shares_of([one.titles for one in combinations], board)
    names = [tuple(borne.names[e] for e in one.elements) for one in combinations]
    verdicts = judged(combinations, board, shares, own_signs(names, own))
    work = _Work(board, borne, combinations, shares, scored(board, borne, combinations, lexicon), verdicts, lexicon)
    directions = _directions(work, elements, hottest_rows(rows, board), neighbours(board, borne, reader, slate or {}))
    notes = []
    if board.weeks < FEW_WEEKS:
        weeks = board.weeks
        notes.append(
            Words(
                f"只有 {weeks} 周的榜单，趋势和疲劳还看不准。",
                f"{weeks} weeks of lists: too few for trends and fatigue.",
            )
        )
    platforms = tuple(name for name in board.platforms if name)
    return Analysis(as_of, days, board.size, platforms, elements, directions, borne.proposals, tuple(notes))


@dataclass(frozen=True)
class _Work:
    board: Board
    borne: Borne
    combinations: Sequence[Combination]
    shares: Shares
    expected: Expected
    verdicts: Sequence[tuple[Fatigue, Signs]]
    lexicon: Lexicon

    def names(self, place: int) -> tuple[str, ...]:
        return tuple(self.borne.names[e] for e in self.combinations[place].elements)


def _directions(
    work: _Work, elements: Sequence[Element], hottest: pl.DataFrame, near: Neighbours
) -> tuple[Direction, ...]:
    """The best fifty and every other that is tired or surely more than chance, by score."""
    count = len(work.combinations)
    lifts = [lift_of(one.elements, len(one.titles), work.borne, work.board.size) for one in work.combinations]
    order = sorted(range(count), key=lambda i: (-work.expected.score[i], work.names(i)))
    best = set(order[:BEST])
    known = {one.name: one for one in elements}
    tired = [i for i in order if work.verdicts[i][0] == "tired"]
    worn = {frozenset(work.names(i)) for i in tired}
    company = Company.of(work.borne, work.board.size) if tired else None
    heat = np.nan_to_num(hottest["rel"].to_numpy().astype(np.float64), nan=-1.0)
    rows = hottest.rows(named=True) if count else []
    gone = removed(work.board.units["title"].to_list())
    gone_at = np.array(sorted(gone), dtype=np.int64)
    found = []
    for i in order:
        fatigue, signs = work.verdicts[i]
        lift, interval = lifts[i]
        if i not in best and fatigue != "tired" and interval[0] <= 1:
            continue
        names, titles = work.names(i), work.combinations[i].titles
        behind = [gone[int(unit)] for unit in np.intersect1d(titles, gone_at)] if gone else []
        flags = flags_of(names, behind, on=work.board.as_of)
        top = titles[np.argsort(-heat[titles], kind="stable")[:SHOWN]]
        is_tired = fatigue == "tired" and company is not None
        found.append(
            Direction(
                elements=names,
                titles=len(titles),
                score=float(work.expected.score[i]),
                expected_demand=float(work.expected.demand[i]),
                ai_fit=float(work.expected.fit[i]),
                room=float(work.expected.room[i]),
                lift=lift,
                lift_ci95=interval,
                fatigue=fatigue,
                signs=signs,
                reasons=reasons_of(
                    names,
                    titles=len(titles),
                    days=work.board.days,
                    supply=float(work.shares.supply[i]),
                    demand=float(work.shares.demand[i]),
                    expected=float(work.expected.demand[i]),
                    fit=float(work.expected.fit[i]),
                    lift=lift,
                    interval=interval,
                    fatigue=fatigue,
                    signs=signs,
                    flags=flags,
                    known=known,
                    lexicon=work.lexicon,
                ),
                variants=variants_of(names, elements, company, work.lexicon, tired=worn)
                if is_tired and company
                else (),
                form_variants=forms_of(names, work.lexicon) if is_tired else (),
                flags=flags,
                evidence=tuple(_evidence(rows[int(unit)]) for unit in top),
                likeness=near.of(names),
                weeks=weeks_of(work.board, titles, work.shares, i) if i in best or is_tired else (),
            )
        )
    return tuple(found)


def _evidence(row: Mapping[str, Any]) -> Evidence:
    """`Any`: cells of a row."""
    return Evidence(row["title"], row["platform"], row["date"], row["rank"], row["heat"], row["file"], row["line"])
