"""The studio's pages: details, members, record; and a member's portrait."""

from __future__ import annotations

from pathlib import Path

from django.conf import settings
from django.contrib import messages
from django.core.paginator import Paginator
from django.http import FileResponse, Http404, HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import NoReverseMatch, reverse
from django.utils import timezone
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from manju.people import actions
from manju.people.access import may, may_view, member_of, require
from manju.people.errors import Refused
from manju.people.forms import DetailsForm, InviteForm, RoleForm
from manju.people.models import ROLE_NAMES, AuditLine, Invitation, Member
from manju.words import Words, say

LINES = 50
PNG = b"\x89PNG\r\n\x1a\n"
SETTINGS: tuple[tuple[str, str, Words, Words], ...] = (
    ("distribution:accounts", "distribution", Words("渠道账号", "Channel accounts"),
     Words("作品发到哪些平台账号", "The platform accounts that works go to")),
    ("distribution:channels", "distribution", Words("渠道规格", "Channel profiles"),
     Words("各平台要的尺寸、响度与标识", "Size, loudness and label each platform wants")),
    ("localisation:machine", "language", Words("机器翻译", "Machine translation"),
     Words("字幕由哪个模型翻译", "Which model translates subtitles")),
    ("alerts:destinations", "up", Words("提醒发到哪里", "Where alerts go"),
     Words("飞书、企业微信、钉钉群，或自己的系统", "Feishu, WeCom and DingTalk groups, or systems of your own")),
    ("jobs:list", "jobs", Words("任务", "Jobs"), Words("在跑的和做完的后台任务", "Work under way and work done")),
)  # fmt: skip


@may_view("see")
@require_http_methods(["GET", "HEAD", "POST"])
def studio(request: HttpRequest) -> HttpResponse:
    """Names and label code, and the ways to the other settings. Owners change them; all others read."""
    me = member_of(request)
    fields = ("name_zh", "name_en", "producer_code")
    form = DetailsForm(request.POST or None, initial={f: getattr(me.studio, f) for f in fields})
    if request.method == "POST":
        require(me, "manage")
        if form.is_valid():
            actions.rename_studio(**form.cleaned_data, by=me.user)
            messages.success(request, say("已保存。", "Saved."))
            return redirect("people:studio")
    links = [(icon, word, said, address) for name, icon, word, said in SETTINGS if (address := _address(name))]
    return _tab(request, "studio", {"form": form, "links": links}, bad=request.method == "POST")


@may_view("see")
@require_safe
def members(request: HttpRequest) -> HttpResponse:
    """Who works here and what each may do."""
    return _members(request, InviteForm())


@may_view("manage")
@require_POST
def invite(request: HttpRequest) -> HttpResponse:
    """Offer a place; the link is shown once, on this answer."""
    form = InviteForm(request.POST)
    if form.is_valid():
        try:
            offered = actions.invite(**form.cleaned_data, by=member_of(request).user)
        except Refused as why:
            form.refuse(why)
        else:
            return _with_link(request, *offered)
    return _members(request, form, bad=True)


@may_view("manage")
@require_POST
def offer_password(request: HttpRequest, pk: int) -> HttpResponse:
    """A new-password link for a member; shown once, on this answer."""
    try:
        offered = actions.offer_new_password(_member(pk), by=member_of(request).user)
    except Refused as why:
        messages.error(request, str(why.message))
        return redirect("people:members")
    return _with_link(request, *offered)


@may_view("manage")
@require_POST
def withdraw(request: HttpRequest, pk: int) -> HttpResponse:
    actions.withdraw_invitation(get_object_or_404(Invitation.objects, pk=pk), by=member_of(request).user)
    messages.success(request, say("邀请已撤回，链接作废。", "The invitation is withdrawn; its link is worthless."))
    return redirect("people:members")


@may_view("manage")
@require_POST
def change_role(request: HttpRequest, pk: int) -> HttpResponse:
    member, form = _member(pk), RoleForm(request.POST)
    if not form.is_valid():
        messages.error(request, say("没有这个角色。", "There is no such role."))
        return redirect("people:members")
    try:
        actions.change_role(member, form.cleaned_data["role"], by=member_of(request).user)
    except Refused as why:
        messages.error(request, str(why.message))
    else:
        said = Words("{who}现在是{role}。", "{who} is now {role}.").fill(who=member.user.name, role=member.role_name)
        messages.success(request, str(said))
    return redirect("people:members")


@may_view("manage")
@require_POST
def remove(request: HttpRequest, pk: int) -> HttpResponse:
    member = _member(pk)
    try:
        actions.remove_member(member, by=member_of(request).user)
    except Refused as why:
        messages.error(request, str(why.message))
    else:
        said = Words(
            "{who}已离开工作室。再邀请一次就能回来。", "{who} has left the studio. A new invitation brings them back."
        )
        messages.success(request, str(said.fill(who=member.user.name)))
    return redirect("people:members")


@may_view("see")
@require_safe
def record(request: HttpRequest) -> HttpResponse:
    """What was done, by whom and when, newest first."""
    lines = Paginator(AuditLine.objects.select_related("by"), LINES).get_page(request.GET.get("page"))
    return _tab(request, "record", {"lines": lines})


@may_view("see")
@require_safe
def portrait(request: HttpRequest, pk: int) -> HttpResponseBase:
    """A member's drawn portrait: a PNG inside the media folder, or 404."""
    root = Path(settings.MEDIA_ROOT).resolve()
    name = _member(pk).user.portrait
    path = (root / name).resolve()
    if not name or not path.is_relative_to(root) or not path.is_file():
        raise Http404
    file = path.open("rb")
    if file.read(len(PNG)) != PNG:
        file.close()
        raise Http404
    file.seek(0)
    return FileResponse(file, content_type="image/png", headers={"Cache-Control": "private, max-age=3600"})


def _with_link(request: HttpRequest, invitation: Invitation, token: str) -> HttpResponse:
    link = request.build_absolute_uri(reverse("people:join", args=[token]))
    response = _members(request, InviteForm(), invited=invitation, link=link)
    response["Cache-Control"] = "no-store"
    return response


def _members(request: HttpRequest, form: InviteForm, *, bad: bool = False, **context: object) -> HttpResponse:
    waiting = Invitation.objects.filter(closed_at=None, expires_at__gt=timezone.now())
    rows = sorted(
        Member.objects.select_related("user"), key=lambda m: (list(ROLE_NAMES).index(m.role), m.user.name, m.pk)
    )
    roles = [(role, str(words)) for role, words in ROLE_NAMES.items()]
    return _tab(
        request, "members", {"members": rows, "waiting": waiting, "roles": roles, "form": form, **context}, bad=bad
    )


def _tab(request: HttpRequest, tab: str, context: dict[str, object], *, bad: bool = False) -> HttpResponse:
    """One of the studio's tabs, with what all of them show."""
    frame = {"tab": tab, "may_manage": may(member_of(request), "manage"), "people": Member.objects.count()}
    return render(request, f"people/{tab}.html", {**frame, **context}, status=422 if bad else 200)


def _member(pk: int) -> Member:
    found: Member = get_object_or_404(Member.objects.select_related("user"), pk=pk)
    return found


def _address(name: str) -> str:
    """Where a page is; empty for a room that has not brought it."""
    try:
        return reverse(name)
    except NoReverseMatch:
        return ""
