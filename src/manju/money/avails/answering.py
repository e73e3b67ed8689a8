"""What is still free: the answer to a wish, with every item in the way and the day from which it is free."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any, Literal

import numpy as np
from numpy.typing import NDArray

from manju.money.avails.cells import Masks, every_cell_is_held, masks_of, some_cell_is_free
from manju.money.avails.days import EVER, Span, covered, first_free, span
from manju.money.avails.names import Selected, resolved, selected, unknown
from manju.money.avails.shapes import Extent, Grant, Holdback, Option, Query, Rights, RightsIn
from manju.money.avails.touching import Touching

Status = Literal["free", "partial", "taken"]


@dataclass(frozen=True, slots=True)
class Conflict:
    """An item that blocks a wished cell on a wished day; `grant` is None where the studio holds no right itself."""

    grant: str | None
    clause: str | None
    dimension: Literal["term", "sell_off", "holdback", "rights_in"]


@dataclass(frozen=True, slots=True)
class Encumbrance:
    """An option that touches the wish."""

    option: str
    kind: str
    clause: str | None


@dataclass(frozen=True, slots=True)
class Answer:
    """`free`: every cell is grantable; `partial`: some; `taken`: none."""

    status: Status
    conflicts: tuple[Conflict, ...]
    encumbrances: tuple[Encumbrance, ...]
    free_from: date | None
    unknown: tuple[str, ...]

    def as_json(self) -> dict[str, Any]:
        """The shape `manju rights avails --json` prints, without the query."""
        return {
            "status": self.status,
            "conflicts": [{"grant": c.grant, "clause": c.clause, "dimension": c.dimension} for c in self.conflicts],
            "encumbrances": [{"option": e.option, "kind": e.kind, "clause": e.clause} for e in self.encumbrances],
            "free_from": self.free_from.isoformat() if self.free_from else None,
            "unknown": list(self.unknown),
        }


@dataclass(frozen=True, slots=True)
class About:
    """Everything near an extent: items with first, last and last sold-off day, holders and options with their days."""

    items: tuple[tuple[Grant | Holdback, int, int, int], ...]
    held: tuple[tuple[RightsIn, int, int], ...] | None  # None: all is held
    options: tuple[tuple[Option, int, int], ...]
    masks: Masks


class Avails:
    """The rights in a property, made ready to be asked many times.

    A cell is category x territory x language x channel; it is grantable when nothing blocks it on any wished day.
    Source of the rules: INPUTS, "`grants` and `query`".
    """

    def __init__(self, rights: Rights) -> None:
        self._rights = rights
        self._groups = resolved(rights.territory_groups)
        self._items: list[Grant | Holdback] = [*rights.grants, *rights.holdbacks]
        self._extents = [self._selected(item) for item in self._items]
        self._touching = Touching(self._extents)
        self._options = Touching([self._selected(option) for option in rights.options])
        self._held = [self._selected(held) for held in rights.rights_in or []]
        self._holding = Touching(self._held)
        spans = np.array([span(item.start, item.end) for item in self._items], dtype=np.int64).reshape(-1, 2)
        over = np.array([getattr(item, "sell_off_days", 0) for item in self._items], dtype=np.int64)
        self._first, self._last = spans[:, 0], spans[:, 1]
        self._sold_off = np.where(self._last == EVER, EVER, self._last + over)
        self._always = np.array([getattr(i, "exclusivity", "") != "non_exclusive" for i in self._items], dtype=bool)

    def ask(self, query: Query) -> Answer:
        """Whether a wish may be granted, what is in its way, and from when all of it is free."""
        wish, days = self._selected(query), span(query.start, query.end)
        alone = query.exclusivity != "non_exclusive"
        near = self._touching.find(wish)
        term, sell_off = self._in_the_way(near, days, alone=alone)
        blocking = near[term | sell_off]
        holding = [int(n) for n in self._holding.find(wish)]
        entries = [self._rights.rights_in[n] for n in holding] if self._rights.rights_in else []
        held = [span(entry.start, entry.end) for entry in entries]
        masks = masks_of(wish, [self._extents[n] for n in blocking], [self._held[n] for n in holding])

        def holds(holders: int) -> bool:
            return self._rights.rights_in is None or covered(days, (held[n] for n in _bits(holders)))

        all_held = every_cell_is_held(masks, holding=len(held), holds=holds)
        conflicts = list(self._conflicts(near, term, sell_off))
        if not all_held:
            conflicts.append(Conflict(None, None, "rights_in"))
        status: Status = "free"
        if conflicts:
            some = some_cell_is_free(masks, blocking=len(blocking), holding=len(held), holds=holds)
            status = "partial" if some else "taken"
        return Answer(
            status, tuple(conflicts), self._encumbrances(wish, days),
            self._free_from(wish, days, near, entries, holding, alone=alone),
            tuple(unknown(query, self._rights.categories, self._groups)),
        )  # fmt: skip

    def about(self, extent: Extent) -> About:
        """What shares a cell with an extent, whatever the days: what a calendar of it is made of."""
        wish = self._selected(extent)
        near, holding = self._touching.find(wish).tolist(), self._holding.find(wish).tolist()
        held = None if self._rights.rights_in is None else [self._rights.rights_in[n] for n in holding]
        options = [self._rights.options[n] for n in self._options.find(wish)]
        return About(
            items=tuple(
                (self._items[n], int(self._first[n]), int(self._last[n]), int(self._sold_off[n])) for n in near
            ),
            held=None if held is None else tuple((entry, *span(entry.start, entry.end)) for entry in held),
            options=tuple((option, *span(option.start, option.end)) for option in options),
            masks=masks_of(wish, [self._extents[n] for n in near], [self._held[n] for n in holding]),
        )

    def _selected(self, extent: Extent) -> Selected:
        return selected(extent, self._groups)

    def _in_the_way(
        self, near: NDArray[np.intp], days: Span, *, alone: bool
    ) -> tuple[NDArray[np.bool_], NDArray[np.bool_]]:
        """Which of these items block on a wished day by their term, and which by their sell-off."""
        first, last, sold_off = self._first[near], self._last[near], self._sold_off[near]
        term = (first <= days[1]) & (last >= days[0])
        if alone:
            return term, (last + 1 <= days[1]) & (sold_off >= days[0]) & (sold_off > last)
        return term & self._always[near], np.zeros(len(near), dtype=bool)

    def _conflicts(
        self, near: NDArray[np.intp], term: NDArray[np.bool_], sell_off: NDArray[np.bool_]
    ) -> Iterator[Conflict]:
        for place in np.flatnonzero(term | sell_off):
            item = self._items[near[place]]
            if term[place]:
                yield Conflict(item.id, item.clause, "holdback" if isinstance(item, Holdback) else "term")
            if sell_off[place]:
                yield Conflict(item.id, item.clause, "sell_off")

    def _encumbrances(self, wish: Selected, days: Span) -> tuple[Encumbrance, ...]:
        near = [self._rights.options[n] for n in self._options.find(wish)]
        return tuple(
            Encumbrance(option.id, option.kind, option.clause)
            for option in near
            if option.start.toordinal() <= days[1] and span(option.start, option.end)[1] >= days[0]
        )

    def _free_from(
        self, wish: Selected, days: Span, near: NDArray[np.intp], entries: Sequence[RightsIn], holding: list[int], *,
        alone: bool,
    ) -> date | None:  # fmt: skip
        blocks = np.ones(len(near), dtype=bool) if alone else self._always[near]
        ends = (self._sold_off if alone else self._last)[near]
        blocks &= ends >= days[0]
        blocked: list[Span] = list(zip(self._first[near][blocks].tolist(), ends[blocks].tolist(), strict=True))
        if self._rights.rights_in is not None:
            blocked += self._not_held(wish, days[0], entries, holding)
        day = first_free(days, blocked)
        return None if day is None else date.fromordinal(day)

    def _not_held(self, wish: Selected, since: int, entries: Sequence[RightsIn], holding: list[int]) -> Iterator[Span]:
        """The spans from a day on in which some cell of the wish is not held."""
        spans = [span(entry.start, entry.end) for entry in entries]
        marks = sorted({since, *(day for first, last in spans for day in (first, last + 1) if since < day <= EVER)})
        masks = masks_of(wish, [], [self._held[n] for n in holding])
        for first, after in zip(marks, [*marks[1:], EVER + 1], strict=True):
            there = sum(1 << n for n, (begin, end) in enumerate(spans) if begin <= first <= end)

            def holds(holders: int, there: int = there) -> bool:
                return holders & there != 0

            if not every_cell_is_held(masks, holding=len(spans), holds=holds):
                yield first, after - 1


def _bits(mask: int) -> Iterator[int]:
    """The numbers of the bits that are set."""
    while mask:
        low = mask & -mask
        yield low.bit_length() - 1
        mask ^= low
