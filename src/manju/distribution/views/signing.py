"""Content credentials: whether orders sign by default, and with which certificate."""

from __future__ import annotations

from django.contrib import messages
from django.core.files.uploadedfile import UploadedFile
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_http_methods

from manju.distribution import credentials
from manju.distribution.signing_models import Signing
from manju.media import provenance
from manju.people.access import may, may_view, member_of, require
from manju.people.errors import Refused
from manju.words import Words

LARGEST = 100_000


@require_http_methods(["GET", "POST"])
@may_view("see")
def signing(request: HttpRequest) -> HttpResponse:
    """The studio's choice; only an owner changes it."""
    problem: Words | None = None
    if request.method == "POST":
        require(member_of(request), "manage")
        try:
            said = _change(request)
        except Refused as refused:
            problem = refused.message
        else:
            messages.success(request, str(said))
            return redirect("distribution:signing")
    context = {
        "row": Signing.objects.first(), "is_available": provenance.is_available(), "problem": problem,
        "may_manage": may(member_of(request), "manage"),
    }  # fmt: skip
    return render(request, "distribution/signing.html", context, status=422 if problem else 200)


def _change(request: HttpRequest) -> Words:
    by = member_of(request).user
    match request.POST.get("do", ""):
        case "on" | "off" as do:
            credentials.set_default(on=do == "on", by=by)
            return Words("存好了，以后的交付按这个来。", "Saved; orders follow it from now on.")
        case "own":
            credentials.use_own(by=by)
            return Words("改用自制证书了。", "The self-made certificate is used now.")
        case "bring":
            row = credentials.bring(_read(request, "chain"), _read(request, "key"), by=by)
            return Words("证书换好了：{n}。", "Certificate in use: {n}.").fill(n=row.name)
        case _:
            raise Refused(Words("没有这个操作。", "There is no such deed."))


def _read(request: HttpRequest, name: str) -> bytes:
    brought = request.FILES.get(name)
    if not isinstance(brought, UploadedFile) or (brought.size or 0) > LARGEST:
        raise Refused(
            Words("证书和私钥两个文件都要，PEM 格式。", "Both files are needed, certificate and key, as PEM.")
        )
    return bytes(brought.read())
