"""A shot framed by hand: what a person dragged, made into a shot that is sharp, inside the picture and still smooth."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

from manju.media.reframe.framing import Framing, Layout, Move, Pane, Rect, Shot

__all__ = ["Chosen", "by_hand", "chosen_of", "keeping"]

EASED: Final = 9  # control points of a pan by hand: it begins and ends at rest
LEAST: Final = 0.2  # of the picture: what is shown at least on a ground


@dataclass(frozen=True, slots=True)
class Chosen:
    """What a person sets for a shot, in fractions of the picture along the way the window moves.

    window: its middle at the start and at the end of the shot (the same: still). split: the middles of the two halves.
    fill: the middle of what is shown, and how much of the picture that is. `size` belongs to fill alone.
    """

    layout: Layout
    first: float
    second: float
    size: float = 1.0


def by_hand(chosen: Chosen, automatic: Shot, *, aspect: float, target: float) -> Shot:
    """The shot as a person wants it; `aspect` of the picture and `target` wanted, width / height.

    >>> shot = Shot(0.0, 4.0, "fill", (Pane(1.0, 1.0, Move.still(0.5), Move.still(0.5)),))
    >>> round(by_hand(Chosen("window", 0.2, 0.2), shot, aspect=16 / 9, target=9 / 16).panes[0].at(1.0).left, 4)
    0.0418
    """
    across = target < aspect
    # burnt-in bars that the machine left out stay left out
    content = automatic.panes[0].at(automatic.start_s) if automatic.layout != "split" else Rect(0.0, 0.0, 1.0, 1.0)
    panes: tuple[Pane, ...]
    if chosen.layout == "window":
        size = target / aspect * content.height if across else aspect / target * content.width
        panes = (_window(chosen, automatic, min(1.0, size), content, across=across),)
    elif chosen.layout == "split":
        share = (target * 2 if across else target / 2) / aspect
        half = (share, 1.0) if share <= 1 else (1.0, 1 / share)
        panes = tuple(
            Pane(*half, Move.still(middle if across else 0.5), Move.still(0.5 if across else middle))
            for middle in (chosen.first, chosen.second)
        )
    else:
        size = min(1.0, max(LEAST, chosen.size, target / aspect if across else aspect / target))
        middle = min(max(chosen.first, size / 2), 1 - size / 2)
        panes = (
            Pane(size, content.height, Move.still(middle), Move.still(content.top + content.height / 2)) if across
            else Pane(content.width, size, Move.still(content.left + content.width / 2), Move.still(middle)),
        )  # fmt: skip
    return Shot(automatic.start_s, automatic.end_s, chosen.layout, panes, "hand", by_hand=True)


def chosen_of(shot: Shot, *, across: bool) -> Chosen:
    """What a person would set to get this shot, or the nearest to it: where the page begins."""

    def middle(pane: Pane, time_s: float) -> float:
        rect = pane.at(time_s)
        return rect.left + rect.width / 2 if across else rect.top + rect.height / 2

    last = max(shot.start_s, shot.end_s - 0.04)
    if shot.layout == "split":
        first, second = (middle(p, shot.start_s) for p in shot.panes)
        return Chosen("split", round(first, 4), round(second, 4))
    pane = shot.panes[0]
    size = pane.width if across else pane.height
    return Chosen(
        shot.layout, round(middle(pane, shot.start_s), 4), round(middle(pane, last), 4),
        round(size if shot.layout == "fill" else 1.0, 4),
    )  # fmt: skip


def keeping(framing: Framing, lettering: tuple[tuple[float, float, Rect], ...]) -> Framing:
    """The framing with every shot widened that would cut lettering laid on the picture: (start_s, end_s, where).

    Shots set by hand stay as they were set.
    """
    for number, shot in enumerate(framing.shots):
        over = [(a, b, rect) for a, b, rect in lettering if a < shot.end_s and b > shot.start_s]
        if shot.by_hand or not over or all(_holds(shot, *one) for one in over):
            continue
        shown = [shot.panes[0].at(t) for t in (shot.start_s, (shot.start_s + shot.end_s) / 2, shot.end_s - 0.04)]
        rects = [*shown, *(r for _, _, r in over)]
        left, top = min(r.left for r in rects), min(r.top for r in rects)
        right, bottom = max(r.left + r.width for r in rects), max(r.top + r.height for r in rects)
        pane = Pane(right - left, bottom - top, Move.still((left + right) / 2), Move.still((top + bottom) / 2))
        wide = Shot(shot.start_s, shot.end_s, "fill", (pane,), "caption")
        framing = framing.with_shot(number, wide)
    return framing


def _window(chosen: Chosen, automatic: Shot, size: float, content: Rect, *, across: bool) -> Pane:
    ends = [min(max(v, size / 2), 1 - size / 2) for v in (chosen.first, chosen.second)]
    length_s = automatic.end_s - automatic.start_s
    if ends[0] == ends[1] or length_s < 1:
        move = Move.still(ends[0])
    else:
        eased = [k / (EASED - 1) for k in range(EASED)]
        points = tuple(round(ends[0] + (ends[1] - ends[0]) * u * u * (3 - 2 * u), 6) for u in eased)
        move = Move(automatic.start_s, length_s / (EASED - 1), points)
    if across:
        return Pane(size, content.height, move, Move.still(content.top + content.height / 2))
    return Pane(content.width, size, Move.still(content.left + content.width / 2), move)


def _holds(shot: Shot, start_s: float, end_s: float, rect: Rect) -> bool:
    """Whether one pane shows all of a rectangle while it is there."""
    times = [
        max(start_s, shot.start_s),
        (max(start_s, shot.start_s) + min(end_s, shot.end_s)) / 2,
        min(end_s, shot.end_s),
    ]
    return any(all(_inside(rect, pane.at(t)) for t in times) for pane in shot.panes)


def _inside(one: Rect, other: Rect) -> bool:
    return (
        one.left >= other.left - 1e-3
        and one.top >= other.top - 1e-3
        and one.left + one.width <= other.left + other.width + 1e-3
        and one.top + one.height <= other.top + other.height + 1e-3
    )
