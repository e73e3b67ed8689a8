"""The bible as a document (`manju-bible/1`): its shape, and what must hold between its parts."""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Annotated, Any, Final, Literal, Self

from pydantic import (
    BeforeValidator,
    Field,
    GetCoreSchemaHandler,
    GetJsonSchemaHandler,
    PlainSerializer,
    WithJsonSchema,
    model_validator,
)
from pydantic.json_schema import JsonSchemaValue
from pydantic_core import CoreSchema
from pydantic_core.core_schema import no_info_before_validator_function

from manju.money.documents import Document, Misfit, load, read_document
from manju.story.dates import InStory, parse_in_story
from manju.words import Words

__all__ = [
    "FORMAT", "Appearance", "Bible", "Character", "Conflict", "DialogueStyle", "Event", "Picture", "Relation", "Term",
    "WorldEntry", "load_bible", "read_bible",
]  # fmt: skip

FORMAT: Final = "manju-bible/1"


def read_date(value: object) -> InStory:
    """An in-story date as it is written; one that does not exist is an error that names it."""
    if isinstance(value, InStory):
        return value
    found = parse_in_story(value) if isinstance(value, str) else None
    if found is None:
        raise Misfit(_NO_DATE.fill(d=json.dumps(value, ensure_ascii=False, default=str)))
    return found


Date = Annotated[
    InStory,
    BeforeValidator(read_date),
    PlainSerializer(str, return_type=str),
    WithJsonSchema({"type": "string", "pattern": r"^-?[0-9]{4}(-[0-9]{2}(-[0-9]{2})?)?$", "examples": ["1003-03-08"]}),
]


@dataclass(frozen=True, slots=True)
class _OrAbsent:
    """A key that is null counts as missing: what stands in its place is made by `instead`."""

    instead: Callable[[], object]

    def __get_pydantic_core_schema__(self, source: Any, handler: GetCoreSchemaHandler) -> CoreSchema:  # Any: a type
        return no_info_before_validator_function(self._value, handler(source))

    def __get_pydantic_json_schema__(self, schema: CoreSchema, handler: GetJsonSchemaHandler) -> JsonSchemaValue:
        return {"anyOf": [handler(schema), {"type": "null"}]}

    def _value(self, value: object) -> object:
        return self.instead() if value is None else value


def _without_nulls(value: object) -> object:
    """A language whose text is null is not there."""
    return {k: text for k, text in value.items() if text is not None} if isinstance(value, dict) else value


ByLanguage = Annotated[
    dict[str, str],
    BeforeValidator(_without_nulls),
    WithJsonSchema({"type": "object", "additionalProperties": {"type": ["string", "null"]}}),
]
"""A text by language tag: `{"zh": "沈知微", "en": "Shen Zhiwei"}`."""
Text = Annotated[str, _OrAbsent(str)]
Texts = Annotated[list[str], _OrAbsent(list)]
TextsByLanguage = Annotated[ByLanguage, _OrAbsent(dict)]
Flag = Annotated[bool, _OrAbsent(bool)]


class Picture(Document):
    """A picture of the bible: kept by hash, with where it comes from and who may use it."""

    sha256: Annotated[str, Field(pattern=r"^([0-9a-f]{64})?$"), _OrAbsent(str)] = ""
    path: Text = ""
    kind: Text = ""
    origin: Literal["drawn", "generated", "edited"] | None = None
    rights: Text = ""


class Appearance(Document):
    """How somebody looks: lasting features, colours as `#rrggbb`, costumes by name."""

    features: Text = ""
    palette: Texts = []
    costumes: Texts = []


class DialogueStyle(Document):
    """How somebody speaks: what a script is checked against."""

    register_: Annotated[Text, Field(alias="register")] = ""
    catch_phrases: Texts = []
    never_says: Texts = []
    max_sentence_chars: Annotated[int, Field(ge=1)] | None = None
    max_sentence_words: Annotated[int, Field(ge=1)] | None = None


class Character(Document):
    """One character's sheet."""

    id: Annotated[str, Field(min_length=1)]
    names: Annotated[ByLanguage, Field(min_length=1)]
    aliases: Texts = []
    role: Text = ""
    born: Date | None = None
    died: Date | None = None
    appearance: Annotated[Appearance, _OrAbsent(Appearance)] = Appearance()
    personality: Text = ""
    voice: Text = ""
    dialogue_style: Annotated[DialogueStyle, _OrAbsent(DialogueStyle)] = DialogueStyle()
    images: Annotated[list[Picture], _OrAbsent(list)] = []
    notes: Text = ""

    @model_validator(mode="after")
    def _lives_forward(self) -> Self:
        if self.born is not None and self.died is not None and self.died.surely_before(self.born):
            raise Misfit(_DIED_FIRST.fill(n=self.id, d=self.died, b=self.born))
        if not any(name.strip() for name in self.names.values()):
            raise Misfit(_NO_NAME.fill(n=self.id))
        return self


