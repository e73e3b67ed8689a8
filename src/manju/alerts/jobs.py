"""Sending an alert to one place: tried again while it may help, given up with the reason."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Final, cast
from uuid import UUID

from django.utils import timezone

from manju.alerts import keeping
from manju.alerts.keeping import Kept
from manju.alerts.models import Delivery
from manju.alerts.posting import NotAllowed, Unreachable, post
from manju.alerts.protocols import Heard, Message
from manju.alerts.protocols.message import Level
from manju.jobs.registry import Transient, Working, job
from manju.words import Language, Words

TRIES: Final = 8
"""Answers asked for before giving up: with the queue's pauses about twenty minutes."""
MINUTE: Final = timedelta(seconds=60)
GONE: Final = Words("地址或密钥不在了，请重填", "Address or secret are gone; enter them anew")
REMOVED: Final = Words("去处已删", "The destination was removed")


@job(
    "alerts.deliver", title=Words("发送提醒", "Send an alert"), priority=20, max_attempts=4 * TRIES, time_limit_s=60
)  # more attempts than tries: waiting for a platform's next minute is no try
def deliver(working: Working, *, delivery_id: str) -> None:
    """Send it, unless it is sent. A receiver may get it twice when this process dies in between; its id tells."""
    row: Delivery = Delivery.objects.select_related("alert", "destination").get(pk=UUID(delivery_id))
    place = row.destination
    if row.state == "sent":
        return
    if place.removed_at is not None:
        row.answered(state="failed", why_zh=REMOVED.zh, why_en=REMOVED.en)
        return
    what = keeping.kept(place.kept_as)
    now = timezone.now()
    if what is None:
        _give_up(row, Heard(taken=False, why=GONE), now)
        return
    if _spoken_lately(row, now) >= place.speaks.a_minute:
        raise Transient("the platform takes no more in this minute")
    row.answered(tries=row.tries + 1, last_at=now)
    heard = _ask(row, what, now)
    working.result(state="sent" if heard.taken else "failed")
    if heard.taken:
        row.answered(state="sent", why_zh="", why_en="")
    elif heard.again and row.tries < TRIES:
        row.answered(state="waiting", why_zh=heard.why.zh[:400], why_en=heard.why.en[:400])
        raise Transient(heard.why.en)
    else:
        _give_up(row, heard, now)


def message_of(row: Delivery) -> Message:
    """What is said to the receiver; a row without an alert is a test."""
    language, alert, home = cast(Language, row.destination.language), row.alert, row.destination.home
    if alert is None:
        return Message(
            str(row.pk), "test", "here", Words("测试消息：这个去处通了", "Test message: this destination works"),
            Words("以后的提醒会发到这里。", "Alerts will come here from now on."), home and f"{home}/", row.made_at,
            language,
        )  # fmt: skip
    link = f"{home}{alert.link}" if home and alert.link else ""
    return Message(
        str(row.pk), alert.kind, cast(Level, alert.level), alert.heading, alert.text, link, alert.raised_at, language
    )


def _ask(row: Delivery, what: Kept, now: datetime) -> Heard:
    protocol = row.destination.speaks
    try:
        letter = protocol.compose(message_of(row), address=what.address, secret=what.secret, now=now)
        answer = post(letter, private=row.destination.is_private_allowed)
    except NotAllowed as why:
        row.answered(status=None, answer="")
        return Heard(taken=False, why=why.message)
    except Unreachable as why:
        row.answered(status=None, answer="")
        return Heard(taken=False, why=why.message, again=True)
    heard = protocol.heard(answer.status, answer.content)
    row.answered(status=answer.status, answer=keeping.scrubbed(answer.content[:2000].decode(errors="replace"), what))
    said = Words(keeping.scrubbed(heard.why.zh, what), keeping.scrubbed(heard.why.en, what))
    return Heard(heard.taken, said, heard.again)


def _give_up(row: Delivery, heard: Heard, now: datetime) -> None:
    row.answered(state="failed", last_at=now, why_zh=heard.why.zh[:400], why_en=heard.why.en[:400])


def _spoken_lately(row: Delivery, now: datetime) -> int:
    """How many messages went to the place in the last minute."""
    others = Delivery.objects.filter(destination=row.destination_id, last_at__gt=now - MINUTE).exclude(pk=row.pk)
    return others.filter(tries__gt=0).count()
