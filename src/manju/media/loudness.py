"""Loudness by EBU R128 and true peak by BS.1770: measuring a file and bringing its sound to a channel's target.

Gain and a true-peak limiter are applied, the result is encoded to AAC, and the *encoded* file is measured:
AAC overshoots, so only a measurement after encoding shows that the ceiling holds. Gain and ceiling are
corrected until both targets hold. See docs/algorithms/loudness.md.
"""

from __future__ import annotations

import math
import re
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Final

from manju.media import ffmpeg
from manju.media.errors import MediaError
from manju.words import Words

SILENCE_LUFS: Final = -69.0  # R128's absolute gate is -70 LUFS: below it nothing was measured
TOLERANCE_LU: Final = 0.3
MAX_ROUNDS: Final = 8
MAX_GAIN_DB: Final = 60.0
SAMPLE_RATE: Final = 48_000
LIMITER_RATE: Final = 192_000  # peaks between samples show up at 4 x 48 kHz (BS.1770-4, annex 2)


@dataclass(frozen=True, slots=True)
class Loudness:
    """Integrated loudness in LUFS, loudness range in LU, true peak in dBTP. None: silent, nothing to measure."""

    integrated_lufs: float | None
    range_lu: float
    true_peak_dbtp: float | None


@dataclass(frozen=True, slots=True)
class Decoded:
    """The sound of a film as 48 kHz stereo float PCM (a WAV file), exactly as long as the picture, and its loudness."""

    path: Path
    duration_s: float
    loudness: Loudness


@dataclass(frozen=True, slots=True)
class Levelled:
    """Sound brought to target: the AAC file and what measuring it gave; gain in dB."""

    path: Path
    loudness: Loudness
    gain_db: float
    rounds: int


def measure(
    path: Path, *, stream: int = 0, demuxer: str | None = None, cancelled: Callable[[], bool] = lambda: False
) -> Loudness:
    """Measure one audio stream of a file from beginning to end.

    Raises:
        MediaError: the sound cannot be decoded.
    """
    said = ffmpeg.run(
        [*ffmpeg.safe_input(path, demuxer), "-map", f"0:a:{stream}", "-vn", "-af",
         f"aresample={SAMPLE_RATE}:async=1,ebur128=peak=true:framelog=quiet", "-f", "null", "-"],
        cancelled=cancelled,
    )  # fmt: skip
    return parse_loudness(said)


def decode(
    path: Path, out: Path, *, duration_s: float, demuxer: str | None = None,
    cancelled: Callable[[], bool] = lambda: False,
) -> Decoded:  # fmt: skip
    """Decode the first audio stream once, padded with silence or cut to `duration_s`, and measure it on the way.

    Raises:
        MediaError: the sound cannot be decoded.
    """
    # first_pts=0 fills a late start with silence, so that sound and picture stay together
    chain = (
        f"aresample={SAMPLE_RATE}:async=1:first_pts=0,aformat=sample_fmts=flt:channel_layouts=stereo,"
        f"apad=whole_dur={duration_s:.6f},atrim=duration={duration_s:.6f},"
        f"ebur128=peak=true:framelog=quiet,aformat=sample_fmts=flt"
    )
    opened, chosen, beside = ffmpeg.sound_of(path, demuxer)
    said = ffmpeg.run(
        [*opened, *chosen, "-af", chain, "-c:a", "pcm_f32le", "-rf64", "auto", "-f", "wav", str(out), *beside],
        cancelled=cancelled,
    )  # fmt: skip
    return Decoded(out, duration_s, parse_loudness(said))


