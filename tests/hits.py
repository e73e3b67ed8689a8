"""Hit lists, analyses and choices for tests, with believable Chinese titles."""

from __future__ import annotations

import datetime as dt
from itertools import count
from pathlib import Path
from typing import Any

from django.conf import settings

from factories import make_property, mark
from manju.people.models import User
from manju.people.scope import current_scope
from manju.topics.models import Analysis, Backtest, Choice, HitList, WaitingFile

HEADER = "日期,平台,排名,剧名,标签,热度"
_number = count(1)

ELEMENTS: list[tuple[str, str, float, float, float, float, float]] = [
    # name, English, demand, supply, trend in points a week, p, AI fit
    ("重生", "Rebirth", 0.21, 0.24, 0.1, 0.6, 0.76), ("复仇", "Revenge", 0.15, 0.25, -0.62, 0.004, 0.70),
    ("悬疑", "Mystery", 0.14, 0.06, 0.71, 0.001, 0.78), ("甜宠", "Sweet romance", 0.12, 0.13, 0.02, 0.8, 0.5),
    ("末世", "Apocalypse", 0.11, 0.07, 0.3, 0.03, 0.92), ("修仙", "Cultivation", 0.09, 0.06, 0.05, 0.5, 0.93),
    ("战神", "War god", 0.07, 0.11, -0.2, 0.04, 0.62), ("赘婿", "Live-in son-in-law", 0.06, 0.1, -0.1, 0.2, 0.45),
    ("萌宝", "Cute kids", 0.1, 0.1, 0.0, 0.9, 0.4), ("穿越", "Time travel", 0.1, 0.11, 0.05, 0.4, 0.81),
    ("系统", "System", 0.08, 0.075, 0.1, 0.3, 0.86), ("年代", "Period life", 0.05, 0.05, 0.0, 0.9, 0.38),
    ("科幻", "Science fiction", 0.03, 0.015, 0.2, 0.02, 0.95), ("校园", "Campus", 0.03, 0.04, 0.0, 0.7, 0.48),
]  # fmt: skip


class Quiet:
    """Working as a test needs it: it says nothing and keeps its result."""

    job_id = "test"

    def __init__(self) -> None:
        self.values: dict[str, object] = {}

    def report(self, *_: object) -> None: ...

    def result(self, **values: object) -> None:
        self.values |= values


def words(zh: str, en: str) -> dict[str, str]:
    return {"zh": zh, "en": en}


def result() -> dict[str, Any]:
    """An analysis as it is kept, of fourteen elements and four directions."""
    elements = []
    for name, en, demand, supply, trend, p, fit in ELEMENTS:
        weeks = [
            {"end": (dt.date(2026, 8, 30) + dt.timedelta(7 * n)).isoformat(), "demand": demand + trend / 100 * (n - 12),
             "supply": supply + trend / 300 * (n - 12), "entrants": 2 + (n * 7 + len(elements)) % 5,
             "entrant_heat": 1.0}
            for n in range(13)
        ]  # fmt: skip
        elements.append(
            {"name": name, "name_en": en, "origin": "lexicon", "titles": round(supply * 400), "supply_share": supply,
             "demand_share": demand, "weight": (demand + supply) / 2, "trend_per_week": trend, "trend_p": p,
             "saturation": supply / (supply + demand), "entrants_per_week": 3.2, "days_on_list": 6.5, "ai_fit": fit,
             "weeks": weeks}
        )  # fmt: skip
    flag = {
        "rule": "extreme_revenge", "level": "review", "says": words("复仇要有法有度。", "Keep revenge lawful."),
        "source": words("国家广电总局工作提示", "NRTA work notice"), "valid_from": "2025-11-08", "elements": ["复仇"],
    }  # fmt: skip
    return {
        "as_of": "2026-11-22", "window_days": 90, "rows": 1200, "titles": 400, "elements": elements,
        "directions": [
            _direction(["悬疑", "末世"], 0.081, 1.9, "fresh", flags=[]),
            _direction(["修仙", "系统"], 0.062, 1.4, "fresh", flags=[]),
            _direction(["重生", "甜宠"], 0.05, 1.1, "watch", flags=[]),
            _direction(["重生", "复仇"], 0.02, 2.4, "tired", flags=[flag]),
        ],
        "proposals": [{"term": "猫狗互换", "titles": 9, "cohesion": 5.0, "freedom": 2.0, "examples": []}],
    }  # fmt: skip


