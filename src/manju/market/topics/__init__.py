"""Topics: which elements the lists are made of, which combinations are worth a new property, which are worn out."""

from manju.market.topics.shapes import (
    Analysis,
    Backtest,
    Direction,
    Element,
    Evidence,
    Flag,
    Likeness,
    Method,
    Pick,
    Proposal,
    Signs,
    Week,
)

__all__ = [
    "Analysis",
    "Backtest",
    "Direction",
    "Element",
    "Evidence",
    "Flag",
    "Likeness",
    "Method",
    "Pick",
    "Proposal",
    "Signs",
    "Week",
]
