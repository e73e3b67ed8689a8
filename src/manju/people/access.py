"""Which role may do what: one table, asked by every action and view."""

from __future__ import annotations

from collections.abc import Callable
from functools import wraps
from typing import Literal, TypeVar, cast

from django.core.exceptions import PermissionDenied
from django.http import HttpResponseBase
from django.http.request import HttpRequest

from manju.people.models import Member, Role
from manju.words import say

Task = Literal["see", "make", "localise", "deliver", "protect", "license", "account", "decide", "manage"]
"""see: read everything; make: add properties, episodes, masters; localise: subtitles and glossary;
deliver: render, pack, publish; protect: trace what was found, open cases, ask for takedowns;
license: contracts, grants, options, what licensees report;
account: import statements and expenses, match money, close periods;
decide: go/stop, overrides; manage: people and settings."""

ALLOWED: dict[Task, frozenset[str]] = {
    "see": frozenset(Role.values),
    "make": frozenset({"owner", "producer", "creator"}),
    "localise": frozenset({"owner", "producer", "creator", "distributor"}),
    "deliver": frozenset({"owner", "producer", "distributor"}),
    "protect": frozenset({"owner", "producer", "distributor", "licensing"}),
    "license": frozenset({"owner", "producer", "licensing"}),
    "account": frozenset({"owner", "producer", "finance"}),
    "decide": frozenset({"owner", "producer"}),
    "manage": frozenset({"owner"}),
}

View = TypeVar("View", bound=Callable[..., HttpResponseBase])


def may(member: Member | None, task: Task) -> bool:
    """Whether this member's role allows the task; nobody may do anything when not logged in."""
    return member is not None and member.role in ALLOWED[task]


def require(member: Member | None, task: Task) -> None:
    """Stop with 403 unless the member may do this.

    Raises:
        PermissionDenied: with a sentence in the reader's language.
    """
    if not may(member, task):
        raise PermissionDenied(
            say(
                "你的角色不能做这件事。请工作室负责人帮忙或调整角色。",
                "Your role does not allow this. Ask the studio's owner to do it or to change your role.",
            )
        )


def member_of(request: HttpRequest) -> Member:
    """The logged-in person's membership in the studio in scope (set by the middleware).

    Raises:
        PermissionDenied: when nobody is logged in; `may_view` redirects to the login before that.
    """
    member: Member | None = getattr(request, "member", None)
    if member is None:
        raise PermissionDenied(say("请先登录。", "Log in first."))
    return member


def may_view(task: Task) -> Callable[[View], View]:
    """Guard a view `(request, …)`: members without the role get 403.

    Anonymous people never get here: the middleware sends them to the login (deny by default).
    """

    def guard(view: View) -> View:
        @wraps(view)
        def guarded(request: HttpRequest, *args: object, **kwargs: object) -> HttpResponseBase:
            require(member_of(request), task)
            return view(request, *args, **kwargs)

        return cast(View, guarded)

    return guard
