"""A Notion export, or any folder of Markdown pages in a zip: pages under pages, databases with a page for each row."""

from __future__ import annotations

import csv
import hashlib
import io
import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from pathlib import PurePosixPath
from typing import Final
from urllib.parse import unquote

from manju.story.errors import wrong_type
from manju.story.importing.labels import fold, listed, loose_section, split_pair
from manju.story.importing.markdown_file import Links, decode, pieces_of
from manju.story.importing.pieces import Image, Piece, Source
from manju.story.importing.tables import place_of
from manju.words import Words

__all__ = ["read_notion"]

PAGES: Final = (".md", ".markdown", ".txt")
IMAGES: Final = (
    ".png",
    ".jpg",
    ".jpeg",
    ".webp",
    ".gif",
    ".bmp",
    ".tif",
    ".tiff",
    ".svg",
    ".emf",
    ".wmf",
    ".heic",
    ".avif",
)
CSV_MAX: Final = 10_000_000  # characters of one cell


def read_notion(parts: Mapping[str, bytes], name: str) -> Source:
    """The pieces of all pages in the order of the tree they stand in.

    Raises:
        StoryError: `wrong_type`: no page and no table in the zip.
    """
    return _Export(parts, name).source()


@dataclass(slots=True)
class _Doc:
    """A page or a database, with the pages below it."""

    path: PurePosixPath
    title: str
    rows: list[list[str]] | None = None  # of a database
    text: str = ""
    below: list[_Doc] = field(default_factory=list)
    written: bool = False


