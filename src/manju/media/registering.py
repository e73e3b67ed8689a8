"""Registering a master: one decode gives the fingerprint it is found by and the survey it is marked by."""

from __future__ import annotations

import hashlib
import json
import struct
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Final

from manju.media.errors import MediaError
from manju.media.fingerprint import Extractor, Fingerprint
from manju.media.footage import frames
from manju.media.probe import probe_master
from manju.media.watermark.lattice import lattice_of
from manju.media.watermark.survey import Survey, Surveyor
from manju.media.whole import sha256_of
from manju.words import Words

__all__ = ["REGISTRATION_VERSION", "Registration", "register"]

REGISTRATION_VERSION: Final = 1
MAGIC: Final = b"MJRG"
HEAD: Final = struct.Struct(">4sHIII")


@dataclass(frozen=True, eq=False)
class Registration:
    """All that is kept of a master besides the file. `sha256`: of the file, hex; sizes as displayed, in pixels."""

    sha256: str
    width: int
    height: int
    fingerprint: Fingerprint
    survey: Survey

    @property
    def duration_s(self) -> float:
        return self.survey.duration_s

    @property
    def hashes(self) -> int:
        """Moments of the film kept in the fingerprint."""
        return self.fingerprint.count

    @property
    def work(self) -> bytes:
        """What the chips of its copies are keyed by, besides the secret: the file itself."""
        return bytes.fromhex(self.sha256)

    def to_bytes(self) -> bytes:
        """Versioned and checked by a SHA-256 at the end."""
        head = json.dumps({"sha256": self.sha256, "width": self.width, "height": self.height}, sort_keys=True).encode()
        parts = head, self.fingerprint.to_bytes(), self.survey.to_bytes()
        raw = HEAD.pack(MAGIC, REGISTRATION_VERSION, *(len(p) for p in parts)) + b"".join(parts)
        return raw + hashlib.sha256(raw).digest()

    @classmethod
    def from_bytes(cls, raw: bytes) -> Registration:
        """The inverse of `to_bytes`.

        Raises:
            ValueError: other bytes, damaged ones, or another version.
        """
        body, digest = raw[:-32], raw[-32:]
        if len(body) < HEAD.size or hashlib.sha256(body).digest() != digest:
            raise ValueError("not a registration, or a damaged one")
        magic, version, one, two, three = HEAD.unpack_from(body)
        if magic != MAGIC or version != REGISTRATION_VERSION or len(body) != HEAD.size + one + two + three:
            raise ValueError("not a registration of this version")
        at = HEAD.size
        head = json.loads(body[at : at + one])
        fingerprint = Fingerprint.from_bytes(body[at + one : at + one + two])
        survey = Survey.from_bytes(body[at + one + two :])
        return cls(head["sha256"], head["width"], head["height"], fingerprint, survey)


def register(
    master: Path,
    *,
    progress: Callable[[float], None] = lambda _: None,
    cancelled: Callable[[], bool] = lambda: False,
) -> Registration:
    """Look at every frame of a master once.

    Raises:
        MediaError: no film (a still, one frame, sound only), or it does not decode.
        Cancelled: `cancelled()` became true.
    """
    facts = probe_master(master)
    lattice = lattice_of(facts.width, facts.height)
    surveyor = Surveyor(lattice)
    extractor = Extractor(width=facts.width, height=facts.height)
    last = 0.0
    for time_s, frame in frames(master, size=surveyor.size, demuxer=facts.demuxer, cancelled=cancelled):
        surveyor.see(frame, time_s)
        extractor.see(frame, time_s)
        if time_s >= last + 0.5:
            last = time_s
            progress(min(1.0, time_s / max(facts.duration_s, 0.1)))
    try:
        survey = surveyor.finish(facts.duration_s)
    except ValueError as error:
        raise MediaError(
            "unreadable",
            Words("这个文件一帧也解不出来。", "Not one frame of this file can be decoded."),
            Words("检查文件能否播放；换成 H.264 的 MP4 再试。", "Check that it plays; try it again as an H.264 MP4."),
        ) from error
    return Registration(sha256_of(master), facts.width, facts.height, extractor.finish(facts.duration_s), survey)
