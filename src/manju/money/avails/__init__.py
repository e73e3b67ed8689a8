"""Avails: what may still be granted, by exact arithmetic over goods, places, languages, channels and days.

`shapes` are the documents, `names` the trees, `touching` finds what is near a wish, `cells` decides whether some cell
is free, `days` joins spans, `answering` puts it together, `calendar` shows it over time.
"""

from __future__ import annotations

from manju.money.avails.answering import Answer, Avails, Conflict, Encumbrance
from manju.money.avails.shapes import Exclusivity, Grant, Holdback, Option, Query, Rights, RightsIn

__all__ = [
    "Answer", "Avails", "Conflict", "Encumbrance", "Exclusivity", "Grant", "Holdback", "Option", "Query", "Rights",
    "RightsIn",
]  # fmt: skip
