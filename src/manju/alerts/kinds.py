"""The kinds of alerts there are: rooms above register theirs, a studio chooses where each kind goes."""

from __future__ import annotations

from dataclasses import dataclass

from manju.words import Words

__all__ = ["KINDS", "AlertKind", "alert_kind", "title_of"]


@dataclass(frozen=True, slots=True)
class AlertKind:
    """A kind of alert: its stable name (`launch.verdict`), its title, and when it is raised."""

    name: str
    title: Words
    said: Words


KINDS: dict[str, AlertKind] = {}


def alert_kind(name: str, *, title: Words, said: Words) -> AlertKind:
    """Register a kind; a room does it in the module that raises it.

    Raises:
        ValueError: the name is taken.
    """
    if name in KINDS:
        raise ValueError(f"alert kind {name} is registered twice")
    kind = AlertKind(name, title, said)
    KINDS[name] = kind
    return kind


def title_of(name: str) -> Words:
    """The title of a kind, also of one whose room is gone.

    >>> str(title_of("long.gone"))
    'long.gone'
    """
    kind = KINDS.get(name)
    return kind.title if kind is not None else Words(name, name)
