"""The quality check: the finished file is read back and held against its channel, its master and the law."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from fractions import Fraction
from pathlib import Path
from typing import Final

import numpy as np

from manju.media import ffmpeg, loudness
from manju.media.channels import Profile
from manju.media.errors import MediaError
from manju.media.label import reading
from manju.media.label.visible import REQUIRED_S, REQUIRED_SHARE, TEXTS, Gray, Sighting, find_label
from manju.media.mark_check import Mark, find_mark
from manju.media.probe import Probe, probe
from manju.words import Words

LOUDNESS_TOLERANCE_LU: Final = 0.5
DURATION_TOLERANCE_S: Final = 0.12  # two frames at 24 fps, and AAC's last frame
LOOK_EVERY_S: Final = 0.2
LOOK_AT_PX: Final = 1080  # a larger picture is made this small on its shorter side before it is looked at
NOT_APPLICABLE: Final = "not_applicable"


@dataclass(frozen=True, slots=True)
class Check:
    """One line of the quality check; `ok` None means not applicable or undecided. Spans in seconds."""

    name: str
    ok: bool | None
    value: float | str | None
    limit: float | str | None
    spans: tuple[tuple[float, float], ...] = ()
    note: Words | None = None


@dataclass(frozen=True, slots=True)
class Report:
    """The verdict on a finished file and the checks behind it."""

    passed: bool
    checks: tuple[Check, ...]

    def as_json(self) -> dict[str, object]:
        """The shape of `manju media qc --json`."""
        return {"passed": self.passed, "checks": [_check_json(c) for c in self.checks]}


@dataclass(frozen=True, slots=True)
class ReadBack:
    """A finished file read back: the report, and the measurements it rests on."""

    report: Report
    loudness: loudness.Loudness | None
    file: Probe


def read_back(
    path: Path,
    profile: Profile,
    *,
    language: str | None = None,
    master: Probe | None = None,
    mark: Mark | None = None,
    cancelled: Callable[[], bool] = lambda: False,
) -> ReadBack:
    """Read a finished file and check it for a channel; `language` is that of the label (default: any).

    `mark` is the invisible mark it must bear; without one, that check is not in the list.

    Raises:
        MediaError: the file cannot be read at all.
    """
    file = probe(path)
    if not file.video_codec:
        raise MediaError(
            "no_video",
            Words("这个文件没有画面。", "This file has no picture."),
            Words("质检的对象是交付的视频文件。", "The quality check reads a delivered video file."),
        )
    heard = loudness.measure(path, demuxer=file.demuxer, cancelled=cancelled) if file.has_audio else None
    # without a language asked for, a label in any language of ours will do, the channel's own first
    languages = (language,) if language else tuple(dict.fromkeys((profile.language, *TEXTS)))
    checks: tuple[Check, ...] = (
        _size(file, profile),
        _profile(file, profile),
        _duration(file, profile, master),
        _loudness(heard, profile),
        _true_peak(heard, profile),
        _label_visible(path, file, profile, languages, cancelled),
        _label_metadata(path),
    )
    if mark is not None:
        checks += (_watermark(path, file, mark, cancelled),)
    return ReadBack(Report(all(c.ok is not False for c in checks), checks), heard, file)


def _size(file: Probe, profile: Profile) -> Check:
    return Check("size", file.size_bytes <= profile.size_max_bytes, file.size_bytes, profile.size_max_bytes)


def _profile(file: Probe, profile: Profile) -> Check:
    faults: list[Words] = []
    if file.video_codec != profile.video_codec or file.pixel_format != "yuv420p":
        faults.append(
            Words(f"编码是 {file.video_codec} {file.pixel_format}", f"codec is {file.video_codec} {file.pixel_format}")
        )
    if (file.width, file.height) != (profile.width, profile.height):
        faults.append(Words(f"画面是 {file.width}×{file.height}", f"picture is {file.width}×{file.height}"))
    if not profile.fps_min - 0.05 <= file.fps <= profile.fps_max + 0.05:
        faults.append(Words(f"帧率是 {file.fps:.2f}", f"frame rate is {file.fps:.2f}"))
    if file.has_audio and (file.audio_codec != profile.audio_codec or file.sample_rate != profile.sample_rate):
        faults.append(
            Words(
                f"声音是 {file.audio_codec} {file.sample_rate} Hz", f"sound is {file.audio_codec} {file.sample_rate} Hz"
            )
        )
    note = Words("；".join(f.zh for f in faults), "; ".join(f.en for f in faults)) if faults else None
    sound = f" {file.audio_codec} {file.sample_rate}" if file.has_audio else ""
    value = f"{file.video_codec} {file.pixel_format} {file.width}x{file.height} {_fps(file)}fps{sound}"
    limit = (
        f"{profile.video_codec} yuv420p {profile.width}x{profile.height} "
        f"{profile.fps_min:g}-{profile.fps_max:g}fps {profile.audio_codec} {profile.sample_rate}"
    )
    return Check("profile", not faults, value, limit, note=note)


def _fps(file: Probe) -> str:
    return f"{float(Fraction(file.fps_fraction)):g}" if file.fps_fraction else f"{file.fps:g}"


def _duration(file: Probe, profile: Profile, master: Probe | None) -> Check:
    limit = f"{profile.duration_min_s:g}-{profile.duration_max_s:g} s"
    within = profile.duration_min_s <= file.duration_s <= profile.duration_max_s
    note = None
    if not within:
        note = Words(
            f"渠道只收 {profile.duration_min_s:g} 到 {profile.duration_max_s:g} 秒的视频。",
            f"The channel takes videos of {profile.duration_min_s:g} to {profile.duration_max_s:g} seconds.",
        )
    if master is not None:
        off = file.duration_s - master.duration_s
        limit += f", master {master.duration_s:.2f} s"
        if abs(off) > DURATION_TOLERANCE_S:
            within = False
            note = Words(f"与母版相差 {off:+.2f} 秒。", f"Differs from the master by {off:+.2f} seconds.")
    return Check("duration", within, round(file.duration_s, 3), limit, note=note)


def _loudness(heard: loudness.Loudness | None, profile: Profile) -> Check:
    if heard is None or heard.integrated_lufs is None:
        return Check("loudness", None, NOT_APPLICABLE, profile.loudness_lufs, note=_silent(heard))
    off = heard.integrated_lufs - profile.loudness_lufs
    return Check("loudness", abs(off) <= LOUDNESS_TOLERANCE_LU, heard.integrated_lufs, profile.loudness_lufs)


def _true_peak(heard: loudness.Loudness | None, profile: Profile) -> Check:
    if heard is None or heard.true_peak_dbtp is None:
        return Check("true_peak", None, NOT_APPLICABLE, profile.true_peak_dbtp, note=_silent(heard))
    return Check(
        "true_peak", heard.true_peak_dbtp <= profile.true_peak_dbtp, heard.true_peak_dbtp, profile.true_peak_dbtp
    )


def _silent(heard: loudness.Loudness | None) -> Words:
    return (
        Words("没有音轨。", "There is no audio track.") if heard is None else Words("全片无声。", "The film is silent.")
    )


def _label_visible(
    path: Path, file: Probe, profile: Profile, languages: tuple[str, ...], cancelled: Callable[[], bool]
) -> Check:
    limit = f"{REQUIRED_SHARE:.0%} of the shorter side, from 0 s for {REQUIRED_S:g} s, in the safe zone"
    frames = _first_frames(path, file, cancelled)
    if not frames:
        return Check("label_visible", False, "no frames", limit)
    seen = _look_for_label(frames, languages, profile)
    if isinstance(seen, MediaError):
        return Check("label_visible", None, seen.code, limit, ((0.0, REQUIRED_S),), seen.message)
    if seen.verdict == "inconclusive":
        note = Words(
            "开头有文字，但不是漫剧画的标识：请人看一眼。",
            "There is lettering at the start, but not a label drawn by Manju: have a person look.",
        )
        return Check("label_visible", None, "inconclusive", limit, ((0.0, REQUIRED_S),), note)
    needed_until = min(REQUIRED_S, frames[-1][0])
    ok = (
        seen.verdict == "found"
        and seen.ink_share >= REQUIRED_SHARE
        and seen.seen_until_s >= needed_until - 1e-6
        and seen.inside_safe_zone
    )
    value = f"{seen.text} {seen.ink_share:.1%}, 0-{seen.seen_until_s:.1f} s" if seen.verdict == "found" else "absent"
    return Check("label_visible", ok, value, limit, () if ok else ((0.0, REQUIRED_S),))


def _first_frames(path: Path, file: Probe, cancelled: Callable[[], bool]) -> list[tuple[float, Gray]]:
    """The first two seconds as luma, five frames a second, no larger than the label needs to be read."""
    shrink = min(1.0, LOOK_AT_PX / min(file.width, file.height), 2 * LOOK_AT_PX / max(file.width, file.height))
    width, height = max(2, round(file.width * shrink)), max(2, round(file.height * shrink))
    raw, _ = ffmpeg.read(
        [*ffmpeg.safe_input(path, file.demuxer), "-t", f"{REQUIRED_S + LOOK_EVERY_S:g}", "-map", "0:v:0", "-an",
         "-vf", f"fps={1 / LOOK_EVERY_S:g}:start_time=0:round=down,scale={width}:{height},format=gray",
         "-f", "rawvideo", "pipe:1"],
        cancelled=cancelled,
    )  # fmt: skip
    size = width * height
    return [
        (i * LOOK_EVERY_S, np.frombuffer(raw, np.uint8, size, i * size).reshape(height, width))
        for i in range(len(raw) // size)
    ]


def _look_for_label(
    frames: list[tuple[float, Gray]], languages: tuple[str, ...], profile: Profile
) -> Sighting | MediaError:
    """The first language's label that is there, else the most telling failure."""
    height, width = frames[0][1].shape
    best: Sighting | None = None
    fault: MediaError | None = None
    for language in languages:
        try:
            seen = find_label(frames, language, width, height, profile.safe_zone)
        except MediaError as error:  # no font for the language, or a picture too small for any label
            fault = fault or error
            continue
        if seen.verdict == "found":
            return seen
        best = best or seen
    if best is None:
        assert fault is not None  # noqa: S101  # there is at least one language, and it did not draw
        return fault
    return best


