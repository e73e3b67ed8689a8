"""What the term check found in a document, as its page shows it, and the terms it read, as a form begins with them."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta
from fractions import Fraction
from typing import Any, Final

from manju.licensing.models import ContractDocument
from manju.licensing.names import CATEGORIES
from manju.money.documents import read_fraction
from manju.words import Words

SEVERITIES: Final[dict[str, tuple[str, str, Words]]] = {
    "dangerous": ("bad", "stop", Words("危险", "Dangerous")),
    "missing": ("warn", "warn", Words("缺失", "Missing")),
    "unusual": ("warn", "warn", Words("反常", "Unusual")),
    "unclear": ("", "warn", Words("不清", "Unclear")),
}
PERIODS: Final = {1: "month", 3: "quarter", 6: "half", 12: "year"}
Plain = dict[str, Any]  # plain JSON


@dataclass(frozen=True, slots=True)
class Found:
    """A finding for the page."""

    title: Words
    advice: Words
    law: Words
    quote: str
    clause: str


@dataclass(frozen=True, slots=True)
class Group:
    """The findings of one severity."""

    tone: str
    icon: str
    word: Words
    rows: tuple[Found, ...]


@dataclass(frozen=True, slots=True)
class Lost:
    """A part that was not read."""

    where: Words
    reason: Words


@dataclass(frozen=True, slots=True)
class Read:
    """All that the page says of a checked document."""

    groups: tuple[Group, ...]
    lost: tuple[Lost, ...]
    refused: Lost | None
    verdict: Words


def findings_of(document: ContractDocument) -> Read:
    """The record of a document in groups, the gravest first."""
    record = document.record
    groups = tuple(
        Group(*look, rows=rows)
        for severity, look in SEVERITIES.items()
        if (rows := tuple(_found(f) for f in record.get("findings", ()) if f["severity"] == severity))
    )
    lost = tuple(Lost(Words(**u["where"]), Words(**u["reason"])) for u in record.get("unread", ()))
    said = record.get("refused")
    refused = Lost(Words(**said["message"]), Words(**said["hint"])) if said else None
    return Read(groups, lost, refused, _verdict(document, groups, lost))


def proposed_deal(terms: Plain) -> tuple[Plain | None, Plain | None]:
    """Deal and money as the check read them, to be confirmed by a person; None where it read nothing."""
    if not terms:
        return None, None
    start = terms.get("start")
    end = terms.get("end") or _end(start, terms.get("term_years"))
    deal: Plain = {
        "exclusivity": terms.get("exclusivity") or "non_exclusive",
        "categories": [c for c in terms.get("categories") or [] if c in CATEGORIES or "/" in c or c.isidentifier()],
        "territories": [t for t in terms.get("territory") or [] if t != "WORLD"],
        "languages": terms.get("languages") or [], "start": start, "end": end,
        "sell_off_days": _whole(terms.get("sell_off_days")) or 0, "payment_days": _whole(terms.get("payment_days")),
    }  # fmt: skip
    rates = [{"category": r["category"], "rate": r["rate"]} for r in terms.get("royalty_rates") or ()]
    sums = {name: _whole(terms.get(name)) for name in ("minimum_guarantee_minor", "flat_fee_minor")}
    if not (start and end and (rates or any(sums.values()))):
        return deal, None
    base = terms.get("royalty_base") or "net"
    money: Plain = {
        "currency": terms.get("currency") or "CNY",
        "period": PERIODS.get(_whole(terms.get("report_months")) or 3, "quarter"),
        "start": start,
        "end": end,
        "royalties": [{**r, "base": "gross" if base == "gross" else "net"} for r in rates],
    }
    if sums["minimum_guarantee_minor"]:
        due = {"due": start, "amount_minor": sums["minimum_guarantee_minor"]}
        money["guarantee"] = {"style": "advance", "scope": "term", "instalments": [due]}
    if sums["flat_fee_minor"]:
        money["fees"] = [{"kind": "flat", "due": start, "amount_minor": sums["flat_fee_minor"]}]
    return deal, money


def _found(f: Plain) -> Found:
    return Found(
        Words(**f["title"]), Words(**f["advice"]), Words(**f["law"]), f["clause_text"] or "", f["clause"] or ""
    )


def _verdict(document: ContractDocument, groups: tuple[Group, ...], lost: tuple[Lost, ...]) -> Words:
    if document.state == "waiting":
        return Words("正在一条一条读", "Being read clause by clause")
    if document.state == "refused":
        return Words("没有读成", "It was not read")
    if not document.record.get("readable", True):
        return Words("整份都是图片，一个字也没读到", "It holds pictures only; not a word was read")
    parts = [(len(g.rows), g.word) for g in groups]
    if not parts:
        return (
            Words("读到的部分没有发现问题", "Nothing found in what was read")
            if lost
            else Words("没有发现问题", "Nothing found")
        )
    return Words(
        "，".join(f"{w.zh} {n} 处" for n, w in parts), ", ".join(f"{n} {w.en.lower()}" for n, w in parts)
    )  # fmt: skip


def _whole(value: object) -> int | None:
    """A whole number that a record holds as a number or as text; None for anything else."""
    if value in (None, ""):
        return None
    try:
        exact = read_fraction(value)
    except ValueError:
        return None
    return int(exact) if exact.denominator == 1 else None


def _end(start: str | None, years: object) -> str | None:
    """The last day of a term of so many years."""
    if not start or years in (None, ""):
        return None
    months = Fraction(read_fraction(years)) * 12
    begin = date.fromisoformat(start)
    if months.denominator != 1 or not 0 < months <= 1200:
        return None
    year, month = divmod(begin.month - 1 + int(months), 12)
    try:
        after = date(begin.year + year, month + 1, begin.day)
    except ValueError:  # 29 February
        after = date(begin.year + year, month + 2, 1)
    return (after - timedelta(days=1)).isoformat()
