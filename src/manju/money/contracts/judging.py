"""The term check: every rule asked once of a contract, findings with the clause quoted, and the terms that were read."""

from __future__ import annotations

import re
import tomllib
from collections.abc import Callable
from dataclasses import dataclass
from datetime import date
from fractions import Fraction
from functools import cache
from importlib import resources
from typing import Any, Final

from manju.money.amounts import as_decimal
from manju.money.contracts import (
    judging_accounts,
    judging_ai,
    judging_approval,
    judging_grant,
    judging_law,
    judging_money,
    judging_property,
    judging_sublicences,
    judging_works,
)
from manju.money.contracts.cases import Case, Verdict
from manju.money.contracts.clauses import Contract, take_apart
from manju.money.contracts.facts import Facts, read_facts
from manju.money.contracts.granting import GRANT
from manju.money.contracts.headings import own_heading
from manju.money.contracts.patterns import rx
from manju.money.contracts.refusing import not_a_licence
from manju.money.contracts.shapes import Finding, Paper, Severity, Unit, Unread
from manju.money.contracts.terms_read import Terms, terms_of
from manju.money.contracts.topics import speaks_of, spoken_of_in
from manju.words import Words

Judge = Callable[[Case], Verdict | None]

JUDGES: Final[dict[str, Judge]] = {
    "rights_type": judging_grant.rights_type, "exclusivity": judging_grant.exclusivity, "territory": judging_grant.territory,
    "language": judging_grant.language, "term": judging_grant.term, "renewal": judging_grant.renewal, "scope": judging_grant.scope,
    "sublicensing": judging_sublicences.sublicensing, "royalty_rate": judging_money.royalty_rate, "royalty_base": judging_money.royalty_base,
    "deductions_cap": judging_money.deductions_cap, "minimum_guarantee": judging_money.minimum_guarantee, "recoupment": judging_money.recoupment,
    "reporting_period": judging_accounts.reporting_period, "payment_terms": judging_money.payment_terms, "late_interest": judging_money.late_interest,
    "currency_tax": judging_money.currency_tax, "audit": judging_accounts.audit, "audit_cost_shift": judging_accounts.audit_cost_shift,
    "sell_off": judging_accounts.sell_off, "approval": judging_approval.approval, "deemed_approval": judging_approval.deemed_approval,
    "quality_control": judging_approval.quality_control, "sequel_priority": judging_works.sequel_priority, "competing_works": judging_works.competing_works,
    "derivative_ownership": judging_property.derivative_ownership, "character_integrity": judging_property.character_integrity, "credit": judging_property.credit,
    "warranty_title": judging_law.warranty_title, "indemnity": judging_law.indemnity, "ai_training": judging_ai.ai_training,
    "ai_generated_content": judging_ai.ai_generated_content, "confidentiality": judging_law.confidentiality, "termination": judging_law.termination,
    "breach_liability": judging_law.breach_liability, "dispute_resolution": judging_law.dispute_resolution, "governing_law": judging_law.governing_law,
}  # fmt: skip


@dataclass(frozen=True, slots=True)
class Rule:
    """A rule as dated data: its title, law, since when, advice by severity."""

    name: str
    title: Words
    valid_from: date
    law: Words
    advice: dict[Severity, Words]


@dataclass(frozen=True, slots=True)
class Checked:
    """What the check says of a contract. `readable` is False when no page could be read: nothing was judged then."""

    findings: tuple[Finding, ...]
    terms: Terms
    unread: tuple[Unread, ...]
    readable: bool = True

    @property
    def dangerous(self) -> bool:
        return any(f.severity == "dangerous" for f in self.findings)


@cache
def rules() -> dict[str, Rule]:
    """The rules in the order they are asked, by name; of several entries of a name the latest holds."""
    data = tomllib.loads(resources.files("manju.money.contracts").joinpath("rules.toml").read_text(encoding="utf-8"))
    severities: tuple[Severity, ...] = ("missing", "unclear", "unusual", "dangerous")
    found: dict[str, Rule] = {}
    for row in sorted(data["rule"], key=lambda r: (list(JUDGES).index(r["name"]), r["valid_from"])):
        advice: dict[Severity, Words] = {s: Words(*row[s]) for s in severities if s in row}
        found[row["name"]] = Rule(
            row["name"],
            Words(row["title_zh"], row["title_en"]),
            row["valid_from"],
            Words(row["law_zh"], row["law_en"]),
            advice,
        )
    return found


def check(paper: Paper) -> Checked:
    """Judge a paper by all rules.

    Raises `InputError` `not_a_licence` when it was read and is no licence contract.
    """
    if len(re.sub(r"\W", "", paper.text)) < 40:
        if paper.unread:
            return Checked((), Terms(), paper.unread, readable=False)
        raise not_a_licence()
    contract = take_apart(paper)
    if not is_licence(contract):
        raise not_a_licence()
    facts = read_facts(contract)
    case = Case(contract, facts)
    findings = [_finding(name, verdict) for name in JUDGES if (verdict := judged(name, case))]
    return Checked(tuple(findings), terms_of(contract, facts), paper.unread)


