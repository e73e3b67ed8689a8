"""What a copyright registration costs: fee bands by length, and the lower fee of further works in a series."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any, Final, Literal

from manju.filings.rules.dated import in_force, read
from manju.money.errors import InputError
from manju.words import Words

__all__ = ["BASES", "Basis", "Fee", "FeeLine", "fee_for"]

Basis = Literal["audiovisual", "text", "art"]
BASES: Final[tuple[Basis, ...]] = ("audiovisual", "text", "art")
FEN: Final = 100
MOST_WORKS: Final = 1000


@dataclass(frozen=True, slots=True)
class FeeLine:
    """One work of an application: its measure (seconds, characters, works), the band it falls in, what it costs."""

    measure: int
    band: Words
    amount_minor: int
    is_further: bool

    @property
    def amount_yuan(self) -> str:
        return f"{self.amount_minor // FEN:,}"


@dataclass(frozen=True, slots=True)
class Fee:
    """What an application costs in minor units of a currency, line by line, and the rule it follows."""

    amount_minor: int
    currency: str
    lines: tuple[FeeLine, ...]
    valid_from: date
    source: str

    @property
    def amount_yuan(self) -> str:
        """The whole in yuan; every fee of the table is whole yuan."""
        return f"{self.amount_minor // FEN:,}"

    @property
    def band(self) -> Words:
        """The bands in a sentence: `1–5 分钟：300 元` or with further works of the series."""
        first = self.lines[0]
        said = Words("{b}：{a:,} 元", "{b}: {a:,} yuan").fill(b=first.band, a=first.amount_minor // FEN)
        further = self.lines[1:]
        if not further:
            return said
        more = Words("，系列后 {n} 件共 {a:,} 元", ", {n} further in the series: {a:,} yuan").fill(
            n=len(further), a=sum(line.amount_minor for line in further) // FEN
        )
        return Words(said.zh + more.zh, said.en + more.en)


def fee_for(basis: Basis, measures: Sequence[int], *, on: date) -> Fee:
    """The fee of one application for one work, or for several as a series.

    `measures`: seconds for audiovisual works, characters for text, 1 for each work of art. In a series the dearest
    work pays its whole fee and each other one the series fee of its band: no order of filing costs more.

    >>> fee_for("audiovisual", [92], on=date(2026, 11, 26)).amount_minor
    30000
    >>> fee_for("art", [1, 1, 1], on=date(2026, 11, 26)).band.en
    'work of art: 300 yuan, 2 further in the series: 200 yuan'

    Raises:
        InputError: `nothing_to_register`, `measure_out_of_range`, or `rule_unknown`.
    """
    if not 0 < len(measures) <= MOST_WORKS:
        raise InputError(
            "nothing_to_register",
            Words("一件申请里要有 1 到 {m} 件作品。", "An application holds 1 to {m} works.").fill(m=MOST_WORKS),
            Words("选要登记的作品。", "Choose what to register."),
        )
    if any(not 0 < m < 10**9 for m in measures):
        raise InputError(
            "measure_out_of_range",
            Words("时长或字数要大于 0。", "A length must be greater than 0."),
            Words("填写成片时长或剧本字数。", "Enter the running time or the number of characters."),
        )
    rule = in_force([r for r in read("fees")["fees"] if r["basis"] == basis], on)
    found = sorted(((m, _band(rule["bands"], m)) for m in measures), key=_dearest)
    lines = tuple(
        FeeLine(m, Words(band["zh"], band["en"]), FEN * int(band["further" if n else "fee"]), n > 0)
        for n, (m, band) in enumerate(found)
    )
    total = sum(line.amount_minor for line in lines)
    return Fee(total, str(rule["currency"]), lines, rule["valid_from"], str(rule["source"]))


def _band(bands: Sequence[Mapping[str, Any]], measure: int) -> Mapping[str, Any]:  # Any: TOML
    for band in bands:
        if ("below" in band and measure < band["below"]) or ("upto" in band and measure <= band["upto"]):
            return band
    return bands[-1]


def _dearest(one: tuple[int, Mapping[str, Any]]) -> tuple[int, int]:
    measure, band = one
    return -int(band["fee"]) + int(band["further"]), -measure
