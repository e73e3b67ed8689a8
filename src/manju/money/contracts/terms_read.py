"""The terms of a contract as INPUTS.md names them; what was not found is None."""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import date
from fractions import Fraction
from typing import Any

from manju.money.amounts import as_decimal
from manju.money.contracts.cases import Case
from manju.money.contracts.clauses import Contract
from manju.money.contracts.facts import Facts
from manju.money.contracts.judging_accounts import report_months, report_units, sell_off_units
from manju.money.contracts.judging_money import INTEREST, MONEY_WORD, PAY
from manju.money.contracts.patterns import rx
from manju.money.contracts.quantities import lengths

PAYS = re.compile(
    r"\bpa(?:y|ys|id|yable|yments?|ying)\b|remit|money follows|支付|付款|付至|付清|付酬|打款|打到|打给|转给|汇|结清|结算|付给"
)


@dataclass(frozen=True, slots=True)
class Terms:
    """What was read; days and months exact, money in minor units."""

    licensor: str | None = None
    licensee: str | None = None
    property: str | None = None
    rights: tuple[str, ...] | None = None
    exclusivity: str | None = None
    categories: tuple[str, ...] | None = None
    territory: tuple[str, ...] | None = None
    languages: tuple[str, ...] | None = None
    start: date | None = None
    end: date | None = None
    term_years: Fraction | None = None
    royalty_rates: tuple[tuple[str | None, Fraction], ...] | None = None
    royalty_base: str | None = None
    minimum_guarantee_minor: int | None = None
    currency: str | None = None
    flat_fee_minor: int | None = None
    report_months: Fraction | None = None
    payment_days: Fraction | None = None
    sell_off_days: Fraction | None = None

    def as_json(self) -> dict[str, Any]:
        rates = (
            None
            if self.royalty_rates is None
            else [{"category": c or "*", "rate": as_decimal(r)} for c, r in self.royalty_rates]
        )
        return {
            "parties": {"licensor": self.licensor, "licensee": self.licensee},
            "property": self.property, "rights": _list(self.rights), "exclusivity": self.exclusivity, "categories": _list(self.categories),
            "territory": _list(self.territory), "languages": _list(self.languages),
            "start": self.start.isoformat() if self.start else None, "end": self.end.isoformat() if self.end else None,
            "term_years": _number(self.term_years), "royalty_rates": rates, "royalty_base": self.royalty_base,
            "minimum_guarantee_minor": self.minimum_guarantee_minor, "currency": self.currency, "flat_fee_minor": self.flat_fee_minor,
            "report_months": _number(self.report_months), "payment_days": _number(self.payment_days), "sell_off_days": _number(self.sell_off_days),
        }  # fmt: skip


def terms_of(contract: Contract, facts: Facts) -> Terms:
    price, case = facts.price, Case(contract, facts)
    months = [m for u in report_units(case) if (m := report_months(u.plain)) is not None] if price.royalty else []
    return Terms(
        licensor=contract.parties.licensor, licensee=contract.parties.licensee, property=facts.property,
        rights=facts.rights or None, exclusivity=facts.exclusivity, categories=facts.categories or None,
        territory=facts.territory or None, languages=facts.languages or None,
        start=facts.term.start, end=facts.term.end, term_years=facts.term.years,
        royalty_rates=tuple((r.category, r.value) for r in price.rates) or None, royalty_base=price.base,
        minimum_guarantee_minor=price.guarantee_minor, currency=price.currency, flat_fee_minor=price.fee_minor,
        report_months=min(months) if months else None, payment_days=_payment_days(case), sell_off_days=_sell_off_days(case),
    )  # fmt: skip


def _payment_days(case: Case) -> Fraction | None:
    """Days for paying what has been accounted for: of a payment sentence under royalties if there is one."""
    found: list[tuple[int, Fraction]] = []
    for unit in case.live:
        if (
            not (PAYS.search(unit.plain) and PAY.search(unit.plain) and MONEY_WORD.search(unit.plain))
            or INTEREST.search(unit.plain)
            or rx(
                r"清货|清售|续约|续期|sell[- ]?off|renew|audit|审计|refund|退还|违约|breach|赔偿|逾期|damages|overdue"
            ).search(
                unit.plain,
            )
        ):
            continue
        with_report = rx(
            r"\bwith (?:each|every|the|that|it)\b|accompan|together with|同时(?:付|支付)|随(?:报表|结算单|账单)"
        ).search(
            unit.plain,
        )
        spans = [
            s
            for part in ([unit] if lengths(unit.plain) or not with_report else report_units(case))
            for s in lengths(part.plain)
            if s.unit in ("day", "business_day", "week", "month")
            and s.days <= 200
            and rx(r"内|within|after|后|of\b|days").search(part.plain[max(0, s.start - 24) : s.end + 14])
        ]
        if spans:
            periodic = bool(
                rx(r"每|季|月度|royalt|版税|分成|结算|quarter|month|statement|报表|invoice|发票").search(unit.plain)
            )
            guarantee = bool(rx(r"保底|guarantee|advance|预付|签").search(unit.plain))
            best = next(
                (s for s in spans if not rx(r"每|each|every").search(unit.plain[max(0, s.start - 5) : s.start])),
                spans[-1],
            )
            found.append((2 * periodic - guarantee, best.n if best.unit == "business_day" else best.days))
    return max(found, key=lambda f: f[0])[1] if found else None


def _sell_off_days(case: Case) -> Fraction | None:
    for unit in sell_off_units(case):
        spans = [s for s in lengths(unit.plain) if s.days >= 7]
        if spans:
            return spans[0].days
    return None


def _list(names: tuple[str, ...] | None) -> list[str] | None:
    return list(names) if names is not None else None


def _number(value: Fraction | None) -> int | str | None:
    if value is None:
        return None
    return int(value) if value.denominator == 1 else as_decimal(value)
