"""Content credentials: signed, read back, any changed bit named, labels and streams untouched."""

from __future__ import annotations

import random
import struct
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from cryptography.hazmat.primitives import serialization
from cryptography.hazmat.primitives.asymmetric import rsa
from PIL import Image

from manju.media.errors import MediaError
from manju.media.label import reading
from manju.media.label.aigc import AigcLabel
from manju.media.label.writing import write
from manju.media.provenance import Claim, Identity, check, load_identity, make_identity, sign, signing
from media.clips import ffmpeg

NOW = datetime(2026, 11, 26, 12, tzinfo=UTC)
CLAIM = Claim("长夜灯 第 7 集", "青灯工作室", actions=(("c2pa.transcoded", "douyin 1080×1920"),))


@pytest.fixture(scope="module")
def identity() -> Identity:
    return make_identity("青灯工作室", now=NOW)


@pytest.fixture(scope="module")
def labelled(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Two seconds with sound and the AI label, begun for streaming."""
    folder = tmp_path_factory.mktemp("provenance")
    plain, out = folder / "plain.mp4", folder / "labelled.mp4"
    ffmpeg("-f", "lavfi", "-i", "testsrc2=s=160x284:r=24:d=2", "-f", "lavfi", "-i", "sine=d=2", "-c:v", "libx264",
           "-pix_fmt", "yuv420p", "-c:a", "aac", "-movflags", "+faststart", str(plain))  # fmt: skip
    write(plain, out, AigcLabel("1", "91310000MA1", "manju-1-7"))
    return out


@pytest.fixture(scope="module")
def signed(labelled: Path, identity: Identity) -> Path:
    target = labelled.with_name("signed.mp4")
    sign(labelled, target, CLAIM, identity)
    return target


def boxes(path: Path) -> list[tuple[bytes, int, int]]:
    """Kind, place and size of the boxes of an MP4."""
    raw, at, found = path.read_bytes(), 0, []
    while at < len(raw):
        size, kind = struct.unpack(">I4s", raw[at : at + 8])
        found.append((kind, at, size))
        at += size
    return found


def test_a_film_says_who_made_it_and_that_a_model_did(signed: Path, identity: Identity) -> None:
    found = check(signed, anchors=identity.anchor)
    assert (found.state, found.title, found.maker, found.signer, found.generator) == (
        "trusted", "长夜灯 第 7 集", "青灯工作室", "青灯工作室", "Manju",
    )  # fmt: skip
    assert found.source == "compositeWithTrainedAlgorithmicMedia"
    assert found.actions == ("c2pa.created", "c2pa.transcoded")
    assert found.problems == ()


def test_to_outsiders_the_signature_holds_and_the_signer_is_unknown(signed: Path) -> None:
    assert (check(signed).state, check(signed).holds) == ("valid", True)
    stranger = make_identity("别人", now=NOW)
    assert check(signed, anchors=stranger.anchor).state == "valid"


def test_the_label_stays_readable_and_the_film_begins_at_once(labelled: Path, signed: Path) -> None:
    assert reading.read(signed).aigc == reading.read(labelled).aigc
    assert reading.read(signed).verdict == "compliant"
    before, after = boxes(labelled), boxes(signed)
    assert [kind for kind, _, _ in after if kind in (b"moov", b"mdat")] == [b"moov", b"mdat"]
    content = {kind: labelled.read_bytes()[at : at + size] for kind, at, size in before}
    assert {k: signed.read_bytes()[a : a + s] for k, a, s in after}[b"mdat"] == content[b"mdat"]
    assert signed.stat().st_size - labelled.stat().st_size < 20_000


def test_any_changed_bit_of_what_is_bound_is_named(signed: Path, identity: Identity, tmp_path: Path) -> None:
    raw, dice = signed.read_bytes(), random.Random(7)  # noqa: S311 - which bits, not a secret
    where = {kind: (at, size) for kind, at, size in boxes(signed)}
    changed = tmp_path / "changed.mp4"
    for kind in (b"moov", b"mdat") * 12:
        at, size = where[kind]
        bit = dice.randrange((at + 8) * 8, (at + size) * 8)
        other = bytearray(raw)
        other[bit // 8] ^= 1 << bit % 8
        changed.write_bytes(other)
        found = check(changed, anchors=identity.anchor)
        assert (found.state, found.holds) == ("invalid", False), (kind, bit)
        assert found.problems


def test_a_file_cut_short_does_not_hold(signed: Path, tmp_path: Path) -> None:
    cut = tmp_path / "cut.mp4"
    cut.write_bytes(signed.read_bytes()[:-500])
    assert not check(cut).holds


def test_a_file_without_credentials_has_none(labelled: Path) -> None:
    assert check(labelled).state == "absent"


@pytest.mark.parametrize("ending", ["png", "jpg"])
def test_a_picture_is_signed_and_its_own_credentials_become_the_parents(
    identity: Identity, tmp_path: Path, ending: str
) -> None:
    plain, once, twice = (tmp_path / f"{name}.{ending}" for name in ("plain", "once", "twice"))
    Image.new("RGB", (64, 64), (122, 31, 43)).save(plain)
    sign(plain, once, Claim("沈知微", "青灯工作室", source="trainedAlgorithmicMedia"), identity)
    sign(once, twice, Claim("沈知微 定稿", "青灯工作室"), identity)
    assert check(once, anchors=identity.anchor).source == "trainedAlgorithmicMedia"
    found = check(twice, anchors=identity.anchor)
    assert (found.state, found.title, found.actions[:2]) == ("trusted", "沈知微 定稿", ("c2pa.opened", "c2pa.edited"))


def test_what_cannot_be_signed_is_refused_and_nothing_is_left(identity: Identity, tmp_path: Path) -> None:
    text = tmp_path / "a.txt"
    text.write_text("剧本")
    with pytest.raises(MediaError) as refused:
        sign(text, tmp_path / "b.txt", CLAIM, identity)
    assert refused.value.code == "c2pa_kind"
    broken = tmp_path / "a.mp4"
    broken.write_bytes(b"\x00\x00\x00\x18ftypmp42 nonsense")
    with pytest.raises(MediaError) as refused:
        sign(broken, tmp_path / "b.mp4", CLAIM, identity)
    assert refused.value.code == "c2pa_failed"
    assert sorted(p.name for p in tmp_path.iterdir()) == ["a.mp4", "a.txt"]


def test_without_the_extra_the_one_command_is_said(identity: Identity, labelled: Path, monkeypatch, tmp_path) -> None:
    monkeypatch.setattr(signing.importlib.util, "find_spec", lambda name: None)
    with pytest.raises(MediaError) as refused:
        sign(labelled, tmp_path / "b.mp4", CLAIM, identity)
    assert refused.value.code == "c2pa_missing"
    assert "./manju extra c2pa" in refused.value.hint.zh


def test_a_certificate_that_somebody_brings_is_checked(identity: Identity) -> None:
    loaded = load_identity(identity.chain, identity.key, now=NOW)
    assert (loaded.name, loaded.algorithm, loaded.own) == ("青灯工作室", "es256", False)
    other = make_identity("别人", now=NOW)
    foreign = rsa.generate_private_key(65537, 2048).private_bytes(
        serialization.Encoding.PEM, serialization.PrivateFormat.PKCS8, serialization.NoEncryption()
    )
    for chain, key, now, code in (
        (b"nonsense", identity.key, NOW, "certificate_unreadable"),
        (identity.chain, b"nonsense", NOW, "key_unreadable"),
        (identity.chain, other.key, NOW, "key_of_another_certificate"),
        (identity.chain, foreign, NOW, "key_not_supported"),
        (identity.chain, identity.key, NOW + timedelta(days=4000), "certificate_expired"),
        (b"x" * 200_000, identity.key, NOW, "certificate_unreadable"),
    ):
        with pytest.raises(MediaError) as refused:
            load_identity(chain, key, now=now)
        assert refused.value.code == code
    with pytest.raises(MediaError) as refused:
        load_identity(identity.anchor, identity.key, now=NOW)
    assert refused.value.code == "key_of_another_certificate"
