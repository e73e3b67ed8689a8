"""The pages: who may do what, the verdict in words, the certificate and its code, what a job records by itself."""

from __future__ import annotations

import json
from collections.abc import Callable

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.urls import reverse

from factories import make_master, make_member, make_property
from manju.jobs.models import Job
from manju.people.models import Studio
from manju.proof.merkle import consistent
from manju.seals.certificate import certificate_of, qr_text
from manju.seals.following import follow_master
from manju.seals.jobs import ask_authorities, record_master
from manju.seals.models import Authority, EvidenceItem, Leaf
from manju.seals.proofs import current_proof
from manju.seals.sealing import seal_waiting
from proof.authority import Authority as Clock
from seals.conftest import set_up
from seals.test_sealing import Working

Written = Callable[..., EvidenceItem]


@pytest.fixture
def owner(studio: Studio) -> Client:
    client = Client()
    client.force_login(make_member(studio, "owner").user)
    return client


def reader(studio: Studio, role: str) -> Client:
    client = Client()
    client.force_login(make_member(studio, role).user)
    return client


def test_a_viewer_reads_but_seals_nothing_and_sets_up_nobody(studio: Studio, written: Written):
    written()
    client = reader(studio, "viewer")
    assert client.get(reverse("seals:home")).status_code == 200
    assert client.post(reverse("seals:now")).status_code == 403
    assert client.get(reverse("seals:authority_add")).status_code == 403
    assert reader(studio, "creator").post(reverse("seals:now")).status_code == 302
    assert Job.objects.get().kind == "seals.seal"


def test_an_owner_sets_up_an_authority_and_what_will_not_do_is_said(owner: Client, studio: Studio, clock: Clock):
    form = {"url": clock.url, "name": "", "certificates": "nothing", "price": "2.50", "currency": "cny", "is_on": "on"}
    add = reverse("seals:authority_add")
    assert owner.post(add, form).status_code == 422
    assert owner.post(add, {**form, "certificates": "", "url": "clock"}).status_code == 422
    assert owner.post(add, {**form, "certificates": clock.ca_pem.read_text()}).status_code == 302
    row = Authority.objects.get()
    assert (row.name, row.price_minor, row.currency, row.is_on) == ("127.0.0.1", 250, "CNY", True)
    assert owner.post(add, {**form, "certificates": ""}).status_code == 422
    owner.post(reverse("seals:authority_remove", args=[row.pk]))
    assert "还没有外面的机构盖章" in owner.get(reverse("seals:authorities")).content.decode()


def test_a_batch_that_waits_says_why_and_is_asked_again_by_its_button(
    owner: Client, studio: Studio, written: Written, clock: Clock
):
    set_up(clock, by=None)
    item, clock.mode = written(), "rejecting"
    batch = seal_waiting(by=None, occasion="daily")
    with pytest.raises(Exception, match="rejected"):
        ask_authorities.function(Working(), batch.pk)
    page = owner.get(batch.get_absolute_url()).content.decode()
    assert "1 件已封存，时间戳还没拿到" in page
    assert "拒绝了请求" in page
    owner.post(reverse("seals:retry", args=[batch.pk]))
    assert Job.objects.get(kind="seals.ask").run_after is None
    clock.mode = "honest"
    ask_authorities.function(Working(), batch.pk)
    assert "已盖时间戳" in owner.get(item.get_absolute_url()).content.decode()


def test_the_verify_page_judges_a_file_and_its_proof_and_keeps_neither(
    owner: Client, studio: Studio, written: Written, media
):
    item = written("她回来了。")
    seal_waiting(by=None, occasion="daily")
    proof = owner.get(reverse("seals:proof", args=[item.pk])).content
    before = sorted(p for p in media.rglob("*") if p.is_file())

    def judged(text: str, data: bytes) -> str:
        files = {"file": SimpleUploadedFile("a.txt", text.encode()), "proof": SimpleUploadedFile("p.json", data)}
        return owner.post(reverse("seals:verify"), files).content.decode()

    assert "成立，但只有工作室自己的日志作证" in judged("她回来了。", proof)
    assert "对不上：这份证明不成立" in judged("她没回来。", proof)
    assert "对不上：这份证明不成立" in judged("她回来了。", proof + b"\n")
    assert owner.post(reverse("seals:verify"), {}).status_code == 422
    assert sorted(p for p in media.rglob("*") if p.is_file()) == before


