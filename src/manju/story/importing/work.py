"""What a document says of the work itself: its title, its language, facts before the first section."""

from __future__ import annotations

import re
from typing import Final

from manju.story.importing.days import read_date
from manju.story.importing.draft import Draft
from manju.story.importing.labels import fold, is_label, label_of, listed, loose_section
from manju.story.importing.names import language_of, split_names
from manju.story.importing.sheets import Sheet
from manju.story.importing.tree import Item

__all__ = ["entitle", "take_birth", "take_fact"]


def entitle(draft: Draft, text: str) -> None:
    """The title of the work from a heading such as `《长夜灯》IP 圣经` or `Lamp — Series Bible`."""
    named = re.search(r"《([^》]+)》", text)
    rest = (text[: named.start()] + " " + text[named.end() :]).strip() if named else text
    found = dict(split_names(named[1]).names) if named else {}
    names = split_names(_unsuffixed(rest))
    if _unsuffixed(rest) != text:
        draft.note("标题 Title", text, understood=True)
    for tag, name in names.names.items():
        plain = _unsuffixed(name)
        if plain and not listed("suffixes", plain) and not is_label(plain) and not loose_section(plain):
            found.setdefault(tag, plain)
    for tag, name in (found or {language_of(text) or "zh": text}).items():
        draft.title.setdefault(tag, name)


def _unsuffixed(text: str) -> str:
    """A name without the words that say what kind of document it is the title of."""
    if listed("suffixes", text):
        return ""
    for length in range(min(len(text), 24), 1, -1):
        tail = text[-length:]
        if listed("suffixes", tail) and (fold(text[-length - 1 : -length]) == "" or not tail[0].isascii()):
            return text[:-length].strip(" -—–·:：|、")
    return text


def take_birth(draft: Draft, item: Item) -> bool:
    """`木青 马帮少主 1871年5月5日生`: somebody, where nothing else says so."""
    found = BORN.fullmatch(item.piece.text.strip())
    date = read_date(found["date"]) if found else None
    if found is None or date is None or item.below:
        return False
    sheet = Sheet(draft, "开头 Beginning")
    sheet.call(found["name"])
    sheet.put("role", "定位", found["role"] or "")
    sheet.put("born", "出生", found["date"])
    return True


def take_fact(draft: Draft, label: str, value: str, item: Item | None = None) -> bool:
    """Take one fact about the work; False for those nobody asked for."""
    key = label_of("work", label)
    below = [line for one in item.below for line in one.lines()] if item else []
    if key is None and label_of("sections", label) == "synopsis":
        for text in filter(None, [value, *below]):
            draft.add_synopsis(text)
        return True
    if key is None or not value or below:
        return False
    if key == "title":
        for tag, name in split_names(re.sub(r"[《》]", "", value)).names.items():
            draft.title[tag] = name
    elif key.startswith("title_"):
        draft.title[key[6:]] = re.sub(r"[《》]", "", value)
    elif key == "language":
        if (found := LANGUAGES.get(fold(value))) is None:
            return False
        draft.language = found
    elif key == "extras":
        draft.extras += [name for name in re.split(r"[、，,;；]\s*", value) if name]
    return key != "format" or value == "manju-bible/1"


BORN: Final = re.compile(
    r"(?P<name>[^\s，,：:]{2,12})[\s，,]+(?:(?P<role>[^\s，,：:]{1,20})[\s，,]+)?(?P<date>\S*\d年\S*?)(?:出)?生[。]?"
)
LANGUAGES: Final = {
    "zh": "zh", "中文": "zh", "chinese": "zh", "zhcn": "zh", "汉语": "zh", "简体中文": "zh", "en": "en", "英文": "en",
    "英语": "en", "english": "en", "ja": "ja", "日语": "ja", "日文": "ja", "ko": "ko", "韩语": "ko",
}  # fmt: skip
