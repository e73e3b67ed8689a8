"""What an uploaded file may become besides a master: rooms above this one name their own destinations here."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Literal

from manju.catalogue.models import Upload
from manju.people.access import Task
from manju.people.models import User
from manju.words import Words

__all__ = ["Destination", "Landed", "destination_of", "register"]


@dataclass(frozen=True, slots=True)
class Landed:
    """What became of a whole file: the page that shows it, and what to say."""

    address: str
    said: Words


@dataclass(frozen=True, slots=True)
class Destination:
    """A kind of thing that files become.

    `task`: who may bring files. `folder`: where they live, under the media folder. `accept` makes the rows, inside a
    transaction after which the file lies at the path it is given; it is called once for each upload. `takes`: what a
    file may be.
    """

    name: str
    task: Task
    folder: str
    accept: Callable[[Upload, Path, User], Landed]
    takes: Literal["films", "films and pictures"] = "films"


_DESTINATIONS: dict[str, Destination] = {}


def register(destination: Destination) -> None:
    """Known from now on; called when the room above is set up."""
    _DESTINATIONS[destination.name] = destination


def destination_of(target: dict[str, object]) -> Destination | None:
    """The destination an upload was opened for; None for a master.

    Raises:
        LookupError: nobody has registered it.
    """
    name = target.get("for")
    return None if name is None else _DESTINATIONS[str(name)]
