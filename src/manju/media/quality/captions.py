"""Whether burnt-in subtitles stay clear of the app's buttons: as ordered, and as seen in the file."""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Final

import numpy as np

from manju.media import ffmpeg
from manju.media.channels import Profile, SafeZone
from manju.media.quality.lettering import Box
from manju.media.quality.looking import GLANCES_PER_S, Look
from manju.media.quality.pairing import Pair, cells_of
from manju.media.quality.placing import Patch, Rect
from manju.media.quality.report import Check, merged, not_applicable
from manju.words import Words

__all__ = ["Lettered", "burnt_boxes", "check_subtitle_safe", "new_writing"]

Lettered = tuple[float, float, Box]
"""(start, end, where) of one line of writing."""

SLACK: Final = 0.006  # of the picture: a soft edge, a rounded pixel
SAME: Final = 0.55
LOWER: Final = 0.5  # subtitles are below this row
OFF_CENTRE: Final = 0.1
NARROWEST: Final = 0.12
LOOKS_PER_S: Final = 4.0
DRAWN_SIDE: Final = 480
DIFFERENT: Final = 14.0  # mean luma steps between writing and the picture without it


def burnt_boxes(
    ass: Path, *, size: tuple[int, int], duration_s: float, cancelled: Callable[[], bool] = lambda: False
) -> tuple[Lettered, ...]:  # fmt: skip
    """Where libass draws the lines of an ASS file, four times a second: it is drawn on black and its ink is measured.

    The fonts lie in the folder `fonts` beside it.

    Raises:
        MediaError, Cancelled: as `ffmpeg.run`.
    """
    shrink = min(1.0, DRAWN_SIDE / min(size))
    w, h = round(size[0] * shrink / 2) * 2, round(size[1] * shrink / 2) * 2
    found: list[Lettered] = []
    rest = b""
    count = 0

    def take(piece: bytes) -> None:
        nonlocal rest, count
        rest += piece
        while len(rest) >= w * h:
            picture = np.frombuffer(rest[: w * h], np.uint8).reshape(h, w)
            rest = rest[w * h :]
            rows, columns = np.flatnonzero((picture > 90).any(axis=1)), np.flatnonzero((picture > 90).any(axis=0))
            if len(rows):
                box = Box(columns[0] / w, rows[0] / h, (columns[-1] + 1) / w, (rows[-1] + 1) / h)
                found.append((count / LOOKS_PER_S, (count + 1) / LOOKS_PER_S, box))
            count += 1

    path, fonts = (_escaped(p) for p in (ass, ass.parent / "fonts"))
    source = f"color=black:size={w}x{h}:rate={LOOKS_PER_S:g}:duration={duration_s:.3f}"
    ffmpeg.stream(
        ["-f", "lavfi", "-i", source, "-vf", f"ass=filename={path}:fontsdir={fonts}:original_size={size[0]}x{size[1]},"
         "format=gray", "-f", "rawvideo", "pipe:1"],
        take, cancelled=cancelled,
    )  # fmt: skip
    return tuple(found)


def new_writing(file: Look, pair: Pair | None) -> tuple[Lettered, ...]:
    """Centred lines that stand in the lower half for half a second or more; not in the master, if there is one.

    Without a master only what changes counts: signs in a picture are seldom centred and never replaced.
    """
    step = 1 / GLANCES_PER_S
    found: list[Lettered] = []
    for k, boxes in enumerate(file.writing):
        at = float(file.glance_times_s[k])
        around = [b for m in (k - 1, k + 1) if 0 <= m < len(file.writing) for b in file.writing[m]]
        for box in boxes:
            if box.top < LOWER or max((box.overlap(b) for b in around), default=0.0) < SAME:
                continue
            if abs((box.left + box.right) / 2 - 0.5) > OFF_CENTRE or box.right - box.left < NARROWEST:
                continue
            if pair is None or _new_to(pair, at, box):
                found.append((at, at + step, box))
    if pair is None:
        # what stands in the same place nearly all the time is part of the picture, or a logo
        still = [x for x in found if sum(x[2].overlap(y[2]) > SAME for y in found) > 0.6 * len(file.writing)]
        found = [x for x in found if x not in still]
    return tuple(found)


