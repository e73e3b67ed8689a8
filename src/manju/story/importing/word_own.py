"""Our own Word document as the blocks it was laid out in."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from manju.story.importing.pieces import Piece
from manju.story.layout import Block, Cell, Grid, Heading, Paragraph, Shown
from manju.story.writing.word import MARK, decoded

__all__ = ["blocks_of", "is_own"]


def is_own(parts: Mapping[str, bytes]) -> bool:
    """Whether the document says that it was laid out here."""
    return f">{MARK}</cp:category>".encode() in parts.get("docProps/core.xml", b"")


def blocks_of(pieces: Sequence[Piece]) -> list[Block]:
    """The blocks of the pieces of such a document; its header and footer say only which version it is."""
    found: list[Block] = []
    for piece in pieces:
        if piece.aside:
            continue
        if piece.rows:
            found.append(Grid(tuple(tuple(_cell(cell) for cell in row) for row in piece.rows)))
        elif piece.images and not piece.text.strip():
            found += [Shown(image.sha256) for image in piece.images]
        elif piece.level:
            found.append(Heading(piece.level, decoded(piece.text)))
        else:
            found.append(Paragraph(decoded(piece.text)))
    return found


def _cell(pieces: tuple[Piece, ...]) -> Cell:
    return tuple(decoded(piece.text) for piece in pieces)
