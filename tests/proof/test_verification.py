"""Proofs against files: what holds, and what each forgery is called."""

from __future__ import annotations

import json
import random
from base64 import b64decode, b64encode
from collections.abc import Iterator
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from hashlib import sha256
from pathlib import Path
from typing import Any

import pytest
from cryptography import x509

from manju.proof.canonical import read_json
from manju.proof.certificates import fingerprint, read_trusted
from manju.proof.digests import digests_of_bytes
from manju.proof.portable import Timestamp
from manju.proof.timestamps import ask
from manju.proof.tokens import read_token
from manju.proof.verification import Verdict, verify, verify_bytes
from proof import forging
from proof.authority import Authority, authority
from proof.certify import TIMES, certify
from proof.sealing import Sealed, changed, in_log, resigned, seal


@pytest.fixture(scope="module")
def clock(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Authority]:
    with authority(tmp_path_factory.mktemp("clock")) as running:
        yield running


@pytest.fixture(scope="module")
def trusted(clock: Authority) -> list[x509.Certificate]:
    return read_trusted([clock.ca_pem])


@pytest.fixture(scope="module")
def sealed(clock: Authority, tmp_path_factory: pytest.TempPathFactory) -> Sealed:
    return seal(tmp_path_factory.mktemp("files"), 5, stamp=lambda root: [ask(clock.url, root)])


@pytest.fixture(scope="module")
def own(tmp_path_factory: pytest.TempPathFactory) -> Sealed:
    return seal(tmp_path_factory.mktemp("own"), 1)


def judge(sealed: Sealed, proof: bytes, trusted: list[x509.Certificate] | None = None, n: int = 1) -> Verdict:
    return verify_bytes(sealed.digests[n], proof, trusted=trusted or [])


def test_every_file_of_a_batch_is_proved_by_its_own_proof_alone(
    sealed: Sealed, clock: Authority, trusted: list[x509.Certificate]
) -> None:
    gen_time = read_json(sealed.proofs[0])["timestamps"][0]["gen_time"]
    for n in range(5):
        verdict = judge(sealed, sealed.proofs[n], trusted, n)
        assert (verdict.valid, verdict.reasons, verdict.level, verdict.sealed_at) == (True, (), "authority", gen_time)
        assert verdict.authority.trusted is True
        assert verdict.authority.subject == "CN=Clock TSA"
        assert verdict.authority.sha256 == fingerprint(clock.signer.certificate)
        assert len(sealed.proofs[n]) < 4096
    assert judge(sealed, sealed.proofs[1], n=0).codes == ["file"]


def test_without_a_certificate_nobody_says_that_the_authority_is_trusted(sealed: Sealed) -> None:
    verdict = judge(sealed, sealed.proofs[1])
    assert verdict.valid
    assert verdict.authority.trusted is None


def test_the_studios_own_log_alone_is_valid_and_weaker(own: Sealed, trusted: list[x509.Certificate]) -> None:
    verdict = judge(own, own.proofs[0], n=0)
    assert (verdict.valid, verdict.level, verdict.sealed_at) == (True, "own_log", None)
    assert judge(own, own.proofs[0], trusted, n=0).codes == ["authority"]
    assert read_json(own.proofs[0])["tree"]["path"] == []


def test_nobody_vouching_is_no_proof(tmp_path: Path) -> None:
    bare = seal(tmp_path, 1, log=False)
    assert judge(bare, bare.proofs[0], n=0).codes == ["authority"]


def test_the_certificate_given_may_be_the_root_a_link_or_the_signers_own(sealed: Sealed, clock: Authority) -> None:
    for one in (clock.root, clock.signer):
        assert judge(sealed, sealed.proofs[1], [one.certificate]).valid
    stranger = certify("Elsewhere Root", ca=True)
    verdict = judge(sealed, sealed.proofs[1], [stranger.certificate])
    assert verdict.codes == ["authority"]
    assert verdict.authority.trusted is False
    assert judge(sealed, sealed.proofs[1], [stranger.certificate, clock.root.certificate]).valid


def _other_hex(text: str) -> str:
    return sha256(text.encode()).hexdigest()


