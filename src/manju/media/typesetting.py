"""Setting a document with Typst: offline, with the fonts shipped here, as PDF/A whose text can be selected."""

from __future__ import annotations

import json
import tempfile
from collections.abc import Iterator, Mapping
from functools import cache
from pathlib import Path
from typing import Any, Final, Literal

from manju.media.typefaces import SHIPPED, typeface_for

__all__ = ["typeset"]

FAMILY: Final = "Manju Sans SC"
MATHEMATICS: Final = "New Computer Modern Math"  # built into Typst
STANDARD: Final[Literal["a-2a"]] = "a-2a"  # PDF/A-2a: whole, archivable, tagged for screen readers
REGULAR: Final = SHIPPED.parent / "ManjuSansSC-Regular.otf"


def typeset(template: Path, data: Mapping[str, Any], *, pictures: Mapping[str, bytes], language: str) -> bytes:
    """The document that `template` (a .typ file) makes of `data`; the same bytes for the same input.

    `data` reaches the template as `data.json`, with `fonts` added; `pictures` lie beside it by name (SVG, PNG).

    Raises:
        MediaError: `glyph_missing`: no font of this machine has a character of the data.
    """
    import typst

    fonts, folders = _fonts_for("".join(_texts(data)), language)
    with tempfile.TemporaryDirectory(prefix="manju-typeset-") as name:
        folder = Path(name)
        main = folder / "main.typ"
        main.write_text(template.read_text(encoding="utf-8"), encoding="utf-8")
        (folder / "data.json").write_text(json.dumps({**data, "fonts": fonts}, ensure_ascii=False), encoding="utf-8")
        for file, raw in pictures.items():
            (folder / file).write_bytes(raw)
        made = typst.compile(
            main, root=folder, font_paths=[*folders], ignore_system_fonts=True, format="pdf", pdf_standards=STANDARD,
            timestamp=0,
        )  # fmt: skip
    return made


def _fonts_for(text: str, language: str) -> tuple[list[str], list[Path]]:
    """Families in order of preference, and where they lie: ours, and an installed one for what it lacks."""
    lacking = "".join(sorted({c for c in text if not c.isspace() and c.isprintable()} - _shipped()))
    if not lacking:
        return [FAMILY], [SHIPPED.parent]
    other = typeface_for(lacking, language)
    return [FAMILY, other.family], [SHIPPED.parent, other.path.parent]


@cache
def _shipped() -> frozenset[str]:
    from fontTools.ttLib import TTFont

    with TTFont(REGULAR, lazy=True) as font:
        return frozenset(map(chr, font.getBestCmap()))


def _texts(value: object) -> Iterator[str]:
    if isinstance(value, str):
        yield value
    elif isinstance(value, Mapping):
        for part in value.values():
            yield from _texts(part)
    elif isinstance(value, list | tuple):
        for part in value:
            yield from _texts(part)
