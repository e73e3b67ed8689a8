"""Studios, people, membership with roles, and the audit lines of what they did."""

from __future__ import annotations

from datetime import datetime
from typing import Any, ClassVar

from django.contrib.auth.base_user import AbstractBaseUser, BaseUserManager
from django.db import models
from django.utils import timezone
from django.utils.crypto import salted_hmac

from manju.people.scope import OwnedByStudio
from manju.words import Words


class Studio(models.Model):
    """A studio: the tenant that owns properties, money and evidence."""

    name_zh = models.CharField(max_length=80)
    name_en = models.CharField(max_length=80)
    producer_code = models.CharField(
        max_length=64,
        blank=True,
        help_text="ContentProducer of the AIGC label: the studio's code under GB 45438-2025",
    )
    is_sample = models.BooleanField(default=False)
    created_at = models.DateTimeField(default=timezone.now, editable=False)

    def __str__(self) -> str:
        return self.name_zh

    @property
    def name(self) -> Words:
        return Words(self.name_zh, self.name_en or self.name_zh)


class UserManager(BaseUserManager["User"]):
    def create_user(self, email: str, password: str, *, name: str, **fields: Any) -> User:
        """Add a person who logs in with this address."""
        user = self.model(email=self.normalize_email(email).lower(), name=name, **fields)
        user.set_password(password)
        user.save()
        return user


class User(AbstractBaseUser):
    """A person with a login. What they may do is decided by their membership in a studio."""

    email = models.EmailField(unique=True)
    name = models.CharField(max_length=80)
    language = models.CharField(max_length=2, choices=[("zh", "中文"), ("en", "English")], blank=True)
    theme = models.CharField(max_length=5, choices=[("light", "light"), ("dark", "dark")], blank=True)
    portrait = models.CharField(max_length=120, blank=True, help_text="static path of a drawn portrait")
    is_active = models.BooleanField(default=True)
    is_sample = models.BooleanField(default=False, help_text="refused on a non-loopback host")
    session_stamp = models.CharField(max_length=32, blank=True, help_text="a new one ends every session of the person")
    created_at = models.DateTimeField(default=timezone.now, editable=False)

    objects: ClassVar[UserManager] = UserManager()

    USERNAME_FIELD = "email"
    REQUIRED_FIELDS: ClassVar[list[str]] = ["name"]

    def __str__(self) -> str:
        return self.name

    def _get_session_auth_hash(self, secret: str | None = None) -> str:
        """What every session of this person carries: ends them all when the password or the stamp changes."""
        salt = "manju.people.models.User.session"
        return salted_hmac(salt, self.password + self.session_stamp, secret=secret, algorithm="sha256").hexdigest()


class Role(models.TextChoices):
    OWNER = "owner"
    PRODUCER = "producer"
    CREATOR = "creator"
    DISTRIBUTOR = "distributor"
    LICENSING = "licensing"
    FINANCE = "finance"
    VIEWER = "viewer"


ROLE_NAMES: dict[str, Words] = {
    "owner": Words("负责人", "Owner"),
    "producer": Words("制片人", "Producer"),
    "creator": Words("编剧与画师", "Writer or artist"),
    "distributor": Words("发行运营", "Distribution"),
    "licensing": Words("授权经理", "Licensing"),
    "finance": Words("财务", "Finance"),
    "viewer": Words("只看", "Viewer"),
}


class Member(OwnedByStudio):
    """A person's place in a studio."""

    user = models.ForeignKey(User, on_delete=models.CASCADE, related_name="memberships")
    role = models.CharField(max_length=12, choices=Role.choices)
    joined_at = models.DateTimeField(default=timezone.now, editable=False)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["studio", "user"], name="one_membership_per_studio"),
            models.CheckConstraint(condition=models.Q(role__in=Role.values), name="member_role_known"),
        ]

    def __str__(self) -> str:
        return f"{self.user} ({self.role})"

    @property
    def role_name(self) -> Words:
        return ROLE_NAMES[self.role]


class AuditLine(OwnedByStudio):
    """One thing somebody did; written once, never changed."""

    at = models.DateTimeField(default=timezone.now, editable=False)
    by = models.ForeignKey(User, null=True, on_delete=models.PROTECT, related_name="+")
    verb = models.CharField(max_length=48, help_text="stable name, such as master.added")
    what_zh = models.CharField(max_length=240)
    what_en = models.CharField(max_length=240)
    link = models.CharField(max_length=200, blank=True)
    details = models.JSONField(default=dict)

    class Meta:
        ordering = ["-at", "-pk"]
        indexes = [models.Index(fields=["studio", "-at"])]

    def __str__(self) -> str:
        return f"{self.at:%Y-%m-%d %H:%M} {self.verb}"

    @property
    def what(self) -> Words:
        return Words(self.what_zh, self.what_en)


class Invitation(OwnedByStudio):
    """A place in the studio offered to an address by a link that works once and not for long.

    Only a hash of the link's token is kept: who reads the database cannot join.
    """

    email = models.EmailField()
    name = models.CharField(max_length=80)
    role = models.CharField(max_length=12, choices=Role.choices)
    token_sha256 = models.CharField(max_length=64, unique=True)
    by = models.ForeignKey(User, null=True, on_delete=models.PROTECT, related_name="+")
    created_at = models.DateTimeField(default=timezone.now, editable=False)
    expires_at = models.DateTimeField()
    closed_at = models.DateTimeField(null=True, help_text="used or withdrawn")

    class Meta:
        ordering = ["-pk"]
        constraints = [
            models.CheckConstraint(condition=models.Q(role__in=Role.values), name="invitation_role_known"),
            models.UniqueConstraint(
                fields=["studio", "email"], condition=models.Q(closed_at=None), name="one_open_invitation_per_address"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.email} ({self.role})"

    @property
    def role_name(self) -> Words:
        return ROLE_NAMES[self.role]

    def is_open(self, now: datetime | None = None) -> bool:
        return self.closed_at is None and (now or timezone.now()) < self.expires_at


class FailedLogin(models.Model):
    """A login that did not succeed, or is being tried: what the rate limit counts. Holds no address in clear."""

    key = models.CharField(max_length=64, help_text="SHA-256 of account and network address")
    at = models.DateTimeField()

    class Meta:
        indexes = [models.Index(fields=["key", "at"])]

    def __str__(self) -> str:
        return f"{self.key[:8]} {self.at:%H:%M:%S}"
