"""Files coming in through a real browser: a dropped season, a reload in the middle, the plain form, the player."""

from __future__ import annotations

import pytest

from browser import faults_by_axe
from catalogue.conftest import MP4
from factories import make_episode, make_master, make_member, make_season, make_studio
from manju.catalogue.models import Master
from manju.people.scope import in_studio

pytestmark = [pytest.mark.browser, pytest.mark.slow, pytest.mark.django_db(transaction=True)]


@pytest.fixture
def member():
    return make_member(make_studio(), "producer")


@pytest.fixture
def season(member):
    with in_studio(member.studio_id):
        return make_season(planned_episodes=3)


def file(name: str, data: bytes) -> dict[str, object]:
    return {"name": name, "mimeType": "video/mp4", "buffer": data}


def until(page, expression: str) -> None:
    """Wait for a JavaScript expression; Playwright's own waiting needs `eval`, which the pages forbid."""
    for _ in range(100):
        if page.evaluate(expression):
            return
        page.wait_for_timeout(50)
    pytest.fail(f"never true: {expression}")


def numbers_of(member) -> list[int]:
    with in_studio(member.studio_id):
        return sorted(Master.objects.values_list("episode__number", flat=True))


def test_a_season_chosen_at_once_is_read_uploaded_and_refused_file_by_file(as_reader, member, season):
    page = as_reader(member, language="en").new_page()
    page.goto(season.get_absolute_url())
    page.set_input_files("input[type=file]", [
        file("第一集.mp4", MP4 + b"1"), file("EP02.mp4", MP4 + b"2"),
        file("第3集.mp4", b"a text\n" * 900), file("opening.mp4", MP4),
    ])  # fmt: skip
    page.get_by_role("button", name="Upload 3 files").wait_for()
    assert [field.input_value() for field in page.locator(".ep-number").all()] == ["1", "2", "3", ""]
    assert page.evaluate("document.activeElement.getAttribute('aria-label')") == "Episode of opening.mp4"
    page.get_by_role("button", name="Upload 3 files").click()
    page.get_by_text("This file is no video, sound or picture").wait_for()
    page.get_by_text("2 of 4 done").wait_for()
    page.locator("#episodes").get_by_text("checking").nth(1).wait_for()
    assert numbers_of(member) == [1, 2]


def test_an_upload_goes_on_after_a_reload(as_reader, member, season):
    film = file("EP03.mp4", MP4 + bytes(9_000_000))
    page = as_reader(member, language="en").new_page()
    page.goto(season.get_absolute_url())
    pieces: list[str] = []

    def once(route):
        pieces.append(route.request.headers.get("upload-offset", ""))
        if len(pieces) == 2:
            return None  # the second piece never arrives
        return route.continue_()

    page.route("**/uploads/*-*/", lambda route: once(route) if route.request.method == "PATCH" else route.continue_())
    page.set_input_files("input[type=file]", [film])
    page.get_by_role("button", name="Upload 1 file").click()
    page.get_by_text("8.4 MB / 9.0 MB").wait_for()
    kept = page.evaluate("Object.entries(JSON.parse(localStorage.getItem('manju-uploads')))")
    assert len(kept) == 1
    page.on("dialog", lambda dialog: dialog.accept())
    page.reload()
    page.unroute_all(behavior="ignoreErrors")
    # a chosen file of the same bytes gets a new date from Playwright; a person's file keeps its own
    page.evaluate(
        """([[[_, address]], size]) => {
            File.prototype.__defineGetter__('lastModified', () => 7);
            const key = ['EP03.mp4', size, 7, document.querySelector('[name=season]').value, 3].join('|');
            localStorage.setItem('manju-uploads', JSON.stringify({ [key]: address }));
        }""",
        [kept, len(film["buffer"])],
    )
    sent: list[str] = []
    page.on("request", lambda r: sent.append(r.headers["upload-offset"]) if r.method == "PATCH" else None)
    page.set_input_files("input[type=file]", [film])
    page.get_by_role("button", name="Upload 1 file").click()
    page.get_by_text("1 of 1 done").wait_for()
    assert sent == ["8388608"]
    with in_studio(member.studio_id):
        assert Master.objects.get().path.read_bytes() == film["buffer"]


