"""Pieces as a tree of headings, with those that only look like headings: bold lines, 【…】, numbered titles."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from typing import Final

from manju.story.importing.labels import NUMBER, fold, label_of, loose_section, split_pair
from manju.story.importing.pieces import Piece

__all__ = ["Item", "Node", "items_of", "tree_of"]


@dataclass(slots=True)
class Node:
    """A heading and what stands under it; the root has no title."""

    title: str
    level: int
    pieces: list[Piece] = field(default_factory=list)
    children: list[Node] = field(default_factory=list)
    heading: Piece | None = None

    def walk(self) -> Iterator[Node]:
        """This node and all below it, in reading order."""
        yield self
        for child in self.children:
            yield from child.walk()


@dataclass(slots=True)
class Item:
    """A paragraph, list item or table, with the list items that stand below it."""

    piece: Piece
    below: list[Item] = field(default_factory=list)

    def lines(self, depth: int = 0) -> list[str]:
        """All its text, those below indented."""
        own = [line for line in self.piece.text.split("\n") if line.strip()]
        own += [" | ".join(" ".join(p.text for p in cell) for cell in row) for row in self.piece.rows]
        return [
            *("  " * depth + line.strip() for line in own),
            *(line for one in self.below for line in one.lines(depth + 1)),
        ]


def tree_of(pieces: Sequence[Piece]) -> Node:
    """The tree of headings.

    >>> root = tree_of([Piece("人物", level=1), Piece("沈知微", bold=True), Piece("性格：外静内烈")])
    >>> [(n.level, n.title) for n in root.walk()]
    [(0, ''), (1, '人物'), (3, '沈知微')]
    """
    root = Node("", 0)
    path = [root]
    for piece in _promoted([line for whole in pieces for line in _apart(whole)]):
        if piece.level and piece.text.strip():
            node = Node(" ".join(piece.text.split()), piece.level, heading=piece)
            if piece.images:
                node.pieces.append(Piece(images=piece.images))
            while path[-1].level >= node.level:
                path.pop()
            path[-1].children.append(node)
            path.append(node)
        elif piece.text.strip() or piece.rows or piece.images:
            path[-1].pieces.append(piece)
    _adopt(root)
    return root


def items_of(pieces: Sequence[Piece]) -> list[Item]:
    """List items under the items they are indented below; several lines of one paragraph as paragraphs."""
    found: list[Item] = []
    path: list[tuple[int, Item]] = []
    for piece in pieces:
        for one in _lines(piece):
            item = Item(one)
            while path and path[-1][0] >= one.depth:
                path.pop()
            if path and one.depth > path[-1][0] >= 0:
                path[-1][1].below.append(item)
            else:
                path.clear()
                found.append(item)
            if one.depth >= 0:
                path.append((one.depth, item))
    return found


def _lines(piece: Piece) -> Iterator[Piece]:
    """A paragraph whose every line is a pair, or an item with such lines, as one piece a line."""
    lines = [line for line in piece.text.split("\n") if line.strip()]
    if piece.rows or len(lines) < 2 or not any(split_pair(line) for line in lines):
        yield piece
        return
    for number, line in enumerate(lines):
        lead = piece.lead if number == 0 else ""
        yield Piece(
            line.strip(), depth=piece.depth, lead=lead, images=piece.images if number == 0 else (), aside=piece.aside
        )


def _apart(piece: Piece) -> Iterator[Piece]:
    """The lines of a plain paragraph by themselves where one is a section's label or a labelled value.

    A first line with labelled values below it is the name they are about.
    """
    lines = [line.strip() for line in piece.text.split("\n") if line.strip()]
    labelled = [(pair := split_pair(line)) is not None and label_of("character", pair[0]) is not None for line in lines]
    sections = any(label_of("sections", line) and len(fold(line)) > 1 for line in lines)
    if len(lines) < 2 or piece.level or piece.depth >= 0 or piece.rows or not (sections or any(labelled)):
        yield piece
        return
    for number, line in enumerate(lines):
        heads = number == 0 and labelled[1] and not labelled[0] and split_pair(line) is None
        yield Piece(line, bold=piece.bold or heads, images=piece.images if number == 0 else (), aside=piece.aside)


def _promoted(pieces: Sequence[Piece]) -> Iterator[Piece]:
    """Pieces with heading-like paragraphs as headings below the last real one: sections, then names, then fields."""
    real = any(piece.level for piece in pieces)
    last = 0
    sizes = sorted({piece.size for piece in pieces if _looks(piece)}, reverse=True)
    section_look: tuple[bool, float, str] | None = None
    for number, piece in enumerate(pieces):
        if piece.level:
            last = piece.level
            yield piece
            continue
        if not _looks(piece):
            yield piece
            continue
        look = (piece.bold, piece.size, _numbering(piece.text))
        section = label_of("sections", piece.text) or (loose_section(piece.text) if len(piece.text) < 16 else None)
        field_of = label_of("character", piece.text)
        if section and not (field_of and section_look not in (None, look)):
            rank, section_look = 1, look
        elif section_look == look and look[2]:
            rank = 1
        elif field_of or piece.text.rstrip().endswith(("：", ":")):
            rank = 3
        elif not real and number == 0:
            rank = 0
        else:
            rank = 2 if len(sizes) < 3 or piece.size < sizes[0] or section_look is None else 1
        level = 1 if rank == 0 else last + rank if last else rank + 1
        yield Piece(piece.text, level=level, images=piece.images, size=piece.size)


def _looks(piece: Piece) -> bool:
    """Whether a paragraph looks like a heading: one short line, bold or between marks, or a known section alone."""
    text = piece.text.strip()
    if not text or piece.level or piece.rows or piece.aside or "\n" in text or len(text) > 40:
        return False
    pair = split_pair(text)
    if (pair is not None and pair[1]) or text[-1] in "。！？；，,;!?…":
        return False
    if piece.depth > 0 or (piece.depth == 0 and not (piece.bold and label_of("sections", text))):
        return False
    if piece.bold or re.fullmatch(r"【[^】]+】|[■◆●★☆▌]\s*\S+.*", text):
        return True
    known = label_of("sections", text)
    numbered = NUMBER.match(text)
    return (
        bool(known and len(fold(text)) > 1)
        or bool(
            numbered
            and re.match(r"\s*(?:第[一二三四五六七八九十\d]+[章节部篇]|[一二三四五六七八九十]{1,3}[、.．])", text)
            and len(text) < 24
        )
        or (pair is not None and not pair[1] and label_of("character", text) is not None)
    )


def _numbering(text: str) -> str:
    """The kind of number a heading begins with."""
    found = re.match(r"\s*(?:(第)|([（(])?([一二三四五六七八九十]+)|([（(])?(\d+)|([IVX]+)[.、])", text)
    return "" if found is None else "".join("1" if group else "0" for group in found.groups())


def _adopt(node: Node) -> None:
    """A section with nothing under it takes the headings of its own level that follow, up to the next section."""
    kept: list[Node] = []
    open_section: Node | None = None
    for child in node.children:
        section = loose_section(child.title)
        if section is not None:
            empty = not child.pieces and not child.children
            open_section = child if empty and section in PLURAL else None
            kept.append(child)
        elif open_section is not None:
            open_section.children.append(child)
        else:
            kept.append(child)
    node.children = kept
    for child in node.children:
        _adopt(child)


PLURAL: Final = frozenset({"characters", "world", "timeline", "conflicts"})
