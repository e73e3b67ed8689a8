"""Every request knows its member and sees its studio's rows only; every URL is closed unless it says otherwise."""

from __future__ import annotations

from collections.abc import Callable
from typing import TypeVar
from urllib.parse import urlencode

from django.http import HttpRequest, HttpResponse, HttpResponseBase, HttpResponseRedirect
from django.urls import reverse

from manju.people.models import Member
from manju.people.nearby import is_near
from manju.people.scope import every_studio, in_studio

Handler = Callable[[HttpRequest], HttpResponseBase]
View = TypeVar("View", bound=Callable[..., HttpResponseBase])

STUDIO_IN_SESSION = "studio_id"


def open_to_all(view: View) -> View:
    """Mark a view that works without a login (the login page, health check). All others are closed."""
    view.open_to_all = True  # type: ignore[attr-defined]  # functions carry attributes; mypy has no word for it
    return view


class know_the_member:  # noqa: N801  # reads as the verb it is in MIDDLEWARE
    """Put `request.member` and its studio's scope around the view; deny by default."""

    def __init__(self, get_response: Handler) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        request.member = member = _member(request)  # type: ignore[attr-defined]
        if member is None:
            return self.get_response(request)
        with in_studio(member.studio_id):
            return self.get_response(request)

    def process_view(
        self, request: HttpRequest, view: Callable[..., HttpResponseBase], args: object, kwargs: object
    ) -> HttpResponseBase | None:
        if request.member is not None or getattr(view, "open_to_all", False):  # type: ignore[attr-defined]
            return None
        login = f"{reverse('people:login')}?{urlencode({'next': request.get_full_path()})}"
        if request.headers.get("HX-Request"):
            return HttpResponse(status=401, headers={"HX-Redirect": login})
        return HttpResponseRedirect(login)


def _member(request: HttpRequest) -> Member | None:
    user = request.user
    if not user.is_authenticated or not user.is_active:
        return None
    if user.is_sample and not is_near(request):  # a session opened here must not be carried elsewhere
        return None
    with every_studio(why="which studios is this person a member of"):
        mine = list(Member.objects.filter(user_id=user.pk).select_related("studio", "user").order_by("pk"))
    chosen = request.session.get(STUDIO_IN_SESSION)
    return next((m for m in mine if m.studio_id == chosen), mine[0] if mine else None)
