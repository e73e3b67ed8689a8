"""What is done to a studio and its members: first studio, names, invitations, roles, leaving."""

from __future__ import annotations

import hashlib
import secrets
from datetime import datetime, timedelta

from django.contrib.auth.password_validation import validate_password
from django.core.exceptions import ValidationError
from django.db import connection, transaction
from django.utils import timezone

from manju.people.audit import note
from manju.people.errors import Refused
from manju.people.models import ROLE_NAMES, Invitation, Member, Role, Studio, User
from manju.people.scope import NoScope, current_scope, every_studio, in_studio
from manju.words import Words

INVITATION_LASTS = timedelta(days=7)

INVITATION_CLOSED = Words(
    "这个邀请已经用过、撤回或过期。请负责人再发一个。",
    "This invitation was used, withdrawn or has expired. Ask an owner for a new one.",
)
LAST_OWNER = Words(
    "工作室至少要有一位负责人。先把这个角色给别人。",
    "A studio needs at least one owner. Give the role to somebody else first.",
)
PASSWORD_FAULTS = {
    "password_too_short": Words("密码至少 10 个字符。", "The password needs at least 10 characters."),
    "password_too_common": Words("这个密码太常见，换一个。", "This password is too common. Choose another."),
}


def lived_in() -> bool:
    """Whether anybody has an account here. A studio without people is one that commands have made for their files."""
    return bool(User.objects.exists())


@transaction.atomic
def begin_studio(*, name_zh: str, name_en: str, name: str, email: str, password: str) -> Member:
    """Make the first studio of an empty home, and its owner; a studio that commands have begun becomes theirs.

    Raises:
        Refused: when somebody is here already, also when two people begin at once.
    """
    if connection.vendor == "postgresql":  # SQLite's transactions are one at a time as they are
        with connection.cursor() as cursor:
            cursor.execute("LOCK TABLE people_studio IN EXCLUSIVE MODE")
    if lived_in():
        raise Refused(Words("这里已经有工作室了。请登录。", "There is a studio here already. Log in."))
    check_password(password)
    studio = Studio.objects.order_by("pk").first() or Studio()
    studio.name_zh, studio.name_en = name_zh, name_en or name_zh
    studio.save()
    user = User.objects.create_user(email, password, name=name)
    with in_studio(studio):
        member: Member = Member.objects.create(user=user, role=Role.OWNER)
        note("studio.begun", Words("建立工作室", "Began the studio"), by=user)
    return member


@transaction.atomic
def rename_studio(*, name_zh: str, name_en: str, producer_code: str, by: User) -> Studio:
    """Change the studio's names and the code that AI labels carry from now on."""
    studio = _locked()
    before = {"name_zh": studio.name_zh, "name_en": studio.name_en, "producer_code": studio.producer_code}
    after = {"name_zh": name_zh, "name_en": name_en or name_zh, "producer_code": producer_code}
    changed = {k: [before[k], after[k]] for k in before if before[k] != after[k]}
    if changed:
        for key, value in after.items():
            setattr(studio, key, value)
        studio.save(update_fields=list(after))
        note("studio.changed", Words("改了工作室资料", "Changed the studio's details"), by=by, changed=changed)
    return studio


@transaction.atomic
def invite(*, email: str, name: str, role: str, by: User, now: datetime | None = None) -> tuple[Invitation, str]:
    """Offer a place; returns the row and the token of the link, which cannot be shown again.

    An earlier invitation of the same address is withdrawn by the new one.

    Raises:
        Refused: when the address is a member already.
    """
    email = email.strip().lower()
    _locked()
    if Member.objects.filter(user__email=email).exists():
        raise Refused(Words("这个邮箱已经是成员。", "This address is a member already."), field="email")
    offered = _offer(email, name, role, by=by, at=now or timezone.now())
    _told("member.invited", Words("邀请{who}，角色：{role}", "Invited {who} as {role}"), name, role, by=by, email=email)
    return offered


@transaction.atomic
def offer_new_password(member: Member, *, by: User, now: datetime | None = None) -> tuple[Invitation, str]:
    """A link by which a member who lost the password chooses a new one; works like an invitation.

    Raises:
        Refused: for somebody who is in another studio too: this one must not open the other's door.
    """
    _locked()
    _only_here(member.user)
    offered = _offer(member.user.email, member.user.name, member.role, by=by, at=now or timezone.now())
    said = Words("给{who}做了新密码链接（{role}）", "Made a new-password link for {who} ({role})")
    _told("member.password_offered", said, member.user.name, member.role, by=by)
    return offered


@transaction.atomic
def withdraw_invitation(invitation: Invitation, *, by: User, now: datetime | None = None) -> None:
    """Make the link worthless; does nothing to one that is used or withdrawn."""
    if Invitation.objects.filter(pk=invitation.pk, closed_at=None).update(closed_at=now or timezone.now()):
        said = Words("撤回对{who}的邀请（{role}）", "Withdrew the invitation of {who} ({role})")
        _told("member.invitation_withdrawn", said, invitation.name, invitation.role, by=by)


