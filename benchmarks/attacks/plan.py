"""Which trials are made: drawn from a seed, so that the same seed gives the same suspects on every machine."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass
from typing import Final

import numpy as np

from benchmarks.attacks.copies import Shelved
from benchmarks.attacks.hard import COMBOS, HARD, WINDOW, WORST
from benchmarks.attacks.masters import DARK
from benchmarks.attacks.several import COLLUSION, SPLICE
from benchmarks.attacks.single import SINGLE

__all__ = ["CLASSES", "QUICK", "Class", "Trial", "plan"]

COPIES: Final = 2  # made of every master; more only where they collude
COLLUDERS: Final = 8
COLLUDING: Final = 2  # masters


@dataclass(frozen=True, slots=True)
class Class:
    """Attacks that are counted together. `share`: trials of each of its attacks in a round."""

    attacks: tuple[str, ...]
    length_s: float  # of the copy that is cut out
    share: int = 1
    copies: int = 1
    marked: bool = True
    target: float | None = None  # least recall the specification asks for
    blind: bool = False  # read without master, fingerprint and registry
    some: int | None = None  # so many of the attacks are drawn for each round; None: all of them


@dataclass(frozen=True, slots=True)
class Trial:
    """One suspect: `copies` are the numbers (0 first) of the copies it is made from, none of an unmarked film."""

    klass: str
    attack: str
    master: str
    copies: tuple[int, ...]
    length_s: float  # of the copy
    start_s: float
    seed: int
    foreign_key: bool = False  # the copies on file were marked with another secret

    def as_dict(self) -> dict[str, object]:
        return asdict(self)


CLASSES: Final[dict[str, Class]] = {
    "single": Class(tuple(SINGLE), 5.0, target=1.0),
    "single, 10 s": Class(tuple(SINGLE), 10.0, target=1.0),
    "hard": Class(tuple(HARD), 5.0, share=2, target=0.95),
    "hard, 10 s": Class(tuple(HARD), 10.0, share=2, target=0.99),
    "window, 10 s": Class(tuple(WINDOW), 10.0, share=2),
    "worst": Class(tuple(WORST), 15.0, share=4, target=0.9),
    "collusion of 4": Class(tuple(COLLUSION), 5.0, copies=4, target=1.0),
    "collusion of 8": Class(tuple(COLLUSION), 10.0, copies=8, target=1.0),
    "splice": Class(tuple(SPLICE), 10.0, copies=2, share=2, target=1.0),
    "blind, light": Class(("crf <= 32", "480p", "colour", "subtitles + logo"), 15.0, blind=True, target=0.99),
    "blind, shape": Class(("mirror", "crop, centred", "crop, off-centre"), 15.0, blind=True, target=0.95),
    "blind, turned": Class(("rotation 2-3°", *COMBOS), 15.0, blind=True, target=0.9),
    "blind, unmarked": Class((*SINGLE, *COMBOS), 15.0, marked=False, blind=True, some=4),
    "unmarked": Class((*SINGLE, *HARD), 5.0, marked=False, some=10),
    "other film": Class((*SINGLE, *HARD), 5.0, marked=False, some=10),
    "wrong key": Class((*SINGLE, *HARD), 5.0, some=10),
}
QUICK: Final = (("single", "crf <= 32"), ("single", "mirror"), ("single", "crop, off-centre"), ("unmarked", "480p"))


def plan(
    shelf: Mapping[str, Shelved], *, seed: int, rounds: int, only: Sequence[str] = (), attacks: Sequence[str] = ()
) -> list[Trial]:
    """`rounds` times every attack of every class, each on a master, a copy and a stretch that are drawn.

    A round goes through all classes in an order that is drawn, so that a run that is stopped has some of each.
    """
    trials: list[Trial] = []
    for nth in range(rounds):
        of_round: list[Trial] = []
        for klass, facts in CLASSES.items():
            if only and klass not in only:
                continue
            names = [a for a in _of_round(facts, seed, nth) for _ in range(facts.share) if not attacks or a in attacks]
            of_round += [_drawn(shelf, klass, a, seed=seed, nth=nth, place=i) for i, a in enumerate(names)]
        trials += [of_round[i] for i in np.random.default_rng([seed, nth, 1]).permutation(len(of_round))]
    return trials


def quick(shelf: Mapping[str, Shelved], *, seed: int) -> list[Trial]:
    return [_drawn(shelf, klass, attack, seed=seed, nth=0, place=n) for n, (klass, attack) in enumerate(QUICK)]


def _of_round(facts: Class, seed: int, nth: int) -> Sequence[str]:
    if facts.some is None:
        return facts.attacks
    return [str(a) for a in np.random.default_rng([seed, nth]).permutation(facts.attacks)[: facts.some]]


def _drawn(shelf: Mapping[str, Shelved], klass: str, attack: str, *, seed: int, nth: int, place: int) -> Trial:
    facts = CLASSES[klass]
    draws = np.random.default_rng([seed, nth, list(CLASSES).index(klass), place])
    held = [s for s in shelf.values() if s.master.outside == (klass == "other film")]
    if klass == "worst":
        held = [s for s in held if s.master.kind == DARK] or held
    if facts.copies > COPIES:  # eight copies are dear: of the smallest pictures only
        held = sorted(held, key=lambda s: s.shape.width * s.shape.height)[:COLLUDING]
    chosen = held[int(draws.integers(len(held)))]
    length_s = min(facts.length_s, chosen.known.registration.duration_s - 0.5)
    start_s = float(draws.uniform(0, chosen.known.registration.duration_s - length_s - 0.2))
    most = COLLUDERS if facts.copies > COPIES else COPIES
    copies = tuple(int(n) for n in draws.permutation(most)[: facts.copies]) if facts.marked else ()
    return Trial(
        klass, attack, chosen.master.name, copies, length_s, round(start_s, 3), int(draws.integers(2**31)),
        foreign_key=klass == "wrong key",
    )  # fmt: skip
