"""Expenses: a file of them into the books, recoverable traffic for the share, what a title costs and brings."""

from __future__ import annotations

import datetime as dt
import hashlib
from collections import defaultdict
from pathlib import Path
from typing import Final

from django.db import IntegrityError, transaction

from manju.books.accounts import Where
from manju.books.actions import Entry, Source, post
from manju.books.dues import BANK, Owed, expect
from manju.books.reading import first_open
from manju.media.whole import sha256_of
from manju.money.amounts import BadAmount, is_currency, parse_minor, shown
from manju.money.errors import InputError, imported_before
from manju.money.revenue.agreement import Agreement
from manju.money.revenue.calculation import Traffic
from manju.money.revenue.columns import currency_of
from manju.money.revenue.reasons import REASONS
from manju.money.revenue.rows import read_date, title_key
from manju.money.tables import Row, cell, open_table, recognise
from manju.people.audit import note
from manju.people.models import User
from manju.revenue.models import Expense, ExpenseImport
from manju.revenue.titles import Titles
from manju.words import Words

COLUMNS: Final[dict[str, tuple[str, ...]]] = {
    "date": ("日期", "消耗日期", "支出日期", "day"),
    "title": ("剧名", "作品", "作品名称", "短剧名称", "标题", "work", "series", "campaign title"),
    "channel": ("渠道", "平台", "投放平台", "platform", "media"),
    "kind": ("类型", "类别", "费用类型", "支出类型", "type", "category"),
    "amount": ("金额", "消耗", "花费", "费用", "消耗金额", "支出", "cost", "spend", "total"),
    "currency": ("币种", "货币", "ccy"),
    "recoverable": ("可回收", "可抵扣", "可回收投流", "recoupable"),
    "text": ("说明", "备注", "摘要", "note", "description", "memo"),
}
KIND_SIGNS: Final = (
    ("traffic", ("投流", "投放", "流量", "巨量", "磁力", "推广", "traffic", "ads", "advert", "promotion", "marketing")),
    ("credits", ("算力", "接口", "api", "gpu", "token", "credit", "模型", "云", "cloud")),
    (
        "freelance",
        ("外包", "兼职", "稿费", "画师", "编剧", "配音", "freelanc", "writer", "artist", "contractor", "voice"),
    ),
    ("fees", ("手续费", "服务费", "fee")),
)
PAYABLE: Final = Where("payable")
BILL_DAYS: Final = 30  # until a freelancer's bill is due, which names no day
YES: Final = frozenset({"是", "y", "yes", "true", "1", "可回收", "可抵扣", "√", "✓"})


def import_expenses(path: Path, *, by: User | None, name: str = "", currency: str = "CNY") -> ExpenseImport:
    """Import a CSV or XLSX of expenses: date, title, channel, kind, amount; bad rows are kept with their reasons.

    Raises:
        InputError: `duplicate_file`, `mapping_needed`, no table.
    """
    sha256 = sha256_of(path)
    titles = Titles.of_the_studio()
    good: list[Expense] = []
    bad: list[dict[str, object]] = []
    seen: set[bytes] = set()
    with open_table(path) as table:
        places = recognise(table.header, COLUMNS)
        missing = [n for n in ("date", "amount") if n not in places]
        if missing:
            raise InputError(
                "mapping_needed",
                Words("认不出这些列：{n}", "These columns were not recognised: {n}").fill(n=", ".join(missing)),
                Words("列名用：日期、剧名、渠道、类型、金额、币种、可回收。",
                      "Name them: date, title, channel, kind, amount, currency, recoverable."),
            )  # fmt: skip
        for row in table.rows:
            try:
                mark = hashlib.blake2b("\x1f".join(row.cells).encode(), digest_size=12).digest()
                expense = _expense(row, places, titles, currency)
                if mark in seen:
                    words = REASONS["duplicate_row"]
                    bad.append({"line": row.line, **words.as_json()})
                else:
                    good.append(expense)
                seen.add(mark)
            except BadAmount as error:
                bad.append({"line": row.line, **error.words.as_json()})
    return _kept(good, bad, name=name or path.name, sha256=sha256, by=by)


