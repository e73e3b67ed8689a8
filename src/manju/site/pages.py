"""The pages that belong to no room: Today, language and theme, health, and what is said when something is wrong."""

from __future__ import annotations

from django.db import connection
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.utils.http import url_has_allowed_host_and_scheme
from django.views.decorators.http import require_POST

from manju.people.access import may_view
from manju.people.middleware import open_to_all
from manju.site.middleware import LANGUAGE_COOKIE
from manju.site.shell import THEME_COOKIE
from manju.site.today import waiting_now
from manju.words import Words, as_language

YEAR_S = 365 * 86_400


@may_view("see")
def today(request: HttpRequest) -> HttpResponse:
    return render(request, "site/today.html", {"now": waiting_now()})


@open_to_all
@require_POST
def set_language(request: HttpRequest) -> HttpResponse:
    """Speak the other language from now on: to the person where one is logged in, else to this browser."""
    to = as_language(request.POST.get("to"))
    response = HttpResponseRedirect(_back(request))
    response.set_cookie(LANGUAGE_COOKIE, to, max_age=YEAR_S, samesite="Lax")
    if request.user.is_authenticated:
        request.user.language = to
        request.user.save(update_fields=["language"])
    return response


@open_to_all
@require_POST
def set_theme(request: HttpRequest) -> HttpResponse:
    """Light or dark from now on."""
    to = "dark" if request.POST.get("to") == "dark" else "light"
    response = HttpResponse(status=204)
    response.set_cookie(THEME_COOKIE, to, max_age=YEAR_S, samesite="Lax")
    if request.user.is_authenticated:
        request.user.theme = to
        request.user.save(update_fields=["theme"])
    return response


@open_to_all
def healthz(request: HttpRequest) -> HttpResponse:
    """200 when the database answers; for load balancers and the launcher."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT 1")
    return HttpResponse("ok\n", content_type="text/plain")


def refused(request: HttpRequest, exception: Exception) -> HttpResponse:
    said = (
        Words(str(exception), str(exception))
        if str(exception)
        else Words("你不能看这一页。", "You may not see this page.")
    )
    return _wrong(request, 403, said)


def not_found(request: HttpRequest, exception: Exception) -> HttpResponse:
    return _wrong(
        request,
        404,
        Words(
            "这里没有东西：可能已经移走，或不属于你的工作室。", "Nothing here: it moved, or it is not your studio's."
        ),
    )


def broken(request: HttpRequest) -> HttpResponse:
    return _wrong(
        request,
        500,
        Words("漫剧自己出了错，已经记下。你刚才做的没有存上，请再试一次。",
              "Manju itself made a mistake; it has been logged. What you just did was not stored: try again."),
    )  # fmt: skip


def _wrong(request: HttpRequest, status: int, said: Words) -> HttpResponse:
    """An error page in the frame; a fragment beside what was pressed when htmx asked."""
    if request.headers.get("HX-Request"):
        response = render(request, "site/_wrong.html", {"said": said}, status=status)
        response["HX-Retarget"] = "#toasts"
        response["HX-Reswap"] = "beforeend"
        return response
    return render(request, "site/wrong.html", {"said": said, "status": status}, status=status)


def _back(request: HttpRequest) -> str:
    wanted = request.POST.get("next", "")
    allowed = url_has_allowed_host_and_scheme(wanted, allowed_hosts={request.get_host()})
    return wanted if allowed and wanted.startswith("/") else "/"
