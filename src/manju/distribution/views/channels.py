"""The pages of channels: what all ask for, one in a picture, and a studio's own figures for it."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from manju.distribution.figures import ENTRIES, Entry, figures_of
from manju.distribution.own_figures import FiguresRefused, figure, in_force, put_figures, reset_figures, versions_of
from manju.media.channels import Profile, profiles
from manju.media.channels.profiles import today
from manju.people.access import may, may_view, member_of
from manju.words import Words


@dataclass(frozen=True, slots=True)
class Field:
    """One figure of the form: what stands in it, what is shipped, what is wrong with it."""

    entry: Entry
    typed: str
    shipped: str
    fault: Words | None


@require_GET
@may_view("see")
def channels(request: HttpRequest) -> HttpResponse:
    """What each channel accepts, every figure with its source and the day from which it holds."""
    rows = [(p, figures := figures_of(p), sum(f.unverified for f in figures)) for p in in_force().values()]
    return render(request, "distribution/channels.html", {"channels": rows})


@require_GET
@may_view("see")
def channel(request: HttpRequest, channel: str) -> HttpResponse:
    """One channel: its frame with the safe zone drawn, figure by figure, and who changed what when."""
    p = _known(channel)
    context = {
        "p": p,
        "figures": figures_of(p),
        "zone": _drawn(p),
        "versions": versions_of(channel),
        "may_change": may(member_of(request), "manage"),
    }
    return render(request, "distribution/channel.html", context)


@require_http_methods(["GET", "POST"])
@may_view("manage")
def figures(request: HttpRequest, channel: str) -> HttpResponse:
    """The form for a studio's own figures; what cannot be taken is said beside the figure and stays as typed."""
    p, shipped = _known(channel), profiles()[channel]
    faults: dict[str, Words] = {}
    if request.method == "POST":
        values, faults = _read(request, shipped)
        day = _day(request.POST.get("valid-from", ""))
        if day is None:
            faults["valid-from"] = Words("写成 2026-11-26 这样的日期。", "Write a date such as 2026-11-26.")
        elif not faults:
            try:
                put_figures(channel, values, source=request.POST.get("source", ""), valid_from=day,
                            by=member_of(request).user)  # fmt: skip
            except FiguresRefused as error:
                faults = error.faults
            else:
                messages.success(request, str(Words("记下了。新的交付和质检都用它。",
                                                    "Saved. New deliverables and checks use it.")))  # fmt: skip
                return HttpResponseRedirect(reverse("distribution:channel", args=[channel]))
    fields = [
        Field(e, request.POST.get(e.field, e.written(figure(p, e.field))), e.written(figure(shipped, e.field)),
              faults.get(e.field))
        for e in ENTRIES
    ]  # fmt: skip
    context = {
        "p": p,
        "fields": fields,
        "faults": faults,
        "general": faults.get("figures"),
        "source_fault": faults.get("source"),
        "date_fault": faults.get("valid-from"),
        "source": request.POST.get("source", ""),
        "valid_from": request.POST.get("valid-from", today().isoformat()),
    }
    return render(request, "distribution/channel_figures.html", context, status=422 if faults else 200)


@require_POST
@may_view("manage")
def reset(request: HttpRequest, channel: str) -> HttpResponse:
    """Back to the shipped figures."""
    _known(channel)
    reset_figures(channel, by=member_of(request).user)
    messages.success(request, str(Words("恢复了自带的数字。", "The shipped figures hold again.")))
    return HttpResponseRedirect(reverse("distribution:channel", args=[channel]))


def _known(name: str) -> Profile:
    found = in_force().get(name)
    if found is None:
        raise Http404
    return found


def _drawn(p: Profile) -> dict[str, float]:
    """The frame and its safe zone in a drawing 320 high, or 320 wide where the frame is wider."""
    scale = 320 / max(p.width, p.height)
    w, h = p.width * scale, p.height * scale
    zone = p.safe_zone
    return {
        "w": round(w), "h": round(h), "x": round(w * zone.left), "y": round(h * zone.top),
        "zw": round(w * (1 - zone.left - zone.right)), "zh": round(h * (1 - zone.top - zone.bottom)),
    }  # fmt: skip


def _read(request: HttpRequest, shipped: Profile) -> tuple[dict[str, float], dict[str, Words]]:
    """The figures as typed, in the profile's units, and what is no number; left as shipped is exactly as shipped."""
    values: dict[str, float] = {}
    faults: dict[str, Words] = {}
    for entry in ENTRIES:
        typed, as_shipped = request.POST.get(entry.field, ""), figure(shipped, entry.field)
        read = as_shipped if typed.strip() == entry.written(as_shipped) else entry.read(typed)
        if read is None:
            faults[entry.field] = Words("写一个数字。", "Write a number.")
        else:
            values[entry.field] = read
    return values, faults


def _day(text: str) -> date | None:
    try:
        return date.fromisoformat(text.strip())
    except ValueError:
        return None
