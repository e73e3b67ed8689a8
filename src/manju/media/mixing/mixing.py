"""Mixing a film's sound from stems: in blocks of a second, the same bytes every time, never a whole film in memory."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Final

import numpy as np
import numpy.typing as npt
import soundfile

from manju.media import ffmpeg, loudness
from manju.media.errors import Cancelled, MediaError
from manju.media.mixing.ducking import FRAME_S, Curve, activity, duck
from manju.media.mixing.stems import KINDS, Mix, Stem, look_at_stem
from manju.media.probe import Probe
from manju.words import Words

RATE: Final = 48_000
BLOCK: Final = RATE  # samples
FRAME: Final = round(FRAME_S * RATE)
VOICE_HZ: Final = (180.0, 5000.0)
EDGE_S: Final = 0.005  # a stem fades in and out this long: no click where it begins in mid-sound
SILENT_DB: Final = -60.0
FULL: Final = 0.999
CLIPPED_SHARE: Final = 1e-4
COVERED_DB: Final = 3.0  # a dub less than this above everything else is hard to follow

Samples = npt.NDArray[np.float32]  # n x 2


@dataclass(frozen=True, eq=False)
class Mixed:
    """The mixed sound and what was heard on the way; `speech_over_bed_db` is None without dub or bed."""

    sound: loudness.Decoded
    speech_share: float
    speech_over_bed_db: float | None
    notes: tuple[Words, ...]


@dataclass(frozen=True, eq=False)
class _Track:
    """A decoded stem: 48 kHz stereo float samples on disk, where it begins in the film (samples), its gain."""

    path: Path
    begins: int
    gain: float
    ducked: bool
    voice: bool


def mix_sound(
    master: Path, facts: Probe, mix: Mix, work: Path, out: Path, *, cancelled: Callable[[], bool] = lambda: False
) -> Mixed:
    """Mix the stems with the master's own sound into `out` (WAV, 48 kHz stereo float), as long as the picture.

    Nothing is limited here: samples may go over full scale and are brought under the ceiling by `loudness.level`.

    Raises:
        MediaError: a stem cannot be used (see `look_at_stem`), or a dub is silent (`stem_silent`).
        Cancelled: `cancelled()` became true.
    """
    film_s = facts.duration_s
    notes: list[Words] = []
    tracks: list[_Track] = []
    for n, stem in enumerate(mix.stems):
        seen = look_at_stem(stem, film_s=film_s)
        raw = work / f"stem{n}.f32"
        _decode(stem.path, seen.demuxer, raw, mono=seen.channels == 1, film=False, cancelled=cancelled)
        notes += _faults(stem, raw)
        end_s = seen.duration_s + stem.offset_ms / 1000
        if stem.kind == "dub" and end_s < film_s - 1.0:
            notes.append(Words("配音比片子早 {s:.1f} 秒结束。", "The dub ends {s:.1f} s before the film.").fill(
                s=film_s - end_s))  # fmt: skip
        tracks.append(_Track(raw, round(stem.offset_ms * RATE / 1000), 10 ** (stem.gain_db / 20),
                             ducked=stem.kind != "dub", voice=stem.kind == "dub"))  # fmt: skip
    if mix.bed != "off" and facts.has_audio:
        raw = work / "own.f32"
        _decode(master, facts.demuxer, raw, mono=facts.channels == 1, film=True, cancelled=cancelled)
        tracks.append(_Track(raw, 0, 1.0, ducked=mix.bed == "duck", voice=False))
    length = round(film_s * RATE)
    speech = _speech(tracks, length, cancelled)
    curve = duck(speech, depth_db=mix.duck_db)
    heard = _write(tracks, curve, speech, length=length, out=out, cancelled=cancelled)
    for track in tracks:
        track.path.unlink()
    if heard is not None and heard < COVERED_DB:
        notes.append(Words("对白只比其他声音高 {d:.0f} dB，可能听不清：把闪避加深，或把配音调大。",
                           "The dub is only {d:.0f} dB above the rest and may be hard to follow: duck deeper, or "
                           "raise the dub.").fill(d=heard))  # fmt: skip
    sound = loudness.Decoded(out, film_s, loudness.measure(out, demuxer="wav", cancelled=cancelled))
    return Mixed(sound, float(speech.mean()) if len(speech) else 0.0, heard, tuple(notes))


def _decode(path: Path, demuxer: str, out: Path, *, mono: bool, film: bool, cancelled: Callable[[], bool]) -> None:
    """Samples of the first audio stream to disk, as little-endian float pairs; mono comes from both sides as it is."""
    # FFmpeg by itself would take 3 dB off a mono track
    sides = "pan=stereo|c0=c0|c1=c0," if mono else ""
    chain = f"{sides}aresample={RATE}:async=1:first_pts=0,aformat=sample_fmts=flt:channel_layouts=stereo"
    opened, chosen, beside = ffmpeg.sound_of(path, demuxer, film=film)
    ffmpeg.run(
        [*opened, *chosen, "-af", chain, "-c:a", "pcm_f32le", "-f", "f32le", str(out), *beside],
        cancelled=cancelled,
    )  # fmt: skip


def _faults(stem: Stem, raw: Path) -> list[Words]:
    """What is wrong with a stem but does not stop it; a silent dub does."""
    loudest, clipped, count = 0.0, 0, 0
    for block in _blocks(raw):
        size = np.abs(block)
        loudest = max(loudest, float(size.max(initial=0.0)))
        clipped += int((size >= FULL).sum())
        count += size.size
    if loudest < 10 ** (SILENT_DB / 20):
        if stem.kind == "dub":
            raise MediaError(
                "stem_silent",
                Words("配音里没有声音：{name}", "The dub is silent: {name}").fill(name=stem.path.name),
                Words("检查导出时选的音轨。", "Check which track was exported."),
            )
        return [Words("{k}里没有声音。", "{k}: silent.").fill(k=KINDS[stem.kind])]
    if clipped > CLIPPED_SHARE * count:
        return [Words("{k}录得过响，有削波。", "{k}: recorded too loud, it clips.").fill(k=KINDS[stem.kind])]
    return []


def _blocks(raw: Path, block: int = BLOCK) -> Iterator[Samples]:
    with raw.open("rb") as file:
        while data := file.read(block * 8):
            yield _sound(data[: len(data) // 8 * 8])


def _sound(data: bytes) -> Samples:
    """Pairs of samples; a float file may hold what is no number: that is silence, and infinity full scale."""
    samples: Samples = np.nan_to_num(np.frombuffer(data, "<f4"), nan=0.0, posinf=1.0, neginf=-1.0).reshape(-1, 2)
    return samples


def _speech(tracks: list[_Track], length: int, cancelled: Callable[[], bool]) -> npt.NDArray[np.bool_]:
    """Where any dub speaks, per 10 ms of the film."""
    frames = -(-length // FRAME)
    speech = np.zeros(frames, np.bool_)
    for track in tracks:
        if track.voice:
            levels = np.full(frames, -120.0, np.float32)
            at = 0
            for part in _levels(track, length, cancelled):
                levels[at : at + len(part)] = part[: frames - at]
                at += len(part)
            speech |= activity(levels)
    return speech


def _levels(track: _Track, length: int, cancelled: Callable[[], bool]) -> Iterator[npt.NDArray[np.float32]]:
    """Level of the voice band in dBFS per 10 ms, block by block; the filter's state goes on from block to block."""
    from scipy.signal import butter, sosfilt, sosfilt_zi  # here: half of what a process takes to start

    sos = butter(2, VOICE_HZ, "bandpass", fs=RATE, output="sos")
    state = sosfilt_zi(sos) * 0.0
    reader = _Reader(track, length)
    for first in range(0, length, BLOCK):
        if cancelled():
            raise Cancelled
        mono = reader.read(first, min(BLOCK, length - first)).mean(axis=1)
        band, state = sosfilt(sos, mono, zi=state)
        padded = np.pad(band, (0, -len(band) % FRAME)).reshape(-1, FRAME)
        power = (padded**2).mean(axis=1)
        yield np.asarray(10 * np.log10(np.maximum(power, 1e-12)), np.float32)


