"""The shapes of a contract that was read: blocks, units of meaning, findings and terms."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

from manju.words import Words

Severity = Literal["missing", "unclear", "unusual", "dangerous"]
GRAVITY: dict[Severity, int] = {"unclear": 1, "unusual": 2, "missing": 3, "dangerous": 4}


@dataclass(frozen=True, slots=True)
class Block:
    """A paragraph or table row as it stands in the file."""

    text: str
    kind: Literal["paragraph", "heading", "row", "margin"]
    cells: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Unread:
    """A part of the file that could not be read: `where` in words, `page` from 1 where there are pages."""

    where: Words
    reason: Words
    page: int | None = None


@dataclass(frozen=True, slots=True)
class Paper:
    """All that was read of a file, in reading order, and what was not."""

    blocks: tuple[Block, ...]
    unread: tuple[Unread, ...]
    form: Literal["docx", "pdf", "text", "json"]

    @property
    def text(self) -> str:
        return "\n".join(block.text for block in self.blocks)


@dataclass(frozen=True, slots=True)
class Unit:
    """One sentence or list item with its clause: what a rule is asked about.

    `text` as written; `plain` folded (NFKC, lower case) with the parties as Ⓛ licensor, Ⓔ licensee, Ⓟ either or both,
    the lead-in of its list put before it; `heading` the folded headings above it; `clause` its number or "".
    """

    text: str
    plain: str
    heading: str
    clause: str
    paragraph: str
    block: int
    kind: Literal["clause", "recital", "survival", "definition", "contents"] = "clause"


@dataclass(frozen=True, slots=True)
class Finding:
    """One rule's verdict: the gravest severity, the clause it is about, what to do, where the rule comes from."""

    rule: str
    severity: Severity
    clause_text: str | None
    advice: Words
    law: Words
    clause: str | None = None
