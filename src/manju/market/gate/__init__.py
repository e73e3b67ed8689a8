"""The test gate: is the title's mean completion and engagement above its threshold, whenever one looks.

    from manju.market.gate import Counts, Cell, Look, assess
    days = assess(looks)
    days[-1].verdict

Method and proof: docs/algorithms/gate.md.
"""

from manju.market.gate.counts import Cell, Counts, Look
from manju.market.gate.priors import Prior, Priors, priors_on
from manju.market.gate.running import Band
from manju.market.gate.thresholds import Thresholds
from manju.market.gate.verdict import Assessment, Verdict, assess

__all__ = [
    "Assessment",
    "Band",
    "Cell",
    "Counts",
    "Look",
    "Prior",
    "Priors",
    "Thresholds",
    "Verdict",
    "assess",
    "priors_on",
]
