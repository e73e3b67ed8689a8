"""Instruments and noises made from numbers: plucked strings, bells, drums, rain, an engine. Seeded, 48 kHz."""

from __future__ import annotations

from functools import cache
from typing import Final

import numpy as np
import numpy.typing as npt
from scipy.signal import butter, fftconvolve, lfilter, sosfilt

from manju.media.motion.board import Stereo
from manju.media.motion.mixing import RATE

Mono = npt.NDArray[np.float64]

A4: Final = 440.0


def note(half_tones: float) -> float:
    """Frequency of a note, counted in half tones from A4.

    >>> note(-12)
    220.0
    """
    return float(A4 * 2 ** (half_tones / 12))


def seconds(length_s: float) -> Mono:
    return np.arange(round(length_s * RATE)) / RATE


def noise(length_s: float, seed: int) -> Mono:
    return np.random.default_rng(seed).standard_normal(round(length_s * RATE))


def band(sound: Mono, low: float, high: float) -> Mono:
    result: Mono = sosfilt(butter(2, [low, high], "bandpass", fs=RATE, output="sos"), sound)
    return result


def fade(sound: Mono, rise_s: float, fall_s: float) -> Mono:
    """Without clicks at either end."""
    rise, fall = min(len(sound), round(rise_s * RATE)), min(len(sound), round(fall_s * RATE))
    out = sound.copy()
    out[:rise] *= np.linspace(0, 1, rise)
    out[len(out) - fall :] *= np.linspace(1, 0, fall)
    return out


def pluck(frequency: float, length_s: float, *, seed: int = 1, damping: float = 0.996, soft: float = 0.5) -> Mono:
    """A plucked string by Karplus and Strong (1983): a burst of noise round a damped delay line."""
    period = max(2, round(RATE / frequency))
    burst = np.zeros(round(length_s * RATE))
    struck = np.random.default_rng(seed).uniform(-1, 1, period)
    struck = lfilter([1 - soft], [1, -soft], struck)
    burst[:period] = struck[: len(burst)]
    loop = np.zeros(period + 2)
    loop[0] = 1.0
    loop[period] = loop[period + 1] = -damping / 2
    string: Mono = lfilter([1.0], loop, burst)
    return fade(string, 0.001, min(0.3, length_s / 2))


def bell(frequency: float, length_s: float, *, bright: float = 0.5) -> Mono:
    """A music box tine or a bell: partials that are not whole multiples, each dying in its own time."""
    t = seconds(length_s)
    partials = ((1.0, 1.0, 2.2), (2.0, 0.4, 3.5), (3.01, 0.35 * bright, 5), (5.4, 0.3 * bright, 9))
    out = sum(
        level * np.sin(2 * np.pi * frequency * ratio * t) * np.exp(-decay * t) for ratio, level, decay in partials
    )
    return fade(np.asarray(out), 0.002, 0.05)


def pad(frequencies: tuple[float, ...], length_s: float) -> Mono:
    """A slow, soft chord: every note three times, slightly apart."""
    t = seconds(length_s)
    out = np.zeros(len(t))
    for frequency in frequencies:
        for apart in (0.996, 1.0, 1.0045):
            out += np.sin(2 * np.pi * frequency * apart * t) + 0.25 * np.sin(4 * np.pi * frequency * apart * t)
    out *= 0.8 + 0.2 * np.sin(2 * np.pi * 0.23 * t)
    return fade(out / (3 * len(frequencies)), min(1.2, length_s / 3), min(1.5, length_s / 3))


def thump(frequency: float, length_s: float, *, drop: float = 0.5) -> Mono:
    """A drum skin: a low tone that falls as it dies."""
    t = seconds(length_s)
    phase = 2 * np.pi * frequency * (drop * t + (1 - drop) * 0.05 * (1 - np.exp(-t / 0.05)))
    return fade(np.sin(phase) * np.exp(-6 * t / length_s), 0.002, 0.03)


def place(track: Mono, sound: Mono, at_s: float, level: float = 1.0) -> None:
    """Lay a sound into a track where it begins; what runs over the end is left out."""
    start = round(at_s * RATE)
    end = min(len(track), start + len(sound))
    if end > start >= 0:
        track[start:end] += level * sound[: end - start]


@cache
def _rooms() -> tuple[Mono, Mono]:
    t = seconds(1.4)
    left, right = (np.random.default_rng(seed).standard_normal(len(t)) * np.exp(-4.2 * t) for seed in (71, 72))
    return left / np.linalg.norm(left), right / np.linalg.norm(right)


def in_room(sound: Mono, wet: float = 0.25, *, pan: float = 0.0) -> Stereo:
    """Stereo with the echo of a room; pan -1 left … 1 right. Peak at 1."""
    left, right = (fftconvolve(sound, room)[: len(sound)] for room in _rooms())
    dry = sound / (np.abs(sound).max() + 1e-9)
    scale = max(np.abs(left).max(), np.abs(right).max()) + 1e-9
    out = np.stack(
        [dry * (1 - max(0, pan)) + wet * left / scale, dry * (1 + min(0, pan)) + wet * right / scale], axis=1
    )
    return np.asarray(out / (np.abs(out).max() + 1e-9), np.float32)
