"""The form a contract is written from: sides, licence, money; the rest stands as a licensor wants it."""

from __future__ import annotations

from typing import Any, Final

from django import forms

from manju.catalogue.forms import Typed
from manju.licensing.forms import Day, exclusivities
from manju.licensing.names import CATEGORIES, PLACES, called
from manju.licensing.terms_form import Percent
from manju.money.amounts import BadAmount, parse_minor
from manju.people.forms import InItself
from manju.words import Words, say

RIGHTS: Final = ("reproduction", "manufacture", "distribution")
_PLAIN: Final[dict[str, Any]] = {  # what a licensor always wants; each is a clause of the library
    "renewal": "none", "sublicensing": "consent", "royalty_base": "net", "late_interest_per_day": "0.0005",
    "tax": "included", "audit": {"per_year": 1, "notice_days": 10, "cost_shift_above": "0.05"},
    "sequels": "licensor", "competing_works": "forbidden", "derivatives": "licensor", "integrity": "protected",
    "warranty": "given", "indemnity": "capped", "ai_training": "forbidden", "ai_generated": "labelled",
    "confidentiality": True, "cure_days": 15, "breach": "damages",
}  # fmt: skip


class WriteForm(Typed):
    said = {
        "language": (Words("用哪种语言写", "Language of the contract"), None),
        "licensor": (Words("授权方（甲方）", "Licensor"), Words("公司全称", "Full name of the company")),
        "licensee": (Words("被授权方（乙方）", "Licensee"), Words("公司全称", "Full name of the company")),
        "property": (Words("作品名", "Title of the work"), None),
        "characters": (Words("角色", "Characters"), Words("几个之间用顿号或逗号", "Separated by commas")),
        "exclusivity": (Words("怎么授", "How"), None),
        "categories": (Words("授权产品", "Licensed goods"), None),
        "territory": (Words("地区", "Territory"), None),
        "languages": (Words("语言", "Languages"), None),
        "start": (Words("从哪天", "From"), None),
        "end": (Words("到哪天", "Until"), Words("一般 1 至 3 年", "Usually one to three years")),
        "rate": (Words("分成（净销售额的 %）", "Royalty (% of net sales)"), None),
        "cap": (Words("扣除上限（占总额 %）", "Ceiling of deductions (% of gross)"), None),
        "guarantee": (
            Words("保底", "Minimum guarantee"),
            Words("没有就不填；签约后 15 天内付", "Empty for none; due at the start"),
        ),
        "report_months": (Words("多久报一次", "Reports"), None),
        "payment_days": (Words("报告后几天内付款", "Days to pay"), None),
        "answer_days": (Words("送审几个工作日内答复", "Business days to answer approvals"), None),
        "sell_off_days": (Words("到期后清货天数", "Days of sell-off"), Words("没有就不填", "Empty for none")),
        "credit": (Words("署名", "Credit"), Words("例如：© 青灯工作室", "Such as: © and the name of your studio")),
        "arbitration": (Words("争议交给谁", "Arbitration"), Words("例如：上海仲裁委员会", "Such as: SHIAC")),
    }
    language = forms.ChoiceField(choices=[("zh", "中文"), ("en", "English")], widget=InItself)
    licensor = forms.CharField(max_length=120)
    licensee = forms.CharField(max_length=120)
    property = forms.CharField(max_length=80)
    characters = forms.CharField(max_length=200, required=False)
    exclusivity = forms.ChoiceField(choices=exclusivities, initial="non_exclusive")
    categories = forms.MultipleChoiceField(
        widget=forms.CheckboxSelectMultiple, choices=lambda: [(c, str(called("categories", c))) for c in CATEGORIES]
    )
    territory = forms.ChoiceField(choices=lambda: [(c, str(called("territories", c))) for c in PLACES], initial="CN")
    languages = forms.ChoiceField(
        choices=lambda: [(c, str(called("languages", c))) for c in ("zh-Hans", "zh-Hant", "en", "ja", "ko", "th", "vi")]
    )
    start = forms.DateField(widget=Day())
    end = forms.DateField(widget=Day())
    rate = Percent(max_length=20)
    cap = Percent(max_length=20, initial="10")
    guarantee = forms.CharField(max_length=30, required=False)
    report_months = forms.ChoiceField(
        choices=lambda: [(1, say("每月", "Every month")), (3, say("每季度", "Every quarter")),
                         (6, say("每半年", "Every half year")), (12, say("每年", "Every year"))], initial=3,
    )  # fmt: skip
    payment_days = forms.IntegerField(min_value=1, max_value=365, initial=20)
    answer_days = forms.IntegerField(min_value=1, max_value=365, initial=10)
    sell_off_days = forms.IntegerField(min_value=1, max_value=3650, required=False)
    credit = forms.CharField(max_length=80)
    arbitration = forms.CharField(max_length=80)

    def __init__(self, *args: Any, **kwargs: Any) -> None:  # Any: Django's own arguments, passed through
        super().__init__(*args, **kwargs)
        self.fields["categories"].widget.attrs = {}

    def clean_guarantee(self) -> int | None:
        text = self.cleaned_data["guarantee"].strip()
        if not text:
            return None
        try:
            return parse_minor(text, "CNY")
        except BadAmount as why:
            raise forms.ValidationError(str(why.words)) from why

    def terms(self) -> dict[str, Any]:
        """What `manju schema contract` describes; `Any`: plain JSON."""
        f = self.cleaned_data
        start = f["start"].isoformat()
        names = f["characters"].replace("，", ",").replace("、", ",").split(",")
        in_chinese = f["language"] == "zh"
        return {
            **_PLAIN, "parties": {"licensor": {"name": f["licensor"]}, "licensee": {"name": f["licensee"]}},
            "property": f["property"], "characters": [n.strip() for n in names if n.strip()], "rights": list(RIGHTS),
            "exclusivity": f["exclusivity"], "categories": f["categories"], "territory": [f["territory"]],
            "languages": [f["languages"]], "start": start, "end": f["end"].isoformat(), "currency": "CNY",
            "royalties": [{"category": "*", "rate": f["rate"]}],
            "deductions": {"kinds": ["returns", "discounts"], "cap_of_gross": f["cap"]},
            "minimum_guarantee": f["guarantee"] and {
                "instalments": [{"due": start, "amount_minor": f["guarantee"]}], "recoupable": True,
            },
            "report_months": int(f["report_months"]), "payment_days": f["payment_days"],
            "approval": {"stages": ["concept", "prototype", "sample", "packaging"], "answer_days": f["answer_days"],
                         "silence": "refused"},
            "sell_off_days": f["sell_off_days"], "credit": f["credit"], "arbitration": f["arbitration"],
            "quality": "国家强制性标准" if in_chinese else "the mandatory national standards", "governing_law": "CN",
        }  # fmt: skip
