"""The sample studio's money: agreements, statements, expenses and a bank list, brought in as a person would."""

from __future__ import annotations

import csv
import tempfile
from collections.abc import Iterable, Sequence
from datetime import date, timedelta
from pathlib import Path
from typing import Final

from manju.books.models import Due
from manju.money.amounts import as_major
from manju.money.documents import read_document
from manju.money.revenue.agreement import Agreement
from manju.people.models import User
from manju.revenue.expenses import import_expenses
from manju.revenue.importing import import_statement
from manju.revenue.models import BankRow
from manju.revenue.receipts import confirm, import_bank, proposals, set_aside
from manju.sample.season.titles import TITLES
from manju.sample.season.writing import season_counters

__all__ = ["add_money"]

HONGGUO: Final = {
    "channel": "hongguo", "currency": "CNY", "settlement_days": 30, "platform_fee": "0.05", "taxes": "0.06",
    "recoverable_traffic": False,
    "rules": [{"valid_from": "2020-01-01", "steps": [
        {"from_minor": 0, "share": "0.70"}, {"from_minor": 2000000, "share": "0.80"},
    ]}],
}  # fmt: skip
NETSHORT: Final = {
    "channel": "netshort", "currency": "USD", "settlement_days": 45, "platform_fee": "0.05", "taxes": "0.06",
    "rules": [{"valid_from": "2020-01-01", "share": "0.90"}],
}  # fmt: skip
WEEKS: Final = 18  # of statements and expenses
TRAFFIC: Final = 6  # of what a title grosses in a week, one part in so many is spent on traffic
TESTED: Final = 38000  # what five episodes for a test cost to compute, in fen a minute of film
LATE: Final = (3, 6, 4, 11, 5)  # days by which Hongguo's payments came late, the oldest first
OPENING: Final = 7500000


def add_money(by: User, today: date) -> None:
    """Half a year of money up to `today`: what platforms owe and paid, what was spent, what the bank says."""
    hongguo, netshort = (read_document(Agreement, terms) for terms in (HONGGUO, NETSHORT))
    this_month = today.replace(day=1)
    with tempfile.TemporaryDirectory(prefix="manju-sample-") as folder:
        place = Path(folder)
        rows = _weeks(hongguo, today, this_month)
        statement = _written(place / "红果分账_近半年.csv", STATEMENT, rows)
        import_statement(statement, hongguo, by=by)
        abroad = _abroad(netshort, this_month)
        import_statement(_written(place / "netshort_settlement.csv", STATEMENT, abroad), netshort, by=by)
        import_expenses(_written(place / "支出_近13周.csv", SPENT, _spent(today)), by=by)
        import_bank(_written(place / "招行流水.csv", BANK, _bank(today)), by=by)
    _confirmed(by)


STATEMENT: Final = ("日期", "剧名", "集数", "总额", "退款", "实付", "币种")
SPENT: Final = ("日期", "剧名", "渠道", "类型", "金额", "币种", "可回收", "说明")
BANK: Final = ("交易日期", "对方户名", "摘要", "金额", "币种", "流水号")


