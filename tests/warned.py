"""Rows of the room of alerts for tests; call them inside `in_studio`."""

from __future__ import annotations

from typing import Any

from django.utils import timezone

from factories import make_user, mark
from manju.alerts.keeping import Kept, keep
from manju.alerts.models import Alert, Delivery, Destination


def make_alert(**fields: Any) -> Alert:
    n = Alert.objects.count()
    usual = {
        "kind": "launch.slide", "key": f"slide:{n}", "level": "bad", "link": "/alerts/",
        "heading_zh": f"完播率在下滑 {mark()}", "heading_en": f"Completion slides {mark()}",
        "text_zh": "从 40% 到 15%。", "text_en": "From 40% to 15%.",
    }  # fmt: skip
    made: Alert = Alert.objects.create(**{**usual, **fields})
    return made


def make_destination(**fields: Any) -> Destination:
    usual = {
        "protocol": "feishu", "name": f"Group of {mark()}", "host": "open.feishu.cn", "has_secret": True,
        "kept_as": keep(Kept("https://open.feishu.cn/open-apis/bot/v2/hook/0", "secret")), "home": "http://manju.lan",
    }  # fmt: skip
    made: Destination = Destination.objects.create(**{**usual, **fields})
    return made


def make_delivery(**fields: Any) -> Delivery:
    usual = {
        "alert": None if "alert" in fields else make_alert(), "destination": None, "state": "failed", "tries": 8,
        "last_at": timezone.now(), "why_zh": "对方出了故障（502）", "why_en": "The receiver is out of order (502)",
    }  # fmt: skip
    usual |= fields
    usual["destination"] = usual["destination"] or make_destination()
    made: Delivery = Delivery.objects.create(**usual)
    return made


def live_alerts() -> None:
    """Alerts of every level, seen and settled ones, places that work and that do not."""
    by, now = make_user(name=f"Reader of {mark()}"), timezone.now()
    make_alert(level="warn", seen_at=now, seen_by=by)
    make_alert(level="here", settled_at=now, settled_by=by, remark="Looked into it")
    make_delivery()
    place = make_destination(protocol="webhook", every_kind=False, kinds=["launch.slide"], least="warn")
    make_delivery(alert=None, destination=place, state="sent", tries=1)
    make_delivery(alert=None, destination=place, state="waiting", tries=1)
