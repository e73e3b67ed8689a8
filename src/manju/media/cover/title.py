"""A title set on a cover: as large as it may be, in one or two even lines, off the faces, and always readable."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from typing import Final, Literal

import numpy as np
import numpy.typing as npt
from PIL import Image, ImageDraw, ImageFilter, ImageFont

from manju.media.cover.scoring import Face
from manju.media.cover.shaping import Shaped
from manju.media.errors import MediaError
from manju.media.subtitles import wrap
from manju.media.typefaces import Typeface, typeface_for
from manju.words import Words

Style = Literal["outline", "band", "bright"]
STYLES: Final[dict[Style, Words]] = {
    "outline": Words("白字描边", "White, outlined"),
    "band": Words("深色衬底", "On a dark ground"),
    "bright": Words("黄字描边", "Yellow, outlined"),
}

LARGEST: Final = 0.135  # of the shorter side
SMALLEST: Final = 0.052
HELD: Final = 0.62  # of the largest size: down to it a title is broken at its pause only
MARGIN: Final = 0.06
GRID: Final = 4 / 3  # a channel's grid shows the middle 3:4 of an upright cover
LEADING: Final = 1.22
# WCAG 2.2, 1.4.3, large text against what lies under it; letters without an edge of ink get more
CONTRAST: Final[dict[Style, float]] = {"outline": 3.0, "band": 4.5, "bright": 3.0}
BREAKS_AFTER: Final = frozenset(" ：，。！？；、:,.!?;—…")
FILLS: Final[dict[Style, tuple[int, int, int]]] = {
    "outline": (255, 255, 255), "band": (255, 252, 244), "bright": (255, 221, 51),
}  # fmt: skip
INK: Final = (20, 17, 15)

Box = tuple[int, int, int, int]  # left, top, right, bottom in px


@dataclass(frozen=True, eq=False)
class TitleSet:
    """A cover with its title: where it stands (px), its lines, type size in px, contrast of letters and ground."""

    picture: Image.Image
    box: Box
    lines: tuple[str, ...]
    size_px: int
    contrast: float
    over_face: bool


@dataclass(frozen=True, slots=True)
class _Block:
    lines: tuple[str, ...]
    size_px: int
    width: int
    height: int


def safe_part(width: int, height: int) -> Box:
    """Where a title may stand: off the edges, and inside what an app's grid of upright covers shows.

    >>> safe_part(1080, 1920)
    (65, 278, 1015, 1642)
    """
    side = round(MARGIN * width)
    top = round(max(MARGIN * height, (height - GRID * width) / 2 + 0.02 * height))
    return side, top, width - side, height - top


def set_title(cover: Shaped, text: str, *, language: str, style: Style = "outline") -> TitleSet:
    """Set `text` on a cover; explicit line breaks are kept.

    Raises:
        MediaError: `glyph_missing`, naming the package, or `title_too_long`.
    """
    text = "\n".join(" ".join(part.split()) for part in text.strip().split("\n"))
    face = typeface_for(text, language)
    picture = cover.picture.convert("RGB")
    box, block, over = _place(text, face, language, picture, cover.faces)
    shaded, contrast = _ground(picture, box, style, block.size_px)
    _write(shaded, block, box, face, style)
    return TitleSet(shaded, box, block.lines, block.size_px, round(contrast, 2), over)


def _place(
    text: str, face: Typeface, language: str, picture: Image.Image, faces: Sequence[Face]
) -> tuple[Box, _Block, bool]:
    """The largest setting that touches no face; when even small letters would, the large one that touches least."""
    safe = safe_part(*picture.size)
    luma = np.asarray(picture.convert("L"), np.float32)
    blocks = list(_blocks(text, face, language, safe, min(picture.size)))
    if not blocks:
        raise MediaError(
            "title_too_long",
            Words("标题太长，封面上放不下。", "The title is too long for the cover."),
            Words("缩短到两行以内。", "Shorten it to two lines."),
        )
    fallback: tuple[float, Box, _Block] | None = None
    for block in blocks:
        tried = [(_cost(box, rank, faces, luma), box) for rank, box in enumerate(_spots(block, safe))]
        (touched, busy), box = min(tried, key=lambda t: (t[0][0], t[0][1]))
        if touched == 0.0:
            return box, block, False
        if fallback is None or touched + busy < fallback[0] - 0.05:
            fallback = touched + busy, box, block
    assert fallback is not None  # noqa: S101  # there is at least one block
    return fallback[1], fallback[2], True


def _blocks(text: str, face: Typeface, language: str, safe: Box, short: int) -> Iterator[_Block]:
    """Settings of the text, the largest first: across the whole safe part, or beside something on half of it."""
    room = safe[2] - safe[0]
    high = (safe[3] - safe[1]) * 0.42
    most = max(2, text.count("\n") + 1)
    smallest = ImageFont.truetype(str(face.path), round(short * SMALLEST), index=face.index)
    if sum(smallest.getlength(part) for part in text.split("\n")) > most * room:
        return  # not even the smallest letters would do
    size = round(short * LARGEST)
    held = size * HELD
    while size >= short * SMALLEST:
        for share in (1.0, 0.52):
            lines = _broken(text, round(room * share) - round(size * 0.3), size, face, language, large=size > held)
            block = _measured(lines, size, face)
            if len(lines) <= (most if share == 1.0 else 3) and block.width <= room * share and block.height <= high:
                yield block
        size = min(size - 1, round(size * 0.93))


def _broken(text: str, room: int, size: int, face: Typeface, language: str, *, large: bool) -> tuple[str, ...]:
    """One line where it fits, two at a pause where there is one near the middle, else as captions break.

    While the type is `large`, the pause is kept even where it is too wide: smaller type is better than a torn word.
    """
    font = ImageFont.truetype(str(face.path), size, index=face.index)
    if "\n" not in text and font.getlength(text) > room:
        at = [i + 1 for i, c in enumerate(text[:-1]) if c in BREAKS_AFTER]
        pairs = [(text[:i].strip(), text[i:].strip()) for i in at]
        wide = [(max(font.getlength(a), font.getlength(b)), a, b) for a, b in pairs]
        fit = min(wide, default=None)
        if fit is not None and fit[0] <= 0.68 * font.getlength(text) and (large or fit[0] <= room):
            return fit[1], fit[2]
    return tuple(wrap(text, room, size, face, language))


def _measured(lines: tuple[str, ...], size: int, face: Typeface) -> _Block:
    font = ImageFont.truetype(str(face.path), size, index=face.index)
    width = max(font.getlength(line) for line in lines) + size * 0.3
    return _Block(lines, size, round(width), round(len(lines) * size * LEADING + size * 0.2))


def _spots(block: _Block, safe: Box) -> Iterator[Box]:
    """Where a block may stand, the usual places first: low, high, lower third; centred, at a side."""
    left, right = safe[0], safe[2] - block.width
    middle = (left + right) // 2
    low, high = safe[3] - block.height, safe[1]
    across = [middle, left, right] if block.width < 0.8 * (safe[2] - safe[0]) else [middle]
    for y in (low, high, round(low * 0.8 + high * 0.2), round(low * 0.2 + high * 0.8), (low + high) // 2):
        for x in across:
            yield x, y, x + block.width, y + block.height


def _cost(
    box: Box, rank: int, faces: Sequence[Face], luma: npt.NDArray[np.float32]
) -> tuple[float, float]:  # fmt: skip
    """Share of faces covered (0 when there is air between), then how restless the ground is."""
    touched = 0.0
    for f in faces:
        air = 0.12 * f.h
        wide = min(box[2], f.x + f.w + air) - max(box[0], f.x - air)
        high = min(box[3], f.y + f.h + air) - max(box[1], f.y - air)
        touched += max(0.0, wide) * max(0.0, high) / max(1.0, f.w * f.h)
    under = luma[max(0, box[1]) : box[3], max(0, box[0]) : box[2]]
    return touched, float(under.std()) / 128.0 + 0.06 * rank


def _ground(picture: Image.Image, box: Box, style: Style, size_px: int) -> tuple[Image.Image, float]:
    """The picture, darkened under the title as far as its letters need it, and the contrast that results."""
    fill = float(luminance(np.array([[FILLS[style]]], np.uint8))[0, 0])
    left, top, right, bottom = box
    mask = Image.new("L", picture.size, 0)
    draw = ImageDraw.Draw(mask)
    if style == "band":
        pad = round(size_px * 0.28)
        draw.rounded_rectangle((left - pad, top - pad // 2, right + pad, bottom + pad // 2), round(size_px * 0.22), 255)
    else:
        pad = round(size_px * 0.7)
        draw.rounded_rectangle((left - pad, top - pad, right + pad, bottom + pad), size_px, 255)
        mask = mask.filter(ImageFilter.GaussianBlur(size_px * 0.35))
    dark = Image.new("RGB", picture.size, INK)
    for strength in np.arange(0.72 if style == "band" else 0.0, 0.96, 0.06):
        shaded = Image.composite(dark, picture, mask.point([round(v * float(strength)) for v in range(256)]))
        bright = float(np.percentile(luminance(np.asarray(shaded.crop(box))), 95))
        contrast = (fill + 0.05) / (bright + 0.05)  # WCAG: (L1 + 0.05) / (L2 + 0.05)
        if contrast >= CONTRAST[style]:
            break
    return shaded, contrast


def luminance(rgb: npt.NDArray[np.uint8]) -> npt.NDArray[np.float64]:
    """Relative luminance (0..1) of sRGB pixels, H x W x 3 -> H x W: WCAG 2.2, definition of relative luminance."""
    linear = rgb.astype(np.float64) / 255
    linear = np.where(linear <= 0.04045, linear / 12.92, ((linear + 0.055) / 1.055) ** 2.4)
    found: npt.NDArray[np.float64] = linear @ np.array([0.2126, 0.7152, 0.0722])
    return found


def _write(picture: Image.Image, block: _Block, box: Box, face: Typeface, style: Style) -> None:
    font = ImageFont.truetype(str(face.path), block.size_px, index=face.index)
    edge = 0 if style == "band" else max(2, round(block.size_px * 0.085))
    draw = ImageDraw.Draw(picture)
    step = block.size_px * LEADING
    for n, line in enumerate(block.lines):
        bounds = font.getbbox(line, anchor="ls")
        x = (box[0] + box[2]) / 2 - (bounds[0] + bounds[2]) / 2
        y = box[1] + block.size_px * 0.1 + step * n + block.size_px * 0.98
        draw.text((x, y), line, font=font, anchor="ls", fill=FILLS[style], stroke_width=edge, stroke_fill=INK)


def titled(cover: Shaped, text: str, *, language: str, style: Style = "outline") -> Shaped:
    """The cover with its title, or as it is when there is none to set."""
    if not text.strip():
        return cover
    return replace(cover, picture=set_title(cover, text, language=language, style=style).picture)
