"""What is typed and uploaded on the pages of settlement."""

from __future__ import annotations

from typing import Any

from django import forms

from manju.catalogue.forms import Typed
from manju.money.amounts import BadAmount, parse_count, parse_minor
from manju.money.documents import read_fraction
from manju.royalties.payable_models import KINDS_OF_PAYEE
from manju.words import Words, say

DAY = {"type": "date"}


class Amount(forms.CharField):
    """An amount in major units as people write it; `in_minor` of the form turns it into minor units."""


class Money(Typed):
    """A form with amounts of one currency."""

    def __init__(self, *args: Any, currency: str = "CNY", **kwargs: Any) -> None:  # Any: Django's own arguments
        super().__init__(*args, **kwargs)
        self.currency = currency
        for field in self.fields.values():
            if isinstance(field, Amount):
                field.widget.attrs["inputmode"] = "decimal"

    def clean(self) -> dict[str, Any]:
        found = super().clean() or {}
        for name, field in self.fields.items():
            if isinstance(field, Amount) and found.get(name):
                try:
                    found[name] = parse_minor(found[name], self.currency)
                except BadAmount as why:
                    self.add_error(name, str(why.words))
        return found


ROWS: range = range(1, 7)  # rows that can be typed on the page; more come as a file
TYPED: dict[str, Words] = {
    "sku": Words("货号", "SKU"), "category": Words("品类", "Category"), "territory": Words("地区", "Territory"),
    "channel": Words("渠道", "Channel"), "units": Words("数量", "Units"), "gross": Words("销售额", "Gross"),
    "returns_units": Words("退货数量", "Units returned"), "returns": Words("退货额", "Returns"),
}  # fmt: skip
TYPED_TEXT = frozenset({"sku", "category", "territory", "channel"})


class TypedRows(Money):
    """A report as a file, as a few typed rows, or that nothing was sold."""

    def __init__(self, *args: Any, periods: list[str], **kwargs: Any) -> None:  # Any: as above
        super().__init__(*args, **kwargs)
        field = self.fields["period"]
        assert isinstance(field, forms.ChoiceField)  # noqa: S101
        field.choices = [(label, label) for label in periods]
        self.fields["file"].widget.attrs["class"] = "input input--file"
        self.fields["nothing"].widget.attrs["class"] = "check"

    def rows(self) -> list[dict[str, Any]]:
        """The typed rows in minor units (`Any`: plain JSON); read by `clean`."""
        found: list[dict[str, Any]] = self.cleaned_data.get("rows", [])
        return found

    def typed_rows(self) -> list[dict[str, Any]]:
        """The fields of the rows that can be typed, as the page shows them (`Any`: for the template)."""
        return [
            {"number": number, "cells": [
                {"id": f"{name}-{number}", "label": words, "numeric": name not in TYPED_TEXT,
                 "value": self.data.get(f"{name}-{number}", "") if self.is_bound else ""}
                for name, words in TYPED.items()
            ]}
            for number in ROWS
        ]  # fmt: skip

    def clean(self) -> dict[str, Any]:
        found = super().clean()
        rows = []
        for number in ROWS:
            texts = {name: self.data.get(f"{name}-{number}", "").strip() for name in TYPED}
            if any(texts.values()):
                rows.append(self._row(texts, number))
        found["rows"] = [row for row in rows if row]
        if not (found.get("file") or rows or found.get("nothing")):
            self.add_error("file", say("选文件、填几行，或勾选没有销售。",
                                       "Choose a file, fill in rows, or tick that nothing was sold."))  # fmt: skip
        if found.get("file") and rows:
            self.add_error("file", say("文件和手填只要一种。", "A file or typed rows, not both."))
        return found

    def _row(self, texts: dict[str, str], number: int) -> dict[str, Any]:
        row: dict[str, Any] = {n: texts[n] for n in ("sku", "category", "territory", "channel") if texts[n]}
        try:
            row["units"] = parse_count(texts["units"])
            row["returns_units"] = parse_count(texts["returns_units"])
            for name in ("gross", "returns"):
                row[f"{name}_minor"] = parse_minor(texts[name], self.currency)
        except BadAmount as why:
            self.add_error(None, say("第 {n} 行：{w}", "Row {n}: {w}", n=number, w=why.words))
        return row


