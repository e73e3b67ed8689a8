"""The dates a contract sets: its end, sell-off, option windows, reports, instalments, fees; also as iCalendar."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from typing import Final, Literal

from manju.licensing.models import Contract, TermsVersion
from manju.money.amounts import as_major
from manju.money.periods import periods_of_term
from manju.money.royalties.terms import Advance, Terms, read_terms
from manju.words import Language, Words

Kind = Literal["start", "end", "sell_off", "option", "answer", "report", "instalment", "fee", "approval"]
FOLD: Final = 73  # octets of a line before the one that continues it (RFC 5545, 3.1: 75 with its end)


@dataclass(frozen=True, slots=True)
class Dated:
    """A day of a contract and what happens on it."""

    day: date
    kind: Kind
    said: Words
    key: str  # the same for the same thing, also after its day has changed


def terms_of(contract: Contract) -> Terms | None:
    """The arithmetic of a contract, where it has any."""
    return None if contract.terms is None else read_terms(contract.terms)[0][0]


def dates_of(contract: Contract, version: TermsVersion | None) -> list[Dated]:
    """Every date that this room knows of a contract, in order."""
    found = [*_of_deal(contract, version), *_of_options(contract), *_of_money(contract, version)]
    return sorted(found, key=lambda d: (d.day, d.key))


def as_icalendar(events: Iterable[tuple[Contract, Dated]], *, language: Language, made: datetime, host: str) -> bytes:
    """Dates as an iCalendar file (RFC 5545): whole days, each with an address of its own that never changes."""
    lines = ["BEGIN:VCALENDAR", "VERSION:2.0", "PRODID:-//Manju//Licensing//EN", "CALSCALE:GREGORIAN"]
    stamp = f"{made.astimezone(UTC):%Y%m%dT%H%M%SZ}"
    for contract, dated in events:
        title = f"{dated.said.in_language(language)} · {contract.partner}"
        lines += [
            "BEGIN:VEVENT", f"UID:contract-{contract.pk}-{dated.key}@{host}", f"DTSTAMP:{stamp}",
            f"DTSTART;VALUE=DATE:{dated.day:%Y%m%d}", f"DTEND;VALUE=DATE:{dated.day + timedelta(days=1):%Y%m%d}",
            f"SUMMARY:{_text(title)}", f"DESCRIPTION:{_text(contract.title)}", "TRANSP:TRANSPARENT", "END:VEVENT",
        ]  # fmt: skip
    lines.append("END:VCALENDAR")
    return b"".join(_folded(line) for line in lines)


def _of_deal(contract: Contract, version: TermsVersion | None) -> Iterator[Dated]:
    """The term as agreed; once grants are given, as they stand."""
    grants = list(contract.grants.all())
    for grant in grants:
        if grant.end:
            yield Dated(grant.end, "end", Words("授权到期", "The licence ends"), f"end-{grant.pk}")
            if grant.sell_off_days and grant.sold_off_on:
                said = Words("清货期结束", "The sell-off ends")
                yield Dated(grant.sold_off_on, "sell_off", said, f"sell-off-{grant.pk}")
    if not grants and version is not None and version.agreed.end:
        yield Dated(version.agreed.end, "end", Words("授权到期", "The licence ends"), "end")


def _of_options(contract: Contract) -> Iterator[Dated]:
    for option in contract.options.all():
        kind = option.kind_name
        if option.start:
            yield Dated(option.start, "option", Words("{k}窗口打开", "{k}: the window opens").fill(k=kind),
                        f"option-{option.pk}-opens")  # fmt: skip
        if option.end:
            yield Dated(option.end, "option", Words("{k}窗口关闭", "{k}: the window closes").fill(k=kind),
                        f"option-{option.pk}-closes")  # fmt: skip
        if option.answer_by:
            yield Dated(option.answer_by, "answer", Words("{k}最晚答复", "{k}: last day to answer").fill(k=kind),
                        f"option-{option.pk}-answer")  # fmt: skip


def _of_money(contract: Contract, version: TermsVersion | None) -> Iterator[Dated]:
    terms = terms_of(contract)
    if terms is None:
        return
    if isinstance(terms.guarantee, Advance):
        for number, due in enumerate(terms.guarantee.instalments, start=1):
            said = Words("保底第 {n} 期到账：{a} {c}", "Guarantee, instalment {n} due: {a} {c}")
            filled = said.fill(n=number, a=as_major(due.amount_minor, terms.currency), c=terms.currency)
            yield Dated(due.due, "instalment", filled, f"instalment-{number}")
    for number, fee in enumerate(terms.fees, start=1):
        said = Words("固定费用到账：{a} {c}", "Flat fee due: {a} {c}")
        filled = said.fill(a=as_major(fee.amount_minor, terms.currency), c=terms.currency)
        yield Dated(fee.due, "fee", filled, f"fee-{number}")
    days = version.agreed.report_days if version else None
    if terms.royalties and days is not None:
        for period in periods_of_term(terms.period, terms.start, terms.end):
            said = Words("{p} 销售报告截止", "Sales report for {p} due").fill(p=period.label)
            yield Dated(period.last + timedelta(days=days), "report", said, f"report-{period.label}")


def _text(text: str) -> str:
    """A value of type TEXT (RFC 5545, 3.3.11).

    >>> _text("a, b; c")
    'a\\\\, b\\\\; c'
    """
    plain = "".join(c if c.isprintable() or c == "\n" else " " for c in text)
    return plain.replace("\\", "\\\\").replace(";", "\\;").replace(",", "\\,").replace("\n", "\\n")


def _folded(line: str) -> bytes:
    """A content line in octets, folded between characters."""
    parts, part = [], b""
    for character in line:
        octets = character.encode()
        if len(part) + len(octets) > FOLD:
            parts.append(part)
            part = b""
        part += octets
    return b"\r\n ".join([*parts, part]) + b"\r\n"
