"""Names as they stand in headings and cells: two languages together, a role in brackets, several with commas."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Final

from manju.story.importing.labels import NUMBER, fold, listed

__all__ = ["Named", "Register", "language_of", "split_list", "split_names"]


@dataclass(frozen=True, slots=True)
class Named:
    """Names by language, and what stood with them: words in brackets or behind a dash."""

    names: dict[str, str]
    rest: str = ""


def split_names(text: str) -> Named:
    """The names that a heading or cell gives to one thing.

    >>> split_names("2. 沈知微（Shen Zhiwei）"), split_names("沈知微 —— 女主")
    (Named(names={'zh': '沈知微', 'en': 'Shen Zhiwei'}, rest=''), Named(names={'zh': '沈知微'}, rest='女主'))
    """
    text = NUMBER.sub("", text.strip(" \t#*_")).strip() or text.strip()
    inside = re.fullmatch(r"[「『“【\[](.*)[」』”】\]]", text)
    text = inside[1] if inside else text
    names: dict[str, str] = {}
    rest: list[str] = []
    for number, part in enumerate(_parts(text)):
        tag = language_of(part)
        if number and (tag in names or listed("groups", part) or tag == ""):
            rest.append(part)
        else:
            names[tag or "zh"] = part
    return Named(names, "；".join(rest))


def split_list(text: str, *, commas: bool = True) -> list[str]:
    """The items of a list in one cell: quoted ones by their quotes, else at 、；/ and line ends, at commas if told.

    >>> split_list("“账，我记着”、“走着瞧”"), split_list("知微、沈姑娘"), split_list("账，我记着；走", commas=False)
    (['账，我记着', '走着瞧'], ['知微', '沈姑娘'], ['账，我记着', '走'])
    """
    quoted = QUOTED.findall(text)
    if quoted and not QUOTED.sub("", text).strip(" 、，,;；/\n·和与and或or。.-•"):
        return [next(filter(None, groups)).strip() for groups in quoted if any(groups)]
    marks = r"[、;；\n|｜]|\s/\s|／|(?<=[^\x00-\x7f])/(?=[^\x00-\x7f])" + (r"|[，,]" if commas else "")
    items = [part.strip(" \t-•·*") for part in re.split(marks, text)]
    return [_unquoted(item) for item in items if item]


def language_of(text: str) -> str:
    """`ja`, `ko`, `zh`, `en` by the script of a text; empty where it has no letters.

    >>> language_of("沈知微"), language_of("Shen"), language_of("さくら"), language_of("12")
    ('zh', 'en', 'ja', '')
    """
    if re.search(r"[\u3040-\u30ff]", text):
        return "ja"
    if re.search(r"[\uac00-\ud7af]", text):
        return "ko"
    if re.search(r"[\u3400-\u9fff\U00020000-\U0003ffff]", text):
        return "zh"
    return "en" if re.search(r"[^\W\d_]", text) else ""


class Register:
    """Who is meant by a name: every name, alias and id leads to one character, or to none where two share it."""

    def __init__(self, characters: Iterable[Mapping[str, object]]) -> None:
        self._ids: dict[str, str | None] = {}
        self._whole: list[tuple[str, str]] = []
        second: list[tuple[str, str]] = []
        for one in characters:
            key, names, aliases = str(one["id"]), one["names"], one.get("aliases", [])
            for name in (key, *(names.values() if isinstance(names, dict) else ())):
                self._add(name, key)
                self._whole.append((str(name), key))
            second += [(str(alias), key) for alias in (aliases if isinstance(aliases, list) else [])]
        for alias, key in [*second, *self._shorter(second)]:
            if fold(alias) not in self._ids:
                self._add(alias, key)

    def _shorter(self, second: list[tuple[str, str]]) -> list[tuple[str, str]]:
        """Given names and names without the nickname in quotes; those that fit two people are nobody's."""
        found: dict[str, set[str]] = {}
        for name, key in [*self._whole, *second]:
            plain = re.sub(r"\s*[“\"'‘]([^”\"'’]+)[”\"'’]\s*", " ", name).strip()
            shorter = {plain, *QUOTED_NAME.findall(name)}
            if language_of(name) == "zh" and 3 <= len(name) <= 4:
                shorter.add(name[-2:])
            elif language_of(name) == "en" and " " in plain:
                shorter |= {plain.split()[0], plain.split()[-1], f"{plain.split()[0]} {plain.split()[-1]}"}
            for one in shorter:
                found.setdefault(one, set()).add(key)
        return [(name, next(iter(keys))) for name, keys in found.items() if len(keys) == 1 and len(name) > 1]

    def __getitem__(self, name: str) -> str | None:
        """The id, or None."""
        bare = re.sub(r"[（(].*?[）)]|[“”\"「」《》*_]", "", name)
        inner = re.search(r"[（(](.*?)[）)]", name)
        return (
            self._ids.get(fold(name)) or self._ids.get(fold(bare)) or (self._ids.get(fold(inner[1])) if inner else None)
        )

    def all_of(self, text: str) -> tuple[list[str], list[str]]:
        """The ids of a list of names, and the names that are nobody's."""
        found: list[str] = []
        unknown: list[str] = []
        whole = self[text]
        for name in [text] if whole else NAMES.split(text):
            if not fold(name):
                continue
            key = self[name]
            if key is None:
                unknown.append(name.strip())
            elif key not in found:
                found.append(key)
        return found, unknown

    def _add(self, name: str, key: str) -> None:
        folded = fold(name)
        if folded:
            self._ids[folded] = key if self._ids.get(folded, key) == key else None


def _parts(text: str) -> list[str]:
    parts = [
        part.strip(" \t-—–·•：:，,")
        for part in re.split(r"[（()）\[\]【】/／|｜\t]|\s[-—–·•]+\s|—+|\s?[·•]\s|：|:\s|，|,\s", text)
    ]
    out: list[str] = []
    for part in filter(None, parts):
        out += [
            piece.strip()
            for piece in re.split(r"(?<=[\u3040-\u9fff])\s+(?=[A-Za-z])|(?<=[A-Za-z.])\s+(?=[\u3040-\u9fff])", part)
        ]
    return out


def _unquoted(text: str) -> str:
    found = re.fullmatch(r"[“\"「『'‘](.*)[”\"」』'’]", text)
    return found[1] if found and found[1] and not re.search(r"[“”\"「」『』]", found[1]) else text


QUOTED_NAME: Final = re.compile(r"[“\"]([^”\"]+)[”\"]")
QUOTED: Final = re.compile(r"“([^”]{1,400})”|\"([^\"]{1,400})\"|「([^」]{1,400})」|『([^』]{1,400})』")
NAMES: Final = re.compile(r"[、，,;；/／|&＋+\n]|\s(?:and|vs\.?|v\.|versus|with)\s|\s*(?:对|與|与|和|及|↔|<->|⇄)\s*")
