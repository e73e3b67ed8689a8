"""Bibles for tests: a small whole document, and rows of the room made by plain functions."""

from __future__ import annotations

import itertools
from typing import Any

import factories as make
from manju.bible.actions import add_sheet, publish
from manju.bible.models import BiblePicture, BibleVersion, HandOff, Sheet
from manju.catalogue.models import Property
from manju.people.models import User
from manju.people.scope import current_scope
from manju.story.bible import Bible, read_bible

_number = itertools.count(1)


def document(**over: Any) -> dict[str, Any]:
    """Two sisters, one fire, one quarrel: every part has something in it."""
    return {
        "format": "manju-bible/1", "language": "zh", "title": {"zh": "长夜灯", "en": "Lamp"},
        "synopsis": {"zh": "一盏灯。"},
        "characters": [
            {"id": "zhiwei", "names": {"zh": "沈知微", "en": "Shen Zhiwei"}, "aliases": ["知微"], "role": "女主",
             "born": "1003-03-08", "personality": "外静内烈",
             "appearance": {"features": "左腕烫痕", "palette": ["#7a1f2b"], "costumes": ["石榴红斗篷"]},
             "dialogue_style": {"register": "书面", "catch_phrases": ["账，我记着"], "never_says": ["饶命"]}},
            {"id": "zhiyi", "names": {"zh": "沈知意"}, "role": "妹妹", "born": "1006"},
        ],
        "extras": ["侍卫"],
        "relations": [{"from": "zhiyi", "to": "zhiwei", "kind": "妹妹", "calls": ["姐姐"]}],
        "world": [{"name": "沈府", "kind": "地点", "text": "三进的院子"}],
        "timeline": [{"date": "1019-11-02", "name": "沈府大火", "text": "东厢先起火",
                      "characters": ["zhiwei", "zhiyi"]}],
        "conflicts": [{"name": "旧账", "between": ["zhiwei", "zhiyi"], "text": "谁报的官"}],
        "glossary": [{"source": "及笄", "target": {"en": "hairpin rite"}}],
        "notes": "内部备注",
    } | over  # fmt: skip


def bible(**over: Any) -> Bible:
    return read_bible(document(**over))


def somebody() -> User:
    """Someone of the studio in scope."""
    found = User.objects.filter(memberships__studio=current_scope().studio_id).first()
    return found or make.make_user()


def make_sheet(of_property: Property | None = None, part: str = "character", **content: Any) -> Sheet:
    usual: dict[str, Any] = {
        "character": {"id": f"c{make.mark()}", "names": {"zh": f"沈知微 {make.mark()}", "en": f"Wei of {make.mark()}"}},
        "world": {"name": f"沈府 {make.mark()}"},
    }.get(part, {})  # fmt: skip
    return add_sheet(of_property or make.make_property(), part, usual | content, by=somebody())


def make_version(of_property: Property | None = None) -> BibleVersion:
    sheet = make_sheet(of_property)
    return publish(sheet.of_property, by=somebody(), note=f"note of {make.mark()}")


def make_bible_picture(**fields: Any) -> BiblePicture:
    usual = {
        "sha256": f"{next(_number):064x}",
        "file": "bibles/none.png",
        "original_name": f"turnaround {make.mark()}.png",
    }
    made: BiblePicture = BiblePicture.objects.create(**{**usual, **fields})
    return made


def make_hand_off(version: BibleVersion | None = None) -> HandOff:
    made: HandOff = HandOff.objects.create(
        version=version or make_version(), level="licensee", form="json", partner=f"Toy maker of {make.mark()}",
        file="hand-offs/none.json", sha256="cd" * 32, size_bytes=10,
    )  # fmt: skip
    return made
