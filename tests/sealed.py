"""Rows of the seals for tests: evidence that waits, a sealed batch, one whose authority has not answered."""

from __future__ import annotations

import itertools
from dataclasses import asdict
from pathlib import Path
from typing import Any

from django.conf import settings
from django.utils import timezone

from factories import make_property, mark
from manju.catalogue.models import Property
from manju.proof.anchors import Receipt as Answer
from manju.protection.models import EvidencePack
from manju.seals.anchors.models import AnchorService, Placing
from manju.seals.models import Asked, Attempt, Authority, Batch, EvidenceItem, Receipt
from manju.seals.sealing import seal_waiting

_number = itertools.count(1)


def make_item(**fields: Any) -> EvidenceItem:
    n = next(_number)
    usual = {
        "sha256": f"{n:064x}", "sm3": f"{n:064x}", "size_bytes": 1000 + n, "name": f"script {mark()} {n}.fountain",
        "title": f"长夜灯 {mark()} {n}", "author": f"Writer of {mark()}", "origin": "written", "kind": "script",
        "made_at": timezone.now(), "of_property": make_property(),
    }  # fmt: skip
    made: EvidenceItem = EvidenceItem.objects.create(**{**usual, **fields})
    return made


def make_batch() -> Batch:
    """All that waits, and one more, sealed in the studio's own log."""
    make_item()
    made = seal_waiting(by=None, occasion="daily")
    assert made is not None
    return made


def make_authority(**fields: Any) -> Authority:
    n = next(_number)
    usual = {"name": f"Clock of {mark()} {n}", "url": f"http://clock{n}.example/", "price_minor": 250}
    made: Authority = Authority.objects.create(**{**usual, **fields})
    return made


def make_anchor_service(**fields: Any) -> AnchorService:
    n = next(_number)
    usual = {"kind": "evm", "name": f"Chain of {mark()} {n}", "place": f"eip155:{n}", "host": f"node{n}.example",
             "account": f"0x{n:040x}", "chain_id": n, "price_minor": 100}  # fmt: skip
    made: AnchorService = AnchorService.objects.create(**{**usual, **fields})
    return made


def make_placing(**fields: Any) -> Placing:
    """A root on its way to a chain, or as far as `fields` say."""
    batch, service = make_batch(), make_anchor_service()  # in this order: it is not wanted there by itself
    usual = {"batch": batch, "service": service, "kind": service.kind, "place": service.place}
    made: Placing = Placing.objects.create(**{**usual, **fields})
    return made


def make_receipt() -> Receipt:
    """A transaction that stands."""
    placing = make_placing(state="final")
    answer = Answer("evm", placing.place, placing.batch.root_sha256, "confirmed", timezone.now(), f"0x{7:064x}",
                    {"block": 46, "nonce": 1})  # fmt: skip
    made: Receipt = Receipt.objects.create(
        batch=placing.batch, placing=placing, number=1, kind="evm", place=placing.place, is_final=True,
        receipt={**answer.as_json(), "anchor": asdict(answer.anchor())},
    )  # fmt: skip
    return made


def live_seals() -> None:
    """Evidence in every state."""
    make_batch()
    asked = Asked.objects.create(batch=make_batch(), url=make_authority().url, tries=2, last_code="timeout")
    Attempt.objects.create(asked=asked, code="timeout", message_zh=f"没答完 {mark()}", message_en=f"Too late {mark()}")
    make_placing(last_code="rejected", tries=2, said_zh=f"余额不足 {mark()}", said_en=f"No funds, {mark()}")
    make_receipt()
    make_item()


def make_evidence_pack(of_property: Property | None = None, **fields: Any) -> EvidencePack:
    """A pack whose zip lies in the home."""
    n = next(_number)
    file = Path(settings.MEDIA_ROOT) / "evidence-packs" / f"{n}.zip"
    file.parent.mkdir(parents=True, exist_ok=True)
    file.write_bytes(b"PK\x05\x06" + bytes(18))
    usual = {
        "of_property": of_property or make_property(), "file": f"evidence-packs/{n}.zip", "sha256": f"{n:064x}",
        "size_bytes": 22, "items": 3,
        "missing": [{"code": "script", "weight": "weak", "message": {"zh": "没有剧本稿", "en": "No script"},
                     "advice": {"zh": "把每一稿都传上来。", "en": "Upload every draft."}}],
    }  # fmt: skip
    made: EvidencePack = EvidencePack.objects.create(**{**usual, **fields})
    return made
