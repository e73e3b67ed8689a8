"""Statements as an XLSX workbook in Chinese or English: one sheet of totals, one of lines, one of rows left out."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from decimal import Decimal
from pathlib import Path
from typing import Any, Final

from manju.money.amounts import exponent
from manju.money.royalties.sales import List, Listed
from manju.money.royalties.statements import Line, Part, Statement
from manju.words import Words

Column = tuple[Words, str, int]  # heading, attribute of the row, width
TOTALS: Final[tuple[Column, ...]] = (
    (Words("合同", "Contract"), "contract", 16), (Words("期间", "Period"), "period", 10),
    (Words("起", "From"), "start", 12), (Words("止", "To"), "end", 12), (Words("币种", "Currency"), "currency", 9),
    (Words("应计分成", "Royalties earned"), "earned_minor", 18),
    (Words("期初保底余额", "Guarantee balance, opening"), "mg_opening_minor", 18),
    (Words("本期到期的保底", "Guarantee instalments due"), "instalments_due_minor", 18),
    (Words("抵扣保底", "Recouped"), "recouped_minor", 18),
    (Words("作废的保底", "Guarantee not recouped in time"), "mg_lost_minor", 18),
    (Words("期末保底余额", "Guarantee balance, closing"), "mg_balance_minor", 18),
    (Words("保底补足", "Shortfall due"), "guarantee_due_minor", 18),
    (Words("应付分成", "Royalties payable"), "payable_minor", 18),
    (Words("到期的固定费", "Flat fees due"), "fees_due_minor", 18),
    (Words("代扣税", "Withholding tax"), "withholding_tax_minor", 18), (Words("净额", "Net"), "net_minor", 18),
    (Words("已扣成本", "Costs taken"), "costs_taken_minor", 18),
)  # fmt: skip
LINES: Final[tuple[Column, ...]] = (
    (Words("货号", "SKU"), "sku", 16), (Words("品类", "Category"), "category", 18),
    (Words("地区", "Territory"), "territory", 10), (Words("渠道", "Channel"), "channel", 12),
    (Words("数量", "Units"), "units", 10), (Words("退货数量", "Returned units"), "returns_units", 10),
    (Words("销售额", "Gross"), "gross_minor", 18), (Words("扣除", "Deducted"), "deducted_minor", 18),
    (Words("上期结转", "Carried in"), "carried_in_minor", 18),
    (Words("留存", "Reserve held"), "reserve_held_minor", 18),
    (Words("释放留存", "Reserve released"), "reserve_released_minor", 18),
    (Words("计费基数", "Base"), "base_minor", 18),
    (Words("计费数量", "Base in units"), "base_units", 12), (Words("费率", "Rate"), "rate", 12),
    (Words("分成", "Royalty"), "royalty_minor", 18), (Words("结转下期", "Carried on"), "carried_minor", 18),
)  # fmt: skip
PARTS: Final[tuple[Column, ...]] = (
    (Words("参与方", "Participant"), "name", 20),
    (Words("金额", "Amount"), "amount_minor", 18),
)
LISTS: Final[dict[List, Words]] = {
    "rejected": Words("退回", "rejected"),
    "outside_grant": Words("不在授权内", "outside the grant"),
    "set_aside": Words("搁置", "set aside"),
    "later": Words("以后的期间", "later periods"),
}
DIGITS: Final = 15  # what a sheet keeps of a number; longer amounts are written as text


def write_workbook(
    statements: Iterable[Statement], listed: Callable[[], Mapping[List, Sequence[Listed]]], path: Path
) -> None:
    """Write statements into a workbook, in the reader's language (`words.speaking`), row by row.

    Amounts are numbers in major units, exact. Text is never a formula, whatever it begins with. `listed` is asked
    for after the statements.
    """
    from openpyxl import Workbook  # heavy: only where a workbook is written

    book = Workbook(write_only=True)
    totals = book.create_sheet(str(Words("结算单", "Statements")))
    lines = book.create_sheet(str(Words("明细", "Lines")))
    parts = book.create_sheet(str(Words("分账", "Participants")))
    left_out = book.create_sheet(str(Words("未计入的行", "Rows left out")))
    head = TOTALS[:2]
    _begin(totals, TOTALS)
    _begin(lines, (*head, *LINES))
    _begin(parts, (*head, *PARTS))
    _begin(left_out, ((Words("行", "Line"), "", 8), (Words("类别", "Kind"), "", 20), (Words("原因", "Reason"), "", 60)))
    for one in statements:
        totals.append(_row(totals, TOTALS, one, one.currency))
        for line in one.lines:
            lines.append([*_row(lines, head, one, one.currency), *_row(lines, LINES, line, one.currency)])
        for part in one.participants:
            parts.append([*_row(parts, head, one, one.currency), *_row(parts, PARTS, part, one.currency)])
    for kind, rows in listed().items():
        for row in rows:
            left_out.append([row.line, str(LISTS[kind]), _cell(left_out, str(row.reason), "", "")])
    book.save(path)


def _begin(sheet: Any, columns: Sequence[Column]) -> None:
    """Widths, a frozen bold heading. `Any`: openpyxl has no types."""
    from openpyxl.cell import WriteOnlyCell
    from openpyxl.styles import Alignment, Font
    from openpyxl.utils import get_column_letter

    sheet.freeze_panes = "A2"
    for number, (_, _, width) in enumerate(columns, 1):
        sheet.column_dimensions[get_column_letter(number)].width = width
    heading = []
    for words, _, _ in columns:
        cell = WriteOnlyCell(sheet, value=str(words))
        cell.font, cell.alignment = Font(bold=True), Alignment(wrap_text=True, vertical="top")
        heading.append(cell)
    sheet.append(heading)


def _row(sheet: Any, columns: Sequence[Column], of: Statement | Line | Part, currency: str) -> list[Any]:
    """The cells of one row, new each time: openpyxl changes a cell when it writes it."""
    return [_cell(sheet, getattr(of, name), name, currency) for _, name, _ in columns]


def _cell(sheet: Any, value: Any, name: str, currency: str) -> Any:
    """A cell: amounts as exact decimals, text as text. `Any`: values of statements, cells of openpyxl."""
    from openpyxl.cell import WriteOnlyCell
    from openpyxl.cell.cell import ILLEGAL_CHARACTERS_RE

    if name.endswith("_minor") and value is not None:
        places = exponent(currency)
        amount = Decimal(value).scaleb(-places)
        cell = WriteOnlyCell(sheet, value=amount if abs(value) < 10**DIGITS else str(amount))
        cell.number_format = "#,##0" + ("." + "0" * places if places else "")
        return cell
    if isinstance(value, str):
        value = ILLEGAL_CHARACTERS_RE.sub(" ", value)  # no workbook may hold them
    cell = WriteOnlyCell(sheet, value=None if value == "" else value)
    if isinstance(value, str) and value:
        cell.data_type = "s"  # also what begins with =
    return cell
