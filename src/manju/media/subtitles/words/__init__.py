"""Words of Thai and Chinese text, which has no spaces between them: the likeliest ones of a list (unigrams, Viterbi).

Shipped lists, by falling frequency (`tools/make_word_lists.py` makes them): Thai, 20,000 words of PyThaiNLP by the Thai
National Corpus (CC0 1.0); Chinese, 40,000 words of jieba's dictionary (MIT, Sun Junyi).
"""

from __future__ import annotations

import lzma
import math
import re
from functools import cache
from pathlib import Path
from typing import Final, Literal

FOLDER: Final = Path(__file__).resolve().parent
LONGEST: Final = 24  # characters of a listed word
UNKNOWN: Final = 14.0  # what a unit that no word explains costs: more than the rarest word

# A consonant with what hangs on it; a leading vowel takes its consonant, following vowels stay (Theeramunkong, 2000).
THAI_CLUSTER: Final = re.compile(
    r"[\u0e40-\u0e44]?[\u0e01-\u0e2e\u0e45]"
    r"[\u0e31\u0e34-\u0e3a\u0e47-\u0e4e]*[\u0e30\u0e32\u0e33\u0e45]*[\u0e47-\u0e4e]*"
    r"(?:[\u0e01-\u0e2e]\u0e4c)?\u0e2f?\u0e46?|."
)


def words(text: str, language: Literal["th", "zh"]) -> list[str]:
    """The text as words; joined they are the text. Thai is never cut inside a character cluster.

    Every word costs the logarithm of its rank (Zipf's law), what no word explains costs more; the cheapest way
    through the text is taken.

    >>> words("เธอกลับมาที่สะพาน", "th"), words("我们一起去图书馆", "zh")
    (['เธอ', 'กลับ', 'มา', 'ที่', 'สะพาน'], ['我们', '一起', '去', '图书馆'])
    """
    units = THAI_CLUSTER.findall(text) if language == "th" else list(text)
    costs = _costs(language)
    found = _likeliest(text, units, costs)
    return _joined(found, costs) if language == "th" else found


def _likeliest(text: str, units: list[str], costs: dict[str, float]) -> list[str]:
    starts = [0]
    for unit in units:
        starts.append(starts[-1] + len(unit))
    best: list[tuple[float, int]] = [(0.0, 0)] + [(math.inf, 0)] * len(units)
    for end in range(1, len(units) + 1):
        for start in range(end - 1, -1, -1):
            if starts[end] - starts[start] > LONGEST:
                break
            cost = costs.get(text[starts[start] : starts[end]])
            if cost is None:
                if end - start > 1:
                    continue
                cost = UNKNOWN
            if best[start][0] + cost < best[end][0]:
                best[end] = (best[start][0] + cost, start)
    found: list[str] = []
    end = len(units)
    while end > 0:
        start = best[end][1]
        found.append(text[starts[start] : starts[end]])
        end = start
    return found[::-1]


def _joined(found: list[str], costs: dict[str, float]) -> list[str]:
    """Neighbouring pieces that no word explains are parts of one unknown word, most often a name."""
    out: list[str] = []
    for piece in found:
        if out and piece not in costs and (out[-1] not in costs or len(piece) < 3):
            out[-1] += piece
        else:
            out.append(piece)
    return out


@cache
def _costs(language: str) -> dict[str, float]:
    listed = lzma.decompress((FOLDER / f"{language}.txt.xz").read_bytes()).decode().split()
    return {word: 2.0 + math.log(rank + 2) for rank, word in enumerate(listed)}
