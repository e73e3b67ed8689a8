"""The editor in a real browser: what is typed is stored by itself, and two people see each other."""

from __future__ import annotations

from typing import Any

import pytest

from browser import faults_by_axe
from factories import (
    make_episode,
    make_master,
    make_member,
    make_property,
    make_season,
    make_studio,
    make_subtitle_line,
    make_term,
    make_track,
    make_user,
    make_work,
)
from manju.localisation.models import SubtitleLine, SubtitleTrack
from manju.people.models import Member
from manju.people.scope import every_studio, in_studio

expect = pytest.importorskip("playwright.sync_api", reason="Playwright is not installed").expect

pytestmark = [pytest.mark.browser, pytest.mark.slow, pytest.mark.django_db(transaction=True)]

CHINESE = ["长夜灯灭了。", "是谁？", "你终于回来了。"]
ENGLISH = ["The Long Night Light is out.", "Who is it?", "You are back at last."]


@pytest.fixture
def house(settings: Any, tmp_path: Any) -> tuple[Member, Member, SubtitleTrack]:
    """Two people, and English lines translated from Chinese ones, beside a film of 24 seconds that is not there."""
    settings.MEDIA_ROOT = tmp_path
    studio = make_studio(producer_code="x")
    lin, gu = make_member(studio, name="Lin"), make_member(studio, "creator", user=make_user(name="Gu"))
    with in_studio(studio):
        of = make_property()
        episode = make_episode(make_season(make_work(of)), number=7)
        probe = {"duration_s": 24.0, "fps": 25.0, "width": 320, "height": 180}
        make_master(episode, probe=probe)
        source = make_track(episode, "zh")
        track = make_track(episode, "en", source="translated", from_track=source)
        for n, (zh, en) in enumerate(zip(CHINESE, ENGLISH, strict=True)):
            line = make_subtitle_line(source, text=zh, start_ms=1000 + 3000 * n)
            make_subtitle_line(
                track, text=en, start_ms=line.start_ms, origin="machine", machine="m", translates=line,
                translates_version=1,
            )  # fmt: skip
        make_term(of, source="长夜灯", target="Night Lamp", forbidden="Long Night Light")
    return lin, gu, track


def opened(as_reader: Any, member: Member, track: SubtitleTrack) -> Any:
    page = as_reader(member, language="en", width=1440).new_page()
    page.goto(f"/localisation/episodes/{track.episode_id}/en/", wait_until="load")
    return page


def lines(track: SubtitleTrack) -> list[SubtitleLine]:
    with every_studio(why="test"):
        return list(track.live())


def stored(page: Any) -> Any:
    """Waits for the answer to what is done inside the block."""
    return page.expect_response(lambda answer: answer.request.method == "POST" and answer.ok)


def has_lines(page: Any, count: int) -> None:
    """Waits until so many lines are there and their fields store what is typed."""
    expect(page.locator(".line")).to_have_count(count)
    expect(page.locator(".htmx-added")).to_have_count(0)


def test_lines_are_written_checked_and_undone_without_a_save_button(house, as_reader) -> None:
    lin, _, track = house
    page = opened(as_reader, lin, track)
    assert faults_by_axe(page) == []
    first, second, _ = lines(track)
    assert page.locator("h1").inner_text() == "English subtitles: 3 to check"
    assert page.locator(f"#line-{first.pk} mark").get_attribute("title") == "Night Lamp"
    assert "forbidden “Long Night Light”" in page.locator(f"#found-{first.pk}").inner_text()
    field = page.locator(f"#text-{first.pk}")
    with stored(page):
        field.fill("The Night Lamp is out.")
    expect(page.locator(f"#found-{first.pk}")).not_to_contain_text("forbidden")
    assert lines(track)[0].text == "The Night Lamp is out."
    assert field.evaluate("el => el === document.activeElement"), "what is being typed in is left alone"
    with stored(page):
        field.press("Control+Enter")
    expect(page.locator("h1")).to_have_text("English subtitles: 2 to check")
    assert lines(track)[0].checked_by_id == lin.user_id
    assert page.evaluate("document.activeElement.id") == f"text-{second.pk}"
    with stored(page):
        page.locator(f"#line-{second.pk} details.menu > summary").click()
        page.locator(f"#line-{second.pk} [data-split]").click()
    has_lines(page, 4)
    with stored(page):
        page.get_by_role("button", name="Undo").click()
    has_lines(page, 3)
    assert [x.text for x in lines(track)] == ["The Night Lamp is out.", *ENGLISH[1:]]


