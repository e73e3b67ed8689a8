"""Whose rows may be seen: the one place every query of a studio's rows goes through.

Every row that belongs to a studio is an `OwnedByStudio`. Its `objects` manager shows the rows of the
studio in scope and nothing else; with no scope it refuses to answer. Requests get their scope from the
login (`people.middleware`), jobs from their own row, command lines and sweeps say `every_studio(why=…)`.
Related managers (`work.episodes`) go the same way, because Django builds them from the default manager.
"""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, TypeVar

from django.db import models

if TYPE_CHECKING:
    from manju.people.models import Studio


class NoScope(RuntimeError):
    """A studio's rows were asked for without saying whose."""


@dataclass(frozen=True, slots=True)
class Scope:
    """The studio whose rows are visible; `None` means every studio, for the reason given in `why`."""

    studio_id: int | None
    why: str


_scope: ContextVar[Scope | None] = ContextVar("manju_scope", default=None)

Row = TypeVar("Row", bound=models.Model, covariant=True)


@contextmanager
def in_studio(studio: Studio | int) -> Iterator[None]:
    """See the rows of this studio only."""
    studio_id = studio if isinstance(studio, int) else studio.pk
    token = _scope.set(Scope(studio_id, "in_studio"))
    try:
        yield
    finally:
        _scope.reset(token)


@contextmanager
def every_studio(*, why: str) -> Iterator[None]:
    """See the rows of all studios: for the sweeper, migrations, backups. `why` is for the reader of the code."""
    token = _scope.set(Scope(None, why))
    try:
        yield
    finally:
        _scope.reset(token)


def current_scope() -> Scope:
    """The scope in force.

    Raises:
        NoScope: outside any `in_studio` or `every_studio` block.
    """
    scope = _scope.get()
    if scope is None:
        raise NoScope("rows of a studio were asked for outside in_studio()/every_studio()")
    return scope


class ScopedManager(models.Manager[Row]):
    """Rows of the studio in scope; `owner_path` is the lookup from the row to its studio's id."""

    def get_queryset(self) -> models.QuerySet[Row]:
        rows = super().get_queryset()
        scope = current_scope()
        return rows if scope.studio_id is None else rows.filter(studio_id=scope.studio_id)


class OwnedByStudio(models.Model):
    """A row that belongs to one studio. `objects` is scoped; Django's own machinery uses the plain base manager."""

    studio = models.ForeignKey("people.Studio", on_delete=models.PROTECT, related_name="+")

    objects: models.Manager[Any] = ScopedManager()

    class Meta:
        abstract = True

    def save(self, *args: Any, **kwargs: Any) -> None:
        """Rows made inside a scope belong to it; a row can never be written into another studio."""
        scope = current_scope()
        if scope.studio_id is not None:
            if not self.studio_id:
                self.studio_id = scope.studio_id
            elif self.studio_id != scope.studio_id:
                raise NoScope(f"{type(self).__name__} belongs to another studio than the one in scope")
        super().save(*args, **kwargs)
