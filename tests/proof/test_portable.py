"""Proofs as bytes: the canonical form, what one file's proof says, upgrading, the log."""

from __future__ import annotations

import hashlib
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest
import rfc8785
from hypothesis import given, settings
from hypothesis import strategies as st

from manju.proof.canonical import NotJson, canonical, plain_canonical, read_json
from manju.proof.digests import _Sm3OfCryptography, digests_of, digests_of_bytes
from manju.proof.errors import ProofError
from manju.proof.log import SignedHead, check_history, new_key, read_key, sign_head
from manju.proof.merkle import leaf_hash
from manju.proof.portable import Anchor, Batch, Item, upgraded, write_proof
from manju.proof.verification import verify_bytes
from proof.certify import TIMES, certify
from proof.forging import token
from proof.sealing import MADE, seal

TEXT = st.text(st.characters(exclude_categories=["Cs"]))
PLAIN = st.recursive(
    st.none() | TEXT | st.integers(-(2**53) + 1, 2**53 - 1),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text("abcxyz_019", max_size=5), inner, max_size=4),
    max_leaves=12,
)


@settings(max_examples=25)
@given(st.dictionaries(st.text("abcxyz_019", max_size=5), PLAIN, max_size=5))
def test_the_quick_writer_writes_the_bytes_of_rfc_8785(document: dict[str, Any]) -> None:
    assert plain_canonical(document) == rfc8785.dumps(document)
    assert read_json(plain_canonical(document)) == document


def test_sm3_is_that_of_the_standard_wherever_it_comes_from() -> None:
    assert digests_of_bytes(b"abc").sm3 == "66c7f0f462eeedd9d1f2d46bdc10e4e24167c4875cf2f7a2297da02b8f4ba8e0"
    other = _Sm3OfCryptography()
    other.update(b"abc")
    assert other.hexdigest() == digests_of_bytes(b"abc").sm3


def test_a_file_of_several_pieces_is_hashed_whole(tmp_path: Path) -> None:
    content = bytes(range(256)) * 10_000
    (tmp_path / "film").write_bytes(content)
    assert digests_of(tmp_path / "film") == digests_of_bytes(content)
    assert digests_of_bytes(content).sha256 == hashlib.sha256(content).hexdigest()


def test_a_proof_has_these_keys_and_its_own_sum(tmp_path: Path) -> None:
    sealed = seal(tmp_path, 3)
    document = read_json(sealed.proofs[2])
    assert sorted(document) == ["anchors", "format", "item", "level", "log", "proof_sha256", "sealed_at", "timestamps",
                                "tree"]  # fmt: skip
    assert document["item"] == {
        "sha256": sealed.digests[2].sha256, "sm3": sealed.digests[2].sm3, "size_bytes": sealed.digests[2].size_bytes,
        "name": "第2集.txt", "title": "长夜灯", "author": "林舟", "created_at": "2026-11-22T09:30:00Z",
        "origin": "written", "batch_id": "B7", "leaf_index": 2, "tree_size": 3,
    }  # fmt: skip
    assert (document["level"], document["sealed_at"], document["timestamps"]) == ("own_log", None, [])
    assert canonical(document) == sealed.proofs[2]
    own = document.pop("proof_sha256")
    assert own == hashlib.sha256(canonical(document)).hexdigest()
    assert document["tree"]["root_sha256"] == sealed.batch.root.hex()


def test_an_upgraded_proof_keeps_what_it_had_and_holds_what_came(tmp_path: Path) -> None:
    sealed = seal(tmp_path, 2)
    der = token(sealed.batch.root, certify("T", by=certify("R", ca=True), use=TIMES))
    from manju.proof.portable import Timestamp
    from manju.proof.tokens import read_token

    stamp = Timestamp("http://t/", der, read_token(der).gen_time)
    better = upgraded(sealed.proofs[1], timestamps=[stamp])
    verdict = verify_bytes(sealed.digests[1], better)
    assert (verdict.valid, verdict.level, verdict.sealed_at) == (True, "authority", stamp.gen_time)
    assert upgraded(better, timestamps=[stamp]) == better
    anchor = Anchor("evm", "eip155:1", "0x12", "2026-11-26T18:00:00Z", sealed.batch.root.hex())
    anchored = upgraded(better, timestamps=[], anchors=[anchor, anchor])
    assert read_json(anchored)["anchors"] == [anchor.as_json()]
    assert verify_bytes(sealed.digests[1], anchored).valid
    elsewhere = Anchor("evm", "eip155:1", "0x12", "2026-11-26T18:00:00Z", "00" * 32)
    assert verify_bytes(sealed.digests[1], upgraded(better, timestamps=[], anchors=[elsewhere])).codes == ["tree"]


