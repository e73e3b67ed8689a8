"""The sample studio holds together: every key has its art and storyboard, every text can be drawn and read."""

from __future__ import annotations

import hashlib
from datetime import UTC, date
from fractions import Fraction
from itertools import pairwise

import numpy as np
import pytest
from PIL import Image

from manju.media.channels.profiles import profiles
from manju.media.motion.compose import take
from manju.media.motion.film import set_stage
from manju.media.motion.mixing import PEAK, RATE
from manju.media.subtitles import read_subtitles
from manju.media.typefaces import typeface_for
from manju.people.models import Role
from manju.sample import episodes
from manju.sample.art import stills
from manju.sample.content import SAMPLE
from manju.sample.episodes import sounds
from manju.sample.season import TITLES

KEYS = [e.key for e in SAMPLE.drawn]


def test_every_episode_of_the_content_has_its_storyboard():
    assert sorted(KEYS) == sorted(episodes.KEYS)
    assert len(KEYS) >= 5


@pytest.mark.parametrize("key", KEYS)
def test_an_episode_is_short_and_its_captions_fit_inside_it(key):
    board = episodes.storyboard(key)
    assert 15 <= board.length_s <= 26
    for language in ("zh", "en"):
        lines = board.lines(language)
        assert all(0 <= x.start_ms < x.end_ms <= board.length_s * 1000 for x in lines)
        assert all(a.end_ms <= b.start_ms for a, b in pairwise(lines))
        assert typeface_for("".join(x.text for x in lines), language).family == "Manju Sans SC"


def test_at_least_one_property_is_horizontal_and_one_vertical():
    shapes = {episodes.storyboard(key).width > episodes.storyboard(key).height for key in KEYS}
    assert shapes == {True, False}


def test_subtitles_are_written_from_the_captions(tmp_path):
    episodes.write_subtitles("lantern-1", "zh", tmp_path / "zh.srt")
    lines = read_subtitles(tmp_path / "zh.srt")
    assert lines == episodes.storyboard("lantern-1").lines("zh")
    assert lines[0].text == "永安十二年冬，我死在这座桥上。"


def test_a_shot_looks_the_same_every_time_and_is_not_empty():
    shot = episodes.storyboard("last-bus-1").shots[3]

    def look() -> bytes:
        stage = set_stage(episodes.storyboard("last-bus-1"), shot, scale=Fraction(1, 10))
        picture = take(stage, 1.0)
        assert len(np.unique(picture.reshape(-1, 3), axis=0)) > 100
        return hashlib.sha256(picture.tobytes()).digest()

    assert look() == look()


@pytest.mark.parametrize("name", ["wind", "rain", "crackle", "under_water", "engine"])
def test_a_bed_of_sound_has_its_length_and_does_not_clip(name):
    made = getattr(sounds, name)(1.5)()
    assert made.shape == (round(1.5 * RATE), 2)
    assert 0.3 < np.abs(made).max() <= 1.0


@pytest.mark.parametrize("music", [sounds.lantern_music, sounds.takeaway_music, sounds.last_bus_music])
def test_a_melody_is_as_long_as_asked_and_repeats_exactly(music):
    first, second = music(3.0).samples(), music(3.0).samples()
    assert first.shape == (3 * RATE, 2)
    assert np.array_equal(first, second)
    assert 0.3 < np.abs(first).max() <= 1.0 + 1e-6
    assert PEAK < 1


def test_members_have_known_roles_a_portrait_and_one_owner(tmp_path):
    roles = [m.role for m in SAMPLE.members]
    assert set(roles) <= set(Role.values)
    assert roles.count("owner") == 1
    for member in SAMPLE.members:
        stills.write_portrait(member.key, tmp_path / f"{member.key}.png", 64)
        assert Image.open(tmp_path / f"{member.key}.png").size == (64, 64)


@pytest.mark.parametrize("size", [(300, 400), (400, 300), (90, 160)])
def test_key_art_and_poster_come_in_any_shape(tmp_path, size):
    for of_property in SAMPLE.properties:
        stills.write_key_art(of_property.key, tmp_path / "art.jpg", *size)
        stills.write_poster(of_property.key, tmp_path / "poster.png", *size)
        assert Image.open(tmp_path / "art.jpg").size == Image.open(tmp_path / "poster.png").size == size


def test_posts_name_known_episodes_and_the_studios_own_accounts():
    platforms = {a.platform for a in SAMPLE.accounts}
    assert platforms <= set(profiles())
    for post in SAMPLE.publications:
        assert post.episode in KEYS
        assert post.platform in platforms
        assert (post.state == "planned") == (post.day >= 0)
        assert (post.state == "rejected") == (post.rejection is not None)


def test_the_calendar_moves_with_today():
    post = SAMPLE.publications[0]
    assert post.at(date(2026, 11, 25), UTC).isoformat() == "2026-07-23T18:00:00+00:00"


def test_titles_on_platforms_are_called_as_the_studio_calls_them():
    for plan in TITLES:
        of_property = next(p for p in SAMPLE.properties if p.key == plan.key)
        [work] = of_property.works
        [season] = work.seasons
        assert (plan.title, plan.title_en) == (work.title.zh, work.title.en)
        assert plan.names == tuple(e.title.zh for e in season.episodes)
        assert [e.number for e in season.episodes] == list(range(1, plan.episodes + 1))
        assert plan.days_ago < of_property.started_days_ago


def test_texts_fit_the_columns_they_are_stored_in():
    for of_property in SAMPLE.properties:
        assert max(len(of_property.logline.zh), len(of_property.logline.en)) <= 240
        assert max(len(of_property.name.zh), len(of_property.genres.en)) <= 80
    assert max(max(len(e.synopsis.zh), len(e.synopsis.en)) for e in SAMPLE.episodes) <= 400
