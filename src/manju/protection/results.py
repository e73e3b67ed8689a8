"""What a trace came to, in a form that is kept: shown today, printed for a court, checked years later."""

from __future__ import annotations

import io
import math
from dataclasses import dataclass, field, replace
from datetime import datetime
from typing import Any, Final, Literal

import numpy as np
import numpy.typing as npt

from manju.media.channels import profiles
from manju.media.traces import Segment
from manju.words import Words

__all__ = ["REQUIRED_LOG10", "FoundMaster", "NamedCopy", "Result", "Scores", "SightAt", "Verdict", "called", "power"]

REQUIRED_LOG10: Final = -9.0  # a copy is named only when a false accusation is at least this unlikely
SCORES_KEYS: Final = ("master_id", "tries", "pilot_z")

Verdict = str  # "copy", "work", "nothing"
Subject = Literal["film", "picture"]


@dataclass(frozen=True, slots=True)
class FoundMaster:
    """A master that the suspect shows. Seconds; `sha256` of the master's file; false match as a power of ten.

    Also a registered picture, which has neither length nor segments.
    """

    master_id: int
    title: Words
    episode: int | None
    duration_s: float
    sha256: str
    segments: tuple[Segment, ...]
    score: float
    log10_false_match: float

    @property
    def name(self) -> Words:
        """`《长夜灯》第 7 集` / `Lamp of the Long Night, episode 7`."""
        if self.episode is None:
            return Words(f"《{self.title.zh}》", self.title.en)
        return Words(f"《{self.title.zh}》第 {self.episode} 集", f"{self.title.en}, episode {self.episode}")

    @property
    def suspect_s(self) -> float:
        """How many seconds of the suspect show it."""
        return sum(s.suspect_end_s - s.suspect_start_s for s in self.segments)


@dataclass(frozen=True, slots=True)
class NamedCopy:
    """A copy above the bound, and what is known of it at the time of the trace."""

    master_id: int
    copy_id: int
    recipient: str
    made_at: datetime
    z: float
    log10_false_alarm: float
    delivered_as: Words | None = None  # the deliverable that carried it: channel and language

    @property
    def to(self) -> Words:
        """Who it was handed to, as people say it."""
        return called(self.recipient)


@dataclass(frozen=True, eq=False)
class Scores:
    """Every copy of one master against the suspect: int64 `copy_ids` and float64 `z`, one of each per copy."""

    master_id: int
    copy_ids: npt.NDArray[np.int64]
    z: npt.NDArray[np.float64]
    pilot_z: float
    tries: int


@dataclass(frozen=True, slots=True)
class SightAt:
    """A moment kept as three pictures `{n}-suspect.png`, `{n}-master.png`, `{n}-residual.png`."""

    n: int
    master_id: int
    suspect_s: float
    master_s: float

    @property
    def residual(self) -> str:
        """Name of the picture of what is left over."""
        return f"{self.n}-residual"


@dataclass(frozen=True, eq=False)
class Result:
    """The whole answer on one suspect. `masters`, `copies`: best first. `duration_s`, sizes: of the suspect.

    `subject`: what the suspect is. Of a picture, `masters` are registered pictures and `duration_s` is 0.
    """

    masters: tuple[FoundMaster, ...]
    copies: tuple[NamedCopy, ...]
    scored: int
    bound_z: float
    seconds: float
    duration_s: float
    width: int
    height: int
    sights: tuple[SightAt, ...] = ()
    timings_s: dict[str, float] = field(default_factory=dict)
    versions: dict[str, str] = field(default_factory=dict)
    scores: tuple[Scores, ...] = ()
    subject: Subject = "film"

    @property
    def is_picture(self) -> bool:
        return self.subject == "picture"

    @property
    def verdict(self) -> Verdict:
        """`copy`: whose it is, is known. `work`: ours, but nobody can be named. `nothing`: not in the catalogue."""
        return "copy" if self.copies else "work" if self.masters else "nothing"

    @property
    def master(self) -> FoundMaster | None:
        """The one that the page speaks of first: that of the surest copy, else the best match."""
        if self.copies:
            mine = [m for m in self.masters if m.master_id == self.copies[0].master_id]
            if mine:
                return mine[0]
        return self.masters[0] if self.masters else None

    @property
    def copy(self) -> NamedCopy | None:
        """The surest copy."""
        return self.copies[0] if self.copies else None

    @property
    def runner_up_z(self) -> float | None:
        """The highest z of a copy that is not named; None when there is no other."""
        named = {(c.master_id, c.copy_id) for c in self.copies}
        left = [
            float(z)
            for s in self.scores
            for copy_id, z in zip(s.copy_ids.tolist(), s.z.tolist(), strict=True)
            if (s.master_id, copy_id) not in named
        ]
        return max(left) if left else None

    @property
    def copies_compared(self) -> int:
        """How many issued copies were held against it; every try of each counts in `scored`."""
        return sum(len(s.copy_ids) for s in self.scores)

    def as_json(self) -> dict[str, Any]:
        """All but `scores`, which `scores_to_bytes` keeps; `from_json` reads it back."""
        return {
            "masters": [_master_json(m) for m in self.masters],
            "copies": [_copy_json(c) for c in self.copies],
            "scored": self.scored, "bound_z": self.bound_z, "seconds": self.seconds,
            "duration_s": self.duration_s, "width": self.width, "height": self.height,
            "sights": [[s.n, s.master_id, s.suspect_s, s.master_s] for s in self.sights],
            "timings_s": self.timings_s, "versions": self.versions, "subject": self.subject,
        }  # fmt: skip

    @classmethod
    def from_json(cls, stored: dict[str, Any], scores: tuple[Scores, ...] = ()) -> Result:
        return cls(
            masters=tuple(_master(m) for m in stored["masters"]),
            copies=tuple(_copy(c) for c in stored["copies"]),
            sights=tuple(SightAt(*s) for s in stored["sights"]),
            scores=scores,
            subject=stored.get("subject", "film"),
            **{k: stored[k] for k in ("scored", "bound_z", "seconds", "duration_s", "width", "height",
                                      "timings_s", "versions")},
        )  # fmt: skip

    def with_scores(self, scores: tuple[Scores, ...]) -> Result:
        return replace(self, scores=scores)


