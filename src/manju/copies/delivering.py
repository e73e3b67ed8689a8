"""Deliverables of a file that is not in the catalogue: registered, each issued as a copy, made, written down."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import replace
from pathlib import Path
from typing import Final

from manju.copies.actions import issue, note_made
from manju.copies.marking import marker_of
from manju.copies.registering import register_file
from manju.media.deliver import Made, Order, Progress, deliver
from manju.media.probe import probe_master
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

    Raises:
        MediaError: as `deliver`, `register_file` and `issue`; copies that were issued by then stay written down.
        Cancelled: `cancelled()` became true.
    """
    probe_master(master)
    looking = Words("登记母版", "Registering the master")
    with in_studio(studio):
        registered = register_file(
            master, None, by=None, progress=lambda share: progress(REGISTERED * share, looking), cancelled=cancelled
        )
        marker = marker_of(registered)
        copies = issue(registered, [order.recipient for order in orders], by=None)
        marked = [replace(order, copy_id=copy.copy_id) for order, copy in zip(orders, copies, strict=True)]
        made = deliver(
            master, marked, out, marker=marker, cancelled=cancelled,
            progress=lambda share, words: progress(REGISTERED + (1 - REGISTERED) * share, words),
        )  # fmt: skip
        for one, copy in zip(made, copies, strict=True):
            note_made(copy, sha256=one.sha256)
    return made
