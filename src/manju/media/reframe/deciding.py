"""How one shot is shown: a window where its subjects fit, else a split screen, else all of them on a blurred ground."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

import numpy as np
import numpy.typing as npt

from manju.media.reframe.figures import Box
from manju.media.reframe.framing import Move, Pane, Rect, Shot
from manju.media.reframe.steering import Steered, steer
from manju.media.reframe.subjects import Lettering, Subject
from manju.words import Words

__all__ = ["REASONS", "View", "decide"]

FITS: Final = 0.97  # of the window: the most that subjects together may take of it (40-distribution)
AIR: Final = (0.06, 0.02, 0.0)  # of the window, left and right of the subjects: the most that can be had is taken
BESIDE: Final = 0.05  # of the picture, around what is shown on a blurred ground
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

    A window is taken where, at every moment, all main subjects and captions together take at most 97 % of it and a calm
    path holds them. Captions are never cut: they are in whatever is shown.
    """
    extent = _extent(times_s, subjects, captions, view)
    if extent is None:
        return Shot(start_s, end_s, "fill", (_still_pane(view.content),), "nothing")
    times, low, high = extent
    window = view.size()[0 if view.across else 1]
    need = float((high - low).max())
    swift = False
    if need <= FITS * window:
        steered = _steered(times, low, high, view, window, start_s=start_s, end_s=end_s)
        if steered is not None:
            return Shot(start_s, end_s, "window", (_pane(steered.move, view),), _reason(subjects, captions, steered))
        swift = True
    if not captions and not swift:
        split = _split(subjects, need, view, start_s=start_s, end_s=end_s)
        if split is not None:
            return split
    wide_caption = any(_across(c.box, view)[1] - _across(c.box, view)[0] > FITS * window for c in captions)
    reason = "swift" if swift else "caption" if wide_caption else "wide"
    return Shot(start_s, end_s, "fill", (_around(float(low.min()), float(high.max()), view),), reason)


def _steered(
    times: Floats, low: Floats, high: Floats, view: View, window: float, *, start_s: float, end_s: float
) -> Steered | None:  # fmt: skip
    """The calmest path that holds all, with as much air as there is room for; None: no calm path does."""
    first, last = _ends(view)
    for air in AIR:
        room = air * window
        # the middle may lie so that both ends are inside, and the window inside the picture
        least = np.clip(high + room - window / 2, first + window / 2, last - window / 2)
        most = np.clip(low - room + window / 2, first + window / 2, last - window / 2)
        if bool((least > most + 1e-9).any()):
            continue
        steered = steer(times, least, most, start_s=start_s, end_s=end_s, window=window, fps=view.fps)
        if steered.miss <= max(air / 2, 0.006):
            return steered
    return None


def _reason(subjects: Sequence[Subject], captions: Sequence[Lettering], steered: Steered) -> str:
    kinds = {s.kind for s in subjects}
    if "figure" in kinds or captions:
        return "holds" if steered.kind == "still" else "follows"
    return "lively" if "mover" in kinds else "salient"


def _extent(
    times_s: Floats, subjects: Sequence[Subject], captions: Sequence[Lettering], view: View
) -> tuple[Floats, Floats, Floats] | None:
    """(times, first, last): from where to where, along the way the window moves, must be seen at each moment."""
    side = 0 if view.across else 1
    moments = sorted(
        {*times_s.tolist(), *(t for c in captions for t in (c.start_s, (c.start_s + c.end_s) / 2, c.end_s))}
    )
    times = np.array(moments)
    low, high = np.full(len(times), np.nan), np.full(len(times), np.nan)
    for subject in subjects:
        present = ~np.isnan(subject.boxes[:, 0])
        if not present.any():
            continue
        for into, column, widest in ((low, side, np.fmin), (high, side + 2, np.fmax)):
            at = np.interp(times, times_s[present], subject.boxes[present, column])
            away = (times < times_s[present][0] - 1e-6) | (times > times_s[present][-1] + 1e-6)
            at[away] = np.nan
            into[:] = widest(into, at)
    for caption in captions:
        there = (times >= caption.start_s - 1e-6) & (times <= caption.end_s + 1e-6)
        first, last = _across(caption.box, view)
        low[there], high[there] = np.fmin(low[there], first), np.fmax(high[there], last)
    known = ~np.isnan(low)
    if not known.any():
        return None
    # where nothing need be seen, what was and will be is kept in view
    return times, np.interp(times, times[known], low[known]), np.interp(times, times[known], high[known])


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
    content = view.content
    if view.across:
        return Pane(wanted, content.height, Move.still(middle), Move.still(content.top + content.height / 2))
    return Pane(content.width, wanted, Move.still(content.left + content.width / 2), Move.still(middle))


def _pane(move: Move, view: View) -> Pane:
    width, height = view.size()
    content = view.content
    if view.across:
        return Pane(width, height, move, Move.still(content.top + content.height / 2))
    return Pane(width, height, Move.still(content.left + content.width / 2), move)


def _still_pane(rect: Rect) -> Pane:
    return Pane(rect.width, rect.height, Move.still(rect.left + rect.width / 2), Move.still(rect.top + rect.height / 2))


def _ends(view: View) -> tuple[float, float]:
    content = view.content
    if view.across:
        return content.left, content.left + content.width
    return content.top, content.top + content.height


def _across(box: Box, view: View) -> tuple[float, float]:
    return (box.left, box.right) if view.across else (box.top, box.bottom)