def scores_to_bytes(scores: tuple[Scores, ...]) -> bytes:
    """All z values as a compressed NumPy archive; ten thousand copies take about 150 KB.

    >>> one = Scores(3, np.array([7, 9]), np.array([1.5, -0.25]), 12.0, 2)
    >>> [back] = scores_from_bytes(scores_to_bytes((one,)))
    >>> back.master_id, back.copy_ids.tolist(), back.z.tolist(), back.pilot_z
    (3, [7, 9], [1.5, -0.25], 12.0)
    """
    arrays: dict[str, Any] = {"heads": np.array([[s.master_id, s.tries, s.pilot_z] for s in scores], np.float64)}
    for n, s in enumerate(scores):
        arrays[f"ids{n}"], arrays[f"z{n}"] = s.copy_ids, s.z
    out = io.BytesIO()
    np.savez_compressed(out, **arrays)
    return out.getvalue()


def scores_from_bytes(raw: bytes) -> tuple[Scores, ...]:
    """The inverse of `scores_to_bytes`.

    Raises:
        ValueError: it is none, or a damaged one.
    """
    try:
        with np.load(io.BytesIO(raw), allow_pickle=False) as kept:
            return tuple(
                Scores(int(head[0]), kept[f"ids{n}"], kept[f"z{n}"], float(head[2]), int(head[1]))
                for n, head in enumerate(kept["heads"].reshape(-1, 3))
            )
    except (OSError, KeyError, EOFError) as error:
        raise ValueError("the kept scores are damaged") from error


def called(recipient: str) -> Words:
    """A recipient as people say it: a channel by its name, everybody else as written.

    >>> called("douyin"), called("青禾短剧")
    (Words(zh='抖音', en='Douyin'), Words(zh='青禾短剧', en='青禾短剧'))
    """
    channel = profiles().get(recipient)
    return channel.title if channel else Words(recipient, recipient)


def power(log10: float) -> str:
    """The exponent of a bound on a chance, rounded so that the bound stays true: towards zero, one decimal.

    >>> power(-18.46), power(-9.0), power(-1200.3), power(0.0)
    ('−18.4', '−9.0', '−1200.3', '0.0')
    """
    rounded = math.ceil(log10 * 10 - 1e-9) / 10
    return f"{rounded + 0.0:.1f}".replace("-", "−")


def _master_json(m: FoundMaster) -> dict[str, Any]:
    return {
        "master_id": m.master_id, "title": m.title.as_json(), "episode": m.episode, "duration_s": m.duration_s,
        "sha256": m.sha256, "score": m.score, "log10_false_match": m.log10_false_match,
        "segments": [
            [s.suspect_start_s, s.suspect_end_s, s.master_start_s, s.master_end_s, s.speed, s.mirrored]
            for s in m.segments
        ],
    }  # fmt: skip


def _master(m: dict[str, Any]) -> FoundMaster:
    return FoundMaster(
        m["master_id"], Words(**m["title"]), m["episode"], m["duration_s"], m["sha256"],
        tuple(Segment(*s) for s in m["segments"]), m["score"], m["log10_false_match"],
    )  # fmt: skip


def _copy_json(c: NamedCopy) -> dict[str, Any]:
    return {
        "master_id": c.master_id, "copy_id": c.copy_id, "recipient": c.recipient, "made_at": c.made_at.isoformat(),
        "z": c.z, "log10_false_alarm": c.log10_false_alarm,
        "delivered_as": c.delivered_as.as_json() if c.delivered_as else None,
    }  # fmt: skip


def _copy(c: dict[str, Any]) -> NamedCopy:
    return NamedCopy(
        c["master_id"], c["copy_id"], c["recipient"], datetime.fromisoformat(c["made_at"]), c["z"],
        c["log10_false_alarm"], Words(**c["delivered_as"]) if c["delivered_as"] else None,
    )  # fmt: skip
