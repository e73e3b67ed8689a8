"""Where a caption may be broken in each language, and the best lines under a width: few, even, at the right places.

The rule of breaking is UAX 14 reduced to what captions use, with JIS X 4051 and GB/T 15834 for closing marks; the
choice among allowed breaks is the cheapest of all (docs/algorithms/subtitle-lines.md).
"""

from __future__ import annotations

import math
import re
import unicodedata
from collections.abc import Callable
from dataclasses import dataclass
from functools import lru_cache
from typing import Final

from manju.media.subtitles import phrases
from manju.media.subtitles.words import words

# Characters that may not begin, or end, a line (GB/T 15834, JIS X 4051, reduced to what captions use).
NOT_FIRST: Final = frozenset(
    "，。、；：？！）《》」』】〉〕”’…‥—·・％%‰℃,.;:?!)]}»›々〻ゝゞヽヾー～〜ぁぃぅぇぉっゃゅょゎゕゖァィゥェォッャュョヮヵヶ،؛؟ฯๆ"
) - {"《"}  # fmt: skip
NOT_LAST: Final = frozenset("（《「『【〈〔“‘([{«‹¿¡$￥¥€£#＃")

# Words that a line should not end with, because they belong to the next one.
_HOLDING: Final = {
    "en": "a an the to of in on at by for from with and or but if that is are was were my your his her its our their"
          " this i you he she we they not no mr. mrs. ms. dr.",
    "fr": "le la les l' un une des du de d' à au aux et ou en dans sur par pour avec que qui je tu il elle on nous vous"
          " ils elles ne se me te ce cette mon ma mes ton ta tes son sa ses",
    "es": "el la los las un una unos unas de del a al y o en con por para que se me te le lo mi tu su no",
    "pt": "o a os as um uma de do da dos das e ou em no na com por para que se me te meu seu não",
    "it": "il lo la i gli le un una di del della a al alla e o in con per che si mi ti non",
    "de": "der die das den dem des ein eine einen einem und oder in im an am auf zu zum zur von vom mit für ich du er"
          " sie es wir ihr nicht dass",
    "ru": "и в во на с со к у о об от до за из по не ни а но что как я ты он она мы вы они",
    "uk": "і й в у на з із до за від по не ні а але що як я ти він вона ми ви вони",
}  # fmt: skip
HOLDING: Final = {tag: frozenset(listed.split()) for tag, listed in _HOLDING.items()}

WORTH: Final = 0.06  # of a break's cost, against the squared unevenness of the lines
UNEVEN: Final = 2.0
ORPHAN: Final = 0.3  # for a last line shorter than this share of the room, and what it costs

_HAN: Final = r"\u2e80-\u2fff\u3005-\u3007\u3021-\u3029\u3400-\u4dbf\u4e00-\u9fff\uf900-\ufaff\U00020000-\U0003134f"
_KANA: Final = r"\u3040-\u30ff\u31f0-\u31ff\uff66-\uff9f"
_WIDE: Final = r"\u3000-\u3004\u3008-\u3020\u302a-\u303f\uff00-\uff65\uffa0-\uffef"
_HANGUL: Final = r"\u1100-\u11ff\u3130-\u318f\uac00-\ud7af"
_THAI: Final = r"\u0e01-\u0e3a\u0e40-\u0e4e"
_UNITS: Final = re.compile(
    rf"[{_THAI}]+|[{_HAN}{_KANA}{_WIDE}]|[ \t\u2009\u3000]+|[^\s\u3000{_HAN}{_KANA}{_WIDE}{_THAI}]+|[\u00a0\u202f]+|\s+"
)


@dataclass(frozen=True, slots=True)
class Piece:
    """A stretch that is not broken; `cost` of breaking after it: below 0 is a good place, 1 a plain one."""

    text: str
    cost: float


@lru_cache(maxsize=4096)
def pieces(text: str, language: str) -> tuple[Piece, ...]:
    """The unbreakable pieces of one line of text; joined they are the text.

    >>> [p.text for p in pieces("「行こう」と、彼は言った。", "ja")][:5]
    ['「行', 'こ', 'う」', 'と、', '彼']
    >>> [p.text for p in pieces("Quoi\\u202f? Non !", "fr")]
    ['Quoi\\u202f? ', 'Non !']
    """
    tag = language.lower().split("-")[0]
    joined: list[str] = []
    glue = False
    for unit in _units(text, tag):
        head = unit.lstrip()[:1]
        if joined and (glue or not head or _sticks(joined[-1], unit, tag)):
            joined[-1] += unit
        else:
            joined.append(unit)
        glue = unit[-1:] in "\u00a0\u202f" or unit.rstrip()[-1:] in NOT_LAST or (glue and not head)
    sure = phrases.ends(text, language)
    inside = _inside_words(text) if tag == "zh" else frozenset()
    out, at = [], 0
    for i, piece in enumerate(joined):
        at += len(piece)
        cost = _cost(piece, sure[at - 1], is_last=i + 1 == len(joined), tag=tag)
        if at in inside and cost > 0:
            cost += 4.0
        if i + 1 < len(joined) and _is_katakana(piece[-1]) and _is_katakana(joined[i + 1][0]):
            cost += 4.0  # a foreign word, which nobody reads in halves
        out.append(Piece(piece, cost))
    return tuple(out)


def broken(text: str, room: float, width_of: Callable[[str], float], language: str) -> list[str]:
    """One line of text as the fewest lines no wider than `room`, the most even ones, broken at the best places.

    `width_of` measures a stretch; a piece wider than the room is cut between characters rather than lost.
    """
    return best_lines(text, room, width_of, language)[0]


