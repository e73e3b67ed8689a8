"""What the catalogue itself knows can be registered: the films of each season, with their running times."""

from __future__ import annotations

import math

from manju.catalogue.models import Master, Property, Season
from manju.filings.registry import Sample, Subject, facts

__all__ = ["films_of"]


@facts
def films_of(of_property: Property) -> list[Subject]:
    """Each season whose episodes have masters, as one application: a series when there are several."""
    seasons = Season.objects.filter(work__of_property=of_property).select_related("work").order_by("work", "number")
    return [subject for season in seasons if (subject := _film(season)) is not None]


def _film(season: Season) -> Subject | None:
    ready = Master.objects.filter(episode__season=season, state=Master.State.READY, text_free=False)
    newest: dict[int, Master] = {}
    for master in ready.select_related("episode").order_by("pk"):
        newest[master.episode_id] = master
    masters = sorted((m for m in newest.values() if m.duration_s), key=_number)
    if not masters:
        return None
    items = tuple((f"第 {m.episode.number} 集", max(1, math.ceil(m.duration_s or 0))) for m in masters)
    return Subject(
        kind="series" if len(items) > 1 else "audiovisual",
        key=f"season:{season.pk}",
        basis="audiovisual",
        title=f"{season.work.title_zh} {season.name.zh}",
        items=items,
        completed_on=max(m.uploaded_at for m in masters).date(),
        season=season,
        samples=tuple(Sample(f"第 {m.episode.number} 集 母版", m.path, m.sha256) for m in masters),
    )


def _number(master: Master) -> int:
    return int(master.episode.number)
