"""Sound cues by name, and one melody for each property; every cue is made when the mix asks for it."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial
from typing import Final

import numpy as np

from manju.media.motion.board import Sound, Stereo
from manju.sample.episodes.synth import (
    Mono,
    band,
    bell,
    fade,
    in_room,
    noise,
    note,
    pad,
    place,
    pluck,
    seconds,
    thump,
)

Made = Callable[[], Stereo]


def cue(start_s: float, samples: Made, gain_db: float = 0.0) -> Sound:
    return Sound(start_s, samples, gain_db - 8)


def wind(length_s: float) -> Made:
    def made() -> Stereo:
        gust = 0.55 + 0.45 * np.sin(2 * np.pi * 0.31 * seconds(length_s) + 1)
        return in_room(fade(band(noise(length_s, 4), 180, 700) * gust, 0.6, 0.8), 0.2)

    return made


def rain(length_s: float) -> Made:
    def made() -> Stereo:
        left, right = (
            fade(band(noise(length_s, seed), 900, 9000) + 0.6 * band(noise(length_s, seed + 9), 200, 600), 0.5, 0.8)
            for seed in (5, 6)
        )
        out = np.stack([left, right], axis=1)
        return np.asarray(out / np.abs(out).max(), np.float32)

    return made


def under_water(length_s: float) -> Made:
    def made() -> Stereo:
        sound = band(noise(length_s, 8), 60, 260)
        bubbles = np.zeros(len(sound))
        rng = np.random.default_rng(3)
        for _ in range(int(length_s * 7)):
            t = seconds(0.09)
            place(
                bubbles,
                np.sin(2 * np.pi * (rng.uniform(300, 700) * t + 1800 * t * t)) * np.exp(-30 * t),
                rng.uniform(0, length_s),
                0.35,
            )
        return in_room(fade(sound / np.abs(sound).max() + bubbles, 0.2, 0.5), 0.5)

    return made


def splash() -> Made:
    return lambda: in_room(band(noise(0.9, 2), 300, 5000) * np.exp(-5 * seconds(0.9)) + 0.8 * thump(70, 0.9), 0.4)


def crackle(length_s: float) -> Made:
    def made() -> Stereo:
        out = 0.06 * band(noise(length_s, 12), 100, 800)
        rng = np.random.default_rng(9)
        for _ in range(int(length_s * 26)):
            place(
                out,
                noise(0.012, int(rng.integers(1_000_000))) * np.exp(-400 * seconds(0.012)),
                rng.uniform(0, length_s),
                rng.uniform(0.05, 0.5),
            )
        return in_room(fade(out, 0.2, 0.4), 0.1)

    return made


def puff() -> Made:
    return lambda: in_room(band(noise(0.35, 14), 200, 2400) * np.exp(-12 * seconds(0.35)), 0.3)


def whoosh() -> Made:
    def made() -> Stereo:
        t = seconds(0.7)
        return in_room(band(noise(0.7, 15), 400, 6000) * np.exp(-((t - 0.3) ** 2) / 0.02), 0.25)

    return made


def hit() -> Made:
    """The beat that a close-up lands on."""
    return lambda: in_room(
        1.4 * thump(62, 1.3) + 0.5 * band(noise(1.3, 16), 200, 3000) * np.exp(-14 * seconds(1.3)), 0.45
    )


def drum() -> Made:
    return lambda: in_room(thump(82, 0.9) + 0.2 * band(noise(0.9, 17), 300, 1500) * np.exp(-30 * seconds(0.9)), 0.5)


def gong() -> Made:
    def made() -> Stereo:
        t = seconds(2.6)
        partials = ((1, 1.0), (1.48, 0.7), (2.05, 0.5), (2.74, 0.45), (3.6, 0.3), (4.9, 0.2))
        out = sum(
            level * np.sin(2 * np.pi * 98 * ratio * t + ratio) * np.exp(-(0.9 + 0.4 * ratio) * t)
            for ratio, level in partials
        )
        return in_room(fade(np.asarray(out), 0.004, 0.3), 0.4)

    return made


def heartbeat(beats: int) -> Made:
    def made() -> Stereo:
        out = np.zeros(len(seconds(beats * 0.86 + 0.3)))
        for i in range(beats):
            place(out, thump(58, 0.3), i * 0.86)
            place(out, thump(50, 0.3), i * 0.86 + 0.24, 0.7)
        return in_room(out, 0.15)

    return made


def steps(count: int, pace_s: float = 0.52) -> Made:
    def made() -> Stereo:
        out = np.zeros(len(seconds(count * pace_s + 0.3)))
        for i in range(count):
            place(
                out, band(noise(0.13, 30 + i), 120, 900) * np.exp(-38 * seconds(0.13)), i * pace_s, 1 - 0.25 * (i % 2)
            )
        return in_room(out, 0.3)

    return made


def pluck_low() -> Made:
    return lambda: in_room(pluck(note(-31), 2.4, seed=5, damping=0.998), 0.4)


def ding() -> Made:
    def made() -> Stereo:
        out = np.zeros(len(seconds(1.0)))
        place(out, bell(note(15), 0.8, bright=0.9), 0)
        place(out, bell(note(20), 0.8, bright=0.9), 0.13)
        return in_room(out, 0.2)

    return made


def stars(count: int) -> Made:
    def made() -> Stereo:
        out = np.zeros(len(seconds(count * 0.2 + 1)))
        for i in range(count):
            place(out, bell(note((3, 5, 7, 10, 15)[i % 5] + 12), 0.8, bright=0.8), i * 0.2)
        return in_room(out, 0.3)

    return made


def horn() -> Made:
    def made() -> Stereo:
        t = seconds(0.7)
        return in_room(
            fade(np.sign(np.sin(2 * np.pi * 311 * t)) * 0.3 + np.sin(2 * np.pi * 392 * t) * 0.6, 0.02, 0.15), 0.4
        )

    return made


def engine(length_s: float, low: float = 46, rise: float = 0.0) -> Made:
    """A motor; `rise` is by how many half tones its pitch climbs."""

    def made() -> Stereo:
        t = seconds(length_s)
        turns = np.cumsum(low * 2 ** (rise * t / length_s / 12) / np.float64(48_000))
        saw = 2 * (turns % 1) - 1
        beat = 0.7 + 0.3 * np.sin(2 * np.pi * turns / 2)
        return in_room(fade(band(saw * beat, 40, 900), 0.3, 0.5), 0.15)

    return made


def roar() -> Made:
    def made() -> Stereo:
        t = seconds(1.7)
        growl = np.sign(np.sin(2 * np.pi * np.cumsum(74 - 14 * t + 5 * np.sin(2 * np.pi * 23 * t)) / 48_000))
        out = band(growl + 0.9 * noise(1.7, 44), 60, 1300) * np.exp(-((t - 0.5) ** 2) / 0.35)
        return in_room(fade(out, 0.05, 0.3), 0.5)

    return made


def slurp() -> Made:
    def made() -> Stereo:
        t = seconds(0.55)
        return in_room(
            band(noise(0.55, 46), 500, 4000) * (t / 0.55) ** 2 * (0.6 + 0.4 * np.sin(2 * np.pi * 28 * t)), 0.1
        )

    return made


def meow() -> Made:
    def made() -> Stereo:
        t = seconds(0.62)
        pitch = 520 + 260 * np.sin(np.pi * np.minimum(1, t / 0.5)) - 160 * t
        turns = np.cumsum(pitch) / 48_000
        voice = sum(np.sin(2 * np.pi * n * turns) / n**1.1 for n in range(1, 9))
        return in_room(fade(band(np.asarray(voice), 500, 3200), 0.06, 0.2), 0.3)

    return made


def shimmer() -> Made:
    def made() -> Stereo:
        out = np.zeros(len(seconds(2.2)))
        for i, step in enumerate((3, 7, 10, 15, 19, 22, 27)):
            place(out, bell(note(step), 1.4), i * 0.09, 0.8)
        return in_room(out, 0.5)

    return made


# melodies: (beat, half tones from A4); pentatonic throughout
_LANTERN: Final = ((0, -12), (1, -9), (1.5, -7), (2, -5), (3.5, -7), (4, -9), (5, -12), (6, -14), (6.5, -12), (7, -17),
                   (8, -12), (9, -7), (9.5, -5), (10, -2), (11.5, 0), (12, -5), (13, -7), (14, -9), (15, -12))  # fmt: skip
_TAKEAWAY: Final = ((0, 3), (0.5, 5), (1, 7), (1.5, 10), (2, 7), (3, 5), (3.5, 3), (4, 5), (4.5, 7), (5, 10), (5.5, 12), (6, 10), (7, 7),
                    (8, 3), (8.5, 5), (9, 7), (9.5, 10), (10, 15), (11, 12), (11.5, 10), (12, 7), (12.5, 10), (13, 5), (13.5, 7), (14, 3))  # fmt: skip
_LAST_BUS: Final = (
    (0, 3),
    (2, 7),
    (3, 10),
    (5, 7),
    (6, 8),
    (8, 5),
    (9, 3),
    (11, 2),
    (12, 0),
    (14, 3),
    (15, 7),
    (17, 10),
    (18, 12),
    (20, 10),
    (21, 7),
    (23, 5),
)


def lantern_music(length_s: float) -> Sound:
    """A zither over a low drone."""
    return Sound(0.0, partial(_lantern, length_s), -11)


def takeaway_music(length_s: float) -> Sound:
    """Bright plucks over a trotting bass and a wood block."""
    return Sound(0.0, partial(_takeaway, length_s), -12)


def last_bus_music(length_s: float) -> Sound:
    """A music box in three-four time over a warm chord."""
    return Sound(0.0, partial(_last_bus, length_s), -11)


def _lantern(length_s: float) -> Stereo:
    beat, out = 60 / 69, np.zeros(len(seconds(length_s)))
    for lap in range(int(length_s / (16 * beat)) + 1):
        for i, (at, step) in enumerate(_LANTERN):
            place(out, pluck(note(step - 5), 2.6, seed=i, damping=0.9975), (at + 16 * lap) * beat + 0.4, 0.9)
            if i % 4 == 0:
                place(out, pluck(note(step - 17), 3, seed=i + 50, damping=0.998), (at + 16 * lap) * beat + 0.4, 0.7)
    drone = pad((note(-29), note(-22), note(-17)), length_s)
    return in_room(_level(out) + 0.5 * _level(drone), 0.45)


def _takeaway(length_s: float) -> Stereo:
    beat, out = 60 / 138, np.zeros(len(seconds(length_s)))
    for lap in range(int(length_s / (16 * beat)) + 1):
        base = 16 * lap * beat
        for i, (at, step) in enumerate(_TAKEAWAY):
            place(out, pluck(note(step), 0.8, seed=i, damping=0.985), base + at * beat, 0.9)
            place(out, bell(note(step + 12), 0.3, bright=0.2), base + at * beat, 0.12)
        for i in range(16):
            root = (-21, -21, -16, -14)[i // 4]
            place(out, pluck(note(root), 0.5, seed=i + 90, damping=0.98), base + i * beat, 1.1)
            place(out, band(noise(0.05, i), 900, 2600) * np.exp(-90 * seconds(0.05)), base + (i + 0.5) * beat, 0.8)
            if i % 4 == 2:
                place(out, thump(120, 0.25), base + i * beat, 0.6)
    return in_room(_level(out), 0.15)


def _last_bus(length_s: float) -> Stereo:
    beat, out = 60 / 104, np.zeros(len(seconds(length_s)))
    chords = ((3, 7, 10), (0, 3, 7), (-4, 0, 3), (-2, 2, 5))
    for lap in range(int(length_s / (24 * beat)) + 1):
        base = 24 * lap * beat
        for at, step in _LAST_BUS:
            place(out, bell(note(step + 12), 2.0, bright=0.3), base + at * beat, 0.9)
        for bar in range(8):
            chord = chords[bar // 2]
            place(out, pad(tuple(note(step - 12) for step in chord), 3 * beat + 0.8), base + bar * 3 * beat, 1.1)
            for i, step in enumerate(chord):
                place(out, bell(note(step), 1.0, bright=0.1), base + (bar * 3 + i) * beat, 0.3)
    return in_room(_level(out), 0.4)


def _level(sound: Mono) -> Mono:
    return np.asarray(sound / (np.abs(sound).max() + 1e-9))
