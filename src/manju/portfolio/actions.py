"""What people do to gates: enter evidence with a file, decide over the evidence, change what a gate demands."""

from __future__ import annotations

import datetime as dt
from pathlib import Path
from typing import Final

from django.db import transaction
from django.urls import reverse
from django.utils import timezone

from manju.catalogue.actions import resume_property, stop_property
from manju.catalogue.keeping import kept
from manju.catalogue.models import Property
from manju.media.whole import sha256_of
from manju.people.audit import note
from manju.people.errors import Refused
from manju.people.models import User
from manju.portfolio.gates import line_of
from manju.portfolio.models import HandEvidence, Override, Threshold
from manju.portfolio.names import GATES, NEEDS, STUDIO, VERDICTS
from manju.portfolio.thresholds import shipped, shown
from manju.portfolio.turning import note_turns
from manju.words import Words

__all__ = ["change_threshold", "decide", "enter_evidence"]

FOLDER: Final = "evidence-by-hand"
LARGEST_FIGURE: Final = 10**12


@transaction.atomic
def enter_evidence(
    of_property: Property | None, need: str, *, by: User, figure: int, on: dt.date, path: Path, name: str,
    text: str = "",
) -> HandEvidence:  # fmt: skip
    """Enter a figure with the file that shows it; `of_property` is None for a figure of the whole studio.

    Raises:
        Refused: a day that is yet to come, a percentage over 100, a figure nobody can have.
    """
    known = NEEDS[need]
    if (known.gate == STUDIO) != (of_property is None):
        raise ValueError(f"{need} is not of that")
    if on > timezone.localdate():
        raise Refused(Words("这一天还没到。", "That day is yet to come."), field="on")
    most = {"yes": 1, "percent": 10_000, "count": LARGEST_FIGURE}[known.unit]
    if not 0 <= figure <= most:
        said = Words("百分比在 0 到 100 之间。", "A percentage is between 0 and 100.")
        raise Refused(
            said if known.unit == "percent" else Words("这个数不对。", "That figure cannot be."), field="figure"
        )
    sha256 = sha256_of(path)
    row: HandEvidence = HandEvidence.objects.create(
        of_property=of_property, gate=known.gate, need=need, figure=figure, on=on, text=text.strip()[:400],
        file=kept(path, folder=FOLDER, sha256=sha256), original_name=name[:255], sha256=sha256, by=by,
    )  # fmt: skip
    what = Words("手工录入“{n}”：{f}", "Entered by hand, {n}: {f}").fill(n=known.name, f=row.said)
    note("gate.evidence", what, by=by, link=_link(of_property, known.gate), evidence=row.pk)
    if of_property is not None:
        note_turns([of_property])
    return row


@transaction.atomic
def decide(of_property: Property, gate: str, verdict: str, *, by: User, why: str, seen: int) -> Override:
    """Decide at a gate over what the evidence says: pass, stop, or lift the decision in force.

    A stop stops the property itself; what follows a stop lets it go on.

    `seen`: key of the last decision that the person saw there, 0 for none: two who decide at once do not overrule
    each other unseen.

    Raises:
        Refused: no reason, nothing to lift, or somebody has decided in the meantime.
    """
    if not why.strip():
        raise Refused(Words("写一下为什么：这会一直留在记录里。", "Say why: it stays on record for ever."), field="why")
    if verdict not in VERDICTS or gate not in GATES:
        raise ValueError(f"{gate} {verdict}")
    row = Property.objects.select_for_update().get(pk=of_property.pk)
    last = Override.objects.filter(of_property=row, gate=gate).select_related("by").first()
    if (last.pk if last is not None else 0) != seen:
        who = last.by.name if last is not None else "—"
        raise Refused(
            Words("{w} 刚刚也做了决定，看过再定。", "{w} has just decided here too: look at it first.").fill(w=who)
        )
    if verdict == "lift" and (last is None or last.verdict == "lift"):
        raise Refused(Words("没有可以撤回的决定。", "There is no decision to lift."))
    made: Override = Override.objects.create(
        of_property=row, gate=gate, verdict=verdict, why=why.strip()[:400],
        state_then=line_of(row).at(gate).by_evidence, by=by,
    )  # fmt: skip
    what = Words("《{p}》{g}关：{v}", "{p}, {g} gate: {v}")
    note("gate.decided", what.fill(p=row.name, g=GATES[gate].name, v=VERDICTS[verdict]), by=by, link=_link(row, gate),
         why=made.why)  # fmt: skip
    if verdict == "stop":
        stop_property(row, by=by)
    elif last is not None and last.verdict == "stop":
        resume_property(row, by=by)
    note_turns([row])
    return made


@transaction.atomic
def change_threshold(name: str, value: int, *, by: User, why: str, valid_from: dt.date | None = None) -> Threshold:
    """Demand something else at a gate from a day on (today when not given); what was demanded before stays on record.

    Raises:
        Refused: no reason, a day in the past, or a value that no figure can reach.
    """
    known, day = shipped()[name], valid_from or timezone.localdate()
    if not why.strip():
        raise Refused(Words("写一下为什么改。", "Say why it is changed."), field="why")
    if day < timezone.localdate():
        said = Words("只能从今天或以后起改：以前的判断不动。", "Only from today on: earlier verdicts stay.")
        raise Refused(said, field="valid_from")
    if not 0 <= value <= (10_000 if known["unit"] == "percent" else LARGEST_FIGURE):
        raise Refused(Words("这个数不对。", "That figure cannot be."), field="value")
    row: Threshold = Threshold.objects.create(name=name, value=value, valid_from=day, why=why.strip()[:400], by=by)
    of = Words(known["zh"], known["en"])
    what = Words("门槛改了：{n} {v}，{d} 起", "Threshold changed: {n} {v}, from {d}")
    note("threshold.changed", what.fill(n=of, v=shown(value, known["unit"]), d=day.isoformat()), by=by, why=row.why)
    note_turns()
    return row


def _link(of_property: Property | None, gate: str) -> str:
    if of_property is None:
        return reverse("portfolio:risk")
    return reverse("portfolio:gate", args=[of_property.pk, gate])
