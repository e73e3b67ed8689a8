"""Properties, works, seasons, episodes: the deeds, the pages, and who may."""

import pytest

from catalogue.conftest import MP4, opened, piece
from manju.catalogue import actions
from manju.catalogue.models import Episode, Master, Property, Season, Work
from manju.media.errors import MediaError
from manju.people.models import AuditLine
from manju.people.scope import in_studio
from manju.words import Words

pytestmark = pytest.mark.db


@pytest.fixture
def scoped(house):
    with in_studio(house.studio):
        yield house


def lines() -> list[tuple[str, str]]:
    return list(AuditLine.objects.order_by("pk").values_list("verb", "what_zh"))


def test_every_deed_writes_one_line(scoped):
    by = scoped.user
    prop = actions.add_property(by=by, name_zh="山海外卖")
    season = actions.add_work(prop, by=by, title_zh="山海外卖", planned_episodes=5)
    second = actions.add_season(season.work, by=by, planned_episodes=6)
    episode = actions.add_episode(season, 7, by=by, title_zh="龙王点单")
    actions.edit_property(prop, by=by, name_en="Wild Delivery")
    actions.edit_work(season.work, by=by, title_en="Wild Delivery")
    actions.edit_season(second, by=by, planned_episodes=8)
    actions.edit_episode(episode, by=by, filing_number="网微剧备字(2026)第7号")
    actions.stop_property(prop, by=by)
    actions.resume_property(prop, by=by)
    assert lines() == [
        ("property.added", "新建 IP《山海外卖》"), ("work.added", "新建作品《山海外卖》"),
        ("season.added", "《山海外卖》新建第 2 季"),
        ("episode.added", "《山海外卖》新建第 7 集　龙王点单"), ("property.edited", "改了 IP《山海外卖》"),
        ("work.edited", "改了作品《山海外卖》"), ("season.edited", "《山海外卖》第 2 季计划 8 集"),
        ("episode.edited", "改了第 7 集　龙王点单"), ("property.stopped", "停下 IP《山海外卖》"),
        ("property.resumed", "恢复 IP《山海外卖》"),
    ]  # fmt: skip
    season.refresh_from_db()
    assert (season.number, season.planned_episodes, second.number, second.planned_episodes) == (1, 7, 2, 8)
    assert prop.stopped_at is None


def test_what_changes_nothing_writes_nothing(scoped):
    prop = Property.objects.get()
    actions.edit_property(prop, by=scoped.user, name_zh="长夜灯")
    actions.resume_property(prop, by=scoped.user)
    assert lines() == []


def test_an_edit_remembers_what_was_there(scoped):
    actions.edit_property(Property.objects.get(), by=scoped.user, name_en="Lamp", genres_zh="古风")
    assert AuditLine.objects.get().details == {"was": {"name_en": "Lamp of the Long Night", "genres_zh": ""}}


def test_a_name_is_taken_once_per_studio(scoped, other):
    with pytest.raises(actions.Refused) as refused:
        actions.add_property(by=scoped.user, name_zh="长夜灯")
    assert (refused.value.field, refused.value.message.zh) == ("name_zh", "已经有叫《长夜灯》的 IP。")
    assert Property.objects.count() == 1
    assert lines() == []


def test_an_episode_number_is_taken_once_per_season(scoped):
    season = Season.objects.get()
    actions.add_episode(season, 2, by=scoped.user)
    with pytest.raises(actions.Refused) as refused:
        actions.add_episode(season, 2, by=scoped.user)
    assert refused.value.message.en == "This season has episode 2 already."
    assert Episode.objects.count() == 1


def test_a_plan_never_loses_an_episode(scoped):
    season = Season.objects.get()
    actions.add_episode(season, 3, by=scoped.user)
    with pytest.raises(actions.Refused):
        actions.edit_season(season, by=scoped.user, planned_episodes=2)
    season.refresh_from_db()
    assert season.planned_episodes == 3


def test_two_people_on_two_fields_do_not_undo_each_other(scoped):
    mine, yours = Property.objects.get(), Property.objects.get()
    actions.edit_property(mine, by=scoped.user, logline_zh="她回到那一夜。")
    actions.edit_property(yours, by=scoped.user, genres_zh="古风 · 重生")
    row = Property.objects.get()
    assert (row.logline_zh, row.genres_zh) == ("她回到那一夜。", "古风 · 重生")


def test_two_people_adding_a_season_at_once_get_two_numbers(scoped, monkeypatch):
    """The second finds the number taken when it writes, looks again and takes the next."""
    work, save, tries = Work.objects.get(), Season.save, []

    def overtaken(self, *args, **kwargs):
        tries.append(self.number)
        if len(tries) == 1:
            self.number = 1  # as if somebody else had just written the number it chose
        save(self, *args, **kwargs)

    monkeypatch.setattr(Season, "save", overtaken)
    assert actions.add_season(work, by=scoped.user).number == 2
    assert tries == [2, 2]
    assert sorted(Season.objects.values_list("number", flat=True)) == [1, 2]
    assert lines() == [("season.added", "《长夜灯》新建第 2 季")]


