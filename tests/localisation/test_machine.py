"""A translation goes on where it stopped, keeps what people wrote, and its key stays where it belongs."""

from __future__ import annotations

import json
import stat

import pytest

from factories import make_episode, make_property, make_subtitle_line, make_track
from localisation.conftest import Handle
from localisation.speaking import Answer, Asked, lines_as, model
from manju.jobs.registry import Transient
from manju.localisation import glossary, lines, translations
from manju.localisation.changing import Refused
from manju.localisation.jobs import translate_track
from manju.localisation.machine_key import has_key, key_of
from manju.localisation.models import SubtitleLine, SubtitleTrack, Term
from manju.media.errors import Cancelled, MediaError
from manju.people.models import AuditLine

pytestmark = [pytest.mark.db, pytest.mark.django_db]


def chinese_track(count: int = 3) -> SubtitleTrack:
    track = make_track(make_episode())
    for n in range(count):
        make_subtitle_line(track, start_ms=n * 3000, text=f"第{n}句，她回来了")
    return track


def ordered(source: SubtitleTrack, url: str, by, *, key: str = "") -> SubtitleTrack:
    translations.set_machine(base_url=url, model="m-1", key=key, by=by)
    return translations.order_translation(source, "en", by=by)[0]


def english(text: str) -> str:
    return "She is back"


def test_a_translation_stands_line_for_line_beside_its_source_unchecked(house, lin) -> None:
    source = chinese_track()
    with model(lines_as(english)) as there:
        track = ordered(source, there.url, lin)
        handle = Handle()
        translate_track.function(handle, track.pk)
    rows = list(track.live())
    assert [(r.text, r.origin, r.machine, r.is_checked) for r in rows] == [("She is back", "machine", "m-1", False)] * 3
    assert [r.translates_id for r in rows] == [x.pk for x in source.live()]
    assert [(r.start_ms, r.end_ms) for r in rows] == [(x.start_ms, x.end_ms) for x in source.live()]
    assert handle.said[-1][0] == 1.0
    assert handle.results == {"lines": 3, "untranslated": 0}


def test_a_killed_translation_goes_on_and_asks_for_nothing_twice(house, lin) -> None:
    source = chinese_track(20)
    with model(lines_as(english)) as there:
        track = ordered(source, there.url, lin)
        with pytest.raises(Cancelled):
            translate_track.function(Handle(stop_after=1), track.pk)
        assert track.live().count() == 16
        lines.edit_line(track.live()[0], seen=1, text="Back again", by=lin)
        translate_track.function(Handle(), track.pk)
        translate_track.function(Handle(), track.pk)
    assert [len(a.lines) for a in there.asked] == [16, 4]
    assert track.live().count() == 20
    assert track.live()[0].text == "Back again"


def test_a_line_without_a_usable_translation_stays_empty_and_is_tried_again(house, lin) -> None:
    source = chinese_track(1)
    answers = ["I'm sorry, but I can't help with that.", "I'm sorry, but I can't help with that.", "She is back"]

    def turn(asked: Asked) -> Answer:
        row = {"id": asked.lines[0]["id"], "text": answers[asked.number]}
        return Answer(text=json.dumps({"lines": [row]}))

    with model(turn) as there:
        track = ordered(source, there.url, lin)
        translate_track.function(Handle(), track.pk)
        [row] = track.live()
        assert (row.text, row.flags) == ("", ["refused"])
        translate_track.function(Handle(), track.pk)
    [row] = track.live()
    assert (row.text, row.flags, row.versions.count()) == ("She is back", [], 2)


def test_the_glossary_of_the_property_is_kept_to(house, lin) -> None:
    source = chinese_track(1)
    of = source.episode.season.work.of_property
    glossary.save_term(of, from_language="zh", to_language="en", source="她", target="Lin Wan", by=lin)
    with model(lines_as(english)) as there:
        track = ordered(source, there.url, lin)
        translate_track.function(Handle(), track.pk)
    assert there.asked[0].wanted["terms"] == [{"source": "她", "target": "Lin Wan"}]
    assert track.live()[0].flags == ["term"]


