"""Verdicts on accounts and stock: reports, audit and its cost, sell-off."""

from __future__ import annotations

import re
from fractions import Fraction
from typing import Final

from manju.money.contracts.asking import holding, stance, undecided
from manju.money.contracts.cases import Case, Verdict
from manju.money.contracts.patterns import rx
from manju.money.contracts.quantities import lengths, percents
from manju.money.contracts.shapes import Unit
from manju.money.contracts.topics import speaks_of

REPORT: Final = rx(
    r"报表|报告(?!期外)|销售表|对账(?:单)?|结算单|销售数据|(?:提供|提交|报送|发送|报告)[^;。,]{0,16}(?:流水|明细|清单|数据|账目|数量|汇总)|销售明细|销售清单|结算明细|账单|版税单|版税报告|数据报送|收入明细|财务(?:报表|数据)|月报|季报|后台数据|(?:按|每)(?:月|季度?|半年|年)(?:度)?[^;。,]{0,12}(?:结算|对账|核算|汇总)|(?:结算|对账|核算)(?:周期|一次)|\breports?\b|\breported\b|\bstatements?\b|\baccountings?\b|account(?:ed|s)? (?:to ⓛ|for\b)|\b(?:quarterly|monthly|annual|half-?yearly) returns?\b|(?:see|view)s?[^.;]{0,24}figures|dashboard|\ba return\b|sales data|\baccounts (?:shall )?(?:be )?(?:made|rendered|delivered|sent)|an account\b|\brender accounts?\b|(?:send|deliver|submit|provide|furnish|give)s?[^.;]{0,40}(?:figures|sales numbers|breakdown|sales summary)"
)
REPORT_WHAT: Final = rx(
    r"版税|分成|销售|收入|结算|对账|账单|流水|营收|royalt|sales|revenue|account|statement|units|receipts|earnings|income|数据|授权费|monies"
)
NOT_REPORT: Final = rx(
    r"检测报告|质检报告|检验报告|test reports?|safety report|报告ⓛ(?:侵权|发现)|侵权[^;。]{0,12}(?:报告|通知)|report (?:any )?infring|press statement|false statement|public statement|public(?:ly)? disclos|credit report|accident|copyright statement|statements? (?:made|in writing)|financial reporting|under-?report|misstatement|审计报告|auditor|reports? of infring"
)
EVERY: Final = rx(
    r"(?:每|按|逐|各|以)(?:一)?(?:个)?(?:自然|日历|公历|会计|合同)?(月|季|半年|年|周|双月)|(月|季)(?:度)?(?:结束|终了|届满|报|末|结|度内)|(?:自然|日历|会计|公历)(季|月|半年|年)|\b(month|quarter|semi-?annual|half[- ]year|bi-?annual|annual|year|week|six[- ]month|three[- ]month|calendar year)(?:ly|s|ly)?\b|每(三|六|3|6|十二|12)个月|every (three|six|twelve|3|6|12)(?: \(\d+\))? (?:calendar )?months|次(月)|twice (?:a|per|each) (year)|(实时)"
)


