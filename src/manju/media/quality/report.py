"""What a quality check says: one line per check with value, limit, the stretches it is about, and what to do."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Final

from manju.media.loudness import Loudness
from manju.media.probe import Probe
from manju.words import Words

__all__ = ["NOT_APPLICABLE", "Check", "ReadBack", "Report", "Span", "merged", "not_applicable"]

NOT_APPLICABLE: Final = "not_applicable"

Span = tuple[float, float]
"""Start and end in seconds of the finished file."""


@dataclass(frozen=True, slots=True)
class Check:
    """One line of the quality check; `ok` None means not applicable or undecided. Spans in seconds."""

    name: str
    ok: bool | None
    value: float | str | None
    limit: float | str | None
    spans: tuple[Span, ...] = ()
    note: Words | None = None


@dataclass(frozen=True, slots=True)
class Report:
    """The verdict on a finished file and the checks behind it."""

    passed: bool
    checks: tuple[Check, ...]

    def as_json(self) -> dict[str, object]:
        """The shape of `manju media qc --json`."""
        return {"passed": self.passed, "checks": [_check_json(c) for c in self.checks]}


@dataclass(frozen=True, slots=True)
class ReadBack:
    """A finished file read back: the report, and the measurements it rests on."""

    report: Report
    loudness: Loudness | None
    file: Probe


def not_applicable(name: str, limit: float | str | None, why: Words) -> Check:
    """A check that cannot be made on this file, and why."""
    return Check(name, None, NOT_APPLICABLE, limit, note=why)


def merged(spans: Iterable[Span], *, gap_s: float = 0.0) -> tuple[Span, ...]:
    """Spans in order, those that touch or lie closer than `gap_s` as one, rounded to milliseconds.

    >>> merged([(4.0, 5.0), (1.0, 2.0), (1.5, 3.0)], gap_s=0.5)
    ((1.0, 3.0), (4.0, 5.0))
    """
    out: list[Span] = []
    for start, end in sorted(spans):
        if out and start <= out[-1][1] + gap_s:
            out[-1] = (out[-1][0], max(out[-1][1], end))
        else:
            out.append((start, end))
    return tuple((round(a, 3), round(b, 3)) for a, b in out)


def _check_json(check: Check) -> dict[str, object]:
    return {
        "name": check.name,
        "ok": check.ok,
        "value": check.value,
        "limit": check.limit,
        "spans": [{"start_s": a, "end_s": b} for a, b in check.spans],
        "note": check.note.as_json() if check.note else None,
    }
