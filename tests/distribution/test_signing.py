"""Content credentials on what goes out, packages that wait for a number, and proof of a platform's switches."""

from __future__ import annotations

import json
import zipfile
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest
from django.conf import settings
from django.core.files.uploadedfile import SimpleUploadedFile
from django.utils import timezone

from distribution.conftest import Hand, House
from distribution.test_making import ordered, studio_clip, two_seconds  # noqa: F401 - fixtures
from filed import make_filing
from manju.catalogue.models import Episode
from manju.distribution import credentials, jobs, proving
from manju.distribution.actions import Refused as NotDone
from manju.distribution.models import Account, Deliverable, Publication, Signing, SwitchProof
from manju.media import provenance
from manju.media.label.reading import read as read_label
from manju.people.errors import Refused

pytestmark = [pytest.mark.django_db]
NUMBER = "（沪）网微剧备字（2026）第 0007 号"


@pytest.mark.media
@pytest.mark.usefixtures("nobody_in_sight")
def test_a_signed_deliverable_waits_for_its_number_and_is_then_packed(studio_clip: House) -> None:  # noqa: F811
    Episode.objects.update(filing_number="")
    [row] = ordered(studio_clip, "douyin", sign=True)
    jobs.deliver.function(Hand(), [row.pk])
    row.refresh_from_db()
    assert [c for c in row.qc["checks"] if c["ok"] is False] == []
    assert (row.state, row.package) == ("passed", "")
    [check] = [c for c in row.qc["checks"] if c["name"] == "c2pa"]
    assert (check["ok"], check["value"]) == (True, "trusted")
    assert row.sha256 == provenance.signing.sha256_of(row.path)
    identity = credentials.identity_of(studio_clip.studio)
    found = provenance.check(row.path, anchors=identity.anchor)
    assert (found.title, found.maker, found.state) == ("长夜灯 第 7 集 桥上的人", "青灯", "trusted")
    assert read_label(row.path).aigc["ProduceID"] == row.produce_id
    watermark = next(c for c in row.qc["checks"] if c["name"] == "watermark")
    assert watermark["ok"] is True
    before = row.path.read_bytes()
    make_filing(studio_clip.season, number=NUMBER)
    jobs.pack.function(Hand(), [row.pk])
    row.refresh_from_db()
    assert row.path.read_bytes() == before
    with zipfile.ZipFile(Path(settings.MEDIA_ROOT) / row.package) as archive:
        assert json.loads(archive.read("publish.json"))["filing_number"] == NUMBER
        assert archive.read("douyin-zh.mp4") == before
    jobs.check.function(Hand(), row.pk)
    row.refresh_from_db()
    assert [c["ok"] for c in row.qc["checks"] if c["name"] == "c2pa"] == [True]


def test_the_homes_own_key_is_made_once_and_nobody_else_may_read_it(house: House) -> None:
    first = credentials.identity_of(house.studio)
    path = credentials.key_path(house.studio.pk, own=True)
    assert oct(path.stat().st_mode)[-3:] == "600"
    assert credentials.identity_of(house.studio) == first
    assert first.own


def test_a_certificate_is_brought_checked_and_taken_back(house: House) -> None:
    by, made = house.member("owner"), provenance.make_identity("青灯公司", now=timezone.now())
    with pytest.raises(Refused):
        credentials.bring(b"nonsense", made.key, by=by)
    assert Signing.objects.count() == 0
    credentials.bring(made.chain, made.key, by=by)
    found = credentials.identity_of(house.studio)
    assert (found.name, found.own, found.key == made.key) == ("青灯公司", False, True)
    old = provenance.make_identity("过期", now=datetime(2010, 1, 1, tzinfo=UTC))
    with pytest.raises(Refused, match="does not hold now"):
        credentials.bring(old.chain, old.key, by=by)
    credentials.use_own(by=by)
    assert credentials.identity_of(house.studio).own


def test_signing_by_default_is_an_owners_choice(house: House) -> None:
    assert not credentials.by_default()
    assert house.client("producer").post("/distribution/credentials/", {"do": "on"}).status_code == 403
    house.client("owner").post("/distribution/credentials/", {"do": "on"})
    assert credentials.by_default()
    assert "bears content credentials" in house.client("owner").get("/distribution/credentials/").content.decode()


def test_a_switch_is_proved_by_a_picture_and_by_nothing_else(house: House) -> None:
    by, row = house.member("distributor"), posted(house)
    assert [p.switch.name for p in proving.points_of(row)] == ["ai", "original"]
    png = b"\x89PNG\r\n\x1a\n a screenshot"
    for switch, brought, code in (
        ("ai", None, "no_screenshot"), ("ai", upload(b""), "no_screenshot"), ("ai", upload(b"MZ..."), "not_a_picture"),
        ("likes", upload(png), "switch_unknown"),
    ):  # fmt: skip
        with pytest.raises(NotDone) as refused:
            proving.prove(row, switch=switch, brought=brought, by=by)
        assert refused.value.code == code
    proving.prove(row, switch="ai", brought=upload(png), by=by)
    with pytest.raises(NotDone):
        proving.prove(row, switch="ai", brought=upload(png), by=by)
    assert [(p.switch.name, p.proof is not None) for p in proving.points_of(row)] == [("ai", True), ("original", False)]
    assert SwitchProof.objects.count() == 1


def upload(raw: bytes) -> SimpleUploadedFile:
    return SimpleUploadedFile("shot.png", raw)


def posted(house: House) -> Publication:
    made: Deliverable = house.passed("douyin")
    account: Any = Account.objects.create(platform="douyin", handle="青灯")
    row: Publication = Publication.objects.create(deliverable=made, account=account, planned_for=timezone.now())
    return row