def report_months(plain: str) -> Fraction | None:
    """How many months a report covers, in a sentence on reports.

    >>> report_months("每季度结束后15日内提交销售报表"), report_months("monthly royalty statements")
    (Fraction(3, 1), Fraction(1, 1))
    """
    if rx(
        r"twice (?:a|per|each|every) year|每年[两二2]次|一年[两二2]次|每年[^;。]{0,12}(?:月|日)(?:[、和及与]|及其)[^;。]{0,8}(?:月|日)|30 june and 31 december|june 30 and december 31|6月30日[^;。]{0,8}12月31日|六月三十日[^;。]{0,8}十二月三十一日|3月31日[^;。]{0,6}9月30日|每半年|半年度"
    ).search(
        plain,
    ):
        return Fraction(6)
    ends = {name for name in ("march", "june", "september", "december") if re.search(rf"\b{name}\b", plain)}
    ends |= {m.group(1) for m in re.finditer(r"(?<!\d)(3|6|9|12)月", plain)}
    if len(ends) >= 4:
        return Fraction(3)
    if rx(r"每年|every year|each year|yearly|annually|of each|of every").search(plain):
        named_months = set(
            re.findall(
                r"\b(?:january|february|march|april|may|june|july|august|september|october|november|december)\b", plain
            )
        )
        named_months |= set(re.findall(r"(?<!\d)(\d{1,2})月", plain))
        if len(named_months) == 2 or rx(r"twice yearly|twice (?:a|every) year").search(plain):
            return Fraction(6)
    if ends == {"june", "december"}:
        return Fraction(6)
    found = EVERY.search(plain)
    if not found:
        return None
    word = next(g for g in found.groups() if g)
    table = {
        "月": 1, "次": 1, "季": 3, "半年": 6, "年": 12, "周": 0, "双月": 2, "month": 1, "quarter": 3, "annual": 12, "year": 12, "calendar year": 12, "week": 0, "三": 3, "3": 3, "六": 6, "6": 6, "十二": 12, "12": 12,
        "three": 3, "six": 6, "twelve": 12, "six-month": 6, "six month": 6, "three-month": 3, "three month": 3, "实时": 0,
    }  # fmt: skip
    if word.startswith(("semi", "half", "bi")):
        return Fraction(6)
    return Fraction(table.get(word, 12)) if table.get(word, 12) else Fraction(1, 4)


def report_units(c: Case) -> list[Unit]:
    return [
        u for u in c.live
        if (REPORT.search(u.plain) or (rx(r"报表|报告|结算|对账|statements?|reports?|accounting").search(u.heading) and report_months(u.plain) is not None))
        and (REPORT_WHAT.search(u.plain) or REPORT_WHAT.search(u.heading) or report_months(u.plain) is not None) and not NOT_REPORT.search(u.plain) and not rx(r"audit|审计|inspect|查账|核查|清货|清售|sell[- ]?off").search(u.plain)
        and (report_months(u.plain) is not None or not rx(r"库存|\bstock\b|inventory").search(u.plain))
    ]  # fmt: skip


BY_WISH: Final = rx(
    r"from time to time|as [^.;]{0,20}may justify|as (?:ⓔ|it) (?:sees fit|thinks fit)|when ⓔ (?:thinks|considers|sees)|不定期|视[^,;。]{0,8}(?:情况|需要)"
)


def reporting_period(c: Case) -> Verdict | None:
    if not c.royalty:
        return None
    units = report_units(c)
    if not units:
        return Verdict("missing", None)
    at_will = next((u for u in units if BY_WISH.search(u.plain)), None)
    if at_will:
        return Verdict("unclear", at_will)
    known = [(u, m) for u in units if (m := report_months(u.plain)) is not None]
    if not known:
        soft = holding(
            units,
            rx(r"提交|提供|报送|出具|发送|披露|定期|deliver|provide|furnish|submit|send|render|supply|report|issue"),
            unless=rx(
                r"(?:报表|报告|对账单|结算单)[^;。,]{0,6}后|(?:after|upon|receipt of|of) (?:the |each |such )*(?:report|statement)"
            ),
        )
        return Verdict("unclear", soft[0]) if soft else Verdict("missing", None)
    months = min(m for _, m in known)
    longest = 12 if "publishing" in c.facts.categories else 6
    return Verdict("unusual", known[0][0]) if months > longest else None


AUDIT: Final = rx(
    r"审计|查账|查[^;。]{0,5}(?:账|帐)(?!号|户)|查阅[^;。]{0,24}(?:账|帐|记录|凭证|数据|资料|原始)|查核|核查[^;。]{0,24}(?:账|财务|销售|数据|记录)|检查[^;。]{0,16}(?:账|财务|销售记录)|稽核|核对[^;。]{0,10}(?:账簿|原始|财务)|复核[^;。]{0,12}(?:账|财务|销售)|\baudit\w*|(?:inspect|examine|review|access(?: to)?|check|verify)[^.;]{0,60}(?:books|records|accounts|ledgers|sales data)|(?:books|records|accounts)[^.;]{0,80}(?:inspect|examin|audit|available|open to|review|access)|accountants?[^.;]{0,40}(?:inspect|examin|verif|look|see|check|review)|抽查[^;。]{0,12}(?:账|销售|财务)"
)
NOT_AUDIT: Final = rx(
    r"approval|工厂|factory audit|social audit|quality (?:audit|control)|验厂|内容审计|safety|production facilit|premises where the (?:products|goods)"
)


