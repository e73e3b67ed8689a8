"""Can we sell this? The engine's answer as sentences: free, partly, taken, by whom, by which clause, from when."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from manju.licensing.models import Grant, Holdback, Option
from manju.licensing.names import joined
from manju.licensing.rights import Held
from manju.money.avails import Answer, Query
from manju.money.avails.shapes import DIMENSIONS
from manju.money.documents import read_document
from manju.words import Words


@dataclass(frozen=True, slots=True)
class Reason:
    """One thing in the way: in words, and the row it comes from."""

    said: Words
    row: Grant | Holdback | None


@dataclass(frozen=True, slots=True)
class Asked:
    """The answer: the verdict, what was asked, every reason, the options that touch it."""

    answer: Answer
    verdict: Words
    wish: Words
    reasons: tuple[Reason, ...]
    options: tuple[Option, ...]
    since: Words | None
    unknown: tuple[str, ...]


def ask_about(held: Held, wish: dict[str, Any]) -> Asked:
    """Ask with the keys of `manju schema query` (`Any`: plain JSON values).

    Raises:
        InputError: a key that is wrong.
    """
    query: Query = read_document(Query, wish)
    answer = held.avails.ask(query)
    reasons = tuple(Reason(held.in_words(c), held.row_of(c)) for c in answer.conflicts)
    options = tuple(held.option_of(e) for e in answer.encumbrances)
    return Asked(answer, _verdict(query, answer, options), _wish(query), reasons, options, _since(query, answer),
                 answer.unknown)  # fmt: skip


def _verdict(query: Query, answer: Answer, options: tuple[Option, ...]) -> Words:
    """The heading: yes, partly or no."""
    how = {"exclusive": Words("独家", "exclusively"), "sole": Words("排他", "solely"),
           "non_exclusive": Words("非独家", "non-exclusively")}[query.exclusivity]  # fmt: skip
    if answer.status == "free":
        if options:
            return Words("可以{h}授出，但要先问{p}", "Yes, {h}, but {p} must be asked first").fill(
                h=how, p=options[0].partner or Words("优先权人", "whoever holds the option")
            )
        return Words("可以{h}授出", "Yes, it can be granted {h}").fill(h=how)
    if answer.status == "partial":
        return Words("只有一部分可以{h}授出", "Only a part of it can be granted {h}").fill(h=how)
    return Words("现在不能{h}授出", "No, it cannot be granted {h}").fill(h=how)


def _wish(query: Query) -> Words:
    """What was asked, in one line."""
    parts = [joined(dimension, getattr(query, dimension)) for dimension in DIMENSIONS]
    end = Words(query.end.isoformat(), query.end.isoformat()) if query.end else Words("永久", "for ever")
    return Words(
        "，".join(p.zh for p in parts) + f"，{query.start.isoformat()} 至 {end.zh}",
        "; ".join(p.en for p in parts) + f"; {query.start.isoformat()} to {end.en}",
    )


def _since(query: Query, answer: Answer) -> Words | None:
    if answer.status == "free":
        return None
    if answer.free_from is None:
        return Words("在现有约定下，全部可授的一天不会到来。", "As things stand, all of it never becomes free.")
    if answer.free_from == query.start:
        return None
    return Words("同样长的时间，最早自 {d} 起全部可授。", "For as long, all of it is free from {d}.").fill(
        d=answer.free_from.isoformat()
    )
