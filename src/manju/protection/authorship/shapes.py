"""What an evidence pack is made of: deeds in order of time, items with their proofs, authors, the chain of title."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from pathlib import Path
from typing import Literal

from manju.production.creation_models import entered_late
from manju.words import Words

__all__ = ["Author", "Character", "Deed", "PackedItem", "Sort", "Story", "TitleLink"]

Sort = Literal["intent", "prompt", "selection", "edit", "script", "storyboard", "bible", "master", "registration"]
Level = Literal["authority", "own_log", "none"]


@dataclass(frozen=True, slots=True)
class PackedItem:
    """One file that was put on record, with its proof as far as it is sealed.

    `path`: where its bytes lie (None: not kept here); `intact`: whether they still have the recorded hash (None: not
    looked at, since there are none).
    """

    pk: int
    kind: str
    kind_name: Words
    name: str
    title: str
    author: str
    origin: str
    made_at: datetime
    sha256: str
    sm3: str
    size_bytes: int
    path: Path | None
    intact: bool | None
    proof: bytes | None = None
    level: Level = "none"
    sealed_at: datetime | None = None
    authority: str = ""

    @property
    def same_day(self) -> bool:
        """Whether it was sealed within 24 hours of being made."""
        return self.sealed_at is not None and self.sealed_at - self.made_at <= timedelta(hours=24)


@dataclass(frozen=True, slots=True)
class Deed:
    """Something that a person did: written, asked for, chosen, refused, changed by hand.

    `made_at` is when it was done, `recorded_at` when it was written down here; `minutes` is work by hand.
    """

    sort: Sort
    made_at: datetime
    recorded_at: datetime
    who: str
    title: Words
    text: str = ""
    reason: str = ""
    subject: str = ""
    minutes: int = 0
    kept: int = 0
    rejected: int = 0
    rejected_without_reason: int = 0
    pictures: tuple[Path, ...] = ()
    items: tuple[int, ...] = ()
    facts: tuple[tuple[Words, Words], ...] = ()

    @property
    def late(self) -> bool:
        """Whether it was written down late, by the rule of the creation log."""
        return entered_late(self.made_at, self.recorded_at)


@dataclass(frozen=True, slots=True)
class Author:
    """A person who took part, and what they did."""

    name: str
    role: Words
    deeds: int
    minutes: int
    first: datetime
    last: datetime


@dataclass(frozen=True, slots=True)
class TitleLink:
    """One step of the chain of title: who passed what to whom, on which ground."""

    giver: str
    taker: str
    what: Words
    ground: str
    dated: date | None = None


@dataclass(frozen=True, slots=True)
class Character:
    """A character of the bible, and how many deeds tell how it came to be."""

    key: str
    name: str
    deeds: int


@dataclass(frozen=True, slots=True)
class Story:
    """All that is known of how a property was made."""

    studio: Words
    property_name: Words
    holder: str
    holder_number: str
    deeds: tuple[Deed, ...] = ()
    items: tuple[PackedItem, ...] = ()
    authors: tuple[Author, ...] = ()
    title: tuple[TitleLink, ...] = ()
    characters: tuple[Character, ...] = ()
    bible_versions: int = 0
    certificates: tuple[str, ...] = field(default=())

    @property
    def rounds(self) -> int:
        return sum(1 for deed in self.deeds if deed.sort == "prompt")

    @property
    def kept(self) -> int:
        return sum(deed.kept for deed in self.deeds)

    @property
    def rejected(self) -> int:
        return sum(deed.rejected for deed in self.deeds)

    @property
    def minutes(self) -> int:
        return sum(deed.minutes for deed in self.deeds)
