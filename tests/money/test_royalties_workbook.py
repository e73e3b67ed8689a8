"""A workbook of statements says what the statements say, to the fen, and holds no formula."""

from __future__ import annotations

from pathlib import Path

import openpyxl

from manju.money.royalties.workbook import write_workbook
from manju.words import speaking
from tests.money.royalty_case import advance, run, sale, terms


def test_the_workbook_holds_exact_amounts_in_both_languages_and_text_stays_text(tmp_path: Path) -> None:
    shares = [{"name": "=cmd()", "share": "0.7"}, {"name": "作者", "share": "0.3"}]
    contract = terms(guarantee=advance(("2026-01-01", 100)), participants=shares)
    done = run(
        contract, [sale("2026-01-05", 123450, sku="=1+1", units=3), sale("2026-05-05", 10**17, sku="big"), sale("x")]
    )
    for language, sheets, heading in (("zh", "结算单", "应计分成"), ("en", "Statements", "Royalties earned")):
        with speaking(language):  # type: ignore[arg-type]
            write_workbook(done.statements, lambda: done.listed, tmp_path / "a.xlsx")
        book = openpyxl.load_workbook(tmp_path / "a.xlsx")
        totals, lines, parts, left_out = book.worksheets
        assert totals.title == sheets
        head = [cell.value for cell in totals[1]]
        row = dict(zip(head, [cell.value for cell in totals[2]], strict=True))
        assert (row[heading], totals.max_row) == (123.45, 5)
        assert [cell.value for cell in totals[2]][6:11] == [0, 1, 1, 0, 0]
        assert (lines["C2"].value, lines["C2"].data_type) == ("=1+1", "s")
        assert lines["I3"].value == "1000000000000000.00"  # longer than a sheet's numbers
        assert (parts["C2"].value, parts["C2"].data_type, parts["D2"].value) == ("=cmd()", "s", 86.42)
        assert left_out["A2"].value == 4
