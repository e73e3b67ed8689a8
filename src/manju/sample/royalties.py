"""The sample studio's royalties: two quarters settled, one report in review with its faults, one that is late."""

from __future__ import annotations

import tempfile
from dataclasses import dataclass
from datetime import date, timedelta
from fractions import Fraction
from pathlib import Path
from typing import Final

from manju.licensing.models import Contract
from manju.money.amounts import as_major, round_minor
from manju.people.models import User
from manju.royalties.arranging import arrange
from manju.royalties.contracts import PeriodState, periods_of, terms_of
from manju.royalties.issuing import issue
from manju.royalties.linking import make
from manju.royalties.models import Instalment, Payee
from manju.royalties.paying import set_payee
from manju.royalties.receiving import receive
from manju.royalties.scheduling import due_of, receive_payment

__all__ = ["add_royalties"]

HEADER: Final = "日期,货号,品类,地区,数量,销售额,退货额,折扣,净额,费率,应付分成"


@dataclass(frozen=True, slots=True)
class Goods:
    sku: str
    category: str
    units: int
    price_minor: int


GOODS: Final[dict[str, tuple[Goods, ...]]] = {
    "云锦坊": (Goods("灯笼衫-01", "apparel", 1340, 12_900), Goods("夜行斗篷-02", "apparel", 412, 29_900),
               Goods("铜灯别针-03", "accessories", 2210, 3_900)),
    "半盏茶": (Goods("长夜乌龙-联名杯", "food/tea", 18_260, 2_200), Goods("灯芯糕-礼盒", "food/tea", 3_105, 6_800)),
}  # fmt: skip


def add_royalties(*, by: User, finance: User, today: date) -> None:
    """Reports of two licensees, the older ones settled and paid; a link by which the second may report itself."""
    for partner, goods in GOODS.items():
        contract = Contract.objects.filter(partner=partner, signed_on__isnull=False).first()
        if contract is None:
            continue
        arrange(contract, by=by, vat_rate="0.06", approved=[one.sku for one in goods], contact=partner)
        _paid(contract, by=finance, today=today)
        ended = [p for p in reversed(periods_of(contract, today=today)) if p.period.last < today]
        for number, period in enumerate(ended[:-1] if partner == "半盏茶" else ended):
            last = number == len(ended) - 1
            _reported(contract, period, goods, number, wrong=last, by=by, finance=finance, today=today)
    tea = Contract.objects.filter(partner="半盏茶", signed_on__isnull=False).first()
    if tea is not None:
        make(tea, by=by)
    for payee in Payee.objects.all():
        set_payee(payee, kind="manuscript", resident=True, by=finance)


def _paid(contract: Contract, *, by: User, today: date) -> None:
    for row in Instalment.objects.filter(contract=contract, due_on__lt=today):
        due = due_of(row)
        if due is not None:
            receive_payment(due, due.amount_minor, on=min(row.due_on + timedelta(days=6), today), by=by)


def _reported(
    contract: Contract, period: PeriodState, goods: tuple[Goods, ...], number: int, *, wrong: bool, by: User,
    finance: User, today: date,
) -> None:  # fmt: skip
    """A report a few days before its day; the last one with a lower rate, a territory too many, a product missing."""
    rate = Fraction(str(terms_of(contract).royalties[0].rate))
    said = rate - Fraction(1, 50) if wrong else rate
    day = max(period.period.first, period.period.last - timedelta(days=20))
    rows = [HEADER]
    for place, one in enumerate(goods[:-1] if wrong else goods):
        units = one.units + 37 * number * (place + 1)
        gross = units * one.price_minor
        back, off = gross * 3 // 100, gross * 4 // 100
        net = gross - back - off
        rows.append(_row(day, one, "CN", units, (gross, back, off, net), said))
    if wrong:
        rows.append(_row(day, goods[0], "TH", 86, (86 * goods[0].price_minor, 0, 0, 86 * goods[0].price_minor), said))
    received = min(period.report_due - timedelta(days=4), today)
    with tempfile.TemporaryDirectory(prefix="manju-sample-") as folder:
        path = Path(folder) / "report.csv"
        path.write_text("\n".join(rows) + "\n", encoding="utf-8-sig")
        name = f"{contract.partner}-{period.label}.csv"
        report = receive(contract, period.label, by=by, path=path, name=name, received_on=received)
    if wrong:
        return
    for statement in issue(report, by=finance, on_open_day=True):
        due = due_of(statement)
        if due is not None and statement.due_on < today:
            receive_payment(due, due.amount_minor, on=min(statement.due_on, today), by=finance)


def _row(day: date, one: Goods, territory: str, units: int, money: tuple[int, int, int, int], rate: Fraction) -> str:
    net = money[3]
    amounts = [as_major(minor, "CNY").replace(",", "") for minor in (*money, round_minor(net * rate))]
    percent = f"{rate * 100}%"
    return ",".join([day.isoformat(), one.sku, one.category, territory, str(units), *amounts[:4], percent, amounts[4]])
