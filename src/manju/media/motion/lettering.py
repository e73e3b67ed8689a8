"""Lettering: captions and sound words drawn with the shipped face, so that no machine shows boxes."""

from __future__ import annotations

from typing import Final

import numpy as np
from PIL import Image, ImageDraw, ImageFont

from manju.media.motion.board import Drawing, Layer, Shot
from manju.media.motion.moves import Key, Keys
from manju.media.subtitles import wrap
from manju.media.typefaces import typeface_for

SIZE_SHARE: Final = 0.056  # of the shorter side
FRONT: Final = 1e9  # so far away that no camera move shifts it: lettering stands still


def letter(
    text: str,
    *,
    size: int,
    fill: str = "#fffaf2",
    edge: str = "#17130f",
    edge_share: float = 0.12,
    room: int | None = None,
    language: str = "zh",
) -> Image.Image:
    """Text as RGBA, centred lines, with an ink edge; `room` is the width in px at which it wraps.

    Raises:
        MediaError: `glyph_missing`.
    """
    face = typeface_for(text, language)
    font = ImageFont.truetype(str(face.path), size, index=face.index)
    lines = "\n".join(wrap(text, room or 10**6, size, face, language))
    edge_px = round(size * edge_share)
    probe = ImageDraw.Draw(Image.new("L", (1, 1)))
    left, top, right, bottom = probe.multiline_textbbox((0, 0), lines, font=font, stroke_width=edge_px, align="center")
    picture = Image.new("RGBA", (int(right - left) + 4, int(bottom - top) + 4), (0, 0, 0, 0))
    ImageDraw.Draw(picture).multiline_text(
        (2 - left, 2 - top), lines, font=font, fill=fill, stroke_width=edge_px, stroke_fill=edge, align="center"
    )
    return picture


def lettered_layers(shot: Shot, width: int, height: int) -> tuple[Layer, ...]:
    """The captions of a shot that are to be drawn, in Chinese, above the bottom sixth of the picture."""
    layers = []
    size = round(min(width, height) * SIZE_SHARE)
    for caption in shot.captions:
        if not caption.lettered:
            continue
        picture = letter(caption.words.zh, size=size, room=round(width * 0.8))
        drawing = Drawing(np.asarray(picture), (width - picture.width) / 2, height * 0.82 - picture.height)
        shown = Keys((Key(0.0, 0.0), Key(caption.start_s, 1.0, "hold"), Key(caption.end_s, 0.0, "hold")))
        layers.append(Layer((drawing,), depth=FRONT, opacity=shown))
    return tuple(layers)
