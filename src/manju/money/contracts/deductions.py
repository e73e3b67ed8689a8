"""What may be taken off before the royalty: whether net is defined, and whether the deductions have a ceiling."""

from __future__ import annotations

import re
from typing import Final, Literal

from manju.money.contracts.patterns import rx
from manju.money.contracts.quantities import amounts, percents
from manju.money.contracts.shapes import Unit

State = Literal["capped", "uncapped", "none_allowed", "silent"]

KINDS: Final = re.compile(
    r"退货|退款|退换|折扣|折让|运费|物流|税(?!务登记)|渠道(?:费|成本|分成)|通道(?:费|成本)|平台(?:费|抽成|佣金|分成)|手续费|成本|推广费|营销费|坏账|佣金|服务器|带宽|支付(?:渠道|通道)"
    r"|\breturns?\b|refunds?|discounts?|rebates?|allowances?|freight|shipping|insurance|tax(?:es)?\b|vat\b|dut(?:y|ies)|channel fees?|platform (?:fees?|commission)|store (?:fees?|commission)|app[- ]store|commissions?|costs?\b|marketing|bad debts?|chargebacks?|credits|expenses|payment processing|hosting|server"
)
TAKING: Final = re.compile(
    r"减去|列支|先行回收|\brecover(?:s|ed)?\b|\brecoup\b|\btaken off\b|\btakes? off\b|\bwithhold\b|reduced by|扣除|扣减|去掉|减去|减除|抵减|扣(?:掉|下)|减(?=退|折|运|税)|-(?=退|折|平台|运|物流|佣金|赠|渠道|税|成本|手续|支付|上链|营销|推广|应用|客服|ⓔ)|\b(?:less|minus|deduct\w*|net of|after (?:the )?(?:deduction|deducting|subtract\w*|recoup\w*)|exclud\w+|subtract\w*|allowable deductions|deductible)\b"
)
NET_NAME: Final = re.compile(
    r"净[\u4e00-\u9fff]{0,3}?(?:额|收入|营收|收益|利润|价|流水)|可分配|net (?:[a-z]+ )?(?:sales|revenues?|receipts|income|proceeds|profits?|invoice|selling|amounts?|billings?|takings|turnover)|adjusted gross|扣除|deduct|\bless\b|利润|profit"
)
CEILING: Final = re.compile(
    r"≤|极限|为度|为顶|最多|高过|only up to|upper limit|\bsurpass|\blimit\b|of at most|never more than|no more than|not more than|not above|over and above|otherwise disregarded|至多|上限|封顶|\bmax\b|限额|以内|为限|不再扣|最高|\bat most\b|\bcap(?:ped)?\b|\bmaximum\b|\bup to\b|\blimit(?:ed)? to\b|\bceiling\b|in aggregate|in total|\bwithin\b|\bexceed\b|not greater|fixed (?:at|deduction)|固定(?:扣|比例|按)|统一按|一律按"
)
NO_MORE: Final = re.compile(
    r"不(?:得|作|做|扣|进行|再|允许)[^;。]{0,8}(?:任何|其他)?[^;。]{0,6}(?:扣除|扣减|抵扣|抵减)|不扣除任何|无任何扣除|没有任何扣除|\b(?:no|without|free of) (?:any )?(?:other |further )?(?:deductions?|set-?off)|deductions?[^.;]{0,30}(?:are|is|shall be) not (?:permitted|allowed)|no (?:cost|sum|amount)s?[^.;]{0,50}(?:deducted|shall be deducted)"
)


def defines_net(live: tuple[Unit, ...]) -> bool:
    """Whether some sentence says what net is: names what is taken off, or that nothing is."""
    return any(_names_deductions(u) or (_on_topic(u) and NO_MORE.search(u.plain)) for u in live)


def deductions_state(live: tuple[Unit, ...]) -> tuple[State, Unit | None]:
    """How deductions stand: a ceiling anywhere counts for all; one that leaves a kind out does not."""
    named_here = [u for u in live if _names_deductions(u)]
    wide = [u for u in live if _open_deductions(u)]
    blocks = {u.block for u in named_here}
    capped = next((u for u in live if _ceiling(u, near=bool({u.block, u.block - 1} & blocks))), None)
    if wide and not (capped and (capped in wide or not OPEN.search(wide[0].plain))):
        return "uncapped", wide[0]
    if capped:
        return "capped", capped
    if named_here:
        return "uncapped", named_here[0]
    none = next((u for u in live if _on_topic(u) and NO_MORE.search(u.plain)), None)
    return ("none_allowed", none) if none else ("silent", None)


