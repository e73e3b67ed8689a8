"""What is typed about contracts: the contract itself, its signing, what is sent for approval and decided."""

from __future__ import annotations

from typing import Any

from django import forms
from django.utils import timezone

from manju.catalogue.forms import Typed
from manju.catalogue.models import Property
from manju.licensing.contract_models import DECISIONS, STAGES
from manju.licensing.forms import Day
from manju.words import Words


class ContractForm(Typed):
    said = {
        "of_property": (Words("哪个 IP", "Property"), None),
        "partner": (Words("和谁签", "Partner"), None),
        "title": (
            Words("合同叫什么", "Title"),
            Words("例如：长夜灯手办授权合同", "Such as: Night Lamp figures licence"),
        ),
        "file": (
            Words("合同文件", "Document"),
            Words("DOCX、PDF、TXT，或条款 JSON；可以以后再传", "DOCX, PDF, TXT, or terms as JSON; may come later"),
        ),
    }
    of_property: forms.ModelChoiceField[Property] = forms.ModelChoiceField(queryset=None, empty_label=None)
    partner = forms.CharField(max_length=120)
    title = forms.CharField(max_length=160)
    file = forms.FileField(required=False)

    def __init__(self, *args: Any, **kwargs: Any) -> None:  # Any: Django's own arguments, passed through
        super().__init__(*args, **kwargs)
        field = self.fields["of_property"]
        field.queryset = Property.objects.order_by("name_zh")  # type: ignore[attr-defined]
        field.label_from_instance = lambda p: str(p.name)  # type: ignore[attr-defined]
        self.fields["file"].widget.attrs["class"] = "input input--file"


class DocumentForm(Typed):
    said = {"file": ContractForm.said["file"]}
    file = forms.FileField()

    def __init__(self, *args: Any, **kwargs: Any) -> None:  # Any: as above
        super().__init__(*args, **kwargs)
        self.fields["file"].widget.attrs["class"] = "input input--file"


class SignForm(Typed):
    said = {"on": (Words("签署日期", "Signed on"), None)}
    on = forms.DateField(widget=Day())

    def __init__(self, *args: Any, **kwargs: Any) -> None:  # Any: as above
        kwargs.setdefault("initial", {"on": timezone.localdate()})
        super().__init__(*args, **kwargs)


class Several(forms.ClearableFileInput):
    allow_multiple_selected = True


class Pictures(forms.FileField):
    """Several files of one field."""

    widget = Several

    def clean(self, data: Any, initial: Any = None) -> list[Any]:  # Any: as Django has it
        files = data if isinstance(data, list | tuple) else [data]
        return [super(Pictures, self).clean(file, initial) for file in files if file]


class ApprovalForm(Typed):
    said = {
        "product": (Words("什么产品", "Product"), Words("例如：沈知微手办", "Such as: Shen Zhiwei figure")),
        "stage": (Words("到哪一步", "Stage"), None),
        "received_on": (
            Words("哪天收到", "Received on"),
            Words("答复天数从这天算", "The days to answer run from here"),
        ),
        "pictures": (Words("图片", "Pictures"), Words("JPG、PNG、WebP，可以多张", "JPG, PNG, WebP; several at once")),
    }
    product = forms.CharField(max_length=120)
    stage = forms.ChoiceField(choices=lambda: [(name, str(word)) for name, word in STAGES.items()])
    received_on = forms.DateField(widget=Day())
    pictures = Pictures(required=False)

    def __init__(self, *args: Any, **kwargs: Any) -> None:  # Any: as above
        kwargs.setdefault("initial", {"received_on": timezone.localdate()})
        super().__init__(*args, **kwargs)
        self.fields["pictures"].widget.attrs["class"] = "input input--file"
        self.fields["pictures"].widget.attrs["accept"] = "image/jpeg,image/png,image/webp"


class DecisionForm(Typed):
    said = {
        "decision": (Words("怎么答复", "Answer"), None),
        "reason": (
            Words("理由", "Reason"),
            Words("不通过或要改时，写给对方看", "For the licensee, unless it is approved"),
        ),
    }
    decision = forms.ChoiceField(choices=lambda: [(name, str(word)) for name, word in DECISIONS.items() if name])
    reason = forms.CharField(max_length=1000, required=False, widget=forms.Textarea({"rows": 3}))
