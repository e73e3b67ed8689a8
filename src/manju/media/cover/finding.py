"""Looking through a whole master for the moments that would make a cover, the same ones every time."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, replace
from itertools import pairwise
from typing import Final

import cv2
import numpy as np
import numpy.typing as npt

from manju.media import ffmpeg
from manju.media.cover.scoring import Face, FaceFinder, Reasons, Rgb, find_faces, judge
from manju.media.frames import Seen, seek, shown
from manju.media.render.encode import AS_BT709, Source, prepare

LOOKED_AT: Final = 48
HEIGHT: Final = 270
AROUND_S: Final = 0.4  # how far from a promising frame a better one is looked for
ALIKE: Final = 0.86  # from this correlation two frames are of one shot
FACED: Final = 8
WORTH_IT: Final = 0.25
DECODED_S: Final = 600.0


@dataclass(frozen=True, eq=False)
class Candidate:
    """A moment at `time_s` seconds: its score (0..1), what that is made of, the faces and the frame as RGB, both
    in pixels of a picture 270 high."""

    time_s: float
    reasons: Reasons
    faces: tuple[Face, ...]
    picture: Rgb

    @property
    def score(self) -> float:
        return self.reasons.score


def find_candidates(
    source: Source,
    *,
    count: int = 8,
    faces: FaceFinder = find_faces,
    cancelled: Callable[[], bool] = lambda: False,
) -> list[Candidate]:
    """The best `count` moments of a master, best first, of different shots where there are enough; never empty.

    Key frames all over the film are looked at first, which is cheap; around the promising ones every frame is.

    Raises:
        MediaError: the film cannot be decoded.
        Cancelled: `cancelled()` became true.
    """
    width = max(2, round(source.size[0] / source.size[1] * HEIGHT / 2) * 2)
    step_s = source.duration_s / LOOKED_AT
    found = _look(source, width, how=["-skip_frame", "nokey"], step_s=step_s, cancelled=cancelled)
    if len(found) < 2 * count or max(c.score for c in found) < WORTH_IT:
        looked_s = min(source.duration_s, DECODED_S)
        found += _look(source, width, how=["-t", f"{looked_s:.3f}"], step_s=looked_s / LOOKED_AT, cancelled=cancelled)
    # looking for faces costs more than all else: only where the picture itself is good
    found.sort(key=lambda c: (-c.score, c.time_s))
    few = 2 * count + FACED
    found = [_faced(c, faces) for c in found[:few]] + found[few:]
    promising = _apart(found, count=count + 2, least_s=max(1.0, step_s))
    refined = [_refined(source, c, width, faces=faces, cancelled=cancelled) for c in promising]
    return sorted(_apart(refined, count=count, least_s=max(1.0, step_s)), key=lambda c: (-c.score, c.time_s))


def _look(
    source: Source, width: int, *, how: list[str], step_s: float, cancelled: Callable[[], bool]
) -> list[Candidate]:  # fmt: skip
    # the very first frame is looked at too, for films with a single key frame
    choose = f"select='eq(n,0)+gte(t-prev_selected_t,{step_s:.3f})'"
    seen = _frames(source, width, how=how, choose=choose, most=LOOKED_AT + 1, cancelled=cancelled)
    return [Candidate(s.time_s, judge(s.picture), (), s.picture) for s in seen]


def _refined(
    source: Source, candidate: Candidate, width: int, *, faces: FaceFinder, cancelled: Callable[[], bool]
) -> Candidate:  # fmt: skip
    """The best frame within `AROUND_S` of a promising one: faces where it stands stillest and sharpest."""
    begin_s = max(0.0, candidate.time_s - AROUND_S)
    how = [*seek(begin_s), "-t", f"{2 * AROUND_S:.3f}"]
    near = _frames(source, width, how=how, choose="null", most=64, cancelled=cancelled)
    near = [Seen(begin_s + s.time_s, s.picture) for s in near if _alike(s.picture, candidate.picture) >= ALIKE]
    # the last one has no neighbour to tell whether it moves
    plain = [(judge(a.picture, neighbour=b.picture), a) for a, b in pairwise(near)]
    if not plain:
        return candidate
    reasons, seen = min(plain, key=lambda p: (-p[0].score, p[1].time_s))
    return max([_faced(Candidate(seen.time_s, reasons, (), seen.picture), faces), candidate],
               key=lambda c: (c.score, -c.time_s))  # fmt: skip


def _faced(candidate: Candidate, faces: FaceFinder) -> Candidate:
    boxes = tuple(faces(candidate.picture))
    face = judge(candidate.picture, boxes).face
    return replace(candidate, reasons=replace(candidate.reasons, face=face), faces=boxes)


def _frames(
    source: Source, width: int, *, how: list[str], choose: str, most: int, cancelled: Callable[[], bool]
) -> list[Seen]:  # fmt: skip
    chain = f"{choose},showinfo=checksum=0,{prepare(source)},{AS_BT709},scale={width}:{HEIGHT}:flags=area"
    raw, said = ffmpeg.read(
        [*how, *ffmpeg.safe_input(source.path, source.demuxer), "-map", "0:v:0", "-an", "-vf", chain,
         "-fps_mode", "passthrough", "-pix_fmt", "rgb24", "-frames:v", str(most), "-f", "rawvideo", "pipe:1"],
        cancelled=cancelled,
    )  # fmt: skip
    return shown(raw, said, width, HEIGHT)


def _apart(found: list[Candidate], *, count: int, least_s: float) -> list[Candidate]:
    """The best ones that are of different shots; where there are too few, the best of the same shots after them."""
    ranked = sorted(found, key=lambda c: (-c.score, c.time_s))
    chosen: list[Candidate] = []
    rest: list[Candidate] = []
    for c in ranked:
        if len(chosen) == count:
            break
        alone = all(
            abs(c.time_s - o.time_s) >= least_s and _alike(c.picture, o.picture) < ALIKE for o in chosen
        )  # fmt: skip
        (chosen if alone else rest).append(c)
    for c in rest:
        if len(chosen) < count and all(abs(c.time_s - o.time_s) >= least_s for o in chosen):
            chosen.append(c)
    return chosen


def _alike(a: Rgb, b: Rgb) -> float:
    """Correlation of two frames made very small, -1..1: above 0.86 they are of one shot."""
    x, y = (_tiny(p) for p in (a, b))
    spread = float(np.sqrt((x * x).sum() * (y * y).sum()))
    return float((x * y).sum() / spread) if spread > 1e-6 else 1.0


def _tiny(picture: Rgb) -> npt.NDArray[np.float32]:
    small = cv2.resize(picture, (16, 9), interpolation=cv2.INTER_AREA).astype(np.float32)
    less: npt.NDArray[np.float32] = small - small.mean()
    return less
