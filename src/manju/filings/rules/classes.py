"""How the broadcast authority classes a series by budget and subject, who reviews it, whether it needs a number."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass
from datetime import date
from fractions import Fraction
from typing import Final, Literal

from manju.filings.rules.dated import in_force, read
from manju.money.amounts import LIMIT, exponent
from manju.money.errors import InputError
from manju.words import Words

__all__ = ["AGES", "CLASSES", "FORMS", "REVIEWERS", "SUBJECTS", "Class", "ClassName", "Form", "classify", "number_rule"]

Form = Literal["live_action", "animated"]
ClassName = Literal["key", "ordinary", "other"]
FORMS: Final[dict[str, Words]] = {
    "animated": Words("动画（漫画、AIGC）", "Animated (comic, AIGC)"),
    "live_action": Words("真人", "Live action"),
}
CLASSES: Final[dict[str, Words]] = {
    "key": Words("重点微短剧", "Key micro-drama"),
    "ordinary": Words("普通微短剧", "Ordinary micro-drama"),
    "other": Words("其他微短剧", "Other micro-drama"),
}
REVIEWERS: Final[dict[str, Words]] = {
    "key": Words("国家广电总局备案公示，省级以上广电部门审查成片",
                 "Plan published by the national administration; film reviewed at provincial level or above"),
    "ordinary": Words("省级广电部门规划备案、成片审查", "Plan and film go to the provincial administration"),
    "other": Words("播出平台审核，报属地省级广电部门备案",
                   "Reviewed by the broadcasting platform, reported to the provincial administration"),
}  # fmt: skip
SUBJECTS: Final[dict[str, Words]] = {s["name"]: Words(s["zh"], s["en"]) for s in read("classes")["subjects"][0]["list"]}
AGES: Final[dict[str, Words]] = {a["name"]: Words(a["zh"], a["en"]) for a in read("classes")["ages"][0]["list"]}


@dataclass(frozen=True, slots=True)
class Class:
    """The class of a series, why, and the rule: its date and source. `budget_yuan` is what it was judged by."""

    name: ClassName
    why: Words
    budget_yuan: Fraction
    valid_from: date
    source: str

    @property
    def title(self) -> Words:
        return CLASSES[self.name]

    @property
    def reviewer(self) -> Words:
        return REVIEWERS[self.name]


def classify(
    budget_minor: int, currency: str, *, subjects: Collection[str] = (), rate: Fraction | None = None, on: date
) -> Class:
    """The class by the thresholds in force on a day. `rate`: yuan for one unit of another currency.

    >>> classify(300_000_000, "CNY", on=date(2026, 1, 1)).name, classify(299_999_999, "CNY", on=date(2026, 1, 1)).name
    ('key', 'ordinary')
    >>> classify(100_000_000, "CNY", on=date(2025, 12, 31)).name
    'key'
    >>> classify(0, "CNY", subjects=["police"], on=date(2026, 11, 26)).name
    'key'

    Raises:
        InputError: `budget_out_of_range`, `rate_missing`, `subject_unknown`, or `rule_unknown`.
    """
    yuan = _in_yuan(budget_minor, currency, rate)
    unknown = sorted(set(subjects) - SUBJECTS.keys())
    if unknown:
        raise InputError(
            "subject_unknown",
            Words("没有这个题材：{s}", "There is no such subject: {s}").fill(s=unknown[0]),
            Words("从列表里选。", "Choose from the list."),
        )
    rule = in_force(read("classes")["classes"], on)
    key, ordinary = int(rule["key_from"]), int(rule["ordinary_from"])
    name: ClassName = "other"
    if subjects:
        touched = [SUBJECTS[s] for s in SUBJECTS if s in subjects]
        name = "key"
        why = Words(
            "特殊题材：" + "、".join(w.zh for w in touched), "Special subject: " + ", ".join(w.en for w in touched)
        )
    elif yuan >= key:
        name, why = "key", Words(f"投资 {key // 10_000} 万元及以上", f"Budget of {key:,} yuan or more")
    elif yuan >= ordinary:
        name = "ordinary"
        why = Words(
            f"投资 {ordinary // 10_000} 万元（含）到 {key // 10_000} 万元",
            f"Budget from {ordinary:,} yuan to below {key:,} yuan",
        )
    else:
        why = Words(f"投资不足 {ordinary // 10_000} 万元", f"Budget below {ordinary:,} yuan")
    return Class(name, why, yuan, rule["valid_from"], str(rule["source"]))


@dataclass(frozen=True, slots=True)
class NumberRule:
    """That a form may not go online in China without a number: since when, in words, by which source."""

    form: str
    says: Words
    valid_from: date
    source: str


def number_rule(form: str, *, on: date) -> NumberRule | None:
    """The rule that demands a number of this form on a day, at any budget; None before there was one.

    >>> number_rule("animated", on=date(2025, 11, 7)) is None, number_rule("animated", on=date(2025, 11, 8)) is None
    (True, False)
    """
    for rule in read("classes")["numbers"]:
        if rule["form"] == form and rule["valid_from"] <= on:
            return NumberRule(form, Words(**rule["says"]), rule["valid_from"], str(rule["source"]))
    return None


def _in_yuan(budget_minor: int, currency: str, rate: Fraction | None) -> Fraction:
    if not 0 <= budget_minor < LIMIT:
        raise InputError(
            "budget_out_of_range",
            Words("投资额不能是负数，也不能这么大。", "The budget is negative or too large."),
            Words("填写总投资额。", "Enter the total investment."),
        )
    units = Fraction(budget_minor, 10 ** exponent(currency))
    if currency == "CNY":
        return units
    if rate is None or rate <= 0:
        raise InputError(
            "rate_missing",
            Words("{c} 的预算要折成人民币才能分类。", "A budget in {c} is classed by its value in yuan.").fill(
                c=currency
            ),
            Words("填写汇率：1 {c} 合多少元。", "Enter the rate: yuan for 1 {c}.").fill(c=currency),
        )
    return units * rate