FORGERIES: list[tuple[tuple[str | int, ...], Any, list[str]]] = [
    (("item", "sha256"), _other_hex, ["file", "tree"]),
    (("item", "sm3"), _other_hex, ["file", "tree"]),
    (("item", "size_bytes"), lambda n: n + 1, ["file", "tree"]),
    (("item", "size_bytes"), 28.5, ["file", "tree", "proof"]),
    (("item", "size_bytes"), True, ["file", "tree", "proof"]),
    (("item", "author"), "别人", ["tree"]),
    (("item", "title"), "", ["tree"]),
    (("item", "created_at"), "2020-01-01T00:00:00Z", ["tree"]),
    (("item", "created_at"), "yesterday", ["tree", "proof"]),
    (("item", "origin"), "drawn", ["tree"]),
    (("item", "origin"), "dreamt", ["tree", "proof"]),
    (("item", "leaf_index"), 0, ["tree"]),
    (("item", "leaf_index"), 5, ["tree"]),
    (("item", "leaf_index"), -1, ["tree", "proof"]),
    (("item", "leaf_index"), 2**53 - 1, ["tree"]),
    (("item", "tree_size"), 6, ["tree"]),
    (("item", "sha256"), str.upper, ["file", "tree", "proof"]),
    (("item",), [], ["file", "tree", "proof"]),
    (("tree", "path"), lambda path: path[:-1], ["tree"]),
    (("tree", "path"), lambda path: [*path, path[0]], ["tree"]),
    (("tree", "path"), lambda path: path[::-1], ["tree"]),
    (("tree", "path"), lambda path: [path[0].upper(), *path[1:]], ["tree", "proof"]),
    (("tree", "path"), lambda path: ["zz" * 32, *path[1:]], ["tree", "proof"]),
    (("tree", "path"), "ab" * 32, ["tree", "proof"]),
    (("tree", "root_sha256"), _other_hex, ["tree", "token"]),
    (("timestamps", 0, "token_sha256"), _other_hex, ["token"]),
    (("timestamps", 0, "gen_time"), "2020-01-01T00:00:00Z", ["time"]),
    (("timestamps", 0, "kind"), "rfc9999", ["proof"]),
    (("timestamps", 0, "token"), "", ["token"]),
    (("timestamps", 0, "token"), lambda text: text + "\n", ["token", "proof"]),
    (("timestamps", 0, "note"), "", ["proof"]),
    (("timestamps",), [], ["time", "proof"]),
    (("timestamps",), {}, ["time", "proof"]),
    (("sealed_at",), None, ["time"]),
    (("sealed_at",), "2020-01-01T00:00:00Z", ["time"]),
    (("level",), "own_log", ["proof"]),
    (("level",), None, ["proof"]),
    (("log", "entry"), 1, ["tree"]),
    (("log", "tree_size"), 5, ["tree", "authority"]),
    (("log", "root_sha256"), _other_hex, ["tree", "authority"]),
    (("log", "key_id"), _other_hex, ["authority"]),
    (("log", "signature"), b64encode(bytes(64)).decode(), ["authority"]),
    (("log",), "none", ["proof"]),
    (("anchors",), [{}], ["tree", "proof"]),
    (("format",), "manju-proof/2", ["proof"]),
    (("more",), 1, ["proof"]),
]


@pytest.mark.parametrize(("where", "to", "codes"), FORGERIES, ids=[".".join(map(str, f[0])) for f in FORGERIES])
def test_a_forger_who_puts_the_sum_right_is_caught_by_what_he_changed(
    sealed: Sealed, trusted: list[x509.Certificate], where: tuple[str | int, ...], to: Any, codes: list[str]
) -> None:
    document = read_json(sealed.proofs[1])
    if where[-1] in ("note", "more"):
        place = document["timestamps"][0] if where[-1] == "note" else document
        place[where[-1]] = to
        forged = resigned(document)
    else:
        forged = changed(sealed.proofs[1], *where, to=to)
    expected = codes if where != ("timestamps",) else sorted({*codes, "authority"}, key=codes_in_order)
    assert judge(sealed, forged, trusted).codes == expected


def codes_in_order(code: str) -> int:
    return ["file", "tree", "token", "time", "authority", "proof"].index(code)


@pytest.mark.parametrize("key", ["item", "tree", "timestamps", "log", "anchors", "level", "sealed_at", "proof_sha256"])
def test_a_missing_part_makes_the_proof_invalid(sealed: Sealed, key: str) -> None:
    document = read_json(sealed.proofs[1])
    del document[key]
    forged = resigned(document)
    if key == "proof_sha256":
        forged = json.dumps(document, ensure_ascii=False, sort_keys=True, separators=(",", ":")).encode()
    assert judge(sealed, forged).codes[-1] == "proof"


