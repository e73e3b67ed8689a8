"""Why a row waits, is rejected, or is not paid as agreed: codes that stay, sentences that a person reads."""

from __future__ import annotations

from collections.abc import Iterator
from fractions import Fraction
from typing import Final

from manju.money.amounts import round_minor
from manju.money.revenue.agreement import Agreement
from manju.money.revenue.rows import StatementRow
from manju.words import Words

REASONS: Final[dict[str, Words]] = {
    # waits in suspense
    "wrong_currency": Words("币种和协议不同", "not in the agreement's currency"),
    "no_rule": Words("协议里没有管这一天的规则", "no rule of the agreement holds this date"),
    "no_title": Words("没有剧名", "no title"),
    "unknown_title": Words("没有叫这个名字的作品", "no work has this title"),
    "closed_period": Words("这一天所在的账期已经结账", "the period of this date is closed"),
    # rejected
    "duplicate_row": Words("和前面某一行完全相同", "equal in every cell to an earlier row"),
    "unreadable": Words("这一行读不了", "the line cannot be read"),
    "bad_date": Words("日期读不懂", "the date cannot be read"),
    "bad_amount": Words("金额不是普通的十进制数", "an amount is no plain decimal"),
    "negative_amount": Words("金额是负数", "an amount is negative"),
    "bad_minutes": Words("时长读不懂", "the minutes cannot be read"),
    # matched, not as agreed
    "unpaid": Words("没有付款", "not paid"),
    "net_differs": Words("净额不等于总额减退款", "net is not gross less refunds"),
    "share_of_gross": Words("按总额算的，没有减退款和费用", "the share was taken of gross"),
    "fees_not_deducted": Words("没有扣平台费和税", "the fees were not deducted"),
    "fees_deducted_twice": Words("费用扣了两遍", "the fees were deducted twice"),
    "refunds_not_deducted": Words("没有扣退款", "the refunds were not deducted"),
    "other_rule": Words("用了别的日期的比例", "the share of other dates was used"),
    "other_step": Words("用了别的阶梯的比例", "the share of another step was used"),
    "full_amount": Words("付了全额，没有按比例", "the whole was paid, not the share"),
    "rounding": Words("只差一个最小单位，是取整", "one minor unit: rounding"),
    "underpaid": Words("少付了", "paid too little"),
    "overpaid": Words("多付了", "paid too much"),
    "late": Words("过了结算期限才付", "paid after the settlement period"),
    "minimum": Words("当月分成不到保底，应补足", "the month's share is under the minimum"),
    "minimum_reached": Words(
        "当月后来达到保底，冲回先前补足的部分",
        "the month came nearer to its minimum: what was added before is taken back",
    ),
}


def why(row: StatementRow, expected: int, agreement: Agreement, rule: int | None) -> str:
    """The most telling reason why a matched row is not paid as expected; empty when it is.

    The reason is a finding by recalculation: the first known slip that gives exactly what was paid.
    """
    if row.paid == expected:
        on_time = "late" if is_late(row, agreement) else ""
        return "net_differs" if row.disagrees else on_time
    if row.paid == 0 and expected > 0:
        return "unpaid"
    slips = _slips(row, agreement, rule) if rule is not None else ()
    slip = next((code for code, exact in slips if round_minor(exact) == row.paid), "")
    if slip or abs(row.paid - expected) == 1:
        return slip or "rounding"
    short = "underpaid" if row.paid < expected else "overpaid"
    return "net_differs" if row.disagrees else short


def is_late(row: StatementRow, agreement: Agreement) -> bool:
    """Whether it was paid more than `settlement_days` days after the row's date."""
    if row.paid_on is None or agreement.settlement_days is None:
        return False
    return (row.paid_on - row.date).days > agreement.settlement_days


def _slips(row: StatementRow, agreement: Agreement, rule: int) -> Iterator[tuple[str, Fraction]]:
    of, kept = agreement.rules[rule], agreement.kept_after_fees
    gross, net = row.own_gross, row.own_net
    factor = kept if of.of == "net_paid" else Fraction(1)
    base = (gross if of.of == "gross" else net) * factor
    for band in of.bands:
        share = band.share
        if of.of == "net_paid" and kept != 1:
            yield "fees_not_deducted", net * share
            yield "fees_deducted_twice", net * kept * kept * share
        if of.of != "gross" and row.refunds:
            yield "refunds_not_deducted", gross * factor * share
            yield "share_of_gross", gross * share
    for other in agreement.rules[:rule] + agreement.rules[rule + 1 :]:
        for band in other.bands:
            yield "other_rule", base * band.share
    if len(of.bands) > 1:
        for band in of.bands:
            yield "other_step", base * band.share
    yield "full_amount", Fraction(net)
