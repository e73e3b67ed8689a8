"""Checks of the sound: loudness, true peak, silence where there should be sound, clipping."""

from __future__ import annotations

from typing import Final

import numpy as np
import numpy.typing as npt

from manju.media.channels import Profile
from manju.media.loudness import Loudness
from manju.media.quality.hearing import HOP_S, Heard
from manju.media.quality.report import Check, Span, merged, not_applicable
from manju.words import Words

__all__ = ["check_clipping", "check_loudness", "check_silence", "check_true_peak"]

LOUDNESS_TOLERANCE_LU: Final = 0.5
CLIPPED_LIMIT: Final = 2  # runs: codecs make one of a hard transient now and then
SILENT_DB: Final = -65.0
ALIVE_DB: Final = -50.0
DROP_DB: Final = 25.0  # under the master's level: no limiter takes that much away
SHORTEST_DROP_S: Final = 0.3
ABRUPT_GAP_S: Final = 3.0
LONG_GAP_S: Final = 12.0
ABRUPT_DB: Final = -40.0
NEAR_S: Final = 0.06
SMOOTHED_S: Final = 0.05

Level = npt.NDArray[np.float32]

NO_TRACK: Final = Words("没有音轨。", "There is no audio track.")
ALL_SILENT: Final = Words("全片无声。", "The film is silent.")


def check_loudness(heard: Loudness | None, profile: Profile) -> Check:
    """Integrated loudness within half a unit of the channel's target."""
    target = profile.loudness_lufs
    if heard is None or heard.integrated_lufs is None:
        return not_applicable("loudness", target, NO_TRACK if heard is None else ALL_SILENT)
    off = heard.integrated_lufs - target
    if abs(off) <= LOUDNESS_TOLERANCE_LU:
        return Check("loudness", True, heard.integrated_lufs, target)
    note = Words(
        f"比渠道要求{'响' if off > 0 else '轻'} {abs(off):.1f} LU：重新制作，响度会自动调好。",
        f"It is {abs(off):.1f} LU too {'loud' if off > 0 else 'quiet'}: make the file again, which levels it.",
    )
    return Check("loudness", False, heard.integrated_lufs, target, note=note)


def check_true_peak(heard: Loudness | None, profile: Profile) -> Check:
    """True peak not over the channel's ceiling."""
    ceiling = profile.true_peak_dbtp
    if heard is None or heard.true_peak_dbtp is None:
        return not_applicable("true_peak", ceiling, NO_TRACK if heard is None else ALL_SILENT)
    if heard.true_peak_dbtp <= ceiling:
        return Check("true_peak", True, heard.true_peak_dbtp, ceiling)
    note = Words(
        f"峰值超出 {heard.true_peak_dbtp - ceiling:.1f} dB，播放时会破音：重新制作。",
        f"The peak is {heard.true_peak_dbtp - ceiling:.1f} dB over and will distort when played: make the file again.",
    )
    return Check("true_peak", False, heard.true_peak_dbtp, ceiling, note=note)


def check_clipping(heard: Heard | None) -> Check:
    """Runs of three or more samples at full scale."""
    limit = float(CLIPPED_LIMIT)
    if heard is None:
        return not_applicable("clipping", limit, NO_TRACK)
    runs = heard.clipped_runs
    if runs <= CLIPPED_LIMIT:
        return Check("clipping", True, float(runs), limit)
    note = Words(
        f"声音有 {runs} 处顶到满刻度被削平，听起来会破：降低音量重新混音。",
        f"The sound is cut flat at full scale {runs} times and will crackle: mix it again at a lower level.",
    )
    return Check("clipping", False, float(runs), limit, heard.clipped, note)


def check_silence(file: Heard | None, master: Heard | None, *, compared: bool, late_s: float = 0.0) -> Check:
    """Sound where the master has sound; without a master, sound at all and no long or torn-off gap.

    `compared`: there is a master, and `master` is its sound (None: it has none). `late_s`: how late our sound is.
    """
    if compared and master is not None:
        return _against(file, master, late_s)
    limit = f"{LONG_GAP_S:g} s"
    if file is None:
        return not_applicable("silence", limit, NO_TRACK)
    if not len(file.level_db) or file.level_db.max() < SILENT_DB:
        return not_applicable("silence", limit, ALL_SILENT) if compared else _mute(file, limit)
    return _alone(file, limit)


def _mute(file: Heard, limit: str) -> Check:
    note = Words("有音轨，但全片无声：检查混音有没有丢。", "There is a track, but no sound in it: was the mix lost?")
    return Check("silence", False, "silent", limit, ((0.0, round(file.length_s, 3)),), note)


