"""Panels that rooms above the catalogue put on a property's page: each registers a function and a template."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from django.http import HttpRequest
from django.template.loader import render_to_string

from manju.catalogue.models import Property

__all__ = ["panel", "panels_of"]

Fill = Callable[[HttpRequest, Property], dict[str, Any]]  # Any: a template's context


@dataclass(frozen=True, slots=True)
class Panel:
    """What is shown under a property's head."""

    template: str
    fill: Fill
    place: int


PANELS: list[Panel] = []


def panel(template: str, *, place: int = 0) -> Callable[[Fill], Fill]:
    """Show this template on every property's page, with what the function gives for the request and the property.

    The lower its place, the higher it stands; of the same place, the one that came first.
    """

    def register(fill: Fill) -> Fill:
        PANELS.append(Panel(template, fill, place))
        PANELS.sort(key=lambda one: one.place)
        return fill

    return register


def panels_of(request: HttpRequest, row: Property) -> list[str]:
    """The panels of a property, rendered."""
    return [render_to_string(one.template, one.fill(request, row), request) for one in PANELS]