@pytest.mark.parametrize(
    "spoiled",
    [
        lambda proof: proof + b"\n", lambda proof: b"\xef\xbb\xbf" + proof, lambda proof: b" " + proof,
        lambda proof: proof.replace(b'"anchors":[]', b'"anchors":[],"anchors":[]'),
        lambda proof: proof.replace(b'"tree_size":5', b'"tree_size":5.0'),
        lambda proof: proof.replace(b"shot", b"\\u0073hot") if b"shot" in proof else proof.replace(b"B7", b"\\u00427"),
        lambda proof: proof.replace(b'"tree_size":5', b'"tree_size":NaN'),
        lambda proof: proof.replace(b'"tree_size":5', b'"tree_size":1e999'),
        lambda proof: proof.replace(b'"tree_size":5', b'"tree_size":' + b"9" * 5000),
        lambda proof: proof.replace(b'"tree_size":5', b'"tree_size":' + b"9" * 400),
        lambda proof: proof.replace(b"B7", b"\\ud800"), lambda proof: proof.replace(b"B7", b"\xff\xfe"),
        lambda proof: proof[:-1], lambda _: b"", lambda _: b"null", lambda _: b"[]", lambda _: b"3",
        lambda _: b"[" * 100_000, lambda _: b'{"a":' * 50_000 + b"1" + b"}" * 50_000, lambda _: bytes(2_000_000),
        lambda proof: proof.decode().encode("utf-16"), lambda _: b'{"item":{"size_bytes":1}}',
        lambda proof: json.dumps(json.loads(proof), indent=1).encode(),
        lambda proof: proof.replace(b'"anchors":[]', b'"anchors":' + b"[" * 500 + b"]" * 500),
    ],
)  # fmt: skip
def test_other_bytes_than_the_canonical_ones_are_no_proof(sealed: Sealed, spoiled: Any) -> None:
    proof = spoiled(sealed.proofs[1])
    assert proof != sealed.proofs[1]
    verdict = judge(sealed, proof)
    assert verdict.codes[-1] == "proof"
    assert verdict.sealed_at is None


