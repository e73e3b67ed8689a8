"""The poster and the waveform that the catalogue shows of a master."""

from __future__ import annotations

from pathlib import Path

import pytest
from PIL import Image

from manju.media.errors import Cancelled
from manju.media.poster import poster
from manju.media.probe import probe
from manju.media.waveform import waveform
from media.clips import clip, ffmpeg

pytestmark = pytest.mark.media


@pytest.fixture
def black_then_picture(tmp_path: Path) -> Path:
    """Two seconds of black, then two of a test picture, with a key frame every half second."""
    fade = "drawbox=color=black:t=fill:enable='lt(t,2)'"
    return clip(tmp_path / "film.mp4", seconds=4, video_filter=fade, extra=("-g", "12"))


def test_poster_is_not_the_black_beginning(black_then_picture: Path, tmp_path: Path) -> None:
    at_s = poster(black_then_picture, probe(black_then_picture), tmp_path / "poster.jpg", width=160)
    picture = Image.open(tmp_path / "poster.jpg")
    assert 2.0 <= at_s < 4.0
    assert picture.size == (160, 90)
    assert max(high for _, high in picture.convert("RGB").getextrema()) > 200


def test_poster_is_the_very_frame_that_was_chosen(tmp_path: Path) -> None:
    """Each second's key frame is the only one that is not black: a time rounded up would show the black after it."""
    flashes = "drawbox=color=black:t=fill:enable='mod(n,24)'"
    film = clip(tmp_path / "film.mp4", fps="24000/1001", seconds=6, video_filter=flashes, extra=("-g", "24"))
    poster(film, probe(film), tmp_path / "poster.jpg", width=160)
    assert _brightest(tmp_path / "poster.jpg") > 200


def test_poster_looks_further_where_key_frames_show_nothing(tmp_path: Path) -> None:
    black_first = "drawbox=color=black:t=fill:enable='lt(t,2)'"
    film = clip(tmp_path / "film.mp4", seconds=4, video_filter=black_first, extra=("-g", "9999", "-sc_threshold", "0"))
    assert poster(film, probe(film), tmp_path / "poster.jpg", width=160) >= 2.0
    assert _brightest(tmp_path / "poster.jpg") > 200


def _brightest(path: Path) -> int:
    with Image.open(path) as picture:
        return max(high for _, high in picture.convert("RGB").getextrema())


def test_poster_stands_upright_and_has_square_pixels(tmp_path: Path) -> None:
    anamorphic = clip(tmp_path / "wide.mp4", size="160x180", video_filter="setsar=2")
    poster(anamorphic, probe(anamorphic), tmp_path / "wide.jpg", width=160)
    assert Image.open(tmp_path / "wide.jpg").size == (160, 90)

    lying = tmp_path / "turned.mp4"
    ffmpeg("-display_rotation", "90", "-i", str(clip(tmp_path / "lying.mp4")), "-c", "copy", str(lying))
    poster(lying, probe(lying), tmp_path / "turned.jpg", width=90)
    assert Image.open(tmp_path / "turned.jpg").size == (90, 160)


def test_poster_leaves_nothing_when_cancelled(black_then_picture: Path, tmp_path: Path) -> None:
    facts = probe(black_then_picture)
    with pytest.raises(Cancelled):
        poster(black_then_picture, facts, tmp_path / "poster.jpg", cancelled=lambda: True)
    assert list(tmp_path.iterdir()) == [black_then_picture]


def test_waveform_has_a_peak_for_every_tenth_of_a_second(tmp_path: Path) -> None:
    quiet_then_loud = "aevalsrc='if(lt(t,1),0,0.5*sin(2*PI*440*t))':s=48000"
    film = clip(tmp_path / "film.mov", seconds=2, sound=quiet_then_loud, audio=("-c:a", "pcm_s16le"))
    peaks = waveform(film, probe(film))
    assert len(peaks) == 20
    assert peaks[:9] == [0] * 9
    assert all(62 <= p <= 65 for p in peaks[11:])


def test_waveform_is_as_long_as_the_picture(tmp_path: Path) -> None:
    short_sound = clip(tmp_path / "film.mov", seconds=3, sound="sine=duration=1", audio=("-c:a", "pcm_s16le"))
    peaks = waveform(short_sound, probe(short_sound))
    assert len(peaks) == 30
    assert peaks[0] > 0
    assert peaks[12:] == [0] * 18


def test_waveform_of_a_silent_film_is_empty(tmp_path: Path) -> None:
    film = clip(tmp_path / "film.mp4", sound=None)
    assert waveform(film, probe(film)) == []


def test_waveform_stops_when_cancelled(black_then_picture: Path) -> None:
    facts = probe(black_then_picture)
    with pytest.raises(Cancelled):
        waveform(black_then_picture, facts, cancelled=lambda: True)
