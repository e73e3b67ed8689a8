"""What is typed about cases, the rights holder and certificates: checked, and kept when it cannot be stored."""

from __future__ import annotations

from typing import Any

from django import forms
from django.utils import timezone

from manju.catalogue.forms import Typed
from manju.catalogue.models import Property
from manju.filings.names import CERTIFICATES
from manju.protection.platforms import platforms
from manju.protection.states import OUTCOMES
from manju.words import Words


class Day(forms.DateInput):
    input_type = "date"

    def __init__(self) -> None:
        super().__init__(format="%Y-%m-%d")


class CaseForm(Typed):
    said = {
        "title": (Words("案件名", "Name of the case"), None),
        "platform_name": (Words("平台", "Platform"), Words("决定投诉函和期限", "Decides letter and dates")),
        "account": (Words("账号", "Account"), Words("例如：@剧爽快看", "As the platform shows it")),
        "url": (Words("侵权内容的网址", "Address of the found copy"),
                Words("那条视频的，不是主页的", "Of the video, not of the profile")),
        "found_on": (Words("发现日期", "Day it was found"), None),
        "views": (Words("当时播放量", "Views at that time"), Words("可以不填", "May be left empty")),
        "original_urls": (Words("合法发布地址", "Where it was published lawfully"),
                          Words("一行一个；不填就用发布记录里的", "One a line; else those of your own publications")),
        "reference": (Words("平台的投诉编号", "The platform’s number for it"), Words("投诉以后填", "Once it is filed")),
    }  # fmt: skip
    title = forms.CharField(max_length=160)
    platform_name = forms.ChoiceField()
    account = forms.CharField(max_length=120, required=False)
    url = forms.CharField(max_length=1000, required=False)
    found_on = forms.DateField(widget=Day())
    views = forms.IntegerField(min_value=0, max_value=2**62, required=False)
    original_urls = forms.CharField(required=False, max_length=4000, widget=forms.Textarea({"rows": 2}))
    reference = forms.CharField(max_length=80, required=False)

    def __init__(self, *args: Any, is_new: bool = True, **kwargs: Any) -> None:  # Any: as in Typed
        super().__init__(*args, **kwargs)
        choices = [(name, str(p.title)) for name, p in platforms().items()]
        self.fields["platform_name"].choices = choices  # type: ignore[attr-defined]
        for name in ("reference",) if is_new else ("platform_name", "found_on"):
            del self.fields[name]


class EventForm(Typed):
    """`kinds`: the events that may be written down now, with their words."""

    said = {
        "kind": (Words("发生了什么", "What happened"), None),
        "on": (Words("哪一天", "On which day"), Words("期限从这天算起", "Dates are counted from this day")),
        "reference": (Words("平台的投诉编号", "The platform’s number for it"), None),
        "note_text": (Words("备注", "Note"), None),
    }
    kind = forms.ChoiceField()
    on = forms.DateField(widget=Day())
    reference = forms.CharField(max_length=80, required=False)
    note_text = forms.CharField(max_length=1000, required=False)

    def __init__(self, kinds: list[tuple[str, Words]], *args: Any, **kwargs: Any) -> None:  # Any: as in Typed
        kwargs.setdefault("initial", {"on": timezone.localdate()})
        super().__init__(*args, **kwargs)
        self.fields["kind"].choices = [(name, str(word)) for name, word in kinds]  # type: ignore[attr-defined]


class CloseForm(Typed):
    said = {
        "outcome": (Words("结果", "Outcome"), None),
        "note_text": (Words("备注", "Note"), None),
    }
    outcome = forms.ChoiceField()
    note_text = forms.CharField(max_length=1000, required=False)

    def __init__(self, *args: Any, **kwargs: Any) -> None:  # Any: as in Typed
        kwargs.setdefault("auto_id", "close_%s")
        super().__init__(*args, **kwargs)
        choices = [(name, str(look.word)) for name, look in OUTCOMES.items()]
        self.fields["outcome"].choices = choices  # type: ignore[attr-defined]


class HolderForm(Typed):
    said = {
        "name": (Words("权利人", "Rights holder"), Words("证书上的全称", "As on the certificate")),
        "id_number": (Words("证件号码", "Registration or ID number"),
                      Words("统一社会信用代码；境外平台不用", "China’s platforms ask for it")),
        "address": (Words("地址", "Address"), None),
        "contact": (Words("联系人", "Contact"), Words("在通知上签名的人", "Who signs the notice")),
        "phone": (Words("电话", "Telephone"), None),
        "email": (Words("邮箱", "E-mail"), Words("用公用邮箱：平台会转给对方", "A shared one: platforms pass it on")),
    }  # fmt: skip
    name = forms.CharField(max_length=120, required=False)
    id_number = forms.CharField(max_length=64, required=False)
    address = forms.CharField(max_length=240, required=False)
    contact = forms.CharField(max_length=80, required=False)
    phone = forms.CharField(max_length=40, required=False)
    email = forms.EmailField(required=False)


class CertificateForm(Typed):
    said = {
        "of_property": (Words("IP", "Property"), None),
        "kind": (Words("登记的是", "What is registered"), None),
        "number": (Words("证书号", "Certificate number"),
                   Words("例如：国作登字-2026-I-0081724", "As printed on it")),
        "registered_on": (Words("登记日期", "Registered on"), Words("可以不填", "May be left empty")),
    }  # fmt: skip
    of_property: forms.ModelChoiceField[Property] = forms.ModelChoiceField(
        queryset=None
    )  # said when the form is made: rows have a scope
    kind = forms.ChoiceField()
    number = forms.CharField(max_length=64)
    registered_on = forms.DateField(widget=Day(), required=False)

    def __init__(self, *args: Any, **kwargs: Any) -> None:  # Any: as in Typed
        kwargs.setdefault("auto_id", "certificate_%s")
        super().__init__(*args, **kwargs)
        self.fields["of_property"].queryset = Property.objects.order_by("name_zh")  # type: ignore[attr-defined]
        self.fields["of_property"].label_from_instance = lambda p: str(p.name)  # type: ignore[attr-defined]
        choices = [(name, str(word)) for name, word in CERTIFICATES.items()]
        self.fields["kind"].choices = choices  # type: ignore[attr-defined]
