"""The pages of framings: how each shot of a master is shown in another shape, and setting it by hand."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

from django.conf import settings
from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.views.decorators.http import require_GET, require_POST

from manju.catalogue.models import Episode
from manju.distribution import framings
from manju.distribution.framing_jobs import framing_job, start_framing
from manju.distribution.framing_models import MasterFraming, ShotChoice
from manju.media.errors import MediaError
from manju.media.probe import probe_master
from manju.media.reframe.deciding import REASONS
from manju.media.reframe.framing import Layout, Rect, Shot
from manju.media.reframe.hand import Chosen, chosen_of
from manju.media.reframe.planning import REFRAME_VERSION
from manju.media.reframe.stills import middle_of, shown, still
from manju.media.whole import written_whole
from manju.people.access import may, may_view, member_of
from manju.people.errors import Refused
from manju.words import Words

LAYOUTS: dict[Layout, Words] = {
    "window": Words("窗口", "Window"),
    "fill": Words("整体加模糊底", "Whole on a blurred ground"),
    "split": Words("分屏", "Split screen"),
}
DRAWN = 1000  # width of the drawing over a still, in its own units


@dataclass(frozen=True, slots=True)
class ShotCard:
    """One shot on the page. Places are in the drawing's units, `DRAWN` wide."""

    number: int
    shot: Shot
    chosen: Chosen
    choice: ShotChoice | None
    high: int
    frames: tuple[tuple[float, float, float, float], ...]
    across: bool

    @property
    def why(self) -> Words:
        code = self.shot.reason
        return REASONS.get(code, Words(code, code))

    @property
    def second_matters(self) -> bool:
        """Whether there are two places to set: a window's way, or two halves."""
        return self.chosen.layout != "fill"


@require_GET
@may_view("see")
def of_episode(request: HttpRequest, pk: int) -> HttpResponse:
    """The framings of an episode's master: one goes straight to its page; none yet: what will be here, and a button."""
    episode = get_object_or_404(Episode.objects.select_related("season__work__of_property"), pk=pk)
    master = episode.master
    rows = list(MasterFraming.objects.filter(master=master, version=REFRAME_VERSION)) if master else []
    looking = framing_job(master) if master else None
    context = {
        "episode": episode, "master": master, "rows": rows, "looking": looking,
        "may_deliver": may(member_of(request), "deliver"),
    }  # fmt: skip
    return render(request, "distribution/framings.html", context)


@require_POST
@may_view("deliver")
def look(request: HttpRequest, pk: int) -> HttpResponse:
    """Have the master of an episode looked at now."""
    episode = get_object_or_404(Episode.objects.select_related("season__work"), pk=pk)
    if episode.master is None:
        messages.error(request, str(Words("还没有可用的母版。", "There is no usable master yet.")))
    else:
        start_framing(episode.master, by=member_of(request).user, waited_for=True)
    return HttpResponseRedirect(reverse("distribution:framings", args=[episode.pk]))


@require_GET
@may_view("see")
def framing(request: HttpRequest, pk: int) -> HttpResponse:
    """Every shot of a master in one other shape."""
    row = _found(pk)
    choices = row.latest_choices()
    cards = [_card(row, n, choices) for n in range(len(row.framing.shots))]
    context = {
        "row": row,
        "episode": row.master.episode,
        "cards": cards,
        "others": MasterFraming.objects.filter(master=row.master, version=row.version).exclude(pk=row.pk),
        "by_hand": sum(c.shot.by_hand for c in cards),
        "counts": {name: sum(c.shot.layout == name for c in cards) for name in LAYOUTS},
        "layouts": LAYOUTS.items(),
        "may_deliver": may(member_of(request), "deliver"),
    }
    return render(request, "distribution/framing.html", context)


@require_POST
@may_view("deliver")
def shot(request: HttpRequest, pk: int, number: int) -> HttpResponse:
    """Set one shot by hand; answers with its card."""
    row = _found(pk)
    problem: Words | None = None
    try:
        framings.choose_shot(row, number, _read(request, row, number), by=member_of(request).user)
    except Refused as error:
        problem = error.message
    return _answered(request, row, number, problem)


