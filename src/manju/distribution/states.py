"""How the states of deliverables, checks and publications are said, and which publication may become which."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any, Final

from manju.words import Words


@dataclass(frozen=True, slots=True)
class Look:
    """A state as it is shown: tone of the badge, icon, word. Never colour alone."""

    tone: str
    icon: str
    word: Words


DELIVERABLE: Final[dict[str, Look]] = {
    "queued": Look("", "clock", Words("排队", "Queued")),
    "rendering": Look("", "turn", Words("渲染中", "Rendering")),
    "passed": Look("good", "tick", Words("可交付", "Ready")),
    "failed_check": Look("bad", "stop", Words("质检未过", "Check failed")),
    "failed": Look("bad", "cross", Words("没做成", "Failed")),
    "cancelled": Look("", "stop", Words("已取消", "Cancelled")),
}
OPEN: Final = ("queued", "rendering")

PUBLICATION: Final[dict[str, Look]] = {
    "planned": Look("", "clock", Words("已排期", "Planned")),
    "posted": Look("", "up", Words("已发出", "Posted")),
    "in_review": Look("warn", "clock", Words("审核中", "In review")),
    "live": Look("good", "tick", Words("已上线", "Live")),
    "rejected": Look("bad", "stop", Words("被退回", "Rejected")),
    "withdrawn": Look("", "cross", Words("已撤下", "Withdrawn")),
}

MAY_BECOME: Final[dict[str, tuple[str, ...]]] = {
    "planned": ("posted", "withdrawn"),
    "posted": ("in_review", "live", "rejected", "withdrawn"),
    "in_review": ("live", "rejected", "withdrawn"),
    "live": ("rejected", "withdrawn"),
    "rejected": ("posted", "withdrawn"),
    "withdrawn": (),
}
"""From state to the states that may follow. A platform may take a live film down: live -> rejected."""

CHECKS: Final[dict[str, Words]] = {
    "size": Words("文件大小", "File size"),
    "profile": Words("画幅与编码", "Picture and codec"),
    "duration": Words("时长", "Length"),
    "loudness": Words("响度", "Loudness"),
    "true_peak": Words("峰值", "True peak"),
    "label_visible": Words("可见 AI 标识", "Visible AI label"),
    "label_metadata": Words("隐式 AI 标识", "AI label in the file"),
    "black": Words("黑场", "Black picture"),
    "frozen": Words("静帧", "Frozen picture"),
    "blur": Words("模糊", "Blur"),
    "silence": Words("无声", "Silence"),
    "clipping": Words("削波", "Clipping"),
    "av_offset": Words("声画同步", "Sound in step"),
    "watermark": Words("水印", "Watermark"),
    "picture_match": Words("与母版一致", "Matches the master"),
    "subtitle_safe": Words("字幕位置", "Subtitle position"),
}
UNITS: Final[dict[str, str]] = {"loudness": "LUFS", "true_peak": "dBTP", "duration": "s"}

PASSED = Look("", "tick", Words("通过", "passed"))
FAILED = Look("bad", "cross", Words("未过", "failed"))
UNDECIDED = Look("wait", "clock", Words("不适用或未定", "not applicable or undecided"))


@dataclass(frozen=True, slots=True)
class CheckRow:
    """One line of the quality check as people read it."""

    name: Words
    look: Look
    value: object
    limit: object
    unit: str
    spans: tuple[tuple[float, float], ...]
    note: Words | None
    is_bytes: bool


def check_rows(qc: dict[str, Any]) -> list[CheckRow]:
    """The stored report of a deliverable, in plain names; empty before the file was read back."""
    return [_check_row(c) for c in qc.get("checks", [])]


def _check_row(check: dict[str, Any]) -> CheckRow:
    code = check["name"]
    look = {True: PASSED, False: FAILED}.get(check["ok"], UNDECIDED)
    return CheckRow(
        name=CHECKS.get(code, Words(code, code)),
        look=look,
        value=_said(check["value"]),
        limit=_said(check["limit"]),
        unit=UNITS.get(code, "") if isinstance(check["value"], int | float) else "",
        spans=tuple((s["start_s"], s["end_s"]) for s in check.get("spans", [])),
        note=Words(**check["note"]) if check.get("note") else None,
        is_bytes=code == "size",
    )


VALUES: Final[dict[str, Words]] = {
    "not_applicable": Words("不适用", "Not applicable"),
    "inconclusive": Words("未定，请人看一眼", "Undecided: have a person look"),
    "absent": Words("没有", "Absent"),
    "compliant": Words("合规", "Compliant"),
    "noncompliant": Words("不合规", "Not compliant"),
    "not_found": Words("没有", "Not found"),
    "no frames": Words("没有画面", "No frames"),
}


def _said(value: object) -> object:
    if isinstance(value, float):
        return f"{value:g}".replace("-", "−")
    return VALUES.get(value, value) if isinstance(value, str) else value
