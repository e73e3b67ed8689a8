"""What a calendar of rights shows: for a row of goods the stretches of days on which nothing changes, with their state.

Exact, not sampled: days are cut where an item begins, ends or is sold off, and nowhere else.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import date
from typing import Final, Literal

from manju.money.avails.answering import About, Avails, Conflict, Encumbrance, Status
from manju.money.avails.cells import Masks, every_cell_is_held, some_cell_is_free
from manju.money.avails.shapes import Extent, Grant, Holdback

Tone = Literal["free", "shared", "sell_off", "exclusive", "holdback", "not_owned"]
State = tuple[Tone, Status, Status, tuple[Conflict, ...], tuple[Encumbrance, ...]]  # of a day, as a stretch has it
GRAVITY: Final[tuple[Tone, ...]] = ("free", "sell_off", "shared", "not_owned", "holdback", "exclusive")


@dataclass(frozen=True, slots=True)
class Stretch:
    """Days (both inside) on which a row stays as it is.

    `exclusive` and `non_exclusive` answer a wish for any one of these days; `tone` is the gravest thing in the way,
    `free` when nothing is. `conflicts` are those of an exclusive wish, `options` touch the row and block nothing.
    """

    first: date
    last: date
    tone: Tone
    exclusive: Status
    non_exclusive: Status
    conflicts: tuple[Conflict, ...]
    options: tuple[Encumbrance, ...]

    @property
    def partly(self) -> bool:
        """Whether what is in the way leaves some cells of the row free of it."""
        return self.exclusive == "partial"


def stretches(avails: Avails, row: Extent) -> tuple[Stretch, ...]:
    """The days of `row.start` to `row.end` as stretches, in order, without a gap. Source: `Avails.ask`, day by day.

    >>> from manju.money.avails import Grant, Rights
    >>> toys = Grant(id="G1", categories=["toys"], start=date(2027, 2, 1), end=date(2027, 5, 31), sell_off_days=30,
    ...              exclusivity="exclusive")
    >>> year = Extent(categories=["toys"], start=date(2027, 1, 1), end=date(2027, 12, 31))
    >>> [(s.first.isoformat(), s.tone) for s in stretches(Avails(Rights(grants=[toys])), year)]
    [('2027-01-01', 'free'), ('2027-02-01', 'exclusive'), ('2027-06-01', 'sell_off'), ('2027-07-01', 'free')]

    Raises:
        ValueError: a row without end.
    """
    if row.end is None:
        raise ValueError("a calendar has a last day")
    about = avails.about(row)
    begin, end = row.start.toordinal(), row.end.toordinal()
    marks = sorted({begin, *(day for day in _changes(about) if begin < day <= end)})
    of_day = _Days(about)
    found: list[tuple[int, State]] = []
    for first in marks:
        state = of_day(first)
        if not found or found[-1][1] != state:
            found.append((first, state))
    ends = [*(first - 1 for first, _ in found[1:]), end]
    return tuple(
        Stretch(date.fromordinal(first), date.fromordinal(last), *state)
        for (first, state), last in zip(found, ends, strict=True)
    )


def free_years(row: Iterable[Stretch], years: Iterable[int]) -> dict[int, bool]:
    """For each year whether the row is free to be granted exclusively on all of its days that the stretches hold.

    >>> def day(month): return date(2027, month, 1)
    >>> free_years([Stretch(day(1), day(12), "free", "free", "free", (), ())], [2027, 2028])
    {2027: True, 2028: False}
    """
    kept = list(row)
    found = {}
    for year in years:
        own = [s for s in kept if s.first.year <= year <= s.last.year]
        found[year] = bool(own) and all(s.exclusive == "free" for s in own)
    return found


def _changes(about: About) -> Iterable[int]:
    """The days on which something begins or is over."""
    for _, first, last, sold_off in about.items:
        yield from (first, last + 1, sold_off + 1)
    for _, first, last in about.held or ():
        yield from (first, last + 1)
    for _, first, last in about.options:
        yield from (first, last + 1)


@dataclass(frozen=True, slots=True)
class _Item:
    """An item as days meet it: when its term and its sell-off end, and what it is called in the way."""

    first: int
    last: int
    sold_off: int
    bit: int
    tone: Tone
    in_term: Conflict
    sold: Conflict


class _Days:
    """The state of one day of a row; equal days are worked out once."""

    def __init__(self, about: About) -> None:
        self._about = about
        self._items = [_seen(n, *item) for n, item in enumerate(about.items)]
        self._known: dict[tuple[int, int], Status] = {}
        self._whole = -1  # the items that cover the row wholly: in every dimension every atom
        for dimension in about.masks:
            for blocks, _ in dimension:
                self._whole &= blocks

    def __call__(self, day: int) -> State:
        conflicts: list[Conflict] = []
        tones: set[Tone] = {"free"}
        alone = beside = 0
        for item in self._items:
            if not item.first <= day <= item.sold_off:
                continue
            alone |= item.bit
            if day > item.last:
                conflicts.append(item.sold)
                tones.add("sell_off")
                continue
            conflicts.append(item.in_term)
            tones.add(item.tone)
            if item.tone != "shared":
                beside |= item.bit
        there = sum(1 << n for n, (_, first, last) in enumerate(self._about.held or ()) if first <= day <= last)
        if not self._all_held(there):
            conflicts.append(Conflict(None, None, "rights_in"))
            tones.add("not_owned")
        options = tuple(
            Encumbrance(option.id, option.kind, option.clause)
            for option, first, last in self._about.options
            if first <= day <= last
        )
        exclusive = self._status(alone, there) if conflicts else "free"
        non_exclusive = self._status(beside, there) if conflicts else "free"
        return max(tones, key=GRAVITY.index), exclusive, non_exclusive, tuple(conflicts), options

    def _status(self, blocking: int, there: int) -> Status:
        key = (blocking, there)
        if key not in self._known:
            self._known[key] = self._worked_out(blocking, there)
        return self._known[key]

    def _worked_out(self, blocking: int, there: int) -> Status:
        if not blocking and self._all_held(there):
            return "free"
        if blocking & self._whole:
            return "taken"
        holding = len(self._about.held or ())
        if self._about.held is None and any(b & blocking == 0 for dimension in self._about.masks for b, _ in dimension):
            return "partial" if blocking else "free"
        free = some_cell_is_free(
            _only(self._about.masks, blocking, there), blocking=blocking.bit_length(), holding=holding,
            holds=self._holds(there),
        )  # fmt: skip
        return "partial" if free else "taken"

    def _all_held(self, there: int) -> bool:
        if self._about.held is None:
            return True
        return every_cell_is_held(self._about.masks, holding=len(self._about.held), holds=self._holds(there))

    def _holds(self, there: int) -> Callable[[int], bool]:
        if self._about.held is None:
            return lambda _: True
        return lambda holders: holders & there != 0


def _seen(number: int, item: Grant | Holdback, first: int, last: int, sold_off: int) -> _Item:
    if isinstance(item, Holdback):
        tone: Tone = "holdback"
    else:
        tone = "shared" if item.exclusivity == "non_exclusive" else "exclusive"
    in_term = Conflict(item.id, item.clause, "holdback" if tone == "holdback" else "term")
    return _Item(first, last, sold_off, 1 << number, tone, in_term, Conflict(item.id, item.clause, "sell_off"))


def _only(masks: Masks, blocking: int, there: int) -> Masks:
    """The atoms as they differ by the items and holders that are there on a day, those least covered first."""
    return [
        sorted({(b & blocking, h & there) for b, h in dimension}, key=lambda cover: cover[0].bit_count())
        for dimension in masks
    ]
