"""What is kept of a film's subjects and captions when it is made upright: ours, a centre crop, and smartcrop.py.

    python -m benchmarks.reframing FOLDER [--sheet sheet.png] [--shape 9:16]

FOLDER holds the films named in `reframing_boxes.json`, whose boxes we drew by hand on 85 of their frames: head and
torso of who acts, and burnt-in captions. Printed for each film and each way:

    kept    mean share of a subject's box that is shown: in shots in which all subjects fit (97 % of the window), in all
    cut     boxes of subjects that are shown in part (3 to 97 %), of all
    captions cut
    jerk    the largest RMS of a shot's second difference of the window, % of its width per frame^2 (0.07 allowed)
    turns   times that a window went back within a second
    window / split / fill   how our shots are shown

smartcrop.py (`pip install smartcrop`, 0.5.0) crops single pictures; here it sees the pictures ours sees (2.5 a second),
and its window goes straight from one to the next. It is left out where it is not installed.
"""

from __future__ import annotations

import argparse
import json
import resource
import time
from collections import Counter
from collections.abc import Callable
from dataclasses import dataclass, field
from fractions import Fraction
from itertools import pairwise
from pathlib import Path
from typing import Any, Final

import cv2
import numpy as np

from manju.media.probe import Probe, probe_master
from manju.media.reframe.composing import Composer
from manju.media.reframe.figures import Box
from manju.media.reframe.framing import Framing, Rect
from manju.media.reframe.looking import glimpses
from manju.media.reframe.planning import Scenes, frame_shape, look_at

BOXES: Final = Path(__file__).with_name("reframing_boxes.json")
FITS: Final = 0.97
Shown = Callable[[float], list[Rect]]
"""The parts of the picture that are shown at a second."""


@dataclass
class Count:
    """What one way kept of one film."""

    fitting: list[float] = field(default_factory=list)
    all_of: list[float] = field(default_factory=list)
    cut: int = 0
    captions: int = 0
    captions_cut: int = 0

    def add(self, box: Box, parts: list[Rect], *, fits: bool) -> None:
        share = max(_inside(box, part) for part in parts)
        self.all_of.append(share)
        if fits:
            self.fitting.append(share)
        self.cut += 0.03 < share < 0.97

    def add_caption(self, box: Box, parts: list[Rect]) -> None:
        self.captions += 1
        self.captions_cut += max(_inside(box, part) for part in parts) < 0.995

    def said(self) -> str:
        fitting = f"{np.mean(self.fitting):.3f}" if self.fitting else "  -  "
        return (
            f"kept where it fits {fitting} (n = {len(self.fitting)}), of all {np.mean(self.all_of or [1.0]):.3f}; "
            f"cut {self.cut}/{len(self.all_of)}; captions cut {self.captions_cut}/{self.captions}"
        )


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("folder", type=Path)
    parser.add_argument("--shape", default="9:16")
    parser.add_argument(
        "--sheet", type=Path, help="a contact sheet to look at: master with our window, and what is shown"
    )
    asked = parser.parse_args()
    wide, high = (int(n) for n in asked.shape.split(":"))
    tiles: list[np.ndarray] = []
    sums: dict[str, Count] = {}
    for name, rows in json.loads(BOXES.read_text()).items():
        film = asked.folder / name
        if not film.is_file():
            print(f"{name}: not here")
            continue
        tiles += _film(film, rows, (wide, high), sums)
    for way, count in sums.items():
        print(f"all films  {way:10} {count.said()}")
    print(f"peak memory {resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024:.0f} MiB (this process)")
    if asked.sheet and tiles:
        cv2.imwrite(str(asked.sheet), _sheet(tiles))


def _film(film: Path, rows: list[dict[str, Any]], shape: tuple[int, int], sums: dict[str, Count]) -> list[np.ndarray]:
    facts = probe_master(film)
    began, worked = time.perf_counter(), time.process_time()
    scenes = look_at(film, facts)
    took, cpu = time.perf_counter() - began, time.process_time() - worked
    framing = frame_shape(scenes, shape)
    window = _window(scenes, shape)
    pictures = {round(g.time_s, 2): g.picture for g in glimpses(film, size=(facts.width, facts.height),
                demuxer=facts.demuxer) if g.picture is not None}  # fmt: skip
    ways: dict[str, Shown] = {
        "manju": lambda t: [p.at(t) for p in framing.at(t).panes],
        "centre": lambda t: [Rect(0.5 - window / 2, 0.0, window, 1.0)],
    }
    peer = _smartcrop(pictures, shape, facts)
    if peer is not None:
        ways["smartcrop"] = peer
    fits = _fitting(rows, framing, window)
    print(
        f"\n{film.name}: {facts.duration_s:.0f} s, looked at in {took:.1f} s ({cpu / facts.duration_s:.2f} CPU s per s)"
    )
    for way, shown in ways.items():
        count = Count()
        for row in rows:
            parts = shown(row["time_s"])
            for target in (count, sums.setdefault(way, Count())):
                for box in row["subjects"]:
                    target.add(Box(*box), parts, fits=fits[framing.index_at(row["time_s"])])
                for box in row["captions"]:
                    target.add_caption(Box(*box), parts)
        print(f"  {way:10} {count.said()}; {_moves(shown, framing, facts)}")
    layouts = Counter(s.layout for s in framing.shots)
    print(f"  shots {len(framing.shots)}: " + ", ".join(f"{n} {k}" for k, n in layouts.items()))
    return [_tile(pictures, framing, row["time_s"], row, shape) for row in rows]


