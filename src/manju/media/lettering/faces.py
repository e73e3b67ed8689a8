"""The faces of a layer's lettering: the font its artist named where it is installed, else the language's own."""

from __future__ import annotations

import os
import re
from collections.abc import Iterator
from functools import cache
from pathlib import Path
from typing import Final
from xml.etree import ElementTree as ET  # trees already read and cleaned by `svg`

from manju.media.lettering.svg import as_style, local, style_of
from manju.media.typefaces import FOLDERS, Typeface, characters_of, printing, typeface_for

GENERIC: Final = frozenset({"serif", "sans-serif", "sans", "monospace", "cursive", "fantasy", "system-ui", "inherit"})
MOST_FILES: Final = 5000


def face_of(text: str, family: str, language: str) -> Typeface:
    """The face for some lettering: the first family named in `family` that is installed and has every character.

    Where none is, the language's own face (`typefaces`): letters are never boxes, and never silently another script's.

    Raises:
        MediaError: `glyph_missing`, naming the package.
    """
    for name in (part.strip().strip("'\"") for part in family.split(",")):
        if name and name.lower() not in GENERIC:
            named = named_face(name)
            if named is not None and not printing(text) - characters_of(named):
                return named
    return typeface_for(text, language)


def dress(root: ET.Element, language: str) -> list[Path]:
    """Give every text of a drawing a face that can draw it; returns the font files that are needed.

    Raises:
        MediaError: `glyph_missing`.
    """
    parents = {child: parent for parent in root.iter() for child in parent}
    files: dict[Path, None] = {}
    for text in [e for e in root.iter() if local(e) == "text"]:
        words = "".join(text.itertext())
        if not words.strip():
            parents[text].remove(text)
            continue
        for part in text.iter():
            own = "".join(part.itertext())
            face = face_of(own if own.strip() else words, _inherited(part, parents), language)
            style = style_of(part)
            style.pop("font", None)
            style.pop("-inkscape-font-specification", None)
            part.attrib.pop("font-family", None)
            part.set("style", as_style({**style, "font-family": f"'{face.family}'"}))
            files[face.path] = None
    return list(files)


def _inherited(element: ET.Element | None, parents: dict[ET.Element, ET.Element]) -> str:
    while element is not None:
        family = style_of(element).get("font-family") or element.get("font-family")
        if family:
            return family
        element = parents.get(element)
    return ""


@cache
def named_face(family: str) -> Typeface | None:
    """An installed font of this family (upright, its regular weight first), looked for by the names of files."""
    from fontTools.ttLib import TTCollection, TTFont, TTLibError

    wanted = _squeezed(family)
    if not wanted:
        return None
    found: list[tuple[int, str, Typeface]] = []
    for path in _files(wanted):
        try:
            fonts = TTCollection(path, lazy=True).fonts if path.suffix.lower() == ".ttc" else [TTFont(path, lazy=True)]
            for index, font in enumerate(fonts):
                name = font["name"].getBestFamilyName() or ""
                if _squeezed(name) == wanted and not font["head"].macStyle & 2:
                    away = abs(int(font["OS/2"].usWeightClass) - 400)
                    found.append((away, str(path), Typeface(path, index, name)))
        except (TTLibError, OSError, KeyError):
            continue  # a font that cannot be opened cannot be used; the language's own face serves
    return min(found)[2] if found else None


def _files(wanted: str) -> Iterator[Path]:
    seen = 0
    for folder in FOLDERS:
        for root, _, names in os.walk(Path(folder).expanduser()):
            for name in sorted(names):
                seen += 1
                if seen > MOST_FILES:
                    return
                if name.lower().endswith((".ttf", ".otf", ".ttc")) and _squeezed(name).startswith(wanted[:5]):
                    yield Path(root) / name


def _squeezed(name: str) -> str:
    return re.sub(r"[\W_]+", "", name.lower())
