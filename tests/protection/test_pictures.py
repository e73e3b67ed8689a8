"""Pictures: registered and handed out on their page, and traced when one is found."""

from __future__ import annotations

from pathlib import Path

import pytest
from PIL import Image

from distribution.conftest import Hand
from factories import make_member, make_picture, make_picture_copy, make_picture_finding
from manju.copies import jobs as of_copies
from manju.copies.models import PictureCopy, RegisteredPicture
from manju.jobs.models import Job
from manju.people.scope import in_studio
from manju.protection import jobs
from manju.protection.actions import open_case
from manju.protection.keeping import SCORES, kept_result
from manju.protection.models import Finding, NamedIn
from manju.protection.packing import letter_of, pack_of, report_of
from manju.words import Words
from media.posters import poster
from protection.test_tracing import dropped

pytestmark = [pytest.mark.db]


@pytest.fixture
def drawn(tmp_path: Path) -> Path:
    Image.fromarray(poster(3)).save(tmp_path / "海报.png")
    return tmp_path / "海报.png"


def registered(house, drawn: Path, recipients: str) -> RegisteredPicture:
    """Through the page, with the copies' files made."""
    with drawn.open("rb") as file:
        house.client.post("/protection/pictures/add/", {"files": [file], "title": "城门", "recipients": recipients})
    for job in Job.objects.filter(kind="copies.mark_picture", state="queued"):
        of_copies.mark_picture.function(Hand(), **job.params)
        Job.objects.filter(pk=job.pk).update(state="done")
    return RegisteredPicture.objects.get()


def leaked(copy: PictureCopy, place: Path) -> Path:
    """What somebody put on the web: cropped, made smaller, mirrored, JPEG."""
    from django.conf import settings

    with Image.open(Path(settings.MEDIA_ROOT) / copy.file) as image:
        cropped = image.convert("RGB").crop((100, 60, 800, 560)).resize((560, 400))
        cropped.transpose(Image.Transpose.FLIP_LEFT_RIGHT).save(place, quality=70)
    return place


@pytest.mark.media
@pytest.mark.slow
def test_a_found_picture_is_traced_to_its_recipient_and_everything_is_kept(house, other, drawn, tmp_path) -> None:
    picture = registered(house, drawn, "张三\n李四\n")
    copies = {c.recipient: c for c in picture.copies.all()}
    assert [c.is_made for c in copies.values()] == [True, True]
    finding = dropped(house, leaked(copies["李四"], tmp_path / "found.jpg"))
    assert (finding.is_picture, finding.path.suffix) == (True, ".jpeg")
    jobs.trace.function(Hand(), finding.pk)
    finding.refresh_from_db()
    assert (finding.state, finding.verdict, finding.picture_copy) == ("traced", "copy", copies["李四"])
    assert (finding.picture, finding.master, finding.issued) == (picture, None, None)
    assert finding.log10_false_alarm is not None
    assert finding.log10_false_alarm <= -9
    assert (finding.folder / SCORES).is_file()
    assert NamedIn.objects.get().picture_copy == copies["李四"]
    result = kept_result(finding)
    assert result is not None
    assert (result.is_picture, result.width, result.height, result.copies_compared) == (True, 560, 400, 2)

    page = house.client.get(finding.get_absolute_url()).content.decode()
    assert "This picture is from 城门: the copy handed to 李四" in page
    assert "<video" not in page
    assert "2 Whose copy" in page
    for part, kind in {
        "film": "image/jpeg", "seen/0-residual": "image/png", f"original/{picture.pk}": "image/png",
        "report.pdf?lang=zh": "application/pdf", "report.pdf?lang=en": "application/pdf", "scores.csv": "text/csv",
    }.items():  # fmt: skip
        answer = house.client.get(f"/findings/{finding.pk}/{part}")
        assert answer.status_code == 200, part
        assert answer["Content-Type"].startswith(kind), part
        assert other.client.get(f"/findings/{finding.pk}/{part}").status_code == 404, part
    assert report_of(finding, language="zh") == report_of(finding, language="zh")
    list_page = house.client.get("/protection/").content.decode()
    assert "李四" in list_page
    assert "城门" in list_page

    jobs.trace.function(Hand(), finding.pk)
    assert NamedIn.objects.count() == 1


@pytest.mark.media
@pytest.mark.slow
@pytest.mark.once
def test_a_frame_grab_that_is_no_registered_picture_says_so_and_asks_for_a_clip(house, drawn, film, tmp_path) -> None:
    from media.clips import ffmpeg

    registered(house, drawn, "张三")
    grab = tmp_path / "grab.png"
    ffmpeg("-ss", "2", "-i", str(film), "-frames:v", "1", str(grab))
    finding = dropped(house, grab)
    jobs.trace.function(Hand(), finding.pk)
    finding.refresh_from_db()
    assert (finding.verdict, finding.picture, finding.picture_copy) == ("nothing", None, None)
    page = house.client.get(finding.get_absolute_url()).content.decode()
    assert "No registered picture matches this one" in page
    assert "For films use a clip of at least 5 seconds" in page
    assert "Register the original" in page


@pytest.mark.media
@pytest.mark.slow
def test_another_studios_picture_is_not_known_and_accuses_nobody(house, other, drawn, tmp_path) -> None:
    registered(house, drawn, "张三")
    found = leaked(PictureCopy.objects.get(), tmp_path / "found.jpg")
    with in_studio(other.studio):
        finding = dropped(other, found)
        jobs.trace.function(Hand(), finding.pk)
        finding.refresh_from_db()
        assert (finding.verdict, NamedIn.objects.count()) == ("nothing", 0)


