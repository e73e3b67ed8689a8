"""Registering masters: the file is looked at once, its fingerprint and survey are kept."""

from __future__ import annotations

from collections.abc import Callable
from contextlib import AbstractContextManager
from pathlib import Path

from django.db.transaction import atomic

from manju.catalogue.models import Master
from manju.copies.actions import Entry, keep_registration
from manju.copies.models import RegisteredMaster
from manju.media.errors import MediaError
from manju.media.registering import REGISTRATION_VERSION, register
from manju.media.whole import sha256_of
from manju.people.models import User
from manju.words import Words

__all__ = ["register_file", "register_master"]

Share = Callable[[float], None]


def register_master(
    master: Master,
    *,
    by: User | None,
    progress: Share = lambda _: None,
    cancelled: Callable[[], bool] = lambda: False,
    writing: Callable[[], AbstractContextManager[None]] = atomic,
) -> RegisteredMaster:
    """The registration of a ready master of the catalogue, made if it is not there yet. Safe to run twice, or at once.

    `writing`: the transaction its row is written in.

    Raises:
        MediaError: the file cannot be decoded any more, or `master_changed`.
        Cancelled: `cancelled()` became true.
    """
    known = RegisteredMaster.objects.shown().of(master).first()
    if known is not None and _is_whole(known):
        if known.master_id is None:  # it came by the command line before
            known.master = master
            known.save(update_fields=["master"])
        return known
    registration = register(master.path, progress=progress, cancelled=cancelled)
    if registration.sha256 != master.sha256:
        raise MediaError(
            "master_changed",
            Words("母版文件和上传时不一样了：{e}", "The file of the master is not the one that was uploaded: {e}").fill(
                e=master.episode.name
            ),
            Words("从备份里取回，或重新上传。", "Bring it back from the backup, or upload it again."),
        )
    with writing():
        return keep_registration(registration, by=by, master=master)


def register_file(
    path: Path,
    entry: Entry | None,
    *,
    by: User | None,
    progress: Share = lambda _: None,
    cancelled: Callable[[], bool] = lambda: False,
) -> RegisteredMaster:
    """Register a file that is not in the catalogue, under the title and number of its entry.

    A file that is registered is not looked at again; without an `entry` it keeps the title it has, and one that is
    new takes its file's name.

    Raises:
        MediaError: it is no film, or does not decode.
        Cancelled: `cancelled()` became true.
    """
    known = RegisteredMaster.objects.shown().filter(sha256=sha256_of(path)).first() if path.is_file() else None
    if known is not None and _is_whole(known):
        if entry is not None and known.master_id is None and (known.title_zh, known.episode_number) != (
            entry.title, entry.episode,
        ):  # fmt: skip
            known.title_zh, known.title_en, known.episode_number = entry.title[:160], "", entry.episode
            known.save(update_fields=["title_zh", "title_en", "episode_number"])
        return known
    registration = register(path, progress=progress, cancelled=cancelled)
    return keep_registration(
        registration, by=by, entry=entry or Entry(path.stem, None, path.name), source=path
    )  # fmt: skip


def _is_whole(row: RegisteredMaster) -> bool:
    """Whether all that was kept of it is there and of this version."""
    return row.registration_version == REGISTRATION_VERSION and row.registration_path.is_file() and row.path.is_file()
