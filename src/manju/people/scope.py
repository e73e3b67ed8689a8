"""Whose rows may be seen: the one place every query of a studio's rows goes through.

Every row that belongs to a studio is an `OwnedByStudio`. Its `objects` manager shows the rows of the
studio in scope and nothing else; with no scope it refuses to answer. Requests get their scope from the
login (`people.middleware`), jobs from their own row, command lines and sweeps say `every_studio(why=…)`.
Related managers (`work.episodes`) go the same way, because Django builds them from the default manager.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
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


class ScopedRows(models.QuerySet[Row]):
    """Rows that stay in their studio: writing many at once obeys the same rules as saving one."""

    def bulk_create(self, objs: Any, *args: Any, **kwargs: Any) -> Any:  # as wide as Django's own
        """Each row is claimed for the studio in scope or refused.

        Raises:
            NoScope: also for an upsert that does not match rows by studio, since it could overwrite another's.
        """
        rows = list(objs)
        if kwargs.get("update_conflicts") and "studio" not in (kwargs.get("unique_fields") or ()):
            raise NoScope("bulk_create(update_conflicts=True) must name `studio` among its unique_fields")
        for row in rows:
            row.claim()
        return super().bulk_create(rows, *args, **kwargs)

    def bulk_update(self, objs: Any, fields: Any, *args: Any, **kwargs: Any) -> int:  # as wide as Django's own
        """Rows never change studio, and may only point to rows of their own."""
        rows, names = list(objs), set(fields)
        _stay(names)
        for row in rows:
            row.claim(names)
        return super().bulk_update(rows, fields, *args, **kwargs)

    def update(self, **values: Any) -> int:
        """Rows never change studio, and may only be pointed to rows of the studio in scope."""
        _stay(values)
        for field in _pointers(self.model):
            value = values.get(field.name, values.get(field.attname))
            if value is None or hasattr(value, "resolve_expression"):
                continue
            owner = value.studio_id if isinstance(value, OwnedByStudio) else _owner(field, value)
            if owner not in (None, current_scope().studio_id) and current_scope().studio_id is not None:
                raise NoScope(f"{self.model.__name__}.{field.name} would point to another studio's row")
        return super().update(**values)


class ScopedManager(models.Manager[Row]):
    """Rows of the studio in scope and nothing else."""

    _queryset_class = ScopedRows

    def get_queryset(self) -> models.QuerySet[Row]:
        rows = super().get_queryset()
        scope = current_scope()
        return rows if scope.studio_id is None else rows.filter(studio_id=scope.studio_id)


class OwnedByStudio(models.Model):
    """A row that belongs to one studio. `objects` is scoped; Django's own machinery uses the plain base manager.

    The plain manager serves `episode.season` and `refresh_from_db`: it can only meet rows of the same studio,
    because no row may be saved that points out of its studio.
    """

    studio = models.ForeignKey("people.Studio", on_delete=models.PROTECT, related_name="+")

    objects: models.Manager[Any] = ScopedManager()

    class Meta:
        abstract = True

    def save(self, *args: Any, **kwargs: Any) -> None:
        """Rows made inside a scope belong to it; a row can never be written into another studio."""
        self.claim(kwargs.get("update_fields"))
        super().save(*args, **kwargs)

    def delete(self, *args: Any, **kwargs: Any) -> tuple[int, dict[str, int]]:
        """Rows of another studio than the one in scope cannot be deleted."""
        self.claim(())
        return super().delete(*args, **kwargs)

    def claim(self, names: Iterable[str] | None = None) -> None:
        """Take the row into the studio in scope, and see that it points to rows of its own studio only.

        `names`: the fields about to be written; all of them when None.

        Raises:
            NoScope: when the row, or one that it points to, belongs to another studio.
        """
        scope = current_scope()
        if scope.studio_id is not None:
            if not self.studio_id:
                self.studio_id = scope.studio_id
            elif self.studio_id != scope.studio_id:
                raise NoScope(f"{type(self).__name__} belongs to another studio than the one in scope")
        wanted = None if names is None else set(names)
        for field in _pointers(type(self)):
            if wanted is not None and not wanted & {field.name, field.attname}:
                continue
            if field.attname not in self.__dict__ or getattr(self, field.attname) is None:
                continue
            if self._owner_of(field) != self.studio_id:
                raise NoScope(f"{type(self).__name__}.{field.name} points to another studio's row")

    def _owner_of(self, field: models.ForeignKey[Any, Any]) -> int | None:
        """The studio of the row a field points to; asks the database only when that row is not at hand."""
        value = getattr(self, field.attname)
        if field.is_cached(self):
            row = field.get_cached_value(self)
            if isinstance(row, OwnedByStudio) and getattr(row, field.target_field.attname) == value:
                return int(row.studio_id)
        return _owner(field, value) or self.studio_id  # a missing row is the database's to refuse

    def _do_update(self, base_qs: Any, *args: Any) -> Any:
        """Django's UPDATE of one row by its key, held to the row's own studio: a key given by hand that is another
        studio's meets no row, is then inserted, and fails on the primary key."""
        return super()._do_update(base_qs.filter(studio_id=self.studio_id), *args)


def _pointers(model: type[models.Model]) -> Iterator[models.ForeignKey[Any, Any]]:
    """The fields of a model that point to rows which belong to a studio."""
    for field in model._meta.concrete_fields:
        related = field.remote_field.model if isinstance(field, models.ForeignKey) else None
        if isinstance(field, models.ForeignKey) and isinstance(related, type) and issubclass(related, OwnedByStudio):
            yield field


def _owner(field: models.ForeignKey[Any, Any], value: object) -> int | None:
    rows = field.remote_field.model._base_manager.filter(**{field.target_field.attname: value})
    owner: int | None = rows.values_list("studio_id", flat=True).first()
    return owner


def _stay(names: Iterable[str]) -> None:
    if {"studio", "studio_id"} & set(names):
        raise NoScope("a row never changes studio")
