"""Structured terms as clauses: the sentences of the clause library, filled in, in Chinese or English."""

from __future__ import annotations

import re
import tomllib
from dataclasses import dataclass
from datetime import date
from functools import cache
from importlib import resources
from typing import Any

from manju.money.amounts import as_decimal
from manju.money.contracts.shapes import Block, Paper
from manju.money.contracts.structured import Approval, Audit, ContractTerms
from manju.words import Language

MINOR = {"JPY": 1, "KRW": 1}
MONTHS = [
    "January",
    "February",
    "March",
    "April",
    "May",
    "June",
    "July",
    "August",
    "September",
    "October",
    "November",
    "December",
]


@dataclass(frozen=True, slots=True)
class Article:
    """A heading and its clauses in order, without numbers."""

    heading: str
    clauses: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Draft:
    """A whole contract in words: title, the lines that introduce the sides, the articles."""

    title: str
    sides: tuple[str, ...]
    articles: tuple[Article, ...]


def drafted(terms: ContractTerms, language: Language) -> Draft:
    """The contract these terms mean, clause by clause; nothing is written for what they leave out."""
    values = _values(terms, language)
    switches = _switches(terms)
    articles = []
    for article in _library()["article"]:
        clauses = tuple(c[language].format(**values) for c in article["clauses"] if _applies(c["when"], switches))
        if clauses:
            articles.append(Article(article[language], clauses))
    side = terms.parties
    if language == "zh":
        title = "角色形象授权合同"
        sides = [f"甲方（授权方）：{side.licensor.name}", f"乙方（被授权方）：{side.licensee.name}"]
        sides += [
            f"{who}地址：{s.address}" for who, s in (("甲方", side.licensor), ("乙方", side.licensee)) if s.address
        ]
    else:
        title = "CHARACTER LICENCE AGREEMENT"
        sides = [f"Licensor: {side.licensor.name}", f"Licensee: {side.licensee.name}"]
        sides += [
            f"Address of the {who}: {s.address}"
            for who, s in (("Licensor", side.licensor), ("Licensee", side.licensee))
            if s.address
        ]
    return Draft(title, tuple(sides), tuple(articles))


def as_paper(terms: ContractTerms, language: Language) -> Paper:
    """The same contract as the check reads it, so that structured terms are judged by the sentences they mean."""
    draft = drafted(terms, language)
    blocks = [Block(draft.title, "heading"), *(Block(line, "paragraph") for line in draft.sides)]
    for number, article in enumerate(draft.articles, start=1):
        blocks.append(Block(f"{number}. {article.heading}", "heading"))
        blocks += [Block(f"{number}.{n} {text}", "paragraph") for n, text in enumerate(article.clauses, start=1)]
    return Paper(tuple(blocks), (), "json")


def _applies(when: str, switches: dict[str, Any]) -> bool:
    field, _, wanted = when.partition("=")
    value = switches[field]
    if wanted == "null" or value is None:
        return wanted == "null" and value is None
    if wanted == "*":
        return value not in (None, [], False, "denied", "none")
    return str(value).lower() == wanted


def _switches(terms: ContractTerms) -> dict[str, Any]:
    """What decides which clauses are written."""
    guarantee, approval, audit = terms.minimum_guarantee, terms.approval, terms.audit
    return {
        **{name: getattr(terms, name) for name in type(terms).model_fields},
        "recoupable": guarantee.recoupable if guarantee else None,
        "refundable": guarantee.refundable if guarantee else None,
        "approval_stages": approval.stages if isinstance(approval, Approval) else None,
        "silence": approval.silence if isinstance(approval, Approval) else None,
        "audit_cost_shift": audit.cost_shift_above if isinstance(audit, Audit) else None,
        "royalty_payment_days": terms.payment_days if terms.royalties else None,
    }


