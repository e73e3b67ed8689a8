"""What the licence costs: royalty rates and their base, deductions, flat fee, minimum guarantee, reports and payment."""

from __future__ import annotations

import re
from dataclasses import dataclass
from fractions import Fraction
from typing import Final, Literal

from manju.money.contracts.asking import PENDING, stance
from manju.money.contracts.clauses import Contract
from manju.money.contracts.patterns import rx
from manju.money.contracts.quantities import Amount, amounts, lengths, percents
from manju.money.contracts.rates import ROYALTY, Rate, read_rates
from manju.money.contracts.shapes import Unit

Base = Literal["gross", "net", "units"]

FEE: Final = re.compile(
    r"一口价|打包价|授权费|授权金|许可费|许可使用费|授权使用费|使用费|一次性|固定(?:费用|金额|授权|许可|报酬)|买断|稿酬|合作费|联名费|版权费|报酬|总价|总额|对价|价格|价款|形象费|代言费|服务费|酬金|flat fee|licen[cs]e fee|fixed fee|one-?(?:time|off)|\ba flat (?=[a-z]{0,3}[$€£¥]? ?\d)|lump sum|buy-?out|fee of|\bfee\b|consideration|remuneration|total (?:price|amount|sum)"
)
NOT_FEE: Final = re.compile(
    r"保底|最低|保证金(?!额)|预付|预支|违约金|赔偿|罚|滞纳|保险|insur|minimum|guarante\w*|advance|damages|penalt\w*|liabilit\w*|cap\b|audit|审计|每(?:件|套|个|张|幅|份|册|集|分钟|次)|per (?:unit|copy|item|piece|episode|image)|注册资本|interest|deposit|零售|retail|单价|价格为|limit of|推广(?:费|预算)|marketing|营销|budget|aggregate|超过|exceed"
)
GUARANTEE: Final = re.compile(
    r"保底|保证[^;。]{0,24}(?:所得|取得|分得|收入|收益|分成|版税|分账|费用)[^,;。]{0,10}至少|(?:promises?|undertakes?)[^.;]{0,40}(?:royalt\w*|share|income|receipts?|receive)[^.;]{0,40}at least|guarantees (?!that|its title|the (?:quality|accuracy|truth))|on account of (?:the )?royalt\w*|最低(?:保证|保障|授权|版税|许可|收益|分成|使用费|提成|销售|采购|付款|权利)|保证金额|保证收入|最低限额|预付(?:版税|分成|授权|许可|款|金|费|使用)|预支|垫付版税|\bminimum (?:guarante\w*|royalt\w*|annual|payment|licen[cs]e|revenue|fee)|guaranteed? (?:minimum|royalt\w*|payment|amount|sum)|\bguarantee\b|guarantees? that (?:ⓛ will receive|the (?:royalt\w*|share|income))[^.;]{0,40}at least|\bm\.?g\.?\b|(?<!in )\badvances?\b(?! (?:notice|written|approval|warning|payment of fees|cop(?:y|ies)|samples?|proofs?|knowledge|information|screen\w+))|\bminimum\b[^.;]{0,30}(?:royalt|payable|per year)|annual minimum|recoupable"
)
FREE: Final = re.compile(
    r"(?<!不)免费|无偿|不(?:收取|支付|另行支付|再支付|需支付|向ⓛ支付)[^,;。]{0,16}(?:费|款|报酬|版税)|(?:无需|无须|不需|不必)[^,;。]{0,10}支付|免(?:除|收|付)[^,;。]{0,10}(?:费|版税)|零费用|\broyalty-?free\b|free of charge|without (?:any )?(?:charge|payment|fee|compensation|consideration|royalt\w*|remuneration)|(?:no|nil) (?:fee|royalt\w*|payment|compensation|consideration|charge)s?\b[^.;]{0,30}(?:payable|due|owed|shall|will|is|are|under|for)|gratis|at no (?:cost|charge)|fully paid-?up"
)