def test_names_in_any_script_and_two_files_alike_are_sealed(tmp_path: Path) -> None:
    digests = digests_of_bytes(b"same")
    names = ["灯.png", "ламп.png", "مصباح.png", "ランプ\u0007.png", 'a"b\\c.png', "🏮.png"]
    items = [Item(digests, name, "", "", MADE, "drawn") for name in names * 2]
    batch = Batch.of(items, batch_id="B")
    proofs = list(batch.proofs(log=None))
    assert len(set(proofs)) == 12
    for proof in proofs:
        assert verify_bytes(digests, proof).codes == ["authority"]  # nobody vouches; all else holds


def test_a_proof_is_written_to_a_new_file_only(tmp_path: Path) -> None:
    write_proof(tmp_path / "p.json", b"{}")
    with pytest.raises(FileExistsError):
        write_proof(tmp_path / "p.json", b"[]")
    assert (tmp_path / "p.json").read_bytes() == b"{}"


def test_what_a_proof_cannot_say_is_refused() -> None:
    digests = digests_of_bytes(b"x")
    with pytest.raises(ProofError) as caught:
        Batch.of([Item(digests, "bad\udc80.png", "", "", MADE, "drawn")], batch_id="B")
    assert caught.value.code == "name_unreadable"
    with pytest.raises(ProofError) as caught:
        Batch.of([], batch_id="B")
    assert caught.value.code == "empty_batch"
    with pytest.raises(ValueError, match="time zone"):
        Item(digests, "a", "", "", datetime(2026, 1, 1), "drawn")  # noqa: DTZ001 - to be refused
    with pytest.raises(ValueError, match="origin"):
        Item(digests, "a", "", "", datetime(2026, 1, 1, tzinfo=UTC), "dreamt")  # type: ignore[arg-type]


@pytest.mark.parametrize("data", [b'{"a":1,"a":1}', b"[NaN]", b"[" * 40 + b"]" * 40, b"\xff", b'["\\ud800"', b"", b"01",
                                  b'"' + b"\\" * 9, b'{"a":' * 33])  # fmt: skip
def test_json_that_two_readers_may_understand_differently_is_none(data: bytes) -> None:
    with pytest.raises(NotJson):
        read_json(data)


def test_brackets_inside_texts_are_no_nesting() -> None:
    assert read_json(b'["' + b"[{" * 100 + b'\\"]"]') == ["[{" * 100 + '"]']


def test_the_log_shows_every_change_of_its_past() -> None:
    key = read_key(new_key())
    roots = [leaf_hash(bytes([n])) for n in range(6)]
    heads = [sign_head(roots[:n], key) for n in (1, 3, 6)]
    assert check_history(roots, heads) == []
    assert [SignedHead.of_text(head.text()) for head in heads] == heads
    assert check_history([roots[1], roots[0], *roots[2:]], heads) == [0, 1, 2]
    assert check_history([*roots[:4], *roots[5:]], heads) == [2]
    unsigned = SignedHead(heads[1].tree_size, heads[1].root, heads[1].key_id, bytes(64))
    assert check_history(roots, [heads[0], unsigned]) == [1]
    for wrong in ("", heads[0].text() + "\n", heads[0].text().replace("\n1\n", "\n01\n"), "manju-log/\nx\n\n\n\n"):
        with pytest.raises(ValueError, match="no head"):
            SignedHead.of_text(wrong)