def check_subtitle_safe(
    profile: Profile, burnt: Sequence[Lettered] | None, seen: Sequence[Lettered], *, sure: bool
) -> Check:  # fmt: skip
    """Subtitles inside the safe zone. `burnt`: where they were ordered to be; None: nobody knows, `seen` must do.

    `sure`: what is seen is certainly ours (it is not in the master); else a fault is left to a person.
    """
    zone = profile.safe_zone
    limit = "; ".join(f"{name} {getattr(zone, name):.0%}" for name in ("left", "top", "right", "bottom"))
    lines = seen if burnt is None else burnt
    if not lines:
        return not_applicable("subtitle_safe", limit, Words("没有烧录的字幕。", "There are no burnt-in subtitles."))
    outside = [(a, b) for a, b, box in lines if _over(box, zone) > SLACK]
    over = max(_over(box, zone) for _, _, box in lines)
    value = round(max(0.0, over), 3)
    if not outside or (burnt is None and len(outside) < 2):
        return Check("subtitle_safe", True, value, limit)
    spans = merged(outside, gap_s=0.3)
    if burnt is None and not sure:
        note = Words(
            "画面下方像是有字幕压在按钮区：请人看一眼。",
            "There seem to be subtitles under the app's buttons: have a person look.",
        )
        return Check("subtitle_safe", None, value, limit, spans, note)
    note = Words(
        f"字幕超出安全区 {over:.1%}，会被按钮挡住：改位置或缩短再烧录。",
        f"Subtitles are {over:.1%} outside the safe zone, under the app's buttons: move or shorten them.",
    )
    return Check("subtitle_safe", False, value, limit, spans, note)


def _over(box: Box, zone: SafeZone) -> float:
    """How far a box reaches out of the safe zone, as a fraction of the picture; at most 0 inside."""
    return max(zone.left - box.left, zone.top - box.top, box.right - (1 - zone.right), box.bottom - (1 - zone.bottom))


def _new_to(pair: Pair, at_s: float, box: Box) -> bool:
    """Whether the picture in the box is not what the master shows there; on a ground beside the master it is new."""
    i = min(len(pair) - 1, int(np.searchsorted(pair.file.times_s, at_s)))
    shown = _inside(pair.placing.patches(i), box)
    if shown is None:
        return True
    part, theirs = shown
    h, w = pair.file.luma.shape[1:]
    grid = (max(2, round((part.bottom - part.top) * h)), max(4, round((part.right - part.left) * w)))
    ours = cells_of(pair.file, slice(i, i + 1), part, grid)[0, ..., 0]
    near = int(pair.beside[i])
    master = cells_of(pair.master, slice(max(0, near - 2), near + 3), theirs, grid)[..., 0]
    return bool(np.abs(master - ours).mean(axis=(1, 2)).min() > DIFFERENT)


def _inside(patches: Sequence[Patch], box: Box) -> tuple[Rect, Rect] | None:
    """The part of a box that lies in one patch, in the file and in the master; None when most of it lies in none."""
    for patch in patches:
        f = patch.file
        part = Rect(max(f.left, box.left), max(f.top, box.top), min(f.right, box.right), min(f.bottom, box.bottom))
        if part.right <= part.left or part.bottom <= part.top:
            continue
        if (part.right - part.left) * (part.bottom - part.top) < 0.5 * box.area:
            continue
        return part, patch.in_master(part)
    return None


def _escaped(path: Path) -> str:
    """A path as FFmpeg's filter arguments take it: escaped twice."""
    once = re.sub(r"([\\':])", r"\\\1", str(path))
    return re.sub(r"([\\'\[\],;])", r"\\\1", once)
