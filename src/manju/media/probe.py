"""What is in a file, found out in a limited child process before anything else touches it."""

from __future__ import annotations

import json
import os
import signal
import subprocess
import sys
from dataclasses import asdict, dataclass
from fractions import Fraction
from pathlib import Path
from typing import Any, Final

from manju.media.errors import MediaError
from manju.media.label import reading
from manju.media.limits import GIB, wrapped
from manju.media.sniff import Kind, sniff
from manju.words import Words


@dataclass(frozen=True, slots=True)
class Limits:
    """What is refused before it is used."""

    size_bytes: int = 16 * GIB
    duration_s: float = 4 * 3600.0
    side_px: int = 16_384
    pixels: int = 64_000_000
    streams: int = 32
    memory_bytes: int = 3 * GIB
    cpu_s: int = 60
    wall_s: float = 90.0


LIMITS: Final = Limits()
COMPLETE: Final = 0.9  # share of the declared length that must be there; less means the file was cut off

_NO_EPISODE: Final = {
    "still_image": Words("这是一张静止图片。", "This is a still picture."),
    "audio_only": Words("文件里只有声音，没有画面。", "The file has sound but no picture."),
    "one_frame": Words("视频只有一帧。", "The video has a single frame."),
}


@dataclass(frozen=True, slots=True)
class Stream:
    index: int
    kind: str  # video, audio, subtitle, data, attachment
    codec: str
    language: str
    duration_s: float | None


@dataclass(frozen=True, slots=True)
class Probe:
    """A media file's facts. Sizes are as displayed (rotation and pixel shape applied); times in seconds."""

    container: str  # mp4, mkv, webm, mov, gif, wav, mp3, png, jpeg
    demuxer: str  # the FFmpeg demuxer that content sniffing allows
    size_bytes: int
    duration_s: float
    width: int  # 0 without video
    height: int
    fps: float  # average; 0 without video
    fps_fraction: str  # "24000/1001"
    variable_frame_rate: bool
    frames: int
    rotation: int  # degrees clockwise to display upright: 0, 90, 180, 270
    sample_aspect: str  # "1:1"
    video_codec: str  # "" without video
    video_profile: str
    pixel_format: str
    bit_depth: int
    colour_matrix: str  # bt709, bt601, bt2020: as tagged, else by size as players assume
    full_range: bool  # luma from 0 to 255 instead of 16 to 235
    high_dynamic_range: bool
    has_audio: bool
    audio_codec: str
    sample_rate: int
    channels: int
    streams: tuple[Stream, ...]
    aigc: dict[str, str] | None  # the implicit AI label already in the file

    def as_json(self) -> dict[str, Any]:
        """The shape `manju media probe --json` prints: the contract's fields first, then the rest."""
        everything = asdict(self)
        first = ("duration_s", "width", "height", "fps", "has_audio", "video_codec", "audio_codec", "aigc", "streams")
        return {name: everything[name] for name in first} | everything


def probe(path: Path, limits: Limits = LIMITS) -> Probe:
    """Read a file's facts. The format is decided by content, never by name; playlists and references are refused.

    Raises:
        MediaError: with the code of what is wrong: `empty_file`, `not_media`, `playlist_refused`, `too_large`,
            `too_many_pixels`, `too_long`, `too_many_streams`, `truncated`, `unreadable`.
    """
    kind = sniff(path)
    size = path.stat().st_size
    if size > limits.size_bytes:
        raise _too("too_large", f"{size / GIB:.1f} GiB", f"{limits.size_bytes / GIB:.0f} GiB")
    facts = _ask_child(path, kind, limits)
    _refuse(facts, limits)
    return _as_probe(path, kind, size, facts)


def probe_master(path: Path, limits: Limits = LIMITS) -> Probe:
    """`probe`, and refuse what cannot be an episode: no picture, one frame, stills (a GIF works).

    Raises:
        MediaError: `audio_only`, `one_frame`, `still_image` besides those of `probe`.
    """
    kind = sniff(path)
    if kind.still:
        raise no_episode("still_image")
    facts = probe(path, limits)
    if not facts.video_codec:
        raise no_episode("audio_only")
    if facts.frames < 2:
        raise no_episode("one_frame")
    return facts


def _ask_child(path: Path, kind: Kind, limits: Limits) -> dict[str, Any]:  # JSON of the child, checked as it is read
    child = Path(__file__).with_name("probe_child.py")
    argv = [sys.executable, "-I", str(child), str(path.resolve()), kind.demuxer,
            str(limits.side_px), str(limits.pixels), str(limits.streams)]  # fmt: skip
    process = subprocess.Popen(
        wrapped(argv, memory_bytes=limits.memory_bytes, cpu_s=limits.cpu_s),
        stdin=subprocess.DEVNULL, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, start_new_session=True,
    )  # fmt: skip
    try:
        out, _ = process.communicate(timeout=limits.wall_s)
    except subprocess.TimeoutExpired:
        return {"fault": "unreadable", "said": "timeout"}
    finally:
        if process.poll() is None:
            os.killpg(process.pid, signal.SIGKILL)
            process.communicate()
    if process.returncode != 0 or not out:
        return {"fault": "unreadable", "said": f"exit {process.returncode}"}
    answer: dict[str, Any] = json.loads(out)
    return answer


