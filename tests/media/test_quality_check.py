"""The quality check names every fault of a broken file by the right check, and passes good ones."""

from __future__ import annotations

from dataclasses import dataclass, replace
from pathlib import Path

import pytest

from manju.media.channels import SafeZone
from manju.media.deliver import Made
from manju.media.probe import probe
from manju.media.quality import Check, Master, read_back
from manju.media.quality import Made as KnownOf
from manju.media.subtitles import Line, write_burn_in
from media.broken import CHANNEL, FAULTS, Fault, delivered, film, knocks

pytestmark = pytest.mark.media
ALONE = {"black", "frozen", "blur", "silence", "clipping", "av_offset", "picture_match", "subtitle_safe"}


@dataclass(frozen=True)
class Good:
    """A master, its deliverable, and a deliverable of another film."""

    master: Master
    made: Made
    other: Path


@pytest.fixture(scope="module")
def good(tmp_path_factory: pytest.TempPathFactory) -> Good:
    folder = tmp_path_factory.mktemp("good")
    path = film(folder / "master.mp4", sound=knocks(folder / "sound.wav", 6.0))
    made = delivered(path, folder / "out")
    other = delivered(film(folder / "other.mp4", seed=9), folder / "other")
    return Good(Master(path, probe(path)), made, other.video)


def failed(path: Path, good: Good | None, **known: object) -> dict[str, Check]:
    checks = read_back(path, CHANNEL, master=good.master if good else None, **known).report.checks  # type: ignore[arg-type]
    return {c.name: c for c in checks if c.ok is False}


def test_every_check_is_made_of_a_good_file_and_passes(good: Good) -> None:
    report = good.made.report
    assert report.passed
    decided = {c.name for c in report.checks if c.ok}
    assert decided == {
        "size", "profile", "duration", "loudness", "true_peak", "clipping", "black", "frozen", "blur", "silence",
        "av_offset", "picture_match", "label_visible", "label_metadata",
    }  # fmt: skip
    assert [(c.name, c.value) for c in report.checks if c.ok is None] == [("subtitle_safe", "not_applicable")]


def test_without_master_or_maker_it_passes_too(good: Good) -> None:
    assert failed(good.made.video, None) == {}
    assert failed(good.made.video, good) == {}


@pytest.mark.parametrize("fault", FAULTS, ids=lambda f: f.name)
def test_each_fault_is_named_by_its_check(fault: Fault, good: Good, tmp_path: Path) -> None:
    broken = fault.made(good.made.video, good.other, tmp_path / "broken.mp4")
    found = failed(broken, good)
    assert set(found) == fault.fails, {n: (c.value, c.spans) for n, c in found.items()}
    for name, check in found.items():
        assert list(check.spans) == sorted(check.spans)
        assert check.note is not None, name
        assert check.note.zh
        assert check.note.en


def test_the_offending_seconds_are_told(good: Good, tmp_path: Path) -> None:
    gap = next(f for f in FAULTS if f.name.startswith("black"))
    found = failed(gap.made(good.made.video, good.other, tmp_path / "broken.mp4"), good)
    assert found["black"].spans[0] == pytest.approx((4.0, 4.6), abs=0.1)
    assert found["silence"].spans[0] == pytest.approx((4.0, 4.5), abs=0.15)
    late = next(f for f in FAULTS if "late" in f.name)
    found = failed(late.made(good.made.video, good.other, tmp_path / "late.mp4"), good)
    assert found["av_offset"].value == pytest.approx(0.12, abs=0.02)


def test_a_file_too_large_for_its_channel_fails(good: Good) -> None:
    small = replace(CHANNEL, size_max_bytes=10_000)
    checks = read_back(good.made.video, small, master=good.master).report.checks
    assert [c.name for c in checks if c.ok is False] == ["size"]


def test_subtitles_under_the_apps_buttons_fail_where_they_are(good: Good, tmp_path: Path) -> None:
    lines = (Line(500, 1500, "好"), Line(2000, 3500, "她提灯而来，走过长长的夜。"))
    low = write_burn_in(lines, tmp_path, "low.ass", width=180, height=320, safe=SafeZone(0, 0, 0, 0), language="zh")
    found = failed(good.made.video, good, made=KnownOf(shaping="crop", ass=low))
    assert set(found) == {"subtitle_safe"}
    assert found["subtitle_safe"].spans[-1] == pytest.approx((2.0, 3.5), abs=0.3)


@pytest.mark.parametrize(
    ("look", "sound"),
    [
        # from black, a picture held for two seconds, to black in the middle and back
        ("loop=loop=48:size=1:start=26,trim=0:6,fade=in:0:16,fade=out:90:16,fade=in:112:12", True),
        ("lutyuv=y=16+(val-16)*0.16", False),  # a night scene
    ],
    ids=["fades and a held picture", "dark and without sound"],
)
def test_what_the_master_does_on_purpose_is_no_fault(look: str, sound: bool, tmp_path: Path) -> None:
    path = film(tmp_path / "film.mp4", look=look, sound=knocks(tmp_path / "s.wav", 6.0) if sound else None)
    made = delivered(path, tmp_path / "out")
    assert {c.name: c.value for c in made.report.checks if c.ok is False} == {}
