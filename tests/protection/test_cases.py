"""Cases: what may happen after what, the dates that arise and are met, the letter that comes of it."""

from __future__ import annotations

import io
import zipfile
from datetime import date, timedelta

import pytest
from django.db import IntegrityError, transaction
from django.utils import timezone

from factories import make_case, make_copy, make_deadline, make_finding, make_publication
from manju.filings.actions import add_certificate
from manju.people.errors import Refused
from manju.people.models import AuditLine
from manju.protection import actions
from manju.protection.models import Case, CaseEvent, Deadline
from manju.protection.packing import letter_of, pack_of
from manju.protection.states import CASE, EVENTS, MAY_HAPPEN
from manju.site.today import waiting_now

pytestmark = [pytest.mark.db]

TODAY = timezone.localdate


def opened(house, platform: str = "youtube", **fields) -> Case:
    usual = {"title": "Lamp 7", "platform_name": platform, "found_on": TODAY(), "url": "https://example.com/v/1"}
    return actions.open_case(by=house.user, **{**usual, **fields})


def dates(case: Case) -> dict[str, tuple[date, bool]]:
    return {d.rule: (d.due_on, d.met_on is not None) for d in case.deadlines.all()}


def test_a_new_case_knows_when_the_claim_is_barred_and_has_one_audit_line(house) -> None:
    case = opened(house)
    assert case.state == "open"
    assert list(dates(case)) == ["us_limitation"]
    assert AuditLine.objects.filter(verb="case.opened").count() == 1


def test_filing_reminds_in_a_week_and_its_removal_meets_that_date(house) -> None:
    case = opened(house)
    actions.write_event(case, kind="filed", on=TODAY(), reference="YT-1", by=house.user)
    case.refresh_from_db()
    assert (case.state, case.reference) == ("filed", "YT-1")
    assert dates(case)["look_again"] == (TODAY() + timedelta(days=7), False)
    actions.write_event(case, kind="down", on=TODAY(), by=house.user)
    case.refresh_from_db()
    assert case.state == "down"
    assert dates(case)["look_again"][1]


def test_a_content_id_dispute_is_due_thirty_days_after_it_came(house) -> None:
    case = opened(house)
    actions.write_event(case, kind="filed", on=TODAY(), by=house.user)
    actions.write_event(case, kind="dispute", on=TODAY() - timedelta(days=2), by=house.user)
    case.refresh_from_db()
    assert case.state == "disputed"
    assert dates(case)["content_id_dispute"] == (TODAY() + timedelta(days=28), False)
    actions.write_event(case, kind="answered", on=TODAY(), by=house.user)
    assert dates(case)["content_id_dispute"][1]


def test_what_cannot_happen_now_is_refused_and_nothing_changes(house) -> None:
    case = opened(house)
    with pytest.raises(Refused, match="cannot happen now"):
        actions.write_event(case, kind="counter_notice", on=TODAY(), by=house.user)
    with pytest.raises(Refused, match="future"):
        actions.write_event(case, kind="filed", on=TODAY() + timedelta(days=1), by=house.user)
    case.refresh_from_db()
    assert (case.state, CaseEvent.objects.filter(case=case).count()) == ("open", 1)


def test_every_state_can_be_left_and_every_event_is_known() -> None:
    assert set(MAY_HAPPEN) == set(CASE)
    assert {e for events in MAY_HAPPEN.values() for e in events} <= set(EVENTS)
    assert all(event.to in (None, *CASE) for event in EVENTS.values())


def test_a_closed_case_has_an_outcome_and_can_be_reopened(house) -> None:
    case = opened(house)
    with pytest.raises(Refused):
        actions.close_case(case, outcome="", by=house.user)
    actions.close_case(case, outcome="removed", by=house.user)
    case.refresh_from_db()
    assert (case.state, case.outcome) == ("closed", "removed")
    assert list(Deadline.objects.waiting()) == []
    with pytest.raises(Refused, match="closed already"):
        actions.close_case(case, outcome="removed", by=house.user)
    actions.write_event(case, kind="reopened", on=TODAY(), by=house.user)
    case.refresh_from_db()
    assert (case.state, case.outcome, case.closed_at) == ("open", "", None)


def test_the_database_refuses_a_closed_case_without_an_outcome(house) -> None:
    with pytest.raises(IntegrityError), transaction.atomic():
        make_case(state="closed")


def test_a_finding_belongs_to_one_case_only(house) -> None:
    finding = make_finding("copy")
    case = opened(house, findings=[finding])
    with pytest.raises(Refused):
        opened(house, findings=[finding])
    assert Case.objects.count() == 1
    finding.refresh_from_db()
    assert finding.case_id == case.pk


def test_an_address_that_is_none_is_refused(house) -> None:
    for bad in ("javascript:alert(1)", "not an address", "ftp://example.com/x"):
        with pytest.raises(Refused, match="no web address"):
            opened(house, url=bad)


