"""What is typed about registrations and filings: checked, and kept when it cannot be stored."""

from __future__ import annotations

from typing import Any

from django import forms
from django.utils import timezone

from manju.catalogue.forms import Typed
from manju.filings.names import KINDS, REGISTERED, REGISTRATION_NEXT
from manju.filings.rules.classes import AGES, FORMS, SUBJECTS
from manju.money.amounts import BadAmount, is_currency, parse_minor
from manju.words import Words

__all__ = ["BeginForm", "Day", "FilingForm", "NumberForm", "RegistrationForm", "StepForm"]


class Day(forms.DateInput):
    input_type = "date"

    def __init__(self) -> None:
        super().__init__(format="%Y-%m-%d")


class BeginForm(Typed):
    """An application for something that no room knows of."""

    said = {
        "kind": (Words("登记哪一类", "Kind"), None),
        "title": (Words("作品名称", "Title"), Words("证书上就写这个", "As it will stand on the certificate")),
        "measure": (Words("时长（秒）或字数", "Seconds, or characters"),
                    Words("视听作品写秒数，剧本写字数，美术作品写件数", "Film, text, or how many designs")),
    }  # fmt: skip
    kind = forms.ChoiceField()
    title = forms.CharField(max_length=120)
    measure = forms.IntegerField(min_value=1, max_value=10**9)

    def __init__(self, *args: Any, **kwargs: Any) -> None:  # Any: as in Typed
        super().__init__(*args, **kwargs)
        kinds = [(name, str(words)) for name, words in KINDS.items() if name != "series"]
        self.fields["kind"].choices = kinds  # type: ignore[attr-defined]


class RegistrationForm(Typed):
    said = {
        "title": (Words("作品名称", "Title"), Words("证书上就写这个", "As it will stand on the certificate")),
        "author": (Words("作者", "Author"), Words("实际创作的人；几个人用顿号隔开", "Who made it; several by commas")),
        "owner": (Words("著作权人", "Rights holder"), Words("登记在谁名下", "In whose name it is registered")),
        "owner_id_number": (Words("证件号", "Identity number"),
                            Words("统一社会信用代码或身份证号", "Of the company or the person")),
        "completed_on": (Words("完成日期", "Finished on"), None),
        "published_on": (Words("首次发表日期", "First published on"), Words("没发表就空着", "Empty when unpublished")),
        "published_where": (Words("首次发表在哪", "First published where"), None),
        "items": (Words("件数与长度", "Works and lengths"),
                  Words("一行一件：名称 | 秒数或字数", "One a line: name | seconds or characters")),
        "chain": (Words("权属说明", "Chain of title"),
                  Words("权利怎么到著作权人手里，一行一步", "How the rights came to the holder, one step a line")),
        "statement": (Words("创作说明（原创声明）", "Statement of originality"),
                      Words("照实改；署名的人要对它负责", "Correct it; whoever signs answers for it")),
    }  # fmt: skip
    title = forms.CharField(max_length=120)
    author = forms.CharField(max_length=120, required=False)
    owner = forms.CharField(max_length=120, required=False)
    owner_id_number = forms.CharField(max_length=64, required=False)
    completed_on = forms.DateField(widget=Day(), required=False)
    published_on = forms.DateField(widget=Day(), required=False)
    published_where = forms.CharField(max_length=120, required=False)
    items = forms.CharField(max_length=60_000, widget=forms.Textarea({"rows": 4, "data-user-text": ""}))
    chain = forms.CharField(max_length=8000, required=False, widget=forms.Textarea({"rows": 3, "data-user-text": ""}))
    statement = forms.CharField(
        max_length=20_000, required=False, widget=forms.Textarea({"rows": 8, "data-user-text": ""})
    )

    def clean_items(self) -> list[dict[str, object]]:
        """Lines as works: a name, a bar, a whole number."""
        found: list[dict[str, object]] = []
        for n, line in enumerate(self.cleaned_data["items"].splitlines(), start=1):
            if not line.strip():
                continue
            name, _, measure = line.replace("｜", "|").rpartition("|")
            if not name.strip() or not measure.strip().isdecimal() or len(measure.strip()) > 9:
                said = Words("第 {n} 行写成：名称 | 数字", "Write line {n} as: name | number").fill(n=n)
                raise forms.ValidationError(str(said))
            found.append({"name": name.strip(), "measure": int(measure)})
        return found


