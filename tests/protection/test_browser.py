"""In a real Chromium: a file is dropped and leads to its page; suspect and master run in step, also by keyboard."""

from __future__ import annotations

import shutil
from dataclasses import replace
from pathlib import Path

import pytest

from factories import make_copy, make_finding, make_member, make_registered_master, make_studio
from manju.catalogue.models import Master
from manju.media.traces import Segment
from manju.people.models import Member
from manju.people.scope import in_studio
from manju.protection.models import Finding
from manju.protection.results import Result
from media.clips import clip

pytestmark = [pytest.mark.browser, pytest.mark.slow, pytest.mark.django_db(transaction=True)]


@pytest.fixture
def owner(media) -> Member:
    return make_member(make_studio("Lamplight", "Lamplight", producer_code="91110108MA01"), name="Lin", language="en")


@pytest.fixture
def finding(owner, media, film) -> Finding:
    """Two pieces: 1–3 s shows 2–4 s mirrored, 4–6 s shows 5–7 s; what lies between shows nothing of ours."""
    with in_studio(owner.studio_id):
        master = make_registered_master(duration_s=8.0)
        Master.objects.filter(pk=master.master_id).update(file="masters/07.mp4", probe={"duration_s": 8.0})
        for name in ("masters/07.mp4", "suspects/found.mp4"):
            (media / name).parent.mkdir(parents=True, exist_ok=True)
            shutil.copyfile(film, media / name)
        made = make_finding("copy", make_copy(master), file="suspects/found.mp4")
        answer = Result.from_json(made.result)
        pieces = (Segment(1.0, 3.0, 2.0, 4.0, 1.0, True), Segment(4.0, 6.0, 5.0, 7.0, 1.0, False))
        answer = replace(answer, duration_s=8.0, masters=(replace(answer.masters[0], segments=pieces),))
        Finding.objects.filter(pk=made.pk).update(result=answer.as_json())
        return made


TIMES = "() => ['suspect', 'master'].map(n => document.querySelector(`[data-${n}]`).currentTime)"
SETTLED = """([suspect, master]) => {
  const [s, m] = ['suspect', 'master'].map(n => document.querySelector(`[data-${n}]`));
  const near = (video, at) => !video.seeking && Math.abs(video.currentTime - at) < 0.08;
  return near(s, suspect) && near(m, master);
}"""


def test_suspect_and_master_run_in_step_along_the_pieces(owner, finding, as_reader) -> None:
    page = as_reader(owner, language="en").new_page()
    page.goto(finding.get_absolute_url())
    page.wait_for_function(SETTLED, arg=[1.01, 2.01])
    slider = page.get_by_role("slider", name="Position")
    slider.focus()
    page.keyboard.press("]")
    page.wait_for_function(SETTLED, arg=[4.01, 5.01])
    page.keyboard.press(".")
    page.wait_for_function(SETTLED, arg=[4.06, 5.06])
    page.keyboard.press("[")
    page.wait_for_function(SETTLED, arg=[1.01, 2.01])
    page.wait_for_selector("[data-said] >> text=In step; the suspect is mirrored")
    page.keyboard.press("ArrowRight")
    page.wait_for_function(SETTLED, arg=[2.01, 3.01])
    page.keyboard.press("s")
    assert page.locator("[data-lock]").get_attribute("aria-pressed") == "false"
    page.keyboard.press("ArrowRight")
    page.wait_for_function("() => Math.abs(document.querySelector('[data-suspect]').currentTime - 3.01) < 0.08")
    assert abs(page.evaluate(TIMES)[1] - 3.01) < 0.08, "unlocked, the master stays where it was"
    page.keyboard.press("s")
    page.wait_for_function(SETTLED, arg=[3.01, 4.01])
    page.keyboard.press("f")
    assert "is-flipped" in page.locator("[data-suspect]").get_attribute("class")
    page.keyboard.press("End")
    page.wait_for_selector("[data-said] >> text=This second is not ours")


def test_both_play_at_once_and_stay_together(owner, finding, as_reader) -> None:
    page = as_reader(owner, language="en").new_page()
    page.goto(finding.get_absolute_url())
    page.wait_for_function(SETTLED, arg=[1.01, 2.01])
    page.locator("[data-mute]").click()
    page.get_by_role("button", name="Play", exact=True).click()
    page.wait_for_function("() => document.querySelector('[data-suspect]').currentTime > 1.6")
    page.get_by_role("button", name="Play", exact=True).click()
    page.wait_for_function(
        "() => { const [s, m] = ['suspect', 'master'].map(n => document.querySelector(`[data-${n}]`));"
        " return s.paused && m.paused && !m.seeking && Math.abs(m.currentTime - s.currentTime - 1.0) < 0.05; }"
    )


def test_a_chosen_file_is_sent_and_leads_to_its_page(owner, media, as_reader, tmp_path) -> None:
    found: Path = clip(tmp_path / "found one.mp4", seconds=2, sound=None)
    page = as_reader(owner, language="en").new_page()
    page.goto("/protection/")
    page.locator("#bring-files").set_input_files(str(found))
    page.wait_for_url("**/findings/*/")
    page.wait_for_selector("h1 >> text=Tracing")
    with in_studio(owner.studio_id):
        row = Finding.objects.get()
    assert (row.name, row.path.read_bytes()) == ("found one.mp4", found.read_bytes())


def test_several_files_become_a_list_with_a_link_each(owner, media, as_reader, tmp_path) -> None:
    files = [clip(tmp_path / f"found {n}.mp4", seconds=1 + n, sound=None) for n in range(2)]
    bad = tmp_path / "notes.mp4"
    bad.write_bytes(b"no film")
    page = as_reader(owner, language="zh", width=390).new_page()
    page.goto("/protection/")
    page.locator("#bring-files").set_input_files([str(f) for f in (*files, bad)])
    page.wait_for_selector("[data-total] >> text=2 / 3 个传完")
    assert page.locator("[data-table] a").count() == 2
    page.wait_for_selector("[data-table] .mark--bad")
    page.wait_for_selector("#found >> text=found 1.mp4")
