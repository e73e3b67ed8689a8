"""Deposit services, against local servers that check the signatures themselves; signing, against published examples."""

from __future__ import annotations

import hashlib
from collections.abc import Iterator
from datetime import UTC, datetime

import pytest

from manju.proof.anchors import AnchorFailed, Receipt, Service, place
from manju.proof.anchors.deposits import HuaweiDac, TencentBtoe
from manju.proof.anchors.signing import huawei_headers, tencent_authorization
from manju.proof.digests import digests_of_bytes
from proof.authority import down
from proof.clouds import ID, SECRET, Cloud, cloud

ROOT = hashlib.sha256(b"a root").digest()
NOW = datetime(2026, 11, 26, 10, 30, tzinfo=UTC)


@pytest.fixture
def there() -> Iterator[Cloud]:
    with cloud() as running:
        yield running


def both(here: Cloud) -> list[Service]:
    return [TencentBtoe(here.url, ID, SECRET), HuaweiDac(here.url, "77b6a44cba5143ab91d13ab9a8ff44fd", ID, SECRET)]


def test_tencents_published_example_has_this_signature() -> None:
    payload = b'{"Limit": 1, "Filters": [{"Values": ["\\u672a\\u547d\\u540d"], "Name": "instance-name"}]}'
    headers = {"Content-Type": "application/json; charset=utf-8", "Host": "cvm.tencentcloudapi.com",
               "X-TC-Action": "DescribeInstances"}  # fmt: skip
    found = tencent_authorization(
        payload, headers, service="cvm", secret_id="AKID" + "*" * 32,
        secret_key="*" * 32, at=datetime.fromtimestamp(1551113065, UTC),
    )  # fmt: skip
    assert found == (
        f"TC3-HMAC-SHA256 Credential=AKID{'*' * 32}/2019-02-25/cvm/tc3_request, "
        "SignedHeaders=content-type;host;x-tc-action, "
        "Signature=10b1a37a7301a02ca19a647ad722d5e43b4b3cff309d421d85b46093f6ab6c4f"
    )


def test_huaweis_published_example_has_this_signature() -> None:
    found = huawei_headers(
        "GET",
        "https://service.region.example.com/v1/77b6a44cba5143ab91d13ab9a8ff44fd/vpcs"
        "?limit=2&marker=13551d6b-755d-4757-b956-536f674975c0",
        b"", key="QTWAOYTTINDUT2QVKYUC", secret="MFyfvK41ba2giqM7Uio6PznpdUKGpownRZlmVmHc",
        at=datetime(2019, 11, 15, 3, 36, 55, tzinfo=UTC), headers={"Content-Type": "application/json"},
    )  # fmt: skip
    assert found["Authorization"] == (
        "SDK-HMAC-SHA256 Access=QTWAOYTTINDUT2QVKYUC, SignedHeaders=content-type;host;x-sdk-date, "
        "Signature=7be6668032f70418fcc22abc52071e57aff61b84a1d2381bb430d6870f4f6ebe"
    )


def test_a_root_is_deposited_once_and_confirmed_with_its_transaction_and_time(there: Cloud) -> None:
    for service in both(there):
        kept: list[Receipt] = []
        receipt = place(service, ROOT, now=NOW, keep=kept.append)
        assert [one.state for one in kept] == ["prepared", "sent"]
        posts = there.posts
        assert service.send(receipt) == receipt
        assert there.posts == posts
        there.mined = False
        assert service.confirm(receipt) == receipt
        there.mined = True
        anchor = service.confirm(Receipt.of_json(receipt.as_json())).anchor()
        assert (anchor.kind, anchor.root_sha256, anchor.reference) == (service.kind, ROOT.hex(), receipt.reference)
        times = {"tencent_btoe": "2026-11-26T10:30:00Z", "huawei_dac": "2024-06-29T10:00:32Z"}
        assert anchor.placed_at == times[service.kind]
    digests = [wish.get("EvidenceHash") or wish["file_hash"] for wish in there.kept.values()]
    assert digests == [ROOT.hex(), digests_of_bytes(ROOT).sm3]


def test_after_a_crash_huawei_is_asked_before_a_second_deposit(there: Cloud) -> None:
    service = both(there)[1]
    prepared = service.prepare(ROOT, now=NOW)
    first = service.send(prepared)
    again = service.send(prepared)  # the first answer was never written down
    assert again.reference == first.reference
    assert len(there.kept) == 1


def test_refusals_wrong_keys_and_silence_are_told_apart(there: Cloud) -> None:
    wrong = [TencentBtoe(there.url, ID, "other"), HuaweiDac(there.url, "p" * 32, ID, "other")]
    away = [TencentBtoe(down(), ID, SECRET), HuaweiDac(down(), "p" * 32, ID, SECRET)]
    for service, code in [*((one, "rejected") for one in wrong), *((one, "unreachable") for one in away)]:
        with pytest.raises(AnchorFailed) as caught:
            service.send(service.prepare(ROOT, now=NOW))
        assert caught.value.code == code
    assert there.kept == {}
    there.refusing = True
    with pytest.raises(AnchorFailed) as caught:
        both(there)[0].send(both(there)[0].prepare(ROOT, now=NOW))
    assert "ResourceInsufficient" in caught.value.message.zh


def test_only_a_confirmed_receipt_becomes_an_anchor(there: Cloud) -> None:
    with pytest.raises(ValueError, match="not confirmed: prepared"):
        both(there)[0].prepare(ROOT, now=NOW).anchor()
