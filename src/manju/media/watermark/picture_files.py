"""Picture files in and out of marking: PNG, JPEG and WebP, upright, with colour profile and metadata kept."""

from __future__ import annotations

import warnings
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Final

import numpy as np
from PIL import Image, ImageOps, PngImagePlugin

from manju.media.errors import MediaError
from manju.media.sniff import sniff
from manju.media.watermark.embedding import MarkKey
from manju.media.watermark.pictures import Pixels, mark_picture
from manju.media.whole import written_whole
from manju.words import Words

__all__ = ["SMALLEST_PX", "LoadedPicture", "MarkedPicture", "load_picture", "load_suspect", "mark_picture_file"]

SMALLEST_PX: Final = 128
LARGEST_PX: Final = 30_000  # of a side
MOST_PIXELS: Final = 64_000_000
JPEG_QUALITY: Final = 95

FORMATS: Final = {"png": "PNG", "jpeg": "JPEG", "webp": "WEBP"}
ALSO_READ: Final = {"bmp": "BMP", "gif": "GIF"}
BY_SUFFIX: Final = {".png": "PNG", ".jpg": "JPEG", ".jpeg": "JPEG", ".webp": "WEBP"}


@dataclass(frozen=True, slots=True)
class MarkedPicture:
    """A finished copy; `psnr_y_db` is of the mark itself, before the file was encoded."""

    copy_id: int
    path: Path
    psnr_y_db: float


def mark_picture_file(source: Path, out: Path, key: MarkKey, copy_id: int) -> MarkedPicture:
    """Write a copy of a picture that bears the mark of `copy_id`; the file appears whole or not at all.

    The format is that of `out`'s ending (.png, .jpg, .webp), else that of the source. PNG and WebP are lossless, JPEG
    has quality 95 and full colour. Orientation is applied; alpha, RGB profile, EXIF, XMP and PNG texts stay. Palettes
    become RGB, 16 bits 8.

    Raises:
        MediaError: what `load_picture` refuses; `picture_needs_alpha` for a JPEG of a picture with clear parts;
            `out_unusable`.
    """
    picture = load_picture(source)
    wanted = BY_SUFFIX.get(out.suffix.lower(), picture.format)
    if wanted == "JPEG" and picture.pixels.shape[2] == 4:
        raise MediaError(
            "picture_needs_alpha",
            Words("这张图有透明部分，JPEG 存不了。", "This picture has clear parts, which a JPEG cannot hold."),
            Words("副本用 .png 或 .webp。", "Name the copy .png or .webp."),
        )
    if out.exists() and out.samefile(source):
        raise _unusable(out)
    marked, psnr_y_db = mark_picture(picture.pixels, key, copy_id)
    try:
        with written_whole(out) as beside:
            Image.fromarray(marked).save(beside, wanted, **_options(picture, wanted))
    except OSError as error:
        raise _unusable(out) from error
    return MarkedPicture(copy_id, out, psnr_y_db)


@dataclass(frozen=True, eq=False)
class LoadedPicture:
    """A picture upright: uint8 [h, w, 3 or 4]; what goes with it into a copy."""

    pixels: Pixels
    format: str
    profile: bytes | None
    exif: bytes | None
    xmp: bytes | None
    texts: tuple[tuple[str, str], ...]


def load_picture(path: Path) -> LoadedPicture:
    """An original.

    Raises:
        MediaError: `picture_kind`, `picture_animated`, `picture_cmyk`, `picture_too_small`, `too_many_pixels`,
            `picture_damaged`, or what `sniff` refuses.
    """
    with _opened(path, FORMATS) as image:
        if getattr(image, "n_frames", 1) > 1:
            raise MediaError(
                "picture_animated",
                Words("这是动画，不是一张图片。", "This is an animation, not one picture."),
                Words("动画按视频登记：manju protect mark。", "Mark it as a film: manju protect mark."),
            )
        if image.mode in ("CMYK", "LAB"):
            raise MediaError(
                "picture_cmyk",
                Words("这是印刷用的 CMYK 图片。", "This is a CMYK picture, made for print."),
                Words("先转成 RGB 再做副本，颜色由您来定。", "Convert it to RGB first, so that its colours are yours."),
            )
        if min(image.size) < SMALLEST_PX:
            raise MediaError(
                "picture_too_small",
                Words("图片太小：{w}×{h}", "The picture is too small: {w} x {h}").fill(w=image.width, h=image.height),
                Words("每边至少 {n} 像素。", "Each side needs {n} pixels.").fill(n=SMALLEST_PX),
            )
        known = image.format or "PNG"
        upright = _decoded(image, path)
        profile = upright.info.get("icc_profile")
        exif = upright.getexif()
        texts = tuple((str(k), str(v)) for k, v in getattr(image, "text", {}).items() if k != "XML:com.adobe.xmp")
        xmp = upright.info.get("xmp")
        return LoadedPicture(
            _pixels(upright), known, profile if profile and profile[16:20] == b"RGB " else None,
            exif.tobytes() if exif else None, xmp.encode() if isinstance(xmp, str) else xmp, texts,
        )  # fmt: skip


