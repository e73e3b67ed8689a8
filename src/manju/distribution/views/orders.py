"""The order page: an episode or a whole season, channels, one button."""

from __future__ import annotations

from django.contrib import messages
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import get_object_or_404, render
from django.views.decorators.http import require_http_methods

from manju.catalogue.models import Episode, Master, Season
from manju.distribution.actions import Ordered, Refused, order_deliverables
from manju.distribution.credentials import by_default
from manju.distribution.dressing import languages_dressed
from manju.distribution.ordering import cards, keep_subtitles, read_channels
from manju.distribution.subtitles import offered
from manju.distribution.texts import description_of, title_of, topics_of
from manju.distribution.views.asked import number
from manju.filings.numbers import number_of, stop_for
from manju.media.languages import language_name
from manju.media.provenance import is_available
from manju.people.access import may_view, member_of
from manju.people.models import User
from manju.words import Words, language

CHINESE = "douyin"  # stands for every channel that demands a number


@require_http_methods(["GET", "POST"])
@may_view("deliver")
def order(request: HttpRequest) -> HttpResponse:
    """Without `?episode=` or `?season=`: choose one first. Errors keep what was typed."""
    episodes, season = _asked_for(request)
    if not episodes:
        return render(request, "distribution/choose.html", {"ready": _ready_episodes(), "season": season})
    problem: Refused | None = None
    if request.method == "POST":
        try:
            done = _place(request, episodes, member_of(request).user)
        except Refused as error:
            problem = error
        else:
            for level, words in said_of(done):
                messages.add_message(request, level, str(words))
            target = season or episodes[0]
            return HttpResponseRedirect(target.get_absolute_url())
    first = episodes[0]
    to = language()
    context = {
        "season": season or first.season,
        "whole_season": season is not None,
        "episodes": episodes,
        "episode": None if season else first,
        "cards": cards(episodes, request.POST if request.method == "POST" else None),
        "problem": problem,
        "typed": request.POST,
        "code_missing": not member_of(request).studio.producer_code.strip(),
        "usual_title": title_of(first, to),
        "usual_description": description_of(first, to),
        "usual_topics": " ".join(topics_of(first, to)),
        "filing_number": request.POST.get("filing-number", number_of(first)),
        "offered": offered(episodes),
        "from_tracks": request.method != "POST" or request.POST.get("from-tracks") == "1",
        "sign": request.POST.get("sign") == "1" if request.method == "POST" else by_default(),
        "can_sign": is_available(),
        "unfiled": next((stop for e in episodes if (stop := stop_for(e, CHINESE)) is not None), None),
        "soft": request.POST.get("burn-in") == "0",
        "dressed": [(language_name(tag), *has) for tag, has in sorted(languages_dressed(episodes).items())],
        "no_tracks": request.POST.get("use-tracks") == "0",
        "subtitle_languages": [(tag, language_name(tag)) for tag in ("zh", "en", "th", "ja", "ko", "es")],
        "without_master": Words("、", ", ").in_language(to).join(str(e.number) for e in episodes if e.master is None),
    }
    return render(request, "distribution/order.html", context, status=422 if problem else 200)


def said_of(done: Ordered) -> list[tuple[int, Words]]:
    """What the order came to, in words."""
    said: list[tuple[int, Words]] = []
    if done.new:
        words = Words("{n} 份交付件开始做了，可以离开本页。", "Being made: {n}. You may leave this page.")
        said.append((messages.SUCCESS, words.fill(n=len(done.new))))
    if done.ready:
        words = Words("{n} 份以前做过或正在做，直接用。", "Made before or under way, and used as they are: {n}.")
        said.append((messages.SUCCESS, words.fill(n=len(done.ready))))
    if done.skipped:
        numbers = Words("、".join(str(e.number) for e in done.skipped), ", ".join(str(e.number) for e in done.skipped))
        words = Words("第 {n} 集没有可用的母版，跳过了。", "Skipped for want of a usable master: episodes {n}.")
        said.append((messages.WARNING, words.fill(n=numbers)))
    return said


def _place(request: HttpRequest, episodes: list[Episode], by: User) -> Ordered:
    channels = read_channels(request.POST, keep_subtitles(request.FILES))
    recipient = request.POST.get("recipient", "").strip()[:120]
    return order_deliverables(episodes, channels, by=by, recipient=recipient, again="again" in request.POST)


def _asked_for(request: HttpRequest) -> tuple[list[Episode], Season | None]:
    wanted = request.POST if request.method == "POST" and "season" in request.POST else request.GET
    if "season" in wanted:
        season = get_object_or_404(Season.objects.select_related("work"), pk=number(wanted["season"]))
        return list(season.episodes.select_related("season__work__of_property").order_by("number")), season
    if "episode" in wanted or "episode" in request.POST:
        asked = number(wanted.get("episode") or request.POST["episode"])
        return [get_object_or_404(Episode.objects.select_related("season__work__of_property"), pk=asked)], None
    return [], None


def _ready_episodes() -> list[Episode]:
    ready = (
        Episode.objects.filter(masters__state=Master.State.READY, masters__text_free=False)
        .distinct()
        .select_related("season__work")
    )
    return list(ready.order_by("-created_at", "-pk")[:40])
