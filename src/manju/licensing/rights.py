"""The rights in a property as the avails engine takes them, and what it says put into words."""

from __future__ import annotations

from functools import cached_property
from typing import Any

from manju.catalogue.models import Property
from manju.licensing.models import Extent, Grant, Holdback, Option, RightsIn, TerritoryGroup
from manju.money.avails import Answer, Avails, Conflict, Encumbrance, Query, Rights
from manju.money.documents import read_document
from manju.words import Words


class Held:
    """All rights rows of a property, read once: the engine over them, and the row behind what the engine names.

    Without a single right noted as held, everything is taken as held.
    """

    def __init__(self, of_property: Property) -> None:
        self.of_property = of_property
        of = {"of_property": of_property}
        self.grants: list[Grant] = list(Grant.objects.filter(**of).select_related("contract"))
        self.holdbacks: list[Holdback] = list(Holdback.objects.filter(**of))
        self.options: list[Option] = list(Option.objects.filter(**of).select_related("contract"))
        self.rights_in: list[RightsIn] = list(RightsIn.objects.filter(**of).select_related("document"))

    @property
    def rows(self) -> list[Extent]:
        """All of them, of every kind."""
        return [*self.grants, *self.holdbacks, *self.options, *self.rights_in]

    @cached_property
    def groups(self) -> dict[str, list[str]]:
        """The studio's names for several territories."""
        return {group.name: group.members for group in TerritoryGroup.objects.all()}

    @cached_property
    def avails(self) -> Avails:
        return Avails(
            read_document(
                Rights,
                {
                    "territory_groups": self.groups,
                    **({"rights_in": [row.as_plain() for row in self.rights_in]} if self.rights_in else {}),
                    "grants": [row.as_plain() for row in self.grants],
                    "holdbacks": [row.as_plain() for row in self.holdbacks],
                    "options": [row.as_plain() for row in self.options],
                },
            )
        )

    def row_of(self, conflict: Conflict) -> Grant | Holdback | None:
        """The row in the way; None where the studio itself does not hold the right."""
        if conflict.grant is None:
            return None
        return (self._holdbacks if conflict.dimension == "holdback" else self._grants)[conflict.grant]

    def option_of(self, encumbrance: Encumbrance) -> Option:
        return self._options[encumbrance.option]

    def in_words(self, conflict: Conflict) -> Words:
        """What is in the way: the partner, the clause, until when."""
        row = self.row_of(conflict)
        if row is None:
            return Words("自己没有整段时间的这项权利", "the studio does not hold the right for all of the time")
        if isinstance(row, Grant):
            of = Words("给{p}的授权", "the grant to {p}")
            if conflict.dimension == "sell_off":
                of = Words("给{p}的授权的清货期", "the sell-off of the grant to {p}")
            what, end = of.fill(p=row.partner), row.sold_off_on if conflict.dimension == "sell_off" else row.end
        else:
            what, end = Words("不再授权的承诺", "a promise not to grant"), row.end
        until = Words("，至 {d}", ", until {d}").fill(d=end.isoformat()) if end else Words("，永久", ", for ever")
        if row.clause:
            what = Words("{w}（第 {c} 条）", "{w} (clause {c})").fill(w=what, c=row.clause)
        return Words(f"{what.zh}{until.zh}", f"{what.en}{until.en}")

    @cached_property
    def _grants(self) -> dict[str, Grant | Holdback]:
        return {str(row.pk): row for row in self.grants}

    @cached_property
    def _holdbacks(self) -> dict[str, Grant | Holdback]:
        return {str(row.pk): row for row in self.holdbacks}

    @cached_property
    def _options(self) -> dict[str, Option]:
        return {str(row.pk): row for row in self.options}


def ask(of_property: Property, **wish: Any) -> Answer:
    """Whether a wish may be granted; the keys are those of `manju schema query`, in plain JSON values (`Any`).

    Raises:
        InputError: a key that is wrong.
    """
    query: Query = read_document(Query, wish)
    return Held(of_property).avails.ask(query)
