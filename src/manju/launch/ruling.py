"""Deciding about a test launch by hand."""

from __future__ import annotations

from django.db import transaction
from django.urls import reverse

from manju.catalogue.models import Season
from manju.launch.ruling_models import RULINGS, Ruling
from manju.launch.standing import standing_of
from manju.people.audit import note
from manju.people.errors import Refused
from manju.people.models import User
from manju.words import Words

__all__ = ["rule"]

REASON_LEAST = 4


@transaction.atomic
def rule(season: Season, *, says: str, why: str, by: User) -> Ruling:
    """Decide over the figures, with a reason that is kept for ever beside what the figures said.

    Raises:
        Refused: no reason, or nothing to decide.
    """
    if says not in RULINGS:
        raise Refused(Words("选放行、停，或按数据定。", "Choose go on, stop, or as measured."), field="says")
    why = why.strip()
    if len(why) < REASON_LEAST:
        raise Refused(Words("写明理由，它会永久保留。", "Give the reason; it is kept for ever."), field="why")
    now = standing_of(season)
    measured = now.last.verdict.value if now is not None else ""
    if says == "MEASURED" and not season.rulings.exists():
        raise Refused(Words("现在就是按数据定的。", "It is as measured already."), field="says")
    ruling: Ruling = Ruling.objects.create(
        season=season,
        says=says,
        why=why[:4000],
        measured=measured,
        figures=now.figures if now is not None else {},
        by=by,
    )
    said = Words("《{t}》试投改判：{r}", "{t}, test launch: decided “{r}”").fill(t=season.work.title, r=ruling.word)
    note("launch.ruled", said, by=by, link=reverse("launch:gate", args=[season.work_id]), season=season.pk, says=says,
         measured=measured, why=why[:400])  # fmt: skip
    return ruling
