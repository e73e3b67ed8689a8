"""Which episode a title names, and of which work: 第3集, EP3, E03, S01E03, 3., 第三集, 03话, #3."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Sequence
from dataclasses import dataclass
from itertools import takewhile
from typing import Final

__all__ = ["Named", "chinese_number", "folded_title", "named", "season_number", "told_apart"]

EPISODES_MAX: Final = 2000
_HAN: Final = "零〇一二两三四五六七八九十百千"
_DIGIT: Final = {c: i for i, c in enumerate("零一二三四五六七八九")} | {"〇": 0, "两": 2}
_UNIT: Final = {"十": 10, "百": 100, "千": 1000}
_OF: Final = "[集话話回期章弹彈讲課课节節]"
_NUMBER: Final = rf"([0-9]{{1,4}}|[{_HAN}]{{1,7}})"

# Best first. A range (第1-5集) names no single episode; 全30集 and 更新至12集 are no numbers of an episode.
_MARKS: Final = tuple(
    re.compile(p, re.IGNORECASE)
    for p in (
        rf"第\s*{_NUMBER}\s*{_OF}",
        r"(?<![a-z0-9])s[0-9]{1,2}\s*[._-]?\s*e(?:p|pisode)?\s*[._-]?\s*([0-9]{1,4})(?![0-9])",
        r"(?<![a-z])(?:episode|ep|eps|e|part|pt)\s*[.:#_-]?\s*([0-9]{1,4})(?![0-9%]|\.[0-9])",
        r"(?<![a-z0-9])p\s*([0-9]{1,3})(?![0-9a-z%])",
        rf"(?<![0-9{_HAN}全共至到前后後~\-—.第])([0-9]{{1,4}}|[{_HAN}]{{1,7}})\s*[集话話](?![0-9数合])",
        r"(?:^|(?<=[\s(\[【|｜,，]))#\s*([0-9]{1,4})(?=$|[\s)\]】|｜,，.、:：!！?？。])",
        r"^\s*[(\[【]?\s*([0-9]{1,4})\s*(?:[)\]】]|[、:：|｜_]|[.．](?![0-9])|[-—–](?![0-9]))\s*(?=\S|$)",
        r"^\s*(0[0-9]{1,2})\s+(?=[^\W\d_])",
        r"[(\[【]\s*([0-9]{1,3})\s*(?:/\s*[0-9]{1,3}\s*)?[)\]】]\s*$",
        r"(?<![0-9/.:-])([0-9]{1,3})\s*/\s*[0-9]{1,3}(?![0-9/])",
        r"(?<=[\s_\-—–|｜·.、:：])([0-9]{1,3})\s*$",
        r"(?<=[^\W\d_])(0[0-9]{1,2})\s*$",
        r"^\s*([0-9]{1,3})\s*$",
    )
)
_RANGE: Final = re.compile(
    rf"第?\s*{_NUMBER}\s*[-~至到—–]\s*第?\s*{_NUMBER}\s*{_OF}|ep?\s*[0-9]+\s*[-~–]\s*(?:ep?)?\s*[0-9]+", re.IGNORECASE
)
_SEASON: Final = re.compile(
    rf"第\s*{_NUMBER}\s*季|(?<![a-z0-9])s([0-9]{{1,2}})\s*e[0-9]|season\s*([0-9]{{1,2}})", re.IGNORECASE
)
_TAG: Final = re.compile(r"#(?![0-9]+(?:$|[\s)\]】|｜,，.、:：!！?？。]))[^\s#]+#?|@[^\s@]+")
_QUOTED: Final = re.compile(r"《([^《》]{1,60})》")
_EDGE: Final = " \t\r\n-—–_|｜·.。,，、:：;；!！?？~()（）[]【】「」『』\"'“”‘’/#＃《》…"


@dataclass(frozen=True, slots=True)
class Named:
    """What a title says: the episode's number (None: none), the work's title (blank: not told)."""

    episode: int | None = None
    series: str = ""
    after: bool = False  # the work's title was taken from behind the number: it may be the episode's own


def named(title: str) -> Named:
    """The episode and the work that a title names.

    >>> named("长夜灯 第3集 归来")
    Named(episode=3, series='长夜灯', after=False)
    >>> [named(t).episode for t in ("EP3", "E03 归来", "3. 归来", "第三集", "长夜灯03话", "长夜灯 #3")]
    [3, 3, 3, 3, 3, 3]
    >>> [named(t).episode for t in ("全30集", "第1-5集", "2026年的长夜灯")]
    [None, None, None]
    """
    plain = " ".join(unicodedata.normalize("NFKC", title[:1000]).split())
    bare = _TAG.sub(" ", plain).strip() or plain
    quoted = _QUOTED.search(bare)
    if _RANGE.search(bare) is None:
        for mark in _MARKS:
            for match in mark.finditer(bare):
                number = _value(match[1])
                if number is not None and 0 < number <= EPISODES_MAX and match[0].strip(_EDGE) != "":
                    return _around(bare, match, number, quoted[1] if quoted else "")
    return Named(None, (quoted[1] if quoted else bare).strip(_EDGE))


def season_number(title: str) -> int | None:
    """The season that a title names.

    >>> season_number("长夜灯 第二季 第3集"), season_number("S02E03"), season_number("第3集")
    (2, 2, None)
    """
    plain = unicodedata.normalize("NFKC", title)
    found = _SEASON.search(plain)
    return _value(found[1] or found[2] or found[3]) if found else None


def told_apart(rows: Sequence[Named]) -> tuple[Named, ...]:
    """The same names, where the words around the numbers are the episodes' own titles and not the work's.

    That is so where they differ in every row, every number occurs once, and they either stand behind the number, or
    begin alike, or the numbers follow each other: of such words only what all begin with is the work's.

    >>> [n.series for n in told_apart([named("EP1 归来"), named("EP2 复仇")])]
    ['', '']
    >>> [n.series for n in told_apart([named("长夜灯：归来 第1集"), named("长夜灯：复仇 第2集")])]
    ['长夜灯', '长夜灯']
    >>> [n.series for n in told_apart([named("长夜灯 第1集"), named("短歌行 第2集")])]
    ['长夜灯', '短歌行']
    """
    found = list(rows)
    for after in (False, True):
        places = [i for i, n in enumerate(rows) if n.episode is not None and n.series and n.after is after]
        shared = _shared([rows[i] for i in places], after=after)
        if shared is not None:
            for i in places:
                found[i] = Named(rows[i].episode, shared, after)
    return tuple(found)


def folded_title(title: str) -> str:
    """A title as it is compared: letters and digits of any script, one width, no case.

    >>> folded_title("《长夜灯》") == folded_title("长夜灯 ")
    True
    """
    return "".join(c for c in unicodedata.normalize("NFKC", title).casefold() if c.isalnum())


def chinese_number(written: str) -> int | None:
    """A number in Chinese signs up to 9999.

    >>> [chinese_number(t) for t in ("三", "十二", "二十", "一百零五", "二三")]
    [3, 12, 20, 105, 23]
    """
    if not any(c in _UNIT for c in written):
        digits = [_DIGIT.get(c) for c in written]
        if any(d is None for d in digits):
            return None
        return int("".join(str(d) for d in digits)) if digits else None
    total, digit = 0, 0
    for c in written:
        if c in _UNIT:
            total += (digit or 1) * _UNIT[c]
            digit = 0
        else:
            digit = _DIGIT[c]
    return total + digit


def _shared(rows: Sequence[Named], *, after: bool) -> str | None:
    """What titles of episodes begin with; None where the words are titles of works."""
    series = {folded_title(n.series) for n in rows}
    numbers = sorted(n.episode or 0 for n in rows)
    if len(rows) < 2 or len(series) < len(rows) or len(set(numbers)) < len(rows):
        return None
    alike = takewhile(lambda signs: len(set(signs)) == 1, zip(*(n.series for n in rows), strict=False))
    shared = "".join(signs[0] for signs in alike).strip(_EDGE)
    if len(shared) > 1:
        return shared
    follow = len(rows) > 2 and numbers == list(range(numbers[0], numbers[0] + len(rows)))
    return "" if after or follow else None


def _value(written: str) -> int | None:
    return int(written) if written.isascii() and written.isdigit() else chinese_number(written)


def _around(text: str, match: re.Match[str], number: int, quoted: str) -> Named:
    before = text[: match.start()].strip(_EDGE)
    behind = text[match.end() :].strip(_EDGE)
    if quoted:
        return Named(number, quoted.strip(_EDGE))
    before = _SEASON.sub(" ", before).strip(_EDGE) or before
    if before:
        return Named(number, before)
    first = re.split(r"[|｜:：\-—–_]", behind, maxsplit=1)[0].strip(_EDGE)
    return Named(number, first or behind, after=bool(behind))