def _refuse(facts: dict[str, Any], limits: Limits) -> None:
    fault = facts.get("fault")
    if fault == "too_many_pixels":
        raise _too("too_many_pixels", str(facts["said"]), f"{limits.side_px} × {limits.pixels / 1e6:.0f} MP")
    if fault == "too_many_streams":
        raise _too("too_many_streams", str(facts["said"]), str(limits.streams))
    if fault == "truncated":
        raise _cut_off()
    if fault is not None:
        raise _unreadable()
    if facts["duration_s"] > limits.duration_s or facts["declared_s"] > limits.duration_s:
        longest = max(facts["duration_s"], facts["declared_s"])
        raise _too("too_long", f"{longest / 3600:.1f} h", f"{limits.duration_s / 3600:.0f} h")
    if facts["video"] is not None and facts["decoded"] == 0:
        if "Picture size" in facts["cut_short"]:  # FFmpeg's own limit, where only the first packet tells the size
            raise _too("too_many_pixels", "> 32768", str(limits.side_px))
        raise _unreadable()
    if facts["declared_s"] > 1 and max(facts["end_s"], facts["duration_s"]) < COMPLETE * facts["declared_s"]:
        raise _cut_off()


def _as_probe(path: Path, kind: Kind, size: int, facts: dict[str, Any]) -> Probe:
    video, audio = facts["video"], facts["audio"]
    width = height = rotation = 0
    fps = Fraction(0)
    if video is not None:
        fps = Fraction(video["fps"])
        rotation = int(video["rotation"])
        sar = Fraction(*map(int, video["sar"].split(":"))) if not video["sar"].startswith("0") else Fraction(1)
        width, height = round(video["width"] * sar), int(video["height"])
        if rotation in (90, 270):
            width, height = height, width
    found = reading.read(path).aigc if kind.container in reading.CONTAINERS else None
    return Probe(
        container=kind.container,
        demuxer=kind.demuxer,
        size_bytes=size,
        duration_s=round(float(facts["duration_s"]), 6),
        width=width,
        height=height,
        fps=round(float(fps), 4),
        fps_fraction=f"{fps.numerator}/{fps.denominator}",
        variable_frame_rate=bool(video and video["variable"]),
        frames=int(facts["frames"]),
        rotation=rotation,
        sample_aspect=video["sar"] if video else "1:1",
        video_codec=video["codec"] if video else "",
        video_profile=video["profile"] if video else "",
        pixel_format=video["pixel_format"] if video else "",
        bit_depth=int(video.get("bit_depth", 8)) if video else 0,
        colour_matrix=_matrix(video) if video else "",
        full_range=bool(video and video.get("full_range")),
        high_dynamic_range=bool(video and video.get("transfer") in (16, 18)),  # PQ, HLG (ITU-T H.273)
        has_audio=bool(audio and audio["packets"] > 0),
        audio_codec=audio["codec"] if audio else "",
        sample_rate=audio["sample_rate"] if audio else 0,
        channels=audio["channels"] if audio else 0,
        streams=tuple(Stream(**s) for s in facts["streams"]),
        aigc=found,
    )


def _matrix(video: dict[str, Any]) -> str:
    """The YUV matrix by ITU-T H.273 code; untagged files as players take them: HD is BT.709, less is BT.601."""
    tagged = {1: "bt709", 5: "bt601", 6: "bt601", 9: "bt2020", 10: "bt2020"}.get(video.get("colorspace", 2))
    if tagged:
        return tagged
    return "bt709" if video["width"] >= 1280 or video["height"] >= 720 else "bt601"


def _too(code: str, value: str, limit: str) -> MediaError:
    what = {
        "too_large": Words("文件太大", "The file is too large"),
        "too_many_pixels": Words("画面像素太多", "The picture has too many pixels"),
        "too_long": Words("视频太长", "The video is too long"),
        "too_many_streams": Words("音视频流太多", "The file has too many streams"),
    }[code]
    return MediaError(
        code,
        Words("{what}：{value}，上限 {limit}。", "{what}: {value}, the limit is {limit}.").fill(
            what=what, value=value, limit=limit
        ),
        Words("按常见规格重新导出（1080p、2 小时以内）。", "Export it again at a common size (1080p, under 2 hours)."),
    )


def _cut_off() -> MediaError:
    return MediaError(
        "truncated",
        Words(
            "文件不完整：传到一半断了，或导出没有结束。",
            "The file is incomplete: a copy broke off, or the export did not finish.",
        ),
        Words("从源头重新复制或重新导出，再上传。", "Copy or export it again from the source, then upload it."),
    )


def _unreadable() -> MediaError:
    return MediaError(
        "unreadable",
        Words(
            "文件头像是媒体文件，但里面读不出来。", "The file begins like a media file, but its content cannot be read."
        ),
        Words(
            "在播放器里确认能播放，再导出为 H.264 的 MP4。",
            "Make sure it plays in a player, then export it as an H.264 MP4.",
        ),
    )


def no_episode(code: str) -> MediaError:
    """Why a file cannot be an episode: `still_image`, `audio_only` or `one_frame`."""
    return MediaError(
        code,
        _NO_EPISODE[code],
        Words("母版要有连续的画面：MP4、MOV、MKV、WebM 或 GIF。",
              "A master needs moving pictures: MP4, MOV, MKV, WebM or GIF."),
    )  # fmt: skip
