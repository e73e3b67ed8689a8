"""The rights calendar of a property, and the question whether something may be sold."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta
from typing import Final
from urllib.parse import urlencode

from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.utils import timezone
from django.views.decorators.http import require_safe

from manju.catalogue.models import Property
from manju.licensing.asking import Asked, ask_about
from manju.licensing.board import SCALES, Bar, Board, Look, board, goods_of, label_of, soon
from manju.licensing.drawing import tracks
from manju.licensing.forms import AskForm
from manju.licensing.models import Grant, Option
from manju.licensing.names import called, offered
from manju.licensing.rights import Held
from manju.money.avails import Query
from manju.money.avails.calendar import Stretch
from manju.money.avails.names import ALL
from manju.money.avails.shapes import Dimension
from manju.money.errors import InputError
from manju.money.periods import parse_day, period_of
from manju.people.access import may, may_view, member_of
from manju.words import Words

NEAR: Final = timedelta(days=200)
FILTERS: Final[tuple[tuple[str, Dimension], ...]] = (
    ("territory", "territories"), ("language", "languages"), ("channel", "channels"),
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class InTheWay:
    """One thing behind a bar: in words, and the grant with its goods where it is one."""

    said: Words
    grant: Grant | None
    goods: Words | None


@dataclass(frozen=True, slots=True)
class Cell:
    """What the drawer shows of a bar: its days, everything in the way, options, and from when it is free."""

    name: Words
    code: str
    stretch: Stretch
    label: str
    items: tuple[InTheWay, ...]
    options: tuple[Option, ...]
    free: Words
    give: str  # what fills the form of a grant
    bars: tuple[Bar, ...]  # the whole row


@require_safe
@may_view("see")
def home(request: HttpRequest) -> HttpResponse:
    """The calendar of the property with the newest grant, else of the newest property."""
    latest = Grant.objects.select_related("of_property").order_by("-pk").first()
    of_property = latest.of_property if latest else Property.objects.order_by("-pk").first()
    if of_property is None:
        return render(request, "licensing/nothing.html", {})
    return _calendar(request, of_property)


@require_safe
@may_view("see")
def calendar(request: HttpRequest, pk: int) -> HttpResponse:
    """Goods by time: what is free, granted, held back, sold off."""
    return _calendar(request, get_object_or_404(Property.objects, pk=pk))


@require_safe
@may_view("see")
def ask(request: HttpRequest, pk: int) -> HttpResponse:
    """Can we sell this? The answer in a sentence, with who and what is in the way."""
    of_property = get_object_or_404(Property.objects, pk=pk)
    asked: Asked | None = None
    today = timezone.localdate()
    usual = {"start": today, "end": today + timedelta(days=364)}
    form = AskForm(request.GET if "start" in request.GET else None, initial=usual)
    if form.is_bound and form.is_valid():
        try:
            asked = ask_about(Held(of_property), form.wish())
        except InputError as why:
            form.add_error("end", f"{why.message}")
    context = {
        "property": of_property, "form": form, "asked": asked, "may_license": may(member_of(request), "license"),
        "give": urlencode(form.as_grant(), doseq=True) if asked else "",
    }  # fmt: skip
    return render(request, "licensing/ask.html", context, status=422 if form.is_bound and form.errors else 200)


def _calendar(request: HttpRequest, of_property: Property) -> HttpResponse:
    today = timezone.localdate()
    look = _look(request, today)
    held = Held(of_property)
    codes = offered("categories", held.rows)
    shown: Board = board(held, look, codes, today)
    code, day = request.GET.get("category", ""), parse_day(request.GET.get("on", ""))
    cell = _cell(held, look, shown, code, day) if day and code in {row.code for row in shown.rows} else None
    lists = [(name, dimension, offered(dimension, held.rows)) for name, dimension in FILTERS]
    chosen, chosen_on = (code, cell.stretch.first.isoformat()) if cell else ("", "")
    query = _query(look)
    context = {
        "property": of_property,
        "properties": Property.objects.order_by("-pk")[:30],
        "board": shown,
        "cell": cell,
        "tracks": tracks(shown, query, chosen=chosen, chosen_on=chosen_on),
        "chosen": chosen,
        "chosen_on": chosen_on,
        "filters": [
            (name, _label(dimension), getattr(look, name), [(c, called(dimension, c)) for c in (ALL, *codes)])
            for name, dimension, codes in lists
        ],
        "scales": list(SCALES.items()),
        "query": query,
        "earlier": _moved(look, -4),
        "later": _moved(look, 4),
        "now": _query(look, begin=None),
        "coming": soon(held, today, NEAR)[:3],
        "empty": not (held.grants or held.holdbacks),
        "may_license": may(member_of(request), "license"),
        "today": today,
    }
    return render(request, "licensing/calendar.html", context)


def _look(request: HttpRequest, today: date) -> Look:
    scale = request.GET.get("scale", "")
    found = {name: request.GET.get(name, "")[:40] or ALL for name, _ in FILTERS}
    kind = scale if scale in SCALES else "quarter"
    begin = parse_day(request.GET.get("from", "")) or today
    begin = min(max(begin, date(1990, 1, 1)), date(2200, 1, 1))
    return Look(**found, scale=kind, begin=period_of(kind, begin).first)


def _query(look: Look, *, begin: date | None = date.min) -> str:
    """The look as the query of an address."""
    values = {name: getattr(look, name) for name, _ in FILTERS if getattr(look, name) != ALL}
    if look.scale != "quarter":
        values["scale"] = look.scale
    if begin is not None:
        values["from"] = (look.begin if begin == date.min else begin).isoformat()
    return urlencode(values)


def _moved(look: Look, by: int) -> str:
    periods = look.periods
    if by > 0:
        return _query(look, begin=periods[by][0])
    length = periods[-by][0] - periods[0][0]
    return _query(look, begin=period_of(look.kind, periods[0][0] - length + timedelta(days=1)).first)


def _label(dimension: Dimension) -> Words:
    words = {"territories": Words("地区", "Territory"), "languages": Words("语言", "Language"),
             "channels": Words("销售渠道", "Sold through")}  # fmt: skip
    return words[dimension]


def _cell(held: Held, look: Look, shown: Board, code: str, day: date) -> Cell | None:
    bars = next((row.bars for row in shown.rows if row.code == code), ())
    found = next((bar.stretch for bar in bars if bar.stretch.first <= day <= bar.stretch.last), None)
    if found is None:
        return None
    items = []
    for conflict in found.conflicts:
        behind = held.row_of(conflict)
        grant = behind if isinstance(behind, Grant) else None
        goods = goods_of(grant) if grant else None
        items.append(InTheWay(held.in_words(conflict), grant, goods))
    give = {
        "categories": code, "territories": look.territory, "languages": look.language, "channels": look.channel,
        "start": found.first.isoformat(), "exclusivity": "exclusive" if found.exclusive == "free" else "non_exclusive",
    }  # fmt: skip
    return Cell(
        called("categories", code), code, found, label_of(held, look, code, found), tuple(items),
        tuple(held.option_of(o) for o in found.options), _free_from(held, look, code, found.first),
        urlencode(give), bars,
    )  # fmt: skip


def _free_from(held: Held, look: Look, code: str, first: date) -> Words:
    """From when a whole year could be granted, exclusively and not."""
    days = {}
    for exclusivity in ("exclusive", "non_exclusive"):
        extent = look.extent(code, first, first + timedelta(days=364))
        query = Query.model_construct(**extent.__dict__, id=None, exclusivity=exclusivity)  # checked parts only
        days[exclusivity] = held.avails.ask(query).free_from
    alone, beside = days["exclusive"], days["non_exclusive"]
    never = Words("永远不行", "never")
    return Words(
        "独家一年最早自 {a}；非独家最早自 {b}", "Exclusively for a year from {a}; non-exclusively from {b}"
    ).fill(a=alone.isoformat() if alone else never, b=beside.isoformat() if beside else never)
