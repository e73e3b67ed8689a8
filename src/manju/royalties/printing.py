"""A statement, and a participant's part of one, as PDF and XLSX in Chinese or English."""

from __future__ import annotations

import datetime as dt
import tempfile
from fractions import Fraction
from pathlib import Path
from typing import Any, Final

from manju.media.typesetting import typeset
from manju.money.amounts import as_major
from manju.money.documents import read_fraction
from manju.money.royalties.line_checks import percent
from manju.money.royalties.sales import LISTS, Listed
from manju.money.royalties.statements import Line, Part
from manju.money.royalties.statements import Statement as Calculated
from manju.money.royalties.workbook import write_workbook
from manju.royalties.models import Payable, Statement
from manju.words import Language, Words, say, speaking

__all__ = ["payable_pdf", "payable_xlsx", "statement_pdf", "statement_xlsx"]

TEMPLATE: Final = Path(__file__).parent / "statement.typ"
LINES_MAX: Final = 2000  # of a PDF; the workbook has them all
BALANCE: Final[tuple[tuple[str, Words], ...]] = (
    ("mg_opening", Words("期初保底余额", "Guarantee balance, opening")),
    ("instalments_due", Words("本期到期的保底分期", "Instalments due in the period")),
    ("recouped", Words("本期分成抵扣", "Recouped by royalties")),
    ("mg_lost", Words("到期没有抵完的部分", "Not recouped in time")),
    ("mg_balance", Words("期末保底余额", "Guarantee balance, closing")),
)


def statement_pdf(row: Statement, language: Language) -> bytes:
    """The statement as PDF/A; equal statements give equal bytes.

    Raises:
        MediaError: `glyph_missing`: a name holds a character that no font here has.
    """
    with speaking(language):
        return typeset(TEMPLATE, _statement(row, language), pictures={}, language=language)


def statement_xlsx(row: Statement, language: Language) -> bytes:
    """The statement as a workbook: totals, lines, participants, rows left out."""
    lists: dict[Any, list[Listed]] = {name: [] for name in LISTS}
    left = row.report.report_rows.exclude(state="taken").values_list("line", "state", "code", "reason_zh", "reason_en")
    for line, state, code, zh, en in left:
        lists[state].append(Listed(line, code, Words(zh, en)))
    with speaking(language):
        return _workbook([calculated(row)], lists)


def payable_pdf(row: Payable, language: Language) -> bytes:
    """A participant's part of a statement: how it follows from the whole, tax, fapiao, what was paid.

    Raises:
        MediaError: as `statement_pdf`.
    """
    with speaking(language):
        return typeset(TEMPLATE, _payable(row, language), pictures={}, language=language)


def payable_xlsx(row: Payable, language: Language) -> bytes:
    """The same as a workbook: the statement's totals and lines, and this participant's part alone."""
    whole = calculated(row.statement)
    from dataclasses import replace

    own = replace(whole, participants=tuple(p for p in whole.participants if p.name == row.payee.name))
    with speaking(language):
        return _workbook([own], {name: [] for name in LISTS})


def calculated(row: Statement) -> Calculated:
    """The statement as it was calculated, from its document."""
    plain = dict(row.document)
    plain |= {"start": row.start, "end": row.end, "lines": tuple(Line(**one) for one in plain["lines"])}
    plain |= {name: tuple(Part(**one) for one in plain[name]) for name in ("costs", "participants")}
    return Calculated(**plain)


def _workbook(statements: list[Calculated], listed: dict[Any, list[Listed]]) -> bytes:
    with tempfile.TemporaryDirectory(prefix="manju-statement-") as folder:
        path = Path(folder) / "statement.xlsx"
        write_workbook(statements, lambda: listed, path)
        return path.read_bytes()


def _head(row: Statement, language: Language) -> dict[str, Any]:
    """What both documents have; `Any`: plain JSON."""
    contract = row.contract
    issued: dt.date = row.issued_at.date()
    return {
        "lang": language, "studio": str(contract.studio.name), "number": row.number,
        "date": [issued.year, issued.month, issued.day],
        "under": say("{s} · IP：{i} · {a} 至 {b} · 第 {y} 合同年",
                     "{s} · Property: {i} · {a} to {b} · contract year {y}",
                     s=contract.studio.name, i=contract.of_property.name, a=row.start, b=row.end,
                     y=row.document["contract_year"]),
    }  # fmt: skip


