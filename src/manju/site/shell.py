"""What every page's frame needs: language, theme, member, the rail with its counts, open jobs."""

from __future__ import annotations

from dataclasses import dataclass

from django.http import HttpRequest
from django.urls import reverse

from manju import words
from manju.jobs.models import open_count
from manju.people.models import Member
from manju.words import Words

THEME_COOKIE = "manju_theme"


@dataclass(frozen=True, slots=True)
class Entry:
    """One room in the rail: where it leads, which addresses belong to it, whether it is where one is."""

    word: Words
    icon: str
    address: str
    current: bool


RAIL: tuple[tuple[Words, str, str, tuple[str, ...]], ...] = (
    (Words("今日", "Today"), "today", "site:today", ("site", "alerts")),
    (Words("片单", "Slate"), "slate", "portfolio:slate", ("portfolio",)),
    (Words("选题", "Topics"), "topics", "topics:map", ("topics",)),
    (
        Words("IP", "Properties"),
        "property",
        "catalogue:properties",
        ("catalogue", "bible", "production", "localisation", "launch"),
    ),
    (Words("分发", "Distribution"), "distribution", "distribution:deliverables", ("distribution",)),
    (Words("保护", "Protection"), "shield", "protection:findings", ("protection", "filings")),
    (Words("授权", "Licensing"), "file", "licensing:home", ("licensing",)),
    (Words("钱", "Money"), "money", "revenue:money", ("revenue", "royalties")),
    (Words("任务", "Jobs"), "jobs", "jobs:list", ("jobs",)),
)
DOCK = 4  # so many stand in the dock of a phone; the others behind "more"
FOOT = (
    Words("工作室", "Studio"),
    "studio",
    "people:studio",
    ("people", "localisation:machine", "alerts:destinations", "alerts:destination", "alerts:add", "production:tools"),
)


def shell(request: HttpRequest) -> dict[str, object]:
    """Context of `site/page.html`; cheap: one count for a logged-in member, nothing for others."""
    member: Member | None = getattr(request, "member", None)
    theme = member.user.theme if member else request.COOKIES.get(THEME_COOKIE, "")
    context: dict[str, object] = {
        "language": words.language(),
        "html_lang": "en" if words.language() == "en" else "zh-CN",
        "theme": theme if theme in ("light", "dark") else "",
        "member": member,
        "studio": member.studio if member else None,
    }
    if member is not None:
        match = request.resolver_match
        # a page of another room that is reached from the studio's settings belongs to these
        place = match.view_name if match and match.view_name in FOOT[3] else match.app_name if match else ""
        rail, foot = [_entry(e, place) for e in RAIL], _entry(FOOT, place)
        context |= {"rail": rail, "rail_foot": foot, "dock": rail[:DOCK], "dock_more": [*rail[DOCK:], foot]}
        context["dock_elsewhere"] = any(entry.current for entry in (*rail[DOCK:], foot))
        context["open_jobs"] = open_count()
    return context


def _entry(row: tuple[Words, str, str, tuple[str, ...]], place: str) -> Entry:
    word, icon, address, places = row
    return Entry(word, icon, reverse(address), place in places)
