"""The pages of the anchors: set up once, never shown again, and what a batch, an item and a certificate say."""

from __future__ import annotations

import sys
from pathlib import Path
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse

from factories import make_member
from manju.people.models import AuditLine, Member, Studio
from manju.seals.anchors.keys import kept
from manju.seals.anchors.models import AnchorService
from manju.seals.certificate import certificate_of
from manju.seals.models import EvidenceItem
from manju.seals.proofs import current_proof
from proof.chains import CHAIN, KEY
from sealed import make_placing, make_receipt

CHAIN_TYPED = {
    "address": "https://node.example/v3/0123456789abcdef0123456789abcdef", "chain_id": str(CHAIN), "secret": KEY,
    "most": "0.002", "confirmations": "6", "name": "", "price": "1.20", "is_on": "on",
}  # fmt: skip
ACCOUNT = "0x7E5F4552091A69125d5DfCb7b8C2659029395Bdf"


@pytest.fixture
def owner(studio: Studio) -> Member:
    return make_member(studio)


@pytest.fixture
def page(owner: Member) -> Client:
    client = Client()
    client.force_login(owner.user)
    return client


def text(response: Any) -> str:
    content: str = response.content.decode()
    return content


@pytest.mark.slow
def test_a_chain_is_set_up_and_its_secrets_lie_in_a_file_alone(page: Client, settings: Any) -> None:
    pytest.importorskip("eth_account")
    assert page.post(reverse("seals:anchor_add_chain"), CHAIN_TYPED).headers["Location"] == reverse("seals:anchors")
    row = AnchorService.objects.get()
    assert (row.place, row.host, row.name, row.account) == (
        f"eip155:{CHAIN}", "node.example", "node.example", ACCOUNT,
    )  # fmt: skip
    assert (row.price_minor, row.most_gwei, row.confirmations) == (120, 2_000_000, 6)
    file = Path(settings.HOME) / "keys" / f"anchor-{row.pk}"
    assert oct(file.stat().st_mode & 0o777) == "0o600"
    assert kept(row.pk).address == CHAIN_TYPED["address"]
    shown = text(page.get(reverse("seals:anchor", args=[row.pk]))) + text(page.get(reverse("seals:anchors")))
    assert ACCOUNT in shown
    secrets = (KEY, KEY[2:], "0123456789abcdef")
    assert not any(piece in shown for piece in secrets)
    assert not any(piece in f"{line.what_zh} {line.details}" for piece in secrets for line in AuditLine.objects.all())
    changed = {**CHAIN_TYPED, "address": "", "secret": "", "name": "以太坊", "price": "0"}
    page.post(reverse("seals:anchor", args=[row.pk]), changed)
    row.refresh_from_db()
    assert (row.name, row.price_minor, kept(row.pk).secret) == ("以太坊", 0, KEY)
    again = page.post(reverse("seals:anchor_add_chain"), CHAIN_TYPED)
    assert (again.status_code, f"eip155:{CHAIN} 已经设过了。" in text(again)) == (422, True)
    moved = page.post(reverse("seals:anchor", args=[row.pk]), {**changed, "chain_id": "1"})
    assert (moved.status_code, "这样就换了地方" in text(moved)) == (422, True)
    page.post(reverse("seals:anchor_remove", args=[row.pk]))
    assert (file.exists(), AnchorService.objects.get().is_on) == (False, False)


def test_without_the_extra_the_form_says_the_command(page: Client, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(sys.modules, "eth_account", None)
    answer = page.post(reverse("seals:anchor_add_chain"), CHAIN_TYPED)
    assert answer.status_code == 422
    assert "上链需要附加组件 chain。运行 ./manju extra chain，再重启漫剧。" in text(answer)
    assert AnchorService.objects.count() == 0


def test_a_deposit_service_is_set_up_with_what_the_cloud_gave(page: Client) -> None:
    typed = {"address": "https://dac.example/", "project": "77b6", "identity": "AKIDtest", "secret": "s" * 40,
             "name": "华为云", "price": "0", "is_on": "on"}  # fmt: skip
    for wrong, said in (
        ({"project": "a/b"}, "项目编号只有字母和数字。"), ({"address": "ftp://x"}, "网址以 http:// 或 https:// 开头"),
        ({"address": "https://u:p@dac.example/"}, "不带用户名和密码"), ({"price": "-1"}, "金额是负数"),
        ({"secret": "密钥"}, "密钥要填"),
    ):  # fmt: skip
        answer = page.post(reverse("seals:anchor_add_huawei"), {**typed, **wrong})
        assert (answer.status_code, said in text(answer)) == (422, True), wrong
    page.post(reverse("seals:anchor_add_huawei"), typed)
    page.post(reverse("seals:anchor_add_tencent"), {**typed, "region": "ap-beijing", "name": "腾讯云"})
    assert [(row.kind, row.place) for row in AnchorService.objects.all()] == [
        ("huawei_dac", "dac.example/77b6"), ("tencent_btoe", "dac.example")
    ]  # fmt: skip
    assert "每批封存也放到 2 处" in text(page.get(reverse("seals:anchors")))


def test_only_the_owner_sets_one_up(studio: Studio) -> None:
    client = Client()
    client.force_login(make_member(studio, role="producer").user)
    assert client.get(reverse("seals:anchor_choose")).status_code == 403
    assert reverse("seals:anchor_choose") not in text(client.get(reverse("seals:anchors")))


def test_a_batch_says_what_is_not_placed_and_why_and_tries_again(page: Client) -> None:
    placing = make_placing(last_code="rejected", tries=3, said_zh="余额不足", said_en="No funds")
    shown = text(page.get(placing.batch.get_absolute_url()))
    assert "余额不足" in shown
    assert "现在再试上链" in shown
    page.post(reverse("seals:retry", args=[placing.batch.pk]))
    assert AuditLine.objects.filter(verb="evidence.retried").count() == 1
    assert "余额不足" in text(page.get(reverse("seals:anchors")))


def test_a_batch_an_item_and_the_certificate_show_where_the_root_lies(page: Client) -> None:
    receipt = make_receipt()
    reference = receipt.receipt["reference"]
    item = EvidenceItem.objects.get(leaf__batch=receipt.batch)
    for address in (receipt.batch.get_absolute_url(), item.get_absolute_url()):
        shown = text(page.get(address))
        assert reference in shown
        assert "谁都能在这条链上查到" in shown
    import pypdfium2

    pdf = certificate_of(item, current_proof(item.leaf), language="zh")
    printed = pypdfium2.PdfDocument(pdf)[0].get_textpage().get_text_bounded()
    assert reference in printed.replace("\r", "").replace("\n", "").replace("\ufffe", "")
    assert "谁都能在这条链上查到" in printed
