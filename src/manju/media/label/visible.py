"""The visible label: drawn at the start of a picture, and found again by correlating with what we draw.

GB 45438-2025: text saying "AI" and "generated" on the first frame(s), characters at least 5 % of the
picture's shorter side. What is measured is the ink: the shortest full-height character of the text.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache
from typing import Final, Literal

import cv2
import numpy as np
import numpy.typing as npt
from PIL import Image, ImageDraw, ImageFont

from manju.media.channels import SafeZone
from manju.media.errors import MediaError
from manju.media.typefaces import RIGHT_TO_LEFT, Typeface, runs

SHOWN_S: Final = 3.0  # on screen; the law's floor is 2 s
REQUIRED_S: Final = 2.0
REQUIRED_SHARE: Final = 0.05
DRAWN_SHARE: Final = 0.054  # a little over the floor, so that scaling and encoding never fall under it
FOUND: Final = 0.72  # correlation from which the label counts as read; unlabelled frames stay under 0.5

STROKE_CONTRAST: Final = 60  # luma steps between a stroke and its ground

TEXTS: Final[dict[str, str]] = {
    "zh": "AI生成", "zh-hant": "AI生成", "ja": "AI生成", "ko": "AI 생성", "en": "AI-generated",
    "es": "Generado por AI", "pt": "Gerado por AI", "fr": "Généré par AI", "de": "AI-generiert",
    "it": "Generato da AI", "id": "Dibuat oleh AI", "ms": "Dijana oleh AI", "vi": "Tạo bởi AI",
    "th": "สร้างโดย AI", "ru": "Создано AI", "tr": "AI ile üretildi", "ar": "مُنشأ بواسطة AI",
}  # fmt: skip

Gray = npt.NDArray[np.uint8]  # H x W, luma


@dataclass(frozen=True, eq=False)
class LabelPicture:
    """A drawn label: RGBA pixels (h x w x 4), where its top left corner goes, and its ink height in pixels."""

    text: str
    rgba: npt.NDArray[np.uint8]
    x: int
    y: int
    ink_px: int


@dataclass(frozen=True, slots=True)
class Sighting:
    """What looking for the label gave. `seen_until_s`: last looked-at time at which it was still there."""

    verdict: Literal["found", "inconclusive", "absent"]
    text: str
    correlation: float
    ink_share: float
    seen_until_s: float
    inside_safe_zone: bool


def label_text(language: str) -> str:
    """The label in this language; a language without a translation of ours gets the English one."""
    tag = language.lower()
    return TEXTS.get(tag) or TEXTS.get(tag.split("-")[0]) or TEXTS["en"]


def draw_label(language: str, width: int, height: int, safe: SafeZone) -> LabelPicture:
    """Draw the label for a picture of this size, inside its safe zone, at the top left.

    Raises:
        MediaError: `glyph_missing` (no font for the language), `picture_too_small`.
    """
    return _draw(label_text(language), language, width, height, safe)


def find_label(
    frames: Sequence[tuple[float, Gray]], language: str, width: int, height: int, safe: SafeZone
) -> Sighting:
    """Look for our label in luma frames `(time in s, H x W)` of the finished picture, times ascending.

    The label is searched where we draw it and, a little larger and smaller, all over the upper half.
    Text that is not ours is "inconclusive": this is not a reader of foreign lettering.
    """
    drawn = draw_label(language, width, height, safe)
    template = _as_luma(drawn)
    first = _best_match(frames[0][1], template, drawn)
    if first.correlation < FOUND:
        verdict: Literal["inconclusive", "absent"] = "inconclusive" if _has_lettering(frames, safe) else "absent"
        return Sighting(verdict, drawn.text, first.correlation, 0.0, 0.0, False)
    lowest, until = first.correlation, frames[0][0]
    for time_s, frame in frames[1:]:
        here = _correlate_at(frame, template, first)
        if here < FOUND:
            break
        lowest, until = min(lowest, here), time_s
    ink_share = drawn.ink_px * first.scale / min(width, height)
    h, w = round(template.shape[0] * first.scale), round(template.shape[1] * first.scale)
    inside = (
        first.x >= safe.left * width - 2
        and first.y >= safe.top * height - 2
        and first.x + w <= (1 - safe.right) * width + 2
        and first.y + h <= (1 - safe.bottom) * height + 2
    )
    return Sighting("found", drawn.text, lowest, ink_share, until, inside)


@dataclass(frozen=True, slots=True)
class _Match:
    correlation: float
    x: int
    y: int
    scale: float


@cache
def _draw(text: str, language: str, width: int, height: int, safe: SafeZone) -> LabelPicture:
    short = min(width, height)
    ink_wanted = int(np.ceil(short * DRAWN_SHARE))
    stretches = runs(text, language)
    size = _size_for_ink(stretches, ink_wanted)
    fonts = [(ImageFont.truetype(str(face.path), size, index=face.index), part) for face, part in stretches]
    if language.lower().split("-")[0] in RIGHT_TO_LEFT:
        fonts.reverse()  # what is read first stands on the right
    left, top, right, bottom = _box(fonts)
    pad_x, pad_y = round(size * 0.32), round(size * 0.22)
    w, h = int(right - left) + 2 * pad_x, int(bottom - top) + 2 * pad_y
    room = (1 - safe.left - safe.right) * width
    if w > room:
        from manju.words import Words

        raise MediaError(
            "picture_too_small",
            Words("画面太窄，放不下标识“{text}”。", "The picture is too narrow for the label “{text}”.").fill(
                text=text
            ),
            Words("换一个更宽的规格，或选较短的标识语言。", "Choose a wider size, or a language with a shorter label."),
        )
    picture = Image.new("RGBA", (w, h), (0, 0, 0, 150))
    pen, at = ImageDraw.Draw(picture), float(pad_x - left)
    for font, part in fonts:
        anchor = "la" if len(fonts) == 1 else "ls"
        pen.text((at, pad_y - top), part, font=font, fill=(255, 255, 255, 255), anchor=anchor)
        at += font.getlength(part)
    x = int(np.ceil(safe.left * width)) + round(short * 0.012)
    y = int(np.ceil(safe.top * height)) + round(short * 0.012)
    if x + w > (1 - safe.right) * width:
        x = int(np.ceil(safe.left * width))
    # even coordinates: chroma samples of 4:2:0 stay whole
    return LabelPicture(text, np.asarray(picture), x - x % 2, y - y % 2, _least_ink(stretches, size))


def _box(fonts: list[tuple[ImageFont.FreeTypeFont, str]]) -> tuple[float, float, float, float]:
    """Left, top, right, bottom of the stretches side by side; from the common baseline when there are several."""
    if len(fonts) == 1:
        return fonts[0][0].getbbox(fonts[0][1])
    boxes = [font.getbbox(part, anchor="ls") for font, part in fonts]
    width = sum(font.getlength(part) for font, part in fonts)
    return 0.0, min(b[1] for b in boxes), width, max(b[3] for b in boxes)


def _size_for_ink(stretches: list[tuple[Typeface, str]], ink_wanted: int) -> int:
    size = int(ink_wanted * 1.2)
    while _least_ink(stretches, size) < ink_wanted:
        size += 1
    return size


def _least_ink(stretches: list[tuple[Typeface, str]], size: int) -> int:
    inks = [_ink(ImageFont.truetype(str(face.path), size, index=face.index), part) for face, part in stretches]
    return min(ink for ink in inks if ink)


def _ink(font: ImageFont.FreeTypeFont, text: str) -> int:
    """Ink height in px of the shortest full-height character (capital, digit, ideograph, syllable), 0 without one."""
    full = [c for c in text if c.isupper() or c.isdigit() or ord(c) >= 0x3400]
    heights = [font.getbbox(c)[3] - font.getbbox(c)[1] for c in full]
    return int(min(heights, default=0))


def _as_luma(drawn: LabelPicture) -> Gray:
    """The label over a mid-grey ground, as the picture's luma would show it."""
    alpha = drawn.rgba[..., 3:].astype(np.float32) / 255
    ground = 110.0 * (1 - alpha[..., 0])
    return (drawn.rgba[..., 0].astype(np.float32) * alpha[..., 0] + ground).astype(np.uint8)


