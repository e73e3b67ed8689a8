"""Pictures that are sold: registered here, handed out as marked copies, downloaded one by one."""

from __future__ import annotations

from pathlib import Path
from typing import Final

from django.contrib import messages
from django.core.paginator import Paginator
from django.db.models import Count, Max
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.views.decorators.csrf import csrf_exempt, csrf_protect
from django.views.decorators.http import require_GET, require_POST

from manju.catalogue.admission import plain_name
from manju.catalogue.serving import serve
from manju.catalogue.taking import ToUploads, sent
from manju.copies.models import PictureCopy, RegisteredPicture
from manju.copies.ordering import order_picture_copies
from manju.copies.pictures import register_picture
from manju.jobs.models import Job
from manju.media.errors import MediaError
from manju.people.access import may, may_view, member_of
from manju.people.errors import Refused
from manju.people.models import User
from manju.words import Words

ON_A_PAGE: Final = 24
TITLE_LONG: Final = 160
OPEN: Final = ("queued", "running")

Problem = tuple[str, Words, Words]  # a file's name, what is wrong with it, what to do


@require_GET
@may_view("see")
def pictures(request: HttpRequest) -> HttpResponse:
    """Registered pictures, and the form that registers more and makes their copies."""
    return _pictures(request, [])


@csrf_exempt  # the upload handler must be set before the token is read from the form; checked right below
def add(request: HttpRequest) -> HttpResponse:
    """Pictures sent in a plain form: registered, and copies of them ordered for whoever is named."""
    request.upload_handlers = [ToUploads(request)]
    return _add(request)


@require_GET
@may_view("see")
def picture(request: HttpRequest, pk: int) -> HttpResponse:
    """One registered picture: its copies with their recipients, and the form that hands out more."""
    return _picture(request, _registered(pk))


@require_GET
@may_view("see")
def original(request: HttpRequest, pk: int) -> HttpResponseBase:
    """The registered original, to look at."""
    return serve(request, _registered(pk).file)


@require_POST
@may_view("protect")
def hand_out(request: HttpRequest, pk: int) -> HttpResponse:
    """Order a marked copy for each line of `recipients`."""
    row = _registered(pk)
    recipients = _lines(request.POST.get("recipients", ""))
    try:
        order_picture_copies(row, recipients, by=member_of(request).user, link=_address(row))
    except Refused as why:
        return _picture(request, row, said=why.message)
    except MediaError as why:
        return _picture(request, row, said=Words(f"{why.message.zh}{why.hint.zh}", f"{why.message.en} {why.hint.en}"))
    messages.success(request, str(Words("正在做 {n} 份副本。", "Making {n} copies.").fill(n=len(recipients))))
    return redirect(_address(row))


@require_GET
@may_view("protect")
def file_of_copy(request: HttpRequest, pk: int) -> HttpResponseBase:
    """The file of a copy, to be handed to its recipient."""
    copy: PictureCopy = get_object_or_404(PictureCopy.objects.select_related("picture"), pk=pk)
    if not copy.file:
        raise Http404
    name = f"{copy.picture.title}-{copy.recipient}{Path(copy.file).suffix}".replace("/", "_")
    return serve(request, copy.file, download_as=name)


@csrf_protect
@require_POST
@may_view("protect")
def _add(request: HttpRequest) -> HttpResponse:
    by = member_of(request).user
    title, recipients = request.POST.get("title", "").strip()[:TITLE_LONG], _lines(request.POST.get("recipients", ""))
    files = request.FILES.getlist("files")
    problems: list[Problem] = []
    taken: list[RegisteredPicture] = []
    for file in files:
        name = plain_name(file.name or "")
        try:
            with sent(file) as source:
                taken.append(_take(source, title if len(files) == 1 else "", recipients, name=name, by=by))
        except MediaError as why:
            problems.append((name, why.message, why.hint))
        except Refused as why:
            problems.append(
                (name, why.message, Words("图片已登记，副本还没做。", "It is registered, no copy is made."))
            )
    if not files:
        problems.append(("", Words("还没选图片。", "No picture was chosen."), Words("选一张。", "Choose one.")))
    if problems:
        return _pictures(request, problems)
    said = Words("登记了 {n} 张图片。", "Registered {n} pictures.").fill(n=len(taken))
    messages.success(request, str(said if len(taken) != 1 else Words("登记好了。", "Registered.")))
    return redirect(_address(taken[0]) if len(taken) == 1 else reverse("protection:pictures"))


def _take(source: Path, title: str, recipients: list[str], *, name: str, by: User) -> RegisteredPicture:
    row = register_picture(source, title, by=by, name=name)
    if recipients:
        order_picture_copies(row, recipients, by=by, link=_address(row))
    return row


def _pictures(request: HttpRequest, problems: list[Problem]) -> HttpResponse:
    rows = RegisteredPicture.objects.defer("known_by").annotate(handed_out=Count("copies"), last=Max("copies__made_at"))
    page = Paginator(rows.order_by("-registered_at", "-pk"), ON_A_PAGE).get_page(request.GET.get("page"))
    context = {
        "page": page,
        "numbers": page.paginator.get_elided_page_range(page.number),
        "copies": PictureCopy.objects.count(),
        "may_protect": may(member_of(request), "protect"),
        "problems": problems,
        "typed": {"title": request.POST.get("title", ""), "recipients": request.POST.get("recipients", "")},
    }
    return render(request, "protection/pictures.html", context, status=422 if problems else 200)


def _picture(request: HttpRequest, row: RegisteredPicture, *, said: Words | None = None) -> HttpResponse:
    job = Job.objects.filter(kind="copies.mark_picture", params__picture_id=row.pk, state__in=OPEN).first()
    context = {
        "p": row,
        "copies": row.copies.select_related("made_by").annotate(times_found=Count("named_in")),
        "job": job,
        "is_here": row.path.is_file(),
        "may_protect": may(member_of(request), "protect"),
        "said": said,
        "typed": request.POST.get("recipients", "") if said else "",
    }
    return render(request, "protection/picture.html", context, status=422 if said else 200)


def _registered(pk: int) -> RegisteredPicture:
    row: RegisteredPicture = get_object_or_404(RegisteredPicture.objects.defer("known_by"), pk=pk)
    return row


def _address(row: RegisteredPicture) -> str:
    return reverse("protection:picture", args=[row.pk])


def _lines(text: str) -> list[str]:
    """Recipients, one a line; each once."""
    return list(dict.fromkeys(line.strip() for line in text.splitlines() if line.strip()))
