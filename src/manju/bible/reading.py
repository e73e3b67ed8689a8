"""Reading a property's bible: its draft put together from the sheets, and its published versions."""

from __future__ import annotations

import hashlib
from collections.abc import Iterable
from typing import Any, Final

from manju.bible.models import BibleVersion, Sheet
from manju.catalogue.models import Property
from manju.story.bible import FORMAT, Bible, read_bible

__all__ = ["LISTS", "assembled", "canonical", "draft", "has_draft", "key_of", "latest", "sheets_of", "version_bible"]

LISTS: Final = {
    "character": "characters", "relation": "relations", "world": "world", "event": "timeline",
    "conflict": "conflicts", "term": "glossary",
}  # fmt: skip
"""Under which key of the document the sheets of a part stand."""

KEY_LONG: Final = 100


def draft(of_property: Property) -> Bible:
    """The draft as it stands; of a property without one, its title and nobody.

    Raises:
        InputError: never for what was saved through `actions`.
    """
    return read_bible(assembled(of_property, sheets_of(of_property)))


def has_draft(of_property: Property) -> bool:
    return Sheet.objects.filter(of_property=of_property, removed_at=None).exists()


def sheets_of(of_property: Property, part: str = "") -> list[Sheet]:
    """The living sheets in their order, of one part or of all."""
    rows = Sheet.objects.filter(of_property=of_property, removed_at=None).order_by("part", "position", "pk")
    return list(rows.filter(part=part) if part else rows)


def assembled(of_property: Property, sheets: Iterable[Sheet]) -> dict[str, Any]:  # Any: JSON
    """The document that sheets make. What names a removed character is left out, so that the rest always holds."""
    by_part: dict[str, list[dict[str, Any]]] = {}
    for sheet in sheets:
        by_part.setdefault(sheet.part, []).append(sheet.content)
    head = by_part.get("head", [{}])[0]
    document = {"format": FORMAT, "title": _title(of_property)} | head
    document |= {name: by_part.get(part, []) for part, name in LISTS.items()}
    known = {character["id"] for character in document["characters"]}
    document["relations"] = [r for r in document["relations"] if {r["from"], r["to"]} <= known]
    document["timeline"] = [_only(event, "characters", known) for event in document["timeline"]]
    document["conflicts"] = [_only(conflict, "between", known) for conflict in document["conflicts"]]
    return document


def latest(of_property: Property) -> BibleVersion | None:
    """The newest published version."""
    found: BibleVersion | None = BibleVersion.objects.filter(of_property=of_property).order_by("-number").first()
    return found


def version_bible(version: BibleVersion) -> Bible:
    """What a version holds."""
    return read_bible(version.document)


def canonical(bible: Bible) -> bytes:
    """The document's bytes as RFC 8785 writes them: the same bible always has the same hash.

    >>> canonical(read_bible({"format": FORMAT, "title": {"zh": "灯"}, "characters": []}))[:18]
    b'{"characters":[],"'
    """
    import rfc8785

    return rfc8785.dumps(bible.plain())


def key_of(character_id: str) -> str:
    """The key of a character's sheet.

    >>> key_of("zhiwei"), len(key_of("z" * 5000))
    ('zhiwei', 64)
    """
    return character_id if len(character_id) <= KEY_LONG else hashlib.sha256(character_id.encode()).hexdigest()


def _title(of_property: Property) -> dict[str, str]:
    found = {"zh": of_property.name_zh, "en": of_property.name_en}
    return {language: text for language, text in found.items() if text}


def _only(entry: dict[str, Any], name: str, known: set[str]) -> dict[str, Any]:
    return entry | {name: [one for one in entry.get(name) or [] if one in known]}
