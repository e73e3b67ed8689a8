"""Evidence is recorded once, hashed as it is, never changed; rooms learn how far it has come."""

from __future__ import annotations

import hashlib
from collections.abc import Callable
from pathlib import Path

import pytest
from django.db import IntegrityError, connection, transaction
from django.utils import timezone

from factories import make_property, make_studio
from manju.jobs.models import Job
from manju.people.models import Studio
from manju.people.scope import NoScope, in_studio
from manju.seals.guards import KEPT
from manju.seals.models import EvidenceItem
from manju.seals.recording import record, record_bytes, seal_soon, standing
from manju.seals.sealing import seal_waiting
from manju.seals.texts import file_name
from seals.conftest import MADE

pytestmark = pytest.mark.db
Written = Callable[..., EvidenceItem]


def test_a_document_is_kept_with_both_digests_under_the_media_folder(studio: Studio, media: Path, written: Written):
    item = written("abc", name="第1集.fountain")
    assert (item.sha256, item.size_bytes) == (hashlib.sha256(b"abc").hexdigest(), 3)
    assert item.sm3 == "66c7f0f462eeedd9d1f2d46bdc10e4e24167c4875cf2f7a2297da02b8f4ba8e0"
    assert item.path is not None
    assert item.path.read_bytes() == b"abc"
    assert item.file == f"evidence/{studio.pk}/{item.sha256}.fountai"[: len(item.file)]
    assert standing([item])[item.pk].state == "waiting"


def test_the_same_bytes_of_the_same_kind_and_page_are_recorded_once(studio: Studio, written: Written):
    first = written("abc", link="/episodes/1/")
    assert written("abc", link="/episodes/1/", title="another").pk == first.pk
    others = {written("abc", link="/episodes/2/").pk, written("abc", link="/episodes/1/", kind="storyboard").pk}
    assert len(others | {first.pk}) == EvidenceItem.objects.count() == 3


def test_a_file_of_the_media_folder_is_not_copied(studio: Studio, media: Path):
    place = media / "masters" / "ep01.mp4"
    place.parent.mkdir(parents=True)
    place.write_bytes(b"film")
    item = record(place, name="ep01.mp4", title="长夜灯", author="", origin="rendered", kind="master", made_at=MADE,
                  of_property=make_property(), by=None)  # fmt: skip
    assert item.file == "masters/ep01.mp4"
    assert [p.name for p in media.iterdir()] == ["masters"]


def test_names_that_no_database_holds_are_recorded_as_codes(studio: Studio, written: Written):
    item = written(name="人\udcff物\x00\n.png", title="x" * 300)
    assert (item.name, len(item.title)) == ("人\\xff物.png", 200)
    assert file_name("a/b:*?.png") == "a_b___.png"


def test_what_was_recorded_is_neither_changed_nor_deleted(studio: Studio, written: Written):
    item = written()
    seal_waiting(by=None, occasion="daily")
    for change in (
        lambda: EvidenceItem.objects.filter(pk=item.pk).update(author="somebody else"),
        item.leaf.delete,
        item.leaf.batch.entry.delete,
    ):
        with pytest.raises(IntegrityError, match="append-only"), transaction.atomic():
            change()
    assert EvidenceItem.objects.get().author == "许愿"


def test_every_table_of_evidence_has_its_triggers(studio: Studio):
    tables = set(connection.introspection.table_names())
    assert set(KEPT) <= tables
    with connection.cursor() as cursor:
        if connection.vendor == "postgresql":
            cursor.execute("SELECT count(*) FROM pg_trigger WHERE tgname LIKE 'seals_%_kept'")
            assert cursor.fetchone()[0] == len(KEPT)
        else:
            cursor.execute("SELECT count(*) FROM sqlite_master WHERE type = 'trigger' AND tbl_name LIKE 'seals_%'")
            assert cursor.fetchone()[0] == 2 * len(KEPT)


def test_another_studio_sees_none_of_it_and_can_seal_none_of_it(studio: Studio, written: Written):
    item = written()
    with in_studio(make_studio("别家", "Others")):
        assert seal_waiting(by=None, occasion="daily") is None
        assert standing([item.pk]) == {}
        with pytest.raises(NoScope):
            item.save()
    assert standing([item])[item.pk].state == "waiting"


def test_asking_twice_for_the_seal_of_the_same_items_is_one_job(studio: Studio, written: Written):
    assert seal_soon(by=None) is None
    written("one")
    first, again = seal_soon(by=None), seal_soon(by=None)
    written("two")
    third = seal_soon(by=None)
    assert (first, again) == (again, first)
    assert [job.key for job in Job.objects.order_by("created_at")] == [first.key, third.key]


def test_the_standing_of_many_items_is_one_query(studio: Studio, written: Written, django_assert_num_queries):
    items = [written("sealed"), written("too")]
    batch = seal_waiting(by=None, occasion="publish")
    items.append(written("waits"))
    with django_assert_num_queries(1):
        found = standing(items)
    assert [found[i.pk].state for i in items] == ["own_log", "own_log", "waiting"]
    assert found[items[0].pk].sealed_at == batch.made_at
    assert found[items[0].pk].proof == f"/evidence/{items[0].pk}/proof.json"
    assert found[items[2].pk].proof == ""
    assert batch.made_at <= timezone.now()


def test_an_empty_document_is_evidence_too(studio: Studio):
    item = record_bytes(b"", name="empty.txt", title="", author="", origin="written", kind="other", made_at=MADE,
                        of_property=None, by=None)  # fmt: skip
    assert (item.size_bytes, item.sha256[:8]) == (0, "e3b0c442")
