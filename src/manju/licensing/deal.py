"""What a contract grants and the days it sets: the part of its terms that is no arithmetic of money."""

from __future__ import annotations

from typing import Annotated, Literal

from pydantic import Field

from manju.money.avails.shapes import Exclusivity, Extent
from manju.words import Words

Days = Annotated[int, Field(ge=0, le=3650)]


class Deal(Extent):
    """The grant, and until when the licensee reports, pays, and we answer; None: the contract names no days.

    `report_days` and `payment_days` count from the end of a period, `approval_days` are business days.

    >>> from datetime import date
    >>> Deal(start=date(2026, 1, 1), end=None, exclusivity="sole").territories
    ['*']
    """

    exclusivity: Exclusivity
    sell_off_days: Annotated[int, Field(ge=0, le=36_500)] = 0
    clause: Annotated[str, Field(max_length=40)] = ""
    report_days: Days | None = None
    payment_days: Days | None = None
    approval_days: Days | None = None
    approval_silence: Literal["approved", "refused"] | None = None


SILENCE: dict[str, Words] = {
    "": Words("合同没有写", "The contract does not say"),
    "refused": Words("视为不同意", "Counts as a refusal"),
    "approved": Words("视为同意", "Counts as an approval"),
}
