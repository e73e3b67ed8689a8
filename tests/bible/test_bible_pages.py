"""The bible's pages: autosave, two writers, pictures, files brought and handed out, scripts held against it."""

from __future__ import annotations

import io
import json
from collections.abc import Iterator
from contextlib import AbstractContextManager, nullcontext
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.utils import timezone
from PIL import Image

import factories as make
from bibled import bible, document, make_sheet, make_version
from manju.bible.actions import import_document, publish, remove_sheet, save_sheet
from manju.bible.jobs import hand_off_job
from manju.bible.models import BiblePicture, BibleVersion, HandOff, Sheet, SheetText
from manju.bible.reading import draft
from manju.bible.waiting import unpublished
from manju.catalogue.models import Property
from manju.jobs.models import Job
from manju.people.models import Member
from manju.people.scope import in_studio

pytestmark = [pytest.mark.django_db]


class Quiet:
    """Working as a test needs it: it says nothing and keeps nothing."""

    job_id = "test"

    def report(self, *_: object) -> None: ...

    def result(self, **_: object) -> None: ...

    def writing(self) -> AbstractContextManager[None]:
        return nullcontext()


@pytest.fixture
def owner(settings: Any, tmp_path: Path) -> Iterator[Member]:
    settings.HOME, settings.MEDIA_ROOT = tmp_path / "home", tmp_path / "home" / "media"
    member = make.make_member(make.make_studio(), language="en")
    with in_studio(member.studio_id):
        yield member


@pytest.fixture
def reader(client: Client, owner: Member) -> Client:
    client.force_login(owner.user)
    return client


@pytest.fixture
def lamp(owner: Member) -> Property:
    return import_document(None, bible(), {}, by=owner.user).of_property


def form(sheet: Sheet, **over: object) -> dict[str, object]:
    """What the page of a character sends when nobody touched anything else."""
    content = sheet.content
    usual = {
        "revision": sheet.revision, "names-tag": [*content["names"], ""],
        "names-text": [*content["names"].values(), ""],
        "aliases": "\r\n".join(content["aliases"]), "role": content["role"], "born": content["born"] or "", "died": "",
        "personality": content["personality"], "features": content["appearance"]["features"],
        "palette": " ".join(content["appearance"]["palette"]), "costumes": "\n".join(content["appearance"]["costumes"]),
        "voice": "", "register": content["dialogue_style"]["register"], "notes": "",
        "catch_phrases": "\n".join(content["dialogue_style"]["catch_phrases"]),
        "never_says": "\n".join(content["dialogue_style"]["never_says"]),
        "max_sentence_chars": "", "max_sentence_words": "",
    }  # fmt: skip
    return usual | over


def zhiwei(lamp: Property) -> Sheet:
    found: Sheet = Sheet.objects.get(of_property=lamp, part="character", key="zhiwei", removed_at=None)
    return found


def test_a_pause_in_typing_saves_and_says_when(reader: Client, lamp: Property) -> None:
    sheet = zhiwei(lamp)
    answer = reader.post(sheet.get_absolute_url(), form(sheet, voice="低而稳"), headers={"X-Autosave": "1"})
    said = answer.json()
    assert (answer.status_code, said["revision"], said["said"][:6]) == (200, 2, "saved ")
    assert draft(lamp).characters[0].voice == "低而稳"
    assert draft(lamp) == bible(
        characters=[document()["characters"][0] | {"voice": "低而稳"}, document()["characters"][1]]
    )


def test_what_nobody_touched_stays_to_the_letter(reader: Client, owner: Member, lamp: Property) -> None:
    sheet = zhiwei(lamp)
    odd = sheet.content | {"aliases": [" 带空格 ", "两\n行"], "role": "  女主 "}
    sheet = save_sheet(sheet, odd, revision=1, by=owner.user).sheet
    reader.post(sheet.get_absolute_url(), form(sheet, voice="低"))
    found = zhiwei(lamp).content
    assert (found["aliases"], found["role"], found["voice"]) == ([" 带空格 ", "两\n行"], "  女主 ", "低")


def test_a_bad_date_is_named_and_what_was_typed_stays(reader: Client, lamp: Property) -> None:
    sheet = zhiwei(lamp)
    answer = reader.post(sheet.get_absolute_url(), form(sheet, born="1023-02-30", voice="typed words"))
    page = answer.content.decode()
    assert answer.status_code == 422
    assert "1023-02-30" in page
    assert 'value="typed words"' in page
    quick = reader.post(sheet.get_absolute_url(), form(sheet, born="x"), headers={"X-Autosave": "1"})
    assert quick.status_code == 422
    assert "problem" in quick.json()
    assert zhiwei(lamp).revision == 1