def test_the_editor_is_sound_on_a_phone_in_the_dark_in_chinese(house, as_reader) -> None:
    lin, _, track = house
    page = as_reader(lin, language="zh", theme="dark", width=390).new_page()
    page.goto(f"/localisation/episodes/{track.episode_id}/en/", wait_until="load")
    assert faults_by_axe(page) == []
    assert page.evaluate("document.documentElement.scrollWidth") <= 390


def test_edges_are_dragged_and_moved_by_keys(house, as_reader) -> None:
    lin, _, track = house
    page = opened(as_reader, lin, track)
    line = lines(track)[0]
    box = page.locator(f"#cue-{line.pk}").bounding_box()
    with stored(page):
        page.mouse.move(box["x"] + box["width"] - 3, box["y"] + 20)
        page.mouse.down()
        page.mouse.move(box["x"] + box["width"] - 3 + 28, box["y"] + 20, steps=4)
        page.mouse.up()
    moved = lines(track)[0]
    assert moved.start_ms == 1000
    assert 3380 <= moved.end_ms <= 3620
    with stored(page):
        page.locator(f"#cue-{line.pk}").press("Shift+ArrowLeft")
    assert lines(track)[0].end_ms == moved.end_ms - 100
    with stored(page):
        page.locator(f"#line-{line.pk} [name=start]").fill("0:00.5")
        page.locator(f"#line-{line.pk} [name=start]").press("Tab")
    assert lines(track)[0].start_ms == 500
    with stored(page):
        page.locator(f"#line-{line.pk} [name=end]").fill("soon")
        page.locator(f"#line-{line.pk} [name=end]").press("Tab")
    page.wait_for_selector(f"#meta-{line.pk} [role=alert]")
    assert lines(track)[0].end_ms == moved.end_ms - 100


def test_two_people_see_each_others_words_and_lose_none(house, as_reader) -> None:
    lin, gu, track = house
    hers, his = opened(as_reader, lin, track), opened(as_reader, gu, track)
    first, second, _ = lines(track)
    with stored(hers):
        hers.locator(f"#text-{second.pk}").fill("Who goes there?")
    his.evaluate("() => document.dispatchEvent(new Event('visibilitychange'))")  # else he asks every five seconds
    expect(his.locator(f"#text-{second.pk}")).to_have_value("Who goes there?")
    with stored(hers):
        hers.get_by_role("button", name="Add a line here").click()
    has_lines(hers, 4)
    his.evaluate("() => { document.activeElement.blur(); document.dispatchEvent(new Event('visibilitychange')); }")
    has_lines(his, 4)  # nobody was typing there, so it came by itself
    with stored(hers):
        hers.get_by_role("button", name="Undo").click()
    has_lines(hers, 3)
    with stored(hers):
        hers.locator(f"#text-{first.pk}").fill("Her words")
    with stored(his):
        his.locator(f"#text-{first.pk}").fill("His words")
    his.wait_for_selector(f"#meta-{first.pk} .line__theirs")
    assert his.locator(f"#meta-{first.pk} .line__theirs").inner_text() == "Her words"
    assert his.locator(f"#text-{first.pk}").input_value() == "His words"
    his.locator(f"#text-{second.pk}").focus()
    his.wait_for_timeout(900)  # longer than what is typed waits to be stored
    assert lines(track)[0].text == "Her words", "leaving the field chooses nothing"
    with stored(his):
        his.get_by_role("button", name="Keep mine").click()
    assert lines(track)[0].text == "His words"
    with every_studio(why="test"):
        assert "Her words" in lines(track)[0].versions.values_list("text", flat=True)
