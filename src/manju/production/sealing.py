"""Handing what was written to the seals: each act as a document, each file by its hash, with the time it was made."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any, Final

from manju.production.models import CreationEntry, Decision, Edit, PaperVersion
from manju.production.records import document_of_decisions, document_of_edit, document_of_entry
from manju.seals.names import call_kind
from manju.seals.recording import record, record_bytes
from manju.words import Words

__all__ = ["CHOICE", "seal_decisions", "seal_edit", "seal_entry", "seal_version"]

CHOICE: Final = "choice"
call_kind(CHOICE, Words("取舍", "Choices"))


def seal_version(version: PaperVersion) -> None:
    """A version of a script or storyboard."""
    paper = version.paper
    record(
        version.path, name=version.original_name, title=f"{paper.title} v{version.number}", kind=paper.kind,
        origin="drawn" if version.reads_as == "picture" else "written", author=version.by.name if version.by else "",
        made_at=version.made_at, of_property=paper.of_property, link=version.get_absolute_url(), by=version.by,
    )  # fmt: skip


def seal_entry(entry: CreationEntry) -> None:
    """An act of creation: its record, every file that came out, and every file that went in."""
    outputs = list(entry.outputs.all())
    facts = _facts(entry)
    record_bytes(
        document_of_entry(entry), name=f"creation-{entry.pk}.json", title=str(entry), kind="generation",
        origin="generated" if outputs else "written", **facts,
    )  # fmt: skip
    for one in outputs:
        record(one.path, name=one.name, title=str(entry), kind="generation", origin="generated", **facts)
    for given in entry.references.all():
        record(given.path, name=given.name, title=str(entry), kind="generation",
               origin="imported" if outputs else "drawn", **facts)  # fmt: skip


def seal_decisions(decisions: Sequence[Decision]) -> None:
    """What was kept and rejected, as one document per entry."""
    for entry in dict.fromkeys(one.output.entry for one in decisions):
        mine = [one for one in decisions if one.output.entry_id == entry.pk]
        by = mine[0].by
        record_bytes(
            document_of_decisions(mine), name=f"choices-{mine[0].pk}.json", title=str(entry), kind=CHOICE,
            origin="written", author=by.name if by else "", made_at=mine[0].at, of_property=entry.of_property,
            link=entry.get_absolute_url(), by=by,
        )  # fmt: skip


def seal_edit(edit: Edit) -> None:
    """An edit: its record, and the file after it."""
    facts = _facts(edit)
    record_bytes(
        document_of_edit(edit), name=f"edit-{edit.pk}.json", title=str(edit), kind="edit", origin="edited", **facts
    )
    record(edit.after_path, name=edit.after_name, title=str(edit), kind="edit", origin="edited", **facts)


def _facts(row: CreationEntry | Edit) -> dict[str, Any]:  # Any: arguments of `record`
    return {
        "author": row.by.name if row.by else "", "made_at": row.made_at, "of_property": row.of_property,
        "link": row.get_absolute_url(), "by": row.by,
    }  # fmt: skip
