"""Pictures that are sold: registered, copied with the mark of each recipient, and traced when they are found."""

from __future__ import annotations

import secrets
import shutil
from collections.abc import Callable
from contextlib import AbstractContextManager
from dataclasses import dataclass
from pathlib import Path
from typing import Final

import numpy as np
from django.conf import settings
from django.db import IntegrityError, transaction

from manju.copies.keys import secret_of
from manju.copies.models import HIGHEST_COPY_ID, Copy, PictureCopy, RegisteredPicture
from manju.media.errors import MediaError
from manju.media.fingerprint.pictures import PictureIndex, PicturePrint, picture_print
from manju.media.picture_tracing import KnownPicture, gray
from manju.media.picture_tracing import trace_picture as trace_in_cellar
from manju.media.sniff import sniff
from manju.media.traces import Match, Named, Trace
from manju.media.watermark.embedding import MarkKey
from manju.media.watermark.picture_files import MarkedPicture, load_picture, mark_picture_file
from manju.media.whole import sha256_of, written_whole
from manju.people.audit import note
from manju.people.errors import Refused
from manju.people.models import Studio, User
from manju.people.scope import current_scope, in_studio
from manju.words import Words

__all__ = [
    "PictureTraced", "issue_picture", "make_picture_copy", "register_picture", "trace_picture",
]  # fmt: skip

RANDOM_BITS: Final = 48  # as copies of films have: every reader of JSON keeps it exact
RECIPIENT_LONG: Final = 120
RACES: Final = 5

Progress = Callable[[float, Words], None]


@dataclass(frozen=True, eq=False)
class PictureTraced:
    """The whole answer on one found picture, matches and copies with their rows, best first."""

    trace: Trace
    matches: tuple[tuple[Match, RegisteredPicture], ...]
    copies: tuple[tuple[Named, PictureCopy], ...]


def register_picture(path: Path, title: str, *, by: User | None, name: str = "") -> RegisteredPicture:
    """Register a picture of the studio in scope under a title (empty: its file's name). Safe to run twice.

    `name`: what the file was called where it came from, if that is not what it is called now.

    Raises:
        MediaError: it is no picture, or one that cannot be marked.
    """
    sha256 = sha256_of(path) if path.is_file() else ""
    known: RegisteredPicture | None = RegisteredPicture.objects.filter(sha256=sha256).first()
    if known is not None and known.path.is_file():
        return known
    pixels = load_picture(path).pixels
    file = _kept(path, sha256)
    if known is not None:  # its original was lost and is back
        return known
    called = name or path.name
    row = RegisteredPicture(
        title=(title.strip() or Path(called).stem)[:160], original_name=called[:255], file=file, sha256=sha256,
        width=pixels.shape[1], height=pixels.shape[0], known_by=picture_print(gray(pixels)).to_bytes(),
        registered_by=by,
    )  # fmt: skip
    try:
        with transaction.atomic():
            row.save()
            said = Words("登记图片：{t}", "Registered picture: {t}").fill(t=row.title)
            note("picture.registered", said, by=by, row=row.pk)
    except IntegrityError:  # somebody else has registered the same file in the meantime
        there: RegisteredPicture = RegisteredPicture.objects.get(sha256=sha256)
        return there
    return row


@transaction.atomic
def issue_picture(
    picture: RegisteredPicture, recipient: str, *, by: User | None, copy_id: int | None = None
) -> PictureCopy:
    """Write down a copy before its file is made; the same number, picture and recipient give the copy that is there.

    Raises:
        Refused: no recipient, or the number belongs to another copy.
        MediaError: the studio's key is lost (`keys.secret_of`): nobody could read the copy.
    """
    secret_of(picture.studio_id)
    named = recipient.strip()[:RECIPIENT_LONG]
    if not named:
        raise Refused(Words("写明副本交给谁。", "Say who the copy is handed to."), field="recipient")
    if copy_id is not None and not 0 < copy_id <= HIGHEST_COPY_ID:
        raise Refused(Words("副本号要在 1 到 2^63−1 之间。", "A copy ID is between 1 and 2^63-1."), field="copy_id")
    for _ in range(RACES):
        number = copy_id or 1 + secrets.randbelow(2**RANDOM_BITS - 1)
        known: PictureCopy | None = PictureCopy.objects.filter(copy_id=number).first()
        if known is not None and copy_id is not None:
            if (known.picture_id, known.recipient) == (picture.pk, named):
                return known
            raise _taken(number, known.recipient)
        film: Copy | None = Copy.objects.filter(copy_id=number).first()
        if film is not None and copy_id is not None:
            raise _taken(number, film.recipient)
        if known is not None or film is not None:
            continue  # a number met twice, once in many millions
        try:
            with transaction.atomic():
                copy: PictureCopy = PictureCopy.objects.create(
                    picture=picture, copy_id=number, recipient=named, made_by=by
                )
        except IntegrityError:
            continue  # taken between the two
        said = Words("发出图片副本：{t}，给 {r}", "Copy of a picture issued: {t}, to {r}")
        note("picture_copy.issued", said.fill(t=picture.title, r=named), by=by, copy=copy.pk)
        return copy
    raise RuntimeError("copy IDs collide again and again: is the source of randomness broken?")


