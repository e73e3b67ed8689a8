"""The rights in a property as the avails engine takes them, and what it says put into words."""

from __future__ import annotations

from typing import Any

from manju.catalogue.models import Property
from manju.licensing.models import Grant, Holdback, Option, RightsIn, TerritoryGroup
from manju.money.avails import Answer, Avails, Conflict, Query, Rights
from manju.money.documents import read_document
from manju.words import Words


def avails_of(of_property: Property) -> Avails:
    """The engine over a property's rows. Without a single right noted as held, everything is taken as held."""
    held = [row.as_plain() for row in RightsIn.objects.filter(of_property=of_property)]
    return Avails(
        read_document(
            Rights,
            {
                "territory_groups": {group.name: group.members for group in TerritoryGroup.objects.all()},
                **({"rights_in": held} if held else {}),
                "grants": [row.as_plain() for row in Grant.objects.filter(of_property=of_property)],
                "holdbacks": [row.as_plain() for row in Holdback.objects.filter(of_property=of_property)],
                "options": [row.as_plain() for row in Option.objects.filter(of_property=of_property)],
            },
        )
    )


def ask(of_property: Property, **wish: Any) -> Answer:
    """Whether a wish may be granted; the keys are those of `manju schema query`, in plain JSON values (`Any`).

    Raises:
        InputError: a key that is wrong.
    """
    query: Query = read_document(Query, wish)
    return avails_of(of_property).ask(query)


def in_words(conflict: Conflict) -> Words:
    """What is in the way: the partner, the clause, until when."""
    if conflict.grant is None:
        return Words("自己没有整段时间的这项权利", "the studio does not hold the right for all of the time")
    row: Holdback | Grant
    if conflict.dimension == "holdback":
        row = Holdback.objects.get(pk=conflict.grant)
        what = Words("不再授权的承诺", "a promise not to grant")
    else:
        row = grant = Grant.objects.get(pk=conflict.grant)
        of = Words("给{p}的授权", "the grant to {p}")
        if conflict.dimension == "sell_off":
            of = Words("给{p}的授权的清货期", "the sell-off of the grant to {p}")
        what = of.fill(p=grant.partner)
    until = Words("，至 {d}", ", until {d}").fill(d=row.end.isoformat()) if row.end else Words("，永久", ", for ever")
    if row.clause:
        what = Words("{w}（第 {c} 条）", "{w} (clause {c})").fill(w=what, c=row.clause)
    return Words(f"{what.zh}{until.zh}", f"{what.en}{until.en}")
