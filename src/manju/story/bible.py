"""The bible as a document (`manju-bible/1`): its shape, and what must hold between its parts."""

from __future__ import annotations

from collections import Counter
from pathlib import Path
from typing import Annotated, Any, Final, Literal, Self

from pydantic import BeforeValidator, Field, PlainSerializer, WithJsonSchema, model_validator

from manju.money.documents import Document, load, read_document
from manju.story.dates import InStory, parse_in_story

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
        raise ValueError(f"{value!r} is no date: YYYY, YYYY-MM or YYYY-MM-DD")
    return found


Date = Annotated[
    InStory,
    BeforeValidator(read_date),
    PlainSerializer(str, return_type=str),
    WithJsonSchema({"type": "string", "pattern": r"^-?[0-9]{4}(-[0-9]{2}(-[0-9]{2})?)?$", "examples": ["1003-03-08"]}),
]
ByLanguage = dict[str, str]
"""A text by language tag: `{"zh": "沈知微", "en": "Shen Zhiwei"}`."""
# a key that is null counts as missing: every text may be absent
Text = Annotated[str, BeforeValidator(lambda value: "" if value is None else value)]
_texts = BeforeValidator(lambda value: [] if value is None else value)
_by_language = BeforeValidator(lambda value: {} if value is None else value)
Texts = Annotated[list[str], _texts]
TextsByLanguage = Annotated[ByLanguage, _by_language]


class Picture(Document):
    """A picture of the bible: kept by hash, with where it comes from and who may use it."""

    sha256: Annotated[str, Field(pattern=r"^[0-9a-f]{64}$")]
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

    register_: Annotated[str, BeforeValidator(lambda v: "" if v is None else v), Field(alias="register")] = ""
    catch_phrases: Texts = []
    never_says: Texts = []
    max_sentence_chars: Annotated[int, Field(ge=1)] | None = None
    max_sentence_words: Annotated[int, Field(ge=1)] | None = None


def _or_empty(shape: type[Document]) -> BeforeValidator:
    return BeforeValidator(lambda value: shape() if value is None else value)


class Character(Document):
    """One character's sheet."""

    id: Annotated[str, Field(min_length=1)]
    names: Annotated[ByLanguage, Field(min_length=1)]
    aliases: Texts = []
    role: Text = ""
    born: Date | None = None
    died: Date | None = None
    appearance: Annotated[Appearance, _or_empty(Appearance)] = Appearance()
    personality: Text = ""
    voice: Text = ""
    dialogue_style: Annotated[DialogueStyle, _or_empty(DialogueStyle)] = DialogueStyle()
    images: Annotated[list[Picture], _texts] = []
    notes: Text = ""

    @model_validator(mode="after")
    def _lives_forward(self) -> Self:
        if self.born is not None and self.died is not None and self.died.surely_before(self.born):
            raise ValueError(f"{self.id} died {self.died}, before being born {self.born}")
        if not any(name.strip() for name in self.names.values()):
            raise ValueError(f"{self.id} has no name")
        return self


class Relation(Document):
    """What one character is to another, and what they call them: `from` calls `to` by `calls`."""

    from_: Annotated[str, Field(alias="from")]
    to: str
    kind: Text = ""
    calls: Texts = []


class WorldEntry(Document):
    """A place, an institution, an object, a rule of the world."""

    name: str
    kind: Text = ""
    text: Text = ""


class Event(Document):
    """Something that happens on the story's timeline."""

    date: Date | None = None
    end: Date | None = None
    name: str
    aliases: Texts = []
    text: Text = ""
    characters: Texts = []
    secret: bool = False


class Conflict(Document):
    """A core conflict, and between whom."""

    name: str
    between: Texts = []
    text: Text = ""
    secret: bool = False


class Term(Document):
    """A word for translators: how it is said in each language."""

    source: str
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
    relations: Annotated[list[Relation], _texts] = []
    world: Annotated[list[WorldEntry], _texts] = []
    timeline: Annotated[list[Event], _texts] = []
    conflicts: Annotated[list[Conflict], _texts] = []
    glossary: Annotated[list[Term], _texts] = []
    images: Annotated[list[Picture], _texts] = []
    notes: Text = ""

    @model_validator(mode="after")
    def _hangs_together(self) -> Self:
        twice = [name for name, times in Counter(c.id for c in self.characters).items() if times > 1]
        if twice:
            raise ValueError(f'the id "{twice[0]}" is given to two characters')
        known = {c.id for c in self.characters}
        for relation in self.relations:
            for name in (relation.from_, relation.to):
                if name not in known:
                    raise ValueError(f'a relation names "{name}", and no character has this id')
        for conflict in self.conflicts:
            for name in conflict.between:
                if name not in known:
                    raise ValueError(f'the conflict "{conflict.name}" names "{name}", and no character has this id')
        for event in self.timeline:
            for name in event.characters:
                if name not in known:
                    raise ValueError(f'the event "{event.name}" names "{name}", and no character has this id')
            if event.date is not None and event.end is not None and event.end.surely_before(event.date):
                raise ValueError(f'the event "{event.name}" ends {event.end}, before it begins {event.date}')
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
