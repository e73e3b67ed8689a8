"""A studio's registered masters as tracing needs them: the index of their fingerprints, and what is on file for each.

The index is kept in the home as one file, with a list beside it that names the file and says which masters it holds.
Both are only a store of what the registrations say: what is missing, damaged or out of date is made again from them.
Under the media folder: `fingerprints/<studio>/held.json` and the `index-<token>.mjix` that it names.
"""

from __future__ import annotations

import fcntl
import json
import logging
import os
import secrets
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Final

import numpy as np
from django.conf import settings

from manju.copies.keys import secret_of
from manju.copies.models import Copy, RegisteredMaster
from manju.media.errors import MediaError
from manju.media.fingerprint import Index
from manju.media.registering import Registration
from manju.media.tracing import Known
from manju.media.watermark.codes import KEY_BYTES
from manju.media.whole import written_whole
from manju.people.models import Studio
from manju.people.scope import in_studio
from manju.words import Words

__all__ = ["Registry", "registration_of"]

HELD: Final = "held.json"
SHARE_NEW: Final = 0.01  # of the masters may be missing in the saved index before it is written again
TRIES: Final = 5

log = logging.getLogger(__name__)

Sums = dict[int, str]  # registered master -> SHA-256 of its file


class Registry:
    """One studio's masters, in one process. Keep it for many suspects: what is loaded stays loaded."""

    def __init__(self, studio: Studio | int) -> None:
        self.studio_id = studio if isinstance(studio, int) else int(studio.pk)
        self._index = Index()
        self._holds: Sums = {}
        self._saved = ""  # name of the saved index that was loaded
        self._missing: set[int] = set()  # masters whose registration cannot be read

    def index(self) -> Index:
        """The index of all masters registered by now."""
        with in_studio(self.studio_id):
            wanted: Sums = dict(RegisteredMaster.objects.values_list("pk", "sha256"))
        if not (self._index_is(wanted) or self._load_if_newer()):
            self._saved = ""
        changed = self._bring_to(wanted)
        if changed and (not self._saved or changed > SHARE_NEW * len(wanted)):
            self._save()
        return self._index

    def known(self, master_id: int) -> Known | None:
        """What is on file for a master; None when it is no longer there, so that a match stands without a copy."""
        with in_studio(self.studio_id):
            row = RegisteredMaster.objects.select_related("master").filter(pk=master_id).first()
            if row is None or not row.path.is_file():
                return None
            copies = np.fromiter(Copy.objects.filter(master=row).values_list("copy_id", flat=True), np.int64)
            # without copies there is no mark to read, but the film itself says the seconds more exactly
            secret = secret_of(self.studio_id) if len(copies) else bytes(KEY_BYTES)
            return Known(int(row.pk), row.path, registration_of(row), secret, np.sort(copies))

    def _index_is(self, wanted: Sums) -> bool:
        return bool(self._holds) and self._holds == {k: v for k, v in wanted.items() if k not in self._missing}

    def _load_if_newer(self) -> bool:
        """Take over the saved index when another process has written one; False when there is none to use."""
        for _ in range(TRIES):
            held = self._read_held()
            if held is None:
                return False
            name, holds = held
            if name == self._saved:
                return True
            try:
                self._index = Index.load(self._folder / name)
            except FileNotFoundError:
                continue  # written anew between the two reads
            except (ValueError, KeyError, TypeError, OSError) as error:
                log.warning("the index of fingerprints of studio %s is made again: %s", self.studio_id, error)
                return False
            self._holds, self._saved = holds, name
            return True
        return False

    def _read_held(self) -> tuple[str, Sums] | None:
        """The name of the saved index and what it holds, as `_save` wrote them."""
        try:
            held = json.loads((self._folder / HELD).read_text("ascii"))
            return Path(held["index"]).name, {int(k): str(v) for k, v in held["masters"].items()}
        except FileNotFoundError:
            return None
        except (ValueError, KeyError, TypeError, AttributeError, OSError) as error:
            log.warning("the list of fingerprints of studio %s is made again: %s", self.studio_id, error)
            return None

    def _bring_to(self, wanted: Sums) -> int:
        """Take out and put in what differs; how many masters that were."""
        gone = [k for k, v in self._holds.items() if wanted.get(k) != v]
        for master_id in gone:
            self._index.remove(master_id)
            del self._holds[master_id]
        fresh = [k for k in wanted if k not in self._holds and k not in self._missing]
        before = len(self._holds)
        for row in _rows(self.studio_id, fresh):
            try:
                self._index.add(row.pk, registration_of(row).fingerprint)
            except MediaError as error:
                log.warning("master %s cannot be found in films: %s", row.pk, error)
                self._missing.add(row.pk)
            else:
                self._holds[row.pk] = row.sha256
        return len(gone) + len(self._holds) - before

    def _save(self) -> None:
        """Write the index beside the old one, then the list that names it; left to another process that is at it."""
        folder = self._folder
        folder.mkdir(parents=True, exist_ok=True)
        with _alone(folder / ".lock") as mine:
            if not mine:
                return
            name = f"index-{secrets.token_hex(6)}.mjix"
            self._index.save(folder / name)
            with written_whole(folder / HELD) as beside:
                beside.write_text(json.dumps({"index": name, "masters": self._holds}), "ascii")
            self._saved = name
            for old in folder.glob("index-*.mjix"):
                if old.name != name:
                    old.unlink(missing_ok=True)  # who reads it still keeps it until it closes

    @property
    def _folder(self) -> Path:
        return Path(settings.MEDIA_ROOT) / "fingerprints" / str(self.studio_id)


def registration_of(row: RegisteredMaster) -> Registration:
    """What was kept of a master when it was registered.

    Raises:
        MediaError: `registration_lost`: the file is gone, damaged or of an older version.
    """
    try:
        return Registration.from_bytes(row.registration_path.read_bytes())
    except (OSError, ValueError) as error:
        raise MediaError(
            "registration_lost",
            Words("母版的登记文件不见了或坏了：{t}", "The registration of a master is gone or damaged: {t}").fill(
                t=row
            ),
            Words("重新登记这个母版：manju protect register。", "Register it again: manju protect register."),
        ) from error


def _rows(studio_id: int, ids: list[int]) -> Iterator[RegisteredMaster]:
    with in_studio(studio_id):
        for at in range(0, len(ids), 500):
            yield from RegisteredMaster.objects.shown().filter(pk__in=ids[at : at + 500])


@contextmanager
def _alone(lock: Path) -> Iterator[bool]:
    """Whether this process is the only one at it, here and now."""
    handle = os.open(lock, os.O_RDWR | os.O_CREAT, 0o600)
    try:
        try:
            fcntl.flock(handle, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            yield False
        else:
            yield True
    finally:
        os.close(handle)
