"""Which column of a platform's statement holds what: names in Chinese and English, and a mapping where none fits."""

from __future__ import annotations

import re
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Final

from manju.money.amounts import is_currency
from manju.money.errors import InputError
from manju.money.revenue.column_names import CURRENCIES, KNOWN
from manju.money.tables import folded
from manju.words import Words

NAMES: Final = ("date", "title", "episode", "gross", "refunds", "net", "paid", "currency", "minutes", "paid_on", "kind")
AMOUNTS: Final = ("gross", "refunds", "net", "paid")
_BRACKETS: Final = re.compile(r"^(.*?)[\s_]*[(（\[【]\s*([^)）\]】]{1,12})\s*[)）\]】]\s*$")
_PLAIN_UNITS: Final = {"分钟", "min", "mins", "minutes", "minute"}


@dataclass(frozen=True, slots=True)
class Columns:
    """Where everything stands; `minor` names amounts in minor units, `currency_of_header` what a header says."""

    places: Mapping[str, int]
    minor: frozenset[str] = frozenset()
    currency_of_header: str = ""
    estimated: bool = False  # amounts are YouTube Studio's: ours already, and finer than the minor unit
    date_is_publication: bool = False

    def without(self, names: Collection[str]) -> Columns:
        """The same without some of our columns."""
        return replace(self, places={name: place for name, place in self.places.items() if name not in names})

    def named(self, header: Sequence[str]) -> dict[str, str]:
        """Our name -> the header it was found under: what a page shows and remembers."""
        return {name: header[place] for name, place in self.places.items()}


def columns_of(header: Sequence[str], mapping: Mapping[str, str] | None = None) -> Columns:
    """Find the columns of a statement: the mapping's first, the rest by their names.

    >>> columns_of(["日期", "剧名", "结算金额（美元）"]).named(["日期", "剧名", "结算金额（美元）"])
    {'date': '日期', 'title': '剧名', 'paid': '结算金额（美元）'}

    Raises:
        InputError: `mapping_wrong` for a mapping that does not fit the file.
    """
    places, minor = _mapped(header, mapping or {}), set()
    taken = set(places.values())
    shapes = [_shape(name) for name in header]
    for ours, others in KNOWN.items():
        if ours in places:
            continue
        wanted = [folded(ours), *(folded(name) for name in others)]
        ranked = [
            (wanted.index(name), place)
            for place, (name, _, _) in enumerate(shapes)
            if name in wanted and place not in taken
        ]
        if ranked:
            places[ours] = min(ranked)[1]
            taken.add(places[ours])
    for ours in AMOUNTS:
        if ours in places and shapes[places[ours]][2]:
            minor.add(ours)
    estimated = "estimate" in places and "paid" not in places
    if estimated:
        places["paid"] = places["estimate"]
        if "gross" not in places and "net" not in places:
            places["net"] = places["estimate"]
    published = "date" not in places and "published" in places
    if published:
        places["date"] = places["published"]
    currencies = [shapes[places[n]][1] for n in ("paid", "net", "gross") if n in places and shapes[places[n]][1]]
    return Columns(
        places={name: places[name] for name in NAMES if name in places}, minor=frozenset(minor),
        currency_of_header=currencies[0] if currencies else "", estimated=estimated, date_is_publication=published,
    )  # fmt: skip


def is_header(cells: Sequence[str], mapping: Mapping[str, str] | None = None) -> bool:
    """Whether a row names columns we know: at least two, one of them of money, minutes or a date."""
    if mapping and all(any(folded(c) == folded(h) for c in cells) for h in mapping.values()):
        return True
    try:
        found = columns_of(cells, None).places
    except InputError:
        return False
    return len(found) >= 2 and any(name in found for name in (*AMOUNTS, "minutes", "date"))


def check_columns(columns: Columns, *, has_date: bool) -> None:
    """See that a statement can be read at all.

    Raises:
        InputError: `mapping_needed`, naming what was not found.
    """
    missing = [name for name in ("date", "title") if name not in columns.places and not (name == "date" and has_date)]
    if not any(name in columns.places for name in (*AMOUNTS, "minutes")):
        missing.append("paid")
    if missing:
        names = ", ".join(missing)
        raise InputError(
            "mapping_needed",
            Words("认不出这些列：{n}", "These columns were not recognised: {n}").fill(n=names),
            Words(
                "用 --map 给出一个 JSON：我们的名字 → 文件里的列名。",
                "Give --map a JSON object: our name to the file's header.",
            ),
        )


def currency_of(text: str, default: str) -> str:
    """An ISO code from what a cell says; blank is the default.

    >>> currency_of("usd", "CNY"), currency_of("人民币", "USD"), currency_of("", "USD"), currency_of("Really", "USD")
    ('USD', 'CNY', 'USD', 'REALLY')
    """
    written = text.strip()
    if not written or (len(written) == 3 and written.isascii() and written.isupper()):
        return written or default
    return CURRENCIES.get(written.lower(), written.upper())


def _mapped(header: Sequence[str], mapping: Mapping[str, str]) -> dict[str, int]:
    places: dict[str, int] = {}
    for ours, name in mapping.items():
        if ours not in NAMES:
            raise InputError(
                "unknown_key",
                Words("对应表里有不认识的名字：{k}", "Unknown key in the mapping: {k}").fill(k=ours),
                Words("可用的名字：{n}", "The names are: {n}").fill(n=", ".join(NAMES)),
            )
        exact = [i for i, cell in enumerate(header) if cell.strip() == name.strip()]
        alike = exact or [i for i, cell in enumerate(header) if folded(cell) == folded(name)]
        if not alike:
            raise InputError(
                "mapping_wrong",
                Words("文件里没有“{h}”这一列。", 'The file has no column "{h}".').fill(h=name),
                Words("文件里的列：{c}", "Its columns: {c}").fill(c=", ".join(header)),
            )
        places[ours] = alike[0]
    return places


def _shape(name: str) -> tuple[str, str, bool]:
    """A header without its currency or unit in brackets, that currency, and whether amounts are minor units.

    >>> _shape("Estimated revenue (USD)"), _shape("paid_minor"), _shape("总收入（万元）")
    (('estimatedrevenue', 'USD', False), ('paid', '', True), ('总收入万元', '', False))
    """
    written = name.strip()
    minor = written.lower().endswith("_minor")
    if minor:
        written = written[: -len("_minor")]
    found = _BRACKETS.match(written)
    if found is not None:
        unit = found[2].strip()
        if is_currency(unit.upper()) and unit.isascii():
            return folded(found[1]), unit.upper(), minor
        if unit.lower() in CURRENCIES:
            return folded(found[1]), CURRENCIES[unit.lower()], minor
        if unit.lower() in _PLAIN_UNITS:
            return folded(found[1]), "", minor
    return folded(written), "", minor
