"""Scripts as they are read: scenes for the page, a Final Draft file as Fountain, what contradicts the bible."""

from __future__ import annotations

from pathlib import Path

from manju.bible.reading import draft, has_draft
from manju.catalogue.models import Property
from manju.money.errors import InputError
from manju.story.continuity import Finding, check
from manju.story.fountain import read_fountain
from manju.story.preview import ShownScene, preview
from manju.story.script import Kind, Script
from manju.story.script_file import load_script

__all__ = ["as_fountain", "looked_at", "script_of"]


def script_of(path: Path) -> Script | None:
    """The script that a file holds, Fountain or Final Draft; None when it is none."""
    try:
        return load_script(path)
    except InputError:
        return None


def looked_at(of_property: Property, script: Script | str) -> tuple[list[ShownScene], list[Finding]]:
    """A script's scenes for the page, and what in it contradicts the property's bible (nothing while there is none)."""
    read = read_fountain(script) if isinstance(script, str) else script
    findings = check(read, draft(of_property)) if has_draft(of_property) else []
    return preview(read, findings), findings


def as_fountain(script: Script) -> str:
    """A script written as Fountain: what was read from Final Draft goes on being written as text.

    >>> as_fountain(read_fountain("INT. DOCK - DAY\\n\\nMARA\\nNo.\\n"))
    '.INT. DOCK - DAY\\n\\n@MARA\\nNo.\\n'
    """
    out = [f"{key}: {value}" for key, value in script.title_page]
    before: Kind | None = None
    spoken = (Kind.PARENTHETICAL, Kind.DIALOGUE, Kind.LYRIC)
    for element in script.elements:
        close = element.kind in spoken and before in (Kind.CUE, *spoken)
        if out and not close:
            out.append("")
        out.append(_marked(element.kind, element.text, element.depth))
        before = element.kind
    return "\n".join(out) + "\n"


def _marked(kind: Kind, text: str, depth: int) -> str:
    """One element with the mark that forces it to be what it is."""
    forms = {
        Kind.HEADING: f".{text}", Kind.CUE: f"@{text}", Kind.LYRIC: f"~{text}", Kind.TRANSITION: f"> {text}",
        Kind.CENTRED: f"> {text} <", Kind.SECTION: f"{'#' * max(1, depth)} {text}", Kind.SYNOPSIS: f"= {text}",
        Kind.NOTE: f"[[{text}]]", Kind.PAGE_BREAK: "===",
        Kind.PARENTHETICAL: text if text.startswith(("(", "（")) else f"({text})",
        Kind.ACTION: text if text[:1].islower() or not text.isupper() else f"!{text}",
    }  # fmt: skip
    return forms.get(kind, text)
