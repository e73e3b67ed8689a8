"""Laying the sound cues of a storyboard over each other in one stereo track that never clips."""

from __future__ import annotations

from typing import Final

import numpy as np

from manju.media.motion.board import Sound, Stereo, Storyboard

RATE: Final = 48_000
PEAK: Final = 0.84  # -1.5 dBFS: what the mix may reach before it is levelled
TAIL_S: Final = 0.6  # the film's sound fades out over its last moment


def mix(board: Storyboard) -> Stereo:
    """All cues summed: samples x 2 at 48 kHz, exactly as long as the film, peak at most -1.5 dBFS."""
    length = round(board.length_s * RATE)
    track = np.zeros((length, 2), np.float32)
    for sound in board.sounds:
        _add(track, sound, 0)
    for start, shot in zip(board.starts_s(), board.shots, strict=True):
        for sound in shot.sounds:
            _add(track, sound, round(start * RATE))
    tail = min(length, round(TAIL_S * RATE))
    track[length - tail :] *= np.linspace(1.0, 0.0, tail, dtype=np.float32)[:, None]
    peak = float(np.abs(track).max(initial=0.0))
    return track * np.float32(PEAK / peak) if peak > PEAK else track


def _add(track: Stereo, sound: Sound, shot_start: int) -> None:
    samples = sound.samples() if callable(sound.samples) else sound.samples
    start = shot_start + round(sound.start_s * RATE)
    begin, end = max(0, start), min(len(track), start + len(samples))
    if end > begin:
        track[begin:end] += samples[begin - start : end - start] * np.float32(10 ** (sound.gain_db / 20))
