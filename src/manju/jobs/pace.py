"""How fast work has been going lately, so that the remaining time follows the stretch it is in now."""

from __future__ import annotations

from collections import deque
from dataclasses import dataclass, field
from typing import Final

STRETCH_S: Final = 20.0


@dataclass
class Pace:
    """Progress samples of the last twenty seconds, oldest first.

    Pace over the whole run is wrong as soon as parts differ (encoding, then reading back); the pace of the
    last stretch is right after twenty seconds in any part. The sample just older than the stretch is kept, so
    work that reports rarely is measured from its last report.

    >>> pace = Pace(started=0.0)
    >>> pace.hear(at=10.0, progress=0.5)
    (0.5, 10.0)
    >>> pace.hear(at=40.0, progress=0.6)      # slow now: a tenth in thirty seconds
    (0.09999999999999998, 30.0)
    """

    started: float
    _heard: deque[tuple[float, float]] = field(default_factory=deque)

    def hear(self, *, at: float, progress: float) -> tuple[float, float]:
        """Take a report at `at` (seconds, monotonic); returns (progress gained, in how many seconds)."""
        heard = self._heard or deque([(self.started, 0.0)])
        self._heard = heard
        while heard and heard[-1][1] > progress:  # work that begins again: what was before says nothing
            heard.pop()
        heard.append((at, progress))
        while len(heard) > 2 and heard[1][0] <= at - STRETCH_S:
            heard.popleft()
        since, was = heard[0]
        return progress - was, at - since
