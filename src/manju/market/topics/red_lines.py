"""Directions that dated rules forbid, restrict or send to key review (`red_lines.toml`)."""

from __future__ import annotations

import tomllib
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from functools import cache
from importlib import resources

from manju.market.topics.shapes import Flag, FlagLevel
from manju.words import Words


@dataclass(frozen=True, slots=True)
class Rule:
    """A red line: what it says, since when, and the elements, groups of elements or titles that touch it."""

    name: str
    level: FlagLevel
    says: Words
    source: Words
    valid_from: date
    elements: frozenset[str]
    together: tuple[frozenset[str], ...]
    titles: tuple[str, ...]


def flags_of(elements: Sequence[str], titles: Iterable[str] = (), *, on: date | None = None) -> tuple[Flag, ...]:
    """The rules in force on a day that a combination touches, forbidden ones first; `titles` are works behind it.

    >>> [(f.rule, f.level) for f in flags_of(["极端复仇", "公安"])]
    [('extreme_revenge', 'forbidden'), ('special_subjects', 'review')]
    >>> flags_of(["极端复仇"], on=date(2024, 1, 1))
    ()
    """
    mine, works = set(elements), tuple(titles)
    found = []
    for rule in rules():
        if on is not None and on < rule.valid_from:
            continue
        touched = mine & rule.elements
        for group in rule.together:
            touched |= group if group <= mine else frozenset()
        named = [title for title in works if any(gone in title for gone in rule.titles)] if rule.titles else []
        if touched or named:
            found.append(
                Flag(
                    rule.name, rule.level, rule.says, rule.source, rule.valid_from, tuple(sorted(touched) or named[:3])
                )
            )
    order = ("forbidden", "restricted", "review")
    return tuple(sorted(found, key=lambda flag: order.index(flag.level)))


def removed(titles: Iterable[str]) -> dict[int, str]:
    """Which of many titles (by place) are, or contain the name of, a work that was taken down.

    >>> removed(["长夜灯", "黑莲花上位手册 漫剧版"])
    {1: '黑莲花上位手册 漫剧版'}
    """
    gone = [title for rule in rules() for title in rule.titles]
    return {i: title for i, title in enumerate(titles) if any(name in title for name in gone)}


@cache
def rules() -> tuple[Rule, ...]:
    """All red lines known, in the order of the file."""
    text = resources.files("manju.market.topics").joinpath("red_lines.toml").read_text(encoding="utf-8")
    return tuple(
        Rule(
            row["rule"],
            row["level"],
            Words(row["zh"], row["en"]),
            Words(row["source"], row["source_en"]),
            date.fromisoformat(row["valid_from"]),
            frozenset(row.get("elements", ())),
            tuple(frozenset(group) for group in row.get("together", ())),
            tuple(row.get("titles", ())),
        )
        for row in tomllib.loads(text)["rules"]
    )
