"""The draft sheet by sheet: nobody's words are lost, whatever two people do at once; versions never change."""

from __future__ import annotations

import threading
from collections.abc import Iterator
from pathlib import Path

import pytest
from django.db import DatabaseError, connection, transaction

import factories as make
from bibled import bible, make_sheet, make_version
from manju.bible.actions import (
    Clash,
    Saved,
    add_sheet,
    import_document,
    order_sheets,
    publish,
    remove_sheet,
    restore_sheet,
    save_sheet,
)
from manju.bible.models import BibleVersion, Sheet, SheetText
from manju.bible.reading import draft, latest, sheets_of, version_bible
from manju.people.errors import Refused
from manju.people.models import AuditLine, Member
from manju.people.scope import NoScope, in_studio

pytestmark = [pytest.mark.db, pytest.mark.django_db]


@pytest.fixture
def owner() -> Iterator[Member]:
    member = make.make_member(make.make_studio())
    with in_studio(member.studio_id):
        yield member


@pytest.fixture
def other(owner: Member) -> Member:
    return make.make_member(owner.studio, role="creator")


def test_a_document_comes_back_as_it_was_taken_in(owner) -> None:
    version = import_document(None, bible(), {}, by=owner.user)
    assert version.number == 1
    assert draft(version.of_property) == bible()
    assert version_bible(version) == bible()
    assert version.of_property.name_zh == "长夜灯"


def test_the_hash_of_a_version_is_that_of_its_canonical_text(owner) -> None:
    import hashlib

    version = BibleVersion.objects.get(pk=import_document(None, bible(), {}, by=owner.user).pk)
    assert hashlib.sha256(version.text.encode()).hexdigest() == version.sha256
    assert version.text.startswith('{"characters":[{"aliases":["知微"],"appearance"')


def test_names_in_five_scripts_and_years_before_nought_are_kept(owner) -> None:
    names = {"zh": "沈知微", "en": "Zhiwei", "ru": "Чживэй", "ar": "تشيوي", "th": "จือเวย์", "ja": "知微ちゃん"}
    taken = bible(characters=[{"id": "z", "names": names, "born": "-9999-01-01", "died": "-0044-03"}], relations=[],
                  timeline=[], conflicts=[])  # fmt: skip
    found = draft(import_document(None, taken, {}, by=owner.user).of_property)
    assert found.characters[0].names == names
    assert [str(found.characters[0].born), str(found.characters[0].died)] == ["-9999-01-01", "-0044-03"]


def test_two_people_on_two_sheets_never_meet(owner, other) -> None:
    of = import_document(None, bible(), {}, by=owner.user).of_property
    one, two = sheets_of(of, "character")
    first = save_sheet(one, one.content | {"voice": "低"}, revision=1, by=owner.user)
    second = save_sheet(two, two.content | {"voice": "亮"}, revision=1, by=other.user)
    assert (type(first), type(second)) == (Saved, Saved)
    assert [c.voice for c in draft(of).characters] == ["低", "亮"]


def test_the_second_on_one_sheet_is_told_and_nothing_of_either_is_lost(owner, other) -> None:
    sheet = make_sheet(voice="旧")
    mine, theirs = sheet.content | {"voice": "我写的"}, sheet.content | {"voice": "她写的"}
    assert isinstance(save_sheet(sheet, theirs, revision=1, by=other.user), Saved)
    answer = save_sheet(sheet, mine, revision=1, by=owner.user)
    assert isinstance(answer, Clash)
    assert (answer.sheet.content["voice"], answer.mine["voice"], answer.sheet.revision) == ("她写的", "我写的", 2)
    assert isinstance(save_sheet(sheet, mine, revision=2, by=owner.user), Saved)
    kept = [(t.content["voice"], t.aside) for t in SheetText.objects.order_by("pk")]
    assert kept == [("旧", False), ("我写的", True), ("她写的", False)]


def test_saving_what_is_there_changes_nothing(owner, other) -> None:
    sheet = make_sheet(voice="低")
    before = AuditLine.objects.count()
    answer = save_sheet(sheet, dict(sheet.content), revision=99, by=other.user)
    assert answer == Saved(sheet, changed=False)
    assert (SheetText.objects.count(), AuditLine.objects.count()) == (0, before)


def test_words_for_a_sheet_that_was_removed_meanwhile_are_kept(owner, other) -> None:
    sheet = make_sheet()
    remove_sheet(sheet, by=other.user)
    answer = save_sheet(sheet, sheet.content | {"voice": "低"}, revision=1, by=owner.user)
    assert isinstance(answer, Clash)
    assert answer.sheet.removed_at is not None
    assert SheetText.objects.get().content["voice"] == "低"


def test_what_hangs_on_a_removed_character_waits_for_it(owner) -> None:
    of = import_document(None, bible(), {}, by=owner.user).of_property
    sister = sheets_of(of, "character")[1]
    remove_sheet(sister, by=owner.user)
    found = draft(of)
    assert (found.relations, found.timeline[0].characters, found.conflicts[0].between) == ([], ["zhiwei"], ["zhiwei"])
    restore_sheet(sister, by=owner.user)
    assert draft(of) == bible()


def test_an_id_is_one_character_and_may_come_back_once_free(owner) -> None:
    first = make_sheet(id="a")
    of = first.of_property
    with pytest.raises(Refused, match="has the id"):
        make_sheet(of, id="a")
    remove_sheet(first, by=owner.user)
    make_sheet(of, id="a")
    with pytest.raises(Refused, match="Another character"):
        restore_sheet(first, by=owner.user)