SHUT: Final = rx(
    r"no duty[^.;]{0,30}show|(?:no right|not entitled)[^.;]{0,20}access|needs no verification|不(?:进入|进|查|看)[^;。]{0,24}(?:账|帐|财务|系统)|(?:no|any) (?:right of |right to )?(?:audit|inspection|access to)"
)


def audit_units(c: Case) -> list[Unit]:
    found = c.units_with(AUDIT, unless=NOT_AUDIT)
    spoken = speaks_of("audit", c.live) if not found else None
    return [spoken] if spoken else found


def audit(c: Case) -> Verdict | None:
    if not c.royalty:
        return None
    units = audit_units(c)
    net = c.facts.price.net
    denied = holding([*units, *(u for u in c.live if SHUT.search(u.plain))], rx(r"ⓛ[^;。]{0,24}(?:无权|不得|不再|放弃|不要求|不享有|不可)[^;。]{0,30}(?:审计|查账|查阅|核查|检查|稽核)|不对[^;。]{0,20}(?:账|帐|财务|数据)[^;。]{0,16}(?:查|审计|核)|不(?:接受|提供|开放|允许)[^;。]{0,16}(?:审计|查账|查阅|核查)|ⓛ (?:shall|may|will) (?:have no|not)[^.;]{0,60}(?:audit|inspect|examin|review|access)|ⓔ[^.;]{0,30}(?:no duty|not (?:be )?(?:bound|obliged|required)|need not)[^.;]{0,40}(?:show|open|produce|disclose)[^.;]{0,30}(?:accounts?|books|records|vouchers)|ⓛ[^;。]{0,10}不(?:进入|进|查|看)[^;。]{0,24}(?:账|帐|财务|系统)|ⓛ (?:waives|has no right|is not entitled|accepts)[^.;]{0,60}(?:audit|inspect|examin|final|question)|(?:no|without) (?:right of |right to |rights of )?(?:audit|inspection)|not (?:be )?(?:subject|open) to (?:any )?(?:audit|inspection|review)|(?:no right|not (?:be )?entitled) (?:to|of) (?:audit|inspect|examin|review)"))  # fmt: skip
    final = c.first(
        rx(
            r"ⓛ[^;。]{0,30}(?:认可|接受|不(?:得|持|提出|再)异议)[^;。]{0,30}(?:最终|为准|数据|报表)|(?:以)?ⓔ(?:提供|出具|统计|后台)[^;。]{0,24}(?:为(?:唯一|最终)|最终)[^;。]{0,8}(?:依据|准)|ⓔ's (?:statements?|figures|accounts|records|reports|calculations?) (?:shall be|are|is|will be) (?:final|conclusive|binding)|(?:final|conclusive) and binding (?:on|upon) ⓛ"
        )
    )
    if denied or (final and not units):
        return Verdict("dangerous", denied[0] if denied else final)
    if not units:
        return Verdict("dangerous", c.facts.price.base_unit) if net else Verdict("missing", None)
    firm = [
        u
        for u in units
        if not (undecided(u) or rx(r"if ⓔ (?:agrees|consents)|经ⓔ(?:书面)?同意|at ⓔ's discretion").search(u.plain))
    ]
    return None if firm else Verdict("unclear", units[0])


