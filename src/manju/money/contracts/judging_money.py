"""Verdicts on the price: rate, base, deductions, guarantee, recoupment, payment, interest, currency and tax."""

from __future__ import annotations

from typing import Final

from manju.money.contracts.asking import PENDING, holding, lacking, undecided
from manju.money.contracts.cases import Case, Verdict
from manju.money.contracts.days import dates
from manju.money.contracts.deductions import deductions_state
from manju.money.contracts.patterns import rx
from manju.money.contracts.pricing import (
    GUARANTEE,
    NO_GUARANTEE,
    VAGUE_BASE,
    payment_days,
    pending_price,
)
from manju.money.contracts.quantities import amounts, lengths, percents
from manju.money.contracts.ranges import customary

DIGITAL: Final = rx(
    r"\bnfts?\b|\btokeni[sz]|\bpublic ledger|blockchain|digital (?:collectibles?|stickers?)|数字藏品|上链|链上"
)  # no goods


def royalty_rate(c: Case) -> Verdict | None:
    price = c.facts.price
    if price.free_unit and not c.paid:
        return Verdict("dangerous", price.free_unit)
    if price.rates:
        for rate in price.rates:
            known = customary(rate.category, c.facts.categories, rate.unit.plain)
            if known and not c.first(DIGITAL) and (rate.value < known.low / 2 or rate.value > known.high * 2):
                return Verdict("unusual", rate.unit, "range", known.values())
        return None
    if price.per_unit or price.fee_minor is not None:
        loose = pending_price(c.live)
        return Verdict("unclear", loose) if loose and price.royalty and not price.per_unit else None
    loose = pending_price(c.live)
    if loose:
        return Verdict("unclear", loose)
    if price.royalty_unit and not percents(price.royalty_unit.plain):
        stated = next(
            (
                u
                for u in c.live
                if rx(r"版税|分成|提成|royalt|revenue share").search(u.plain)
                and rx(r"应|须|将|支付|享有|shall|will|pay|entitled").search(u.plain)
                and not price.guarantee_unit
            ),
            None,
        )
        return (
            Verdict("unclear", stated)
            if stated and rx(r"附件|另附|schedule|exhibit|annex").search(stated.plain)
            else Verdict("missing", None)
        )
    return None if any(_sum_to_pay(u.plain, u.heading) for u in c.live) else Verdict("missing", None)


def _sum_to_pay(plain: str, heading: str) -> bool:
    """Whether a sum of money is named as what is paid, in words that say no more."""
    return bool(
        amounts(plain)
        and rx(r"\bpay|\bfee|price|money|consideration|remunerat|费|款|酬|价|对价").search(f"{heading} {plain}")
        and not rx(
            r"违约|赔偿|罚|保底|保险|breach|damages|penalt|insur|liab|indemn|guarante|advance|each use|per day"
        ).search(plain)
    )


def royalty_base(c: Case) -> Verdict | None:
    price = c.facts.price
    if not price.royalty or (not price.rates and price.per_unit):
        return None
    if price.base == "net":
        return None if price.base_defined else Verdict("unclear", price.base_unit)
    if price.base:
        return None
    if price.base_unit is None:
        return Verdict("missing", None) if price.rates else None
    defined = rx(
        r"(?:指|是指|系指|为|等于|=|以)[^;。]{0,60}(?:实际|开票|发票|到账|收取|单价|数量|后台|系统|平台|价格|全部)|实际(?:收到|收取|到账|销售|取得)|到账|开票|含税|后台(?:数据|显示)|结算单|以[^,;。]{0,14}(?:为准|为基数|为依据|计)|(?:means?|defined|being|i\.e\.,?|that is|calculated|determined)[^.;]{0,120}(?:invoice|received|price|gross|paid|billed|collected|statement|charged)|actually (?:received|collected|paid|invoiced)|(?:received|invoiced|collected|billed|charged|reported) by"
    )
    units = [
        price.base_unit,
        *(
            u
            for u in c.live
            if VAGUE_BASE.search(u.plain) and rx(r"指|means?|定义|defined|为基数|以.+计算|calculated").search(u.plain)
        ),
    ]
    return None if any(defined.search(u.plain) for u in units) else Verdict("unclear", price.base_unit)


def deductions_cap(c: Case) -> Verdict | None:
    price = c.facts.price
    if price.base != "net":
        return None
    state, unit = deductions_state(c.live)
    if state == "uncapped":
        return Verdict("dangerous", unit)
    if state == "silent":
        return Verdict("missing", None)
    return None


