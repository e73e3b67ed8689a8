"""Writing down masters and copies: what was registered, what is handed to whom, what became of its file."""

from __future__ import annotations

import secrets
import shutil
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Final

from django.conf import settings
from django.db import IntegrityError, transaction
from django.db.models import Q

from manju.catalogue.models import Master
from manju.copies.keys import secret_of
from manju.copies.models import HIGHEST_COPY_ID, Copy, RegisteredMaster
from manju.media.registering import REGISTRATION_VERSION, Registration
from manju.media.watermark.blind_code import blind_word
from manju.media.whole import written_whole
from manju.people.audit import note
from manju.people.errors import Refused
from manju.people.models import User
from manju.people.scope import NoScope, current_scope
from manju.words import Words

__all__ = ["Entry", "called", "issue", "keep_registration", "note_made"]

RANDOM_BITS: Final = 48  # such a number fits the blind layer as it is, and every reader of JSON keeps it exact
RACES: Final = 5
RECIPIENT_LONG: Final = 120


@dataclass(frozen=True, slots=True)
class Entry:
    """How a file that is no master of the catalogue is entered: its title, its episode number or None, its name."""

    title: str
    episode: int | None
    original_name: str


@transaction.atomic
def keep_registration(
    registration: Registration, *, by: User | None, master: Master | None = None, entry: Entry | None = None,
    source: Path | None = None,
) -> RegisteredMaster:  # fmt: skip
    """Keep what looking at a master gave: of a `master` of the catalogue, or of the file `source` with its `entry`.

    A file that is registered already keeps its number and its copies; title and episode become those of the entry,
    and what was lost of it is put back. A `source` is copied into the home, whole or not at all.
    """
    row: RegisteredMaster | None = RegisteredMaster.objects.filter(sha256=registration.sha256).first()
    if row is None:
        row = RegisteredMaster(sha256=registration.sha256)
    is_new = row.pk is None
    if master is not None:
        work = master.episode.season.work
        row.master, row.original_name = master, master.original_name
        row.title_zh, row.title_en, row.episode_number = work.title_zh, work.title_en, master.episode.number
    elif entry is not None and source is not None:
        row.title_zh, row.title_en, row.episode_number = entry.title[:160], "", entry.episode
        row.original_name = entry.original_name[:255]
        if row.master_id is None and not (row.file and row.path.is_file()):
            row.file = _kept_original(source, registration.sha256)
    else:
        raise ValueError("a registration is of a master of the catalogue, or of a file with its entry")
    row.duration_s, row.hashes = registration.duration_s, registration.hashes
    row.width, row.height = registration.width, registration.height
    row.registration, row.registration_version = _kept(registration), REGISTRATION_VERSION
    if is_new:
        row.registered_by = by
        try:
            with transaction.atomic():
                row.save()
        except IntegrityError:  # somebody else has registered the same file in the meantime
            known: RegisteredMaster = RegisteredMaster.objects.get(sha256=registration.sha256)
            return known
    else:
        row.save()
    said = Words("登记母版：{t}", "Registered master: {t}").fill(t=called(row))
    note("master.registered", said, by=by, link=master.episode.get_absolute_url() if master else "", row=row.pk)
    return row


@transaction.atomic
def issue(
    master: RegisteredMaster, recipients: Sequence[str], *, by: User | None, copy_id: int | None = None
) -> list[Copy]:
    """Write down one copy for each recipient, before any file is made. `copy_id` is for a single one.

    The same number for the same master and recipient gives the copy that is there.

    Raises:
        Refused: no recipient, or the number belongs to another copy.
        MediaError: the studio's key is lost (`keys.secret_of`): nobody could read the copy.
    """
    secret = secret_of(master.studio_id)
    named = [r.strip()[:RECIPIENT_LONG] for r in recipients]
    if not named or not all(named):
        raise Refused(Words("写明副本交给谁。", "Say who the copy is handed to."), field="recipient")
    if copy_id is None:
        copies = _with_new_numbers(master, named, by=by)
    elif not 0 < copy_id <= HIGHEST_COPY_ID:
        raise Refused(Words("副本号要在 1 到 2^63−1 之间。", "A copy ID is between 1 and 2^63-1."), field="copy_id")
    else:
        word = blind_word(secret, copy_id)
        copy, is_new = _with_number(master, *named, by=by, copy_id=copy_id, word=word)
        if not is_new:
            return [copy]
        copies = [copy]
    said = Words("发出 {n} 份副本：{t}，给 {r}", "Copies issued: {n}, of {t}, to {r}").fill(
        n=len(copies), t=called(master), r=", ".join(dict.fromkeys(named))
    )
    note("copies.issued", said, by=by, copies=[c.pk for c in copies])
    return copies


