"""How one shot is shown: a window where its subjects fit, else a split screen, else all of them on a blurred ground."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

import numpy as np
import numpy.typing as npt

from manju.media.reframe.figures import Box
from manju.media.reframe.framing import Move, Pane, Rect, Shot
from manju.media.reframe.steering import Steered, paths
from manju.media.reframe.subjects import Lettering, Subject
from manju.words import Words

__all__ = ["REASONS", "View", "decide"]

FITS: Final = 0.97  # of the window: the most that subjects together may take of it (40-distribution)
AIR: Final = (0.06, 0.02, 0.0)  # of the window, left and right of the subjects: the most that can be had is taken
KEPT: Final = (0.985, 0.85)  # of the subjects' extent, in the mean over the shot, that a window must show: of several,
# and of a figure that is alone and sure: it is shown large, though a shoulder or an arm leaves the window
LEAST: Final = (0.8, 0.65)  # and at every moment; a face (a core) may leave it at none
SURE: Final = 0.3  # score of a figure from which on it is shown alone
STICKS_OUT: Final = 0.006  # of the window, by which a core may
BESIDE: Final = 0.05  # of the picture, around what is shown on a blurred ground
WIDER: Final = 1.12  # from one width of a moving part on a ground to the next that is tried
CALMER: Final = 0.85  # of the part that would hold all standing still: a moving one is taken if it is narrower
ALL: Final = 0.88  # of the picture: shown on a ground, from here on the whole of it is
FAR: Final = 0.55  # of the picture: nearer subjects are better shown together on a ground
TWO: Final = 0.8  # of the shot in which both halves of a split screen have their subject
ROOM: Final = 1.12  # of a subject's width: least width of its half
BUST: Final = 1.3  # of a bust's height: height of its half
PANE: Final = (0.45, 1.0)  # of the picture's height
APART: Final = 0.15  # of the narrower subject, by which two may overlap and still be shown apart

REASONS: Final[dict[str, Words]] = {
    "holds": Words("主体放得下，镜头不动", "The subjects fit; the window stands still"),
    "follows": Words("主体放得下，镜头跟着走", "The subjects fit; the window follows them"),
    "lively": Words("跟着画面里在动的", "Follows what moves"),
    "salient": Words("没有人物，取最显眼的", "No figures: what stands out is shown"),
    "two": Words("两个主体离得远，分屏", "Two subjects far apart: split screen"),
    "wide": Words("主体太宽，整体留住，垫模糊底", "The subjects are too wide: kept whole on a blurred ground"),
    "caption": Words("字幕放不进窗口，整体留住，垫模糊底", "A caption does not fit: kept whole on a blurred ground"),
    "swift": Words("主体动得太快，整体留住，垫模糊底", "The subject is too swift: kept whole on a blurred ground"),
    "nothing": Words("看不出主体，整个画面留住", "No clear subject: the whole picture is kept"),
    "hand": Words("人工调整", "Set by hand"),
}
"""Why a shot is shown as it is, by the code stored with it."""

Floats = npt.NDArray[np.float64]


@dataclass(frozen=True, slots=True)
class View:
    """What is the same for all shots. `content`: the picture without burnt-in bars."""

    content: Rect
    aspect: float  # width / height of the master
    target: float  # width / height wanted
    fps: float

    @property
    def across(self) -> bool:
        """Whether the window is as high as the picture and moves across it; else as wide, and moves up and down."""
        return self.target < self.aspect * self.content.width / self.content.height

    def size(self, target: float | None = None) -> tuple[float, float]:
        """Width and height, in fractions of the picture, of the largest window of a shape (width / height)."""
        shape = (target or self.target) / self.aspect
        if shape * self.content.height <= self.content.width:
            return shape * self.content.height, self.content.height
        return self.content.width, self.content.width / shape


def decide(
    times_s: Floats,
    subjects: Sequence[Subject],
    captions: Sequence[Lettering],
    view: View,
    *,
    start_s: float,
    end_s: float,
) -> Shot:
    """How to show a shot; `times_s` are those of the subjects' boxes, float64 [n].

    A window is taken where a calm path keeps all main subjects and captions in it: 98.5 % of what they take up in the
    mean, four fifths at every moment, faces and captions whole. Captions are never cut: they are in whatever is shown.
    """
    demand = _demand(times_s, subjects, captions, view)
    if demand is None:
        return Shot(start_s, end_s, "fill", (_still_pane(view.content),), "nothing")
    window = view.size()[0 if view.across else 1]
    steered = _steered(demand, view, window, start_s=start_s, end_s=end_s)
    if steered is not None:
        return Shot(start_s, end_s, "window", (_pane(steered.move, view),), _reason(subjects, captions, steered))
    need = float((demand.high - demand.low).max())
    swift = need <= FITS * window
    if not captions and not swift:
        split = _split(subjects, need, view, start_s=start_s, end_s=end_s)
        if split is not None:
            return split
    wide_caption = any(_across(c.box, view)[1] - _across(c.box, view)[0] > FITS * window for c in captions)
    reason = "swift" if swift else "caption" if wide_caption else "wide"
    return Shot(start_s, end_s, "fill", (_grounded(demand, view, start_s=start_s, end_s=end_s),), reason)


@dataclass(frozen=True, eq=False, slots=True)
class _Demand:
    """What should be seen at each moment, along the way the window moves, and what must (its core); float64 [n]."""

    times_s: Floats
    low: Floats
    high: Floats
    core_low: Floats
    core_high: Floats
    alone: bool

    def held_by(self, path: Steered, width: float) -> bool:
        """Whether a part of this width shows enough of all, and every core."""
        at = np.array([path.move.at(float(t)) for t in self.times_s])
        first, last = at - width / 2, at + width / 2
        shown = np.minimum(self.high, last) - np.maximum(self.low, first)
        kept = np.clip(shown, 0.0, None) / np.maximum(self.high - self.low, 1e-6)
        out = np.maximum(first - self.core_low, self.core_high - last)
        return bool(
            kept.mean() >= KEPT[self.alone] and kept.min() >= LEAST[self.alone] and out.max() <= STICKS_OUT * width
        )


def _steered(demand: _Demand, view: View, width: float, *, start_s: float, end_s: float) -> Steered | None:
    """The calmest path on which a part of this width holds what is demanded, with as much air as there is room for.

    None: no calm path does.
    """
    first, last = _ends(view)
    inside = first + width / 2, last - width / 2
    for air in AIR:
        room = air * width
        # the middle may lie so that both ends are inside, and the part inside the picture
        least, most = demand.high + room - width / 2, demand.low - room + width / 2
        tight = least > most
        if tight.any():
            if air:
                continue
            # wider than the part itself: anywhere inside them loses as little, if the core is shown
            core = demand.core_high - width / 2, demand.core_low + width / 2
            least, most = (
                np.where(tight, np.maximum(most, core[0]), least),
                np.where(tight, np.minimum(least, core[1]), most),
            )  # fmt: skip
            if bool((least > most + 1e-9).any()):
                continue
        least, most = np.clip(least, *inside), np.clip(most, *inside)
        for path in paths(demand.times_s, least, most, start_s=start_s, end_s=end_s, window=width, fps=view.fps):
            if path.miss <= max(air / 2, STICKS_OUT) and demand.held_by(path, width):
                return path
    return None


def _grounded(demand: _Demand, view: View, *, start_s: float, end_s: float) -> Pane:
    """The part shown on a blurred ground: standing still around all, or moving with them where it can be narrower."""
    still = _around(float(demand.low.min()), float(demand.high.max()), view)
    side = still.width if view.across else still.height
    width = view.size()[0 if view.across else 1] * WIDER
    while width < CALMER * side:
        if float((demand.high - demand.low).max()) <= (1 - 2 * AIR[0]) * width:
            steered = _steered(demand, view, width, start_s=start_s, end_s=end_s)
            if steered is not None:
                return _moving_pane(steered.move, view, width)
        width *= WIDER
    return still


def _reason(subjects: Sequence[Subject], captions: Sequence[Lettering], steered: Steered) -> str:
    kinds = {s.kind for s in subjects}
    if "figure" in kinds or captions:
        return "holds" if steered.kind == "still" else "follows"
    return "lively" if "mover" in kinds else "salient"


def _demand(times_s: Floats, subjects: Sequence[Subject], captions: Sequence[Lettering], view: View) -> _Demand | None:
    """What is to be seen at each moment of a shot; None: nothing is known."""
    side = 0 if view.across else 1
    moments = sorted(
        {*times_s.tolist(), *(t for c in captions for t in (c.start_s, (c.start_s + c.end_s) / 2, c.end_s))}
    )
    times = np.array(moments)
    low, high, core_low, core_high = (np.full(len(times), np.nan) for _ in range(4))
    for subject in subjects:
        present = ~np.isnan(subject.boxes[:, 0])
        if not present.any():
            continue
        away = (times < times_s[present][0] - 1e-6) | (times > times_s[present][-1] + 1e-6)
        for boxes, first, last in ((subject.boxes, low, high), (subject.cores, core_low, core_high)):
            for into, column, widest in ((first, side, np.fmin), (last, side + 2, np.fmax)):
                at = np.interp(times, times_s[present], boxes[present, column])
                at[away] = np.nan
                into[:] = widest(into, at)
    for caption in captions:
        there = (times >= caption.start_s - 1e-6) & (times <= caption.end_s + 1e-6)
        begin, end = _across(caption.box, view)
        for first, last in ((low, high), (core_low, core_high)):
            first[there], last[there] = np.fmin(first[there], begin), np.fmax(last[there], end)
    known = ~np.isnan(low)
    if not known.any():
        return None
    # where nothing need be seen, what was and will be is kept in view
    low, high, core_low, core_high = (
        np.interp(times, times[known], at[known]) for at in (low, high, core_low, core_high)
    )
    alone = not captions and len(subjects) == 1 and subjects[0].kind == "figure" and subjects[0].score >= SURE
    return _Demand(times, low, high, core_low, core_high, alone)


def _split(subjects: Sequence[Subject], need: float, view: View, *, start_s: float, end_s: float) -> Shot | None:
    """Two figures, each whole in its half, where neither half cuts through the other figure."""
    if len(subjects) != 2 or any(s.kind != "figure" or s.presence < TWO for s in subjects):
        return None
    if need < FAR * (_ends(view)[1] - _ends(view)[0]):
        return None
    one, other = sorted(subjects, key=lambda s: float(np.nanmean(s.boxes[:, 0 if view.across else 1])))
    boxes = [Box(*(float(v) for v in _reach(s))) for s in (one, other)]
    half = view.target * 2 if view.across else view.target / 2
    panes = []
    for box, beside in zip(boxes, reversed(boxes), strict=True):
        pane = _half(box, half, view)
        shown = pane.at(0.0)
        first, last = (shown.left, shown.left + shown.width) if view.across else (shown.top, shown.top + shown.height)
        cut = _across(beside, view)
        common = min(last, cut[1]) - max(first, cut[0])
        if common > APART * (cut[1] - cut[0]):
            return None
        if not (shown.left <= box.left + 1e-6 and shown.left + shown.width >= box.right - 1e-6):
            return None
        panes.append(pane)
    return Shot(start_s, end_s, "split", tuple(panes), "two")


def _half(box: Box, shape: float, view: View) -> Pane:
    """The part of the picture around a figure that fills half of the frame."""
    full = view.content.height
    height = min(max(box.height * BUST, PANE[0] * full), PANE[1] * full)
    width = height * shape / view.aspect
    if width < box.width * ROOM:
        width = box.width * ROOM
        height = width * view.aspect / shape
    if width > view.content.width or height > full:
        scale = min(view.content.width / width, full / height)
        width, height = width * scale, height * scale
    x = min(
        max((box.left + box.right) / 2, view.content.left + width / 2),
        view.content.left + view.content.width - width / 2,
    )
    top = box.top - 0.08 * height
    y = min(max(top + height / 2, view.content.top + height / 2), view.content.top + full - height / 2)
    return Pane(width, height, Move.still(x), Move.still(y))


def _reach(subject: Subject) -> tuple[float, float, float, float]:
    """The box that a subject stays in through the shot."""
    boxes = subject.boxes[~np.isnan(subject.boxes[:, 0])]
    left, top, right, bottom = boxes[:, 0].min(), boxes[:, 1].min(), boxes[:, 2].max(), boxes[:, 3].max()
    return float(left), float(top), float(right), float(bottom)


def _around(low: float, high: float, view: View) -> Pane:
    """The part of the picture that has everything from `low` to `high`, no narrower than the window."""
    first, last = _ends(view)
    least = view.size()[0 if view.across else 1]
    wanted = max(high - low + 2 * BESIDE * (last - first), least)
    if wanted >= ALL * (last - first):
        return _still_pane(view.content)
    middle = min(max((low + high) / 2, first + wanted / 2), last - wanted / 2)
    return _moving_pane(Move.still(middle), view, wanted)


def _pane(move: Move, view: View) -> Pane:
    return _moving_pane(move, view, view.size()[0 if view.across else 1])


def _moving_pane(move: Move, view: View, size: float) -> Pane:
    """A part of the picture of this size along its way; across it, as large as the picture."""
    content = view.content
    if view.across:
        return Pane(size, content.height, move, Move.still(content.top + content.height / 2))
    return Pane(content.width, size, Move.still(content.left + content.width / 2), move)


def _still_pane(rect: Rect) -> Pane:
    return Pane(rect.width, rect.height, Move.still(rect.left + rect.width / 2), Move.still(rect.top + rect.height / 2))


def _ends(view: View) -> tuple[float, float]:
    content = view.content
    if view.across:
        return content.left, content.left + content.width
    return content.top, content.top + content.height


def _across(box: Box, view: View) -> tuple[float, float]:
    return (box.left, box.right) if view.across else (box.top, box.bottom)
