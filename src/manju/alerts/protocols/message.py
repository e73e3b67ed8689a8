"""What is sent, what is posted, what the answer meant: the shapes that all protocols share."""

from __future__ import annotations

import json
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any, Literal

from manju.words import Language, Words

Level = Literal["bad", "warn", "here"]
NOTHING = Words(*[""] * 2)
SPEED = ("too many", "too fast", "freq")
MARKUP = str.maketrans("<>[]*`#\\", "＜＞［］＊｀＃＼")


@dataclass(frozen=True, slots=True)
class Message:
    """An alert as it goes out. `id` stays the same over all tries, so that a receiver can tell a repeat."""

    id: str
    kind: str
    level: Level
    heading: Words
    text: Words
    link: str
    raised_at: datetime
    language: Language = "zh"

    @property
    def title(self) -> str:
        """Heading with the house's name, which also serves robots that are set to pass a keyword.

        >>> at = datetime(2026, 1, 1)
        >>> Message("1", "x", "bad", Words("停", "Stop"), Words("", ""), "", at).title
        '漫剧｜停'
        """
        return f"漫剧｜{self.heading.zh}" if self.language == "zh" else f"Manju | {self.heading.en}"

    @property
    def body(self) -> str:
        return self.text.in_language(self.language)

    @property
    def open_word(self) -> str:
        return "打开看" if self.language == "zh" else "Open"


@dataclass(frozen=True, slots=True)
class Post:
    """One HTTP POST. Its address may hold a secret, so it is never shown."""

    address: str = field(repr=False)
    body: bytes = field(repr=False)
    headers: dict[str, str] = field(repr=False)


@dataclass(frozen=True, slots=True)
class Heard:
    """What an answer meant: taken or not; if not, why, and whether trying again can help."""

    taken: bool
    why: Words = NOTHING
    again: bool = False


TAKEN = Heard(taken=True)


def posted(address: str, body: dict[str, Any], headers: dict[str, str] | None = None) -> Post:
    """A POST of JSON in UTF-8 (`Any`: plain JSON values)."""
    content = json.dumps(body, ensure_ascii=False, separators=(",", ":")).encode()
    return Post(address, content, {"Content-Type": "application/json; charset=utf-8", **(headers or {})})


def by_status(status: int) -> Heard | None:
    """What the HTTP status alone says; None for 200–299, where the body decides.

    >>> by_status(503).again, by_status(429).again, by_status(302).again, by_status(204)
    (True, True, False, None)
    """
    if 200 <= status < 300:
        return None
    if status == 429:
        return Heard(taken=False, why=Words("对方说太频繁了（429）", "The receiver says: too many (429)"), again=True)
    if status >= 500 or status in (408, 425):
        return Heard(taken=False, why=Words(f"对方出了故障（{status}）", f"The receiver is out of order ({status})"),
                     again=True)  # fmt: skip
    if 300 <= status < 400:
        why = Words(
            f"对方要转到别的地址（{status}）；转向不跟",
            f"The receiver points elsewhere ({status}), which is not followed",
        )
        return Heard(taken=False, why=why)
    if status in (404, 410):
        return Heard(taken=False, why=Words(f"地址上没有人收（{status}）", f"Nobody receives there ({status})"))
    return Heard(taken=False, why=Words(f"对方不收（{status}）", f"The receiver refuses ({status})"))


def by_code(
    status: int, content: bytes, *, code_key: str, word_key: str, again: frozenset[int], meanings: dict[int, Words]
) -> Heard:
    """What a robot's JSON answer says: code 0 is taken; `again` are its codes for limits and faults of its own."""
    said = by_status(status)
    answer = _json(content)
    code = answer.get(code_key)
    if not isinstance(code, int) or isinstance(code, bool):
        if said is not None:
            return said
        why = Words(
            "回答不是这个平台的格式，多半是地址不对",
            "The answer is not this platform's: most likely the address is wrong",
        )
        return Heard(taken=False, why=why)
    if code == 0 and said is None:
        return TAKEN
    if code == 0 and said is not None:
        return said
    words = str(answer.get(word_key, ""))
    low = words.lower()
    meaning = meanings.get(code, Words("平台不收", "The platform refuses"))
    why = Words(f"{meaning.zh}（{code} {words}）", f"{meaning.en} ({code} {words})")
    is_limit = code in again or any(sign in low for sign in SPEED)
    return Heard(taken=False, why=why, again=is_limit or (said is not None and said.again))


def without_markup(text: str) -> str:
    """Text that no robot's Markdown reads as a mark, a link or a call of everybody.

    >>> without_markup("<@all> [x](http://y) **z**")
    '＜@all＞ ［x］(http://y) ＊＊z＊＊'
    """
    return text.translate(MARKUP)


def cut(text: str, *, most: int) -> str:
    """At most so many bytes of UTF-8, with an ellipsis where something was left out.

    >>> cut("漫剧漫剧", most=9)
    '漫剧…'
    """
    if len(text.encode()) <= most:
        return text
    return text.encode()[: most - 3].decode(errors="ignore") + "…"


def _json(content: bytes) -> dict[str, Any]:
    try:
        found = json.loads(content)
    except ValueError:
        return {}
    return found if isinstance(found, dict) else {}
