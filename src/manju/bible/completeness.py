"""How complete a bible is: a checklist for each character and for the whole, saying what a licensee would miss."""

from __future__ import annotations

import tomllib
from collections.abc import Callable
from dataclasses import dataclass
from functools import cache
from importlib import resources
from typing import Any, Final

from manju.bible.names import in_reading
from manju.story.bible import Bible, Character
from manju.words import Words

__all__ = ["Completeness", "Missing", "Score", "score"]


@dataclass(frozen=True, slots=True)
class Missing:
    """One thing that is not there: what it is called, why a licensee asks for it, the field where it goes.

    `part` and `who` say on which sheet: a character's id, or nobody for the whole.
    """

    name: str
    said: Words
    part: str
    field: str
    who: str = ""


@dataclass(frozen=True, slots=True)
class Score:
    """A character's checklist: so many percent of the weights are there."""

    who: str
    title: Words
    percent: int
    missing: tuple[Missing, ...]


@dataclass(frozen=True, slots=True)
class Completeness:
    """The whole: its percentage, its own list, and every character's."""

    percent: int
    missing: tuple[Missing, ...]
    characters: tuple[Score, ...]

    @property
    def all_missing(self) -> tuple[Missing, ...]:
        """Everything that is missing, the whole's first."""
        return self.missing + tuple(one for each in self.characters for one in each.missing)


def score(bible: Bible) -> Completeness:
    """The score of a bible. Rounded down, so that only a complete one has 100.

    >>> from manju.story.bible import read_bible
    >>> empty = read_bible({"format": "manju-bible/1", "title": {"zh": "灯"}, "characters": []})
    >>> score(empty).percent, score(empty).missing[0].name
    (0, 'title_en')
    """
    data = _data()
    each = tuple(_of_character(one, data) for one in bible.characters)
    weights: dict[str, int] = data["whole"]
    missing = tuple(
        Missing(name, said, part, field)
        for name, (part, field, said, there) in WHOLE.items()
        if not there(bible)
    )  # fmt: skip
    whole = _percent(weights, {one.name for one in missing})
    share: int = data["whole_share"]
    mean = sum(one.percent for one in each) / len(each) if each else 0
    return Completeness(int((whole * share + mean * (100 - share)) / 100), missing, each)


def _of_character(one: Character, data: dict[str, Any]) -> Score:  # Any: a table of TOML
    missing = tuple(
        Missing(name, said, "character", field, one.id)
        for name, (field, said, there) in CHARACTER.items()
        if not there(one)
    )
    percent = _percent(data["character"], {m.name for m in missing})
    return Score(one.id, in_reading(one.names), percent, missing)


def _percent(weights: dict[str, int], missing: set[str]) -> int:
    there = sum(weight for name, weight in weights.items() if name not in missing)
    return there * 100 // sum(weights.values())


@cache
def _data() -> dict[str, Any]:  # Any: a table of TOML
    return tomllib.loads(resources.files("manju.bible").joinpath("completeness.toml").read_text(encoding="utf-8"))


def _text(texts: dict[str, str], language: str) -> bool:
    return any(tag.casefold().split("-")[0] == language and text.strip() for tag, text in texts.items())


def _pictures(one: Character, *kinds: str) -> bool:
    return any(picture.kind.strip().casefold() in kinds for picture in one.images)


CHARACTER: Final[dict[str, tuple[str, Words, Callable[[Character], bool]]]] = {
    "name_zh": ("names", Words("中文名", "the Chinese name"), lambda c: _text(c.names, "zh")),
    "name_en": ("names", Words("英文名，合同和片头都要写", "the English name: contracts and credits carry it"),
                lambda c: _text(c.names, "en")),
    "role": ("role", Words("在戏里是谁", "who they are in the story"), lambda c: bool(c.role.strip())),
    "born": ("born", Words("哪一年生的，查前后矛盾要用", "when they were born: age is checked against it"),
             lambda c: c.born is not None),
    "features": ("features", Words("长相，没有它周边开不了模", "how they look: nothing is sculpted without it"),
                 lambda c: bool(c.appearance.features.strip())),
    "palette": ("palette", Words("配色，至少三个色值", "the palette, three colours at least"),
                lambda c: len(c.appearance.palette) >= int(_data()["palette_colours"])),
    "costumes": ("costumes", Words("服装", "the costumes"), lambda c: bool(c.appearance.costumes)),
    "personality": ("personality", Words("性格", "the personality"), lambda c: bool(c.personality.strip())),
    "voice": ("voice", Words("声音，配音选人用", "the voice, for casting"), lambda c: bool(c.voice.strip())),
    "register": ("register", Words("说话的语体", "the register of speech"),
                 lambda c: bool(c.dialogue_style.register_.strip())),
    "catch_phrases": ("catch_phrases", Words("口头禅", "a catch phrase"),
                      lambda c: bool(c.dialogue_style.catch_phrases)),
    "never_says": ("never_says", Words("绝不会说的话", "what they would never say"),
                   lambda c: bool(c.dialogue_style.never_says)),
    "turnaround": ("pictures", Words("三视图", "a turnaround"),
                   lambda c: _pictures(c, "turnaround", "三视图")),
    "expressions": ("pictures", Words("表情图", "expressions"),
                    lambda c: _pictures(c, "expression", "expressions", "表情")),
    "rights": ("pictures", Words("每张图的来源和权利", "origin and rights of every picture"),
               lambda c: bool(c.images) and all(p.origin and p.rights.strip() for p in c.images)),
}  # fmt: skip
"""For each item: its field on the sheet, what to say when it is missing, and whether it is there."""

WHOLE: Final[dict[str, tuple[str, str, Words, Callable[[Bible], bool]]]] = {
    "title_en": ("head", "title", Words("英文片名", "the English title"), lambda b: _text(b.title, "en")),
    "synopsis_zh": ("head", "synopsis", Words("中文梗概", "the Chinese synopsis"), lambda b: _text(b.synopsis, "zh")),
    "synopsis_en": ("head", "synopsis", Words("英文梗概", "the English synopsis"), lambda b: _text(b.synopsis, "en")),
    "characters": ("character", "", Words("至少两个人物", "two characters at least"), lambda b: len(b.characters) > 1),
    "relations": ("relation", "", Words("有人物跟谁都没关系", "somebody is related to nobody"),
                  lambda b: bool(b.characters) and {c.id for c in b.characters}
                  <= {name for r in b.relations if r.from_ != r.to for name in (r.from_, r.to)}),
    "world": ("world", "", Words("世界观条目", "entries of the world"), lambda b: bool(b.world)),
    "timeline": ("event", "", Words("有日期的大事", "dated events"), lambda b: any(e.date for e in b.timeline)),
    "conflicts": ("conflict", "", Words("核心冲突", "the core conflict"), lambda b: bool(b.conflicts)),
    "glossary": ("term", "", Words("给译者的术语", "words for translators"), lambda b: bool(b.glossary)),
}  # fmt: skip
"""For each item: part and field, what to say when it is missing, and whether it is there."""
