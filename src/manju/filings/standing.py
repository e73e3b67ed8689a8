"""How registrations stand: in order, in one sentence, what is missing, what could be registered and is not."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Final

from django.db.models import Case, IntegerField, QuerySet, Value, When
from django.utils import timezone

from manju.catalogue.models import Property
from manju.filings.models import Registration
from manju.filings.registry import Subject
from manju.filings.rules.fees import Fee, fee_for
from manju.money.errors import InputError
from manju.words import Words

__all__ = ["Holder", "Offer", "due_soon", "headline", "holder_of", "in_order", "missing", "names_holder", "offered"]

SOON: Final = timedelta(days=7)
_ORDER: Final = ("returned", "accepted", "filed", "draft", "certified", "withdrawn")


@dataclass(frozen=True, slots=True)
class Holder:
    """In whose name the studio registers."""

    name: str = ""
    id_number: str = ""


@dataclass(frozen=True, slots=True)
class Offer:
    """Something that can be registered: its fee, and the application there is for it."""

    subject: Subject
    fee: Fee | None
    there: Registration | None


Names = Callable[[], Holder]
_HOLDERS: list[Names] = []


def names_holder(function: Names) -> Names:
    """Have a room above say who the rights belong to; it is asked in the scope of a studio."""
    _HOLDERS.append(function)
    return function


def holder_of(of_property: Property) -> Holder:
    """Who the rights belong to as far as the house knows; the studio itself otherwise."""
    for function in _HOLDERS:
        found = function()
        if found.name:
            return found
    return Holder(str(of_property.studio.name_zh))


def in_order() -> QuerySet[Registration]:
    """Applications as they are worked off: returned, with the office by their day, drafts, done."""
    places = [When(state=state, then=Value(n)) for n, state in enumerate(_ORDER)]
    rows = Registration.objects.select_related("of_property", "certificate")
    place = Case(*places, output_field=IntegerField())
    ordered: QuerySet[Registration] = rows.annotate(place=place).order_by("place", "due_on", "-pk")
    return ordered


def due_soon(today: date) -> list[Registration]:
    """With the office, and its last day is within a week or past."""
    rows = Registration.objects.filter(state="accepted", due_on__lte=today + SOON)
    return list(rows.select_related("of_property").order_by("due_on", "pk"))


def headline(today: date) -> Words:
    """The verdict of the list in a sentence."""
    states = list(Registration.objects.order_by().values_list("state", flat=True))
    returned, due = states.count("returned"), len(due_soon(today))
    under_way = sum(s in ("draft", "filed", "accepted") for s in states)
    if returned:
        return Words(f"{returned} 件要补正", f"{returned} returned for correction")
    if due:
        return Words(f"{due} 件一周内该有结果", f"{due} to be decided within a week")
    if under_way:
        return Words(f"{under_way} 件登记在办", f"{under_way} under way")
    done = states.count("certified")
    if done:
        return Words(f"{done} 件都发证了", f"All {done} registered")
    return Words("还没有登记过作品", "Nothing is registered yet")


def missing(row: Registration) -> list[Words]:
    """What the application still lacks; without the first four it cannot be handed in."""
    lacks = (
        (row.author, Words("作者", "author")), (row.owner, Words("著作权人", "rights holder")),
        (row.completed_on, Words("完成日期", "day of completion")), (row.statement, Words("创作说明", "statement")),
        (row.owner_id_number, Words("证件号", "identity number")), (row.chain, Words("权属说明", "chain of title")),
        (row.samples, Words("样本", "samples")),
    )  # fmt: skip
    return [words for value, words in lacks if not value] if row.is_open else []


def offered(of_property: Property, subjects: Sequence[Subject]) -> list[Offer]:
    """What can be registered with its fee today; with the application where there is one."""
    rows = Registration.objects.filter(of_property=of_property).exclude(state="withdrawn").exclude(subject="")
    there = {(r.kind, r.subject): r for r in rows}
    today = timezone.localdate()
    return [Offer(s, _fee(s, today), there.get((s.kind, s.key))) for s in subjects]


def _fee(subject: Subject, today: date) -> Fee | None:
    try:
        return fee_for(subject.basis, [measure for _, measure in subject.items], on=today)  # type: ignore[arg-type]
    except InputError:
        return None
