"""The terms of a contract as a form: what is granted, rates by goods, deductions, guarantee, instalments, days."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any, Final

from django import forms

from manju.licensing.deal import SILENCE
from manju.licensing.forms import Day, ExtentForm, GrantForm, exclusivities
from manju.licensing.names import called, offered
from manju.licensing.plain_words import BASES, KINDS, PERIODS
from manju.licensing.terms_shown import Plain, kept_words, with_kept
from manju.money.amounts import BadAmount, as_decimal, is_currency, parse_minor
from manju.money.avails.names import ALL
from manju.money.documents import parse_json, read_fraction
from manju.money.errors import InputError
from manju.words import Words, say

ROWS_MORE: Final = 2
ROWS_MOST: Final = 40


class Percent(forms.CharField):
    """A share typed in per cent; cleaned to the decimal string that documents have: `8.5` becomes `0.085`."""

    def clean(self, value: Any) -> str | None:  # Any: as Django has it
        text = super().clean(value).strip().rstrip("%％").strip()
        if not text:
            return None
        try:
            rate = read_fraction(text) / 100
        except ValueError as why:
            raise forms.ValidationError(say("写一个数，例如 8.5。", "Give a number such as 8.5.")) from why
        if not 0 <= rate <= 1:
            raise forms.ValidationError(say("在 0 和 100 之间。", "Between 0 and 100."))
        return as_decimal(rate)


class TermsForm(ExtentForm):
    """`hard`: terms that this form cannot show (steps, uplifts, participants …) are typed as JSON instead."""

    said = {
        **ExtentForm.said,
        "exclusivity": GrantForm.said["exclusivity"],
        "sell_off_days": GrantForm.said["sell_off_days"],
        "clause": GrantForm.said["clause"],
        "currency": (Words("币种", "Currency"), Words("三个字母，例如 CNY", "Three letters, such as CNY")),
        "period": (Words("多久结算一次", "Accounts"), None),
        "base": (Words("按什么分成", "Royalties on"), None),
        "allowed": (Words("可以扣哪些", "What may be deducted"), None),
        "cap": (
            Words("扣除上限（占总额 %）", "Ceiling (% of gross)"),
            Words("没写就不填，那很危险", "Empty: no ceiling, a danger"),
        ),
        "style": (Words("保底", "Guarantee"), None),
        "fee": (Words("固定费用", "Flat fee"), Words("没有就不填", "Empty for none")),
        "fee_due": (Words("固定费用哪天到账", "Flat fee due on"), None),
        "tax": (Words("代扣税（%）", "Tax withheld (%)"), Words("没有就不填", "Empty for none")),
        "report_days": (Words("期末后几天内交报告", "Days to report"), Words("从期末算", "From the end of a period")),
        "payment_days": (Words("期末后几天内付款", "Days to pay"), Words("从期末算", "From the end of a period")),
        "approval_days": (Words("送审几个工作日内答复", "Business days to answer approvals"), None),
        "approval_silence": (Words("到期不答复", "Silence"), None),
        "terms_json": (
            Words("金额条款（JSON）", "Terms of money (JSON)"),
            Words("格式：manju schema terms", "The shape: manju schema terms"),
        ),
        "why": (Words("为什么改", "Why it changes"), Words("记进历史", "Kept in the history")),
    }
    exclusivity = forms.ChoiceField(choices=exclusivities)
    sell_off_days = forms.IntegerField(min_value=0, max_value=36_500, required=False)
    clause = forms.CharField(max_length=40, required=False)
    currency = forms.CharField(max_length=3, initial="CNY", required=False)
    period = forms.ChoiceField(choices=lambda: [(k, str(w)) for k, w in PERIODS.items()], initial="quarter")
    base = forms.ChoiceField(choices=lambda: [(k, str(BASES[k])) for k in ("net", "gross")])
    allowed = forms.MultipleChoiceField(
        required=False, widget=forms.CheckboxSelectMultiple, choices=lambda: [(k, str(w)) for k, w in KINDS.items()]
    )
    cap = Percent(required=False, max_length=20)
    style = forms.ChoiceField(choices=lambda: [(k, str(w)) for k, w in STYLES.items()])
    fee = forms.CharField(required=False, max_length=30)
    fee_due = forms.DateField(widget=Day(), required=False)
    tax = Percent(required=False, max_length=20)
    report_days = forms.IntegerField(min_value=0, max_value=3650, required=False)
    payment_days = forms.IntegerField(min_value=0, max_value=3650, required=False)
    approval_days = forms.IntegerField(min_value=1, max_value=3650, required=False)
    approval_silence = forms.ChoiceField(choices=lambda: [(k, str(w)) for k, w in SILENCE.items()], required=False)
    terms_json = forms.CharField(
        required=False, max_length=200_000, widget=forms.Textarea({"rows": 14, "spellcheck": "false"})
    )
    why = forms.CharField(max_length=240, required=False)

    def __init__(self, *args: Any, hard: bool = False, **kwargs: Any) -> None:  # Any: Django's own arguments
        super().__init__(*args, **kwargs)
        self.hard = hard
        self.fields["allowed"].widget.attrs = {}
        self.rate_rows = [] if hard else self._rows("rate", self.initial.get("rates", []))
        self.due_rows = [] if hard else self._rows("due", self.initial.get("dues", []))
        for name in MONEY if hard else ("terms_json",):
            del self.fields[name]
        goods = [("", "—"), (ALL, str(called("categories", ALL))),
                 *((code, str(called("categories", code))) for code in offered("categories"))]  # fmt: skip
        for number, given in self.rate_rows:
            known = [*goods, *(((c, c),) if (c := given.get("category", "")) and c not in dict(goods) else ())]
            self._put(f"rate_category_{number}", forms.ChoiceField(required=False, choices=known),
                      say("第 {n} 行品类", "Goods, row {n}", n=number + 1), given.get("category", ""))  # fmt: skip
            self._put(f"rate_percent_{number}", Percent(required=False, max_length=20),
                      say("第 {n} 行费率 %", "Rate %, row {n}", n=number + 1), given.get("percent", ""))  # fmt: skip
        for number, given in self.due_rows:
            self._put(f"due_day_{number}", forms.DateField(required=False, widget=Day()),
                      say("第 {n} 期日期", "Due, instalment {n}", n=number + 1), given.get("due", ""))  # fmt: skip
            self._put(
                f"due_amount_{number}",
                forms.CharField(required=False, max_length=30),
                say("第 {n} 期金额", "Amount, instalment {n}", n=number + 1),
                given.get("amount", ""),
            )

    def groups(self) -> Iterator[tuple[Words, list[Any]]]:
        """The fields as the page shows them: heading, bound fields."""
        of: list[tuple[Words, tuple[str, ...]]] = [
            (
                Words("授出什么", "What is granted"),
                (
                    "exclusivity",
                    "categories",
                    "territories",
                    "languages",
                    "channels",
                    "start",
                    "end",
                    "sell_off_days",
                    "clause",
                    "other_categories",
                    "other_territories",
                ),
            ),
            (Words("分成", "Royalties"), ("currency", "period", "base", "terms_json")),
            (Words("扣除与税", "Deductions and tax"), ("allowed", "cap", "tax")),
            (Words("保底与固定费用", "Guarantee and fee"), ("style", "fee", "fee_due")),
            (Words("天数", "Days"), ("report_days", "payment_days", "approval_days", "approval_silence")),
        ]
        for heading, names in of:
            if bound := [self[name] for name in names if name in self.fields]:
                yield heading, bound

    def kept(self) -> str:
        """What the form does not show and keeps as it is; empty for nothing."""
        return say("、", ", ").join(str(words) for words in kept_words(self.initial.get("kept")))

    def rates(self) -> list[tuple[Any, Any]]:
        """The rows of rates as bound fields."""
        return [(self[f"rate_category_{n}"], self[f"rate_percent_{n}"]) for n, _ in self.rate_rows]

    def dues(self) -> list[tuple[Any, Any]]:
        """The rows of instalments as bound fields."""
        return [(self[f"due_day_{n}"], self[f"due_amount_{n}"]) for n, _ in self.due_rows]

    def clean(self) -> Plain:
        found = super().clean()
        if self.errors:
            return found
        found["terms"] = self._hard_terms(found) if self.hard else self._terms(found)
        return found

    def deal(self) -> Plain:
        """What `licensing.deal.Deal` reads."""
        found = self.cleaned_data
        days = {n: found[n] for n in ("report_days", "payment_days", "approval_days")}
        return {
            **self.extent(), **days, "exclusivity": found["exclusivity"], "clause": found["clause"].strip(),
            "sell_off_days": found["sell_off_days"] or 0, "approval_silence": found["approval_silence"] or None,
        }  # fmt: skip

    def _hard_terms(self, found: Plain) -> Plain | None:
        try:
            plain: Plain | None = parse_json(found["terms_json"]) if found["terms_json"].strip() else None
        except InputError as why:
            self.add_error("terms_json", str(why.message))
            return None
        return plain

    def _terms(self, found: Plain) -> Plain | None:
        """What `manju schema terms` describes; None where no money is agreed."""
        currency = (found["currency"] or "CNY").upper()
        if not is_currency(currency):
            self.add_error("currency", say("没有这个币种。", "There is no such currency."))
            return None
        for n, _ in self.rate_rows:
            if found[f"rate_category_{n}"] and found[f"rate_percent_{n}"] is None:
                self.add_error(
                    f"rate_percent_{n}", say("写上费率，或把品类改回“—”。", "Give the rate, or take the goods away.")
                )
                return None
        royalties = [
            {"category": category, "base": found["base"], "rate": rate}
            for n, _ in self.rate_rows
            if (rate := found[f"rate_percent_{n}"]) is not None and (category := found[f"rate_category_{n}"] or ALL)
        ]
        dues = [
            {"due": due.isoformat(), "amount_minor": amount}
            for n, _ in self.due_rows
            if (due := found[f"due_day_{n}"] or found["start"])
            and (amount := self._amount(f"due_amount_{n}", currency)) is not None
        ]
        fee = self._amount("fee", currency)
        if not (royalties or dues or fee):
            return None
        if found["end"] is None:
            self.add_error("end", say("有金额的合同要写到哪天。", "A contract with money needs its last day."))
            return None
        terms: Plain = {
            "currency": currency, "period": found["period"], "start": found["start"].isoformat(),
            "end": found["end"].isoformat(), "royalties": royalties,
        }  # fmt: skip
        if found["allowed"]:
            terms["deductions"] = {
                "allowed": found["allowed"],
                **({"cap_of_gross": found["cap"]} if found["cap"] else {}),
            }
        if dues:
            if found["style"] == "fixed":
                terms["fees"] = [{"kind": "flat", **due} for due in dues]
            elif found["style"] == "shortfall":
                terms["guarantee"] = {"style": "shortfall", "amounts_by_year": [d["amount_minor"] for d in dues]}
            else:
                scope = "contract_year" if found["style"] == "yearly" else "term"
                terms["guarantee"] = {"style": "advance", "scope": scope, "instalments": dues}
        if fee:
            due = (found["fee_due"] or found["start"]).isoformat()
            terms["fees"] = [*terms.get("fees", []), {"kind": "flat", "due": due, "amount_minor": fee}]
        if found["tax"]:
            terms["withholding_tax"] = found["tax"]
        return with_kept(terms, self.initial.get("kept"))

    def _amount(self, name: str, currency: str) -> int | None:
        text = self.cleaned_data.get(name, "").strip()
        if not text:
            return None
        try:
            return parse_minor(text, currency)
        except BadAmount as why:
            self.add_error(name, str(why.words))
            return None

    def _rows(self, kind: str, given: list[Plain]) -> list[tuple[int, Plain]]:
        count = len(given) + ROWS_MORE
        if self.is_bound:
            field = {"rate": "rate_percent_", "due": "due_amount_"}[kind]
            count = sum(name.startswith(field) for name in self.data)
        return [(n, given[n] if n < len(given) else {}) for n in range(min(count, ROWS_MOST))]

    def _put(self, name: str, field: forms.Field, label: str, initial: object) -> None:
        field.label, field.initial = label, initial
        field.widget.attrs |= {"class": "input", "autocomplete": "off", "aria-label": label}
        self.fields[name] = field


STYLES: Final[dict[str, Words]] = {
    "term": Words("预付，整个期限抵扣", "Paid up front, recouped over the term"),
    "yearly": Words("预付，每个合同年重算", "Paid up front, anew each contract year"),
    "shortfall": Words("每年不足补足（一行一年）", "Made up each year (a row a year)"),
    "fixed": Words("不抵扣，就是固定费用", "Not recoupable: fees"),
}
MONEY: Final = ("currency", "period", "base", "allowed", "cap", "style", "fee", "fee_due", "tax")