def level(
    sound: Decoded,
    out: Path,
    *,
    target_lufs: float,
    ceiling_dbtp: float,
    bitrate_kbps: int = 192,
    cancelled: Callable[[], bool] = lambda: False,
) -> Levelled:
    """Encode a film's sound as AAC in `out` (.m4a), at the target and under the ceiling.

    Silence stays silence: there is no gain that would make it loud.

    Raises:
        MediaError: the sound cannot be encoded.
    """
    source = sound.loudness
    if source.integrated_lufs is None:
        _encode(sound, out, [], bitrate_kbps, cancelled)
        return Levelled(out, measure(out, cancelled=cancelled), 0.0, 1)
    gain = target_lufs - source.integrated_lufs
    ceiling = ceiling_dbtp - 0.3
    best: tuple[float, Levelled] | None = None
    before: tuple[float, float] | None = None  # gain and how far off, of the round before
    for round_number in range(1, MAX_ROUNDS + 1):
        attempt = out.with_suffix(f".{round_number}.m4a")
        peak = -math.inf if source.true_peak_dbtp is None else source.true_peak_dbtp + gain
        _encode(sound, attempt, _chain(gain, ceiling if peak > ceiling else None), bitrate_kbps, cancelled)
        heard = measure(attempt, cancelled=cancelled)
        off, over = _distance(heard, target_lufs, ceiling_dbtp)
        result = Levelled(attempt, heard, gain, round_number)
        penalty = abs(off) + 100.0 * max(0.0, over)
        if best is None or penalty < best[0]:
            if best is not None:
                best[1].path.unlink()
            best = (penalty, result)
        else:
            attempt.unlink()
        if abs(off) <= TOLERANCE_LU and over <= 0.0:
            break
        slope = _slope(before, (gain, off))
        before = (gain, off)
        gain = min(gain - off / slope, MAX_GAIN_DB)
        if over > 0.0:
            ceiling -= over + 0.15
    assert best is not None  # noqa: S101  # the loop runs at least once
    best[1].path.replace(out)
    return Levelled(out, best[1].loudness, best[1].gain_db, best[1].rounds)


def _slope(before: tuple[float, float] | None, now: tuple[float, float]) -> float:
    """LU gained per dB of gain: 1 in the open, less where the limiter works (secant, held between 0.3 and 1)."""
    if before is None or abs(now[0] - before[0]) < 0.05:
        return 1.0
    return min(1.0, max(0.3, (now[1] - before[1]) / (now[0] - before[0])))


def _distance(heard: Loudness, target: float, ceiling: float) -> tuple[float, float]:
    """How far from the target in LU (positive: too loud), and how far over the ceiling in dB."""
    off = 0.0 if heard.integrated_lufs is None else heard.integrated_lufs - target
    over = -math.inf if heard.true_peak_dbtp is None else heard.true_peak_dbtp - ceiling
    return off, over


def _chain(gain_db: float, ceiling_dbtp: float | None) -> list[str]:
    """Filters of one round; the limiter only where the gain would lift a peak over the ceiling."""
    steps = [f"volume={gain_db:.3f}dB:precision=float"]
    if ceiling_dbtp is not None:
        steps += [
            f"aresample={LIMITER_RATE}",
            f"alimiter=limit={10 ** (ceiling_dbtp / 20):.6f}:attack=4:release=60:level=0:latency=1",
            f"aresample={SAMPLE_RATE}",
        ]
    return steps


def _encode(
    sound: Decoded, out: Path, steps: list[str], bitrate_kbps: int, cancelled: Callable[[], bool]
) -> None:  # fmt: skip
    chain = [*steps, f"apad=whole_dur={sound.duration_s:.6f}", f"atrim=duration={sound.duration_s:.6f}"]
    ffmpeg.run(
        [*ffmpeg.safe_input(sound.path, "wav"), "-map", "0:a:0", "-vn", "-af", ",".join(chain), "-ac", "2",
         "-c:a", "aac", "-b:a", f"{bitrate_kbps}k", "-f", "ipod", str(out)],
        cancelled=cancelled,
    )  # fmt: skip


_VALUES = {
    "I": re.compile(r"\bI:\s+(-?[\d.]+|-inf|nan) LUFS"),
    "LRA": re.compile(r"\bLRA:\s+(-?[\d.]+|nan) LU"),
    "peak": re.compile(r"\bPeak:\s+(-?[\d.]+|-inf|nan) dBFS"),
}


def parse_loudness(said: str) -> Loudness:
    summary = said[said.rfind("Summary:") :]
    if not summary.startswith("Summary:"):
        raise MediaError(
            "sound_unreadable",
            Words("声音读不出来。", "The sound could not be read."),
            Words("检查音轨是否损坏。", "Check whether the audio track is damaged."),
        )
    found = {name: pattern.search(summary) for name, pattern in _VALUES.items()}
    integrated = float(found["I"].group(1)) if found["I"] else -math.inf
    peak = float(found["peak"].group(1)) if found["peak"] else -math.inf
    return Loudness(
        integrated if integrated > SILENCE_LUFS else None,
        float(found["LRA"].group(1)) if found["LRA"] else 0.0,
        peak if math.isfinite(peak) else None,
    )
