"""DDEX sales reports as flat files (DSRF): blocks of records joined into the rows of a statement.

A record is a line of tab-separated cells (`|` parts a cell, `\\|` is a bar); `#TYPE` lines name the columns of TYPE.
Money stands in licensor records (LI, else SU/RU with revenue) and belongs to the resource or release of its block.
Source: DDEX "Digital Sales Report Message Suite", flat file profiles; columns as the file itself names them.
"""

from __future__ import annotations

import datetime as dt
import gzip
from collections import Counter
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Final, NamedTuple

from manju.money.amounts import BadAmount
from manju.money.errors import InputError
from manju.money.revenue.rows import Fault, StatementRow, finer_minor, read_date
from manju.words import Words

LINE_MAX: Final = 1 << 20
HEADS: Final = ("HEAD", "FHEA")
FEET: Final = ("FOOT", "FFOO")
KNOWN: Final = ("HEAD", "FHEA", "FOOT", "FFOO", "SY", "AS", "MW", "RE", "RU", "SU", "LI", "AD", "ST", "CU", "CD", "BL")
COLUMNS: Final[dict[str, tuple[str, ...]]] = {  # where a file does not name them: the samples' order
    "AS01": ("BlockId", "ResourceReference", "DspResourceId", "ISRC", "Title", "SubTitle", "DisplayArtistName"),
    "AS02": ("BlockId", "ResourceReference", "DspResourceId", "ISRC", "Title"),
    "RE01": ("BlockId", "ReleaseReference", "DspReleaseId"),
    "SY03": ("CommercialModel", "UseType", "Territory", "ServiceDescription", "Usages"),
    "LI01": (
        "BlockId", "SummaryRecordId", "RightsController", "RightsControllerProprietaryID", "RightsControllerWorkID",
        "RightShare%", "RightType", "AllocatedNetRevenue", "AllocatedAmount",
    ),
    "SU03": (
        "BlockId", "SalesTransactionId", "SummaryRecordId", "DspReleaseId", "Usages", "NetRevenue",
        "ValidityPeriodStart", "ValidityPeriodEnd",
    ),
}  # fmt: skip


class Record(NamedTuple):
    """One line: its number, its type without the version after the point, and its cells by name."""

    line: int
    type: str
    cells: tuple[str, ...]
    columns: tuple[str, ...]

    def get(self, *names: str) -> str:
        """The first of these columns that is filled."""
        for name in names:
            if name in self.columns:
                place = self.columns.index(name)
                if place < len(self.cells) and self.cells[place].strip():
                    return self.cells[place].strip()
        return ""


@dataclass(slots=True)
class Report:
    """What a whole file holds and what is wrong with its form."""

    records: Counter[str] = field(default_factory=Counter)
    problems: list[tuple[int, Words]] = field(default_factory=list)


def is_dsr(path: Path) -> bool:
    """Whether a file begins like a flat-file sales report."""
    with _lines(path) as lines:
        first = next(lines, (0, b""))[1]
    return first.removeprefix(b"\xef\xbb\xbf").lstrip(b"#").split(b"\t")[0].strip() in (b"HEAD", b"FHEA")


@contextmanager
def records(path: Path) -> Iterator[Iterator[Record]]:
    """The records of a file, comments and blank lines left out."""
    with _lines(path) as lines:
        yield _records(lines)


def read_report(path: Path) -> Report:
    """Count the records and look at the form: head, foot, number of lines, known types, columns, blocks."""
    found = Report()
    foot, heads = None, 0
    with _lines(path) as lines:
        number = sum(1 for _ in lines)
    with records(path) as every:
        for record in every:
            found.records[record.type] += 1
            if foot is not None:
                found.problems.append((record.line, Words("结尾之后还有记录", "a record after the foot")))
            if record.type in HEADS:
                heads += 1
            elif record.type in FEET:
                foot = record
            elif not record.type.startswith(KNOWN):
                found.problems.append(
                    (record.line, Words("不认识的记录：{t}", "unknown record type: {t}").fill(t=record.type[:20]))
                )
            if record.columns and len(record.cells) > len(record.columns):
                found.problems.append((record.line, Words("列数比说明的多", "more cells than columns")))
    if not heads:
        found.problems.append((1, Words("没有开头（HEAD）", "there is no head (HEAD)")))
    if foot is None:
        found.problems.append(
            (number, Words("没有结尾（FOOT），文件可能不完整", "there is no foot: the file may be cut off"))
        )
    elif (said := next((c for c in foot.cells if c.strip()), "")) and said.strip() != str(number):
        words = Words("结尾说有 {s} 行，实际 {n} 行", "the foot says {s} lines, there are {n}").fill(
            s=said[:20], n=number
        )
        found.problems.append((foot.line, words))
    return found


