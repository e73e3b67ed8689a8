"""Scripts and storyboards: every save a version, nobody's text lost, read as a page and held against the bible."""

from __future__ import annotations

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client

from factories import make_member, make_property, make_studio
from manju.bible.actions import add_sheet
from manju.people.errors import Refused
from manju.people.scope import in_studio
from manju.production.models import PaperVersion
from manju.production.papers import add_version, save_text, seals_of, start_paper, text_of
from manju.seals.models import EvidenceItem
from produced import given, picture

pytestmark = [pytest.mark.db, pytest.mark.django_db]

SCRIPT = ".内景 账房 - 夜\n\n@沈知微\n账，我记着。\n"
FDX = (
    '<?xml version="1.0" encoding="UTF-8"?><FinalDraft DocumentType="Script" Version="1"><Content>'
    '<Paragraph Type="Scene Heading"><Text>INT. DOCK - NIGHT</Text></Paragraph>'
    '<Paragraph Type="Character"><Text>MARA</Text></Paragraph>'
    '<Paragraph Type="Dialogue"><Text>No.</Text></Paragraph></Content></FinalDraft>'
)


@pytest.fixture
def xu(settings, tmp_path):
    settings.MEDIA_ROOT = tmp_path
    member = make_member(make_studio(), "creator", name="许愿")
    with in_studio(member.studio_id):
        yield member.user


@pytest.fixture
def paper(xu):
    return start_paper(make_property(), kind="script", title="第一集", by=xu)


@pytest.fixture
def client(xu) -> Client:
    found = Client()
    found.force_login(xu)
    return found


def test_every_save_is_a_version_and_the_same_text_is_none(paper, xu) -> None:
    first = save_text(paper, SCRIPT, by=xu, based_on=None)
    again = save_text(paper, SCRIPT.replace("\n", "\r\n"), by=xu, based_on=1)
    second = save_text(paper, SCRIPT + "\n> 切至：\n", by=xu, based_on=1)
    assert (first.version.number, again.is_new, second.version.number, second.version.follows) == (
        1,
        False,
        2,
        first.version,
    )
    assert text_of(first.version) == SCRIPT


def test_two_who_save_at_once_both_keep_their_text_and_are_told(paper, xu) -> None:
    save_text(paper, SCRIPT, by=xu, based_on=None)
    theirs = save_text(paper, SCRIPT + "甲\n", by=xu, based_on=1)
    mine = save_text(paper, SCRIPT + "乙\n", by=xu, based_on=1)
    assert (theirs.beside, mine.beside) == (None, theirs.version)
    assert [text_of(v)[-2:] for v in paper.versions.order_by("number")] == ["。\n", "甲\n", "乙\n"]


def test_a_version_is_evidence_with_its_bytes_and_waits_for_its_seal(paper, xu) -> None:
    version = save_text(paper, SCRIPT, by=xu, based_on=None).version
    item = EvidenceItem.objects.get(link=version.get_absolute_url())
    assert (item.kind, item.origin, item.sha256, item.author) == ("script", "written", version.sha256, "许愿")
    assert [s.state for s in seals_of([version])] == ["waiting"]


@pytest.mark.once
@pytest.mark.parametrize(("data", "name", "kind", "ending"), [
    (SCRIPT.encode(), "a.docx", "fountain", ".txt"), (SCRIPT.encode("gb18030"), "a.txt", "fountain", ".txt"),
    (FDX.encode(), "a.txt", "fdx", ".xml"), (b"%PDF-1.7\n", "a.fountain", "pdf", ".pdf"),
    (picture(), "board.txt", "picture", ".png"), (b"PK\x03\x04\0\0", "a.fountain", "other", ".bin"),
    (b"<html>x</html>", "a.fountain", "other", ".bin"),
])  # fmt: skip
def test_a_file_is_what_its_content_is(paper, xu, data, name, kind, ending) -> None:  # noqa: PLR0917  # a table
    version = add_version(paper, given(data).path, name=name, by=xu).version
    assert (version.reads_as, version.file[-4:]) == (kind, ending)


@pytest.mark.once
def test_final_draft_is_written_on_as_fountain(paper, xu) -> None:
    version = add_version(paper, given(FDX.encode()).path, name="a.fdx", by=xu).version
    assert text_of(version) == ".INT. DOCK - NIGHT\n\n@MARA\nNo.\n"


@pytest.mark.once
def test_an_empty_file_an_empty_text_and_a_name_twice_are_refused(paper, xu) -> None:
    for deed in (
        lambda: add_version(paper, given(b"").path, name="a", by=xu),
        lambda: save_text(paper, " \n", by=xu, based_on=None),
        lambda: start_paper(paper.of_property, kind="script", title="第一集", by=xu),
        lambda: start_paper(paper.of_property, kind="poem", title="x", by=xu),
    ):
        with pytest.raises(Refused):
            deed()
    assert PaperVersion.objects.count() == 0


@pytest.mark.once
def test_the_preview_sets_the_page_and_says_what_contradicts_the_bible(paper, xu, client) -> None:
    row = paper.of_property
    where = f"/properties/{row.pk}/papers/preview/"
    page = client.post(where, {"text": SCRIPT}).content.decode()
    assert 'class="script__heading">内景 账房 - 夜' in page
    assert "和圣经对不上" not in page
    names = {"id": "z", "names": {"zh": "沈知微"}, "dialogue_style": {"never_says": ["我记着"]}}
    add_sheet(row, "character", names, by=xu)
    assert "和圣经对不上的有 1 处" in client.post(where, {"text": SCRIPT}).content.decode()


@pytest.mark.once
def test_what_changed_between_two_versions_is_shown_word_by_word(paper, xu, client) -> None:
    save_text(paper, SCRIPT, by=xu, based_on=None)
    save_text(paper, SCRIPT.replace("我记着", "我都记着"), by=xu, based_on=1)
    page = client.get(f"/papers/{paper.pk}/compare/").content.decode()
    assert "第 1 版到第 2 版，改了 1 行" in page
    assert "<ins>都</ins>" in page


@pytest.mark.once
def test_writing_on_over_somebody_elses_version_warns_on_the_page(paper, xu, client) -> None:
    save_text(paper, SCRIPT, by=xu, based_on=None)
    save_text(paper, SCRIPT + "甲\n", by=xu, based_on=1)
    page = client.post(f"/papers/{paper.pk}/write/", {"text": SCRIPT + "乙\n", "based_on": "1"}).content.decode()
    assert "你的存成了第 3 版，两版都在" in page
    assert 'name="based_on" value="3"' in page


@pytest.mark.once
def test_a_storyboard_comes_in_with_its_first_file(xu, client) -> None:
    row = make_property()
    file = SimpleUploadedFile("board.png", picture())
    answer = client.post(f"/properties/{row.pk}/papers/new/", {"kind": "storyboard", "title": "", "files": file})
    found = row.papers.get()
    assert (answer.status_code, found.title, found.newest.reads_as) == (302, "board", "picture")
    item = EvidenceItem.objects.get(kind="storyboard")
    assert item.origin == "drawn"