def test_the_certificate_is_one_page_in_both_languages_with_what_finds_the_proof(
    owner: Client, studio: Studio, written: Written
):
    import pypdfium2

    item = written(name="第1集.fountain")
    seal_waiting(by=None, occasion="daily")
    proof = current_proof(Leaf.objects.select_related("batch", "item").get())
    pdf = certificate_of(EvidenceItem.objects.get(), proof, language="zh")
    assert pdf == certificate_of(EvidenceItem.objects.get(), proof, language="zh")
    document = pypdfium2.PdfDocument(pdf)
    text = document[0].get_textpage().get_text_bounded()
    assert len(document) == 1
    for said in ("存证证书", "Certificate of seal", "只在工作室自己的日志里", "第十六条至第十八条", item.sha256[:8]):
        assert said in text
    code = qr_text(json.loads(proof)).splitlines()
    assert code[1] == f"sha256 {item.sha256}"
    assert code[-1] == f"proof {json.loads(proof)['proof_sha256']}"
    answer = owner.get(reverse("seals:certificate", args=[item.pk]))
    assert (answer.status_code, answer["Content-Type"]) == (200, "application/pdf")


def test_an_auditor_gets_the_log_and_the_proof_that_it_only_grew(owner: Client, studio: Studio, written: Written):
    for day in range(4):
        written(f"day {day}")
        seal_waiting(by=None, occasion="daily")
    log = json.loads(owner.get(reverse("seals:log_file")).content)
    assert [entry["entry"] for entry in log["entries"]] == [0, 1, 2, 3]
    grew = json.loads(owner.get(reverse("seals:consistency"), {"from": "3"}).content)
    roots = [bytes.fromhex(grew[side]["root_sha256"]) for side in ("earlier", "later")]
    assert consistent(3, 4, [bytes.fromhex(step) for step in grew["path"]], *roots)
    assert owner.get(reverse("seals:consistency"), {"from": "9"}).status_code == 302


def test_a_file_is_handed_out_beside_its_proof_and_a_master_never(
    owner: Client, studio: Studio, written: Written, media
):
    item = written("abc", name="a\nb.txt")
    answer = owner.get(reverse("seals:file", args=[item.pk]))
    assert b"".join(answer.streaming_content) == b"abc"
    assert "sandbox" in answer["Content-Security-Policy"]
    master = make_master()
    place = media / master.file
    place.parent.mkdir(parents=True)
    place.write_bytes(b"film")
    record_master.function(Working(), master.pk)
    row = EvidenceItem.objects.get(kind="master")
    assert (row.name, row.file) == (master.original_name, master.file)
    assert owner.get(reverse("seals:file", args=[row.pk])).status_code == 404


def test_a_master_that_was_found_ready_is_recorded_and_a_refused_one_is_not(studio: Studio):
    for result in ({}, {"refused": "truncated"}):
        follow_master(Job(kind="catalogue.inspect_master", params={"master_id": 7}, result=result))
    assert [(j.kind, j.params) for j in Job.objects.all()] == [("seals.master", {"master_id": 7})]


def test_a_property_says_how_much_of_it_is_on_record(owner: Client, studio: Studio, written: Written):
    lamp = make_property()
    assert "证据：还没有" in owner.get(lamp.get_absolute_url()).content.decode()
    written(of_property=lamp)
    assert "1 件等今天封存" in owner.get(lamp.get_absolute_url()).content.decode()
    seal_waiting(by=None, occasion="daily")
    assert "今天已存证" in owner.get(lamp.get_absolute_url()).content.decode()
