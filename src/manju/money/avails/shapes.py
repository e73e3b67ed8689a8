"""Rights as documents: what is held, granted, held back and optioned, and the wish that is asked about."""

from __future__ import annotations

from typing import Annotated, Any, Final, Literal

from pydantic import Field, field_validator, model_validator

from manju.money.documents import Day, Document, Name, Published
from manju.words import Words

Exclusivity = Literal["exclusive", "sole", "non_exclusive"]
Dimension = Literal["categories", "territories", "languages", "channels"]
DIMENSIONS: Final[tuple[Dimension, ...]] = ("categories", "territories", "languages", "channels")
Names = Annotated[list[Name], Field(min_length=1)]


class Extent(Document):
    """What goods, where, in which languages and through which channels, from when to when; left out is `*`."""

    categories: Names = ["*"]
    territories: Names = ["*"]
    languages: Names = ["*"]
    channels: Names = ["*"]
    start: Day
    end: Day | None = None  # for ever

    @model_validator(mode="after")
    def _in_order(self) -> Extent:
        if self.end is not None and self.end < self.start:
            raise ValueError("end is before start")
        return self


class RightsIn(Extent):
    """Rights that the studio itself holds."""

    id: Name
    clause: str | None = None


class Grant(Extent):
    """A licence given out; after its end the licensee may sell off for so many days."""

    id: Name
    clause: str | None = None
    exclusivity: Exclusivity
    sell_off_days: Annotated[int, Field(ge=0, le=36_500)] = 0


class Holdback(Extent):
    """A promise not to grant."""

    id: Name
    clause: str | None = None


class Option(Extent):
    """Somebody's right to be asked first (rofr, rofn, sequel …); it does not block."""

    id: Name
    kind: Name
    clause: str | None = None


class Query(Extent):
    """A wish: may this be granted?"""

    id: Name | None = None
    exclusivity: Exclusivity


class Rights(Document):
    """All rights in one property. Without `rights_in` everything is held; an empty list holds nothing."""

    territory_groups: dict[Name, Names] = {}

    @field_validator("territory_groups")
    @classmethod
    def _everything_is_no_group(cls, groups: dict[str, list[str]]) -> dict[str, list[str]]:
        if "*" in groups:
            raise ValueError("* is everything and cannot name a group")
        return groups

    categories: list[Name] = []
    rights_in: list[RightsIn] | None = None
    grants: list[Grant] = []
    holdbacks: list[Holdback] = []
    options: list[Option] = []


EXAMPLE: Final[dict[str, Any]] = {  # Any: plain JSON
    "territory_groups": {"SEA": ["SG", "MY", "TH", "VN", "ID", "PH"]},
    "categories": ["games", "games/mobile", "toys", "toys/figures", "food", "food/tea"],
    "rights_in": [{"id": "R1", "categories": ["*"], "territories": ["*"], "languages": ["*"], "channels": ["*"],
                   "start": "2026-01-01", "end": None}],
    "grants": [{"id": "G1", "clause": "2.1", "categories": ["games/mobile"], "territories": ["CN", "SEA"],
                "languages": ["*"], "channels": ["*"], "start": "2026-06-01", "end": "2028-05-31",
                "exclusivity": "exclusive", "sell_off_days": 90}],
    "holdbacks": [{"id": "H1", "clause": "5.3", "categories": ["games"], "territories": ["CN"],
                   "start": "2026-06-01", "end": "2026-12-31"}],
    "options": [{"id": "O1", "kind": "rofr", "clause": "9", "categories": ["games"], "territories": ["CN"],
                 "start": "2026-06-01", "end": "2029-05-31"}],
}  # fmt: skip
QUERY_EXAMPLE: Final[dict[str, Any]] = {
    "categories": ["games"], "territories": ["CN"], "languages": ["zh"], "channels": ["*"],
    "start": "2027-01-01", "end": "2027-12-31", "exclusivity": "exclusive",
}  # fmt: skip
GRANTS: Final = Published(Rights, Words("一个 IP 的权利", "Rights in one property"), EXAMPLE)
QUERY: Final = Published(
    Query | list[Query], Words("可售权利的查询", "What is asked of the rights in a property"), QUERY_EXAMPLE
)