def test_files_dropped_on_another_page_ask_for_their_season(as_reader, member, season):
    page = as_reader(member, language="en").new_page()
    page.goto("/properties/")
    drop = page.evaluate_handle("""(bytes) => { const d = new DataTransfer();
        d.items.add(new File([Uint8Array.from(bytes)], 'EP02.mp4')); return d }""", list(MP4))  # fmt: skip
    page.dispatch_event("body", "dragenter", {"dataTransfer": drop})
    page.locator("#drop-sheet").wait_for()
    page.dispatch_event("body", "drop", {"dataTransfer": drop})
    dialog = page.get_by_role("dialog", name="Take these videos")
    dialog.get_by_label("Into which season").select_option(str(season.pk))
    dialog.get_by_role("button", name="Upload 1 file").click()
    dialog.get_by_text("1 of 1 done").wait_for()
    assert numbers_of(member) == [2]


def test_the_plain_form_works_without_javascript(as_reader, member, season):
    page = as_reader(member, language="en", java_script_enabled=False).new_page()
    page.goto(f"/upload/?season={season.pk}")
    page.set_input_files("input[type=file]", [file("final.mp4", MP4)])
    page.get_by_role("textbox", name="Episode").fill("3")
    page.get_by_role("button", name="Upload", exact=True).click()
    page.get_by_text("Received Episode 3; it is being checked.").wait_for()
    assert numbers_of(member) == [3]


@pytest.mark.media
def test_the_player_steps_by_frames_and_says_its_time(as_reader, member, season, media_root, tmp_path):
    from catalogue.test_inspect import Hand
    from manju.catalogue.jobs import inspect_master
    from manju.catalogue.receiving import take_whole
    from media.clips import clip

    with in_studio(member.studio_id):
        source = clip(tmp_path / "a.webm", size="160x284", seconds=8, video=("-c:v", "libvpx", "-deadline", "realtime"),
                      audio=("-c:a", "libopus"))  # fmt: skip
        taken = take_whole(season, 1, by=member.user, name="EP01.webm", source=source)
        inspect_master.function(Hand(), master_id=taken.master.pk)
        address = taken.master.episode.get_absolute_url()
    page = as_reader(member, language="en").new_page()
    page.goto(address)
    slider = page.get_by_role("slider", name="Position")
    until(page, "document.querySelector('video').readyState >= 2")

    def time() -> float:
        until(page, "!document.querySelector('video').seeking")
        return round(page.evaluate("document.querySelector('video').currentTime"), 2)

    page.keyboard.press(".")
    assert time() == 0.06
    page.keyboard.press(".")
    assert time() == 0.1
    page.keyboard.press(",")
    assert time() == 0.06
    page.keyboard.press("ArrowRight")
    assert time() == 5.06
    assert slider.get_attribute("aria-valuetext") == "00:05.0 / 00:08.0"
    page.keyboard.press("Space")
    until(page, "!document.querySelector('video').paused")
    page.keyboard.press("Space")
    until(page, "document.querySelector('video').paused")


@pytest.mark.parametrize("theme", ["light", "dark"])
def test_axe_finds_nothing_on_the_rooms_pages(as_reader, member, season, theme):
    with in_studio(member.studio_id):
        episode = make_episode(season=season, number=1)
        make_master(episode=episode)
    page = as_reader(member, theme=theme).new_page()
    for address in ("/properties/", season.work.of_property.get_absolute_url(), season.work.get_absolute_url(),
                    season.get_absolute_url(), episode.get_absolute_url(), "/upload/", "/properties/new/"):  # fmt: skip
        page.goto(address)
        assert (address, faults_by_axe(page)) == (address, [])
