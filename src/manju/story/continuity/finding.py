"""What a check of a script finds: the rule, the place, and what is said about it."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from enum import StrEnum
from typing import Any

from manju.story.script import Scene
from manju.words import Words

__all__ = ["Finding", "Rule", "Severity"]


class Rule(StrEnum):
    """The rules of `bible check`, by the names of the format page."""

    UNKNOWN_CHARACTER = "unknown_character"
    DEAD_SPEAKER = "dead_speaker"
    UNBORN_SPEAKER = "unborn_speaker"
    NEVER_SAYS = "never_says"
    FOREIGN_CATCH_PHRASE = "foreign_catch_phrase"
    SENTENCE_LENGTH = "sentence_length"
    TIMELINE_ORDER = "timeline_order"
    TIMELINE_EVENT = "timeline_event"
    TIMELINE_AGE = "timeline_age"
    RELATION_TERM = "relation_term"


class Severity(StrEnum):
    """An error contradicts the bible; a warning breaks a style that the bible asks for."""

    ERROR = "error"
    WARNING = "warning"


@dataclass(frozen=True, slots=True)
class Finding:
    """One contradiction. `line`: from 1, in the script's file; `near`: known names like the one found, best first."""

    rule: Rule
    scene: int
    heading: str
    line: int
    message: Words
    near: tuple[str, ...] = ()

    @classmethod
    def of(cls, rule: Rule, scene: Scene, line: int, message: Words, near: tuple[str, ...] = ()) -> Finding:
        return cls(rule, scene.number, scene.heading, line, message, near)

    @property
    def severity(self) -> Severity:
        return Severity.WARNING if self.rule in _STYLE else Severity.ERROR

    def as_json(self) -> dict[str, Any]:
        """The shape of `bible check --json`; the message is in the reader's language."""
        return {
            "rule": self.rule.value, "severity": self.severity.value, "scene": self.scene, "heading": self.heading,
            "line": self.line, "message": str(self.message), "near": list(self.near),
        }  # fmt: skip


def in_order(findings: Iterator[Finding]) -> list[Finding]:
    """Sorted by line, then by rule, each once."""
    order = {rule: n for n, rule in enumerate(Rule)}
    return sorted(dict.fromkeys(findings), key=lambda f: (f.line, order[f.rule], f.message.en))


_STYLE = frozenset({Rule.NEVER_SAYS, Rule.FOREIGN_CATCH_PHRASE, Rule.SENTENCE_LENGTH, Rule.RELATION_TERM})
