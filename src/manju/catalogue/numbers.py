"""Which episode a file is, read from its name: `第3集`, `EP03`, `s01e03`, `03.mp4`, `片名-3-终版.mp4`, `第十二集`."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Final

HIGHEST: Final = 2000

_DIGITS: Final = {c: n for n, c in enumerate("零一二三四五六七八九")} | {"〇": 0, "两": 2}
_UNITS: Final = {"十": 10, "百": 100, "千": 1000}
_HAN: Final = "零〇一二两三四五六七八九十百千"
_N: Final = rf"(\d+|[{_HAN}]+)"

# said so plainly that nothing else in the name counts
_PLAIN: Final = (
    re.compile(rf"第\s*{_N}\s*[集话話回]"),
    re.compile(r"(?<![a-z])s\d{1,2}[\s._-]*ep?[\s._-]*(\d{1,4})(?!\d)"),
    re.compile(r"(?<![a-z])(?:episode|ep|e)[\s._-]*(\d{1,4})(?!\d)"),
    re.compile(r"(?<!\d)(\d{1,4})\s*[集话話](?!全)"),
)
# numbers that mean something else
_NOISE: Final = re.compile(
    rf"[全共]\s*{_N}\s*集"
    rf"|第\s*{_N}\s*[季部卷版稿]|(?:season|vol(?:ume)?)[\s._-]*\d+|(?<![a-z])s\d{{1,2}}(?![\da-z])"
    r"|\d{3,5}\s*[x×*]\s*\d{3,5}|(?<!\d)\d{3,4}[pi](?![a-z])|(?<![\da-z])[248]k(?![a-z])"
    r"|[hx]\.?26[45]|(?<![a-z])mp[34]|av1|vp[89]|\d+\s*(?:fps|hz|khz|bit|kbps|mbps)"
    r"|(?<!\d)(?:19|20)\d{2}(?:[-._年]\d{1,2}[-._月]\d{1,2}日?|[01]\d[0-3]\d)(?!\d)"
    r"|(?:version|ver|rev|v)[\s._-]*\d+(?:\.\d+)*|(?:终版|定稿|终稿|修改|版本|final)[\s._-]*\d+"
    r"|[(（]\d{1,2}[)）]\s*$|\d+\s*(?:秒|分钟|sec|min)(?![a-z])|副本\s*\d*|copy[\s._-]*\d*"
)
_SUFFIX: Final = re.compile(r"\.[a-z][a-z0-9]{1,4}$")
_YEAR: Final = range(1900, 2100)


@dataclass(frozen=True, slots=True)
class Reading:
    """What a name says: the episode's number, or the candidates among which a person must choose."""

    number: int | None
    candidates: tuple[int, ...] = ()


def read_number(name: str) -> Reading:
    """Read one file name.

    >>> read_number("长夜灯-3-终版.mp4").number, read_number("第十二集.mov").number, read_number("S01E03 4K.mkv").number
    (3, 12, 3)
    >>> read_number("404号-7.mp4")
    Reading(number=None, candidates=(404, 7))
    """
    text = _plain_text(name)
    quiet = re.sub(rf"[全共]\s*{_N}\s*集", " ", text)
    for pattern in _PLAIN:
        said = _once(_value(found) for found in pattern.findall(quiet))
        if len(said) == 1:
            return Reading(said[0], said)
        if said:
            return Reading(None, said)
    numbers = _loose(text)
    if len(numbers) > 1:
        numbers = tuple(n for n in numbers if n not in _YEAR) or numbers
    return Reading(numbers[0], numbers) if len(numbers) == 1 else Reading(None, numbers)


def read_numbers(names: Sequence[str]) -> list[Reading]:
    """Read the names of files that came together; what changes from name to name settles what one name leaves open.

    >>> [r.number for r in read_numbers(["404号-7.mp4", "404号-8.mp4"])]
    [7, 8]
    """
    readings = [read_number(name) for name in names]
    unsure = [i for i, r in enumerate(readings) if r.number is None and r.candidates]
    columns = [readings[i].candidates for i in unsure]
    if len(columns) < 2 or len({len(c) for c in columns}) != 1:
        return readings
    changing = [k for k, values in enumerate(zip(*columns, strict=True)) if len(set(values)) == len(columns)]
    constant = [k for k, values in enumerate(zip(*columns, strict=True)) if len(set(values)) == 1]
    if len(changing) == 1 and len(constant) == len(columns[0]) - 1:
        for i in unsure:
            readings[i] = Reading(readings[i].candidates[changing[0]], readings[i].candidates)
    return readings


def from_han(text: str) -> int | None:
    """A Chinese numeral up to 9,999: by units or digit by digit; None when it is not one.

    >>> from_han("十二"), from_han("一百零五"), from_han("二〇"), from_han("十十")
    (12, 105, 20, None)
    """
    if not text or any(c not in _HAN for c in text):
        return None
    if not any(c in _UNITS for c in text):
        return int("".join(str(_DIGITS[c]) for c in text))
    total, digit, last_unit = 0, -1, 10_000
    for c in text:
        if c in _DIGITS:
            if digit > 0:
                return None
            digit = _DIGITS[c]
            continue
        unit = _UNITS[c]
        if unit >= last_unit:
            return None
        total += unit * (1 if digit < 0 else digit)
        digit, last_unit = -1, unit
    return total + max(digit, 0)


def _plain_text(name: str) -> str:
    text = unicodedata.normalize("NFKC", name).lower().strip()
    return _SUFFIX.sub("", text.replace("\\", "/").rsplit("/", 1)[-1])


def _value(found: str | tuple[str, ...]) -> int | None:
    text = found if isinstance(found, str) else next((f for f in found if f), "")
    if text.isascii() and text.isdigit():
        return int(text) if len(text) <= 6 else None
    return from_han(text)


def _loose(text: str) -> tuple[int, ...]:
    """Numbers that stand for themselves, after everything that means something else is taken out."""
    rest = _NOISE.sub(" ", text)
    numbers = _once(_value(d) for d in re.findall(r"(?<![0-9])[0-9]+(?![0-9])", rest))
    if numbers:
        return numbers
    numbers = _once(_value(d) for d in re.findall(r"[0-9]+", text)) if not re.search(r"\w", rest) else ()
    words = re.split(r"[\s._\-()\[\]【】《》,，、]+", rest)
    return numbers or _once(from_han(word) for word in words)


def _once(values: Iterable[int | None]) -> tuple[int, ...]:
    return tuple(dict.fromkeys(v for v in values if v is not None and 1 <= v <= HIGHEST))
