"""A master is looked at once; what is kept of it is whole or refused."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest

from manju.media.errors import Cancelled, MediaError
from manju.media.footage import frames, watch
from manju.media.registering import Registration, register
from manju.media.whole import sha256_of
from media.clips import clip
from media.films import drawn, written

pytestmark = pytest.mark.media


@pytest.fixture(scope="module")
def master(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return written(tmp_path_factory.mktemp("films") / "master.mp4", drawn(seconds=3))


def test_a_registration_survives_bytes(master: Path) -> None:
    kept = register(master)
    back = Registration.from_bytes(kept.to_bytes())
    assert back.sha256 == sha256_of(master)
    assert (back.width, back.height) == (480, 270)
    assert back.hashes == kept.hashes == 12
    assert back.to_bytes() == kept.to_bytes()


@pytest.mark.parametrize("harm", ["cut", "one bit", "empty", "other"])
def test_a_damaged_registration_is_refused(master: Path, harm: str) -> None:
    raw = register(master).to_bytes()
    damaged = {
        "cut": raw[:-7],
        "one bit": raw[:90] + bytes([raw[90] ^ 1]) + raw[91:],
        "empty": b"",
        "other": b"PK" + raw[2:],
    }[harm]
    with pytest.raises(ValueError, match="registration"):
        Registration.from_bytes(damaged)


def test_sound_alone_is_no_master(tmp_path: Path) -> None:
    from media.clips import ffmpeg

    ffmpeg("-f", "lavfi", "-i", "sine=d=1", str(tmp_path / "tone.m4a"))
    with pytest.raises(MediaError) as refused:
        register(tmp_path / "tone.m4a")
    assert refused.value.code


def test_registering_can_be_cancelled(master: Path) -> None:
    with pytest.raises(Cancelled):
        register(master, cancelled=lambda: True)


def test_frames_come_with_their_times_and_thinned_out(master: Path) -> None:
    every = watch(master, size=(64, 36), length_s=9.0)
    assert len(every) == 36
    assert np.allclose(np.diff(every.times_s), 1 / 12, atol=2e-3)
    some = watch(master, size=(64, 36), start_s=1.0, length_s=1.0, most_per_s=4)
    assert np.allclose(some.times_s, [1.0, 1.25, 1.5, 1.75], atol=0.09)


def test_a_reader_that_stops_early_leaves_no_child(master: Path) -> None:
    import threading

    before = threading.active_count()
    first = next(iter(frames(master, size=(64, 36))))
    assert first[1].shape == (36, 64)
    assert threading.active_count() <= before + 1


def test_a_cut_off_tail_is_left_out(tmp_path: Path) -> None:
    whole = clip(tmp_path / "whole.mkv", seconds=3)
    cut = tmp_path / "cut.mkv"
    cut.write_bytes(whole.read_bytes()[: whole.stat().st_size * 2 // 3])
    seen = watch(cut, size=(32, 18), length_s=9.0)
    assert 10 < len(seen) < 75
