"""The AIGC metadata in every container: exact, found by other readers, nothing else touched, hostile bytes survived."""

from __future__ import annotations

import io
import json
import struct
import time
import wave
import zlib
from pathlib import Path

import numpy as np
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from PIL import Image

from manju.media.errors import MediaError
from manju.media.label import mp4, pictures, reading, sounds, writing, xmp
from manju.media.label.aigc import AigcLabel
from manju.media.label.boxes import BoxesBroken, box, boxes
from media.clips import clip, ffmpeg, gray_frames

LABEL = AigcLabel("1", "001191110000MA01", "第1集\"<&>'")
VALUE = LABEL.to_json()
slow = settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])


def labelled(source: Path, target: Path) -> reading.LabelReading:
    before = source.read_bytes()
    writing.write(source, target, LABEL)
    assert source.read_bytes() == before
    found = reading.read(target)
    assert (found.verdict, found.aigc) == ("compliant", LABEL.as_dict())
    with pytest.raises(writing.LabelPresent):
        writing.write(target, target, LABEL)
    return found


LAYOUTS = {
    "index last": (),
    "index first": ("-movflags", "+faststart"),
    "fragmented": ("-movflags", "frag_keyframe+empty_moov+default_base_moof"),
    "fragmented with base offsets": ("-movflags", "frag_keyframe+empty_moov"),
    "with other tags": ("-movflags", "+faststart+use_metadata_tags", "-metadata", "title=桥", "-metadata", "mine=1"),
    "with itunes tags": ("-movflags", "+faststart", "-metadata", "title=桥"),
}


@pytest.mark.media
@pytest.mark.parametrize("layout", LAYOUTS)
@pytest.mark.parametrize("ending", ["mp4", "mov"])
def test_film_decodes_to_the_same_frames_and_keeps_its_tags(layout: str, ending: str, tmp_path: Path) -> None:
    film = clip(tmp_path / f"film.{ending}", size="64x64", seconds=1, extra=LAYOUTS[layout])
    out = tmp_path / f"out.{ending}"
    found = labelled(film, out)
    assert found.carriers == ("moov/udta/meta",)
    assert np.array_equal(gray_frames(film, 64, 64), gray_frames(out, 64, 64))
    for path in (film, out):
        ffmpeg("-i", str(path), "-map", "0:a", "-f", "md5", str(path.with_suffix(".md5")))
    assert film.with_suffix(".md5").read_text() == out.with_suffix(".md5").read_text()
    import av

    with av.open(str(film)) as before, av.open(str(out)) as after:
        # FFmpeg reads one of two `meta` boxes only; what was there before is still in the file, byte for byte
        if layout != "with itunes tags":
            assert json.loads(after.metadata["AIGC"]) == LABEL.as_dict()
            assert {k: v for k, v in after.metadata.items() if k != "AIGC"} == dict(before.metadata)
    if layout.startswith("with"):
        assert "桥".encode() in out.read_bytes()


def _film(chunks: list[bytes], *, free: int, wide: bool, index_first: bool) -> bytes:
    """A minimal MP4: one track whose chunk offsets point at `chunks` in the mdat."""
    head = box(b"ftyp", b"isom\0\0\2\0isom")
    media = b"".join(chunks)

    def moov(base: int) -> bytes:
        at, offsets = base, []
        for chunk in chunks:
            offsets.append(at)
            at += len(chunk)
        code, kind = ("Q", b"co64") if wide else ("I", b"stco")
        table = box(kind, struct.pack(f">II{len(offsets)}{code}", 0, len(offsets), *offsets))
        return box(b"moov", box(b"mvhd", bytes(100)),
                   box(b"trak", box(b"mdia", box(b"minf", box(b"stbl", table)))))  # fmt: skip

    space = box(b"free", bytes(free)) if free else b""
    if not index_first:
        return head + box(b"mdat", media) + moov(len(head) + 8) + space
    length = len(moov(0))
    return head + moov(len(head) + length + len(space) + 8) + space + box(b"mdat", media)


def _chunks(data: bytes, sizes: list[int]) -> list[bytes]:
    moov = next(b for b in boxes(data) if b.kind == b"moov")
    for kind, code, width in ((b"stco", "I", 4), (b"co64", "Q", 8)):
        at = data.find(kind, moov.start, moov.end)
        if at >= 0:
            (count,) = struct.unpack_from(">I", data, at + 8)
            offsets = struct.unpack_from(f">{count}{code}", data, at + 12)
            assert width
            return [data[o : o + n] for o, n in zip(offsets, sizes, strict=True)]
    return []


