"""Importing hit lists: every row accounted for, the same row once, columns asked once, nothing half done."""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path

import openpyxl
import pytest

from hits import make_hit_list
from manju.money.errors import InputError
from manju.people.models import AuditLine, Studio
from manju.topics.importing import import_list, rejected_file, remember
from manju.topics.models import HitList, ListMap
from manju.topics.rows import counted_frame, first_rows

pytestmark = [pytest.mark.db, pytest.mark.django_db]

Written = Callable[..., Path]


def test_every_row_is_imported_a_duplicate_or_kept_aside_with_its_line(studio: Studio, written: Written) -> None:
    file = written(
        "2026-06-01,抖音,1,重生之我在末世,重生、末世,313.3万", "2026-06-01,抖音,1,重生之我在末世,重生、末世,313.3万",
        "2026-06-01,抖音,2,,甜宠,10",
        '2026-06-02,快手,3,"第一行\n第二行",悬疑,1.2亿', "2026-06-02,快手,4,好片,悬疑,很多",
        "改天,快手,5,好片,悬疑,9",
    )  # fmt: skip
    made = import_list(file, by=None)
    row = made.row
    assert (row.rows, row.imported, row.duplicates, row.rejected) == (6, 2, 1, 3)
    assert [r.line for r in made.rejected] == [4, 7, 8]
    assert [str(r.reason) for r in made.rejected] == ["没有剧名", "热度读不懂：很多", "日期读不懂：改天"]
    assert row.platforms == ["douyin", "kuaishou"]
    assert (str(row.first_date), str(row.last_date)) == ("2026-06-01", "2026-06-02")
    assert rejected_file(row).read_text("utf-8-sig").splitlines()[1] == "4,没有剧名,no title"
    assert [(r.line, r.title, r.heat) for r in first_rows(row)][2] == (5, "第一行 第二行", 120_000_000)


def test_the_same_file_again_changes_nothing(studio: Studio, written: Written) -> None:
    file = written("2026-06-01,抖音,1,甲,重生,9", "2026-06-01,抖音,2,,重生,9")
    first = import_list(file, by=None)
    deeds = AuditLine.objects.count()
    again = import_list(file, by=None)
    assert (again.again, again.imported, again.duplicates, len(again.rejected)) == (True, 0, 1, 1)
    assert again.row == first.row
    assert (HitList.objects.count(), AuditLine.objects.count()) == (1, deeds)


def test_a_row_of_two_files_counts_once(studio: Studio, written: Written) -> None:
    import_list(written("2026-06-01,抖音,1,甲,重生,9", "2026-06-01,抖音,2,乙,重生,8"), by=None)
    later = import_list(
        written("2026-06-01,抖音,2,乙,重生,8", "2026-06-02,抖音,1,甲,重生,9", name="b.csv"), by=None
    ).row
    assert (later.imported, later.duplicates) == (1, 1)
    frame = counted_frame()
    assert frame is not None
    assert sorted(zip(frame["title"], frame["date"].cast(str), strict=True)) == [
        ("乙", "2026-06-01"), ("甲", "2026-06-01"), ("甲", "2026-06-02"),
    ]  # fmt: skip


def test_a_withdrawn_list_no_longer_counts_and_may_come_again(studio: Studio, written: Written) -> None:
    file = written("2026-06-01,抖音,1,甲,重生,9")
    row = import_list(file, by=None).row
    HitList.objects.filter(pk=row.pk).update(withdrawn_at=row.imported_at)
    assert counted_frame() is None
    assert import_list(file, by=None).again is False
    assert HitList.objects.counted().count() == 1


def test_columns_that_nobody_knows_are_asked_once(studio: Studio, written: Written) -> None:
    odd = written("2026-06-01,重生,12", header="Wann,Was,Wieviel", name="odd.csv")
    with pytest.raises(InputError) as asked:
        import_list(odd, by=None)
    assert asked.value.code == "mapping_needed"
    assert "Was" in asked.value.message.en
    assert HitList.objects.count() == 0
    remember(odd, {"Wann": "date", "Was": "title", "Wieviel": "heat"}, by=None)
    assert import_list(odd, by=None).imported == 1
    next_week = written("2026-06-08,悬疑,13", header="Wann,Was,Wieviel", name="next.csv")
    assert import_list(next_week, by=None).row.mapping == {"Wann": "date", "Was": "title", "Wieviel": "heat"}
    assert ListMap.objects.count() == 1


def test_lists_come_in_every_form(studio: Studio, written: Written, tmp_path: Path) -> None:
    chinese = written("2026/6/3,抖音,1,毛毯,重生,16.9w", name="gb.csv", encoding="gb18030")
    utf16 = written("2026-06-04,抖音,1,乙,重生,1", name="utf16.csv", encoding="utf-16")
    sheet = tmp_path / "list.xlsx"
    book = openpyxl.Workbook()
    for cells in (["抖音热榜"], ["日期", "剧名", "热度"], [46176, "丙", 12]):
        book.active.append(cells)  # type: ignore[union-attr]
    book.save(sheet)
    nested = tmp_path / "list.json"
    nested.write_text(json.dumps({"data": {"list": [{"title": "丁", "date": "2026-06-05", "play": 3, "views": 4}]}}))
    dated = written("1,戊,3", header="排名,剧名,热度", name="2026-06-06_douyin.csv")
    rows = [import_list(path, by=None).row for path in (chinese, utf16, sheet, nested, dated)]
    assert [str(r.first_date) for r in rows] == ["2026-06-03", "2026-06-04", "2026-06-03", "2026-06-05", "2026-06-06"]
    assert [r.format for r in rows] == ["csv", "csv", "xlsx", "json", "csv"]
    assert rows[-1].date_source == "name"
    frame = counted_frame()
    assert frame is not None
    assert frame["title"].to_list() == ["毛毯", "乙", "丙", "丁", "戊"]


@pytest.mark.parametrize(
    ("content", "code"),
    [(b"", "header_missing"), (b"%PDF-1.7 x", "not_a_table"), (b"[1, 2]", "not_a_table"), (b"{nonsense", "no_json")],
)
def test_what_is_no_list_is_refused_and_leaves_nothing(
    content: bytes, code: str, studio: Studio, tmp_path: Path, media: Path
) -> None:
    path = tmp_path / "list.csv"
    path.write_bytes(content)
    with pytest.raises(InputError) as wrong:
        import_list(path, by=None)
    assert wrong.value.code == code
    assert HitList.objects.count() == 0
    assert not media.exists() or not list(media.rglob("*.parquet"))


def test_a_list_without_any_readable_row_is_kept_and_counts_nothing(studio: Studio, written: Written) -> None:
    row = import_list(written("改天,抖音,1,甲,重生,9"), by=None).row
    assert (row.rows, row.imported, row.rejected, row.first_date) == (1, 0, 1, None)
    assert counted_frame() is None


def test_the_rows_of_another_studio_are_no_duplicates(studio: Studio, written: Written) -> None:
    from factories import make_studio
    from manju.people.scope import in_studio

    file = written("2026-06-01,抖音,1,甲,重生,9")
    import_list(file, by=None)
    with in_studio(make_studio("长风", "Longwind")):
        assert import_list(file, by=None).imported == 1
        assert make_hit_list().rejected == 1
    assert HitList.objects.count() == 1