class Relation(Document):
    """What one character is to another, and what they call them: `from` calls `to` by `calls`."""

    from_: Annotated[str, Field(alias="from")]
    to: str
    kind: Text = ""
    calls: Texts = []


class WorldEntry(Document):
    """A place, an institution, an object, a rule of the world."""

    name: Text = ""
    kind: Text = ""
    text: Text = ""


class Event(Document):
    """Something that happens on the story's timeline."""

    date: Date | None = None
    end: Date | None = None
    name: Text = ""
    aliases: Texts = []
    text: Text = ""
    characters: Texts = []
    secret: Flag = False


class Conflict(Document):
    """A core conflict, and between whom."""

    name: Text = ""
    between: Texts = []
    text: Text = ""
    secret: Flag = False


class Term(Document):
    """A word for translators: how it is said in each language."""

    source: Text = ""
    target: TextsByLanguage = {}
    note: Text = ""


class Bible(Document):
    """The whole bible of a property."""

    format: Literal["manju-bible/1"]
    language: Text = ""
    title: Annotated[ByLanguage, Field(min_length=1)]
    synopsis: TextsByLanguage = {}
    characters: list[Character]
    extras: Texts = []
    relations: Annotated[list[Relation], _OrAbsent(list)] = []
    world: Annotated[list[WorldEntry], _OrAbsent(list)] = []
    timeline: Annotated[list[Event], _OrAbsent(list)] = []
    conflicts: Annotated[list[Conflict], _OrAbsent(list)] = []
    glossary: Annotated[list[Term], _OrAbsent(list)] = []
    images: Annotated[list[Picture], _OrAbsent(list)] = []
    notes: Text = ""

    @model_validator(mode="after")
    def _hangs_together(self) -> Self:
        twice = [name for name, times in Counter(c.id for c in self.characters).items() if times > 1]
        if twice:
            raise Misfit(_TWICE.fill(n=twice[0]))
        known = {c.id for c in self.characters}
        for relation in self.relations:
            for name in (relation.from_, relation.to):
                if name not in known:
                    raise Misfit(_RELATION.fill(n=name))
        for conflict in self.conflicts:
            for name in conflict.between:
                if name not in known:
                    raise Misfit(_CONFLICT.fill(c=conflict.name, n=name))
        for event in self.timeline:
            if event.date is not None and event.end is not None and event.end.surely_before(event.date):
                raise Misfit(_ENDS_FIRST.fill(e=event.name, d=event.end, b=event.date))
        return self

    def plain(self) -> dict[str, Any]:
        """The bible as JSON values, every key present; `Any`: they are JSON.

        >>> read_bible({"format": "manju-bible/1", "title": {"zh": "灯"}, "characters": []}).plain()["relations"]
        []
        """
        return self.model_dump(mode="json", by_alias=True)


def read_bible(plain: object) -> Bible:
    """A bible from plain JSON values.

    Raises:
        InputError: naming the key or the value (`unknown_key`, `missing_key`, `invalid_value`).
    """
    found: Bible = read_document(Bible, plain)
    return found


def load_bible(path: Path) -> Bible:
    """A bible from a JSON file.

    Raises:
        InputError: no such file, no JSON, or as `read_bible`.
    """
    return load(Bible, path)


_NO_DATE: Final = Words(
    "没有 {d} 这个日期；写成 YYYY、YYYY-MM 或 YYYY-MM-DD", "{d} is no date: YYYY, YYYY-MM or YYYY-MM-DD"
)
_DIED_FIRST: Final = Words("{n} 去世（{d}）早于出生（{b}）", "{n} died {d}, before being born {b}")
_NO_NAME: Final = Words("{n} 没有名字", "{n} has no name")
_TWICE: Final = Words("id“{n}”给了两个人物", 'the id "{n}" is given to two characters')
_RELATION: Final = Words("关系里的“{n}”不是任何人物的 id", 'a relation names "{n}", and no character has this id')
_CONFLICT: Final = Words(
    "冲突“{c}”里的“{n}”不是任何人物的 id", 'the conflict "{c}" names "{n}", and no character has this id'
)
_ENDS_FIRST: Final = Words("事件“{e}”结束（{d}）早于开始（{b}）", 'the event "{e}" ends {d}, before it begins {b}')
