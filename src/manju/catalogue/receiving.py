"""Taking a file in, in pieces: nothing counts before it is on disk, nothing half-stored is left, a crash can go on.

Order of a piece: bytes to the `.part` file, fsync, then the offset in the database. Bytes beyond the recorded
offset are cut off when the next piece comes. Order of the end: hash, hash recorded, move to its place inside the
transaction that makes the master; a process killed between the two finds the moved file by the upload's number.
"""

from __future__ import annotations

import errno
import fcntl
import hashlib
import os
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import datetime, timedelta
from pathlib import Path
from typing import IO, Final, cast
from uuid import UUID

from django.conf import settings
from django.db import transaction
from django.http import UnreadablePostError
from django.utils import timezone

from manju.catalogue.admission import check_kind, check_number, check_size, disk_full, plain_name
from manju.catalogue.destinations import Destination, Landed, destination_of
from manju.catalogue.jobs import inspect_master
from manju.catalogue.models import Episode, Master, Season, Upload
from manju.jobs.actions import start
from manju.media.errors import MediaError
from manju.media.sniff import HEAD, sniff
from manju.media.whole import sha256_of
from manju.people.audit import note
from manju.people.models import User
from manju.people.scope import every_studio
from manju.words import Words

BLOCK: Final = 2**18
KEPT: Final = timedelta(days=7)


class Busy(Exception):
    """Somebody else is writing to this upload."""


class WrongOffset(Exception):
    """The piece does not begin where the upload stands."""

    def __init__(self, offset: int) -> None:
        super().__init__(f"the upload stands at {offset}")
        self.offset = offset


class WrongChecksum(Exception):
    """The piece arrived damaged; nothing of it was kept."""


class Gone(Exception):
    """The upload is finished, or its bytes are no longer there."""


@dataclass(frozen=True, slots=True)
class Taken:
    """What became of a whole file: its master, and whether the episode had these very bytes before."""

    master: Master
    again: bool


@transaction.atomic
def start_upload(season: Season, number: int, *, by: User, name: str, size_bytes: int) -> Upload:
    """Open a place for a file of this size, to become the master of an episode.

    Raises:
        MediaError: `empty_file`, `too_large`, `bad_number`, `disk_full`.
    """
    check_size(size_bytes)
    check_number(number)
    upload = _opened({"season": season.pk, "number": number}, by=by, name=name, size_bytes=size_bytes)
    said = Words("开始上传第 {n} 集：{f}", "Began uploading episode {n}: {f}").fill(n=number, f=upload.name)
    note("upload.started", said, by=by, link=season.get_absolute_url(), size=size_bytes)
    return upload


@transaction.atomic
def start_upload_for(destination: Destination, *, by: User, name: str, size_bytes: int) -> Upload:
    """Open a place for a file that becomes something other than a master.

    Raises:
        MediaError: `empty_file`, `too_large`, `disk_full`.
    """
    check_size(size_bytes)
    upload = _opened({"for": destination.name}, by=by, name=name, size_bytes=size_bytes)
    note("upload.started", Words("开始上传：{f}", "Began uploading {f}").fill(f=upload.name), by=by, size=size_bytes)
    return upload


def offset_of(upload: Upload) -> int:
    """Where the next piece begins: what is both recorded and on disk.

    Raises:
        Gone: the bytes are no longer there.
    """
    if upload.finished_at is not None:
        return upload.size_bytes
    if not upload.part.exists():
        if _moved(upload) is not None:
            return upload.size_bytes
        raise Gone
    return min(upload.part.stat().st_size, upload.received_bytes)


def append(upload: Upload, offset: int, stream: IO[bytes], length: int, *, sha256: bytes | None = None) -> int:
    """Take a piece of up to `length` bytes at `offset`; returns the new offset. What came before a broken line counts.

    Raises:
        Gone, Busy, WrongOffset: nothing was changed.
        WrongChecksum: the piece differs from its checksum; it was thrown away.
        MediaError: the file is none that could be a master (`not_media` …), the upload and its bytes are gone;
            or `too_large`, `disk_full`, and the upload stays as it was.
    """
    if upload.finished_at is not None:
        raise Gone
    with _held(upload):
        _look_again(upload)
        stands = offset_of(upload)
        if offset != stands:
            raise WrongOffset(stands)
        if offset + length > upload.size_bytes:
            raise MediaError(
                "too_large",
                Words("收到的比报的 {n} 字节多。", "More arrived than the announced {n} bytes.").fill(
                    n=upload.size_bytes
                ),
                Words("从头再传一次这个文件。", "Upload this file again from its beginning."),
            )
        if upload.part.exists():
            offset = _write(upload.part, offset, stream, length, sha256)
            Upload.objects.filter(pk=upload.pk).update(received_bytes=offset, heard_at=timezone.now())
            upload.received_bytes = offset
            if stands < HEAD and (offset >= HEAD or offset == upload.size_bytes):
                _turn_away_what_is_no_film(upload)
        return offset


