"""Which font file draws which language, and whether it has every character: never boxes instead of glyphs.

A Chinese and Latin subset ("Manju Sans SC", OFL) is shipped in `fonts/`; other scripts use installed fonts.
"""

from __future__ import annotations

import os
import sys
import unicodedata
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Final

from manju.media.errors import MediaError
from manju.words import Words

RIGHT_TO_LEFT: Final = frozenset({"ar", "he", "fa", "ur"})
SHIPPED: Final = Path(__file__).resolve().parent / "fonts" / "ManjuSansSC-Bold.otf"


@dataclass(frozen=True, slots=True)
class Typeface:
    """One face of a font file; `index` picks it inside a collection (.ttc)."""

    path: Path
    index: int
    family: str


@dataclass(frozen=True, slots=True)
class _Wanted:
    families: tuple[str, ...]  # in order of preference, bold faces first
    package: str  # what to install on Debian when none is there


# The order inside a language matters: a Japanese face draws Chinese characters the Japanese way.
_BY_LANGUAGE: Final[dict[str, _Wanted]] = {
    "zh": _Wanted(("Noto Sans CJK SC", "Source Han Sans SC", "Noto Sans SC", "PingFang SC", "Microsoft YaHei"),
                  "fonts-noto-cjk"),
    "zh-hant": _Wanted(("Noto Sans CJK TC", "Noto Sans TC", "PingFang TC", "Microsoft JhengHei"), "fonts-noto-cjk"),
    "ja": _Wanted(("Noto Sans CJK JP", "Noto Sans JP", "Hiragino Sans", "Yu Gothic"), "fonts-noto-cjk"),
    "ko": _Wanted(("Noto Sans CJK KR", "Noto Sans KR", "Apple SD Gothic Neo", "Malgun Gothic"), "fonts-noto-cjk"),
    "th": _Wanted(("Noto Sans Thai", "Noto Sans Thai Looped", "Thonburi", "Leelawadee UI"), "fonts-noto-core"),
    "ar": _Wanted(("Noto Sans Arabic", "Noto Naskh Arabic", "Geeza Pro", "Segoe UI"), "fonts-noto-core"),
    "hi": _Wanted(("Noto Sans Devanagari", "Kohinoor Devanagari", "Nirmala UI"), "fonts-noto-core"),
}  # fmt: skip
_LATIN: Final = _Wanted(("Noto Sans", "DejaVu Sans", "Helvetica Neue", "Arial"), "fonts-noto-core")

FOLDERS: Final = (
    ["/System/Library/Fonts", "/Library/Fonts", "~/Library/Fonts"]
    if sys.platform == "darwin"
    else ["/usr/share/fonts", "/usr/local/share/fonts", "~/.local/share/fonts", "~/.fonts"]
)


def typeface_for(text: str, language: str) -> Typeface:
    """The face that draws every character of `text` the way readers of `language` expect.

    Raises:
        MediaError: `glyph_missing`, naming the characters and the package that has them.
    """
    wanted = _wanted(language)
    needed = printing(text)
    missing = needed
    for face in _candidates(wanted):
        lacking = needed - characters_of(face)
        if not lacking:
            return face
        missing = min(missing, lacking, key=len)
    shown = "".join(sorted(missing)[:12])
    raise MediaError(
        "glyph_missing",
        Words("没有字体能画出这些字：{chars}", "No installed font has these characters: {chars}").fill(chars=shown),
        Words("安装字体包 {package}（Debian：apt install {package}）后再试。",
              "Install the font package {package} (Debian: apt install {package}) and try again.").fill(
            package=wanted.package
        ),
    )  # fmt: skip


def runs(text: str, language: str) -> list[tuple[Typeface, str]]:
    """The text as stretches of one face each: `split` by `faces_for` this text.

    Raises:
        MediaError: `glyph_missing`, naming the characters and the package that has them.
    """
    return split(text, faces_for(text, language))


def faces_for(text: str, language: str) -> tuple[Typeface, ...]:
    """The face that draws all of a text; where there is none, that of the language and as few others as are needed.

    Noto's faces of one script have no Latin letters or figures, so `12 ปี` needs two of them.

    Raises:
        MediaError: `glyph_missing`, naming the characters and the package that has them.
    """
    try:
        return (typeface_for(text, language),)
    except MediaError:
        faces = _together(text, language)
        if not faces:
            raise
        return faces


