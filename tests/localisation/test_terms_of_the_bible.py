"""The bible's words for translators go into the subtitles' glossary, once, and without changing what is there."""

from __future__ import annotations

import pytest

import factories as make
from bibled import bible
from manju.bible.actions import import_document
from manju.localisation.glossary import offered_by_bible, save_term, take_from_bible
from manju.localisation.models import Term
from manju.people.scope import in_studio

pytestmark = [pytest.mark.django_db]


def test_words_of_the_bible_are_taken_once_and_known_ones_stay() -> None:
    owner = make.make_member(make.make_studio())
    words = [
        {"source": "及笄", "target": {"en": "hairpin rite", "tlh": "no language of ours"}, "note": "十五岁"},
        {"source": "御史台", "target": {"en": "the Censorate", "es": "el Censorado"}},
        {"source": "空", "target": {"en": " "}},
    ]
    with in_studio(owner.studio_id):
        of = import_document(None, bible(glossary=words), {}, by=owner.user).of_property
        save_term(of, from_language="zh", to_language="en", source="御史台", target="Censorate", by=owner.user)
        assert [(o.source, o.to_language) for o in offered_by_bible(of)] == [("及笄", "en"), ("御史台", "es")]
        assert take_from_bible(of, by=owner.user) == 2
        assert take_from_bible(of, by=owner.user) == 0
        found = sorted(Term.objects.values_list("source", "to_language", "target"))
    assert found == [("及笄", "en", "hairpin rite"), ("御史台", "en", "Censorate"), ("御史台", "es", "el Censorado")]
