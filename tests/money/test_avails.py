"""Avails: every sentence of INPUTS.md on grants and queries, and a brute-force second answer on small universes."""

from __future__ import annotations

import datetime as dt
import itertools
import random
from typing import Any

import pytest

from manju.money.avails import Avails, Query, Rights
from manju.money.avails.shapes import EXAMPLE, QUERY_EXAMPLE
from manju.money.documents import read_document
from manju.money.errors import InputError

DIMENSIONS = ("categories", "territories", "languages", "channels")


def ask(rights: dict[str, Any], **query: Any) -> dict[str, Any]:
    wish = {"start": "2027-01-01", "end": "2027-12-31", "exclusivity": "exclusive", **query}
    return Avails(read_document(Rights, rights)).ask(read_document(Query, wish)).as_json()


def grant(name: str = "G1", **more: Any) -> dict[str, Any]:
    return {"id": name, "clause": "2.1", "start": "2026-06-01", "end": "2028-05-31", "exclusivity": "exclusive", **more}


def test_the_example_is_partly_free() -> None:
    found = ask(EXAMPLE, **QUERY_EXAMPLE)
    assert found["status"] == "partial"  # games/mobile is taken, the rest of games is free
    assert found["conflicts"] == [{"grant": "G1", "clause": "2.1", "dimension": "term"}]
    assert found["encumbrances"] == [{"option": "O1", "kind": "rofr", "clause": "9"}]
    assert found["free_from"] == "2028-08-30"  # after 31 May 2028 and 90 days of sell-off


def test_a_holdback_blocks_and_is_named() -> None:
    found = ask(EXAMPLE, **{**QUERY_EXAMPLE, "start": "2026-07-01", "end": "2026-07-31"})
    assert found["status"] == "taken"
    assert {"grant": "H1", "clause": "5.3", "dimension": "holdback"} in found["conflicts"]


@pytest.mark.parametrize(
    ("given", "wished", "status"),
    [
        ("exclusive", "non_exclusive", "taken"), ("sole", "non_exclusive", "taken"), ("exclusive", "sole", "taken"),
        ("non_exclusive", "non_exclusive", "free"), ("non_exclusive", "exclusive", "taken"),
        ("non_exclusive", "sole", "taken"),
    ],
)  # fmt: skip
def test_what_blocks_what(given: str, wished: str, status: str) -> None:
    assert ask({"grants": [grant(exclusivity=given)]}, exclusivity=wished)["status"] == status


def test_sell_off_days_block_only_a_wish_to_be_alone() -> None:
    rights = {"grants": [grant(end="2026-12-31", sell_off_days=10, exclusivity="exclusive")]}
    found = ask(rights)
    assert (found["status"], found["free_from"]) == ("taken", "2027-01-11")
    assert found["conflicts"] == [{"grant": "G1", "clause": "2.1", "dimension": "sell_off"}]
    assert ask(rights, exclusivity="non_exclusive")["status"] == "free"
    assert ask(rights, start="2027-01-11")["status"] == "free"
    both = ask(rights, start="2026-12-31")
    assert [c["dimension"] for c in both["conflicts"]] == ["term", "sell_off"]


def test_a_list_of_children_never_makes_the_parent_and_names_never_make_everything() -> None:
    rights = {"categories": ["games", "games/mobile"], "grants": [grant(categories=["games/mobile"])]}
    assert ask(rights, categories=["games"])["status"] == "partial"
    assert ask(rights, categories=["games/mobile"])["status"] == "taken"
    assert ask(rights, categories=["games/mobile/puzzle"])["status"] == "taken"
    everywhere = {"grants": [grant(categories=["games"], languages=["zh", "en"])]}
    assert ask(everywhere, categories=["games"], languages=["zh", "en"])["status"] == "taken"
    assert ask(everywhere, categories=["games"])["status"] == "partial"
    assert ask(everywhere, categories=["game"])["status"] == "free"  # no prefix of letters


def test_a_group_is_its_members_and_nothing_else() -> None:
    rights = {
        "territory_groups": {"SEA": ["SG", "MY"], "ASIA": ["SEA", "JP"]},
        "grants": [grant(territories=["SG", "MY"])],
    }
    assert ask(rights, territories=["SEA"])["status"] == "taken"
    assert ask(rights, territories=["ASIA"])["status"] == "partial"
    assert ask(rights, territories=["JP"])["status"] == "free"
    with pytest.raises(InputError):
        ask({"territory_groups": {"A": ["B"], "B": ["A"]}})


