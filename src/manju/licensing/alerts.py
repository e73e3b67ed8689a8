"""What of licensing somebody should look at now: what ends soon, closes, waits for an answer, or is dangerous."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Final, Literal

from django.db.models import F
from django.urls import reverse

from manju.licensing.board import goods_of
from manju.licensing.models import Approval, ContractDocument, Grant, Option
from manju.words import Words

FAR: Final = timedelta(days=90)
NEAR: Final = timedelta(days=30)
ANSWER: Final = timedelta(days=5)
EACH: Final = 10


@dataclass(frozen=True, slots=True)
class Alert:
    """One thing: how grave, what, what is known, what to press."""

    tone: Literal["bad", "warn", "here"]
    icon: str
    heading: Words
    said: Words
    button: Words
    address: str
    key: str


def alerts(today: date) -> list[Alert]:
    """Everything of the studio in scope, the gravest first."""
    found = [*_approvals(today), *_dangerous(), *_options(today), *_expiries(today)]
    return sorted(found, key=lambda a: ("bad", "warn", "here").index(a.tone))


def _approvals(today: date) -> Iterator[Alert]:
    """Waiting for our answer; before silence counts as a yes it is said so, and after it too, for a week."""
    rows = Approval.objects.filter(decision="", due_on__range=(today - timedelta(days=7), today + ANSWER))
    for row in rows.select_related("contract__of_property").order_by("due_on")[:EACH]:
        assert row.due_on is not None  # noqa: S101 - the range above
        of = Words("{p}，{s}", "{p}, {s}").fill(p=row.product, s=row.stage_name)
        days = (row.due_on - today).days
        if row.deemed_on(today):
            heading = Words("{o}：没有答复，已视为同意", "{o}: approved by silence").fill(o=of)
        elif row.silence == "approved":
            heading = Words("{o}：{d} 前不答复就视为同意", "{o}: silence counts as a yes after {d}").fill(
                o=of, d=row.due_on.isoformat()
            )
        else:
            heading = Words("{o}：等你答复", "{o}: waits for your answer").fill(o=of)
        tone: Literal["bad", "warn"] = "bad" if days <= 1 and row.silence == "approved" else "warn"
        yield Alert(
            tone, "clock", heading, Words("{p} 送审，最晚 {d}。", "Sent by {p}; by {d}.").fill(
                p=row.contract.partner, d=row.due_on.isoformat()),
            Words("看图答复", "Look and answer"), row.get_absolute_url(), f"approval-{row.pk}",
        )  # fmt: skip


def _dangerous() -> Iterator[Alert]:
    """Contracts that are not signed and in which the check found danger."""
    rows = ContractDocument.objects.filter(state="checked", contract__signed_on=None).select_related("contract")
    for row in rows.order_by("-pk")[: EACH * 3]:
        if row.dangerous:
            yield Alert(
                "bad", "stop",
                Words("{p}的合同有 {n} 处危险条款", "The contract with {p} is dangerous in {n} places").fill(
                    p=row.contract.partner, n=row.dangerous),
                Words("《{t}》还没签，先改。", "{t} is not signed yet: have it changed.").fill(t=row.contract.title),
                Words("看哪几条", "See which clauses"), row.contract.get_absolute_url(), f"document-{row.pk}",
            )  # fmt: skip


def _options(today: date) -> Iterator[Alert]:
    rows = Option.objects.select_related("of_property").filter(start__lte=today, end__range=(today, today + NEAR))
    for row in rows.order_by("end")[:EACH]:
        assert row.end is not None  # noqa: S101 - the range above
        yield Alert(
            "warn",
            "clock",
            Words("{p}的{k}还有 {n} 天关窗", "{p}, {k}: the window closes in {n} days").fill(
                p=row.partner or "—", k=row.kind_name, n=(row.end - today).days
            ),
            Words("{i}，{g}。", "{i}: {g}.").fill(i=row.of_property.name, g=goods_of(row)),
            Words("看优先权", "See the option"),
            reverse("licensing:held", args=[row.of_property_id]),
            f"option-{row.pk}",
        )
    asked = Option.objects.select_related("of_property").filter(asked_on__isnull=False)
    asked = asked.filter(asked_on__gte=today - timedelta(days=400))
    for row in asked.order_by("asked_on")[:EACH]:
        left = (row.answer_by - today).days if row.answer_by else -1
        if 0 <= left <= ANSWER.days:
            yield Alert(
                "warn", "clock",
                Words("{p} 还有 {n} 天答复{k}", "{p} has {n} days left to answer: {k}").fill(
                    p=row.partner or "—", n=left, k=row.kind_name),
                Words("{i}，{g}。", "{i}: {g}.").fill(i=row.of_property.name, g=goods_of(row)),
                Words("看优先权", "See the option"), reverse("licensing:held", args=[row.of_property_id]),
                f"answer-{row.pk}",
            )  # fmt: skip


def _expiries(today: date) -> Iterator[Alert]:
    """Grants that end within 90 days; within 30 days it is a warning."""
    rows = Grant.objects.filter(end__range=(today, today + FAR)).select_related("of_property", "contract")
    for row in rows.order_by(F("end").asc(), "pk")[:EACH]:
        assert row.end is not None  # noqa: S101 - the range above
        left = (row.end - today).days
        sell_off = Words("到期后清货 {n} 天。", "Then {n} days of sell-off.") if row.sell_off_days else Words(
            "到期就空出来。", "Then it is free.")  # fmt: skip
        said = sell_off.fill(n=row.sell_off_days)
        of = Words(
            f"{row.of_property.name.zh}，{goods_of(row).zh}。", f"{row.of_property.name.en}: {goods_of(row).en}. "
        )
        yield Alert(
            "warn" if left <= NEAR.days else "here", "clock",
            Words("给{p}的授权还有 {n} 天到期", "The grant to {p} ends in {n} days").fill(p=row.partner, n=left),
            Words(of.zh + said.zh, of.en + said.en), Words("谈续约", "Talk of renewal"),
            row.contract.get_absolute_url() if row.contract else reverse("licensing:held", args=[row.of_property_id]),
            f"grant-{row.pk}",
        )  # fmt: skip