class ReportForm(TypedRows):
    said = {
        "period": (Words("哪一期", "Period"), None),
        "file": (Words("报表文件", "The report"),
                 Words("CSV 或 XLSX，常见的列名都认", "CSV or XLSX, under any usual headers")),
        "received_on": (Words("哪天收到", "Received on"), Words("晚交从这天算", "Lateness counts from this day")),
        "stated": (Words("对方说应付多少", "What they say they owe"),
                   Words("表里有分成一列就不用填", "Leave it if the sheet has a column of royalties")),
        "nothing": (Words("这一期没有销售", "Nothing was sold in this period"), None),
    }  # fmt: skip
    period = forms.ChoiceField()
    file = forms.FileField(required=False)
    received_on = forms.DateField(widget=forms.DateInput(DAY, format="%Y-%m-%d"))
    stated = Amount(required=False, max_length=30)
    nothing = forms.BooleanField(required=False)


class ArrangementForm(Typed):
    said = {
        "report_days": (Words("报表在期末后几天内交", "Days to report after a period's end"), None),
        "payment_days": (Words("款在期末后几天内付", "Days to pay after a period's end"), None),
        "vat_rate": (Words("增值税率", "VAT rate"),
                     Words("例如 0.06；不另加就留空", "Such as 0.06; blank when none is added")),
        "own_name": (Words("参与方里哪个是我们", "Which participant we are"),
                     Words("合同分成里的名字；其余的人都要付", "As the terms name it; all others are paid")),
        "approved": (Words("已批准的货号", "Approved products"), Words("每行一个", "One a line")),
        "contact": (Words("对方联系人", "Their contact"), None),
    }  # fmt: skip
    report_days = forms.IntegerField(min_value=0, max_value=730)
    payment_days = forms.IntegerField(min_value=0, max_value=1460)
    vat_rate = forms.CharField(required=False, max_length=20)
    own_name = forms.CharField(required=False, max_length=200)
    approved = forms.CharField(required=False, max_length=20_000, widget=forms.Textarea({"rows": 3}))
    contact = forms.CharField(required=False, max_length=120)

    def clean_vat_rate(self) -> str:
        text = str(self.cleaned_data["vat_rate"]).strip()
        try:
            good = not text or 0 <= read_fraction(text) <= 1
        except ValueError:
            good = False
        if not good:
            raise forms.ValidationError(say("写成小数，例如 0.06。", "Write a decimal such as 0.06."))
        return text

    def clean_approved(self) -> list[str]:
        lines = str(self.cleaned_data["approved"]).splitlines()
        return list(dict.fromkeys(line.strip()[:200] for line in lines if line.strip()))


class ReceivedForm(Money):
    said = {
        "amount": (Words("收到多少", "Amount received"), None),
        "on": (Words("哪天收到", "Received on"), None),
    }
    amount = Amount(max_length=30)
    on = forms.DateField(widget=forms.DateInput(DAY, format="%Y-%m-%d"))


class PayeeForm(Typed):
    said = {
        "kind": (Words("怎么付", "How they are paid"), None),
        "resident": (Words("中国税收居民", "Tax resident of China"), None),
    }
    kind = forms.ChoiceField(choices=[(name, words) for name, words in KINDS_OF_PAYEE.items()])
    resident = forms.BooleanField(required=False)


class PortalForm(TypedRows):
    """A licensee's report: a file, a few typed rows, or that nothing was sold."""

    said = {
        "period": (Words("哪一期", "Period"), None),
        "file": (Words("报表文件", "The report"), Words("CSV 或 XLSX，按模板填", "CSV or XLSX, as in the template")),
        "stated": (Words("你们算的应付分成", "Royalties you owe"),
                   Words("表里有就不用填", "Leave it if the sheet has it")),
        "nothing": (Words("这一期没有销售", "Nothing was sold in this period"), None),
    }  # fmt: skip
    period = forms.ChoiceField()
    file = forms.FileField(required=False)
    stated = Amount(required=False, max_length=30)
    nothing = forms.BooleanField(required=False)
