"""Marks in pictures: written unseen, read back from what people make of them, and files keep what they had."""

from __future__ import annotations

import hashlib
from io import BytesIO
from pathlib import Path

import cv2
import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from PIL import Image, ImageOps

from manju.media.errors import MediaError
from manju.media.traces import bound_z
from manju.media.watermark.embedding import MarkKey
from manju.media.watermark.picture_files import luma_from, mark_picture_file, picture_from
from manju.media.watermark.picture_index import PictureIndex, PicturePrint, picture_print
from manju.media.watermark.pictures import luma_of, mark_picture, picture_lattice, psnr_y_db, read_picture

KEY = MarkKey(bytes(range(32)), b"one picture of the tests")
ISSUED = np.arange(1, 401)
MINE = 7

Picture = np.ndarray


def painted(seed: int = 1, width: int = 960, height: int = 540) -> Picture:
    """A made-up painting: soft ground, sharp shapes, some texture; RGB uint8."""
    draws = np.random.default_rng(seed)
    ground = cv2.resize(
        draws.uniform(40, 210, (6, 9, 3)).astype(np.float32), (width, height), interpolation=cv2.INTER_CUBIC
    )
    for _ in range(60):
        at = (int(draws.integers(width)), int(draws.integers(height)))
        colour = tuple(float(v) for v in draws.uniform(10, 245, 3))
        if draws.random() < 0.5:
            cv2.circle(ground, at, int(draws.integers(8, 70)), colour, -1, cv2.LINE_AA)
        else:
            end = (int(draws.integers(width)), int(draws.integers(height)))
            cv2.line(ground, at, end, colour, int(draws.integers(1, 9)), cv2.LINE_AA)
    ground[: height // 3] += draws.normal(0, 7, (height // 3, width, 1))
    return np.clip(ground, 0, 255).astype(np.uint8)


def as_jpeg(picture: Picture, quality: int) -> Picture:
    out = BytesIO()
    Image.fromarray(picture).save(out, "JPEG", quality=quality)
    return np.asarray(Image.open(out))


def smaller(picture: Picture, by: float) -> Picture:
    return cv2.resize(picture, None, fx=by, fy=by, interpolation=cv2.INTER_AREA)


def turned(picture: Picture, degrees: float) -> Picture:
    height, width = picture.shape[:2]
    matrix = cv2.getRotationMatrix2D((width / 2, height / 2), degrees, 1.05)
    return cv2.warpAffine(picture, matrix, (width, height), flags=cv2.INTER_CUBIC)


def on_a_screen(picture: Picture) -> Picture:
    """A screenshot: a little smaller, with a page around it."""
    shown = smaller(picture, 0.71)
    page = np.full((shown.shape[0] + 150, shown.shape[1] + 260, 3), 243, np.uint8)
    for row in range(20, page.shape[0], 28):
        cv2.putText(page, "12:30  share  like  1,024", (8, row), cv2.FONT_HERSHEY_SIMPLEX, 0.5, (40, 40, 40), 1)
    page[90 : 90 + shown.shape[0], 190 : 190 + shown.shape[1]] = shown
    return page


ATTACKS = {
    "JPEG 50": lambda p: as_jpeg(p, 50),
    "half": lambda p: as_jpeg(smaller(p, 1 / 2), 75),
    "third": lambda p: as_jpeg(smaller(p, 1 / 3), 75),
    "cropped to half": lambda p: as_jpeg(p[40:430, 250:915], 70),
    "screenshot": lambda p: as_jpeg(on_a_screen(p), 80),
    "mirrored and turned": lambda p: as_jpeg(turned(p[:, ::-1], 2.4), 80),
    "grey": lambda p: as_jpeg(np.repeat(luma_of(p)[..., None], 3, axis=2), 70),
}


@pytest.fixture(scope="module")
def original() -> Picture:
    return painted()


@pytest.fixture(scope="module")
def copy(original: Picture) -> Picture:
    return mark_picture(original, KEY, MINE)


@pytest.mark.parametrize("attack", ATTACKS)
def test_the_copy_is_named_and_no_other(original: Picture, copy: Picture, attack: str) -> None:
    reading = read_picture(ATTACKS[attack](np.ascontiguousarray(copy)), original, KEY, ISSUED)
    bound = bound_z(len(ISSUED))
    assert reading.copy_ids[int(reading.z.argmax())] == MINE
    assert reading.z.max() > bound
    assert np.delete(reading.z, MINE - 1).max() < bound


def test_an_unmarked_picture_and_a_stranger_name_nobody(original: Picture) -> None:
    for suspect in (as_jpeg(original, 70), painted(2)):
        assert read_picture(suspect, original, KEY, ISSUED).z.max() < bound_z(len(ISSUED))


def test_another_key_reads_nothing(original: Picture, copy: Picture) -> None:
    other = MarkKey(bytes(32), KEY.work)
    assert read_picture(copy, original, other, ISSUED).z.max() < bound_z(len(ISSUED))


@given(st.integers(1, 2**62), st.integers(160, 700), st.integers(160, 700))
@settings(max_examples=12)
def test_no_mark_is_stronger_than_49_db(copy_id: int, width: int, height: int) -> None:
    picture = painted(copy_id % 1000, width, height)
    assert psnr_y_db(picture, mark_picture(picture, KEY, copy_id)) >= 49


def test_all_channels_change_alike_and_what_is_transparent_stays(original: Picture) -> None:
    alpha = np.full(original.shape[:2], 255, np.uint8)
    alpha[:, :300] = 0
    mid = np.clip(original, 20, 235)
    clear = np.dstack([mid, alpha])
    marked = mark_picture(clear, KEY, MINE)
    added = marked[..., :3].astype(int) - mid
    assert (added == added[..., :1]).all()
    assert not added[:, :300].any()
    assert added[:, 300:].any()
    assert (marked[..., 3] == alpha).all()


def test_the_mark_is_frozen() -> None:
    ramp = np.tile(np.linspace(30, 220, 320).astype(np.uint8), (180, 1))
    marked = mark_picture(ramp, MarkKey(bytes(32), b"frozen"), 5)
    assert hashlib.sha256(marked.tobytes()).hexdigest() == FROZEN


FROZEN = "14cc1ca3aff4a2bccdab691e5a6715f1c52ba5f9f821dd0d478a9d619e43f949"


def test_a_small_picture_is_refused() -> None:
    with pytest.raises(ValueError, match="at least 160 pixels"):
        mark_picture(np.zeros((100, 400), np.uint8), KEY, 1)


def test_the_lattice_has_the_picture_s_shape() -> None:
    assert (picture_lattice(900, 1600).columns, picture_lattice(900, 1600).rows) == (68, 120)


@pytest.mark.parametrize(
    ("name", "options", "same"),
    [("a.png", {}, True), ("a.webp", {"lossless": True}, True), ("a.jpg", {"quality": 92}, False)],
)
def test_a_file_keeps_format_profile_and_exif(
    tmp_path: Path, original: Picture, name: str, options: dict[str, object], same: bool
) -> None:
    exif = Image.Exif()
    exif[0x0112], exif[0x010F] = 6, "a studio's camera"
    profile = b"\0\0\0\x84none" + bytes(124)
    Image.fromarray(original).save(tmp_path / name, exif=exif.tobytes(), icc_profile=profile, **options)
    out = tmp_path / f"copy {name}"
    made = mark_picture_file(tmp_path / name, out, KEY, MINE)
    with Image.open(tmp_path / name) as before, Image.open(out) as after:
        assert (after.format, after.size, after.mode) == (before.format, before.size, before.mode)
        assert after.info["icc_profile"] == profile
        assert (after.getexif()[0x0112], after.getexif()[0x010F]) == (6, "a studio's camera")
        upright = np.asarray(ImageOps.exif_transpose(before))
        shown = np.asarray(ImageOps.exif_transpose(after))
    assert made.psnr_y_db >= 49
    assert (picture_from(tmp_path / name) == upright).all()
    if same:
        assert (shown == mark_picture(upright, KEY, MINE)).all()
    assert read_picture(shown, upright, KEY, ISSUED).z[MINE - 1] > bound_z(len(ISSUED))


@pytest.mark.parametrize("mode", ["L", "LA", "P", "RGBA", "1"])
def test_other_kinds_of_pixels_are_marked_too(tmp_path: Path, original: Picture, mode: str) -> None:
    Image.fromarray(original).convert(mode).save(tmp_path / "a.png")
    mark_picture_file(tmp_path / "a.png", tmp_path / "b.png", KEY, MINE)
    before, after = picture_from(tmp_path / "a.png"), picture_from(tmp_path / "b.png")
    assert before.shape == after.shape
    assert psnr_y_db(before, after) >= 49


def _cmyk(path: Path, picture: Picture) -> None:
    Image.fromarray(picture).convert("CMYK").save(path, "JPEG")


def _deep(path: Path, picture: Picture) -> None:
    cv2.imwrite(str(path.with_suffix(".png")), picture.astype(np.uint16) * 257)
    path.with_suffix(".png").rename(path)


def _moving(path: Path, picture: Picture) -> None:
    frames = [Image.fromarray(picture), Image.fromarray(picture[::-1])]
    frames[0].save(path, "PNG", save_all=True, append_images=frames[1:])


def _bitmap(path: Path, picture: Picture) -> None:
    Image.fromarray(picture).save(path, "BMP")


def _cut_off(path: Path, picture: Picture) -> None:
    Image.fromarray(picture).save(path, "PNG")
    path.write_bytes(path.read_bytes()[:4000])


def _tiny(path: Path, picture: Picture) -> None:
    Image.fromarray(picture[:80]).save(path, "PNG")


@pytest.mark.parametrize(
    ("make", "code"),
    [(_cmyk, "picture_cmyk"), (_deep, "picture_depth"), (_moving, "picture_moves"), (_bitmap, "picture_format"),
     (_cut_off, "unreadable"), (_tiny, "picture_small")],
)  # fmt: skip
def test_what_cannot_be_marked_is_refused_and_nothing_is_left(
    tmp_path: Path, original: Picture, make: object, code: str
) -> None:
    source = tmp_path / "source"
    make(source, original)  # type: ignore[operator]
    with pytest.raises(MediaError) as refused:
        mark_picture_file(source, tmp_path / "out", KEY, MINE)
    assert refused.value.code == code
    assert [p.name for p in tmp_path.iterdir()] == ["source"]


@pytest.mark.media
def test_a_suspect_file_is_decoded_by_a_child_as_it_is_displayed(tmp_path: Path, original: Picture) -> None:
    exif = Image.Exif()
    exif[0x0112] = 8
    Image.fromarray(original).save(tmp_path / "a.jpg", exif=exif.tobytes(), quality=95)
    luma = luma_from(tmp_path / "a.jpg").astype(float)
    with Image.open(tmp_path / "a.jpg") as image:
        expected = luma_of(np.asarray(ImageOps.exif_transpose(image))).astype(float)
    assert luma.shape == expected.shape
    assert np.corrcoef(luma.ravel(), expected.ravel())[0, 1] > 0.999


def test_a_film_is_no_picture(tmp_path: Path) -> None:
    (tmp_path / "a.mp4").write_bytes(b"\0\0\0\x18ftypisom" + bytes(64))
    with pytest.raises(MediaError) as refused:
        luma_from(tmp_path / "a.mp4")
    assert refused.value.code == "not_a_picture"


@pytest.fixture(scope="module")
def index(original: Picture) -> PictureIndex:
    index = PictureIndex((n, picture_print(luma_of(painted(n)))) for n in range(2, 42))
    index.add(1, picture_print(luma_of(original)))
    return index


@pytest.mark.parametrize("attack", ATTACKS)
def test_the_picture_is_found_among_others(index: PictureIndex, copy: Picture, attack: str) -> None:
    found = index.find(luma_of(ATTACKS[attack](np.ascontiguousarray(copy))))
    assert [f.picture_id for f in found] == [1]
    assert found[0].mirrored == (attack == "mirrored and turned")


def test_a_stranger_is_not_found(index: PictureIndex) -> None:
    for seed in range(100, 112):
        assert index.find(luma_of(painted(seed))) == []


def test_a_picture_taken_out_is_not_found(original: Picture) -> None:
    index = PictureIndex([(1, picture_print(luma_of(original))), (2, picture_print(luma_of(painted(2))))])
    index.remove(1)
    index.remove(3)
    assert len(index) == 1
    assert index.find(luma_of(original)) == []


def test_a_print_is_the_same_after_being_kept(original: Picture) -> None:
    one = picture_print(luma_of(original))
    again = PicturePrint.from_bytes(one.to_bytes())
    assert (again.hashes == one.hashes).all()
    assert (again.points == one.points).all()
    assert (again.mirrored == one.mirrored).all()
    assert (again.xy == one.xy).all()
    for raw in (b"", b"nothing of the kind", one.to_bytes()[:-40]):
        with pytest.raises(ValueError, match="print of a picture"):
            PicturePrint.from_bytes(raw)