@transaction.atomic
def add_expense(expense: Expense, *, by: User | None) -> Expense:
    """Write one expense down and post it.

    Raises:
        Refused: the books refuse the amount or the currency.
    """
    expense.save()
    post([_entry(expense)], by=by)
    expect(_bills([expense]), by=by)
    return expense


def recoverable_traffic(terms: Agreement) -> Traffic:
    """Recoverable spending on titles on the agreement's channel, by title key: what comes off before the share."""
    found: Traffic = defaultdict(list)
    rows = Expense.objects.filter(
        kind="traffic", recoverable=True, channel=terms.channel, currency=terms.currency
    ).select_related("work")
    for row in rows.order_by("date", "pk"):
        names = {row.title, *((row.work.title_zh, row.work.title_en) if row.work is not None else ())}
        for key in {title_key(name) for name in names if name}:
            found[key].append((row.date, row.amount_minor))
    return dict(found)


@transaction.atomic
def _kept(
    good: list[Expense], bad: list[dict[str, object]], *, name: str, sha256: str, by: User | None
) -> ExpenseImport:  # fmt: skip
    try:
        with transaction.atomic():
            made: ExpenseImport = ExpenseImport.objects.create(
                original_name=name[:255], sha256=sha256, rows=len(good) + len(bad), rejected=bad, imported_by=by
            )
    except IntegrityError as error:
        raise imported_before(name) from error
    for expense in good:
        expense.of_import = made
    Expense.objects.bulk_create(good, batch_size=1000)
    post([_entry(expense) for expense in good], by=by)
    expect(_bills(good), by=by)
    said = Words("导入支出：{n}，{c} 行", "Imported expenses: {n}, {c} rows").fill(n=name, c=made.rows)
    note("expenses.imported", said, by=by, expenses=made.pk)
    return made


def _bills(expenses: list[Expense]) -> list[Owed]:
    """What freelancers are owed: their expense stands against payables, all others' against the bank."""
    return [
        Owed(PAYABLE, "out", e.amount_minor, e.currency, e.date + dt.timedelta(days=BILL_DAYS),
             Source("expense", e.pk, e.line), f"{e.title} {e.text}".strip())
        for e in expenses
        if e.kind == "freelance"
    ]  # fmt: skip


def _entry(expense: Expense) -> Entry:
    work = expense.work
    where = Where(
        expense.kind, work.of_property_id if work else None, expense.work_id, None, expense.channel,
        1 if expense.channel else 0,
    )  # fmt: skip
    return Entry(
        debit=where,
        credit=PAYABLE if expense.kind == "freelance" else BANK,
        amount_minor=expense.amount_minor,
        currency=expense.currency,
        date=first_open(expense.date),
        source=Source("expense", expense.pk, expense.line),
        text=expense.text or expense.title,
    )


def _expense(row: Row, places: dict[str, int], titles: Titles, default: str) -> Expense:
    def of(name: str) -> str:
        return cell(row, places.get(name))

    if row.fault is not None:
        raise BadAmount(row.fault)
    date: dt.date | None = read_date(of("date"))
    if date is None:
        raise BadAmount(Words("日期读不懂：“{t}”", 'the date cannot be read: "{t}"').fill(t=shown(of("date"))))
    currency = currency_of(of("currency"), default)
    if not is_currency(currency):
        raise BadAmount(Words("币种读不懂：“{t}”", 'no currency: "{t}"').fill(t=shown(currency)))
    amount = parse_minor(of("amount"), currency)
    if amount == 0:
        raise BadAmount(Words("金额是零", "the amount is zero"))
    title = of("title")
    owner = titles.works.get(title_key(title))
    return Expense(
        line=row.line, date=date, work_id=owner[0] if owner else None, title=title[:200], channel=of("channel")[:64],
        kind=_kind(of("kind")), amount_minor=amount, currency=currency,
        recoverable=of("recoverable").lower() in YES, text=of("text")[:200],
    )  # fmt: skip


def _kind(said: str) -> str:
    text = said.lower()
    return next((kind for kind, signs in KIND_SIGNS if any(sign in text for sign in signs)), "other")
