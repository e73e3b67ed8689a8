"""The watermark key is made once, read by all, and never quietly replaced."""

from __future__ import annotations

import logging
from concurrent.futures import ThreadPoolExecutor
from stat import S_IMODE

import pytest

from factories import make_studio
from manju.copies.actions import issue
from manju.copies.keys import _made, key_path, secret_of
from manju.copies.models import Copy, RegisteredMaster, WatermarkKey
from manju.media.errors import MediaError
from manju.people.models import AuditLine, Studio
from manju.people.scope import in_studio

pytestmark = [pytest.mark.db, pytest.mark.django_db]


def test_a_key_is_made_once_and_only_its_owner_can_read_it(studio: Studio) -> None:
    secret = secret_of(studio)
    assert len(secret) == 32
    assert secret_of(studio) == secret
    assert S_IMODE(key_path(studio.pk).stat().st_mode) == 0o600
    assert S_IMODE(key_path(studio.pk).parent.stat().st_mode) == 0o700
    assert AuditLine.objects.filter(verb="watermark_key.made").count() == 1


def test_studios_have_keys_of_their_own(studio: Studio) -> None:
    assert secret_of(studio) != secret_of(make_studio("长风", "Longwind"))


def test_the_row_and_the_log_do_not_give_the_key_away(studio: Studio, caplog: pytest.LogCaptureFixture) -> None:
    caplog.set_level(logging.DEBUG)
    secret = secret_of(studio)
    row = WatermarkKey.objects.get()
    line = AuditLine.objects.get(verb="watermark_key.made")
    for text in (row.check_sha256, str(line.details), line.what_en, caplog.text):
        assert secret.hex() not in text


def test_many_at_once_agree_on_one_key(studio: Studio) -> None:
    path = key_path(studio.pk)
    with ThreadPoolExecutor(16) as pool:
        assert len(set(pool.map(lambda _: _made(path), range(64)))) == 1


def test_a_lost_key_is_said_and_not_made_anew(studio: Studio) -> None:
    secret_of(studio)
    key_path(studio.pk).unlink()
    with pytest.raises(MediaError) as lost:
        secret_of(studio)
    assert lost.value.code == "key_lost"
    assert str(key_path(studio.pk)) in lost.value.hint.en
    assert not key_path(studio.pk).exists()


def test_copies_without_a_key_are_said_too(studio: Studio, master: RegisteredMaster) -> None:
    issue(master, ["抖音"], by=None)
    key_path(studio.pk).unlink()
    for wanted in (lambda: secret_of(studio), lambda: issue(master, ["B 站"], by=None)):
        with pytest.raises(MediaError) as lost:
            wanted()
        assert lost.value.code == "key_lost"
    WatermarkKey.objects.all().delete()  # a database put together by hand
    with pytest.raises(MediaError) as lost:
        secret_of(studio)
    assert lost.value.code == "key_lost"
    assert not key_path(studio.pk).exists()
    assert Copy.objects.count() == 1


@pytest.mark.parametrize("content", ["abc", "g" * 64, "0" * 63, "0" * 65])
def test_a_damaged_key_is_said_without_showing_it(studio: Studio, content: str) -> None:
    secret_of(studio)
    key_path(studio.pk).write_text(content)
    with pytest.raises(MediaError) as damaged:
        secret_of(studio)
    assert damaged.value.code == "key_damaged"
    assert content not in damaged.value.message.en + damaged.value.hint.en
    assert key_path(studio.pk).read_text() == content


def test_another_studios_key_in_its_place_is_noticed(studio: Studio) -> None:
    secret_of(studio)
    other = make_studio("长风", "Longwind")
    secret_of(other)
    key_path(studio.pk).write_bytes(key_path(other.pk).read_bytes())
    with pytest.raises(MediaError) as wrong:
        secret_of(studio)
    assert wrong.value.code == "key_not_the_studios"


def test_the_key_does_not_depend_on_the_scope(studio: Studio) -> None:
    secret = secret_of(studio)
    with in_studio(make_studio("长风", "Longwind")):
        assert secret_of(studio) == secret