def make_picture_copy(
    copy: PictureCopy, out: Path, *, keep: bool = False,
    writing: Callable[[], AbstractContextManager[None]] = transaction.atomic,
) -> MarkedPicture:  # fmt: skip
    """Make the file of a copy and write down what became of it.

    `keep`: the file is in the media folder and stays there. `writing`: the transaction its row changes in.

    Raises:
        MediaError: the original is gone or damaged, or the place cannot be written to.
    """
    picture = copy.picture
    _must_be_there(picture)
    key = MarkKey(secret_of(picture.studio_id), bytes.fromhex(picture.sha256))
    made = mark_picture_file(picture.path, out, key, copy.copy_id)
    sha256 = sha256_of(out)
    file = out.relative_to(settings.MEDIA_ROOT).as_posix() if keep else copy.file
    with writing():
        PictureCopy.objects.filter(pk=copy.pk).update(sha256=sha256, psnr_y_db=made.psnr_y_db, file=file)
    copy.refresh_from_db()
    return made


def trace_picture(
    studio: Studio | int,
    path: Path,
    *,
    progress: Progress = lambda *_: None,
    cancelled: Callable[[], bool] = lambda: False,
) -> PictureTraced:
    """Whose copy is this picture, among the studio's pictures?

    Raises:
        MediaError: the suspect is no picture or does not decode; the studio's key is lost.
        Cancelled: `cancelled()` became true.
    """
    studio_id = studio if isinstance(studio, int) else int(studio.pk)
    index = PictureIndex()
    with in_studio(studio_id):
        for pk, raw in RegisteredPicture.objects.values_list("pk", "known_by").iterator(chunk_size=500):
            index.add(pk, PicturePrint.from_bytes(bytes(raw)))

    def known(picture_id: int) -> KnownPicture | None:
        with in_studio(studio_id):
            row: RegisteredPicture | None = RegisteredPicture.objects.filter(pk=picture_id).first()
            if row is None or not row.path.is_file():
                return None
            ids = np.fromiter(PictureCopy.objects.filter(picture=row).values_list("copy_id", flat=True), np.int64)
            return KnownPicture(row.pk, row.path, bytes.fromhex(row.sha256), secret_of(studio_id), np.sort(ids))

    trace = trace_in_cellar(path, index=index, known=known, progress=progress, cancelled=cancelled)
    with in_studio(studio_id):
        pictures = RegisteredPicture.objects.defer("known_by").in_bulk([m.master_id for m in trace.matches])
        rows = PictureCopy.objects.select_related("picture").filter(copy_id__in=[n.copy_id for n in trace.named])
        copies = {(c.picture_id, c.copy_id): c for c in rows}
    return PictureTraced(
        trace,
        tuple((m, pictures[m.master_id]) for m in trace.matches if m.master_id in pictures),
        tuple((n, copies[n.master_id, n.copy_id]) for n in trace.named),
    )


def _taken(number: int, recipient: str) -> Refused:
    said = Words("副本号 {n} 已经给了别的副本：{r}。", "Copy ID {n} belongs to another copy: {r}.")
    return Refused(said.fill(n=number, r=recipient), field="copy_id")


def _must_be_there(picture: RegisteredPicture) -> None:
    if not picture.path.is_file():
        raise MediaError(
            "original_lost",
            Words("图片的原件不见了：{t}", "The original of a picture is gone: {t}").fill(t=picture.title),
            Words(
                "从备份里取回，或用原件再登记一次。", "Bring it back from the backup, or register the original again."
            ),
        )


def _kept(source: Path, sha256: str) -> str:
    """Copy the file into the home; its path under the media folder."""
    root = Path(settings.MEDIA_ROOT)
    folder = root / "pictures" / str(current_scope().studio_id)
    folder.mkdir(parents=True, exist_ok=True)
    place = folder / f"{sha256}.{sniff(source).container}"
    with written_whole(place) as beside:
        shutil.copyfile(source, beside)
    return place.relative_to(root).as_posix()
