"""In-story dates as people write them, in Chinese and English, as ISO dates; eras and ages are no dates."""

from __future__ import annotations

import re
import unicodedata
from typing import Final

from manju.story.dates import InStory, parse_in_story

__all__ = ["leading_date", "read_date", "span_of"]


def read_date(text: str) -> InStory | None:
    """The whole text as one date; None where it is none, or none that exists.

    >>> [str(read_date(t)) for t in ("1019年11月2日", "15 March 44 BC", "一〇一九年冬月", "1019.2.30")]
    ['1019-11-02', '-0043-03-15', 'None', 'None']
    """
    text = unicodedata.normalize("NFKC", text).strip(" ,.;。；()[]")
    for shape in SHAPES:
        if found := shape.fullmatch(text):
            return _date(found)
    return None


def leading_date(text: str) -> tuple[InStory | None, InStory | None, str]:
    """The date or span that a line begins with, and the rest of the line: `1019年11月2日：沈府大火`.

    >>> date, end, rest = leading_date("1019年11月2日：沈府大火")
    >>> str(date), end, rest
    ('1019-11-02', None, '沈府大火')
    """
    plain = unicodedata.normalize("NFKC", text) if len(unicodedata.normalize("NFKC", text)) == len(text) else text
    start = re.match(r"[\s*\[(【]*", plain)
    at = start.end() if start else 0
    first, after = _match(plain, at)
    if first is None:
        return None, None, text
    if (between := TO.match(plain, after)) is not None:
        second, end = _match(plain, between.end(), like=first)
        if second is not None and not second.surely_before(first):
            return first, second, text[end:].lstrip(AFTER)
    if after < len(plain) and plain[after].isalnum() and plain[after].isascii():
        return None, None, text
    return first, None, text[after:].lstrip(AFTER)


def span_of(text: str) -> tuple[InStory | None, InStory | None]:
    """A text that is a date or a span of two, and nothing else.

    >>> [str(d) for d in span_of("1019年11月2日至1019年11月5日")], span_of("天圣八年")
    (['1019-11-02', '1019-11-05'], (None, None))
    """
    first, second, rest = leading_date(text)
    return (first, second) if first is not None and not rest.strip(" .。)]】") else (None, None)


def _match(text: str, at: int, *, like: InStory | None = None) -> tuple[InStory | None, int]:
    best: tuple[InStory | None, int] = (None, at)
    for shape in SHAPES:
        found = shape.match(text, at)
        if found and found.end() > best[1] and (date := _date(found)) is not None:
            best = date, found.end()
    if best[0] is None and like is not None and (found := WITHIN.match(text, at)):
        month = int(found["m"]) if found["m"] else like.month
        date = parse_in_story(str(InStory(like.year, month, int(found["d"]))))
        return date, found.end()
    return best


def _date(found: re.Match[str]) -> InStory | None:
    parts = found.groupdict()
    year = int(parts["y"])
    if parts.get("bc") or parts.get("bc2"):
        year = 1 - year  # ISO 8601 has a year 0: 44 BC is -0043
    month = _month(parts["m"]) if parts.get("m") else None
    day = int(parts["d"]) if parts.get("d") else None
    return parse_in_story(str(InStory(year, month, day))) if -9999 <= year <= 9999 else None


def _month(text: str) -> int:
    return int(text) if text.isdigit() else MONTHS.index(text[:3].lower()) + 1


MONTHS: Final = ["jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec"]
_NAME: Final = r"(?:jan|feb|mar|apr|may|jun|jul|aug|sep|oct|nov|dec)[a-z]*\.?"
_ERA: Final = r"(?:\s*(?P<bc2>bce?|b\.c\.(?:e\.)?)|\s*(?:ce|ad|a\.d\.))?(?![A-Za-z])"
SHAPES: Final = tuple(
    re.compile(shape, re.IGNORECASE)
    for shape in (
        r"(?P<y>-?\d{4})(?:-(?P<m>\d{2})(?:-(?P<d>\d{2}))?)?(?![\d-]|/)",
        r"(?:公元)?(?P<bc>前)?\s*(?P<y>\d{1,4})\s*年(?:\s*(?P<m>\d{1,2})\s*月(?:份)?(?:\s*(?P<d>\d{1,2})\s*[日号號])?)?",
        r"(?P<y>\d{4})\s*[/.]\s*(?P<m>\d{1,2})(?:\s*[/.]\s*(?P<d>\d{1,2}))?(?![\d.])",
        r"(?P<y>\d{4})-(?P<m>\d{1,2})-(?P<d>\d{1,2})(?!\d)",
        rf"(?P<d>\d{{1,2}})(?:st|nd|rd|th)?\s+(?:of\s+)?(?P<m>{_NAME}),?\s+(?:ad\s+)?(?P<y>\d{{1,4}}){_ERA}",
        rf"(?P<m>{_NAME})\s+(?P<d>\d{{1,2}})(?:st|nd|rd|th)?,?\s+(?:ad\s+)?(?P<y>\d{{1,4}}){_ERA}",
        rf"(?P<m>{_NAME}),?\s+(?P<y>\d{{4}}){_ERA}",
        r"(?P<y>\d{1,4})\s*(?P<bc>bce?|b\.c\.(?:e\.)?)(?![A-Za-z])",
        r"(?:ad|a\.d\.)\s*(?P<y>\d{1,4})(?!\d)",
    )
)
TO: Final = re.compile(r"\s*(?:至|到|—+|–|~|-|to|until|through)\s*", re.IGNORECASE)
WITHIN: Final = re.compile(r"(?:(?P<m>\d{1,2})月)?(?P<d>\d{1,2})[日号]")
AFTER: Final = " \t\n：:，,、—–-|·*)）]】~.。"
