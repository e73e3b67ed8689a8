"""Guarantees: an advance recouped from royalties by one contract or a group, and the shortfall of a contract year."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Recouping:
    """A balance through one period: what each contract recouped, what was lost, what is left."""

    opening: int
    recouped: tuple[int, ...]
    lost: int
    balance: int


def recoup(opening: int, instalments: int, earned: Sequence[int], *, scope_ends: bool) -> Recouping:
    """Add the instalments due; each contract in turn recoups what it earned; at the scope's end the rest is lost.

    opening + instalments - recouped - lost = balance. Source: INPUTS, "Guarantee".

    >>> recoup(0, 100, [30, 90], scope_ends=True)
    Recouping(opening=0, recouped=(30, 70), lost=0, balance=0)
    """
    left = opening + instalments
    recouped = []
    for amount in earned:
        recouped.append(min(left, amount))
        left -= recouped[-1]
    lost = left if scope_ends else 0
    return Recouping(opening, tuple(recouped), lost, left - lost)


def shortfall(amounts_by_year: Sequence[int], year: int, earned_in_year: int) -> int:
    """What the last period of a contract year (the first is 1) adds: the minimum less what was earned, if positive.

    >>> shortfall([500], 1, 420), shortfall([500], 2, 0)
    (80, 0)
    """
    minimum = amounts_by_year[year - 1] if year <= len(amounts_by_year) else 0
    return max(0, minimum - earned_in_year)
