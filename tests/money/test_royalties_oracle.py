"""The engine agrees with a second calculation written naively from the text, on random terms and sales."""

from __future__ import annotations

import datetime as dt
import json
import random
from typing import Any

import pytest

from manju.money.royalties import Calculation
from tests.money import royalty_oracle
from tests.money.royalty_case import run

CATEGORIES = ["toys", "toys/figures", "toysother", "food/tea", "food", ""]


def random_terms(  # noqa: PLR0912 - one choice after another
    r: random.Random, *, group: str | None = None, like: dict[str, Any] | None = None
) -> dict[str, Any]:
    start = dt.date(2026, 1, 1) + dt.timedelta(days=r.choice([0, 0, 40, 100, 364, 789]))
    end = start + dt.timedelta(days=r.choice([20, 200, 364, 700, 900]))
    days = (end - start).days

    def day(over: int = 0) -> str:
        return (start + dt.timedelta(days=r.randint(-over, days + over))).isoformat()

    royalties = []
    for _ in range(r.randint(1, 4)):
        rule: dict[str, Any] = {
            "category": r.choice(["toys", "toys/figures", "food", "*", "*"]),
            "territories": r.choice([["*"], ["CN"], ["CN", "US"]]),
            "channels": r.choice([["*"], ["online"], ["fob", "shop"]]),
            "base": r.choice(["net", "net", "net", "gross", "units"]),
        }  # fmt: skip
        if r.random() < 0.5:
            rule["rate"] = (
                r.choice(["0.085", "0.10", "1/3", "0"]) if rule["base"] != "units" else r.choice(["150", "33.5"])
            )
        else:
            top = 40 if rule["base"] == "units" else 6000
            marks = [0, *sorted(r.sample(range(1, top), r.randint(0, 2)))]
            rule["steps"] = [{"from_minor": m, "rate": r.choice(["0.05", "0.1", "1/7", "0.2"])} for m in marks]
            rule["step_mode"] = r.choice(["marginal", "whole"])
            rule["step_over"] = r.choice(["period", "contract_year", "term"])
        if r.random() < 0.3:
            rule["per_unit_minimum_minor"] = r.randint(0, 60)
        if r.random() < 0.3:
            rule["fob_uplift"] = "0.03"
        if r.random() < 0.3:
            rule["valid_from"], rule["valid_to"] = sorted([day(), day()])
        royalties.append(rule)
    terms: dict[str, Any] = {
        "currency": r.choice(["CNY", "CNY", "JPY"]),
        "period": r.choice(["month", "quarter", "quarter", "half", "year"]),
        "start": start.isoformat(), "end": end.isoformat(), "royalties": royalties,
        "rounding": r.choice(["half_even", "half_up"]),
        "fx": [{"date": when, "from": c, "to": to, "rate": r.choice(["7.1", "6.95", "1/3", "0.05"])}
               for c in ("USD", "JPY", "CNY") for to in ("CNY", "JPY") for when in sorted({day(60), day(60)})],
        "fees": [{"kind": "flat", "due": day(50), "amount_minor": r.randint(0, 900)} for _ in range(r.randint(0, 2))],
        "withholding_tax": r.choice(["0", "0.06", "0.1", "1/8"]),
        "costs": [{"name": n, "amount_minor": r.randint(0, 1500)} for n in "ab"[: r.randint(0, 2)]],
        "participants": r.choice([[], [{"name": "s", "share": "1"}],
                                  [{"name": n, "share": s} for n, s in zip("swb", ("0.7", "0.2", "0.1"), strict=True)],
                                  [{"name": n, "share": "1/3"} for n in "abc"]]),
    }  # fmt: skip
    if like:
        terms["currency"], terms["period"] = like["currency"], like["period"]
    if r.random() < 0.8:
        kinds = ["returns", "discounts", "freight", "tax"]
        terms["deductions"] = {"allowed": r.sample(kinds, r.randint(0, 4))}
        if r.random() < 0.7:
            terms["deductions"] |= {"cap_of_gross": r.choice(["0.1", "0.05", "1/3"]),
                                    "cap_over": r.choice(["line", "period", "contract_year"])}  # fmt: skip
            if r.random() < 0.6:
                terms["deductions"]["cap_applies_to"] = r.sample(kinds, r.randint(0, 3))
        if r.random() < 0.6:
            terms["deductions"]["returns_reserve"] = {
                "share": r.choice(["0.15", "1/3"]),
                "release_after_periods": r.randint(1, 4),
            }
    style = r.choice([None, "advance", "advance", "shortfall"])
    if group or style == "advance":
        terms["guarantee"] = {
            "style": "advance", "scope": "term" if group else r.choice(["term", "contract_year"]), "group": group,
            "instalments": [{"due": day(60), "amount_minor": r.randint(0, 1500)} for _ in range(r.randint(0, 4))],
        }  # fmt: skip
    elif style == "shortfall":
        terms["guarantee"] = {
            "style": "shortfall",
            "amounts_by_year": [r.randint(0, 1500) for _ in range(r.randint(0, 3))],
        }
    return terms