def test_a_country_covers_its_subdivisions_and_a_language_its_variants() -> None:
    rights = {"grants": [grant(territories=["US-CA"], languages=["zh"])]}
    assert ask(rights, territories=["US"], languages=["zh-Hant"])["status"] == "partial"
    assert ask(rights, territories=["US-CA"], languages=["zh-Hant"])["status"] == "taken"


def held(name: str, start: str, end: str | None, **more: Any) -> dict[str, Any]:
    return {"id": name, "start": start, "end": end, **more}


def test_rights_in_entries_join_and_a_day_not_held_is_in_the_way() -> None:
    joined = [held("R1", "2026-01-01", "2027-06-30"), held("R2", "2027-07-01", None)]
    assert ask({"rights_in": joined})["status"] == "free"
    gap = [held("R1", "2026-01-01", "2027-06-30"), held("R2", "2027-07-02", None)]
    found = ask({"rights_in": gap})
    assert (found["status"], found["free_from"]) == ("taken", "2027-07-02")
    assert found["conflicts"] == [{"grant": None, "clause": None, "dimension": "rights_in"}]
    assert ask({"rights_in": []})["free_from"] is None
    assert ask({})["status"] == "free"
    some = ask({"rights_in": [held("R1", "2026-01-01", None, languages=["zh"])]}, languages=["zh", "en"])
    assert (some["status"], some["free_from"]) == ("partial", None)


def test_free_from_is_exact() -> None:
    rights = {"grants": [grant("A", end="2027-03-31"), grant("B", start="2027-04-30", end="2027-05-31")]}
    assert ask(rights, end="2027-01-29")["free_from"] == "2027-04-01"  # 29 days fit between
    assert ask(rights, end="2027-01-30")["free_from"] == "2027-06-01"
    assert ask(rights, end=None)["free_from"] == "2027-06-01"
    assert ask(rights, start="2025-01-01", end="2025-12-31")["free_from"] == "2025-01-01"
    assert ask({"grants": [grant(end=None)]})["free_from"] is None


def test_a_misspelt_name_is_pointed_out() -> None:
    assert ask(EXAMPLE, categories=["toy", "toys"], territories=["CN", "SEA", "UK"])["unknown"] == ["toy", "UK"]


def test_conflicts_are_listed_for_partial_too_and_only_those_that_block() -> None:
    rights = {
        "grants": [grant("A", categories=["toys"]), grant("B", categories=["food"]), grant("C", end="2026-12-31"),
                   grant("D", exclusivity="non_exclusive")],
        "holdbacks": [{"id": "H", "start": "2027-12-31", "end": None, "categories": ["toys"]}],
    }  # fmt: skip
    found = ask(rights, categories=["toys", "games"], exclusivity="non_exclusive")
    assert found["status"] == "partial"
    assert [(c["grant"], c["dimension"]) for c in found["conflicts"]] == [("A", "term"), ("H", "holdback")]


@pytest.mark.parametrize(
    "change", [{"exclusivity": "none"}, {"end": "2026-01-01"}, {"teritories": ["CN"]}, {"channels": []}]
)
def test_a_wrong_wish_is_refused(change: dict[str, Any]) -> None:
    with pytest.raises(InputError):
        ask({}, **change)


# a second answer by counting cells and days; the last element of each tree is what nobody named
ELEMENTS = {
    "categories": ["a/x/q", "a/x/#", "a/y/#", "a/#", "b/#", "#"], "territories": ["T1", "T2", "T3", "#"],
    "languages": ["l1", "l2", "#"], "channels": ["c1", "#"],
}  # fmt: skip
NAMES = {
    "categories": ["*", "a", "a/x", "a/x/q", "a/y", "b"], "territories": ["*", "G", "T1", "T2", "T3"],
    "languages": ["*", "l1", "l2"], "channels": ["*", "c1"],
}  # fmt: skip
ZERO = dt.date(2026, 1, 1)
HORIZON = 90  # nothing changes after day 50


def day(n: int | None) -> str | None:
    return None if n is None else (ZERO + dt.timedelta(days=n)).isoformat()


def cells(extent: dict[str, Any]) -> set[tuple[str, ...]]:
    found = []
    for dimension in DIMENSIONS:
        names = [m for n in extent[dimension] for m in (["T1", "T2"] if n == "G" else [n])]
        found.append([e for e in ELEMENTS[dimension] if any(n in ("*", e) or e.startswith(n + "/") for n in names)])
    return set(itertools.product(*found))


