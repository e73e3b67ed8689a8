"""Our own laid-out bible read back, to the letter; anything that is not exactly ours is left to the other readers."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Any, Final

from manju.money.errors import InputError
from manju.story.bible import FORMAT, Bible, read_bible
from manju.story.layout import COLUMNS, FIELDS, PAIR_HEAD, SECTIONS, Block, Cell, Grid, Heading, Paragraph, Shown, both
from manju.story.writing.outline import YES, lay_out, references

__all__ = ["read_own"]


def read_own(blocks: Sequence[Block]) -> Bible | None:
    """The bible that was laid out as these blocks; None where laying it out again gives other blocks.

    >>> bible = read_bible({"format": "manju-bible/1", "title": {"zh": "灯"}, "characters": [], "notes": "未完"})
    >>> read_own(lay_out(bible)) == bible, read_own([*lay_out(bible), Heading(2, "附录")])
    (True, None)
    """
    wanted = [block for block in blocks if not isinstance(block, Shown)]
    try:
        bible = read_bible(_Reader(wanted).bible())
    except (_Otherwise, InputError):
        return None
    return bible if lay_out(bible) == wanted else None


class _Otherwise(Exception):
    """The blocks are not laid out as ours are."""


SECTION_OF: Final = {both(words): name for name, words in SECTIONS.items()}
FIELD_OF: Final = {both(words): name for name, words in FIELDS.items()}
LISTED: Final = frozenset({"aliases", "palette", "costumes", "catch_phrases", "never_says"})
WHERE: Final = {
    "features": "appearance", "palette": "appearance", "costumes": "appearance", "register": "dialogue_style",
    "catch_phrases": "dialogue_style", "never_says": "dialogue_style", "max_sentence_chars": "dialogue_style",
    "max_sentence_words": "dialogue_style",
}  # fmt: skip


class _Reader:
    """Reads the blocks from first to last; `Any`: the values become a bible's JSON."""

    def __init__(self, blocks: Sequence[Block]) -> None:
        self._blocks = blocks
        self._at = 0
        self._ids: dict[str, str] = {}

    def bible(self) -> dict[str, Any]:
        self._heading(1)
        found: dict[str, Any] = {"format": "", "characters": [], "title": {}}
        for label, cell in self._pairs():
            field, tag = _field(label)
            if field == "title":
                found["title"][tag] = _one(cell)
            else:
                found[field] = _one(cell)
        if found["format"] != FORMAT:
            raise _Otherwise
        while (heading := self._heading(2, maybe=True)) is not None:
            name = SECTION_OF.get(heading)
            if name is None:
                raise _Otherwise
            found[name] = getattr(self, f"_{name}")()
            if name == "characters":
                self._ids = {name: key for key, name in _named(found).items()}
        if self._at < len(self._blocks):
            raise _Otherwise
        return found

    def _synopsis(self) -> dict[str, str]:
        found = {}
        while (tag := self._heading(3, maybe=True)) is not None:
            found[tag] = self._text()
        return found

    def _characters(self) -> list[dict[str, Any]]:
        found = []
        while self._heading(3, maybe=True) is not None:
            found.append(self._character())
        return found

    def _character(self) -> dict[str, Any]:
        one: dict[str, Any] = {"id": "", "names": {}, "appearance": {}, "dialogue_style": {}}
        for label, cell in self._pairs():
            field, tag = _field(label)
            if field == "names":
                one["names"][tag] = _one(cell)
                continue
            place = one[WHERE[field]] if field in WHERE else one
            if field in LISTED:
                place[field] = list(cell)
            elif field.startswith("max_"):
                place[field] = _number(_one(cell))
            else:
                place[field] = _one(cell)
        while (heading := self._heading(4, maybe=True)) is not None:
            field = FIELD_OF.get(heading, "")
            if field == "images":
                one["images"] = self._images()
            elif field in one or field not in FIELDS:
                raise _Otherwise
            else:
                (one[WHERE[field]] if field in WHERE else one)[field] = self._text()
        return one

    def _extras(self) -> list[str]:
        return [_one(row[0]) for row in self._rows("extras")]

    def _relations(self) -> list[dict[str, Any]]:
        return [{"from": self._id(a), "to": self._id(b), "kind": "\n".join(kind), "calls": list(calls)}
                for a, b, kind, calls in self._rows("relations")]  # fmt: skip

    def _world(self) -> list[dict[str, Any]]:
        found = []
        while (name := self._heading(3, maybe=True)) is not None:
            entry: dict[str, Any] = {"name": name}
            if isinstance(self._next(), Grid):
                entry |= {_field(label)[0]: "\n".join(cell) for label, cell in self._pairs()}
            found.append({**entry, "text": self._text()})
        return found

    def _timeline(self) -> list[dict[str, Any]]:
        return [{"date": _one(date) if date else None, "end": _one(end) if end else None, "name": _one(name),
                 "aliases": list(aliases), "text": "\n".join(text), "characters": [self._id((c,)) for c in who],
                 "secret": secret == (YES,)}
                for date, end, name, aliases, text, who, secret in self._rows("timeline")]  # fmt: skip

    def _conflicts(self) -> list[dict[str, Any]]:
        return [{"name": _one(name), "between": [self._id((b,)) for b in between], "text": "\n".join(text),
                 "secret": secret == (YES,)}
                for name, between, text, secret in self._rows("conflicts")]  # fmt: skip

    def _glossary(self) -> list[dict[str, Any]]:
        grid = self._grid()
        tags = [_one(cell) for cell in grid.rows[0][1:-1]]
        if any(len(row) != len(grid.rows[0]) for row in grid.rows):
            raise _Otherwise
        return [{"source": _one(row[0]), "note": "\n".join(row[-1]),
                 "target": {tag: "\n".join(cell) for tag, cell in zip(tags, row[1:-1], strict=True) if cell}}
                for row in grid.rows[1:]]  # fmt: skip

    def _images(self) -> list[dict[str, Any]]:
        return [{"sha256": _one(sha256), "path": "\n".join(path), "kind": "\n".join(kind),
                 "origin": _one(origin) if origin else None, "rights": "\n".join(rights)}
                for sha256, path, kind, origin, rights in self._rows("images")]  # fmt: skip

    def _notes(self) -> str:
        return self._text()

    def _id(self, cell: Cell) -> str:
        name = _one(cell)
        return self._ids.get(name, name)

    def _next(self) -> Block | None:
        return self._blocks[self._at] if self._at < len(self._blocks) else None

    def _heading(self, level: int, *, maybe: bool = False) -> str | None:
        block = self._next()
        if isinstance(block, Heading) and block.level == level:
            self._at += 1
            return block.text
        if maybe:
            return None
        raise _Otherwise

    def _grid(self) -> Grid:
        block = self._next()
        if not isinstance(block, Grid):
            raise _Otherwise
        self._at += 1
        return block

    def _rows(self, section: str) -> tuple[tuple[Cell, ...], ...]:
        grid = self._grid()
        if any(len(row) != len(COLUMNS[section]) for row in grid.rows):
            raise _Otherwise
        return grid.rows[1:]

    def _pairs(self) -> Iterator[tuple[str, Cell]]:
        grid = self._grid()
        if grid.rows[0] != PAIR_HEAD or any(len(row) != 2 for row in grid.rows):
            raise _Otherwise
        for label, cell in grid.rows[1:]:
            yield _one(label), cell

    def _text(self) -> str:
        parts = []
        while isinstance(block := self._next(), Paragraph):
            parts.append(block.text)
            self._at += 1
        return "\n\n".join(parts)


def _named(found: dict[str, Any]) -> dict[str, str]:
    return references(read_bible(found))


def _field(label: str) -> tuple[str, str]:
    for text, name in FIELD_OF.items():
        if label == text:
            return name, ""
        if label.startswith(f"{text} (") and label.endswith(")"):
            return name, label[len(text) + 2 : -1]
    raise _Otherwise


def _one(cell: Cell) -> str:
    if len(cell) != 1:
        raise _Otherwise
    return cell[0]


def _number(text: str) -> int:
    if not text.isascii() or not text.isdecimal():
        raise _Otherwise
    return int(text)