@dataclass(frozen=True, slots=True)
class Price:
    """How the licensor is paid; None and () for what the contract does not say."""

    rates: tuple[Rate, ...]
    per_unit: Unit | None
    royalty_unit: Unit | None  # speaks of royalties, whether or not with a rate
    base: Base | None
    base_unit: Unit | None
    base_defined: bool
    fee_minor: int | None
    fee_unit: Unit | None
    guarantee_minor: int | None
    guarantee_unit: Unit | None
    free_unit: Unit | None
    currency: str | None

    @property
    def royalty(self) -> bool:
        return bool(self.rates or self.per_unit or self.royalty_unit)

    @property
    def net(self) -> bool:
        return self.base == "net"


def read_price(contract: Contract) -> Price:
    live = contract.live
    rates = read_rates(live)
    per_unit = next((u for u in live if PER_UNIT.search(u.plain) and amounts(u.plain)), None)
    guarantee, guarantee_unit = _guarantee(live)
    fee, fee_unit = _fee(live)
    royalty_unit = next(
        (
            u
            for u in live
            if ROYALTY_TALK.search(u.plain)
            and not FREE.search(u.plain)
            and not ROYALTY_ASIDE.search(u.plain)
            and not NO_ROYALTY.search(u.plain)
            and stance_of(u, ROYALTY_TALK) != "forbidden"
        ),
        None,
    )
    free = next(
        (
            u
            for u in live
            if (m := FREE.search(u.plain))
            and not FREE_OTHER.search(u.plain)
            and (rx(r"授权|许可|使用|licen|grant|ⓛ|right").search(u.plain))
            and not rx(r"(?:不得|shall not|may not)[^;。.]{0,12}$").search(u.plain[: m.start()])
        ),
        None,
    )
    base, base_unit, defined = _base(live, rates)
    if rates or fee or guarantee or per_unit:
        free = None
    money = [a.currency for u in live for a in amounts(u.plain) if a.currency]
    named_money = next((c for u in live for c, p in CURRENCY_WORDS.items() if re.search(p, u.plain)), None)
    return Price(
        rates=rates, per_unit=per_unit, royalty_unit=royalty_unit, base=base, base_unit=base_unit, base_defined=defined,
        fee_minor=fee, fee_unit=fee_unit, guarantee_minor=guarantee, guarantee_unit=guarantee_unit, free_unit=free,
        currency=max(dict.fromkeys(money), key=money.count) if money else named_money,
    )  # fmt: skip


CURRENCY_WORDS: Final = {
    "CNY": r"人民币|\brmb\b|renminbi|\bcny\b",
    "USD": r"美元|us dollars|u\.s\. dollars|\busd\b|united states dollars",
    "HKD": r"港币|\bhkd\b",
    "EUR": r"欧元|\beuros?\b",
    "JPY": r"日元|\byen\b|\bjpy\b",
    "SGD": r"新加坡元|\bsgd\b",
    "GBP": r"英镑|sterling|\bgbp\b",
    "KRW": r"韩元|\bkrw\b",
    "TWD": r"新台币|\btwd\b",
}
PER_UNIT: Final = re.compile(
    r"\bpays?\b[^.;]{0,40}\b(?:per|for each|for every) (?:unit|copy|item|piece|pack|box|card|bottle|set|article|download)\b|每(?:一)?(?:件|套|个|张|幅|份|册|本|盒|瓶|只|台|销售一)[^;。]{0,24}(?:版税|提成|分成|授权费|许可费|使用费|支付|元)|(?:版税|提成|授权费|许可费|使用费)[^;。]{0,20}每(?:件|套|个|张|幅|份|册|本|盒|瓶|只)|royalt\w*[^.;]{0,50}(?:per|for each|on each|for every) (?:unit|copy|item|piece|article|image|product|download|licensed product)|(?:per|for each|for every) (?:unit|copy|item|piece|article|image|download|licensed product)[^.;]{0,40}(?:royalt|sold|pay)"
)
ROYALTY_ASIDE: Final = re.compile(
    r"清货|清售|库存|存货|审计|索赔|sell-?\s?off|\bstock\b|inventory|\baudit|indemn|liabilit|limited to|as defined"
)
_SHARES: Final = r"(?:版税|权利金|提成|分成|分账|分润|抽成)"
NO_ROYALTY: Final = re.compile(  # of a flat fee: nothing is earned by what is sold
    rf"(?:不|无|没有|免|均不|不再|别无|并无|未约定|不另)[^,;。%]{{0,14}}{_SHARES}|{_SHARES}[^,;。%]{{0,6}}(?:不适用|均?无|为零|一律不)|(?:代替|替代|取代)[^,;。]{{0,8}}{_SHARES}"
    r"|(?:\bno|\bnot|n't|\bnever|\bwithout|\bin (?:lieu|place) of|\binstead of|\brather than|\bfree of|\bnor|\bneither|\bnil)\b[^.;%]{0,40}\b(?:royalt(?:y|ies)|revenue[- ]share|share of (?:net|gross|the)? ?(?:revenue|sales|receipts|proceeds))|\broyalt(?:y|ies)[^.;%]{0,24}\b(?:is|are|shall be|being)? ?(?:not (?:payable|due|owed)|excluded|none|inapplicable)"
)
ROYALTY_TALK: Final = re.compile(
    r"版税|权利金|提成|分成(?!款项)|分账|分润|revenue[- ]share|\broyalt(?:y|ies)\b(?!-free| free)|share of (?:net|gross|the)? ?(?:revenue|sales|receipts|proceeds)"
)
FREE_OTHER: Final = re.compile(
    r"样品|样书|样本|samples?|copies|清货|素材|培训|weeks?|interest|利息|ⓔ[^;。]{0,20}(?:授权|许可|授予)ⓛ|ⓔ (?:hereby )?grants|defects?|修改|更换|replacement|维修|access to (?:its|the) (?:books|records)|cost of|推广资源|宣传资源|ⓔ(?:应|须)[^,;。]{0,12}(?:免费|无偿)|ⓔ shall[^.;]{0,40}(?:free of charge|at no (?:cost|charge))|第三方|赔偿"
)


