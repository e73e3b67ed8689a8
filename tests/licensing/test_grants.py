"""Rights are written so that no two grants are ever in each other's way, also by two people at the same second."""

from __future__ import annotations

import multiprocessing
from datetime import date
from typing import Any

import pytest
from django.db import IntegrityError, connection, transaction

from factories import make_member, make_property, make_studio
from manju.catalogue.models import Property
from manju.licensing.actions import (
    add_contract,
    end_grant,
    give_grant,
    give_option,
    hold_back,
    hold_right,
    name_territories,
)
from manju.licensing.models import Grant
from manju.licensing.rights import ask
from manju.people.errors import Refused
from manju.people.models import AuditLine, User
from manju.people.scope import NoScope, in_studio

pytestmark = pytest.mark.db
TERM = {"start": date(2026, 1, 1), "end": date(2026, 12, 31)}


@pytest.fixture
def house(db: None) -> Any:
    studio = make_studio()
    user = make_member(studio).user
    with in_studio(studio):
        yield make_property(), user


def give(house: tuple[Property, User], **more: Any) -> Grant:
    of_property, user = house
    return give_grant(of_property, by=user, **{"partner": "青禾玩具", "exclusivity": "exclusive", **TERM, **more})


def test_a_grant_in_the_way_of_an_exclusive_one_is_refused_with_partner_and_date(house: Any) -> None:
    give(house, categories=["toys"], clause="2.1")
    with pytest.raises(Refused) as refused:
        give(house, categories=["toys/figures"], exclusivity="non_exclusive", partner="别家")
    assert (
        refused.value.message.zh == "不能授权：给青禾玩具的授权（第 2.1 条），至 2026-12-31。全部可授权自 2027-01-01。"
    )
    assert "青禾玩具" in refused.value.message.en
    assert Grant.objects.count() == 1
    give(house, categories=["food"])
    give(house, categories=["toys"], start=date(2027, 1, 1), end=None)
    assert Grant.objects.count() == 3
    assert AuditLine.objects.filter(verb="grant.given").count() == 3


def test_two_plain_grants_go_together_and_an_exclusive_one_beside_them_does_not(house: Any) -> None:
    give(house, exclusivity="non_exclusive")
    give(house, exclusivity="non_exclusive", partner="另一家")
    with pytest.raises(Refused):
        give(house, exclusivity="sole")


def test_the_sell_off_of_a_new_grant_may_not_run_into_an_exclusive_one(house: Any) -> None:
    give(house, start=date(2027, 1, 10), end=date(2027, 12, 31))
    with pytest.raises(Refused):
        give(house, exclusivity="non_exclusive", sell_off_days=30)
    give(house, exclusivity="non_exclusive", sell_off_days=9)


def test_holdbacks_and_rights_that_are_not_held_are_in_the_way(house: Any) -> None:
    of_property, user = house
    hold_back(of_property, by=user, categories=["games"], **TERM)
    with pytest.raises(Refused) as refused:
        give(house, categories=["games"])
    assert "承诺" in refused.value.message.zh
    hold_right(of_property, by=user, territories=["CN"], start=date(2026, 1, 1), end=None, source="原创")
    give(house, categories=["toys"], territories=["CN"])
    with pytest.raises(Refused):
        give(house, categories=["toys"], territories=["US"])


def test_groups_and_options_are_minded(house: Any) -> None:
    of_property, user = house
    name_territories("SEA", ["SG", "MY"], by=user)
    give_option(of_property, by=user, kind="rofr", clause="9", **TERM)
    give(house, territories=["SEA"])
    found = ask(of_property, territories=["MY"], exclusivity="non_exclusive", start="2026-02-01", end="2026-03-01")
    assert (found.status, found.encumbrances[0].clause, found.free_from) == ("taken", "9", date(2027, 1, 1))
    with pytest.raises(Refused):
        name_territories("SEA", ["SEA"], by=user)


def test_a_grant_that_ends_early_frees_the_rest(house: Any) -> None:
    grant = give(house)
    end_grant(grant, by=house[1], on=date(2026, 6, 30))
    give(house, start=date(2026, 7, 1), partner="下家")
    with pytest.raises(Refused):
        end_grant(grant, by=house[1], on=date(2026, 9, 1))


def test_a_contract_keeps_terms_that_can_be_calculated(house: Any) -> None:
    of_property, user = house
    terms = {"currency": "CNY", "period": "quarter", "start": "2026-01-01", "end": "2026-12-31",
             "royalties": [{"category": "toys", "base": "gross", "rate": "0.10"}]}  # fmt: skip
    assert add_contract(of_property, by=user, partner="青禾", title="玩具", terms=terms).terms == terms
    with pytest.raises(Refused) as refused:
        add_contract(of_property, by=user, partner="青禾", title="玩具", terms={**terms, "perod": 1})
    assert "perod" in refused.value.message.en


@pytest.mark.parametrize(
    "change", [{"exclusivity": "mine"}, {"end": date(2025, 1, 1)}, {"categories": []}, {"partner": " "}]
)
def test_what_makes_no_sense_is_refused_and_nothing_written(house: Any, change: dict[str, Any]) -> None:
    with pytest.raises(Refused):
        give(house, **change)
    assert (Grant.objects.count(), AuditLine.objects.filter(verb="grant.given").count()) == (0, 0)


def test_the_database_itself_refuses_a_grant_that_ends_before_it_begins(house: Any) -> None:
    row = give(house)
    with pytest.raises(IntegrityError), transaction.atomic():
        Grant.objects.filter(pk=row.pk).update(end=date(2025, 1, 1))


def test_no_other_studio_sees_or_uses_a_property(house: Any) -> None:
    give(house)
    with in_studio(make_studio("别家", "Other")):
        assert Grant.objects.count() == 0
        with pytest.raises((NoScope, Property.DoesNotExist)):
            give(house)


def rival(keys: tuple[int, int, int], partner: str, together: Any, said: Any) -> None:
    """One of two processes that grant the same goods at the same moment, one category after another."""
    studio, user, of_property = keys
    with in_studio(studio):
        by, rights_of = User.objects.get(pk=user), Property.objects.get(pk=of_property)
        given = []
        for category in CATEGORIES:
            together.wait(timeout=30)
            try:
                give_grant(rights_of, by=by, partner=partner, exclusivity="exclusive", categories=[category], **TERM)
                given.append(category)
            except Refused:
                pass
    said.put((partner, given))
    connection.close()


CATEGORIES = [f"c{n}" for n in range(12)]


@pytest.mark.django_db(transaction=True)
def test_two_processes_at_the_same_second_cannot_both_grant_exclusively() -> None:
    studio = make_studio()
    user = make_member(studio).user
    with in_studio(studio):
        of_property = make_property()
    connection.close()  # each process has a connection of its own
    forking = multiprocessing.get_context("fork")
    together, said = forking.Barrier(2), forking.Queue()
    rivals = [
        forking.Process(target=rival, args=((studio.pk, user.pk, of_property.pk), partner, together, said))
        for partner in ("甲", "乙")
    ]
    for process in rivals:
        process.start()
    given = dict(said.get(timeout=60) for _ in rivals)
    for process in rivals:
        process.join(timeout=30)
    assert sorted(given["甲"] + given["乙"]) == sorted(CATEGORIES)
    with in_studio(studio):
        rows = {row.categories[0]: row.partner for row in Grant.objects.all()}
        assert Grant.objects.count() == len(CATEGORIES)
    assert rows == {category: partner for partner, categories in given.items() for category in categories}
