"""What a studio says of elements, and the directions it chooses: said once, kept, never changed behind its back."""

from __future__ import annotations

import datetime as dt

import pytest
from django.db import DatabaseError, IntegrityError, transaction

from factories import make_episode, make_member, make_property, make_season, make_work
from hits import Quiet, make_analysis, make_hit_list
from launched import make_export, make_item, make_snapshot
from manju.catalogue.models import Property
from manju.jobs.models import Job
from manju.people.errors import Refused
from manju.people.models import Studio, User
from manju.topics import actions, engine
from manju.topics.analysing import mark_now
from manju.topics.choices import choice_of, choose, start_property
from manju.topics.jobs import analyse_job
from manju.topics.lexicon import entries, fits, names_by_text
from manju.topics.models import Analysis, Choice, Element, Fit
from manju.topics.slate import OwnRate, own_completion, own_titles

pytestmark = [pytest.mark.db, pytest.mark.django_db]


@pytest.fixture
def by(studio: Studio) -> User:
    return make_member(studio).user


def named() -> dict[str, str]:
    return names_by_text(entries(engine.seed_entries()))


def test_an_element_of_the_studios_own_is_found_by_all_its_names(by: User) -> None:
    actions.save_element("猫狗互换", by=by, name_en="Pets swapped", synonyms=["宠物互换", " "])
    assert (named()["猫狗互换"], named()["宠物互换"]) == ("猫狗互换", "猫狗互换")
    lexicon = engine.lexicon_of(entries(engine.seed_entries()), {})
    assert lexicon.element_of("宠物互换") == "猫狗互换"


def test_a_renamed_element_is_found_by_its_old_name(by: User) -> None:
    actions.save_element("再来一世", by=by, name_en="Again", synonyms=["重活一世"], was="重生")
    assert (named()["重生"], named()["重活一世"], named()["再来一世"]) == ("再来一世",) * 3
    assert engine.lexicon_of(entries(engine.seed_entries()), {}).element_of("重生") == "再来一世"


def test_a_name_belongs_to_one_element(by: User) -> None:
    with pytest.raises(Refused) as why:
        actions.save_element("新词", by=by, synonyms=["重活一世"])
    assert why.value.message.zh == "“重活一世”已经是重生的叫法。"
    assert not Element.objects.exists()


def test_merged_refused_and_restored(by: User) -> None:
    actions.merge_element("复仇", "逆袭", by=by)
    assert named()["复仇"] == "逆袭"
    with pytest.raises(Refused):
        actions.merge_element("重生", "复仇", by=by)
    with pytest.raises(Refused):
        actions.refuse_element("逆袭", by=by)
    actions.restore_element("复仇", by=by)
    actions.refuse_element("重生", by=by)
    assert named()["复仇"] == "复仇"
    assert "重生" not in named()
    assert engine.lexicon_of(entries(engine.seed_entries()), {}).element_of("重生") is None


def test_fit_counts_from_its_day_on(by: User) -> None:
    actions.set_fit("甜宠", by=by, spectacle=1, pace=0.5, freedom=0, valid_from=dt.date(2026, 12, 1))
    before = fits(engine.seed_fits(), dt.date(2026, 11, 30))["甜宠"]
    after = fits(engine.seed_fits(), dt.date(2026, 12, 1))["甜宠"]
    assert (before.own, after.own, after.parts) == (False, True, {"spectacle": 1, "pace": 0.5, "freedom": 0})
    assert engine.score_of(after) == pytest.approx(0.55)
    with pytest.raises(IntegrityError), transaction.atomic():
        Fit.objects.create(element="甜宠", spectacle=2, pace=0, freedom=0, valid_from=dt.date(2026, 12, 1))


def test_changes_lead_to_one_analysis(by: User) -> None:
    make_hit_list()
    mark = mark_now()
    actions.save_element("猫狗互换", by=by)
    actions.change_window(30, by=by)
    assert mark_now() != mark
    assert Job.objects.filter(kind="topics.analyse").count() == 1
    with pytest.raises(Refused):
        actions.change_window(3, by=by)


