"""Tables as people draw them: a head row with a record below in each row, or keys beside values."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from manju.story.importing.labels import fold, label_of
from manju.story.importing.pieces import Image, Piece

__all__ = ["Field", "Row", "is_sheet", "place_of", "records", "sheet_pairs", "text_of"]

Cells = Sequence[Sequence[tuple[Piece, ...]]]


@dataclass(frozen=True, slots=True)
class Field:
    """A cell: the label of its column and its key in the place asked about, None where unknown."""

    label: str
    key: str | None
    text: str
    images: tuple[Image, ...]


Row = tuple[Field, ...]


def records(rows: Cells, place: str) -> list[Row]:
    """The rows below the head as records, turned round where the records stand side by side."""
    rows = _turned(rows, place)
    head = [text_of(cell) for cell in rows[0]]
    keys: list[str | None] = []
    for label in head:
        key = label_of(place, label)
        keys.append(key if key not in keys else None)
    out = []
    for row in rows[1:]:
        record = tuple(
            Field(head[n] if n < len(head) else "", keys[n] if n < len(keys) else None, text_of(cell), images_of(cell))
            for n, cell in enumerate(row)
        )
        if any(field.text or field.images for field in record):
            out.append(record)
    return out


def place_of(rows: Cells) -> str | None:
    """What a table is of, by the labels in its head: `character`, `relation`, `event`, `term`, `conflict`, `world`."""
    scores = {}
    for place, needed in NEEDED.items():
        turned = _turned(rows, place) if place == "character" else rows
        keys = {label_of(place, text_of(cell)) for cell in turned[0]} - {None}
        scores[place] = len(keys) if all(any(key in keys for key in group) for group in needed) else 0
    best = max(scores, key=lambda place: scores[place])
    return best if scores[best] >= 2 and len(rows) > 1 else None


def is_sheet(rows: Cells, place: str = "character") -> bool:
    """Whether keys stand beside values: most first cells of the rows are labels, and the head row is none.

    A head row of labels above rows that begin with values is a table of records instead.
    """
    wide = max(len(row) for row in rows)
    if wide < 2:
        return False
    firsts = [text_of(row[0]) for row in rows if len(row) > 1 and any(text_of(cell) for cell in row)]
    known = [label_of(place, text) is not None or label_of("character", text) is not None for text in firsts]
    head = [label_of(place, text_of(cell)) is not None for cell in rows[0] if text_of(cell)]
    if len(rows) > 1 and sum(head) > 1 and sum(head) > len(rows[0]) / 2 and sum(known[1:]) * 2 < len(known[1:]):
        return False
    if wide > 2 and not any(label_of(place, text_of(row[2])) for row in rows if len(row) > 3):
        return False
    return bool(known) and sum(known) * 2 >= len(known)


def sheet_pairs(rows: Cells) -> Iterator[tuple[str, str, tuple[Image, ...]]]:
    """Key, value and pictures of each pair; two or more pairs may share a row; a lone cell has no key."""
    for row in rows:
        cells = [cell for cell in row if text_of(cell) or images_of(cell)]
        if len(cells) == 1:
            label = text_of(cells[0])
            if len(row) > 1 and cells[0] is row[0] and label_of("character", label):
                continue
            yield "", label, images_of(cells[0])
            continue
        at = 0
        while at < len(row):
            value = row[at + 1] if at + 1 < len(row) else ()
            pictures = images_of(row[at]) + images_of(value)
            if text_of(row[at]) or text_of(value) or pictures:
                yield (
                    (text_of(row[at]), text_of(value), pictures)
                    if at + 1 < len(row)
                    else ("", text_of(row[at]), pictures)
                )
            at += 2


def text_of(cell: Sequence[Piece]) -> str:
    """The words of a cell, a line for each paragraph; tables within it as lines too."""
    lines = []
    for piece in cell:
        if piece.rows:
            lines += ["：".join(filter(None, map(text_of, row))) for row in piece.rows]
        elif piece.text.strip():
            lines.append(piece.text.strip())
    return "\n".join(lines)


def images_of(cell: Sequence[Piece]) -> tuple[Image, ...]:
    found = [image for piece in cell for image in piece.images]
    found += [image for piece in cell for row in piece.rows for inner in row for image in images_of(inner)]
    return tuple(found)


def _turned(rows: Cells, place: str) -> Cells:
    """Rows as columns where the labels stand in the first column and each further column is a record."""
    if len(rows) < 2 or len(rows[0]) < 3 or any(len(row) != len(rows[0]) for row in rows):
        return rows
    down = [label_of(place, text_of(row[0])) for row in rows]
    across = [label_of(place, text_of(cell)) for cell in rows[0]]
    corner = fold(text_of(rows[0][0]))
    if (
        sum(k is not None for k in down[1:]) * 2 > len(down) - 1
        and sum(k is not None for k in across[1:]) * 2 < len(across) - 1
    ):
        turned = [list(column) for column in zip(*rows, strict=True)]
        if not corner or label_of(place, text_of(turned[0][0])) is None:
            turned[0][0] = (Piece("姓名" if place == "character" else "名称"),)
        return turned
    return rows


NEEDED: dict[str, tuple[tuple[str, ...], ...]] = {
    "relation": (("from",), ("to",)),
    "event": (("date",), ("name", "text")),
    "term": (("source",), ("en", "ja", "ko", "th", "vi", "id", "es", "pt", "fr", "de", "ru", "ar")),
    "conflict": (("name",), ("between",)),
    "character": (
        ("names", "names_zh", "names_en"),
        ("role", "born", "died", "personality", "features", "voice", "aliases", "register", "catch_phrases",
         "never_says", "costumes", "palette", "names_en"),
    ),
    "world": (("name",), ("kind", "text")),
}  # fmt: skip
