"""Royalty rates: which percentages of a contract are what the licensor earns, and for which goods."""

from __future__ import annotations

import re
from dataclasses import dataclass
from fractions import Fraction
from typing import Final

from manju.money.contracts.patterns import rx
from manju.money.contracts.quantities import Percent, percents
from manju.money.contracts.shapes import Unit
from manju.money.contracts.trades import CATEGORIES, named

BASE: Final = re.compile(
    r"净[\u4e00-\u9fff]{0,3}?(?:额|收入|营收|收益|利润|价|流水)|毛(?:销售额|收入|利)|销售(?:总额|收入|额|价|金额|款)|营业(?:收入|额)|营收|流水|总收入|实收|收入|码洋|定价|零售价|批发价|出厂价|充值|票房|到账|回款|利润|收益|结算(?:金额|收入)"
    r"|net (?:sales|revenues?|receipts|income|proceeds|profits?|invoice)|gross (?:sales|revenues?|receipts|income|proceeds|box)|(?:invoice[d]?|list|retail|wholesale|cover|selling|sales?|fob) (?:price|value|amounts?)|adjusted gross|\brevenues?\b|\breceipts\b|\bsales\b|\bproceeds\b|\bincome\b|\bturnover\b|\bprofits?\b|published price|amounts? (?:actually )?received"
)
ROYALTY: Final = re.compile(
    r"版税|权利金|提成|分成|分钱|分账|分润|权利使用费|许可使用费|许可费|授权费|授权使用费|授权金|版权使用费|使用费|版权费|费率|收益分配|收益分享|利益分配|royalt\w*|revenue[- ]shar\w*|shares? of|sharing of|licen[cs]e fees?|participation|percentage of|commission|split"
)
NOT_RATE_BEFORE: Final = re.compile(
    r"逾期|滞纳|违约|利息|日息|年利率|差异|差额|少报|少付|漏报|误差|偏差|低于|(?<!版)税(?!后|票|前)|增值|扣除|扣减|扣款|费用上限|上限|至多|超过|达到|准备金|首付|首期|预付|签订|签署|签约|余款|尾款|首款|定金|股权|赔偿|折扣|优惠|增长|退货|损耗|营销|市场费|推广费|面积|样品|通道费|渠道费|手续费|服务费|保证金"
    r"|\b(?:late|overdue|interest|default|discrepan\w*|shortfall\w*|underpa\w*|underst\w*|under-?report\w*|error|deficien\w*|difference|varian\w*|exceeds?|more than|over|tax\w*|vat|withh\w*|deduct\w*|cap(?:ped)?|at most|reserves?|sign(?:ing|ature)|execution|instal\w*|upfront|deposit|balance|equity|damages|penalt\w*|discounts?|increase\w*|returns|marketing|delivery|prime|libor|per annum|less than|at least|channel fees?|store fees?|platform fees?|size|area)\b"
)
NOT_RATE_AFTER: Final = re.compile(
    r"^[^,;。.]{0,12}(?:的?(?:滞纳金|违约金|利息|逾期)|(?<!版)税率|(?:的)?增值税|首付|定金|预付)|^\)?\s*(?:per (?:annum|month|day)|interest|vat|tax|deposit|upon|on sign|of the (?:amount|sum) (?:due|overdue|outstanding|unpaid)|of the (?:flat |licen[cs]e |total )?fee\b|above|over)|^\s*/\s*(?:日|天|月|day|month)"
)
DIRECT: Final = re.compile(
    r"^\)?\s*(?:\([^)]{0,20}\)\s*)?(?:royalty )?(?:of|on|from) (?:the |all |any |such |its |ⓔ's |their |[a-z]+'s |total |aggregate |annual |monthly |quarterly |cumulative )*(?:net|gross|adjusted|revenue|sales|receipts|invoice|retail|wholesale|cover|list|suggested|selling|published|proceeds|income|turnover|profit|fob|box|ticket|till|money|price|takings|[a-z]+ (?:receipts|income|revenues?|sales|price|proceeds)|sums|amounts? (?:actually )?received)"
)
DIRECT_HERE: Final = re.compile(
    r"(?:%|per cent\w*|per mille)\)? of (?:the |all |[a-z]+'s )*(?:net\b|gross\b|price|money|sums|ticket|takings|box)"
)


@dataclass(frozen=True, slots=True)
class Rate:
    """A royalty rate with the category it is for (None: all) and where it stands."""

    category: str | None
    value: Fraction
    unit: Unit


