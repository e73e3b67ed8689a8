"""What is typed on the topics pages: a property started from a direction, the fit of an element."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from django import forms

from manju.catalogue.forms import Typed
from manju.topics.results import DirectionSeen, names_of
from manju.words import Words, say


class StartForm(Typed):
    said = {
        "name_zh": (Words("IP 中文名", "Chinese name"), None),
        "name_en": (Words("英文名", "English name"), Words("可以以后再填", "May be added later")),
        "logline_zh": (Words("一句话故事", "Logline"),
                       Words("谁，想要什么，被什么挡着", "Who wants what, and what is in the way")),
        "variant": (Words("照哪个做", "Which to make"), None),
        "difference": (Words("和别人有什么不一样", "What sets it apart"), None),
    }  # fmt: skip
    name_zh = forms.CharField(max_length=80)
    name_en = forms.CharField(max_length=80, required=False)
    logline_zh = forms.CharField(max_length=240, required=False, widget=forms.Textarea({"rows": 2}))
    variant = forms.ChoiceField(required=False)
    difference = forms.CharField(max_length=2000, required=False, widget=forms.Textarea({"rows": 3}))

    def __init__(
        self, *args: Any, of: DirectionSeen, english: Mapping[str, str], **kwargs: Any
    ) -> None:  # Any: Django's own arguments
        super().__init__(*args, **kwargs)
        tired = of.fatigue == "tired"
        self._variants = of.variants
        if of.variants:
            choices = [("", of.names), *((str(n), names_of(v, english)) for n, v in enumerate(of.variants, 1))]
            self.fields["variant"].choices = choices  # type: ignore[attr-defined]
        else:
            del self.fields["variant"]
        self.fields["difference"].help_text = (
            say("这个方向做腻了：照原样做就要写，换个做法可以不写。",
                "This direction is worn out: needed unless you make a variant.") if tired
            else say("以后回头看用得上", "Useful to look back on")
        )  # fmt: skip

    def clean_variant(self) -> tuple[str, ...]:
        """The elements of the variant that was chosen; empty for the direction as it is."""
        chosen = self.cleaned_data["variant"]
        return self._variants[int(chosen) - 1] if chosen else ()
