"""Deliverables of a file that is not in the catalogue: registered, each issued as a copy, made, written down."""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Sequence
from dataclasses import fields, replace
from pathlib import Path
from typing import Final

from django.conf import settings

from manju.copies.actions import issue, note_made
from manju.copies.marking import marker_of
from manju.copies.models import Copy, RegisteredMaster
from manju.copies.registering import register_file
from manju.jobs.engine import Here
from manju.media.deliver import Made, Order, Progress, deliver
from manju.media.probe import probe_master
from manju.media.render.store import Store
from manju.media.subtitles import read_subtitles
from manju.media.whole import sha256_of, written_whole
from manju.people.models import Studio
from manju.people.scope import in_studio
from manju.words import Words

__all__ = ["deliver_copies"]

REGISTERED: Final = 0.15  # share of the work by which a new master is registered


def deliver_copies(
    studio: Studio,
    master: Path,
    orders: Sequence[Order],
    out: Path,
    *,
    progress: Progress = lambda *_: None,
    cancelled: Callable[[], bool] = lambda: False,
) -> list[Made]:
    """As `media.deliver.deliver`, every order marked for its recipient; results in the order of `orders`.

    On all cores. The same order of the same master for the same recipient stays the same copy, so that a call that was
    killed goes on where it was, and nothing is encoded twice.

    Raises:
        MediaError: as `deliver`, `register_file` and `issue`; copies that were issued by then stay written down.
        Cancelled: `cancelled()` became true.
    """
    probe_master(master)
    for path in {order.subtitles for order in orders if order.subtitles is not None}:
        read_subtitles(path)
    looking = Words("登记母版", "Registering the master")
    with in_studio(studio):
        registered = register_file(
            master, None, by=None, progress=lambda share: progress(REGISTERED * share, looking), cancelled=cancelled
        )
        marker = marker_of(registered)
        pieces = Store(Path(settings.MEDIA_ROOT) / "pieces")
        pieces.clear()
        copies = _copies(registered, orders, pieces)
        marked = [replace(order, copy_id=copy.copy_id) for order, copy in zip(orders, copies, strict=True)]
        made = deliver(
            master, marked, out, marker=marker, store=pieces, engine=Here(rooms=False), cancelled=cancelled,
            progress=lambda share, words: progress(REGISTERED + (1 - REGISTERED) * share, words),
        )  # fmt: skip
        for one, copy in zip(made, copies, strict=True):
            note_made(copy, sha256=one.sha256)
    return made


def _copies(registered: RegisteredMaster, orders: Sequence[Order], pieces: Store) -> list[Copy]:
    """The copy that each order was before, as the store remembers it; a new one where it does not."""
    known: dict[int, Copy] = {}
    notes = [pieces.path(_key(registered.sha256, n, order), ".copy") for n, order in enumerate(orders)]
    for n, (note, order) in enumerate(zip(notes, orders, strict=True)):
        if note.is_file():
            same = Copy.objects.filter(master=registered, recipient=order.recipient)
            if (copy := same.filter(copy_id=int(note.read_text())).first()) is not None:
                known[n] = copy
    new = [n for n in range(len(orders)) if n not in known]
    if new:
        known |= zip(new, issue(registered, [orders[n].recipient for n in new], by=None), strict=True)
    for n in new:
        notes[n].parent.mkdir(parents=True, exist_ok=True)
        with written_whole(notes[n]) as beside:
            beside.write_text(str(known[n].copy_id))
    return [known[n] for n in range(len(orders))]


def _key(sha256: str, n: int, order: Order) -> str:
    """Of everything asked for in the n-th order but the numbers of its label, which are new each time."""
    said = [sha256, n, *(f"{f.name}={getattr(order, f.name)!r}" for f in fields(order) if f.name not in ("aigc",))]
    if order.subtitles is not None:
        said.append(sha256_of(order.subtitles))
    return hashlib.sha256("\0".join(map(str, said)).encode()).hexdigest()
