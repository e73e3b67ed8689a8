"""What becomes of what is payable: withholding tax, costs, and the participants' parts."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from manju.money.amounts import round_minor, share_out
from manju.money.royalties.terms import Terms


@dataclass(frozen=True, slots=True)
class Payment:
    """One statement's money; tax, net and parts in minor units."""

    tax: int
    net: int
    costs_taken: tuple[int, ...]  # in the order of `costs`
    parts: tuple[int, ...]  # in the order of `participants`


def pay(terms: Terms, due: int, costs_left: Sequence[int]) -> Payment:
    """Split everything due: tax first (half-even, once), then costs in their order, then the shares.

    Parts sum to what is left, by largest remainder. Source: INPUTS, "Payment".
    """
    tax = round_minor(terms.withholding_tax * due)
    net = left = due - tax
    taken = []
    for cost in costs_left:
        taken.append(min(left, cost))
        left -= taken[-1]
    parts = share_out(left, [p.share for p in terms.participants]) if terms.participants else []
    return Payment(tax, net, tuple(taken), tuple(parts))