def test_the_second_writer_sees_both_texts_and_may_save_over(reader: Client, lamp: Property) -> None:
    other = make.make_member(lamp.studio, name="Gu Qing", role="creator")
    sheet = zhiwei(lamp)
    save_sheet(sheet, sheet.content | {"voice": "their voice"}, revision=1, by=other.user)
    answer = reader.post(sheet.get_absolute_url(), form(sheet, voice="my voice"))
    page = answer.content.decode()
    assert answer.status_code == 409
    assert "Gu Qing saved another text just now" in page
    assert 'value="my voice"' in page
    assert "Theirs: their voice" in page
    assert '<input type="hidden" name="revision" value="2">' in page
    assert reader.post(sheet.get_absolute_url(), form(sheet, voice="my voice", revision=2)).status_code == 302
    assert zhiwei(lamp).content["voice"] == "my voice"
    assert {t.content["voice"] for t in SheetText.objects.all()} == {"", "their voice", "my voice"}


def test_a_viewer_reads_and_may_not_write(client: Client, lamp: Property) -> None:
    viewer = make.make_member(lamp.studio, role="viewer", language="en")
    client.force_login(viewer.user)
    sheet = zhiwei(lamp)
    page = client.get(sheet.get_absolute_url()).content.decode()
    assert "左腕烫痕" in page
    assert "data-autosave" not in page
    assert client.post(sheet.get_absolute_url(), form(sheet, voice="x")).status_code == 403
    assert client.post(f"/properties/{lamp.pk}/bible/publish/").status_code == 403


def png(width: int = 40, height: int = 30) -> bytes:
    out = io.BytesIO()
    Image.new("RGB", (width, height), "#7a1f2b").save(out, "PNG")
    return out.getvalue()


def test_a_picture_is_kept_shown_described_and_taken_off(reader: Client, lamp: Property) -> None:
    sheet = zhiwei(lamp)
    to = f"/bible-sheets/{sheet.pk}/pictures/"
    brought = SimpleUploadedFile("turn.png", png(), "image/png")
    reader.post(to, {"picture": [brought], "kind": "turnaround", "origin": "drawn", "rights": "ours"})
    row = BiblePicture.objects.get()
    assert (row.width, row.height) == (40, 30)
    [image] = zhiwei(lamp).content["images"]
    assert image == {"sha256": row.sha256, "path": f"images/{row.sha256[:16]}.png", "kind": "turnaround",
                     "origin": "drawn", "rights": "ours"}  # fmt: skip
    assert reader.get(f"/bible-pictures/{row.pk}/")["Content-Type"] == "image/jpeg"
    whole = reader.get(f"/bible-pictures/{row.pk}/original/")
    assert b"".join(whole.streaming_content) == png()
    reader.post(to, {"n": "0", "sha256": row.sha256, "deed": "remove"})
    assert zhiwei(lamp).content["images"] == []


@pytest.mark.parametrize(
    "raw",
    [b"", b"GIF89a", png()[:60], b"\x89PNG\r\n\x1a\n" + b"\x00" * 40, b"<svg xmlns='http://www.w3.org/2000/svg'/>"],
)
def test_a_broken_picture_is_refused_and_nothing_changes(raw: bytes, reader: Client, lamp: Property) -> None:
    to = f"/bible-sheets/{zhiwei(lamp).pk}/pictures/"
    answer = reader.post(to, {"picture": [SimpleUploadedFile("x.png", raw or b" ", "image/png")]}, follow=True)
    assert answer.status_code == 200
    assert (zhiwei(lamp).content["images"], BiblePicture.objects.count()) == ([], 0)


def test_a_file_is_shown_before_it_is_taken_and_the_draft_is_kept_as_a_version(reader: Client, lamp: Property) -> None:
    make_sheet(lamp, "world", name="只在草稿里")
    to = f"/properties/{lamp.pk}/bible/import/"
    raw = json.dumps(document(title={"zh": "新的"}), ensure_ascii=False).encode()
    page = reader.post(to, {"file": SimpleUploadedFile("new.json", raw)})
    assert BibleVersion.objects.filter(of_property=lamp).count() == 1
    shown = page.context["dropped"]
    reader.post(to, {"sha256": shown.sha256, "suffix": ".json", "name": shown.name, "take": "1"})
    assert [v.number for v in BibleVersion.objects.filter(of_property=lamp)] == [3, 2, 1]
    kept = BibleVersion.objects.get(of_property=lamp, number=2)
    assert [one["name"] for one in kept.document["world"]] == ["沈府", "只在草稿里"]
    assert draft(lamp) == bible(title={"zh": "新的"})


def test_a_markdown_bible_of_somebody_else_is_read(reader: Client, owner: Member) -> None:
    of = make.make_property()
    text = "# 长夜灯\n\n## 人物\n\n### 沈知微\n\n- 角色：女主\n- 口头禅：账，我记着\n".encode()
    page = reader.post(f"/properties/{of.pk}/bible/import/", {"file": SimpleUploadedFile("b.md", text)})
    counts = {name.en: n for name, n in page.context["counts"]}
    assert counts["Characters"] == 1


