"""The pieces a written bible is laid out in, the same in Markdown and in Word, and the labels it uses."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

from manju.words import Words

__all__ = [
    "CELL_MAX", "COLUMNS", "FIELDS", "PAIR_HEAD", "SECTIONS", "Block", "Grid", "Heading", "Paragraph", "Shown", "both",
]  # fmt: skip

Cell = tuple[str, ...]
"""A cell: its paragraphs, none where there is no value; a paragraph may hold line breaks."""


@dataclass(frozen=True, slots=True)
class Heading:
    level: int
    text: str


@dataclass(frozen=True, slots=True)
class Paragraph:
    text: str


@dataclass(frozen=True, slots=True)
class Grid:
    """A table; the first row is its head."""

    rows: tuple[tuple[Cell, ...], ...]


@dataclass(frozen=True, slots=True)
class Shown:
    """A picture that stands here."""

    sha256: str


Block = Heading | Paragraph | Grid | Shown

CELL_MAX: Final = 80  # characters: a longer text, or one of several lines, stands below the table under its own heading

SECTIONS: Final[dict[str, Words]] = {
    "synopsis": Words("故事梗概", "Synopsis"),
    "characters": Words("人物", "Characters"),
    "extras": Words("群众角色", "Extras"),
    "relations": Words("人物关系", "Relations"),
    "world": Words("世界观", "World"),
    "timeline": Words("时间线", "Timeline"),
    "conflicts": Words("核心冲突", "Conflicts"),
    "glossary": Words("译名表", "Glossary"),
    "images": Words("图片", "Pictures"),
    "notes": Words("备注", "Notes"),
}
FIELDS: Final[dict[str, Words]] = {
    "format": Words("格式", "Format"),
    "language": Words("语言", "Language"),
    "title": Words("标题", "Title"),
    "id": Words("编号", "ID"),
    "names": Words("姓名", "Name"),
    "aliases": Words("别名", "Aliases"),
    "role": Words("定位", "Role"),
    "born": Words("出生", "Born"),
    "died": Words("去世", "Died"),
    "features": Words("外貌特征", "Features"),
    "palette": Words("配色", "Palette"),
    "costumes": Words("服装", "Costumes"),
    "personality": Words("性格", "Personality"),
    "voice": Words("声音", "Voice"),
    "register": Words("语体", "Register"),
    "catch_phrases": Words("口头禅", "Catchphrases"),
    "never_says": Words("绝不说", "Never says"),
    "max_sentence_chars": Words("每句最多字数", "Characters per sentence"),
    "max_sentence_words": Words("每句最多词数", "Words per sentence"),
    "images": Words("图片", "Pictures"),
    "notes": Words("备注", "Notes"),
    "kind": Words("类型", "Kind"),
}
COLUMNS: Final[dict[str, dict[str, Words]]] = {
    "extras": {"name": Words("名称", "Name")},
    "relations": {
        "from": Words("谁", "From"),
        "to": Words("对谁", "To"),
        "kind": Words("关系", "Relation"),
        "calls": Words("称呼", "Calls"),
    },
    "timeline": {
        "date": Words("日期", "Date"),
        "end": Words("结束", "End"),
        "name": Words("事件", "Event"),
        "aliases": Words("别名", "Aliases"),
        "text": Words("说明", "Text"),
        "characters": Words("人物", "Characters"),
        "secret": Words("保密", "Secret"),
    },
    "conflicts": {
        "name": Words("冲突", "Conflict"),
        "between": Words("双方", "Between"),
        "text": Words("说明", "Text"),
        "secret": Words("保密", "Secret"),
    },
    "glossary": {"source": Words("原文", "Source"), "note": Words("备注", "Note")},
    "images": {
        "sha256": Words("SHA-256", "SHA-256"),
        "path": Words("文件", "File"),
        "kind": Words("类型", "Kind"),
        "origin": Words("来源", "Origin"),
        "rights": Words("权利", "Rights"),
    },
}
PAIR_HEAD: Final = (("项目 Item",), ("内容 Content",))


def both(words: Words) -> str:
    """A label in both languages, as it stands in files.

    >>> both(FIELDS["voice"]), both(COLUMNS["images"]["sha256"])
    ('声音 Voice', 'SHA-256')
    """
    return words.zh if words.zh == words.en else f"{words.zh} {words.en}"
