"""What is sealed of the log: each act as one document (JSON, keys sorted, UTF-8) that names every file by its hash."""

from __future__ import annotations

import json
from collections.abc import Sequence
from typing import Any

from manju.production.models import CreationEntry, Decision, Edit

__all__ = ["document_of_decisions", "document_of_edit", "document_of_entry"]

Json = dict[str, Any]  # Any: JSON


def document_of_entry(entry: CreationEntry) -> bytes:
    """Everything the entry says, with its references and outputs: `manju-creation/1`."""
    return _bytes({
        "format": "manju-creation/1", "entry": entry.pk, **_when(entry), **_about(entry),
        "captured_by": entry.captured_by, "heading": entry.heading, "intent": entry.intent, "prompt": entry.prompt,
        "negative_prompt": entry.negative_prompt, "model": entry.model, "model_version": entry.model_version,
        "seed": entry.seed, "parameters": entry.parameters, "tool": entry.tool, "failure": entry.failure_en,
        "references": [{"name": one.name, "sha256": one.sha256} for one in entry.references.all()],
        "outputs": [{"number": one.number, "name": one.name, "sha256": one.sha256} for one in entry.outputs.all()],
    })  # fmt: skip


def document_of_decisions(decisions: Sequence[Decision]) -> bytes:
    """Which outputs were kept or rejected, by whom, when and why: `manju-choices/1`."""
    return _bytes({
        "format": "manju-choices/1",
        "choices": [
            {
                "entry": one.output.entry_id, "output": one.output.number, "sha256": one.output.sha256,
                "kept": one.is_kept, "reason": one.reason, "by": one.by.name if one.by else "",
                "at": one.at.isoformat(),
            }
            for one in decisions
        ],
    })  # fmt: skip


def document_of_edit(edit: Edit) -> bytes:
    """What hands changed, how long it took, the file before and the file after: `manju-edit/1`."""
    return _bytes({
        "format": "manju-edit/1", "edit": edit.pk, **_when(edit), **_about(edit), "captured_by": edit.captured_by,
        "heading": edit.heading, "note": edit.note, "minutes": edit.minutes, "layers": edit.layers, "tool": edit.tool,
        "before": {"name": edit.before_name, "sha256": edit.before_sha256},
        "after": {"name": edit.after_name, "sha256": edit.after_sha256},
    })  # fmt: skip


def _when(row: CreationEntry | Edit) -> Json:
    return {
        "made_at": row.made_at.isoformat(), "made_at_from": row.time_from, "recorded_at": row.recorded_at.isoformat(),
        "by": row.by.name if row.by else "",
    }  # fmt: skip


def _about(row: CreationEntry | Edit) -> Json:
    episode = row.episode
    return {
        "property": row.of_property.name_zh, "character": row.character, "asset": row.asset,
        "episode": f"{episode.season.work.title_zh} {episode.season.number}-{episode.number}" if episode else "",
    }  # fmt: skip


def _bytes(document: Json) -> bytes:
    return json.dumps(document, ensure_ascii=False, sort_keys=True, indent=1).encode()
