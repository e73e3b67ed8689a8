"""The framings that a set of orders needs: those that were given, and those the master is looked through for."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from fractions import Fraction
from pathlib import Path

from manju.media.lettering import Laid
from manju.media.probe import Probe
from manju.media.reframe.framing import Framing, Rect
from manju.media.reframe.hand import keeping
from manju.media.reframe.planning import Scenes, frame_shape, look_at

__all__ = ["Wanted", "framings_for"]


@dataclass(frozen=True, slots=True)
class Wanted:
    """A size to be framed for (pixels), the framing somebody chose (None: to be found), and the lettering laid on."""

    size: tuple[int, int]
    framing: Framing | None = None
    laid: tuple[Laid, ...] = ()


def framings_for(
    master: Path,
    facts: Probe,
    wanted: Sequence[Wanted | None],
    *,
    progress: Callable[[float], None] = lambda _: None,
    cancelled: Callable[[], bool] = lambda: False,
) -> list[Framing | None]:
    """One framing for each wish (None: none is wished for); the master is looked through once, where it has to be.

    Raises:
        MediaError: it does not decode.
        Cancelled: `cancelled()` became true.
    """
    scenes: Scenes | None = None
    found: list[Framing | None] = []
    for one in wanted:
        if one is None:
            found.append(None)
            continue
        framing = one.framing
        if framing is None:
            if scenes is None:
                scenes = look_at(master, facts, progress=progress, cancelled=cancelled)
            shape = Fraction(*one.size)
            framing = frame_shape(scenes, (shape.numerator, shape.denominator))
        found.append(keeping(framing, _lettering(one.laid, facts)))
    return found


def _lettering(laid: Sequence[Laid], facts: Probe) -> tuple[tuple[float, float, Rect], ...]:
    """Captions laid on the master: start and end in seconds, and where, in fractions of the picture."""
    wide, high = facts.width, facts.height
    return tuple(
        (one.start_s, one.end_s, Rect(x / wide, y / high, w / wide, h / high))
        for one in laid
        for x, y, w, h in one.captions
    )
