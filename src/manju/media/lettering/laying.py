"""Layers in their places: drawn once, cut to their ink, and laid on the decoded master before it is reshaped."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Final

import cv2
import numpy as np
from PIL import Image

from manju.media.lettering.drawing import Rgba, draw_layer
from manju.media.lettering.spans import LetteringSpan
from manju.media.whole import sha256_of

INK: Final = 24  # alpha from which a pixel is part of a caption
JOINED: Final = 0.02  # of the height: letters closer than this are one caption
LOOPED_FPS: Final = 25
BESIDE_S: Final = 0.25

Box = tuple[float, float, int, int, int, int]
"""Start and end in seconds, then left, top, width and height in pixels of the master."""


@dataclass(frozen=True, slots=True)
class Laid:
    """A drawn layer as a PNG of its inked part, where its top left corner goes on the master, and when it is shown.

    `captions` are the boxes (left, top, width, height) of what belongs together on it, in pixels of the master.
    """

    path: Path = field(repr=False, compare=False)  # where it lies changes nothing
    sha256: str
    x: int
    y: int
    start_s: float
    end_s: float
    fade_s: float
    captions: tuple[tuple[int, int, int, int], ...]


def lay_out(
    spans: Sequence[LetteringSpan], size: tuple[int, int], work: Path, *, language: str, stem: str = "layer"
) -> tuple[Laid, ...]:
    """Draw every layer in the master's size into `work`; empty ones are left out, one shown twice is drawn once.

    Raises:
        MediaError: a layer cannot be drawn (see `draw_layer`).
    """
    drawn: dict[str, Laid | None] = {}
    laid = []
    for span in spans:
        if span.sha256 not in drawn:
            drawn[span.sha256] = _cut(draw_layer(span.path, size, language=language), work / f"{stem}{len(drawn)}.png")
        cut = drawn[span.sha256]
        if cut is not None:
            laid.append(replace(cut, start_s=span.start_s, end_s=span.end_s, fade_s=span.fade_s))
    return tuple(laid)


def shown_in(laid: Sequence[Laid], start_s: float, end_s: float | None) -> tuple[Laid, ...]:
    """Those of the layers that are shown between two times (None: to the end), or a quarter of a second beside them."""
    return tuple(
        one for one in laid
        if one.end_s > start_s - BESIDE_S and (end_s is None or one.start_s < end_s + BESIDE_S)
    )  # fmt: skip


def boxes(laid: Sequence[Laid]) -> list[Box]:
    """All captions of these layers with their times: what reframing may never cut."""
    return [(one.start_s, one.end_s, *box) for one in laid for box in one.captions]


def inputs_of(laid: Sequence[Laid]) -> list[str]:
    """FFmpeg's arguments that open these layers, in their order."""
    return [argument for one in laid for argument in ("-f", "png_pipe", "-i", str(one.path))]


def overlays(laid: Sequence[Laid], pad: str, end: str, *, first_input: int) -> str:
    """The filter chain that lays these layers on pad `[pad]`, giving `[end]`; times are those of the film.

    `first_input` is the number of the first of `inputs_of`. Without layers the picture is passed on.
    """
    chains: list[str] = []
    at = pad
    for n, one in enumerate(laid):
        picture, after = f"{end}i{n}", f"{end}o{n}"
        chains.append(f"[{first_input + n}:v]{_shown(one)}[{picture}]")
        chains.append(
            f"[{at}][{picture}]overlay={one.x}:{one.y}:format=yuv420:eof_action={'pass' if one.fade_s else 'repeat'}:"
            f"enable='gte(t,{one.start_s:.6f})*lt(t,{one.end_s:.6f})'[{after}]"
        )
        at = after
    return ";".join([*chains, f"[{at}]null[{end}]"])


def paste(frame: Image.Image, rgba: Rgba) -> Image.Image:
    """A frame of the master with a drawn layer on it, as a deliverable shows it: to look at beforehand."""
    page = frame.convert("RGBA")
    page.alpha_composite(Image.fromarray(rgba))
    return page.convert("RGB")


def _shown(one: Laid) -> str:
    """The layer's own chain: one picture, or as many as its fades need."""
    if not one.fade_s:
        return "format=yuva420p"
    long, fade = one.end_s - one.start_s, one.fade_s
    return (
        f"format=rgba,loop=loop=-1:size=1:start=0,setpts=N/({LOOPED_FPS}*TB),trim=duration={long:.6f},"
        f"fade=t=in:st=0:d={fade:.6f}:alpha=1,fade=t=out:st={long - fade:.6f}:d={fade:.6f}:alpha=1,"
        f"setpts=PTS+({one.start_s:.6f})/TB,format=yuva420p"
    )


def _cut(rgba: Rgba, path: Path) -> Laid | None:
    """The inked part, written to `path`; its times are still to be set. None when nothing is drawn."""
    alpha = rgba[..., 3]
    if not alpha.any():
        return None
    x, y, w, h = cv2.boundingRect(alpha)
    x, y = x - x % 2, y - y % 2  # even: chroma samples of 4:2:0 stay whole
    right, bottom = min(rgba.shape[1], x + w + 2), min(rgba.shape[0], y + h + 2)
    Image.fromarray(rgba[y:bottom, x:right]).save(path, "PNG", compress_level=1)
    return Laid(path, sha256_of(path), x, y, 0.0, 0.0, 0.0, _captions(alpha))


def _captions(alpha: Rgba) -> tuple[tuple[int, int, int, int], ...]:
    """Boxes around what stands together, in reading order; dust is left out."""
    height, width = alpha.shape
    near = max(3, round(height * JOINED)) | 1
    joined = cv2.dilate((alpha >= INK).astype(np.uint8), np.ones((near, near), np.uint8))
    count, _, stats, _ = cv2.connectedComponentsWithStats(joined)
    found = []
    for n in range(1, count):
        x, y, w, h, area = (int(v) for v in stats[n])
        if area > 1.5 * near * near:
            grown = near // 2
            left, top = max(0, x + grown), max(0, y + grown)
            found.append((left, top, min(width, x + w - grown) - left, min(height, y + h - grown) - top))
    return tuple(sorted(found, key=lambda b: (b[1], b[0])))
