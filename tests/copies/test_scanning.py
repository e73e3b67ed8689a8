"""A folder of found files is scanned once, goes on where it stopped, and no single file stops it."""

from __future__ import annotations

import os
from collections.abc import Callable, Iterable, Iterator
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from factories import make_studio
from manju.copies import scanning
from manju.copies.actions import Entry, issue, keep_registration
from manju.copies.models import RegisteredMaster, ScannedFile
from manju.copies.scanning import Scan, scan
from manju.jobs.engine import Lost
from manju.media.errors import Cancelled, MediaError
from manju.media.registering import Registration
from manju.media.traces import Match, Named, Segment, Trace
from manju.people.models import Studio
from manju.people.scope import in_studio

pytestmark = [pytest.mark.db, pytest.mark.django_db]


class Inline:
    """An engine that works here and now; it can be told which pieces kill their process, and when somebody cancels."""

    def __init__(self, *, deadly: str = "", stop_after: int = 10**6) -> None:
        self.looked_at: list[str] = []
        self._deadly, self._stop_after = deadly, stop_after

    def each(
        self, deed: Callable[..., Any], pieces: Iterable[Any], *, cancelled: Callable[[], bool]
    ) -> Iterator[tuple[Any, Any]]:
        for piece in pieces:
            if len(self.looked_at) >= self._stop_after:
                raise Cancelled
            self.looked_at.append(Path(piece.path).name)
            yield piece, Lost("killed") if self._deadly and self._deadly in piece.path else deed(piece, cancelled)


@pytest.fixture
def seen(monkeypatch: pytest.MonkeyPatch, master: RegisteredMaster) -> list[str]:
    """Tracing that takes the answer from the file's words: `ours`, `ours 42` (the copy), `bug`, `bad`, else nothing."""
    traced: list[str] = []
    issue(master, ["张三"], by=None, copy_id=42)

    def trace(path: Path, **_: object) -> Trace:
        traced.append(path.name)
        words = path.read_text().split()
        if words[0] == "bug":
            raise ZeroDivisionError("a fault of the program")
        if words[0] == "bad":
            raise MediaError("truncated", scanning.Words("坏了", "broken"), scanning.Words("换", "replace"))
        segment = Segment(0.0, 5.0, 1.0, 6.0, 1.0, mirrored=False)
        matches = (Match(master.pk, (segment,), 0.9, -20.0),) if words[0] == "ours" else ()
        named = tuple(Named(master.pk, int(w), 12.0, -30.0) for w in words[1:])
        return Trace(matches, (), named, 1, 6.4, 0.1)

    monkeypatch.setattr("manju.copies.tracing.cellar.trace", trace)
    monkeypatch.setattr("manju.copies.tracing.must_be_film", lambda _: None)
    scanning._registries.clear()
    return traced


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    place = tmp_path / "found"
    (place / "deep").mkdir(parents=True)
    for name, words in {"a.mp4": "ours 42", "b.mp4": "other", "deep/c.mp4": "ours", "d.mp4": "bad"}.items():
        (place / name).write_text(words)
    return place


def names(rows: Iterable[ScannedFile]) -> dict[str, tuple[bool, int | None, str]]:
    return {Path(r.path).name: (r.master_id is not None, r.issued and r.issued.copy_id, r.error_code) for r in rows}


def test_every_file_is_looked_at_and_kept_with_its_answer(studio: Studio, folder: Path, seen: list[str]) -> None:
    (folder / ".hidden.mp4").write_text("ours")
    os.mkfifo(folder / "pipe")
    tally = Scan()
    rows = list(scan(studio, folder, engine=Inline(), tally=tally))
    assert names(rows) == {
        "a.mp4": (True, 42, ""),
        "b.mp4": (False, None, ""),
        "c.mp4": (True, None, ""),
        "d.mp4": (False, None, "truncated"),
    }
    first = next(r for r in rows if r.path.endswith("a.mp4"))
    assert first.result["copy"]["recipient"] == "张三"
    assert first.result["match"]["segments"][0]["master_start_s"] == 1.0
    assert (tally.files, tally.looked_at, tally.kept, tally.failed, tally.found) == (4, 4, 0, 1, 2)


