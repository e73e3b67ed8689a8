"""What rooms above tell this one, and what it tells them: facts for an application, and that a season may go out."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import date
from pathlib import Path

from manju.catalogue.models import Property, Season

__all__ = ["Sample", "Subject", "facts", "follows", "subjects_of", "tell"]


@dataclass(frozen=True, slots=True)
class Sample:
    """A file to be handed in with an application."""

    name: str
    path: Path
    sha256: str


@dataclass(frozen=True, slots=True)
class Subject:
    """Something that can be registered, with what the house knows of it.

    `key`: stable (`season:7`, `character:zhiwei`, `script:12`). `basis`: audiovisual, text or art. `items`: name and
    measure (seconds, characters, 1) of each work in it. `how`: sentences in Chinese on what people did, from the
    creation log. `chain`: how the rights came to the studio, one step a line.
    """

    kind: str
    key: str
    basis: str
    title: str
    items: tuple[tuple[str, int], ...]
    author: str = ""
    completed_on: date | None = None
    published_on: date | None = None
    published_where: str = ""
    description: str = ""
    how: str = ""
    chain: str = ""
    season: Season | None = None
    samples: tuple[Sample, ...] = field(default=())


Facts = Callable[[Property], list[Subject]]
Follower = Callable[[Season, str], None]

_FACTS: list[Facts] = []
_FOLLOWERS: list[Follower] = []


def facts(function: Facts) -> Facts:
    """Have a room name what of a property can be registered: characters, scripts, films."""
    _FACTS.append(function)
    return function


def subjects_of(of_property: Property) -> list[Subject]:
    """Everything of a property that can be registered, as the rooms know it."""
    return [subject for function in _FACTS for subject in function(of_property)]


def follows(function: Follower) -> Follower:
    """Have a function called when a season's number or allowance changes: packages that waited can be made.

    It is given the season and the number before ("" when there was none), inside the transaction of the deed, and
    only starts work.
    """
    _FOLLOWERS.append(function)
    return function


def tell(season: Season, *, before: str = "") -> None:
    for function in _FOLLOWERS:
        function(season, before)
