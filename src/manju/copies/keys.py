"""The studio's watermark key: 32 random bytes in a file of the home that only its owner can read.

Whoever has it can forge and remove marks; without it no copy can be read. So it is made once, never shown, never
logged, never replaced: a lost key is said, not papered over.
"""

from __future__ import annotations

import hashlib
import os
import re
import secrets
import time
from pathlib import Path
from typing import Final

from django.conf import settings
from django.db import transaction

from manju.copies.models import Copy, PictureCopy, WatermarkKey
from manju.media.errors import MediaError
from manju.media.watermark.codes import KEY_BYTES
from manju.people.audit import note
from manju.people.models import Studio
from manju.people.scope import in_studio
from manju.words import Words

__all__ = ["key_path", "secret_of"]

CHECK: Final = b"manju watermark key check v1"
DIGITS: Final = 2 * KEY_BYTES


def secret_of(studio: Studio | int) -> bytes:
    """The studio's key, made on first use.

    Raises:
        MediaError: `key_lost`, `key_damaged`, `key_unreadable`, `key_not_the_studios`: marks cannot be read or made
            until the right file is back.
    """
    studio_id = studio if isinstance(studio, int) else int(studio.pk)
    path = key_path(studio_id)
    with in_studio(studio_id):
        known = WatermarkKey.objects.first()
        if known is None and (Copy.objects.exists() or PictureCopy.objects.exists()):
            raise _lost(path)  # copies without a row: a database put together by hand
        if known is not None and not path.exists():
            raise _lost(path)
        secret = _read(path) if path.exists() else _made(path)
        check = hashlib.sha256(CHECK + secret).hexdigest()
        if known is None:
            known = _written_down(studio_id, check)
    if known.check_sha256 != check:
        raise _refusal("key_not_the_studios", path, Words("钥匙文件不是这个工作室原来那把。",
                       "The key file is not the one this studio's copies were marked with."))  # fmt: skip
    return secret


def key_path(studio_id: int) -> Path:
    """Where the key is kept."""
    return Path(settings.HOME) / "keys" / f"watermark-{studio_id}"


def _made(path: Path) -> bytes:
    """A new key in its file; of two processes at once one makes it and the other reads that."""
    path.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
    secret = secrets.token_bytes(KEY_BYTES)
    try:
        handle = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    except FileExistsError:
        return _read(path)
    with os.fdopen(handle, "wb") as file:
        file.write(secret.hex().encode())
        file.flush()
        os.fsync(file.fileno())
    return secret


def _read(path: Path) -> bytes:
    for _ in range(100):
        try:
            text = path.read_bytes()
        except OSError as error:
            why = Words("钥匙文件读不了：{why}", "The key file cannot be read: {why}").fill(why=error.strerror or error)
            raise _refusal("key_unreadable", path, why) from error
        if text:
            break
        time.sleep(0.02)  # another process has just made the file and is about to write
    digits = text.strip()
    if not re.fullmatch(rb"[0-9a-f]{%d}" % DIGITS, digits):
        raise _refusal("key_damaged", path, Words("水印钥匙的文件坏了。", "The file of the watermark key is damaged."))
    return bytes.fromhex(digits.decode())


@transaction.atomic
def _written_down(studio_id: int, check: str) -> WatermarkKey:
    row: WatermarkKey
    row, is_new = WatermarkKey.objects.get_or_create(studio_id=studio_id, defaults={"check_sha256": check})
    if is_new:
        note("watermark_key.made", Words("生成水印钥匙", "Made the watermark key"), by=None)
    return row


def _lost(path: Path) -> MediaError:
    return _refusal("key_lost", path, Words("水印钥匙的文件不见了。", "The file of the watermark key is gone."))


def _refusal(code: str, path: Path, message: Words) -> MediaError:
    hint = Words(
        "从备份里取回 {path}，权限 0600。没有它，已发出的副本认不出来，所以不会自动换新。",
        "Bring {path} back from the backup, mode 0600. Without it the copies handed out cannot be told apart, "
        "so no new one is made.",
    )  # fmt: skip
    return MediaError(code, message, hint.fill(path=path))
