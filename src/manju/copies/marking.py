"""Making marked copies of a registered master."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from contextlib import AbstractContextManager
from pathlib import Path

from django.conf import settings
from django.db.transaction import atomic

from manju.copies.actions import note_made
from manju.copies.keys import secret_of
from manju.copies.models import Copy, RegisteredMaster
from manju.copies.registry import registration_of
from manju.media.marking import CopyOrder, Marked, mark_file
from manju.media.render.marking import Marker
from manju.media.whole import sha256_of

__all__ = ["mark_copies", "marker_of"]

CRF = 18


def marker_of(master: RegisteredMaster) -> Marker:
    """All that is needed to mark copies of this master.

    Raises:
        MediaError: `registration_lost`, or the studio's key is lost.
    """
    return Marker(registration_of(master), secret_of(master.studio_id))


def mark_copies(
    master: RegisteredMaster,
    copies: Sequence[tuple[Copy, Path]],
    *,
    keep: bool = False,
    crf: int = CRF,
    progress: Callable[[float], None] = lambda _: None,
    cancelled: Callable[[], bool] = lambda: False,
    writing: Callable[[], AbstractContextManager[None]] = atomic,
) -> tuple[Marked, ...]:
    """Make the files of these copies of one master, decoding it once, and write down what became of them.

    `keep`: the files are in the media folder and stay there. `writing`: the transaction their rows change in.

    Raises:
        MediaError: the master cannot be decoded, or the place of a file cannot be written to.
        Cancelled: `cancelled()` became true; finished files stay.
    """
    orders = [CopyOrder(copy.copy_id, out) for copy, out in copies]
    made = mark_file(master.path, marker_of(master), orders, crf=crf, progress=progress, cancelled=cancelled)
    sums = [sha256_of(marked.path) for marked in made]
    with writing():
        for (copy, out), marked, sha256 in zip(copies, made, sums, strict=True):
            file = out.relative_to(settings.MEDIA_ROOT).as_posix() if keep else ""
            note_made(
                copy, sha256=sha256, psnr_y_db=marked.psnr_y_db, worst_psnr_y_db=marked.worst_psnr_y_db, file=file
            )
    return made
