"""All deliverables, one deliverable, and the parts that an episode's or a season's page embeds."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any, Final

from django.contrib import messages
from django.core.paginator import Paginator
from django.db.models import Count, QuerySet
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import get_object_or_404, render
from django.views.decorators.http import require_GET, require_POST

from manju.catalogue.models import Episode, Season
from manju.distribution import actions, states
from manju.distribution.clearing import stop_of
from manju.distribution.models import Account, Deliverable, Publication, channel_name
from manju.distribution.strips import failing, lanes, whole_seconds
from manju.distribution.texts import facts_for, spoken
from manju.jobs.models import Job
from manju.media.channels import profiles
from manju.media.package import fit
from manju.people.access import may, may_view, member_of
from manju.people.models import User
from manju.words import Words

ON_A_PAGE: Final = 30
FAILED_LOOKED_AT: Final = 1000


@require_GET
@may_view("see")
def deliverables(request: HttpRequest) -> HttpResponse:
    """Newest first, by state, channel, season or episode."""
    actions.settle()
    rows, chosen = _filtered(request)
    counts = dict(Deliverable.objects.values_list("state").annotate(n=Count("pk")).order_by())
    page = Paginator(rows.shown(), ON_A_PAGE).get_page(request.GET.get("page"))
    used = Deliverable.objects.order_by().values_list("channel", flat=True).distinct()
    context = {
        "page": page,
        "numbers": page.paginator.get_elided_page_range(page.number),
        "chosen": chosen,
        "query": "".join(f"{k}={v}&" for k, v in chosen.items() if v),
        "states": [(name, look, counts.get(name, 0)) for name, look in states.DELIVERABLE.items() if counts.get(name)],
        "channels": [(name, channel_name(name)) for name in profiles() if name in set(used)],
        "seasons": Season.objects.filter(episodes__deliverables__isnull=False).distinct().select_related("work"),
        "of": Episode.objects.filter(pk=chosen["episode"] or 0).select_related("season__work").first(),
        "total": sum(counts.values()),
        "open_count": sum(counts.get(s, 0) for s in states.OPEN),
        "may_deliver": may(member_of(request), "deliver"),
        "fails": _failing()[0],
        "failed_count": counts.get("failed_check", 0) + counts.get("failed", 0),
    }
    return render(request, "distribution/deliverables.html", context)


@require_GET
@may_view("see")
def deliverable(request: HttpRequest, pk: int) -> HttpResponse:
    """One deliverable: player, check in words, texts for its channel, package, publications."""
    actions.settle()
    row = get_object_or_404(Deliverable.objects.shown().select_related("made_by", "master"), pk=pk)
    profile = row.profile
    at = whole_seconds(request.GET.get("t", ""))
    facts = facts_for(row)
    context = {
        "d": row,
        "profile": profile,
        "title_said": fit(facts.title, profile.title_max)[0] if profile else facts.title,
        "description_said": fit(facts.description, profile.description_max)[0] if profile else facts.description,
        "topics_said": facts.topics[: profile.topics_max] if profile else facts.topics,
        "filing_number": facts.filing_number,
        "stop": stop_of(row),
        "allowed": facts.unfiled_because if profile and profile.demands_filing else "",
        "texts_lang": "zh-CN" if spoken(row.language) == "zh" else "en",
        "may_deliver": may(member_of(request), "deliver"),
        "accounts": _accounts_left(row),
        "failed": [c for c in row.checks if c.look is states.FAILED],
        "lanes": lanes(row.checks, row.duration_s),
        "at": None if at is None else f"{at:g}",
        "checking": Job.objects.open().filter(key=f"check:{row.pk}").first(),
    }
    return render(request, "distribution/deliverable.html", context)


@require_GET
@may_view("see")
def player(request: HttpRequest, pk: int) -> HttpResponse:
    """A player that opens in place on another page."""
    row = get_object_or_404(Deliverable.objects.exclude(file=""), pk=pk)
    return render(request, "distribution/_player.html", {"d": row})


@require_GET
@may_view("see")
def of_episode(request: HttpRequest, pk: int) -> HttpResponse:
    """The result grid of an episode's page: asks for itself every two seconds while something is being made."""
    episode = get_object_or_404(Episode.objects.select_related("season__work"), pk=pk)
    actions.settle()
    rows = list(Deliverable.objects.filter(episode=episode).newest_each().shown().order_by("pk"))
    context = {
        "episode": episode,
        "rows": rows,
        "live": any(r.is_open for r in rows),
        "jobs": _jobs_of(rows),
        "faulty": [r for r in rows if r.state in ("failed_check", "failed")],
        "has_master": episode.master is not None,
        "may_deliver": may(member_of(request), "deliver"),
    }
    return render(request, "distribution/_of_episode.html", context)