def best_lines(
    text: str, room: float, width_of: Callable[[str], float], language: str, *, more: int = 0
) -> tuple[list[str], float]:
    """The cheapest lines and their cost; `more`: lines above the fewest that fit."""
    if width_of(text) <= room and not more:
        return [text], 0.0
    parts: list[Piece] = []
    for piece in pieces(text, language):
        parts += [piece] if width_of(piece.text.rstrip()) <= room else _cut(piece, room, width_of)
    widths = [width_of(p.text) for p in parts]
    bare = [width_of(p.text.rstrip()) for p in parts]
    count = min(_fewest(widths, bare, room) + more, len(parts))
    even = sum(widths) / count
    # best[n][j]: cost of setting the first j pieces in n lines, and where the last of them begins
    best: list[list[tuple[float, int]]] = [[(0.0, 0)] + [(math.inf, 0)] * len(parts)]
    for n in range(1, count + 1):
        row = [(math.inf, 0)] * (len(parts) + 1)
        for j in range(n, len(parts) + 1):
            width = bare[j - 1]
            for i in range(j - 1, n - 2, -1):
                if i < j - 1:
                    width += widths[i]
                if width > room:
                    break
                cost = best[n - 1][i][0] + UNEVEN * ((width - even) / room) ** 2
                if j < len(parts):
                    cost += WORTH * parts[j - 1].cost
                elif n > 1 and width < ORPHAN * room:
                    cost += ORPHAN
                if cost < row[j][0]:
                    row[j] = (cost, i)
        best.append(row)
    lines: list[str] = []
    end = len(parts)
    for n in range(count, 0, -1):
        start = best[n][end][1]
        lines.append("".join(p.text for p in parts[start:end]).strip(" \u3000\t"))
        end = start
    return lines[::-1], best[count][len(parts)][0]


def glued(text: str, language: str) -> str:
    """Spaces that typography forbids to break, made unbreakable: French before ! ? ; : » and after «.

    >>> glued("Quoi ? « Non »", "fr")
    'Quoi\\u202f? «\\xa0Non\\xa0»'
    """
    if language.lower().split("-")[0] == "fr":
        text = re.sub(r" +([!?;])", "\u202f\\1", text)
        text = re.sub(r" +([:»])", "\u00a0\\1", text)
        text = re.sub(r"« +", "«\u00a0", text)
    # a number stays with its unit, a dash of dialogue with its first word
    text = re.sub(r"(?<=\d) (?=(?:[%‰€$£°]|km|kg|cm|mm|m|s|h|h\b)(?:\b|$))", "\u00a0", text)
    return re.sub(r"(?m)^([-–—]) ", "\\1\u00a0", text)


def _fewest(widths: list[float], bare: list[float], room: float) -> int:
    lines, width = 1, 0.0
    for whole, stripped in zip(widths, bare, strict=True):
        if width and width + stripped > room:
            lines, width = lines + 1, 0.0
        width += whole
    return lines


def _units(text: str, tag: str) -> list[str]:
    out: list[str] = []
    for unit in _UNITS.findall(text):
        if "\u0e01" <= unit[0] <= "\u0e4e":
            out += words(unit, "th")
        elif re.match(rf"[{_HANGUL}]", unit) and tag in ("zh", "ja"):
            out.append(unit)
        elif len(unit) > 1 and not unit.isspace():
            # after a hyphen inside a word and after a long dash
            out += [p for p in re.split(r"(?<=[^\W\d_]-)(?=[^\W\d_]{2})|(?<=[—–…])(?=\w)", unit) if p]
        else:
            out.append(unit)
    return out


def _sticks(before: str, unit: str, tag: str) -> bool:
    """Whether `unit` may not begin a line after `before`."""
    head, last = unit[0], before[-1:]
    if unit.isspace() or last in NOT_LAST or head in "\u00a0\u202f":
        return True
    if last.isspace():
        return head in "》»!?;:" and len(unit) == 1 and tag != "th"
    if head in NOT_FIRST or unicodedata.category(head) in ("Mn", "Mc", "Me"):
        return True
    return last in "—…" and head in "—…"


def _inside_words(text: str) -> frozenset[int]:
    """The places inside a Chinese word, counted from the beginning of the text."""
    found = set()
    for run in re.finditer(rf"[{_HAN}]+", text):
        at = run.start()
        for word in words(run[0], "zh"):
            found |= set(range(at + 1, at + len(word)))
            at += len(word)
    return frozenset(found)


def _cost(piece: str, sure: float, *, is_last: bool, tag: str) -> float:
    """How bad a break after `piece` is; `sure`: how sure it is that a phrase ends with it, -1 to 1."""
    bare = piece.rstrip()
    last = bare[-1:]
    if last in "。！？!?…؟" or (last == "." and not is_last):
        return -2.0
    if last in "，、；：,;:،؛—–":
        return -1.0
    if tag == "th":
        return -1.0 if piece != bare else 1.5
    if tag in ("zh", "ja"):
        return 2.0 - 2.0 * sure
    if bare.lower() in HOLDING.get(tag, ()):
        return 3.0
    return 2.0 if piece.endswith("-") else 0.5


def _is_katakana(c: str) -> bool:
    return "\u30a1" <= c <= "\u30fa" or c == "ー"


def _cut(piece: Piece, room: float, width_of: Callable[[str], float]) -> list[Piece]:
    """A piece wider than the room, cut between whole characters with their marks."""
    characters = re.findall(
        r".[\u0300-\u036f\u0591-\u05bd\u064b-\u065f\u0e31\u0e34-\u0e3a\u0e47-\u0e4e\u200d]*", piece.text
    )
    out: list[str] = [""]
    for character in characters:
        if out[-1] and width_of((out[-1] + character).rstrip()) > room:
            out.append("")
        out[-1] += character
    return [Piece(part, 2.0) for part in out[:-1]] + [Piece(out[-1], piece.cost)]
