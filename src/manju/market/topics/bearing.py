"""Which titles bear which element: from tags as written, from the dictionary, from terms that recur."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Final

import numpy as np
import numpy.typing as npt
import polars as pl

from manju.market.topics.board import Board
from manju.market.topics.discovering import discover
from manju.market.topics.lexicon import Lexicon, folded
from manju.market.topics.shapes import Origin, Proposal
from manju.market.topics.tags import tags_of
from manju.market.topics.words_in import named_in

ELEMENTS_MAX: Final = 400  # tags and proposed terms beyond are the rarest and say least
TAGGED_FROM: Final = 0.3  # share of titles with tags from which recurring terms of titles are only proposed
Places = npt.NDArray[np.int64]


@dataclass(frozen=True)
class Borne:
    """Elements, most borne first, each with the titles of the board that bear it (ascending)."""

    names: tuple[str, ...]
    origins: tuple[Origin, ...]
    titles: tuple[Places, ...]
    proposals: tuple[Proposal, ...] = ()

    def of(self, name: str) -> Places:
        """The titles that bear an element."""
        return self.titles[self.names.index(name)]


@dataclass
class Reader:
    """Reads texts once each: what was read for one origin of a backtest serves the next."""

    lexicon: Lexicon
    _texts: dict[str, tuple[str, ...]] = field(default_factory=dict)
    _tags: dict[str, tuple[str, ...]] = field(default_factory=dict)

    def named(self, texts: Iterable[str]) -> Mapping[str, tuple[str, ...]]:
        """The dictionary's elements in each of these texts."""
        new = [text for text in dict.fromkeys(texts) if text not in self._texts]
        self._texts.update(zip(new, named_in(new, self.lexicon), strict=True))
        return self._texts

    def tagged(self, texts: Iterable[str]) -> Mapping[str, tuple[str, ...]]:
        """The elements in each of these cells of tags: those the dictionary knows, and the tags it does not know.

        A tag made of known elements (`重生复仇`) is those; one with more in it is itself as well.
        """
        new = [text for text in dict.fromkeys(texts) if text not in self._tags]
        split = tags_of(new)
        known: dict[str, tuple[str, ...]] = {}
        single = list(dict.fromkeys(tag for tags in split for tag in tags))
        whole = {tag: self.lexicon.element_of(tag) for tag in single}
        odd = [tag for tag in single if whole[tag] is None]
        for tag, inside in zip(odd, named_in(odd, self.lexicon), strict=True):
            known[tag] = inside if _is_made_of(tag, inside, self.lexicon) else (*inside, tag)
        for tag, name in whole.items():
            if name is not None:
                known[tag] = (name,)
        for text, tags in zip(new, split, strict=True):
            self._tags[text] = tuple(dict.fromkeys(name for tag in tags for name in known[tag]))
        return self._tags


def borne_by(board: Board, reader: Reader, *, least: int | None = None) -> Borne:
    """The elements of a board's titles; a tag or term counts from `least` titles on (else by the board's size).

    Nothing but the board's own titles is looked at, so that an analysis of the past knows nothing later.
    """
    units = board.units
    least = least or max(2, min(30, board.size // 1000))
    titles, synopses = _column(units, "title"), _column(units, "synopsis")
    tags, asides = _column(units, "tags"), [
        f"{a} {f}".strip() for a, f in zip(_column(units, "audience"), _column(units, "form"), strict=True)
    ]  # fmt: skip
    named = reader.named([*titles, *synopses, *asides])
    tagged = reader.tagged(tags)
    holders: dict[str, list[int]] = {}
    spelt: dict[str, str] = {}
    for unit, (title, synopsis, tag, aside) in enumerate(zip(titles, synopses, tags, asides, strict=True)):
        names = dict.fromkeys((*tagged[tag], *named[title], *named[synopsis], *named[aside]))
        for name in names:
            key = name if name in reader.lexicon.entries else folded(name)
            spelt.setdefault(key, name)
            held = holders.setdefault(key, [])
            if not held or held[-1] != unit:
                held.append(unit)
    known = {key: units for key, units in holders.items() if spelt[key] in reader.lexicon.entries}
    others = {key: units for key, units in holders.items() if key not in known and len(units) >= least}
    proposals = discover(dict.fromkeys(titles), reader.lexicon, also=set(others), least=max(5, least))
    origins: dict[str, Origin] = {**dict.fromkeys(known, "lexicon"), **dict.fromkeys(others, "tag")}
    if sum(bool(tagged[tag]) for tag in tags) < TAGGED_FROM * len(tags):
        for proposal in proposals:
            key = folded(proposal.term)
            others[key] = [i for i, title in enumerate(titles) if key in folded(title)]
            spelt[key], origins[key] = proposal.term, "proposed"
    few = dict(sorted(others.items(), key=lambda one: (-len(one[1]), one[0]))[:ELEMENTS_MAX])
    order = sorted({**known, **few}.items(), key=lambda one: (-len(one[1]), one[0]))
    return Borne(
        tuple(spelt[key] for key, _ in order),
        tuple(origins[key] for key, _ in order),
        tuple(np.asarray(held, dtype=np.int64) for _, held in order),
        tuple(proposals),
    )


def _is_made_of(tag: str, inside: Sequence[str], lexicon: Lexicon) -> bool:
    """Whether nothing but names of elements stands in a tag."""
    if not inside:
        return False
    rest = folded(tag)
    for name in sorted((name for name, of in lexicon.names.items() if of in inside), key=len, reverse=True):
        rest = rest.replace(name, "")
    return not any(sign.isalnum() for sign in rest) or rest in ("文", "流", "剧", "类", "题材", "系")


def _column(units: pl.DataFrame, name: str) -> list[str]:
    found: list[str] = units[name].cast(pl.String).fill_null("").to_list()
    return found
