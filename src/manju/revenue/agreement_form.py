"""An agreement typed into a form: dated rules, share or steps, fees, minimum, buy-out; the same document as JSON."""

from __future__ import annotations

from fractions import Fraction
from typing import Any, Final

from django import forms

from manju.catalogue.forms import Typed
from manju.money.amounts import BadAmount, as_decimal, as_major, parse_minor
from manju.money.documents import read_document
from manju.money.errors import InputError
from manju.money.revenue.agreement import Agreement, ShareRule
from manju.words import Words, say

RULES: Final = 3
STEPS: Final = 3
ORDERS: Final[dict[str, Words]] = {
    "platform_fee,taxes": Words("先平台费，后税费", "Platform fee, then taxes"),
    "taxes,platform_fee": Words("先税费，后平台费", "Taxes, then platform fee"),
}
BASES: Final[dict[str, Words]] = {
    "net_paid": Words("净额减去费用", "Net less fees"),
    "net": Words("净额（总额减退款）", "Net (gross less refunds)"),
    "gross": Words("总额", "Gross"),
}
MODES: Final[dict[str, Words]] = {
    "marginal": Words("超出的部分按新比例", "The part above takes the new share"),
    "whole": Words("达到后整月按新比例", "The whole month takes the new share"),
}
OVERS: Final[dict[str, Words]] = {"month": Words("按月累计", "By month"), "year": Words("按年累计", "By year")}
PERCENT: Final = Words("百分比，例如 70", "Per cent, such as 70")


class AgreementForm(Typed):
    said = {
        "channel": (Words("渠道", "Channel"), Words("例如 hongguo、netshort", "Such as hongguo, netshort")),
        "currency": (Words("币种", "Currency"), None),
        "platform_fee": (Words("平台费 %", "Platform fee %"), None),
        "taxes": (Words("税费 %", "Taxes %"), None),
        "fee_order": (Words("先扣哪个", "Which comes off first"), None),
        "settlement_days": (Words("月底后多少天付款", "Paid how many days after the month"), None),
        "buyout_rate": (Words("买断，每分钟", "Buy-out, a minute"), Words("没有就空着", "Leave empty where none")),
        "buyout_cap": (Words("每部最多", "At most a title"), None),
        "recoverable_traffic": (Words("可回收的投流先扣再分", "Recoverable traffic comes off first"), None),
    }  # fmt: skip
    channel = forms.CharField(max_length=64)
    currency = forms.RegexField(r"^[A-Z]{3}$", initial="CNY")
    platform_fee = forms.DecimalField(min_value=0, max_value=100, decimal_places=6, initial=0, required=False)
    taxes = forms.DecimalField(min_value=0, max_value=100, decimal_places=6, initial=0, required=False)
    fee_order = forms.ChoiceField()
    settlement_days = forms.IntegerField(min_value=0, max_value=3660, required=False, initial=30)
    buyout_rate = forms.CharField(max_length=24, required=False)
    buyout_cap = forms.CharField(max_length=24, required=False)
    recoverable_traffic = forms.BooleanField(required=False)

    def __init__(self, *args: Any, **kwargs: Any) -> None:  # Any: Django's own arguments, passed through
        super().__init__(*args, **kwargs)
        self.fields["fee_order"].choices = _choices(ORDERS)  # type: ignore[attr-defined]
        self.fields["recoverable_traffic"].widget.attrs.pop("class")
        self.rules = [RuleForm(*args[:1], prefix=f"rule{n}", initial=self._rule(n, kwargs)) for n in range(RULES)]
        self.terms: Agreement | None = None

    def clean(self) -> dict[str, Any]:
        found = super().clean() or {}
        filled = [rule for rule in self.rules if rule.has_share()]
        if not all(rule.is_valid() for rule in self.rules) or self.errors:
            return found
        currency = found["currency"]
        try:
            plain: dict[str, Any] = {
                "channel": found["channel"].strip(), "currency": currency,
                "rules": [rule.plain(currency) for rule in filled],
                "platform_fee": _share(found.get("platform_fee")), "taxes": _share(found.get("taxes")),
                "fee_order": found["fee_order"].split(","), "settlement_days": found.get("settlement_days"),
                "recoverable_traffic": found["recoverable_traffic"],
            }  # fmt: skip
            if found["buyout_rate"]:
                plain["buyout"] = {
                    "rate_minor_per_minute": parse_minor(found["buyout_rate"], currency),
                    "cap_minor_per_title": parse_minor(found["buyout_cap"], currency) if found["buyout_cap"] else None,
                }
            self.terms = read_document(Agreement, plain)
        except BadAmount as error:
            self.add_error(None, str(error.words))
        except InputError as error:
            self.add_error(None, f"{error.message} {error.hint}")
        return found

    @staticmethod
    def _rule(n: int, kwargs: dict[str, Any]) -> dict[str, Any]:
        rules: list[dict[str, Any]] = (kwargs.get("initial") or {}).get("rules", [])
        return rules[n] if n < len(rules) else {}