class StepForm(Typed):
    """What became of an application. `states`: those it may become now."""

    said = {
        "state": (Words("办到哪一步", "What happened"), None),
        "on": (Words("哪一天", "On which day"), Words("期限从这天算起", "Dates are counted from this day")),
        "number": (
            Words("受理号或证书号", "Number"),
            Words("发证时写证书号", "The certificate’s when it is registered"),
        ),
        "text": (Words("备注", "Note"), Words("退回时写理由", "The reason when it is returned")),
    }
    state = forms.ChoiceField()
    on = forms.DateField(widget=Day())
    number = forms.CharField(max_length=64, required=False)
    text = forms.CharField(max_length=400, required=False)

    def __init__(self, now: str, *args: Any, **kwargs: Any) -> None:  # Any: as in Typed
        kwargs.setdefault("initial", {"on": timezone.localdate()})
        super().__init__(*args, **kwargs)
        steps = [(name, str(REGISTERED[name].word)) for name in REGISTRATION_NEXT[now]]
        self.fields["state"].choices = steps  # type: ignore[attr-defined]
        if now in ("draft", "returned"):
            del self.fields["number"]


class FilingForm(Typed):
    """`budget` is typed in major units and handed on as minor ones."""

    said = {
        "form": (Words("形式", "Form"), None),
        "budget": (
            Words("总投资额", "Total budget"),
            Words("制作加推广，单位是元", "Production and promotion, in whole units"),
        ),
        "currency": (Words("币种", "Currency"), None),
        "rate": (Words("汇率", "Rate"), Words("外币才填：1 单位合多少元", "For other currencies: yuan for one unit")),
        "subjects": (Words("涉及特殊题材", "Special subjects"), Words("没有就不勾", "Leave empty when none applies")),
        "authority": (
            Words("报给谁", "Filed with"),
            Words("省局或平台的名字", "The provincial office or the platform"),
        ),
        "age": (Words("适龄提示", "Age notice"), None),
        "synopsis": (Words("剧情梗概", "Synopsis"), Words("报送时用", "Sent along")),
    }
    form = forms.ChoiceField()
    budget = forms.CharField(max_length=24)
    currency = forms.CharField(max_length=3, initial="CNY")
    rate = forms.DecimalField(min_value=0, max_digits=20, decimal_places=8, required=False)
    subjects = forms.MultipleChoiceField(required=False, widget=forms.CheckboxSelectMultiple)
    authority = forms.CharField(max_length=120, required=False)
    age = forms.ChoiceField(required=False)
    synopsis = forms.CharField(
        max_length=4000, required=False, widget=forms.Textarea({"rows": 4, "data-user-text": ""})
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:  # Any: as in Typed
        super().__init__(*args, **kwargs)
        none = [("", str(Words("还没定", "Not decided")))]
        for name, choices in (("form", FORMS), ("subjects", SUBJECTS)):
            self.fields[name].choices = [(k, str(w)) for k, w in choices.items()]  # type: ignore[attr-defined]
        self.fields["age"].choices = none + [(k, str(w)) for k, w in AGES.items()]  # type: ignore[attr-defined]

    def clean_currency(self) -> str:
        code = str(self.cleaned_data["currency"]).strip().upper()
        if not is_currency(code):
            raise forms.ValidationError(
                str(Words("币种是三个大写字母，例如 CNY。", "Three capital letters, such as CNY."))
            )
        return code

    def clean(self) -> dict[str, Any]:  # Any: Django's own
        typed = super().clean() or {}
        code, budget = typed.get("currency"), typed.get("budget")
        if code and budget is not None:
            try:
                typed["budget_minor"] = parse_minor(str(budget), str(code))
            except BadAmount as error:
                self.add_error("budget", str(error.words))
        typed.pop("budget", None)
        return typed


class NumberForm(Typed):
    said = {
        "number": (
            Words("备案号或许可证号", "Filing or licence number"),
            Words("照文件上的写", "As it stands on the paper"),
        ),
        "on": (Words("哪一天给的", "Given on"), None),
    }
    number = forms.CharField(max_length=64)
    on = forms.DateField(widget=Day())
    was = forms.CharField(max_length=64, required=False, widget=forms.HiddenInput)

    def __init__(self, *args: Any, **kwargs: Any) -> None:  # Any: as in Typed
        self.said = {**self.said, "was": (Words("原来的", "Before"), None)}
        super().__init__(*args, **kwargs)
