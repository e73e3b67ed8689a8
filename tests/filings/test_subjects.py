"""What of bible and production is offered for registration, with what is known of how it came."""

from __future__ import annotations

import pytest

from bibled import bible
from factories import make_property
from manju.bible.actions import import_document
from manju.filings import actions
from manju.filings.registry import subjects_of
from manju.people.models import Studio, User
from manju.production.papers import add_version, start_paper
from manju.production.recording import Subject as Told
from produced import given, make_entry

pytestmark = [pytest.mark.django_db]


def test_characters_are_offered_each_and_as_a_series_with_their_record(studio: Studio, by: User) -> None:
    lamp = make_property(name_zh="长夜灯")
    import_document(lamp, bible(), {}, by=by)
    entry = make_entry(Told(lamp, "zhiwei"), outputs=2)
    series, zhiwei, zhiyi = subjects_of(lamp)
    assert (series.kind, series.basis, [name for name, _ in series.items]) == (
        "series", "art", ["沈知微 角色设计", "沈知意 角色设计"],
    )  # fmt: skip
    assert (zhiwei.key, zhiwei.kind, zhiwei.author) == ("character:zhiwei", "art", entry.by.name)
    assert zhiwei.description == "左腕烫痕；石榴红斗篷；外静内烈"
    assert zhiwei.how.startswith("创作过程有记录可查：1 天、1 轮提示词、2 张图")
    assert (zhiyi.how, zhiyi.completed_on) == ("", None)
    row = actions.begin(lamp, series, by=by)
    assert (row.fee.amount_minor, row.title) == (40_000, "长夜灯 角色设计（系列）")


def test_a_script_is_offered_with_its_length_and_its_newest_version(studio: Studio, by: User) -> None:
    lamp = make_property(name_zh="长夜灯")
    paper = start_paper(lamp, kind="script", title="长夜灯 第一季剧本", by=by)
    start_paper(lamp, kind="script", title="还没写", by=by)
    for words in ("账，我记着。", "账，我记着，一笔不落。"):
        add_version(paper, given(f".内景 账房 夜\n\n@沈知微\n{words}\n".encode()).path, name="s1.fountain", by=by)
    [script] = subjects_of(lamp)
    assert (script.kind, script.key, script.author) == ("script", f"script:{paper.pk}", by.name)
    [(name, length)] = script.items
    assert (name, length) == ("长夜灯 第一季剧本", len(".内景账房夜@沈知微账，我记着，一笔不落。"))
    assert script.how == "写作留有 2 个版本，分 1 天写成，各版本都在。"
    row = actions.begin(lamp, script, by=by, owner="青灯工作室")
    assert (row.fee.amount_minor, row.samples[0]["sha256"]) == (10_000, paper.newest.sha256)
    assert row.samples[0]["file"] == paper.newest.file
