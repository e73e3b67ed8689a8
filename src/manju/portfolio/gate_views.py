"""The pages of the gates: a property's six, one gate with its evidence and decisions, and the thresholds."""

from __future__ import annotations

import tempfile
from pathlib import Path
from typing import Any

from django.contrib import messages
from django.core.files.uploadedfile import UploadedFile
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from manju.catalogue.admission import plain_name
from manju.catalogue.models import Property
from manju.catalogue.serving import serve
from manju.people.access import may, may_view, member_of
from manju.people.errors import Refused
from manju.people.models import User
from manju.portfolio.actions import change_threshold, decide, enter_evidence
from manju.portfolio.forms import DecideForm, EvidenceForm, ThresholdForm
from manju.portfolio.models import HandEvidence, Override, Threshold, Turn
from manju.portfolio.names import GATES, NEEDS, VERDICTS
from manju.portfolio.standing import standing_of
from manju.portfolio.thresholds import demands, source
from manju.words import Words, say

TURNS = 60
LARGEST = 50 << 20


@may_view("see")
@require_safe
def gates(request: HttpRequest, pk: int) -> HttpResponse:
    """All six gates of a property with what each rests on, and how they turned."""
    row = get_object_or_404(Property.objects, pk=pk)
    wanted = demands()
    found = standing_of(row)
    context = {
        "property": row, "s": found, "asks": {key: wanted.fill(gate.asks) for key, gate in GATES.items()},
        "turns": Turn.objects.filter(of_property=row).select_related("override__by")[:TURNS],
    }  # fmt: skip
    return render(request, "portfolio/gates.html", context)


@may_view("see")
@require_http_methods(["GET", "HEAD", "POST"])
def gate(request: HttpRequest, pk: int, gate: str) -> HttpResponse:
    """One gate: its evidence, entering more by hand (POST), deciding over it, and all that was decided."""
    row, known = get_object_or_404(Property.objects, pk=pk), GATES.get(gate)
    if known is None:
        raise Http404
    member = member_of(request)
    need = NEEDS.get(request.POST.get("need", ""))
    if request.method == "POST":
        if not may(member, "make") or need is None or need.gate != gate:
            return render(request, "site/wrong.html", status=403)
        form = EvidenceForm(request.POST, request.FILES, need=need)
        stored, _ = form.store(lambda **typed: enter_from_upload(row, need.key, by=member.user, **typed))
        if stored:
            messages.success(request, say("记下了，会标明是手工录入。", "Entered; it will be marked as by hand."))
            return redirect("portfolio:gate", pk=pk, gate=gate)
        return _gate_page(request, row, gate, form=form)
    return _gate_page(request, row, gate)


@may_view("decide")
@require_POST
def decide_at(request: HttpRequest, pk: int, gate: str) -> HttpResponse:
    """Pass or stop a property at a gate, over its evidence, or lift such a decision."""
    row = get_object_or_404(Property.objects, pk=pk)
    if gate not in GATES:
        raise Http404
    form = DecideForm(request.POST)
    stored, made = form.store(lambda **typed: decide(row, gate, by=member_of(request).user, **typed))
    if not stored:
        return _gate_page(request, row, gate, decision=form)
    messages.success(request, str(Words("记下了：{v}。", "On record: {v}.").fill(v=made.verdict_name)))
    return redirect("portfolio:gate", pk=pk, gate=gate)


@may_view("see")
@require_safe
def evidence_file(request: HttpRequest, pk: int) -> HttpResponseBase:
    """The file that was entered with a figure."""
    row = get_object_or_404(HandEvidence.objects, pk=pk)
    return serve(request, row.file, download_as=row.original_name)


@may_view("see")
@require_http_methods(["GET", "HEAD", "POST"])
def thresholds(request: HttpRequest) -> HttpResponse:
    """What the gates demand, and what they demanded before."""
    member = member_of(request)
    allowed = may(member, "decide")
    wanted = demands()
    form = ThresholdForm(request.POST or None, known=wanted.rows)
    if request.method == "POST":
        if not allowed:
            return render(request, "site/wrong.html", status=403)
        stored, _ = form.store(lambda **typed: change_threshold(by=member.user, **typed))
        if stored:
            messages.success(request, say("改好了，以前的判断不动。", "Changed; earlier verdicts stay."))
            return redirect("portfolio:thresholds")
    context = {
        "rows": list(wanted.rows.values()), "form": form, "may_decide": allowed, "source": source(),
        "changes": [(row, wanted.rows[row.name]) for row in Threshold.objects.select_related("by")[:TURNS]],
        "own": sum(1 for row in wanted.rows.values() if row.own is not None),
    }  # fmt: skip
    return render(request, "portfolio/thresholds.html", context, status=422 if form.errors else 200)


def enter_from_upload(
    row: Property | None, need: str, *, by: User, figure: int, on: Any, file: UploadedFile[Any], text: str
) -> HandEvidence:  # Any: whatever kind of file object Django made, and a date
    """Enter a figure with the file that was uploaded with it.

    Raises:
        Refused: an empty file or one that is too large, and what `enter_evidence` refuses.
    """
    if not file.size or file.size > LARGEST:
        raise Refused(Words("文件是空的，或超过 50 MB。", "The file is empty, or over 50 MB."), field="file")
    name = plain_name(file.name or "evidence")
    with tempfile.TemporaryDirectory(prefix="manju-evidence-") as folder:
        path = Path(folder) / name
        with path.open("wb") as out:
            for chunk in file.chunks():
                out.write(chunk)
        return enter_evidence(row, need, by=by, figure=figure, on=on, path=path, name=name, text=text)


def _gate_page(
    request: HttpRequest, row: Property, gate: str, *,
    form: EvidenceForm | None = None, decision: DecideForm | None = None,
) -> HttpResponse:  # fmt: skip
    found = standing_of(row)
    station = found.line.at(gate)
    last = Override.objects.filter(of_property=row, gate=gate).first()
    needs = [need for need in NEEDS.values() if need.gate == gate]
    if all(item.origin == "measured" for item in station.found.items):
        needs = []  # what is in the records is not entered by hand
    if form is None and needs and may(member_of(request), "make"):
        entered = {e.need for e in HandEvidence.objects.filter(of_property=row, gate=gate)}
        asked = next((n for n in needs if n.key == request.GET.get("need")), None)
        form = EvidenceForm(need=asked or next((n for n in needs if n.key not in entered), needs[0]))
    choices = ["lift"] if station.override is not None else []
    choices += [v for v in ("pass", "stop") if station.override is None or station.override.verdict != v]
    context = {
        "property": row, "s": found, "station": station, "asks": demands().fill(station.gate.asks), "form": form,
        "needs": needs,
        "decision": decision or DecideForm(initial={"seen": last.pk if last is not None else 0}),
        "seen": last.pk if last is not None else 0, "choices": [(v, VERDICTS[v]) for v in choices],
        "may_decide": may(member_of(request), "decide"),
        "entered": HandEvidence.objects.filter(of_property=row, gate=gate).select_related("by")[:TURNS],
        "decided": Override.objects.filter(of_property=row, gate=gate).select_related("by")[:TURNS],
        "turns": Turn.objects.filter(of_property=row, gate=gate)[:TURNS],
    }  # fmt: skip
    wrong = bool((form is not None and form.errors) or (decision is not None and decision.errors))
    return render(request, "portfolio/gate.html", context, status=422 if wrong else 200)
