"""The person's own page: name, language, theme, password, sessions."""

from __future__ import annotations

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.debug import sensitive_post_parameters
from django.views.decorators.http import require_http_methods, require_POST

from manju.people import own
from manju.people.access import may_view, member_of
from manju.people.errors import Refused
from manju.people.forms import MeForm, PasswordForm
from manju.people.models import Member, User
from manju.people.scope import every_studio
from manju.words import as_language, language, say, speaking


@may_view("see")
@require_http_methods(["GET", "HEAD", "POST"])
def me(request: HttpRequest) -> HttpResponse:
    """Who I am here, and how pages look to me."""
    user = member_of(request).user
    form = MeForm(request.POST or None, initial=_now(user))
    if form.is_valid():
        own.change_me(user, **form.cleaned_data)
        with speaking(as_language(user.language)):
            messages.success(request, say("已保存。", "Saved."))
        return redirect("people:me")
    return _page(request, form, PasswordForm())


@may_view("see")
@sensitive_post_parameters("old", "new")
@require_POST
def password(request: HttpRequest) -> HttpResponse:
    user = member_of(request).user
    form = PasswordForm(request.POST)
    if form.is_valid():
        try:
            own.change_password(request, user, **form.cleaned_data)
        except Refused as why:
            form.refuse(why)
        else:
            said = say(
                "密码已改，其他地方都已退出登录。", "The password is changed; you are logged out everywhere else."
            )
            messages.success(request, said)
            return redirect("people:me")
    return _page(request, MeForm(initial=_now(user)), form)


@may_view("see")
@require_POST
def end_sessions(request: HttpRequest) -> HttpResponse:
    own.end_other_sessions(request, member_of(request).user)
    messages.success(request, say("其他地方都已退出登录。", "You are logged out everywhere else."))
    return redirect("people:me")


def _page(request: HttpRequest, form: MeForm, password_form: PasswordForm) -> HttpResponse:
    with every_studio(why="whether there is a studio to switch to"):
        studios = Member.objects.filter(user=member_of(request).user).count()
    context = {"form": form, "password_form": password_form, "studios": studios}
    return render(request, "people/me.html", context, status=422 if request.method == "POST" else 200)


def _now(user: User) -> dict[str, str]:
    return {"name": user.name, "language": user.language or language(), "theme": user.theme}
