"""What is uploaded and chosen on the money pages."""

from __future__ import annotations

from typing import Any

from django import forms

from manju.catalogue.forms import Typed
from manju.catalogue.models import Work
from manju.money.amounts import BadAmount, parse_minor
from manju.revenue.models import ChannelAgreement
from manju.words import Words, say


class StatementForm(Typed):
    said = {
        "file": (Words("结算单文件", "The statement"), Words("CSV、XLSX 或 DDEX", "CSV, XLSX or DDEX")),
        "agreement": (Words("按哪份协议核对", "Check it against"), None),
        "document": (Words("或上传一份新协议（JSON）", "Or upload a new agreement (JSON)"),
                     Words("格式：manju schema agreement", "The shape: manju schema agreement")),
    }  # fmt: skip
    file = forms.FileField()
    agreement: forms.ModelChoiceField[ChannelAgreement] = forms.ModelChoiceField(
        queryset=None, required=False, empty_label="—"
    )
    document = forms.FileField(required=False)

    def __init__(self, *args: Any, **kwargs: Any) -> None:  # Any: Django's own arguments, passed through
        super().__init__(*args, **kwargs)
        field = self.fields["agreement"]
        assert isinstance(field, forms.ModelChoiceField)  # noqa: S101
        field.queryset = ChannelAgreement.objects.all()
        for name in ("file", "document"):
            self.fields[name].widget.attrs["class"] = "input input--file"

    def clean(self) -> dict[str, Any]:
        found = super().clean() or {}
        if not found.get("agreement") and not found.get("document"):
            self.add_error("agreement", say("选一份协议，或上传一份新的。", "Choose an agreement or upload a new one."))
        return found


class ExpensesForm(Typed):
    said = {
        "file": (
            Words("支出文件", "Expenses file"),
            Words(
                "列名：日期、剧名、渠道、类型、金额、币种、可回收",
                "Columns: date, title, channel, kind, amount, currency, recoverable",
            ),
        )
    }
    file = forms.FileField()

    def __init__(self, *args: Any, **kwargs: Any) -> None:  # Any: as above
        super().__init__(*args, **kwargs)
        self.fields["file"].widget.attrs["class"] = "input input--file"


class MatchForm(Typed):
    said = {"work": (Words("是哪部作品", "Which work it is"), None)}
    work: forms.ModelChoiceField[Work] = forms.ModelChoiceField(queryset=None, empty_label=None)

    def __init__(self, *args: Any, **kwargs: Any) -> None:  # Any: as above
        super().__init__(*args, **kwargs)
        field = self.fields["work"]
        assert isinstance(field, forms.ModelChoiceField)  # noqa: S101
        field.queryset = Work.objects.all()


class BankForm(Typed):
    said = {
        "file": (
            Words("银行流水文件", "The bank’s list"),
            Words("CSV 或 XLSX：日期、金额、对方户名、摘要", "CSV or XLSX: date, amount, payer, text"),
        ),
        "currency": (Words("币种（表里没写时）", "Currency (where the list names none)"), None),
    }
    file = forms.FileField()
    currency = forms.RegexField(r"^[A-Z]{3}$", initial="CNY")

    def __init__(self, *args: Any, **kwargs: Any) -> None:  # Any: as above
        super().__init__(*args, **kwargs)
        self.fields["file"].widget.attrs["class"] = "input input--file"


class SettleForm(Typed):
    said = {
        "amount": (Words("金额", "Amount"), None),
        "on": (Words("哪一天", "On"), None),
        "text": (Words("备注", "Note"), None),
    }
    amount = forms.CharField(max_length=32)
    on = forms.DateField(widget=forms.DateInput({"type": "date"}, format="%Y-%m-%d"))
    text = forms.CharField(max_length=200, required=False)

    def __init__(self, *args: Any, currency: str, **kwargs: Any) -> None:  # Any: as above
        super().__init__(*args, **kwargs)
        self.currency = currency

    def clean_amount(self) -> int:
        try:
            return parse_minor(self.cleaned_data["amount"], self.currency)
        except BadAmount as error:
            raise forms.ValidationError(str(error.words)) from error


class ClosingForm(Typed):
    said = {
        "through": (
            Words("结账到（月底）", "Close up to (end of a month)"),
            Words("这天和以前不能再记账，更正只能冲销", "Nothing is posted up to that day again, only reversed"),
        )
    }
    through = forms.DateField(widget=forms.DateInput({"type": "date"}))
