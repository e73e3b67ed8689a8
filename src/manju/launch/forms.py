"""What is dropped and chosen on the pages of the launch room."""

from __future__ import annotations

from typing import Any

from django import forms

from manju.catalogue.forms import Typed
from manju.words import Words


class ManyFiles(forms.ClearableFileInput):
    """An input that takes several files at once."""

    allow_multiple_selected = True


class DropForm(Typed):
    said = {
        "date": (
            Words("哪天导出的", "Exported on"),
            Words("不填就看文件名里的日期，再没有就算今天", "Blank: the date in the file’s name, else today"),
        ),
        "account": (
            Words("哪个账号", "Which account"),
            Words("同一平台有几个账号时才填", "Only where you have several on one platform"),
        ),
    }
    date = forms.DateField(required=False, widget=forms.DateInput({"type": "date"}, format="%Y-%m-%d"))
    account = forms.CharField(required=False, max_length=80)

    def __init__(self, *args: Any, **kwargs: Any) -> None:  # Any: Django's own arguments, passed through
        super().__init__(*args, **kwargs)