def test_the_letter_takes_times_certificates_and_own_publications_from_the_rows(house) -> None:
    finding = make_finding("copy")
    episode = finding.master.master.episode
    posted = make_publication(url="https://example.com/own/7", state="live", posted_at=timezone.now())
    posted.deliverable.episode = episode
    posted.deliverable.master = finding.master.master
    posted.deliverable.save()
    add_certificate(
        episode.season.work.of_property, kind="audiovisual", number="国作登字-2026-I-0081724", by=house.user
    )
    actions.name_holder(
        by=house.user, name="Lamplight Ltd", address="1 Lamp St", contact="Lin", phone="1", email="a@b.cn"
    )
    letter = letter_of(opened(house, findings=[finding], account="@x"), language="en")
    text = "\n".join(b.text for b in letter.blocks)
    assert "国作登字-2026-I-0081724" in text
    assert "https://example.com/own/7" in text
    assert "00:41.2–00:52.1" in text
    assert finding.sha256 in text
    assert "Shorts Lamplight" not in text, "a letter says nothing about who leaked"
    assert letter.is_whole


def test_a_pack_holds_letters_and_reports_and_is_the_same_twice(house) -> None:
    case = opened(house, "douyin", findings=[make_finding("copy")])
    one, two = (pack_of(case, today=date(2026, 11, 25)) for _ in range(2))
    assert one == two
    names = zipfile.ZipFile(io.BytesIO(one)).namelist()
    finding = case.findings.get()
    assert {"letter-zh.txt", "letter-zh.pdf", "letter-zh.html", "letter-en-for-reading.pdf"} <= set(names)
    assert {f"report-{finding.number}-zh.pdf", f"report-{finding.number}-en.pdf"} <= set(names)


def test_the_pages_of_a_case_answer_and_say_what_is_missing(house) -> None:
    case = opened(house, "bilibili", url="")
    page = house.client.get(case.get_absolute_url()).content.decode()
    assert "The letter still needs" in page
    assert "address of the found copy" in page
    assert "copyright@bilibili.com" in house.client.get(f"/cases/{case.pk}/letter/").content.decode()
    for kind, mime in (("txt", "text/plain"), ("html", "text/html"), ("pdf", "application/pdf")):
        answer = house.client.get(f"/cases/{case.pk}/letter.{kind}?lang=zh")
        assert answer["Content-Type"].startswith(mime)
        assert "attachment" in answer["Content-Disposition"]


def test_a_case_is_opened_from_the_page_of_a_trace(house) -> None:
    finding = make_finding("copy")
    form = house.client.get(f"/protection/cases/new/?finding={finding.pk}").content.decode()
    assert "Night lamp Lamplight" in form
    typed = {"title": "Lamp", "platform_name": "kuaishou", "found_on": TODAY().isoformat(), "account": "@x", "url": "",
             "views": "", "original_urls": ""}  # fmt: skip
    answer = house.client.post(f"/protection/cases/new/?finding={finding.pk}", typed)
    case = Case.objects.get()
    assert (answer.status_code, answer["Location"]) == (302, case.get_absolute_url())
    assert case.findings.get() == finding


def test_a_refused_form_keeps_what_was_typed(house) -> None:
    typed = {"title": "Lamp", "platform_name": "kuaishou", "found_on": TODAY().isoformat(), "url": "nonsense"}
    answer = house.client.post("/protection/cases/new/", typed)
    assert answer.status_code == 422
    assert "This is no web address" in answer.content.decode()
    assert 'value="nonsense"' in answer.content.decode()


def test_today_names_what_is_due_and_copies_without_a_case(house) -> None:
    make_deadline(make_case(state="filed"), due_on=TODAY() + timedelta(days=3), todo_en="Look again", todo_zh="看看")
    make_deadline(make_case(state="filed"), due_on=TODAY() + timedelta(days=90))
    make_finding("copy", make_copy(recipient="Qinghe Shorts"))
    headings = [w.heading.en for w in waiting_now().waiting]
    assert "Look again: 3 days left" in headings
    assert any("the copy handed to Qinghe Shorts" in h for h in headings)
    assert len(headings) == 2


def test_the_list_puts_the_nearest_date_first_in_a_fixed_number_of_queries(
    house, django_assert_max_num_queries
) -> None:
    far, near = make_case(title="far"), make_case(title="near")
    make_deadline(far, due_on=TODAY() + timedelta(days=20))
    make_deadline(near, due_on=TODAY() + timedelta(days=2))
    for n in range(12):
        make_deadline(make_case(title=f"more {n}"), due_on=TODAY() + timedelta(days=30 + n))
    assert [c.title for c in Case.objects.shown()[:2]] == ["near", "far"]
    with django_assert_max_num_queries(24):
        house.client.get("/protection/cases/")
