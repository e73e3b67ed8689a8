"""What things are called here: kinds of evidence, origins, states of a seal, what an authority did wrong."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final, Literal, get_args

from manju.words import Words

__all__ = [
    "CODES", "GIVEN", "KINDS", "OCCASIONS", "ORIGINS", "ORIGIN_NAMES", "STATES", "Look", "Origin", "State", "call_kind",
    "kind_name",
]  # fmt: skip

Origin = Literal["drawn", "generated", "edited", "written", "rendered", "imported"]
ORIGINS: Final[tuple[str, ...]] = get_args(Origin)
ORIGIN_NAMES: Final[dict[str, Words]] = {
    "drawn": Words("手绘", "Drawn"),
    "generated": Words("AI 生成", "Generated"),
    "edited": Words("人手修改", "Edited by hand"),
    "written": Words("撰写", "Written"),
    "rendered": Words("渲染", "Rendered"),
    "imported": Words("外来文件", "Brought in"),
}

GIVEN: Final = "given"
"""Files handed over on the command line: each counts as often as it is given."""

KINDS: Final[dict[str, Words]] = {
    "script": Words("剧本", "Script"),
    "storyboard": Words("分镜", "Storyboard"),
    "generation": Words("生成图", "Generation"),
    "edit": Words("修改稿", "Edit"),
    "bible": Words("IP 圣经", "Bible"),
    "master": Words("母版", "Master"),
    "trace_report": Words("追踪报告", "Trace report"),
    "registration": Words("登记材料", "Registration"),
    "other": Words("其他", "Other"),
    GIVEN: Words("交来的文件", "File handed in"),
}


def call_kind(kind: str, name: Words) -> None:
    """Give a further kind of evidence its name; the room that records it does so when it is set up.

    Raises:
        ValueError: the kind has another name already.
    """
    if KINDS.setdefault(kind, name) != name:
        raise ValueError(f"the kind {kind} has a name already")


def kind_name(kind: str) -> Words:
    """The name of a kind, also of one whose room is gone.

    >>> str(kind_name("script"))
    '剧本'
    """
    return KINDS.get(kind, KINDS["other"])


State = Literal["waiting", "queued", "own_log", "authority"]


@dataclass(frozen=True, slots=True)
class Look:
    """How a state is shown: tone, icon and word together, never one alone."""

    tone: str
    icon: str
    word: Words


STATES: Final[dict[State, Look]] = {
    "waiting": Look("", "clock", Words("等今天封存", "To be sealed today")),
    "queued": Look("warn", "clock", Words("已封存，等时间戳", "Sealed here, timestamp to come")),
    "own_log": Look("", "tick", Words("已记入自家日志", "In the studio's own log")),
    "authority": Look("good", "tick", Words("时间戳机构已盖章", "Stamped by an authority")),
}

OCCASIONS: Final[dict[str, Words]] = {
    "daily": Words("每日封存", "Daily seal"),
    "publish": Words("发布时封存", "Sealed on publishing"),
    "given": Words("命令行封存", "Sealed by command"),
}

CODES: Final[dict[str, Words]] = {
    "nonce": Words("答的不是这一次的请求", "It did not answer this request"),
    "imprint": Words("盖的不是我们送去的摘要", "It stamped another digest than ours"),
    "certificate": Words("证书不对", "Its certificate will not do"),
    "expired": Words("证书已过期", "Its certificate has expired"),
    "rejected": Words("拒绝了请求", "It rejected the request"),
    "malformed": Words("回复读不懂", "Its answer cannot be read"),
    "http": Words("服务器报错", "Its server reported an error"),
    "timeout": Words("20 秒内没有答完", "It did not answer within 20 seconds"),
    "unreachable": Words("连不上", "It cannot be reached"),
}
