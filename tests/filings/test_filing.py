"""A season's filing, its number in the one place, and the stop of what has none."""

from __future__ import annotations

from datetime import date, timedelta
from decimal import Decimal
from typing import Any

import pytest
from django.db import DatabaseError, transaction
from django.utils import timezone

from factories import make_account, make_deliverable, make_episode, make_master, make_member, make_season
from filed import make_filing
from manju.catalogue.models import Season
from manju.distribution import publishing
from manju.distribution.actions import Refused as NotOut
from manju.distribution.clearing import number_for, stop_of
from manju.distribution.models import Deliverable, Publication
from manju.filings import filing
from manju.filings.models import Allowance, Filing
from manju.filings.numbers import number_of, refusal_for
from manju.filings.reading import red_lines_of, seasons_with
from manju.jobs.models import Job
from manju.people.errors import Refused
from manju.people.models import Studio, User

pytestmark = [pytest.mark.django_db]
NUMBER = "（沪）网微剧备字（2026）第 0007 号"


@pytest.fixture
def made(season: Season) -> Deliverable:
    return make_deliverable(make_master(season.episodes.get(number=1)), state="passed", channel="douyin")


def test_a_small_budget_is_classed_other_and_still_needs_a_number(season: Season, by: User) -> None:
    row = make_filing(season)
    assert (row.class_name, row.class_why.zh, row.rule_from) == ("other", "投资不足 100 万元", date(2026, 1, 1))
    refusal = refusal_for(season, "douyin")
    assert refusal is not None
    assert (
        refusal.zh
        == "缺备案号，不能发到抖音：动画微短剧（漫画、AIGC）不论投资多少，先审后播，要标编号。先给这一季备案。"
    )
    assert refusal_for(season, "youtube") is None
    assert refusal_for(season, "nowhere") is None


def test_before_the_notice_of_2025_an_animated_work_needed_none(season: Season) -> None:
    assert refusal_for(season, "douyin", on=date(2025, 11, 7)) is None
    assert refusal_for(season, "douyin", on=date(2025, 11, 8)) is not None


@pytest.mark.db
def test_the_number_goes_to_every_episode_and_to_those_that_come_later(season: Season, by: User) -> None:
    row = make_filing(season, number=NUMBER)
    assert (row.state, row.number) == ("approved", NUMBER)
    assert set(season.episodes.values_list("filing_number", flat=True)) == {NUMBER}
    later = make_episode(season, number=3)
    assert (later.filing_number, number_of(later), refusal_for(season, "douyin")) == ("", NUMBER, None)


def test_an_episode_keeps_a_number_of_its_own(season: Season, by: User) -> None:
    season.episodes.filter(number=2).update(filing_number="自有-2")
    make_filing(season, number=NUMBER)
    assert [e.filing_number for e in season.episodes.all()] == [NUMBER, "自有-2"]


def test_of_two_who_write_the_number_at_once_the_second_is_asked(season: Season, by: User) -> None:
    row, today = make_filing(season), timezone.localdate()
    filing.give_number(row, number=NUMBER, was="", on=today, by=by)
    with pytest.raises(Refused, match="Somebody has just written"):
        filing.give_number(row, number="另一个号", was="", on=today, by=by)
    assert Filing.objects.get().number == NUMBER
    filing.give_number(row, number=NUMBER, was="", on=today, by=by)  # the same number again is no conflict
    filing.give_number(row, number="更正后", was=NUMBER, on=today, by=by)
    assert set(season.episodes.values_list("filing_number", flat=True)) == {"更正后"}


@pytest.mark.db
def test_two_seasons_never_bear_one_number(season: Season, by: User) -> None:
    make_filing(season, number=NUMBER)
    other = make_filing(make_season())
    with pytest.raises(Refused, match="Another season"):
        filing.give_number(other, number=NUMBER, was="", on=timezone.localdate(), by=by)
    assert Filing.objects.filter(number=NUMBER).count() == 1


@pytest.mark.parametrize(
    ("wrong", "field"),
    [({"budget_minor": -1}, "budget"), ({"budget_minor": 10**18}, "budget"), ({"currency": "USD"}, "rate"),
     ({"currency": "元"}, "currency"), ({"subjects": ["spies"]}, "subjects"), ({"age": "9"}, "age"),
     ({"form": "puppets"}, "form"), ({"currency": "USD", "rate": Decimal(0)}, "rate")],
)  # fmt: skip
def test_bad_facts_are_refused_at_their_field(season: Season, by: User, wrong: dict[str, Any], field: str) -> None:
    with pytest.raises(Refused) as refused:
        make_filing(season, **wrong)
    assert (refused.value.field, Filing.objects.count()) == (field, 0)


