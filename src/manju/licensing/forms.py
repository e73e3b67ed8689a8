"""What is typed about rights: extents, questions, grants, promises, options. Contracts have forms of their own."""

from __future__ import annotations

from typing import Any, Final

from django import forms

from manju.catalogue.forms import Typed
from manju.licensing.models import EXCLUSIVITIES, OPTIONS, SOURCES, Contract
from manju.licensing.names import called, offered
from manju.money.avails.names import ALL
from manju.money.avails.shapes import DIMENSIONS, Dimension
from manju.words import Words

CODES_LONG: Final = 2000


class Day(forms.DateInput):
    input_type = "date"

    def __init__(self) -> None:
        super().__init__(format="%Y-%m-%d")


class Picks(forms.CheckboxSelectMultiple):
    """Many of a list, folded away: opened, ticked, shown as words."""


class PickField(forms.MultipleChoiceField):
    """Codes of one dimension; nothing ticked means all. What the row already holds can be ticked too."""

    widget = Picks

    def __init__(self, dimension: Dimension) -> None:
        super().__init__(required=False, choices=[])
        self.dimension = dimension

    def offer(self, more: list[str]) -> None:
        codes = dict.fromkeys([*offered(self.dimension), *(code for code in more if code and code != ALL)])
        self.choices = [(code, str(called(self.dimension, code))) for code in codes]


class ExtentForm(Typed):
    """Goods, places, languages, channels and days."""

    said = {
        "categories": (Words("品类", "Goods"), None),
        "other_categories": (
            Words("列表里没有的品类", "Goods that are not listed"),
            Words("用斜线分层，例如 toys/plush；几个之间用逗号", "Parts by a slash, such as toys/plush"),
        ),
        "territories": (Words("地区", "Territory"), None),
        "other_territories": (
            Words("列表里没有的地区", "Places that are not listed"),
            Words("两位国家代码，例如 NZ、ZA", "Two-letter codes, such as NZ, ZA"),
        ),
        "languages": (Words("语言", "Languages"), None),
        "channels": (Words("渠道", "Channels"), None),
        "start": (Words("从哪天", "From"), None),
        "end": (Words("到哪天", "Until"), Words("这天还算在内；不填就是永久", "That day included; empty: for ever")),
    }
    categories = PickField("categories")
    territories = PickField("territories")
    languages = PickField("languages")
    channels = PickField("channels")
    start = forms.DateField(widget=Day())
    end = forms.DateField(widget=Day(), required=False)
    other_categories = forms.CharField(required=False, max_length=CODES_LONG)
    other_territories = forms.CharField(required=False, max_length=CODES_LONG)

    def __init__(self, *args: Any, **kwargs: Any) -> None:  # Any: Django's own arguments, passed through
        super().__init__(*args, **kwargs)
        for name, field in self.fields.items():
            if isinstance(field, PickField):
                given = self.data.getlist(name) if self.is_bound else self.initial.get(name, [])  # type: ignore[attr-defined]
                field.offer([str(code)[:80] for code in given][:100])
                field.widget.attrs = {}

    def clean(self) -> dict[str, Any]:
        found = super().clean() or {}
        for name in ("categories", "territories"):
            more = found.pop(f"other_{name}", "").replace("，", ",").replace("、", ",").split(",")
            codes = [code.strip() if name == "categories" else code.strip().upper() for code in more]
            found[name] = list(dict.fromkeys([*found.get(name, []), *(c for c in codes if c)]))
        for name in DIMENSIONS:
            found[name] = found.get(name) or [ALL]
        return found

    def extent(self) -> dict[str, Any]:
        """The extent in plain JSON values (`Any`)."""
        found = self.cleaned_data
        return {
            **{name: found[name] for name in DIMENSIONS},
            "start": found["start"].isoformat(),
            "end": found["end"].isoformat() if found["end"] else None,
        }


def exclusivities() -> list[tuple[str, str]]:
    return [(name, str(word)) for name, word in EXCLUSIVITIES.items()]


class AskForm(ExtentForm):
    said = {**ExtentForm.said, "exclusivity": (Words("怎么授", "How"), None)}
    exclusivity = forms.ChoiceField(choices=exclusivities)

    def wish(self) -> dict[str, Any]:
        """The question in plain JSON values (`Any`)."""
        return {**self.extent(), "exclusivity": self.cleaned_data["exclusivity"]}

    def as_grant(self) -> dict[str, Any]:
        """The same as what fills the form of a grant; `Any`: strings and lists of them."""
        return {name: value for name, value in self.wish().items() if value not in (None, [ALL])}


