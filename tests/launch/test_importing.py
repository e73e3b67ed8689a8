"""Exports become snapshots: every row accounted for, the same one once, cumulative counters made daily."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable
from decimal import Decimal
from fractions import Fraction
from pathlib import Path

import pytest
from django.db import IntegrityError, transaction

from factories import make_member, make_season, make_studio, make_work
from launched import make_item
from manju.catalogue.models import Work
from manju.launch.days import title_days
from manju.launch.importing import import_file
from manju.launch.matching import match, match_series, set_aside
from manju.launch.metrics import by_day, changes_in, lines_of, pooled
from manju.launch.models import Export, ExportNote, Item, PlatformFigure, Snapshot
from manju.people.errors import Refused
from manju.people.models import AuditLine, Studio
from manju.people.scope import in_studio

pytestmark = [pytest.mark.db, pytest.mark.django_db]
Write = Callable[..., Path]

ONE = "长夜灯 第1集,2026-06-01 12:00,1000,40%,30,20,5,5"
TWO = "长夜灯 第2集,2026-06-01 12:05,500,50%,10,5,1,1"


def test_an_import_keeps_file_rows_and_one_audit_line(work: Work, written: Write) -> None:
    path = written("2026-06-02", ONE, TWO, ",2026-06-01,5,5%,1,1,1,1", "长夜灯 第3集,2026-06-01 12:10,0,,0,0,0,0")
    [made] = import_file(path, by=None)
    row = made.row
    assert (row.platform, row.kind, row.export_date, row.date_from) == (
        "douyin",
        "content",
        dt.date(2026, 6, 2),
        "name",
    )
    assert (row.rows, row.imported, row.duplicates, row.rejected) == (4, 3, 0, 1)
    assert row.path.read_bytes() == path.read_bytes()
    assert [(n.line, n.kept_out, n.code) for n in ExportNote.objects.all()] == [
        (4, True, "no_title"),
        (5, False, "zero_views"),
    ]
    assert AuditLine.objects.filter(verb="launch.imported").count() == 1
    first = Snapshot.objects.get(line=2)
    assert (first.views, first.completion, first.completed_plays, first.likes) == (1000, Decimal("0.4"), 400, 30)
    assert first.item.episode is not None
    assert first.item.episode.number == 1


def test_a_planned_episode_without_a_master_gets_its_row_when_a_video_is_surely_it(work: Work, written: Write) -> None:
    new = make_season(make_work(title_zh="山海外卖", title_en=""), planned_episodes=5)
    rows = [f"山海外卖 第{n}集,2026-06-01 12:00,100,40%,3,2,0,0" for n in (1, 2, 6)]
    [made] = import_file(written("2026-06-02", *rows), by=None)
    assert [r.line for r in made.unmatched] == [4]  # only five are planned
    assert sorted(new.episodes.values_list("number", flat=True)) == [1, 2]


def test_the_same_file_again_changes_nothing_and_says_the_same(work: Work, written: Write) -> None:
    [first] = import_file(written("2026-06-02", ONE, TWO), by=None)
    [again] = import_file(written("2026-06-02", ONE, TWO), by=None)
    assert (again.row, again.imported, again.duplicates) == (first.row, 0, 2)
    assert (Export.objects.count(), Snapshot.objects.count(), Item.objects.count()) == (1, 2, 2)


def test_the_same_snapshot_in_other_bytes_is_a_duplicate_and_a_new_day_is_not(work: Work, written: Write) -> None:
    import_file(written("2026-06-02", ONE), by=None)
    [same] = import_file(written("2026-06-02", ONE + ","), by=None)
    [later] = import_file(written("2026-06-03", ONE), by=None)
    assert [(m.imported, m.duplicates) for m in (same, later)] == [(0, 1), (1, 0)]
    [given] = import_file(written("2026-06-03", ONE), by=None, export_date=dt.date(2026, 6, 4))
    assert (given.imported, Snapshot.objects.count(), Item.objects.count()) == (1, 3, 1)


def test_one_video_twice_in_a_file_counts_once(work: Work, written: Write) -> None:
    [made] = import_file(written("2026-06-02", ONE, ONE.replace("1000", "1001")), by=None)
    assert (made.row.rows, made.imported, made.duplicates) == (2, 1, 1)
    assert Snapshot.objects.get().views == 1000


def test_cumulative_counters_become_daily_ones_and_a_fall_is_shown_as_one(work: Work, written: Write) -> None:
    import_file(written("2026-06-02", ONE), by=None)
    import_file(written("2026-06-03", ONE.replace("1000", "1500").replace("40%", "50%")), by=None)
    [fell] = import_file(written("2026-06-05", ONE.replace("1000", "1400").replace(",30,", ",29,")), by=None)
    assert [(w.line, w.code, w.field) for w in fell.warnings] == [
        (2, "counter_fell", "likes"), (2, "counter_fell", "views")
    ]  # fmt: skip
    cells = title_days(work)
    assert [(c.date.day, c.days, c.fell) for c in cells] == [(2, 0, ()), (3, 1, ()), (5, 2, ("views", "likes"))]
    gained = [c.gained for c in cells]
    assert gained[0] is None
    assert gained[1] is not None
    assert (gained[1].views, gained[1].completed) == (500, Fraction(350))
    assert gained[2] is not None
    assert gained[2].views == -100
    assert [(d.views, d.completion, d.fell) for d in by_day(cells)][1:] == [
        (500, Fraction(7, 10), False),
        (-100, None, True),
    ]


def test_an_older_export_that_comes_late_is_said_and_its_fall_found(work: Work, written: Write) -> None:
    import_file(written("2026-06-05", ONE), by=None)
    [late] = import_file(written("2026-06-02", ONE.replace("1000", "1200")), by=None)
    assert [(w.line, w.code, w.field) for w in late.warnings] == [
        (1, "dates_out_of_order", "export_date"), (2, "counter_fell", "views")
    ]  # fmt: skip
    assert [c.gained.views for c in title_days(work) if c.gained] == [-200]


def test_two_platforms_with_the_same_video_are_two_cells_of_one_episode(work: Work, written: Write) -> None:
    import_file(written("2026-06-02", ONE), by=None)
    header = "作品,播放量,完播率,点赞,评论,收藏,分享,涨粉量"
    import_file(written("2026-06-02", "长夜灯 第1集,200,30%,4,2,1,1,0", header=header, platform="kuaishou"), by=None)
    lines = lines_of(work)
    assert [(x.cell.platform, x.cell.episode, x.cell.total.views) for x in lines] == [
        ("douyin", 1, 1000),
        ("kuaishou", 1, 200),
    ]
    whole = pooled([x.cell for x in lines])
    assert (whole.completion, whole.engagement) == (Fraction(460, 1200), Fraction(56, 1200))
    assert (lines[0].engagement.value, lines[0].wider.value) == (Fraction(1, 20), Fraction(6, 100))
    assert lines[0].wider.missing == ("hearts",)
    assert lines[0].engagement.formula.key == "engagement v1"


def test_days_and_regions_are_kept_beside_the_snapshots(work: Work, written: Write) -> None:
    import_file(written("2026-06-03", "2026-06-01,5", "2026-06-02,7", header="Date,Views", platform="x"), by=None)
    [again] = import_file(written("2026-06-03", "2026-06-02,7", header="Date,Views", platform="x"), by=None)
    import_file(written("2026-06-03", "US,9", header="Geography,Views", platform="geo"), by=None)
    assert (again.imported, again.duplicates) == (0, 1)
    kept = PlatformFigure.objects.values_list("export__kind", "day", "place", "views")
    assert sorted(kept, key=str) == [
        ("daily", dt.date(2026, 6, 1), "", 5), ("daily", dt.date(2026, 6, 2), "", 7), ("geography", None, "US", 9)
    ]  # fmt: skip
    assert (Item.objects.count(), Snapshot.objects.count()) == (0, 0)


def test_a_title_that_only_resembles_a_work_waits_and_a_persons_word_is_remembered(work: Work, written: Write) -> None:
    near = "长夜灯之归来 第1集,2026-06-01 12:00,1000,40%,30,20,5,5"
    [made] = import_file(written("2026-06-02", near, "别的剧 第1集,2026-06-01,5,5%,1,1,1,1"), by=None)
    assert [(r.line, r.title) for r in made.unmatched] == [(2, "长夜灯之归来 第1集"), (3, "别的剧 第1集")]
    doubtful, waiting = Item.objects.get(state="doubtful"), Item.objects.get(state="waiting")
    assert doubtful.episode is not None
    assert doubtful.episode.number == 1
    assert title_days(work) == ()
    assert match_series(doubtful, work, by=None) == 1
    set_aside(waiting, by=None)
    more = near.replace("第1集", "第2集")
    [later] = import_file(written("2026-06-03", more), by=None)
    assert later.unmatched == ()
    assert [c.episode for c in title_days(work)] == [1, 2]


def test_a_person_matches_one_video_and_the_same_title_elsewhere_follows(work: Work, written: Write) -> None:
    odd = "神秘先导片,2026-06-01,5,5%,1,1,1,1"
    import_file(written("2026-06-02", odd), by=None)
    item, episode = Item.objects.get(), work.seasons.get().episodes.get(number=2)
    by = make_member(item.studio).user
    match(item, episode, by=by)
    header = "作品,播放量,完播率,点赞,评论,收藏,分享,涨粉量"
    import_file(written("2026-06-02", "神秘先导片,9,30%,4,2,1,1,0", header=header, platform="kuaishou"), by=None)
    assert {c.episode for c in title_days(work)} == {2}
    assert len(title_days(work)) == 2


def test_a_number_that_two_seasons_have_waits_unless_the_title_names_the_season(work: Work, written: Write) -> None:
    second = make_season(work, number=2)
    second.episodes.create(number=1, studio_id=second.studio_id)
    import_file(written("2026-06-02", ONE, ONE.replace("第1集", "第二季 第1集")), by=None)
    states = {i.title: (i.state, i.episode and i.episode.season.number) for i in Item.objects.all()}
    assert states == {"长夜灯 第1集": ("doubtful", 1), "长夜灯 第二季 第1集": ("matched", 2)}


def test_a_series_that_names_nothing_is_not_remembered(work: Work) -> None:
    with pytest.raises(Refused):
        match_series(make_item(series="", number=1), work, by=None)
    with pytest.raises(Refused):
        match_series(make_item(series="别的剧", number=99), work, by=None)


def test_an_item_has_an_episode_exactly_when_it_is_matched(work: Work) -> None:
    with pytest.raises(IntegrityError), transaction.atomic():
        make_item(state="matched")


def test_another_studio_sees_nothing_of_it(work: Work, written: Write) -> None:
    import_file(written("2026-06-02", ONE), by=None)
    with in_studio(make_studio("长风", "Longwind")):
        make_work(title_zh="长夜灯")
        [made] = import_file(written("2026-06-02", ONE), by=None)
        assert (made.imported, Item.objects.count()) == (1, 1)


def test_a_comparison_across_a_change_of_what_a_view_is_says_so(work: Work, written: Write) -> None:
    header = "Content,Video title,Video publish time,Views,Likes,Comments added"
    for day, views in (("2025-03-30", 100), ("2025-04-02", 900)):
        row = f'abc,Night Lamp EP1,"Mar 1, 2025",{views},5,1'
        import_file(written(day, row, header=header, platform="yt"), by=None)
    [change] = changes_in(title_days(work))
    assert (change.platform, change.date) == ("youtube", dt.date(2025, 3, 31))


def test_the_studio_in_scope_owns_what_it_imports(studio: Studio, written: Write) -> None:
    [made] = import_file(written("2026-06-02", ONE), by=None, account=" 主号 ")
    assert (made.row.studio_id, made.row.account, made.row.file.split("/")[1]) == (studio.pk, "主号", str(studio.pk))
