"""Pictures for print: what a PDF can hold, no larger than a page shows."""

from __future__ import annotations

import io
from typing import Final

__all__ = ["aspect_of", "ending_of", "printable"]

SIDE_MAX: Final = 1800  # pixels: 300 dpi over the width of an A4 page's text
QUALITY: Final = 88
STARTS: Final = (
    (b"\x89PNG\r\n\x1a\n", "png"), (b"\xff\xd8\xff", "jpg"), (b"GIF8", "gif"), (b"BM", "bmp"), (b"II*\x00", "tiff"),
    (b"MM\x00*", "tiff"), (b"\x01\x00\x00\x00", "emf"), (b"\xd7\xcd\xc6\x9a", "wmf"),
)  # fmt: skip


def ending_of(raw: bytes) -> str:
    """The ending of a file name by the first bytes of a picture; `bin` for what is unknown.

    >>> ending_of(b"RIFF\\x00\\x00\\x00\\x00WEBPVP8 "), ending_of(b"\\xff\\xd8\\xff\\xe0")
    ('webp', 'jpg')
    """
    if raw[:4] == b"RIFF" and raw[8:12] == b"WEBP":
        return "webp"
    if raw[4:12] in (b"ftypavif", b"ftypheic"):
        return raw[8:12].decode()
    if raw.lstrip()[:5] in (b"<?xml", b"<svg ", b"<svg>"):
        return "svg"
    return next((ending for start, ending in STARTS if raw.startswith(start)), "bin")


def printable(raw: bytes) -> tuple[str, bytes] | None:
    """A picture as PNG or JPEG at most 1800 pixels wide or high, with its ending; None for one that does not open."""
    from PIL import Image, ImageOps, UnidentifiedImageError

    if ending_of(raw) == "svg":
        return _drawn(raw)
    try:
        with Image.open(io.BytesIO(raw)) as picture:
            small = max(picture.size) <= SIDE_MAX
            if (
                small
                and picture.format in ("PNG", "JPEG")
                and picture.mode in ("RGB", "L", "RGBA", "P")
                and "exif" not in picture.info
            ):
                picture.load()
                return ("png" if picture.format == "PNG" else "jpg"), raw
            upright = ImageOps.exif_transpose(picture)
            upright.thumbnail((SIDE_MAX, SIDE_MAX))
            clear = "A" in upright.getbands() or "transparency" in upright.info
            out = io.BytesIO()
            if clear:
                upright.convert("RGBA").save(out, "PNG")
                return "png", out.getvalue()
            upright.convert("RGB").save(out, "JPEG", quality=QUALITY)
            return "jpg", out.getvalue()
    except (UnidentifiedImageError, OSError, ValueError, SyntaxError, Image.DecompressionBombError):
        return None


def _drawn(raw: bytes) -> tuple[str, bytes] | None:
    """An SVG as PNG; one that brings in other files is not opened."""
    import resvg_py

    text = raw.decode("utf-8", "replace")
    if "<image" in text or ("<use" in text and 'href="http' in text):
        return None
    try:
        return "png", bytes(resvg_py.svg_to_bytes(svg_string=text, width=SIDE_MAX // 2))
    except (ValueError, RuntimeError):
        return None


def aspect_of(raw: bytes) -> float:
    """Width by height of a printable picture."""
    from PIL import Image

    with Image.open(io.BytesIO(raw)) as picture:
        return round(picture.width / picture.height, 4)
