"""Publications: what may be planned, what may follow what, the calendar's edges, the sheet."""

from __future__ import annotations

from datetime import date, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from django.db import IntegrityError, transaction
from django.urls import reverse
from django.utils import timezone

from distribution.conftest import House
from manju.distribution import publishing, states
from manju.distribution.actions import Refused
from manju.distribution.models import Account, Publication
from manju.distribution.months import month_of, read_moment, read_month
from manju.distribution.sheets import publications_csv
from manju.people.models import AuditLine
from manju.words import speaking

pytestmark = [pytest.mark.db, pytest.mark.django_db]
SHANGHAI = ZoneInfo("Asia/Shanghai")


def planned(house: House, at: datetime | None = None, **columns) -> Publication:
    account, _ = Account.objects.get_or_create(platform="douyin", handle="长夜灯官方")
    row = Publication.objects.create(
        deliverable=house.passed(), account=account, planned_for=at or timezone.now(), **columns
    )
    return row


def code_of(action, *args, **kwargs) -> str:
    with pytest.raises(Refused) as refused:
        action(*args, **kwargs)
    return refused.value.code


def test_only_a_passed_deliverable_of_the_accounts_channel_is_planned_and_only_once(house: House) -> None:
    by, at = house.member("owner"), timezone.now()
    account = Account.objects.create(platform="douyin", handle="官方")
    row = house.passed()
    publication = publishing.plan(row, account, at=at, by=by)
    assert (publication.state, publication.filing_number) == ("planned", "备-7")
    assert code_of(publishing.plan, row, account, at=at, by=by) == "planned_already"
    assert code_of(publishing.plan, house.passed("tiktok"), account, at=at, by=by) == "other_channel"
    row.state, row.package = "failed_check", ""
    row.save()
    publishing.withdraw(publication, by=by)
    assert code_of(publishing.plan, row, account, at=at, by=by) == "not_passed"
    assert Publication.objects.count() == 1
    assert list(AuditLine.objects.order_by("pk").values_list("verb", flat=True)) == [
        "publication.planned", "publication.withdrawn",
    ]  # fmt: skip


def test_a_publication_goes_its_way_from_planned_to_live(house: House) -> None:
    by = house.member("distributor")
    row = planned(house)
    publishing.mark_posted(row, url="https://v.douyin.com/abc", by=by)
    publishing.set_platform_state(row, state="in_review", by=by)
    publishing.set_platform_state(row, state="rejected", reason="标题里有违禁词", by=by)
    assert code_of(publishing.set_platform_state, row, state="live", by=by) == "not_allowed"
    publishing.mark_posted(row, url="https://v.douyin.com/abd", by=by)
    publishing.set_platform_state(row, state="live", by=by)
    row.refresh_from_db()
    assert (row.state, row.url, row.rejection, row.updated_by) == ("live", "https://v.douyin.com/abd", "", by)


@pytest.mark.parametrize("state", list(states.MAY_BECOME))
def test_no_state_is_reached_from_where_it_may_not_be(house: House, state: str) -> None:
    row = planned(house, posted_at=timezone.now(), state=state)
    by = house.member("owner")
    allowed = set(states.MAY_BECOME[state])
    for to in ("posted", "in_review", "live", "rejected", "withdrawn"):
        with transaction.atomic():
            assert (went(row, to, by), to) == ("" if to in allowed else "not_allowed", to)
            transaction.set_rollback(True)
        row.refresh_from_db()
        assert row.state == state


def went(row: Publication, to: str, by) -> str:
    """Take a publication to a state; the code of the refusal, or nothing."""
    try:
        if to == "posted":
            publishing.mark_posted(row, url="", by=by)
        elif to == "withdrawn":
            publishing.withdraw(row, by=by)
        else:
            publishing.set_platform_state(row, state=to, reason="为什么", by=by)
    except Refused as refused:
        return refused.code
    return ""


def test_a_rejection_needs_its_reason_a_posting_the_past_and_a_link_the_web(house: House) -> None:
    by, row = house.member("owner"), planned(house)
    later = timezone.now() + timedelta(hours=1)
    assert code_of(publishing.mark_posted, row, url="", at=later, by=by) == "in_the_future"
    assert code_of(publishing.mark_posted, row, url="javascript:alert(1)", by=by) == "url_invalid"
    publishing.mark_posted(row, url="", by=by)
    assert code_of(publishing.set_platform_state, row, state="rejected", reason=" ", by=by) == "reason_missing"
    assert code_of(publishing.move, row, at=later, by=by) == "posted_already"


