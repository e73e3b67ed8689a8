"""What is looked at about once a minute while a worker is there: registered here, called by whichever comes first."""

from __future__ import annotations

import datetime as dt
import logging
from collections.abc import Callable

__all__ = ["each_round", "go_round"]

log = logging.getLogger(__name__)

Look = Callable[[dt.datetime], None]
ROUNDS: list[Look] = []


def each_round(look: Look) -> Look:
    """Have a function called about once a minute. It is quick, and starts jobs (with a key) for whatever takes time."""
    ROUNDS.append(look)
    return look


def go_round(*, now: dt.datetime) -> None:
    """Call all of them; what one raises is logged, the others are called all the same."""
    for look in ROUNDS:
        try:
            look(now)
        except Exception:
            log.exception("a round failed: %s", look.__name__)
