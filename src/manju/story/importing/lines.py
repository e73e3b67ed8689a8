"""What the lists of a bible have in common: labelled values, names before colons, cells by their columns."""

from __future__ import annotations

import re
from collections.abc import Sequence
from typing import Any, Final

from manju.story.importing.draft import Draft
from manju.story.importing.labels import fold, label_of, split_pair
from manju.story.importing.pieces import Piece
from manju.story.importing.tables import Row, is_sheet, sheet_pairs
from manju.story.importing.tree import Item, Node, items_of

__all__ = [
    "Entry", "by_key", "dashed", "fields_under", "first_words", "headed", "joined", "marked", "pairs_of", "said",
    "take_pictures", "text_with_rest",
]  # fmt: skip

Entry = dict[str, Any]  # Any: JSON values of a world entry, an event, a conflict


def fields_under(draft: Draft, node: Node, place: str, where: str) -> tuple[Entry, list[str]]:
    """The labelled values under a heading, and all other lines; headings below become lines too."""
    entry: Entry = {}
    lines: list[str] = []
    for item in items_of(node.pieces):
        take_pictures(draft, item)
        pair = split_pair(item.piece.text)
        if item.piece.rows and is_sheet(item.piece.rows, place):
            for label, value, _ in sheet_pairs(item.piece.rows):
                lines += _put(entry, label_of(place, label) if label else None, label, value)
        elif pair and (pair[1] or item.below) and (key := label_of(place, pair[0])) and key not in entry:
            entry[key] = joined(pair[1], "\n".join(line for one in item.below for line in one.lines()))
        else:
            lines += item.lines()
    for child in node.children:
        _child(draft, child, place, where, entry=entry, lines=lines)
    return entry, lines


def _child(draft: Draft, child: Node, place: str, where: str, *, entry: Entry, lines: list[str]) -> None:
    """A heading below: a field where its title is one, else lines."""
    key = label_of(place, child.title)
    items = items_of(child.pieces)
    inner = [line for item in items for line in item.lines()]
    for item in items:
        take_pictures(draft, item)
    if key and key not in entry and inner and not child.children:
        entry[key] = "\n".join(inner)
    else:
        below, more = fields_under(draft, Node("", 0, [], child.children), place, where)
        lines += [child.title, *inner, *(f"{k}：{v}" for k, v in below.items()), *more]


def _put(entry: Entry, key: str | None, label: str, value: str) -> list[str]:
    """Set a field that is not set; what cannot be set, as a line."""
    if key and key not in entry:
        entry[key] = value
        return []
    return [f"{label}：{value}" if label else value] if value else []


def pairs_of(rows: Sequence[Sequence[tuple[Piece, ...]]], place: str) -> Entry:
    """A table of keys beside values as one entry; pairs nobody knows become its text."""
    plain: Entry = {}
    for label, value, _ in sheet_pairs(rows):
        for line in _put(plain, label_of(place, label) if label else None, label, value):
            plain["text"] = joined(plain.get("text", ""), line)
    return plain


def by_key(row: Row, *, first: str) -> Entry:
    """The cells by key; columns nobody knows as lines of `rest`; the first cell is `first` where none is."""
    entry: Entry = {}
    rest = []
    for number, field in enumerate(row):
        if field.key:
            entry[field.key] = field.text
        elif field.text and number == 0 and first and not any(f.key == first for f in row):
            entry[first] = field.text
        elif field.text:
            rest.append(f"{field.label}：{field.text}" if field.label else field.text)
    return {**entry, "rest": "\n".join(rest)}


def text_with_rest(entry: Entry) -> str:
    return joined(entry.get("text", ""), entry.get("rest", ""))


def headed(item: Item) -> tuple[str, str]:
    """The name and the text of `沈府：京城东的大宅`; two empty texts where a line has no such head."""
    text = item.piece.text.strip()
    below = "\n".join(line for one in item.below for line in one.lines())
    head = split_pair(text) or dashed(text)
    if head and head[0]:
        return head[0].strip("*_ 「」"), joined(head[1], below)
    if item.below or (item.piece.depth >= 0 and len(text) <= 20):
        return text, below
    return "", ""


def dashed(text: str) -> tuple[str, str] | None:
    found = re.match(r"([^，。！？；\n]{1,30}?)\s*(?:——?|\s[-–]\s|\s--\s)\s*(.+)", text, re.DOTALL)
    return (found[1], found[2]) if found else None


def first_words(text: str) -> tuple[str, str]:
    """The name of an event: what stands before the first mark, where that is short; the rest is its text."""
    text = text.strip()
    pair = split_pair(text) or dashed(text)
    if pair and pair[0] and pair[1]:
        return pair[0].strip("*_ "), pair[1]
    short = re.match(r"([^，。；;：:\n]{1,30})[。；;：:\n]\s*(\S.*)", text, re.DOTALL) or re.match(
        r"([^.\n]{1,60})\.\s+(\S.*)", text, re.DOTALL
    )
    if short:
        return short[1].strip("*_ "), short[2]
    return text.rstrip("。"), ""


def marked(entry: Entry) -> Entry:
    """The mark of secrecy as true or false."""
    said = fold(str(entry.get("secret") or ""))
    return {**{k: v for k, v in entry.items() if k not in ("secret", "rest")}, "secret": said in YES}


def take_pictures(draft: Draft, item: Item) -> None:
    for image in item.piece.images:
        draft.picture(image, of=draft.images)
    for row in item.piece.rows:
        for cell in row:
            for piece in cell:
                for image in piece.images:
                    draft.picture(image, of=draft.images)
    for below in item.below:
        take_pictures(draft, below)


def said(row: Row) -> str:
    return "；".join(f"{f.label}：{f.text}" if f.label else f.text for f in row if f.text)


def joined(*parts: str) -> str:
    return "\n".join(part for part in parts if part)


YES: Final = frozenset(
    {"是", "yes", "true", "y", "1", "保密", "机密", "秘密", "secret", "是yes", "x", "✓", "对", "checked"}
)
