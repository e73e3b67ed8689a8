"""One character's sheet, read from what stands under a heading, in a table, or in a list of labelled lines."""

from __future__ import annotations

import re
from collections.abc import Sequence
from typing import Any, Final

from manju.story.dates import parse_in_story
from manju.story.importing.days import leading_date, read_date, span_of
from manju.story.importing.draft import Draft
from manju.story.importing.labels import fold, is_label, label_of, listed, split_pair
from manju.story.importing.names import language_of, split_list, split_names
from manju.story.importing.pieces import Image
from manju.story.importing.relations import read_relation
from manju.story.importing.tables import is_sheet, place_of, records, sheet_pairs
from manju.story.importing.tree import Item, Node, items_of

__all__ = ["Sheet"]

TEXTS: Final = {
    "features": "appearance", "personality": "", "voice": "", "register": "dialogue_style", "role": "", "notes": "",
}  # fmt: skip
LISTS: Final = {
    "aliases": "", "palette": "appearance", "costumes": "appearance", "catch_phrases": "dialogue_style",
    "never_says": "dialogue_style",
}  # fmt: skip
UNITS: Final = re.compile(
    r"[\d\s个字词以内不超过最多至上限左右约≤<=,.]*(?:characters|words|letters|chars|max)?[\s.]*", re.IGNORECASE
)


