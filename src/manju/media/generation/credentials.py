"""Content credentials (C2PA) of a picture: who claims to have made it, and how. Read only where the extra is there."""

from __future__ import annotations

import json
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from manju.words import Words

__all__ = ["Credentials", "read_c2pa"]


@dataclass
class Credentials:
    """Tool, facts as plain JSON (`Any`), and what could not be read."""

    tool: str = ""
    facts: dict[str, Any] = field(default_factory=dict)
    notes: list[Words] = field(default_factory=list)


def read_c2pa(path: Path) -> Credentials:
    """The active manifest: generator, source type, software agents, and what its signature check says."""
    try:
        import c2pa
    except ImportError:
        return Credentials(notes=[
            Words("文件带有 C2PA 凭证；要读它，装上 manju[c2pa]。",
                  "The file carries C2PA credentials; install manju[c2pa] to read them.")
        ])  # fmt: skip
    try:
        with c2pa.Reader(str(path)) as reader:
            store = json.loads(reader.json())
    except (c2pa.C2paError, ValueError, OSError):
        return Credentials(notes=[Words("C2PA 凭证读不出来。", "The C2PA credentials cannot be read.")])
    manifest = store.get("manifests", {}).get(store.get("active_manifest", ""), {})
    actions = [
        action for one in manifest.get("assertions", ()) if str(one.get("label", "")).startswith("c2pa.actions")
        for action in one.get("data", {}).get("actions", ())
    ]  # fmt: skip
    agents = [_agent(action.get("softwareAgent")) for action in actions]
    info = manifest.get("claim_generator_info") or [{}]
    tool = (
        next((a for a in agents if a), "") or str(info[0].get("name", "")) or str(manifest.get("claim_generator", ""))
    )
    signed = manifest.get("signature_info", {})
    facts = {
        "tool": tool, "title": manifest.get("title", ""), "signed_by": signed.get("issuer", ""),
        "signed_at": signed.get("time", ""), "state": store.get("validation_state", ""),
        "sources": [action["digitalSourceType"] for action in actions if "digitalSourceType" in action],
        "actions": [action.get("action", "") for action in actions],
    }  # fmt: skip
    return Credentials(tool, {k: v for k, v in facts.items() if v})


def _agent(value: object) -> str:
    if isinstance(value, dict):
        return str(value.get("name", ""))
    return str(value or "")
