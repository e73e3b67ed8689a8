"""How much of a bible somebody may see: all of it, what a licensee needs, or a teaser."""

from __future__ import annotations

from typing import Final, Literal

from manju.story.bible import Bible, Character
from manju.words import Words

__all__ = ["LEVELS", "Level", "at_level"]

Level = Literal["full", "licensee", "teaser"]
LEVELS: Final[dict[Level, Words]] = {
    "full": Words("完整版", "Full"),
    "licensee": Words("被授权方版", "For licensees"),
    "teaser": Words("预览版", "Teaser"),
}


def at_level(bible: Bible, level: Level) -> Bible:
    """The bible as this level shows it; `full` is the bible itself.

    `licensee` is without notes and without what is marked secret; `teaser` has title and synopsis, and of each
    character names, role, appearance and one picture.

    >>> from manju.story.bible import read_bible
    >>> whole = read_bible({"format": "manju-bible/1", "title": {"zh": "灯"}, "notes": "未定", "characters": [
    ...     {"id": "a", "names": {"zh": "甲"}, "role": "主角", "voice": "低", "notes": "其实是乙"}]})
    >>> at_level(whole, "licensee").notes, at_level(whole, "licensee").characters[0].voice
    ('', '低')
    >>> at_level(whole, "teaser").characters[0].role, at_level(whole, "teaser").characters[0].voice
    ('主角', '')
    """
    if level == "full":
        return bible
    if level == "licensee":
        return bible.model_copy(
            update={
                "characters": [one.model_copy(update={"notes": ""}) for one in bible.characters],
                "timeline": [event for event in bible.timeline if not event.secret],
                "conflicts": [conflict for conflict in bible.conflicts if not conflict.secret],
                "notes": "",
            }
        )
    return Bible(
        format=bible.format,
        language=bible.language,
        title=bible.title,
        synopsis=bible.synopsis,
        characters=[_teased(one) for one in bible.characters],
    )


def _teased(one: Character) -> Character:
    return Character(
        id=one.id, names=one.names, role=one.role, appearance=one.appearance, images=one.images[:1]
    )  # fmt: skip