def random_extent(r: random.Random) -> dict[str, Any]:
    extent: dict[str, Any] = {d: r.sample(NAMES[d], r.choice([1, 1, 2])) for d in DIMENSIONS}
    first = r.randint(0, 30)
    return extent | {
        "first": first,
        "last": r.choice([None, first, first + r.randint(0, 12), first + r.randint(0, 20)]),
    }


def document(extent: dict[str, Any], **more: Any) -> dict[str, Any]:
    dated = {"start": day(extent["first"]), "end": day(extent["last"])}
    return {d: extent[d] for d in DIMENSIONS} | dated | more


def until(extent: dict[str, Any]) -> int:
    return HORIZON * 2 if extent["last"] is None else extent["last"]


def by_counting(
    wish: dict[str, Any], alone: bool, held: list[Any] | None, given: list[Any], back: list[Any]
) -> tuple[str, set[tuple[str | None, str]], str | None]:
    asked = cells(wish)
    length = None if wish["last"] is None else wish["last"] - wish["first"]
    in_the_way: dict[tuple[tuple[str, ...], int], set[tuple[str | None, str]]] = {}

    def put(over: set[tuple[str, ...]], first: int, last: int, why: tuple[str | None, str]) -> None:
        for cell, when in itertools.product(over & asked, range(first, min(last, HORIZON) + 1)):
            in_the_way.setdefault((cell, when), set()).add(why)

    for name, extent, exclusivity, sell_off in given:
        if alone or exclusivity != "non_exclusive":
            put(cells(extent), extent["first"], until(extent), (name, "term"))
        if alone and extent["last"] is not None:
            put(cells(extent), extent["last"] + 1, extent["last"] + sell_off, (name, "sell_off"))
    for name, extent in back:
        put(cells(extent), extent["first"], until(extent), (name, "holdback"))
    if held is not None:
        spans = [(cells(e), e["first"], until(e)) for e in held]
        for cell, when in itertools.product(asked, range(HORIZON + 1)):
            if not any(cell in c and a <= when <= b for c, a, b in spans):
                in_the_way.setdefault((cell, when), set()).add((None, "rights_in"))
    days = range(wish["first"], (HORIZON if length is None else wish["last"]) + 1)
    why = set().union(*(in_the_way.get((c, d), set()) for c in asked for d in days))
    free = sum(not any((c, d) in in_the_way for d in days) for c in asked)
    bad_days = {d for _, d in in_the_way}
    since = None
    for first in range(wish["first"], 70):
        last = HORIZON if length is None else first + length
        if not any(first <= d <= last for d in bad_days):
            since = day(first)
            break
    return ("free" if free == len(asked) else "partial" if free else "taken"), why, since


@pytest.mark.parametrize("seed", range(50))
def test_the_answer_is_that_of_counting_every_cell_on_every_day(seed: int) -> None:
    r = random.Random(seed)  # noqa: S311 - cases, no secrets
    held = None if r.random() < 0.4 else [random_extent(r) for _ in range(r.randint(0, 4))]
    if held and r.random() < 0.5:
        held[0] |= {d: ["*"] for d in DIMENSIONS} | {"first": 0, "last": None}
    kinds = ["exclusive", "sole", "non_exclusive", "non_exclusive"]
    given = [(f"G{n}", random_extent(r), r.choice(kinds), r.choice([0, 0, 7])) for n in range(r.randint(0, 6))]
    back = [(f"H{n}", random_extent(r)) for n in range(r.randint(0, 2))]
    rights = {
        "territory_groups": {"G": ["T1", "T2"]}, "categories": ["a", "a/x", "a/y", "b"],
        "grants": [document(e, id=n, exclusivity=x, sell_off_days=s) for n, e, x, s in given],
        "holdbacks": [document(e, id=n) for n, e in back],
    }  # fmt: skip
    if held is not None:
        rights["rights_in"] = [document(e, id=f"R{n}") for n, e in enumerate(held)]
    avails = Avails(read_document(Rights, rights))
    for _ in range(4):
        wish, exclusivity = random_extent(r), r.choice(["exclusive", "non_exclusive"])
        found = avails.ask(read_document(Query, document(wish, exclusivity=exclusivity))).as_json()
        status, why, since = by_counting(wish, exclusivity == "exclusive", held, given, back)
        assert (found["status"], found["free_from"]) == (status, since)
        assert {(c["grant"], c["dimension"]) for c in found["conflicts"]} == why
        assert len(found["conflicts"]) == len(why)
