"""The metrics of a work and of an episode, each figure with the row and the formula it comes from."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.views.decorators.http import require_safe

from manju.catalogue.models import Episode, Work
from manju.launch.charts import days_chart
from manju.launch.days import title_days
from manju.launch.metrics import by_day, changes_in, latest, lines_of, pooled
from manju.launch.models import Item
from manju.market.formulas import formulas
from manju.people.access import may, may_view, member_of


@may_view("see")
@require_safe
def work(request: HttpRequest, pk: int) -> HttpResponse:
    """Every episode on every channel: newest figures, what they gained, the trend of all together."""
    row = get_object_or_404(Work.objects.select_related("of_property"), pk=pk)
    cells = title_days(row)
    waiting = Item.objects.filter(state=Item.State.DOUBTFUL, episode__season__work=row).count()
    seasons = dict(row.seasons.values_list("pk", "number"))
    days = by_day(cells)
    context = {
        "work": row, "lines": [(line, seasons[line.cell.season_id]) for line in lines_of(row, cells=cells)],
        "several_seasons": len({cell.season_id for cell in cells}) > 1, "all": pooled(latest(cells)),
        "days": days, "chart": days_chart(days), "changes": changes_in(cells), "formulas": formulas(),
        "waiting": waiting, "last": cells[-1].date if cells else None,
        "may_deliver": may(member_of(request), "deliver"),
    }  # fmt: skip
    return render(request, "launch/work.html", context)


@may_view("see")
@require_safe
def episode(request: HttpRequest, pk: int) -> HttpResponse:
    """One episode day by day on each channel: since publication, and gained; what fell is said."""
    row = get_object_or_404(Episode.objects.select_related("season__work__of_property"), pk=pk)
    cells = [cell for cell in title_days(row.season) if cell.episode_id == row.pk]
    context = {
        "episode": row, "cells": cells[::-1], "all": pooled(latest(cells)), "changes": changes_in(cells),
        "fell": sum(1 for cell in cells if cell.fell), "channels": len({cell.channel for cell in cells}),
    }  # fmt: skip
    return render(request, "launch/episode.html", context)
