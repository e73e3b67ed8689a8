"""Sentences of INPUTS.md on what a sale counts as: rules, calendar, rows, documents; by hand to the fen."""

from __future__ import annotations

from typing import Any

import pytest

from manju.money.errors import InputError
from manju.money.royalties import begin_with
from manju.money.royalties.terms import read_terms
from manju.money.tables import Row, Table
from tests.money.royalty_case import PLAIN, STEPS, advance, by_period, listed, only_line, run, sale, terms

# which rule


def test_the_first_rule_that_matches_takes_the_sale() -> None:
    rules = [
        {"category": "toys/figures", "base": "gross", "rate": "0.12"},
        {"category": "toys", "territories": ["US", "CN"], "channels": ["shop", "online"], "base": "gross",
        "rate": "0.10"},
        {"category": "*", "base": "gross", "rate": "0.05"},
    ]  # fmt: skip
    done = run(terms(*rules), [
        sale("2026-01-05", 1000, sku="a", category="toys/figures"), sale("2026-01-05", 1000, sku="b",
        category="toys/plush/bears"),
        sale("2026-01-05", 1000, sku="c", category="toysrus"), sale("2026-01-05", 1000, sku="d", territory="JP"),
        sale("2026-01-05", 1000, sku="e", channel="fair"), sale("2026-01-05", 1000, sku="f", category=""),
    ])  # fmt: skip
    assert {x.sku: (x.rule, x.royalty_minor) for x in done.statements[0].lines} == {
        "a": (0, 120), "b": (1, 100), "c": (2, 50), "d": (2, 50), "e": (2, 50), "f": (2, 50),
    }  # fmt: skip


def test_a_sale_that_matches_none_is_outside_the_grant_and_earns_nothing() -> None:
    rule = {"category": "toys", "territories": ["CN"], "channels": ["online"], "base": "gross", "rate": "0.1"}
    done = run(terms(rule), [
        sale("2026-01-05", 1, category="food"), sale("2026-01-05", 2, territory="US"), sale("2026-01-05", 3,
        channel="x"),
        sale("2026-01-05", 4, category=""), sale("2026-01-05", 5, territory=""), sale("2026-01-05", 6, channel=""),
        sale("2025-12-31", 7), sale("2027-01-01", 8), sale("2027Q1", 9),
    ])  # fmt: skip
    assert listed(done, "outside_grant") == [(n, "no_rule") for n in range(2, 8)] + [
        (n, "outside_term") for n in (8, 9, 10)
    ]
    assert all(s.earned_minor == 0 and s.lines == () for s in done.statements)


def test_a_rate_that_changes_within_a_period_makes_two_lines() -> None:
    rules = [{"category": "*", "base": "gross", "rate": "0.10", "valid_to": "2026-02-14"},
             {"category": "*", "base": "gross", "rate": "0.12", "valid_from": "2026-02-15"}]  # fmt: skip
    done = run(terms(*rules), [sale("2026-02-14", 10000), sale("2026-02-15", 10000, units=1), sale("2026Q1", 500)])
    assert [(x.rule, x.base_minor, x.royalty_minor) for x in done.statements[0].lines] == [
        (0, 10000, 1000),
        (1, 10500, 1260),
    ]


# calendar


def test_one_statement_for_every_period_that_touches_the_term_empty_ones_too() -> None:
    for kind, labels in (
        ("month", ["2026-02", "2026-03", "2026-04", "2026-05", "2026-06", "2026-07"]), ("quarter", ["2026Q1",
        "2026Q2", "2026Q3"]),
        ("half", ["2026H1", "2026H2"]), ("year", ["2026"]),
    ):  # fmt: skip
        done = run({**PLAIN, "period": kind, "start": "2026-02-28", "end": "2026-07-01"}, [])
        assert [s.period for s in done.statements] == labels
        assert (done.statements[0].start.isoformat(), done.statements[-1].end.isoformat()) == (
            "2026-02-28",
            "2026-07-01",
        )


