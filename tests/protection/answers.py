"""Answers of a trace as the reader would give them, made up without any film."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime

import numpy as np

from manju.media.traces import Segment, bound_z, log10_false_alarm
from manju.protection.results import FoundMaster, NamedCopy, Result, Scores, SightAt
from manju.words import Words

AT = datetime(2026, 10, 28, 8, 20, tzinfo=UTC)


def an_answer(verdict: str = "copy", *, copies: int = 312, z: float = 9.8, seed: int = 7) -> Result:
    """`copy`: two segments of episode 7 and the copy of Qinghe; `work`: the same, unnamed; `nothing`: no match."""
    if verdict == "nothing":
        return Result((), (), 0, bound_z(0), 3.8, 12.4, 480, 854)
    segments = (Segment(0.4, 10.8, 41.2, 52.1, 1.05, True), Segment(10.8, 12.4, 58.0, 59.6, 1.0, False))
    found = FoundMaster(3, Words("长夜灯", "Lamp of the Long Night"), 7, 92.0, "9f2c" * 16, segments, 0.97, -6.2)
    ids = np.arange(1_000, 1_000 + copies, dtype=np.int64)
    scores = np.random.default_rng(seed).standard_normal(copies)
    named: tuple[NamedCopy, ...] = ()
    if verdict == "copy":
        scores[copies // 2] = z
        delivered = Words("抖音，中文", "Douyin, Chinese")
        chance = log10_false_alarm(z, copies)
        named = (NamedCopy(3, int(ids[copies // 2]), "青禾短剧", AT, z, chance, delivered),)
    return Result(
        masters=(found,), copies=named, scored=copies, bound_z=bound_z(copies), seconds=3.8, duration_s=12.4,
        width=480, height=854, sights=(SightAt(0, 3, 4.6, 45.6),), timings_s={"look": 1.1, "match": 0.2, "read": 2.5},
        versions={"manju": "0.1.0", "fingerprint": "1", "mark": "1", "read": "1"},
        scores=(Scores(3, ids, scores, 11.4, 1),),
    )  # fmt: skip


def a_picture(verdict: str = "copy") -> Result:
    """The same for a found picture, which has neither length nor segments."""
    film = an_answer(verdict)
    masters = tuple(replace(m, segments=(), episode=None, duration_s=0.0) for m in film.masters)
    copies = tuple(replace(c, delivered_as=None) for c in film.copies)
    return replace(film, masters=masters, copies=copies, duration_s=0.0, subject="picture")
