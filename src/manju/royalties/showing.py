"""What the pages of settlement show: the list of periods, a review line by line, what is owed."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from fractions import Fraction
from typing import Any, Final

from manju.money.royalties.letters import Point, correction_letter
from manju.money.royalties.line_checks import percent
from manju.royalties.contracts import PeriodState
from manju.royalties.models import SalesReport
from manju.words import Words

__all__ = ["SHOWN", "Compared", "compared", "headline", "letter_for", "shown"]

SHOWN: Final[dict[str, tuple[Words, frozenset[str]]]] = {
    "open": (Words("要处理的", "Open"), frozenset({"waiting", "returned", "late", "due"})),
    "waiting": (Words("待审核", "To review"), frozenset({"waiting"})),
    "late": (Words("逾期", "Late"), frozenset({"late"})),
    "running": (Words("进行中", "Under way"), frozenset({"running"})),
    "settled": (Words("已结算", "Settled"), frozenset({"settled"})),
}
REPLY_DAYS: Final = 14


@dataclass(frozen=True, slots=True)
class Compared:
    """A royalty line as it is shown: ours beside theirs."""

    plain: dict[str, Any]  # plain JSON of the report

    def __getattr__(self, name: str) -> Any:  # templates read the keys
        try:
            return self.plain[name]
        except KeyError as error:
            raise AttributeError(name) from error

    @property
    def our_rate(self) -> str:
        return percent(Fraction(self.plain["rate"])) if self.plain["base_units"] is None else self.plain["rate"]

    @property
    def difference_minor(self) -> int | None:
        theirs = self.plain["their_royalty_minor"]
        return None if theirs is None else self.plain["royalty_minor"] - theirs

    @property
    def name(self) -> str:
        parts = (self.plain["sku"], self.plain["category"], self.plain["territory"], self.plain["channel"])
        return " · ".join(part for part in parts if part) or "—"


def compared(report: SalesReport, *, only_different: bool) -> list[Compared]:
    """The lines of a review, those that differ most first."""
    rows = [Compared(plain) for plain in report.compared]
    if only_different:
        rows = [row for row in rows if row.difference_minor]
    return sorted(rows, key=lambda row: -abs(row.difference_minor or 0))


def shown(periods: Sequence[PeriodState], which: str) -> list[PeriodState]:
    """The periods of a filter, what needs somebody first."""
    order = ("waiting", "late", "returned", "due", "running", "settled")
    found = [one for one in periods if one.name in SHOWN[which][1]]
    return sorted(found, key=lambda one: (order.index(one.name), one.report_due, one.contract.pk))


def headline(periods: Sequence[PeriodState], *, contracts: int) -> Words:
    """The page in a sentence."""
    waiting = sum(one.name == "waiting" for one in periods)
    late = sum(one.name == "late" for one in periods)
    if waiting and late:
        return Words(f"{waiting} 份报表待审核，{late} 份逾期没交", f"{waiting} to review, {late} overdue")
    if waiting:
        return Words(f"{waiting} 份报表待审核", f"{waiting} report{'s' if waiting != 1 else ''} to review")
    if late:
        return Words(f"{late} 份报表逾期没交", f"{late} report{'s are' if late != 1 else ' is'} overdue")
    if not contracts:
        return Words("还没有要结算的授权合同", "No licence contract to settle yet")
    return Words("授权结算都跟上了", "Every licence is settled up to date")


def letter_for(report: SalesReport, *, to: str, studio: Words, reply_by: str) -> Words:
    """The letter that asks for a correction, of everything that is not only a hint."""
    points = [Point(f.name, f.said, tuple(f.lines), f.cost_minor) for f in report.found
              if f.severity != "hint" and f.code != "total_differs"]  # fmt: skip
    return correction_letter(
        points, to=to, studio=studio, contract=report.contract.title, period=report.period, currency=report.currency,
        reported_minor=report.reported_minor, earned_minor=report.earned_minor, reply_by=reply_by,
    )  # fmt: skip
