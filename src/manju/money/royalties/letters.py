"""The letter that asks a licensee to correct its report: what is wrong, in which lines, what it comes to."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

from manju.money.amounts import as_major
from manju.words import Words

__all__ = ["Point", "correction_letter"]

NOWHERE: Final = ("", "")


@dataclass(frozen=True, slots=True)
class Point:
    """A finding as a letter has it."""

    name: Words
    said: Words
    lines: tuple[int, ...]
    cost_minor: int


def correction_letter(
    points: Sequence[Point], *, to: str, studio: Words, contract: str, period: str, currency: str,
    reported_minor: int | None, earned_minor: int, reply_by: str,
) -> Words:  # fmt: skip
    """The whole letter in both languages; points are numbered in the order given.

    >>> said = Words("写的是 8%，合同是 10%", "it says 8%, not 10%")
    >>> point = Point(Words("费率不对", "Wrong rate"), said, (2,), 1700)
    >>> studio = Words("青灯", "Lamplight")
    >>> letter = correction_letter([point], to="Bear", studio=studio, contract="Plush", period="2026Q1", currency="CNY",
    ...     reported_minor=6800, earned_minor=8500, reply_by="2026-05-20")
    >>> print(letter.en.splitlines()[4])
    1. Wrong rate, line 2: it says 8%, not 10% (17.00 CNY).
    """
    zh = [f"{to}：", "", f"《{contract}》{period} 的销售报表已收到。按合同核对，有下面几处请更正或说明：", ""]
    en = [f"Dear {to},", "", f"Thank you for your report on {contract} for {period}. Checked against the contract, "
          "please correct or explain the following:", ""]  # fmt: skip
    for number, point in enumerate(points, 1):
        at = _lines(point.lines) if point.lines else Words(*NOWHERE)
        cost = f"{as_major(abs(point.cost_minor), currency)} {currency}" if point.cost_minor else ""
        zh.append(f"{number}. {point.name.zh}{at.zh}：{point.said.zh}{f'（涉及 {cost}）' if cost else ''}。")
        en.append(f"{number}. {point.name.en}{at.en}: {point.said.en}{f' ({cost})' if cost else ''}.")
    owed = f"{as_major(earned_minor, currency)} {currency}"
    if reported_minor is not None and reported_minor != earned_minor:
        said = f"{as_major(reported_minor, currency)} {currency}"
        zh += ["", f"报表写的应付分成是 {said}，按合同计算是 {owed}。"]
        en += ["", f"The report gives royalties of {said}; by the contract they are {owed}."]
    zh += ["", f"请在 {reply_by} 前发来更正后的报表，旧的一份会保留备查。", "", studio.zh]
    en += ["", f"Please send a corrected report by {reply_by}. The earlier one is kept on file.", "", studio.en]
    return Words("\n".join(zh), "\n".join(en))


def _lines(lines: Sequence[int]) -> Words:
    shown = ", ".join(map(str, lines[:20])) + (" …" if len(lines) > 20 else "")
    return Words(f"（第 {shown} 行）", f", line {shown}" if len(lines) == 1 else f", lines {shown}")