def test_the_largest_budget_and_another_currency_are_classed(season: Season, by: User) -> None:
    assert make_filing(season, budget_minor=10**17).class_name == "key"
    row = make_filing(season, budget_minor=50_000_000, currency="USD", rate=Decimal("7.1"))
    assert (row.class_name, row.budget) == ("key", "500,000.00")


@pytest.mark.db
def test_without_a_number_nothing_is_planned_posted_or_handed_out(made: Deliverable, by: User) -> None:
    account = make_account(platform="douyin")
    with pytest.raises(NotOut) as refused:
        publishing.plan(made, account, at=timezone.now(), by=by)
    assert (refused.value.code, Publication.objects.count()) == ("no_filing_number", 0)
    row = Publication.objects.create(deliverable=made, account=account, planned_for=timezone.now())
    with pytest.raises(NotOut) as refused:
        publishing.mark_posted(row, url="", by=by)
    assert refused.value.code == "no_filing_number"
    stop = stop_of(made)
    assert stop is not None
    assert stop.address == f"/seasons/{made.episode.season_id}/filing/"


def test_with_its_number_it_goes_out_and_what_waited_is_packed(made: Deliverable, by: User) -> None:
    make_filing(made.episode.season, number=NUMBER)
    assert (stop_of(made), number_for(made)) == (None, NUMBER)
    row = publishing.plan(made, make_account(platform="douyin"), at=timezone.now(), by=by)
    assert row.filing_number == NUMBER
    job = Job.objects.get(kind="distribution.pack")
    assert job.params == {"deliverable_ids": [made.pk]}


def test_a_number_taken_back_stops_everything_again(made: Deliverable, by: User) -> None:
    season = made.episode.season
    made.options = {"filing_number": NUMBER}
    made.save()
    row = make_filing(season, number=NUMBER)
    filing.happen(row, state="returned", on=timezone.localdate(), by=by, text="编号作废")
    made.refresh_from_db()
    made.episode.refresh_from_db()
    assert (made.episode.filing_number, made.wanted.filing_number) == ("", "")
    assert stop_of(made) is not None
    assert row.events.first().text == f"收回备案号 {NUMBER}：编号作废"


@pytest.mark.db
def test_only_an_owner_lets_it_out_with_a_reason_that_stays(studio: Studio, made: Deliverable, by: User) -> None:
    season, producer = made.episode.season, make_member(studio, "producer").user
    with pytest.raises(Refused, match="Only an owner"):
        filing.allow(season, allows=True, reason="平台已经口头同意", by=producer)
    with pytest.raises(Refused, match="reason"):
        filing.allow(season, allows=True, reason="  ", by=by)
    filing.allow(season, allows=True, reason="存量作品，补办中", by=by)
    assert stop_of(made) is None
    with pytest.raises(Refused, match="already"):
        filing.allow(season, allows=True, reason="再来一次", by=by)
    with pytest.raises(DatabaseError, match="append-only"), transaction.atomic():
        Allowance.objects.update(reason="改写")
    filing.allow(season, allows=False, reason="平台改主意了", by=by)
    assert stop_of(made) is not None


def test_steps_that_cannot_be_are_refused(season: Season, by: User) -> None:
    row, today = make_filing(season), timezone.localdate()
    for state, on, text in (("approved", today, ""), ("returned", today, "x"), ("nonsense", today, ""),
                            ("submitted", today + timedelta(days=1), "")):  # fmt: skip
        with pytest.raises(Refused):
            filing.happen(row, state=state, on=on, by=by, text=text)
    assert row.events.count() == 1


def test_the_list_puts_first_what_may_not_go_out(season: Season, by: User) -> None:
    make_filing(number=NUMBER)
    rows = seasons_with()
    assert [(r.season.pk == season.pk, r.may_go) for r in rows] == [(True, False), (False, True)]


def test_red_lines_are_read_off_the_texts(season: Season) -> None:
    season.work.of_property.genres_zh = "古风 · 公安"
    season.work.of_property.save()
    assert [(f.rule, f.elements) for f in red_lines_of(season)] == [("special_subjects", ("公安",))]
