"""What the sample studio holds: properties, episodes, people, accounts and the calendar around a given day."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime, time, timedelta, tzinfo
from typing import Final, Literal

from manju.words import Words

PublicationState = Literal["planned", "posted", "in_review", "live", "rejected"]


@dataclass(frozen=True, slots=True)
class SampleEpisode:
    """`key` names its storyboard in `manju.sample.episodes`; one that is not `drawn` is out, and has no film here."""

    key: str
    number: int
    title: Words
    synopsis: Words
    filing_number: str = ""
    drawn: bool = True


@dataclass(frozen=True, slots=True)
class SampleSeason:
    number: int
    planned_episodes: int
    episodes: tuple[SampleEpisode, ...]


@dataclass(frozen=True, slots=True)
class SampleWork:
    title: Words
    language: str
    seasons: tuple[SampleSeason, ...]


@dataclass(frozen=True, slots=True)
class SampleProperty:
    """`key` names its art in `manju.sample.art.stills`; `started_days_ago` orders the slate."""

    key: str
    name: Words
    logline: Words
    genres: Words
    started_days_ago: int
    works: tuple[SampleWork, ...]


@dataclass(frozen=True, slots=True)
class SampleMember:
    """A person of the studio; `key` names the portrait, `role` is a value of `people.models.Role`."""

    key: str
    name: Words
    email: str
    role: str
    joined_days_ago: int
    language: Literal["zh", "en"] = "zh"


@dataclass(frozen=True, slots=True)
class SampleAccount:
    platform: str  # a channel profile's name
    handle: str
    opened_days_ago: int


@dataclass(frozen=True, slots=True)
class SamplePublication:
    """A post past or planned: days and hour relative to today, on an account of this platform."""

    episode: str
    platform: str
    language: str
    day: int  # 0 today, negative: past
    hour: int
    state: PublicationState
    url: str = ""
    rejection: Words | None = None

    def at(self, today: date, zone: tzinfo) -> datetime:
        """When it is, or was, posted.

        >>> from datetime import UTC
        >>> SamplePublication("lantern-1", "douyin", "zh", -2, 20, "live").at(date(2026, 11, 25), UTC).isoformat()
        '2026-11-23T20:00:00+00:00'
        """
        return datetime.combine(today + timedelta(days=self.day), time(self.hour), zone)


@dataclass(frozen=True, slots=True)
class SampleDeed:
    """One line of the studio's history for the audit log: who did what, how many days and hours ago."""

    by: str
    days_ago: int
    hour: int
    verb: str
    what: Words


@dataclass(frozen=True, slots=True)
class SampleStudio:
    name: Words
    producer_code: str
    properties: tuple[SampleProperty, ...]
    members: tuple[SampleMember, ...]
    accounts: tuple[SampleAccount, ...]
    publications: tuple[SamplePublication, ...]
    deeds: tuple[SampleDeed, ...]

    @property
    def episodes(self) -> tuple[SampleEpisode, ...]:
        return tuple(e for p in self.properties for w in p.works for s in w.seasons for e in s.episodes)

    @property
    def drawn(self) -> tuple[SampleEpisode, ...]:
        """Those of which a film is drawn."""
        return tuple(e for e in self.episodes if e.drawn)


def _sample() -> SampleStudio:
    # the texts are long: they stand in modules of their own, which need the shapes above
    from manju.sample.texts import calendar, properties, team

    return SampleStudio(
        name=Words("青灯工作室", "Qingdeng Studio"),
        producer_code="QINGDENG-SAMPLE",
        properties=properties.PROPERTIES,
        members=team.MEMBERS,
        accounts=team.ACCOUNTS,
        publications=calendar.PUBLICATIONS,
        deeds=calendar.DEEDS,
    )


SAMPLE: Final = _sample()
