"""Terms that recur in titles though no dictionary of elements has them: statistical phrase discovery.

A run of two to six Chinese signs is a term if it recurs, if its weakest split is far rarer than chance would have it
(pointwise mutual information), and if what stands before and after it varies (branching entropy). After Church & Hanks
(1990) and Jin & Tanaka-Ishii (2006).
"""

from __future__ import annotations

import math
import re
from collections import Counter, defaultdict
from collections.abc import Collection, Iterable
from typing import Final

from manju.market.topics.lexicon import Lexicon, folded
from manju.market.topics.shapes import Proposal
from manju.market.topics.words_in import tokenizer

LONGEST: Final = 6
COHESION: Final = 4.0  # bits, or
OF_ALL: Final = 0.7  # this part of what it can be at most for a term so frequent
FREEDOM: Final = 1.5  # bits
COMMON_OVER: Final = 20.0  # times as frequent as in general Chinese, or the word is no term of the lists
SIGNS_MAX: Final = 60_000  # signs looked at; of more, every n-th title
MOST: Final = 30
_HAN = re.compile(r"[\u3400-\u9fff]+")
_LOOSE: Final = frozenset(
    "的了在是我你他她它们这那之与和及就都也还又不没有被把给让从到对为以上下里中后前来去啊呢吧吗呀个第一二三四五六七八九十百千万集季章部全"
)


def discover(
    texts: Iterable[str], lexicon: Lexicon, *, also: Collection[str] = (), least: int = 5, most: int = MOST
) -> list[Proposal]:
    """Terms of these distinct texts that are no elements yet, the most frequent first; `also`: tags that are known.

    >>> from manju.market.topics.lexicon import standard
    >>> ends = "甲乙丙丁戊己庚辛壬癸"
    >>> found = discover([f"{a}云梯{b}" for a, b in zip(ends, ends[3:] + ends[:3])], standard())
    >>> [(p.term, p.titles) for p in found]
    [('云梯', 10)]
    """
    plain = [folded(text) for text in texts]
    size = sum(map(len, plain))
    kept = plain[:: max(1, math.ceil(size / SIGNS_MAX))]
    runs = [(number, run) for number, text in enumerate(kept) for run in _HAN.findall(text)]
    counts, holders = _counts(runs)
    signs = sum(len(run) for _, run in runs)
    names = set(lexicon.names) | {folded(name) for name in also}
    frequent = {gram for gram, held in holders.items() if held >= least}
    strong = [
        (gram, cohesion)
        for gram in frequent
        if gram not in names
        and gram[0] not in _LOOSE
        and gram[-1] not in _LOOSE
        and not _has_one_of(names, gram)
        and _holds((cohesion := _cohesion(gram, counts, signs)), counts[gram] / signs)
        and not _is_common(gram, counts[gram], signs)
    ]
    freedom = _freedom(runs, {gram for gram, _ in strong})
    found = [(gram, cohesion, freedom[gram]) for gram, cohesion in strong if freedom[gram] >= FREEDOM]
    whole = [
        one
        for one in found
        if not any(one[0] != o and one[0] in o and holders[o] > 0.6 * holders[one[0]] for o, _, _ in found)
    ]
    whole.sort(key=lambda one: (-holders[one[0]], one[0]))
    step = max(1, math.ceil(size / SIGNS_MAX))
    return [
        Proposal(gram, holders[gram] * step, cohesion, free, tuple(text for text in kept if gram in text)[:3])
        for gram, cohesion, free in whole[:most]
    ]


def _counts(runs: Iterable[tuple[int, str]]) -> tuple[Counter[str], Counter[str]]:
    """How often each run of signs occurs, and in how many texts."""
    counts: Counter[str] = Counter()
    holders: Counter[str] = Counter()
    last: dict[str, int] = {}
    for number, run in runs:
        for length in range(1, min(LONGEST, len(run)) + 1):
            grams = [run[i : i + length] for i in range(len(run) - length + 1)]
            counts.update(grams)
            if length > 1:
                fresh = [gram for gram in set(grams) if last.get(gram) != number]
                holders.update(fresh)
                last.update(dict.fromkeys(fresh, number))
    return counts, holders


def _cohesion(gram: str, counts: Counter[str], signs: int) -> float:
    return min(math.log2(counts[gram] * signs / (counts[gram[:i]] * counts[gram[i:]])) for i in range(1, len(gram)))


def _has_one_of(names: Collection[str], gram: str) -> bool:
    """Whether a known name of two signs or more stands inside."""
    return any(gram[i:j] in names for i in range(len(gram) - 1) for j in range(i + 2, len(gram) + 1))


def _holds(cohesion: float, share: float) -> bool:
    return cohesion >= COHESION or cohesion >= -OF_ALL * math.log2(share)


def _is_common(gram: str, count: int, signs: int) -> bool:
    """Whether general Chinese has the word about as often as the lists."""
    own = tokenizer()
    usual = own.FREQ.get(gram, 0) / own.total
    return bool(usual and count / signs < COMMON_OVER * usual)


def _freedom(runs: Iterable[tuple[int, str]], terms: Collection[str]) -> dict[str, float]:
    """The smaller entropy of what stands before and after each term; an end of a run is each time another."""
    before: defaultdict[str, Counter[str]] = defaultdict(Counter)
    after: defaultdict[str, Counter[str]] = defaultdict(Counter)
    lengths = {len(term) for term in terms}
    for number, (_, run) in enumerate(runs):
        for length in lengths:
            for i in range(len(run) - length + 1):
                gram = run[i : i + length]
                if gram in terms:
                    before[gram][run[i - 1] if i else f"^{number % 64}"] += 1
                    after[gram][run[i + length] if i + length < len(run) else f"${number % 64}"] += 1
    return {term: min(_entropy(before[term]), _entropy(after[term])) for term in terms}


def _entropy(counts: Counter[str]) -> float:
    total = sum(counts.values())
    return -sum(n / total * math.log2(n / total) for n in counts.values()) if total else 0.0
