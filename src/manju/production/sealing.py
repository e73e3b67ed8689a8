"""Handing what was written to the seals: each act as a document, each file by its hash, with the time it was made."""

from __future__ import annotations

from collections.abc import Sequence

from manju.production.models import CreationEntry, Decision, Edit, PaperVersion
from manju.production.records import document_of_decisions, document_of_edit, document_of_entry

__all__ = ["seal_decisions", "seal_edit", "seal_entry", "seal_version"]


def seal_version(version: PaperVersion) -> None:
    """A version of a script or storyboard."""


def seal_entry(entry: CreationEntry) -> None:
    """An act of creation: its record, and every file that came out."""
    document_of_entry(entry)


def seal_decisions(decisions: Sequence[Decision]) -> None:
    """What was kept and rejected."""
    document_of_decisions(decisions)


def seal_edit(edit: Edit) -> None:
    """An edit: its record, and the file after it."""
    document_of_edit(edit)
