"""One sentence in the two languages of the house, Chinese written first.

Both texts stand side by side where they are used, so a page can never be half translated and the
pure cellar (`media`, `money`) speaks both without Django. See docs/decisions/0005-two-languages.md.
"""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from dataclasses import dataclass
from typing import Any, Final, Literal

Language = Literal["zh", "en"]
LANGUAGES: Final[tuple[Language, ...]] = ("zh", "en")

_language: ContextVar[Language] = ContextVar("manju_language", default="zh")


@dataclass(frozen=True, slots=True)
class Words:
    """A sentence in Chinese and English; `str()` gives the reader's language.

    >>> str(Words("第 {n} 集", "Episode {n}").fill(n=7))
    '第 7 集'
    """

    zh: str
    en: str

    def fill(self, **values: object) -> Words:
        """Put values into the `{named}` places of both texts; a `Words` value speaks the same language."""
        return Words(
            self.zh.format(**{k: _in(v, "zh") for k, v in values.items()}),
            self.en.format(**{k: _in(v, "en") for k, v in values.items()}),
        )

    def in_language(self, language: Language) -> str:
        return self.zh if language == "zh" else self.en

    def as_json(self) -> dict[str, str]:
        """Plain dict for storing in a JSON column; `Words(**stored)` reads it back."""
        return {"zh": self.zh, "en": self.en}

    def __str__(self) -> str:
        return self.in_language(language())


def say(zh: str, en: str, **values: object) -> str:
    """Say one sentence in the reader's language, with values filled in.

    >>> with speaking("en"):
    ...     say("已有 {n} 集", "{n} episodes", n=3)
    '3 episodes'
    """
    words = Words(zh, en)
    return str(words.fill(**values) if values else words)


def language() -> Language:
    """The language of whoever is being spoken to."""
    return _language.get()


def as_language(name: str | None) -> Language:
    """Read a language tag (`zh-CN`, `en`, `en-GB`); anything else is Chinese."""
    return "en" if (name or "").lower().startswith("en") else "zh"


@contextmanager
def speaking(to: Language) -> Iterator[None]:
    """Speak this language inside the block."""
    token = _language.set(to)
    try:
        yield
    finally:
        _language.reset(token)


def said(value: Any, language: Language) -> Any:  # Any: JSON with Words in it
    """Plain data for a document in one language: every `Words` in it said, however deep.

    >>> said({"title": Words("灯", "Lamp"), "rows": [[Words("一", "one"), 1]]}, "en")
    {'title': 'Lamp', 'rows': [['one', 1]]}
    """
    if isinstance(value, Words):
        return value.in_language(language)
    if isinstance(value, dict):
        return {key: said(inner, language) for key, inner in value.items()}
    if isinstance(value, list | tuple):
        return [said(inner, language) for inner in value]
    return value


def _in(value: object, language: Language) -> object:
    return value.in_language(language) if isinstance(value, Words) else value


class Said(Exception):
    """An error that tells its reader what happened and what to do next; the cellars' errors are of this kind.

    `code` is stable, `message` says what happened, `hint` what to do. Never raised for a fault of the program itself.
    """

    def __init__(self, code: str, message: Words, hint: Words) -> None:
        super().__init__(f"{code}: {message.en}")
        self.code = code
        self.message = message
        self.hint = hint

    def __reduce__(self) -> tuple[type[Said], tuple[str, Words, Words]]:
        """So that it comes through from another process."""
        return type(self), (self.code, self.message, self.hint)
