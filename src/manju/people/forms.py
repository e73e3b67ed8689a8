"""What people fill in: fields with their names, hints and faults in both languages."""

from __future__ import annotations

from typing import Any

from django import forms
from django.utils.functional import lazy

from manju.people.errors import Refused
from manju.people.models import ROLE_NAMES
from manju.words import say

later = lazy(say, str)
"""A sentence said when it is shown: forms are described once, readers differ."""


class Filled(forms.Form):
    """A form whose faults stand beside their fields, and that keeps what was typed."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.label_suffix = ""
        for field in self.fields.values():
            field.error_messages["required"] = say("这里要填。", "Fill this in.")
            field.error_messages["invalid_choice"] = say("选列表里的一项。", "Choose one of the list.")
            if isinstance(field, forms.EmailField):
                field.error_messages["invalid"] = say(
                    "这不像一个邮箱地址。", "This does not look like an e-mail address."
                )
            if not isinstance(field.widget, forms.HiddenInput):
                field.widget.attrs.setdefault("class", "input")

    def refuse(self, why: Refused) -> None:
        """Show why the action was not done, at the field it names."""
        self.add_error(why.field if why.field in self.fields else None, str(why.message))


def _email(**options: Any) -> forms.EmailField:
    widget = forms.EmailInput(attrs={"autocomplete": options.pop("autocomplete", "username"), "spellcheck": "false"})
    return forms.EmailField(label=later("邮箱", "E-mail"), max_length=254, widget=widget, **options)


def _password(label: Any, autocomplete: str, **options: Any) -> forms.CharField:  # a sentence said later
    widget = forms.PasswordInput(attrs={"autocomplete": autocomplete})
    return forms.CharField(label=label, strip=False, max_length=200, widget=widget, **options)


def _new_password(label: Any = None) -> forms.CharField:  # a sentence said later
    hint = later(
        "至少 10 个字符；一句只有你会说的话最好。", "At least 10 characters; a sentence only you would say is best."
    )
    return _password(label or later("设密码", "Choose a password"), "new-password", help_text=hint)


def _name(**options: Any) -> forms.CharField:
    widget = forms.TextInput(attrs={"autocomplete": options.pop("autocomplete", "name")})
    return forms.CharField(label=later("姓名", "Name"), max_length=80, widget=widget, **options)


def _roles() -> list[tuple[str, str]]:
    return [(role, str(words)) for role, words in ROLE_NAMES.items()]


class LoginForm(Filled):
    email = _email()
    password = _password(later("密码", "Password"), "current-password")


class StudioForm(Filled):
    name_zh = forms.CharField(
        label=later("中文名", "Chinese name"), max_length=80, widget=forms.TextInput(attrs={"lang": "zh"})
    )
    name_en = forms.CharField(
        label=later("英文名", "English name"),
        max_length=80,
        required=False,
        widget=forms.TextInput(attrs={"lang": "en"}),
    )


class DetailsForm(StudioForm):
    producer_code = forms.CharField(
        label=later("生成服务提供者编码", "Producer code"),
        max_length=64,
        required=False,
        widget=forms.TextInput(attrs={"spellcheck": "false", "autocomplete": "off"}),
        help_text=later(
            "写进每份交付件的 AI 标识（GB 45438-2025 的 ContentProducer 字段），例如统一社会信用代码。"
            "1–64 个字符，不换行。",
            "Written into the AI label of every deliverable (field ContentProducer of GB 45438-2025), for instance the "
            "Unified Social Credit Code. 1–64 characters on one line.",
        ),
    )

    def clean_producer_code(self) -> str:
        code: str = self.cleaned_data["producer_code"]
        if not code.isprintable():
            raise forms.ValidationError(
                say("编码里有看不见的字符，请重新输入。", "The code holds an invisible character. Type it again.")
            )
        return code


class BeginForm(StudioForm):
    name = _name()
    email = _email()
    password = _new_password()


class InviteForm(Filled):
    email = _email(autocomplete="off")
    name = _name(autocomplete="off")
    role = forms.ChoiceField(label=later("角色", "Role"), choices=_roles, initial="creator")


class JoinForm(Filled):
    name = _name()
    password = _new_password()


class KnownJoinForm(Filled):
    password = _password(later("你现在的密码", "Your present password"), "current-password")


class NewPasswordForm(Filled):
    password = _new_password()


class RoleForm(Filled):
    role = forms.ChoiceField(choices=_roles)


class InItself(forms.Select):
    """A choice of languages, each named in itself and marked as such for screen readers."""

    def create_option(self, name: str, value: Any, *args: Any, **kwargs: Any) -> dict[str, Any]:  # as Django has it
        option = super().create_option(name, value, *args, **kwargs)
        option["attrs"]["lang"] = str(value)
        return option


class MeForm(Filled):
    name = _name()
    language = forms.ChoiceField(
        label=later("语言", "Language"), choices=[("zh", "中文"), ("en", "English")], widget=InItself
    )
    theme = forms.ChoiceField(
        label=later("明暗", "Light or dark"),
        required=False,
        choices=lambda: [
            ("", say("跟随系统", "As the system")),
            ("light", say("浅色", "Light")),
            ("dark", say("深色", "Dark")),
        ],
    )


class PasswordForm(Filled):
    old = _password(later("现在的密码", "Present password"), "current-password")
    new = _new_password(later("新密码", "New password"))