def _write(
    tracks: list[_Track], curve: Curve, speech: npt.NDArray[np.bool_], *, length: int, out: Path,
    cancelled: Callable[[], bool],
) -> float | None:  # fmt: skip
    """Write the sum; returns by how many dB the dub lies over the rest where somebody speaks."""
    readers = [_Reader(track, length) for track in tracks]
    voice_power = bed_power = 0.0
    large = length * 8 > 3 * 2**30
    with soundfile.SoundFile(out, "w", RATE, 2, "FLOAT", format="RF64" if large else "WAV") as file:
        for first in range(0, length, BLOCK):
            if cancelled():
                raise Cancelled
            count = min(BLOCK, length - first)
            voice, bed = np.zeros((count, 2), np.float32), np.zeros((count, 2), np.float32)
            gains = curve.gains(first, count)[:, None]
            for reader in readers:
                samples = reader.read(first, count) * np.float32(reader.track.gain)
                if reader.track.ducked:
                    samples = samples * gains
                target = voice if reader.track.voice else bed
                target += samples
            speaks = speech[first // FRAME : -(-(first + count) // FRAME)].repeat(FRAME)[:count]
            voice_power += float((voice[speaks].astype(np.float64) ** 2).sum())
            bed_power += float((bed[speaks].astype(np.float64) ** 2).sum())
            file.write(voice + bed)
    if voice_power <= 0.0 or bed_power <= 1e-9:
        return None
    return float(10 * np.log10(voice_power / bed_power))


class _Reader:
    """Samples of a track in the film's time; silence before and after it, its ends faded."""

    def __init__(self, track: _Track, length: int) -> None:
        self.track = track
        self._count = track.path.stat().st_size // 8
        self._last = min(length, track.begins + self._count)  # in the film, first sample that is no longer there

    def read(self, first: int, count: int) -> Samples:
        samples = np.zeros((count, 2), np.float32)
        begin, end = max(first, self.track.begins), min(first + count, self._last)
        if end > begin:
            with self.track.path.open("rb") as file:
                file.seek((begin - self.track.begins) * 8)
                found = _sound(file.read((end - begin) * 8))
            at = np.arange(begin, end, dtype=np.float32)
            starts = max(0, self.track.begins)
            edge = np.minimum((at - starts) / (EDGE_S * RATE), (self._last - 1 - at) / (EDGE_S * RATE))
            samples[begin - first : end - first] = found * np.clip(edge, 0.0, 1.0)[:, None]
        return samples
