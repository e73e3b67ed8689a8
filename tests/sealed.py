"""Rows of the seals for tests: evidence that waits, a sealed batch, one whose authority has not answered."""

from __future__ import annotations

import itertools
from typing import Any

from django.utils import timezone

from factories import make_property, mark
from manju.seals.models import AnchorPlace, Asked, Attempt, Authority, Batch, EvidenceItem
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


def make_anchor(**fields: Any) -> AnchorPlace:
    usual = {"kind": "tencent_btoe", "name": f"Deposit of {mark()}", "host": "deposit.example", "account": "id",
             "kept_as": "0" * 32}  # fmt: skip
    made: AnchorPlace = AnchorPlace.objects.create(**{**usual, **fields})
    return made


def live_seals() -> None:
    """Evidence in every state."""
    make_batch()
    asked = Asked.objects.create(batch=make_batch(), url=make_authority().url, tries=2, last_code="timeout")
    Attempt.objects.create(asked=asked, code="timeout", message_zh=f"没答完 {mark()}", message_en=f"Too late {mark()}")
    make_item()