class Sheet:
    """Fills one character of a draft."""

    def __init__(self, draft: Draft, where: str) -> None:
        self._draft, self.where = draft, where
        self.plain: dict[str, Any] = {"names": {}, "appearance": {}, "dialogue_style": {}, "images": []}
        self.number = len(draft.characters)
        draft.characters.append(self.plain)

    def call(self, text: str, *, group: str = "") -> None:
        """Take the names, and the role beside them, that a heading or cell gives."""
        named = split_names(text)
        for tag, name in named.names.items():
            known = self.plain["names"].get(tag)
            if known is None:
                self.plain["names"][tag] = name
            elif fold(known) != fold(name):
                self._extend(self.plain, "aliases", [name])
        if named.rest:
            self._role_or_note(named.rest)
        if group and not self.plain.get("role"):
            self.plain["role"] = group

    def read(self, node: Node) -> None:
        """Everything under a heading."""
        self.take(items_of(node.pieces))
        for child in node.children:
            self._section(child)

    def take(self, items: Sequence[Item], *, field: str = "") -> None:
        """Items one after another; what has no label of its own belongs to `field`, or to the notes."""
        for item in items:
            for image in item.piece.images:
                self.picture(image)
            if item.piece.rows:
                self._table(item, field)
                continue
            text = item.piece.text.strip()
            pair = split_pair(text)
            key = label_of("character", pair[0]) if pair else None
            if pair is not None and key is not None and not (field and field == key and not pair[1]):
                self._pair(key, pair, item)
            elif not pair and text and label_of("character", text) and item.below:
                self._pair(label_of("character", text) or "", (text, ""), item)
            elif field:
                self._loose(field, item)
            elif dashed := self._dashed(text):
                self._pair(dashed[0], dashed[1], item)
            elif not item.below and self.phrase(text):
                continue
            elif text or item.below:
                self._unknown(item)

    def put(self, key: str, label: str, text: str) -> None:
        """A value for a field; what the field cannot hold goes to the notes with its label."""
        text = text.strip()
        if not text or (text in EMPTY and key != "notes"):
            return
        if key in LISTS:
            self._extend(self._place(LISTS[key]), key, _items(key, text))
        elif key in TEXTS:
            self._append(key, text)
        elif key == "names":
            self.call(text)
        elif key.startswith("names_"):
            self.plain["names"][key[6:]] = text
        elif key in ("born", "died"):
            self._day(key, label, text)
        elif key.startswith("max_"):
            self._number(key, label, text)
        elif key == "role_else":
            self.plain.setdefault("_roles", []).append((label, text))
        elif key == "features_part":
            self._append("features", f"{label}：{text}")
        elif key == "id":
            self.plain.setdefault("id", text)
        elif key != "lifespan" or not self._years(text):
            self._draft.note(self.where, f"{label}：{text}", of=self.plain)

    def phrase(self, text: str) -> bool:
        """`生于1003年3月8日`, `b. 30 September 1979`, `1911年生`: a day of birth or death said without a label."""
        for key, shape in PHRASES.items():
            found = shape.fullmatch(text.strip(" 。.,，;；"))
            date = read_date(found["a"] or found["b"] or "") if found else None
            if date is not None and not self.plain.get(key):
                self.plain[key] = str(date)
                return True
        return False

    def picture(self, image: Image) -> None:
        self._draft.picture(image, of=self.plain["images"])

    def relation(self, line: str) -> None:
        """A line about somebody else: what they are to this one, and what they call this one."""
        asked = read_relation(line, where=self.where, owner=self.number)
        if asked is None:
            self._draft.note(self.where, f"关系：{line}", of=self.plain)
        else:
            self._draft.asked.append(asked)

    def _section(self, child: Node) -> None:
        key = label_of("character", child.title)
        if key in ("style", "style_box"):
            self.read(child)
        elif key == "relations":
            self._relations(items_of(child.pieces))
            for inner in child.children:
                self._foreign(inner)
        elif key == "images":
            self._pictures(child)
        elif key is not None:
            self.take(items_of(child.pieces), field=key)
            for inner in child.children:
                self._section(inner)
        else:
            self._foreign(child)

    def _foreign(self, node: Node) -> None:
        """A part nobody asked for: its pictures and tables of fields are read, its words kept under its heading."""
        lines = []
        for item in items_of(node.pieces):
            for image in _images(item):
                self.picture(image)
            pair = split_pair(item.piece.text)
            key = label_of("character", pair[0]) if pair and pair[1] and not item.below else None
            if item.piece.rows and is_sheet(item.piece.rows):
                self._table(item, "")
            elif pair and key and key not in ("notes", "names") and not self._has(key):
                self.put(key, *pair)
            else:
                lines += item.lines()
        if lines or not node.children:
            self._draft.note(f"{self.where} / {node.title}", "\n".join([node.title, *lines]), of=self.plain)
        for child in node.children:
            if lines:
                self._foreign(child)
            else:
                self._section(child)

    def _pictures(self, node: Node) -> None:
        for item in items_of(node.pieces):
            for image in _images(item):
                self.picture(image)
            if item.piece.rows or item.piece.text.strip():
                self._unknown(item, pictures=False)
        for child in node.children:
            self._foreign(child)

    def _pair(self, key: str, pair: tuple[str, str], item: Item) -> None:
        label, value = pair
        if key == "relations":
            for line in filter(None, [*re.split(r"[；;\n]", value)]):
                self.relation(line)
            self._relations(item.below)
            return
        if key in ("style", "style_box"):
            if value:
                self._draft.note(self.where, f"{label}：{value}", of=self.plain)
            self.take(item.below)
            return
        if key == "images":
            if value and not _images(item):
                self._draft.note(self.where, f"{label}：{value}", of=self.plain)
            self.take(item.below)
            return
        self.put(key, label, value)
        for below in item.below:
            inner = split_pair(below.piece.text)
            if inner and label_of("character", inner[0]) and label_of("character", inner[0]) != key:
                self.take([below])
            else:
                self._loose(key, below, label=label)

    def _loose(self, key: str, item: Item, *, label: str = "") -> None:
        """Text under a label; tables and pictures under it too."""
        for image in item.piece.images if not label else _images(item):
            self.picture(image)
        if item.piece.rows:
            self._table(item, key)
            return
        if key in TEXTS or key in ("notes", "features_part"):
            for line in item.lines():
                self.put(key, label, line.strip() if key != "notes" else line)
        else:
            self.put(key, label or key, item.piece.text)
            for below in item.below:
                self._loose(key, below, label=label)

    def _relations(self, items: Sequence[Item]) -> None:
        for item in items:
            for image in item.piece.images:
                self.picture(image)
            if item.piece.rows:
                self._relation_table(item)
            elif lines := [line.strip() for line in item.lines()]:
                self.relation("；".join(lines))

    def _relation_table(self, item: Item) -> None:
        from manju.story.importing.relations import asked_of

        for row in records(item.piece.rows, "relation"):
            asked = asked_of(row, where=self.where, owner=self.number)
            if asked is None:
                self._draft.note(self.where, "；".join(f"{f.label}：{f.text}" for f in row if f.text), of=self.plain)
            else:
                self._draft.asked.append(asked)

    def _table(self, item: Item, field: str) -> None:
        rows = item.piece.rows
        if field == "relations" or place_of(rows) == "relation":
            self._relation_table(item)
            return
        width = max(map(len, rows))
        if not is_sheet(rows) and len(rows) == 2 and place_of(rows) == "character":
            pairs = (
                [(f.label, f.text, f.images) for f in records(rows, "character")[0]]
                if records(rows, "character")
                else []
            )
        elif is_sheet(rows) or (width == 2 and place_of(rows) is None):
            pairs = list(sheet_pairs(rows))
        else:
            self._unknown(item)
            return
        for label, value, images in pairs:
            for image in images:
                self.picture(image)
            key = label_of("character", label) if label else None
            if key == "relations":
                for line in filter(None, re.split(r"[；;\n]", value)):
                    self.relation(line)
            elif key is not None and key not in ("images", "style", "style_box"):
                self.put(key, label, value)
            elif value and not (key == "images" and images) and not (is_label(label) and is_label(value)):
                if not label and not self.plain["names"] and len(value) < 30:
                    self.call(value)
                else:
                    self._draft.note(self.where, f"{label}：{value}" if label else value, of=self.plain)

    def _unknown(self, item: Item, *, pictures: bool = True) -> None:
        if pictures:
            for below in item.below:
                for image in _images(below):
                    self.picture(image)
        self._draft.note(self.where, "\n".join(item.lines()), of=self.plain)

    def _role_or_note(self, text: str) -> None:
        for part in re.split(r"；|[，,]\s*(?=b\.|d\.|born|died|生于|卒于)|(?<=\d)\s*[,，]\s*(?=d\.|died|卒)", text):
            if self.phrase(part) or self._years(part):
                continue
            if not self.plain.get("role") and (
                listed("groups", part) or len(part) <= _LONGEST_ROLE[language_of(part) == "zh"]
            ):
                self.plain["role"] = part
            else:
                self._draft.note(self.where, part, of=self.plain)

    def _years(self, text: str) -> bool:
        """`1911–1932` behind a name."""
        first, second = span_of(text)
        if first is None or second is None or self.plain.get("born") or self.plain.get("died"):
            return False
        self.plain["born"], self.plain["died"] = str(first), str(second)
        return True

    def _dashed(self, text: str) -> tuple[str, tuple[str, str]] | None:
        """`姓名 - 沈知微`, `Role — lead`."""
        found = re.match(r"(?P<key>[^，。！？\n]{1,24}?)\s*(?:\s[-–=]\s|—+|→|\|)\s*(?P<value>\S.*)", text, re.DOTALL)
        key = label_of("character", found["key"]) if found else None
        return (key, (found["key"].strip(), found["value"])) if found and key else None

    def _day(self, key: str, label: str, text: str) -> None:
        found = read_date(text)
        first, _, rest = leading_date(text)
        if found is None and (first is None or (rest and rest[0].isalnum() and first.month is None)):
            self._draft.note(self.where, f"{label}：{text}", of=self.plain)
            return
        date = found or first
        if self.plain.get(key) and parse_in_story(self.plain[key]) != date:
            self._draft.note(self.where, f"{label}：{text}", of=self.plain)
            return
        self.plain[key] = str(date)
        if found is None or re.search(r"前|b\.?c", text, re.IGNORECASE):
            self._draft.note(self.where, f"{label}：{text}", of=self.plain, understood=True)

    def _number(self, key: str, label: str, text: str) -> None:
        found = re.search(r"\d+", text)
        if (
            key == "max_sentence_words"
            and language_of(f"{label}{text}") == "zh"
            and "词" not in f"{label}{text}"
            and "word" not in text.casefold()
        ):
            key = "max_sentence_chars"
        if key == "max_sentence_words" and re.search(r"字|char|letter", text, re.IGNORECASE):
            key = "max_sentence_chars"
        elif key == "max_sentence_chars" and re.search(r"词|word", text, re.IGNORECASE):
            key = "max_sentence_words"
        if found and int(found[0]) > 0 and self.plain["dialogue_style"].get(key) is None:
            self.plain["dialogue_style"][key] = int(found[0])
            if UNITS.fullmatch(text) is None:
                self._draft.note(self.where, f"{label}：{text}", of=self.plain, understood=True)
        else:
            self._draft.note(self.where, f"{label}：{text}", of=self.plain)

    def _append(self, key: str, text: str) -> None:
        place = self._place(TEXTS[key])
        before = place.get(key, "")
        if text not in before.split("\n"):
            place[key] = f"{before}\n{text}" if before else text

    def _extend(self, place: dict[str, Any], key: str, values: Sequence[str]) -> None:
        kept = place.setdefault(key, [])
        kept += [value for value in values if value not in kept]

    def _place(self, name: str) -> dict[str, Any]:
        found: dict[str, Any] = self.plain[name] if name else self.plain
        return found

    def _has(self, key: str) -> bool:
        if key.startswith("names_"):
            return key[6:] in self.plain["names"]
        return bool(self.plain.get(key) or self.plain["appearance"].get(key) or self.plain["dialogue_style"].get(key))