def test_through_stops_there_and_later_rows_are_not_lost() -> None:
    done = run(PLAIN, [sale("2026-05-01", 1000), sale("2026-08-01", 1000)], through="2026Q2")
    assert [s.period for s in done.statements] == ["2026Q1", "2026Q2"]
    assert listed(done, "later") == [(3, "later")]
    assert run({**PLAIN, "period": "month"}, [], through="2026Q1").statements[-1].period == "2026-03"
    for bad in ("2026-03", "spring"):
        with pytest.raises(InputError):
            run(PLAIN, [], through=bad)


def test_a_period_belongs_wholly_to_the_contract_year_of_its_last_day() -> None:
    yearly = {"category": "*", "base": "gross", "step_over": "contract_year",
              "steps": [{"from_minor": 0, "rate": "0.10"}, {"from_minor": 1000, "rate": "0.20"}]}  # fmt: skip
    done = run(
        {**terms(yearly), "start": "2026-02-15", "end": "2028-02-14"},
        [sale("2026-12-01", 1500), sale("2027-01-10", 1500)],
    )
    found = by_period(done)
    assert (found["2026Q4"].contract_year, found["2027Q1"].contract_year) == (
        1,
        2,
    )  # 10 January is before the anniversary
    assert (found["2026Q4"].earned_minor, found["2027Q1"].earned_minor) == (200, 200)
    assert [s.contract_year for s in done.statements] == [1, 1, 1, 1, 2, 2, 2, 2, 2]


def test_a_leap_day_term_turns_on_the_28th() -> None:
    done = run({**PLAIN, "period": "month", "start": "2028-02-29", "end": "2029-02-28"}, [])
    assert [(s.period, s.contract_year) for s in done.statements][-2:] == [("2029-01", 1), ("2029-02", 2)]


# rows


def test_a_row_with_a_period_counts_on_its_last_day_cut_to_the_term() -> None:
    rules = [{"category": "*", "base": "gross", "rate": "0.10", "valid_to": "2026-03-30"},
             {"category": "*", "base": "gross", "rate": "0.20", "valid_from": "2026-03-31"}]  # fmt: skip
    done = run(terms(*rules), [sale("2026Q1", 1000), sale("2026-02", 500), sale("2026H1", 1), sale("2026", 1)])
    assert [x.royalty_minor for x in done.statements[0].lines] == [50, 200]
    assert listed(done, "rejected") == [(4, "period_too_long"), (5, "period_too_long")]
    cut = run({**terms(*rules), "end": "2026-03-20"}, [sale("2026Q1", 1000)])
    assert only_line(cut).rule == 0


def test_bad_rows_are_rejected_by_line_and_the_others_calculated() -> None:
    good = {"date": "2026-01-05", "sku": "S", "category": "toys", "units": "3", "gross": "1,234.50"}
    bad: list[dict[str, str]] = [
        {"units": "-1"}, {"units": "1.5"}, {"gross": "-5"}, {"gross": "=1+1"}, {"gross": "1e3"}, {"gross": "12,34"},
        {"gross": "1.005"}, {"gross": "10,000,000,000,000,000.00"}, {"date": "2026-02-30"}, {"date": "5 Jan 2026"},
        {"date": ""},
        {"currency": "yuan"}, {"returns": "x"}, {"returns_units": "0.5"}, {"tax": "１"},
    ]  # fmt: skip
    done = run(PLAIN, [{**good, **change} for change in bad] + [good, good, {**good, "gross": "1,234.500"}])
    assert [line for line, _ in listed(done, "rejected")] == [*range(2, len(bad) + 2), len(bad) + 3]
    assert listed(done, "rejected")[-1] == (len(bad) + 3, "duplicate")
    assert only_line(done).gross_minor == 2 * 123450
    assert done.rows == len(bad) + 3


def test_a_bad_row_outside_the_grant_is_rejected_not_listed_twice() -> None:
    rule = {"category": "toys", "base": "gross", "rate": "0.1"}
    done = run(terms(rule), [{"date": "2026-01-05", "category": "food", "gross": "=A1"}])
    assert (listed(done, "rejected"), listed(done, "outside_grant")) == ([(2, "bad_amount")], [])