def load_suspect(path: Path) -> Pixels:
    """A found picture, whatever is wrong with it as an original: uint8 [h, w, 3 or 4], of an animation the first.

    Raises:
        MediaError: `picture_kind`, `too_many_pixels`, `picture_damaged`, or what `sniff` refuses.
    """
    with _opened(path, FORMATS | ALSO_READ) as image:
        return _pixels(_decoded(image, path))


def _opened(path: Path, formats: dict[str, str]) -> Image.Image:
    kind = sniff(path).container
    if kind not in formats:
        raise MediaError(
            "picture_kind",
            Words("这里只收 PNG、JPEG、WebP 图片。", "Only PNG, JPEG and WebP pictures are taken here."),
            Words("视频用 manju protect trace 或 mark；别的图片先转成 PNG。",
                  "For a film use manju protect trace or mark; convert other pictures to PNG first."),
        )  # fmt: skip

    def opened() -> Image.Image:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore", Image.DecompressionBombWarning)  # its size is judged below
            return Image.open(path, formats=[formats[kind]])

    try:
        image = _or_damaged(opened, path)
    except Image.DecompressionBombError as error:
        raise _too_many(path) from error
    if image.width * image.height > MOST_PIXELS or max(image.size) > LARGEST_PX:
        image.close()
        raise _too_many(path)
    return image


def _decoded(image: Image.Image, path: Path) -> Image.Image:
    def decoded() -> Image.Image:
        image.load()
        return ImageOps.exif_transpose(image)

    return _or_damaged(decoded, path)


def _or_damaged(do: Callable[[], Image.Image], path: Path) -> Image.Image:
    try:
        return do()
    except (OSError, SyntaxError, ValueError, EOFError, OverflowError) as error:
        raise MediaError(
            "picture_damaged",
            Words("图片读不出来：{name}", "The picture cannot be decoded: {name}").fill(name=path.name),
            Words("从源头重新导出。", "Export it again from where it was made."),
        ) from error


def _pixels(image: Image.Image) -> Pixels:
    if image.mode.startswith("I;16") or image.mode == "I":
        return np.repeat((np.asarray(image).astype(np.int64) >> 8).clip(0, 255).astype(np.uint8)[..., None], 3, axis=2)
    clear = image.mode in ("RGBA", "LA", "PA", "RGBa", "La") or "transparency" in image.info
    return np.asarray(image.convert("RGBA" if clear else "RGB"))


def _options(picture: LoadedPicture, wanted: str) -> dict[str, Any]:  # as wide as Pillow's own
    options: dict[str, Any] = {}
    if picture.profile:
        options["icc_profile"] = picture.profile
    if picture.exif:
        options["exif"] = picture.exif
    if wanted == "PNG":
        texts = PngImagePlugin.PngInfo()
        for name, text in picture.texts:
            texts.add_itxt(name, text)
        if picture.xmp:
            texts.add_itxt("XML:com.adobe.xmp", picture.xmp.decode("utf-8", "replace"))
        return options | {"pnginfo": texts}
    if picture.xmp:
        options["xmp"] = picture.xmp
    if wanted == "JPEG":
        return options | {"quality": JPEG_QUALITY, "subsampling": 0, "optimize": True}
    return options | {"lossless": True, "exact": True}


def _too_many(path: Path) -> MediaError:
    return MediaError(
        "too_many_pixels",
        Words("图片太大：{name}", "The picture is too large: {name}").fill(name=path.name),
        Words("最多 {n} 百万像素，每边 {s} 像素。", "At most {n} million pixels, {s} to a side.").fill(
            n=MOST_PIXELS // 1_000_000, s=LARGEST_PX
        ),
    )


def _unusable(out: Path) -> MediaError:
    return MediaError(
        "out_unusable",
        Words("副本放不到这里：{out}", "The copy cannot be put here: {out}").fill(out=out),
        Words("换一个可写的位置，不要用原图自己的位置。",
              "Choose another place that can be written to, not the original's own."),
    )  # fmt: skip
