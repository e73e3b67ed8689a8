"""The journal as CSV, XLSX and Beancount: every posting with its accounts and the row it comes from."""

from __future__ import annotations

import csv
import io
import json
import re
from collections.abc import Iterator
from typing import Any, Final

from manju.books.kinds import KINDS
from manju.books.models import Account, Posting
from manju.money.amounts import as_major
from manju.money.cells import BOM, plain

HEADER: Final = (
    "posting", "date", "debit", "credit", "amount", "currency", "property", "work", "episode", "channel", "tier",
    "partner", "source", "line", "text", "reverses", "posted_at",
)  # fmt: skip


def as_csv() -> Iterator[str]:
    """The journal line by line; texts that a sheet would run as a formula begin with an apostrophe."""
    yield BOM + _line(HEADER)
    for row in _postings():
        yield _line([plain(cell) if isinstance(cell, str) else cell for cell in _cells(row)])


def as_xlsx() -> bytes:
    """The journal as a workbook; texts are texts, never formulas. For a year of a studio, not for a million rows."""
    import openpyxl
    from openpyxl.cell import WriteOnlyCell

    book = openpyxl.Workbook(write_only=True)
    sheet = book.create_sheet("journal")
    sheet.append(HEADER)
    for row in _postings():
        cells = []
        for value in _cells(row):
            cell = WriteOnlyCell(sheet, value)
            if isinstance(value, str):
                cell.data_type = "s"
            cells.append(cell)
        sheet.append(cells)
    out = io.BytesIO()
    book.save(out)
    return out.getvalue()


def as_beancount() -> Iterator[str]:
    """The journal in the language of Beancount, which `bean-check` finds balanced."""
    yield 'option "title" "Manju"\n'
    first = Posting.objects.order_by("date").values_list("date", flat=True).first()
    for currency in sorted(set(Posting.objects.values_list("currency", flat=True).distinct())):
        yield f'option "operating_currency" "{currency}"\n'
    for account in Account.objects.order_by("key"):
        yield f"{first or '1970-01-01'} open {beancount_name(account)}\n  name: {_quoted(account.name.zh)}\n"
    for row in _postings():
        amount = as_major(row.amount_minor, row.currency).replace(",", "")
        yield (
            f"\n{row.date} * {_quoted(row.text)}\n"
            f"  source: {_quoted(f'{row.source_kind}:{row.source_id}:{row.source_line}{row.source_part}')}\n"
            f"  posting: {row.pk}\n"
            f"  {beancount_name(row.debit)}  {amount} {row.currency}\n"
            f"  {beancount_name(row.credit)}  -{amount} {row.currency}\n"
        )


def beancount_name(account: Account) -> str:
    """A name that Beancount takes and that is the account's alone: `Income:IAP:T1:P3:W4:E9:Netshort:A12`."""
    parts = [KINDS[account.kind].beancount]
    ids = (
        ("T", account.tier or None),
        ("P", account.of_property_id),
        ("W", account.work_id),
        ("E", account.episode_id),
    )
    parts += [f"{letter}{number}" for letter, number in ids if number is not None]
    named = re.sub(r"[^A-Za-z0-9]+", "-", account.channel or account.partner).strip("-")
    if named:
        parts.append(named[:1].upper() + named[1:])
    return ":".join([*parts, f"A{account.pk}"])


def _postings() -> Iterator[Posting]:
    return Posting.objects.shown().order_by("date", "pk").iterator(chunk_size=2000)


def _cells(row: Posting) -> list[Any]:  # numbers and texts of a sheet
    own = row.credit if row.credit.kind_row.group == "income" else row.debit
    amount = as_major(row.amount_minor, row.currency).replace(",", "")
    return [
        row.pk, row.date.isoformat(), row.debit.kind, row.credit.kind, amount, row.currency,
        own.of_property.name.zh if own.of_property else "", own.work.title.zh if own.work else "",
        own.episode.number if own.episode else "", own.channel, own.tier, own.partner,
        f"{row.source_kind}:{row.source_id}", row.source_line, row.text, row.reverses_id or "",
        row.posted_at.isoformat(timespec="seconds"),
    ]  # fmt: skip


def _line(cells: Any) -> str:
    out = io.StringIO()
    csv.writer(out).writerow(cells)
    return out.getvalue()


def _quoted(text: str) -> str:
    return json.dumps(text.replace("\n", " ").replace("\r", " "), ensure_ascii=False)