def test_sheets_are_put_in_order_and_unnamed_ones_stay_behind(owner) -> None:
    of = make.make_property()
    keys = [make_sheet(of, id=name).key for name in "abcd"]
    order_sheets(of, "character", [keys[2], keys[0]], by=owner.user)
    assert [s.content["id"] for s in sheets_of(of, "character")] == ["c", "a", "b", "d"]


@pytest.mark.parametrize(
    ("content", "why"),
    [({"id": "a", "names": {"zh": "甲"}, "voice": "\x00"}, "cannot be kept"),
     ({"id": "a", "names": {"zh": "甲"}, "voice": "\ud800"}, "cannot be kept"),
     ({"id": "a", "names": {"zh": "甲"}, "dialogue_style": {"max_sentence_chars": 2**60}}, "too large"),
     ({"id": "a", "names": {"zh": "甲"}, "born": "1023-02-30"}, "1023-02-30"),
     ({"id": "a", "names": {"zh": "甲"}, "born": "1023", "died": "1003"}, "before being born"),
     ({"id": "a", "names": {"zh": "甲"}, "colour": "red"}, "colour"),
     ({"id": "a", "names": {}}, "names")],
)  # fmt: skip
@pytest.mark.once
def test_a_sheet_that_is_none_is_refused_and_named(content, why, owner) -> None:
    of = make.make_property()
    with pytest.raises(Refused, match=why):
        add_sheet(of, "character", content, by=owner.user)
    assert Sheet.objects.count() == 0


def test_a_text_of_a_megabyte_and_five_hundred_characters_are_taken(owner) -> None:
    many = [{"id": f"c{n}", "names": {"zh": f"人{n}"}, "notes": "字" * 400_000 if n == 0 else ""} for n in range(500)]
    taken = bible(characters=many, relations=[], timeline=[], conflicts=[])
    version = import_document(None, taken, {}, by=owner.user)
    assert draft(version.of_property) == taken


def test_publishing_counts_up_and_the_same_again_is_refused(owner) -> None:
    first = make_version()
    with pytest.raises(Refused, match="since version 1"):
        publish(first.of_property, by=owner.user)
    make_sheet(first.of_property, "world")
    assert publish(first.of_property, by=owner.user, note="加了沈府").number == 2
    assert latest(first.of_property).note == "加了沈府"
    with pytest.raises(Refused, match="is empty"):
        publish(make.make_property(), by=owner.user)


@pytest.mark.parametrize("deed", ["change", "delete"])
def test_a_version_is_neither_changed_nor_deleted(deed, owner) -> None:
    version = make_version()
    rows = BibleVersion.objects.filter(pk=version.pk)
    with pytest.raises(DatabaseError, match="append-only"), transaction.atomic():
        rows.update(note="another") if deed == "change" else version.delete()
    assert BibleVersion.objects.get(pk=version.pk).note == version.note


def test_an_import_keeps_an_unpublished_draft_as_a_version_first(owner) -> None:
    sheet = make_sheet(id="old")
    version = import_document(sheet.of_property, bible(), {}, by=owner.user)
    assert [v.number for v in BibleVersion.objects.order_by("number")] == [1, 2]
    assert version_bible(BibleVersion.objects.get(number=1)).characters[0].id == "old"
    assert (version.number, draft(sheet.of_property)) == (2, bible())
    again = import_document(sheet.of_property, bible(notes=""), {}, by=owner.user)
    assert again.number == 3  # what was published needs no keeping


def test_a_picture_that_is_not_what_its_hash_says_is_refused(owner, tmp_path: Path) -> None:
    (tmp_path / "a.png").write_bytes(b"not what it says")
    with pytest.raises(Refused, match="hash"):
        import_document(None, bible(), {"0" * 64: tmp_path / "a.png"}, by=owner.user)
    assert Sheet.objects.count() == 0


def test_another_studios_bible_can_neither_be_saved_nor_published(owner) -> None:
    sheet = make_sheet()
    stranger = make.make_member(make.make_studio("长风", "Longwind"))
    with in_studio(stranger.studio_id):
        with pytest.raises(Sheet.DoesNotExist):
            save_sheet(sheet, sheet.content | {"voice": "低"}, revision=1, by=stranger.user)
        with pytest.raises((NoScope, sheet.of_property.DoesNotExist)):
            publish(sheet.of_property, by=stranger.user)


@pytest.mark.django_db(transaction=True)
def test_of_two_who_save_one_sheet_at_once_one_is_told() -> None:
    member = make.make_member(make.make_studio())
    second = make.make_member(member.studio, role="creator")
    with in_studio(member.studio_id):
        sheet = make_sheet(voice="旧")
    answers: list[Saved | Clash] = []
    gate = threading.Barrier(2)

    def write(by: Member, voice: str) -> None:
        try:
            with in_studio(member.studio_id):
                gate.wait(10)
                answers.append(save_sheet(sheet, sheet.content | {"voice": voice}, revision=1, by=by.user))
        finally:
            connection.close()

    writers = [threading.Thread(target=write, args=args) for args in ((member, "甲写的"), (second, "乙写的"))]
    for writer in writers:
        writer.start()
    for writer in writers:
        writer.join(30)
    assert sorted(type(a).__name__ for a in answers) == ["Clash", "Saved"]
    with in_studio(member.studio_id):
        stands = Sheet.objects.get(pk=sheet.pk)
        aside = SheetText.objects.get(aside=True)
        assert {stands.content["voice"], aside.content["voice"]} == {"甲写的", "乙写的"}
        assert stands.revision == 2
