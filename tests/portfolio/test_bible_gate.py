"""Gate 2 reads the bible's own room: how complete the newest version is, and whether it is sealed."""

from __future__ import annotations

import pytest

from bibled import document, make_sheet
from gated import enter
from manju.bible.actions import import_document
from manju.catalogue.models import Property
from manju.people.models import Member
from manju.portfolio.gates import line_of
from manju.seals.sealing import seal_waiting
from manju.story.bible import read_bible

pytestmark = [pytest.mark.django_db]


def gate(lamp: Property) -> tuple[str, str, list[str]]:
    found = line_of(lamp).at("bible").found
    return found.why.en, found.step.address, [item.said.en for item in found.items]


def test_a_draft_is_measured_and_what_was_entered_by_hand_no_longer_counts(lamp: Property) -> None:
    enter(lamp, direction=1, bible_percent=9900, bible_sealed=1)
    make_sheet(lamp, id="a")
    page = f"/properties/{lamp.pk}/bible/"
    assert gate(lamp) == ("The bible is 8 % complete; 80% is asked", page, ["8 %", "not published yet"])
    assert {item.origin for item in line_of(lamp).at("bible").found.items} == {"measured"}


def test_a_complete_bible_passes_once_its_version_is_sealed(lamp: Property, producer: Member) -> None:
    picture = {"sha256": "ab" * 32, "origin": "drawn", "rights": "ours"}
    plain = document(synopsis={"zh": "灯", "en": "lamp"})
    for one in plain["characters"]:
        one |= {
            "names": {"zh": "甲", "en": "A"}, "role": "r", "born": "1003", "personality": "p", "voice": "v",
            "appearance": {"features": "f", "palette": ["#111111", "#222222", "#333333"], "costumes": ["c"]},
            "images": [picture | {"kind": "turnaround"}, picture | {"kind": "expression"}],
        }  # fmt: skip
    import_document(lamp, read_bible(plain), {}, by=producer.user)
    assert gate(lamp)[0] == "The bible is published; it is sealed today"
    seal_waiting(by=None, occasion="daily")
    why, _, said = gate(lamp)
    assert (why, line_of(lamp).at("bible").found.met) == ("Version 1 of the bible is sealed", True)
    assert said[1].startswith("version 1, ")
