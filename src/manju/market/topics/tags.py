"""Tags as hit lists write them, split into single ones."""

from __future__ import annotations

import re
from collections.abc import Sequence
from typing import Final

from manju.market.topics.lexicon import NOT_ELEMENTS, folded

TAG_MAX: Final = 40  # signs; what is longer is a sentence
_HARD = "|｜"
_USUAL = re.compile(r"[|｜,，、;；#＃\n\t]+")
_LOOSE = re.compile(r"[/·•+＋&\s]+")
_WRAPPED = re.compile(r"""^[\[(（【「]+|[\])）】」]+$|["'“”‘’《》]""")


def tags_of(texts: Sequence[str]) -> list[tuple[str, ...]]:
    """The tags of each text; how a column separates them is told from all of it.

    Bars go before commas, commas and their like before slashes and spaces.

    >>> tags_of(["重生|复仇|古风", ""]), tags_of(["重生 复仇", "甜宠"]), tags_of(["['都市', '甜宠']"])
    ([('重生', '复仇', '古风'), ()], [('重生', '复仇'), ('甜宠',)], [('都市', '甜宠')])
    >>> tags_of(["halsey without me|halsey, live", "b|c"])
    [('halsey without me', 'halsey, live'), ('b', 'c')]
    """
    filled = [text for text in texts if text]
    barred = sum(any(sign in text for sign in _HARD) for text in filled)
    if barred * 3 > len(filled):
        pattern = re.compile(r"[|｜]+")
    elif any(_USUAL.search(text) for text in filled):
        pattern = _USUAL
    else:
        pattern = _LOOSE if any(not text.isascii() or "/" in text for text in filled) else _USUAL
    return [tuple(dict.fromkeys(filter(None, map(_one, pattern.split(text))))) if text else () for text in texts]


def _one(text: str) -> str:
    plain = _WRAPPED.sub("", text.strip()).strip(" #＃")
    known = folded(plain)
    if not known or known in NOT_ELEMENTS or len(plain) > TAG_MAX or known.replace(".", "").isdigit():
        return ""
    return plain
