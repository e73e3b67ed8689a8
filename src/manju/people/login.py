"""Logging in: who may, how often it may be tried, and what is said when it fails."""

from __future__ import annotations

import hashlib
import math
from datetime import datetime, timedelta

from django.contrib.auth import authenticate
from django.contrib.auth import login as open_session
from django.http import HttpRequest
from django.utils import timezone

from manju.people.errors import Refused
from manju.people.middleware import STUDIO_IN_SESSION
from manju.people.models import FailedLogin, Member, User
from manju.people.nearby import is_near
from manju.people.scope import every_studio
from manju.words import Words

TRIES = 5
WINDOW = timedelta(minutes=10)

SAMPLE_STAYS_HERE = Words(
    "样例账号只能在这台电脑上、用 127.0.0.1 或 localhost 登录。请让负责人发一个邀请给你。",
    "Sample accounts work only on this computer, at 127.0.0.1 or localhost. Ask an owner for an invitation.",
)
WRONG = Words(
    "邮箱或密码不对。检查大小写后再试一次。",
    "The e-mail or the password is not right. Check upper and lower case and try again.",
)
NO_STUDIO = Words(
    "这个账号现在不属于任何工作室。请负责人重新邀请你。",
    "This account belongs to no studio now. Ask an owner to invite you again.",
)


def log_in(request: HttpRequest, *, email: str, password: str, now: datetime | None = None) -> User:
    """Open a session for whoever this is; its key is new, so an old one known to others is worth nothing.

    A try is counted before the password is looked at, so trying in parallel gains nothing. An unknown account
    costs the same hashing as a known one (Django's backend sees to it).

    Raises:
        Refused: after five failures of this account from this address within ten minutes, and for wrong
            passwords, sample accounts from elsewhere, and people without a studio.
    """
    address = str(request.META.get("REMOTE_ADDR", ""))
    attempt = _count(email, address, now or timezone.now())
    user = authenticate(request, username=email.strip().lower(), password=password)
    if not isinstance(user, User):
        raise Refused(WRONG, field="password")
    FailedLogin.objects.filter(key=attempt.key).delete()
    enter(request, user)
    return user


def enter(request: HttpRequest, user: User) -> None:
    """Open the session of somebody who has shown who they are.

    Raises:
        Refused: for a sample account from elsewhere, and for a person without a studio.
    """
    if user.is_sample and not is_near(request):
        raise Refused(SAMPLE_STAYS_HERE)
    with every_studio(why="which studio the person lands in"):
        first = Member.objects.filter(user=user).order_by("pk").first()
    if first is None:
        raise Refused(NO_STUDIO)
    open_session(request, user, backend="django.contrib.auth.backends.ModelBackend")
    request.session.setdefault(STUDIO_IN_SESSION, first.studio_id)


def _count(email: str, address: str, now: datetime) -> FailedLogin:
    """Put this try on the list; refuse it when the list is full.

    Raises:
        Refused: with the minutes to wait.
    """
    FailedLogin.objects.filter(at__lt=now - WINDOW).delete()
    key = hashlib.sha256(f"{email.strip().lower()}\n{address}".encode()).hexdigest()
    attempt = FailedLogin.objects.create(key=key, at=now)
    earlier = list(FailedLogin.objects.filter(key=key).exclude(pk=attempt.pk).order_by("-at")[:TRIES])
    if len(earlier) < TRIES:
        return attempt
    attempt.delete()
    minutes = max(1, math.ceil((earlier[-1].at + WINDOW - now).total_seconds() / 60))
    raise Refused(
        Words("试了太多次。请等 {n} 分钟再试。", "Too many tries. Wait {n} min and try again.").fill(n=minutes),
        field="password",
    )
