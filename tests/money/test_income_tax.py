"""Individual income tax withheld from participants: the announcement's own cases, to the fen."""

from __future__ import annotations

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from manju.money.errors import InputError
from manju.money.income_tax import KINDS, rule_on, withhold

DAY = date(2026, 5, 1)
CASES = [  # yuan in, fen of tax
    ("services", 2_000, 24_000),  # (2000 - 800) x 20 %: the announcement's example
    ("services", 800, 0), ("services", 4_000, 64_000), ("services", 4_001, 64_016), ("services", 25_000, 400_000),
    ("services", 25_001, 400_024), ("services", 100_000, 2_500_000),
    ("manuscript", 40_000, 448_000),  # 40000 x 80 % x 70 % x 20 %: the announcement's example
    ("manuscript", 3_000, 30_800), ("royalty", 20_000, 320_000),
]  # fmt: skip


@pytest.mark.parametrize(("kind", "yuan", "tax"), CASES)
def test_a_resident_pays_by_the_table_of_2018(kind: str, yuan: int, tax: int) -> None:
    assert withhold(kind, yuan * 100, on=DAY).tax_minor == tax  # type: ignore[arg-type]


def test_who_is_not_resident_pays_by_the_monthly_table() -> None:
    assert withhold("services", 2_000_000, on=DAY, resident=False).tax_minor == 179_000  # 16000 x 20 % - 1410
    assert withhold("manuscript", 1_000_000, on=DAY, resident=False).tax_minor == 35_000  # 5600 x 10 % - 210


def test_payments_of_one_month_count_together() -> None:
    first = withhold("services", 2_000_000, on=DAY)
    second = withhold("services", 2_000_000, on=DAY, earlier_minor=2_000_000, withheld_minor=first.tax_minor)
    assert first.tax_minor + second.tax_minor == withhold("services", 4_000_000, on=DAY).tax_minor == 760_000


def test_before_the_first_table_there_is_no_rule() -> None:
    with pytest.raises(InputError):
        rule_on(date(2018, 12, 31))


@given(st.sampled_from(KINDS), st.integers(0, 10**9), st.integers(0, 10**6), st.booleans())
def test_tax_is_within_the_income_and_grows_with_it(kind, income: int, more: int, resident: bool) -> None:
    less, greater = (withhold(kind, n, on=DAY, resident=resident) for n in (income, income + more))
    assert 0 <= less.tax_minor <= income
    assert less.tax_minor + less.net_minor == income
    assert less.taxable_minor <= greater.taxable_minor
    assert less.tax_minor <= greater.tax_minor
