"""Scanning a folder of found files against a studio's masters: many at once, each once, whatever happens meanwhile.

What came of a file is written down as soon as it is known. A scan that is stopped or killed goes on where it was; a
file that has not changed is not looked at again, nor one with the same content under another name.
"""

from __future__ import annotations

import hashlib
import logging
import os
import stat
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Final

from django.utils import timezone

from manju.copies.answers import as_json, nothing
from manju.copies.keys import secret_of
from manju.copies.models import RegisteredMaster, ScannedFile
from manju.copies.registry import Registry
from manju.copies.tracing import trace_in
from manju.jobs.engine import Engine, Lost
from manju.media.errors import Cancelled, MediaError
from manju.media.whole import sha256_of
from manju.people.models import Studio
from manju.people.scope import in_studio
from manju.words import Words

__all__ = ["Scan", "scan"]

Progress = Callable[[float, Words], None]
Json = dict[str, Any]  # of `copies.answers`

ROWS_AT_ONCE: Final = 500
PASSING: Final = frozenset({"io_failed", "program_failed", "process_lost"})
"""Errors that say nothing of the file: it is looked at again by the next scan."""

log = logging.getLogger(__name__)

_registries: dict[int, Registry] = {}  # of a process of the pool, one for each studio: an index is loaded once


@dataclass(frozen=True, slots=True)
class _Suspect:
    """A file to look at, as it goes to a process of the engine."""

    studio_id: int
    path: str
    size_bytes: int
    mtime_ns: int
    masters: int  # registered when the scan began
    again: bool = False


@dataclass(frozen=True, slots=True)
class _Look:
    """What came of looking at it: the answer's JSON, or why there is none."""

    sha256: str
    result: Json
    master_id: int | None = None
    copy_id: int | None = None
    error_code: str = ""


@dataclass(slots=True)
class Scan:
    """How far a scan is: files in the folder, looked at now, taken over from before, those that could not be read."""

    files: int = 0
    looked_at: int = 0
    kept: int = 0
    failed: int = 0
    found: int = 0

    def count(self, row: ScannedFile, *, kept: bool) -> None:
        self.kept += kept
        self.looked_at += not kept
        self.failed += bool(row.error_code)
        self.found += row.master_id is not None

    @property
    def share(self) -> float:
        return (self.looked_at + self.kept) / max(1, self.files)

    @property
    def words(self) -> Words:
        return Words("看了 {n}/{m} 个文件，{f} 个是我们的", "{n} of {m} files, {f} are ours").fill(
            n=self.looked_at + self.kept, m=self.files, f=self.found
        )


def scan(
    studio: Studio | int,
    folder: Path,
    *,
    engine: Engine,
    tally: Scan | None = None,
    again: bool = False,
    progress: Progress = lambda *_: None,
    cancelled: Callable[[], bool] = lambda: False,
) -> Iterator[ScannedFile]:
    """Look at every file under a folder; each row as it is known, those known before first.

    A file without a match is looked at again once more masters are registered, and a file that could not be read
    once it has changed; `again` looks at all. Files that come while it runs are for the next scan.

    Raises:
        MediaError: `folder_missing`; `key_lost` and the like before the first file.
        Cancelled: `cancelled()` became true; what is known by then is kept.
    """
    studio_id = studio if isinstance(studio, int) else int(studio.pk)
    tally = tally or Scan()
    secret_of(studio_id)
    with in_studio(studio_id):
        masters = RegisteredMaster.objects.count()
    suspects = [
        _Suspect(studio_id, str(path), status.st_size, status.st_mtime_ns, masters, again)
        for path, status in _files(folder)
    ]
    tally.files = len(suspects)
    fresh = []
    for at in range(0, len(suspects), ROWS_AT_ONCE):
        some = suspects[at : at + ROWS_AT_ONCE]
        for suspect, row in zip(some, _rows_of(studio_id, some), strict=True):
            if row is None or again or not _still_true(row, suspect):
                fresh.append(suspect)
                continue
            tally.count(row, kept=True)
            yield row
    progress(tally.share, tally.words)
    for suspect, look in engine.each(_look_at, fresh, cancelled=cancelled):
        row = _keep(suspect, look)
        tally.count(row, kept=False)
        progress(tally.share, tally.words)
        yield row


