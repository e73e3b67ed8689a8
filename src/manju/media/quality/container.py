"""What can be told of a finished file without its picture: size, length, codecs and shapes the channel takes."""

from __future__ import annotations

from fractions import Fraction
from typing import Final

from manju.media.channels import Profile
from manju.media.probe import Probe
from manju.media.quality.report import Check
from manju.words import Words

__all__ = ["check_duration", "check_profile", "check_size"]

DURATION_TOLERANCE_S: Final = 0.12  # two frames at 24 fps, and AAC's last frame


def check_size(file: Probe, profile: Profile) -> Check:
    """Not larger than the channel takes."""
    ok = file.size_bytes <= profile.size_max_bytes
    note = None
    if not ok:
        note = Words(
            f"文件 {file.size_bytes / 1e6:.1f} MB，渠道只收 {profile.size_max_bytes / 1e6:.1f} MB：调低码率再做一次。",
            f"The file has {file.size_bytes / 1e6:.1f} MB and the channel takes {profile.size_max_bytes / 1e6:.1f} MB: "
            f"make it again at a lower bitrate.",
        )
    return Check("size", ok, file.size_bytes, profile.size_max_bytes, note=note)


def check_profile(file: Probe, profile: Profile, master: Probe | None = None) -> Check:
    """Codec, pixel format, picture size, frame rate and sound as the channel asks."""
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
    if file.has_audio and file.channels == 1 and master is not None and master.channels > 1:
        faults.append(Words("声音成了单声道，母版不是", "sound is mono, the master's is not"))
    note = Words("；".join(f.zh for f in faults), "; ".join(f.en for f in faults)) if faults else None
    sound = f" {file.audio_codec} {file.sample_rate}" if file.has_audio else ""
    value = f"{file.video_codec} {file.pixel_format} {file.width}x{file.height} {_fps(file)}fps{sound}"
    limit = (
        f"{profile.video_codec} yuv420p {profile.width}x{profile.height} "
        f"{profile.fps_min:g}-{profile.fps_max:g}fps {profile.audio_codec} {profile.sample_rate}"
    )
    return Check("profile", not faults, value, limit, note=note)


def check_duration(file: Probe, profile: Profile, master: Probe | None) -> Check:
    """Within the channel's limits, and as long as the master."""
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


def _fps(file: Probe) -> str:
    return f"{float(Fraction(file.fps_fraction)):g}" if file.fps_fraction else f"{file.fps:g}"