def test_a_cell_beyond_the_header_is_not_overlooked() -> None:
    table = Table(
        "csv", ("date", "gross"), 1, iter([Row(2, ("2026-01-05", "1", "5")), Row(3, ("2026-01-05", "2", " "))])
    )
    done = begin_with(read_terms(PLAIN)[0], table).whole()
    assert listed(done, "rejected") == [(2, "too_many_cells")]
    assert only_line(done).gross_minor == 200


def test_json_rows_are_in_minor_units() -> None:
    assert only_line(run(PLAIN, [sale("2026-01-05", 12345)])).gross_minor == 12345
    assert listed(run(PLAIN, [sale("2026-01-05", "12.5")]), "rejected") == [(2, "bad_amount")]  # type: ignore[arg-type]
    assert listed(run(PLAIN, [sale("2026-01-05", 10**18)]), "rejected") == [(2, "bad_amount")]


def test_decimals_follow_the_rows_currency() -> None:
    yen = {**PLAIN, "currency": "JPY"}
    done = run(
        yen,
        [
            {"date": "2026-01-05", "gross": "1000"},
            {"date": "2026-01-05", "gross": "1000.5"},
            {"date": "2026-01-06", "gross": "7.0"},
        ],
    )
    assert listed(done, "rejected") == [(3, "bad_amount")]
    assert only_line(done).gross_minor == 1007


def test_an_unknown_column_is_refused_by_name() -> None:
    with pytest.raises(InputError) as refused:
        run(PLAIN, [{"date": "2026-01-05", "gros": "5"}])
    assert refused.value.code == "unknown_key"
    assert "gros" in refused.value.message.en
    with pytest.raises(InputError):
        run(PLAIN, [{"sku": "x", "gross": "5"}])  # neither date nor period


# documents


@pytest.mark.parametrize(
    ("change", "code", "named"),
    [
        ({"royalty": []}, "unknown_key", "royalty"), ({"royalties": [{"category": "*", "base": "gross",
        "rat": "1"}]}, "unknown_key", "rat"),
        ({"royalties": [{"category": "*", "base": "gross"}]}, "invalid_value", "rate or steps"),
        ({"royalties": [{"category": "*", "base": "gross", "rate": 0.1}]}, "invalid_value", "rate"),
        ({"royalties": [{"category": "*", "base": "gross", "steps": [{"from_minor": 5, "rate": "1"}]}]},
        "invalid_value", "first from_minor is 0"),
        ({"royalties": [{"category": "*", "base": "gross", "steps": STEPS[::-1]}]}, "invalid_value", "from_minor"),
        ({"participants": [{"name": "a", "share": "0.5"}, {"name": "b", "share": "0.4999"}]}, "shares_not_one", "sum"),
        ({"start": "2027-01-01"}, "invalid_value", "start"), ({"currency": "yuan"}, "invalid_value", "currency"),
        ({"period": "week"}, "invalid_value", "period"), ({"deductions": {"allowed": ["advertising"]}},
        "invalid_value", "allowed"),
        ({"guarantee": {"style": "shortfall", "amounts_by_year": [1], "instalments": []}}, "unknown_key",
        "instalments"),
    ],
)  # fmt: skip
def test_wrong_terms_are_refused_naming_the_key(change: dict[str, Any], code: str, named: str) -> None:
    with pytest.raises(InputError) as refused:
        run({**PLAIN, **change}, [])
    assert refused.value.code == code
    assert named in refused.value.message.en


def test_a_list_needs_distinct_ids_and_even_groups() -> None:
    for contracts in (
        [PLAIN, {**PLAIN, "id": "B"}], [{**PLAIN, "id": "B"}, {**PLAIN, "id": "B"}],
        [{**terms(guarantee=advance(group="G")), "id": "A"}, {**terms(guarantee=advance(group="G")), "id": "B",
        "currency": "USD"}],
        [{**terms(guarantee=advance(group="G", scope="contract_year")), "id": "A"}],
    ):  # fmt: skip
        with pytest.raises(InputError):
            run(contracts, [])


def test_only_currency_period_start_end_and_royalties_are_required() -> None:
    assert len(run(PLAIN, []).statements) == 4
    for key in PLAIN:
        with pytest.raises(InputError) as refused:
            run({k: v for k, v in PLAIN.items() if k != key}, [])
        assert (refused.value.code, key in refused.value.message.en) == ("missing_key", True)
