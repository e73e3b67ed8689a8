"""Every error planted in our own scripts is found at its line, and nothing else is."""

from __future__ import annotations

import re
from typing import Any

import pytest

from manju.story.bible import read_bible
from manju.story.continuity import Rule, check
from manju.story.fountain import read_fountain
from tests.story import corpus_en, corpus_zh

MARK = re.compile(r" *⟦(\w+)⟧")
SCRIPTS = [*corpus_zh.SCRIPTS, *corpus_en.SCRIPTS]


def planted(text: str) -> tuple[str, list[tuple[str, int]]]:
    """A script without its marks, and what they say: rule and line."""
    lines = text.strip("\n").split("\n")
    marks = [(rule, n) for n, line in enumerate(lines, start=1) for rule in MARK.findall(line)]
    return "\n".join(MARK.sub("", line) for line in lines), sorted(marks)


@pytest.mark.parametrize(("bible", "text"), [script[1:] for script in SCRIPTS], ids=[script[0] for script in SCRIPTS])
def test_what_is_planted_is_found_and_nothing_else(bible: dict[str, Any], text: str) -> None:
    script, marks = planted(text)
    found = [(finding.rule.value, finding.line) for finding in check(read_fountain(script), read_bible(bible))]
    assert sorted(found) == marks


def test_the_corpus_has_every_rule_in_both_languages_and_clean_scripts() -> None:
    assert len(SCRIPTS) >= 40
    for scripts in (corpus_zh.SCRIPTS, corpus_en.SCRIPTS):
        marks = [planted(text)[1] for _, _, text in scripts]
        assert {rule for each in marks for rule, _ in each} == {rule.value for rule in Rule}
        assert sum(not each for each in marks) >= 5
