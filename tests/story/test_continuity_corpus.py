"""Every error planted in our own scripts (`⟦rule⟧` at the end of a line of `planted/`) is found at its line, and nothing else is."""

from __future__ import annotations

import json
import re
from pathlib import Path

import pytest

from manju.story.bible import read_bible
from manju.story.continuity import Rule, check
from manju.story.fountain import read_fountain

HERE = Path(__file__).parent / "planted"
BIBLES = {name: read_bible(plain) for name, plain in json.loads((HERE / "bibles.json").read_text("utf-8")).items()}
MARK = re.compile(r" *⟦(\w+)⟧")
Planted = tuple[str, str, str, str]


def scripts() -> list[Planted]:
    """Language, title, bible and text of every script."""
    found = list[Planted]()
    for language in ("zh", "en"):
        for part in (HERE / f"{language}.txt").read_text("utf-8").split("%%% ")[1:]:
            head, _, text = part.partition("\n")
            title, _, bible = head.partition(" | ")
            found.append((language, title, bible, text.strip("\n")))
    return found


SCRIPTS = scripts()


def planted(text: str) -> tuple[str, list[tuple[str, int]]]:
    """A script without its marks, and what they say: rule and line."""
    lines = text.split("\n")
    marks = [(rule, n) for n, line in enumerate(lines, start=1) for rule in MARK.findall(line)]
    return "\n".join(MARK.sub("", line) for line in lines), sorted(marks)


@pytest.mark.parametrize(("bible", "text"), [script[2:] for script in SCRIPTS], ids=[script[1] for script in SCRIPTS])
def test_what_is_planted_is_found_and_nothing_else(bible: str, text: str) -> None:
    script, marks = planted(text)
    found = [(finding.rule.value, finding.line) for finding in check(read_fountain(script), BIBLES[bible])]
    assert sorted(found) == marks


def test_the_corpus_has_every_rule_in_both_languages_and_clean_scripts() -> None:
    assert len(SCRIPTS) >= 40
    for wanted in ("zh", "en"):
        marks = [planted(text)[1] for language, _, _, text in SCRIPTS if language == wanted]
        assert {rule for each in marks for rule, _ in each} == {rule.value for rule in Rule}
        assert sum(not each for each in marks) >= 5
