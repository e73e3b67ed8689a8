"""Rows stay in their studio, whichever way they are read or written."""

from __future__ import annotations

import pytest
from django.db import DatabaseError, IntegrityError, transaction
from django.db.models import Count, F
from hypothesis import given, settings
from hypothesis import strategies as st
from hypothesis.extra.django import TestCase

from factories import make_episode, make_job, make_master, make_property, make_season, make_studio, make_work
from manju.catalogue.models import Episode, Property, Season, Work
from manju.jobs.models import Job
from manju.people.models import Studio
from manju.people.scope import NoScope, every_studio, in_studio

pytestmark = [pytest.mark.db, pytest.mark.django_db]


@pytest.fixture
def ours() -> Studio:
    return make_studio("青灯", "Lamplight")


@pytest.fixture
def theirs() -> Studio:
    return make_studio("长风", "Longwind")


@pytest.fixture
def their_season(theirs) -> Season:
    with in_studio(theirs):
        return make_season()


def test_without_a_scope_no_question_is_answered() -> None:
    with pytest.raises(NoScope):
        Property.objects.count()


def test_reading_in_every_way_shows_own_rows_only(ours, their_season) -> None:
    with in_studio(ours):
        mine = make_property()
        assert list(Property.objects.all()) == [mine]
        assert Property.objects.aggregate(n=Count("pk")) == {"n": 1}
        assert Property.objects.in_bulk() == {mine.pk: mine}
        assert Property.objects.in_bulk([their_season.work.of_property_id]) == {}
        assert not Season.objects.filter(pk=their_season.pk).exists()
        assert list(Season.objects.select_related("work").values_list("work__title_en")) == []
        assert Property.objects.filter(works__seasons=their_season.pk).count() == 0
        assert list(Work.objects.raw("SELECT * FROM catalogue_work WHERE studio_id = %s", [ours.pk])) == []
        assert mine.works.count() == 0


def test_a_new_row_belongs_to_the_studio_in_scope(ours) -> None:
    with in_studio(ours):
        assert make_property().studio_id == ours.pk
        rows = Property.objects.bulk_create([Property(name_zh="甲"), Property(name_zh="乙")])
        assert [r.studio_id for r in rows] == [ours.pk, ours.pk]
        assert Property.objects.get_or_create(name_zh="丙")[0].studio_id == ours.pk


def test_a_row_of_another_studio_is_neither_saved_nor_deleted(ours, their_season) -> None:
    with in_studio(ours):
        with pytest.raises(NoScope):
            their_season.save()
        with pytest.raises(NoScope):
            their_season.delete()
        assert Season.objects.filter(pk=their_season.pk).delete()[0] == 0
    with every_studio(why="test"):
        assert Season.objects.get(pk=their_season.pk) == their_season


def test_bulk_create_refuses_another_studios_rows_and_writes_nothing(ours, theirs) -> None:
    with in_studio(ours):
        with pytest.raises(NoScope):
            Property.objects.bulk_create([Property(name_zh="甲"), Property(name_zh="乙", studio=theirs)])
        assert Property.objects.count() == 0


def test_an_upsert_that_could_overwrite_another_studios_row_is_refused(ours, their_season) -> None:
    stolen = Season(pk=their_season.pk, work_id=their_season.work_id, number=9)
    with in_studio(ours), pytest.raises(NoScope):
        Season.objects.bulk_create([stolen], update_conflicts=True, unique_fields=["id"], update_fields=["number"])


@pytest.mark.parametrize("by", ["object", "id"])
def test_a_row_cannot_point_to_another_studios_row(ours, their_season, by) -> None:
    pointer = {"season": their_season} if by == "object" else {"season_id": their_season.pk}
    with in_studio(ours):
        mine = make_episode()
        with pytest.raises(NoScope):
            Episode.objects.create(number=1, **pointer)
        with pytest.raises(NoScope):
            Episode.objects.bulk_create([Episode(number=1, **pointer)])
        with pytest.raises(NoScope):
            Episode.objects.update(**pointer)
        with pytest.raises(NoScope):
            Episode.objects.get_or_create(number=3, **pointer)
        for name, value in pointer.items():
            setattr(mine, name, value)
        with pytest.raises(NoScope):
            mine.save()
        with pytest.raises(NoScope):
            mine.save(update_fields=["season"])
        with pytest.raises(NoScope):
            Episode.objects.bulk_update([mine], ["season"])
        assert Episode.objects.get().season_id != their_season.pk


def test_also_with_every_studio_in_sight_a_row_points_into_its_own_studio(ours, their_season) -> None:
    with every_studio(why="test"), pytest.raises(NoScope):
        Episode.objects.create(studio=ours, number=1, season=their_season)


def test_the_row_at_hand_does_not_vouch_for_another_id(ours, their_season) -> None:
    with in_studio(ours):
        mine = make_episode()
        assert mine.season.studio_id == ours.pk
        mine.season_id = their_season.pk
        with pytest.raises(NoScope):
            mine.save()


def test_a_row_never_changes_studio(ours, theirs) -> None:
    with in_studio(ours):
        mine = make_property()
        with pytest.raises(NoScope):
            Property.objects.update(studio=theirs)
        with pytest.raises(NoScope):
            Property.objects.update(studio_id=theirs.pk)
        with pytest.raises(NoScope):
            Property.objects.bulk_update([mine], ["studio"])
    with every_studio(why="test"):
        mine.studio = theirs
        with pytest.raises(IntegrityError), transaction.atomic():
            mine.save()
        with pytest.raises(DatabaseError), transaction.atomic():
            mine.save(update_fields=["studio"])
        assert Property.objects.get().studio_id == ours.pk


def test_a_key_taken_from_another_studio_overwrites_nothing(ours, their_season) -> None:
    with in_studio(ours):
        mine = make_season()
        forged = Season(pk=their_season.pk, work=mine.work, number=77)
        with pytest.raises(IntegrityError), transaction.atomic():
            forged.save()
    with every_studio(why="test"):
        assert Season.objects.get(pk=their_season.pk).number == 1


def test_updates_within_the_studio_still_work(ours) -> None:
    with in_studio(ours):
        episode, other = make_episode(number=1), make_season()
        assert Episode.objects.update(season=other) == 1
        assert Episode.objects.update(number=F("number") + 1) == 1
        episode.refresh_from_db()
        assert (episode.season_id, episode.number) == (other.pk, 2)


def test_a_row_with_everything_at_hand_is_saved_without_a_question(ours, django_assert_num_queries) -> None:
    with in_studio(ours):
        master = make_master()
        master.state = "refused"
        with django_assert_num_queries(1):
            master.save()


def test_jobs_have_their_own_questions_and_the_same_walls(ours, theirs) -> None:
    with in_studio(theirs):
        make_job()
    with in_studio(ours):
        assert Job.objects.open().count() == 0
        with pytest.raises(NoScope):
            Job.objects.update(studio=theirs)


class AnyMixOfStudios(TestCase):
    @given(st.lists(st.integers(0, 2), max_size=8), st.integers(0, 2))
    @settings(max_examples=25)
    def test_each_studio_sees_what_was_made_in_it(self, makers: list[int], reader: int) -> None:
        studios = [make_studio(f"室{n}", f"Room{n}") for n in range(3)]
        for turn, maker in enumerate(makers):
            with in_studio(studios[maker]):
                make_work(make_property(name_zh=f"甲{turn}"))
        with in_studio(studios[reader]):
            assert Work.objects.count() == makers.count(reader)
            assert {w.of_property.studio_id for w in Work.objects.all()} <= {studios[reader].pk}
