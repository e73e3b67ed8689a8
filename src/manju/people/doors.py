"""The pages outside: log in, log out, begin the first studio, join by a link, choose among studios."""

from __future__ import annotations

from django.conf import settings
from django.contrib.auth import logout
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import redirect, render
from django.utils.http import url_has_allowed_host_and_scheme
from django.views.decorators.cache import never_cache
from django.views.decorators.debug import sensitive_post_parameters
from django.views.decorators.http import require_http_methods, require_POST

from manju.people import actions, login
from manju.people.access import may_view, member_of
from manju.people.errors import Refused
from manju.people.forms import BeginForm, JoinForm, KnownJoinForm, LoginForm, NewPasswordForm
from manju.people.middleware import STUDIO_IN_SESSION, open_to_all
from manju.people.models import Member, User
from manju.people.nearby import is_near
from manju.people.scope import every_studio, in_studio
from manju.words import Words, say

GET_OR_POST = ["GET", "HEAD", "POST"]


@open_to_all
@never_cache
@sensitive_post_parameters("password")
@require_http_methods(GET_OR_POST)
def log_in(request: HttpRequest) -> HttpResponse:
    """The login; leads on to the page that was asked for. An empty home leads to its beginning."""
    if getattr(request, "member", None) is not None:
        return HttpResponseRedirect(_onward(request))
    if not actions.lived_in() and is_near(request):
        return redirect("people:begin")
    form = LoginForm(request.POST or None)
    if form.is_valid():
        try:
            login.log_in(request, **form.cleaned_data)
        except Refused as why:
            form.refuse(why)
        else:
            return HttpResponseRedirect(_onward(request))
    onward = request.POST.get("next") or request.GET.get("next", "")
    return _form(request, "people/login.html", form, next=onward, outside=_why_outside(request))


@require_POST
@open_to_all
def log_out(request: HttpRequest) -> HttpResponse:
    """End this session."""
    logout(request)
    return redirect(settings.LOGOUT_REDIRECT_URL)


@open_to_all
@never_cache
@sensitive_post_parameters("password")
@require_http_methods(GET_OR_POST)
def begin(request: HttpRequest) -> HttpResponse:
    """Make the first studio: on this machine only, and only while there is none."""
    if actions.lived_in():
        raise Http404
    if not is_near(request):
        raise PermissionDenied(
            say("第一个工作室要在运行漫剧的电脑上建立。", "The first studio is made on the computer that runs Manju.")
        )
    form = BeginForm(request.POST or None)
    if form.is_valid():
        try:
            member = actions.begin_studio(**form.cleaned_data)
        except Refused as why:
            form.refuse(why)
        else:
            login.enter(request, member.user)
            return redirect("site:today")
    return _form(request, "people/begin.html", form)


@open_to_all
@never_cache
@sensitive_post_parameters("password")
@require_http_methods(GET_OR_POST)
def join(request: HttpRequest, token: str) -> HttpResponse:
    """Join a studio by the link of an invitation."""
    invitation = actions.open_invitation(token)
    if invitation is None:
        return render(request, "people/join_closed.html", {"member": None}, status=404)
    known = User.objects.filter(email=invitation.email).exists()
    with in_studio(invitation.studio_id):
        renews = Member.objects.filter(user__email=invitation.email).exists()
    kind = NewPasswordForm if renews else KnownJoinForm if known else JoinForm
    form = kind(request.POST or None, initial={"name": invitation.name})
    if form.is_valid():
        words = form.cleaned_data
        try:
            member = actions.accept_invitation(token, name=words.get("name", ""), password=words["password"])
            login.enter(request, member.user)
        except Refused as why:
            form.refuse(why)
        else:
            request.session[STUDIO_IN_SESSION] = member.studio_id
            return redirect("site:today")
    return _form(request, "people/join.html", form, invitation=invitation, known=known, renews=renews)


@may_view("see")
@require_http_methods(GET_OR_POST)
def switch(request: HttpRequest) -> HttpResponse:
    """Choose among the studios this person is a member of."""
    with every_studio(why="the studios of the person who asks"):
        mine = list(Member.objects.filter(user=member_of(request).user).select_related("studio").order_by("pk"))
    if request.method != "POST":
        return render(request, "people/switch.html", {"mine": mine})
    chosen = next((m for m in mine if str(m.studio_id) == request.POST.get("studio")), None)
    if chosen is None:
        raise Http404
    request.session[STUDIO_IN_SESSION] = chosen.studio_id
    return redirect("site:today")


def _form(request: HttpRequest, template: str, form: object, **context: object) -> HttpResponse:
    """The page with its form, outside the frame also for a member; 422 when what was sent could not be taken."""
    return render(
        request, template, {"form": form, "member": None, **context}, status=422 if request.method == "POST" else 200
    )


def _onward(request: HttpRequest) -> str:
    wanted = request.POST.get("next") or request.GET.get("next") or "/"
    fine = url_has_allowed_host_and_scheme(wanted, {request.get_host()}, require_https=request.is_secure())
    return wanted if fine else "/"


def _why_outside(request: HttpRequest) -> Words | None:
    """Somebody with a session who stands outside is a sample account from elsewhere, or has no studio."""
    if not isinstance(request.user, User):
        return None
    return login.SAMPLE_STAYS_HERE if request.user.is_sample and not is_near(request) else login.NO_STUDIO
