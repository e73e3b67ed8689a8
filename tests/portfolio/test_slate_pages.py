"""The slate, gate and risk pages: figures entered, decisions taken, simulations kept; and nobody else's."""

from __future__ import annotations

import json
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.utils import timezone

from factories import make_member, make_studio
from gated import enter, make_evidence, make_live
from manju.catalogue.models import Property
from manju.cli import main
from manju.jobs.daily import start_daily
from manju.jobs.models import Job
from manju.people.models import AuditLine, Member, Studio
from manju.people.scope import in_studio
from manju.portfolio.jobs import look_at_gates, simulate_slates
from manju.portfolio.models import HandEvidence, Override, Simulation, Threshold, Turn
from manju.portfolio.turning import note_turns
from manju.site.today import waiting_now

pytestmark = pytest.mark.django_db


class Quiet:
    """Working as a test needs it: it says nothing and keeps nothing."""

    job_id = "test"

    def report(self, *_: object) -> None: ...

    def result(self, **_: object) -> None: ...


def posted(need: str, figure: str, **more: Any) -> dict[str, Any]:
    shot = SimpleUploadedFile("../wechat groups.png", b"png")
    return {"need": need, "figure": figure, "on": timezone.localdate().isoformat(), "file": shot, "text": "", **more}


def test_the_slate_shows_the_line_and_one_step(reader: Client, lamp: Property) -> None:
    page = reader.get("/slate/").content.decode()
    assert "1 in hand: 1 in preparation" in page
    assert page.count("btn--go") == 1
    assert 'href="/topics/directions/"' in page
    assert "The six gates" in reader.get(f"/properties/{lamp.pk}/").content.decode()


def test_an_empty_slate_says_what_comes_next(reader: Client, studio: Studio) -> None:
    page = reader.get("/slate/").content.decode()
    assert "The slate is empty" in page
    assert "/properties/new/" in page


def test_a_figure_is_entered_with_its_file_and_shown_as_by_hand(reader: Client, lamp: Property) -> None:
    gate = f"/properties/{lamp.pk}/gates/fans/"
    assert reader.post(gate, posted("followers", "8764")).status_code == 302
    row = HandEvidence.objects.get()
    assert (row.figure, row.original_name) == (8764, "wechat groups.png")
    page = reader.get(gate).content.decode()
    assert "8,764 followers, 1,236 short" in page
    assert "By hand, not measured" in page
    assert b"".join(reader.get(row.file_address).streaming_content) == b"png"
    wrong = reader.post(f"/properties/{lamp.pk}/gates/launch/", posted("completion", "101"))
    assert (wrong.status_code, "between 0 and 100" in wrong.content.decode()) == (422, True)
    assert reader.post(gate, posted("completion", "50")).status_code == 403, "of another gate"
    assert reader.post(f"/properties/{lamp.pk}/gates/launch/", posted("completion", "42.5")).status_code == 302
    assert HandEvidence.objects.get(need="completion").figure == 4250


def test_a_decision_is_taken_on_the_page_and_an_unseen_one_is_not_overruled(reader: Client, lamp: Property) -> None:
    address = f"/properties/{lamp.pk}/gates/topic/decide/"
    assert reader.post(address, {"verdict": "pass", "why": "the brand wants it", "seen": 0}).status_code == 302
    assert "the brand wants it" in reader.get(f"/properties/{lamp.pk}/gates/").content.decode()
    again = reader.post(address, {"verdict": "stop", "why": "no", "seen": 0})
    assert (again.status_code, "has just decided" in again.content.decode()) == (422, True)
    assert Override.objects.count() == 1
    assert AuditLine.objects.filter(verb="gate.decided").count() == 1


def test_who_may_not_decide_is_refused(client: Client, studio: Studio, lamp: Property) -> None:
    client.force_login(make_member(studio, "viewer").user)
    assert client.get("/slate/").status_code == 200
    for address in (f"/properties/{lamp.pk}/gates/topic/decide/", "/slate/thresholds/", "/slate/risk/simulate/"):
        assert client.post(address, {"verdict": "pass", "why": "x", "seen": 0}).status_code == 403, address
    assert not Override.objects.exists()


