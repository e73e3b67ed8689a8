"""Red lines, dictionary and statistics hold what they promise."""

from __future__ import annotations

import tomllib
from importlib import resources

import numpy as np
import pytest

from manju.market.topics import KINDS, standard
from manju.market.topics.bearing import Borne
from manju.market.topics.combining import combined, lift_of
from manju.market.topics.red_lines import flags_of, rules
from manju.market.topics.words_in import named_in


def test_the_dictionary_has_a_hundred_and_fifty_elements_and_a_fit_for_each() -> None:
    lexicon = standard()
    assert len(lexicon.entries) >= 150
    assert set(lexicon.entries) == set(lexicon.fit.table)
    assert {entry.kind for entry in lexicon.entries.values()} == set(KINDS)
    assert all(entry.en for entry in lexicon.entries.values())


def test_no_name_stands_for_two_elements() -> None:
    text = resources.files("manju.market.topics").joinpath("lexicon.toml").read_text(encoding="utf-8")
    said: dict[str, str] = {}
    for name, row in tomllib.loads(text)["elements"].items():
        for one in (name, row["en"], *row["also"]):
            assert said.setdefault(one.casefold(), name) == name


def test_every_red_line_speaks_of_elements_that_there_are() -> None:
    known = set(standard().entries)
    for rule in rules():
        assert rule.elements <= known
        assert all(group <= known for group in rule.together)
        assert rule.source.zh
        assert rule.source.en


@pytest.mark.parametrize(
    ("elements", "rule"),
    [
        (["极端复仇"], "extreme_revenge"),
        (["低俗擦边"], "soft_porn"),
        (["恶搞儿童形象"], "childrens_figures"),
        (["翻拍下架剧"], "removed_titles"),
        (["公安", "悬疑"], "special_subjects"),
        (["抗战", "复仇"], "war_of_resistance"),
        (["萌宝", "复仇"], "children_in_drama"),
    ],
)
def test_what_the_rules_name_is_flagged(elements: list[str], rule: str) -> None:
    assert rule in [flag.rule for flag in flags_of(elements)]


def test_plain_revenge_is_no_red_line() -> None:
    assert flags_of(["复仇", "重生", "女频"]) == ()


@pytest.mark.parametrize(
    ("title", "elements"),
    [
        ("重生之我在末日囤货", ("重生", "末世", "囤货")),
        ("他严重生病了", ()),
        ("系统性风险", ()),
        ("霸道总裁的替嫁新娘", ("霸总", "替身")),
        ("My Reborn Life: CEO Revenge", ("重生", "霸总", "复仇")),
        ("Oceola", ()),
        ("穿书后我成了反派", ("穿越", "反派")),
    ],
)
def test_titles_are_read_by_words(title: str, elements: tuple[str, ...]) -> None:
    assert named_in([title], standard()) == [elements]


def test_lift_and_its_interval_are_those_of_simulation() -> None:
    dice = np.random.default_rng(5)
    lifts, inside = [], 0
    for _ in range(300):
        a, b = dice.random(800) < 0.3, dice.random(800) < 0.2
        b |= a & (dice.random(800) < 0.3)
        borne = Borne(("a", "b"), ("tag", "tag"), (np.flatnonzero(a), np.flatnonzero(b)))
        one = combined(borne, 800)[0]
        lift, (low, high) = lift_of(one.elements, len(one.titles), borne, 800)
        truth = (0.2 + 0.8 * 0.3) / (0.2 + 0.3 * 0.8 * 0.3)
        lifts.append(lift)
        inside += low <= truth <= high
    assert np.mean(lifts) == pytest.approx(truth, rel=0.02)
    assert 0.92 <= inside / 300 <= 0.98


def test_combinations_are_all_that_recur() -> None:
    dice = np.random.default_rng(1)
    held = [np.flatnonzero(dice.random(200) < 0.4) for _ in range(7)]
    borne = Borne(tuple("abcdefg"), ("tag",) * 7, tuple(held))
    found = {one.elements: len(one.titles) for one in combined(borne, 200, least=6)}
    for key, size in found.items():
        both = set.intersection(*(set(held[i].tolist()) for i in key))
        assert len(both) == size >= 6
    pairs = [(i, j) for i in range(7) for j in range(i + 1, 7) if len(np.intersect1d(held[i], held[j])) >= 6]
    assert {key for key in found if len(key) == 2} == set(pairs)
    assert max(map(len, found)) == 4
