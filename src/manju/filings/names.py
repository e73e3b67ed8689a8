"""How registrations and filings are said: kinds, states, what may come after what."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

from manju.filings.rules.fees import Basis
from manju.words import Words

__all__ = [
    "BASIS_OF", "BEGUN", "CERTIFICATES", "FILED", "FILING_NEXT", "KINDS", "MEASURES", "REGISTERED",
    "REGISTRATION_NEXT", "Look", "due_look",
]  # fmt: skip


@dataclass(frozen=True, slots=True)
class Look:
    """A state as it is shown: tone of the badge, icon, word. Never colour alone."""

    tone: str
    icon: str
    word: Words


KINDS: Final[dict[str, Words]] = {
    "audiovisual": Words("视听作品", "Audiovisual work"),
    "script": Words("剧本（文字作品）", "Script (text)"),
    "art": Words("美术作品（角色设计）", "Art (character design)"),
    "series": Words("系列作品", "Series"),
}
CERTIFICATES: Final[dict[str, Words]] = KINDS | {"foreign": Words("境外登记", "Registered abroad")}
BASIS_OF: Final[dict[str, Basis]] = {"audiovisual": "audiovisual", "script": "text", "art": "art"}
MEASURES: Final[dict[str, Words]] = {
    "audiovisual": Words("时长（秒）", "Length (seconds)"),
    "text": Words("字数", "Characters"),
    "art": Words("件", "Works"),
}

BEGUN: Final = Words("开始办", "Begun")
"""The first line of a history."""

REGISTERED: Final[dict[str, Look]] = {
    "draft": Look("", "file", Words("在填", "Draft")),
    "filed": Look("warn", "clock", Words("已提交", "Filed")),
    "returned": Look("bad", "turn", Words("要补正", "Returned")),
    "accepted": Look("warn", "clock", Words("已受理", "Accepted")),
    "certified": Look("good", "tick", Words("已发证", "Registered")),
    "withdrawn": Look("", "cross", Words("不办了", "Withdrawn")),
}
REGISTRATION_NEXT: Final[dict[str, tuple[str, ...]]] = {
    "draft": ("filed", "withdrawn"),
    "filed": ("accepted", "returned", "withdrawn"),
    "returned": ("filed", "withdrawn"),
    "accepted": ("certified", "returned", "withdrawn"),
    "certified": (),
    "withdrawn": (),
}

FILED: Final[dict[str, Look]] = {
    "draft": Look("warn", "file", Words("没有备案号", "No number yet")),
    "submitted": Look("warn", "clock", Words("已报送", "Submitted")),
    "returned": Look("bad", "turn", Words("退回修改", "Returned")),
    "approved": Look("good", "tick", Words("有备案号", "Has its number")),
}
FILING_NEXT: Final[dict[str, tuple[str, ...]]] = {
    "draft": ("submitted",),
    "submitted": ("returned",),
    "returned": ("submitted",),
    "approved": ("returned",),
}


def due_look(days_left: int) -> Look:
    """How the day by which an office should have decided is shown.

    >>> due_look(3).word.en, due_look(0).tone, due_look(-2).word.en
    ('3 days left', 'bad', '2 days past')
    """
    if days_left < 0:
        return Look(
            "bad", "stop", Words(f"过了 {-days_left} 天", f"{-days_left} day{'s' if days_left < -1 else ''} past")
        )
    if days_left == 0:
        return Look("bad", "clock", Words("今天到期", "Due today"))
    word = Words(f"剩 {days_left} 天", f"{days_left} day{'s' if days_left > 1 else ''} left")
    return Look("warn" if days_left <= 7 else "", "clock", word)
