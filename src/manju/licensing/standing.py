"""Where a contract stands today: drafted, agreed, in force, sold off or over; and what comes next."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import Literal

from manju.licensing.dates import Dated, dates_of
from manju.licensing.models import Contract, TermsVersion
from manju.licensing.registry import added_dates
from manju.words import Words

State = Literal["draft", "agreed", "coming", "running", "sell_off", "over"]
STATES: dict[State, tuple[str, str, Words]] = {
    "draft": ("", "file", Words("条款还没确认", "Terms not confirmed")),
    "agreed": ("warn", "clock", Words("等着签", "To be signed")),
    "coming": ("good", "clock", Words("签了，还没开始", "Signed, not begun")),
    "running": ("good", "tick", Words("履行中", "In force")),
    "sell_off": ("warn", "clock", Words("清货期", "Sell-off")),
    "over": ("", "stop", Words("已结束", "Over")),
}


@dataclass(frozen=True, slots=True)
class Standing:
    """A contract with its latest terms, its state and all its dates in order."""

    contract: Contract
    version: TermsVersion | None
    state: State
    dates: tuple[Dated, ...]
    next: Dated | None
    begins: date | None
    ends: date | None
    gone_percent: int | None  # of the term, today; None without a term

    @property
    def tone(self) -> str:
        return STATES[self.state][0]

    @property
    def icon(self) -> str:
        return STATES[self.state][1]

    @property
    def word(self) -> Words:
        return STATES[self.state][2]


def standing_of(contract: Contract, today: date) -> Standing:
    """Where it stands; `versions`, `grants` and `options` of it may be prefetched."""
    version = next(iter(contract.versions.all()), None)
    dates = sorted([*dates_of(contract, version), *added_dates(contract)], key=lambda d: (d.day, d.key))
    grants = list(contract.grants.all())
    begins = min((g.start for g in grants), default=version.agreed.start if version else None)
    ends: date | None = None
    sold_off: date | None = None
    if grants:
        if all(g.end for g in grants):
            ends = max(g.end for g in grants if g.end)
            sold_off = max(g.sold_off_on for g in grants if g.sold_off_on)
    elif version:
        ends = version.agreed.end
    state: State
    if contract.signed_on is None:
        state = "agreed" if version else "draft"
    elif begins and begins > today:
        state = "coming"
    elif ends is None or ends >= today:
        state = "running"
    else:
        state = "sell_off" if sold_off and sold_off >= today else "over"
    gone = None
    if begins and ends:
        gone = min(100, max(0, round(100 * (today - begins).days / max(1, (ends - begins).days))))
    following = next((d for d in dates if d.day >= today), None)
    return Standing(contract, version, state, tuple(dates), following, begins, ends, gone)