def is_rate(plain: str, percent: Percent) -> bool:
    """Whether a percentage is what the licensor earns, not interest, tax, a cap, an instalment or a discrepancy."""
    before = re.split(r"[;。]", re.sub(r"\([^()]*\)", "", plain[: percent.start]))[-1][-70:]
    after = plain[percent.end : percent.end + 70]
    before = re.sub(
        r"(?:without|no) (?:any )?deductions?[^,]{0,30},?|不(?:作|做|得)?[^,]{0,8}扣[减除][^,]{0,6},?", "", before
    )
    anchors = [m.end() for m in ROYALTY.finditer(before)] + [m.end() for m in BASE.finditer(before)]
    wrong = list(NOT_RATE_BEFORE.finditer(before))
    last_wrong = wrong[-1] if wrong else None
    if NOT_RATE_AFTER.match(after):
        return False
    if last_wrong:
        between = before[last_wrong.end() :]
        near = len(between) < (34 if between.isascii() else 16)
        if near and not (
            ROYALTY.search(between)
            or (
                BASE.search(between)
                and not rx(
                    r"exceed|cap|at most|上限|至多|超过|达到|差|低于|over|more than|shortfall|discrepan|deduct|扣|reserve|准备"
                ).search(
                    last_wrong.group(),
                )
            )
        ):
            return False
    if DIRECT.match(after) and not rx(r"\b(?:deduct\w*|cap\w*|reserve|discrepan\w*|marketing)\b[^,]{0,60}$").search(
        before
    ):
        return True
    return bool(anchors) or bool(ROYALTY.search(after[:24]))


def read_rates(live: tuple[Unit, ...]) -> tuple[Rate, ...]:
    out: list[Rate] = []
    for unit in live:
        plain = unit.plain
        money_here = bool(
            ROYALTY.search(plain)
            or BASE.search(plain)
            or rx(
                r"版税|分成|费率|提成|royalt|revenue share|percentage|授权费|费用|收益|price|fee|consideration|payment|报酬|money"
            ).search(
                unit.heading,
            )
            or DIRECT_HERE.search(plain)
        )
        if not money_here or rx(r"audit|审计|interest|利息|sell-?off|清货").search(unit.heading):
            continue
        found = [p for p in percents(plain) if 0 < p.value <= 1 and is_rate(plain, p)]
        if found and COMMISSION.search(plain):
            continue
        if not found and rx(r"版税|分成|费率|提成|royalt|revenue share").search(unit.heading):
            found = [
                p
                for p in percents(plain)
                if 0 < p.value <= 1
                and not NOT_RATE_BEFORE.search(re.split(r"[,;。]", plain[: p.start])[-1][-40:])
                and not NOT_RATE_AFTER.match(plain[p.end : p.end + 40])
            ]
        if not found:
            found = _folk(plain)
        found = _of_licensor(plain, found)
        for percent in found:
            part = plain[max(0, percent.start - 40) : percent.end + 30] if len(found) > 1 else plain
            categories = named(part, CATEGORIES)
            out.append(Rate(categories[0] if len(categories) == 1 else None, percent.value, unit))
    seen: set[tuple[str | None, Fraction]] = set()
    return tuple(r for r in out if (r.category, r.value) not in seen and not seen.add((r.category, r.value)))  # type: ignore[func-returns-value]


COMMISSION: Final = re.compile(
    r"ⓔ (?:shall |may )?(?:retains?|keeps?|deducts?)[^.;]{0,20}commission|ⓔ[^;。]{0,10}(?:提取|收取|留存)[^;。]{0,8}佣金"
)


def _folk(plain: str) -> list[Percent]:
    """Shares said the people's way: 七成, 三七分成 (the licensor's is decided later), 五五."""
    digits = "一二三四五六七八九"
    out = [
        Percent(Fraction(digits.index(m.group(1)) + 1, 10), m.start(), m.end())
        for m in re.finditer(rf"([{digits}])成(?![本年立品为果员功])", plain)
        if not re.search(r"(?:内|后|时|首付|尾款|预付|先付|再付)$", plain[: m.start()])
        if ROYALTY.search(plain) or BASE.search(plain)
    ]
    for m in re.finditer(rf"([{digits}])([{digits}])(?:开|比例)?(?:分成|分账|分)", plain):
        a, b = (digits.index(g) + 1 for g in m.groups())
        if a + b == 10:
            out += [Percent(Fraction(a, 10), m.start(), m.end()), Percent(Fraction(b, 10), m.start(), m.end())]
    return out


def _of_licensor(plain: str, found: list[Percent]) -> list[Percent]:
    """Where both sides' shares are given (they sum to one), the licensor's alone."""
    if len(found) != 2 or found[0].value + found[1].value != 1:
        return found
    a, b = found
    if a.start == b.start:
        return [a]
    first = plain[max(0, a.start - 30) : a.start]
    if "ⓛ" in first[-16:] or (first.rfind("ⓛ") > first.rfind("ⓔ")):
        return [a]
    between = plain[a.end : b.start]
    if "ⓛ" in between and between.rfind("ⓛ") > between.rfind("ⓔ"):
        return [b] if not rx(r"\)?[^,;。]{0,40}\b(?:to|for) ⓛ").match(between) else [a]
    return [a] if rx(r"[^,;。]{0,30}(?:归|to) ?ⓛ").match(between) else [b]
