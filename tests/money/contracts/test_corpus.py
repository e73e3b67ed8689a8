"""The check finds in the corpus what its authors wrote down before it was read; figures are those of the benchmark."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest

from manju.money.contracts.checking import check_file
from manju.money.contracts.judging import JUDGES, Checked, check, rules
from manju.money.contracts.plain_text import text_blocks
from manju.money.contracts.shapes import Paper
from manju.money.contracts.topics import topics
from manju.words import speaking
from tests.money.contracts.corpus_files import Source, sources

GRAVE = ("dangerous", "missing")


@pytest.fixture(scope="module")
def checked() -> dict[Source, Checked]:
    """Every contract as plain text; the forms of a file are compared below."""
    return {s: check(Paper(text_blocks(s.text), (), "text")) for s in sources()}


def test_the_corpus_is_as_large_as_asked() -> None:
    everything = sources()
    assert len(everything) >= 48
    assert len([s for s in everything if s.held_out]) * 3 >= len(everything)
    assert {s.form for s in everything} == {"txt", "docx", "pdf"}


def test_expectations_name_rules_that_exist() -> None:
    assert {rule for s in sources() for rule, _ in s.expected} <= set(JUDGES)


def test_grave_findings_are_found_and_few_others(checked: dict[Source, Checked]) -> None:
    found = {(s.name, f.rule, f.severity) for s, c in checked.items() for f in c.findings if f.rule not in s.ignored}
    expected = {(s.name, *pair) for s in checked for pair in s.expected}
    grave = {e for e in expected if e[2] in GRAVE}
    assert len(grave & found) >= 0.95 * len(grave), sorted(grave - found)
    assert len(found & expected) >= 0.85 * len(found), sorted(found - expected)


def test_nearly_all_terms_are_read_as_they_stand(checked: dict[Source, Checked]) -> None:
    wrong = {
        (s.name, key): (c.terms.as_json()[key], value)
        for s, c in checked.items()
        for key, value in s.terms.items()
        if c.terms.as_json()[key] != value
    }
    assert len(wrong) <= 0.04 * sum(len(s.terms) for s in checked), wrong


def test_every_quote_stands_in_the_contract(checked: dict[Source, Checked]) -> None:
    for source, result in checked.items():
        flat = "".join(source.text.replace("|", "").replace("：", "").split())
        for finding in result.findings:
            if finding.clause_text:
                quote = "".join(finding.clause_text.replace("|", "").replace("：", "").replace("；", "").split())
                assert quote in flat or quote in flat.replace("；", ""), (
                    source.name,
                    finding.rule,
                    finding.clause_text,
                )


def test_one_finding_a_rule_and_none_missing_with_a_clause(checked: dict[Source, Checked]) -> None:
    for result in checked.values():
        names = [f.rule for f in result.findings]
        assert len(names) == len(set(names))
        assert all(f.clause_text is None for f in result.findings if f.severity == "missing")


@pytest.mark.parametrize("name", ["z01_figures_good", "z07_keyterms_table", "e15_food_rev"])
def test_a_file_is_judged_as_its_text_is(name: str, checked: dict[Source, Checked], tmp_path: Path) -> None:
    source = next(s for s in checked if s.name == name)
    from_file = check_file(source.made(tmp_path))
    assert {(f.rule, f.severity) for f in from_file.findings} == {
        (f.rule, f.severity) for f in checked[source].findings
    }
    assert from_file.terms.as_json() == checked[source].terms.as_json()


@contextmanager
def _english() -> Iterator[None]:
    with speaking("en"):
        yield


def test_every_rule_has_law_title_and_advice_in_both_languages() -> None:
    assert len(rules()) == 37
    for rule in rules().values():
        assert rule.advice
        assert "missing" in rule.advice
        for words in (rule.title, rule.law, *rule.advice.values()):
            assert words.zh
            assert words.en
    with _english():
        assert str(rules()["term"].title) == "Term"


def test_what_words_call_dangerous_has_its_advice() -> None:
    assert {rule for rule, says in topics() if says == "dangerous" and "dangerous" not in rules()[rule].advice} == set()


def test_the_essentials_of_article_26_are_asked_for() -> None:
    art26 = {name for name, rule in rules().items() if "art. 26" in rule.law.en}
    assert {
        "rights_type",
        "exclusivity",
        "territory",
        "term",
        "royalty_rate",
        "payment_terms",
        "breach_liability",
    } <= art26
