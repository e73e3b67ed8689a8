"""Every copy of a picture is told apart after what the web does to it, and nobody else is ever named."""

from __future__ import annotations

import hashlib
import io
from pathlib import Path

import cv2
import numpy as np
import pytest
from PIL import Image, PngImagePlugin

from manju.media.errors import MediaError
from manju.media.fingerprint.pictures import PictureIndex, PicturePrint, picture_print
from manju.media.picture_tracing import KnownPicture, gray, trace_picture
from manju.media.traces import bound_z
from manju.media.watermark import picture_files
from manju.media.watermark.embedding import MarkKey
from manju.media.watermark.picture_files import load_picture, load_suspect, mark_picture_file
from manju.media.watermark.pictures import mark_picture, picture_lattice, read_picture
from media.films import SECRET
from media.posters import poster

pytestmark = pytest.mark.media

KEY = MarkKey(SECRET, hashlib.sha256(b"a picture").digest())
COPIES = [7, *range(1000, 1999)]
SURE = bound_z(10_000)


def jpeg(picture: np.ndarray, quality: int) -> np.ndarray:
    held = io.BytesIO()
    Image.fromarray(picture).save(held, "JPEG", quality=quality)
    return np.asarray(Image.open(held).convert("RGB"))


def scaled(picture: np.ndarray, share: float) -> np.ndarray:
    size = round(picture.shape[1] * share), round(picture.shape[0] * share)
    return np.asarray(Image.fromarray(picture).resize(size, Image.Resampling.LANCZOS))


def turned(picture: np.ndarray, degrees: float) -> np.ndarray:
    height, width = picture.shape[:2]
    return cv2.warpAffine(picture, cv2.getRotationMatrix2D((width / 2, height / 2), degrees, 1), (width, height))


def screenshot(picture: np.ndarray) -> np.ndarray:
    shown = scaled(picture, 0.83)
    height, width = shown.shape[:2]
    screen = np.full((height + 190, width + 240, 3), 238, np.uint8)
    screen[:70] = 45
    for line in range(9):
        cv2.putText(screen, f"comment {line}", (width + 60, 120 + 40 * line), 0, 0.6, (60, 60, 60), 1, cv2.LINE_AA)
    screen[90 : 90 + height, 40 : 40 + width] = shown
    return jpeg(screen, 82)


ATTACKS = {
    "jpeg 50": lambda p: jpeg(p, 50),
    "a third of the size": lambda p: jpeg(scaled(p, 1 / 3), 85),
    "half the area cropped away": lambda p: jpeg(p[100:525, 150:785], 70),
    "screenshot": screenshot,
    "mirrored and turned": lambda p: jpeg(turned(np.ascontiguousarray(p[:, ::-1]), 2.7), 80),
    "half the size, cropped, jpeg 60": lambda p: jpeg(scaled(p, 0.5)[30:280, 40:400], 60),
}


@pytest.fixture(scope="module")
def marked() -> np.ndarray:
    return mark_picture(poster(3), KEY, 7)[0]


@pytest.mark.parametrize("attack", ATTACKS)
def test_a_copy_is_named_after(attack: str, marked: np.ndarray) -> None:
    reading = read_picture(ATTACKS[attack](marked), poster(3), KEY, COPIES, master_id=4)
    assert (reading.master_id, reading.tries, reading.segments) == (4, 1, ())
    assert reading.z[0] > SURE
    assert reading.z[1:].max() < SURE
    assert reading.pilot_z > 4


def test_an_unmarked_picture_and_a_strangers_key_name_nobody(marked: np.ndarray) -> None:
    unmarked = read_picture(jpeg(poster(3), 85), poster(3), KEY, COPIES)
    stranger = read_picture(marked, poster(3), MarkKey(bytes(32), KEY.work), COPIES)
    elsewhere = read_picture(poster(4), poster(3), KEY, COPIES)
    for reading in (unmarked, stranger, elsewhere):
        assert np.abs(reading.z).max() < 5
    assert len(read_picture(marked, poster(3), KEY, []).z) == 0


def test_several_copies_averaged_name_their_makers_and_nobody_else() -> None:
    original = poster(5)
    mixed = np.mean([mark_picture(original, KEY, n)[0] for n in (7, 1000, 1001)], axis=0).round().astype(np.uint8)
    reading = read_picture(jpeg(mixed, 85), original, KEY, COPIES)
    assert set(np.flatnonzero(reading.z > SURE)) == {0, 1, 2}