def stance_of(unit: Unit, pattern: re.Pattern[str]) -> str:
    found = pattern.search(unit.plain)
    return stance(unit.plain, found.start(), found.end()) if found else "neutral"


NET_WORDS: Final = re.compile(
    r"净[\u4e00-\u9fff]{0,3}?(?:额|收入|营收|收益|利润|价|流水)|\bnet (?:[a-z]+ )?(?:sales|revenues?|receipts|income|proceeds|profits?|invoice|selling|amounts?|billings?|wholesale|takings|turnover)\b|'s net\b|adjusted gross|扣除[^,;。]{0,40}(?:后|之后)的?(?:余额|金额|收入|净额|部分|销售|实际|剩余|可分配)|可分配(?:收入|收益|金额)|after deduct\w+|less (?:returns|discounts|taxes|allow|freight|channel|platform|costs|refunds|the following|any|all)|after (?:recoupment|the deduction|deduction)|after [^.;]{0,60}(?:costs?|expenses?|overhead)[^.;]{0,30}(?:subtracted|recouped|recovered|taken)|recoup(?:s|ed)? all its costs|'s net\b|先行(?:扣除|回收)[^;。]{0,30}(?:余额|后)|利润|\bprofits?\b"
)
GROSS_WORDS: Final = re.compile(
    r"毛(?:销售额|收入)|毛额|不(?:作|做)?(?:任何)?(?:扣减|扣除)|实付总额|(?:收取|收款|实收)总额|(?:售票|零售|销售)总额|全部(?:营业|销售)?(?:收入|所得)|总(?:销售额|收入|营收|流水|销售收入|营业额)|销售总额|含税(?:销售|收入|价|出厂)|不含税(?:销售|收入|价|出厂|批发)|零售价|批发价|出厂价|码洋|定价|实(?:际)?收(?:款|入|到)|开票|(?:实际)?到账|流水(?!净)|充值(?:总额|金额|流水)|吊牌价|(?:实际)?销售(?:价格|单价)|标价|票房"
    r"|\bgross (?:\w+ )?(?:price|sales|revenues?|receipts|income|proceeds|invoice|box|amounts?|retail|wholesale)|(?:invoice[d]?|list|retail|wholesale|cover|selling|published|fob|catalog(?:ue)?) (?:price|value|amounts?)|amounts? invoiced|nothing (?:being )?(?:taken off|deducted)|before any (?:expense|deduction|cost)|(?:whole|full) (?:ticket )?price|till price|box office|no deductions? of any|all (?:sums|amounts|money|monies|revenue|income)[^.;]{0,40}(?:received|receives|invoiced|billed)|without (?:any )?deduction|no deductions?"
)
VAGUE_BASE: Final = re.compile(
    r"销售额|销售收入|销售款|营业(?:收入|额)|营收|收入|收益|流水|回款|销售金额|\brevenues?\b|\bsales\b|\bproceeds\b|\bincome\b|\bturnover\b|\breceipts\b|\bearnings\b"
)
UNIT_WORDS: Final = re.compile(
    r"每(?:件|套|个|张|幅|份|册|本|盒|瓶|只)|\bper (?:unit|copy|item|piece|article|image|download)|for each (?:unit|copy|item|piece|licensed product)"
)


