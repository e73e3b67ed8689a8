"""Exports of platforms: recognised by their header, read row by row, nothing mapped by hand."""

from manju.market.exports.episodes import Named, folded_title, named
from manju.market.exports.reading import date_in_name, read_export, read_exports
from manju.market.exports.record import PLATFORM_NAMES, Export, Kind, Odd, Record, Refusal

__all__ = [
    "PLATFORM_NAMES", "Export", "Kind", "Named", "Odd", "Record", "Refusal", "date_in_name", "folded_title", "named",
    "read_export", "read_exports",
]  # fmt: skip
