"""What is typed at gates and on the risk page."""

from __future__ import annotations

from decimal import Decimal
from typing import Any

from django import forms
from django.utils import timezone

from manju.catalogue.forms import Typed
from manju.market.slate import Inputs
from manju.money.amounts import BadAmount, parse_minor
from manju.portfolio.names import Need
from manju.portfolio.thresholds import Demand
from manju.words import Words, language, say

__all__ = ["DecideForm", "EvidenceForm", "InputsForm", "ThresholdForm"]


class Day(forms.DateInput):
    """A date field of the browser's own."""

    def __init__(self) -> None:
        super().__init__({"type": "date"}, format="%Y-%m-%d")


class EvidenceForm(Typed):
    """One figure with its file; `need` says which figure it is, and with it what may be typed."""

    said = {
        "figure": (Words("数字", "Figure"), None),
        "on": (Words("哪一天的", "Of which day"), None),
        "file": (Words("依据文件", "The file that shows it"),
                 Words("截图、表格或文档，会原样留存", "A screenshot, sheet or document; kept as it is")),
        "text": (Words("说明（可不填）", "Note (optional)"), None),
    }  # fmt: skip
    figure = forms.DecimalField(max_digits=15, decimal_places=2, min_value=Decimal(0))
    on = forms.DateField(widget=Day())
    file = forms.FileField()
    text = forms.CharField(max_length=400, required=False)

    def __init__(self, *args: Any, need: Need, **kwargs: Any) -> None:  # Any: Django's own arguments
        kwargs.setdefault("auto_id", "evidence_%s")
        kwargs.setdefault("initial", {"on": timezone.localdate()})
        super().__init__(*args, **kwargs)
        self.need, field = need, self.fields["figure"]
        field.label = str(need.name) + {"percent": "，%" if language() == "zh" else ", %"}.get(need.unit, "")
        if need.unit == "yes":
            field.widget = forms.Select(
                {"class": "input"}, choices=[("1", say("是", "Yes")), ("0", say("还没有", "Not yet"))]
            )
        self.fields["file"].widget.attrs["class"] = "input input--file"

    def clean_figure(self) -> int:
        scaled: Decimal = self.cleaned_data["figure"] * (100 if self.need.unit == "percent" else 1)
        if scaled != int(scaled):
            raise forms.ValidationError(say("写整数。", "A whole number."))
        return int(scaled)


class DecideForm(Typed):
    said = {
        "verdict": (Words("决定", "Decision"), None),
        "why": (Words("为什么", "Why"), Words("会一直留在记录里", "It stays on record for ever")),
        "seen": (Words("看到的最后一个决定", "The last decision seen"), None),
    }
    verdict = forms.ChoiceField(choices=[("pass", ""), ("stop", ""), ("lift", "")])
    why = forms.CharField(max_length=400, widget=forms.Textarea({"rows": 2}))
    seen = forms.IntegerField(widget=forms.HiddenInput(), min_value=0)

    def __init__(self, *args: Any, **kwargs: Any) -> None:  # Any: as above
        kwargs.setdefault("auto_id", "decide_%s")
        super().__init__(*args, **kwargs)


class ThresholdForm(Typed):
    said = {
        "name": (Words("哪一条", "Which one"), None),
        "value": (Words("改成", "Change it to"), Words("百分比写 45；金额写元", "Percentages as 45; amounts in yuan")),
        "valid_from": (Words("从哪天起", "From"), None),
        "why": (Words("为什么", "Why"), None),
    }
    name = forms.ChoiceField()
    value = forms.DecimalField(max_digits=15, decimal_places=2, min_value=Decimal(0))
    valid_from = forms.DateField(widget=Day())
    why = forms.CharField(max_length=400)

    def __init__(self, *args: Any, known: dict[str, Demand], **kwargs: Any) -> None:  # Any: as above
        kwargs.setdefault("initial", {"valid_from": timezone.localdate()})
        super().__init__(*args, **kwargs)
        self.known = known
        self.fields["name"].choices = [(key, str(row.name)) for key, row in known.items()]  # type: ignore[attr-defined]

    def clean(self) -> dict[str, Any]:
        found = super().clean() or {}
        value, row = found.get("value"), self.known.get(found.get("name", ""))
        if value is not None and row is not None:
            scaled = value if row.unit == "count" else value * 100
            if scaled != int(scaled):
                self.add_error("value", say("写整数。", "A whole number."))
            found["value"] = int(scaled)
        return found


MONEY = (
    "cash",
    "cost",
    "top_low",
    "top_high",
    "mid_low",
    "mid_high",
    "deal_low",
    "deal_high",
    "month_low",
    "month_high",
)
CHANCES = ("p_pass", "p_top", "p_deal")