ON_BASE: Final = re.compile(r"[按以从][^;。]{0,30}(?:支付|计|提取|分)|\b(?:on|of|from)\b")
TAX_SENTENCE: Final = re.compile(r"(?:以上|上述|前述|均)[^;。]{0,12}(?:含税|税)|税费|发票|taxes|\bvat\b|withh")


def _base(live: tuple[Unit, ...], rates: tuple[Rate, ...]) -> tuple[Base | None, Unit | None, bool]:
    """Base, where it stands, and whether it is defined enough to be computed."""
    from manju.money.contracts.deductions import defines_net

    here = [r.unit for r in rates]
    blocks = {u.block for u in here}
    near = here + [u for u in live if u.block in blocks and u not in here and not TAX_SENTENCE.search(u.plain)]
    for unit in near:
        if NET_WORDS.search(unit.plain) and not rx(r"without (?:any )?deduction").search(unit.plain):
            return "net", unit, defines_net(live)
    for unit in near:
        if GROSS_WORDS.search(unit.plain):
            return "gross", unit, True
    for unit in near:
        if UNIT_WORDS.search(unit.plain):
            return "units", unit, True
    elsewhere = [
        u
        for u in live
        if rx(
            r"(?:计(?:算|提)(?:基数|基础|依据|基准)|版税基数|分成基数|销售额(?:指|是指|系指|为|以|按)|销售收入(?:指|是指|系指|为)|收入\"?(?:指|是指|系指)|净(?:销售额|收入|收益|利润)(?:\"|”)?(?:指|是指|系指|为|=|的(?:定义|计算))|royalty base|basis of (?:calculation|royalt)|\"?(?:net|gross|adjusted)? ?(?:sales|revenue|receipts|proceeds|income)\"? (?:means?|shall mean|is defined|are|is the|refers?)|calculated (?:on|by reference to|upon))"
        ).search(
            u.plain + " " + u.heading,
        )
    ]
    for unit in elsewhere:
        if NET_WORDS.search(unit.plain):
            return "net", unit, defines_net(live)
        if GROSS_WORDS.search(unit.plain):
            return "gross", unit, True
    on_royalty = [
        u for u in live if rx(r"版税|提成|分成|royalt|revenue share").search(u.plain) and ON_BASE.search(u.plain)
    ]
    on_royalty = [u for u in on_royalty if not GUARANTEE.search(u.plain)]
    for unit in on_royalty:
        if NET_WORDS.search(unit.plain):
            return "net", unit, defines_net(live)
    for unit in on_royalty:
        if GROSS_WORDS.search(unit.plain):
            return "gross", unit, True
    for unit in near:
        if VAGUE_BASE.search(unit.plain):
            return None, unit, False
    if not rates:
        net = next((u for u in live if NET_WORDS.search(u.plain) and ROYALTY.search(u.plain)), None)
        if net:
            return "net", net, defines_net(live)
        per = next((u for u in live if PER_UNIT.search(u.plain)), None)
        if per:
            return "units", per, True
    return None, None, False


NO_GUARANTEE: Final = re.compile(
    r"(?:不|无|没有)(?:设|设置|设定|支付|约定|收取|另设|需|含|要求)?[^,;。]{0,8}(?:保底|最低保证|预付)|\b(?:no|not|without)\b[^.;,]{0,40}(?:minimum guarantee|guarantee|advance|minimum royalt)|(?:minimum guarantee|advance|保底(?:金|费|额)?)\s*[:：]?\s*(?:is |shall be )?(?:none|nil|not applicable|no\b|无|不适用|/|零|0元|nothing|waived)"
)