def _statement(row: Statement, language: Language) -> dict[str, Any]:
    money = _Money(row)
    contract, document = row.contract, row.document
    earned = [_row(Words("本期分成", "Royalties earned"), money(document["earned_minor"]))]
    if document["guarantee_due_minor"]:
        earned.append(_row(Words("保底补足", "Shortfall of the guarantee"), money(document["guarantee_due_minor"])))
    earned += [
        _row(Words("减：抵扣保底", "Less: recouped"), money(-document["recouped_minor"])),
        _row(Words("应付分成", "Royalties payable"), money(document["payable_minor"]), strong=True),
        _row(Words("增值税", "VAT"), money(row.vat_minor)),
        _row(Words("减：代扣所得税", "Less: withholding tax"), money(-row.withheld_minor)),
        _row(Words("本期应收", "To be paid"), money(row.receivable_minor), strong=True),
    ]
    parts = [{"title": say("本期金额", "The period"), "rows": earned}]
    if any(document[f"{name}_minor"] for name, _ in BALANCE):
        balance = [
            _row(words, money(document[f"{name}_minor"]), strong=name == "mg_balance") for name, words in BALANCE
        ]
        parts.append({"title": say("保底余额", "Guarantee balance"), "rows": balance})
    prepaid = document["instalments_due_minor"] + document["fees_due_minor"]
    notes = [
        say("按合同条款重新计算，规则版本 {v}。", "Recalculated from the terms of the contract, rules version {v}.",
            v=row.rules_version),
        say("请在 {d} 前付款，附言写 {n}。", "Please pay by {d}, quoting {n}.", d=row.due_on, n=row.number),
    ]  # fmt: skip
    if prepaid:
        notes.append(say("本期到期的分期和固定费 {m} 另行收取，不含在本期应收里。",
                         "Instalments and flat fees of {m} that fell due are collected apart from this.",
                         m=money(prepaid)))  # fmt: skip
    return {
        **_head(row, language), "kind": say("授权结算单", "Royalty statement"),
        "title": f"{contract.partner} · {contract.title} · {row.period}",
        "answer": [
            {"name": say("本期分成", "Earned"), "value": money(document["earned_minor"])},
            {"name": say("应收", "To be paid"), "value": money(row.receivable_minor)},
            {"name": say("付款日", "Pay by"), "value": row.due_on.isoformat()},
            {"name": say("期末保底余额", "Guarantee left"), "value": money(document["mg_balance_minor"])},
        ],
        "parts": parts, "lines": _lines(row), "notes": {"title": say("说明", "Notes"), "rows": notes},
    }  # fmt: skip


def _payable(row: Payable, language: Language) -> dict[str, Any]:
    statement = row.statement
    money = _Money(statement)
    document = statement.document
    share = next((p["share"] for p in statement.terms.get("participants", []) if p["name"] == row.payee.name), "")
    left = document["net_minor"] - document["costs_taken_minor"]
    waterfall = [
        _row(Words("分成、固定费与保底分期", "Royalties, fees and instalments"),
             money(document["payable_minor"] + document["fees_due_minor"] + document["instalments_due_minor"])),
        _row(Words("减：代扣所得税", "Less: withholding tax"), money(-document["withholding_tax_minor"])),
        *(_row(Words(f"减：{c['name']}", f"Less: {c['name']}"), money(-c["amount_minor"])) for c in document["costs"]),
        _row(Words("可分配", "To be shared"), money(left), strong=True),
        _row(Words("您的比例", "Your share"), percent(read_fraction(share)) if share else "—"),
        _row(Words("您的部分", "Your part"), money(row.amount_minor), strong=True),
        _row(Words("减：代扣个人所得税", "Less: income tax withheld"), money(-row.tax_minor)),
        _row(Words("实付", "Paid out"), money(row.net_minor), strong=True),
    ]  # fmt: skip
    state = say("已付，{d}", "Paid on {d}", d=row.paid_on) if row.paid_on else say("未付", "Not paid yet")
    notes = [say("状态：{s}", "State: {s}", s=state)]
    if row.payee.kind == "company":
        notes.append(say("发票：{f} {n}", "Fapiao: {f} {n}", f=row.fapiao_name, n=row.fapiao_number))
    elif row.paid_on is None:
        notes.append(
            say("个人所得税在付款时按当月合计代扣。", "Income tax is withheld at payment, by the month's total.")
        )
    return {
        **_head(statement, language), "kind": say("参与方结算单", "Participant's statement"),
        "title": f"{row.payee.name} · {statement.contract.title} · {statement.period}",
        "answer": [
            {"name": say("您的部分", "Your part"), "value": money(row.amount_minor)},
            {"name": say("实付", "Paid out"), "value": money(row.net_minor)},
        ],
        "parts": [{"title": say("怎么算出来的", "How it follows"), "rows": waterfall}],
        "lines": {"title": "", "head": [], "widths": [], "rows": []},
        "notes": {"title": say("说明", "Notes"), "rows": notes},
    }  # fmt: skip


def _lines(row: Statement) -> dict[str, Any]:
    head = [
        Words("货号 · 品类", "SKU, category"), Words("地区 · 渠道", "Territory, channel"), Words("数量", "Units"),
        Words("销售额", "Gross"), Words("扣除", "Deducted"), Words("基数", "Base"), Words("费率", "Rate"),
        Words("分成", "Royalty"),
    ]  # fmt: skip
    rows = []
    for line in row.document["lines"][:LINES_MAX]:
        in_units = line["base_units"] is not None
        rows.append([
            " · ".join(t for t in (line["sku"], line["category"]) if t) or "—",
            " · ".join(t for t in (line["territory"], line["channel"]) if t) or "—",
            f"{line['units'] - line['returns_units']:,}", as_major(line["gross_minor"], row.currency),
            f"{line['deducted_minor']:,}" if in_units else as_major(line["deducted_minor"], row.currency),
            f"{line['base_units']:,}" if in_units else as_major(line["base_minor"], row.currency),
            line["rate"] if in_units else percent(Fraction(line["rate"])),
            as_major(line["royalty_minor"], row.currency),
        ])  # fmt: skip
    return {
        "title": say("明细", "Lines"),
        "head": [str(h) for h in head],
        "widths": [True, True, *[False] * 6],
        "rows": rows,
    }


def _row(name: Words, value: str, *, strong: bool = False) -> dict[str, Any]:
    return {"name": str(name), "value": value, "strong": strong}


class _Money:
    """Amounts of a statement's currency as text."""

    def __init__(self, row: Statement) -> None:
        self._currency = row.currency

    def __call__(self, minor: int) -> str:
        return f"{as_major(minor, self._currency).replace('-', '−')} {self._currency}"
