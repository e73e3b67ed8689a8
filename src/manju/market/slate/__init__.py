"""The slate: what so many properties side by side may bring, and whether the cash carries them; by simulation.

>>> from manju.market.slate import Inputs, simulate
>>> simulate(Inputs(), runs=2000).best.parallel in Inputs().parallel
True
"""

from manju.market.slate.inputs import INPUTS, Inputs, Licensing, Merchandise, PerTitle
from manju.market.slate.outcome import Outcome, Quantiles, Slate, simulate

__all__ = ["INPUTS", "Inputs", "Licensing", "Merchandise", "Outcome", "PerTitle", "Quantiles", "Slate", "simulate"]
