"""An application from its beginning to its certificate, and all that is refused on the way."""

from __future__ import annotations

import io
import json
import zipfile
from datetime import date, timedelta
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import DatabaseError, transaction
from django.utils import timezone

from factories import make_master, make_property
from filed import make_registration
from manju.catalogue.models import Season
from manju.filings import actions, samples, standing
from manju.filings.models import Certificate, Registration, RegistrationEvent
from manju.filings.packages import registration_package
from manju.filings.registry import Subject, subjects_of
from manju.filings.rules.working_days import review_due
from manju.people.errors import Refused
from manju.people.models import AuditLine, Studio, User

pytestmark = [pytest.mark.django_db]


def test_a_season_of_masters_is_offered_as_a_series_with_its_fee(season: Season) -> None:
    for episode, seconds in zip(season.episodes.all(), (92.04, 61.0), strict=True):
        make_master(episode, probe={"duration_s": seconds})
    [subject] = subjects_of(season.work.of_property)
    assert (subject.kind, subject.basis, subject.items) == ("series", "audiovisual", (("第 1 集", 93), ("第 2 集", 61)))
    [offer] = standing.offered(season.work.of_property, [subject])
    assert offer.fee is not None
    assert (offer.fee.amount_minor, offer.there) == (35_000, None)


def test_an_episode_without_a_length_is_not_offered(season: Season) -> None:
    make_master(season.episodes.get(number=1), probe={"duration_s": 0.0})
    make_master(season.episodes.get(number=2), probe={})
    assert subjects_of(season.work.of_property) == []


@pytest.mark.db
def test_an_application_runs_from_draft_to_certificate(studio: Studio, by: User) -> None:
    row, today = make_registration(), timezone.localdate()
    assert (row.state, row.fee.amount_minor, row.statement.splitlines()[0][-5:]) == ("draft", 30_000, "独立创作。")
    actions.happen(row, state="filed", on=today - timedelta(days=9), by=by)
    actions.happen(row, state="accepted", on=today - timedelta(days=7), by=by, number="2026-1107")
    due = review_due(today - timedelta(days=7))
    assert (row.due_on, row.due_is_certain, row.application_number) == (due.on, due.is_certain, "2026-1107")
    actions.happen(row, state="certified", on=today, by=by, number="国作登字-2026-F-00000001")
    assert (row.state, row.number, row.may_become) == ("certified", "国作登字-2026-F-00000001", ())
    assert Certificate.objects.get().registered_on == today
    said = list(row.events.order_by("pk").values_list("state", flat=True))
    assert said == ["draft", "filed", "accepted", "certified"]
    assert AuditLine.objects.filter(verb__startswith="registration.").count() == 4


def test_a_returned_application_goes_in_again_and_its_clock_begins_anew(studio: Studio, by: User) -> None:
    row = make_registration("accepted")
    with pytest.raises(Refused, match="why it was returned"):
        actions.happen(row, state="returned", on=timezone.localdate(), by=by)
    actions.happen(row, state="returned", on=timezone.localdate(), by=by, text="样本不清楚")
    actions.happen(row, state="filed", on=timezone.localdate(), by=by)
    assert (row.state, row.accepted_on, row.due_on) == ("filed", None, None)


@pytest.mark.db
def test_a_certificate_number_is_taken_once_and_nothing_else_changes(studio: Studio, by: User) -> None:
    first = make_registration("certified")
    row = make_registration("accepted")
    with pytest.raises(Refused, match="there already"):
        actions.happen(row, state="certified", on=timezone.localdate(), by=by, number=first.number)
    row.refresh_from_db()
    assert (row.state, row.events.filter(state="certified").count()) == ("accepted", 0)
    assert Certificate.objects.count() == 1


@pytest.mark.parametrize(
    ("state", "days", "said"),
    [("certified", 0, "cannot become"), ("accepted", 1, "in the future"), ("accepted", -3, "before the last step")],
)
def test_a_step_that_cannot_be_is_refused(studio: Studio, by: User, state: str, days: int, said: str) -> None:
    row = make_registration("filed")
    with pytest.raises(Refused, match=said):
        actions.happen(row, state=state, on=timezone.localdate() + timedelta(days=days), by=by, number="1")
    assert row.events.count() == 2


def test_what_is_not_whole_is_not_handed_in(studio: Studio, by: User) -> None:
    subject = Subject(kind="script", key="", basis="text", title="长夜灯 剧本", items=(("长夜灯 剧本", 12_000),))
    row = actions.begin(make_property(), subject, by=by)
    with pytest.raises(Refused, match="Missing: author, rights holder, day of completion"):
        actions.happen(row, state="filed", on=timezone.localdate(), by=by)
    assert [str(w.en) for w in standing.missing(row)] == [
        "author", "rights holder", "day of completion", "identity number", "chain of title", "samples",
    ]  # fmt: skip