def _alone(file: Heard, limit: str) -> Check:
    level = file.loudest_db
    dead = _dead_channel(file, None)
    if dead is not None:
        return _one_sided(dead, file, limit)
    gaps = _runs(_smooth(level) < SILENT_DB)
    longest = max((b - a for a, b in gaps), default=0.0)
    wrong = [(a, b) for a, b in gaps if b - a >= (ABRUPT_GAP_S if _torn(level, a, b) else LONG_GAP_S)]
    if not wrong:
        return Check("silence", True, round(longest, 2), limit)
    note = Words(
        "中间有一段没有声音：是本来如此，还是丢了？跳过去听一下。",
        "There is a stretch without any sound: is it meant, or was it lost? Jump there and listen.",
    )
    return Check("silence", False, round(longest, 2), limit, merged(wrong), note)


def _against(file: Heard | None, master: Heard, late_s: float) -> Check:
    limit = f"{SHORTEST_DROP_S:g} s"
    theirs = _smooth(master.loudest_db)
    if not len(theirs) or theirs.max() < ALIVE_DB:
        return not_applicable("silence", limit, ALL_SILENT)
    if file is None:
        note = Words(
            "母版有声音，成品没有音轨：重新制作。", "The master has sound, the file has no track: make it again."
        )
        return Check("silence", False, "no audio", limit, ((0.0, round(master.length_s, 3)),), note)
    dead = _dead_channel(file, master)
    if dead is not None:
        return _one_sided(dead, file, limit)
    ours = _smooth(file.loudest_db)
    ours, theirs = _aligned(ours, theirs, round(late_s / HOP_S))
    both = (ours > ALIVE_DB) & (theirs > ALIVE_DB)
    gain = float(np.median(ours[both] - theirs[both])) if both.any() else 0.0
    # a moment's dip in the master is filled in, so that a lost sentence is one stretch
    lost = (theirs > ALIVE_DB) & (ours < np.maximum(theirs + gain - DROP_DB, SILENT_DB)) & (ours < ALIVE_DB)
    gaps = [s for s in merged(_runs(lost), gap_s=0.25) if s[1] - s[0] >= SHORTEST_DROP_S]
    value = round(sum(b - a for a, b in gaps), 2)
    if not gaps:
        return Check("silence", True, value, limit)
    note = Words(
        f"母版有声音，成品有 {value:g} 秒没有：重新制作。",
        f"The file is silent for {value:g} seconds in which the master is not: make it again.",
    )
    return Check("silence", False, value, limit, tuple(gaps), note)


def _one_sided(side: int, file: Heard, limit: str) -> Check:
    note = Words(
        f"{'左' if side == 0 else '右'}声道没有声音：检查混音。",
        f"The {'left' if side == 0 else 'right'} channel is silent: check the mix.",
    )
    return Check("silence", False, "one channel", limit, ((0.0, round(file.length_s, 3)),), note)


def _dead_channel(file: Heard, master: Heard | None) -> int | None:
    """0 or 1: the channel of a stereo file that is silent all through while the other is not."""
    if file.channels != 2 or not len(file.level_db):
        return None
    if master is not None and master.channels == 2 and len(master.level_db):
        loudest = master.level_db.max(axis=0)
        if min(loudest) < SILENT_DB:
            return None  # as in the master
    loudest = file.level_db.max(axis=0)
    side = int(loudest.argmin())
    return side if loudest[side] < SILENT_DB and loudest[1 - side] > ALIVE_DB else None


def _torn(level: Level, start_s: float, end_s: float) -> bool:
    """Whether the sound breaks off and comes back at once; a voice takes longer to fade, as does a room."""
    a, b, near = round(start_s / HOP_S), round(end_s / HOP_S), round(NEAR_S / HOP_S)
    before, after = level[max(0, a - near) : a], level[b : b + near]
    return bool(len(before) and len(after) and before.max() > ABRUPT_DB and after.max() > ABRUPT_DB)


def _aligned(ours: Level, theirs: Level, late: int) -> tuple[Level, Level]:
    """Both in the file's time, the master's filled up with silence where it has nothing."""
    out = np.full(len(ours), -120.0, np.float32)
    a, b = max(0, late), min(len(ours), len(theirs) + late)
    if b > a:
        out[a:b] = theirs[a - late : b - late]
    return ours, out


def _smooth(level: Level) -> Level:
    """The loudest of each 50 ms about a moment: a pause between two syllables is no silence."""
    from scipy.ndimage import maximum_filter1d

    return np.asarray(maximum_filter1d(level, max(1, round(SMOOTHED_S / HOP_S)))) if len(level) else level


def _runs(yes: npt.NDArray[np.bool_]) -> list[Span]:
    edges = np.flatnonzero(np.diff(np.concatenate([[0], yes.astype(np.int8), [0]])))
    return [(a * HOP_S, b * HOP_S) for a, b in edges.reshape(-1, 2).tolist()]