def _direction(elements: list[str], score: float, lift: float, fatigue: str, flags: list[Any]) -> dict[str, Any]:
    tired = fatigue == "tired"
    return {
        "elements": elements, "titles": 31, "score": score, "expected_demand": score * 2, "ai_fit": 0.8, "room": 0.6,
        "lift": lift, "lift_ci95": [lift * 0.8, lift * 1.25], "fatigue": fatigue,
        "tests": {"supply_growth": 0.1, "demand_growth": 0.0, "entrant_heat_change": -0.1, "crowding_p": 0.01,
                  "cooling_p": 0.01, "own_p": None},
        "reasons": [words("31 部片占热度 8.1%，供给占 5.0%。", "31 titles hold 8.1 % of heat with 5.0 % of supply."),
                    words("新片平均热度没有降。", "Heat per new title has not fallen.")],
        "variants": [["重生", "悬疑"], ["复仇", "末世"]] if tired else [],
        "form_variants": [words("换成互动剧", "Make it interactive")] if tired else [],
        "flags": flags, "evidence": [],
        "similarity": {"to_hits": 0.5, "hits": ["十三号病房"], "to_slate": None, "slate": ""},
    }  # fmt: skip


def make_hit_list(rows: list[str] | None = None, **fields: Any) -> HitList:
    """A list imported from rows as they stand in a CSV; its file and rows lie in the media folder."""
    from manju.topics.importing import import_list

    n = next(_number)
    folder = Path(settings.MEDIA_ROOT) / "typed"
    folder.mkdir(parents=True, exist_ok=True)
    path = folder / f"list {mark()} {n}.csv"
    rows = rows or [f"2026-11-2{n % 3},抖音,1,重生之我在末世 {n},重生、末世,12.5万", "2026-11-20,抖音,2,,甜宠,1万"]
    path.write_text("\n".join([HEADER, *rows]) + "\n", encoding="utf-8")
    made = import_list(path, by=None, **fields).row
    path.unlink()
    return made


def make_analysis(**fields: Any) -> Analysis:
    """A kept analysis; which titles carry what is written beside it."""
    import polars as pl

    n = next(_number)
    file = f"topics/{current_scope().studio_id}/made-{n}.parquet"
    place = Path(settings.MEDIA_ROOT) / file
    place.parent.mkdir(parents=True, exist_ok=True)
    titles = [f"重生之我在末世 {i}" for i in range(1, n + 1)]
    pl.DataFrame(
        {"platform": ["douyin"] * n, "title": titles, "item": [""] * n, "elements": [["重生", "末世", "悬疑"]] * n}
    ).write_parquet(place)
    usual = {
        "as_of": dt.date(2026, 11, 22), "window_days": 90, "engine": "topics v1", "mark": f"{n:064x}", "rows": 1200,
        "result": result(), "carried_file": file,
    }  # fmt: skip
    made: Analysis = Analysis.objects.create(**{**usual, **fields})
    return made


def make_choice(**fields: Any) -> Choice:
    from manju.topics.choices import choose

    by = User.objects.filter(memberships__studio=current_scope().studio_id).first()
    assert by is not None
    return choose(make_property(), ["悬疑", "末世"], make_analysis(), by=by, **fields)


def make_waiting_file(**fields: Any) -> WaitingFile:
    n = next(_number)
    file = f"inbox/{current_scope().studio_id}/{n:064x}.csv"
    place = Path(settings.MEDIA_ROOT) / file
    place.parent.mkdir(parents=True, exist_ok=True)
    place.write_text("Wann,Was,Wieviel\n2026-06-01,重生,12\n2026-06-02,悬疑,9\n", encoding="utf-8")
    usual = {"file": file, "name": f"odd {mark()} {n}.csv", "sha256": f"{n:064x}", "header_sha256": "0" * 64}
    made: WaitingFile = WaitingFile.objects.create(**{**usual, **fields})
    return made


def make_backtest(**fields: Any) -> Backtest:
    methods = {
        "manju": (1.31, [1.12, 1.52]),
        "most_frequent": (1.02, [0.9, 1.15]),
        "biggest_growth": (1.1, [0.93, 1.28]),
    }
    usual = {
        "engine": "topics v1", "mark": "0" * 64,
        "result": {"origins": 22, "k": 10, "horizon_days": 30,
                   "methods": {n: {"lift": lift, "ci95": ci} for n, (lift, ci) in methods.items()},
                   "picks": [{"method": "manju", "origin": "2026-09-06", "elements": ["悬疑"], "outcome": 1.4}]},
    }  # fmt: skip
    made: Backtest = Backtest.objects.create(**{**usual, **fields})
    return made