@pytest.mark.db
def test_the_same_subject_is_begun_once(studio: Studio, by: User) -> None:
    row = make_registration()
    again = Subject(kind="art", key=row.subject, basis="art", title=row.title, items=((row.title, 1),))
    with pytest.raises(Refused, match="already"):
        actions.begin(row.of_property, again, by=by)
    actions.happen(row, state="withdrawn", on=timezone.localdate(), by=by)
    assert actions.begin(row.of_property, again, by=by).state == "draft"


@pytest.mark.parametrize(
    ("kind", "basis", "items"),
    [("script", "art", (("a", 1),)), ("opera", "text", (("a", 1),)), ("audiovisual", "audiovisual", (("a", 0),)),
     ("art", "art", ()), ("script", "text", (("a", 10**12),))],
)  # fmt: skip
def test_what_cannot_be_registered_is_refused(studio: Studio, by: User, kind: str, basis: str, items: Any) -> None:
    with pytest.raises(Refused):
        actions.begin(make_property(), Subject(kind=kind, key="", basis=basis, title="a", items=items), by=by)
    assert Registration.objects.count() == 0


@pytest.mark.db
def test_the_history_is_never_changed(studio: Studio, by: User) -> None:
    make_registration("filed")
    with pytest.raises(DatabaseError, match="append-only"), transaction.atomic():
        RegistrationEvent.objects.filter(state="filed").update(on=date(2020, 1, 1))
    with pytest.raises(DatabaseError, match="append-only"), transaction.atomic():
        RegistrationEvent.objects.filter(state="filed").delete()


def test_published_before_finished_or_tomorrow_is_refused(studio: Studio, by: User) -> None:
    row, today = make_registration(), timezone.localdate()
    with pytest.raises(Refused, match="before it is finished"):
        actions.change(row, by=by, completed_on=today, published_on=today - timedelta(days=1))
    with pytest.raises(Refused, match="in the future"):
        actions.change(row, by=by, completed_on=today + timedelta(days=1))
    row.refresh_from_db()
    assert (row.completed_on, row.published_on) == (today, None)


def test_the_package_holds_the_form_three_ways_and_a_list_with_sums(studio: Studio, by: User) -> None:
    row = make_registration(title="=沈知微")
    samples.add(row, SimpleUploadedFile("设定.png", b"\x89PNG\r\n\x1a\nbytes"), by=by)
    row.refresh_from_db()
    raw = registration_package(row)
    assert raw == registration_package(row)
    with zipfile.ZipFile(io.BytesIO(raw)) as package:
        names = sorted(package.namelist())
        assert names == ["创作说明.txt", "权属说明.txt", "样本/01 设定.png.png", "清单.sha256.txt", "申请表.json",
                         "申请表.pdf", "申请表.xlsx"]  # fmt: skip
        assert package.read("申请表.pdf")[:5] == b"%PDF-"
        fields = {f["label"]["zh"]: f["value"] for f in json.loads(package.read("申请表.json"))["fields"]}
        assert (fields["作品名称"], fields["费用（元）"], fields["证件号"]) == ("=沈知微", "300", "91310000MA1")
        assert package.read("清单.sha256.txt").decode().count("\n") == 6
        import openpyxl

        cell = openpyxl.load_workbook(io.BytesIO(package.read("申请表.xlsx"))).active["C2"]
        assert (cell.value, cell.data_type) == ("=沈知微", "s")


@pytest.mark.parametrize(
    ("name", "content", "said"),
    [("a.pdf", b"MZ\x90\x00\x00\x00\xff\xfe\x00\x01", "PDF, pictures"), ("a.pdf", b"", "PDF, pictures")],
)
def test_a_sample_is_what_its_bytes_say(studio: Studio, by: User, name: str, content: bytes, said: str) -> None:
    row = make_registration()
    with pytest.raises(Refused, match=said):
        samples.add(row, SimpleUploadedFile(name, content), by=by)


def test_the_same_sample_is_listed_once(studio: Studio, by: User) -> None:
    row = make_registration()
    samples.add(row, SimpleUploadedFile("a.txt", "剧本".encode()), by=by)
    with pytest.raises(Refused, match="among the samples"):
        samples.add(row, SimpleUploadedFile("b.txt", "剧本".encode()), by=by)


def test_a_certificate_of_an_application_stays(studio: Studio, by: User) -> None:
    make_registration("certified")
    with pytest.raises(Refused, match="stays"):
        actions.remove_certificate(Certificate.objects.get(), by=by)
    typed = actions.add_certificate(make_property(), kind="foreign", number="VAu-1", by=by)
    actions.remove_certificate(typed, by=by)
    assert Certificate.objects.count() == 1
