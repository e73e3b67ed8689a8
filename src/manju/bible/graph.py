"""The relations of a bible drawn: who stands where, each relation as an arrow with its word at its beginning.

Own layout, the same bible always drawn the same: springs between the related, all others pushed apart
(Fruchterman and Reingold, 1991, "Graph Drawing by Force-directed Placement"), then names moved off each other.
"""

from __future__ import annotations

import math
from collections import deque
from dataclasses import dataclass
from typing import Final

import numpy as np
import numpy.typing as npt

from manju.bible.names import in_reading
from manju.story.bible import Bible

__all__ = ["MOST", "Arrow", "Graph", "Node", "draw_graph", "text_width"]

MOST: Final = 60  # so many are drawn, from the most related outwards; the list below names all
ROUNDS: Final = 300
APART: Final = 170.0  # px between two that are related
HIGH: Final = 36.0  # of a name's box
MARGIN: Final = 28.0
LABEL_LONG: Final = 9  # characters of a label in the drawing
FONT: Final = 13.0

Floats = npt.NDArray[np.float64]
Box = tuple[float, float, float, float]


@dataclass(frozen=True, slots=True)
class Node:
    """A character in the drawing: the middle of their name's box, in px."""

    who: str
    name: str
    x: float
    y: float
    width: float

    @property
    def left(self) -> float:
        return self.x - self.width / 2

    @property
    def top(self) -> float:
        return self.y - HIGH / 2


@dataclass(frozen=True, slots=True)
class Arrow:
    """All that one is to another: a path, and its word near the one whose relation it is."""

    from_: str
    to: str
    path: str
    label: str
    whole: str
    x: float
    y: float


@dataclass(frozen=True, slots=True)
class Graph:
    """The drawing, and how many of the characters are not in it."""

    width: int
    height: int
    nodes: tuple[Node, ...]
    arrows: tuple[Arrow, ...]
    left_out: int


def draw_graph(bible: Bible, *, around: str = "") -> Graph:
    """Draw the relations; `around` draws one character with those they are related to.

    Characters that are related to nobody stand in rows below.
    """
    names = {c.id: str(in_reading(c.names)) or c.id for c in bible.characters}
    said: dict[tuple[str, str], list[str]] = {}
    for relation in bible.relations:
        words = relation.kind or " ".join(relation.calls)
        said.setdefault((relation.from_, relation.to), []).append(words)
    if around:
        near = {around} | {a for a, b in said if b == around} | {b for a, b in said if a == around}
        names = {who: name for who, name in names.items() if who in near}
    everybody = _near_first(list(names), [pair for pair in said if set(pair) <= set(names)])
    order = everybody[:MOST]
    chosen = set(order)
    pairs = {pair: words for pair, words in said.items() if set(pair) <= chosen}
    related = [who for who in order if any(who in pair and pair[0] != pair[1] for pair in pairs)]
    alone = [who for who in order if who not in related]
    widths = {who: min(190.0, text_width(names[who]) + 24) for who in order}
    places = _placed(related, [p for p in pairs if p[0] != p[1]], widths) if related else {}
    _rows(alone, widths, places)
    if not places:
        return Graph(320, 80, (), (), len(names))
    left = min(x - widths[w] / 2 for w, (x, _) in places.items()) - MARGIN
    top = min(y for _, y in places.values()) - HIGH / 2 - MARGIN - (40 if any(a == b for a, b in pairs) else 0)
    places = {who: (round(x - left, 1), round(y - top, 1)) for who, (x, y) in places.items()}
    nodes = tuple(Node(who, _short(names[who], 14), *places[who], round(widths[who], 1)) for who in order)
    arrows = _arrows(pairs, places, widths)
    right = max([n.x + n.width / 2 for n in nodes] + [a.x + text_width(a.label) / 2 for a in arrows]) + MARGIN
    low = max(n.y for n in nodes) + HIGH / 2 + MARGIN
    return Graph(math.ceil(right), math.ceil(low), nodes, arrows, len(bible.characters) - len(nodes))


def text_width(text: str, size: float = FONT) -> float:
    """About how wide a text is in px: a wide character is one em, others a little over half.

    >>> text_width("沈知微"), text_width("Wei")
    (39.0, 23.4)
    """
    return round(sum(size if ord(c) > 0x2E7F else size * 0.6 for c in text), 1)


def _near_first(names: list[str], pairs: list[tuple[str, str]]) -> list[str]:
    """Related ones next to each other: breadth first from the most related."""
    beside: dict[str, list[str]] = {who: [] for who in names}
    for a, b in pairs:
        if a != b:
            beside[a].append(b)
            beside[b].append(a)
    order: list[str] = []
    seen: set[str] = set()
    for start in sorted(names, key=lambda who: -len(beside[who])):
        queue = deque([start])
        while queue:
            who = queue.popleft()
            if who not in seen:
                seen.add(who)
                order.append(who)
                queue.extend(beside[who])
    return order


