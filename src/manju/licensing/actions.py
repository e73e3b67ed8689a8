"""What is done about rights: a contract noted, a right noted as held, a grant given, a promise or option noted."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import date, timedelta
from typing import Any, TypeVar

from django.db import transaction

from manju.catalogue.models import Property
from manju.licensing.models import (
    SOURCES,
    Contract,
    Extent,
    Grant,
    Holdback,
    KeptDocument,
    Option,
    RightsIn,
    TerritoryGroup,
)
from manju.licensing.rights import Held
from manju.money import avails
from manju.money.avails import Answer
from manju.money.avails.names import resolved
from manju.money.avails.shapes import DIMENSIONS
from manju.money.documents import read_document
from manju.money.errors import InputError
from manju.money.royalties.terms import read_terms
from manju.people.audit import note
from manju.people.errors import Refused
from manju.people.models import User
from manju.words import Words

Row = TypeVar("Row", bound=Extent)
Names = list[str]


@transaction.atomic
def add_contract(
    of_property: Property, *, by: User, partner: str, title: str, signed_on: date | None = None, terms: Any = None
) -> Contract:
    """Note a contract; `terms` are plain JSON (`Any`) as `manju schema terms` has them for one contract.

    Raises:
        Refused: no partner or title, or terms that cannot be read, naming the key.
    """
    for name, text in (("partner", partner), ("title", title)):
        if not text.strip():
            raise Refused(Words("写上合作方和合同名称。", "Give the partner and a title."), field=name)
    if isinstance(terms, list):
        raise Refused(Words("一份合同只写一份条款。", "A contract has one set of terms."), field="terms")
    if terms is not None:
        _or_refused(lambda: read_terms(terms), field="terms")
    contract: Contract = Contract.objects.create(
        of_property=of_property, partner=partner.strip()[:120], title=title.strip()[:160], signed_on=signed_on,
        terms=terms, added_by=by,
    )  # fmt: skip
    note(
        "contract.added",
        Words("登记合同：{t}", "Contract noted: {t}").fill(t=contract.title),
        by=by,
        contract=contract.pk,
    )
    return contract


@transaction.atomic
def name_territories(name: str, members: Names, *, by: User) -> TerritoryGroup:
    """Give several territories a name, or change what the name stands for.

    Raises:
        Refused: no name or member, or a group that would contain itself.
    """
    if not name.strip() or not members:
        raise Refused(Words("写上名称和地区。", "Give a name and the territories."), field="name")
    known = {group.name: group.members for group in TerritoryGroup.objects.all()}
    _or_refused(lambda: resolved({**known, name.strip(): members}), field="members")
    group, _ = TerritoryGroup.objects.update_or_create(name=name.strip(), defaults={"members": members})
    note("territories.named", Words("地区组：{n}", "Territory group: {n}").fill(n=group.name), by=by, members=members)
    found: TerritoryGroup = group
    return found


@transaction.atomic
def give_grant(
    of_property: Property, *, by: User, partner: str, exclusivity: str, start: date, end: date | None,
    sell_off_days: int = 0, contract: Contract | None = None, clause: str = "", **extent: Names,
) -> Grant:  # fmt: skip
    """Give a licence if nothing is in its way: no grant, sell-off, holdback, and the right is held.

    Safe against two at once: the property's row is locked (on SQLite the transaction is the only one that writes),
    then it is asked, then written. `extent`: categories, territories, languages, channels; left out is everything.

    Raises:
        Refused: what is in the way, by partner and clause, and the day from which all of it is free.
    """
    _locked(of_property)
    if not partner.strip():
        raise Refused(Words("写上被授权方。", "Give the licensee."), field="partner")
    plain = {**extent, "start": start.isoformat(), "end": end.isoformat() if end else None, "exclusivity": exclusivity}
    _or_refused(lambda: read_document(avails.Grant, {**plain, "id": "new", "sell_off_days": sell_off_days}), field="")
    held = Held(of_property)
    _refuse_unless_free(held, held.avails.ask(read_document(avails.Query, plain)))
    if sell_off_days and end is not None:  # in its sell-off it is like a non-exclusive grant
        after = {
            **plain, "start": (end + timedelta(days=1)).isoformat(),
            "end": (end + timedelta(days=sell_off_days)).isoformat(), "exclusivity": "non_exclusive",
        }  # fmt: skip
        _refuse_unless_free(held, held.avails.ask(read_document(avails.Query, after)))
    grant: Grant = Grant.objects.create(
        of_property=of_property, contract=contract, partner=partner.strip()[:120], clause=clause.strip()[:40],
        exclusivity=exclusivity, sell_off_days=sell_off_days, start=start, end=end, added_by=by, **extent,
    )  # fmt: skip
    note("grant.given", Words("授权给{p}", "Granted to {p}").fill(p=grant.partner), by=by, grant=grant.pk)
    return grant


@transaction.atomic
def end_grant(grant: Grant, *, by: User, on: date) -> Grant:
    """A grant ends earlier than it was given for; `on` is its last day.

    Raises:
        Refused: a day before it begins, or after it ends anyway.
    """
    _locked(grant.of_property)
    row: Grant = Grant.objects.get(pk=grant.pk)
    if on < row.start or (row.end is not None and on > row.end):
        raise Refused(Words("这一天不在授权期内。", "The day is not within the grant's term."), field="on")
    row.end = on
    row.save(update_fields=["end"])
    note("grant.ended", Words("授权提前结束", "A grant ended early"), by=by, grant=row.pk, on=on.isoformat())
    return row


def hold_right(
    of_property: Property, *, by: User, source: str = "", kind: str = "own", document: KeptDocument | None = None,
    **extent: Any,
) -> RightsIn:  # fmt: skip
    """Note a right that the studio holds: where it comes from (`models.SOURCES`) and the document that shows it.

    Raises:
        Refused: an extent that cannot be read.
    """
    if kind not in SOURCES:
        raise Refused(Words("选一个来源。", "Choose where it comes from."), field="kind")
    own = {"source": source.strip()[:160], "kind": kind, "document": document}
    return _noted(RightsIn, avails.RightsIn, of_property, by=by, own=own, extent=extent)


def hold_back(of_property: Property, *, by: User, **extent: Any) -> Holdback:
    """Note a promise not to grant.

    Raises:
        Refused: an extent that cannot be read.
    """
    return _noted(Holdback, avails.Holdback, of_property, by=by, own={}, extent=extent)


def give_option(
    of_property: Property, *, by: User, kind: str, partner: str = "", answer_days: int | None = None,
    contract: Contract | None = None, **extent: Any,
) -> Option:  # fmt: skip
    """Note somebody's right to be asked first; once asked they have `answer_days`.

    Raises:
        Refused: no kind, or an extent that cannot be read.
    """
    own = {"kind": kind.strip()[:40], "partner": partner.strip()[:120], "answer_days": answer_days,
           "contract": contract}  # fmt: skip
    return _noted(Option, avails.Option, of_property, by=by, own=own, extent=extent)


@transaction.atomic
def ask_holder(option: Option, *, by: User, on: date) -> Option:
    """The holder of an option has been asked; the days to answer run from `on`.

    Raises:
        Refused: the option names no days to answer.
    """
    row: Option = Option.objects.select_for_update().get(pk=option.pk)
    if row.answer_days is None:
        raise Refused(Words("这个优先权没有写答复天数。", "This option names no days to answer."), field="answer_days")
    row.asked_on = on
    row.save(update_fields=["asked_on"])
    note("option.asked", Words("已询问{p}", "Asked: {p}").fill(p=row.partner), by=by, option=row.pk, on=on.isoformat())
    return row


@transaction.atomic
def _noted(
    model: type[Row], shape: Any, of_property: Property, *, by: User, own: dict[str, Any], extent: dict[str, Any]
) -> Row:
    """Write an extent that blocks or holds; `Any`: plain values, checked by the shape."""
    _locked(of_property)
    plain = {key: value.isoformat() if isinstance(value, date) else value for key, value in extent.items()}
    more = {"kind": own["kind"]} if model is Option else {}
    found = _or_refused(lambda: read_document(shape, {**plain, **more, "id": "new"}), field="")
    names = {dimension: getattr(found, dimension) for dimension in DIMENSIONS}
    row: Row = model.objects.create(
        of_property=of_property, clause=(found.clause or "")[:40], start=found.start, end=found.end, added_by=by,
        **names, **own,
    )  # fmt: skip
    verb = model.__name__.lower()
    note(f"{verb}.noted", Words("权利登记", "Rights noted"), by=by, **{verb: row.pk})
    return row


def _locked(of_property: Property) -> None:
    """Nobody else changes the rights of this property until the transaction ends."""
    Property.objects.select_for_update().get(pk=of_property.pk)


def _refuse_unless_free(held: Held, answer: Answer) -> None:
    if not answer.conflicts:
        return
    first = held.in_words(answer.conflicts[0])
    since = answer.free_from.isoformat() if answer.free_from else None
    raise Refused(
        Words(
            f"不能授权：{first.zh}。" + (f"全部可授权自 {since}。" if since else ""),
            f"This cannot be granted: {first.en}." + (f" All of it is free from {since}." if since else ""),
        ),
        field="start",
    )


def _or_refused(work: Any, *, field: str) -> Any:
    """`Any`: whatever the reading gives."""
    with as_refused(field):
        return work()


@contextmanager
def as_refused(field: str) -> Iterator[None]:
    """What a document of terms is refused for, as an action says it.

    Raises:
        Refused: instead of InputError.
    """
    try:
        yield
    except InputError as error:
        raise Refused(error.message, field=field) from error
