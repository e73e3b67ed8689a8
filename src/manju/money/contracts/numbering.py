"""The automatic clause numbers of a Word file, which stand nowhere in its text: 第一条, 1.1, (a)."""

from __future__ import annotations

import re
from typing import Final
from xml.etree import ElementTree as ET

DIGITS: Final = "零一二三四五六七八九"


class Numbering:
    """Counts through a document in reading order and says the label of each numbered paragraph."""

    def __init__(self, numbering: ET.Element | None, styles: ET.Element | None) -> None:
        self._levels: dict[str, dict[int, tuple[str, str, int]]] = {}  # abstract id -> level -> (format, text, start)
        self._abstract: dict[str, str] = {}
        self._counts: dict[str, dict[int, int]] = {}
        self._style_numbers: dict[str, tuple[str, int]] = {}
        self._headings: set[str] = set()
        if numbering is not None:
            self._read(numbering)
        if styles is not None:
            self._read_styles(styles)

    def label(self, paragraph: ET.Element) -> tuple[str, bool]:
        """The number before this paragraph ("" without one) and whether its style is a heading."""
        properties = _child(paragraph, "pPr")
        style = _value(_child(properties, "pStyle"))
        heading = style in self._headings
        own = _child(properties, "numPr")
        if own is not None:
            number = _value(_child(own, "numId"))
            level = int(_value(_child(own, "ilvl")) or 0)
        else:
            number, level = self._style_numbers.get(style, ("", 0))
        levels = self._levels.get(self._abstract.get(number, ""), {})
        if number in ("", "0") or level not in levels:
            return "", heading
        counts = self._counts.setdefault(self._abstract[number], {})
        counts[level] = counts.get(level, levels[level][2] - 1) + 1
        for deeper in [k for k in counts if k > level]:
            del counts[deeper]
        form, text, _ = levels[level]
        if form == "bullet":
            return "•", heading

        def place(found: re.Match[str]) -> str:
            at = int(found.group(1)) - 1
            shape, _, start = levels.get(at, ("decimal", "", 1))
            return _written(counts.get(at, start), "decimal" if at != level and form == "decimal" else shape)

        return re.sub(r"%(\d)", place, text).strip(), heading

    def _read(self, root: ET.Element) -> None:
        for abstract in _children(root, "abstractNum"):
            levels: dict[int, tuple[str, str, int]] = {}
            for level in _children(abstract, "lvl"):
                start = _value(_child(level, "start"))
                levels[int(_attribute(level, "ilvl") or 0)] = (
                    _value(_child(level, "numFmt")) or "decimal",
                    _value(_child(level, "lvlText")),
                    int(start) if start.isdigit() else 1,
                )
            self._levels[_attribute(abstract, "abstractNumId")] = levels
        for number in _children(root, "num"):
            self._abstract[_attribute(number, "numId")] = _value(_child(number, "abstractNumId"))

    def _read_styles(self, root: ET.Element) -> None:
        for style in _children(root, "style"):
            name = _attribute(style, "styleId")
            shown = _value(_child(style, "name")).lower()
            if shown.startswith(("heading", "title", "标题")):
                self._headings.add(name)
            own = _child(_child(style, "pPr"), "numPr")
            if own is not None:
                level = _value(_child(own, "ilvl"))
                self._style_numbers[name] = (_value(_child(own, "numId")), int(level) if level.isdigit() else 0)


def chinese(n: int) -> str:
    """A number under 100 in Chinese, as clauses are counted.

    >>> chinese(12), chinese(20), chinese(35)
    ('十二', '二十', '三十五')
    """
    tens, ones = divmod(n, 10)
    if n < 10:
        return DIGITS[n]
    return ("" if tens == 1 else DIGITS[tens]) + "十" + (DIGITS[ones] if ones else "") if n < 100 else str(n)


def _written(n: int, form: str) -> str:
    if form in ("lowerLetter", "upperLetter") and 1 <= n <= 26:
        letter = "abcdefghijklmnopqrstuvwxyz"[n - 1]
        return letter.upper() if form == "upperLetter" else letter
    if form in ("lowerRoman", "upperRoman") and 1 <= n < 40:
        roman = "x" * (n // 10) + ["", "i", "ii", "iii", "iv", "v", "vi", "vii", "viii", "ix"][n % 10]
        return roman.upper() if form == "upperRoman" else roman
    if form.startswith(("chinese", "japanese", "ideograph", "taiwanese")):
        return chinese(n)
    return str(n)


def _child(element: ET.Element | None, name: str) -> ET.Element | None:
    return next(iter(_children(element, name)), None) if element is not None else None


def _children(element: ET.Element, name: str) -> list[ET.Element]:
    return [e for e in element if isinstance(e.tag, str) and e.tag.rsplit("}", 1)[-1] == name]


def _attribute(element: ET.Element, name: str) -> str:
    return next((v for k, v in element.attrib.items() if k.rsplit("}", 1)[-1] == name), "")


def _value(element: ET.Element | None) -> str:
    return _attribute(element, "val") if element is not None else ""
