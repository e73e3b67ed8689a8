"""Gate 2: the bible is complete enough, published and sealed; by hand only where the property has none here."""

from __future__ import annotations

from django.urls import reverse

from manju.bible.completeness import score
from manju.bible.models import BibleVersion
from manju.bible.reading import draft, has_draft, latest
from manju.portfolio.gates.evidence import Asked, Found, Item, Step, by_hand
from manju.portfolio.names import NEEDS
from manju.seals.recording import standing
from manju.words import Words


def look(asked: Asked) -> Found:
    newest = latest(asked.of_property)
    if newest is not None or has_draft(asked.of_property):
        return _measured(asked, newest)
    complete = by_hand(asked, "bible_percent", least=asked.demands["bible_percent"])
    sealed = by_hand(asked, "bible_sealed")
    if complete.met and sealed.met:
        why = Words("圣经定版，已存证", "The bible is published and sealed")
    elif complete.met:
        why = Words("圣经写够了，还没定版存证", "The bible is complete; not yet published and sealed")
    elif complete.hand is not None:
        why = Words("圣经完整度 {f}，要到 {t}", "The bible is {f} complete; {t} is asked").fill(
            f=complete.hand.said, t=asked.demands.rows["bible_percent"].said
        )
    else:
        step = Step(Words("写圣经", "Write the bible"), reverse("bible:overview", args=[asked.of_property.pk]))
        return Found((complete, sealed), Words("还没有圣经", "No bible yet"), step)
    return Found((complete, sealed), why, asked.enter("bible"))


def _measured(asked: Asked, newest: BibleVersion | None) -> Found:
    """What the bible's own room says: the newest version, or the draft where nothing was published."""
    page = reverse("bible:overview", args=[asked.of_property.pk])
    percent = newest.percent if newest is not None else score(draft(asked.of_property)).percent
    enough = percent * 100 >= asked.demands["bible_percent"]
    wanted = asked.demands.rows["bible_percent"].said
    complete = Item(NEEDS["bible_percent"].name, Words(f"{percent}%", f"{percent} %"), enough, "measured", page)
    where = reverse("bible:versions", args=[asked.of_property.pk])
    if newest is None:
        said, met = Words("还没定版", "not published yet"), False
    else:
        found = standing([newest.evidence_id])[newest.evidence_id]
        met = found.is_sealed
        said = Words("第 {n} 版，{s}", "version {n}, {s}").fill(n=newest.number, s=found.look.word)
    sealed = Item(NEEDS["bible_sealed"].name, said, met, "measured", where)
    if not enough:
        why = Words("圣经完整度 {f}%，要到 {t}", "The bible is {f} % complete; {t} is asked").fill(f=percent, t=wanted)
        return Found((complete, sealed), why, Step(Words("补圣经", "Complete the bible"), page))
    if newest is None:
        why = Words("圣经写够了，还没定版", "The bible is complete; not yet published")
        return Found((complete, sealed), why, Step(Words("定一版", "Publish it"), where))
    if not met:
        why = Words("圣经定版了，今天存证", "The bible is published; it is sealed today")
        return Found((complete, sealed), why, Step(Words("看存证", "See the seal"), where))
    why = Words("圣经第 {n} 版已存证", "Version {n} of the bible is sealed").fill(n=newest.number)
    return Found((complete, sealed), why, Step(Words("打开圣经", "Open the bible"), page))