def random_rows(r: random.Random, contracts: list[dict[str, Any]]) -> list[dict[str, Any]]:
    rows: list[dict[str, Any]] = []
    for number in range(r.randint(0, 40)):
        terms = r.choice(contracts)
        start, end = (dt.date.fromisoformat(terms[k]) for k in ("start", "end"))
        day = start + dt.timedelta(days=r.randint(-5, (end - start).days + 5))
        heavy = r.random() < 0.2  # returns that exceed sales
        row: dict[str, Any] = {
            "date": day.isoformat(), "sku": r.choice(["A", "B"]), "category": r.choice(CATEGORIES),
            "territory": r.choice(["CN", "US", ""]), "channel": r.choice(["online", "fob", ""]),
            "currency": r.choice(["", "", "CNY", "USD", "JPY"]), "units": r.randint(0, 30) + 31 * number,
            "gross_minor": r.randint(0, 3000), "returns_units": r.randint(0, 31 * number + (60 if heavy else 9)),
            "returns_minor": r.randint(0, 5000 if heavy else 300), "discounts_minor": r.randint(0, 400),
            "freight_minor": r.choice([0, r.randint(0, 400)]), "tax_minor": r.choice([0, r.randint(0, 100)]),
        }  # fmt: skip
        if all(t["period"] != "month" for t in contracts) and r.random() < 0.2:
            row |= {"date": None, "period": royalty_oracle.label("month", day)}
        if r.random() < 0.1:
            row |= {"date": None, "period": royalty_oracle.label("month", day)}
        if len(contracts) > 1:
            row["contract"] = r.choice(["", *[t["id"] for t in contracts]])
        rows.append(row)
    return rows


def random_case(seed: int) -> tuple[list[dict[str, Any]], list[dict[str, Any]]]:
    r = random.Random(seed)  # noqa: S311 - cases, no secrets
    contracts = [random_terms(r)]
    if seed % 3 == 0:
        contracts[0] = random_terms(r, group="G")
        contracts += [
            random_terms(r, group=r.choice(["G", "G", None]), like=contracts[0]) for _ in range(r.randint(1, 2))
        ]
        for i, terms in enumerate(contracts):
            terms["id"] = f"C{i}"
    return contracts, random_rows(r, contracts)


def plain(done: Calculation) -> list[dict[str, Any]]:
    return [
        {
            "contract": s.contract, "period": s.period, "earned": s.earned_minor, "due": s.guarantee_due_minor,
            "mg_opening": s.mg_opening_minor, "instalments": s.instalments_due_minor, "recouped": s.recouped_minor,
            "lost": s.mg_lost_minor, "balance": s.mg_balance_minor, "fees": s.fees_due_minor,
            "payable": s.payable_minor,
            "tax": s.withholding_tax_minor, "net": s.net_minor, "costs_left": s.costs_left_minor,
            "parts": [p.amount_minor for p in s.participants],
            "lines": [((x.rule, x.sku, x.category, x.territory, x.channel), x.royalty_minor,
                       x.base_minor if x.base_units is None else x.base_units,
                       x.carried_units or x.carried_minor, x.reserve_held_minor, x.reserve_released_minor)
                      for x in s.lines],
        }
        for s in done.statements
    ]  # fmt: skip


def by_oracle(
    contracts: list[dict[str, Any]], rows: list[dict[str, Any]], openings: dict[Any, Any] | None = None
) -> tuple[list[dict[str, Any]], dict[str, list[int]]]:
    statements, lists = royalty_oracle.calculate(contracts, rows, openings)
    modes = {t.get("id"): t["rounding"] for t in contracts}
    for s in statements:
        mode = modes[s["contract"]]
        s["lines"] = [
            (x["key"], x["royalty"], *(royalty_oracle.half(x[k], mode) for k in ("base", "rest", "held", "released")))
            for x in s["lines"]
        ]
    order = [t.get("id") for t in contracts]
    return sorted(statements, key=lambda s: (order.index(s["contract"]), s["period"])), lists


def check(seed: int) -> None:
    contracts, rows = random_case(seed)
    terms: Any = contracts if len(contracts) > 1 else contracts[0]
    done = run(terms, rows)
    expected, lists = by_oracle(contracts, rows)
    assert plain(done) == expected, seed
    assert {name: [x.line for x in done.listed[name]] for name in lists} == lists, seed  # type: ignore[index]


@pytest.mark.parametrize("seed", range(40))
def test_engine_and_oracle_agree(seed: int) -> None:
    check(seed)


@pytest.mark.parametrize("seed", range(8))
def test_two_runs_equal_one_at_every_cut_and_the_oracle_reads_the_closing_alike(seed: int) -> None:
    contracts, rows = random_case(seed)
    many = len(contracts) > 1
    terms: Any = contracts if many else contracts[0]
    order = [t.get("id") for t in contracts]
    whole = run(terms, rows)
    for cut in sorted({s.period for s in whole.statements}):
        first = run(terms, rows, through=cut)
        opening = json.loads(json.dumps(first.closing))
        second = run(terms, rows, opening=opening if many else opening[0])
        both = sorted(first.statements + second.statements, key=lambda s: (order.index(s.contract), s.period))
        assert both == whole.statements
        assert second.closing == whole.closing
        set_aside = [row.line for done in (first, second) for row in done.listed["set_aside"]]
        assert sorted(set_aside) == [row.line for row in whole.listed["set_aside"]]
        later = [row.line for row in first.listed["later"]]
        assert not set(later) & {row.line for row in second.listed["rejected"]}
        expected, _ = by_oracle(contracts, rows, {x.get("id"): x for x in opening})
        assert plain(second) == expected
