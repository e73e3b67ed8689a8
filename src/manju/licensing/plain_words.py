"""The terms of a contract in plain sentences, for people who sign it and do not read JSON."""

from __future__ import annotations

from collections.abc import Iterator
from fractions import Fraction

from manju.licensing.deal import SILENCE, Deal
from manju.licensing.models import EXCLUSIVITIES
from manju.licensing.names import called, joined
from manju.money.amounts import as_decimal, as_major, exponent
from manju.money.avails.shapes import DIMENSIONS
from manju.money.royalties.terms import Advance, Royalty, Shortfall, Terms
from manju.words import Words

Line = tuple[Words, Words]  # what it is about, what holds
PERIODS = {
    "month": Words("每月", "Every month"), "quarter": Words("每季度", "Every quarter"),
    "half": Words("每半年", "Every half year"), "year": Words("每年", "Every year"),
}  # fmt: skip
BASES = {
    "gross": Words("销售总额", "gross sales"), "net": Words("净销售额", "net sales"), "units": Words("件数", "units"),
}  # fmt: skip
KINDS = {
    "returns": Words("退货", "returns"), "discounts": Words("折扣", "discounts"), "freight": Words("运费", "freight"),
    "tax": Words("税", "taxes"),
}  # fmt: skip


def lines_of(deal: Deal | None, terms: Terms | None) -> list[Line]:
    """Everything the terms say, in the order people ask."""
    return [*(_of_deal(deal) if deal else ()), *(_of_money(terms) if terms else ()), *(_of_days(deal) if deal else ())]


def percent(rate: Fraction) -> str:
    """`8.5%`."""
    return f"{as_decimal(rate * 100)}%"


def _of_deal(deal: Deal) -> Iterator[Line]:
    parts = [joined(d, getattr(deal, d)) for d in DIMENSIONS]
    yield (Words("授权", "Licence"), Words(
        f"{EXCLUSIVITIES[deal.exclusivity].zh}，" + "，".join(p.zh for p in parts),
        f"{EXCLUSIVITIES[deal.exclusivity].en.capitalize()}: " + "; ".join(p.en for p in parts),
    ))  # fmt: skip
    if deal.end is None:
        yield Words("期限", "Term"), Words("{a} 起，永久", "From {a}, for ever").fill(a=deal.start.isoformat())
    else:
        yield (Words("期限", "Term"), Words("{a} 至 {b}", "{a} to {b}").fill(
            a=deal.start.isoformat(), b=deal.end.isoformat()
        ))  # fmt: skip
    sell_off = Words("到期后 {n} 天", "{n} days after the end") if deal.sell_off_days else Words("没有", "None")
    yield Words("清货", "Sell-off"), sell_off.fill(n=deal.sell_off_days)


def _of_days(deal: Deal) -> Iterator[Line]:
    after = Words("期末后 {n} 天内", "Within {n} days of the end of a period")
    if deal.report_days is not None:
        yield Words("报告", "Report"), after.fill(n=deal.report_days)
    if deal.payment_days is not None:
        yield Words("付款", "Payment"), after.fill(n=deal.payment_days)
    if deal.approval_days is not None:
        said = Words("我方 {n} 个工作日内答复，到期不答复{s}", "We answer within {n} business days; silence: {s}")
        silence = Words("怎么算，合同没写", "the contract does not say")
        if deal.approval_silence:
            meant = SILENCE[deal.approval_silence]
            silence = Words(meant.zh, meant.en.lower())
        yield Words("送审", "Approval"), said.fill(n=deal.approval_days, s=silence)


def _of_money(terms: Terms) -> Iterator[Line]:
    for royalty in terms.royalties:
        yield Words("分成", "Royalty"), _royalty(royalty, terms)
    yield from _deductions(terms)
    yield from _guarantee(terms)
    for fee in terms.fees:
        yield (
            Words("固定费用", "Flat fee"),
            Words("{a}，{d} 到账", "{a}, due on {d}").fill(a=_sum(fee.amount_minor, terms), d=fee.due.isoformat()),
        )
    yield (Words("结算", "Accounts"), Words("{p}，{c}", "{p}, {c}").fill(p=PERIODS[terms.period], c=terms.currency))
    if terms.withholding_tax:
        yield Words("代扣税", "Tax withheld"), Words(*[percent(terms.withholding_tax)] * 2)
    if terms.participants:
        names = [f"{p.name} {percent(p.share)}" for p in terms.participants]
        yield Words("分给", "Shared by"), Words("、".join(names), ", ".join(names))