def minimum_guarantee(c: Case) -> Verdict | None:
    price = c.facts.price
    if not price.royalty:
        return None
    if c.first(NO_GUARANTEE) and price.guarantee_minor is None:
        return None
    if price.guarantee_unit is None:
        return Verdict("missing", None)
    if price.guarantee_minor is None:
        copies = [
            u
            for u in c.live
            if GUARANTEE.search(u.plain)
            and rx(r"\d[\d,]* (?:copies|units)|首印|起印|最低(?:印数|数量)|percents?|%").search(u.plain)
        ]
        vague = undecided(price.guarantee_unit) or VAGUE_SUM.search(price.guarantee_unit.plain)
        return Verdict("unclear", price.guarantee_unit) if vague and not copies else None
    return None


VAGUE_SUM: Final = rx(
    r"合理|适当|一定(?:的)?(?:金额|数额)|相应|视[^;。]{0,8}情况|reasonable|appropriate|suitable|certain (?:sum|amount)|customary|to be fixed|另定|商定|确定"
)
RECOUP: Final = rx(
    r"超出保底|超出部分|抵扣|冲抵|抵减|抵充|折抵|扣抵|抵作|回收|补足|补齐|差额|先行扣|累计抵|可抵|充抵|\brecoup\w*|\bset[- ]off against\b|\b(?:to be |be |is |are )?set (?:off )?against\b|counts? (?:toward|against)|taken off (?:the |any )?(?:royalt|share)|得以之抵|\bcredit(?:ed|able)?\b[^.;]{0,30}(?:against|toward)|\boffset\b|deduct\w*[^.;]{0,30}(?:from|against)[^.;]{0,20}royalt|appl(?:y|ied) against|non-?recoup\w*|as an? (?:advance|prepayment) (?:against|of|on)|on account of|shortfall|top[- ]up|imputed (?:up)?on|(?:royalt\w*|share)[^.;]{0,30}\bset (?:off )?(?:against it\b)?|against which|deduct from ⓛ's first|\bset royalt\w* against|make up the difference|in addition to (?:the |any )?royalt|the greater of|whichever is (?:the )?(?:greater|higher)|孰高|较高者"
)


NOT_RECOUP: Final = rx(
    r"核查|查账|查核|少计|少付|漏报|瞒报|audit|审计|accountant|records|discrepan|少报|underpa|损失|违约|赔偿"
)


def recoupment(c: Case) -> Verdict | None:
    if not c.advance:
        return None
    topic = [
        u
        for u in c.live
        if RECOUP.search(u.plain)
        and (
            GUARANTEE.search(u.plain)
            or GUARANTEE.search(u.heading)
            or rx(r"版税|分成|royalt|授权费|许可费|shortfall|差额|不足|fee").search(u.plain)
        )
        and not NOT_RECOUP.search(u.plain)
    ]
    block = c.facts.price.guarantee_unit.block if c.facts.price.guarantee_unit else -1
    topic += [
        u
        for u in c.live
        if u.block in (block, block + 1, block + 2)
        and RECOUP.search(u.plain)
        and u not in topic
        and not NOT_RECOUP.search(u.plain)
    ]
    for unit in topic + c.units_with(GUARANTEE):
        back = rx(
            r"(?:应|(?<!无)须|将|可|予以|负责|全额|无息)[^,;。]{0,10}(?:退还|返还|退回)|(?:shall|will|must|is to) (?:be )?(?:refund|repa|return)\w*|\brefundable\b|\bshall refund\b|repay"
        ).search(
            unit.plain,
        )
        if back and not rx(
            r"\bno (?:advance|guarantee|part|sum|amount|payment)s?\b|non-?refundable|not (?:be )?(?:refund|repa|return)|no refund|in no event (?:be )?refund|never refund|无须(?:退|返)|不(?:予|可|得|再)?(?:退|返)|无需(?:退|返)|(?:因|由于)ⓛ|ⓛ(?:违约|原因|过错)|ⓛ's (?:breach|default)|breach by ⓛ|保证金|deposit|ⓛ[^,;。]{0,40}的,|(?:if|where|should) ⓛ"
        ).search(
            unit.plain,
        ):
            return Verdict("dangerous", unit)
        if rx(r"交叉(?:抵扣|冲抵)|cross-?collateral").search(unit.plain) and not rx(
            r"不(?:得|可|进行|适用)[^;。]{0,8}交叉|(?:not|no|shall not be|without)\b[^.;]{0,20}cross"
        ).search(unit.plain):
            return Verdict("unusual", unit)
    return None if topic else Verdict("missing", None)