def open_invitation(token: str, *, now: datetime | None = None) -> Invitation | None:
    """The invitation behind a link, while it may still be used."""
    with every_studio(why="the holder of a link has no studio yet"):
        row: Invitation | None = Invitation.objects.filter(token_sha256=_hash(token)).select_related("studio").first()
    return row if row is not None and row.is_open(now) else None


@transaction.atomic
def accept_invitation(token: str, *, name: str, password: str, now: datetime | None = None) -> Member:
    """Join by a link: a new person or a member chooses a password, somebody else with an account gives theirs.

    Raises:
        Refused: for a used, withdrawn or expired link, a weak new password, or a wrong one of an account.
    """
    at = now or timezone.now()
    found = open_invitation(token, now=at)
    if found is None:
        raise Refused(INVITATION_CLOSED)
    with in_studio(found.studio_id):
        # the update decides between two who use the link at once
        if not Invitation.objects.filter(pk=found.pk, closed_at=None).update(closed_at=at):
            raise Refused(Words("这个邀请刚刚用过。请登录。", "This invitation has just been used. Log in."))
        user = User.objects.filter(email=found.email).first()
        here: Member | None = Member.objects.filter(user=user).first() if user else None
        if user is not None and here is not None:
            return _renew(here, user, password)
        if user is None:
            check_password(password)
            user = User.objects.create_user(found.email, password, name=name or found.name)
        elif not user.is_active or not user.check_password(password):
            raise Refused(
                Words("这个邮箱已有账号，密码不对。", "This address has an account, and the password is not its own."),
                field="password",
            )
        member: Member = Member.objects.create(user=user, role=found.role)
        _told(
            "member.joined", Words("{who}加入，角色：{role}", "{who} joined as {role}"), user.name, found.role, by=user
        )
    return member


@transaction.atomic
def change_role(member: Member, role: str, *, by: User) -> None:
    """Give a member another role.

    Raises:
        Refused: when the studio would be left without an owner, also when two are changed at once.
    """
    _locked()
    member.refresh_from_db()
    if member.role == role:
        return
    if role != Role.OWNER:
        _another_owner_than(member)
    before, member.role = member.role, role
    member.save(update_fields=["role"])
    said = Words("{who}的角色改为：{role}", "{who} is now {role}")
    _told("member.role_changed", said, member.user.name, role, by=by, before=before, after=role)


@transaction.atomic
def remove_member(member: Member, *, by: User) -> None:
    """Take somebody out of the studio; what they did stays in the record, their account stays theirs.

    Raises:
        Refused: when it is the last owner.
    """
    _locked()
    member.refresh_from_db()
    _another_owner_than(member)
    member.delete()
    said = Words("{who}离开工作室（{role}）", "{who} left the studio ({role})")
    _told("member.removed", said, member.user.name, member.role, by=by, email=member.user.email)


def check_password(password: str, *, field: str = "password") -> None:
    """Stop with a sentence about the first fault of a new password.

    Raises:
        Refused: with that sentence.
    """
    try:
        validate_password(password)
    except ValidationError as error:
        first = error.error_list[0]
        usual = Words(*2 * [" ".join(first.messages)])
        raise Refused(PASSWORD_FAULTS.get(str(first.code), usual), field=field) from error


def _offer(email: str, name: str, role: str, *, by: User, at: datetime) -> tuple[Invitation, str]:
    Invitation.objects.filter(email=email, closed_at=None).update(closed_at=at)
    token = secrets.token_urlsafe(32)
    times = {"created_at": at, "expires_at": at + INVITATION_LASTS}
    invitation: Invitation = Invitation.objects.create(
        email=email, name=name, role=role, token_sha256=_hash(token), by=by, **times
    )
    return invitation, token


def _renew(member: Member, user: User, password: str) -> Member:
    _only_here(user)
    check_password(password)
    user.set_password(password)  # ends every session of the person
    user.save(update_fields=["password"])
    note("person.password_renewed", Words("用链接设了新密码", "Chose a new password by a link"), by=user)
    return member


def _only_here(user: User) -> None:
    here = current_scope().studio_id
    with every_studio(why="whether the password opens another studio too"):
        elsewhere = Member.objects.filter(user=user).exclude(studio_id=here).exists()
    if elsewhere:
        raise Refused(
            Words(
                "{who}也在别的工作室，密码只能本人改。",
                "{who} is in another studio too; only they can change the password.",
            ).fill(who=user.name)
        )


def _another_owner_than(member: Member) -> None:
    if member.role == Role.OWNER and not Member.objects.filter(role=Role.OWNER).exclude(pk=member.pk).exists():
        raise Refused(LAST_OWNER, field="role")


def _locked() -> Studio:
    """The studio in scope, held until the transaction ends: its members change one deed at a time."""
    studio_id = current_scope().studio_id
    if studio_id is None:
        raise NoScope("members are changed in one studio, not in all")
    return Studio.objects.select_for_update().get(pk=studio_id)


def _told(verb: str, said: Words, who: str, role: str, *, by: User, **details: str) -> None:
    note(verb, said.fill(who=who, role=ROLE_NAMES[role]), by=by, link="/studio/members/", **details)


def _hash(token: str) -> str:
    return hashlib.sha256(token.encode()).hexdigest()
