"""The studio's log key: an Ed25519 key in a file of the home that only its owner can read.

A lost file does not stop the sealing, for a day that is not sealed is lost for good: a new key is made, written down
and shown on the page of the log. A damaged or foreign file does stop it, with what to do.
"""

from __future__ import annotations

import os
import secrets
from pathlib import Path
from typing import TYPE_CHECKING

from django.conf import settings
from django.db import transaction

from manju.people.audit import note
from manju.people.models import Studio
from manju.proof.errors import ProofError
from manju.proof.log import key_id_of, new_key, read_key
from manju.seals.log_models import LogKey
from manju.words import Words

if TYPE_CHECKING:
    from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

__all__ = ["key_path", "signing_key"]


def signing_key(studio: Studio | int) -> Ed25519PrivateKey:
    """The studio's key, made on first use. Call it inside the studio's scope, outside a transaction.

    Raises:
        ProofError: `log_key_damaged`, `log_key_unreadable`.
    """
    studio_id = studio if isinstance(studio, int) else int(studio.pk)
    path = key_path(studio_id)
    if not path.exists():
        _make(path)
    key = _read(path)
    if not LogKey.objects.filter(key_id=key_id_of(key)).exists():
        _write_down(key_id_of(key))
    return key


def key_path(studio_id: int) -> Path:
    """Where the key is kept."""
    return Path(settings.HOME) / "keys" / f"log-{studio_id}"


def _make(path: Path) -> None:
    """A new key in its file, whole at once; of two processes one makes it and both read that one."""
    path.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
    beside = path.parent / f".{path.name}-{secrets.token_hex(8)}"
    with os.fdopen(os.open(beside, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "wb") as file:
        file.write(new_key())
        file.flush()
        os.fsync(file.fileno())
    try:
        os.link(beside, path)
    except FileExistsError:
        return
    finally:
        beside.unlink()


def _read(path: Path) -> Ed25519PrivateKey:
    try:
        return read_key(path.read_bytes())
    except OSError as error:
        why = Words("日志钥匙的文件读不了：{why}", "The file of the log's key cannot be read: {why}")
        raise _refusal("log_key_unreadable", path, why.fill(why=error.strerror or error)) from error
    except ValueError as error:
        why = Words("日志钥匙的文件坏了。", "The file of the log's key is damaged.")
        raise _refusal("log_key_damaged", path, why) from error


@transaction.atomic
def _write_down(key_id: str) -> None:
    is_first = not LogKey.objects.exists()
    _, is_new = LogKey.objects.get_or_create(key_id=key_id)
    if is_new:
        said = Words("生成存证日志钥匙", "Made the key of the seal log")
        other = Words("存证日志换了钥匙", "The seal log has another key from now on")
        note("log_key.made", said if is_first else other, by=None, key_id=key_id)


def _refusal(code: str, path: Path, message: Words) -> ProofError:
    hint = Words(
        "从备份里取回 {path}，权限 0600；东西都还在，取回后照常封存。",
        "Bring {path} back from the backup, mode 0600; nothing is lost, sealing goes on with it.",
    )
    return ProofError(code, message, hint.fill(path=path))
