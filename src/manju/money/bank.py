"""A bank's list of movements as rows: day, signed amount, who paid or was paid, what for."""

from __future__ import annotations

import datetime as dt
import hashlib
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Final

from manju.money.amounts import BadAmount, is_currency, parse_signed_minor, shown
from manju.money.errors import InputError
from manju.money.revenue.columns import currency_of
from manju.money.revenue.rows import TOTALS, read_date
from manju.money.tables import Row, cell, open_table, recognise
from manju.words import Words

COLUMNS: Final[dict[str, tuple[str, ...]]] = {
    "date": (
        "交易日期", "记账日期", "入账日期", "日期", "交易时间", "起息日", "booking date", "transaction date",
        "value date", "posted", "booked",
    ),
    "amount": ("金额", "交易金额", "发生额", "收支金额", "value", "betrag"),
    "in": (
        "收入", "收入金额", "贷方发生额", "贷方金额", "贷方", "存入", "credit", "credit amount", "paid in", "money in",
        "deposit",
    ),
    "out": (
        "支出", "支出金额", "借方发生额", "借方金额", "借方", "支取", "debit", "debit amount", "paid out", "money out",
        "withdrawal",
    ),
    "counterparty": (
        "对方户名", "对方名称", "对方账户名称", "交易对方", "对方单位", "付款人", "付款方", "户名", "payer",
        "payee", "name", "beneficiary", "from", "partner",
    ),
    "text": (
        "摘要", "附言", "用途", "备注", "交易摘要", "说明", "description", "details", "memo", "purpose", "narrative",
    ),
    "currency": ("币种", "货币", "ccy"),
    "reference": ("流水号", "交易流水号", "凭证号", "交易号", "参考号", "reference", "transaction id", "id", "serial"),
    "balance": ("余额", "账户余额", "balance", "running balance"),
}  # fmt: skip
HINT: Final = Words(
    "要有日期和金额（或收入、支出两列），最好有对方户名、摘要、流水号。",
    "It needs date and amount (or one column paid in, one paid out); payer, text and reference help.",
)


@dataclass(frozen=True, slots=True)
class Movement:
    """One row: `amount_minor` is more than zero for what came in, less for what went out."""

    line: int
    date: dt.date
    amount_minor: int
    currency: str
    counterparty: str
    text: str
    reference: str
    balance: str

    @property
    def mark(self) -> str:
        """What is the same in two lists that overlap."""
        parts = (self.date.isoformat(), str(self.amount_minor), self.currency, self.counterparty, self.text,
                 self.reference, self.balance)  # fmt: skip
        return hashlib.blake2b("\x1f".join(parts).encode(), digest_size=16).hexdigest()


@dataclass(frozen=True, slots=True)
class Unread:
    """A row that is no movement, and why."""

    line: int
    words: Words


def movements(path: Path, *, currency: str = "CNY") -> Iterator[Movement | Unread]:
    """The rows of a CSV or XLSX from a bank, in the order of the file. `currency` stands where a row names none.

    Lines above the header are skipped; rows of totals are no rows.

    Raises:
        InputError: no table, or one without date and amount (`mapping_needed`).
    """
    with open_table(path, is_header=_is_header) as table:
        places = recognise(table.header, COLUMNS)
        for row in table.rows:
            if row.cells and row.cells[0].strip().lower() in TOTALS:
                continue
            try:
                yield _movement(row, places, currency)
            except BadAmount as error:
                yield Unread(row.line, error.words)


def refuse_without_columns(path: Path) -> None:
    """Raise what `movements` would, before a row is read.

    Raises:
        InputError: `mapping_needed`.
    """
    try:
        with open_table(path, is_header=_is_header):
            return
    except InputError as error:
        if error.code != "header_missing":
            raise
        said = Words("认不出这张银行流水的列。", "The columns of this bank list were not recognised.")
        raise InputError("mapping_needed", said, HINT) from error


def _is_header(cells: Sequence[str]) -> bool:
    places = recognise(cells, COLUMNS)
    return "date" in places and ("amount" in places or "in" in places or "out" in places)


def _movement(row: Row, places: dict[str, int], default: str) -> Movement:
    def of(name: str) -> str:
        return cell(row, places.get(name))

    if row.fault is not None:
        raise BadAmount(row.fault)
    date = read_date(of("date"))
    if date is None:
        raise BadAmount(Words("日期读不懂：“{t}”", 'the date cannot be read: "{t}"').fill(t=shown(of("date"))))
    currency = currency_of(of("currency"), default)
    if not is_currency(currency):
        raise BadAmount(Words("币种读不懂：“{t}”", 'no currency: "{t}"').fill(t=shown(currency)))
    amount = parse_signed_minor(of("amount").removeprefix("+"), currency)
    if not of("amount"):
        came, went = (parse_signed_minor(of(name).removeprefix("+"), currency) for name in ("in", "out"))
        amount = came - abs(went)
    if amount == 0:
        raise BadAmount(Words("金额是零", "the amount is zero"))
    return Movement(row.line, date, amount, currency, of("counterparty")[:120], of("text")[:200],
                    of("reference")[:64], of("balance")[:40])  # fmt: skip
