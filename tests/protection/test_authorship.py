"""The evidence pack from plain facts: what is named as missing, what the zip holds, equal bytes for equal facts."""

import csv
import hashlib
import io
import json
import zipfile
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta

import pytest
from PIL import Image

from manju.protection.authorship import packing
from manju.protection.authorship.missing import GAPS, gaps_of
from manju.protection.authorship.packing import write_pack
from manju.protection.authorship.shapes import Author, Character, Deed, PackedItem, Story, TitleLink
from manju.words import Words

AT = datetime(2026, 8, 3, 12, tzinfo=UTC)


@pytest.fixture(scope="module")
def picture(tmp_path_factory):
    place = tmp_path_factory.mktemp("art") / "a.png"
    Image.new("RGB", (40, 60), (160, 40, 40)).save(place)
    return place


@pytest.fixture
def whole(picture):
    """A property with nothing missing."""
    items = tuple(
        PackedItem(n, "generation", Words("生成", "Generation"), name, "沈知微", "顾青", "generated", AT, "a" * 64,
                   "b" * 64, picture.stat().st_size, picture, True, b'{"n":1}', "authority", AT + timedelta(hours=3),
                   "TSA")
        for n, name in ((1, "图.png"), (2, "=1+1.png"))
    )  # fmt: skip
    deeds = (
        Deed("script", AT, AT, "许愿", Words("第一稿", "Draft 1")),
        Deed("prompt", AT, AT, "顾青", Words("第一轮", "Round 1"), "古风少女", kept=1, rejected=2,
             pictures=(picture,), items=(1,)),
        Deed("prompt", AT, AT, "顾青", Words("第二轮", "Round 2"), "古风女子，及笄", kept=1, items=(2,)),
        Deed("edit", AT, AT, "顾青", Words("重画双眼", "Eyes redrawn"), minutes=400),
    )  # fmt: skip
    holder = "青灯文化有限公司"
    return Story(
        Words("青灯工作室", "Lamp Studio"), Words("长夜灯", "Long Night"), holder, "91310000X", deeds, items,
        (Author("顾青", Words("美术", "Art"), 3, 400, AT, AT),),
        (TitleLink("顾青", holder, Words("美术作品", "Artwork"), "劳动合同", date(2026, 1, 5)),),
        (Character("zhiwei", "沈知微", 3),), 1, ("国作登字-2026-F-00001",),
    )  # fmt: skip


def codes(story):
    return [gap.code for gap in gaps_of(story)]


def test_a_whole_record_lacks_nothing(whole):
    assert codes(whole) == []


@pytest.mark.parametrize(
    ("change", "code"),
    [
        ({"holder": ""}, "holder"),
        ({"holder_number": ""}, "holder_number"),
        ({"title": ()}, "title"),
        ({"certificates": ()}, "certificate"),
        ({"bible_versions": 0}, "bible"),
        ({"characters": (Character("zhiwei", "沈知微", 3), Character("ruomei", "沈若梅", 0))}, "characters"),
        ({"items": ()}, "items"),
    ],
)
def test_each_gap_of_the_whole_is_named_alone(whole, change, code):
    assert codes(replace(whole, **change)) == [code]


def test_gaps_of_deeds_are_named(whole):
    script, first, second, edit = whole.deeds
    late = replace(edit, recorded_at=AT + timedelta(days=2))
    assert codes(replace(whole, deeds=(script, first, second, late))) == ["late"]
    assert codes(replace(whole, deeds=(script, first, edit))) == ["one_round"]
    assert codes(replace(whole, deeds=(script, replace(first, rejected=0), second, edit))) == ["no_choice"]
    assert codes(replace(whole, deeds=(script, replace(first, rejected_without_reason=2), second, edit))) == ["reasons"]
    assert codes(replace(whole, deeds=(script, first, second))) == ["no_edit"]
    assert codes(replace(whole, deeds=(first, second, edit))) == ["script"]
    assert codes(replace(whole, deeds=(), authors=())) == ["authors", "creation", "no_edit", "script"]


