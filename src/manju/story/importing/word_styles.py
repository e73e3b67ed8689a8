"""What a paragraph of a Word document is by its style: a heading of some level, a list item, bold, of some size."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import TYPE_CHECKING, Final

if TYPE_CHECKING:
    from lxml.etree import _Element

__all__ = ["Styles", "element", "local", "truthy", "value_of"]

HEADING: Final = re.compile(
    r"(?:heading|标题|標題|titre|überschrift|見出し|제목|h)\s*(\d)(?:\s|$|字符|char)?", re.IGNORECASE
)
TITLE: Final = re.compile(r"(?:title|标题|標題|文档标题|document title|表題|제목)", re.IGNORECASE)
SUBTITLE: Final = re.compile(r"(?:subtitle|副标题|副標題)", re.IGNORECASE)
CONTENTS: Final = re.compile(r"(?:toc|目录|目錄|contents)\s*\d", re.IGNORECASE)
LIST: Final = re.compile(r"(?:list|列表|项目符号|bullet)", re.IGNORECASE)


class Styles:
    """The styles of a document, read from its `styles.xml`."""

    def __init__(self, styles: _Element | None, numbering: _Element | None) -> None:
        self._styles = {value_of(e, "styleId"): e for e in styles if local(e) == "style"} if styles is not None else {}
        self._numbered = numbering is not None

    def place_of(self, p: _Element) -> tuple[int, int]:
        """The heading level (1 the highest, 0 none) and the depth as a list item (-1 none) of a paragraph."""
        own = element(p, "pPr")
        level = 0
        if own is not None and (outline := element(own, "outlineLvl")) is not None:
            level = _outline(outline)
        level = level or next((found for style in self._chain(p) if (found := _level(style))), 0)
        return (level, -1) if level else (0, self._depth(p, own))

    def is_contents(self, p: _Element) -> bool:
        """Whether it is a line of the table of contents: headings, said again."""
        return any(CONTENTS.match(_name(style)) for style in self._chain(p))

    def is_bold(self, p: _Element) -> bool:
        """Whether its style sets all of it in bold."""
        for style in self._chain(p):
            properties = element(style, "rPr")
            if properties is not None and (mark := element(properties, "b")) is not None:
                return truthy(mark)
        return False

    def size_of(self, p: _Element) -> float:
        """The size of its style, in points; 0 where no style says so."""
        for style in self._chain(p):
            properties = element(style, "rPr")
            size = element(properties, "sz") if properties is not None else None
            if size is not None and value_of(size, "val").isdigit():
                return int(value_of(size, "val")) / 2
        return 0.0

    def _depth(self, p: _Element, own: _Element | None) -> int:
        places = [own] if own is not None else []
        places += [found for style in self._chain(p) if (found := element(style, "pPr")) is not None]
        for place in places:
            number = element(place, "numPr")
            if number is not None:
                kind, depth = element(number, "numId"), element(number, "ilvl")
                if kind is not None and value_of(kind, "val") == "0":
                    return -1
                text = value_of(depth, "val") if depth is not None else "0"
                return int(text) if text.isdigit() else 0
        return 0 if any(LIST.match(_name(style)) for style in self._chain(p)) and self._numbered else -1

    def _chain(self, p: _Element) -> Iterator[_Element]:
        """The paragraph's style and those it is based on."""
        own = element(p, "pPr")
        mark = element(own, "pStyle") if own is not None else None
        name = value_of(mark, "val") if mark is not None else ""
        seen: set[str] = set()
        while name in self._styles and name not in seen:
            seen.add(name)
            style = self._styles[name]
            yield style
            based = element(style, "basedOn")
            name = value_of(based, "val") if based is not None else ""


def _level(style: _Element) -> int:
    name = _name(style)
    if found := HEADING.fullmatch(name):
        return max(1, int(found[1]))
    if TITLE.fullmatch(name):
        return 1
    if SUBTITLE.fullmatch(name):
        return 0
    properties = element(style, "pPr")
    outline = element(properties, "outlineLvl") if properties is not None else None
    return _outline(outline) if outline is not None else 0


def _outline(mark: _Element) -> int:
    value = value_of(mark, "val")
    return int(value) + 1 if value.isdigit() and int(value) < 9 else 0


def _name(style: _Element) -> str:
    name = element(style, "name")
    return value_of(name, "val").strip() if name is not None else ""


def local(e: _Element) -> str:
    """The name of an element without its namespace; both kinds of OOXML are read alike."""
    return e.tag.rsplit("}", 1)[-1] if isinstance(e.tag, str) else ""


def element(parent: _Element, name: str) -> _Element | None:
    """The first child of this name."""
    return next((child for child in parent if local(child) == name), None)


def value_of(e: _Element, name: str) -> str:
    """An attribute, whatever namespace it stands in."""
    return next((str(v) for k, v in e.attrib.items() if str(k).rsplit("}", 1)[-1] == name), "")


def truthy(mark: _Element) -> bool:
    return value_of(mark, "val") not in ("0", "false", "off", "none")
