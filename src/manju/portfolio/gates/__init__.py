"""The six gates: each module reads the evidence of its own from the rooms, or what was entered by hand."""

from manju.portfolio.gates.evidence import Asked, Found, Item, Measure, Step
from manju.portfolio.gates.line import Line, Station, line_of, lines_of

__all__ = ["Asked", "Found", "Item", "Line", "Measure", "Station", "Step", "line_of", "lines_of"]
