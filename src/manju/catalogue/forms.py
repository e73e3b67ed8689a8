"""What is typed about properties, works, seasons and episodes: checked, and kept when it cannot be stored."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from django import forms

from manju.catalogue.numbers import HIGHEST
from manju.media.languages import language_name
from manju.people.errors import Refused
from manju.words import Words

SPOKEN = ("zh", "en", "ja", "ko", "th", "id", "es", "pt")  # the languages masters come in


class Typed(forms.Form):
    """A form whose labels and hints are said in the reader's language and whose fields look like the design's."""

    said: dict[str, tuple[Words, Words | None]] = {}

    def __init__(self, *args: Any, **kwargs: Any) -> None:  # Any: Django's own arguments, passed through
        super().__init__(*args, **kwargs)
        for name, field in self.fields.items():
            label, hint = self.said[name]
            field.label, field.help_text = str(label), str(hint or "")
            field.widget.attrs |= {"class": "input", "autocomplete": "off"}

    def store(self, action: Callable[..., Any]) -> tuple[bool, Any]:
        """Call the action with what was typed; a refusal is put beside its field. Returns (stored, what it gave)."""
        if self.is_valid():
            try:
                return True, action(**self.cleaned_data)
            except Refused as refused:
                self.add_error(refused.field if refused.field in self.fields else None, str(refused.message))
        for name in self.fields.keys() & self.errors.keys():
            self.fields[name].widget.attrs |= {"aria-invalid": "true", "aria-describedby": f"error-{name}"}
        return False, None


class PropertyForm(Typed):
    said = {
        "name_zh": (Words("中文名", "Chinese name"), None),
        "name_en": (Words("英文名", "English name"), Words("可以以后再填", "May be added later")),
        "logline_zh": (Words("一句话故事", "Logline in Chinese"),
                       Words("谁，想要什么，被什么挡着", "Who wants what, and what is in the way")),
        "logline_en": (Words("一句话故事（英文）", "Logline in English"), None),
        "genres_zh": (Words("题材", "Genres in Chinese"),
                      Words("例如：古风 · 重生 · 复仇", "Such as gufeng, chongsheng, fuchou, in characters")),
        "genres_en": (Words("题材（英文）", "Genres in English"),
                      Words("例如：Period · Rebirth · Revenge", "Such as Period · Rebirth · Revenge")),
    }  # fmt: skip
    name_zh = forms.CharField(max_length=80)
    name_en = forms.CharField(max_length=80, required=False)
    logline_zh = forms.CharField(max_length=240, required=False, widget=forms.Textarea({"rows": 2}))
    logline_en = forms.CharField(max_length=240, required=False, widget=forms.Textarea({"rows": 2}))
    genres_zh = forms.CharField(max_length=80, required=False)
    genres_en = forms.CharField(max_length=80, required=False)


class WorkForm(Typed):
    said = {
        "title_zh": (Words("作品名", "Title in Chinese"), None),
        "title_en": (Words("英文名", "Title in English"), None),
        "language": (Words("母版语言", "Language of the masters"),
                     Words("人物说的、画面上写的语言", "As spoken and lettered")),
        "planned_episodes": (Words("第 1 季计划多少集", "Episodes planned for season 1"), None),
    }  # fmt: skip
    title_zh = forms.CharField(max_length=80)
    title_en = forms.CharField(max_length=80, required=False)
    language = forms.ChoiceField(initial="zh")
    planned_episodes = forms.IntegerField(min_value=1, max_value=HIGHEST, initial=30)

    def __init__(self, *args: Any, first_season: bool = True, **kwargs: Any) -> None:  # Any: as in Typed
        super().__init__(*args, **kwargs)
        self.fields["language"].choices = [(tag, str(language_name(tag))) for tag in SPOKEN]  # type: ignore[attr-defined]
        if not first_season:
            del self.fields["planned_episodes"]


class SeasonForm(Typed):
    said = {"planned_episodes": (Words("计划多少集", "Episodes planned"), None)}
    planned_episodes = forms.IntegerField(min_value=1, max_value=HIGHEST, initial=30)


class EpisodeForm(Typed):
    said = {
        "title_zh": (Words("集名", "Title in Chinese"), None),
        "title_en": (Words("英文集名", "Title in English"), None),
        "synopsis_zh": (
            Words("梗概", "Synopsis in Chinese"),
            Words("发布时当简介", "Used as the description when posting"),
        ),
        "synopsis_en": (Words("英文梗概", "Synopsis in English"), None),
    }
    title_zh = forms.CharField(max_length=80, required=False)
    title_en = forms.CharField(max_length=80, required=False)
    synopsis_zh = forms.CharField(max_length=400, required=False, widget=forms.Textarea({"rows": 3}))
    synopsis_en = forms.CharField(max_length=400, required=False, widget=forms.Textarea({"rows": 3}))