def _placed(
    names: list[str], pairs: list[tuple[str, str]], widths: dict[str, float]
) -> dict[str, tuple[float, float]]:  # fmt: skip
    """Where each stands, in px, around nought."""
    n = len(names)
    index = {who: i for i, who in enumerate(names)}
    turn = 2 * math.pi * np.arange(n) / n
    at: Floats = np.stack([np.cos(turn) * 1.5, np.sin(turn)], axis=1) * APART * max(1.0, n / 6)
    ends = np.array(sorted({tuple(sorted((index[a], index[b]))) for a, b in pairs}), dtype=np.intp).reshape(-1, 2)
    to_middle = np.array([0.35, 0.75]) * max(1.0, n / 9)  # a page is wider than high; many are drawn together
    for step in range(ROUNDS):
        between = at[:, None] - at[None]
        far = np.maximum(np.hypot(between[..., 0], between[..., 1]), 1.0)
        push = (between / far[..., None] * (APART**2 / far)[..., None]).sum(axis=1)
        if len(ends):
            along = at[ends[:, 0]] - at[ends[:, 1]]
            pull = along * (np.hypot(along[:, 0], along[:, 1]) / APART)[:, None]
            np.add.at(push, ends[:, 0], -pull)
            np.add.at(push, ends[:, 1], pull)
        push -= at * to_middle
        length = np.maximum(np.hypot(push[:, 0], push[:, 1]), 1e-9)
        most = APART * 0.6 * (1 - step / ROUNDS)
        at = at + push / length[:, None] * np.minimum(length, most)[:, None]
    wide = np.array([widths[who] for who in names])
    _apart(at, wide)
    return {who: (float(at[i, 0]), float(at[i, 1])) for who, i in index.items()}


def _apart(at: Floats, wide: Floats) -> None:
    """Move boxes that touch off each other, in place."""
    for _ in range(80):
        moved = False
        for i in range(len(at)):
            for j in range(i + 1, len(at)):
                dx, dy = at[j] - at[i]
                over_x = (wide[i] + wide[j]) / 2 + 34 - abs(dx)
                over_y = HIGH + 34 - abs(dy)
                if over_x > 0 and over_y > 0:
                    moved = True
                    if over_x < over_y:
                        shift = math.copysign(over_x / 2 + 0.5, dx or 1.0)
                        at[i, 0] -= shift
                        at[j, 0] += shift
                    else:
                        shift = math.copysign(over_y / 2 + 0.5, dy or 1.0)
                        at[i, 1] -= shift
                        at[j, 1] += shift
        if not moved:
            return


def _rows(alone: list[str], widths: dict[str, float], places: dict[str, tuple[float, float]]) -> None:
    """Those related to nobody, in rows below all others."""
    left = min((x - widths[who] / 2 for who, (x, _) in places.items()), default=0.0)
    right = max((x + widths[who] / 2 for who, (x, _) in places.items()), default=left)
    right = max(right, left + 720)
    x, y = left, max((y for _, y in places.values()), default=-HIGH - 24) + HIGH + 40
    for who in alone:
        if x > left and x + widths[who] > right:
            x, y = left, y + HIGH + 16
        places[who] = (x + widths[who] / 2, y)
        x += widths[who] + 16


def _arrows(
    pairs: dict[tuple[str, str], list[str]], places: dict[str, tuple[float, float]], widths: dict[str, float]
) -> tuple[Arrow, ...]:  # fmt: skip
    taken: list[Box] = [
        (x - widths[w] / 2, y - HIGH / 2, x + widths[w] / 2, y + HIGH / 2) for w, (x, y) in places.items()
    ]
    found: list[Arrow] = []
    for (a, b), words in pairs.items():
        whole = " · ".join(dict.fromkeys(filter(None, words)))
        label = _short(whole, LABEL_LONG)
        if a == b:
            x, y = places[a]
            foot, peak = y - HIGH / 2, y - 62
            path = f"M{x - 12:.1f},{foot:.1f} C{x - 34:.1f},{peak:.1f} {x + 34:.1f},{peak:.1f} {x + 12:.1f},{foot:.1f}"
            found.append(Arrow(a, b, path, label, whole, x, round(y - 58, 1)))
            continue
        bend = 26.0 if (b, a) in pairs else 0.0
        (x0, y0), (x1, y1) = places[a], places[b]
        long = math.hypot(x1 - x0, y1 - y0) or 1.0
        cx, cy = (x0 + x1) / 2 + (y1 - y0) / long * bend, (y0 + y1) / 2 - (x1 - x0) / long * bend
        sx, sy = _edge(x0, y0, cx, cy, widths[a])
        ex, ey = _edge(x1, y1, cx, cy, widths[b], gap=5.0)
        path = f"M{sx:.1f},{sy:.1f} Q{cx:.1f},{cy:.1f} {ex:.1f},{ey:.1f}"
        half = text_width(label, 12) / 2 + 3
        best, least = (cx, cy), math.inf
        for t in (0.36, 0.46, 0.3, 0.54, 0.62, 0.24, 0.7):
            x = (1 - t) ** 2 * sx + 2 * t * (1 - t) * cx + t * t * ex
            y = (1 - t) ** 2 * sy + 2 * t * (1 - t) * cy + t * t * ey
            over = _overlap((x - half, y - 9, x + half, y + 9), taken) + abs(t - 0.36) * 30
            if over < least:
                best, least = (x, y), over
        taken.append((best[0] - half, best[1] - 9, best[0] + half, best[1] + 9))
        found.append(Arrow(a, b, path, label, whole, round(best[0], 1), round(best[1] + 4, 1)))
    return tuple(found)


def _edge(x: float, y: float, to_x: float, to_y: float, width: float, *, gap: float = 1.0) -> tuple[float, float]:
    """Where the way from a box's middle to a point leaves the box."""
    dx, dy = to_x - x, to_y - y
    if not dx and not dy:
        return x, y
    by_x = (width / 2 + gap) / abs(dx) if dx else math.inf
    by_y = (HIGH / 2 + gap) / abs(dy) if dy else math.inf
    share = min(by_x, by_y, 1.0)
    return x + dx * share, y + dy * share


def _overlap(box: Box, others: list[Box]) -> float:
    """How many px² of a box lie under others."""
    return sum(
        max(0.0, min(box[2], o[2]) - max(box[0], o[0])) * max(0.0, min(box[3], o[3]) - max(box[1], o[1]))
        for o in others
    )


def _short(text: str, most: int) -> str:
    return text if len(text) <= most else text[: most - 1] + "…"
