"""The glossary of a property: how its names and words are translated."""

from __future__ import annotations

from dataclasses import dataclass

from django.db import transaction

from manju.bible.reading import draft
from manju.catalogue.models import Property
from manju.localisation.changing import Refused
from manju.localisation.models import Term, parted
from manju.localisation.tracks import known_language
from manju.media.languages import LANGUAGE_NAMES
from manju.people.audit import note
from manju.people.models import User
from manju.words import Words


@transaction.atomic
def save_term(
    of_property: Property, *, from_language: str, to_language: str, source: str, target: str, by: User,
    forbidden: str = "", remark: str = "", case: bool = False,
) -> Term:  # fmt: skip
    """Add a term, or change the one for the same word and pair of languages.

    Raises:
        Refused: `language_unknown`, `same_language`, `word_missing`, `forbids_itself`.
    """
    known_language(from_language)
    known_language(to_language)
    if from_language == to_language:
        raise Refused("same_language", Words("选两种不同的语言。", "Choose two different languages."))
    word, targets, never = " ".join(source.split())[:80], parted(target), parted(forbidden)
    if not word or not targets:
        raise Refused("word_missing", Words("原词和译法都要写。", "Write both the word and its translation."))
    if set(map(str.casefold, targets)) & set(map(str.casefold, never)):
        raise Refused("forbids_itself", Words("同一个译法不能既用又禁。", "A form cannot be both used and forbidden."))
    row: Term
    row, is_new = Term.objects.update_or_create(
        of_property=of_property, from_language=from_language, to_language=to_language, source=word,
        defaults={"target": " | ".join(targets)[:240], "forbidden": " | ".join(never)[:240],
                  "note": remark.strip()[:240], "case": case, "made_by": by},
    )  # fmt: skip
    said = Words("加术语：{t}", "Added a term: {t}") if is_new else Words("改术语：{t}", "Changed a term: {t}")
    note("term.saved", said.fill(t=row), by=by, link=of_property.get_absolute_url(), term=row.pk)
    return row


@dataclass(frozen=True, slots=True)
class Offered:
    """A word of the property's bible that the subtitles' glossary does not have yet."""

    source: str
    target: str
    from_language: str
    to_language: str
    remark: str


def offered_by_bible(of_property: Property) -> list[Offered]:
    """The bible's words for translators, a line for each language; known words and unknown languages are left out."""
    bible = draft(of_property)
    spoken = (bible.language or "zh").split("-")[0]
    have = set(Term.objects.filter(of_property=of_property).values_list("source", "from_language", "to_language"))
    found = [
        Offered(" ".join(term.source.split())[:80], target, spoken, language, term.note)
        for term in bible.glossary
        for language, target in term.target.items()
        if term.source.strip() and target.strip() and language != spoken and {spoken, language} <= set(LANGUAGE_NAMES)
    ]
    return [one for one in found if (one.source, one.from_language, one.to_language) not in have]


@transaction.atomic
def take_from_bible(of_property: Property, *, by: User) -> int:
    """Take the bible's words into the glossary of the subtitles; those that are there stay as they are. How many."""
    offered = offered_by_bible(of_property)
    for one in offered:
        save_term(
            of_property, from_language=one.from_language, to_language=one.to_language, source=one.source,
            target=one.target, remark=one.remark, by=by,
        )  # fmt: skip
    return len(offered)


@transaction.atomic
def remove_term(term: Term, *, by: User) -> None:
    """Take a term out of the glossary."""
    said = Words("删术语：{t}", "Removed a term: {t}").fill(t=term)
    note("term.removed", said, by=by, link=term.of_property.get_absolute_url(), term=term.pk)
    term.delete()
