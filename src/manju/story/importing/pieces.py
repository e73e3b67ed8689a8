"""What a document to be read is made of before anybody knows what it means: pieces in reading order."""

from __future__ import annotations

from dataclasses import dataclass, field

__all__ = ["Image", "Leaf", "Piece", "Source"]


@dataclass(frozen=True, slots=True)
class Image:
    """A picture in its place: the hash of its bytes, the file it came from, and what is written to it."""

    sha256: str
    name: str
    caption: str = ""


@dataclass(frozen=True, slots=True)
class Piece:
    """A heading (`level` from 1), a list item (`depth` from 0), a table (`rows`), or a paragraph; with its pictures."""

    text: str = ""
    level: int = 0
    depth: int = -1
    bold: bool = False  # all of it: a heading to some people
    lead: str = ""  # the bold words it begins with
    size: float = 0.0  # points, 0 where the style's size holds
    rows: tuple[tuple[tuple[Piece, ...], ...], ...] = ()
    images: tuple[Image, ...] = ()
    aside: str = ""  # a footnote, comment, header, text box: what it is


@dataclass(slots=True)
class Source:
    """A document: its pieces, the bytes of its pictures by SHA-256, and what was found in it but cannot be read."""

    name: str
    pieces: list[Piece] = field(default_factory=list)
    pictures: dict[str, bytes] = field(default_factory=dict)
    unread: list[tuple[str, str]] = field(default_factory=list)  # where, text
    raw: str = ""  # the Markdown it was read from
    title: str = ""  # as the file's own data has it
    names: dict[str, str] = field(default_factory=dict)  # of pictures by hash, also of those no page shows


@dataclass(frozen=True, slots=True)
class Leaf:
    """A piece of text with the place it stands at, for saying what was not understood."""

    where: str
    text: str
