"""What the bible's pages show of sheets: cards, rows of lists, form fields with their values, what is missing where."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from django.urls import reverse

from manju.bible.actions import title_of
from manju.bible.completeness import Completeness, Missing, Score
from manju.bible.fields import GROUPS, Field, fields_of, shown, written
from manju.bible.models import BiblePicture, Sheet, SheetText
from manju.bible.names import PART_NAMES
from manju.bible.pictures import ORIGINS, PICTURE_KINDS
from manju.bible.timeline import said_date
from manju.catalogue.models import Property
from manju.story.dates import parse_in_story
from manju.words import Words

__all__ = [
    "Card", "Earlier", "FormField", "Lack", "Pictured", "Removed", "Shown", "card_of", "colours_of", "earlier_of",
    "form_of", "missing_of", "pictures_of", "read_of", "removed_of", "row_of",
]  # fmt: skip

LANGUAGES = ("zh", "en")


@dataclass(frozen=True, slots=True)
class Card:
    """A character in the list."""

    sheet: Sheet
    title: Words
    role: str
    percent: int
    picture: int | None
    palette: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Shown:
    """A row of a list: its sheet, its title, the texts of its columns."""

    sheet: Sheet
    title: Words
    cells: dict[str, str]


@dataclass(frozen=True, slots=True)
class FormField:
    """A field of a form with its value as it is typed; `theirs`: what somebody else wrote there meanwhile."""

    field: Field
    value: str
    pairs: tuple[tuple[str, str], ...] = ()
    chosen: tuple[str, ...] = ()
    theirs: str | None = None

    @property
    def rows(self) -> int:
        """How high a text's box is."""
        return min(12, max(3, self.value.count("\n") + 1 + len(self.value) // 60))


def card_of(sheet: Sheet, score: Score, kept: dict[str, int]) -> Card:
    images = sheet.content.get("images") or []
    picture = next((kept[one["sha256"]] for one in images if one["sha256"] in kept), None)
    palette = tuple(colour for colour in sheet.content["appearance"]["palette"][:6] if _is_colour(colour))
    return Card(
        sheet, title_of("character", sheet.content), sheet.content.get("role") or "", score.percent, picture, palette
    )


def row_of(sheet: Sheet, names: dict[str, Words]) -> Shown:
    """A sheet as a row: every field as text by the field's name."""
    cells = {field.name: said(field, sheet.content, names) for field in fields_of(sheet.part)}
    if sheet.part == "event":
        content = sheet.content
        date, end = (parse_in_story(content[k]) if content.get(k) else None for k in ("date", "end"))
        cells["date"] = said_date(date, end)
    return Shown(sheet, title_of(sheet.part, sheet.content), cells)


def said(field: Field, content: dict[str, Any], names: dict[str, Words]) -> str:
    """A field's value as text for reading."""
    value = shown(field, content)
    if value in (None, "", [], {}):
        return ""
    if field.kind in ("people", "person"):
        ids = [value] if field.kind == "person" else value
        return str(Words("、", ", ")).join(str(names.get(one, one)) for one in ids)
    if field.kind in ("languages", "texts"):
        return "\n".join(f"{tag}: {text}" for tag, text in value.items())
    if field.kind in ("lines", "colours"):
        return "\n".join(value) if field.kind == "lines" else " ".join(value)
    if field.kind == "yes":
        return str(Words("是", "yes")) if value else ""
    return str(value)


def form_of(
    part: str, content: dict[str, Any], *, theirs: dict[str, Any] | None = None, names: dict[str, Words] | None = None
) -> list[tuple[Words, list[FormField]]]:
    """The groups of a form with their values; with `theirs`, each field that differs shows it too."""
    return [
        (group.title, [_form_field(f, content, theirs, names or {}) for f in group.fields]) for group in GROUPS[part]
    ]


def _form_field(
    field: Field, content: dict[str, Any], theirs: dict[str, Any] | None, names: dict[str, Words]
) -> FormField:  # fmt: skip
    value = shown(field, content)
    other = None
    if theirs is not None and (shown(field, theirs) or None) != (value or None):
        other = said(field, theirs, names) or "—"
    if field.kind in ("languages", "texts"):
        pairs = dict.fromkeys(LANGUAGES, "") | (value or {})
        return FormField(
            field,
            "",
            pairs=(*pairs.items(), ("", "")) if field.kind == "languages" else tuple(pairs.items()),
            theirs=other,
        )
    if field.kind == "people":
        return FormField(field, "", chosen=tuple(value or ()), theirs=other)
    return FormField(field, written(field, value), theirs=other)


@dataclass(frozen=True, slots=True)
class Lack:
    """A missing thing with the address of its field."""

    said: Words
    address: str


def missing_of(
    of: Property, found: Completeness, sheets: list[Sheet]
) -> tuple[list[Lack], list[tuple[Score, Sheet, list[Lack]]]]:  # fmt: skip
    """What is missing of the whole, and of each character with their sheet; the least complete first."""
    by_id = {s.content["id"]: s for s in sheets if s.part == "character"}
    whole = [Lack(one.said, _place_of(of, one, None)) for one in found.missing]
    each = [
        (one, by_id[one.who], [Lack(m.said, _place_of(of, m, by_id[one.who])) for m in one.missing])
        for one in sorted(found.characters, key=lambda one: one.percent)
    ]
    return whole, each


def _place_of(of: Property, one: Missing, sheet: Sheet | None) -> str:
    if sheet is not None:
        return f"{sheet.get_absolute_url()}#f-{one.field}"
    if one.part == "head":
        return f"{reverse('bible:head', args=[of.pk])}#f-{one.field}"
    pages = {"character": "characters", "relation": "relations", "world": "world", "event": "timeline",
             "conflict": "conflicts", "term": "glossary"}  # fmt: skip
    return f"{reverse('bible:' + pages[one.part], args=[of.pk])}#add"


@dataclass(frozen=True, slots=True)
class Pictured:
    """A picture of a sheet: its place in the list, its row where its bytes are kept, what is said of it."""

    n: int
    row: BiblePicture | None
    kind: str
    kind_name: Words
    origin: str
    origin_name: Words
    rights: str


def pictures_of(content: dict[str, Any]) -> list[Pictured]:
    """The pictures a sheet names."""
    images = content.get("images") or []
    rows = {row.sha256: row for row in BiblePicture.objects.filter(sha256__in=[one["sha256"] for one in images])}
    return [
        Pictured(
            n, rows.get(one["sha256"]), one.get("kind") or "",
            PICTURE_KINDS.get(one.get("kind") or "", Words(*[one.get("kind") or "—"] * 2)), one.get("origin") or "",
            ORIGINS.get(one.get("origin") or "", Words("来源没写", "origin not told")), one.get("rights") or "",
        )
        for n, one in enumerate(images)
    ]  # fmt: skip


@dataclass(frozen=True, slots=True)
class Earlier:
    """A text that was kept, with what it says differently from the sheet as it is."""

    row: SheetText
    lines: list[str]


def earlier_of(sheet: Sheet, names: dict[str, Words]) -> list[Earlier]:
    """The newest texts that were kept of a sheet."""
    found: list[Earlier] = []
    for row in sheet.texts.select_related("by")[:8]:
        differs = [f for f in fields_of(sheet.part) if shown(f, row.content) != shown(f, sheet.content)]
        found.append(Earlier(row, [f"{f.label}: {said(f, row.content, names) or '—'}" for f in differs]))
    return found


def read_of(sheet: Sheet, names: dict[str, Words]) -> list[tuple[Words, list[tuple[Words, str]]]]:
    """A sheet for reading: groups of labels and texts, empty ones left out."""
    groups = []
    for group in GROUPS[sheet.part]:
        lines = [(f.label, said(f, sheet.content, names)) for f in group.fields]
        groups.append((group.title, [(label, text) for label, text in lines if text]))
    return [group for group in groups if group[1]]


def colours_of(content: dict[str, Any]) -> list[str]:
    """The palette's colours that are colours."""
    return [c for c in (content.get("appearance") or {}).get("palette") or [] if _is_colour(c)]


@dataclass(frozen=True, slots=True)
class Removed:
    sheet: Sheet
    title: Words
    part_name: Words


def removed_of(of: Property) -> list[Removed]:
    """The sheets that were removed last and whose place is free."""
    rows = Sheet.objects.filter(of_property=of, removed_at__isnull=False).order_by("-removed_at", "pk")[:12]
    return [Removed(row, title_of(row.part, row.content), PART_NAMES[row.part]) for row in rows]


def _is_colour(text: str) -> bool:
    return len(text) == 7 and text[0] == "#" and all(c in "0123456789abcdefABCDEF" for c in text[1:])
