"""Gate 6: the last works each earned enough, the materials are complete, the works registered."""

from __future__ import annotations

from django.urls import reverse

from manju.catalogue.models import Property
from manju.filings.models import Certificate, Registration
from manju.portfolio.gates.evidence import Asked, Found, Item, Step, by_hand
from manju.portfolio.qualification import qualification
from manju.words import Words


def look(asked: Asked) -> Found:
    own = qualification(asked.demands)
    works = Item(
        Words("最近的作品分账过线", "The last works are over the line"), own.said, own.passed,
        "measured" if own.works else "missing", reverse("portfolio:risk") + "#qualified",
    )  # fmt: skip
    materials = by_hand(asked, "materials")
    registered = by_hand(asked, "registered")
    numbers = list(Certificate.objects.filter(of_property=asked.of_property).values_list("number", flat=True)[:3])
    if registered.hand is None and numbers:
        registered = Item(registered.name, Words("、".join(numbers), ", ".join(numbers)), True, "measured",
                          reverse("filings:registrations"))  # fmt: skip
    elif registered.hand is None and (under_way := _under_way(asked.of_property)):
        said = Words("{n} 件登记在办，还没有证书", "{n} under way, no certificate yet").fill(n=under_way)
        registered = Item(registered.name, said, False, "measured", reverse("filings:registrations"))
    items = (works, materials, registered)
    if not works.met:
        return Found(items, own.said, Step(Words("看分账", "See the revenue share"), reverse("revenue:money")))
    missing = [item.name for item in (materials, registered) if not item.met]
    if missing:
        why = Words("还缺：" + "、".join(n.zh for n in missing), "Missing: " + ", ".join(n.en for n in missing))
        return Found(items, why, asked.enter("licensing"))
    calendar = reverse("licensing:calendar", args=[asked.of_property.pk])
    return Found(
        items, Words("可以谈授权了", "Licensing may begin"), Step(Words("谈授权", "Negotiate licences"), calendar)
    )


def _under_way(of: Property) -> int:
    return Registration.objects.filter(of_property=of, state__in=("draft", "filed", "returned", "accepted")).count()
