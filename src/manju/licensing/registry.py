"""What rooms above add to a contract: panels on its page, dates, and what follows when it is signed or changed.

A room registers when it is set up (`AppConfig.ready`), as with the destinations of uploads.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from typing import Any

from manju.licensing.dates import Dated
from manju.licensing.models import Contract, TermsVersion
from manju.people.models import Member, User
from manju.words import Words

__all__ = ["Panel", "added_dates", "adds_dates", "adds_panel", "after_signing", "after_terms", "followed", "panels_of"]


@dataclass(frozen=True, slots=True)
class Panel:
    """A section of the contract's page: its heading, the template that draws it, and what that is given as `panel`."""

    title: Words
    template: str
    context: dict[str, Any] = field(default_factory=dict)  # Any: what a template takes
    order: int = 50


MakesPanel = Callable[[Contract, Member], Panel | None]
MakesDates = Callable[[Contract], Iterable[Dated]]
Follows = Callable[[Contract, TermsVersion, User], None]

_PANELS: list[MakesPanel] = []
_DATES: list[MakesDates] = []
_SIGNED: list[Follows] = []
_CHANGED: list[Follows] = []


def adds_panel(maker: MakesPanel) -> MakesPanel:
    """Have a panel on every contract's page; None for a contract it has nothing to say of."""
    _PANELS.append(maker)
    return maker


def adds_dates(maker: MakesDates) -> MakesDates:
    """Have dates in a contract's calendar."""
    _DATES.append(maker)
    return maker


def after_signing(function: Follows) -> Follows:
    """Called in the transaction that signs a contract, with the terms that hold; what it raises undoes the signing."""
    _SIGNED.append(function)
    return function


def after_terms(function: Follows) -> Follows:
    """Called in the transaction that writes a new version of a contract's terms, before and after it is signed."""
    _CHANGED.append(function)
    return function


def panels_of(contract: Contract, member: Member) -> list[Panel]:
    found = [panel for maker in _PANELS if (panel := maker(contract, member)) is not None]
    return sorted(found, key=lambda panel: panel.order)


def added_dates(contract: Contract) -> list[Dated]:
    return [dated for maker in _DATES for dated in maker(contract)]


def followed(kind: str, contract: Contract, version: TermsVersion, by: User) -> None:
    """Tell the rooms above; `kind`: signed, changed."""
    for function in {"signed": _SIGNED, "changed": _CHANGED}[kind]:
        function(contract, version, by)
