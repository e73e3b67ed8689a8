"""Times as people read and type them in the editor: minutes, seconds, thousandths."""

from __future__ import annotations

import re

from manju.localisation.changing import Refused
from manju.words import Words


def clock_of(ms: int) -> str:
    """`01:02.500`; hours only where there are any.

    >>> clock_of(62_500), clock_of(3_723_004)
    ('01:02.500', '1:02:03.004')
    """
    hours, rest = divmod(ms, 3_600_000)
    minutes, rest = divmod(rest, 60_000)
    tail = f"{minutes:02}:{rest // 1000:02}.{rest % 1000:03}"
    return f"{hours}:{tail}" if hours else tail


def ms_of(typed: str) -> int:
    """What somebody typed as a time: `62.5`, `1:02.5`, `0:01:02,500`.

    >>> ms_of("62.5"), ms_of("1：02，5"), ms_of("1:00:00")
    (62500, 62500, 3600000)

    Raises:
        Refused: `time_unreadable`.
    """
    text = typed.strip().replace("：", ":").replace("，", ".").replace(",", ".")
    match = re.fullmatch(r"(?:(?:(\d{1,2}):)?(\d{1,3}):)?(\d{1,5})(?:\.(\d{1,3}))?", text)
    if match is None:
        raise Refused("time_unreadable", Words("时间写成 01:02.500 这样。", "Write a time like 01:02.500."))
    hours, minutes, seconds, fraction = match.groups()
    return ((int(hours or 0) * 60 + int(minutes or 0)) * 60 + int(seconds)) * 1000 + int(
        (fraction or "0").ljust(3, "0")
    )