def finish(upload: Upload, *, by: User) -> Taken | Landed:
    """Make the whole file the newest master of its episode, or what else it was opened for. Safe after a crash.

    Raises:
        Busy: it is being finished or written by somebody else.
        Gone: the upload was cancelled meanwhile.
    """
    with _held(upload):
        _look_again(upload)
        if upload.master is not None:
            return Taken(upload.master, again=False)
        if upload.finished_at is not None:
            landed = upload.target["landed"]
            return Landed(landed["address"], Words(**landed["said"]))
        if not upload.sha256:
            upload.sha256 = _hash(upload.part)
            Upload.objects.filter(pk=upload.pk).update(sha256=upload.sha256)
        place = _place(upload)
        try:
            with transaction.atomic():
                taken = _become(upload, place, by=by)
        except BaseException:
            if place.exists() and not upload.part.exists():
                place.replace(upload.part)  # the rows were rolled back: so is the file
            raise
        _tidy(upload)
        return taken


def take_whole(
    season: Season, number: int, *, by: User, name: str, source: Path, text_free: bool = False
) -> Taken:  # fmt: skip
    """Take a file that arrived in one piece (a plain form); `source` is moved, or left where it is when refused.

    `text_free`: it becomes the episode's master without lettering, beside the one with it.

    Raises:
        MediaError: as `start_upload` and `append`.
    """
    check_kind(source)
    upload = start_upload(season, number, by=by, name=name, size_bytes=source.stat().st_size)
    if text_free:
        upload.target["text_free"] = True
        upload.save(update_fields=["target"])
    return cast(Taken, _finish_whole(upload, source, by=by))  # it was opened for a master


def take_whole_for(destination: Destination, *, by: User, name: str, source: Path) -> Landed:
    """The same for a file that becomes something other than a master."""
    check_kind(source, takes=destination.takes)
    upload = start_upload_for(destination, by=by, name=name, size_bytes=source.stat().st_size)
    return cast(Landed, _finish_whole(upload, source, by=by))  # it was opened for that


def cancel_upload(upload: Upload, *, by: User) -> None:
    """Forget an unfinished upload and its bytes.

    Raises:
        Busy: a piece is being written this moment.
    """
    with _held(upload), transaction.atomic():
        note("upload.cancelled", Words("取消上传：{f}", "Cancelled upload: {f}").fill(f=upload.name), by=by)
        Upload.objects.filter(pk=upload.pk, master=None).delete()
        _tidy(upload)


def sweep_uploads(*, now: datetime) -> int:
    """Remove uploads of every studio that nothing was heard of for seven days; returns how many were unfinished."""
    folder = Path(settings.MEDIA_ROOT) / "uploads"
    swept = 0
    with every_studio(why="old uploads of every studio are swept"):
        for upload in Upload.objects.filter(heard_at__lt=now - KEPT):
            if upload.finished_at is None:
                moved = _moved(upload)
                if moved is not None:
                    moved.unlink(missing_ok=True)
                swept += 1
            _tidy(upload)
            upload.delete()
        for left in folder.iterdir() if folder.is_dir() else ():
            old = left.stat().st_mtime < (now - KEPT).timestamp()
            if old and not Upload.objects.filter(pk__in=_number_in(left)).exists():
                left.unlink(missing_ok=True)
    return swept


def _opened(target: dict[str, object], *, by: User, name: str, size_bytes: int) -> Upload:
    upload: Upload = Upload.objects.create(name=plain_name(name), size_bytes=size_bytes, target=target, by=by)
    upload.part.parent.mkdir(parents=True, exist_ok=True)
    upload.part.touch(mode=0o600)
    return upload


def _finish_whole(upload: Upload, source: Path, *, by: User) -> Taken | Landed:
    source.replace(upload.part)
    Upload.objects.filter(pk=upload.pk).update(received_bytes=upload.size_bytes)
    return finish(upload, by=by)


@contextmanager
def _held(upload: Upload) -> Iterator[None]:
    """One writer at a time, across processes; a killed one lets go by itself."""
    lock = upload.part.with_suffix(".lock")
    lock.parent.mkdir(parents=True, exist_ok=True)
    with lock.open("ab") as file:
        try:
            fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError as error:
            raise Busy from error
        yield


def _write(part: Path, offset: int, stream: IO[bytes], length: int, sha256: bytes | None) -> int:
    digest = hashlib.sha256()
    stands = offset
    with part.open("r+b", buffering=0) as file:
        file.truncate(offset)
        file.seek(offset)
        while length > 0 and (block := _read(stream, min(BLOCK, length))):
            _keep(file, block)
            digest.update(block)
            offset += len(block)
            length -= len(block)
        if sha256 is not None and length == 0 and digest.digest() != sha256:  # a piece broken off keeps what came
            file.truncate(stands)
            raise WrongChecksum
        os.fsync(file.fileno())
    return offset


