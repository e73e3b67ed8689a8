"""An order takes each episode's own subtitles, by the channel's language, and says when nobody has checked them."""

from __future__ import annotations

from dataclasses import replace

import pytest
from django.conf import settings
from django.urls import reverse

from distribution.conftest import House
from factories import make_subtitle_line, make_track
from manju.distribution.actions import order_deliverables
from manju.distribution.subtitles import offered
from manju.distribution.texts import facts_for
from manju.localisation import lines

pytestmark = [pytest.mark.db, pytest.mark.django_db]


def place(house: House, *channels: str, **options):
    wanted = [replace(w, from_tracks=True) for w in house.wanted(*channels, **options)]
    return order_deliverables([house.episode], wanted, by=house.member("owner")).new


def test_each_channel_takes_the_subtitles_of_its_language(house: House) -> None:
    line = make_subtitle_line(make_track(house.episode, "zh"), text="她回来了。", start_ms=0)
    make_subtitle_line(make_track(house.episode, "en"), text="She is back.", start_ms=0)
    douyin, tiktok = place(house, "douyin", "tiktok")
    files = [(settings.MEDIA_ROOT / d.wanted.subtitles).read_text(encoding="utf-8") for d in (douyin, tiktok)]
    assert "她回来了。" in files[0]
    assert "She is back." in files[1]
    assert facts_for(douyin).subtitles_checked is False
    lines.check_line(line, is_checked=True, by=house.member("owner"))
    [again] = place(house, "douyin")
    assert (again.wanted.subtitles_checked, again.render_key) == (True, douyin.render_key)


def test_a_file_that_was_sent_in_comes_first_and_nothing_is_said_of_it(house: House) -> None:
    make_subtitle_line(make_track(house.episode, "zh"), text="她回来了。")
    [row] = place(house, "douyin", subtitles="subtitles/own.srt", subtitles_sha256="1" * 64)
    assert (row.wanted.subtitles, row.wanted.subtitles_checked) == ("subtitles/own.srt", None)


def test_a_language_without_subtitles_is_made_without(house: House) -> None:
    make_subtitle_line(make_track(house.episode, "en"), text="")
    assert [d.wanted.subtitles for d in place(house, "douyin", "tiktok")] == ["", ""]


def test_the_order_page_offers_the_languages_and_counts_what_is_unchecked(house: House) -> None:
    track = make_track(house.episode, "zh")
    line = make_subtitle_line(track, start_ms=0)
    make_subtitle_line(track, start_ms=3000)
    lines.check_line(line, is_checked=True, by=house.member("owner"))
    [found] = offered([house.episode])
    assert (found.language, found.episodes, found.lines, found.unchecked) == ("zh", 1, 2, 1)
    page = house.client("owner").get(f"{reverse('distribution:order')}?episode={house.episode.pk}").content.decode()
    assert "unchecked: 1" in page
    assert 'name="from-tracks" value="1" checked' in page
