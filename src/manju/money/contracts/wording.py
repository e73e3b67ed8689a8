"""Which rules a sentence speaks of, by the words it shares with clauses that were labelled: whole-number arithmetic.

The patterns of the verdicts know the wordings somebody thought of; this knows how clauses of a topic sound. It is asked
only before a contract is called silent. docs/money/contracts.md tells how it was trained and measured.
"""

from __future__ import annotations

import re
import zlib
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from functools import cache
from importlib import resources
from math import isqrt
from typing import Final

import numpy as np
import numpy.typing as npt

from manju.money.contracts.folding import folded

VERSION: Final = "wording_v1"
SIZE: Final = 1 << 15  # places that features are hashed to
STEM: Final = 7  # letters of a word that count
PARTY: Final = re.compile(
    r"[ⓛⓔⓟ]|(?:被?授权|被?许可|版权|著作权|权利|运营|平台|出版|品牌|制作|发行|使用|代理|开发|合作|生产|内容|供片|出让|受让)(?:方|人|商)(?!式|向|面|法|案)|[甲乙丙双各]方|贵(?:司|方|公司)|我(?:司|方|公司)|ip方"
    r"|\b(?:licensors?|licensees?|grantors?|grantees?|owner|user|studio|publisher|proprietor|company|partner|brand|distributor|producer|part(?:y|ies)(?: [ab])?|we|us|you|our|your)\b"
)
CHINESE: Final = re.compile(r"[\u4e00-\u9fffⓟ]+")
LATIN: Final = re.compile(r"[a-z]+|\d+%?|ⓟ")
LONGEST: Final = 1200  # signs of a sentence that are looked at

Weights = npt.NDArray[np.int8]


@dataclass(frozen=True, slots=True)
class Model:
    """`weights`: int8 [rules, SIZE]; `biases` and `bounds`: int per rule; a score above the bound speaks of the rule."""

    rules: tuple[str, ...]
    weights: Weights
    biases: tuple[int, ...]
    bounds: tuple[int, ...]

    def scores(self, text: str, heading: str = "") -> dict[str, int]:
        """How far a sentence lies above (or under) what speaks of each rule."""
        places = sorted(set(features(text, heading)))
        if not places:
            return {}
        sums = self.weights[:, places].sum(axis=1, dtype=np.int64)
        length = isqrt(len(places) << 10)
        return {
            rule: (int(total) << 8) // length + bias - bound
            for rule, total, bias, bound in zip(self.rules, sums, self.biases, self.bounds, strict=True)
        }

    def spoken_of(self, sentences: Iterable[tuple[str, str]]) -> frozenset[str]:
        """The rules that some sentence (text, heading) speaks of."""
        found: set[str] = set()
        for text, heading in sentences:
            found |= {rule for rule, score in self.scores(text, heading).items() if score > 0}
        return frozenset(found)


@cache
def model() -> Model:
    """The model that was trained by `tools/train_contract_wording.py`."""
    with resources.files("manju.money.contracts").joinpath("wording.npz").open("rb") as file, np.load(file) as kept:
        return Model(
            tuple(str(name) for name in kept["rules"]), kept["weights"],
            tuple(int(n) for n in kept["biases"]), tuple(int(n) for n in kept["bounds"]),
        )  # fmt: skip


def features(text: str, heading: str = "") -> Iterator[int]:
    """The places of a sentence's features: runs of one to four Chinese signs, words and pairs of words.

    >>> a, b = set(features("Licensor may audit the books")), set(features("we may audit the books"))
    >>> a == b, len(a) == len(set(features("books")))
    (True, False)
    """
    plain = PARTY.sub("ⓟ", folded(text)[:LONGEST])
    for feature in _shingles(plain):
        yield _place(feature)
    if heading:
        for feature in _shingles(PARTY.sub("ⓟ", heading[:80])):
            yield _place(f"h:{feature}")


def _shingles(plain: str) -> Iterator[str]:
    for run in CHINESE.findall(plain):
        for size in (1, 2, 3, 4):
            for start in range(len(run) - size + 1):
                yield run[start : start + size]
    words = ["0%" if w.endswith("%") else "0" if w[0].isdigit() else w[:STEM] for w in LATIN.findall(plain)]
    for at, word in enumerate(words):
        yield f"w:{word}"
        for ahead in (1, 2):
            if at + ahead < len(words):
                yield f"w{ahead}:{word} {words[at + ahead]}"


def _place(feature: str) -> int:
    return zlib.crc32(feature.encode()) & (SIZE - 1)
