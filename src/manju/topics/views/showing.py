"""What several topics pages show: the newest analysis, work under way, rows counted as they are read."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Final, TypeVar, overload

from manju.jobs.models import Job
from manju.topics.jobs import KINDS_SHOWN
from manju.topics.models import Analysis

__all__ = ["PAGE", "Counted", "newest", "running"]

PAGE: Final = 50
Row = TypeVar("Row")


def newest(*, platform: str = "", audience: str = "") -> Analysis | None:
    """The newest analysis of the studio in scope, of all lists or of a part of them."""
    found: Analysis | None = Analysis.objects.newest(platform=platform, audience=audience)
    return found


def running() -> list[Job]:
    """Work of this room that is open or has failed of late, the newest of each last."""
    rows = Job.objects.filter(kind__in=KINDS_SHOWN).exclude(state__in=("done", "cancelled")).order_by("-created_at")
    return list(rows[:6])


class Counted(Sequence[Row]):
    """A sequence for a paginator, read by `page(start, most) -> (rows, how many there are)`."""

    def __init__(self, page: Callable[[int, int], tuple[list[Row], int]]) -> None:
        self._page = page
        self._count: int | None = None

    def __len__(self) -> int:
        if self._count is None:
            self._count = self._page(0, 1)[1]
        return self._count

    @overload
    def __getitem__(self, asked: int) -> Row: ...

    @overload
    def __getitem__(self, asked: slice) -> list[Row]: ...

    def __getitem__(self, asked: int | slice) -> Row | list[Row]:
        if isinstance(asked, int):
            return self._page(asked, 1)[0][0]
        start, stop = asked.start or 0, asked.stop or len(self)
        rows, self._count = self._page(start, stop - start)
        return rows
