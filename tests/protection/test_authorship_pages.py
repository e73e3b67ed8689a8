"""The evidence pack from the rooms: its page, its job, its command, and that only its studio sees it."""

import json
import zipfile

import pytest
from django.db import IntegrityError, transaction
from django.urls import reverse
from django.utils import timezone

import produced
import sealed
from manju.jobs.models import Job
from manju.people.models import AuditLine
from manju.protection.authorship.gathering import gathered
from manju.protection.authorship.making import make_pack
from manju.protection.authorship.missing import gaps_of
from manju.protection.models import EvidencePack, Holder
from manju.seals.recording import record_bytes


@pytest.fixture
def told(house):
    """A property with one round of prompts."""
    entry = produced.make_entry(outputs=1)
    return entry.of_property, entry


def test_what_is_recorded_is_told_and_what_is_missing_is_named(told):
    row, entry = told
    story = gathered(row)
    assert [deed.sort for deed in story.deeds] == ["prompt"]
    assert story.deeds[0].text.splitlines()[0] in (entry.intent, entry.prompt)
    codes = {gap.code for gap in gaps_of(story)}
    assert {"holder", "script", "bible", "no_edit", "certificate"} <= codes


def test_a_changed_original_is_named(told):
    row, _ = told
    item = record_bytes(
        b"a draft", name="draft.txt", title="", author="", origin="written", kind="script", made_at=timezone.now(),
        of_property=row, by=None,
    )  # fmt: skip
    assert [one.intact for one in gathered(row).items if one.pk == item.pk] == [True]
    item.path.chmod(0o644)
    item.path.write_bytes(b"another")
    assert "changed" in {gap.code for gap in gaps_of(gathered(row))}


def test_a_pack_is_kept_with_what_it_lacked_and_one_audit_line(told):
    row, _ = told
    made = make_pack(row, by=None)
    with zipfile.ZipFile(made.path) as archive:
        assert "authorship-zh.pdf" in archive.namelist()
        assert [gap["code"] for gap in json.loads(archive.read("missing.json"))] == [g["code"] for g in made.missing]
    assert AuditLine.objects.filter(verb="evidence.packed").count() == 1


@pytest.mark.db
def test_packs_are_only_added(told):
    row, _ = told
    made = sealed.make_evidence_pack(row)
    for change in (lambda: EvidencePack.objects.filter(pk=made.pk).update(items=9), made.delete):
        with pytest.raises(IntegrityError, match="append-only"), transaction.atomic():
            change()
    assert EvidencePack.objects.get(pk=made.pk).items == 3


def test_the_page_says_what_is_missing_and_starts_the_job_once(house, told):
    row, _ = told
    page = house.client.get(reverse("protection:authorship", args=[row.pk])).content.decode()
    assert "Nobody is named as holder of the rights" in page
    for _ in range(2):
        house.client.post(reverse("protection:authorship_make", args=[row.pk]))
    assert Job.objects.filter(kind="protection.authorship").count() == 1


def test_the_holder_and_his_number_close_their_gap(told):
    row, _ = told
    Holder.objects.create(name="青灯文化有限公司", id_number="91310000X")
    assert not {"holder", "holder_number"} & {gap.code for gap in gaps_of(gathered(row))}


def test_another_studio_finds_neither_page_nor_pack(house, other, told):
    row, _ = told
    pack = sealed.make_evidence_pack(row)
    for address in (
        reverse("protection:authorship", args=[row.pk]),
        reverse("protection:evidence_pack", args=[pack.pk]),
    ):
        assert other.client.get(address).status_code == 404
        assert house.client.get(address).status_code == 200
