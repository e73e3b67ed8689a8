"""Whether the studio may incubate: its last 3–5 works each earned enough revenue share, and which of them count."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass
from typing import Final

from manju.books.kinds import INCOME
from manju.books.reading import balances
from manju.catalogue.models import Work
from manju.portfolio.thresholds import Demands
from manju.revenue.norms import gate
from manju.words import Words

__all__ = ["Counted", "Qualification", "qualification"]

MOST: Final = 5  # "3–5 works": no more than the last five are looked at


@dataclass(frozen=True, slots=True)
class Counted:
    """A work with revenue share: whether it counts, and how."""

    work: Work
    earned_minor: int
    since: dt.date  # the month of its first income
    state: str  # over, under, young (too new to count)

    @property
    def word(self) -> Words:
        return {
            "over": Words("达标", "over the line"),
            "under": Words("没到", "under the line"),
            "young": Words("太新，先不算", "too new to count"),
        }[self.state]


@dataclass(frozen=True, slots=True)
class Qualification:
    """The last works in order, the newest first, and how many in a row are over the line."""

    works: tuple[Counted, ...]
    in_a_row: int
    wanted: int
    line_minor: int

    @property
    def passed(self) -> bool:
        return self.in_a_row >= self.wanted

    @property
    def said(self) -> Words:
        if self.passed:
            return Words("最近 {n} 部都过线", "The last {n} are over the line").fill(n=self.in_a_row)
        if not self.works:
            return Words("还没有作品有分账收入", "No work has revenue share yet")
        if not self.in_a_row:
            return Words(
                "最近的作品还没过线，要连续 {n} 部", "The last work is under the line; {n} in a row are asked"
            ).fill(n=self.wanted)
        return Words("最近连续 {n} 部过线，还差 {m} 部", "The last {n} in a row are over the line, {m} short").fill(
            n=self.in_a_row, m=self.wanted - self.in_a_row
        )


def qualification(demands: Demands) -> Qualification:
    """The studio's works with revenue share, from the books; other currencies than the gate's do not count."""
    sums = balances("work", "month", tier=1, kind__in=list(INCOME), currency=gate().currency)
    earned: dict[int, int] = {}
    first: dict[int, dt.date] = {}
    for (_, work_id, month), minor in sums.items():
        if work_id is not None and minor > 0:
            earned[work_id] = earned.get(work_id, 0) + minor
            first[work_id] = min(first.get(work_id, month), month)
    line, young = demands["work_minor"], demands.on - dt.timedelta(days=demands["young_days"])
    rows = sorted(Work.objects.filter(pk__in=list(earned)), key=lambda w: (first[w.pk], w.pk), reverse=True)
    counted = [
        Counted(
            work, earned[work.pk], first[work.pk],
            "over" if earned[work.pk] > line else "young" if first[work.pk] > young else "under",
        )
        for work in rows
    ]  # fmt: skip
    last = [one for one in counted if one.state != "young"][:MOST]
    in_a_row = next((n for n, one in enumerate(last) if one.state == "under"), len(last))
    shown = counted[: counted.index(last[-1]) + 1] if last else counted[:MOST]
    return Qualification(tuple(shown), in_a_row, demands["works"], line)
