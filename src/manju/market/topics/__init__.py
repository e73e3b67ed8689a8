"""Topics: which elements the lists are made of, which combinations are worth a new property, which are worn out.

`analyse` takes rows of `market.lists`; `standard()` is the dictionary it reads titles by, which a studio changes
by `taken_in` and `fitted`.
"""

from manju.market.topics.analysing import DAYS, VERSION, analyse
from manju.market.topics.fatigue import OwnTitle
from manju.market.topics.lexicon import KINDS, Entry, Fit, Lexicon, standard
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
    "DAYS",
    "KINDS",
    "VERSION",
    "Analysis",
    "Backtest",
    "Direction",
    "Element",
    "Entry",
    "Evidence",
    "Fit",
    "Flag",
    "Lexicon",
    "Likeness",
    "Method",
    "OwnTitle",
    "Pick",
    "Proposal",
    "Signs",
    "Week",
    "analyse",
    "standard",
]