def test_a_bit_changed_anywhere_in_a_file_is_seen(sealed: Sealed) -> None:
    content = sealed.files[1].read_bytes()
    for bit in random.Random(9).sample(range(len(content) * 8), 30):  # noqa: S311 - no secret
        spoiled = bytearray(content)
        spoiled[bit // 8] ^= 1 << bit % 8
        assert verify_bytes(digests_of_bytes(bytes(spoiled)), sealed.proofs[1]).codes == ["file"]


def test_a_bit_changed_anywhere_in_a_proof_is_under_its_sum(sealed: Sealed) -> None:
    proof, bits, digests = sealed.proofs[1], random.Random(7), sealed.digests[1]  # noqa: S311 - no secret
    for at in bits.sample(range(len(proof)), 80):
        spoiled = bytearray(proof)
        spoiled[at] ^= 1 << bits.randrange(8)
        assert verify_bytes(digests, bytes(spoiled)).codes[-1] == "proof", at


def test_a_bit_changed_anywhere_in_the_tree_is_named_though_the_sum_is_put_right(sealed: Sealed) -> None:
    document = read_json(sealed.proofs[1])
    steps = len(document["tree"]["path"])
    bits, digests = random.Random(3), sealed.digests[1]  # noqa: S311 - no secret
    for step in (*range(steps), None):
        for bit in bits.sample(range(256), 8):

            def flip(text: str, bit: int = bit) -> str:
                return f"{int(text, 16) ^ 1 << bit:064x}"

            place: tuple[str | int, ...] = ("tree", "root_sha256") if step is None else ("tree", "path", step)
            found = verify_bytes(digests, changed(sealed.proofs[1], *place, to=flip)).codes
            assert found == (["tree", "token"] if step is None else ["tree"])


def test_a_bit_changed_anywhere_in_a_token_is_named_though_all_sums_are_put_right(
    sealed: Sealed, trusted: list[x509.Certificate]
) -> None:
    document, digests = read_json(sealed.proofs[1]), sealed.digests[1]
    bits = random.Random(5)  # noqa: S311 - no secret
    token = b64decode(document["timestamps"][0]["token"])
    for at in bits.sample(range(len(token)), 80):
        spoiled = bytearray(token)
        spoiled[at] ^= 1 << bits.randrange(8)
        stamp = {**document["timestamps"][0], "token": b64encode(spoiled).decode(),
                 "token_sha256": sha256(spoiled).hexdigest()}  # fmt: skip
        codes = verify_bytes(digests, resigned({**document, "timestamps": [stamp]}), trusted=trusted).codes
        assert "token" in codes, at


def test_another_batchs_token_is_no_token_of_this_one(sealed: Sealed, clock: Authority) -> None:
    other = ask(clock.url, bytes(32)).as_json()
    forged = changed(sealed.proofs[1], "timestamps", 0, to=other)
    assert judge(sealed, changed(forged, "sealed_at", to=other["gen_time"])).codes == ["token"]


def test_two_authorities_and_the_earliest_time_counts(clock: Authority, tmp_path: Path) -> None:
    early, late = datetime(2026, 11, 22, 9, 30, 1, tzinfo=UTC), datetime(2026, 11, 22, 9, 30, 2, tzinfo=UTC)
    signer = certify("Two TSA", by=clock.root, use=TIMES, start=early - timedelta(days=9))

    def stamp(root: bytes) -> list[Timestamp]:
        ders = [forging.token(root, signer, at=late), forging.token(root, signer, at=early, fraction="25")]
        return [Timestamp("http://two/", der, read_token(der).gen_time) for der in ders]

    both = seal(tmp_path, 2, stamp=stamp)
    verdict = judge(both, both.proofs[1], [clock.root.certificate])
    assert (verdict.valid, verdict.sealed_at) == (False, None)  # the root began later than these times
    assert judge(both, both.proofs[1]).sealed_at == "2026-11-22T09:30:01.25Z"
    assert judge(both, changed(both.proofs[1], "sealed_at", to="2026-11-22T09:30:02Z")).codes == ["time"]
    stranger = forging.token(both.batch.root, certify("X", by=certify("Y", ca=True), use=TIMES))
    one = Timestamp("http://x/", stranger, read_token(stranger).gen_time).as_json()
    added = changed(both.proofs[1], "timestamps", to=lambda stamps: [*stamps, one])
    assert judge(both, added).valid
    trusting = judge(both, added, [signer.certificate])
    assert (trusting.valid, trusting.not_trusted, trusting.authority.trusted) == (True, 1, True)
    assert trusting.sealed_at == "2026-11-22T09:30:01.25Z"
    earlier = forging.token(both.batch.root, certify("X", by=certify("Y", ca=True), use=TIMES), at=early - timedelta(1))
    own = Timestamp("http://x/", earlier, read_token(earlier).gen_time).as_json()
    backdated = changed(both.proofs[1], "timestamps", to=lambda stamps: [*stamps, own])
    backdated = changed(backdated, "sealed_at", to=own["gen_time"])
    assert judge(both, backdated, [signer.certificate]).sealed_at != own["gen_time"]
    spoiled = changed(both.proofs[1], "timestamps", 0, "token", to=lambda text: text[:-8] + "AAAAAAAA")
    assert judge(both, spoiled).codes == ["token"]


def test_another_logs_entry_is_found_out(own: Sealed) -> None:
    elsewhere = in_log(bytes(32))
    assert judge(own, changed(own.proofs[0], "log", to=elsewhere.as_json()), n=0).codes == ["tree"]
    unsigned = replace(in_log(own.batch.root).head, signature=bytes(64))
    log = {**in_log(own.batch.root).as_json(), "signature": b64encode(unsigned.signature).decode()}
    assert judge(own, changed(own.proofs[0], "log", to=log), n=0).codes == ["authority"]


def test_a_missing_file_is_an_error_and_a_broken_proof_is_a_verdict(sealed: Sealed, tmp_path: Path) -> None:
    from manju.proof.errors import ProofError

    (tmp_path / "proof.json").write_bytes(b"\x80 broken")
    assert verify(sealed.files[0], tmp_path / "proof.json").codes == ["proof"]
    for file, proof in ((tmp_path / "no", tmp_path / "proof.json"), (sealed.files[0], tmp_path)):
        with pytest.raises(ProofError) as caught:
            verify(file, proof)
        assert caught.value.code == "file_unreadable"