def test_a_property_is_started_with_its_evidence(by: User) -> None:
    made = start_property(["末世", "悬疑"], make_analysis(), by=by, name_zh="末日十三号", difference="女主是凶手")
    own = made.of_property
    assert (own.genres_zh, own.genres_en) == ("末世 · 悬疑", "Apocalypse · Mystery")
    assert choice_of(own) == made
    assert choice_of(make_property()) is None
    assert (made.elements, made.fatigue, made.direction["score"]) == (["悬疑", "末世"], "fresh", 0.081)
    assert [e["name"] for e in made.evidence["elements"]] == ["悬疑", "末世"]


def test_a_tired_direction_needs_a_difference(by: User) -> None:
    analysis = make_analysis()
    with pytest.raises(Refused) as why:
        start_property(["重生", "复仇"], analysis, by=by, name_zh="又一部", difference="  ")
    assert why.value.field == "difference"
    assert not Choice.objects.exists()
    with pytest.raises(IntegrityError), transaction.atomic():
        Choice.objects.create(of_property=make_property(), elements=[], fatigue="tired", analysis=analysis, by=by,
                              evidence={})  # fmt: skip
    assert start_property(["重生", "复仇"], analysis, by=by, name_zh="又一部", difference="反着来").fatigue == "tired"
    varied = start_property(["重生", "复仇"], analysis, by=by, name_zh="换着来", variant=("重生", "悬疑"))
    assert (varied.elements, varied.fatigue) == (["重生", "悬疑"], "tired")
    assert (varied.difference, varied.of_property.genres_zh) == ("重生＋复仇 → 重生＋悬疑", "重生 · 悬疑")
    with pytest.raises(Refused):
        choose(make_property(), ["重生", "复仇"], analysis, by=by, variant=("萌宝", "悬疑"))
    with pytest.raises(Refused):
        choose(make_property(), ["没有", "这个"], analysis, by=by)


def test_a_choice_is_never_changed_nor_deleted(by: User) -> None:
    made = choose(make_property(), ["悬疑", "末世"], make_analysis(), by=by)
    for change in (lambda: Choice.objects.filter(pk=made.pk).update(difference="x"), made.delete):
        with pytest.raises(DatabaseError, match="append-only"), transaction.atomic():
            change()
    later = choose(made.of_property, ["修仙", "系统"], make_analysis(), by=by)
    assert choice_of(made.of_property) == later


def test_own_titles_that_are_measured_say_how_they_keep_viewers(by: User) -> None:
    assert own_completion() == []
    choice = choose(make_property(), ["悬疑", "末世"], make_analysis(), by=by)
    item = make_item(make_episode(make_season(make_work(choice.of_property))))
    make_snapshot(item, views=1000, completed=400)
    later = make_export(export_date=dt.date(2026, 6, 8))
    make_snapshot(item, export=later, views=3000, completed=900)
    by_genre = make_work(make_property(genres_zh="古风 · 没有的"))
    make_snapshot(make_item(make_episode(make_season(by_genre))), views=100, completed=50)
    assert own_completion() == [
        OwnRate(("悬疑", "末世"), dt.date(2026, 6, 1), 0.3), OwnRate(("古风",), dt.date(2026, 6, 1), 0.5),
    ]  # fmt: skip
    assert {t.title for t in own_titles()} == {p.name_zh for p in Property.objects.all()}


def test_lists_that_say_again_what_they_said_lead_back_to_that_analysis(by: User) -> None:
    make_hit_list()
    first = make_analysis(mark=mark_now())
    second = make_hit_list(["2026-11-20,抖音,1,甲,重生,9"])
    later = make_analysis(mark=mark_now())
    assert Analysis.objects.newest() == later
    actions.withdraw(second, by=by)
    analyse_job.function(Quiet())  # type: ignore[arg-type]
    assert Analysis.objects.newest() == first
    assert Analysis.objects.count() == 2