def _best_match(frame: Gray, template: Gray, drawn: LabelPicture) -> _Match:
    near = _search(frame, template, 1.0, x=drawn.x - 8, y=drawn.y - 8, slack=16)
    if near.correlation >= FOUND:
        return near
    upper = frame[: frame.shape[0] * 6 // 10]
    shrink = max(1.0, min(frame.shape) / 540)
    small = cv2.resize(upper, None, fx=1 / shrink, fy=1 / shrink, interpolation=cv2.INTER_AREA)
    best = near
    for scale in (0.7, 0.8, 0.9, 1.0, 1.12, 1.25, 1.4):
        size = (round(template.shape[1] * scale / shrink), round(template.shape[0] * scale / shrink))
        if size[0] >= small.shape[1] or size[1] >= small.shape[0] or size[1] < 8:
            continue
        found = cv2.matchTemplate(small, cv2.resize(template, size, interpolation=cv2.INTER_AREA), cv2.TM_CCOEFF_NORMED)
        _, value, _, place = cv2.minMaxLoc(found)
        if value > best.correlation:
            best = _Match(float(value), round(place[0] * shrink), round(place[1] * shrink), scale)
    return best


def _search(frame: Gray, template: Gray, scale: float, *, x: int, y: int, slack: int) -> _Match:
    h, w = template.shape
    x0, y0 = max(0, x), max(0, y)
    window = frame[y0 : y0 + h + slack, x0 : x0 + w + slack]
    if window.shape[0] < h or window.shape[1] < w:
        return _Match(0.0, x0, y0, scale)
    _, value, _, place = cv2.minMaxLoc(cv2.matchTemplate(window, template, cv2.TM_CCOEFF_NORMED))
    return _Match(float(value), x0 + place[0], y0 + place[1], scale)


def _correlate_at(frame: Gray, template: Gray, match: _Match) -> float:
    size = (round(template.shape[1] * match.scale), round(template.shape[0] * match.scale))
    scaled = template if match.scale == 1.0 else _resized(template, size)
    return _search(frame, scaled, match.scale, x=match.x - 4, y=match.y - 4, slack=8).correlation


def _resized(picture: Gray, size: tuple[int, int]) -> Gray:
    return np.asarray(cv2.resize(picture, size, interpolation=cv2.INTER_AREA), np.uint8)


def _has_lettering(frames: Sequence[tuple[float, Gray]], safe: SafeZone) -> bool:
    """Whether something that could be a label stands still in the safe zone: a line of bright or dark strokes."""
    stack = np.stack([cv2.resize(f, None, fx=0.5, fy=0.5, interpolation=cv2.INTER_AREA) for _, f in frames[:8]])
    h, w = stack.shape[1:]
    floor = max(3, round(REQUIRED_SHARE * min(h, w) * 0.8))
    area = (
        slice(int(safe.top * h), int((1 - safe.bottom) * h)),
        slice(int(safe.left * w), int((1 - safe.right) * w)),
    )
    strokes = cv2.getStructuringElement(cv2.MORPH_RECT, (2 * floor // 2 + 1, 2 * floor // 2 + 1))
    for still, kind in ((stack.min(axis=0), cv2.MORPH_TOPHAT), (stack.max(axis=0), cv2.MORPH_BLACKHAT)):
        thin = np.asarray(cv2.morphologyEx(still, kind, strokes), np.uint8)[area]
        if _has_line(((thin > STROKE_CONTRAST) * 255).astype(np.uint8), floor):
            return True
    return False


def _has_line(ink: Gray, floor: int) -> bool:
    """A line of writing: about as high as a label, at least twice as wide, crossed by many strokes."""
    joined = cv2.morphologyEx(ink, cv2.MORPH_CLOSE, np.ones((3, floor + 1), np.uint8))
    _, _, blobs, _ = cv2.connectedComponentsWithStats(joined, connectivity=8)
    for x, y, w, h, _ in blobs[1:]:
        if not (floor <= h <= floor * 5 and w >= 2 * h):
            continue
        inside = ink[y : y + h, x : x + w] > 0
        crossings = np.abs(np.diff(inside.astype(np.int8), axis=1)).sum(axis=1)
        if 0.12 < inside.mean() < 0.7 and np.median(crossings[h // 5 : h - h // 5]) >= 6:
            return True
    return False
