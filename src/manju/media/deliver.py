"""From one master to finished deliverables: decode once, reshape, label, level the sound, check, cover."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Literal

from manju.media.channels import Profile
from manju.media.label.aigc import AigcLabel
from manju.words import Words

Fit = Literal["auto", "crop", "fill", "pad"]
"""auto: same shape as is, else fill; crop: centre crop; fill: whole picture on its own blurred self; pad: black borders."""

Progress = Callable[[float, Words], None]


@dataclass(frozen=True, slots=True)
class Order:
    """One deliverable wanted: a channel, a language, a recipient, and how to get there."""

    profile: Profile
    language: str
    recipient: str
    aigc: AigcLabel
    fit: Fit = "auto"
    subtitles: Path | None = None
    burn_in: bool = True  # False: soft subtitles, as a track and beside the video
    cover_at_s: float | None = None  # None: the best frame is chosen


@dataclass(frozen=True, slots=True)
class Check:
    """One line of the quality check; `ok` None means not applicable. Spans in seconds."""

    name: str
    ok: bool | None
    value: float | str | None
    limit: float | str | None
    spans: tuple[tuple[float, float], ...] = ()
    note: Words | None = None


@dataclass(frozen=True, slots=True)
class Report:
    """The finished file read back."""

    passed: bool
    checks: tuple[Check, ...]

    def as_json(self) -> dict[str, object]:
        """The shape of `manju media qc --json`."""
        return {
            "passed": self.passed,
            "checks": [
                {
                    "name": c.name,
                    "ok": c.ok,
                    "value": c.value,
                    "limit": c.limit,
                    "spans": [{"start_s": a, "end_s": b} for a, b in c.spans],
                    "note": c.note.as_json() if c.note else None,
                }
                for c in self.checks
            ],
        }


@dataclass(frozen=True, slots=True)
class Made:
    """A finished deliverable: its files and what reading it back said. Loudness None: no sound."""

    order: Order
    video: Path
    cover: Path | None
    subtitles: Path | None
    width: int
    height: int
    duration_s: float
    loudness_lufs: float | None
    true_peak_dbtp: float | None
    sha256: str
    report: Report


def deliver(
    master: Path,
    orders: Sequence[Order],
    out: Path,
    *,
    progress: Progress | None = None,
    cancelled: Callable[[], bool] = lambda: False,
) -> list[Made]:
    """Make every ordered deliverable of one master, decoding the master once.

    Files appear in `out` whole or not at all: `<channel>-<language>.mp4`, `.cover.jpg`, `.srt`. A file whose
    check fails is still returned (with `report.passed` False) so that a person can look at it.

    Raises:
        MediaError: the master or the subtitles cannot be used; nothing is left in `out`.
        Cancelled: `cancelled()` became true; nothing is left in `out`.
    """
    raise NotImplementedError