PAY: Final = rx(
    r"支付|付款|付清|付至|汇(?:入|至|付)|缴纳|结清|打款|划付|结算|转账|缴付|分[两二三四\d]笔|打到|\bpay(?:s|able|ment|ments)?\b|\bpaid\b|\bremit\w*|\bsettle\w*|\bdue\b|\bwired?\b|transfer to the account|to ⓛ's (?:bank|account)|gets? paid|打到|打给|转到|转给"
)
MONEY_WORD: Final = rx(
    r"费|版税|分成|提成|款|金额|保底|授权金|稿酬|royalt|fee|amount|sum|share|guarantee|payment|advance|account|revenue|invoice|price|consideration|报酬|元"
)


def payment_terms(c: Case) -> Verdict | None:
    if c.facts.price.free_unit and not c.paid:
        return None
    units = [
        u
        for u in c.live
        if PAY.search(u.plain)
        and (
            MONEY_WORD.search(u.plain)
            or rx(r"付款|支付|结算|payment").search(u.heading)
            or rx(r"\breports?\b|\bmonthly|quarterly|statement|box office|within").search(u.plain)
        )
        and not rx(
            r"清货|清售|库存|inventory|\bstock\b|逾期|滞纳|late|overdue|interest|违约|赔偿|损害|indemn|damages|refund|退还|audit|审计|penalt"
        ).search(
            u.plain,
        )
    ]
    timed = [
        u
        for u in units
        if payment_days(u.plain) is not None or dates(u.plain) or (WHEN.search(u.plain) and not LOOSE.search(u.plain))
    ]
    if not timed:
        never = next((u for u in c.live if AT_WILL.search(u.plain) and PAID_WORD.search(u.plain)), None)
        if never:
            return Verdict("unclear", never)
        if not units or all(
            not rx(r"时间|方式|期限|when|time|promptly|及时|尽快|合理|account|银行").search(u.plain) for u in units
        ):
            return (
                Verdict("missing", None)
                if not any(undecided(u) for u in units)
                else Verdict("unclear", next(u for u in units if undecided(u)))
            )
        loose = next(iter(holding(units, LOOSE)), None)
        return Verdict("unclear", loose) if loose else Verdict("missing", None)
    soon = next((u for u in units if PAID_SOON.search(u.plain) and c.royalty), None)
    if soon and not any(
        rx(r"royalt|版税|分成|提成|share").search(u.plain) and payment_days(u.plain) is not None and u is not soon
        for u in timed
    ):
        return Verdict("unclear", soon)
    never = next(
        (
            u
            for u in c.live
            if (m := AT_WILL.search(u.plain))
            and PAID_WORD.search(u.plain)
            and not lengths(u.plain[max(0, m.start() - 6) :])
        ),
        None,
    )
    if never:
        return Verdict("unclear", never)
    loose = next((u for u in units if LOOSE.search(u.plain) and not lengths(u.plain)), None)
    if loose and c.royalty and all(GUARANTEE.search(u.plain) for u in timed):
        return Verdict("unclear", loose)  # the guarantee has its dates, the royalty has none
    for unit in timed:
        spans = [
            s
            for s in lengths(unit.plain)
            if s.unit in ("day", "business_day", "week", "month")
            and rx(r"内|之内|within|after|of (?:the|receipt|each)|days|前|从|起").search(unit.plain)
        ]
        long = next(
            (
                s
                for s in spans
                if 90 < s.days <= 400
                and rx(r"within|after|内|后|of\b").search(unit.plain[max(0, s.start - 20) : s.end + 12])
            ),
            None,
        )
        if long and not rx(r"每|each|every|interval|一次").search(unit.plain[max(0, long.start - 6) : long.start]):
            return Verdict("unusual", unit)
    return None


