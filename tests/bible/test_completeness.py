"""The score says what a licensee would miss, and where it goes."""

from __future__ import annotations

import re
from pathlib import Path

from bibled import bible, document
from manju.bible.completeness import score


def test_an_empty_bible_misses_everything_of_the_whole() -> None:
    nothing = {part: [] for part in ("characters", "relations", "world", "timeline", "conflicts", "glossary")}
    found = score(bible(title={"zh": "灯"}, synopsis={}, **nothing))
    assert found.percent == 0
    assert [m.name for m in found.missing] == [
        "title_en", "synopsis_zh", "synopsis_en", "characters", "relations", "world", "timeline", "conflicts",
        "glossary",
    ]  # fmt: skip


def test_a_character_is_scored_by_the_weights_of_what_is_there() -> None:
    found = score(bible())
    heroine, sister = found.characters
    assert [m.name for m in heroine.missing] == ["palette", "voice", "turnaround", "expressions", "rights"]
    assert heroine.percent == (116 - 8 - 6 - 12 - 8 - 8) * 100 // 116
    assert sister.percent == (6 + 8 + 6) * 100 // 116
    assert [m.name for m in found.missing] == ["synopsis_en"]
    assert found.percent == int((90 * 40 + (heroine.percent + sister.percent) / 2 * 60) / 100)


def test_what_is_missing_names_its_sheet_and_field() -> None:
    voice = next(m for m in score(bible()).all_missing if m.name == "voice")
    assert (voice.part, voice.who, voice.field) == ("character", "zhiwei", "voice")


def test_only_a_complete_bible_has_a_hundred() -> None:
    picture = {"sha256": "ab" * 32, "origin": "drawn", "rights": "本工作室"}
    plain = document(synopsis={"zh": "灯", "en": "lamp"})
    for one in plain["characters"]:
        one |= {
            "names": {"zh": "甲", "en": "A"}, "role": "r", "born": "1003", "personality": "p", "voice": "v",
            "appearance": {"features": "f", "palette": ["#111111", "#222222", "#333333"], "costumes": ["c"]},
            "dialogue_style": {"register": "r", "catch_phrases": ["x"], "never_says": ["y"]},
            "images": [picture | {"kind": "turnaround"}, picture | {"kind": "表情"}],
        }  # fmt: skip
    assert score(bible(**plain)).percent == 100
    plain["characters"][0]["images"][0] = picture | {"kind": "turnaround", "rights": ""}
    assert score(bible(**plain)).percent == 97


def test_the_worked_example_of_the_how_to_is_true() -> None:
    page = (Path(__file__).parents[2] / "docs" / "howto" / "bible.md").read_text(encoding="utf-8")
    exec(re.findall(r"```python\n(.*?)```", page, re.DOTALL)[0], {})  # noqa: S102 - our own page
