"""How long the cash lasts, what happens when a platform halves, and inputs from the studio's own rows."""

from __future__ import annotations

import datetime as dt
from fractions import Fraction

import pytest
from django.utils import timezone

from factories import make_expense, make_work
from gated import GOOD, earn, enter, make_evidence
from manju.books.accounts import Where
from manju.books.actions import Entry, Source, post
from manju.catalogue.models import Property
from manju.portfolio.estimating import inputs_of_the_studio, own_figures
from manju.portfolio.money import month_money
from manju.portfolio.risk import platform_shares, risk, view_shares
from manju.portfolio.runway import runway
from watched import live, make_title

pytestmark = [pytest.mark.db, pytest.mark.django_db]


def test_cash_runs_out_within_the_week_in_which_it_is_gone() -> None:
    found = runway(1000, known_in=[100], known_out=[0, 300], spending_minor=200, income_minor=50, income_from_week=1)
    # 1000 +100-200 = 900; -300-200+50 = 450; then 150 a week: 3 weeks more
    assert (found.weeks, found.months_tenths, found.said) == (Fraction(5), 11, "1.1")
    assert runway(100, known_in=[], known_out=[], spending_minor=10, income_minor=10, income_from_week=0).weeks is None
    assert runway(-1, known_in=[], known_out=[], spending_minor=0, income_minor=0, income_from_week=0).weeks == 0


def test_halving_the_largest_platform_shortens_the_cash(lamp: Property) -> None:
    today = timezone.localdate()
    work, first = make_work(lamp), today.replace(day=1)
    post([Entry(Where("bank"), Where("deferred"), 20_000_000, "CNY", today, Source("test", 1))], by=None)
    for back in (20, 50, 80):
        earn(work, 3_000_000, on=first - dt.timedelta(days=back - 10), channel="douyin")
        earn(work, 1_000_000, on=first - dt.timedelta(days=back - 10), channel="bilibili")
    for week in range(1, 14):
        make_expense(date=today - dt.timedelta(weeks=week), kind="credits", amount_minor=1_500_000, recoverable=False)
    found = risk()
    assert found.currency == "CNY"
    douyin, bilibili = found.stresses
    assert (douyin.channel, douyin.percent, bilibili.percent) == ("douyin", 75, 25)
    assert found.shares.index == 6250
    days = (first - found.since).days
    assert found.income_weekly == Fraction(12_000_000 * 7, days)
    assert found.worst is douyin
    assert found.as_it_is.weeks is not None
    assert douyin.halved.weeks is not None
    assert bilibili.halved.weeks is not None
    assert douyin.halved.weeks < bilibili.halved.weeks < found.as_it_is.weeks
    assert platform_shares()[lamp.pk].percent == 75


def test_the_month_shown_is_the_last_that_has_income(lamp: Property) -> None:
    today = timezone.localdate()
    last = today.replace(day=1) - dt.timedelta(days=3)
    earn(make_work(lamp), 700_000, on=last)
    found = month_money()
    assert (found.first, found.of(lamp.pk).income, found.name.zh) == (last.replace(day=1), 700_000, f"{last.month} 月")
    earn(make_work(lamp), 300, on=today)
    assert (month_money().name.zh, month_money().whole.income) == ("本月", 300)


def test_inputs_are_estimated_from_gates_and_books(lamp: Property) -> None:
    enter(lamp, **{k: GOOD[k] for k in ("direction", "bible_percent", "bible_sealed", "completion", "engagement")})
    make_evidence(lamp, "followers", 4200)
    today = timezone.localdate()
    earn(make_work(lamp), 12_000_000, on=today)
    earn(make_work(lamp), 4_000_000, on=today)
    post(
        [Entry(Where("bank"), Where("royalty", partner="toys", tier=2), 9_000_000, "CNY", today, Source("test", 9))],
        by=None,
    )
    own = own_figures()
    assert (own.tests_decided, own.tests_passed) == (1, 1)
    assert (own.cash_minor, own.followers) == (25_000_000, 4200)
    assert sorted(own.title_revenue_minor) == [4_000_000, 12_000_000]
    assert (own.deal_minor, own.licensing_quarters) == ((9_000_000,), 1)
    inputs, lines = inputs_of_the_studio()
    assert inputs.cash_minor == 25_000_000
    assert inputs.p_pass_test == Fraction(3333, 10_000)  # (1 + 8/4) / (1 + 8)
    assert {line.key: line.own_percent for line in lines}["p_pass_test"] == 11


def test_views_hang_on_platforms_as_the_exports_say(lamp: Property) -> None:
    assert view_shares() is None
    work = make_title()
    live(work, 3, rate=lambda _e, _d: 0.4, views=lambda _e, _d: 300)
    live(work, 3, rate=lambda _e, _d: 0.4, views=lambda _e, _d: 100, platform="bilibili")
    found = view_shares()
    assert found is not None
    assert [(name.en, views, percent) for name, views, percent in found.parts] == [
        ("Douyin", 4500, 75),
        ("Bilibili", 1500, 25),
    ]
    assert found.whole.index == 6250
