"""What a test launch must reach: dated thresholds, the article's by default."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Thresholds:
    """Mean rates that must be exceeded, and the errors that are allowed at every look together.

    Source: the article, step 3: "completion rate exceeds 40% and the engagement rate (likes + comments / views)
    is above 5%"; the errors: Manju specification, INPUTS.md, launch assess.
    """

    completion: float = 0.40
    engagement: float = 0.05
    go_error: float = 0.05  # one-sided, lower bounds
    stop_error: float = 0.025  # one-sided, each upper bound: two of them make 5 %
    episodes: int = 5
