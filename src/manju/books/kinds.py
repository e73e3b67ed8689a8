"""The kinds of accounts there are: which side of the books each stands on, and what people call it."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final, Literal

from manju.words import Words

Group = Literal["assets", "liabilities", "income", "expenses"]


@dataclass(frozen=True, slots=True)
class Kind:
    """A kind of account; `beancount` is its name in an export."""

    group: Group
    name: Words
    beancount: str

    @property
    def grows_by_debit(self) -> bool:
        """Assets and expenses grow on the debit side, liabilities and income on the credit side.

        >>> KINDS["suspense"].grows_by_debit
        False
        """
        return self.group in ("assets", "expenses")


GROUPS: Final[dict[Group, Words]] = {
    "assets": Words("资产", "Assets"),
    "liabilities": Words("负债", "Liabilities"),
    "income": Words("收入", "Income"),
    "expenses": Words("支出", "Expenses"),
}

KINDS: Final[dict[str, Kind]] = {
    "bank": Kind("assets", Words("银行存款", "Bank"), "Assets:Bank"),
    "receivable": Kind("assets", Words("平台应收", "Due from platforms"), "Assets:Receivable"),
    "licensee": Kind("assets", Words("被授权方应收", "Due from licensees"), "Assets:Licensees"),
    "suspense": Kind("liabilities", Words("待查款", "Suspense"), "Liabilities:Suspense"),
    "payable": Kind("liabilities", Words("应付款", "Payable"), "Liabilities:Payable"),
    "deferred": Kind("liabilities", Words("预收款", "Deferred income"), "Liabilities:Deferred"),
    "tax": Kind("liabilities", Words("应交税费", "Taxes payable"), "Liabilities:Tax"),
    "iap": Kind("income", Words("付费收入（IAP）", "In-app purchases (IAP)"), "Income:IAP"),
    "iaa": Kind("income", Words("广告分成（IAA）", "Ad share (IAA)"), "Income:IAA"),
    "buyout": Kind("income", Words("买断收入", "Buy-outs"), "Income:Buyout"),
    "incentive": Kind("income", Words("时长激励", "Per-minute incentives"), "Income:Incentive"),
    "royalty": Kind("income", Words("授权收入", "Licensing"), "Income:Royalty"),
    "goods": Kind("income", Words("衍生品收入", "Merchandise"), "Income:Goods"),
    "traffic": Kind("expenses", Words("投流", "Paid traffic"), "Expenses:Traffic"),
    "credits": Kind("expenses", Words("算力与接口", "GPU and API credits"), "Expenses:Credits"),
    "freelance": Kind("expenses", Words("外包", "Freelancers"), "Expenses:Freelance"),
    "participants": Kind("expenses", Words("分给合作方", "Participants"), "Expenses:Participants"),
    "fees": Kind("expenses", Words("手续费", "Fees"), "Expenses:Fees"),
    "other": Kind("expenses", Words("其他支出", "Other expenses"), "Expenses:Other"),
}

INCOME: Final = tuple(name for name, kind in KINDS.items() if kind.group == "income")
EXPENSES: Final = tuple(name for name, kind in KINDS.items() if kind.group == "expenses")

TIERS: Final[dict[int, Words]] = {
    0: Words("不分层", "No tier"),
    1: Words("平台分账", "Platform shares"),
    2: Words("授权", "Licensing"),
    3: Words("衍生品", "Merchandise"),
}
