"""Registered masters and their marked copies, made once and kept in the scratch folder."""

from __future__ import annotations

import hashlib
import json
from dataclasses import dataclass
from pathlib import Path
from typing import Final

import numpy as np
import numpy.typing as npt

from benchmarks.attacks.edits import Shape
from benchmarks.attacks.masters import Master
from manju.media import registering, watermark
from manju.media.marking import CopyOrder, Marker, mark_file
from manju.media.probe import probe
from manju.media.registering import Registration
from manju.media.tracing import Known
from manju.media.whole import written_whole

__all__ = ["ISSUED", "Shelved", "shelve"]

ISSUED: Final = 10_000  # copies on file for every master, of which a handful were really made
KEYS: Final = 2  # studios' secrets; which one marks a master is drawn from its name
# what decides how a copy looks: copies are made again when one of these changes
MARKING: Final = ("blind", "blind_code", "codes", "embedding", "lattice", "shots", "strength", "survey")
FINDING: Final = ("extracting", "hashes", "features", "prints", "frames_shown")


@dataclass(frozen=True, eq=False)
class Shelved:
    """A master with all that is known of it, and where its marked copies are."""

    number: int  # its master_id
    master: Master
    shape: Shape
    known: Known
    folder: Path

    @property
    def copy_ids(self) -> npt.NDArray[np.int64]:
        return self.known.copy_ids

    def marked(self, nth: int, *, upto: int = 1) -> Path:
        """The file of the nth issued copy; copies 0 … upto - 1 are made in one go where they are missing."""
        wanted = [n for n in {nth, *range(upto)} if not self._file(n).exists()]
        if wanted:
            self.folder.mkdir(parents=True, exist_ok=True)
            orders = [CopyOrder(int(self.copy_ids[n]), self._file(n)) for n in sorted(wanted)]
            for n, made in zip(
                sorted(wanted), mark_file(self.master.path, self.marker, orders, preset="veryfast"), strict=True
            ):
                quality = {"psnr_y_db": made.psnr_y_db, "worst_psnr_y_db": made.worst_psnr_y_db}
                self._file(n).with_suffix(".json").write_text(json.dumps(quality))
        return self._file(nth)

    @property
    def marker(self) -> Marker:
        return Marker(self.known.registration, self.known.secret)

    def quality_db(self) -> tuple[float, float] | None:
        """Y-PSNR of the marks made so far: least mean of a copy, worst frame."""
        made = [json.loads(p.read_text()) for p in self.folder.glob("*.json")]
        if not made:
            return None
        return min(m["psnr_y_db"] for m in made), min(m["worst_psnr_y_db"] for m in made)

    def _file(self, nth: int) -> Path:
        return self.folder / f"copy-{nth}.mp4"


def shelve(master: Master, number: int, scratch: Path) -> Shelved:
    """Register a master (or take what was kept of it); its secret and its copies' numbers come from its name."""
    facts = probe(master.path)
    version = _version()
    kept = scratch / "registrations" / f"{master.name}-{version}.bin"
    if kept.exists():
        registration = Registration.from_bytes(kept.read_bytes())
    else:
        registration = registering.register(master.path)
        kept.parent.mkdir(parents=True, exist_ok=True)
        with written_whole(kept) as beside:
            beside.write_bytes(registration.to_bytes())
    digest = hashlib.sha256(master.name.encode()).digest()
    secret = hashlib.sha256(b"attacks, secret %d" % (digest[0] % KEYS)).digest()
    draws = np.random.default_rng(list(digest))
    copy_ids = np.unique(draws.integers(1, 2**63 - 1, ISSUED + 8))[:ISSUED]
    known = Known(number, master.path, registration, secret, draws.permutation(copy_ids))
    shape = Shape(registration.width, registration.height, float(facts.fps or 24))
    marks = hashlib.sha256(json.dumps([_digest(MARKING, watermark), registration.sha256]).encode()).hexdigest()[:12]
    return Shelved(number, master, shape, known, scratch / "copies" / f"{master.name}-{marks}")


def _version() -> str:
    from manju.media import fingerprint

    return hashlib.sha256((_digest(MARKING, watermark) + _digest(FINDING, fingerprint)).encode()).hexdigest()[:12]


def _digest(modules: tuple[str, ...], package: object) -> str:
    folder = Path(package.__file__).parent  # type: ignore[attr-defined]
    return hashlib.sha256(b"".join((folder / f"{m}.py").read_bytes() for m in modules)).hexdigest()