def test_the_database_refuses_a_posting_without_a_time_and_unknown_states(house: House) -> None:
    row = planned(house)
    with pytest.raises(IntegrityError, match="posted_publication_has_a_time"), transaction.atomic():
        Publication.objects.filter(pk=row.pk).update(state="live")
    with pytest.raises(IntegrityError, match="publication_state_known"), transaction.atomic():
        Publication.objects.filter(pk=row.pk).update(state="viral", posted_at=timezone.now())


def test_a_month_begins_and_ends_at_midnight_in_china(house: House) -> None:
    first = planned(house, datetime(2026, 11, 1, 0, 0, tzinfo=SHANGHAI))
    last = planned(house, datetime(2026, 11, 30, 23, 59, tzinfo=SHANGHAI))
    next_one = planned(house, datetime(2026, 11, 30, 16, 0, tzinfo=ZoneInfo("UTC")))  # 1 December in China
    november = month_of(date(2026, 11, 1))
    assert november.entries == [first, last]
    assert november.weeks[0][0].date == date(2026, 10, 26)  # a Monday
    assert november.weeks[0][6].entries == (first,)
    assert november.weeks[-1][0].entries == (last,)
    assert november.weeks[-1][1].entries == (next_one,)
    assert month_of(date(2026, 12, 1)).entries == [next_one]


def test_a_posted_publication_stands_on_the_day_it_was_posted_and_a_withdrawn_one_nowhere(house: House) -> None:
    noon = datetime(2026, 11, 10, 12, tzinfo=SHANGHAI)
    row = planned(house, noon, posted_at=datetime(2026, 11, 12, 9, tzinfo=SHANGHAI), state="posted")
    planned(house, noon, state="withdrawn")
    month = month_of(date(2026, 11, 1))
    days = {day.date: day.entries for week in month.weeks for day in week if day.entries}
    assert days == {date(2026, 11, 12): (row,)}
    assert month.withdrawn == 1


def test_months_follow_one_another_across_the_year_and_nonsense_is_this_month() -> None:
    december = month_of_only(date(2026, 12, 1))
    assert (december.before, december.here, december.after) == ("2026-11", "2026-12", "2027-01")
    assert read_month("2026-13") == read_month("") == timezone.localdate().replace(day=1)


def month_of_only(first: date):
    from manju.distribution.months import Month

    return Month(first, (), 0)


def test_a_time_typed_in_the_form_is_china_time() -> None:
    assert read_moment("2026-11-28T18:00") == datetime(2026, 11, 28, 18, tzinfo=SHANGHAI)
    assert read_moment("next week") is None


def test_the_sheet_says_formulas_as_text(house: House) -> None:
    account = Account.objects.create(platform="douyin", handle='=HYPERLINK("http://x","y")')
    row = Publication.objects.create(
        deliverable=house.passed(), account=account, planned_for=datetime(2026, 11, 5, 10, tzinfo=SHANGHAI),
        rejection="@SUM(1)", state="planned",
    )  # fmt: skip
    with speaking("en"):
        lines = publications_csv([row]).splitlines()
    assert lines[0].startswith("\ufeffNumber,Channel,Account")
    assert '"\'=HYPERLINK(""http://x"",""y"")"' in lines[1]
    assert lines[1].endswith("'@SUM(1)")
    assert ",2026-11-05 10:00," in lines[1]


def test_a_publication_is_moved_posted_and_refused_by_its_page(house: House) -> None:
    row = planned(house)
    client = house.client("distributor")
    address = row.get_absolute_url()
    assert client.post(address, {"do": "move", "at": "2026-12-24T18:00"}).status_code == 302
    row.refresh_from_db()
    assert row.planned_for == datetime(2026, 12, 24, 18, tzinfo=SHANGHAI)
    wrong = client.post(address, {"do": "posted", "url": "ftp://x"})
    assert (wrong.status_code, 'value="ftp://x"' in wrong.content.decode()) == (422, True)
    assert client.post(address, {"do": "posted", "url": "https://x.cn/1"}).status_code == 302
    row.refresh_from_db()
    assert row.state == "posted"
    calendar = client.get(reverse("distribution:calendar")).content.decode()
    assert address in calendar


def test_an_account_is_added_once_and_keeps_its_platform_when_used(house: House) -> None:
    by, row = house.member("owner"), planned(house)
    save = publishing.save_account
    assert code_of(save, None, platform="douyin", handle="长夜灯官方", opened_at=None, by=by) == "account_known"
    assert code_of(save, row.account, platform="tiktok", handle="x", opened_at=None, by=by) == "account_used"
    assert code_of(save, None, platform="myspace", handle="x", opened_at=None, by=by) == "channel_unknown"
    assert save(row.account, platform="douyin", handle="新名字", opened_at=None, by=by).handle == "新名字"