def _guarantee(live: tuple[Unit, ...]) -> tuple[int | None, Unit | None]:
    found: Unit | None = None
    for unit in live:
        hit = GUARANTEE.search(unit.plain) or (GUARANTEE.search(unit.heading) if amounts(unit.plain) else None)
        if (
            not hit
            or NO_GUARANTEE.search(unit.plain)
            or rx(
                r"bank guarantee|performance guarantee|品质|quality|最低(?:零售|销售价|售价)|库存|insur|guarantee (?:that(?! ⓛ will receive| the (?:royalt|share|income))|of title|the accuracy)|in advance(?! and on account)|advance (?:notice|copies|approval)"
            ).search(
                unit.plain,
            )
        ):
            continue
        sums = amounts(unit.plain)
        if sums:
            return _total(unit.plain, sums), unit
        found = found or unit
    return None, found


def _total(plain: str, sums: list[Amount]) -> int:
    """The total where one is named or all are instalments of it, else the first sum."""
    for amount in sums:
        before = plain[max(0, amount.start - 14) : amount.start]
        after = plain[amount.end : amount.end + 14]
        if rx(r"(?:合计|共计|总计|总额|total of|aggregate of)\s*(?:人民币)?$").search(before) or rx(
            r"\s*(?:in total|in aggregate|合计|总计)"
        ).match(after):
            return amount.minor
    if len(sums) > 1 and rx(r"第[一二三]年|first (?:contract |licen[cs]e )?year|year (?:one|1)").search(plain):
        return sum(a.minor for a in sums)
    return sums[0].minor


def _fee(live: tuple[Unit, ...]) -> tuple[int | None, Unit | None]:
    best: tuple[int, int, Unit] | None = None
    for unit in live:
        if not (FEE.search(unit.plain) or FEE.search(unit.heading)):
            continue
        for amount in amounts(unit.plain):
            if amount.minor < 10_000:
                continue
            around = unit.plain[max(0, amount.start - 44) : amount.end + 12]
            clause = re.split(r"[,;。]", unit.plain[: amount.start])[-1]
            if NOT_FEE.search(clause) or NOT_FEE.search(unit.plain[amount.end : amount.end + 14]):
                continue
            if NOT_FEE.search(unit.heading) and not FEE.search(clause):
                continue
            worth = (
                3 * bool(rx(r"一次性|固定|买断|flat|lump|fixed|one-?(?:time|off)|buy-?out|总额|total").search(around))
                + 2
                * bool(FEE.search(clause) or rx(r".{0,6}(?:的价格|的价款|的总价|fee)").match(unit.plain[amount.end :]))
                + bool(FEE.search(unit.heading))
            )
            if worth and (best is None or worth > best[0]):
                best = (worth, amount.minor, unit)
    return (best[1], best[2]) if best else (None, None)


def pending_price(live: tuple[Unit, ...]) -> Unit | None:
    """The sentence that leaves the price to be agreed, or calls it reasonable."""
    vague = re.compile(
        r"届时(?:公示|公布|有效|执行)|(?:公示|公布|发布|制定|确定)的[^,;。]{0,10}(?:规则|标准|政策|比例)|as (?:published|posted|notified|announced|determined)[^.;]{0,40}(?:from time to time|then|by ⓔ)|then[- ](?:current|applicable)|合理(?:的)?(?:比例|费用|报酬|分成|版税|使用费)|适当(?:的)?(?:比例|费用|报酬|分成)|行业(?:惯例|标准)|市场(?:价|行情)|reasonable (?:royalt\w*|share|fee|compensation|percentage|remuneration)|fair (?:share|market|and reasonable)|customary|appropriate share|industry[- ]standard"
    )
    money = re.compile(
        r"版税|分成|提成|费率|授权费|许可费|使用费|授权金|royalt|revenue share|licen[cs]e fee|\bfee\b|share of|compensation|报酬|remuneration"
    )
    return next(
        (
            u
            for u in live
            if money.search(u.plain)
            and not percents(u.plain)
            and not amounts(u.plain)
            and (PENDING.search(u.plain) or vague.search(u.plain))
        ),
        None,
    )


def payment_days(plain: str) -> Fraction | None:
    """Days allowed for payment in a sentence, None when it names no span."""
    spans = [s for s in lengths(plain) if s.unit in ("day", "business_day", "week", "month") and s.days <= 400]
    return spans[0].days if spans else None
