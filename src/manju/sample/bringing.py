"""A season brought into the rooms as a person would: lists and exports as files, directions, evidence, a decision."""

from __future__ import annotations

import csv
import io
import tempfile
from collections.abc import Callable
from dataclasses import dataclass
from datetime import date, timedelta
from pathlib import Path
from typing import Final, Literal

from manju.alerts.actions import settle
from manju.alerts.models import Alert
from manju.catalogue.models import Property
from manju.launch.alarms import VERDICT, look_at_all
from manju.launch.importing import import_file
from manju.media.typesetting import typeset
from manju.people.models import User
from manju.portfolio.actions import decide, enter_evidence
from manju.portfolio.estimating import inputs_of_the_studio
from manju.portfolio.models import HandEvidence, Override, Simulation
from manju.portfolio.names import NEEDS
from manju.portfolio.simulating import simulate_soon
from manju.portfolio.turning import GATE, note_turns
from manju.sample.content import SAMPLE
from manju.sample.season.truth import ListTruth
from manju.sample.season.writing import write_exports, write_lists
from manju.topics.analysing import mark_now, run_analysis
from manju.topics.choices import choice_of, choose
from manju.topics.importing import import_list
from manju.topics.jobs import analyse_soon
from manju.topics.models import Analysis
from manju.topics.results import seen

__all__ = [
    "bring_exports",
    "bring_lists",
    "choose_directions",
    "decide_gates",
    "evidence_file",
    "settle_what_is_past",
    "simulate_slate",
]

Progress = Callable[[float], None]
LISTS_DAYS: Final = 120
MINUTES: Final = Path(__file__).with_name("minutes.typ")


def bring_lists(*, by: User, today: date, progress: Progress = lambda _: None) -> None:
    """Import four platforms' lists of four months; those that came before change nothing."""
    with tempfile.TemporaryDirectory(prefix="manju-sample-") as folder:
        paths = write_lists(Path(folder), today=today, days=LISTS_DAYS)
        for n, path in enumerate(paths):
            progress(n / len(paths))
            import_list(path, by=by)


def bring_exports(*, by: User, today: date, progress: Progress = lambda _: None) -> None:
    """Import the exports of eight weeks, the oldest first; those that came before change nothing."""
    with tempfile.TemporaryDirectory(prefix="manju-sample-") as folder:
        paths = write_exports(Path(folder), today=today)
        for n, path in enumerate(paths):
            progress(n / len(paths))
            import_file(path, by=by, today=today)


@dataclass(frozen=True, slots=True)
class Direction:
    """What a property is made on; `difference` sets it apart where the direction is tired."""

    key: str
    wants: tuple[str, ...]
    difference: str = ""


DIRECTIONS: Final = (
    Direction("betrothal", ListTruth().tired, "退婚书由女主先写，不等男主翻脸；每集只收一笔账。"),
    Direction("lantern", ListTruth().tired, "账房小姐靠账本收账，不打脸、不撒泼；水墨古风画面。"),
    Direction("takeaway", ("神话", "喜剧")),
    Direction("store", ListTruth().rising),
)


def choose_directions(*, by: User) -> None:
    """Analyse the lists, and choose for each property the direction it is made on, where the analysis has it."""
    mark = mark_now()
    analysis = Analysis.objects.filter(mark=mark, platform="", audience="").first() or run_analysis(mark=mark)
    if analysis is None:
        return
    found = seen(analysis.result)
    for one in DIRECTIONS:
        of_property = _property(one.key)
        direction = found.direction(one.wants)
        if direction is not None and choice_of(of_property) is None:
            choose(of_property, direction.elements, analysis, by=by, difference=one.difference)
    analyse_soon(by=by)


@dataclass(frozen=True, slots=True)
class Evidence:
    """A figure that a person entered, with the file that shows it."""

    key: str
    need: str
    figure: int
    days_ago: int
    file: Literal["fans", "bible"]
    text: str