def _royalty(royalty: Royalty, terms: Terms) -> Words:
    goods = called("categories", royalty.category)
    base = BASES[royalty.base]
    if royalty.base == "units":
        rate = (
            Words("每件 {r}", "{r} a unit").fill(r=_each(royalty.rate or Fraction(0), terms))
            if royalty.rate
            else _steps(royalty, terms)
        )
    elif royalty.rate is not None:
        rate = Words("{b}的 {r}", "{r} of {b}").fill(b=base, r=percent(royalty.rate))
    else:
        rate = Words("{b}，{s}", "{b}: {s}").fill(b=base, s=_steps(royalty, terms))
    parts = [Words("{g}：{r}", "{g}: {r}").fill(g=goods, r=rate)]
    for dimension, codes in (("territories", royalty.territories), ("channels", royalty.channels)):
        if codes != ["*"]:
            parts.append(joined(dimension, codes))  # type: ignore[arg-type]
    if royalty.per_unit_minimum_minor is not None:
        parts.append(Words("每件不少于 {a}", "at least {a} a unit").fill(a=_sum(royalty.per_unit_minimum_minor, terms)))
    if royalty.fob_uplift is not None:
        parts.append(Words("FOB 另加 {r}", "plus {r} for FOB").fill(r=percent(royalty.fob_uplift)))
    if royalty.valid_from or royalty.valid_to:
        parts.append(Words("{a} 至 {b} 有效", "valid {a} to {b}").fill(
            a=royalty.valid_from or terms.start, b=royalty.valid_to or terms.end))  # fmt: skip
    return Words("，".join(p.zh for p in parts), ", ".join(p.en for p in parts))


def _steps(royalty: Royalty, terms: Terms) -> Words:
    steps = royalty.steps or []
    units = royalty.base == "units"
    said = [
        Words("满 {a} 后 {r}", "from {a} {r}").fill(
            a=step.from_minor if units else _sum(step.from_minor, terms),
            r=_each(step.rate, terms) if units else percent(step.rate),
        )
        for step in steps
    ]
    mode = (
        Words("分段各算", "each band at its rate")
        if royalty.step_mode == "marginal"
        else Words("达到后全部按新费率", "the band reached for all")
    )
    return Words("、".join(s.zh for s in said) + f"（{mode.zh}）", ", ".join(s.en for s in said) + f" ({mode.en})")


def _deductions(terms: Terms) -> Iterator[Line]:
    of = terms.deductions
    if of is None or not of.allowed:
        return
    kinds = [KINDS[kind] for kind in of.allowed]
    said = Words("、".join(k.zh for k in kinds), ", ".join(k.en for k in kinds))
    if of.cap_of_gross is None:
        yield Words("可扣", "Deductions"), Words("{k}，没有上限", "{k}, without a ceiling").fill(k=said)
    else:
        capped = Words("{k}，其中{c}合计不超过总额的 {r}", "{k}; {c} together at most {r} of gross")
        within = [KINDS[kind] for kind in of.capped]
        yield (Words("可扣", "Deductions"), capped.fill(
            k=said, r=percent(of.cap_of_gross),
            c=Words("、".join(w.zh for w in within), ", ".join(w.en for w in within)),
        ))  # fmt: skip
    if of.returns_reserve:
        reserve = Words("留 {r} 备退货，{n} 期后放出", "{r} kept against returns, released after {n} periods")
        yield (
            Words("退货准备", "Reserve"),
            reserve.fill(r=percent(of.returns_reserve.share), n=of.returns_reserve.release_after_periods),
        )


def _guarantee(terms: Terms) -> Iterator[Line]:
    of = terms.guarantee
    if isinstance(of, Advance):
        total = _sum(sum(i.amount_minor for i in of.instalments), terms)
        how = (
            Words("按合同年重算", "anew each contract year")
            if of.scope == "contract_year"
            else Words("整个期限抵扣", "recouped over the term")
        )
        dues = [f"{i.due.isoformat()} {_sum(i.amount_minor, terms)}" for i in of.instalments]
        yield (Words("保底", "Guarantee"), Words("{a}，{h}：{d}", "{a}, {h}: {d}").fill(
            a=total, h=how, d=Words("；".join(dues), "; ".join(dues))
        ))  # fmt: skip
    if isinstance(of, Shortfall):
        years = [_sum(amount, terms) for amount in of.amounts_by_year]
        said = Words("每个合同年不足部分补到：{y}", "Made up at the end of each contract year to: {y}")
        yield Words("保底", "Guarantee"), said.fill(y=Words("、".join(years), ", ".join(years)))


def _sum(minor: int, terms: Terms) -> str:
    return f"{as_major(minor, terms.currency)} {terms.currency}"


def _each(rate: Fraction, terms: Terms) -> str:
    """A rate in minor units a unit, exact also below one."""
    return f"{as_decimal(rate / 10 ** exponent(terms.currency))} {terms.currency}"
