"""Checking a script against the bible: drop a file, see what contradicts the sheets, scene by scene."""

from __future__ import annotations

from dataclasses import dataclass
from itertools import groupby
from typing import Any, Final

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_http_methods

from manju.bible.reading import draft, has_draft
from manju.bible.views.asked import context_of, property_of
from manju.catalogue.models import Property
from manju.money.errors import InputError
from manju.people.access import may_view
from manju.words import Said, Words

__all__ = ["check"]

SIZE_MAX: Final = 8 * 1024**2  # a script of thirty episodes has under 1 MB
SHOWN_MOST: Final = 1000
RULES: Final = {
    "unknown_character": Words("不认识的人", "unknown name"), "dead_speaker": Words("死了还说话", "speaks when dead"),
    "unborn_speaker": Words("还没出生", "not yet born"), "never_says": Words("不会说的话", "would never say it"),
    "foreign_catch_phrase": Words("别人的口头禅", "another's catch phrase"),
    "sentence_length": Words("句子太长", "sentence too long"),
    "timeline_order": Words("日子倒了", "dates run backwards"),
    "timeline_event": Words("事件对不上", "event out of place"), "timeline_age": Words("岁数不对", "wrong age"),
    "relation_term": Words("称呼不对", "wrong term of address"),
}  # fmt: skip


@dataclass(frozen=True, slots=True)
class Found:
    """A finding as the page shows it."""

    line: int
    rule_name: Words
    message: Words
    near: str
    tone: str
    icon: str


@may_view("see")
@require_http_methods(["GET", "HEAD", "POST"])
def check(request: HttpRequest, pk: int) -> HttpResponse:
    """Hold a script that was brought against the draft; the file is not kept."""
    of = property_of(pk)
    context = context_of(request, of, tab="check") | {"begun": has_draft(of)}
    if request.method == "POST" and context["begun"]:
        try:
            context |= _checked(request, of)
        except Said as why:
            context |= {"problem": why.message, "hint": why.hint}
    return render(request, "bible/check.html", context, status=422 if "problem" in context else 200)


def _checked(request: HttpRequest, of: Property) -> dict[str, Any]:  # Any: a template's context
    from manju.story.continuity import check as hold_against
    from manju.story.script_file import read_script

    file = request.FILES.get("script")
    if file is None or (file.size or 0) > SIZE_MAX:
        raise InputError(
            "no_script",
            Words("没有选文件，或文件超过 8 MB。", "No file was chosen, or it is over 8 MB."),
            Words("选一份 Fountain 或 .fdx 剧本。", "Choose a Fountain or .fdx script."),
        )
    script = read_script(file.read(), name=file.name or "script")
    findings = hold_against(script, draft(of))
    scenes = [
        (scene, heading, [
            Found(f.line, RULES[f.rule.value], f.message, str(Words("、", ", ")).join(f.near[:3]),
                  *(("bad", "stop") if f.severity.value == "error" else ("warn", "warn")))
            for f in held
        ])
        for (scene, heading), held in groupby(findings[:SHOWN_MOST], key=lambda f: (f.scene, f.heading))
    ]  # fmt: skip
    count = sum(scene.number > 0 for scene in script.scenes())
    return {"checked": True, "findings": findings, "scenes": scenes, "scene_count": count, "name": file.name}