def _window(scenes: Scenes, shape: tuple[int, int]) -> float:
    return min(1.0, shape[0] / shape[1] / scenes.aspect * scenes.content.height)


def _fitting(rows: list[dict[str, Any]], framing: Framing, window: float) -> dict[int, bool]:
    """By number of the shot: whether everything drawn on its frames fits at every one of them."""
    fits: dict[int, bool] = {}
    for row in rows:
        boxes = row["subjects"] + row["captions"]
        width = max(b[2] for b in boxes) - min(b[0] for b in boxes)
        shot = framing.index_at(row["time_s"])
        fits[shot] = fits.get(shot, True) and width <= FITS * window
    return fits


def _moves(shown: Shown, framing: Framing, facts: Probe) -> str:
    """The jerk and the turns of the first part that is shown."""
    fps = float(Fraction(facts.fps_fraction))
    worst, turns = 0.0, 0
    for shot in framing.shots:
        frames = np.arange(round(shot.start_s * fps) + 1, round(min(shot.end_s, facts.duration_s) * fps)) / fps
        parts = [shown(float(t))[0] for t in frames]
        if len(parts) < 4:
            continue
        path = np.array([p.left / p.width for p in parts])
        worst = max(worst, float(np.sqrt(np.mean(np.diff(path, 2) ** 2))))
        moving = [(n, np.sign(d)) for n, d in enumerate(np.diff(path)) if abs(d) > 1e-4]
        turns += sum(a[1] != b[1] and b[0] - a[0] < fps for a, b in pairwise(moving))
    return f"jerk {100 * worst:.3f} %, turns {turns}"


def _smartcrop(pictures: dict[float, Any], shape: tuple[int, int], facts: Probe) -> Shown | None:
    try:
        from PIL import Image
        from smartcrop import SmartCrop
    except ImportError:
        return None
    cropper = SmartCrop()
    times, lefts = sorted(pictures), []
    share = min(1.0, shape[0] / shape[1] / (facts.width / facts.height))
    for t in times:
        image = Image.fromarray(np.ascontiguousarray(pictures[t][:, :, ::-1]))
        crop = cropper.crop(image, shape[0] * 20, shape[1] * 20)["top_crop"]
        lefts.append(min(max((crop["x"] + crop["width"] / 2) / image.width - share / 2, 0.0), 1 - share))
    return lambda t: [Rect(float(np.interp(t, times, lefts)), 0.0, share, 1.0)]


def _inside(box: Box, part: Rect) -> float:
    return box.common(Box(part.left, part.top, part.left + part.width, part.top + part.height)) / box.area


def _tile(
    pictures: dict[float, Any], framing: Framing, time_s: float, row: dict[str, Any], shape: tuple[int, int]
) -> np.ndarray:
    at = min(pictures, key=lambda t: abs(t - time_s))
    picture = pictures[at]
    high, wide = (n // 2 * 2 for n in picture.shape[:2])
    planes = cv2.cvtColor(np.ascontiguousarray(picture[:high, :wide]), cv2.COLOR_BGR2YUV_I420)
    size = (round(270 * shape[0] / shape[1] / 2) * 2, 270)
    drawn = Composer(framing, source=(wide, high), size=size).compose(np.asarray(planes, np.uint8), time_s)
    shown = cv2.cvtColor(drawn, cv2.COLOR_YUV2BGR_I420)
    still = cv2.resize(picture, (480, 270))
    for pane in framing.at(time_s).panes:
        r = pane.at(time_s)
        corners = (
            (round(r.left * 480), round(r.top * 270)),
            (round((r.left + r.width) * 480) - 1, round((r.top + r.height) * 270) - 1),
        )
        cv2.rectangle(still, *corners, (0, 200, 255), 3)
    for box in row["subjects"] + row["captions"]:
        cv2.rectangle(
            still,
            (round(box[0] * 480), round(box[1] * 270)),
            (round(box[2] * 480), round(box[3] * 270)),
            (60, 60, 255),
            1,
        )
    return np.hstack([still, np.full((270, 4, 3), 255, np.uint8), shown])


def _sheet(tiles: list[np.ndarray], columns: int = 5) -> np.ndarray:
    rows = []
    for n in range(0, len(tiles), columns):
        row = [
            cv2.copyMakeBorder(t, 4, 4, 4, 4, cv2.BORDER_CONSTANT, value=(255, 255, 255))
            for t in tiles[n : n + columns]
        ]
        row += [np.full_like(row[0], 255)] * (columns - len(row))
        rows.append(np.hstack(row))
    return np.vstack(rows)


if __name__ == "__main__":
    main()
