"""The verdict day by day: running intervals of both metrics, GO, STOP or how many more views it takes."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from typing import Final

from manju.market.gate.counts import Look, Metric, Tally
from manju.market.gate.more import More, views_needed
from manju.market.gate.priors import Priors, priors_on
from manju.market.gate.running import Band, Running
from manju.market.gate.thresholds import Thresholds
from manju.words import Words

METRICS: Final[tuple[Metric, Metric]] = ("completion", "engagement")


class Verdict(StrEnum):
    """What a look at the counters says of a title."""

    GO = "GO"
    STOP = "STOP"
    COLLECT_MORE = "COLLECT_MORE"


VERDICTS: Final[dict[str, Words]] = {
    "GO": Words("放行", "Go on"),
    "STOP": Words("停", "Stop"),
    "COLLECT_MORE": Words("再收一收", "Collect more"),
}


@dataclass(frozen=True, slots=True)
class Assessment:
    """What is known at one look; a GO or STOP of an earlier look stands."""

    on: date | None
    verdict: Verdict
    since: date | None  # the look at which the verdict was reached
    completion: Band
    engagement: Band
    views: int
    more: More


def assess(
    looks: Sequence[Look],
    *,
    thresholds: Thresholds | None = None,
    priors: Priors | None = None,
    hits_per_view: float = 2.0,
    foresee: bool = True,
) -> tuple[Assessment, ...]:
    """Assess a title at each of its looks (in order of date), as one who looks every day.

    `hits_per_view`: the most one view can count for in engagement (likes and comments: 2; with shares, saves and
    hearts: 5).
    Without `foresee` what is still needed is not computed (a simulation has no use for it).

    >>> from manju.market.gate import Cell, Counts, Look
    >>> five = {Cell(n, "douyin"): Counts(4000, completed=2000.0, engaged=300.0, days_out=9.0) for n in range(1, 6)}
    >>> last = assess([Look(date(2026, 6, 9), five)])[-1]
    >>> last.verdict.value, last.completion.rate, round(last.completion.low, 3), last.more.views
    ('GO', 0.5, 0.457, 0)
    """
    if not looks:
        return ()
    limits = thresholds or Thresholds()
    known = priors or priors_on(looks[-1].on)
    sides = [
        Running(
            Tally(looks, metric),
            known.of(metric),
            threshold=limits.completion if metric == "completion" else limits.engagement,
            episodes=limits.episodes,
            errors=(limits.go_error, limits.stop_error),
            per_view=1.0 if metric == "completion" else hits_per_view,
        )
        for metric in METRICS
    ]
    found: list[Assessment] = []
    verdict, since = Verdict.COLLECT_MORE, None
    for i in range(len(looks)):
        completion, engagement = (side.look(i) for side in sides)
        if verdict is Verdict.COLLECT_MORE:
            verdict = _verdict(completion, engagement)
            since = looks[i].on if verdict is not Verdict.COLLECT_MORE else None
        more = More(0, 0.0, looks[i].on)
        if verdict is Verdict.COLLECT_MORE:
            more = views_needed(i, sides) if foresee else More(None)
        found.append(Assessment(looks[i].on, verdict, since, completion, engagement, looks[i].views, more))
    return tuple(found)


def _verdict(completion: Band, engagement: Band) -> Verdict:
    if completion.passed and engagement.passed:
        return Verdict.GO
    if completion.failed or engagement.failed:
        return Verdict.STOP
    return Verdict.COLLECT_MORE
