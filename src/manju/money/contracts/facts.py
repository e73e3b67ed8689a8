"""The terms a contract states, read from its units: price, base, guarantee, term, territory, goods, exclusivity."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import Final, Literal

from manju.money.contracts.asking import stance
from manju.money.contracts.clauses import Contract
from manju.money.contracts.granting import GRANT
from manju.money.contracts.lasting import Term, read_term
from manju.money.contracts.patterns import rx
from manju.money.contracts.places import read_languages, read_territory
from manju.money.contracts.pricing import Price, read_price
from manju.money.contracts.shapes import Unit
from manju.money.contracts.trades import CATEGORIES, PHYSICAL, RIGHTS, named

SCOPE_HEAD: Final = re.compile(
    r"授权(?:品类|产品|商品|范围|用途|类别|使用范围|内容|项目|标的)|许可(?:范围|产品|商品|品类|使用范围)|产品(?:范围|类别|清单)|商品(?:范围|类别)|使用(?:范围|方式|用途)|合作(?:内容|范围|产品|品类)|品类|licen[cs]ed (?:products?|articles?|goods|games?|uses?|channels?)|scope|products?(?: categories)?\b|articles\b|permitted use|field of use|categor|goods|grant|use of|合作方式|media\b"
)
EXCLUSIVE: Final = re.compile(
    r"独家|独占|专属(?=授权|许可|使用)|只(?:给|授权|许可)[^;。]{0,10}一家|仅(?:授权|许可)ⓔ一家|专有(?:使用|许可|授权|性|的)?|排他|唯一(?:的)?(?:被?授权|许可|合作)|普通(?:使用)?(?:许可|授权)|非专有|\b(?:non-?\s?exclusiv\w*|exclusiv(?:e|ely|ity)\b|sole(?:ly)? (?:and exclusive )?(?:licen[cs]e|right|licensee|basis|grant)|sole (?:basis|licen))"
)
NOT_GRANT_EXCLUSIVE: Final = re.compile(
    r"exclusive (?:jurisdiction|property|remed|ownership|owner|venue|benefit|competence|forum)|owned (?:solely and )?exclusively|exclusively (?:by|in)\b|exclusively to (?:ⓛ|ⓟ|the courts?)|exclusively (?:owned|belong|vest|by the courts|in the courts|resolved|settled)|专属管辖|(?:专有|独家)(?:所有|归属|财产|权利归|技术)|专有信息|归ⓛ(?:独家|专有)|exclusive of (?:tax|vat|value)"
)
DIGITAL: Final = frozenset({"games", "games/mobile", "distribution", "avatars", "music", "audio", "remake"})
Exclusivity = Literal["exclusive", "sole", "non_exclusive"]


@dataclass(frozen=True, slots=True)
class Facts:
    """What was read; `physical` whether goods are made, `digital` whether nothing but digital use is granted."""

    price: Price
    term: Term
    exclusivity: Exclusivity | None
    exclusivity_unit: Unit | None
    territory: tuple[str, ...]
    territory_unit: Unit | None
    languages: tuple[str, ...]
    language_unit: Unit | None
    categories: tuple[str, ...]
    scope_units: tuple[Unit, ...]
    rights: tuple[str, ...]
    grant_units: tuple[Unit, ...]
    property: str | None
    physical: bool


def read_facts(contract: Contract) -> Facts:
    live = contract.live
    grants = tuple(
        u
        for u in live
        if GRANT.search(u.plain) and not rx(r"ⓔ (?:hereby )?(?:grants|assigns)|ⓔ(?:授予|授权|许可)ⓛ").search(u.plain)
    )
    scope = (
        tuple(
            u
            for u in live
            if SCOPE_HEAD.search(u.heading)
            or SCOPE_HEAD.match(u.plain)
            or rx(
                r"授权(?:产品|商品|品类)[^,;。]{0,12}(?:指|为|包括|限于|[:：])|licen[cs]ed (?:products?|articles?|goods|game)[^.;]{0,20}(?:means?|are|is|include|[:：])"
            ).search(
                u.plain,
            )
        )
        or grants
    )
    price = read_price(contract)
    languages, language_unit = read_languages(live)
    territory, territory_unit = read_territory(live)
    exclusivity, exclusivity_unit = _exclusivity(live)
    categories = _categories([*scope, *grants])
    if not categories:
        categories = _categories(list(contract.units[:12]))
    return Facts(
        price=price, term=read_term(live), exclusivity=exclusivity, exclusivity_unit=exclusivity_unit,
        territory=territory, territory_unit=territory_unit, languages=languages, language_unit=language_unit,
        categories=categories, scope_units=scope,
        rights=tuple(named(" ".join(u.plain for u in grants), RIGHTS)), grant_units=grants,
        property=_property(contract), physical=_physical(live, categories),
    )  # fmt: skip


def _exclusivity(live: tuple[Unit, ...]) -> tuple[Exclusivity | None, Unit | None]:
    grants: list[tuple[int, Exclusivity, Unit]] = []
    for unit in live:
        plain = NOT_GRANT_EXCLUSIVE.sub("", unit.plain)
        for found in EXCLUSIVE.finditer(plain):
            word = found.group()
            if rx(r"\s*[:：]").match(plain[found.end() :]):
                continue  # the key of a table, not its answer
            before = plain[max(0, found.start() - 8) : found.start()]
            non = word.startswith(("普通", "非", "non")) or rx(
                r"(?:非|不具有|不享有|不具|无|non-?|not (?:an? )?)\s?$"
            ).search(before)
            kind: Exclusivity = (
                "non_exclusive"
                if non
                else "sole"
                if word.startswith(("sole", "排他")) and "exclusive" not in word
                else "exclusive"
            )
            worth = (
                3 * bool(GRANT.search(unit.plain))
                + 3 * bool(rx(r"exclusiv|独家|排他|专有|授权性质|授权方式|许可方式|grant|授权").search(unit.heading))
                + 1
            )
            grants.append((worth, kind, unit))
    if not grants:
        for unit in live:
            if rx(
                r"ⓛ[^;。.]{0,60}(?:不得|不再|shall not|will not|may not)[^;。.]{0,40}(?:第三方|他人|third part|any(?:one|body) else|nobody else|no one else|others\b|any other)[^;。.]{0,60}(?:授权|许可|same|grant|licen|相同|similar)|ⓛ[^;。.]{0,40}(?:shall not|will not|may not) (?:grant|license|authori[sz]e)[^.;]{0,60}(?:third|other|else)"
            ).search(
                unit.plain,
            ) and not rx(r"sequel|prequel|season|续集|前传|后续|新季").search(unit.plain):
                return "exclusive", unit
            if rx(r"(?:exclusivity|独家(?:性)?)\s*[:：]\s*(?:none|no\b|无|否)").search(unit.plain):
                return "non_exclusive", unit
            if rx(r"\b(?:nobody|no one|no-one) else\b").search(unit.plain) and rx(r"ⓛ|goods|run|sell|licen").search(
                unit.plain
            ):
                own = rx(r"although ⓛ|ⓛ may (?:go on|continue|still)").search(unit.plain)
                return ("sole" if own else "exclusive"), unit
            if rx(
                r"ⓛ[^;。.]{0,30}(?:有权|可以?|保留|仍可|remains? free|may|reserves?)[^;。.]{0,50}(?:(?:授权|许可)(?:给|予)?(?:任何)?(?:第三方|他人|其他(?:方|人|公司))|(?:grant|licen[cs]e)[^.;]{0,40}(?:others|third part|similar|anyone))"
            ).search(
                unit.plain,
            ):
                return "non_exclusive", unit
        return None, None
    best = max(grants, key=lambda g: g[0])
    return best[1], best[2]


def _categories(units: list[Unit]) -> tuple[str, ...]:
    found: list[str] = []
    for unit in units:
        for name, pattern in CATEGORIES.items():
            for hit in pattern.finditer(unit.plain):
                if name not in found and stance(unit.plain, hit.start(), hit.end()) not in ("forbidden", "consent"):
                    found.append(name)
    if "games/mobile" in found and "games" in found:
        found.remove("games")
    concrete = [c for c in found if c not in ("advertising", "distribution", "music")]
    return tuple(concrete or found)


def _physical(live: tuple[Unit, ...], categories: tuple[str, ...]) -> bool:
    goods = re.compile(
        r"库存|存货|样品|大货|生产(?!商投诉|经营)|出厂|批发|零售价|开模|包装(?:上|盒|设计|样)|\b(?:inventory|stock|manufactur\w+|wholesale|retail price|prototype|pre-production sample|production samples?|packaging|units sold|units manufactured|factory|fob)\b"
    )
    text = " ".join(u.plain for u in live)
    if set(categories) & PHYSICAL:
        return True
    if (
        any(
            rx(r"生产|制造|manufactur").search(u.plain)
            and rx(r"产品|商品|products?\b|merchandise|goods").search(u.plain)
            and GRANT.search(u.plain)
            for u in live
        )
        and not set(categories) & DIGITAL
    ):
        return True
    return len(goods.findall(text)) >= 4 and not set(categories) & DIGITAL


def _property(contract: Contract) -> str | None:
    titles: list[str] = re.findall(r"《([^》]{1,40})》", " ".join(u.text for u in contract.units))
    titles = [t for t in titles if not rx(r"法$|条例|合同|协议|规定|办法|规范|标准|授权书|清单|附件|手册").search(t)]
    if titles:
        return max(dict.fromkeys(titles), key=titles.count)
    quoted = re.compile(
        r"(?:series|comic|drama|work|property|character|song|title|entitled|titled|known as|called|novel|manhua|webtoon|album|IP)[^.\"“”]{0,40}[\"“”']([A-Z][^\"“”']{1,60}?)[,.]?[\"“”']|[\"“]([A-Z][^\"“”]{1,60}?)[,.]?[\"”] (?:\(the|series|comic|characters?|drama)|\b(?:property|series|work|title)\s*[:：]\s*[\"“]?([A-Z][^\"“”\n.;(|]{1,60})"
    )
    for unit in contract.units:
        found = quoted.search(unit.text)
        if found:
            name = next(g for g in found.groups() if g).strip()
            if not rx(
                r"(?i)^(?:the )?(?:licen|agreement|property|work|series|character|product|territory|term|company|studio|party)"
            ).search(name):
                return name
    return None