OPEN: Final = re.compile(
    r"no (?:cap|limit)|不设(?:上限|限额)|无上限|不受|in the amounts? (?:recorded|shown|booked)|据实|以[^,;。]{0,10}账载"
)


def _names_deductions(unit: Unit) -> bool:
    if rx(r"\bnot deduct any (?:other )?tax|without deduction of (?:any )?tax").search(unit.plain):
        return False
    return bool(TAKING.search(unit.plain) and len(KINDS.findall(unit.plain)) >= 1 and _on_topic(unit))


def _on_topic(unit: Unit) -> bool:
    text = f"{unit.heading} {unit.plain}"
    if rx(r"代扣代缴|withhold|audit|审计|保证金|保底[^,;。]{0,12}(?:抵扣|扣除)|warrant|damages").search(
        unit.plain
    ) and not rx(r"净|net |扣除项|deductions").search(unit.plain):
        return False
    return bool(
        rx(
            r"\bwhat [a-z]+ (?:actually )?pays?\b|减项|计费额|退货准备|毛额|净|可分配|net (?:[a-z]+ )?(?:sales|revenue|receipt|income|proceed|profit|invoice|selling|amount|billing|takings|turnover)|adjusted gross|销售额|收入|营收|流水|利润|分成|版税|royalt|revenue|sales|receipts|deduct|扣除|income|proceeds|profit"
        ).search(
            text,
        )
    )


def _open_deductions(unit: Unit) -> bool:
    return bool(
        rx(
            r"in the amounts? (?:recorded|shown|booked) in|不设限额|以[^,;。]{0,10}账载为准|such (?:other )?(?:costs|fees|expenses)[^.;]{0,60}as (?:it|ⓔ)|(?:扣除|扣减|列支)[^;。]{0,40}(?:不设上限|无上限|不限|据实|由ⓔ(?:自行|单方|合理)?(?:确定|决定|认定)|一切|所有|全部)[^;。]{0,12}|(?:据实|全额)扣(?:除|减)|(?:不设上限|无上限|上限不限)[^;。]{0,12}扣|(?:deduct\w*|less|net of)[^.;]{0,120}(?:without (?:any )?(?:limit|cap)|(?:as|that) ⓔ (?:may )?(?:deems?|determine\w*|incur\w*|consider\w*|decide\w*|sees)|in ⓔ's (?:sole |absolute )?discretion|no (?:cap|limit))|all (?:costs|expenses)[^.;]{0,80}(?:deduct|before)"
        ).search(
            unit.plain,
        )
        and (_on_topic(unit) or len(KINDS.findall(unit.plain)) >= 2)
    )


SHARE: Final = re.compile(r"[一二三四五六七八九]成|cents? (?:in|of|per|out of) (?:every|each|the)")


TAKEN_OFF: Final = re.compile(
    r"扣除|扣减|减项|减除|减去|列支|报销|折扣|退货|抵减|损耗|发行费用|手续费|recoup|recover|withh[eo]ld|abatements?|expenses|costs\b|subtract|taken off|take off|fees|commission|refunds|deduct|allowance|discount|returns|freight|channel|渠道|通道|平台"
)
THESE: Final = re.compile(r"该等|上述|前述|上列|合计|累计|\b(?:those|these|such|they|items|together|aggregate|total)\b")


def _ceiling(unit: Unit, *, near: bool) -> bool:
    """Whether it puts a ceiling on deductions; `near` where they are named in this paragraph or the one before."""
    plain = unit.plain
    if not CEILING.search(plain) or rx(r"guarante|保底|最低保证").search(plain):
        return False
    named_here = TAKEN_OFF.search(plain) and (percents(plain) or amounts(plain) or SHARE.search(plain))
    if not named_here and not (near and THESE.search(plain) and (percents(plain) or SHARE.search(plain))):
        return False
    if rx(
        r"没有上限|不设上限|无上限|不设限|no (?:cap|limit|ceiling)|without (?:any |an? )?(?:cap|limit|ceiling)"
    ).search(plain):
        return False
    return not rx(r"audit|审计|discrepan|准备金|return reserve|reserve for returns").search(plain) and (
        near or _on_topic(unit)
    )
