"""A property started from a direction: the property, and the choice with its evidence, kept as it stood."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import asdict
from typing import Any, Final

from django.db import transaction

from manju.catalogue.actions import add_property
from manju.catalogue.models import Property
from manju.people.audit import note
from manju.people.errors import Refused
from manju.people.models import User
from manju.topics.models import Analysis, Choice, HitList
from manju.topics.results import DirectionSeen, seen
from manju.topics.rows import rows_behind
from manju.words import Words

__all__ = ["choice_of", "choose", "start_property"]

ROWS: Final = 40  # rows of lists kept with a choice, the newest and highest
GENRES_LONG: Final = 80


def choice_of(of_property: Property) -> Choice | None:
    """The direction that a property was last given; None when it has none."""
    found: Choice | None = Choice.objects.filter(of_property=of_property).first()
    return found


@transaction.atomic
def start_property(
    elements: Sequence[str], analysis: Analysis, *, by: User, name_zh: str, name_en: str = "", logline_zh: str = "",
    difference: str = "", variant: Sequence[str] = (),
) -> Choice:  # fmt: skip
    """Add a property with the direction's elements as its genres, and record the choice.

    Raises:
        Refused: a tired direction without a difference; a name that is taken.
    """
    found = seen(analysis.result)
    made_of = variant or elements
    english = [e.name_en or e.name if (e := found.element(name)) else name for name in made_of]
    row = add_property(
        by=by, name_zh=name_zh.strip(), name_en=name_en.strip(), logline_zh=logline_zh.strip(),
        genres_zh=_fitting(made_of), genres_en=_fitting(english),
    )  # fmt: skip
    return choose(row, elements, analysis, by=by, difference=difference, variant=variant)


@transaction.atomic
def choose(
    of_property: Property, elements: Sequence[str], analysis: Analysis, *, by: User, difference: str = "",
    variant: Sequence[str] = (),
) -> Choice:  # fmt: skip
    """Record that a property is made on this direction, with what the analysis said of it.

    `variant`: one of those proposed for a tired direction; what is made is then that, and the swap is what sets it
    apart, besides what is written.

    Raises:
        Refused: the analysis does not have this direction or variant; it is tired and nothing sets the property apart.
    """
    found = seen(analysis.result)
    direction = found.direction(elements)
    if direction is None:
        raise Refused(Words("这次分析里没有这个方向。", "The analysis does not have this direction."))
    if variant and tuple(variant) not in direction.variants:
        raise Refused(Words("这次分析里没有这个换法。", "The analysis does not have this variant."), field="variant")
    difference = difference.strip()
    if variant:
        swap = f"{'＋'.join(direction.elements)} → {'＋'.join(variant)}"
        difference = f"{swap}\n{difference}".strip()
    if direction.fatigue == "tired" and not difference:
        said = Words(
            "这个方向做腻了，写清楚你的片子有什么不一样。",
            "This direction is tired: say what sets your property apart.",
        )
        raise Refused(said, field="difference")
    row: Choice = Choice.objects.create(
        of_property=of_property, elements=list(variant or direction.elements), fatigue=direction.fatigue,
        difference=difference,
        analysis=analysis, by=by, evidence=_evidence(direction, analysis, variant),
    )  # fmt: skip
    said = Words("《{p}》选定方向：{n}", "{p} is made on {n}").fill(p=of_property.name, n=direction.names)
    note("direction.chosen", said, by=by, link=row.get_absolute_url(), choice=row.pk, fatigue=direction.fatigue)
    return row


def _evidence(direction: DirectionSeen, analysis: Analysis, variant: Sequence[str]) -> dict[str, Any]:
    """What was known, as JSON (Any: as well)."""
    behind, count = rows_behind(analysis, direction.elements, most=ROWS)
    wanted = {*direction.elements, *variant}
    own = [e for e in analysis.result["elements"] if e["name"] in wanted]
    lists = HitList.objects.counted().values("original_name", "sha256")
    return {
        "direction": dict(direction.plain), "elements": own, "as_of": analysis.as_of.isoformat(),
        "window_days": analysis.window_days,
        "engine": analysis.engine, "mark": analysis.mark, "rows": count, "lists": list(lists),
        "behind": [{**asdict(r), "date": r.date.isoformat()} for r in behind],
    }  # fmt: skip


def _fitting(names: Sequence[str]) -> str:
    """As many names as a property's genres hold."""
    text = ""
    for name in names:
        more = f"{text} · {name}" if text else name
        if len(more) > GENRES_LONG:
            break
        text = more
    return text
