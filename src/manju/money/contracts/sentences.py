"""Where sentences end: abbreviations end none, lists in a line become sentences with their lead-in, none is endless."""

from __future__ import annotations

import re
from typing import Final

LONGEST: Final = 2_400  # signs of a sentence; those of real contracts have fewer
INLINE_ITEM: Final = re.compile(
    r"(?<![\w.])[(（]\s*(?:[a-h]|[ivx]{1,4}|\d{1,2}|[一二三四五六七八九十]{1,2})\s*[)）](?=\s*\S)|[①-⑳]", re.IGNORECASE
)
ABBREVIATION: Final = re.compile(
    r"(?:\b(?:no|co|inc|ltd|corp|e\.g|i\.e|mr|ms|mrs|dr|art|sec|cl|para|vs|etc|st|u\.s|p\.r|approx|incl|fig|vol|pte)\.|(?<!Party )(?<!party )\b[A-Z]\.|^\s*[(]?[\divxa-z]{1,5}[.)])$",
    re.IGNORECASE,
)


def sentences(rest: str) -> list[tuple[str, str]]:
    """Sentences of a paragraph as (as written, with the lead-in of an inline list put before each item)."""
    out: list[tuple[str, str]] = []
    for sentence in split(rest):
        marks = list(INLINE_ITEM.finditer(sentence))
        marks = [
            m
            for m in marks
            if not re.search(
                r"(?:section|clause|article|paragraph|schedule|items?|limbs?|第|条|款)\s*[\d.]*\s*(?:\([^)]*\)\s*(?:,|and|or)\s*)*$",
                sentence[max(0, m.start() - 80) : m.start()],
                re.IGNORECASE,
            )
        ]
        marks = _counted(marks)
        if len(marks) >= 2 and sentence[: marks[0].start()].strip():
            lead = sentence[: marks[0].start()].strip()
            ends = [m.start() for m in marks[1:]] + [len(sentence)]
            out.extend(
                (sentence.strip(), f"{lead} {sentence[m.end() : e].strip()}") for m, e in zip(marks, ends, strict=True)
            )
            continue
        parts = [p for p in re.split(r"(?<=[；;])", sentence) if p.strip()]
        colon = re.match(r"^([^：:；;]{2,60}[：:])", sentence)
        if len(parts) > 1 and colon:
            first, *others = parts
            out.append((first.strip(), first.strip()))
            out.extend((p.strip(), f"{colon.group(1)} {p.strip()}") for p in others)
        else:
            out.extend((p.strip(), p.strip()) for p in parts)
    return out


COUNTS: Final = ("abcdefgh", "123456789", "一二三四五六七八九", "①②③④⑤⑥⑦⑧⑨")
ROMAN: Final = ("i", "ii", "iii", "iv", "v", "vi", "vii", "viii", "ix")


def _counted(marks: list[re.Match[str]]) -> list[re.Match[str]]:
    """The marks that count on from the first of their kind; `stage (c)` and `the items in (b)` are references."""
    best: list[re.Match[str]] = []
    for row in (*COUNTS, ROMAN):
        run: list[re.Match[str]] = []
        for mark in marks:
            if len(run) < len(row) and mark.group().strip("()（） \t").lower() == row[len(run)]:
                run.append(mark)
        best = max(best, run, key=len)
    return best


def split(rest: str) -> list[str]:
    pieces: list[str] = []
    start = 0
    for found in re.finditer(
        r"[。！？!?][”\"』」）)]?|\.[”\")]?(?=\s+[A-Z\"“(\[\d\u4e00-\u9fff])|\.(?=[\u4e00-\u9fff])|\n", rest
    ):
        if found.group().startswith(".") and ABBREVIATION.search(rest[start : found.start() + 1]):
            continue
        pieces.append(rest[start : found.end()])
        start = found.end()
    pieces.append(rest[start:])
    return [part for p in pieces for part in _bounded(p.strip()) if part]


def _bounded(sentence: str) -> list[str]:
    """A sentence in parts of at most `LONGEST` signs, so that reading takes time in proportion to the text.

    >>> [len(part) for part in _bounded("x" * 5_000)]
    [2400, 2400, 200]
    """
    parts: list[str] = []
    while len(sentence) > LONGEST:
        cut = 1 + max(sentence.rfind(mark, LONGEST // 2, LONGEST) for mark in ",，;；、 ")
        parts.append(sentence[: cut or LONGEST].strip())
        sentence = sentence[cut or LONGEST :].strip()
    return [*parts, sentence]


def last_sentence(rest: str) -> str:
    return split(rest)[-1] if split(rest) else rest
