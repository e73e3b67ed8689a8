"""Pictures of bibles: bytes kept as they came under their hash, a small one drawn within our own limits."""

from __future__ import annotations

from pathlib import Path
from tempfile import NamedTemporaryFile
from typing import Any, Final

from django.conf import settings
from django.core.files.uploadedfile import UploadedFile

from manju.bible.models import BiblePicture
from manju.catalogue.keeping import kept
from manju.media.errors import MediaError
from manju.media.whole import sha256_of, written_whole
from manju.people.errors import Refused
from manju.people.models import User
from manju.people.scope import current_scope
from manju.words import Words

__all__ = ["ORIGINS", "PICTURE_BYTES", "PICTURE_KINDS", "files_of", "keep_picture", "keep_upload"]

FOLDER: Final = "bibles"
PICTURE_BYTES: Final = 60 * 1024**2
LONGEST: Final = 720  # px of the small one's longer side
ORIGINS: Final = {
    "drawn": Words("手绘", "drawn"),
    "generated": Words("AI 生成", "generated"), "edited": Words("生成后修改", "edited"),
}  # fmt: skip
PICTURE_KINDS: Final = {
    "turnaround": Words("三视图", "turnaround"), "expression": Words("表情", "expression"),
    "costume": Words("服装", "costume"), "portrait": Words("立绘", "portrait"), "other": Words("其他", "other"),
}  # fmt: skip


def keep_upload(brought: UploadedFile[Any], *, by: User) -> BiblePicture:  # Any: whatever file object Django made
    """Keep a picture that a person brought.

    Raises:
        Refused: too large, no picture, damaged, more pixels than anybody's screen has.
    """
    if (brought.size or 0) > PICTURE_BYTES:
        raise Refused(
            Words("图片超过 60 MB，先压一压再传。", "The picture is over 60 MB; make it smaller first."),
            field="picture",
        )
    with NamedTemporaryFile(suffix=Path(brought.name or "").suffix[:8]) as file:
        for chunk in brought.chunks():
            file.write(chunk)
        file.flush()
        return keep_picture(Path(file.name), by=by, name=Path(brought.name or "").name, must_show=True)


def keep_picture(path: Path, *, by: User | None, name: str = "", must_show: bool = False) -> BiblePicture:
    """Keep a picture's bytes and draw its small one; one that cannot be drawn is kept all the same.

    Raises:
        Refused: it cannot be drawn and `must_show`.
    """
    sha256 = sha256_of(path)
    known: BiblePicture | None = BiblePicture.objects.filter(sha256=sha256).first()
    if known is not None:
        return known
    small, width, height = "", 0, 0
    try:
        small, width, height = _small(path, sha256)
    except MediaError as why:
        if must_show:
            raise Refused(why.message, field="picture") from why
    row: BiblePicture
    row, _ = BiblePicture.objects.get_or_create(
        studio_id=current_scope().studio_id, sha256=sha256,
        defaults={"file": kept(path, folder=FOLDER, sha256=sha256), "small": small, "width": width, "height": height,
                  "original_name": name[:255], "brought_by": by},
    )  # fmt: skip
    return row


def files_of(hashes: set[str]) -> dict[str, Path]:
    """Where the pictures of these hashes lie, of those that are kept."""
    rows = BiblePicture.objects.filter(sha256__in=hashes).values_list("sha256", "file")
    found = {sha256: Path(settings.MEDIA_ROOT) / file for sha256, file in rows}
    return {sha256: path for sha256, path in found.items() if path.is_file()}


def _small(path: Path, sha256: str) -> tuple[str, int, int]:
    """The small picture, and the size of the whole one in pixels.

    Raises:
        MediaError: not one of the kinds we draw, damaged, or too many pixels; nothing was decoded then.
    """
    from PIL import Image

    from manju.media.watermark.picture_files import load_suspect

    pixels = load_suspect(path)
    height, width = pixels.shape[:2]
    drawn = Image.fromarray(pixels)
    picture = Image.new("RGB", drawn.size, "white")
    picture.paste(drawn, mask=drawn.getchannel("A") if drawn.mode == "RGBA" else None)
    picture.thumbnail((LONGEST, LONGEST), Image.Resampling.LANCZOS)
    stored = f"{FOLDER}/{current_scope().studio_id}/small/{sha256}.jpg"
    target = Path(settings.MEDIA_ROOT) / stored
    target.parent.mkdir(parents=True, exist_ok=True)
    with written_whole(target) as part:
        picture.save(part, "JPEG", quality=86)
    return stored, width, height
