"""Tracing a suspect blindly: from the film and the studio's key alone, where master and registry are of no help."""

from __future__ import annotations

import time
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Final

from manju.copies.keys import secret_of
from manju.copies.models import Copy
from manju.copies.tracing import must_be_film
from manju.media.tracing import Progress, film_in
from manju.media.watermark.blind_reading import BlindReading, read_blind
from manju.people.models import Studio
from manju.people.scope import in_studio
from manju.words import Words

__all__ = ["BlindTraced", "trace_blind"]

FEW: Final = 5000  # copies of a studio up to which only their words are looked for, in fainter traces


@dataclass(frozen=True, eq=False)
class BlindTraced:
    """What was read. `copy_id` is the word itself; `copy` its row with its master, None where the registry is lost.

    A copy whose number has more than 48 bits is named by the registry alone.
    """

    reading: BlindReading | None
    copy: Copy | None
    seconds: float

    @property
    def copy_id(self) -> int | None:
        if self.copy is not None:
            return self.copy.copy_id
        return self.reading.word if self.reading else None


def trace_blind(
    studio: Studio | int,
    path: Path,
    *,
    progress: Progress = lambda *_: None,
    cancelled: Callable[[], bool] = lambda: False,
) -> BlindTraced:
    """Whose copy is this film, read without any master.

    Raises:
        MediaError: the suspect has no picture or does not decode; the studio's key is lost.
        Cancelled: `cancelled()` became true.
    """
    began = time.monotonic()
    must_be_film(path)
    studio_id = studio if isinstance(studio, int) else int(studio.pk)
    secret = secret_of(studio_id)
    with in_studio(studio_id):
        words = list(Copy.objects.order_by().values_list("word", flat=True)[: FEW + 1])
    reading_on = Words("不用母版读水印", "Reading the watermark without a master")
    reading = read_blind(
        film_in(path),
        secret,
        issued=words if 0 < len(words) <= FEW else None,
        progress=lambda share: progress(share, reading_on),
        cancelled=cancelled,
    )
    copy = None
    if reading is not None:
        with in_studio(studio_id):
            named = Copy.objects.select_related("master__master__episode__season__work", "made_by")
            copy = named.filter(word=reading.word).first()
    return BlindTraced(reading, copy, time.monotonic() - began)
