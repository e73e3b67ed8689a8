"""Tracks and their lines: nothing is overwritten, two people do not lose each other's words, all can be undone."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from django.db import IntegrityError, transaction

from factories import make_episode, make_member, make_studio, make_subtitle_line, make_track
from manju.localisation import lines, tracks
from manju.localisation.changing import Conflict, Refused
from manju.localisation.models import Change, LineVersion, SubtitleLine
from manju.people.models import AuditLine, User
from manju.people.scope import in_studio

pytestmark = [pytest.mark.db, pytest.mark.django_db]

SRT = "1\n00:00:01,000 --> 00:00:02,000\n她回来了。\n\n2\n00:00:03,000 --> 00:00:05,000\n提着灯。\n\n"
BROKEN = SRT + "3\n00:00:09,000 --> 00:00:08,000\n倒流\n"


@pytest.fixture
def people() -> Iterator[tuple[User, User]]:
    studio = make_studio()
    lin, gu = make_member(studio, name="Lin").user, make_member(studio, name="Gu").user
    with in_studio(studio):
        yield lin, gu


def texts(track) -> list[str]:
    return [line.text for line in track.live()]


def test_a_file_becomes_a_track_and_its_bad_cues_are_kept_with_their_reason(people) -> None:
    track = tracks.import_track(make_episode(), "zh", BROKEN.encode("gb18030"), name="第7集.srt", by=people[0])
    assert texts(track) == ["她回来了。", "提着灯。"]
    assert [(r["row"], r["code"]) for r in track.rejected] == [(10, "reversed")]
    assert {line.origin for line in track.live()} == {"imported"}
    assert AuditLine.objects.filter(verb="subtitles.imported").count() == 1


def test_importing_again_replaces_the_lines_and_can_be_undone(people) -> None:
    episode = make_episode()
    track = tracks.import_track(episode, "zh", SRT.encode(), name="a.srt", by=people[0])
    again = tracks.import_track(episode, "zh", SRT.replace("灯", "花").encode(), name="b.srt", by=people[0])
    assert again.pk == track.pk
    assert texts(track) == ["她回来了。", "提着花。"]
    lines.undo(track, by=people[0])
    assert texts(track) == ["她回来了。", "提着灯。"]


def test_a_bad_file_changes_nothing(people) -> None:
    episode = make_episode()
    with pytest.raises(Refused) as caught:
        tracks.import_track(episode, "zh", b"no subtitles", name="x.srt", by=people[0])
    assert caught.value.code == "subtitles_unreadable"
    with pytest.raises(Refused):
        tracks.import_track(episode, "xx", SRT.encode(), name="x.srt", by=people[0])
    assert tracks.shown_tracks(episode) == []


def test_an_edit_keeps_the_old_text_and_takes_the_check_away(people) -> None:
    line = make_subtitle_line(text="旧")
    lines.check_line(line, is_checked=True, by=people[0])
    row = lines.edit_line(line, seen=2, text="新 {\\b1}", by=people[1])
    assert (row.text, row.version, row.is_checked, row.origin) == ("新 b1", 3, False, "hand")
    assert list(LineVersion.objects.order_by("version").values_list("version", "text")) == [(1, "旧"), (2, "旧")]


def test_the_same_words_again_change_nothing(people) -> None:
    line = make_subtitle_line(text="旧")
    assert lines.edit_line(line, seen=1, text="旧", by=people[0]).version == 1
    assert Change.objects.count() == 0


def test_two_people_changing_the_same_words_meet_a_conflict(people) -> None:
    line = make_subtitle_line(text="一")
    lines.edit_line(line, seen=1, text="二", by=people[0])
    with pytest.raises(Conflict) as caught:
        lines.edit_line(line, seen=1, text="三", by=people[1])
    assert caught.value.line.text == "二"
    assert "Lin" in caught.value.message.en
    assert lines.edit_line(line, seen=2, text="三", by=people[1]).text == "三"


def test_two_people_changing_different_parts_do_not_meet(people) -> None:
    line = make_subtitle_line(text="一", start_ms=1000, end_ms=3000)
    lines.edit_line(line, seen=1, text="二", by=people[0])
    row = lines.edit_line(line, seen=1, end_ms=2500, by=people[1])
    assert (row.text, row.end_ms) == ("二", 2500)


def test_split_merge_and_undo_come_back_to_the_same(people) -> None:
    line = make_subtitle_line(text="她回来了，提着灯。", start_ms=1000, end_ms=3000)
    track = line.track
    first, second = lines.split_line(line, by=people[0])
    assert (first.text, second.text) == ("她回来了，", "提着灯。")
    assert first.end_ms == second.start_ms == 2111
    lines.merge_line(first, by=people[0])
    assert texts(track) == ["她回来了，提着灯。"]
    lines.undo(track, by=people[0])
    assert texts(track) == ["她回来了，", "提着灯。"]
    lines.undo(track, by=people[0])
    assert [(x.text, x.start_ms, x.end_ms) for x in track.live()] == [("她回来了，提着灯。", 1000, 3000)]
    with pytest.raises(Refused, match="nothing"):
        lines.undo(track, by=people[0])


def test_undo_takes_back_ones_own_change_only_and_not_under_anothers(people) -> None:
    line = make_subtitle_line(text="一")
    lines.edit_line(line, seen=1, text="二", by=people[0])
    with pytest.raises(Refused) as none:
        lines.undo(line.track, by=people[1])
    assert none.value.code == "nothing_to_undo"
    lines.edit_line(line, seen=2, text="三", by=people[1])
    with pytest.raises(Refused) as late:
        lines.undo(line.track, by=people[0])
    assert late.value.code == "changed_since"


def test_shift_moves_what_comes_after_and_never_before_the_film(people) -> None:
    track = make_track()
    for start in (1000, 4000):
        make_subtitle_line(track, start_ms=start)
    assert lines.shift_lines(track, by_ms=500, from_ms=2000, by=people[0]) == 1
    assert [x.start_ms for x in track.live()] == [1000, 4500]
    with pytest.raises(Refused):
        lines.shift_lines(track, by_ms=-1001, by=people[0])
    lines.undo(track, by=people[0])
    assert [x.start_ms for x in track.live()] == [1000, 4000]


def test_insert_fits_before_the_next_line_and_delete_can_be_undone(people) -> None:
    track = make_track()
    make_subtitle_line(track, start_ms=2000)
    line = lines.insert_line(track, start_ms=1200, by=people[0])
    assert (line.start_ms, line.end_ms) == (1200, 2000)
    lines.delete_line(line, by=people[0])
    assert track.live().count() == 1
    lines.undo(track, by=people[0])
    assert track.live().count() == 2
    with pytest.raises(Refused):
        lines.edit_line(line, seen=9, end_ms=100, by=people[0])


def test_an_empty_line_is_never_checked(people) -> None:
    with pytest.raises(Refused):
        lines.check_line(make_subtitle_line(text=""), is_checked=True, by=people[0])


def test_the_same_lines_are_stored_as_the_same_file(people, settings, tmp_path) -> None:
    settings.MEDIA_ROOT = tmp_path
    track = tracks.import_track(make_episode(), "zh", SRT.encode(), name="a.srt", by=people[0])
    place, sha256 = tracks.stored_file(track)
    assert (tmp_path / place).read_text(encoding="utf-8") == SRT
    assert place == f"subtitles/{sha256}.srt"
    assert tracks.stored_file(track) == (place, sha256)
    for form in ("srt", "vtt", "ass"):
        assert "提着灯。" in tracks.export_track(track, form)


def test_counts_say_how_much_is_checked(people) -> None:
    track = tracks.import_track(make_episode(), "zh", SRT.encode(), name="a.srt", by=people[0])
    lines.check_line(track.live()[0], is_checked=True, by=people[0])
    [shown] = tracks.shown_tracks(track.episode)
    assert (shown.lines, shown.checked, shown.percent, shown.is_checked) == (2, 1, 50, False)


@pytest.mark.parametrize(
    "columns",
    [{"end_ms": 0}, {"origin": "dreamt"}, {"origin": "machine"}],
)
def test_the_database_refuses_impossible_lines(people, columns) -> None:
    line = make_subtitle_line()
    with pytest.raises(IntegrityError), transaction.atomic():
        SubtitleLine.objects.filter(pk=line.pk).update(**columns)


def test_there_is_one_live_track_per_language(people) -> None:
    track = make_track()
    with pytest.raises(IntegrityError), transaction.atomic():
        make_track(track.episode)
    tracks.remove_track(track, by=people[0])
    assert make_track(track.episode).pk != track.pk
