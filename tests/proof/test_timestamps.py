"""Asking authorities: a real `openssl ts`, and ones that lie, dawdle or are not there."""

from __future__ import annotations

import hashlib
import subprocess
from collections.abc import Iterator
from pathlib import Path

import pytest
from asn1crypto import tsp

from manju.proof.certificates import read_trusted
from manju.proof.timestamps import NoTimestamp, ask
from manju.proof.tokens import read_token
from proof.authority import Authority, authority, down

ROOT = hashlib.sha256(b"a root").digest()


@pytest.fixture(scope="module")
def clock(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Authority]:
    with authority(tmp_path_factory.mktemp("clock")) as running:
        yield running


def test_the_imprint_is_the_root_itself_with_a_nonce_and_the_certificate_asked_for(clock: Authority) -> None:
    clock.mode = "honest"
    stamp = ask(clock.url, ROOT, trusted=read_trusted([clock.ca_pem]))
    asked = tsp.TimeStampReq.load(clock.requests[-1])
    assert asked["message_imprint"]["hashed_message"].native == ROOT
    assert asked["cert_req"].native is True
    token = read_token(stamp.token)
    assert (token.imprint, token.nonce, token.gen_time) == (ROOT, asked["nonce"].native, stamp.gen_time)
    assert token.authority == "CN=Clock TSA"
    assert token.others == ()
    assert len(stamp.token) <= 1200


def test_openssl_verifies_the_token_as_it_is_kept(clock: Authority, tmp_path: Path) -> None:
    clock.mode = "honest"
    (tmp_path / "token").write_bytes(ask(clock.url, ROOT).token)
    done = subprocess.run(
        ["openssl", "ts", "-verify", "-digest", ROOT.hex(), "-in", str(tmp_path / "token"), "-token_in",
         "-CAfile", str(clock.ca_pem)], capture_output=True, text=True, check=False,
    )  # fmt: skip
    assert "Verification: OK" in done.stdout, done.stderr


@pytest.mark.parametrize(
    ("mode", "code"),
    [
        ("wrong_nonce", "nonce"), ("no_nonce", "nonce"), ("wrong_hash", "imprint"), ("expired", "expired"),
        ("no_eku", "certificate"), ("other_root", "certificate"), ("bad_signature", "certificate"),
        ("garbage", "malformed"), ("html", "malformed"), ("http_500", "http"), ("huge", "http"), ("circles", "http"),
        ("elsewhere", "http"),
        ("rejecting", "rejected"), ("hang_up", "http"),
    ],
)  # fmt: skip
def test_what_is_wrong_with_an_answer_has_a_name(clock: Authority, mode: str, code: str) -> None:
    clock.mode = mode
    with pytest.raises(NoTimestamp) as caught:
        ask(clock.url, ROOT, trusted=read_trusted([clock.ca_pem]))
    assert caught.value.code == code
    assert caught.value.message.zh
    assert caught.value.hint.en


@pytest.mark.parametrize("mode", ["slow", "drip"])
def test_a_slow_server_is_cut_off_at_the_limit(clock: Authority, mode: str) -> None:
    """It never tires: without the limit this test would not end."""
    clock.mode = mode
    with pytest.raises(NoTimestamp) as caught:
        ask(clock.url, ROOT, limit_s=0.3)
    assert caught.value.code == "timeout"


def test_a_redirect_is_followed_and_the_reason_of_a_refusal_is_told(clock: Authority) -> None:
    clock.mode = "redirect"
    assert read_token(ask(clock.url, ROOT).token).imprint == ROOT
    clock.mode = "rejecting"
    with pytest.raises(NoTimestamp) as caught:
        ask(clock.url, ROOT)
    assert "不接受; bad_alg" in caught.value.message.zh


@pytest.mark.parametrize(
    "url",
    [
        "ftp://x/",
        "http://user:secret@127.0.0.1:9/",
        "http://",
        "no address",
        "http://[::1",
        "http://a b/",
        "file:///etc/passwd",
    ],
)
def test_what_is_no_address_is_unreachable(url: str) -> None:
    with pytest.raises(NoTimestamp) as caught:
        ask(url, ROOT)
    assert caught.value.code == "unreachable"


def test_nobody_there_is_unreachable() -> None:
    with pytest.raises(NoTimestamp) as caught:
        ask(down(), ROOT)
    assert caught.value.code == "unreachable"
