"""What is done about alerts: raise, see, settle; where they go; sending again."""

from __future__ import annotations

import secrets
from dataclasses import dataclass
from datetime import datetime

from django.db import IntegrityError, transaction
from django.urls import reverse
from django.utils import timezone

from manju.alerts import keeping
from manju.alerts.jobs import deliver
from manju.alerts.keeping import Kept
from manju.alerts.kinds import AlertKind
from manju.alerts.models import Alert, Delivery, Destination
from manju.alerts.posting import NotAllowed, checked_address
from manju.alerts.protocols import PROTOCOLS
from manju.alerts.protocols.message import Level
from manju.jobs.actions import start
from manju.people.audit import note
from manju.people.errors import Refused
from manju.people.models import User
from manju.words import Words

__all__ = ["Place", "add_destination", "change_destination", "raise_alert", "remove_destination", "see", "send_again",
           "send_test", "settle"]  # fmt: skip

HEADING_LONG = 200


@dataclass(frozen=True, slots=True)
class Place:
    """What a person says of a destination; a blank address or secret keeps the one before."""

    name: str
    address: str
    secret: str = ""
    every_kind: bool = True
    kinds: tuple[str, ...] = ()
    least: Level = "here"
    language: str = "zh"
    private: bool = False
    home: str = ""


@transaction.atomic
def raise_alert(
    kind: AlertKind, *, key: str, heading: Words, text: Words, link: str = "", level: Level = "warn",
    by: User | None = None, now: datetime | None = None,
) -> tuple[Alert, bool]:  # fmt: skip
    """Raise it once, in the studio in scope: the same key again is the alert that is there, also in a race.

    Returns:
        The alert, and whether it is new. A new one is sent to every place that wants its kind.
    """
    there: Alert | None = Alert.objects.filter(key=key).first()
    if there is not None:
        return there, False
    try:
        with transaction.atomic():
            alert: Alert = Alert.objects.create(
                kind=kind.name, key=key, level=level, link=link, raised_at=now or timezone.now(),
                heading_zh=heading.zh[:HEADING_LONG], heading_en=heading.en[:HEADING_LONG],
                text_zh=text.zh, text_en=text.en,
            )  # fmt: skip
    except IntegrityError:
        there = Alert.objects.filter(key=key).first()
        if there is None:
            raise
        return there, False
    note("alert.raised", Words("提醒：{h}", "Alert: {h}").fill(h=alert.heading), by=by, link=link, alert=alert.pk)
    for place in Destination.objects.filter(removed_at=None):
        if place.wants(alert):
            _send(Delivery.objects.create(alert=alert, destination=place), by=by)
    return alert, True


@transaction.atomic
def see(alert: Alert, *, by: User, now: datetime | None = None) -> None:
    """Say that somebody knows: it leaves Today, and stays open."""
    if Alert.objects.filter(pk=alert.pk, seen_at=None).update(seen_at=now or timezone.now(), seen_by=by):
        note("alert.seen", Words("看过提醒：{h}", "Saw the alert: {h}").fill(h=alert.heading), by=by, alert=alert.pk)


@transaction.atomic
def settle(alert: Alert, *, remark: str, by: User, now: datetime | None = None) -> None:
    """Close it with what was done about it; nothing happens to one that is settled.

    Raises:
        Refused: nothing was said.
    """
    if not remark.strip():
        raise Refused(Words("写一句是怎么处理的。", "Say in a sentence what was done."), field="remark")
    done = Alert.objects.filter(pk=alert.pk, settled_at=None).update(
        settled_at=now or timezone.now(), settled_by=by, remark=remark.strip()[:2000]
    )
    if done:
        note("alert.settled", Words("处理完提醒：{h}", "Settled the alert: {h}").fill(h=alert.heading), by=by,
             alert=alert.pk, remark=remark.strip()[:200])  # fmt: skip


@transaction.atomic
def add_destination(protocol: str, place: Place, *, by: User) -> tuple[Destination, str]:
    """Send alerts to a new place.

    Returns:
        The row, and the secret if it was made here (a webhook's, when none was given): it cannot be shown again.

    Raises:
        Refused: an address or a secret that will not do.
    """
    if protocol not in PROTOCOLS:
        raise Refused(Words("没有这种接收方。", "There is no such receiver."))
    columns, host = _columns(place), _host(place.address, private=place.private)
    secret, made = place.secret.strip(), ""
    if PROTOCOLS[protocol].signs == "always" and not secret:
        secret = made = secrets.token_urlsafe(32)
    row: Destination = Destination.objects.create(
        protocol=protocol, host=host, kept_as=keeping.keep(Kept(place.address.strip(), secret)),
        has_secret=bool(secret), made_by=by, **columns,
    )  # fmt: skip
    said = Words("提醒发到{n}（{p}）", "Alerts go to {n} ({p})").fill(n=row.name, p=row.speaks.title)
    note("destination.added", said, by=by, link=reverse("alerts:destinations"), host=host, private=place.private)
    return row, made