class InputsForm(Typed):
    """The inputs that a producer changes, in yuan and percent; the others keep what they were."""

    said = {
        "cash": (Words("现金，元", "Cash, yuan"), None),
        "cost": (Words("每分钟成本，元", "Cost of a minute, yuan"), None),
        "cycle_weeks": (Words("一个周期几周", "Weeks of a cycle"), None),
        "horizon_weeks": (Words("看多少周", "Weeks ahead"), None),
        "p_pass": (Words("试投通过，%", "A test passes, %"), None),
        "p_top": (Words("做完成爆款，%", "A finished title is a hit, %"), None),
        "top_low": (Words("爆款分账，从，元", "A hit earns from, yuan"), None),
        "top_high": (Words("到，元", "to, yuan"), None),
        "mid_low": (Words("其他分账，从，元", "Another earns from, yuan"), None),
        "mid_high": (Words("到，元", "to, yuan"), None),
        "p_deal": (Words("每季度谈成授权，%", "A licence in a quarter, %"), None),
        "deal_low": (Words("一笔授权，从，元", "A licence brings from, yuan"), None),
        "deal_high": (Words("到，元", "to, yuan"), None),
        "month_low": (Words("周边每月，从，元", "Merchandise a month from, yuan"), None),
        "month_high": (Words("到，元", "to, yuan"), None),
        "settlement_days": (Words("多少天到账", "Days until paid"), None),
        "runs": (Words("模拟次数", "Runs"), None),
        "seed": (Words("随机种子", "Seed"), Words("同一个种子，结果一样", "The same seed gives the same result")),
    }  # fmt: skip
    cash, cost = forms.CharField(max_length=24), forms.CharField(max_length=24)
    cycle_weeks = forms.IntegerField(min_value=1, max_value=52)
    horizon_weeks = forms.IntegerField(min_value=1, max_value=260)
    p_pass, p_top = (forms.DecimalField(min_value=Decimal(0), max_value=Decimal(100)) for _ in range(2))
    top_low, top_high = forms.CharField(max_length=24), forms.CharField(max_length=24)
    mid_low, mid_high = forms.CharField(max_length=24), forms.CharField(max_length=24)
    p_deal = forms.DecimalField(min_value=Decimal(0), max_value=Decimal(100))
    deal_low, deal_high = forms.CharField(max_length=24), forms.CharField(max_length=24)
    month_low, month_high = forms.CharField(max_length=24), forms.CharField(max_length=24)
    settlement_days = forms.IntegerField(min_value=0, max_value=3650)
    runs = forms.IntegerField(min_value=100, max_value=1_000_000, initial=20_000)
    seed = forms.IntegerField(min_value=0, max_value=2**63 - 1, initial=1)

    def __init__(self, *args: Any, of: Inputs, **kwargs: Any) -> None:  # Any: as above
        super().__init__(*args, **{"initial": _typed(of)} | kwargs)
        self.of = of

    def clean(self) -> dict[str, Any]:
        found = super().clean() or {}
        for name in MONEY:
            if name in found:
                try:
                    found[name] = parse_minor(found[name], "CNY")
                except BadAmount as error:
                    self.add_error(name, str(error.words))
        for low, high in (
            ("top_low", "top_high"),
            ("mid_low", "mid_high"),
            ("deal_low", "deal_high"),
            ("month_low", "month_high"),
        ):
            ends = found.get(low), found.get(high)
            if all(isinstance(end, int) for end in ends) and ends[0] > ends[1]:  # type: ignore[operator]
                self.add_error(high, say("要不小于前一个。", "Not less than the one before."))
        return found

    @property
    def document(self) -> dict[str, Any]:
        """The inputs as their document (Any: JSON)."""
        typed, made = self.cleaned_data, self.of.model_dump(mode="json")
        made |= {"cash_minor": typed["cash"], "cost_per_minute_minor": typed["cost"]}
        made |= {name: typed[name] for name in ("cycle_weeks", "horizon_weeks", "settlement_days")}
        made["p_pass_test"] = _share(typed["p_pass"])
        made["per_title_revenue_minor"] = {
            "top": [typed["top_low"], typed["top_high"]], "mid": [typed["mid_low"], typed["mid_high"]],
            "p_top": _share(typed["p_top"]),
        }  # fmt: skip
        if made["licensing"]:
            made["licensing"] |= {
                "p_deal_per_quarter": _share(typed["p_deal"]),
                "deal_minor": [typed["deal_low"], typed["deal_high"]],
            }
        if made["merchandise"]:
            made["merchandise"] |= {"monthly_minor": [typed["month_low"], typed["month_high"]]}
        return made


def _share(percent: Decimal) -> str:
    return format((percent / 100).normalize(), "f")


def _typed(of: Inputs) -> dict[str, Any]:
    """The fields' values of inputs."""

    def yuan(minor: int) -> str:
        return f"{minor // 100}" if minor % 100 == 0 else f"{minor / 100:.2f}"

    def percent(chance: Any) -> str:  # Any: a Fraction
        return f"{float(chance * 100):g}"

    title, licensing, goods = of.per_title_revenue_minor, of.licensing, of.merchandise
    deal = licensing.deal_minor if licensing else [0, 0]
    month = goods.monthly_minor if goods else [0, 0]
    return {
        "cash": yuan(of.cash_minor), "cost": yuan(of.cost_per_minute_minor), "cycle_weeks": of.cycle_weeks,
        "horizon_weeks": of.horizon_weeks, "settlement_days": of.settlement_days, "p_pass": percent(of.p_pass_test),
        "p_top": percent(title.p_top), "p_deal": percent(licensing.p_deal_per_quarter) if licensing else "0",
        "top_low": yuan(title.top[0]), "top_high": yuan(title.top[1]), "mid_low": yuan(title.mid[0]),
        "mid_high": yuan(title.mid[1]), "deal_low": yuan(deal[0]), "deal_high": yuan(deal[1]),
        "month_low": yuan(month[0]), "month_high": yuan(month[1]), "runs": 20_000, "seed": 1,
    }  # fmt: skip
