"""Setting a document with Typst: offline, with the fonts shipped here, as PDF/A whose text can be selected."""

from __future__ import annotations

import json
import tempfile
from collections.abc import Iterator, Mapping
from functools import cache
from pathlib import Path
from typing import Any, Final, Literal

from manju.media.errors import MediaError
from manju.media.typefaces import SHIPPED, Typeface, characters_of, faces_for, printing

__all__ = ["typeset"]

FAMILY: Final = "Manju Sans SC"
MATHEMATICS: Final = "New Computer Modern Math"  # built into Typst
STANDARD: Final[Literal["a-2a"]] = "a-2a"  # PDF/A-2a: whole, archivable, tagged for screen readers
BOX: Final = "□"
REGULAR: Final = SHIPPED.parent / "ManjuSansSC-Regular.otf"


def typeset(
    template: Path,
    data: Mapping[str, Any],
    *,
    pictures: Mapping[str, bytes],
    language: str,
    without_glyph: Literal["refused", "boxed"] = "refused",
) -> bytes:
    """The document that `template` (a .typ file) makes of `data`; the same bytes for the same input.

    `data` reaches the template as `data.json`, with `fonts` added; `pictures` lie beside it by name (SVG, PNG, JPEG).
    A character that no font here has refuses the document, or is `boxed`: set as □, where the text is data of users
    in any script and also stands elsewhere as it is.

    Raises:
        MediaError: `glyph_missing`: no font of this machine has a character of the data.
    """
    import typst

    try:
        fonts, folders = _fonts_for("".join(_texts(data)), language)
    except MediaError:
        if without_glyph == "refused":
            raise
        data = _boxed(data, _drawable("".join(_texts(data)), language))
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
    """Families in order of preference, and where they lie: ours, and installed ones for what it lacks."""
    lacking = "".join(sorted(_printable(text) - _shipped()))
    if not lacking:
        return [FAMILY], [SHIPPED.parent]
    others = [face for face in faces_for(lacking, language) if face.path != SHIPPED]
    folders = dict.fromkeys([SHIPPED.parent, *(face.path.parent for face in others)])
    return [FAMILY, *(face.family for face in others)], list(folders)


def _drawable(text: str, language: str) -> frozenset[str]:
    """The characters of a text that some font here has, each asked alone."""
    found: set[str] = set()
    for c in _printable(text) - _shipped():
        try:
            faces: tuple[Typeface, ...] = faces_for(c, language)
        except MediaError:
            continue  # nobody draws it
        found.update(c for face in faces if c in characters_of(face))
    return frozenset(found) | _shipped()


def _boxed(value: Any, drawable: frozenset[str]) -> Any:  # Any: JSON
    if isinstance(value, str):
        return "".join(c if c in drawable or c not in _printable(c) else BOX for c in value)
    if isinstance(value, Mapping):
        return {key: _boxed(inner, drawable) for key, inner in value.items()}
    if isinstance(value, list | tuple):
        return [_boxed(inner, drawable) for inner in value]
    return value


def _printable(text: str) -> frozenset[str]:
    return frozenset(c for c in printing(text) if c.isprintable())


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