def _values(terms: ContractTerms, language: Language) -> dict[str, object]:
    zh = language == "zh"
    guarantee, audit, approval = terms.minimum_guarantee, terms.audit, terms.approval
    chinese_name = re.search(r"[\u4e00-\u9fff]", terms.property)
    who = _joined(terms.characters, language)
    exclusivity = name("exclusivity", terms.exclusivity or "", language)
    kinds = terms.deductions
    base = name("base", terms.royalty_base or "", language) or ("销售额" if zh else "sales")
    cap = "" if kinds is None else ("据实扣除" if zh else "as actually incurred") if kinds.cap_of_gross is None else (
        f"扣除合计不超过开票总金额的{_percent(kinds.cap_of_gross)}" if zh else f"such deductions not to exceed {_percent(kinds.cap_of_gross)} of the amount invoiced in total"
    )  # fmt: skip
    return {
        "exclusivity": exclusivity, "a_exclusivity": f"an {exclusivity}" if exclusivity[:1] == "e" else f"a {exclusivity}",
        "property": f"《{terms.property}》" if zh or chinese_name else f"“{terms.property}”",
        "characters": (f"的{who}角色形象" if who else "的角色形象") if zh else (f" and its characters {who}" if who else " and its characters"),
        "categories": _named("categories", terms.categories, language), "rights": _named("rights", terms.rights, language),
        "territory": _named("territory", terms.territory or [], language), "languages": _named("languages", terms.languages or [], language),
        "start": _day(terms.start, language), "end": _day(terms.end, language),
        "flat_fee": _money(terms.flat_fee_minor or 0, terms.currency, language), "payment_days": terms.payment_days or 10,
        "base": base, "Base": base[:1].upper() + base[1:],
        "rates": _joined([f"{_category(r.category, language)} {_percent(r.rate)}" if not zh else f"{_category(r.category, language)}{_percent(r.rate)}" for r in terms.royalties], language),
        "deduction_kinds": _named("deductions", kinds.kinds if kinds else [], language), "deduction_cap": cap,
        "guarantee": _money(sum(i.amount_minor for i in guarantee.instalments) if guarantee else 0, terms.currency, language),
        "instalments": _joined([f"{_day(i.due, language)}前支付{_money(i.amount_minor, terms.currency, language)}" if zh else f"{_money(i.amount_minor, terms.currency, language)} by {_day(i.due, language)}" for i in guarantee.instalments] if guarantee else [], language),
        "period": name("months", str(terms.report_months), language), "report_days": terms.report_days, "royalty_payment_days": terms.payment_days,
        "late_interest": _percent(terms.late_interest_per_day) if terms.late_interest_per_day is not None else "", "currency": name("currency", terms.currency, language),
        "audits": audit.per_year if isinstance(audit, Audit) else "", "audit_notice": audit.notice_days if isinstance(audit, Audit) else "",
        "audit_shift": _percent(audit.cost_shift_above) if isinstance(audit, Audit) and audit.cost_shift_above is not None else "",
        "stages": _named("stages", approval.stages, language) if isinstance(approval, Approval) else "",
        "answer_days": (approval.answer_days or 10) if isinstance(approval, Approval) else "", "quality": terms.quality or "", "credit": terms.credit or "",
        "sequel_days": terms.sequel_days, "cure_days": terms.cure_days, "sell_off_days": terms.sell_off_days,
        "sell_off_zh": "并照付版税" if terms.royalties else "",
        "sell_off_en": ", royalties being due" if terms.royalties else "",
        "liquidated": _liquidated(terms, language), "law": name("law", terms.governing_law or "", language), "arbitration": terms.arbitration or "", "court": terms.court or "",
    }  # fmt: skip


def name(table: str, code: str, language: Language) -> str:
    """What a code is called; a code nobody listed is written as it is."""
    found = _names()[table].get(code)
    return found[0 if language == "zh" else 1] if found else code


def _named(table: str, codes: list[str], language: Language) -> str:
    return _joined([name(table, code, language) for code in codes], language)


def _joined(parts: list[str], language: Language) -> str:
    if language == "zh":
        return "、".join(parts)
    return parts[0] if len(parts) == 1 else f"{', '.join(parts[:-1])} and {parts[-1]}" if parts else ""


def _category(code: str, language: Language) -> str:
    return (
        ("全部授权产品" if language == "zh" else "all licensed products")
        if code == "*"
        else name("categories", code, language)
    )


def _percent(rate: Any) -> str:
    return f"{as_decimal(rate * 100)}%"


def _day(day: date | None, language: Language) -> str:
    if day is None:
        return ""
    return (
        f"{day.year}年{day.month}月{day.day}日" if language == "zh" else f"{day.day} {MONTHS[day.month - 1]} {day.year}"
    )


def _money(minor: int, currency: str, language: Language) -> str:
    whole, rest = divmod(minor, MINOR.get(currency, 100))
    figure = f"{whole:,}" + (f".{rest:02d}" if rest else "")
    if language == "en":
        return f"{currency} {figure}"
    return f"人民币{figure}元" if currency == "CNY" else f"{figure}{name('currency', currency, language)}"


def _liquidated(terms: ContractTerms, language: Language) -> str:
    if terms.liquidated_damages_minor is None:
        return ""
    money = _money(terms.liquidated_damages_minor, terms.currency, language)
    return (
        f"；乙方超出授权范围使用的，每次另付违约金{money}"
        if language == "zh"
        else f"; for each use outside the licence the Licensee also pays liquidated damages of {money}"
    )


@cache
def _library() -> dict[str, Any]:
    return _toml("clauses.toml")


@cache
def _names() -> dict[str, dict[str, list[str]]]:
    return _toml("names.toml")


def _toml(file: str) -> dict[str, Any]:
    return tomllib.loads(resources.files("manju.money.contracts").joinpath("library", file).read_text(encoding="utf-8"))