class RuleForm(Typed):
    said = {
        "valid_from": (Words("从", "From"), Words("空着：一直", "Empty: ever")),
        "valid_to": (Words("到", "To"), Words("空着：一直", "Empty: ever")),
        "of": (Words("按什么分", "A share of"), None),
        "share": (Words("分成 %", "Share %"), PERCENT),
        "from_2": (Words("超过这个数", "Above"), None),
        "share_2": (Words("分成 %", "Share %"), None),
        "from_3": (Words("再超过", "And above"), None),
        "share_3": (Words("分成 %", "Share %"), None),
        "step_mode": (Words("阶梯怎么算", "How steps count"), None),
        "step_over": (Words("阶梯的周期", "Steps run over"), None),
        "minimum": (Words("每月保底", "Minimum a month"), Words("没有就空着", "Leave empty where none")),
    }  # fmt: skip
    valid_from = forms.DateField(required=False, widget=forms.DateInput({"type": "date"}, format="%Y-%m-%d"))
    valid_to = forms.DateField(required=False, widget=forms.DateInput({"type": "date"}, format="%Y-%m-%d"))
    of = forms.ChoiceField(required=False)
    share = forms.DecimalField(min_value=0, max_value=100, decimal_places=6, required=False)
    from_2 = forms.CharField(max_length=24, required=False)
    share_2 = forms.DecimalField(min_value=0, max_value=100, decimal_places=6, required=False)
    from_3 = forms.CharField(max_length=24, required=False)
    share_3 = forms.DecimalField(min_value=0, max_value=100, decimal_places=6, required=False)
    step_mode = forms.ChoiceField(required=False)
    step_over = forms.ChoiceField(required=False)
    minimum = forms.CharField(max_length=24, required=False)

    def __init__(self, *args: Any, **kwargs: Any) -> None:  # Any: as above
        super().__init__(*args, **kwargs)
        for name, words in (("of", BASES), ("step_mode", MODES), ("step_over", OVERS)):
            self.fields[name].choices = _choices(words)  # type: ignore[attr-defined]

    @property
    def is_filled(self) -> bool:
        return bool(self.initial) or (self.is_bound and self.has_share())

    def has_share(self) -> bool:
        return bool((self.data.get(self.add_prefix("share")) or "").strip())

    def clean(self) -> dict[str, Any]:
        found = super().clean() or {}
        for n in (2, 3):
            if bool(found.get(f"from_{n}")) != (found.get(f"share_{n}") is not None):
                self.add_error(f"share_{n}", say("金额和分成要一起填。", "Give the amount and the share together."))
        return found

    def plain(self, currency: str) -> dict[str, Any]:
        """The rule as the agreement's document has it.

        Raises:
            BadAmount: an amount that is none.
        """
        found = self.cleaned_data
        steps = [{"from_minor": 0, "share": _share(found["share"])}]
        steps += [
            {"from_minor": parse_minor(found[f"from_{n}"], currency), "share": _share(found[f"share_{n}"])}
            for n in (2, 3)
            if found[f"from_{n}"]
        ]
        rule: dict[str, Any] = {
            "valid_from": found["valid_from"].isoformat() if found["valid_from"] else None,
            "valid_to": found["valid_to"].isoformat() if found["valid_to"] else None,
            "of": found["of"] or "net_paid",
            "minimum_minor": parse_minor(found["minimum"], currency) if found["minimum"] else None,
        }
        if len(steps) == 1:
            return {**rule, "share": steps[0]["share"]}
        return {
            **rule, "steps": steps, "step_mode": found["step_mode"] or "marginal",
            "step_over": found["step_over"] or "month",
        }  # fmt: skip


def typed(terms: Agreement) -> dict[str, Any] | None:
    """What the form shows of an agreement; None for one with more rules or steps than the form has places for."""
    if len(terms.rules) > RULES or any(len(rule.bands) > STEPS for rule in terms.rules):
        return None
    buyout = terms.buyout
    return {
        "channel": terms.channel, "currency": terms.currency, "platform_fee": as_decimal(terms.platform_fee * 100),
        "taxes": as_decimal(terms.taxes * 100), "fee_order": ",".join(terms.fee_order),
        "settlement_days": terms.settlement_days, "recoverable_traffic": terms.recoverable_traffic,
        "buyout_rate": _written(buyout.rate_minor_per_minute if buyout else None, terms.currency),
        "buyout_cap": _written(buyout.cap_minor_per_title if buyout else None, terms.currency),
        "rules": [_typed_rule(rule, terms.currency) for rule in terms.rules],
    }  # fmt: skip


def _typed_rule(rule: ShareRule, currency: str) -> dict[str, Any]:
    found: dict[str, Any] = {
        "valid_from": rule.valid_from, "valid_to": rule.valid_to, "of": rule.of, "step_mode": rule.step_mode,
        "step_over": rule.step_over, "minimum": _written(rule.minimum_minor, currency),
        "share": as_decimal(rule.bands[0].share * 100),
    }  # fmt: skip
    for n, band in enumerate(rule.bands[1:], 2):
        found |= {f"from_{n}": _written(band.from_minor, currency), f"share_{n}": as_decimal(band.share * 100)}
    return found


def _written(minor: int | None, currency: str) -> str:
    return "" if minor is None else as_major(minor, currency).replace(",", "")


def _share(percent: Any) -> str:
    """Per cent (a Decimal of the form, or None) as a decimal fraction in text."""
    return as_decimal(Fraction(percent or 0) / 100)


def _choices(words: dict[str, Words]) -> list[tuple[str, str]]:
    return [(name, str(word)) for name, word in words.items()]
