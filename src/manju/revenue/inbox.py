"""A statement dropped on the page: kept, looked at, its columns found or asked for, its import started."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Mapping
from dataclasses import dataclass
from itertools import islice
from typing import Any, Final

from django.core.files.uploadedfile import UploadedFile

from manju.catalogue import inbox
from manju.catalogue.inbox import Dropped, again
from manju.jobs.actions import start
from manju.jobs.models import Job
from manju.money.amounts import shown
from manju.money.documents import parse_json, read_document
from manju.money.errors import InputError
from manju.money.revenue.agreement import Agreement
from manju.money.revenue.columns import NAMES, columns_of
from manju.money.revenue.statements import look_at
from manju.money.tables import open_table
from manju.people.models import User
from manju.revenue.importing import refuse_duplicate
from manju.revenue.jobs import import_job
from manju.revenue.models import ChannelAgreement, ColumnMap
from manju.words import Words

__all__ = ["COLUMN_WORDS", "NEEDED", "Asked", "Dropped", "again", "begin", "header_of", "read_agreement", "take"]

EXAMPLES: Final = 3
NEEDED: Final = ("date", "title", "paid", "gross", "refunds", "currency", "episode")
COLUMN_WORDS: Final[dict[str, Words]] = {
    "date": Words("日期", "Date"), "title": Words("剧名", "Title"), "episode": Words("集", "Episode"),
    "gross": Words("总额", "Gross"), "refunds": Words("退款", "Refunds"), "net": Words("净额", "Net"),
    "paid": Words("付给我们的", "Paid to us"), "currency": Words("币种", "Currency"),
    "minutes": Words("分钟", "Minutes"), "paid_on": Words("付款日期", "Paid on"), "kind": Words("收入类型", "Kind"),
}  # fmt: skip


def take(upload: UploadedFile[Any]) -> Dropped:
    """Keep an uploaded statement in the inbox; `Any`: whatever kind of file object Django made."""
    return inbox.take(upload, usual_name="statement")


def begin(
    dropped: Dropped, agreement: ChannelAgreement, *, by: User, mapping: Mapping[str, str] | None = None
) -> Job:  # fmt: skip
    """Look at the file, remember its columns, start its import.

    Raises:
        InputError: `duplicate_file`, `mapping_needed` and what else can be wrong with a file.
    """
    refuse_duplicate(dropped.sha256)
    known = None
    if mapping is None:
        known = _remembered(dropped, agreement.channel)
        mapping = known.mapping if known is not None else None
    statement = look_at(dropped.path, currency=agreement.terms.currency, mapping=mapping, name=dropped.name,
                        unread=agreement.terms.unread)  # fmt: skip
    if statement.columns is not None:
        known, _ = ColumnMap.objects.update_or_create(
            channel=agreement.channel, header_sha256=_header_mark(statement.header),
            defaults={"mapping": statement.mapped},
        )  # fmt: skip
    return start(
        import_job, by=by, key=f"statement:{dropped.sha256}",
        title=Words("导入结算单：{n}", "Import the statement: {n}").fill(n=dropped.name),
        params={"agreement_id": agreement.pk, "file": dropped.file, "name": dropped.name, "sha256": dropped.sha256,
                "map_id": known.pk if known is not None else None, "by_id": by.pk},
    )  # fmt: skip


@dataclass(frozen=True, slots=True)
class Asked:
    """What the form for columns shows: the file's headers with examples from its first rows, and what was found."""

    examples: dict[str, str]  # header -> its first cells
    found: dict[str, str]  # our name -> header, empty where none

    @property
    def missing(self) -> list[Words]:
        """What a statement needs and nothing was found for."""
        names = [name for name in ("date", "title") if not self.found[name]]
        if not any(self.found[name] for name in ("gross", "net", "paid", "minutes")):
            names.append("paid")
        return [COLUMN_WORDS[name] for name in names]


def header_of(dropped: Dropped, mapping: Mapping[str, str] | None = None) -> Asked:
    """The columns of a file and what was recognised of them, or chosen already."""
    with open_table(dropped.path) as table:
        first = list(islice(table.rows, EXAMPLES))
        examples = {}
        for place, name in enumerate(table.header):
            cells = [row.cells[place].strip() for row in first if place < len(row.cells)]
            if name:
                examples[name] = shown(", ".join(cell for cell in cells if cell))
        try:
            found = columns_of(table.header).named(table.header)
        except InputError:
            found = {}
    return Asked(examples, {name: (mapping or found).get(name, "") for name in NAMES})


def read_agreement(text: str) -> Agreement:
    """An agreement as JSON text.

    Raises:
        InputError: it says what is wrong.
    """
    found: Agreement = read_document(Agreement, parse_json(text))
    return found


def _remembered(dropped: Dropped, channel: str) -> ColumnMap | None:
    try:
        with open_table(dropped.path) as table:
            mark = _header_mark(table.header)
    except InputError:
        return None
    return ColumnMap.objects.filter(channel=channel, header_sha256=mark).first()


def _header_mark(header: tuple[str, ...]) -> str:
    return hashlib.sha256(json.dumps(header, ensure_ascii=False).encode()).hexdigest()
