"""What the parts of a bible, its levels and its files are called."""

from __future__ import annotations

from typing import Any, Final

from manju.words import Words

__all__ = ["FORMS", "LEVELS", "PART_NAMES", "called", "character_name", "character_names", "in_reading", "year_name"]

PART_NAMES: Final = {
    "head": Words("总述", "Overview"), "character": Words("人物", "Character"), "relation": Words("关系", "Relation"),
    "world": Words("世界观", "World"), "event": Words("时间线", "Timeline"), "conflict": Words("冲突", "Conflict"),
    "term": Words("术语", "Term"),
}  # fmt: skip
LEVELS: Final = {
    "full": Words("全部", "everything"), "licensee": Words("给被授权方", "for a licensee"),
    "teaser": Words("预告", "teaser"),
}  # fmt: skip
LEVEL_SAID: Final = {
    "full": Words("连内部备注和未公开的情节一起，只给自己人", "with inner notes and secrets: for your own people only"),
    "licensee": Words("去掉内部备注和标了保密的情节", "without notes, and without what is marked secret"),
    "teaser": Words("只有名字、梗概，每个人物一张图", "title and synopsis; of each character the look and one picture"),
}
FORMS: Final = {
    "pdf": Words("PDF", "PDF"), "docx": Words("Word 文档", "Word document"),
    "md": Words("Markdown 文字", "Markdown text"), "json": Words("JSON 数据", "JSON data"),
    "zip": Words("交接包：全部格式、图片和存证", "Pack: every format, pictures and seal"),
}  # fmt: skip


def in_reading(texts: dict[str, str]) -> Words:
    """A text by language tag as one sentence; what is missing is taken from another language.

    >>> in_reading({"zh": "沈知微"}).en
    '沈知微'
    """
    found = {tag.casefold().split("-")[0]: text for tag, text in texts.items() if text.strip()}
    first = next(iter(found.values()), "")
    return Words(found.get("zh") or first, found.get("en") or first)


def character_name(content: dict[str, object]) -> Words:
    """What a character's sheet is called."""
    names = content.get("names")
    return in_reading(names) if isinstance(names, dict) else Words(*[str(content.get("id", ""))] * 2)


def character_names(contents: list[dict[str, object]]) -> dict[str, Words]:
    return {str(one["id"]): character_name(one) for one in contents}


def called(part: str, content: dict[str, Any]) -> str:
    """Every name a sheet goes by, a line each.

    >>> called("character", {"id": "z", "names": {"zh": "沈知微"}, "aliases": ["微微"]}).split()
    ['沈知微', '微微']
    """
    if part == "character":
        return "\n".join([*content["names"].values(), *(content.get("aliases") or [])])
    if part == "head":
        return "\n".join(content["title"].values())
    return "\n".join([str(content.get("name") or content.get("source") or ""), *(content.get("aliases") or [])])


def year_name(year: int) -> Words:
    """An astronomical year as people say it; `-44` is 45 BC.

    >>> year_name(-44).en, year_name(1019).zh
    ('45 BC', '1019 年')
    """
    if year > 0:
        return Words(f"{year} 年", str(year))
    return Words(f"公元前 {1 - year} 年", f"{1 - year} BC")
