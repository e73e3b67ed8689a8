"""The calendar of rights says of every day what the same question about that day alone is answered."""

from __future__ import annotations

import datetime as dt
import random
from itertools import pairwise
from typing import Any

import pytest

from manju.money.avails import Avails, Query, Rights
from manju.money.avails.calendar import free_years, stretches
from manju.money.avails.shapes import Extent
from manju.money.documents import read_document
from money.test_avails import ZERO, document, random_extent

LAST = ZERO + dt.timedelta(days=60)


def calendar(rights: dict[str, Any], **row: Any) -> Any:
    return stretches(Avails(read_document(Rights, rights)), read_document(Extent, {"start": "2026-01-01", **row}))


def seen(found: Any) -> list[tuple[str, str, str, bool]]:
    return [(s.first.isoformat(), s.last.isoformat(), s.tone, s.partly) for s in found]


def test_a_grant_its_sell_off_and_the_free_days_about_it_are_seen() -> None:
    grant = {"id": "G", "categories": ["toys"], "territories": ["CN"], "start": "2026-02-01", "end": "2026-03-31",
             "exclusivity": "exclusive", "sell_off_days": 30}  # fmt: skip
    here = calendar({"grants": [grant]}, categories=["toys"], territories=["CN"], end="2026-12-31")
    assert seen(here) == [
        ("2026-01-01", "2026-01-31", "free", False), ("2026-02-01", "2026-03-31", "exclusive", False),
        ("2026-04-01", "2026-04-30", "sell_off", False), ("2026-05-01", "2026-12-31", "free", False),
    ]  # fmt: skip
    assert seen(calendar({"grants": [grant]}, categories=["toys"], end="2026-12-31"))[1][3]  # elsewhere it is free
    assert [s.tone for s in calendar({"grants": [grant]}, categories=["food"], end="2026-12-31")] == ["free"]


def test_the_gravest_thing_gives_the_tone_and_all_are_named() -> None:
    rights = {
        "grants": [{"id": "N", "start": "2026-01-01", "end": None, "exclusivity": "non_exclusive"}],
        "holdbacks": [{"id": "H", "start": "2026-06-01", "end": "2026-06-30"}],
        "options": [{"id": "O", "kind": "rofr", "start": "2026-06-30", "end": "2026-07-01"}],
    }
    found = calendar(rights, end="2026-12-31")
    assert [(s.tone, len(s.conflicts), len(s.options)) for s in found] == [
        ("shared", 1, 0), ("holdback", 2, 0), ("holdback", 2, 1), ("shared", 1, 1), ("shared", 1, 0)
    ]  # fmt: skip
    assert [s.non_exclusive for s in found] == ["free", "taken", "taken", "free", "free"]
    assert [s.tone for s in calendar({"rights_in": []}, end="2026-12-31")] == ["not_owned"]


def test_a_year_is_free_when_all_of_its_days_are() -> None:
    grant = {"id": "G", "start": "2027-12-31", "end": "2027-12-31", "exclusivity": "non_exclusive"}
    found = calendar({"grants": [grant]}, end="2028-12-31")
    assert free_years(found, [2026, 2027, 2028, 2029]) == {2026: True, 2027: False, 2028: True, 2029: False}


def test_a_calendar_without_a_last_day_is_refused() -> None:
    with pytest.raises(ValueError, match="last day"):
        calendar({})


@pytest.mark.parametrize("seed", range(25))
def test_every_day_is_as_the_question_about_that_day_alone(seed: int) -> None:
    r = random.Random(seed)  # noqa: S311 - cases, no secrets
    kinds = ["exclusive", "sole", "non_exclusive", "non_exclusive"]
    rights: dict[str, Any] = {
        "territory_groups": {"G": ["T1", "T2"]},
        "grants": [
            document(random_extent(r), id=f"G{n}", exclusivity=r.choice(kinds), sell_off_days=r.choice([0, 0, 7]))
            for n in range(r.randint(0, 7))
        ],
        "holdbacks": [document(random_extent(r), id=f"H{n}") for n in range(r.randint(0, 2))],
        "options": [document(random_extent(r), id=f"O{n}", kind="rofn") for n in range(r.randint(0, 2))],
    }
    if r.random() < 0.5:
        rights["rights_in"] = [document(random_extent(r), id=f"R{n}") for n in range(r.randint(0, 4))]
        rights["rights_in"].append({"id": "R", "start": "2026-01-10", "end": r.choice([None, "2026-02-01"])})
    avails = Avails(read_document(Rights, rights))
    names = {k: v for k, v in document(random_extent(r)).items() if k not in ("start", "end")}
    found = stretches(avails, read_document(Extent, {**names, "start": ZERO.isoformat(), "end": LAST.isoformat()}))
    assert (found[0].first, found[-1].last) == (ZERO, LAST)
    assert all((b.first - a.last).days == 1 for a, b in pairwise(found))
    for stretch in found:
        for day in {stretch.first, stretch.last, stretch.first + (stretch.last - stretch.first) // 2}:
            alone, beside = (
                avails.ask(read_document(Query, {**names, "start": day, "end": day, "exclusivity": wished}))
                for wished in ("exclusive", "non_exclusive")
            )
            assert (stretch.exclusive, stretch.non_exclusive) == (alone.status, beside.status)
            assert (set(stretch.conflicts), set(stretch.options)) == (set(alone.conflicts), set(alone.encumbrances))
            assert (stretch.tone == "free") == (alone.status == "free")