PAID_WORD: Final = rx(r"付|款|钱|\bpa(?:y|id)")
AT_WILL: Final = rx(
    r"(?:适当|合适|方便)(?:的)?时[候间机]?|视[^,;。]{0,6}(?:资金|经营|财务)[^,;。]{0,4}(?:情况|状况)|条件成熟|资金(?:到位|允许|宽裕)(?:时|后)|(?:钱|款项?)(?:会)?尽快[付打]|at an appropriate time|when (?:convenient|funds allow|it can)|as [^.;]{0,20}(?:financing|cash|funds|means) (?:allows?|permits?)|having regard to its cash"
)
PAID_SOON: Final = rx(
    r"(?:settled|paid|remitted|payable)[^,;.]{0,24}(?:in due course|(?:within )?a reasonable time|promptly|as soon as)|(?:尽快|及时|适时|合理(?:期限|时间)内?)[^,;。]{0,6}(?:支付|付款|付清|结清|划付)"
)
LOOSE: Final = rx(
    r"及时|尽快|尽早|合理(?:期限|时间)|适时|promptly|reasonable time|in due course|as soon as|from time to time|without undue delay"
)
WHEN: Final = rx(
    r"签(?:订|署|约|字)(?:后|时|之日|当日|本合同)|每(?:月|季|年|半年)|按(?:月|季|年)|次月|当月|月底|季度(?:末|结束|终了)|自然季|上线(?:后|之日|当日)|收到[^,;。]{0,10}(?:发票|账单|结算单|样品|素材)后|生效(?:后|之日)|交付(?:后|时)|一次性付清|前(?:付清|支付|结清)|(?:\d+|[一二三四五六七八九十]+)日前|(?:\d{1,2})日(?:支付|付款|前)|upon|on (?:sign\w*|execution|delivery|launch|publication|acceptance|the (?:date|first|last|\d+))|(?:monthly|quarterly|annually|semi-?annually|each (?:month|quarter|calendar|half|year))|at (?:signing|signature)|with (?:each|the) (?:report|statement|account)|together with|accompany|in advance|net \d+|simultaneous"
)
INTEREST: Final = rx(
    r"滞纳金|(?:晚付|迟付|拖款|欠款)[^;。]{0,20}(?:加收|加付|%|万分之|千分之)|计息|年息|月息|日息|逾期(?:付款|支付|未付|未支付|未结算|缴纳)?[^;。]{0,40}(?:利息|违约金|‰|%|万分之|千分之|百分之|lpr|拆借|加付|加收)|迟延(?:付款|支付|履行金钱)[^;。]{0,40}(?:利息|违约金|‰|%|万分之|千分之)|延迟(?:付款|支付|结算)[^;。]{0,40}(?:利息|违约金|%|万分之|千分之|‰)|拖欠[^;。]{0,40}(?:利息|违约金|%|万分之|千分之)|(?:未(?:按时|按期|如期|按约|及时)|不按(?:时|期))[^;。]{0,14}(?:支付|付款|结算|缴)[^;。]{0,50}(?:利息|违约金|%|万分之|千分之|‰|滞纳)|\binterest\b|late (?:payment )?(?:charge|fee)|default rate|(?:late|overdue|unpaid)[^.;]{0,40}(?:bear|accrue|attract|carry|incur)[^.;]{0,20}%|finance charge|service charge of"
)
REPORT_ONLY: Final = rx(
    r"(?:报表|报告|结算单|销售数据|report|statement)[^;。,]{0,24}(?:逾期|延迟|迟延|late|delay)|(?:逾期|延迟|迟延|未按[时期]|late|delay\w*)[^;。,]{0,24}(?:提交|报送|提供|出具|上线|出版|布展|开机|交付|发行|report|statement|submission)"
)


