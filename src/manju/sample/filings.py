"""Registrations and filings of the sample: a certificate, one to be decided soon, a draft; one season waits."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Final

from manju.catalogue.models import Property, Season
from manju.filings import actions, filing
from manju.filings.models import Registration
from manju.filings.registry import Subject
from manju.filings.rules.working_days import is_working_day, review_due
from manju.people.models import User

__all__ = ["add_filings"]

OWNER: Final = "青灯工作室"
WAITS: Final = "退婚书"
BUDGETS: Final = {
    "长夜灯": 26_000_000,
    "山海外卖": 18_500_000,
    "末班车有猫": 9_800_000,
    "末世便利店": 12_000_000,
}  # fen
HOW: Final = "人物小传、三视图和表情由作者手绘草图定稿，再用模型出图；每一版的提示词、取舍理由和修改见创作记录。"
CHAIN: Final = "林七、顾青为本工作室职工，作品为职务作品。\n劳动合同约定著作权（署名权除外）归青灯工作室。"


def add_filings(by: User, today: date) -> None:
    """Registrations of the first property, and a filing for the first season of every property."""
    first = Property.objects.order_by("created_at", "pk").get(name_zh="长夜灯")
    _register(first, by, today)
    for n, season in enumerate(Season.objects.filter(number=1).select_related("work__of_property").order_by("pk")):
        _file(season, n, by, today)


def _register(of: Property, by: User, today: date) -> None:
    began = today - timedelta(days=75)
    done = _begin(of, "art", "character:zhiwei", "沈知微 角色设计", 1, began, by)
    _steps(done, by, [("filed", began, ""), ("accepted", began + timedelta(days=3), "2026-F-0918"),
                      ("certified", _working(review_due(began + timedelta(days=3)).on), "国作登字-2026-F-10000718")])  # fmt: skip
    accepted = _accepted_so_that_due(today + timedelta(days=4))
    soon = _begin(of, "script", "script:sample", "长夜灯 第一季剧本", 42_600, accepted - timedelta(days=6), by)
    _steps(soon, by, [("filed", accepted - timedelta(days=3), ""), ("accepted", accepted, "2026-A-1102")])
    _begin(of, "art", "character:huaijin", "陆怀瑾 角色设计", 1, today - timedelta(days=12), by)


def _begin(of: Property, kind: str, key: str, title: str, measure: int, finished: date, by: User) -> Registration:
    basis = "text" if kind == "script" else "art"
    subject = Subject(
        kind=kind, key=key, basis=basis, title=title, items=((title, measure),), author="林七、顾青",
        completed_on=finished, how=HOW, chain=CHAIN,
    )  # fmt: skip
    return actions.begin(of, subject, by=by, owner=OWNER, owner_id_number="91310000MA1SAMPLE7")


def _steps(row: Registration, by: User, steps: list[tuple[str, date, str]]) -> None:
    for state, on, number in steps:
        actions.happen(row, state=state, on=on, by=by, number=number)


def _file(season: Season, n: int, by: User, today: date) -> None:
    name = season.work.of_property.name_zh
    row = filing.save(
        season, form="animated", budget_minor=BUDGETS.get(name, 8_600_000), currency="CNY", rate=None, subjects=[],
        authority="上海市广播电视局", age="12", synopsis=season.work.of_property.logline_zh, by=by, on=today,
    )  # fmt: skip
    submitted = today - timedelta(days=9 if name == WAITS else 140)
    filing.happen(row, state="submitted", on=submitted, by=by)
    if name != WAITS:
        number = f"（沪）网微剧备字（2026）第 {7180 + n} 号"
        filing.give_number(row, number=number, was="", on=submitted + timedelta(days=11), by=by)


def _accepted_so_that_due(latest: date) -> date:
    """The last day whose twenty working days are over by `latest`."""
    day = latest - timedelta(days=28)
    while review_due(day).on > latest:
        day -= timedelta(days=1)
    return day


def _working(day: date) -> date:
    while not is_working_day(day):
        day -= timedelta(days=1)
    return day