@slow
@given(
    chunks=st.lists(st.binary(min_size=1, max_size=300), min_size=1, max_size=12),
    free=st.one_of(st.just(0), st.integers(1, 700)),
    wide=st.booleans(),
    index_first=st.booleans(),
    values=st.lists(st.text(max_size=400), min_size=1, max_size=3),
)
def test_chunk_offsets_point_at_the_same_bytes_after_any_writing(
    *, tmp_path: Path, chunks: list[bytes], free: int, wide: bool, index_first: bool, values: list[str]
) -> None:
    path, out = tmp_path / "a.mp4", tmp_path / "b.mp4"
    path.write_bytes(_film(chunks, free=free, wide=wide, index_first=index_first))
    for value in values:  # writing again replaces our own value and moves everything again
        mp4.write_value(path, out, value)
        path.write_bytes(out.read_bytes())
    data = out.read_bytes()
    assert _chunks(data, [len(c) for c in chunks]) == chunks
    assert mp4.read_values(out) == [("moov/udta/meta", values[-1].rstrip("\0"))]
    assert sum(b.size for b in boxes(data)) == len(data)


def test_offsets_grow_to_64_bits_where_they_must(tmp_path: Path) -> None:
    """A chunk that lies just under 4 GiB is pushed over it by the label: stco becomes co64 (the file is sparse)."""
    last = 0xFFFFFFFF - 40
    head = box(b"ftyp", b"isom\0\0\2\0isom")
    table = box(b"stco", struct.pack(">III", 0, 1, last))
    moov = box(b"moov", box(b"trak", box(b"mdia", box(b"minf", box(b"stbl", table)))))
    path, out = tmp_path / "a.mp4", tmp_path / "b.mp4"
    with path.open("wb") as file:
        file.write(head + moov + struct.pack(">I4sQ", 1, b"mdat", last + 100 - len(head) - len(moov)))
    raw, growth = mp4._moved(mp4._with_value(moov, 8, VALUE), next(iter(_at(moov, len(head)))))
    assert growth == len(raw) - len(moov)
    assert b"stco" not in raw
    at = raw.find(b"co64")
    assert struct.unpack_from(">Q", raw, at + 12) == (last + growth,)
    assert not out.exists()


def _at(moov: bytes, start: int):
    from manju.media.label.boxes import Box

    yield Box(b"moov", start, 8, len(moov))


def _picture(kind: str) -> bytes:
    out = io.BytesIO()
    Image.effect_mandelbrot((64, 48), (-2, -1.5, 1, 1.5), 20).convert("RGB").save(out, kind)
    return out.getvalue()


@pytest.mark.parametrize("kind", ["PNG", "JPEG"])
def test_picture_keeps_its_pixels_and_carries_xmp(kind: str, tmp_path: Path) -> None:
    source, out = tmp_path / "in", tmp_path / "out"
    source.write_bytes(_picture(kind))
    found = labelled(source, out)
    assert found.carriers == ("png/iTXt/xmp" if kind == "PNG" else "jpeg/app1/xmp",)
    with Image.open(source) as before, Image.open(out) as after:
        assert before.tobytes() == after.tobytes()
        packet = after.info["XML:com.adobe.xmp"] if kind == "PNG" else after.info["xmp"].decode()
    from xml.etree import ElementTree

    element = ElementTree.fromstring(packet[packet.index("<x:xmpmeta") : packet.rindex("<?xpacket")])  # noqa: S314  # our own packet
    value = element.find(".//{http://www.tc260.org.cn/ns/AIGC/1.0/}AIGC")
    assert value is not None
    assert json.loads(value.text or "") == LABEL.as_dict()


def test_jpeg_keeps_exif_and_the_xmp_that_was_there(tmp_path: Path) -> None:
    source, out = tmp_path / "in.jpg", tmp_path / "out.jpg"
    picture = Image.new("RGB", (16, 16), "red")
    exif = picture.getexif()
    exif[0x010E] = "a picture"
    other = xmp._PACKET.format(description='<rdf:Description xmlns:dc="dc"><dc:title>桥</dc:title></rdf:Description>')
    picture.save(source, exif=exif, xmp=other.encode())
    labelled(source, out)
    with Image.open(out) as after:
        assert after.getexif()[0x010E] == "a picture"
        assert "<dc:title>桥</dc:title>" in after.info["xmp"].decode()