def test_another_studios_property_and_evidence_are_not_there(reader: Client, lamp: Property) -> None:
    other = make_studio()
    with in_studio(other):
        theirs = make_evidence()
    assert reader.get(f"/properties/{theirs.of_property_id}/gates/").status_code == 404
    assert reader.get(theirs.file_address).status_code == 404
    assert reader.post(f"/properties/{theirs.of_property_id}/gates/topic/decide/",
                       {"verdict": "pass", "why": "x", "seen": 0}).status_code == 404  # fmt: skip


def test_a_threshold_is_changed_with_a_reason(reader: Client, lamp: Property) -> None:
    typed = {"name": "completion", "value": "45", "valid_from": timezone.localdate().isoformat(), "why": ""}
    assert reader.post("/slate/thresholds/", typed).status_code == 422
    assert reader.post("/slate/thresholds/", typed | {"why": "our viewers are used to better"}).status_code == 302
    assert Threshold.objects.get().value == 4500
    assert "completion over 45%" in reader.get(f"/properties/{lamp.pk}/gates/launch/").content.decode()


def test_typed_inputs_are_simulated_kept_and_the_same_again(reader: Client, producer: Member) -> None:
    page = reader.get("/slate/risk/")
    assert page.status_code == 200
    typed = {name: page.context["form"][name].value() for name in page.context["form"].fields}
    typed |= {"runs": "500", "seed": "7", "cash": "300,000", "p_pass": "50"}
    assert reader.post("/slate/risk/simulate/", typed).status_code == 302
    row = Simulation.objects.get()
    assert (row.inputs["cash_minor"], row.inputs["p_pass_test"], row.seed) == (30_000_000, "0.5", 7)
    assert "500 runs, seed 7" in reader.get("/slate/risk/?slots=2").content.decode()
    simulate_slates.function(Quiet(), document=json.dumps(row.inputs), runs=500, seed=7, by_id=producer.user.pk)  # type: ignore[arg-type]
    assert Simulation.objects.first().result == row.result  # type: ignore[union-attr]
    wrong = reader.post("/slate/risk/simulate/", typed | {"top_low": "9999999"})
    assert (wrong.status_code, Simulation.objects.count()) == (422, 2)
    reader.post("/slate/risk/simulate/", typed | {"runs": "100000"})
    assert Job.objects.get(kind="portfolio.simulate").params["runs"] == 100_000
    assert Simulation.objects.count() == 2


def test_the_private_share_is_entered_for_the_whole_studio(reader: Client, studio: Studio) -> None:
    assert reader.post("/slate/risk/private/", posted("private_share", "12.5")).status_code == 302
    assert "12.5%" in reader.get("/slate/risk/").content.decode()


def test_gates_that_turned_and_properties_to_stop_wait_on_today(lamp: Property, producer: Member) -> None:
    note_turns()
    assert waiting_now().waiting == []
    enter(lamp, direction=1, bible_percent=9000, bible_sealed=1, completion=2000)
    headings = [w.heading.zh for w in waiting_now().waiting]
    assert headings == ["《长夜灯》过了圣经关", "《长夜灯》过了选题关"]  # the test launch tells its own verdict
    make_live(lamp, "douyin", filed=False)
    make_evidence(lamp, "completion", 5000)
    make_evidence(lamp, "engagement", 900)
    assert next(w.heading.zh for w in waiting_now().waiting) == "《长夜灯》卡在分发关"


def test_every_studio_looks_at_its_gates_once_a_day(studio: Studio, lamp: Property) -> None:
    now = timezone.now()
    assert start_daily(now=now) >= 1
    assert start_daily(now=now) == 0
    assert Job.objects.filter(kind="portfolio.look").count() == 1
    look_at_gates.function(Quiet())  # type: ignore[arg-type]
    assert Turn.objects.count() == 6


def test_without_inputs_the_command_estimates_them_from_the_home(
    lamp: Property, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("manju.site.setup.bring_up_to_date", lambda: None)
    make_evidence(lamp, "followers", 4200)
    assert main(["portfolio", "simulate", "--runs", "300", "--json"]) == 0
    found = json.loads(capsys.readouterr().out)
    assert found["inputs"]["followers"] == 4200
    assert {
        "key": "p_pass_test",
        "value": "0.25",
        "own": None,
        "prior": "0.25",
        "own_weight": 0,
        "prior_weight": 8,
    } in found["estimates"]
