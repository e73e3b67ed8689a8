"""Mixing: the bed gives way before a word begins and comes back after it, and nothing clicks."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest
import soundfile
from hypothesis import given
from hypothesis import strategies as st

from manju.media.deliver import Order, deliver
from manju.media.errors import Cancelled, MediaError
from manju.media.label.aigc import AigcLabel
from manju.media.mixing import Mix, Mixed, activity, duck, mix_sound, read_stem
from manju.media.probe import probe, probe_master
from media.clips import PLAIN, clip, ffmpeg, tiny_profile

RATE = 48_000
FILM_S = 6.0
SPOKEN = (2.0, 3.0)  # seconds in which the dub speaks


def tone(seconds: float, hz: float, level_db: float, *, rate: int = RATE) -> np.ndarray:
    t = np.arange(round(seconds * rate)) / rate
    return (10 ** (level_db / 20) * np.sqrt(2) * np.sin(2 * np.pi * hz * t)).astype(np.float32)


def level_db(samples: np.ndarray) -> float:
    return float(10 * np.log10(max(1e-12, float((samples.astype(float) ** 2).mean()))))


@pytest.fixture(scope="module")
def room(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A film of six seconds with its own 3 kHz tone, a dub that speaks in one second of it (44.1 kHz, mono), music."""
    folder = tmp_path_factory.mktemp("mixing")
    own = "sine=frequency=3000:sample_rate=48000,volume=0.5"
    clip(folder / "film.mp4", size="160x90", fps="5", seconds=FILM_S, sound=own)
    clip(folder / "silent.mp4", size="160x90", fps="5", seconds=FILM_S, sound=None)
    dub = np.zeros(round(FILM_S * 44_100), np.float32)
    dub[2 * 44_100 : 3 * 44_100] = tone(1.0, 1000, -12, rate=44_100)
    soundfile.write(folder / "dub.wav", dub, 44_100)
    soundfile.write(folder / "music.flac", tone(FILM_S, 400, -20), RATE)
    ffmpeg("-i", str(folder / "dub.wav"), "-c:a", "aac", str(folder / "dub.m4a"))
    ffmpeg("-i", str(folder / "dub.wav"), "-c:a", "libmp3lame", str(folder / "dub.mp3"))
    return folder


def mixed(room: Path, mix: Mix, tmp_path: Path, *, film: str = "film.mp4") -> tuple[Mixed, np.ndarray]:
    facts = probe_master(room / film)
    done = mix_sound(room / film, facts, mix, tmp_path, tmp_path / "out.wav")
    samples, rate = soundfile.read(tmp_path / "out.wav", dtype="float32")
    assert (rate, samples.shape) == (RATE, (round(facts.duration_s * RATE), 2))
    return done, samples


def band(samples: np.ndarray, hz: float, at_s: float, length_s: float = 0.1) -> float:
    """Level (dB) of one tone in a stretch."""
    part = samples[round(at_s * RATE) : round((at_s + length_s) * RATE), 0].astype(float)
    t = np.arange(len(part)) / RATE
    return float(20 * np.log10(max(1e-9, abs(np.dot(part, np.exp(-2j * np.pi * hz * t))) * np.sqrt(2) / len(part))))


def test_music_goes_down_by_its_depth_before_the_first_word_and_comes_back(room: Path, tmp_path: Path) -> None:
    mix = Mix((read_stem("dub", room / "dub.wav"), read_stem("music", room / "music.flac")), bed="off", duck_db=12)
    done, samples = mixed(room, mix, tmp_path)
    assert band(samples, 400, 0.5) == pytest.approx(-20, abs=0.2)
    assert band(samples, 400, 2.0) == pytest.approx(-32, abs=0.3)  # all the way down where the word begins
    assert band(samples, 400, 2.5) == pytest.approx(-32, abs=0.3)
    assert band(samples, 400, 5.0) == pytest.approx(-20, abs=0.2)
    assert band(samples, 1000, 2.5) == pytest.approx(-12, abs=0.3)  # the dub itself is as it was
    assert done.speech_share == pytest.approx(1 / 6, abs=0.02)
    assert done.speech_over_bed_db == pytest.approx(20, abs=1.0)
    assert done.notes == ()


def test_the_films_own_sound_is_ducked_kept_or_left_out(room: Path, tmp_path: Path) -> None:
    dub = read_stem("dub", room / "dub.wav")
    found = {}
    for bed in ("duck", "keep", "off"):
        _, samples = mixed(room, Mix((dub,), bed=bed, duck_db=18), tmp_path)  # type: ignore[arg-type]
        found[bed] = band(samples, 3000, 2.4), band(samples, 3000, 0.6)
    assert found["keep"][0] == pytest.approx(found["keep"][1], abs=0.3)
    assert found["duck"][1] - found["duck"][0] == pytest.approx(18, abs=0.5)
    assert found["off"][1] < -90


def test_nothing_clicks_where_a_gain_moves_or_a_stem_begins(room: Path, tmp_path: Path) -> None:
    music = read_stem("music", room / "music.flac", offset_ms=-37)  # begins in mid-sound
    _, samples = mixed(room, Mix((read_stem("dub", room / "dub.wav"), music), bed="off", duck_db=24), tmp_path)
    quiet = samples[: round(1.95 * RATE), 0]
    steepest = 10 ** (-20 / 20) * np.sqrt(2) * 2 * np.pi * 400 / RATE  # what the tone itself needs
    assert abs(float(quiet[0])) < 1e-3
    assert np.abs(np.diff(quiet)).max() < 1.3 * steepest