@pytest.mark.media
@pytest.mark.parametrize("version", ["3", "4", "none"])
def test_mp3_keeps_its_sound_and_tags(version: str, tmp_path: Path) -> None:
    source, out = tmp_path / "in.mp3", tmp_path / "out.mp3"
    tags = ("-write_id3v2", "0") if version == "none" else ("-id3v2_version", version, "-metadata", "title=桥")
    ffmpeg("-f", "lavfi", "-t", "1", "-i", "sine=440", *tags, str(source))
    found = labelled(source, out)
    assert found.carriers == ("id3/TXXX",)
    import av

    with av.open(str(out)) as film:
        assert json.loads(film.metadata["AIGC"]) == LABEL.as_dict()
        assert film.metadata.get("title") == (None if version == "none" else "桥")
    for path in (source, out):
        ffmpeg("-i", str(path), "-f", "md5", str(path.with_suffix(".md5")))
    assert source.with_suffix(".md5").read_text() == out.with_suffix(".md5").read_text()


@pytest.mark.parametrize("samples", [100, 101])
def test_wav_carries_a_riff_chunk_and_the_same_samples(samples: int, tmp_path: Path) -> None:
    source, out = tmp_path / "in.wav", tmp_path / "out.wav"
    with wave.open(str(source), "wb") as file:
        file.setparams((1, 1, 8000, 0, "NONE", ""))
        file.writeframes(bytes(range(samples)))
    assert labelled(source, out).carriers == ("riff/AIGC",)
    with wave.open(str(out)) as file:
        assert file.readframes(1000) == bytes(range(samples))
    data = out.read_bytes()
    assert struct.unpack_from("<I", data, 4) == (len(data) - 8,)
    at = data.index(b"AIGC")
    (size,) = struct.unpack_from("<I", data, at + 4)
    assert json.loads(data[at + 8 : at + 8 + size]) == LABEL.as_dict()


VERDICTS = [
    ("{}", "noncompliant", ["key_missing"] * 7),
    ("not json", "noncompliant", ["not_json"]),
    ('["Label"]', "noncompliant", ["not_json"]),
    (AigcLabel("9", "a", "b").to_json(), "noncompliant", ["label_value"]),
    (AigcLabel("1", "", "b").to_json(), "noncompliant", ["field_empty"]),
    ("[" * 100_000, "noncompliant", ["not_json"]),
    (VALUE, "compliant", []),
]


@pytest.mark.parametrize(("text", "verdict", "codes"), VERDICTS)
def test_verdicts(text: str, verdict: str, codes: list[str], tmp_path: Path) -> None:
    path, out = tmp_path / "a.mp4", tmp_path / "b.mp4"
    path.write_bytes(_film([b"x"], free=0, wide=False, index_first=True))
    mp4.write_value(path, out, text)
    found = reading.read(out)
    assert (found.verdict, [p.code for p in found.problems]) == (verdict, codes)


def test_two_different_labels_are_a_conflict(tmp_path: Path) -> None:
    path, out = tmp_path / "a.wav", tmp_path / "b.wav"
    chunk = b"AIGC" + struct.pack("<I", 2) + b"{}"
    body = b"WAVE" + chunk + b"AIGC" + struct.pack("<I", 9) + b'{"x":"1"}\0'
    path.write_bytes(b"RIFF" + struct.pack("<I", len(body)) + body)
    assert "conflict" in [p.code for p in reading.read(path).problems]
    assert not out.exists()


_TFHD = box(b"tfhd", struct.pack(">IIQ", 1, 1, 900))
_TFRA = box(b"tfra", struct.pack(">IIIIQQBBB", 1 << 24, 1, 0, 1, 0, 900, 1, 1, 1))
SEEDS: dict[str, bytes] = {
    "64-bit film": _film([b"abc", b"de"], free=0, wide=True, index_first=True),
    "fragments": box(b"ftyp", b"isom\0\0\2\0isom") + box(b"moov", box(b"mvhd", bytes(100)))
    + box(b"moof", box(b"traf", _TFHD)) + box(b"mdat", b"abc") + box(b"mfra", _TFRA),
    "film": _film([b"abc", b"de"], free=40, wide=False, index_first=True),
    "png": pictures.write_png(_picture("PNG"), VALUE),
    "jpeg": pictures.write_jpeg(_picture("JPEG"), VALUE),
    "wav": b"RIFF" + struct.pack("<I", 44) + b"WAVEfmt " + struct.pack("<IHHIIHH", 16, 1, 1, 8000, 8000, 1, 8)
    + b"data" + struct.pack("<I", 8) + bytes(8),
    "mp3": b"ID3\x04\0\0" + sounds._syncsafe(len(sounds._new_frame(4, VALUE))) + sounds._new_frame(4, VALUE)
    + b"\xff\xfb\x90\0" + bytes(400),
}  # fmt: skip