def _label_metadata(path: Path) -> Check:
    found = reading.read(path)
    note = None
    if found.problems:
        note = Words("；".join(p.words.zh for p in found.problems), "; ".join(p.words.en for p in found.problems))
    return Check("label_metadata", found.verdict == "compliant", found.verdict, "compliant", note=note)


def _watermark(path: Path, file: Probe, mark: Mark, cancelled: Callable[[], bool]) -> Check:
    found = find_mark(path, file, mark, cancelled=cancelled)
    spans = ((round(found.start_s, 2), round(found.end_s, 2)),)
    limit = f"z > {found.bound_z:.1f}"
    if found.z is None:
        note = Words(
            "画面太暗或太平，对不上母版，读不出水印：请人看一眼。",
            "The picture is too dark or too plain to be held against the master: have a person look.",
        )
        return Check("watermark", None, "inconclusive", limit, spans, note)
    if found.read:
        return Check("watermark", True, f"z = {found.z:.1f}", limit, spans)
    note = Words(
        "成品里读不出这一份的隐形水印：重新制作；还是不行，就换一段画面更丰富的母版。",
        "The invisible mark of this copy cannot be read from the file: make it again; if that does not help, the "
        "picture carries too little for a mark.",
    )
    return Check("watermark", False, f"z = {found.z:.1f}", limit, spans, note)


def _check_json(check: Check) -> dict[str, object]:
    return {
        "name": check.name,
        "ok": check.ok,
        "value": check.value,
        "limit": check.limit,
        "spans": [{"start_s": a, "end_s": b} for a, b in check.spans],
        "note": check.note.as_json() if check.note else None,
    }
