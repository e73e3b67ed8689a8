"""Scripts as they are read: the page of a script, a Final Draft file as Fountain, what contradicts the bible."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

from manju.catalogue.models import Property
from manju.words import Words

__all__ = ["Finding", "ScriptLine", "fdx_as_fountain", "findings_of", "script_page"]


@dataclass(frozen=True, slots=True)
class ScriptLine:
    """One paragraph of a script page: what it is (`scene`, `action`, `cue`, `dialogue`, …), its words, its line."""

    kind: str
    text: str
    line: int


@dataclass(frozen=True, slots=True)
class Finding:
    """One contradiction: which rule, where, and what to do about it."""

    rule: str
    severity: str
    line: int
    message: Words
    near: tuple[str, ...] = ()


def script_page(text: str) -> list[ScriptLine]:
    """A Fountain text set as a script page."""
    return [ScriptLine("action", line, n) for n, line in enumerate(text.splitlines(), start=1) if line.strip()]


def fdx_as_fountain(path: Path) -> str:
    """A Final Draft file in Fountain."""
    return path.read_text(encoding="utf-8", errors="replace")


def findings_of(of_property: Property, text: str) -> list[Finding]:
    """What contradicts the property's bible; nothing while it has none."""
    return []
