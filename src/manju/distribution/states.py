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
    "c2pa": Words("内容凭证", "Content credentials"),
}
UNITS: Final[dict[str, str]] = {
    "loudness": "LUFS", "true_peak": "dBTP", "duration": "s", "av_offset": "s", "black": "s", "frozen": "s",
    "silence": "s", "blur": "×",
}  # fmt: skip

PASSED = Look("", "tick", Words("通过", "passed"))
FAILED = Look("bad", "cross", Words("未过", "failed"))
UNDECIDED = Look("wait", "clock", Words("不适用或未定", "not applicable or undecided"))
VERDICTS: Final[dict[bool | None, Look]] = {True: PASSED, False: FAILED, None: UNDECIDED}


@dataclass(frozen=True, slots=True)
class CheckRow:
    """One line of the quality check as people read it."""

    code: str
    name: Words
    look: Look
    value: str | Words
    limit: str | Words
    spans: tuple[tuple[float, float], ...]
    note: Words | None

    @property
    def why(self) -> Words:
        """What is wrong, in a sentence: the check's own note, else what was measured against what is asked for."""
        if self.note:
            return self.note
        return Words("是 {v}，应为 {l}。", "It is {v} and should be {l}.").fill(v=self.value, l=self.limit)


def check_rows(qc: dict[str, Any]) -> list[CheckRow]:
    """The stored report of a deliverable, in plain names; empty before the file was read back."""
    return [_check_row(c) for c in qc.get("checks", [])]


def _check_row(check: dict[str, Any]) -> CheckRow:
    code = check["name"]
    look = VERDICTS[check.get("ok")]
    return CheckRow(
        code=code,
        name=CHECKS.get(code, Words(code, code)),
        look=look,
        value=_said(code, check.get("value")),
        limit=_said(code, check.get("limit")),
        spans=tuple((s["start_s"], s["end_s"]) for s in check.get("spans", [])),
        note=Words(**check["note"]) if check.get("note") else None,
    )


VALUES: Final[dict[str, Words]] = {
    "another picture": Words("不是这部母版", "Not this master"),
    "damaged": Words("有损坏", "Damaged"),
    "silent": Words("全片无声", "Silent"),
    "no audio": Words("没有音轨", "No audio track"),
    "one channel": Words("一侧没有声音", "One channel only"),
    "not_applicable": Words("不适用", "Not applicable"),
    "inconclusive": Words("未定，请人看一眼", "Undecided: have a person look"),
    "absent": Words("没有", "Absent"),
    "compliant": Words("合规", "Compliant"),
    "noncompliant": Words("不合规", "Not compliant"),
    "not_found": Words("没有", "Not found"),
    "valid": Words("签名有效，字节未改，证书已换过", "Signed and unchanged; by an earlier certificate"),
    "trusted": Words("签名有效，字节未改", "Signed and unchanged"),
    "no frames": Words("没有画面", "No frames"),
}


PHRASES: Final[tuple[tuple[str, str], ...]] = (
    (" of the shorter side, from 0 s for ", " 短边，从 0 秒起至少 "),
    (" s, in the safe zone", " 秒，在安全区内"),
    (" s, master ", " 秒，母版 "),
    ("(worst ", "（最差 "),
    (") ", "） "),
    ("),", "），"),
    (" of frames match", " 的画面一致"),
    ("left ", "左 "),
    ("; top ", "，上 "),
    ("; right ", "，右 "),
    ("; bottom ", "，下 "),
)
"""How the quality check's own limits, which are written for machines, are said in Chinese."""


def _said(code: str, value: object) -> str | Words:
    """A measured value or limit with its unit, as people read it."""
    if value is None:
        return "—"
    if code == "size" and isinstance(value, int | float):
        return file_size(int(value))
    if isinstance(value, int | float):
        return f"{value:g} {UNITS.get(code, '')}".strip().replace("-", "−")
    text = str(value)
    if text in VALUES:
        return VALUES[text]
    zh = text
    for en_part, zh_part in PHRASES:
        zh = zh.replace(en_part, zh_part)
    return Words(zh, text)


def file_size(count: int) -> str:
    """Bytes as the platforms say them: whole gibibytes are their "GB", all else is decimal.

    >>> file_size(4 * 2**30), file_size(2_300_000), file_size(5 * 2**20)
    ('4 GB', '2.3 MB', '5 MB')
    """
    for unit, step in (("GB", 2**30), ("MB", 2**20)):
        if count >= step and count % step == 0:
            return f"{count // step} {unit}"
    for unit, step in (("GB", 10**9), ("MB", 10**6), ("KB", 10**3)):
        if count >= step:
            return f"{count / step:.1f} {unit}"
    return f"{count} B"