def test_a_master_is_decided_once(scoped):
    piece(scoped.client, opened(scoped, len(MP4))["Location"], 0, MP4)
    master = Master.objects.get()
    why = MediaError("truncated", Words("不完整", "incomplete"), Words("重传", "again"))
    assert actions.refuse_master(master, why, by=None) is True
    assert actions.accept_master(master, by=None, probe={}, poster="p", waveform="w", preview="") is False
    master.refresh_from_db()
    assert (master.state, master.refusal_code, str(master.refusal), str(master.hint), master.poster) == (
        "refused", "truncated", "不完整", "重传", "")  # fmt: skip
    assert [v for v, _ in lines()] == ["upload.started", "master.added", "master.refused"]


def pages(house) -> list[str]:
    with in_studio(house.studio):
        prop, season = Property.objects.get(), Season.objects.get()
        episode, _ = Episode.objects.get_or_create(season=season, number=1)
        Master.objects.get_or_create(
            episode=episode,
            defaults={"file": "masters/x.mp4", "size_bytes": 5, "sha256": "0" * 64, "original_name": "a.mp4"},
        )
    return [
        f"/properties/{prop.pk}/", f"/properties/{prop.pk}/edit/", f"/properties/{prop.pk}/works/new/",
        f"/works/{season.work_id}/",
        f"/works/{season.work_id}/edit/", f"/works/{season.work_id}/seasons/new/", f"/seasons/{season.pk}/",
        f"/seasons/{season.pk}/edit/", f"/episodes/{episode.pk}/", f"/episodes/{episode.pk}/edit/",
    ]  # fmt: skip


@pytest.mark.parametrize("language", ["zh", "en"])
def test_every_page_answers_in_both_languages(house, language):
    house.user.language = language
    house.user.save()
    for address in [*pages(house), "/properties/", "/properties/new/", "/upload/", "/upload/?dialog=1"]:
        answer = house.client.get(address)
        assert (address, answer.status_code) == (address, 200)


def test_another_studios_pages_are_not_there(house, other):
    with in_studio(house.studio):
        prop = Property.objects.get().pk
    for address in pages(house):
        assert (address, other.client.get(address).status_code) == (address, 404)
    for deed in ("stop", "resume"):
        assert other.client.post(f"/properties/{prop}/{deed}/").status_code == 404
    with in_studio(house.studio):
        master = Master.objects.get().pk
    for part in ("poster", "waveform", "film", "original"):
        assert other.client.get(f"/masters/{master}/{part}").status_code == 404


def test_a_viewer_sees_and_may_change_nothing(house):
    addresses = pages(house)
    with in_studio(house.studio):
        house.user.memberships.update(role="viewer")
    for address in addresses:
        wanted = 403 if address.endswith(("edit/", "new/")) else 200
        assert (address, house.client.get(address).status_code) == (address, wanted)
    assert house.client.post("/properties/new/", {"name_zh": "新"}).status_code == 403


def test_a_form_keeps_what_was_typed_and_says_what_is_wrong(house):
    answer = house.client.post("/properties/new/", {"name_zh": "长夜灯", "logline_zh": "一盏灯。"})
    page = answer.content.decode()
    assert answer.status_code == 422
    assert "There is a property called 长夜灯 already." in page
    assert "一盏灯。" in page
    assert 'aria-describedby="error-name_zh"' in page


def test_a_property_is_added_with_work_and_season_through_the_pages(house):
    added = house.client.post("/properties/new/", {"name_zh": "末班车有猫"})
    with in_studio(house.studio):
        prop = Property.objects.get(name_zh="末班车有猫")
    assert added["Location"] == prop.get_absolute_url()
    typed = {"title_zh": "末班车有猫", "language": "zh", "planned_episodes": "12"}
    answer = house.client.post(f"/properties/{prop.pk}/works/new/", typed)
    with in_studio(house.studio):
        season = Season.objects.get(work__of_property=prop)
    assert (answer["Location"], season.planned_episodes) == (season.get_absolute_url(), 12)


def test_the_season_page_shows_every_gap(house):
    page = house.client.get(f"/seasons/{house.season.pk}/").content.decode()
    assert "3 episodes, no master yet" in page
    assert page.count("panel--gap") == 3


def test_the_properties_page_asks_few_questions_whatever_their_number(house, django_assert_max_num_queries):
    with in_studio(house.studio):
        for n in range(12):
            actions.add_property(by=house.user, name_zh=f"第{n}部")
    house.client.get("/properties/")
    with django_assert_max_num_queries(13):
        page = house.client.get("/properties/").content.decode()
    assert page.count('class="prop"') == 13


def test_text_typed_by_people_is_never_markup(house):
    house.client.post("/properties/new/", {"name_zh": "<script>alert(1)</script>"})
    page = house.client.get("/properties/").content.decode()
    assert "<script>alert" not in page
    assert "&lt;script&gt;alert(1)" in page
