"""What a heading says its clause is about: under a heading of its own a topic is not passed over in silence, however it is worded."""

from __future__ import annotations

import re
from collections.abc import Iterable
from typing import Final

from manju.money.contracts.patterns import rx
from manju.money.contracts.shapes import Unit

OWN: Final[dict[str, re.Pattern[str]]] = {
    rule: re.compile(pattern)
    for rule, pattern in {
        "credit": r"署名(?:权|方式)?|(?:版权|作者)(?:标识|标注|声明|署名)|credits?(?: lines?)?|attribution|copyright (?:notice|line|credit)s?",
        "character_integrity": r"(?:角色|形象|人物)(?:的)?(?:人格|完整(?:性)?|一致性|尊严|保护)|人格|作品完整|character (?:integrity|rules|standards)|integrity|moral rights|on-?model",
        "quality_control": r"质量(?:标准|控制|要求|保证|管理)?|品质(?:要求|标准|管控|控制)?|品控|quality(?: (?:control|standards?|assurance))?|standards? of (?:quality|work)",
        "confidentiality": r"保密(?:条款|义务|责任)?|confiden(?:ce|tiality)|secrecy|non-?disclosure|keeping (?:things|it) (?:private|quiet|confidential)",
        "audit": r"审计(?:权)?|查账(?:权)?|账目(?:核查|检查|查阅)|audits?|inspection of (?:books|accounts|records)|books and records|audit rights?",
        "late_interest": r"逾期(?:付款|支付)|滞纳金|迟延(?:付款|利息)|late payments?|interest(?: on late payments?)?|overdue (?:sums|amounts|payments?)",
        "sell_off": r"清货(?:期)?|库存(?:处理|清理)|余货(?:处理)?|尾货|sell-?\s?off(?: period)?|remaining stock|stock on hand|left-?over stock|unsold stock",
        "competing_works": r"竞争(?:作品|产品|限制|性作品)|竞品(?:限制)?|同类(?:作品|产品)|competing (?:works|products|goods|characters)|rival (?:works|goods|characters)|look-?alikes?|non-?compete",
        "derivative_ownership": r"(?:成果|衍生(?:作品|成果|品|内容|设计)|新作(?:成果)?|衍生权利)(?:的)?(?:归属|权属|权利归属)|权利归属|成果归属|ownership of (?:new|derivative|derived|adapted|resulting)[\w ]*|new (?:material|work|art\w*|designs?)|derivatives?(?: works?)?|derived works?",
        "indemnity": r"(?:第三方)?(?:索赔|追索)|赔偿与免责|indemnit(?:y|ies)|indemnification|third[- ]party claims|claims",
        "warranty_title": r"(?:权利|权属)(?:瑕疵)?(?:担保|保证)|(?:甲方|许可方|授权方|ⓛ)(?:的)?(?:保证|承诺)|title|warranty of title",
        "sublicensing": r"转授权|再许可|分许可|再授权|不得转(?:手|让|授权)|转让与转授权|sub-?licen[cs](?:e|es|ing)|no passing on|assignment and sub-?licen[cs]ing",
        "renewal": r"续(?:约|期|展|签|订)|renewals?|extension|no renewal",
        "dispute_resolution": r"争议(?:解决|处理)(?:方式)?|纠纷(?:解决|处理)|管辖|disputes?|dispute resolution|arbitration|jurisdiction",
        "governing_law": r"(?:适用法律|法律适用|准据法)|governing law|applicable law|law",
        "sequel_priority": r"续(?:作|集|篇|季)(?:权利|优先(?:权)?|的归属|开发)?|后续(?:作品|开发|权利)|sequels?(?: rights?)?|sequels and [\w ]+|future works?|continuations?",
    }.items()
}  # fmt: skip
SHARED: Final = frozenset({"credit", "character_integrity"})  # named in a heading of two topics, they are there


def own_heading(rule: str, units: Iterable[Unit]) -> Unit | None:
    """The first unit under a heading of this rule alone, or of this and one other for topics of one sentence.

    >>> unit = Unit("Always: (c) Fox", "always: (c) fox", "general / credit", "", "Always: (c) Fox", 0)
    >>> own_heading("credit", [unit]) is unit, own_heading("audit", [unit])
    (True, None)
    """
    pattern = OWN.get(rule)
    if pattern is None:
        return None
    for unit in units:
        title = unit.heading.rsplit(" / ", 1)[-1].strip(" .:：、")
        if not title or rx(r"[\W\d]*").fullmatch(unit.plain):
            continue
        parts = re.split(r"\s*(?:与|和|及|、|,|&|/|\band\b)\s*", title) if rule in SHARED else [title]
        if any(pattern.fullmatch(part) for part in parts):
            return unit
    return None
