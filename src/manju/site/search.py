"""Search and jump: properties, works, episodes, deliverables and members of the studio, by any part of a name."""

from __future__ import annotations

import re
from dataclasses import dataclass

from django.db.models import Q
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse

from manju.bible.actions import title_of
from manju.bible.models import Sheet
from manju.catalogue.models import Episode, Property, Work
from manju.filings.models import Registration
from manju.licensing.models import Contract
from manju.media.channels import profiles
from manju.people.access import may_view
from manju.people.models import Member
from manju.production.models import Paper
from manju.protection.models import Case, Finding
from manju.seals.models import EvidenceItem
from manju.words import Words

EACH = 6


@dataclass(frozen=True, slots=True)
class Hit:
    icon: str
    name: str
    where: str
    address: str


@may_view("see")
def search(request: HttpRequest) -> HttpResponse:
    """The palette's list when htmx asks, a page of its own otherwise (works without JavaScript)."""
    words = request.GET.get("q", "").strip()[:80]
    found = [(title, hits) for title, hits in _groups(words) if hits]
    context = {"q": words, "groups": found}
    if request.headers.get("HX-Request"):
        return render(request, "site/_found.html", context)
    return render(request, "site/search.html", context)


def _groups(q: str) -> list[tuple[Words, list[Hit]]]:
    properties = Property.objects.filter(Q(name_zh__icontains=q) | Q(name_en__icontains=q))
    works = Work.objects.filter(Q(title_zh__icontains=q) | Q(title_en__icontains=q)).select_related("of_property")
    episodes = Episode.objects.filter(_episode(q)).select_related("season__work").order_by("-pk")
    groups = [
        (
            Words("IP", "Properties"),
            [Hit("property", str(p.name), str(p.genres), p.get_absolute_url()) for p in properties[:EACH]],
        ),
        (
            Words("作品", "Works"),
            [Hit("slate", str(w.title), str(w.of_property.name), w.get_absolute_url()) for w in works[:EACH]],
        ),
        (
            Words("集", "Episodes"),
            [
                Hit("play", str(e.name), f"{e.season.work.title} {e.season.name}", e.get_absolute_url())
                for e in episodes[:EACH]
            ],
        ),
    ]
    if q:
        members = Member.objects.filter(Q(user__name__icontains=q) | Q(user__email__icontains=q)).select_related("user")
        channels = [p for p in profiles().values() if q.lower() in f"{p.name} {p.title.zh} {p.title.en}".lower()]
        found = Finding.objects.filter(_finding(q)).select_related("job")
        cases = Case.objects.filter(Q(title__icontains=q) | Q(account__icontains=q) | Q(url__icontains=q))
        sheets = Sheet.objects.filter(part__in=["character", "world", "event"], removed_at=None, called__icontains=q)
        of_channel = reverse("distribution:deliverables")
        of_studio = reverse("people:studio")
        groups += [
            (
                Words("圣经", "Bibles"),
                [
                    Hit(
                        "person" if s.part == "character" else "property",
                        str(title_of(s.part, s.content)),
                        str(s.of_property.name),
                        s.get_absolute_url(),
                    )
                    for s in sheets.select_related("of_property").order_by("part", "position")[:EACH]
                ],
            ),
            (
                Words("渠道", "Channels"),
                [Hit("distribution", str(p.title), p.shape, f"{of_channel}?channel={p.name}") for p in channels[:EACH]],
            ),
            (
                Words("找到的文件", "Found files"),
                [Hit("shield", f.name, str(f.look.word), f.get_absolute_url()) for f in found[:EACH]],
            ),
            (
                Words("案件", "Cases"),
                [Hit("shield", c.title, str(c.where), c.get_absolute_url()) for c in cases[:EACH]],
            ),
            (
                Words("证据", "Evidence"),
                [Hit("shield", e.title or e.name, str(e.kind_name), e.get_absolute_url()) for e in _evidence(q)],
            ),
            (
                Words("登记", "Registrations"),
                [
                    Hit("shield", r.title, f"{r.kind_name} {r.look.word}", r.get_absolute_url())
                    for r in _registrations(q)
                ],
            ),
            (
                Words("合同", "Contracts"),
                [Hit("file", c.title, c.partner, c.get_absolute_url()) for c in _contracts(q)],
            ),
            (
                Words("剧本和分镜", "Scripts and storyboards"),
                [Hit("file", p.title, str(p.of_property.name), p.get_absolute_url()) for p in _papers(q)],
            ),
            (
                Words("成员", "Members"),
                [Hit("person", m.user.name, str(m.role_name), of_studio) for m in members[:EACH]],
            ),
        ]
    return groups


def _evidence(q: str) -> list[EvidenceItem]:
    """What is on record, by title, by name or by the first digits of its SHA-256."""
    digits = re.fullmatch(r"[0-9a-fA-F]{6,64}", q)
    wanted = Q(sha256__startswith=q.lower()) if digits else Q(title__icontains=q) | Q(name__icontains=q)
    return list(EvidenceItem.objects.filter(wanted).order_by("-pk")[:EACH])


def _registrations(q: str) -> list[Registration]:
    """Registrations by title, office's number or certificate."""
    named = Q(title__icontains=q) | Q(application_number__icontains=q) | Q(certificate__number__icontains=q)
    return list(Registration.objects.filter(named).order_by("-pk")[:EACH])


def _contracts(q: str) -> list[Contract]:
    """Contracts by title or by partner."""
    return list(Contract.objects.filter(Q(title__icontains=q) | Q(partner__icontains=q)).order_by("-pk")[:EACH])


def _papers(q: str) -> list[Paper]:
    """Scripts and storyboards by title."""
    return list(Paper.objects.filter(title__icontains=q).select_related("of_property").order_by("-pk")[:EACH])


def _finding(q: str) -> Q:
    to = Q(issued__recipient__icontains=q) | Q(picture_copy__recipient__icontains=q)
    return Q(name__icontains=q) | to


def _episode(q: str) -> Q:
    """By title, by the work's name, or by number: `第 7 集`, `7`, `ep7`."""
    named = Q(title_zh__icontains=q) | Q(title_en__icontains=q) | Q(season__work__title_zh__icontains=q)
    number = re.fullmatch(r"(?:第\s*|ep?\.?\s*)?(\d{1,4})(?:\s*集)?", q, re.IGNORECASE)
    return named | Q(number=int(number.group(1))) if number else named
