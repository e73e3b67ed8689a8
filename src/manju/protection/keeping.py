"""From the answer of a trace to what is kept of it: rows' names and numbers, all z values, pictures of some moments."""

from __future__ import annotations

import secrets
import shutil
from collections.abc import Iterable
from pathlib import Path
from typing import Any, Final

import cv2
import numpy as np
import numpy.typing as npt
from django.conf import settings

from manju import __version__
from manju.copies.models import Copy
from manju.copies.pictures import PictureTraced
from manju.copies.tracing import Traced
from manju.distribution.models import Deliverable
from manju.media.fingerprint.pictures import PRINT_VERSION
from manju.media.fingerprint.prints import FINGERPRINT_VERSION
from manju.media.probe import Probe
from manju.media.traces import Reading, Sight, Trace
from manju.media.watermark.embedding import EMBED_VERSION
from manju.media.watermark.pictures import PICTURE_VERSION
from manju.media.watermark.reading import READ_VERSION
from manju.protection.models import Finding
from manju.protection.report import Seen
from manju.protection.results import (
    FoundMaster,
    NamedCopy,
    Result,
    Scores,
    SightAt,
    scores_from_bytes,
    scores_to_bytes,
)
from manju.words import Words

__all__ = ["drop_folder", "keep_files", "kept_result", "result_of", "result_of_picture", "seen_of"]

SCORES: Final = "scores.npz"
PICTURES: Final = ("suspect", "master", "residual")


def result_of(traced: Traced, facts: Probe) -> Result:
    """The answer as it is kept, with the names that rows have today."""
    trace = traced.trace
    delivered = _delivered_as(c.copy for c in traced.copies)
    return Result(
        masters=tuple(
            FoundMaster(f.master.pk, f.master.title, f.master.episode, f.master.duration_s, f.master.sha256,
                        f.match.segments, f.match.score, f.match.log10_false_match)
            for f in traced.matches
        ),
        copies=tuple(
            NamedCopy(c.copy.master_id, c.copy.copy_id, c.copy.recipient, c.copy.made_at, c.named.z,
                      c.log10_false_alarm, delivered.get(c.copy.copy_id))
            for c in traced.copies
        ),
        duration_s=facts.duration_s, width=facts.width, height=facts.height,
        versions={"manju": __version__, "fingerprint": str(FINGERPRINT_VERSION), "mark": str(EMBED_VERSION),
                  "read": str(READ_VERSION)},
        **_of_trace(trace),
    )  # fmt: skip


def result_of_picture(traced: PictureTraced, *, width: int, height: int) -> Result:
    """The same for a found picture of so many pixels: its masters are registered pictures, without seconds."""
    return Result(
        masters=tuple(
            FoundMaster(p.pk, Words(p.title, p.title), None, 0.0, p.sha256, (), m.score, m.log10_false_match)
            for m, p in traced.matches
        ),
        copies=tuple(
            NamedCopy(c.picture_id, c.copy_id, c.recipient, c.made_at, named.z, named.log10_false_alarm)
            for named, c in traced.copies
        ),
        duration_s=0.0, width=width, height=height, subject="picture",
        versions={"manju": __version__, "print": str(PRINT_VERSION), "mark": str(PICTURE_VERSION)},
        **_of_trace(traced.trace),
    )  # fmt: skip


def keep_files(finding: Finding, trace: Trace, result: Result) -> str:
    """Write scores and pictures into a new folder; its path under the media folder. The row is the caller's to write.

    A killed run leaves a folder that no row points to; `drop_folder` clears such away.
    """
    folder = _of(finding) / secrets.token_hex(6)
    folder.mkdir(parents=True)
    (folder / SCORES).write_bytes(scores_to_bytes(result.scores))
    for n, (_, sight) in enumerate(_sights(trace.readings)):
        for name, picture in zip(PICTURES, (sight.suspect, sight.master, sight.residual), strict=True):
            (folder / f"{n}-{name}.png").write_bytes(_png(picture))
    return folder.relative_to(settings.MEDIA_ROOT).as_posix()


def drop_folder(finding: Finding, *, but: str) -> None:
    """Remove what earlier runs kept of this finding; `but` stays."""
    home = _of(finding)
    for folder in home.iterdir() if home.is_dir() else ():
        if folder.is_dir() and folder.relative_to(settings.MEDIA_ROOT).as_posix() != but:
            shutil.rmtree(folder)


def kept_result(finding: Finding) -> Result | None:
    """What the trace of this finding came to; None before it was traced. Without scores when their file is gone."""
    if not finding.result:
        return None
    try:
        scores = scores_from_bytes((finding.folder / SCORES).read_bytes())
    except (OSError, ValueError):
        scores = ()
    return Result.from_json(finding.result, scores)


def seen_of(finding: Finding, result: Result) -> list[Seen]:
    """The pictures that are kept; moments whose files are gone are left out."""
    found = []
    for at in result.sights:
        files = [finding.folder / f"{at.n}-{name}.png" for name in PICTURES]
        if all(file.is_file() for file in files):
            found.append(Seen(at, *(file.read_bytes() for file in files)))
    return found


def preview_place(finding: Finding) -> Path:
    """Where a small film of this finding is kept."""
    home = _of(finding)
    home.mkdir(parents=True, exist_ok=True)
    return home / "preview.mp4"


def _of_trace(trace: Trace) -> dict[str, Any]:
    """The columns of a `Result` that a film and a picture have alike."""
    return {
        "scored": trace.scored, "bound_z": trace.bound_z, "seconds": trace.seconds,
        "sights": tuple(
            SightAt(n, master_id, sight.suspect_s, sight.master_s)
            for n, (master_id, sight) in enumerate(_sights(trace.readings))
        ),
        "timings_s": {name: round(s, 3) for name, s in trace.timings_s.items()},
        "scores": tuple(Scores(r.master_id, r.copy_ids, r.z, r.pilot_z, r.tries) for r in trace.readings),
    }  # fmt: skip


def _of(finding: Finding) -> Path:
    return Path(settings.MEDIA_ROOT) / "findings" / str(finding.studio_id) / str(finding.pk)


def _sights(readings: Iterable[Reading]) -> list[tuple[int, Sight]]:
    """The moments worth keeping, about half a megabyte each: all of the best match, two of every other."""
    return [(r.master_id, sight) for n, r in enumerate(readings) for sight in (r.sights if n == 0 else r.sights[:2])]


def _png(picture: npt.NDArray[np.uint8]) -> bytes:
    ok, raw = cv2.imencode(".png", picture)
    if not ok:
        raise ValueError("a picture cannot be written as PNG")
    return raw.tobytes()


def _delivered_as(copies: Iterable[Copy]) -> dict[int, Words]:
    """Channel and language of the deliverable that carried each copy, by the copy's number."""
    return {
        d.issued.copy_id: Words("{c}，{l}", "{c}, {l}").fill(c=d.channel_name, l=d.language_name)
        for d in Deliverable.objects.filter(issued__in=list(copies)).select_related("issued")
        if d.issued is not None
    }
