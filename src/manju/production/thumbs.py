"""Small pictures of outputs, made when first looked at and kept; what is too large to be safe has none."""

from __future__ import annotations

from pathlib import Path
from typing import Final

from django.conf import settings

from manju.media.whole import written_whole

__all__ = ["small"]

WIDTHS: Final = (288, 900)
PIXELS_MOST: Final = 60_000_000  # decoded in memory: 180 MB
FILE_MOST: Final = 128 * 2**20


def small(file: str, *, width: int) -> str:
    """Where the small version of a picture lies, below the media folder; empty when there can be none.

    `width`: the nearest of the two widths that are kept is made, never larger than the picture.
    """
    wanted = min(WIDTHS, key=lambda w: (w < width, abs(w - width)))
    source = Path(settings.MEDIA_ROOT) / file
    place = Path(settings.MEDIA_ROOT) / "production" / "small" / str(wanted) / f"{Path(file).stem}.webp"
    if place.is_file():
        return str(place.relative_to(settings.MEDIA_ROOT))
    if not source.is_file() or source.stat().st_size > FILE_MOST:
        return ""
    return str(place.relative_to(settings.MEDIA_ROOT)) if _make(source, place, wanted) else ""


def _make(source: Path, place: Path, width: int) -> bool:
    from PIL import Image, ImageOps, UnidentifiedImageError

    try:
        with Image.open(source) as picture:
            if picture.width * picture.height > PIXELS_MOST:
                return False
            picture.draft("RGB", (width * 2, width * 8))
            upright = ImageOps.exif_transpose(picture) or picture
            upright.thumbnail((width, width * 4))
            place.parent.mkdir(parents=True, exist_ok=True)
            with written_whole(place) as beside:
                upright.convert("RGBA" if "A" in upright.getbands() else "RGB").save(beside, "WEBP", quality=82)
    except (UnidentifiedImageError, OSError, ValueError, SyntaxError, Image.DecompressionBombError):
        return False
    return True