def _files(folder: Path) -> Iterator[tuple[Path, os.stat_result]]:
    """Every regular file under a folder in order of names, hidden ones and those behind linked folders left out."""
    if not folder.is_dir():
        raise MediaError(
            "folder_missing",
            Words("没有这个文件夹：{d}", "There is no such folder: {d}").fill(d=folder),
            Words("检查路径。", "Check the path."),
        )
    for place, folders, names in os.walk(folder.resolve()):
        folders[:] = sorted(f for f in folders if not f.startswith("."))
        for name in sorted(n for n in names if not n.startswith(".")):
            path = Path(place, name)
            try:
                status = path.stat()
            except OSError as error:
                log.warning("left out: %s: %s", path, error)
                continue
            if stat.S_ISREG(status.st_mode):
                yield path, status


def _rows_of(studio_id: int, suspects: list[_Suspect]) -> list[ScannedFile | None]:
    """What is known of each path, in their order, by one query."""
    with in_studio(studio_id):
        found = ScannedFile.objects.select_related("master", "issued").filter(
            path_sha256__in=[_sum(s.path) for s in suspects]
        )
        rows: dict[str, ScannedFile] = {row.path_sha256: row for row in found}
    return [rows.get(_sum(s.path)) for s in suspects]


def _still_true(row: ScannedFile, suspect: _Suspect) -> bool:
    same = (row.size_bytes, row.mtime_ns) == (suspect.size_bytes, suspect.mtime_ns)
    return same and _holds(row, suspect.masters)


def _holds(row: ScannedFile, masters: int) -> bool:
    """Whether looking at the same bytes again would give nothing new. A copy made since then cannot be in them."""
    if row.error_code:
        return row.error_code not in PASSING
    return row.master_id is not None or row.masters == masters


def _look_at(suspect: _Suspect, cancelled: Callable[[], bool]) -> _Look:
    """Trace one file in a process of the engine; one bad file is an answer, not the end of the scan."""
    path = Path(suspect.path)
    try:
        sha256 = sha256_of(path)
        known = _same_content(suspect, sha256)
        if known is not None:
            return known
        registry = _registries.setdefault(suspect.studio_id, Registry(suspect.studio_id))
        traced = trace_in(registry, path, cancelled=cancelled)
    except Cancelled:
        raise
    except MediaError as error:
        said = {"code": error.code, "message": error.message.as_json(), "hint": error.hint.as_json()}
        return _Look(sha256, nothing() | {"error": said}, error_code=error.code)
    except OSError as error:
        return _failed("io_failed", error.strerror or str(error))
    except Exception as error:
        log.exception("could not be scanned: %s", path)
        return _failed("program_failed", f"{type(error).__name__}: {error}")
    return _Look(
        sha256,
        as_json(traced),
        traced.match.master.pk if traced.match else None,
        traced.copy.copy.pk if traced.copy else None,
    )


def _same_content(suspect: _Suspect, sha256: str) -> _Look | None:
    """What is known of these bytes under another name, or from another time."""
    with in_studio(suspect.studio_id):
        for row in ScannedFile.objects.filter(sha256=sha256):
            if _holds(row, suspect.masters) and not suspect.again:
                return _Look(sha256, row.result, row.master_id, row.issued_id, row.error_code)
    return None


def _failed(code: str, why: str) -> _Look:
    said = {"code": code, "message": {"zh": f"没能看完：{why}", "en": f"It could not be looked at: {why}"}}
    return _Look("", nothing() | {"error": said}, error_code=code)


def _keep(suspect: _Suspect, look: _Look | Lost) -> ScannedFile:
    if isinstance(look, Lost):
        look = _failed("process_lost", look.why)
    columns = {
        "path": os.fsencode(suspect.path).decode("utf-8", "replace"),
        "size_bytes": suspect.size_bytes,
        "mtime_ns": suspect.mtime_ns,
        "sha256": look.sha256,
        "masters": suspect.masters,
        "result": look.result,
        "master_id": look.master_id,
        "issued_id": look.copy_id,
        "error_code": look.error_code,
        "scanned_at": timezone.now(),
    }
    with in_studio(suspect.studio_id):
        row: ScannedFile
        row, _ = ScannedFile.objects.update_or_create(
            studio_id=suspect.studio_id, path_sha256=_sum(suspect.path), defaults=columns
        )
    return row


def _sum(path: str) -> str:
    return hashlib.sha256(os.fsencode(path)).hexdigest()