@pytest.mark.parametrize("size", [(900, 600), (300, 1200), (1500, 1000), (140, 128)])
def test_a_mark_keeps_to_49_db_and_to_pixels_that_show(size: tuple[int, int]) -> None:
    picture = poster(8, size=size, clear=True)
    copy, psnr_y_db = mark_picture(picture, KEY, 2**62 + 1)
    assert psnr_y_db >= 49
    assert np.array_equal(copy[..., 3], picture[..., 3])
    hidden = picture[..., 3] == 0
    assert np.array_equal(copy[hidden], picture[hidden])
    assert np.abs(copy.astype(int) - picture).max() <= 4


def test_the_mark_of_version_1_is_the_same_for_ever() -> None:
    ramp = np.repeat(np.add.outer(np.arange(256), np.arange(300)).astype(np.uint8)[..., None] // 2, 3, axis=2)
    copy, _ = mark_picture(np.ascontiguousarray(ramp), KEY, 7)
    told = (copy.astype(np.int16) - ramp)[::32, ::50, 0]
    assert told.tolist() == FROZEN


FROZEN = [
    [0, 0, -1, 1, 0, -1],
    [1, 0, -1, -1, 0, -1],
    [1, 1, 0, -1, 0, 0],
    [1, 0, 0, 0, 0, 0],
    [1, 1, 0, 0, 0, 1],
    [-1, 0, 0, -1, 1, 1],
    [0, 0, -1, 1, 1, 0],
    [0, 0, 1, 0, 1, 0],
]


def test_a_cell_is_never_finer_than_seven_pixels() -> None:
    assert picture_lattice(700, 350).columns == 100
    assert 15_000 < picture_lattice(4000, 3000).cells < 17_000


def test_metadata_profile_and_orientation_survive_a_copy(tmp_path: Path) -> None:
    profile = b"\0" * 16 + b"RGB " + b"\0" * 108
    exif = Image.Exif()
    exif[0x0112], exif[0x010E] = 6, "drawn by hand"  # turned a quarter; ImageDescription
    Image.fromarray(poster(3)).save(tmp_path / "in.jpg", exif=exif, icc_profile=profile, quality=95)
    made = mark_picture_file(tmp_path / "in.jpg", tmp_path / "out.jpg", KEY, 7)
    assert made.psnr_y_db >= 49
    with Image.open(tmp_path / "out.jpg") as copy:
        assert (copy.format, copy.size, copy.info["icc_profile"]) == ("JPEG", (600, 900), profile)
        assert (copy.getexif().get(0x0112), copy.getexif()[0x010E]) == (None, "drawn by hand")

    texts = PngImagePlugin.PngInfo()
    texts.add_itxt("AIGC", '{"Label":"1"}')
    Image.fromarray(poster(3, clear=True)).save(tmp_path / "in.png", pnginfo=texts)
    mark_picture_file(tmp_path / "in.png", tmp_path / "out.png", KEY, 7)
    mark_picture_file(tmp_path / "in.png", tmp_path / "out.webp", KEY, 7)
    with Image.open(tmp_path / "out.png") as copy, Image.open(tmp_path / "out.webp") as other:
        assert (copy.mode, copy.info["AIGC"], other.format) == ("RGBA", '{"Label":"1"}', "WEBP")
        assert np.array_equal(np.asarray(copy), np.asarray(other))


def test_palettes_greys_and_sixteen_bits_become_rgb(tmp_path: Path) -> None:
    Image.fromarray(poster(3)).quantize(64).save(tmp_path / "palette.png")
    Image.fromarray(poster(3)[..., 0]).save(tmp_path / "grey.png")
    Image.fromarray(poster(3)[..., 0].astype(np.uint16) * 257).save(tmp_path / "deep.png")
    for name in ("palette", "grey", "deep"):
        assert load_picture(tmp_path / f"{name}.png").pixels.shape == (600, 900, 3)
    assert np.array_equal(load_picture(tmp_path / "deep.png").pixels, load_picture(tmp_path / "grey.png").pixels)


def test_what_cannot_be_marked_is_refused_with_a_reason(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    whole = poster(3)
    Image.fromarray(whole).convert("CMYK").save(tmp_path / "print.jpg")
    Image.fromarray(whole).save(tmp_path / "moving.webp", save_all=True, append_images=[Image.fromarray(poster(4))])
    Image.fromarray(whole).save(tmp_path / "still.gif")
    Image.fromarray(whole[:100]).save(tmp_path / "low.png")
    (tmp_path / "half.png").write_bytes(b"\x89PNG\r\n\x1a\n" + b"\0" * 40)
    Image.fromarray(poster(3, clear=True)).save(tmp_path / "clear.png")
    Image.fromarray(whole).save(tmp_path / "large.png")
    codes = {
        "print.jpg": "picture_cmyk", "moving.webp": "picture_animated", "still.gif": "picture_kind",
        "low.png": "picture_too_small", "half.png": "picture_damaged", "clear.png": "picture_needs_alpha",
        "missing.png": "file_missing",
    }  # fmt: skip
    for name, code in codes.items():
        with pytest.raises(MediaError) as refused:
            mark_picture_file(tmp_path / name, tmp_path / "out.jpg", KEY, 7)
        assert refused.value.code == code
    with pytest.raises(MediaError, match="out_unusable"):
        mark_picture_file(tmp_path / "large.png", tmp_path / "large.png", KEY, 7)
    with pytest.raises(MediaError, match="out_unusable"):
        mark_picture_file(tmp_path / "large.png", tmp_path / "nowhere" / "a.png", KEY, 7)
    monkeypatch.setattr(picture_files, "MOST_PIXELS", 500_000)
    with pytest.raises(MediaError, match="too_many_pixels"):
        load_suspect(tmp_path / "large.png")
    assert not (tmp_path / "out.jpg").exists()


def test_the_index_knows_a_picture_again_and_strangers_never() -> None:
    index = PictureIndex()
    for seed in range(1, 13):
        index.add(seed, picture_print(gray(poster(seed))))
    suspects = {
        "screenshot": screenshot(poster(5)),
        "half": poster(5)[100:525, 150:785],
        "mirrored": np.ascontiguousarray(poster(5)[:, ::-1]),
        "small": scaled(poster(5), 0.3),
    }
    for name, suspect in suspects.items():
        matches = index.match(gray(jpeg(suspect, 70)))
        assert [m.master_id for m in matches] == [5], name
        assert matches[0].log10_false_match < -6
    for seed in range(20, 30):
        assert index.match(gray(poster(seed))) == []
    assert PictureIndex().match(gray(poster(1))) == []


def test_a_print_survives_being_kept() -> None:
    known = picture_print(gray(poster(2)))
    again = PicturePrint.from_bytes(known.to_bytes())
    assert (again.shape, again.xy.tolist(), again.bits.tolist()) == (
        known.shape,
        known.xy.tolist(),
        known.bits.tolist(),
    )
    for damaged in (b"", b"MJPP\x02", known.to_bytes()[:-9]):
        with pytest.raises(ValueError, match="print"):
            PicturePrint.from_bytes(damaged)


def test_tracing_counts_every_copy_that_was_scored(tmp_path: Path) -> None:
    index, known = PictureIndex(), {}
    for number in (1, 2):
        Image.fromarray(poster(number)).save(tmp_path / f"{number}.png")
        index.add(number, picture_print(gray(poster(number))))
        work = hashlib.sha256(b"%d" % number).digest()
        known[number] = KnownPicture(number, tmp_path / f"{number}.png", work, SECRET, np.arange(1, 501))
    mark_picture_file(tmp_path / "2.png", tmp_path / "found.jpg", MarkKey(SECRET, known[2].work), 42)
    trace = trace_picture(tmp_path / "found.jpg", index=index, known=known.get)
    assert [m.master_id for m in trace.matches] == [2]
    assert [(n.master_id, n.copy_id) for n in trace.named] == [(2, 42)]
    assert (trace.scored, trace.bound_z) == (500, bound_z(500))
    assert trace.named[0].log10_false_alarm < -9
    gone = trace_picture(tmp_path / "found.jpg", index=index, known=lambda _: None)
    assert ([m.master_id for m in gone.matches], gone.named, gone.scored) == ([2], (), 0)


def test_real_drawings_are_told_apart(testdata: Path) -> None:
    for name in (
        "renpy/bg cave.jpg",
        "renpy/eileen happy.png",
        "peppercarrot/ep01/gfx_Pepper-and-Carrot_by-David-Revoy_E01P02.png",
    ):
        original = load_picture(testdata / "stills" / name).pixels
        copy, psnr_y_db = mark_picture(original, KEY, 7)
        flat = Image.new("RGB", (copy.shape[1], copy.shape[0]), "white")
        flat.paste(Image.fromarray(copy), mask=Image.fromarray(copy).getchannel("A") if copy.shape[2] == 4 else None)
        reading = read_picture(jpeg(scaled(np.asarray(flat), 0.5), 70), original, KEY, COPIES)
        assert psnr_y_db >= 49
        assert reading.z[0] > SURE, name
        assert reading.z[1:].max() < SURE
