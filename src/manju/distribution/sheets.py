"""Publications as a CSV sheet for the person who uploads, safe to open in a spreadsheet."""

from __future__ import annotations

import csv
from collections.abc import Iterable
from datetime import datetime
from io import StringIO
from typing import Final

from django.utils import timezone

from manju.distribution.models import Publication
from manju.words import say

BOM: Final = "\ufeff"  # spreadsheets take a file without it for the machine's old encoding


def publications_csv(rows: Iterable[Publication]) -> str:
    """One line per publication, heads and states in the reader's language."""
    out = StringIO()
    writer = csv.writer(out, lineterminator="\r\n")
    writer.writerow([
        say("编号", "Number"), say("渠道", "Channel"), say("账号", "Account"), say("作品", "Work"),
        say("集", "Episode"),
        say("计划", "Planned"), say("发出", "Posted"), say("状态", "State"), say("链接", "Address"),
        say("备案号", "Filing number"), say("退回理由", "Rejection"),
    ])  # fmt: skip
    for p in rows:
        episode = p.deliverable.episode
        cells = [
            p.pk, p.account.channel_name, p.account.handle, episode.season.work.title, episode.number,
            _moment(p.planned_for), _moment(p.posted_at), p.look.word, p.url, p.filing_number, p.rejection,
        ]  # fmt: skip
        writer.writerow([plain(str(c)) for c in cells])
    return BOM + out.getvalue()


def plain(text: str) -> str:
    """A cell that a spreadsheet reads as text: what would begin a formula gets an apostrophe before it.

    >>> plain("=HYPERLINK(1)"), plain("-2+3"), plain("长夜灯")
    ("'=HYPERLINK(1)", "'-2+3", '长夜灯')
    """
    bare = text.lstrip(" \u3000")
    return f"'{text}" if bare[:1] in {"=", "+", "-", "@", "\t", "\r", "\n", "＝", "＋", "－", "＠"} else text


def _moment(value: datetime | None) -> str:
    return f"{timezone.localtime(value):%Y-%m-%d %H:%M}" if value else ""