def test_faults_of_the_server_are_passing_or_not(house, lin) -> None:
    source = chinese_track(1)
    with model(lambda _: Answer(500)) as there:
        track = ordered(source, there.url, lin, key="s3cret")
        with pytest.raises(Transient) as passing:
            translate_track.function(Handle(), track.pk)
    with model(lambda _: Answer(401)) as there:
        translations.set_machine(base_url=there.url, model="m", key="s3cret", by=lin)
        with pytest.raises(MediaError) as refused:
            translate_track.function(Handle(), track.pk)
    assert refused.value.code == "key_refused"
    assert "s3cret" not in str(passing.value) + str(refused.value)


def test_subtitles_of_their_own_are_never_overwritten(house, lin) -> None:
    source = chinese_track(1)
    make_subtitle_line(make_track(source.episode, "en"), text="Typed by hand")
    with pytest.raises(Refused) as caught:
        ordered(source, "http://127.0.0.1:1/v1", lin)
    assert caught.value.code == "has_own"
    assert SubtitleLine.objects.filter(text="Typed by hand", removed_at=None).exists()


def test_a_translation_needs_a_machine_lines_and_another_language(house, lin) -> None:
    source = chinese_track(1)
    for language, code in (("en", "machine_missing"), ("zh", "same_language"), ("xx", "language_unknown")):
        with pytest.raises(Refused) as caught:
            translations.order_translation(source, language, by=lin)
        assert caught.value.code == code
        if code == "machine_missing":
            translations.set_machine(base_url="http://127.0.0.1:1/v1", model="m", key="", by=lin)
    with pytest.raises(Refused) as caught:
        translations.order_translation(make_track(make_episode()), "en", by=lin)
    assert caught.value.code == "no_lines"


def test_the_key_is_in_a_file_of_its_owner_and_nowhere_else(house, lin) -> None:
    translations.set_machine(base_url="http://127.0.0.1:1/v1/", model="m", key=" s3cret ", by=lin)
    assert key_of(house.pk) == "s3cret"
    from django.conf import settings

    [file] = (settings.HOME / "keys").iterdir()
    assert stat.S_IMODE(file.stat().st_mode) == 0o600
    assert "s3cret" not in str(list(AuditLine.objects.values()))
    translations.set_machine(base_url="http://127.0.0.1:1/v1", model="m2", key="", by=lin)
    assert key_of(house.pk) == "s3cret"


def test_a_key_is_never_sent_to_another_server_than_it_was_given_for(house, lin) -> None:
    translations.set_machine(base_url="http://127.0.0.1:1/v1", model="m", key="s3cret", by=lin)
    translations.set_machine(base_url="http://127.0.0.1:2/v1", model="m", key="", by=lin)
    assert not has_key(house.pk)


@pytest.mark.parametrize("url", ["file:///etc/passwd", "http://u:p@x/v1", ""])
def test_an_impossible_address_is_refused(house, lin, url) -> None:
    with pytest.raises(Refused) as caught:
        translations.set_machine(base_url=url, model="m", key="", by=lin)
    assert caught.value.code == "address_impossible"


def test_terms_are_stored_once_per_word_and_pair(house, lin) -> None:
    of = make_property()
    for target in ("Night Lamp", "Night Lamp | the Lamp"):
        glossary.save_term(of, from_language="zh", to_language="en", source="长夜灯", target=target, by=lin)
    assert Term.objects.get().rule.targets == ("Night Lamp", "the Lamp")
    cases = {"word_missing": {"source": " "}, "same_language": {"to_language": "zh"}}
    cases["forbids_itself"] = {"forbidden": "lamp"}
    for code, wrong in cases.items():
        given = {"from_language": "zh", "to_language": "en", "source": "灯", "target": "Lamp", **wrong}
        with pytest.raises(Refused) as caught:
            glossary.save_term(of, **given, by=lin)
        assert caught.value.code == code
    glossary.remove_term(Term.objects.get(), by=lin)
    assert Term.objects.count() == 0