EVIDENCE: Final = (
    Evidence("lantern", "bible_percent", 9400, 129, "bible", "人物、世界、三季大纲都齐，只差道具表"),
    Evidence("lantern", "bible_sealed", 1, 128, "bible", "2.0 版，已定版存证"),
    Evidence("lantern", "followers", 6800, 3, "fans", "企业微信和粉丝群合计，去重"),
    Evidence("takeaway", "bible_percent", 9100, 99, "bible", "异兽图鉴写到第 24 只"),
    Evidence("takeaway", "bible_sealed", 1, 98, "bible", "1.1 版，已定版存证"),
    Evidence("takeaway", "followers", 2300, 3, "fans", "企业微信和粉丝群合计，去重"),
    Evidence("last-bus", "direction", 1, 58, "bible", "立项会记录：治愈都市，和在榜剧都不像"),
    Evidence("last-bus", "bible_percent", 9000, 55, "bible", "404 路全站表、乘客卡都齐"),
    Evidence("last-bus", "bible_sealed", 1, 54, "bible", "1.0 版，已定版存证"),
    Evidence("last-bus", "followers", 1250, 3, "fans", "企业微信和粉丝群合计，去重"),
    Evidence("store", "bible_percent", 6200, 12, "bible", "人物和前五集写完，世界观还差一半"),
    Evidence("betrothal", "bible_percent", 8800, 18, "bible", "人物、关系、前二十集大纲"),
    Evidence("betrothal", "bible_sealed", 1, 17, "bible", "1.0 版，已定版存证"),
)
DECISION: Final = ("store", "bible", "先试投五集，圣经边做边补，十天内定版。")


def decide_gates(*, by: User, today: date) -> None:
    """Evidence by hand with small files, and one decision over the evidence with its reason."""
    if HandEvidence.objects.exists():
        return
    with tempfile.TemporaryDirectory(prefix="manju-sample-") as folder:
        for one in EVIDENCE:
            on = today - timedelta(days=one.days_ago)
            path = evidence_file(Path(folder), one, on)
            enter_evidence(
                _property(one.key), one.need, by=by, figure=one.figure, on=on, path=path, name=path.name, text=one.text
            )
    key, gate, why = DECISION
    if not Override.objects.exists():
        decide(_property(key), gate, "pass", by=by, why=why, seen=0)


def settle_what_is_past(*, by: User) -> None:
    """Look at gates and titles; what went well long ago is settled, what is to be decided now stays open."""
    note_turns()
    look_at_all()
    for alert in Alert.objects.open().filter(kind__in=[GATE.name, VERDICT.name], level="here"):
        settle(alert, remark=SETTLED, by=by)


SETTLED: Final = "看过，照结论往下做了。"
RUNS: Final = 20_000


def simulate_slate(*, by: User) -> None:
    """One simulation of one to six properties at once, with what the studio's own rows say."""
    if not Simulation.objects.exists():
        inputs, _ = inputs_of_the_studio()
        simulate_soon(inputs.model_dump(mode="json"), runs=RUNS, seed=1, by=by)


def _property(key: str) -> Property:
    name = next(p.name.zh for p in SAMPLE.properties if p.key == key)
    found: Property = Property.objects.get(name_zh=name)
    return found


def evidence_file(folder: Path, one: Evidence, on: date) -> Path:
    """The small file that shows a figure: followers by week as CSV, or a page of minutes as PDF."""
    return _fans(folder, one, on) if one.file == "fans" else _bible(folder, one, on)


def _fans(folder: Path, one: Evidence, on: date) -> Path:
    """Followers of eight weeks as a CSV, a week a row."""
    out = io.StringIO()
    rows = [((on - timedelta(weeks=back)).isoformat(), round(one.figure * 0.93**back)) for back in range(7, -1, -1)]
    csv.writer(out).writerows([("日期", "私域粉丝数"), *rows])
    path = folder / f"私域粉丝_{one.key}_{on:%m%d}.csv"
    path.write_text(out.getvalue(), encoding="utf-8-sig")
    return path


def _bible(folder: Path, one: Evidence, on: date) -> Path:
    """A page of minutes as a PDF: which document, how far it is, on which day."""
    name = next(p for p in SAMPLE.properties if p.key == one.key).name
    need = NEEDS[one.need]
    figure = f"{one.figure / 100:g}%" if need.unit == "percent" else "是"
    made = typeset(
        MINUTES,
        {
            "lang": "zh", "title": f"《{name.zh}》会议记录",
            "rows": [["日期", on.isoformat()], ["事项", need.name.zh], ["结论", figure], ["说明", one.text]],
            "note": "样例数据，由青灯工作室的样例季生成。",
        },
        pictures={}, language="zh",
    )  # fmt: skip
    path = folder / f"会议记录_{name.zh}_{on:%m%d}.pdf"
    path.write_bytes(made)
    return path