def test_gain_and_offset_are_done_by_hand(room: Path, tmp_path: Path) -> None:
    dub = read_stem("dub", room / "dub.wav", gain_db=-6, offset_ms=500)
    _, samples = mixed(room, Mix((dub,), bed="off"), tmp_path, film="silent.mp4")
    assert band(samples, 1000, 3.1) == pytest.approx(-18, abs=0.3)
    assert level_db(samples[: round(2.45 * RATE)]) < -70
    assert level_db(samples[round(3.55 * RATE) :]) < -70


@pytest.mark.parametrize("name", ["dub.m4a", "dub.mp3"])
def test_packed_stems_keep_their_place(room: Path, tmp_path: Path, name: str) -> None:
    _, samples = mixed(room, Mix((read_stem("dub", room / name),), bed="off"), tmp_path)
    loud = np.flatnonzero(np.abs(samples[:, 0]) > 0.1) / RATE
    assert loud[0] == pytest.approx(SPOKEN[0], abs=0.03)
    assert loud[-1] == pytest.approx(SPOKEN[1], abs=0.03)


def test_a_stem_of_another_film_or_without_sound_is_refused(room: Path, tmp_path: Path) -> None:
    soundfile.write(tmp_path / "long.wav", tone(9, 400, -20), RATE)
    soundfile.write(tmp_path / "short.wav", tone(2, 400, -20), RATE)
    soundfile.write(tmp_path / "silent.wav", np.zeros((round(FILM_S * RATE), 2), np.float32), RATE)
    (tmp_path / "text.wav").write_text("no sound at all")
    faults = {}
    for name in ("long.wav", "short.wav", "silent.wav", "text.wav"):
        with pytest.raises(MediaError) as refused:
            mixed(room, Mix((read_stem("dub", tmp_path / name),)), tmp_path)
        faults[name] = refused.value.code
    with pytest.raises(MediaError) as refused:
        mixed(room, Mix((read_stem("dub", room / "silent.mp4"),)), tmp_path)
    assert list(faults.values()) == ["stem_too_long", "stem_too_short", "stem_silent", "not_media"]
    assert refused.value.code == "stem_without_sound"


def test_what_does_not_stop_a_mix_is_said(room: Path, tmp_path: Path) -> None:
    soundfile.write(tmp_path / "hot.wav", np.clip(tone(4.5, 900, 6), -1, 1), RATE)
    dub = read_stem("dub", tmp_path / "hot.wav", gain_db=-20)
    done, _ = mixed(room, Mix((dub, read_stem("music", room / "music.flac")), bed="off", duck_db=0), tmp_path)
    said = " ".join(n.en for n in done.notes)
    assert "clips" in said
    assert "1.5 s before the film" in said
    assert "hard to follow" in said


def test_mixing_is_cancelled(room: Path, tmp_path: Path) -> None:
    with pytest.raises(Cancelled):
        mix_sound(room / "film.mp4", probe_master(room / "film.mp4"), Mix((read_stem("dub", room / "dub.wav"),)),
                  tmp_path, tmp_path / "out.wav", cancelled=lambda: True)  # fmt: skip


@given(st.lists(st.integers(0, 1), min_size=1, max_size=400), st.floats(0, 40))
def test_a_curve_is_never_louder_than_it_was_nor_lower_than_its_depth_and_full_down_in_speech(
    flags: list[int], depth: float
) -> None:
    speech = np.array(flags, np.bool_)
    curve = duck(speech, depth_db=depth).gain_db
    assert curve.max() <= 0.0
    assert curve.min() >= -depth - 1e-4
    assert np.allclose(curve[speech], -depth, atol=1e-4)
    steepest = depth * np.pi / 2 * 0.01 / 0.18  # half a cosine over the attack
    assert np.abs(np.diff(curve)).max(initial=0.0) <= steepest * 1.02 + 1e-4


def test_pauses_between_words_are_bridged_and_clicks_are_no_words() -> None:
    levels = np.full(500, -90, np.float32)
    levels[100:120] = levels[140:180] = -20  # two words, 0.2 s apart
    levels[300:303] = -20  # a click
    levels[400:450] = -55  # breath under the gate
    flags = activity(levels)
    assert np.flatnonzero(flags).tolist() == list(range(100, 180))


@pytest.mark.media
def test_a_deliverable_carries_the_mix_at_the_channels_loudness(room: Path, tmp_path: Path) -> None:
    channel = tiny_profile("youtube", width=160, height=90, cover_sizes=((160, 90),))
    mix = Mix((read_stem("dub", room / "dub.wav"), read_stem("music", room / "music.flac")))
    label = AigcLabel("1", "001191110000MA01", "ep-1")
    (dubbed,) = deliver(room / "film.mp4", [Order(channel, "en", "a", label, mix=mix, **PLAIN)], tmp_path / "out")
    assert dubbed.loudness_lufs == pytest.approx(-14, abs=0.5)
    assert probe(dubbed.video).has_audio
    ffmpeg("-i", str(dubbed.video), "-ac", "2", "-ar", "48000", str(tmp_path / "heard.wav"))
    samples, _ = soundfile.read(tmp_path / "heard.wav", dtype="float32")
    assert band(samples, 1000, 2.5) > band(samples, 400, 2.5) + 12
    assert band(samples, 1000, 0.5) < band(samples, 400, 0.5) - 30