def _read(stream: IO[bytes], most: int) -> bytes:
    try:
        return stream.read(most)
    except UnreadablePostError:  # the line broke: what came before it counts
        return b""


def _keep(file: IO[bytes], block: bytes) -> None:
    try:
        file.write(block)
    except OSError as error:
        if error.errno not in (errno.ENOSPC, errno.EDQUOT):
            raise
        raise disk_full(0, len(block)) from error


def _turn_away_what_is_no_film(upload: Upload) -> None:
    try:
        destination = destination_of(upload.target)
        check_kind(upload.part, takes=destination.takes if destination else "films")
    except MediaError as why:
        with transaction.atomic():
            said = Words("拒收 {f}：{why}", "Turned away {f}: {why}").fill(f=upload.name, why=why.message)
            note("upload.refused", said, by=upload.by, code=why.code)
            Upload.objects.filter(pk=upload.pk).delete()
        _tidy(upload)
        raise


def _look_again(upload: Upload) -> None:
    try:
        upload.refresh_from_db()
    except Upload.DoesNotExist as error:
        raise Gone from error


def _tidy(upload: Upload) -> None:
    """Remove what the folder of uploads holds of this one; whoever waits for its lock finds the row closed."""
    upload.part.unlink(missing_ok=True)
    upload.part.with_suffix(".lock").unlink(missing_ok=True)


def _number_in(file: Path) -> list[UUID]:
    try:
        return [UUID(file.stem)]
    except ValueError:
        return []  # a plain form's file that a killed process left


def _become(upload: Upload, place: Path, *, by: User) -> Taken | Landed:
    """Make the rows, then move the file to its place, inside the caller's transaction."""
    destination = destination_of(upload.target)
    if destination is None:
        return _become_master(upload, place, by=by)
    landed = destination.accept(upload, place, by)
    target = {**upload.target, "landed": {"address": landed.address, "said": landed.said.as_json()}}
    Upload.objects.filter(pk=upload.pk).update(
        finished_at=timezone.now(), received_bytes=upload.size_bytes, target=target
    )
    if upload.part.exists():
        place.parent.mkdir(parents=True, exist_ok=True)
        upload.part.replace(place)
    return landed


def _become_master(upload: Upload, place: Path, *, by: User) -> Taken:
    season = Season.objects.select_for_update().filter(pk=upload.target["season"]).first()
    if season is None:
        raise Gone
    number = int(upload.target["number"])
    episode, _ = Episode.objects.get_or_create(season=season, number=number)
    Season.objects.filter(pk=season.pk, planned_episodes__lt=number).update(planned_episodes=number)
    same = Master.objects.filter(episode=episode, sha256=upload.sha256).first()
    master = same or Master.objects.create(
        episode=episode, file=str(place.relative_to(settings.MEDIA_ROOT)), original_name=upload.name,
        size_bytes=upload.size_bytes, sha256=upload.sha256, uploaded_by=by,
        text_free=bool(upload.target.get("text_free")),
    )  # fmt: skip
    Upload.objects.filter(pk=upload.pk).update(
        master=master, finished_at=timezone.now(), received_bytes=upload.size_bytes
    )
    if same is None:
        said = Words("收下母版：{e}，{f}", "Master received: {e}, {f}").fill(e=episode.name, f=upload.name)
        start(inspect_master, by=by, params={"master_id": master.pk}, key=f"inspect:{master.pk}",
              title=Words("检查母版：{e}", "Check master: {e}").fill(e=episode.name),
              link=episode.get_absolute_url())  # fmt: skip
        note("master.added", said, by=by, link=episode.get_absolute_url(), master=master.pk, sha256=upload.sha256)
        if upload.part.exists():
            place.parent.mkdir(parents=True, exist_ok=True)
            upload.part.replace(place)
    return Taken(master, again=same is not None)


def _place(upload: Upload) -> Path:
    """Where the file of this upload lives once it is whole; its ending is what it is, not what it was called."""
    found = _moved(upload)
    if found is not None:
        return found
    return _home_of(upload) / f"{upload.sha256[:16]}-{upload.pk}.{sniff(upload.part).container}"


def _moved(upload: Upload) -> Path | None:
    if not upload.sha256 or upload.part.exists():
        return None
    return next(iter(_home_of(upload).glob(f"*-{upload.pk}.*")), None)


def _home_of(upload: Upload) -> Path:
    """The folder in which files of its kind and hash live."""
    destination = destination_of(upload.target)
    kind = "masters" if destination is None else destination.folder
    return Path(settings.MEDIA_ROOT) / kind / str(upload.studio_id) / upload.sha256[:2]


def _hash(path: Path) -> str:
    try:
        return sha256_of(path)
    except FileNotFoundError as error:
        raise Gone from error
