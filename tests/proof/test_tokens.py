"""Tokens of other authorities than openssl's: their algorithms, their chains, and what is refused."""

from __future__ import annotations

import hashlib
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from cryptography import x509
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import ec, ed25519, rsa

from manju.proof.certificates import NotGood, check_authority, check_trusted, read_trusted, trusted_of
from manju.proof.errors import ProofError
from manju.proof.tokens import BadToken, read_token
from proof.certify import SERVERS, TIMES, Holder, Key, certify
from proof.forging import token

ROOT = hashlib.sha256(b"a root").digest()


@pytest.fixture(scope="module")
def keys() -> dict[str, Key]:
    return {
        "rsa": rsa.generate_private_key(65537, 2048),
        "weak": rsa.generate_private_key(65537, 1024),  # noqa: S505 - to be refused
        "p384": ec.generate_private_key(ec.SECP384R1()), "ed25519": ed25519.Ed25519PrivateKey.generate(),
    }  # fmt: skip


@pytest.fixture(scope="module")
def root() -> Holder:
    return certify("Root", ca=True)


@pytest.mark.parametrize(
    ("key", "digest", "pss"),
    [("rsa", "sha256", False), ("rsa", "sha512", False), ("rsa", "sha256", True), ("p384", "sha384", False),
     ("ed25519", "sha512", False)],
)  # fmt: skip
def test_every_kind_of_signer_is_read(keys: dict[str, Key], root: Holder, key: str, digest: str, pss: bool) -> None:
    signer = certify("TSA", by=root, use=TIMES, key=keys[key])
    der = token(ROOT, signer, digest=digest, pss=pss, nonce=7)
    read = read_token(der)
    assert (read.imprint, read.nonce, read.authority) == (ROOT, 7, "CN=TSA")
    spoiled = der[:-1] + bytes([der[-1] ^ 1])
    with pytest.raises(BadToken):
        read_token(spoiled)


def test_the_old_attribute_that_names_the_certificate_is_read(root: Holder) -> None:
    signer = certify("TSA", by=root, use=TIMES)
    assert read_token(token(ROOT, signer, v1=True)).imprint == ROOT


def test_a_fraction_of_a_second_stays_as_it_is(root: Holder) -> None:
    at = datetime(2026, 11, 22, 9, 30, 1, tzinfo=UTC)
    read = read_token(token(ROOT, certify("TSA", by=root, use=TIMES), at=at, fraction="1234567"))
    assert read.gen_time == "2026-11-22T09:30:01.1234567Z"
    assert read.at == at.replace(microsecond=123456)


def test_what_is_no_honest_token_is_refused(root: Holder) -> None:
    signer, other = certify("TSA", by=root, use=TIMES), certify("TSA", by=root, use=TIMES)
    good = token(ROOT, signer)
    for bad in (
        token(ROOT, signer, digest="sha1"), token(ROOT, signer, named=False), token(ROOT, signer, names=other.der),
        token(ROOT, signer, v1=True, names=other.der), token(ROOT, signer, said_type="data"),
        token(hashlib.sha512(b"").digest(), signer, imprint_digest="sha512"), good + b"\x00", good[:-1], b"",
        b"\x30\x00", bytes(70_000), signer.der, token(ROOT, Holder(signer.certificate, other.key)),
    ):  # fmt: skip
        with pytest.raises(BadToken):
            read_token(bad)


def test_a_chain_leads_through_links_that_came_along(root: Holder) -> None:
    middle = certify("Middle", by=root, ca=True, path_length=0)
    signer = certify("TSA", by=middle, use=TIMES)
    read = read_token(token(ROOT, signer, more=(middle, root)))
    now = datetime.now(UTC)
    check_trusted(read.signer, others=read.others, trusted=[root.certificate], at=now)
    check_trusted(read.signer, others=[], trusted=[middle.certificate], at=now)
    for others, trusted in (([], root), (read.others, certify("Root", ca=True))):
        with pytest.raises(NotGood):
            check_trusted(read.signer, others=others, trusted=[trusted.certificate], at=now)


def test_links_that_may_not_sign_certificates_make_no_chain(root: Holder) -> None:
    now = datetime.now(UTC)
    late = certify("Late", ca=True, start=now + timedelta(days=1))
    web_only = certify("Web", by=root, ca=True, use=SERVERS)
    no_ca = certify("No CA", by=root)
    short = certify("Short", ca=True, path_length=0)
    below = certify("Below", by=short, ca=True)
    sha1 = certify("TSA", by=root, use=TIMES)
    for issuer, links, end in ((late, [], late), (web_only, [web_only], root), (no_ca, [no_ca], root),
                               (below, [below], short)):  # fmt: skip
        signer = certify("TSA", by=issuer, use=TIMES)
        with pytest.raises(NotGood):
            check_trusted(
                signer.certificate, others=[one.certificate for one in links], trusted=[end.certificate], at=now
            )
    check_trusted(sha1.certificate, others=[], trusted=[root.certificate], at=now)


def test_the_use_the_key_and_the_term_of_a_signer(keys: dict[str, Key], root: Holder) -> None:
    now = datetime.now(UTC)
    both = x509.ExtendedKeyUsage([*TIMES, *SERVERS])
    old = certify("T", by=root, use=TIMES, start=now - timedelta(days=60), days=30)
    for signer, code in (
        (certify("T", by=root), "certificate"), (certify("T", by=root, use=SERVERS), "certificate"),
        (certify("T", by=root, use=both), "certificate"),
        (certify("T", by=root, use=TIMES, critical=False), "certificate"),
        (certify("T", by=root, use=TIMES, key=keys["weak"]), "certificate"), (old, "expired"),
        (certify("T", by=root, use=TIMES, start=now + timedelta(days=1)), "expired"),
    ):  # fmt: skip
        with pytest.raises(NotGood) as caught:
            check_authority(signer.certificate, now)
        assert caught.value.code == code
    check_authority(old.certificate, now - timedelta(days=45))


def test_certificates_are_read_from_pem_bundles_and_der(root: Holder, tmp_path: Path) -> None:
    other = certify("Other", ca=True, digest=hashes.SHA512())
    (tmp_path / "two.pem").write_bytes(b"# notes\r\n" + root.pem.replace(b"\n", b"\r\n") + b"\n" + other.pem)
    (tmp_path / "one.der").write_bytes(other.der)
    assert read_trusted([tmp_path / "two.pem", tmp_path / "one.der"]) == [
        root.certificate, other.certificate, other.certificate,
    ]  # fmt: skip
    for wrong in (b"", b"-----BEGIN CERTIFICATE-----\nAAAA\n-----END CERTIFICATE-----\n", root.key_pem):
        with pytest.raises(ValueError):
            trusted_of(wrong)
        (tmp_path / "wrong.pem").write_bytes(wrong)
        with pytest.raises(ProofError) as caught:
            read_trusted([tmp_path / "wrong.pem"])
        assert caught.value.code == "certificate_unreadable"
