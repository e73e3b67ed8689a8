"""The kinds of work there are, and the handle through which running work reports."""

from __future__ import annotations

from collections.abc import Callable
from contextlib import AbstractContextManager
from dataclasses import dataclass
from typing import TYPE_CHECKING, Concatenate, Generic, ParamSpec, Protocol

from manju.words import Words

if TYPE_CHECKING:
    from manju.jobs.models import Job

P = ParamSpec("P")


class Transient(Exception):
    """A fault that may pass by itself (network, full disk, killed child): the job is tried again later."""


class Working(Protocol):
    """What running work may do: say how far it is, learn that it was cancelled, leave a result."""

    job_id: str

    def report(self, progress: float, doing: Words | None = None) -> None:
        """Show progress (0..1) and what is being done; cheap, written at most twice a second.

        Raises:
            manju.media.errors.Cancelled: when somebody pressed cancel; let it pass through.
        """

    def cancelled(self) -> bool:
        """Whether somebody pressed cancel; for loops that hold a child process."""

    def result(self, **values: object) -> None:
        """Add JSON values to the job's result."""

    def writing(self) -> AbstractContextManager[None]:
        """One transaction for the rows this work makes; it commits only while the job is still held by this worker.

        Raises:
            manju.media.errors.Cancelled: another worker has taken the job over; everything inside is undone.
        """


@dataclass(frozen=True)
class Kind(Generic[P]):
    """A registered kind of work. Its function takes ids, is safe to run twice, and sees its studio's rows only."""

    name: str
    title: Words
    function: Callable[Concatenate[Working, P], None]
    priority: int
    max_attempts: int
    time_limit_s: int


KINDS: dict[str, Kind[...]] = {}
FOLLOWERS: dict[str, list[Callable[[Job], None]]] = {}


def job(
    name: str, *, title: Words, priority: int = 0, max_attempts: int = 3, time_limit_s: int = 3600
) -> Callable[[Callable[Concatenate[Working, P], None]], Kind[P]]:
    """Register a function as a kind of work. Modules named `jobs.py` in every room are imported at start."""

    def register(function: Callable[Concatenate[Working, P], None]) -> Kind[P]:
        if name in KINDS:
            raise ValueError(f"job kind {name} is registered twice")
        kind = Kind(name, title, function, priority, max_attempts, time_limit_s)
        KINDS[name] = kind
        return kind

    return register


def after(kind: Kind[P]) -> Callable[[Callable[[Job], None]], Callable[[Job], None]]:
    """Have a function called whenever a job of this kind is done: how a room goes on with what one below it began.

    It is called in the transaction that ends the job, in the studio's scope; it only starts further work. What it
    raises is logged and undone; the job stays done.
    """

    def register(function: Callable[[Job], None]) -> Callable[[Job], None]:
        FOLLOWERS.setdefault(kind.name, []).append(function)
        return function

    return register
