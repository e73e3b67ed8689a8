"""What differs between a picture before and after an edit: aligned, compared as eyes see, drawn in cinnabar."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path
from typing import Final

import numpy as np
import numpy.typing as npt

from manju.media.errors import MediaError
from manju.media.whole import written_whole
from manju.words import Words

__all__ = ["ALGORITHM", "Compared", "compare"]

ALGORITHM: Final = "difference_v1"
SIDE: Final = 1024  # px of the longer side that is compared
PIXELS_MOST: Final = 120_000_000
SEEN: Final = 6.0
"""CIE ΔE*ab (1976) from which a difference counts: 2.3 is just noticeable side by side, JPEG at quality 80 stays
below 5 nearly everywhere."""
STILL_ALIKE: Final = 0.35  # correlation below which two pictures are not two states of one
INK: Final = (178, 58, 36)

Rgb = npt.NDArray[np.uint8]
Lab = npt.NDArray[np.float32]


@dataclass(frozen=True, slots=True)
class Compared:
    """`share` of pixels seen to differ, 0..1; `shift` that was taken out, pixels of the compared size; the mean ΔE."""

    share: float
    shift: tuple[float, float]
    mean: float


def compare(before: Path, after: Path, *, write_to: Path) -> Compared:
    """Compare two pictures and write the difference as PNG: the picture after in grey, what differs in cinnabar.

    Both are brought to the size of the later one, at most 1024 px of the longer side; a move by some pixels is found by
    phase correlation and taken out; ΔE*ab over 6 counts as a difference, single specks do not.

    Raises:
        MediaError: `not_media`, `too_many_pixels`, `no_likeness`.
    """
    import cv2

    late = _opened(after)
    early = _opened(before)
    if abs(early.shape[1] / early.shape[0] - late.shape[1] / late.shape[0]) > 0.25:
        raise _unlike()
    early = cv2.resize(early, (late.shape[1], late.shape[0]), interpolation=cv2.INTER_AREA).astype(np.uint8, copy=False)
    shift = _shift(early, late)
    if shift != (0.0, 0.0):
        move = np.array([[1, 0, shift[0]], [0, 1, shift[1]]], np.float32)
        early = cv2.warpAffine(early, move, (late.shape[1], late.shape[0]), borderMode=cv2.BORDER_REPLICATE).astype(
            np.uint8, copy=False
        )
    if _alike(early, late) < STILL_ALIKE:
        raise _unlike()
    delta = np.asarray(np.linalg.norm(_lab(early) - _lab(late), axis=2), np.float32)
    differs = cv2.medianBlur((delta > SEEN).astype(np.uint8), 3).astype(bool)
    _draw(late, differs, delta, write_to)
    return Compared(float(differs.mean()), shift, float(delta.mean()))


def _opened(path: Path) -> Rgb:
    """RGB on white, at most 1024 px of the longer side; nothing larger than is safe is decoded."""
    from PIL import Image, ImageOps, UnidentifiedImageError

    try:
        with Image.open(path) as picture:
            if picture.width * picture.height > PIXELS_MOST:
                raise MediaError(
                    "too_many_pixels",
                    Words("图太大，没有比较。", "The picture is too large to compare."),
                    Words("导出一张小一些的。", "Export a smaller one."),
                )
            picture.draft("RGB", (SIDE * 2, SIDE * 2))
            upright = (ImageOps.exif_transpose(picture) or picture).convert("RGBA")
            scale = min(1.0, SIDE / max(upright.size))
            size = max(1, round(upright.width * scale)), max(1, round(upright.height * scale))
            fitted = upright.resize(size, Image.Resampling.BOX)
            ground = Image.new("RGBA", size, "white")
            ground.alpha_composite(fitted)
            return np.asarray(ground.convert("RGB"), np.uint8)
    except (UnidentifiedImageError, OSError, ValueError, SyntaxError, Image.DecompressionBombError) as error:
        raise MediaError(
            "not_media",
            Words(
                "这个文件不能当图片打开，没有比较。", "The file cannot be opened as a picture; nothing was compared."
            ),
            Words("另存一张 PNG 再登记。", "Save it as PNG as well."),
        ) from error


def _shift(early: Rgb, late: Rgb) -> tuple[float, float]:
    """Whole pixels by which the later picture was moved; none where the correlation is weak or the move is far."""
    import cv2

    a, b = (cv2.cvtColor(one, cv2.COLOR_RGB2GRAY).astype(np.float32) for one in (early, late))
    (x, y), strength = cv2.phaseCorrelate(a, b, cv2.createHanningWindow((a.shape[1], a.shape[0]), cv2.CV_32F))
    if strength < 0.1 or max(abs(x), abs(y)) > SIDE / 8:
        return 0.0, 0.0
    return float(round(x)), float(round(y))


def _alike(early: Rgb, late: Rgb) -> float:
    """Correlation of small grey versions, -1..1; flat pictures count as alike."""
    import cv2

    a, b = (
        cv2.resize(cv2.cvtColor(x, cv2.COLOR_RGB2GRAY), (48, 48), interpolation=cv2.INTER_AREA).astype(float).ravel()
        for x in (early, late)
    )
    if a.std() < 3 or b.std() < 3:
        return 1.0
    return float(np.corrcoef(a, b)[0, 1])


def _lab(picture: Rgb) -> Lab:
    """CIE L*a*b* under D65, L 0..100."""
    import cv2

    return cv2.cvtColor(picture.astype(np.float32) / 255, cv2.COLOR_RGB2Lab).astype(np.float32, copy=False)


def _draw(late: Rgb, differs: npt.NDArray[np.bool_], delta: npt.NDArray[np.float32], write_to: Path) -> None:
    import cv2
    from PIL import Image

    grey = cv2.cvtColor(late, cv2.COLOR_RGB2GRAY).astype(np.float32)
    pale = np.repeat((190 + grey * 0.25)[..., None], 3, axis=2)
    weight = np.clip(0.45 + delta / 60, 0, 1)[..., None] * differs[..., None]
    drawn = pale * (1 - weight) + np.array(INK, np.float32) * weight
    with written_whole(write_to) as beside:
        Image.fromarray(drawn.clip(0, 255).astype(np.uint8)).save(beside, "PNG", optimize=True)


def _unlike() -> MediaError:
    return MediaError(
        "no_likeness",
        Words("两张图差得太远，不是同一张改出来的样子。", "The two pictures differ too much to be two states of one."),
        Words("看看改前的图选对了没有。", "Check that the right picture stands before the edit."),
    )