def _items(key: str, text: str) -> list[str]:
    if key == "palette":
        codes = re.findall(r"#[0-9a-fA-F]{3,8}\b", text)
        if codes and not re.sub(r"#[0-9a-fA-F]{3,8}\b", "", text).strip(" 、，,;；/|\n\t·"):
            return list(codes)
    found = split_list(text, commas=key != "catch_phrases")
    if key == "costumes" and re.search(r"[。！？]", text):
        found = [line.strip() for line in text.split("\n") if line.strip()]
    if key == "never_says" and not re.search(r"[、;；\n“\"「]", text) and language_of(text) == "en" and "," not in text:
        return [text]
    return found


def _images(item: Item) -> list[Image]:
    found = [*item.piece.images, *(i for below in item.below for i in _images(below))]
    for row in item.piece.rows:
        for cell in row:
            found += [image for piece in cell for image in piece.images]
    return found


PHRASES: Final = {
    "born": re.compile(
        r"(?:生于|出生于|诞生于|出生在|born(?:\s+on|\s+in)?:?|b\.|né|née|\*)\s*(?P<a>.+)|(?P<b>.+?)(?:出)?生",
        re.IGNORECASE,
    ),
    "died": re.compile(
        r"(?:卒于|死于|逝于|去世于|亡于|殁于|died(?:\s+on|\s+in)?:?|d\.|†)\s*(?P<a>.+)|(?P<b>.+?)(?:卒|去世|逝世|死)",
        re.IGNORECASE,
    ),
}
EMPTY: Final = frozenset({"无", "—", "-", "--", "——", "/", "N/A", "n/a", "暂无", "None", "none", "空"})
_LONGEST_ROLE: Final = {True: 12, False: 40}  # characters of a role behind a name; in Chinese, and in letters
