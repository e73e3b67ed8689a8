"""What a base earns: a rate, or steps shared over the lines of their rule; then uplift and the minimum per unit."""

from __future__ import annotations

from collections.abc import Sequence
from fractions import Fraction

from manju.money.royalties.opening import Exact
from manju.money.royalties.terms import Royalty, Step


def effective_rate(royalty: Royalty, before: Exact, base: Exact) -> Fraction:
    """The rate at which a rule's base of a period earns, `before` being what it cumulated earlier.

    Marginal steps give the average over the bands that the base runs through; whole ones the band reached at the end.

    >>> steps = [Step(from_minor=0, rate=Fraction(8, 100)), Step(from_minor=1000, rate=Fraction(12, 100))]
    >>> effective_rate(Royalty(category="*", base="gross", steps=steps), 900, 200)
    Fraction(1, 10)
    """
    if royalty.rate is not None:
        return royalty.rate
    steps = royalty.steps or []
    after = before + base
    if royalty.step_mode == "whole" or base == 0:
        return band(steps, after).rate
    return (marginal(steps, after) - marginal(steps, before)) / Fraction(base)


def band(steps: Sequence[Step], cumulated: Exact) -> Step:
    """The band that a cumulated base has reached: the last that begins at or below it."""
    return [step for step in steps if step.from_minor <= cumulated][-1]


def marginal(steps: Sequence[Step], cumulated: Exact) -> Exact:
    """F: what a cumulated base earns when each rate applies to the part inside its band.

    >>> marginal([Step(from_minor=0, rate=Fraction(1, 10)), Step(from_minor=50, rate=Fraction(1, 5))], 70)
    Fraction(9, 1)
    """
    earned: Exact = 0
    ends: list[Exact] = [*(step.from_minor for step in steps[1:]), cumulated]
    for step, end in zip(steps, ends, strict=True):
        inside = min(cumulated, end) - step.from_minor
        if inside > 0:
            earned += inside * step.rate
    return earned


def line_royalty(royalty: Royalty, rate: Fraction, base: Exact, net_units: int) -> tuple[Exact, bool]:
    """A line's royalty before rounding, and whether it is the minimum for the units that were not returned.

    >>> line_royalty(Royalty(category="*", base="gross", rate=1, per_unit_minimum_minor=150), Fraction(1, 10), 900, 2)
    (300, True)
    """
    earned: Exact = base * rate
    floor = (royalty.per_unit_minimum_minor or 0) * max(0, net_units)
    return (floor, True) if floor > earned else (earned, False)


def uplifted(royalty: Royalty, rate: Fraction, channel: str) -> Fraction:
    """The rate with the uplift that a rule gives to channel `fob`."""
    return rate + royalty.fob_uplift if royalty.fob_uplift is not None and channel == "fob" else rate
