"""A made-up market of comic dramas: titles that come, are watched and fade, week after week, on four platforms.

Titles come at a steady pace on every platform, live one to five weeks, and their heat is log-normal around that of
their elements. Two things change over the last thirteen weeks: `ListTruth.rising` grows hotter while hardly more of it
is made, and of `ListTruth.tired` ever more is made while each new one is colder.
"""

from __future__ import annotations

import random
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, timedelta
from math import exp
from typing import Final, Literal

from manju.sample.season import phrases
from manju.sample.season.phrases import Theme
from manju.sample.season.truth import ListTruth

Source = Literal["douyin", "kuaishou", "hongguo", "bilibili"]
SOURCES: Final[tuple[Source, ...]] = ("douyin", "hongguo", "kuaishou", "bilibili")
DAYS: Final = 140
PLANTED_DAYS: Final = 91
"""Over how many of the last days the two planted things change; before that they stand still."""

A_DAY: Final = 5.0  # new titles on a platform
USUAL: Final[dict[Source, float]] = {"douyin": 5.2e6, "hongguo": 2.6e6, "kuaishou": 1.9e6, "bilibili": 6.4e5}
SCATTER: Final = 0.33  # standard deviation of the logarithm of a title's heat
DAILY: Final = 0.1  # the same from day to day
FADES: Final = 0.94  # what is left of a title's heat a day later
LIVES: Final = (6, 24)  # days on a list

RISING: Final = (
    ("末世", "囤货", "女频"), ("末世", "丧尸", "男频"), ("末世", "囤货"), ("末世", "废土"), ("末世", "囤货", "男频"),
)  # fmt: skip
RISING_EVERY: Final = 4  # days, on each platform: few, and not more at last than at first
RISING_HEAT: Final = (0.7, 4.0)
TIRED_OFTEN: Final = (4.0, 28.0)  # of a hundred and more new titles, at first and at last
TIRED_HEAT: Final = (1.7, 0.45)
TIRED_OLD: Final = 0.6
TERM_OFTEN: Final = 0.03


@dataclass(frozen=True, slots=True)
class Listed:
    """A title as its platform knows it."""

    title: str
    tags: tuple[str, ...]
    synopsis: str
    came: date
    gone: date
    heat: float  # on its first day
    author: str
    item: str


@dataclass(frozen=True, slots=True)
class ListRow:
    """A title's place on one day's list, ranked by heat from 1."""

    day: date
    rank: int
    title: Listed
    heat: int
    plays: int
    likes: int
    comments: int


def lists_of(source: Source, *, today: date, seed: int, days: int = DAYS) -> Iterator[tuple[date, list[ListRow]]]:
    """One platform's list of each day up to `today`, the oldest first; the same seed gives the same titles.

    >>> day, rows = next(lists_of("douyin", today=date(2026, 11, 26), seed=1, days=2))
    >>> day, [row.rank for row in rows[:3]]
    (datetime.date(2026, 11, 25), [1, 2, 3])
    """
    chance = random.Random(f"{seed} {source}")  # noqa: S311 - invented data, no secret
    first = today - timedelta(days=days - 1)
    warm = LIVES[1]
    live: list[Listed] = []
    known: set[str] = set()
    for n in range(-warm, days):
        day = first + timedelta(days=n)
        at = max(0.0, 1 - (days - 1 - n) / PLANTED_DAYS)
        for _ in range(_poisson(chance, A_DAY)):
            live.append(_new(chance, source, day, _theme(chance, at), known))
        if n % RISING_EVERY == 0:
            tags = RISING[n // RISING_EVERY % len(RISING)]
            live.append(_new(chance, source, day, Theme(tags, 0, _between(RISING_HEAT, at)), known))
        live = [title for title in live if title.gone >= day]
        if n >= 0:
            yield day, _ranked(chance, live, day)


def _ranked(chance: random.Random, live: list[Listed], day: date) -> list[ListRow]:
    heats = [(title.heat * FADES ** (day - title.came).days * exp(chance.gauss(0, DAILY)), title) for title in live]
    heats.sort(key=lambda pair: (-pair[0], pair[1].title))
    return [
        ListRow(
            day, rank, title, round(heat), round(heat * 2.3), round(heat * chance.uniform(0.018, 0.05)),
            round(heat * chance.uniform(0.001, 0.004)),
        )
        for rank, (heat, title) in enumerate(heats, 1)
    ]  # fmt: skip


def _theme(chance: random.Random, at: float) -> Theme:
    """What a new title is about; `at`: how far the planted changes have gone, 0 to 1."""
    tired = Theme(ListTruth().tired, _between(TIRED_OFTEN, at), _between(TIRED_HEAT, at))
    themes = (*phrases.THEMES, tired)
    return chance.choices(themes, [theme.often for theme in themes])[0]


def _between(ends: tuple[float, float], at: float) -> float:
    return float(ends[0] * (ends[1] / ends[0]) ** at)


def _new(chance: random.Random, source: Source, day: date, theme: Theme, known: set[str]) -> Listed:
    more = [tag for tag in theme.maybe if chance.random() < 0.45]
    tags = (*theme.tags, *more[:2])
    old = bool(phrases.OLD & set(tags)) if tags != ListTruth().tired else chance.random() < TIRED_OLD
    title = _titled(chance, tags, known, old=old)
    heat = USUAL[source] * theme.heat * exp(chance.gauss(0, SCATTER))
    gone = day + timedelta(days=chance.randint(*LIVES))
    synopsis = _filled(chance, chance.choice(phrases.SYNOPSES), old=old)
    item = f"BV1{''.join(chance.choices('ABCDEFGHJKMNPQRSTUVWXYZabcdefghjkmnpqrstuvwxyz23456789', k=9))}"
    return Listed(
        title, tags, synopsis, day, gone, heat, f"{chance.choice(phrases.NAMES)}{chance.choice(phrases.STUDIOS)}", item
    )


def _titled(chance: random.Random, tags: tuple[str, ...], known: set[str], *, old: bool) -> str:
    """A title nobody has yet, of what its elements open with."""
    said = [tag for tag in tags if tag in phrases.OPENINGS]
    while True:
        with_term = chance.random() < TERM_OFTEN
        opening = chance.choice(phrases.TERM if with_term else phrases.OPENINGS[chance.choice(said)])
        made = _filled(chance, opening + chance.choice(phrases.ENDINGS), old=old)
        if made not in known:
            known.add(made)
            return made


def _filled(chance: random.Random, pattern: str, *, old: bool) -> str:
    """The pattern with a word drawn for each slot; `old`: of old times."""
    pieces = pattern.split("{")
    return pieces[0] + "".join(_word(chance, piece[0], old=old) + piece[2:] for piece in pieces[1:])


def _word(chance: random.Random, slot: str, *, old: bool) -> str:
    if slot == "y":
        return str(chance.randint(3, 30))
    if slot == "n":
        return chance.choice(phrases.SURNAMES) + chance.choice(phrases.NAMES)
    if slot == "v":
        return chance.choice(phrases.HAPPENS)
    return chance.choice({"k": phrases.SOMEBODY, "p": phrases.PLACES, "t": phrases.THINGS}[slot][old])


def _poisson(chance: random.Random, mean: float) -> int:
    """Knuth (1969): multiply until under e^-mean."""
    left, n = chance.random(), 0
    while left > exp(-mean):
        left *= chance.random()
        n += 1
    return n