def late_interest(c: Case) -> Verdict | None:
    if c.facts.price.free_unit and not c.paid:
        return None
    found = [
        u for u in c.live
        if INTEREST.search(u.plain) and not (REPORT_ONLY.search(u.plain) and not rx(r"付款|未付|款项|(?<!应)支付(?!违约金|人民币|\d|[一二三四五六七八九十百千万]|ⓛ)|payment").search(u.plain))
        and not rx(r"right,? title,? (?:and|or) interest|title (?:and|or) interest|interests? of (?:ⓛ|ⓔ|the)|ⓛ[^;。]{0,10}逾期|conflict of interest|(?:legitimate|best|mutual|security|ownership|beneficial|any|no|equity|legal|proprietary) interests?\b(?! (?:at|of|on))|interests? in (?:the|any|this)|ⓛ逾期|interest(?:s)? (?:therein|in)\b").search(u.plain)
    ]  # fmt: skip
    found = [
        u
        for u in found
        if not rx(r"审计|查账|核查|查出|少付|少报|差额|audit|inspect|underpa|shortfall|discrepan|understat").search(
            u.plain
        )
        or rx(r"逾期|迟延|拖欠|\blate\b|overdue|when due|past due|not paid|unpaid").search(u.plain)
    ]
    late = holding(
        found,
        rx(
            r"逾期|晚付|迟付|迟延|延迟|拖欠|滞纳|未(?:按|能|及|如)|不按|late|overdue|unpaid|past due|delay|not (?:paid|received|made)|fails? to pay|outstanding|when due|due date|arrear|default rate|default interest|interest (?:at|of|shall|runs|accrues|is payable)|滞纳|欠付"
        ),
    )
    if not late:
        return Verdict("missing", None)
    for unit in late:
        no = rx(
            r"(?:不|免|无)(?:计|收|付|支付|承担|收取|需)[^,;。]{0,6}(?:利息|滞纳金|违约金)|(?:no|without|not (?:bear|accrue|carry|be liable for|incur)|free of|waives?)(?: any)? interest|interest[^.;]{0,30}(?:shall not|is not|will not|not be) (?:accrue|payable|be payable|charged)"
        ).search(
            unit.plain,
        )
        if no:
            return Verdict("unusual", unit)
    rated = [
        u
        for u in late
        if percents(u.plain)
        or rx(
            r"per ?cent|%|lpr|拆借|贷款(?:市场报价|基准)?利率|prime|libor|sofr|base rate|rates? act|refinancing rate|rate fixed|statutory|法定|中国人民银行|基准利率|maximum (?:rate|lawful)|highest rate|每(?:日|天)[^,;。]{0,8}元|per day"
        ).search(
            u.plain,
        )
        or amounts(u.plain)
    ]
    return None if rated else Verdict("unclear", late[0])


BASE_TAX: Final = rx(r"不?含税(?=出厂|销售|批发|零售|开票|总|收入)")
TAX: Final = rx(
    r"税(?:费|款|金|率|负|务|额|点)|含税|不含税|增值税|代扣|预提|所得税|税前|税后|发票|完税|(?<!版)税(?=[,;。]|$)|\btax(?:es|ation|able)?\b|\bvat\b|\bwithholding\b|withh[eo]ld[^.;]{0,30}tax|\bgst\b|levies|fapiao|duties"
)
NOT_TAX: Final = rx(
    r"税务登记|税号|纳税人识别号|净|net (?:sales|revenue|receipts)|扣除|deduct|less\b|schedule of taxes"
)


def currency_tax(c: Case) -> Verdict | None:
    if c.facts.price.free_unit and not c.paid:
        return None
    tax = [
        u
        for u in c.live
        if TAX.search(BASE_TAX.sub("", u.plain))
        and not (
            NOT_TAX.search(u.plain)
            and not rx(
                r"代扣|预提|含税|承担|withh|发票|bear|responsib|inclusive|exclusive|gross[- ]up|without deduction|\bplus\b|in addition|(?<!value )added"
            ).search(
                u.plain,
            )
        )
    ]
    tax = lacking(tax, rx(r"sales tax.{0,40}net|relev\w+ records|tax records"))
    if not tax:
        said = c.first(
            rx(
                r"(?:以|均以|应以|用)(?:人民币|美元|港币|欧元)[^;。]{0,10}(?:支付|结算|计价)|币种|结算货币|货币(?:单位|种类)|(?:payable|paid|made|settled|denominated|expressed|stated|payments?)[^.;]{0,40}\bin (?:dollars|pounds|rmb|cny|renminbi|us dollars|u\.s\. dollars|usd|united states dollars|eur|hong kong|hkd|jpy|sterling|euros?|the currency)|\bcurrency\b"
            )
        )
        return Verdict("unclear", said) if said else Verdict("missing", None)
    if c.facts.price.currency is None and not rx(
        r"人民币|元|rmb|usd|dollar|cny|eur|币|\b[a-z]{2}d\b|yen|sterling|pounds|[$€£¥]"
    ).search(c.contract.whole):
        return Verdict("unclear", tax[0])
    if all(rx(r"依法(?:各自)?(?:承担|缴纳)?|applicable law").search(u.plain) and PENDING.search(u.plain) for u in tax):
        return Verdict("unclear", tax[0])
    return None