@transaction.atomic
def change_destination(row: Destination, place: Place, *, by: User) -> None:
    """Change what goes there and how. A new address needs its secret anew; a blank address keeps both.

    Raises:
        Refused: an address or a secret that will not do.
    """
    before = keeping.kept(row.kept_as) or Kept("", "")
    address, secret = place.address.strip() or before.address, place.secret.strip()
    host, columns = _host(address, private=place.private), _columns(place)
    if not secret and address == before.address:
        secret = before.secret
    if row.speaks.signs == "always" and not secret:
        raise Refused(Words("换了地址，密钥也要重新给。", "With a new address, give the secret anew."), field="secret")
    if (address, secret) != (before.address, before.secret):
        old = row.kept_as
        columns |= {"kept_as": keeping.keep(Kept(address, secret)), "has_secret": bool(secret), "host": host}
        transaction.on_commit(lambda: keeping.forget(old))
    Destination.objects.filter(pk=row.pk).update(**columns)
    row.refresh_from_db()
    note("destination.changed", Words("改了提醒的去处{n}", "Changed where alerts go: {n}").fill(n=row.name), by=by,
         link=reverse("alerts:destinations"), host=host, private=place.private)  # fmt: skip


@transaction.atomic
def remove_destination(row: Destination, *, by: User, now: datetime | None = None) -> None:
    """Send nothing there any more and forget its secret; what was sent stays in the history."""
    if Destination.objects.filter(pk=row.pk, removed_at=None).update(removed_at=now or timezone.now()):
        transaction.on_commit(lambda: keeping.forget(row.kept_as))
        Delivery.objects.filter(destination=row, state="waiting").update(
            state="failed", why_zh="去处已删", why_en="The destination was removed"
        )
        note("destination.removed", Words("提醒不再发到{n}", "Alerts no longer go to {n}").fill(n=row.name), by=by,
             link=reverse("alerts:destinations"))  # fmt: skip


@transaction.atomic
def send_test(row: Destination, *, by: User) -> Delivery:
    """Send a test message there."""
    delivery: Delivery = Delivery.objects.create(destination=row)
    _send(delivery, by=by)
    note("destination.tested", Words("给{n}发了测试消息", "Sent a test message to {n}").fill(n=row.name), by=by)
    return delivery


@transaction.atomic
def send_again(delivery: Delivery, *, by: User) -> None:
    """Try again what was given up. Nothing happens to one that was sent.

    Raises:
        Refused: the place was removed.
    """
    if delivery.destination.removed_at is not None:
        raise Refused(Words("这个去处已经删了。", "This destination was removed."))
    if (
        Delivery.objects.filter(pk=delivery.pk)
        .exclude(state="sent")
        .update(state="waiting", tries=0, why_zh="", why_en="", answer="", status=None)
    ):
        _send(delivery, by=by)
        note("delivery.again", Words("重发到{n}", "Sent again to {n}").fill(n=delivery.destination.name), by=by,
             link=reverse("alerts:destinations"), delivery=str(delivery.pk))  # fmt: skip


def _send(delivery: Delivery, *, by: User | None) -> None:
    title = Words("把提醒发到{n}", "Send an alert to {n}").fill(n=delivery.destination.name)
    start(deliver, by=by, params={"delivery_id": str(delivery.pk)}, key=f"alerts.deliver:{delivery.pk}", title=title,
          link=reverse("alerts:destinations"))  # fmt: skip


def _columns(place: Place) -> dict[str, object]:
    if not place.name.strip():
        raise Refused(
            Words("给它起个名字，比如“制片群”。", "Give it a name, such as “Producers' group”."), field="name"
        )
    if not place.every_kind and not place.kinds:
        raise Refused(Words("至少选一种提醒。", "Choose at least one kind of alert."), field="kinds")
    return {
        "name": place.name.strip()[:80], "every_kind": place.every_kind, "kinds": list(place.kinds),
        "least": place.least, "language": place.language, "is_private_allowed": place.private,
        "home": place.home.strip().rstrip("/")[:200],
    }  # fmt: skip


def _host(address: str, *, private: bool) -> str:
    try:
        return checked_address(address, private=private).hostname or ""
    except NotAllowed as why:
        raise Refused(why.message, field="address") from why
