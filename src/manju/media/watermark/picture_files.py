"""Marking picture files: PNG, JPEG and WebP keep their format, colour profile, EXIF and orientation."""

from __future__ import annotations

import warnings
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Final

import numpy as np
import numpy.typing as npt
from PIL import Image, PngImagePlugin, UnidentifiedImageError

from manju.media import ffmpeg
from manju.media.errors import MediaError
from manju.media.sniff import sniff
from manju.media.watermark.embedding import MarkKey
from manju.media.watermark.pictures import SMALLEST, mark_picture, psnr_y_db
from manju.media.whole import written_whole
from manju.words import Words

__all__ = ["FORMATS", "MarkedPicture", "luma_from", "mark_picture_file", "picture_from"]

FORMATS: Final = {"png": "PNG", "jpeg": "JPEG", "webp": "WEBP"}
MOST_PIXELS: Final = 80_000_000
QUALITY: Final = 95

Picture = npt.NDArray[np.uint8]


@dataclass(frozen=True, slots=True)
class MarkedPicture:
    """A finished copy: its number, the file, and how far its luma is from the original's, before JPEG, in dB."""

    copy_id: int
    path: Path
    psnr_y_db: float


def mark_picture_file(source: Path, out: Path, key: MarkKey, copy_id: int) -> MarkedPicture:
    """Write a marked copy of a picture, in its own format: PNG and WebP without loss, JPEG at quality 95, 4:4:4.

    Colour profile, EXIF (with the orientation) and XMP stay; palettes become RGB. The file appears whole or not at all.

    Raises:
        MediaError: `not_a_picture`, `picture_format`, `picture_depth`, `picture_cmyk`, `picture_moves`,
            `picture_small`, `too_many_pixels`, `unreadable`, or what `sniff` refuses.
    """
    name = _format_of(source)
    with _opened(source, name) as image:
        _must_be_usable(image, name, source)
        stored = _pixels(image)
        facts = _kept(image, name)
    turn = _Turn.of(facts.get("exif", b""))
    upright = turn.upright(stored)
    marked = mark_picture(upright, key, copy_id)
    with written_whole(out) as beside:
        Image.fromarray(np.ascontiguousarray(turn.back(marked))).save(beside, name, **facts)
    return MarkedPicture(copy_id, out, psnr_y_db(upright, marked))


def picture_from(path: Path) -> Picture:
    """A picture of ours as it is displayed: uint8 [height, width] or [height, width, 3 or 4].

    Raises:
        MediaError: as `mark_picture_file`.
    """
    name = _format_of(path)
    with _opened(path, name) as image:
        _must_be_usable(image, name, path)
        return _Turn.of(image.info.get("exif", b"")).upright(_pixels(image))


def luma_from(path: Path) -> Picture:
    """The luma of anybody's picture file as it is displayed, uint8 [height, width], decoded by a limited child.

    Raises:
        MediaError: what `sniff` refuses, `not_a_picture`, or the file does not decode.
    """
    kind = sniff(path)
    if not kind.still and kind.container != "gif":
        raise _not_a_picture()
    raw, _ = ffmpeg.read([
        *ffmpeg.safe_input(path, kind.demuxer), "-map", "0:v:0", "-frames:v", "1", "-vf", "format=gray",
        "-c:v", "pgm", "-f", "image2pipe", "pipe:1",
    ])  # fmt: skip
    head, width, height, _, rest = raw[:2], *_numbers(raw)
    if head != b"P5" or len(rest) < width * height:
        raise _unreadable()
    return np.frombuffer(rest, np.uint8, width * height).reshape(height, width)


def _numbers(raw: bytes) -> tuple[int, int, int, bytes]:
    """Width, height, brightest value and pixels of a PGM."""
    try:
        _, width, height, rest = raw.split(maxsplit=3)
        most, pixels = rest.split(b"\n", 1)
        return int(width), int(height), int(most), pixels
    except ValueError as error:
        raise _unreadable() from error


@dataclass(frozen=True, slots=True)
class _Turn:
    """From the stored pixels to the displayed ones, and back: EXIF orientation 1 … 8."""

    orientation: int

    @classmethod
    def of(cls, exif: bytes) -> _Turn:
        try:
            read = Image.Exif()
            read.load(exif)
            value = int(read.get(0x0112, 1))
        except (ValueError, TypeError, SyntaxError, OSError, KeyError):  # EXIF that nobody can read turns nothing
            value = 1
        return cls(value if 1 <= value <= 8 else 1)

    def upright(self, stored: Picture) -> Picture:
        picture = np.rot90(stored, {3: 2, 4: 2, 5: 3, 6: 3, 7: 1, 8: 1}.get(self.orientation, 0))
        return np.ascontiguousarray(picture[:, ::-1] if self.orientation in (2, 4, 5, 7) else picture)

    def back(self, upright: Picture) -> Picture:
        picture = upright[:, ::-1] if self.orientation in (2, 4, 5, 7) else upright
        return np.rot90(picture, -{3: 2, 4: 2, 5: 3, 6: 3, 7: 1, 8: 1}.get(self.orientation, 0))


