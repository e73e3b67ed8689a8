"""A comic page in a language: the art without words, and the lettering that belongs on it."""

from __future__ import annotations

import io
from pathlib import Path
from typing import Final

from PIL import Image

from manju.media.lettering.drawing import SHAPE_OFF, draw_layer, render, same_shape
from manju.media.lettering.svg import length, read_svg
from manju.media.watermark.picture_files import load_suspect
from manju.media.whole import written_whole

SIDE_PX: Final = 4096


def compose_page(art: Path, layer: Path, out: Path, *, language: str, width: int | None = None) -> tuple[int, int]:
    """Write the page as PNG and return its size in px: that of the layer's page, or `width` wide, 4096 a side at most.

    The picture that the layer names as its art is not opened: `art` stands in its place, stretched as the layer says,
    so that layers which blend with it do.

    Raises:
        MediaError: art or layer cannot be used, `layer_shape`, `glyph_missing`.
    """
    pixels = load_suspect(art)
    size = _size(layer, (pixels.shape[1], pixels.shape[0]), width)
    if layer.suffix.lower() == ".svg":
        png = io.BytesIO()
        Image.fromarray(pixels).save(png, "PNG", compress_level=1)
        drawing = read_svg(layer, art=png.getvalue())
        page = Image.fromarray(render(drawing, size, language=language, name=layer.name))
        ground = Image.fromarray(pixels).convert("RGBA").resize(size, Image.Resampling.LANCZOS)
        page = Image.alpha_composite(ground, page)  # where the layer names no art, and under its clear parts
    else:
        over = Image.fromarray(draw_layer(layer, size, language=language))
        page = Image.alpha_composite(Image.fromarray(pixels).convert("RGBA").resize(size), over)
    with written_whole(out) as beside:
        page.convert("RGB").save(beside, "PNG")
    return size


def _size(layer: Path, art: tuple[int, int], width: int | None) -> tuple[int, int]:
    own = (float(art[0]), float(art[1]))
    if layer.suffix.lower() == ".svg":
        drawing = read_svg(layer)
        root = drawing.root
        own = length(root.get("width"), drawing.page[2]), length(root.get("height"), drawing.page[3])
        if not _thin(art):
            same_shape(drawing.shape, art, layer.name)
    scale = (width / own[0]) if width else 1.0
    scale = min(scale, SIDE_PX / max(own))
    return max(1, round(own[0] * scale)), max(1, round(own[1] * scale))


def _thin(art: tuple[int, int]) -> bool:
    """A strip so narrow that a rounded pixel changes its shape."""
    return min(art) < 1 / SHAPE_OFF