def _weeks(terms: Agreement, today: date, until: date) -> list[Sequence[object]]:
    """A row a week for each title, paid by the agreement but for two; and a title that nobody knows."""
    weekly = [(day, title, gross) for day, title, gross in _gross(today) if day < until]
    paid = _agreed(terms, [(day, gross - gross // 40) for day, _, gross in weekly])
    if len(paid) > 8:
        paid[5] -= 5000
        paid[-2] = 0
    rows: list[Sequence[object]] = [
        (day, title, n % 3 + 1, _major(gross), _major(gross // 40), _major(due), "CNY")
        for n, ((day, title, gross), due) in enumerate(zip(weekly, paid, strict=True))
    ]
    rows.append((until - timedelta(days=3), "长夜灯番外", 1, "480.00", "0.00", "300.05", "CNY"))
    return rows


def _gross(today: date) -> list[tuple[date, str, int]]:
    """What each title grossed on Hongguo in each of the last weeks, as it was watched elsewhere (`season`); in fen."""
    found = [
        (day, counters.plan.title, round(views * counters.plan.fen_per_view))
        for counters in season_counters(today=today)
        if counters.plan.fen_per_view
        for day, views in counters.weekly_views(today=today)[-WEEKS:]
    ]
    return sorted(found)


def _agreed(terms: Agreement, nets: Sequence[tuple[date, int]]) -> list[int]:
    """What the agreement gives for each net amount; minor units."""
    from manju.money.revenue.calculation import Calculator
    from manju.money.revenue.rows import StatementRow

    calculator = Calculator(terms)
    for line, (day, net) in enumerate(nets, 2):
        calculator.hold(StatementRow(line, day, "x", gross=net), terms.rule_of(day))
    return calculator.all_at_once()


def _abroad(terms: Agreement, until: date) -> list[Sequence[object]]:
    days = [until - timedelta(days=back) for back in (50, 43, 36, 29, 22, 15, 8, 1)]
    grosses = [61000 + 4300 * n for n in range(len(days))]
    paid = _agreed(terms, list(zip(days, grosses, strict=True)))
    return [
        (day, "The Long-Night Lantern", n % 3 + 1, _major(gross), "0.00", _major(due), "USD")
        for n, (day, gross, due) in enumerate(zip(days, grosses, paid, strict=True))
    ]


def _spent(today: date) -> list[Sequence[object]]:
    """Traffic and computing of 13 weeks by title, voices now and then; the tests of the two newest."""
    rows: list[Sequence[object]] = []
    first = today - timedelta(weeks=13)
    for n, (day, title, gross) in enumerate(one for one in _gross(today) if one[0] >= first):
        rows.append((day, title, "hongguo", "投流", _major(gross // TRAFFIC), "CNY", "是", "巨量投放"))
        rows.append((day, title, "", "算力", _major(26000 + 900 * (n // 3)), "CNY", "", "视频模型接口"))
        if n % 10 == 1:
            rows.append((day, title, "", "外包", "3600.00", "CNY", "", "配音与分镜"))
    for plan in TITLES:
        if not plan.fen_per_view:
            day = today - timedelta(days=plan.days_ago + 6)
            rows.append((day, plan.title, "", "算力", _major(TESTED * 2 * plan.episodes), "CNY", "", "前五集试投"))
    return sorted(rows, key=lambda row: (str(row[0]), str(row[1])))


def _bank(today: date) -> list[Sequence[object]]:
    """What the platform paid, late as it always is; the owners' money; one payment nobody can name."""
    rows: list[Sequence[object]] = [
        (today - timedelta(weeks=19), "林知夏", "股东投入", _major(OPENING), "CNY", "T0001"),
        (today - timedelta(days=6), "杭州某某文化", "合作款", "5000.00", "CNY", "T0900"),
    ]
    dues = Due.objects.filter(direction="in", currency="CNY", account__kind="receivable").order_by("due_on", "pk")
    for n, (due, late) in enumerate(zip(dues, LATE, strict=False)):
        day = due.due_on + timedelta(days=late)
        if day <= today:
            rows.append((day, "红果短剧（hongguo）", f"{due.text} 分账", _major(due.amount_minor), "CNY", f"T01{n:02}"))
    return rows


def _confirmed(by: User) -> None:
    """All proposals but the latest are confirmed; the owners' money is set aside."""
    waiting = list(BankRow.objects.order_by("date", "pk"))
    found = proposals(waiting)
    sure = [row for row in waiting if row.pk in found]
    dues = Due.objects.in_bulk({key for made in found.values() for key, _ in made.parts})
    for row in sure[:-1]:
        confirm(row, {dues[key]: minor for key, minor in found[row.pk].parts}, by=by)
    set_aside(next(row for row in waiting if row.counterparty == "林知夏"), why="股东投入，不是应收", by=by)


def _written(path: Path, header: Sequence[str], rows: Iterable[Sequence[object]]) -> Path:
    with path.open("w", encoding="utf-8", newline="") as file:
        csv.writer(file).writerows([header, *rows])
    return path


def _major(minor: int) -> str:
    return as_major(minor, "CNY").replace(",", "")
