"""Whether a file may come in at all: its size, the room on the disk, its first bytes, the episode it is for."""

from __future__ import annotations

import shutil
from pathlib import Path
from typing import Final, Literal

from django.conf import settings

from manju.catalogue.numbers import HIGHEST
from manju.media.errors import MediaError
from manju.media.probe import LIMITS, no_episode
from manju.media.sniff import Kind, sniff
from manju.words import Words

SPARE_BYTES: Final = 2 * 2**30  # kept free for posters, previews and the database


def check_size(size_bytes: int) -> None:
    """Refuse what is empty, over the limit, or more than the disk holds.

    Raises:
        MediaError: `empty_file`, `too_large`, `disk_full`.
    """
    if size_bytes <= 0:
        raise MediaError(
            "empty_file",
            Words("文件是空的（0 字节）。", "The file is empty (0 bytes)."),
            Words("从源头重新导出，再上传。", "Export it again, then upload it."),
        )
    if size_bytes > LIMITS.size_bytes:
        raise MediaError(
            "too_large",
            Words("文件太大：上限 {n} GiB。", "The file is too large: the limit is {n} GiB.").fill(
                n=LIMITS.size_bytes >> 30
            ),
            Words("按 1080p 重新导出，或拆成几集。", "Export it at 1080p, or split it into episodes."),
        )
    root = Path(settings.MEDIA_ROOT)
    root.mkdir(parents=True, exist_ok=True)
    free = shutil.disk_usage(root).free
    if size_bytes + SPARE_BYTES > free:
        raise disk_full(max(0, free - SPARE_BYTES), size_bytes)


def disk_full(left: int, wanted: int) -> MediaError:
    """The refusal for want of space."""
    return MediaError(
        "disk_full",
        Words("服务器磁盘不够：还剩 {f:.1f} GB，这个文件要 {n:.1f} GB。",
              "The server's disk is too full: {f:.1f} GB are left, this file takes {n:.1f} GB.")
        .fill(f=left / 1e9, n=wanted / 1e9),
        Words("请管理员清理磁盘，再继续上传。", "Ask the administrator to free space, then go on."),
    )  # fmt: skip


def check_number(number: int) -> None:
    """Refuse an episode number no season has.

    Raises:
        MediaError: `bad_number`.
    """
    if not 1 <= number <= HIGHEST:
        raise MediaError(
            "bad_number",
            Words("集数要在 1 到 {n} 之间。", "An episode number is between 1 and {n}.").fill(n=HIGHEST),
            Words("改一下集数再传。", "Change the number and upload again."),
        )


def check_kind(path: Path, *, takes: Literal["films", "films and pictures"] = "films") -> Kind:
    """What the first bytes are, if that can be a film at all, or a picture where those are taken too.

    Raises:
        MediaError: `not_media`, `playlist_refused`, `still_image`, `audio_only`.
    """
    kind = sniff(path)
    if kind.sound_only or (kind.still and takes == "films"):
        raise no_episode("still_image" if kind.still else "audio_only")
    return kind


def plain_name(name: str) -> str:
    """A file's name without folders and control signs, for showing only: never used as a path."""
    last = name.replace("\\", "/").rsplit("/", 1)[-1]
    return "".join(c for c in last if c.isprintable())[:255] or "?"
