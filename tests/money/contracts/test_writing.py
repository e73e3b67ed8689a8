"""What the clause library writes passes its own check, and says the terms it was written from."""

from __future__ import annotations

import copy
import json
from datetime import date
from fractions import Fraction
from pathlib import Path
from typing import Any

import pytest

from manju.money.contracts.checking import check_file
from manju.money.contracts.drafting import as_paper, drafted
from manju.money.contracts.judging import check
from manju.money.contracts.structured import EXAMPLE, ContractTerms
from manju.money.contracts.writing import write_file, written
from manju.money.documents import read_document
from manju.money.errors import InputError
from manju.words import Language


def changed(**fields: Any) -> dict[str, Any]:
    return {**copy.deepcopy(EXAMPLE), **fields}


GOODS = EXAMPLE
FLAT = {k: v for k, v in changed(
    property="Rouge Over Snow", characters=["Su Wan"], rights=["reproduction", "advertising"], exclusivity="exclusive", categories=["food/tea"],
    territory=["CN", "HK"], languages=["zh-Hans", "en"], currency="USD", flat_fee_minor=750000, tax="excluded", sequels="licensor", court="上海市徐汇区人民法院", payment_days=7,
).items() if k not in ("royalties", "royalty_base", "deductions", "minimum_guarantee", "report_months", "audit", "arbitration")}  # fmt: skip
GAME = {k: v for k, v in changed(
    rights=["adaptation", "development", "communication"], exclusivity="sole", categories=["games/mobile"], royalty_base="gross", royalties=[{"category": "games/mobile", "rate": "0.12"}],
    report_months=1, renewal="automatic_once", sublicensing="forbidden", start="2027-01-01", end="2029-12-31", approval={"stages": ["script", "release"], "answer_days": 10, "silence": "refused"},
).items() if k not in ("deductions", "sell_off_days")}  # fmt: skip


@pytest.mark.parametrize("language", ["zh", "en"])
@pytest.mark.parametrize("terms", [GOODS, FLAT, GAME], ids=["goods", "flat", "game"])
def test_terms_go_into_a_docx_and_come_out_of_its_check(
    terms: dict[str, Any], language: Language, tmp_path: Path
) -> None:
    source, out = tmp_path / "terms.json", tmp_path / "out.docx"
    source.write_text(json.dumps(terms), encoding="utf-8")
    write_file(source, out, language)
    checked = check_file(out)
    assert [(f.rule, f.severity) for f in checked.findings] == []
    read = checked.terms
    assert (read.licensor, read.licensee) == ("杭州晨星漫剧有限公司", "义乌好玩玩具有限公司")
    assert read.property == terms["property"]
    assert set(terms["rights"]) <= set(read.rights or ())
    assert read.exclusivity == terms["exclusivity"]
    assert set(read.categories or ()) == set(terms["categories"])
    assert list(read.territory or ()) == terms["territory"]
    assert list(read.languages or ()) == terms["languages"]
    assert (read.start, read.end) == (date.fromisoformat(terms["start"]), date.fromisoformat(terms["end"]))
    assert read.currency == terms["currency"]
    assert read.flat_fee_minor == terms.get("flat_fee_minor")
    assert [r for _, r in read.royalty_rates or ()] == [Fraction(r["rate"]) for r in terms.get("royalties", [])]
    assert read.royalty_base == terms.get("royalty_base")
    paid = terms.get("minimum_guarantee")
    assert read.minimum_guarantee_minor == (sum(i["amount_minor"] for i in paid["instalments"]) if paid else None)
    assert read.report_months == terms.get("report_months")
    assert read.payment_days == terms["payment_days"]
    assert read.sell_off_days == terms.get("sell_off_days")


@pytest.mark.parametrize("language", ["zh", "en"])
def test_a_topic_left_out_is_missing_and_nothing_else_changes(language: Language) -> None:
    silent = {
        "exclusivity": "exclusivity", "territory": "territory", "languages": "language", "renewal": "renewal", "sublicensing": "sublicensing",
        "late_interest_per_day": "late_interest", "sell_off_days": "sell_off", "quality": "quality_control", "sequels": "sequel_priority",
        "competing_works": "competing_works", "derivatives": "derivative_ownership", "integrity": "character_integrity", "credit": "credit", "warranty": "warranty_title",
        "indemnity": "indemnity", "ai_training": "ai_training", "ai_generated": "ai_generated_content", "cure_days": "termination", "breach": "breach_liability", "governing_law": "governing_law", "arbitration": "dispute_resolution",
        "approval": "approval", "minimum_guarantee": "minimum_guarantee", "tax": "currency_tax", "report_months": "reporting_period",
    }  # fmt: skip
    for field, rule in silent.items():
        without = {k: v for k, v in EXAMPLE.items() if k != field}
        checked = check(as_paper(read_document(ContractTerms, without), language))
        assert [(f.rule, f.severity) for f in checked.findings] == [(rule, "missing")], (field, language)


@pytest.mark.parametrize("language", ["zh", "en"])
def test_what_a_licensor_should_not_sign_is_dangerous_in_structured_terms_too(language: Language) -> None:
    bad = {
        "sublicensing": ("free", "sublicensing"), "sequels": ("licensee", "sequel_priority"), "competing_works": ("free", "competing_works"),
        "derivatives": ("licensee", "derivative_ownership"), "integrity": ("free", "character_integrity"), "indemnity": ("unlimited", "indemnity"),
        "ai_training": ("allowed", "ai_training"), "ai_generated": ("free", "ai_generated_content"), "approval": ("none", "approval"),
        "breach": ("licensee_free", "breach_liability"), "scope": ("everything", "scope"), "termination": ("licensee_only", "termination"),
        "deductions": ({"kinds": ["returns", "freight"]}, "deductions_cap"), "audit": (None, "audit"),
    }  # fmt: skip
    for field, (value, rule) in bad.items():
        checked = check(as_paper(read_document(ContractTerms, changed(**{field: value})), language))
        assert (rule, "dangerous") in {(f.rule, f.severity) for f in checked.findings}, (field, language)


def test_the_same_terms_give_the_same_contract() -> None:
    terms = read_document(ContractTerms, EXAMPLE)
    assert drafted(terms, "zh") == drafted(terms, "zh")
    assert len(written(drafted(terms, "en"), "en")) > 10_000


def test_an_unknown_key_is_named(tmp_path: Path) -> None:
    source = tmp_path / "terms.json"
    source.write_text(json.dumps(changed(teritory=["CN"])), encoding="utf-8")
    with pytest.raises(InputError) as caught:
        check_file(source)
    assert caught.value.code == "unknown_key"
    assert "teritory" in caught.value.message.en