def _format_of(path: Path) -> str:
    kind = sniff(path)
    if kind.container in FORMATS:
        return FORMATS[kind.container]
    if kind.still or kind.container == "gif":
        raise MediaError(
            "picture_format",
            Words("不能给 {kind} 图片加水印。", "A picture of the kind {kind} cannot be marked.").fill(
                kind=kind.container
            ),
            Words("转成 PNG、JPEG 或 WebP 再来。", "Turn it into PNG, JPEG or WebP first."),
        )
    raise _not_a_picture()


@contextmanager
def _opened(path: Path, name: str) -> Iterator[Image.Image]:
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore", Image.DecompressionBombWarning)  # our own limit stands below
            with Image.open(path, formats=(name,)) as image:
                if image.width * image.height > MOST_PIXELS:
                    raise MediaError(
                        "too_many_pixels",
                        Words("图片太大：{n} 万像素。", "The picture has too many pixels: {n} x 10,000.").fill(
                            n=image.width * image.height // 10_000
                        ),
                        Words("缩到 8000 万像素以内。", "Make it smaller than 80 megapixels."),
                    )
                image.load()
                yield image
    except (UnidentifiedImageError, OSError, SyntaxError, ValueError, Image.DecompressionBombError) as error:
        raise _unreadable() from error


def _must_be_usable(image: Image.Image, name: str, path: Path) -> None:
    if getattr(image, "n_frames", 1) > 1:
        raise MediaError(
            "picture_moves",
            Words("这是动图。", "This picture moves."),
            Words("动图按视频登记和加水印。", "Register and mark it as a film."),
        )
    if image.mode == "CMYK":
        raise MediaError(
            "picture_cmyk",
            Words("这是印刷用的 CMYK 图片。", "This is a CMYK picture, for printing."),
            Words("转成 RGB（sRGB）再来。", "Turn it into RGB (sRGB) first."),
        )
    if image.mode.startswith(("I", "F")) or (name == "PNG" and _png_depth(path) > 8):
        raise MediaError(
            "picture_depth",
            Words("每个通道超过 8 位。", "It has more than 8 bits to a channel."),
            Words("存成 8 位的 PNG 再来。", "Save it as a PNG of 8 bits first."),
        )
    if min(image.size) < SMALLEST:
        raise MediaError(
            "picture_small",
            Words("图片太小，短边不到 {n} 像素。", "The picture is too small: a side under {n} pixels.").fill(
                n=SMALLEST
            ),
            Words("用原尺寸的图片。", "Use the picture at its full size."),
        )


def _png_depth(path: Path) -> int:
    with path.open("rb") as file:
        head = file.read(25)
    return head[24] if len(head) == 25 else 8


def _pixels(image: Image.Image) -> Picture:
    """As stored: grey, RGB or RGBA."""
    if image.mode == "L":
        return np.asarray(image, np.uint8)
    clear = image.mode in ("LA", "RGBA", "PA") or "transparency" in image.info
    if image.mode == "1":
        return np.asarray(image.convert("L"), np.uint8)
    return np.asarray(image.convert("RGBA" if clear else "RGB"), np.uint8)


def _kept(image: Image.Image, name: str) -> dict[str, Any]:
    """What the copy is saved with. Any: Pillow's own options."""
    info = image.info
    kept: dict[str, Any] = {k: info[k] for k in ("icc_profile", "exif", "dpi") if info.get(k)}
    if name == "JPEG":
        kept |= {"quality": QUALITY, "subsampling": 0, "optimize": True}
        kept |= {"xmp": info["xmp"]} if info.get("xmp") else {}
    elif name == "WEBP":
        kept.pop("dpi", None)
        kept |= {"lossless": True, "exact": True}
        kept |= {"xmp": info["xmp"]} if info.get("xmp") else {}
    else:
        texts = PngImagePlugin.PngInfo()
        for key, value in getattr(image, "text", {}).items():
            texts.add_itxt(key, str(value))
        kept["pnginfo"] = texts
    return kept


def _not_a_picture() -> MediaError:
    return MediaError(
        "not_a_picture",
        Words("这不是图片。", "This is no picture."),
        Words("视频请用视频的命令。", "For films there are the commands for films."),
    )


def _unreadable() -> MediaError:
    return MediaError(
        "unreadable",
        Words("图片解不出来，可能已损坏。", "The picture cannot be decoded; it may be damaged."),
        Words("从源头重新导出。", "Export it again."),
    )
