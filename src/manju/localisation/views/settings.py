"""The glossary of a property, and where the studio has translations made."""

from __future__ import annotations

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.http import require_http_methods, require_POST

from manju.catalogue.models import Property
from manju.localisation import glossary, translations
from manju.localisation.changing import Refused
from manju.localisation.machine_key import has_key, key_of
from manju.localisation.models import Machine, Term
from manju.localisation.translating import Server, ServerDown, ServerRefuses, models_of
from manju.localisation.views.asked import user_of
from manju.media.languages import LANGUAGE_NAMES
from manju.people.access import may, may_view, member_of, require
from manju.words import Words, say


@may_view("see")
@require_http_methods(["GET", "HEAD", "POST"])
def terms(request: HttpRequest, pk: int) -> HttpResponse:
    """The terms of a property; a POST adds one, or changes the one for the same word."""
    of: Property = get_object_or_404(Property.objects, pk=pk)
    problem: Refused | None = None
    typed = request.POST
    if request.method == "POST":
        require(member_of(request), "localise")
        try:
            glossary.save_term(
                of, from_language=typed.get("from", ""), to_language=typed.get("to", ""), by=user_of(request),
                source=typed.get("source", ""), target=typed.get("target", ""), forbidden=typed.get("forbidden", ""),
                remark=typed.get("note", ""), case=typed.get("case") == "1",
            )  # fmt: skip
        except Refused as why:
            problem = why
        else:
            return redirect("localisation:terms", pk)
    context = {
        "property": of, "terms": Term.objects.filter(of_property=of), "problem": problem, "typed": typed,
        "languages": list(LANGUAGE_NAMES.items()), "may_localise": may(member_of(request), "localise"),
        "offered": glossary.offered_by_bible(of), "from_tag": typed.get("from", "zh"), "to_tag": typed.get("to", "en"),
    }  # fmt: skip
    return render(request, "localisation/terms.html", context, status=422 if problem else 200)


@may_view("localise")
@require_POST
def terms_from_bible(request: HttpRequest, pk: int) -> HttpResponse:
    """Take the bible's words for translators into the glossary."""
    of: Property = get_object_or_404(Property.objects, pk=pk)
    try:
        count = glossary.take_from_bible(of, by=user_of(request))
    except Refused as why:
        messages.error(request, str(why.message))
    else:
        messages.success(request, say("从圣经取来 {n} 条。", "Taken from the bible: {n}.", n=count))
    return redirect("localisation:terms", pk)


@may_view("localise")
@require_POST
def term_remove(request: HttpRequest, pk: int) -> HttpResponse:
    row: Term = get_object_or_404(Term.objects, pk=pk)
    of = row.of_property_id
    glossary.remove_term(row, by=user_of(request))
    messages.success(request, say("术语删掉了。", "The term is removed."))
    return redirect("localisation:terms", of)


@may_view("see")
@require_http_methods(["GET", "HEAD", "POST"])
def machine(request: HttpRequest) -> HttpResponse:
    """Address, model and key of the translation server. The key is taken, never shown."""
    me = member_of(request)
    problem: Refused | None = None
    typed = request.POST
    row = Machine.objects.first()
    if request.method == "POST":
        require(me, "decide")
        try:
            row = translations.set_machine(
                base_url=typed.get("base-url", ""), model=typed.get("model", ""), key=typed.get("key", ""), by=me.user,
                drop_key=typed.get("drop-key") == "1",
            )  # fmt: skip
        except Refused as why:
            problem = why
        else:
            _try(request, Server(row.base_url, row.model, key_of(me.studio_id), timeout_s=5))
            return redirect("localisation:machine")
    context = {
        "machine": row, "has_key": has_key(me.studio_id), "may_decide": may(me, "decide"), "problem": problem,
        "base_url": typed.get("base-url", row.base_url if row else ""), "tab": "machine",
        "model": typed.get("model", row.model if row else ""),
    }  # fmt: skip
    return render(request, "localisation/machine.html", context, status=422 if problem else 200)


def _try(request: HttpRequest, server: Server) -> None:
    """Ask the server for its models and say what came of it; the setting is kept either way."""
    try:
        names = models_of(server)
    except ServerRefuses as why:
        messages.warning(request, str(Words(f"已保存。{why.message.zh}{why.hint.zh}",
                                            f"Saved. {why.message.en} {why.hint.en}")))  # fmt: skip
    except ServerDown:
        messages.warning(request, say("已保存，但现在连不上这个地址。", "Saved, but the address does not answer now."))
    else:
        if server.model in names or not names:
            messages.success(request, say("已保存，服务有应答。", "Saved; the server answers."))
        else:
            words = Words(
                "已保存，但服务上没有这个模型。它有：{n}", "Saved, but the server has no such model. It has: {n}"
            )
            said = str(words.fill(n=", ".join(names[:8])))
            messages.warning(request, said)