@pytest.mark.media
@pytest.mark.once
def test_a_damaged_picture_is_refused_with_its_reason(house, drawn, tmp_path) -> None:
    cut = tmp_path / "cut.png"
    cut.write_bytes(drawn.read_bytes()[:5000])
    finding = dropped(house, cut)
    jobs.trace.function(Hand(), finding.pk)
    finding.refresh_from_db()
    assert finding.state == "refused"
    assert "cannot be decoded" in finding.refusal.en


@pytest.mark.media
def test_a_picture_is_registered_and_each_copy_can_be_downloaded_by_those_who_may(house, other, drawn) -> None:
    picture = registered(house, drawn, " 张三 \n\n李四\n张三")
    assert (picture.title, picture.original_name, picture.path.suffix) == ("城门", "海报.png", ".png")
    assert sorted(picture.copies.values_list("recipient", flat=True)) == ["张三", "李四"]
    page = house.client.get(f"/pictures/{picture.pk}/").content.decode()
    copy = picture.copies.get(recipient="张三")
    assert f"/picture-copies/{copy.pk}/file" in page
    answer = house.client.get(f"/picture-copies/{copy.pk}/file")
    assert "attachment" in answer["Content-Disposition"]
    assert b"".join(answer.streaming_content).startswith(b"\x89PNG")
    viewer = house.client.__class__()
    viewer.force_login(make_member(house.studio, "viewer").user)
    assert viewer.get(f"/picture-copies/{copy.pk}/file").status_code == 403
    assert viewer.post(f"/pictures/{picture.pk}/copies/", {"recipients": "王五"}).status_code == 403
    for place in (f"pictures/{picture.pk}/", f"pictures/{picture.pk}/original", f"picture-copies/{copy.pk}/file"):
        assert other.client.get(f"/{place}").status_code == 404
    assert other.client.post(f"/pictures/{picture.pk}/copies/", {"recipients": "王五"}).status_code == 404
    assert picture.copies.count() == 2


@pytest.mark.media
def test_registering_the_same_bytes_again_keeps_the_picture_and_adds_copies(house, drawn) -> None:
    first = registered(house, drawn, "张三")
    again = registered(house, drawn, "李四")
    assert (first.pk, again.copies.count()) == (again.pk, 2)


@pytest.mark.media
@pytest.mark.once
def test_what_cannot_be_marked_is_named_and_the_rest_of_the_form_is_kept(house, drawn, tmp_path) -> None:
    small = tmp_path / "small.png"
    Image.fromarray(poster(1, size=(100, 300))).save(small)
    with small.open("rb") as one, drawn.open("rb") as two:
        answer = house.client.post("/protection/pictures/add/", {"files": [one, two], "recipients": "张三"})
    page = answer.content.decode()
    assert answer.status_code == 422
    assert "The picture is too small: 100×300" in page or "too small" in page
    assert ">张三</textarea>" in page
    assert RegisteredPicture.objects.get().original_name == "海报.png"
    assert "No picture was chosen" in house.client.post("/protection/pictures/add/", {}).content.decode()


def test_copies_show_that_they_are_being_made_and_that_they_were_not(house) -> None:
    picture = make_picture()
    house.client.post(f"/pictures/{picture.pk}/copies/", {"recipients": "张三"})
    job = Job.objects.get(kind="copies.mark_picture")
    assert job.link == f"/pictures/{picture.pk}/"
    page = house.client.get(job.link).content.decode()
    assert "being made" in page
    assert "job-finished" in page
    Job.objects.filter(pk=job.pk).update(state="failed")
    assert "not made" in house.client.get(job.link).content.decode()


def test_copies_for_nobody_are_refused_where_they_were_asked_for(house) -> None:
    picture = make_picture()
    answer = house.client.post(f"/pictures/{picture.pk}/copies/", {"recipients": " \n "})
    assert answer.status_code == 422
    assert "Say who the copy is handed to" in answer.content.decode()
    assert PictureCopy.objects.count() == 0


def test_a_finding_of_a_picture_goes_into_a_case_with_its_letter_and_report(house) -> None:
    finding = make_picture_finding()
    case = open_case(by=house.user, title="海报", platform_name="youtube", found_on=finding.brought_at.date(),
                     findings=[finding])  # fmt: skip
    text = letter_of(case, language="en")
    said = " ".join(str(block) for block in text.blocks)
    assert f"The picture is {finding.shows.title}" in said
    assert f"the artwork {finding.shows.title}" in said
    assert "comic drama" not in said
    assert pack_of(case).startswith(b"PK")
    page = house.client.get(case.get_absolute_url()).content.decode()
    assert finding.picture_copy.recipient in page


def test_no_finding_names_a_film_and_a_picture_at_once(house) -> None:
    from django.db import IntegrityError, transaction

    from factories import make_copy

    with pytest.raises(IntegrityError), transaction.atomic():
        make_picture_finding(make_picture_copy(), issued=make_copy())
    assert Finding.objects.count() == 0


def test_a_channel_is_called_by_its_name(house) -> None:
    finding = make_picture_finding(make_picture_copy(recipient="douyin"))
    page = house.client.get(finding.get_absolute_url()).content.decode()
    assert "the copy handed to Douyin" in page
    assert str(Words("抖音", "Douyin").en) in house.client.get("/protection/").content.decode()


@pytest.mark.once
def test_more_recipients_than_one_order_takes_are_refused_and_none_is_dropped(house, drawn: Path) -> None:
    picture = registered(house, drawn, "")
    names = "\n".join(f"客户 {n}" for n in range(201))
    answer = house.client.post(f"/pictures/{picture.pk}/copies/", {"recipients": names})
    assert answer.status_code == 422
    assert "客户 200" in answer.content.decode()
    assert not picture.copies.exists()