class GrantForm(ExtentForm):
    said = {
        **ExtentForm.said,
        "partner": (Words("授给谁", "To whom"), None),
        "exclusivity": (Words("怎么授", "How"), None),
        "sell_off_days": (Words("到期后清货天数", "Days of sell-off"), Words("没有就填 0", "0 for none")),
        "clause": (Words("合同第几条", "Clause"), Words("例如 2.1，可以不填", "Such as 2.1; may be left empty")),
        "contract": (Words("哪份合同", "Contract"), None),
    }
    partner = forms.CharField(max_length=120)
    exclusivity = forms.ChoiceField(choices=exclusivities)
    sell_off_days = forms.IntegerField(min_value=0, max_value=36_500, initial=0)
    clause = forms.CharField(max_length=40, required=False)
    contract: forms.ModelChoiceField[Contract] = forms.ModelChoiceField(queryset=None, required=False, empty_label="—")
    field_order = ["partner", "exclusivity"]

    def __init__(self, *args: Any, of_property: Any, **kwargs: Any) -> None:  # Any: as above; a Property
        super().__init__(*args, **kwargs)
        self.fields["contract"].queryset = Contract.objects.filter(of_property=of_property)  # type: ignore[attr-defined]


class EndForm(Typed):
    said = {"on": (Words("最后一天", "Last day"), Words("这天以后就空出来", "It is free from the day after"))}
    on = forms.DateField(widget=Day())


class RightForm(ExtentForm):
    said = {
        **ExtentForm.said,
        "kind": (Words("权利从哪来", "Where the right comes from"), None),
        "source": (
            Words("说明", "In words"),
            Words("例如：与某某的委托创作合同第 4 条", "Such as: clause 4 of the commission"),
        ),
        "clause": GrantForm.said["clause"],
        "file": (Words("凭证文件", "Document"), Words("合同、登记证书、平台条款；可以以后再补", "May be added later")),
    }
    kind = forms.ChoiceField(choices=lambda: [(name, str(word)) for name, word in SOURCES.items()])
    source = forms.CharField(max_length=160, required=False)
    clause = forms.CharField(max_length=40, required=False)
    file = forms.FileField(required=False)
    field_order = ["kind", "source", "clause", "file"]

    def __init__(self, *args: Any, **kwargs: Any) -> None:  # Any: as above
        super().__init__(*args, **kwargs)
        self.fields["file"].widget.attrs["class"] = "input input--file"


class HoldbackForm(ExtentForm):
    said = {**ExtentForm.said, "clause": GrantForm.said["clause"]}
    clause = forms.CharField(max_length=40, required=False)


class OptionForm(ExtentForm):
    said = {
        **ExtentForm.said,
        "kind": (Words("什么优先权", "What kind"), None),
        "partner": (Words("谁有", "Whose"), None),
        "answer_days": (
            Words("问了以后几天内答复", "Days to answer once asked"),
            Words("合同没写就不填", "May be empty"),
        ),
        "clause": GrantForm.said["clause"],
        "contract": GrantForm.said["contract"],
    }
    kind = forms.ChoiceField(choices=lambda: [(name, str(word)) for name, word in OPTIONS.items()])
    partner = forms.CharField(max_length=120)
    answer_days = forms.IntegerField(min_value=1, max_value=3650, required=False)
    clause = forms.CharField(max_length=40, required=False)
    contract: forms.ModelChoiceField[Contract] = forms.ModelChoiceField(queryset=None, required=False, empty_label="—")
    field_order = ["kind", "partner", "answer_days"]

    def __init__(self, *args: Any, of_property: Any, **kwargs: Any) -> None:  # Any: as above; a Property
        super().__init__(*args, **kwargs)
        self.fields["contract"].queryset = Contract.objects.filter(of_property=of_property)  # type: ignore[attr-defined]


class TerritoriesForm(Typed):
    said = {
        "name": (Words("叫什么", "Name"), Words("例如 SEA、港澳台", "Such as SEA")),
        "members": (Words("包含哪些", "What it holds"),
                    Words("国家代码或别的组，用逗号：SG, MY, TH", "Codes or other groups: SG, MY, TH")),
    }  # fmt: skip
    name = forms.CharField(max_length=40)
    members = forms.CharField(max_length=CODES_LONG)

    def clean_members(self) -> list[str]:
        text: str = self.cleaned_data["members"]
        return [m.strip() for m in text.replace("，", ",").replace("、", ",").split(",") if m.strip()]