LICENCE: Final = re.compile(
    r"授权|许可|licen[cs]e|\bgrant(?:s|ed)?\b|\brights? to\b|permission|permit|allow|\blets?\b[^.;]{0,40}\b(?:use|make|sell|publish)\b|\bmay use\b|同意[^。；]{0,30}使用|独家|exclusive|发行|播放"
)
SUBJECT: Final = re.compile(
    r"形象|角色|作品|著作权|版权|ip\b|漫剧|短剧|动漫|漫画|剧本|小说|图片|素材|音乐|歌曲|动画|虚拟|品牌|商标|人物|电影|剧集|视频|节目|表情|插画|图案|copyright|characters?\b|artwork|series\b|comic|drama|novel|intellectual property|music|song|film|episodes?|property|works?\b|brand|trade ?mark|avatar|image|webtoon|manhua|animation|title|programme|footage|recording"
)
TO_LICENSE: Final = re.compile(r"\blicen[cs]e [a-z' ]{3,40} to [a-z]+ for\b|\bmay reproduce\b|行使复制权")
OTHER_KIND: Final = re.compile(
    r"租赁合同|房屋租|劳动合同|聘用合同|保密协议$|借款合同|买卖合同|采购合同|装修|施工合同|物业|股权转让|投资协议|保险合同|简历|会议纪要|发票|lease agreement|employment (?:agreement|contract)|non-?disclosure agreement|loan agreement|purchase order|sale and purchase|residential lease|tenan|invoice no|rental agreement|terms of service|privacy policy|curriculum vitae|meeting minutes|委托创作合同|委托制作|服务合同|运输合同|加工承揽|和解协议|settlement agreement|(?:商标|专利|股权|域名|房屋|设备)(?:权)?转让"
)


def is_licence(contract: Contract) -> bool:
    """Whether this is a contract, and one by which somebody may use somebody's work.

    Points for a title of licences, for grants, works, duties, two sides, and for the topics such contracts have; a title
    of another kind of contract, or of a statute, decides alone.
    """
    title = " ".join(f"{u.heading} {u.text}" for u in contract.units[:3])[:300].lower()
    titled = rx(r"授权|许可|licen[cs]|merchandis|改编权|版权|著作权|分账|联名|copyright|使用权|商品化|买断").search(
        title
    )
    first = _first_line(contract)
    own_title = rx(r"授权|许可|licen[cs]|merchandis|改编权|分账|联名|商品化|买断").search(first)
    if (OTHER_KIND.search(title) and not own_title) or rx(
        r"^\W*(?:中华人民共和国)?[\u4e00-\u9fff]{2,20}(?:法|条例|实施细则|管理办法)\W*$"
    ).search(
        contract.units[0].text if contract.units else "",
    ):
        return False
    named_so = bool(titled) and bool(
        rx(
            r"(?:agreement|licen[cs]e|contract|deed|合同|合同书|协议|协议书|授权书)\W*$|^(?:licen[cs]e|agreement)\b"
        ).search(
            first,
        )
    )
    whole = contract.whole
    sides = ("ⓛ" in whole) + ("ⓔ" in whole)
    named = contract.parties.licensor is not None or contract.parties.licensee is not None
    duties = len(re.findall(r"应当?|须|不得|有权|不可|不许|shall\b|must\b|agrees?\b|will\b|may\b", whole))
    grants = any(
        LICENCE.search(u.plain) and (GRANT.search(u.plain) or SUBJECT.search(u.plain) or TO_LICENSE.search(u.plain))
        for u in contract.live
    )
    topics = sum(1 for pattern in TOPICS if re.search(pattern, whole))
    unnamed = (
        grants and topics >= 5 and len(OWN_TOPICS.findall(whole)) >= 4
    )  # sides only by their names, as in a letter
    points = (
        2 * bool(titled) + unnamed + bool(rx(r"合同|协议|合作书|授权书|agreement|deed|contract|letter|memo|term sheet|key terms|order").search(title))
        + 2 * grants + bool(SUBJECT.search(whole)) + (duties >= 3) + sides + named + bool(contract.parties.letter) + (topics >= 3)
    )  # fmt: skip
    acts = len(ACTS.findall(whole)) + len(PLAIN_ACTS.findall(whole)) // 2
    rows = sum(1 for u in contract.units if u.heading and " / " in u.heading and "：" in u.text)
    if acts < 3 and rows < 5 and contract.parties.letter is None and contract.parties.licensor is None:
        return False
    somebody = unnamed or sides == 2 or named or bool(contract.parties.aliases) or contract.parties.letter is not None
    return bool(grants or titled) and points >= 6 and (somebody or (named_so and topics >= 4 and duties >= 4))


