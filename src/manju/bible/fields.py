"""The fields of every sheet: what they are called, how they are typed, where they stand in the content."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any, Final, Literal

from manju.words import Words

__all__ = ["GROUPS", "Field", "Group", "as_typed", "fields_of", "put", "shown", "taken", "written"]

Kind = Literal["line", "text", "lines", "date", "colours", "number", "languages", "texts", "people", "person", "yes"]
"""line, text: a string; lines: a list, one a line; colours: a list of #rrggbb; languages, texts: a text by language
tag, short or long; people, person: ids of characters; yes: a tick."""


@dataclass(frozen=True, slots=True)
class Field:
    """One field: its name in forms and anchors, its keys in the content."""

    name: str
    label: Words
    kind: Kind
    keys: tuple[str, ...]
    help: Words | None = None
    required: bool = False


@dataclass(frozen=True, slots=True)
class Group:
    """Fields that stand together under a heading."""

    title: Words
    fields: tuple[Field, ...]


def _f(
    name: str, zh: str, en: str, kind: Kind, *keys: str, help: tuple[str, str] | None = None, required: bool = False
) -> Field:  # fmt: skip
    return Field(name, Words(zh, en), kind, keys or (name,), Words(*help) if help else None, required)


_A_LINE: Final = ("一行一个", "one a line")
_DATE: Final = (
    "写到知道的那一位：1003、1003-03、1003-03-08；公元前 45 年写 -0044",
    "as far as it is known: 1003, 1003-03, 1003-03-08; 45 BC is -0044",
)
_STYLE: Final = "dialogue_style"

GROUPS: Final[dict[str, tuple[Group, ...]]] = {
    "head": (
        Group(Words("片名和梗概", "Title and synopsis"), (
            _f("title", "片名", "Title", "languages", required=True),
            _f("synopsis", "梗概", "Synopsis", "texts"),
            _f("language", "剧本语言", "Language of the scripts", "line",
               help=("语言代码，例如 zh、en", "a language tag such as zh or en")),
        )),
        Group(Words("其他", "More"), (
            _f("extras", "不立传的角色", "Extras", "lines",
               help=("有台词、但不用写人物的：侍卫、路人。一行一个",
                     "who speaks without a sheet: guards, passers-by. One a line")),
            _f("notes", "内部备注", "Inner notes", "text",
               help=("只有“全部”一级带出去", "only the level “everything” carries them")),
        )),
    ),
    "character": (
        Group(Words("是谁", "Who"), (
            _f("names", "名字", "Names", "languages", required=True),
            _f("aliases", "别名和称呼", "Also called", "lines", help=_A_LINE),
            _f("role", "在戏里是谁", "Role", "line"),
            _f("born", "生", "Born", "date", help=_DATE),
            _f("died", "死", "Died", "date", help=("没死就空着", "empty while alive")),
            _f("personality", "性格", "Personality", "text"),
        )),
        Group(Words("长相", "Looks"), (
            _f("features", "特征", "Features", "text", "appearance", "features"),
            _f("palette", "配色", "Palette", "colours", "appearance", "palette",
               help=("色值，空格隔开：#7a1f2b #f3e6d0", "colours, parted by spaces: #7a1f2b #f3e6d0")),
            _f("costumes", "服装", "Costumes", "lines", "appearance", "costumes", help=_A_LINE),
        )),
        Group(Words("怎么说话", "How they speak"), (
            _f("voice", "声音", "Voice", "line"),
            _f("register", "语体", "Register", "line", _STYLE, "register",
               help=("书面、市井、官话……", "bookish, of the street, official …")),
            _f("catch_phrases", "口头禅", "Catch phrases", "lines", _STYLE, "catch_phrases",
               help=("别人说了会查出来。一行一个", "found when another says it. One a line")),
            _f("never_says", "绝不会说", "Never says", "lines", _STYLE, "never_says",
               help=("自己说了会查出来。一行一个", "found when they say it. One a line")),
            _f("max_sentence_chars", "一句最多几个字", "Longest sentence, characters", "number", _STYLE,
               "max_sentence_chars"),
            _f("max_sentence_words", "一句最多几个词（西文）", "Longest sentence, words", "number", _STYLE,
               "max_sentence_words"),
        )),
        Group(Words("内部", "Inner"), (
            _f("notes", "内部备注", "Inner notes", "text",
               help=("只有“全部”一级带出去", "only the level “everything” carries them")),
        )),
    ),
    "relation": (
        Group(Words("关系", "Relation"), (
            _f("from", "谁", "Who", "person", required=True),
            _f("to", "对谁", "To whom", "person", required=True),
            _f("kind", "是对方的什么", "Is their", "line", help=("妹妹、债主、师父", "sister, creditor, master")),
            _f("calls", "怎么称呼对方", "Calls them", "lines",
               help=("剧本里用了别的称呼会查出来。一行一个", "another term in a script is found. One a line")),
        )),
    ),
    "world": (
        Group(Words("条目", "Entry"), (
            _f("name", "名称", "Name", "line", required=True),
            _f("kind", "类别", "Kind", "line", help=("地点、机构、物件、规矩", "place, institution, object, rule")),
            _f("text", "说明", "Text", "text"),
        )),
    ),
    "event": (
        Group(Words("事件", "Event"), (
            _f("name", "名称", "Name", "line", required=True),
            _f("date", "哪天", "Date", "date", help=_DATE),
            _f("end", "到哪天", "Until", "date", help=("一天的事就空着", "empty for a single day")),
            _f("aliases", "也叫", "Also called", "lines", help=_A_LINE),
            _f("text", "发生了什么", "What happened", "text"),
            _f("characters", "有谁", "Who was there", "people"),
            _f("secret", "保密：不给被授权方", "Secret: not for licensees", "yes"),
        )),
    ),
    "conflict": (
        Group(Words("冲突", "Conflict"), (
            _f("name", "名称", "Name", "line", required=True),
            _f("between", "谁和谁", "Between", "people"),
            _f("text", "说明", "Text", "text"),
            _f("secret", "保密：不给被授权方", "Secret: not for licensees", "yes"),
        )),
    ),
    "term": (
        Group(Words("术语", "Term"), (
            _f("source", "原词", "Word", "line", required=True),
            _f("target", "译法", "Translations", "languages"),
            _f("note", "说明", "Note", "text"),
        )),
    ),
}  # fmt: skip


def fields_of(part: str) -> list[Field]:
    return [field for group in GROUPS[part] for field in group.fields]


def shown(field: Field, content: dict[str, Any]) -> Any:  # Any: JSON
    """The value of a field in a content; None where it is missing."""
    value: Any = content
    for key in field.keys:
        value = value.get(key) if isinstance(value, dict) else None
    return value


def put(field: Field, content: dict[str, Any], value: Any) -> None:
    """Set a field's value in a content, in place."""
    place = content
    for key in field.keys[:-1]:
        inner = dict(place.get(key) or {})
        place[key] = inner
        place = inner
    place[field.keys[-1]] = value