COST: Final = rx(
    r"\bpays? for (?:the|that|an?|any) (?:inspection|audit|examination)|(?:费用|成本|支出|开支)[^;。]{0,24}(?:由|承担|负担)|(?:承担|负担|支付|报销)[^;。]{0,24}(?:费用|成本|审计费|查账费)|(?:检查|核查|查阅|会计师|查核|审计)[的]?(?:费|报酬|费用)[^;。]{0,6}由|\b(?:costs?|expenses?|fees?)\b[^.;]{0,60}\b(?:borne|bear|paid|reimburs\w+|pay|for ⓔ|by ⓔ|ⓔ's)|(?:bear|pay|reimburse)[^.;]{0,50}(?:costs?|expenses?|fees?) (?:of|for|and|in)|at ⓔ's (?:sole )?(?:cost|expense)|(?:bear|pay|reimburse|meet)[^.;]{0,40}(?:costs?|expenses?|fees?)|(?:repay|refund|reimburse|pay)[^.;]{0,40}(?:charges|fees|costs?)|(?:audit|inspection|accountant's)[^.;]{0,12}(?:costs?|fees?|charges?)|cost of (?:the|such|any) (?:audit|inspection|examination)"
)
SHIFT: Final = rx(
    r"ⓔ[^;。.]{0,24}(?:承担|负担|支付|报销|全额)|由ⓔ|ⓔ (?:shall|will|must|agrees to|is to)(?: also| promptly| in addition)* (?:bear|pay|reimburse|meet|cover|repay|refund)|obliges? ⓔ|ⓔ (?:repays|reimburses|refunds)|(?:borne|paid|met|reimbursed) by ⓔ|at ⓔ's|for ⓔ's account|ⓔ's (?:cost|expense)|ⓔ bears|ⓔ pays?\b|违约方|过错方|ⓟ[^;。]{0,6}承担"
)


def audit_cost_shift(c: Case) -> Verdict | None:
    if not c.royalty:
        return None
    units = audit_units(c)
    if (
        not units
        or (audit(c) or Verdict("unclear", None)).severity == "dangerous"
        or speaks_of("audit", c.live, says="dangerous")
    ):
        return None
    blocks = {u.block for u in units}
    near = [
        u
        for u in c.live
        if u.block in blocks
        or u in units
        or (
            any(0 < u.block - b <= 3 for b in blocks)
            and rx(r"audit|审计|查账|核查|inspect|examin|差异|差额|少报|underpa|discrepan|shortfall|underst").search(
                u.plain + u.heading,
            )
        )
    ]
    gap = rx(
        r"差异|差额|少报|短报|少付|漏报|瞒报|误差|偏差|不符|不实|不一致|低于|短(?:付|少|缺)|discrepan|shortfall|underpa|underst|under-?report|deficien|error|less than|variance|difference|owing|inaccura|understat|\bshort\b|missing"
    )
    shifted = [
        u for u in near if COST.search(u.plain) and SHIFT.search(u.plain) and (gap.search(u.plain) or len(near) == 1)
    ]
    if shifted:
        best = shifted[0]
        joined = " ".join(u.plain for u in near)
        if (
            any(percents(u.plain) for u in shifted)
            or rx(r"任何|any\b|一旦|(?:少报|瞒报|漏报|不实|差异|差额)的?,|存在").search(best.plain)
            or percents(joined)
        ):
            high = [
                p.value
                for u in shifted
                for p in percents(u.plain)
                if Fraction(1, 10) < p.value < 1
                and not rx(r"违约金|penalt|damages|interest").search(u.plain[max(0, p.start - 30) : p.end + 20])
            ]
            return (
                Verdict("unusual", best)
                if high
                and min(high) > Fraction(1, 10)
                and not [p for u in shifted for p in percents(u.plain) if p.value <= Fraction(1, 10)]
                else None
            )
        return (
            Verdict("unclear", best)
            if rx(r"重大|显著|较大|明显|material|significant|substantial").search(best.plain)
            else None
        )
    always = next(
        iter(
            holding(
                near,
                rx(
                    r"(?:无论|凡)[^;。]{0,20}(?:结果|如何)[^;。]{0,20}ⓛ|whatever the (?:result|outcome)|regardless of (?:the )?(?:result|outcome|finding)|in all cases|in every case"
                ),
            )
        ),
        None,
    )
    if always and COST.search(always.plain):
        return Verdict("unusual", always)
    other = next(iter(holding(near, rx(r"ⓔ[^;。]{0,12}承担[^;。]{0,10}(?:全部|审计)?费用|ⓔ shall bear"))), None)
    return None if other else Verdict("missing", None)