PLAIN_ACTS: Final = re.compile(
    r"\b(?:we|you|[a-z]+) (?:may|will|won't|must|shall|can|cannot|pays?|promise|license)\b|(?:不能|不许|只能|可以|要把|签字了?才能|给[\u4e00-\u9fff]{2,8}(?:看|分成))"
)
OWN_TOPICS: Final = re.compile(
    r"sub-?licen|look-?alikes?|sequels?|spin-?off|non-?exclusive|royalt|train\w*[^.;]{0,20}\bai\b|\bai\b[^.;]{0,20}train|©|独家|再授权|转授权|净销售额|分成|著作权|造型|形象|复制权|发行权"
)
ACTS: Final = re.compile(
    r"[ⓛⓔⓟ][^.;。]{0,24}\b(?:shall|will|must|may|agrees?|pays?|grants?|licen[sc]es|warrants?)\b|[ⓛⓔⓟ][^;。]{0,12}(?:应|须|不得|有权|可|同意|保证|授权|许可|支付|授予)|(?:向|归|经|授权|许可)[ⓛⓔ]"
)


def _first_line(contract: Contract) -> str:
    """The title: the first heading, else the first sentence, folded."""
    if not contract.units:
        return ""
    return (contract.units[0].heading.split(" / ")[0] or contract.units[0].plain).strip()[:80]


TOPICS: Final = (
    r"期限|期间|为期|自\d{4}年|\bterm\b|period|years?\b", r"区域|地域|地区|territor|worldwide|throughout", r"费|版税|分成|royalt|fee\b|revenue|payment", r"违约|breach|damages",
    r"争议|仲裁|法院|dispute|arbitrat|courts?\b", r"独家|专有|排他|非独|exclusive", r"署名|credit|©|copyright notice", r"审核|确认|监修|approv",
)  # fmt: skip


def always(_case: Case) -> bool:
    return True


IN_ONE_SENTENCE: Final = frozenset(  # their words stand near each other in any section on money, rights or risk
    {
        "late_interest",
        "confidentiality",
        "indemnity",
        "warranty_title",
        "competing_works",
        "recoupment",
        "credit",
        "audit_cost_shift",
    }
)


DANGERS: Final[dict[str, Callable[[Case], bool]]] = {
    "ai_training": always, "approval": always, "audit": lambda case: case.royalty, "character_integrity": always,
    "competing_works": always, "deductions_cap": lambda case: case.facts.price.net, "derivative_ownership": always,
    "indemnity": always, "scope": always, "sequel_priority": always, "sublicensing": always, "term": always,
}  # fmt: skip
"""The rules whose breach hurts the licensor badly (INPUTS), and when; of others only their own verdict says so."""


def judged(name: str, case: Case) -> Verdict | None:
    """What a rule says of a contract: its verdict, unless words it does not know speak of it, or are dangerous by it."""
    verdict = JUDGES[name](case)
    if verdict is not None and verdict.severity == "dangerous":
        return verdict
    matters = DANGERS.get(name)
    if matters is not None and matters(case) and (unit := speaks_of(name, case.live, says="dangerous")) is not None:
        return Verdict("dangerous", unit)
    if verdict is not None and verdict.severity == "missing":
        if own_heading(name, case.live) or speaks_of(name, case.live):
            return None
        return None if name not in IN_ONE_SENTENCE and spoken_of_in(name, case.sections) else verdict
    return verdict


def _finding(name: str, verdict: Verdict) -> Finding:
    rule = rules()[name]
    advice = rule.advice[verdict.severity]
    if verdict.variant == "range":
        known = dict(verdict.values)
        advice = Words(
            f"{advice.zh}公开区间 {known['range']}（{known['year']} 年，{known['source_zh']}）。",
            f"{advice.en} Published: {known['range']} ({known['year']}; {known['source_en']}).",
        )
    unit = verdict.unit
    return Finding(
        name, verdict.severity, quoted(unit) if unit else None, advice, rule.law, unit.clause or None if unit else None
    )


def quoted(unit: Unit) -> str:
    """The clause as written: the whole paragraph when short, else the sentence."""
    return unit.paragraph if len(unit.paragraph) <= 420 else unit.text


def as_plain(value: Any) -> Any:
    """Exact values as JSON: fractions as decimal strings, dates ISO; whole numbers stay numbers."""
    if isinstance(value, Fraction):
        return int(value) if value.denominator == 1 else as_decimal(value)
    if isinstance(value, date):
        return value.isoformat()
    return value


__all__ = ["JUDGES", "Checked", "Facts", "check", "is_licence", "rules"]
