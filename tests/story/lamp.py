"""A bible for the tests of continuity: two languages, relatives, the living and the dead, an event with a name."""

from __future__ import annotations

from manju.story.bible import Bible, read_bible
from manju.story.continuity import Finding, check
from manju.story.fountain import read_fountain

LAMP: Bible = read_bible({
    "format": "manju-bible/1", "title": {"zh": "长夜灯", "en": "Lamp"},
    "characters": [
        {
            "id": "zhiwei", "names": {"zh": "沈知微", "en": "Shen Zhiwei"}, "aliases": ["知微", "沈姑娘"],
            "born": "2000-03-08", "died": None,
            "dialogue_style": {"catch_phrases": ["账，我记着"], "never_says": ["饶命", "OK"], "max_sentence_chars": 24},
        },
        {"id": "ruomei", "names": {"zh": "顾若梅"}, "aliases": ["若梅"], "born": "2008", "dialogue_style": {"catch_phrases": ["走着瞧"]}},
        {"id": "huaijin", "names": {"zh": "顾怀瑾"}, "aliases": ["怀瑾"], "born": "1996-01", "died": "2024-09-09"},
        {
            "id": "mara", "names": {"en": "Mara Vance"}, "aliases": ["Mara"], "born": "1987-06-15",
            "dialogue_style": {"catch_phrases": ["Tide waits for nobody"], "never_says": ["sorry", "my fault", "can"], "max_sentence_words": 12},
        },
        {"id": "elias", "names": {"en": "Elias Vance"}, "aliases": ["Elias", "Captain Vance"], "born": "1955", "died": "2030-05"},
        {"id": "daniel", "names": {"en": "Daniel Okoye", "zh": "丹尼尔"}, "aliases": ["Daniel"], "born": "2031-02"},
    ],
    "extras": ["侍卫", "GUARD"],
    "relations": [
        {"from": "ruomei", "to": "huaijin", "kind": "妹妹", "calls": ["哥哥"]},
        {"from": "ruomei", "to": "zhiwei", "kind": "表妹", "calls": ["表姐", "知微姐"]},
        {"from": "huaijin", "to": "ruomei", "kind": "哥哥", "calls": ["妹妹", "小妹"]},
        {"from": "mara", "to": "elias", "kind": "daughter", "calls": ["Dad", "Papa"]},
        {"from": "elias", "to": "mara", "kind": "father", "calls": ["daughter", "little one"]},
        {"from": "daniel", "to": "mara", "kind": "nephew", "calls": ["Aunt", "Auntie"]},
    ],
    "timeline": [
        {"date": "2022-07-01", "end": "2022-07-03", "name": "外滩停电", "aliases": ["The Bund Blackout"]},
        {"date": "2024-05", "name": "Harbour Fire", "aliases": ["the Long Burn"]},
        {"date": "2024", "name": "大停电"}, {"name": "无日之事"},
    ],
})  # fmt: skip


def found(script: str) -> list[tuple[str, int]]:
    """Rule and line of every finding in a script, by line."""
    return [(finding.rule.value, finding.line) for finding in findings(script)]


def findings(script: str) -> list[Finding]:
    return check(read_fountain(script), LAMP)


def said(line: str, *, by: str = "@侍卫", on: str = "2026-11-26") -> list[str]:
    """The rules that one line of dialogue breaks on a day."""
    return [rule for rule, _ in found(f".内景 桥 夜\n[[date: {on}]]\n\n{by}\n{line}\n")]


def shown(line: str, *, on: str = "2026-11-26") -> list[str]:
    """The rules that one line of action breaks on a day."""
    return [rule for rule, _ in found(f".内景 桥 夜\n[[date: {on}]]\n\n!{line}\n")]
