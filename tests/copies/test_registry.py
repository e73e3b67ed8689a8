"""Masters are registered once; the index follows the registrations whatever becomes of its file."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pytest
from django.db import IntegrityError, transaction

from factories import make_episode, make_master, make_studio
from manju.copies.actions import Entry, issue, keep_registration, note_made
from manju.copies.models import Copy, RegisteredMaster
from manju.copies.registering import register_file, register_master
from manju.copies.registry import Registry, registration_of
from manju.media.errors import MediaError
from manju.media.registering import Registration
from manju.people.errors import Refused
from manju.people.models import AuditLine, Studio
from manju.people.scope import in_studio

pytestmark = [pytest.mark.db, pytest.mark.django_db, pytest.mark.media]


def another(looked_at: Registration, n: int) -> Registration:
    return replace(looked_at, sha256=f"{n:064x}")


def add(looked_at: Registration, n: int, film: Path) -> RegisteredMaster:
    return keep_registration(another(looked_at, n), by=None, entry=Entry("长夜灯", n, film.name), source=film)


def test_a_file_is_registered_once_and_keeps_its_number(
    studio: Studio, film: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    first = register_file(film, Entry("长夜灯", 7, film.name), by=None)
    assert (str(first.title), first.episode, first.original_name) == ("长夜灯", 7, "第7集.mp4")
    assert (first.width, first.height, first.duration_s) == (320, 180, pytest.approx(8, abs=0.1))
    assert first.path.read_bytes() == film.read_bytes()
    assert first.path.parent.parent.name == "originals"
    monkeypatch.setattr("manju.copies.registering.register", lambda *_, **__: pytest.fail("looked at again"))
    again = register_file(film, Entry("长夜灯 修", 8, film.name), by=None)
    assert (again.pk, str(again.title), again.episode) == (first.pk, "长夜灯 修", 8)
    assert register_file(film, None, by=None).episode == 8
    assert AuditLine.objects.filter(verb="master.registered").count() == 1


def test_a_master_of_the_catalogue_is_known_by_its_work(
    studio: Studio, media: Path, film: Path, looked_at: Registration
) -> None:
    episode = make_episode(number=12)
    row = make_master(episode, sha256=looked_at.sha256)
    row.path.parent.mkdir(parents=True)
    row.path.write_bytes(film.read_bytes())
    registered = register_master(row, by=None)
    assert registered.file == ""
    assert registered.path == row.path
    assert (str(registered.title), registered.episode) == (str(episode.season.work.title), 12)
    assert register_master(row, by=None) == registered
    assert RegisteredMaster.objects.count() == 1


def test_a_file_registered_by_hand_becomes_the_catalogues(master: RegisteredMaster) -> None:
    row = make_master(make_episode(number=3), sha256=master.sha256)
    row.path.parent.mkdir(parents=True, exist_ok=True)
    row.path.write_bytes(master.path.read_bytes())
    linked = register_master(row, by=None)
    assert (linked.pk, linked.episode) == (master.pk, 3)


@pytest.mark.once
def test_a_lost_registration_is_made_again_under_the_same_number(
    studio: Studio, master: RegisteredMaster, film: Path
) -> None:
    master.registration_path.unlink()
    with pytest.raises(MediaError) as lost:
        registration_of(master)
    assert lost.value.code == "registration_lost"
    assert register_file(film, None, by=None).pk == master.pk
    assert registration_of(master).sha256 == master.sha256


def test_the_index_follows_the_registrations(
    studio: Studio, master: RegisteredMaster, film: Path, looked_at: Registration
) -> None:
    registry = Registry(studio)
    assert master.pk in registry.index()
    second = add(looked_at, 2, film)
    assert second.pk in registry.index()
    assert len(registry.index()) == 2
    RegisteredMaster.objects.filter(pk=second.pk).delete()
    assert second.pk not in registry.index()
    fresh = Registry(studio).index()
    assert (len(fresh), master.pk in fresh) == (1, True)


@pytest.mark.once
def test_a_new_process_loads_the_saved_index_and_reads_no_registration(
    studio: Studio, master: RegisteredMaster, monkeypatch: pytest.MonkeyPatch
) -> None:
    Registry(studio).index()
    monkeypatch.setattr("manju.copies.registry.registration_of", lambda _: pytest.fail("read again"))
    assert master.pk in Registry(studio).index()


@pytest.mark.parametrize("harm", ["index gone", "index cut", "index other", "list gone", "list cut", "list nonsense"])
@pytest.mark.once
def test_a_lost_or_damaged_index_is_made_again(
    harm: str, studio: Studio, master: RegisteredMaster, media: Path
) -> None:
    Registry(studio).index()
    folder = media / "fingerprints" / str(studio.pk)
    held, (index,) = folder / "held.json", folder.glob("index-*.mjix")
    match harm.split():
        case ["index", "gone"]:
            index.unlink()
        case ["index", "cut"]:
            index.write_bytes(index.read_bytes()[:300])
        case ["index", "other"]:
            index.write_bytes(b"something else")
        case ["list", "gone"]:
            held.unlink()
        case ["list", "cut"]:
            held.write_bytes(held.read_bytes()[:20])
        case _:
            held.write_text("[1, 2]")
    assert master.pk in Registry(studio).index()
    assert master.pk in Registry(studio).index()
    assert len(list(folder.glob("index-*.mjix"))) == 1


@pytest.mark.once
def test_an_index_another_process_wrote_is_taken_over(
    studio: Studio, master: RegisteredMaster, film: Path, looked_at: Registration, monkeypatch: pytest.MonkeyPatch
) -> None:
    here, there = Registry(studio), Registry(studio)
    here.index()
    second = add(looked_at, 2, film)
    there.index()
    monkeypatch.setattr("manju.copies.registry.registration_of", lambda _: pytest.fail("read again"))
    assert second.pk in here.index()


@pytest.mark.once
def test_one_damaged_registration_does_not_hide_the_others(
    studio: Studio, master: RegisteredMaster, film: Path, looked_at: Registration
) -> None:
    bad = add(looked_at, 2, film)
    bad.registration_path.write_bytes(b"broken")
    index = Registry(studio).index()
    assert (master.pk in index, bad.pk in index) == (True, False)


def test_known_gives_the_copies_of_a_master_and_nothing_of_another_studios(
    studio: Studio, master: RegisteredMaster
) -> None:
    registry = Registry(studio)
    unmarked = registry.known(master.pk)
    assert unmarked is not None
    assert len(unmarked.copy_ids) == 0
    copies = issue(master, ["抖音", "B 站", "张三"], by=None)
    known = registry.known(master.pk)
    assert known is not None
    assert known.copy_ids.tolist() == sorted(c.copy_id for c in copies)
    assert (known.path, known.registration.sha256) == (master.path, master.sha256)
    assert known.secret.hex() not in repr(known)
    other = make_studio("长风", "Longwind")
    assert Registry(other).known(master.pk) is None
    assert len(Registry(other).index()) == 0
    master.path.unlink()
    assert registry.known(master.pk) is None


def test_ten_thousand_copies_are_known_in_a_fixed_number_of_queries(
    studio: Studio, master: RegisteredMaster, django_assert_max_num_queries: object
) -> None:
    issue(master, [f"观众 {n}" for n in range(1000)], by=None)
    registry = Registry(studio)
    registry.known(master.pk)
    with django_assert_max_num_queries(5):  # type: ignore[operator]
        known = registry.known(master.pk)
    assert known is not None
    assert len(set(known.copy_ids.tolist())) == 1000
    assert 0 < known.copy_ids.min() <= known.copy_ids.max() <= 2**48


def test_a_number_asked_for_is_given_once(master: RegisteredMaster, film: Path, looked_at: Registration) -> None:
    [copy] = issue(master, ["张三"], by=None, copy_id=42)
    assert issue(master, [" 张三 "], by=None, copy_id=42) == [copy]
    for wrong in ({"recipients": ["李四"]}, {"master": add(looked_at, 2, film)}):
        with pytest.raises(Refused) as refused:
            issue(**{"master": master, "recipients": ["张三"], **wrong}, by=None, copy_id=42)  # type: ignore[arg-type]
        assert "42" in refused.value.message.en
    for number in (0, -1, 2**63):
        with pytest.raises(Refused):
            issue(master, ["张三"], by=None, copy_id=number)
    with pytest.raises(Refused):
        issue(master, ["  "], by=None)
    assert Copy.objects.count() == 1
    assert AuditLine.objects.filter(verb="copies.issued").count() == 1


def test_two_studios_may_use_one_number(studio: Studio, master: RegisteredMaster, film: Path) -> None:
    issue(master, ["张三"], by=None, copy_id=42)
    with in_studio(make_studio("长风", "Longwind")):
        theirs = register_file(film, None, by=None)
        assert issue(theirs, ["李四"], by=None, copy_id=42)[0].recipient == "李四"
        assert Copy.objects.count() == 1


def test_the_database_keeps_the_rules(master: RegisteredMaster) -> None:
    [copy] = issue(master, ["张三"], by=None)
    wrong = [
        lambda: Copy.objects.create(master=master, copy_id=copy.copy_id, word=1, recipient="李四"),
        lambda: Copy.objects.create(master=master, copy_id=-5, word=1, recipient="李四"),
        lambda: Copy.objects.create(master=master, copy_id=5, word=1, recipient=""),
        lambda: Copy.objects.create(master=master, copy_id=5, word=copy.word, recipient="李四"),
        lambda: RegisteredMaster.objects.filter(pk=master.pk).update(file=""),
        lambda: RegisteredMaster.objects.filter(pk=master.pk).update(duration_s=0),
    ]
    for deed in wrong:
        with pytest.raises(IntegrityError), transaction.atomic():
            deed()


def test_what_became_of_a_copy_is_written_down(master: RegisteredMaster) -> None:
    [copy] = issue(master, ["张三"], by=None)
    assert not copy.is_made
    note_made(copy, sha256="a" * 64, psnr_y_db=49.5, worst_psnr_y_db=45.0)
    assert (copy.is_made, copy.psnr_y_db, copy.path) == (True, 49.5, None)