@pytest.mark.parametrize("kind", SEEDS)
@settings(max_examples=250, deadline=2000, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(data=st.data())
def test_damaged_files_never_raise_anything_but_media_error(tmp_path: Path, kind: str, data: st.DataObject) -> None:
    raw = bytearray(SEEDS[kind])
    if data.draw(st.booleans()):
        del raw[data.draw(st.integers(0, len(raw))) :]
    for _ in range(data.draw(st.integers(0, 4))):
        if raw:
            raw[data.draw(st.integers(0, len(raw) - 1))] = data.draw(st.integers(0, 255))
    path, out = tmp_path / "in", tmp_path / "out"
    out.unlink(missing_ok=True)
    path.write_bytes(raw)
    for work in (lambda: reading.read(path), lambda: writing.write(path, out, LABEL),
                 lambda: writing.write_propagator(path, out, code="p", propagate_id="1")):  # fmt: skip
        try:
            work()
        except MediaError:
            assert not out.exists() or reading.read(out).carriers
    assert [p.name for p in tmp_path.iterdir() if p.name.startswith(".")] == []


def test_offsets_of_fragments_move_with_the_media(tmp_path: Path) -> None:
    path, out = tmp_path / "a.mp4", tmp_path / "b.mp4"
    path.write_bytes(SEEDS["fragments"])
    mp4.write_value(path, out, VALUE)
    grown = len(out.read_bytes()) - len(SEEDS["fragments"])
    data = out.read_bytes()
    assert grown > 0
    assert struct.unpack_from(">Q", data, data.index(b"tfhd") + 12) == (900 + grown,)
    assert struct.unpack_from(">Q", data, data.index(b"tfra") + 28) == (900 + grown,)


def test_boxes_nested_without_end_are_broken_not_a_crash(tmp_path: Path) -> None:
    deep = b""
    for _ in range(5000):
        deep = box(b"trak", deep)
    path = tmp_path / "a.mp4"
    path.write_bytes(box(b"ftyp", b"isom\0\0\2\0") + box(b"moov", deep) + box(b"mdat", b"x"))
    with pytest.raises(MediaError) as caught:
        writing.write(path, tmp_path / "b.mp4", LABEL)
    assert caught.value.code == "file_broken"


def test_a_million_tiny_boxes_do_not_hang(tmp_path: Path) -> None:
    path = tmp_path / "a.mp4"
    path.write_bytes(box(b"ftyp", b"isom\0\0\2\0") + box(b"free") * 1_000_000)
    with pytest.raises(BoxesBroken):
        mp4.read_values(path)
    assert reading.read(path).verdict == "inconclusive"


HOSTILE_XMP = {
    "never closed": "<AIGC>" * 200_000,
    "never ended": "<AIGC " * 200_000,
    "prefixes": "".join(f"<p{i}:AIGC>" for i in range(20_000)),
    "attributes": " AIGC='" * 200_000,
    "quotes": ' AIGC="' + "x" * 500_000,
}


@pytest.mark.parametrize("kind", HOSTILE_XMP)
def test_hostile_xmp_takes_no_time(kind: str) -> None:
    begun = time.process_time()
    xmp.values(HOSTILE_XMP[kind])
    assert time.process_time() - begun < 2


@pytest.mark.parametrize(
    ("packet", "expected"),
    [
        ("<a:AIGC>{&quot;x&quot;}</a:AIGC>", ['{"x"}']),
        ("<AIGC><![CDATA[{}]]></AIGC>", ["{}"]),
        ("<d x:AIGC='{\"a\"}'/>", ['{"a"}']),
        ('<d AIGC="{&quot;a&quot;}"/>', ['{"a"}']),
        ("<AIGC/><AIGC xml:lang='x'>v</AIGC>", ["v"]),
        ("<AIGCx>v</AIGCx>", []),
    ],
)
def test_xmp_value_is_read_in_every_spelling(packet: str, expected: list[str]) -> None:
    assert xmp.values(packet) == expected
    changed = xmp.with_value(packet, "new <&\"'>")
    if expected:
        assert xmp.values(changed) == ["new <&\"'>"]


def test_a_text_chunk_that_inflates_without_end_is_refused(tmp_path: Path) -> None:
    bomb = b"AIGC\0\0" + zlib.compress(bytes(50_000_000))
    path = tmp_path / "a.png"
    path.write_bytes(_picture("PNG").replace(*_with_chunk(b"zTXt", bomb)))
    assert [p.code for p in reading.read(path).problems] == ["file_broken"]


def _with_chunk(kind: bytes, body: bytes) -> tuple[bytes, bytes]:
    """What to replace in a PNG so that this chunk stands before its picture."""
    first = _picture("PNG")[33:41]
    return first, pictures._chunk(kind, body) + first
