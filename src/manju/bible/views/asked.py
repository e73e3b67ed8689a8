"""What every page of a bible needs: its property, its tabs, who asks."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from django.http import HttpRequest
from django.shortcuts import get_object_or_404
from django.urls import reverse

from manju.bible.models import BibleVersion, Sheet
from manju.catalogue.models import Property
from manju.people.access import may, member_of
from manju.people.models import User
from manju.words import Words

__all__ = ["Tab", "context_of", "property_of", "user_of"]

TABS = (
    ("overview", Words("总览", "Overview"), ""), ("head", Words("梗概", "Story"), "head"),
    ("characters", Words("人物", "Characters"), "character"), ("relations", Words("关系", "Relations"), "relation"),
    ("world", Words("世界观", "World"), "world"), ("timeline", Words("时间线", "Timeline"), "event"),
    ("conflicts", Words("冲突", "Conflicts"), "conflict"), ("glossary", Words("术语", "Glossary"), "term"),
    ("versions", Words("版本", "Versions"), "versions"), ("hand_off", Words("交出去", "Hand off"), "hand_off"),
    ("check", Words("查剧本", "Check a script"), "check"),
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class Tab:
    word: Words
    address: str
    current: bool
    count: int | None


def property_of(pk: int) -> Property:
    found: Property = get_object_or_404(Property.objects, pk=pk)
    return found


def user_of(request: HttpRequest) -> User:
    return member_of(request).user


def context_of(request: HttpRequest, of: Property, *, tab: str) -> dict[str, Any]:  # Any: a template's context
    """The frame of a page: tabs with their counts."""
    counts: dict[str, int] = {}
    for part in Sheet.objects.filter(of_property=of, removed_at=None).values_list("part", flat=True):
        counts[part] = counts.get(part, 0) + 1
    counts["versions"] = BibleVersion.objects.filter(of_property=of).count()
    tabs = [
        Tab(
            word, reverse(f"bible:{name}", args=[of.pk]), name == tab, counts.get(part, 0) if part in _COUNTED else None
        )
        for name, word, part in TABS
    ]
    return {"property": of, "tabs": tabs, "may_make": may(member_of(request), "make"), "tab": tab}


_COUNTED = {"character", "relation", "world", "event", "conflict", "term", "versions"}