def taken(field: Field, typed: dict[str, list[str]]) -> Any:
    """What a person typed into a field, as the content has it; dates stay as typed for the sheet to judge.

    >>> taken(fields_of("character")[1], {"aliases": ["知微\\r\\n\\r\\n 沈姑娘 "]})
    ['知微', '沈姑娘']
    """
    if field.kind == "people":
        return typed.get(field.name) or []
    if field.kind in ("languages", "texts"):
        tags, texts = typed.get(f"{field.name}-tag", []), typed.get(f"{field.name}-text", [])
        pairs = zip(tags, (text.replace("\r\n", "\n") for text in texts), strict=False)
        return {tag.strip(): text for tag, text in pairs if tag.strip() and text.strip()}
    return _READ[field.kind]((typed.get(field.name) or [""])[0].replace("\r\n", "\n"))


def as_typed(field: Field, content: dict[str, Any]) -> dict[str, list[str]]:
    """What the form sends for a field that nobody touched."""
    value = shown(field, content)
    if field.kind == "people":
        return {field.name: value or []}
    if field.kind in ("languages", "texts"):
        return {f"{field.name}-tag": list(value or {}), f"{field.name}-text": list((value or {}).values())}
    return {field.name: [written(field, value)]}


def written(field: Field, value: Any) -> str:
    """A value as it stands in its box."""
    if field.kind == "lines":
        return "\n".join(value or [])
    if field.kind == "colours":
        return " ".join(value or [])
    if field.kind == "yes":
        return "1" if value else ""
    return "" if value is None else str(value)


def _number(text: str) -> int | str | None:
    number = text.strip()
    return int(number) if number.isascii() and number.isdecimal() and len(number) < 10 else (number or None)


_READ: Final[dict[str, Callable[[str], Any]]] = {
    "text": str, "person": str, "line": str.strip, "number": _number,
    "lines": lambda text: [line.strip() for line in text.split("\n") if line.strip()],
    "colours": lambda text: text.replace(",", " ").replace("，", " ").split(),
    "date": lambda text: text.strip() or None, "yes": lambda text: text == "1",
}  # fmt: skip
