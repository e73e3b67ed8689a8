"""The gate and the watching pages with figures in them, in a real browser: axe, both languages, phone."""

from __future__ import annotations

import pytest

from bench.test_pages import VIEWS, faults
from factories import make_member, make_studio
from manju.catalogue.models import Work
from manju.launch.ruling import rule
from manju.launch.standing import season_of
from manju.people.scope import in_studio
from watched import live_launches

pytestmark = [pytest.mark.browser, pytest.mark.slow, pytest.mark.django_db(transaction=True)]


def test_gate_and_watching_are_sound_in_both_languages_and_on_a_phone(as_reader) -> None:
    studio = make_studio("Lamplight", "Lamplight")
    owner = make_member(studio, name="Lin")
    with in_studio(studio):
        live_launches()
        going, collecting, slid = Work.objects.order_by("pk")
        rule(season_of(collecting), says="GO", why="Readers ask for it", by=owner.user)
        Work.objects.update(title_zh="Night lamp", title_en="Night lamp")
    pages = [f"/works/{going.pk}/gate/", f"/works/{collecting.pk}/gate/?metric=engagement", "/watching/",
             f"/works/{slid.pk}/watching/"]  # fmt: skip
    wrong = {}
    for language in ("zh", "en"):
        theme, width = VIEWS[language][0]
        page = as_reader(owner, language=language, theme=theme, width=width).new_page()
        wrong |= {(path, language): bad for path in pages if (bad := faults(page, path, language=language))}
    assert wrong == {}
