"""Starting, cancelling and retrying work."""

from __future__ import annotations

from typing import ParamSpec

from manju.jobs.models import Job
from manju.jobs.registry import Kind
from manju.people.models import User
from manju.words import Words

P = ParamSpec("P")


def start(
    kind: Kind[P],
    *,
    by: User | None,
    params: dict[str, int | str | float | bool | list[int] | list[str] | None],
    key: str = "",
    title: Words | None = None,
    link: str = "",
    priority: int | None = None,
) -> Job:
    """Queue work in the studio in scope; it runs after the surrounding transaction commits.

    With a `key`, an open job of the same key is returned instead of a second one.

    >>> start(inspect_master, by=user, params={"master_id": 7}, key="inspect:7")   # doctest: +SKIP
    """
    raise NotImplementedError  # the jobs room fills this in


def cancel(job: Job, *, by: User) -> None:
    """Stop a queued job at once, a running one within two seconds."""
    raise NotImplementedError


def retry(job: Job, *, by: User) -> None:
    """Queue a failed or cancelled job again, from its beginning."""
    raise NotImplementedError
