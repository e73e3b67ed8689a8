"""What a person does to their own account: name, language, theme, password, sessions."""

from __future__ import annotations

import secrets

from django.contrib.auth import update_session_auth_hash
from django.db import transaction
from django.http import HttpRequest

from manju.people.actions import check_password
from manju.people.audit import note
from manju.people.errors import Refused
from manju.people.models import User
from manju.words import Words


@transaction.atomic
def change_me(user: User, *, name: str, language: str, theme: str) -> None:
    """Change what others read and how pages look; theirs alone, so only a new name is put on record."""
    renamed = user.name != name
    user.name, user.language, user.theme = name, language, theme
    user.save(update_fields=["name", "language", "theme"])
    if renamed:
        note("person.renamed", Words("改名为{n}", "Now called {n}").fill(n=name), by=user)


@transaction.atomic
def change_password(request: HttpRequest, user: User, *, old: str, new: str) -> None:
    """Change the password; every other session of this person ends, this one gets a new key.

    Raises:
        Refused: when the old one is wrong or the new one is weak.
    """
    if not user.check_password(old):
        raise Refused(Words("现在的密码不对。", "This is not your present password."), field="old")
    check_password(new, field="new")
    user.set_password(new)
    user.save(update_fields=["password"])
    note("person.password_changed", Words("改了密码", "Changed their password"), by=user)
    update_session_auth_hash(request, user)


@transaction.atomic
def end_other_sessions(request: HttpRequest, user: User) -> None:
    """Log this person out everywhere else."""
    user.session_stamp = secrets.token_hex(16)
    user.save(update_fields=["session_stamp"])
    note("person.sessions_ended", Words("在其他地方全部退出登录", "Logged out everywhere else"), by=user)
    update_session_auth_hash(request, user)
