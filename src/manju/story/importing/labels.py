"""What people call the parts of a bible: the words stand in `labels.toml`, here they are recognised."""

from __future__ import annotations

import re
import tomllib
import unicodedata
from functools import cache, lru_cache
from pathlib import Path
from typing import Final

__all__ = ["fold", "is_label", "label_of", "listed", "loose_section", "split_pair"]

KEPT: Final = 20_000  # answers remembered: the same lines are asked about again and again
FILE: Final = Path(__file__).parent / "labels.toml"
PLACES: Final = ("sections", "character", "relation", "world", "event", "conflict", "term", "work")


@lru_cache(maxsize=KEPT)
def label_of(place: str, text: str) -> str | None:
    """Which field or section a label means in this place (`sections`, `character`, `event` …); None when unknown.

    >>> label_of("character", "2. 性格 / Personality："), label_of("sections", "三、人物小传")
    ('personality', 'characters')
    """
    known = _known(place)
    for form in _forms(text):
        if form in known:
            return known[form]
    parts = [part for part in re.split(BETWEEN, _bare(text)) if fold(part)]
    if len(parts) < 2:
        parts = [part for part in re.split(BORDER, _bare(text)) if fold(part)]
    found = {known.get(fold(part)) for part in parts} if len(parts) > 1 else {None}
    if len(found) == 1 and (key := found.pop()) is not None:
        return key
    tagged = TAGGED.fullmatch(text.strip())
    key = label_of(place, tagged["label"]) if tagged else None
    return f"{key}_{tagged['tag']}" if tagged and key in ("names", "title") else None


@lru_cache(maxsize=KEPT)
def loose_section(text: str) -> str | None:
    """A section by the label in its heading, also when that says more: `人物小传（按出场顺序）`, `Cast (5)`.

    >>> loose_section("人物小传（按出场顺序）"), loose_section("《长夜灯》人物设定"), loose_section("沈知微")
    ('characters', 'characters', None)
    """
    if found := label_of("sections", text):
        return found
    known = _known("sections")
    bare = re.sub(r"[（(\[【].{0,60}?[）)\]】]|《.{0,60}?》|[\"“].{0,60}?[\"”]", " ", _bare(text))
    parts = [bare, *re.split(BETWEEN, bare), *re.split(BORDER, bare)]
    return next((known[fold(part)] for part in parts if fold(part) in known), None)


@lru_cache(maxsize=KEPT)
def is_label(text: str) -> bool:
    """Whether the text is a label of any place, and so says nothing by itself."""
    return any(label_of(place, text) for place in PLACES) or fold(text) in OWN


@lru_cache(maxsize=KEPT)
def listed(place: str, text: str) -> bool:
    """Whether the text is one of a plain list of words: `groups`, `kinds`, `suffixes`."""
    known = _words(place)
    parts = [part for part in re.split(BETWEEN, _bare(text)) if fold(part)]
    borders = [part for part in re.split(BORDER, _bare(text)) if fold(part)]
    return fold(_bare(text)) in known or any(
        len(p) > 1 and all(fold(one) in known for one in p) for p in (parts, borders)
    )


@lru_cache(maxsize=KEPT)
def split_pair(text: str) -> tuple[str, str] | None:
    """A line `key：value` as its two sides; None for text that only holds a colon somewhere.

    >>> split_pair("姓名：沈知微"), split_pair("Name: Shen"), split_pair("他说了，然后停住：走"), split_pair("12:30")
    (('姓名', '沈知微'), ('Name', 'Shen'), None, None)
    """
    found = PAIR.match(text.strip())
    if found is None:
        return None
    return found["key"].strip(" *_"), found["value"].strip()


@lru_cache(maxsize=KEPT)
def fold(text: str) -> str:
    """A label without case, width, spaces, punctuation and pictures.

    >>> fold("💡 Catch-Phrases "), fold("姓名（英文）")
    ('catchphrases', '姓名英文')
    """
    wide = unicodedata.normalize("NFKC", text).casefold()
    return "".join(c for c in wide if c.isalnum())


def _forms(text: str) -> tuple[str, ...]:
    return fold(text), fold(_bare(text))


def _bare(text: str) -> str:
    """Without numbering before it and colon after it."""
    return NUMBER.sub("", text.strip(" \t*_#【】[]■◆●▪•▶★☆")).strip().rstrip("：:").strip("【】[] *_")


@cache
def _known(place: str) -> dict[str, str]:
    found: dict[str, str] = {}
    for key, words in _file()[place].items():
        for word in words:
            found.setdefault(fold(word), key)
    return found


@cache
def _words(place: str) -> frozenset[str]:
    return frozenset(fold(word) for word in _file()[place]["values"])


@cache
def _file() -> dict[str, dict[str, list[str]]]:
    plain = tomllib.loads(FILE.read_text(encoding="utf-8"))
    return {key: value for key, value in plain.items() if isinstance(value, dict)}


OWN: Final = frozenset({fold("项目 Item"), fold("内容 Content"), fold("项目"), fold("内容"), "item", "content", "field",
                        "value", "字段", "值", "属性", "property", "key", "sha256"})  # fmt: skip
TAGGED: Final = re.compile(r"(?P<label>.+?)\s*[（(](?P<tag>[a-z]{2,3}(?:-[A-Za-z]{2,8})?)[）)]")  # 姓名 Name (en)
BETWEEN: Final = r"[/／|｜·•（()）,，&＆—–]|\s-\s"
BORDER: Final = r"(?<=[\u3400-\u9fff）])\s*(?=[A-Za-z])|(?<=[A-Za-z.)])\s*(?=[\u3400-\u9fff])"
NUMBER: Final = re.compile(
    r"^\s*(?:第[一二三四五六七八九十百零〇\d]+[章节節部篇卷条]|(?:part|chapter|section)\s+[\dIVXivx]+\b|[（(][一二三四五六七八九十\d]{1,3}[）)]|[一二三四五六七八九十]{1,3}[、.．]"
    r"|[①-⑳]|\d{1,2}(?:\.\d{1,2})*(?:[、.．)）](?!\d)|(?=\s))|[IVX]{1,5}[.、)])[\s、.．:：]*",
    re.IGNORECASE,
)
PAIR: Final = re.compile(
    r"(?P<key>[^：:\n，。！？；,;!?“”\"]{1,40}?)\s*(?:：{1,2}|::|:(?=\s|$|[^\x00-\x7f])|\t|\s=\s)\s*(?P<value>.*)$",
    re.DOTALL,
)
