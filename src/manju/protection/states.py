"""How cases, findings and dates are said, and what may happen in a case after what."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

from manju.words import Words


@dataclass(frozen=True, slots=True)
class Look:
    """A state as it is shown: tone of the badge, icon, word. Never colour alone."""

    tone: str
    icon: str
    word: Words


@dataclass(frozen=True, slots=True)
class Event:
    """Something that happens in a case, and the state it leads to; None: the state stays."""

    word: Words
    to: str | None


CASE: Final[dict[str, Look]] = {
    "open": Look("warn", "clock", Words("待投诉", "To be filed")),
    "filed": Look("warn", "clock", Words("已投诉", "Filed")),
    "down": Look("good", "tick", Words("已下架", "Taken down")),
    "disputed": Look("bad", "stop", Words("对方有异议", "Disputed")),
    "restored": Look("bad", "warn", Words("又恢复了", "Back up")),
    "closed": Look("", "tick", Words("已结案", "Closed")),
}

OUTCOMES: Final[dict[str, Look]] = {
    "removed": Look("good", "tick", Words("结案：已下架", "Closed: taken down")),
    "settled": Look("good", "tick", Words("结案：和解", "Closed: settled")),
    "licensed": Look("good", "tick", Words("结案：改为授权", "Closed: licensed")),
    "dropped": Look("", "cross", Words("结案：不追了", "Closed: dropped")),
    "mistaken": Look("", "cross", Words("结案：弄错了", "Closed: mistaken")),
}

EVENTS: Final[dict[str, Event]] = {
    "found": Event(Words("发现", "Found"), None),
    "filed": Event(Words("已向平台投诉", "Filed with the platform"), "filed"),
    "asked": Event(Words("平台要求补材料", "The platform asks for more"), None),
    "down": Event(Words("已下架", "Taken down"), "down"),
    "dispute": Event(Words("收到 Content ID 异议", "Content ID dispute received"), "disputed"),
    "appeal": Event(Words("收到 Content ID 申诉", "Content ID appeal received"), "disputed"),
    "counter_notice": Event(Words("收到反通知", "Counter notice received"), "disputed"),
    "answered": Event(Words("已答复异议或已起诉", "Dispute answered, or action filed"), "filed"),
    "restored": Event(Words("内容又恢复了", "The content is back up"), "restored"),
    "closed": Event(Words("结案", "Closed"), "closed"),
    "reopened": Event(Words("重开", "Reopened"), "open"),
}

MAY_HAPPEN: Final[dict[str, tuple[str, ...]]] = {
    "open": ("filed", "down"),
    "filed": ("down", "asked", "dispute", "appeal", "counter_notice", "restored"),
    "down": ("dispute", "appeal", "counter_notice", "restored"),
    "disputed": ("answered", "down", "appeal", "counter_notice", "restored"),
    "restored": ("filed", "down", "counter_notice"),
    "closed": ("reopened",),
}
"""From a state, the events that people may write down; closing has a form of its own."""

MEETS: Final[dict[str, tuple[str, ...]]] = {
    "down": ("look_again",),
    "answered": ("content_id_dispute", "content_id_appeal", "dmca_counter_notice", "cn_counter_notice"),
    "filed": ("look_again",),
}
"""The dates that an event meets: what was due is done."""

FINDING: Final[dict[str, Look]] = {
    "received": Look("", "clock", Words("追踪中", "Being traced")),
    "refused": Look("bad", "stop", Words("没法追踪", "Cannot be traced")),
}

STOPPED: Final[dict[str, Look]] = {
    "failed": Look("bad", "cross", Words("没追成", "Trace failed")),
    "cancelled": Look("", "stop", Words("已取消", "Cancelled")),
}

VERDICTS: Final[dict[str, Look]] = {
    "copy": Look("here", "tick", Words("找到副本", "Copy named")),
    "work": Look("warn", "tick", Words("是我们的作品", "Our work")),
    "nothing": Look("", "cross", Words("不在片库", "Not in the catalogue")),
}


def deadline_look(days_left: int, *, met: bool) -> Look:
    """How a date is shown: done, past, near, or far.

    >>> deadline_look(3, met=False).word.en, deadline_look(-2, met=False).tone, deadline_look(40, met=False).tone
    ('3 days left', 'bad', '')
    """
    if met:
        return Look("good", "tick", Words("已办", "Done"))
    if days_left < 0:
        past = Words("过了 {n} 天", "{n} days past").fill(n=-days_left)
        return Look("bad", "stop", Words("过了 1 天", "1 day past") if days_left == -1 else past)
    if days_left == 0:
        return Look("bad", "clock", Words("今天到期", "Due today"))
    left = Words("剩 {n} 天", "{n} days left").fill(n=days_left)
    tone = "warn" if days_left <= 7 else ""
    return Look(tone, "clock", Words("剩 1 天", "1 day left") if days_left == 1 else left)
