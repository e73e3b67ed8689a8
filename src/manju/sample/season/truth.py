"""What is true of a made-up season: what analysis, gate and watch should find."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import Literal

Verdict = Literal["GO", "STOP", "COLLECT_MORE"]


@dataclass(frozen=True, slots=True)
class ListTruth:
    """What the hit lists were made with; everything else in them is noise.

    Attributes:
        rising: elements whose heat rises while few are made; the first is the one planted, others come with it.
        tired: the combination of which ever more is made, each new one colder than the last.
        term: recurs in titles and is in no dictionary of elements.
    """

    rising: tuple[str, ...] = ("末世", "囤货")
    tired: tuple[str, ...] = ("重生", "复仇", "女频")
    term: str = "赶海"

    def as_json(self) -> dict[str, object]:
        return {"rising": list(self.rising), "tired": list(self.tired), "term": self.term}


@dataclass(frozen=True, slots=True)
class TitleTruth:
    """One title: its true mean rates, what the gate should say today, since when completion has slid and to what.

    `weak_hook`: the episode after which fewer people than elsewhere go on to the next.
    """

    title: str
    platforms: tuple[str, ...]
    published: date
    completion: float
    engagement: float
    verdict: Verdict
    slid_on: date | None = None
    slid_to: float | None = None
    weak_hook: int | None = None

    def as_json(self) -> dict[str, object]:
        return {
            "title": self.title, "platforms": list(self.platforms), "published": self.published.isoformat(),
            "completion": self.completion, "engagement": self.engagement, "verdict": self.verdict,
            "slid_on": self.slid_on.isoformat() if self.slid_on else None, "slid_to": self.slid_to,
            "weak_hook": self.weak_hook,
        }  # fmt: skip


@dataclass(frozen=True, slots=True)
class SeasonTruth:
    """The truth of a whole season."""

    seed: int
    today: date
    lists: ListTruth
    titles: tuple[TitleTruth, ...]

    def as_json(self) -> dict[str, object]:
        """The document that is written beside the files (`truth.json`)."""
        return {
            "seed": self.seed, "today": self.today.isoformat(), "lists": self.lists.as_json(),
            "titles": [title.as_json() for title in self.titles],
        }  # fmt: skip