def rows(every: Iterator[Record], *, currency: str) -> Iterator[StatementRow]:
    """The money of a report as rows of a statement: one for every licensor record, else for every sale."""
    end = dt.date.min
    currencies: dict[str, str] = {}
    title, sale, block, licensed = "", None, "", False
    for record in every:
        if record.type in HEADS:
            end = read_date(record.get("UsageEndDate", "MessageCreatedDateTime")) or end
        elif record.type.startswith("SY") and (of := record.get("Currency", "CurrencyOfReporting")):
            currencies.setdefault(record.get("SummaryRecordId"), of)
        if (own := record.get("BlockId")) and own != block:
            if sale is not None and not licensed:
                yield _row(sale, None, title, end=end, currencies=currencies, default=currency)
            block, title, sale, licensed = own, "", None, False
        if record.type.startswith(("AS", "RE", "MW")):
            title = title or record.get("Title", "ReleaseTitle", "ResourceTitle", "WorkTitle")
        elif record.type.startswith(("SU", "RU")):
            if sale is not None and not licensed:
                yield _row(sale, None, title, end=end, currencies=currencies, default=currency)
            paying = record.get("NetRevenue", "Revenue", "AllocatedNetRevenue", "PriceConsumerPaidExcSalesTax")
            sale, licensed = (record, False) if paying else (sale if record.type.startswith("RU") else None, licensed)
        elif record.type.startswith("LI"):
            licensed = True
            yield _row(sale, record, title, end=end, currencies=currencies, default=currency)
    if sale is not None and not licensed:
        yield _row(sale, None, title, end=end, currencies=currencies, default=currency)


def _row(
    sale: Record | None,
    licensor: Record | None,
    title: str,
    *,
    end: dt.date,
    currencies: dict[str, str],
    default: str,
) -> StatementRow:
    own = licensor or sale
    assert own is not None  # noqa: S101  # one of the two is always given
    of = (
        own.get("Currency")
        or currencies.get(own.get("SummaryRecordId"), "")
        or next(iter(currencies.values()), default)
    )
    date = (read_date(sale.get("ValidityPeriodEnd")) if sale is not None else None) or end
    known = StatementRow(own.line, date, title, currency=of.upper())
    if date == dt.date.min:
        return known._replace(fault=Fault("bad_date", Words("没有日期", "there is no date")))
    net_text = own.get("AllocatedNetRevenue") or (sale.get("NetRevenue", "Revenue") if sale is not None else "")
    paid_text = own.get("AllocatedAmount", "AllocatedRevenue")
    try:
        net = finer_minor(net_text, known.currency) if net_text else None
        paid = finer_minor(paid_text, known.currency) if paid_text else 0
    except BadAmount as error:
        return known._replace(fault=Fault("bad_amount", error.words))
    return known._replace(net=net, paid=paid)


def _records(lines: Iterator[tuple[int, bytes]]) -> Iterator[Record]:
    named: dict[str, tuple[str, ...]] = {}
    for number, raw in lines:
        text = raw.decode("utf-8", errors="replace").removeprefix("\ufeff").rstrip("\r\n")
        if not text.strip():
            continue
        cells = tuple(text.split("\t"))
        kind = cells[0].strip()
        if kind.startswith("#"):
            named[kind.lstrip("#").partition(".")[0]] = tuple(c.strip() for c in cells[1:])
            continue
        kind = kind.partition(".")[0]
        columns = named.get(kind) or COLUMNS.get(kind, ())
        if kind in HEADS and not columns:
            columns = _HEAD
        yield Record(number, kind, cells[1:], columns)


_HEAD: Final = (
    "MessageVersion", "Profile", "ProfileVersion", "MessageId", "MessageCreatedDateTime", "FileNumber", "NumberOfFiles",
    "UsageStartDate", "UsageEndDate", "SenderPartyId", "SenderName",
)  # fmt: skip


@contextmanager
def _lines(path: Path) -> Iterator[Iterator[tuple[int, bytes]]]:
    with path.open("rb") as plain:
        packed = plain.read(2) == b"\x1f\x8b"
    with gzip.open(path, "rb") if packed else path.open("rb") as file:
        yield _numbered(file, path.name)


def _numbered(file: object, name: str) -> Iterator[tuple[int, bytes]]:
    """Lines with their numbers; `file` is open for reading bytes."""
    number = 0
    try:
        while raw := file.readline(LINE_MAX):  # type: ignore[attr-defined]  # GzipFile and BufferedReader share no type
            number += 1
            yield number, raw
    except (OSError, EOFError) as error:
        raise InputError(
            "not_a_table",
            Words("{n} 解不开或不完整。", "{n} cannot be unpacked or is cut off.").fill(n=name),
            Words("重新下载这个文件。", "Download the file again."),
        ) from error
