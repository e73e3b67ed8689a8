"""Publications as a CSV sheet for the person who uploads, safe to open in a spreadsheet."""

from __future__ import annotations

import csv
from collections.abc import Iterable
from datetime import datetime
from io import StringIO

from django.utils import timezone

from manju.distribution.models import Publication
from manju.money.cells import BOM, plain
from manju.words import say


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


def _moment(value: datetime | None) -> str:
    return f"{timezone.localtime(value):%Y-%m-%d %H:%M}" if value else ""
