"""Which elements a text names: one pass over all synonyms, each hit checked against jieba's words."""

from __future__ import annotations

import logging
from collections.abc import Sequence
from functools import cache
from typing import Any, Final

import polars as pl

from manju.market.topics.lexicon import Lexicon, folded

WORD_MAX: Final = 4  # signs of a dictionary word that may lie across the edge of a hit
SURE_OVER: Final = 3  # a hit of more signs than this is no accident
BATCH: Final = 20_000  # texts searched together


def named_in(texts: Sequence[str], lexicon: Lexicon) -> list[tuple[str, ...]]:
    """The elements that each text names, in the order in which they stand, each once.

    A longer name hides the shorter ones inside it. Latin names must stand as whole words. A Chinese one counts if
    jieba ends words at both its edges, which needs no cutting where no word of its dictionary lies across an edge.

    >>> from manju.market.topics.lexicon import standard
    >>> named_in(["重生之末日求生", "他严重生病了", "Reborn in the apocalypse", "以暴制暴"], standard())
    [('重生', '末世'), (), ('重生', '末世'), ('极端复仇',)]
    """
    patterns = _patterns(lexicon)
    plain = [folded(text) for text in texts]
    found: list[tuple[str, ...]] = []
    for at in range(0, len(plain), BATCH):
        part = pl.Series(plain[at : at + BATCH], dtype=pl.String)
        hits = part.str.extract_many(patterns, overlapping=True).to_list()
        places = part.str.find_many(patterns, overlapping=True).to_list() if any(hits) else hits
        for text, names, starts in zip(plain[at : at + BATCH], hits, places, strict=True):
            found.append(_kept(text, names, starts, lexicon) if names else ())
    return found


def spans_in(text: str, lexicon: Lexicon) -> list[tuple[int, int, str]]:
    """Where a folded text names which element: start, end, element; none inside another."""
    patterns = _patterns(lexicon)
    part = pl.Series([text], dtype=pl.String)
    names = part.str.extract_many(patterns, overlapping=True).to_list()[0]
    return _spans(text, names, part.str.find_many(patterns, overlapping=True).to_list()[0], lexicon)


def _kept(text: str, names: Sequence[str], starts: Sequence[int], lexicon: Lexicon) -> tuple[str, ...]:
    return tuple(dict.fromkeys(name for _, _, name in _spans(text, names, starts, lexicon)))


def _spans(text: str, names: Sequence[str], starts: Sequence[int], lexicon: Lexicon) -> list[tuple[int, int, str]]:
    spans = list(zip(_signs_before(text, starts), names, strict=True))
    whole = [(start, start + len(name), name) for start, name in spans if _stands(text, start, start + len(name))]
    if len(whole) == 1:
        return [(whole[0][0], whole[0][1], lexicon.names[whole[0][2]])]
    whole.sort(key=lambda span: (span[0] - span[1], span[0]))  # the longest first
    kept: list[tuple[int, int, str]] = []
    for start, end, name in whole:
        if not any(s <= start and end <= e for s, e, _ in kept):
            kept.append((start, end, lexicon.names[name]))
    return sorted(kept)


def _stands(text: str, start: int, end: int) -> bool:
    """Whether what stands there is a word of its own."""
    first, last = text[start], text[end - 1]
    if first.isascii() and first.isalnum() and start and text[start - 1].isascii() and text[start - 1].isalnum():
        return False
    if last.isascii() and last.isalnum() and end < len(text) and text[end].isascii() and text[end].isalnum():
        return False
    if end - start > SURE_OVER or text[start:end].isascii():
        return True
    return _is_cut(text[max(0, start - WORD_MAX) : end + WORD_MAX], min(start, WORD_MAX), end - start)


_CUTS: dict[tuple[str, int, int], bool] = {}


def _is_cut(around: str, start: int, length: int) -> bool:
    """Whether jieba ends words at both edges; what surrounds a hit decides it, and is asked once."""
    key = (around, start, length)
    if key not in _CUTS:
        if len(_CUTS) > 500_000:
            _CUTS.clear()
        _CUTS[key] = _cut(around, start, start + length)
    return _CUTS[key]


def _cut(text: str, start: int, end: int) -> bool:
    if not (_lies_across(text, start, start, end) or _lies_across(text, end, start, end)):
        return True
    at, edges = 0, {0}
    for word in tokenizer().cut(text, HMM=False):
        at += len(word)
        edges.add(at)
    return start in edges and end in edges


def _lies_across(text: str, edge: int, start: int, end: int) -> bool:
    """Whether a word of the dictionary, other than the hit, lies across an edge of it."""
    words, size = tokenizer().FREQ, len(text)
    for i in range(max(0, edge - WORD_MAX + 1), edge):
        for j in range(edge + 1, min(size, i + WORD_MAX) + 1):
            if words.get(text[i:j]) and (i != start or j != end):
                return True
    return False


def _signs_before(text: str, starts: Sequence[int]) -> list[int]:
    """Places in bytes as places in signs."""
    if text.isascii():
        return list(starts)
    raw = text.encode()
    if len(raw) == 3 * len(text):
        return [start // 3 for start in starts]
    return [len(raw[:start].decode()) for start in starts]


@cache
def tokenizer() -> Any:
    """jieba with its dictionary, kept to itself (`Any`: jieba has no types)."""
    import jieba  # heavy: 350,000 words

    jieba.setLogLevel(logging.ERROR)
    own = jieba.Tokenizer()
    own.initialize()
    return own


def _patterns(lexicon: Lexicon) -> list[str]:
    """What is looked for; the tokenizer learns those that are no words of its dictionary."""
    patterns = [name for name in lexicon.names if len(name) > 1]
    own = tokenizer()
    for name in patterns:
        if not name.isascii() and not own.FREQ.get(name):
            own.add_word(name)
    return patterns
