"""What an edit changed in a picture: exact for a known square, the same after a shift, nothing between strangers."""

from __future__ import annotations

import numpy as np
import pytest
from PIL import Image

from manju.media.errors import MediaError
from manju.media.generation.difference import compare


@pytest.fixture
def drawn(tmp_path):
    """A picture with edges in it, and a copy with a square of a sixteenth recoloured."""
    rng = np.random.default_rng(7)
    coarse = rng.integers(0, 255, (16, 16, 3), np.uint8)
    before = Image.fromarray(coarse).resize((256, 256), Image.Resampling.NEAREST)
    after = before.copy()
    after.paste((200, 30, 30), (96, 96, 160, 160))
    before.save(tmp_path / "before.png")
    after.save(tmp_path / "after.png")
    return tmp_path


def test_a_recoloured_square_is_its_share_of_the_picture(drawn) -> None:
    found = compare(drawn / "before.png", drawn / "after.png", write_to=drawn / "d.png")
    assert 0.061 < found.share < 0.063
    shown = np.asarray(Image.open(drawn / "d.png"))
    middle, corner = shown[128, 128], shown[10, 10]
    assert middle[0] > middle[1] + 60
    assert max(corner) - min(corner) == 0


def test_the_same_picture_does_not_differ_also_as_jpeg_and_smaller(drawn) -> None:
    assert compare(drawn / "after.png", drawn / "after.png", write_to=drawn / "d.png").share == 0
    Image.open(drawn / "after.png").save(drawn / "after.jpg", quality=95, subsampling=0)
    assert compare(drawn / "after.png", drawn / "after.jpg", write_to=drawn / "d.png").share < 0.02


def test_a_move_of_the_whole_picture_is_taken_out(drawn) -> None:
    before = Image.open(drawn / "before.png")
    moved = Image.new("RGB", before.size)
    moved.paste(before, (6, 4))
    moved.save(drawn / "moved.png")
    found = compare(drawn / "before.png", drawn / "moved.png", write_to=drawn / "d.png")
    assert found.shift == (6, 4)
    assert found.share < 0.05


def test_strangers_and_files_that_are_no_pictures_are_told_apart(drawn) -> None:
    rng = np.random.default_rng(8)
    Image.fromarray(rng.integers(0, 255, (16, 16, 3), np.uint8)).resize((256, 256), 0).save(drawn / "other.png")
    (drawn / "layers.psd").write_bytes(b"8BPS nothing that opens")
    codes = []
    for after in ("other.png", "layers.psd"):
        with pytest.raises(MediaError) as refused:
            compare(drawn / "before.png", drawn / after, write_to=drawn / "d.png")
        codes.append(refused.value.code)
    assert codes == ["no_likeness", "not_media"]