@dataclass(frozen=True, slots=True)
class Line:
    """One episode in a season's table: a cell per channel, None where nothing was ordered."""

    episode: Episode
    cells: list[Deliverable | None]


@require_GET
@may_view("see")
def of_season(request: HttpRequest, pk: int) -> HttpResponse:
    """Episodes by channels: the newest deliverable of each, and one zip per channel."""
    season = get_object_or_404(Season.objects.select_related("work"), pk=pk)
    actions.settle()
    newest: dict[tuple[int, str], Deliverable] = {}
    for row in Deliverable.objects.filter(episode__season=season).select_related("job").order_by("pk"):
        newest[row.episode_id, row.channel] = row
    used = {channel for _, channel in newest}
    channels = [name for name in profiles() if name in used]
    packed = {c: sum(1 for (_, channel), d in newest.items() if channel == c and d.package) for c in channels}
    lines = [
        Line(episode, [newest.get((episode.pk, c)) for c in channels]) for episode in season.episodes.order_by("number")
    ]
    context = {
        "season": season,
        "channels": [(c, channel_name(c), packed[c]) for c in channels],
        "lines": lines,
        "live": any(d.is_open for d in newest.values()),
        "ready": sum(packed.values()),
        "total": len(newest),
        "may_deliver": may(member_of(request), "deliver"),
    }
    return render(request, "distribution/_of_season.html", context)


@require_POST
@may_view("deliver")
def render_again(request: HttpRequest, pk: int) -> HttpResponse:
    return _do(request, pk, actions.render_again, Words("开始重新渲染。", "Rendering again."))


@require_POST
@may_view("deliver")
def check_again(request: HttpRequest, pk: int) -> HttpResponse:
    return _do(request, pk, actions.check_again, Words("开始重检。", "Checking again."))


def _do(request: HttpRequest, pk: int, action: Callable[..., Any], said: Words) -> HttpResponse:
    """Run one action on a deliverable and go back to its page. The action's answer is not needed here."""
    row = get_object_or_404(Deliverable.objects.select_related("episode__season__work"), pk=pk)
    by: User = member_of(request).user
    try:
        action(row, by=by)
    except actions.Refused as error:
        messages.error(request, str(error.message))
    else:
        messages.success(request, str(said))
    return HttpResponseRedirect(row.get_absolute_url())


def _filtered(request: HttpRequest) -> tuple[Any, dict[str, str]]:
    """The rows asked for (a DeliverableRows) and what was understood of the address."""
    asked = {name: request.GET.get(name, "") for name in ("state", "channel", "season", "episode", "check")}
    chosen = {
        "state": asked["state"] if asked["state"] in states.DELIVERABLE else "",
        "channel": asked["channel"] if asked["channel"] in profiles() else "",
        "season": asked["season"] if asked["season"].isdecimal() else "",
        "episode": asked["episode"] if asked["episode"].isdecimal() else "",
        "check": asked["check"] if asked["check"] in states.CHECKS else "",
    }
    rows = Deliverable.objects.all()
    for name, column in (
        ("state", "state"),
        ("channel", "channel"),
        ("season", "episode__season"),
        ("episode", "episode"),
    ):
        if chosen[name]:
            rows = rows.filter(**{column: chosen[name][:18]})
    if chosen["check"]:
        rows = rows.filter(pk__in=_failing()[1].get(chosen["check"], []))
    return rows, chosen


def _failing() -> tuple[list[tuple[str, Words, int]], dict[str, list[int]]]:
    """What fails across the studio's newest deliverables that did not pass, and which ones."""
    newest = Deliverable.objects.filter(state=Deliverable.State.FAILED_CHECK).order_by("-pk")
    return failing(newest.values_list("pk", "qc")[:FAILED_LOOKED_AT])


def _accounts_left(row: Deliverable) -> QuerySet[Account]:
    """Accounts of its channel on which it is not yet planned or posted."""
    taken = Publication.objects.filter(deliverable=row).exclude(state=Publication.State.WITHDRAWN).values("account")
    return Account.objects.filter(platform=row.channel).exclude(pk__in=taken)


def _jobs_of(rows: list[Deliverable]) -> list[Job]:
    """The jobs at work on these rows, each once."""
    return list({r.job.pk: r.job for r in rows if r.is_open and r.job}.values())