class _Export:
    def __init__(self, parts: Mapping[str, bytes], name: str) -> None:
        self._parts, self._name = parts, name
        self._source = Source(name)
        self._docs: dict[str, _Doc] = {}
        self._by_path: dict[str, str] = {}

    def source(self) -> Source:
        self._collect()
        if not self._docs:
            raise wrong_type(
                self._name,
                Words("压缩包里没有 Markdown 页面，也没有表格。", "the zip holds no Markdown page and no table."),
            )
        roots = self._nest()
        for doc in roots:
            self._source.pieces += self._written(doc, 1)
        for path, data in self._parts.items():
            if path.lower().endswith(IMAGES):
                sha256 = hashlib.sha256(data).hexdigest()
                self._source.pictures.setdefault(sha256, data)
                self._source.names.setdefault(sha256, path.rpartition("/")[2])
        for doc in self._docs.values():  # linked in a circle, so that no root leads to them
            if not doc.written:
                self._source.pieces += self._written(doc, 1)
        return self._source

    def _collect(self) -> None:
        for path in sorted(self._parts, key=_order):
            lower = path.lower()
            pure = PurePosixPath(path)
            if lower.endswith(PAGES):
                text = decode(self._parts[path], path) if self._parts[path].strip() else ""
                self._source.raw += f"{text}\n"
                self._docs[path] = _Doc(pure, _clean(pure.stem), text=text)
                self._by_path[path] = path
            elif lower.endswith(".csv"):
                stem = pure.stem.removesuffix("_all")
                key = str(pure.with_name(f"{stem}.csv"))
                rows = _rows(self._parts[path], path)
                known = self._docs.get(key)
                if known is None:
                    self._docs[key] = _Doc(PurePosixPath(key), _clean(stem), rows=rows)
                elif known.rows is not None:
                    known.rows = _united(known.rows, rows)
                self._by_path[path] = self._by_path[key] = key
            elif not lower.endswith(IMAGES):
                self._source.unread.append(("压缩包里的文件 File in the zip", path))

    def _nest(self) -> list[_Doc]:
        """Put every document under the one whose folder it lies in; folders of a known name become headings."""
        roots: list[_Doc] = []
        folders: dict[PurePosixPath, _Doc] = {}
        for doc in list(self._docs.values()):
            owner = self._owner(doc.path.parent, doc, folders)
            (roots if owner is None else owner.below).append(doc)
        made = [folder for path, folder in folders.items() if self._owner(path.parent, folder, folders) is None]
        for path, folder in folders.items():
            owner = self._owner(path.parent, folder, folders)
            if owner is not None:
                owner.below.append(folder)
        return [*roots, *made]

    def _owner(self, folder: PurePosixPath, doc: _Doc, folders: dict[PurePosixPath, _Doc]) -> _Doc | None:
        while folder.name:
            for other in self._docs.values():
                same = other.path.stem == folder.name or _clean(other.path.stem) == _clean(folder.name)
                if other is not doc and other.path.parent == folder.parent and same:
                    return other
            title = _clean(folder.name)
            if loose_section(title) or listed("kinds", title) or listed("groups", title):
                if folder not in folders:
                    folders[folder] = _Doc(folder, title)
                return folders[folder] if folders[folder] is not doc else None
            folder = folder.parent
        return None

    def _written(self, doc: _Doc, level: int) -> list[Piece]:
        if doc.written:
            return []
        doc.written = True
        if doc.rows is not None:
            return self._database(doc, level)
        title, pieces = self._page(doc)
        out = [Piece(title, level=level)]
        at, kind = level, None
        top = min((piece.level for piece in pieces if piece.level), default=1)
        waiting: list[_Doc] = []  # linked pages stand behind what the page itself says under the heading
        sections: list[_Doc] = []  # unless they are sections of their own
        for piece in pieces:
            children = self._linked(piece, doc)
            if piece.level:
                for child in waiting:
                    out += self._written(child, at + 1)
                waiting = []
                at, kind = level + piece.level - top + 1, loose_section(piece.text)
                out.append(replace(piece, level=at))
            elif children and _only_links(piece.text, children):
                for child in children:
                    own = loose_section(child.title)
                    (sections if own is not None and own != kind else waiting).append(child)
            else:
                out.append(piece)
        for child in waiting:
            out += self._written(child, at + 1)
        for child in sections:
            out += self._written(child, level + 1)
        for child in sorted(doc.below, key=lambda one: _order(str(one.path))):
            out += self._written(child, level + 1)
        return out

    def _page(self, doc: _Doc) -> tuple[str, list[Piece]]:
        """The title of a page and its pieces; links to pages and values of relations lose their addresses."""
        folder = str(doc.path.parent)
        links = Links(image=lambda address, caption: self._image(address, caption, folder),
                      page=lambda address: self._target(address, folder) is not None)  # fmt: skip
        pieces = [replace(p, text=PAGE_LINK.sub("", p.text)) for p in pieces_of(doc.text, links)]
        title = doc.title
        if pieces and pieces[0].level == 1:
            title = pieces[0].text
            pieces = pieces[1:]
        return title, [self._with_files(piece, folder) for piece in pieces]

    def _with_files(self, piece: Piece, folder: str) -> Piece:
        """Properties `Images: a.png, b.png` as pictures."""
        if piece.level or piece.rows or not any(ending in piece.text.lower() for ending in IMAGES):
            return piece
        lines, images = [], list(piece.images)
        for line in piece.text.split("\n"):
            pair = split_pair(line)
            text, found = self._files(pair[1], folder) if pair else (line, [])
            images += found
            if pair and found:
                if text:
                    lines.append(f"{pair[0]}: {text}")
            else:
                lines.append(line)
        return replace(piece, text="\n".join(lines), images=tuple(images))

    def _files(self, value: str, folder: str) -> tuple[str, list[Image]]:
        images, rest = [], []
        for part in re.split(r",\s*", value):
            image = self._image(unquote(part.strip()), "", folder) if part.lower().endswith(IMAGES) else None
            if image is not None:
                images.append(image)
            else:
                rest.append(part)
        return ", ".join(rest) if images else value, images

    def _database(self, doc: _Doc, level: int) -> list[Piece]:
        """Characters and places as headings with their properties, all else as a table; pages of rows go with them."""
        rows = doc.rows or [[]]
        head, folder = rows[0], str(doc.path.parent)
        pages: dict[str, list[_Doc]] = {}
        for page in doc.below:
            for name in {fold(self._page(page)[0]), fold(page.title)}:
                pages.setdefault(name, []).append(page)
        out = [Piece(doc.title, level=level)]
        kind = loose_section(doc.title)
        cells = tuple((Piece(label),) for label in head)
        sheet = tuple(tuple((Piece(value),) for value in row) for row in rows[1:])
        place = {"timeline": "event", "glossary": "term", "relations": "relation", "conflicts": "conflict"}.get(
            kind or "", place_of((cells, *sheet)) if kind is None and sheet else None
        )
        as_table = place not in (None, "character", "world")
        lines: list[tuple[tuple[Piece, ...], ...]] = []
        headed: list[Piece] = []
        for row in rows[1:]:
            values = [self._files(PAGE_LINK.sub("", value), folder) for value in row]
            own = next((p for p in pages.get(fold(row[0]), []) if not p.written), None) if row else None
            if as_table:
                body = self._body(own, row, head) if own is not None else ()
                lines.append((*(_cell(text, images) for text, images in values), *([body] if pages else [])))
            elif any(text or images for text, images in values):
                headed += self._row(own, head, values, level + 1)
        if as_table and lines:
            top = (*cells, *([(Piece("正文"),)] if pages else []))
            out.append(Piece(rows=(top, *lines)))
        out += headed
        for page in doc.below:
            out += self._written(page, level + 1)
        return out

    def _row(
        self, page: _Doc | None, head: Sequence[str], values: Sequence[tuple[str, list[Image]]], level: int
    ) -> list[Piece]:
        title = values[0][0] if values else ""
        inner = self._written(page, level) if page is not None else [Piece(title, level=level)]
        said = {
            (fold(pair[0]), fold(pair[1])) for p in inner for line in p.text.split("\n") if (pair := split_pair(line))
        }
        own = []
        for label, (text, images) in _paired(head, values):
            new = bool(text.strip()) and (fold(label), fold(text)) not in said
            if images or new:
                own.append(Piece((f"{label}：{text}" if label else text) if new else "", images=tuple(images)))
        return [inner[0], *own, *inner[1:]]

    def _body(self, page: _Doc, row: Sequence[str], head: Sequence[str]) -> tuple[Piece, ...]:
        """What the page of a row says beyond the row."""
        known = {(fold(label), fold(PAGE_LINK.sub("", value))) for label, value in zip(head, row, strict=False)}
        out = []
        for piece in self._written(page, 1)[1:]:
            lines = [line for line in piece.text.split("\n")
                     if not ((pair := split_pair(line)) and (fold(pair[0]), fold(pair[1])) in known)]  # fmt: skip
            if any(lines) or piece.rows or piece.images:
                out.append(replace(piece, text="\n".join(lines), level=0))
        return tuple(out)

    def _linked(self, piece: Piece, doc: _Doc) -> list[_Doc]:
        """The documents below this page whose titles a paragraph is made of."""
        if piece.level or piece.rows or not piece.text:
            return []
        names = {fold(line) for line in piece.text.split("\n")}
        return [
            child for child in doc.below if not child.written and {fold(child.title), fold(self._title(child))} & names
        ]

    def _title(self, doc: _Doc) -> str:
        return doc.title if doc.rows is not None else self._page(doc)[0]

    def _image(self, address: str, caption: str, folder: str) -> Image | None:
        target = self._target(address, folder, among=self._parts)
        if target is None or not target.lower().endswith(IMAGES):
            return None
        data = self._parts[target]
        sha256 = hashlib.sha256(data).hexdigest()
        self._source.pictures[sha256] = data
        return Image(sha256, target.rpartition("/")[2], caption)

    def _target(self, address: str, folder: str, among: Mapping[str, object] | None = None) -> str | None:
        """The file of the export that an address leads to; by its name alone where the folder does not fit."""
        among = self._by_path if among is None else among
        plain = unquote(address).split("#")[0].strip("<>")
        if not plain or "://" in plain:
            return None
        path: list[str] = []
        for step in [*folder.split("/"), *plain.split("/")]:
            if step == "..":
                path = path[:-1]
            elif step not in ("", "."):
                path.append(step)
        whole = "/".join(path)
        if whole in among:
            return whole
        return next((key for key in among if key.rpartition("/")[2] == plain.rpartition("/")[2]), None)