def test_gaps_of_items_are_counted_and_the_grave_ones_come_first(whole):
    one, two = whole.items
    worse = (
        replace(one, level="own_log", sealed_at=AT + timedelta(hours=25)),
        replace(two, level="none", sealed_at=None),
    )
    found = gaps_of(replace(whole, items=worse))
    assert [(gap.code, gap.weight) for gap in found] == [
        ("unsealed", "grave"), ("own_log", "weak"), ("not_same_day", "weak")
    ]  # fmt: skip
    assert found[0].said == Words("1 件还没存证", "1 items are not sealed yet")
    changed = (replace(one, intact=False), replace(two, path=None, intact=None))
    assert codes(replace(whole, items=changed)) == ["changed", "gone"]


def test_many_names_are_cut_and_said_to_be(whole):
    many = tuple(Character(str(n), f"人{n}", 0) for n in range(7))
    assert gaps_of(replace(whole, characters=many))[0].said.zh == "这些角色没有创作记录：人0、人1、人2、人3、人4 等"


def test_every_gap_says_what_to_do():
    assert all(weight in ("grave", "weak") and advice.zh and advice.en for weight, _, advice in GAPS.values())


def test_the_zip_holds_originals_proofs_tables_and_sums_that_agree(whole, picture, tmp_path):
    out = tmp_path / "pack.zip"
    assert write_pack(whole, out, made_at=AT) == []
    with zipfile.ZipFile(out) as archive:
        held = {name: archive.read(name) for name in archive.namelist()}
    assert held["items/00001-图.png"] == picture.read_bytes()
    assert held["proofs/00001-图.png.proof.json"] == b'{"n":1}'
    assert held["authorship-zh.pdf"][:5] == held["authorship-en.pdf"][:5] == b"%PDF-"
    sums = dict(line.split("  ")[::-1] for line in held["SHA256SUMS"].decode().splitlines())
    assert sums == {n: hashlib.sha256(raw).hexdigest() for n, raw in held.items() if n != "SHA256SUMS"}
    rows = list(csv.DictReader(io.StringIO(held["items.csv"].decode("utf-8-sig"))))
    assert [(row["number"], row["file"], row["original_in_pack"]) for row in rows] == [
        ("1", "图.png", "yes"), ("2", "'=1+1.png", "yes")
    ]  # fmt: skip
    told = json.loads(held["chronology.json"])
    assert [(deed["sort"], deed["kept"], deed["rejected"], deed["minutes_by_hand"]) for deed in told] == [
        ("script", 0, 0, 0), ("prompt", 1, 2, 0), ("prompt", 1, 0, 0), ("edit", 0, 0, 400)
    ]  # fmt: skip


def test_equal_facts_give_equal_bytes_and_what_is_too_large_stays_in_the_studio(whole, tmp_path, monkeypatch):
    monkeypatch.setattr(packing, "INCLUDED_MAX", 10)
    first, second = tmp_path / "1.zip", tmp_path / "2.zip"
    write_pack(whole, first, made_at=AT)
    write_pack(whole, second, made_at=AT)
    assert first.read_bytes() == second.read_bytes()
    with zipfile.ZipFile(first) as archive:
        assert not [name for name in archive.namelist() if name.startswith("items/")]
        assert b",no\r\n" in archive.read("items.csv")


def test_a_broken_picture_and_a_script_no_font_draws_do_not_stop_the_pack(whole, tmp_path):
    broken = tmp_path / "b.png"
    broken.write_bytes(b"\x89PNG\r\n\x1a\nnothing")
    deed = Deed("prompt", AT, AT, "𒀀𒀀", Words("第一轮", "Round 1"), "𒀀 ليلى", pictures=(broken,))
    out = tmp_path / "pack.zip"
    write_pack(replace(whole, deeds=(deed, *whole.deeds)), out, made_at=AT)
    with zipfile.ZipFile(out) as archive:
        assert json.loads(archive.read("chronology.json"))[0]["who"] == "𒀀𒀀"
