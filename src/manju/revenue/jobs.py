"""Importing a large statement is work for the queue: the page may be left, the result waits on its own page."""

from __future__ import annotations

from pathlib import Path

from django.conf import settings

from manju.jobs.registry import Working, job
from manju.media.errors import MediaError
from manju.money.errors import InputError
from manju.people.models import User
from manju.revenue.importing import import_statement
from manju.revenue.models import ChannelAgreement, ColumnMap, StatementImport
from manju.words import Words


@job("revenue.import", title=Words("导入结算单", "Import a statement"), priority=10)
def import_job(
    working: Working, *, agreement_id: int, file: str, name: str, sha256: str, map_id: int | None, by_id: int
) -> None:
    """Import a file that lies in the home's inbox. Nothing happens when these bytes have been imported."""
    if StatementImport.objects.filter(sha256=sha256, withdrawn_at=None).exists():
        return
    agreement = ChannelAgreement.objects.get(pk=agreement_id)
    known = ColumnMap.objects.filter(pk=map_id).first() if map_id else None
    path = Path(settings.MEDIA_ROOT) / file
    reading = Words("逐行核对", "Reading row by row")

    def seen(rows: int) -> None:
        working.report(min(0.9, rows / (rows + 200_000)), Words("核对了 {n} 行", "{n} rows read").fill(n=rows))

    working.report(0.01, reading)
    try:
        made = import_statement(
            path, agreement.terms, by=User.objects.get(pk=by_id), name=name,
            mapping=known.mapping if known is not None else None, progress=seen,
        )  # fmt: skip
    except InputError as error:
        raise MediaError(error.code, error.message, error.hint) from error
    working.result(statement=made.row.pk)
