"""What of registrations and filings becomes an alert: a decision due, a return, deliverables that wait for a number."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Final

from django.utils import timezone

from manju.alerts.actions import raise_alert
from manju.alerts.kinds import alert_kind
from manju.alerts.models import Alert
from manju.filings.models import Registration
from manju.filings.standing import due_soon
from manju.words import Words

__all__ = ["DUE", "RETURNED", "look_at_all"]

DUE: Final = alert_kind(
    "filings.due", title=Words("登记该有结果了", "A registration is due"),
    said=Words("版权登记两天内到期，或已经过期", "A registration should be decided within two days, or is past"),
)  # fmt: skip
RETURNED: Final = alert_kind(
    "filings.returned", title=Words("登记要补正", "A registration was returned"),
    said=Words("版权登记被退回，要补材料", "A registration came back and wants correction"),
)  # fmt: skip
NEAR: Final = timedelta(days=2)


def look_at_all(today: date | None = None) -> list[Alert]:
    """Raise what is to be raised in the studio in scope; returns the alerts that are new."""
    on = today or timezone.localdate()
    raised = [_due(row, on) for row in due_soon(on) if row.due_on is not None and row.due_on <= on + NEAR]
    raised += [_returned(row) for row in Registration.objects.filter(state="returned").select_related("of_property")]
    return [alert for alert, is_new in raised if is_new]


def _due(row: Registration, on: date) -> tuple[Alert, bool]:
    assert row.due_on is not None  # noqa: S101 - asked for above
    past = row.due_on < on
    heading = Words("《{t}》登记过期没结果", "{t}: the registration is past its day") if past else (
        Words("《{t}》登记 {d} 该有结果", "{t}: registration to be decided by {d}"))  # fmt: skip
    text = Words("受理后 20 个工作日到 {d}。打电话问一下，拿到证书就填证书号。",
                 "Twenty working days end on {d}. Ask the office; enter the certificate when it is there.")  # fmt: skip
    day = row.due_on.isoformat()
    return raise_alert(
        DUE, key=f"filings.due:{row.pk}:{day}:{'past' if past else 'near'}", heading=heading.fill(t=row.title, d=day),
        text=text.fill(d=day), link=row.get_absolute_url(), level="bad" if past else "warn",
    )  # fmt: skip


def _returned(row: Registration) -> tuple[Alert, bool]:
    last = row.events.filter(state="returned").first()
    heading = Words("《{t}》登记要补正", "{t}: the registration was returned").fill(t=row.title)
    why = last.text if last is not None else ""
    key = f"filings.returned:{row.pk}:{last.pk if last is not None else 0}"
    return raise_alert(RETURNED, key=key, heading=heading, text=Words(why, why), link=row.get_absolute_url())