def split(text: str, faces: tuple[Typeface, ...]) -> list[tuple[Typeface, str]]:
    """The text as stretches of one face each, the first that has the character; spaces and marks stay with what is
    before them. Joined, the stretches are the text."""
    if len(faces) == 1:
        return [(faces[0], text)] if text else []
    out: list[tuple[Typeface, str]] = []
    for c in text:
        face = next((f for f in faces if c in characters_of(f)), faces[0])
        if out and (face == out[-1][0] or not printing(c)):
            out[-1] = (out[-1][0], out[-1][1] + c)
        else:
            out.append((face, c))
    return out


def _together(text: str, language: str) -> tuple[Typeface, ...]:
    """The face of the language and as few others as have the rest; empty when a character is left."""
    own = _candidates(_wanted(language))
    left = printing(text)
    chosen: list[Typeface] = []
    for face in [*own, *_candidates(_LATIN), *(f for w in _BY_LANGUAGE.values() for f in _candidates(w))]:
        found = left & characters_of(face)
        if found:
            chosen.append(face)
            left -= found
        if not left:
            return tuple(chosen)
    return ()


def _wanted(language: str) -> _Wanted:
    return _BY_LANGUAGE.get(language.lower()) or _BY_LANGUAGE.get(language.lower().split("-")[0]) or _LATIN


def printing(text: str) -> frozenset[str]:
    """The characters of a text that leave ink.

    >>> sorted(printing("a b\\n"))
    ['a', 'b']
    """
    return frozenset(c for c in text if not c.isspace() and unicodedata.category(c) not in ("Cc", "Cf", "Mn"))


def _candidates(wanted: _Wanted) -> Iterator[Typeface]:
    chinese = wanted is _BY_LANGUAGE["zh"]
    if chinese or wanted is _LATIN:
        yield Typeface(SHIPPED, 0, "Manju Sans SC")
    installed = _installed()
    for family in wanted.families:
        if family in installed:
            yield installed[family]


@cache
def _installed() -> dict[str, Typeface]:
    """Family name -> its boldest upright face among the fonts of this machine, read once per process."""
    from fontTools.ttLib import TTCollection, TTFont, TTLibError

    found: dict[str, tuple[int, Typeface]] = {}
    wanted = {f for w in (*_BY_LANGUAGE.values(), _LATIN) for f in w.families}
    for path in _files():
        try:
            fonts = TTCollection(path, lazy=True).fonts if path.suffix == ".ttc" else [TTFont(path, lazy=True)]
        except (TTLibError, OSError):
            continue  # a font that cannot be opened cannot be used; others may serve
        for index, font in enumerate(fonts):
            family = font["name"].getBestFamilyName()
            if family not in wanted or "italic" in path.name.lower():
                continue
            weight = int(font["OS/2"].usWeightClass)
            fit = 1000 - abs(weight - 700)
            if family not in found or fit > found[family][0]:
                found[family] = (fit, Typeface(path, index, family))
    return {family: face for family, (_, face) in found.items()}


def _files() -> Iterator[Path]:
    for folder in FOLDERS:
        for root, _, names in os.walk(Path(folder).expanduser()):
            for name in sorted(names):
                if name.lower().endswith((".ttf", ".otf", ".ttc")) and _worth_opening(name):
                    yield Path(root) / name


def _worth_opening(name: str) -> bool:
    """Opening two thousand fonts takes seconds: only those whose file name looks like a wanted family."""
    squeezed = name.replace(" ", "").replace("-", "").lower()
    families = [f for w in (*_BY_LANGUAGE.values(), _LATIN) for f in w.families]
    stems = {f.replace(" ", "").lower() for f in families} | {"notosanscjk", "sourcehansans", "msyh", "pingfang"}
    return squeezed.startswith(tuple(stems)) and any(w in squeezed for w in ("bold", "regular", "msyh", ".ttc"))


@cache
def characters_of(face: Typeface) -> frozenset[str]:
    """Every character a face can draw; none when its file is gone."""
    from fontTools.ttLib import TTFont

    if not face.path.is_file():
        return frozenset()
    with TTFont(face.path, fontNumber=face.index, lazy=True) as font:
        return frozenset(map(chr, font.getBestCmap()))