@pytest.mark.parametrize("raw", [b"\x00\x01\x02", b'{"format": "manju-bible/2"}', b"%PDF-1.7"])
def test_a_file_that_is_no_bible_is_refused_in_words(raw: bytes, reader: Client, lamp: Property) -> None:
    answer = reader.post(f"/properties/{lamp.pk}/bible/import/", {"file": SimpleUploadedFile("b.json", raw)})
    assert answer.status_code == 422
    assert 'role="alert"' in answer.content.decode()


def test_a_script_is_held_against_the_draft(reader: Client, lamp: Property) -> None:
    script = "INT. HALL - DAY\n\n@沈知微\n饶命！\n\n@路人甲\n谁？\n".encode()
    to = f"/properties/{lamp.pk}/bible/check/"
    page = reader.post(to, {"script": SimpleUploadedFile("s.fountain", script)})
    assert [f.rule.value for f in page.context["findings"]] == ["never_says", "unknown_character"]
    assert "Places that contradict the bible: 2" in page.content.decode()
    assert reader.post(to, {"script": SimpleUploadedFile("s.fountain", b"%PDF-1.4")}).status_code == 422


def test_a_hand_off_is_made_by_a_job_and_written_down(reader: Client, owner: Member, lamp: Property) -> None:
    version = BibleVersion.objects.get(of_property=lamp)
    to = f"/properties/{lamp.pk}/bible/hand-off/"
    asked = {"version": version.pk, "level": "licensee", "form": "json", "partner": " 青禾  玩具 "}
    assert reader.post(to, asked | {"partner": " "}).status_code == 422
    assert reader.post(to, asked).status_code == 302
    job = Job.objects.get(kind="bible.hand_off")
    hand_off_job.function(Quiet(), **job.params)  # type: ignore[arg-type]
    row = HandOff.objects.get()
    assert (row.version, row.level, row.partner, row.made_by) == (version, "licensee", "青禾 玩具", owner.user)
    whole = b"".join(reader.get(f"/hand-offs/{row.pk}/").streaming_content)
    found = json.loads(whole)
    assert ("notes" in found, found["characters"][0]["names"]["zh"]) == (False, "沈知微")
    assert "青禾 玩具" in reader.get(to).content.decode()


def test_a_version_of_another_property_is_not_handed_out(reader: Client, lamp: Property) -> None:
    foreign = make_version()
    asked = {"version": foreign.pk, "level": "full", "form": "json", "partner": "x"}
    assert reader.post(f"/properties/{lamp.pk}/bible/hand-off/", asked).status_code == 422
    assert Job.objects.filter(kind="bible.hand_off").count() == 0


def test_the_document_of_a_version_is_the_bytes_of_its_hash(reader: Client, lamp: Property) -> None:
    import hashlib

    version = BibleVersion.objects.get(of_property=lamp)
    raw = reader.get(f"/bible-versions/{version.pk}/document/").content
    assert hashlib.sha256(raw).hexdigest() == version.sha256


def test_a_missing_thing_is_one_click_from_its_field(reader: Client, lamp: Property) -> None:
    page = reader.get(f"/properties/{lamp.pk}/bible/").content.decode()
    sheet = zhiwei(lamp)
    assert f'href="/bible-sheets/{sheet.pk}/#f-voice"' in page
    assert 'id="f-voice"' in reader.get(sheet.get_absolute_url()).content.decode()


def test_search_finds_a_character_by_an_alias(reader: Client, lamp: Property) -> None:
    assert "Shen Zhiwei" in reader.get("/search/?q=知微").content.decode()


@pytest.mark.parametrize(
    "query", ["first=x&last=y", "first=9&last=1", "first=-99999999&last=99999999", "around=nobody"]
)
def test_odd_spans_and_names_in_an_address_do_no_harm(query: str, reader: Client, lamp: Property) -> None:
    for part in ("timeline", "relations"):
        assert reader.get(f"/properties/{lamp.pk}/bible/{part}/?{query}").status_code == 200


def test_a_bible_changed_and_left_is_said_today(reader: Client, owner: Member, lamp: Property) -> None:
    assert unpublished(timezone.now() + timedelta(days=9)) == []
    remove_sheet(Sheet.objects.get(of_property=lamp, part="world", removed_at=None), by=owner.user)
    assert unpublished(timezone.now()) == []  # it is still being worked on
    [left] = unpublished(timezone.now() + timedelta(days=4))
    assert (left.of_property, left.number) == (lamp, 1)
    publish(lamp, by=owner.user)
    assert unpublished(timezone.now() + timedelta(days=9)) == []
