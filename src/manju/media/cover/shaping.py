"""Cutting a frame to a cover's shape so that no face is cut; what cannot be cut is shown whole on its own blur."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import product
from typing import Final

import cv2
import numpy as np
import numpy.typing as npt
from PIL import Image, ImageEnhance, ImageFilter

from manju.media.cover.scoring import Face

AIR: Final = (0.25, 0.0)  # of a face's size, kept free around it while there is room: hair and chin
UNSURE: Final = 0.4  # of the first face's score: when nothing else fits, those under it do not count
SAME_SHAPE: Final = 0.015
STEPS: Final = 96
BLACK: Final = 26  # luma up to which a row or column of the edge counts as a bar


@dataclass(frozen=True, eq=False)
class Shaped:
    """A cover without its title: the picture, the faces in its pixels, and whether it was cut or put on a ground."""

    picture: Image.Image
    faces: tuple[Face, ...]
    cut: bool


def shape(frame: Image.Image, size: tuple[int, int], faces: Sequence[Face] = ()) -> Shaped:
    """Give a frame another shape. `faces` are in the frame's pixels.

    The window of the wanted shape is as large as the frame allows, and lies where it holds most of what is to be
    seen: the largest, surest face first, then others, then detail. No window cuts a face; where all do, those that may
    be none are not counted, then only the first is, and at last the whole frame stands on its own darkened blur.
    """
    width, height = size
    scale = max(width / frame.width, height / frame.height)
    if abs(frame.width / frame.height / (width / height) - 1) <= SAME_SHAPE:
        whole = frame.resize(size, Image.Resampling.LANCZOS)
        return Shaped(whole, tuple(f.scaled(scale) for f in faces), cut=False)
    ranked = sorted(faces, key=lambda f: -f.score * (f.w * f.h) ** 0.5)
    sure = [f for f in ranked if f.score >= UNSURE * ranked[0].score]
    for counted, air in product((ranked, sure, ranked[:1]), AIR):
        heads = [_head(f, frame.size, air) for f in counted]
        window = _window(frame, (width / scale, height / scale), heads)
        if window is not None:
            return _cut_out(frame, size, window, counted)
    return _on_ground(frame, size, faces)


def _cut_out(
    frame: Image.Image, size: tuple[int, int], window: tuple[float, float, float, float], faces: Sequence[Face]
) -> Shaped:  # fmt: skip
    x, y, w, h = window
    scale = size[0] / w
    cut = frame.resize(size, Image.Resampling.LANCZOS, box=(x, y, x + w, y + h))
    inside = tuple(
        Face((f.x - x) * scale, (f.y - y) * scale, f.w * scale, f.h * scale, f.score)
        for f in faces
        if _cut_share(_head(f, frame.size, 0.0), window) == 0.0
    )
    return Shaped(cut, inside, cut=True)


def without_bars(frame: Image.Image) -> Image.Image:
    """The frame without black bars at its edges, as wide films in a 16:9 file have; at most a third of it goes."""
    luma = np.asarray(frame.convert("L"))
    bright_rows, bright_columns = np.percentile(luma, 99, axis=1) > BLACK, np.percentile(luma, 99, axis=0) > BLACK
    if not bright_rows.any() or not bright_columns.any():
        return frame
    top, bottom = int(bright_rows.argmax()), len(bright_rows) - int(bright_rows[::-1].argmax())
    left, right = int(bright_columns.argmax()), len(bright_columns) - int(bright_columns[::-1].argmax())
    if (bottom - top) * (right - left) < luma.size * 2 / 3 or (bottom - top, right - left) == luma.shape:
        return frame
    soft = 2  # the row beside a bar is half of it, by scaling
    return frame.crop((left + soft * (left > 0), top + soft * (top > 0),
                       right - soft * (right < frame.width), bottom - soft * (bottom < frame.height)))  # fmt: skip


def _head(face: Face, size: tuple[int, int], air: float) -> tuple[float, float, float, float]:
    """Left, top, right, bottom of a face with air around it, inside the frame."""
    left, right = face.x - air * face.w, face.x + (1 + air) * face.w
    top, bottom = face.y - air * face.h, face.y + (1 + air * 0.7) * face.h
    return max(0.0, left), max(0.0, top), min(float(size[0]), right), min(float(size[1]), bottom)


def _window(
    frame: Image.Image, size: tuple[float, float], heads: Sequence[tuple[float, float, float, float]]
) -> tuple[float, float, float, float] | None:
    """Where the window lies (left, top, width, height); None when every place cuts a face that matters."""
    w, h = size
    detail = _detail(frame)
    sideways = w < frame.width - 0.5
    room = (frame.width - w) if sideways else (frame.height - h)
    along = detail.sum(axis=0) if sideways else detail.sum(axis=1)
    summed = np.concatenate([[0.0], np.cumsum(along)]) / max(1e-6, float(along.sum()))
    largest = max(((r - x) * (b - t) for x, t, r, b in heads), default=0.0)
    best: tuple[float, float] | None = None
    starts = {room * i / STEPS for i in range(STEPS + 1)}
    for x, t, r, b in heads:  # places that hold a head exactly in the middle are tried too
        middle = (x + r) / 2 - w / 2 if sideways else (t + b) / 2 - h * 0.42
        starts.add(min(room, max(0.0, middle)))
    for start in sorted(starts):
        window = (start, 0.0, w, h) if sideways else (0.0, start, w, h)
        kept, cuts = 0.0, bool(heads) and _cut_share(heads[0], window) > 0.0  # the first one must be in it
        for head in heads:
            share = _cut_share(head, window)
            area = (head[2] - head[0]) * (head[3] - head[1])
            if share == 0.0:
                middle = _off_centre(head, window, sideways=sideways)
                kept += (area / largest) * (1.0 - 0.5 * middle)
            elif share < 1.0:  # cut through; a face outside is merely not shown
                cuts = True
        if cuts or (heads and kept == 0.0):
            continue
        length = w if sideways else h
        value = 3.0 * kept + _share(summed, start, start + length, frame.width if sideways else frame.height)
        value -= 0.1 * abs((start - room / 2) / max(room, 1e-6))
        if best is None or value > best[0] + 1e-9:
            best = value, start
    if best is None:
        return None
    return (best[1], 0.0, w, h) if sideways else (0.0, best[1], w, h)


def _off_centre(
    head: tuple[float, float, float, float], window: tuple[float, float, float, float], *, sideways: bool
) -> float:  # fmt: skip
    """0: in the middle (sideways) or at 42 % of the height; 1: at the edge."""
    if sideways:
        return float(min(1.0, abs((head[0] + head[2]) / 2 - (window[0] + window[2] / 2)) / (window[2] / 2)))
    return float(min(1.0, abs((head[1] + head[3]) / 2 - (window[1] + 0.42 * window[3])) / (window[3] / 2)))


def _cut_share(head: tuple[float, float, float, float], window: tuple[float, float, float, float]) -> float:
    """Which share of a head lies outside the window: 0 whole, 1 not shown, between them cut."""
    x, y, w, h = window
    wide = min(head[2], x + w) - max(head[0], x)
    high = min(head[3], y + h) - max(head[1], y)
    area = (head[2] - head[0]) * (head[3] - head[1])
    shown = max(0.0, wide) * max(0.0, high) / max(area, 1e-6)
    return 0.0 if shown > 0.999 else 1.0 - shown


def _share(summed: npt.NDArray[np.float64], begin: float, end: float, length: int) -> float:
    scale = (len(summed) - 1) / length
    a, b = np.interp([begin * scale, end * scale], np.arange(len(summed)), summed)
    return float(b - a)


def _detail(frame: Image.Image) -> npt.NDArray[np.float32]:
    """How much there is to see at each place of a small copy: edges and colour against the frame's own mean."""
    small = np.asarray(frame.resize((160, max(2, round(160 * frame.height / frame.width)))), np.float32)
    gray = small.mean(axis=2)
    edges = np.abs(cv2.Sobel(gray, cv2.CV_32F, 1, 0)) + np.abs(cv2.Sobel(gray, cv2.CV_32F, 0, 1))
    apart = np.abs(small - small.mean(axis=(0, 1))).sum(axis=2)
    detail: npt.NDArray[np.float32] = edges / max(1e-6, edges.mean()) + apart / max(1e-6, apart.mean())
    return detail


def _on_ground(frame: Image.Image, size: tuple[int, int], faces: Sequence[Face]) -> Shaped:
    width, height = size
    grown = max(width / frame.width, height / frame.height)
    small = max(1, round(width / 12)), max(1, round(height / 12))
    crop = (width / grown, height / grown)
    left, top = (frame.width - crop[0]) / 2, (frame.height - crop[1]) / 2
    ground = frame.resize(small, Image.Resampling.BOX, box=(left, top, left + crop[0], top + crop[1]))
    ground = ground.filter(ImageFilter.GaussianBlur(4)).resize(size, Image.Resampling.BICUBIC)
    ground = ImageEnhance.Brightness(ground).enhance(0.6)
    scale = min(width / frame.width, height / frame.height)
    whole = frame.resize((round(frame.width * scale), round(frame.height * scale)), Image.Resampling.LANCZOS)
    x, y = (width - whole.width) // 2, (height - whole.height) // 2
    ground.paste(whole, (x, y))
    moved = tuple(Face(f.x * scale + x, f.y * scale + y, f.w * scale, f.h * scale, f.score) for f in faces)
    return Shaped(ground, moved, cut=False)