def _paired(
    head: Sequence[str], values: Sequence[tuple[str, list[Image]]]
) -> Iterator[tuple[str, tuple[str, list[Image]]]]:
    """The cells of a row behind the first with their labels, empty for cells beyond the head."""
    for number, value in enumerate(values[1:], 1):
        yield head[number] if number < len(head) else "", value


def _only_links(text: str, children: Sequence[_Doc]) -> bool:
    return len([line for line in text.split("\n") if line.strip()]) == len(children)


def _cell(text: str, images: Sequence[Image]) -> tuple[Piece, ...]:
    return (Piece(text, images=tuple(images)),) if text or images else ()


def _rows(raw: bytes, name: str) -> list[list[str]]:
    if not raw.strip():
        return [[]]
    csv.field_size_limit(CSV_MAX)
    text = decode(raw, name)
    return [row for row in csv.reader(io.StringIO(text)) if any(cell.strip() for cell in row)] or [[]]


def _united(first: list[list[str]], second: list[list[str]]) -> list[list[str]]:
    """The rows of a database's view and of all of it: the wider head, no row twice."""
    wide, other = (first, second) if len(first[0]) >= len(second[0]) else (second, first)
    seen = {fold(row[0]) for row in wide[1:] if row}
    more = []
    for row in other[1:]:
        if row and fold(row[0]) not in seen:
            by_label = dict(zip(other[0], row, strict=False))
            more.append([by_label.get(label, "") for label in wide[0]])
    return [*wide, *more]


def _clean(stem: str) -> str:
    """A name without the id that Notion puts behind it.

    >>> _clean("人物 1a2b3c4d5e6f7890a1b2c3d4e5f60718"), _clean("Chapter 2"), _clean("Deadbeef")
    ('人物', 'Chapter 2', 'Deadbeef')
    """
    found = ID.search(stem)
    return stem[: found.start()].strip() if found and found.start() and re.search(r"\d", found[0]) else stem


def _order(path: str) -> tuple[int, str]:
    """Pages before the pages in folders."""
    return path.count("/"), path


ID: Final = re.compile(r"[ _-]?(?:[0-9a-f]{8,32}|[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12})$")
PAGE_LINK: Final = re.compile(r"\s?\([^()\n]*\.(?:md|csv)\)")