def note_made(
    copy: Copy, *, sha256: str, psnr_y_db: float | None = None, worst_psnr_y_db: float | None = None, file: str = ""
) -> None:
    """Write down what became of a copy's file: its hash, the quality of the mark, where it is kept."""
    columns: dict[str, object] = {"sha256": sha256}
    columns |= {"file": file} if file else {}
    if psnr_y_db is not None:
        columns |= {"psnr_y_db": psnr_y_db, "worst_psnr_y_db": worst_psnr_y_db}
    Copy.objects.filter(pk=copy.pk).update(**columns)
    copy.refresh_from_db()


def _with_number(
    master: RegisteredMaster, recipient: str, *, by: User | None, copy_id: int, word: int
) -> tuple[Copy, bool]:  # fmt: skip
    try:
        with transaction.atomic():
            made: Copy = Copy.objects.create(master=master, copy_id=copy_id, word=word, recipient=recipient, made_by=by)
            return made, True
    except IntegrityError as error:
        known: Copy = Copy.objects.get(Q(copy_id=copy_id) | Q(word=word))
        if known.copy_id == copy_id and known.master_id == master.pk and known.recipient == recipient:
            return known, False
        said = Words("副本号 {n} 已经给了别的副本：{r}。", "Copy ID {n} belongs to another copy: {r}.")
        raise Refused(said.fill(n=copy_id, r=known.recipient), field="copy_id") from error


def _with_new_numbers(master: RegisteredMaster, recipients: Sequence[str], *, by: User | None) -> list[Copy]:
    for _ in range(RACES):
        numbers = [1 + secrets.randbelow(2**RANDOM_BITS - 1) for _ in recipients]
        rows = [
            Copy(master=master, copy_id=n, word=n, recipient=r, made_by=by)
            for n, r in zip(numbers, recipients, strict=True)
        ]
        try:
            with transaction.atomic():
                return list(Copy.objects.bulk_create(rows, batch_size=1000))
        except IntegrityError:
            continue  # a number met twice, once in many millions
    raise RuntimeError("random copy IDs collide: is the source of randomness broken?")


def _kept(registration: Registration) -> str:
    """Write the registration into the home; its path under the media folder."""
    place = _folder("registrations") / f"{registration.sha256}.mjrg"
    with written_whole(place) as beside:
        beside.write_bytes(registration.to_bytes())
    return _under_media(place)


def _kept_original(source: Path, sha256: str) -> str:
    """Copy the file itself into the home; its path under the media folder."""
    place = _folder("originals") / f"{sha256}{source.suffix.lower()[:8]}"
    if not place.is_file():
        with written_whole(place) as beside:
            shutil.copyfile(source, beside)
    return _under_media(place)


def _folder(name: str) -> Path:
    studio_id = current_scope().studio_id
    if studio_id is None:
        raise NoScope("a registration belongs to one studio: make it inside in_studio()")
    folder = Path(settings.MEDIA_ROOT) / name / str(studio_id)
    folder.mkdir(parents=True, exist_ok=True)
    return folder


def _under_media(path: Path) -> str:
    return path.relative_to(settings.MEDIA_ROOT).as_posix()


def called(row: RegisteredMaster) -> Words:
    """A master as people say it: its title and episode."""
    if row.episode is None:
        return row.title
    return Words("{t} 第 {n} 集", "{t}, episode {n}").fill(t=row.title, n=row.episode)