@require_POST
@may_view("deliver")
def back(request: HttpRequest, pk: int, number: int) -> HttpResponse:
    """Let the machine's choice for a shot hold again."""
    row = _found(pk)
    framings.give_back(row, number, by=member_of(request).user)
    return _answered(request, row, number, None)


@require_GET
@may_view("see")
def shot_still(request: HttpRequest, pk: int, number: int) -> HttpResponse:
    """The master's frame in the middle of a shot."""
    return _picture(_still(_found(pk), number))


@require_GET
@may_view("see")
def shot_shown(request: HttpRequest, pk: int, number: int) -> HttpResponse:
    """What is shown of it."""
    row = _found(pk)
    picture = _still(row, number)
    return _picture(shown(picture, row.framing, middle_of(row.framing, number)))


def _answered(request: HttpRequest, row: MasterFraming, number: int, problem: Words | None) -> HttpResponse:
    if not getattr(request, "htmx", False):
        if problem is not None:
            messages.error(request, str(problem))
        return HttpResponseRedirect(f"{row.get_absolute_url()}#shot-{number}")
    if not 0 <= number < len(row.framing.shots):
        raise Http404
    card = _card(row, number, row.latest_choices())
    context = {"row": row, "card": card, "layouts": LAYOUTS.items(), "may_deliver": True, "problem": problem}
    return render(request, "distribution/_shot.html", context, status=422 if problem else 200)


def _card(row: MasterFraming, number: int, choices: dict[int, ShotChoice]) -> ShotCard:
    made = row.framing.shots[number]
    choice = choices.get(number)
    chosen = chosen_of(made, across=row.across)
    at_s = middle_of(row.framing, number)
    high = round(DRAWN / row.aspect)
    frames = tuple(_drawn(p.at(at_s), high) for p in made.panes)
    return ShotCard(number, made, chosen, choice, high, frames, row.across)


def _drawn(rect: Rect, high: int) -> tuple[float, float, float, float]:
    values = (rect.left * DRAWN, rect.top * high, rect.width * DRAWN, rect.height * high)
    left, top, width, height = (round(v, 1) for v in values)
    return left, top, width, height


def _read(request: HttpRequest, row: MasterFraming, number: int) -> Chosen:
    """What the form says. A layout that was just picked begins where the shot was."""
    if not 0 <= number < len(row.framing.shots):
        raise Http404
    asked = request.POST.get("layout", "")
    layout = next((name for name in LAYOUTS if name == asked), None)
    try:
        first, second, size = (
            float(request.POST.get(n, d)) for n, d in (("first", "0.5"), ("second", "0.5"), ("size", "1"))
        )
    except ValueError:
        layout = None
    if layout is None:
        raise Refused(Words("位置要是数字。请重新拖一下。", "A place must be a number. Drag it again."))
    before = row.framing.shots[number].layout
    if before != layout and layout == "split":
        first, second = 0.3, 0.7
    elif before == "split":
        second = first
    if "still" in request.POST and layout == "window":
        second = first
    return Chosen(layout, first, second, size)


def _still(row: MasterFraming, number: int) -> bytes:
    """The still of a shot, made once and kept."""
    if not 0 <= number < len(row.framing.shots):
        raise Http404
    at_s = middle_of(row.framing, number)
    kept = (
        Path(settings.MEDIA_ROOT) / "stills" / str(row.studio_id) / f"{row.master.sha256[:32]}-{round(at_s * 1000)}.jpg"
    )
    if not kept.is_file():
        kept.parent.mkdir(parents=True, exist_ok=True)
        try:
            picture = still(row.master.path, probe_master(row.master.path), at_s)
        except MediaError as error:
            raise Http404 from error
        with written_whole(kept) as beside:
            beside.write_bytes(picture)
    return kept.read_bytes()


def _picture(content: bytes) -> HttpResponse:
    return HttpResponse(content, content_type="image/jpeg", headers={"Cache-Control": "private, max-age=600"})


def _found(pk: int) -> MasterFraming:
    rows = MasterFraming.objects.select_related("master__episode__season__work__of_property")
    row: MasterFraming = get_object_or_404(rows, pk=pk)
    return row