SELL_OFF: Final = rx(
    r"left-?over|already (?:printed|cast|made|manufactured|produced|minted)|存书|已印|\bsell\b[^.;]{0,60}\b(?:in stock|in hand|already made|left over|on the shelf)\b|\bstock\b[^.;]{0,30}(?:sold|sell|clear|dispos)|清货|清库|清仓|清售|剩货|余货|库存|剩余(?:库存|产品|商品|授权产品|图书)|存货(?:处理|的处理|销售)?|已(?:生产|印制)[^;。]{0,16}(?:产品|图书|商品|库存|未售)|存货|用完|使用完毕|剩余[\u4e00-\u9fff]{1,8}|尾货|未售(?:出|完)|销售宽限|缓冲期|过渡期|出清|\bsell-?\s?(?:off|out|through)\b|\bsell[^.;]{0,30}(?:remaining|inventory|stock|on hand)|(?:remaining|existing|finished|unsold) (?:inventory|stock|units|licensed products|products|copies|goods|articles|packaging|items|merchandise)|\binventory\b[^.;]{0,40}(?:sold|sell|dispos|destroy|expir|terminat)|dispose of[^.;]{0,40}(?:stock|inventory|products)|run-?off period|work-?off|stock on hand|remaindering"
)


def sell_off_units(c: Case) -> list[Unit]:
    """The sentences on what may be sold after the end."""
    units = [
        u
        for u in c.live
        if SELL_OFF.search(u.plain)
        or (rx(r"清货|库存|sell-?off|inventory|stock").search(u.heading) and not rx(r"buy ?back").search(u.plain))
    ]
    return [
        u
        for u in units
        if rx(
            r"runs? out|when the (?:licen[cs]e|permission|term)|ends?\b|期满|届满|终止|到期|解除|结束|停止|清货|清库|expir|terminat|sell-?\s?off|end of|after|following|upon|run-?off|过渡|宽限|缓冲|last day|lapse"
        ).search(
            u.plain + u.heading + u.paragraph.lower(),
        )
        and not (
            REPORT.search(u.plain) and rx(r"逐款|列明|注明|载明|showing|itemi[sz]|listing|stating").search(u.plain)
        )
    ]


def sell_off(c: Case) -> Verdict | None:
    if not c.facts.physical:
        return None
    units = sell_off_units(c)
    if not units:
        return Verdict("missing", None)
    for unit in units:
        if (
            rx(
                r"直至[^;。]{0,12}(?:售完|售罄|销完|清完)|(?:无|不设|没有)(?:时间|期限)?限制|不限(?:期|时)|until (?:all |the |such |its )*(?:remaining )?(?:stock|inventory|units|products|copies)[^.;]{0,16}(?:sold|exhausted|depleted|disposed)|without (?:any )?(?:limit|time limit|restriction)|(?:售完|售罄)为止|indefinitely|for as long as"
            ).search(
                unit.plain,
            )
            and stance(unit.plain, 0, 1) != "forbidden"
        ):
            return Verdict("dangerous", unit)
        if rx(
            r"(?:无需|不|免)(?:再)?(?:支付|付|计)[^;。]{0,10}(?:版税|分成|授权费)|(?:without|free of|no) (?:any )?(?:further )?royalt"
        ).search(
            unit.plain,
        ) and rx(r"清货|库存|sell|stock|inventory").search(unit.plain):
            return Verdict("dangerous", unit)
    spans = [
        (u, s)
        for u in units
        for s in lengths(u.plain)
        if s.days >= 7
        and not rx(
            r"(?:前|最后|last|prior to|before|preceding|final|提前)\s*(?:the )?$|(?:提交|清单|inventory (?:report|list|statement)|statement)[^,;.]{0,30}$"
        ).search(
            u.plain[max(0, s.start - 30) : s.start],
        )
        and not rx(r"\s*(?:前|before|prior)").match(u.plain[s.end :])
    ]
    if spans:
        longest = max(s.days for _, s in spans)
        return Verdict("unusual", spans[0][0]) if longest > 190 else None
    decided = holding(
        units,
        rx(
            r"不得|停止|销毁|立即|无清货|不设清货|no (?:right to )?(?:sell|sell-?off)|withdraw|without clearance|捐赠|shall (?:immediately )?(?:cease|stop|destroy)|must not|may not|will not|destroy|无权|回购|buy ?back"
        ),
    )
    return None if decided else Verdict("unclear", units[0])