def test_a_second_scan_looks_at_nothing_that_has_not_changed(studio: Studio, folder: Path, seen: list[str]) -> None:
    before = names(scan(studio, folder, engine=Inline()))
    engine, tally = Inline(), Scan()
    assert names(scan(studio, folder, engine=engine, tally=tally)) == before
    assert (engine.looked_at, tally.kept) == ([], 4)
    (folder / "b.mp4").write_text("ours")
    engine = Inline()
    assert names(scan(studio, folder, engine=engine))["b.mp4"] == (True, None, "")
    assert engine.looked_at == ["b.mp4"]
    assert ScannedFile.objects.count() == 4
    engine = Inline()
    list(scan(studio, folder, engine=engine, again=True))
    assert sorted(engine.looked_at) == ["a.mp4", "b.mp4", "c.mp4", "d.mp4"]


def test_the_same_bytes_under_another_name_are_not_traced_again(studio: Studio, folder: Path, seen: list[str]) -> None:
    list(scan(studio, folder, engine=Inline()))
    (folder / "deep" / "c.mp4").rename(folder / "moved.mp4")
    os.utime(folder / "a.mp4", (1, 1))
    seen.clear()
    rows = names(scan(studio, folder, engine=Inline()))
    assert (seen, rows["moved.mp4"]) == ([], (True, None, ""))


def test_more_masters_make_unmatched_files_worth_another_look(
    studio: Studio, folder: Path, film: Path, looked_at: Registration, seen: list[str]
) -> None:
    list(scan(studio, folder, engine=Inline()))
    keep_registration(replace(looked_at, sha256="9" * 64), by=None, entry=Entry("二", 2, "x.mp4"), source=film)
    engine = Inline()
    list(scan(studio, folder, engine=engine))
    assert engine.looked_at == ["b.mp4"]


def test_a_scan_that_was_stopped_goes_on_where_it_was(studio: Studio, folder: Path, seen: list[str]) -> None:
    with pytest.raises(Cancelled):
        list(scan(studio, folder, engine=Inline(stop_after=2)))
    assert ScannedFile.objects.count() == 2
    engine = Inline()
    assert len(list(scan(studio, folder, engine=engine))) == 4
    assert len(engine.looked_at) == 2


def test_faults_of_the_program_and_dead_processes_stop_nothing_and_are_tried_again(
    studio: Studio, folder: Path, seen: list[str]
) -> None:
    (folder / "b.mp4").write_text("bug")
    rows = names(scan(studio, folder, engine=Inline(deadly="c.mp4")))
    assert (rows["b.mp4"][2], rows["c.mp4"][2], rows["a.mp4"][0]) == ("program_failed", "process_lost", True)
    engine = Inline()
    rows = names(scan(studio, folder, engine=engine))
    assert sorted(engine.looked_at) == ["b.mp4", "c.mp4"]
    assert rows["c.mp4"] == (True, None, "")


@pytest.mark.once
def test_a_file_that_vanishes_meanwhile_is_said(studio: Studio, folder: Path, seen: list[str]) -> None:
    class Late(Inline):
        def each(self, deed: Any, pieces: Any, *, cancelled: Any) -> Iterator[Any]:
            (folder / "a.mp4").unlink()
            return super().each(deed, pieces, cancelled=cancelled)

    rows = names(scan(studio, folder, engine=Late()))
    assert rows["a.mp4"] == (False, None, "io_failed")
    assert rows["c.mp4"][0] is True


@pytest.mark.once
def test_a_missing_folder_is_a_clear_error(studio: Studio, tmp_path: Path) -> None:
    with pytest.raises(MediaError) as missing:
        list(scan(studio, tmp_path / "nowhere", engine=Inline()))
    assert missing.value.code == "folder_missing"


def test_names_that_are_no_utf8_are_kept_readably(studio: Studio, folder: Path, seen: list[str]) -> None:
    (folder / os.fsdecode(b"\xff\xfe.mp4")).write_text("ours")
    rows = names(scan(studio, folder, engine=Inline()))
    assert rows["\ufffd\ufffd.mp4"] == (True, None, "")
    engine = Inline()
    list(scan(studio, folder, engine=engine))
    assert engine.looked_at == []


def test_another_studio_sees_nothing_of_a_scan(studio: Studio, folder: Path, seen: list[str]) -> None:
    list(scan(studio, folder, engine=Inline()))
    other = make_studio("长风", "Longwind")
    with in_studio(other):
        assert ScannedFile.objects.count() == 0
