"""The child process of `probe`: opens one untrusted file with PyAV and prints its facts as JSON.

Runs isolated (`python -I`) under the limits of `limits.py`, so that a file that crashes a decoder, eats
memory or never ends takes only this process with it. Prints {"fault": code} when the file is at fault.
"""

from __future__ import annotations

import json
import sys
from fractions import Fraction
from itertools import pairwise
from typing import Any

import av
from av.audio.stream import AudioStream
from av.container import InputContainer
from av.video.stream import VideoStream

MAX_INTERVALS = 400_000
DECODED = 2


def main(path: str, demuxer: str, max_side: int, max_pixels: int, max_streams: int) -> dict[str, object]:
    options = {"protocol_whitelist": "file"}
    if demuxer == "mov":
        options |= {"enable_drefs": "0", "use_absolute_path": "0"}
    try:
        container = av.open(f"file:{path}", format=demuxer, options=options, metadata_errors="replace")
    except (av.FFmpegError, OSError, ValueError) as error:
        fault = "truncated" if demuxer == "mov" and "nvalid data" in str(error) else "unreadable"
        return {"fault": fault, "said": str(error).replace(path, "")}
    with container:
        if len(container.streams) > max_streams:
            return {"fault": "too_many_streams", "said": str(len(container.streams))}
        videos = [s for s in container.streams.video if not s.disposition & av.stream.Disposition.attached_pic]
        video = videos[0] if videos else None
        audio = container.streams.audio[0] if container.streams.audio else None
        if video is None and audio is None:
            return {"fault": "unreadable", "said": "no stream"}
        if video is not None:
            w, h = video.codec_context.width, video.codec_context.height
            if max(w, h) > max_side or w * h > max_pixels:
                return {"fault": "too_many_pixels", "said": f"{w}x{h}"}
        return facts(container, video, audio)


def facts(container: InputContainer, video: VideoStream | None, audio: AudioStream | None) -> dict[str, object]:
    declared = float(container.duration / av.time_base) if container.duration else 0.0
    seen = {"video": _Times(), "audio": _Times()}
    picture: dict[str, object] = {}
    decoded = 0
    cut_short = ""
    tracks: list[VideoStream | AudioStream] = [s for s in (video, audio) if s is not None]
    try:
        for packet in container.demux(tracks):
            if packet.size == 0:
                continue
            seen[packet.stream.type].add(packet)
            if packet.stream is video and decoded < DECODED:
                try:
                    for frame in packet.decode():
                        if isinstance(frame, av.VideoFrame):
                            decoded += 1
                            picture = picture or looks(frame)
                except av.FFmpegError as error:
                    cut_short = cut_short or str(error)
    except av.FFmpegError as error:
        cut_short = str(error)
    if video is not None and decoded == 0:
        try:
            for frame in video.decode(None):
                decoded += 1
                picture = picture or looks(frame)
        except av.FFmpegError as error:
            cut_short = cut_short or str(error)
    times = seen["video"] if video is not None else seen["audio"]
    # what is shown begins with the first stream; an edit list may start before zero (encoder delay)
    begun = max(0.0, min((t.first for t in seen.values() if t.first is not None), default=0.0))
    return {
        "declared_s": declared,
        "duration_s": max(times.end - begun, 0.0) or declared,
        "end_s": max(t.end for t in seen.values()),
        "frames": seen["video"].count,
        "decoded": decoded,
        "cut_short": cut_short,
        "video": stream_facts(video, seen["video"]) | picture if video is not None else None,
        "audio": {
            "codec": audio.codec_context.name, "sample_rate": audio.codec_context.sample_rate or 0,
            "channels": audio.codec_context.channels or 0, "packets": seen["audio"].count,
        } if audio is not None else None,
        "streams": [
            {"index": s.index, "kind": s.type, "codec": s.codec_context.name if s.codec_context else "",
             "language": s.language or "",
             "duration_s": float(s.duration * s.time_base) if s.duration and s.time_base else None}
            for s in container.streams
        ],
    }  # fmt: skip


class _Times:
    """Presentation times of one stream's packets: count, first, end, and the intervals between them."""

    def __init__(self) -> None:
        self.count = 0
        self.first: float | None = None
        self.end = 0.0
        self.pts: list[int] = []
        self.base = Fraction(1, 1000)

    def add(self, packet: av.Packet[Any]) -> None:  # any stream: only its times are read
        self.count += 1
        if packet.pts is None:
            return
        self.base = packet.time_base or self.base
        start = float(packet.pts * self.base)
        self.first = start if self.first is None else min(self.first, start)
        self.end = max(self.end, start + float((packet.duration or 0) * self.base))
        if len(self.pts) < MAX_INTERVALS:
            self.pts.append(packet.pts)

    def length(self) -> float:
        return self.end - max(0.0, self.first or 0.0)

    def variable(self) -> bool:
        """Whether more than 2 % of the intervals differ from the usual one by more than a tick's rounding."""
        ordered = sorted(self.pts)
        steps = sorted(b - a for a, b in pairwise(ordered) if b > a)
        if len(steps) < 3:
            return False
        usual = steps[len(steps) // 2]
        odd = sum(1 for s in steps if abs(s - usual) > max(1.0, usual * 0.02))
        return odd > 0.02 * len(steps)


def stream_facts(video: VideoStream, times: _Times) -> dict[str, object]:
    context = video.codec_context
    variable = times.variable()
    spread = times.length()
    rate = video.average_rate or video.guessed_rate or Fraction(0)
    if (variable or not rate) and spread > 0:
        rate = Fraction(times.count / spread).limit_denominator(1001)
    elif video.guessed_rate and abs(float(video.guessed_rate) / float(rate or 1) - 1) < 0.02:
        rate = video.guessed_rate
    sar = video.sample_aspect_ratio or Fraction(1)
    return {
        "codec": context.name, "profile": context.profile or "", "pixel_format": context.pix_fmt or "",
        "width": context.width, "height": context.height, "variable": variable,
        "fps": str(rate), "sar": f"{sar.numerator}:{sar.denominator}", "rotation": 0,
    }  # fmt: skip


def looks(frame: av.VideoFrame) -> dict[str, object]:
    fmt = frame.format
    return {
        "pixel_format": fmt.name,
        "bit_depth": max(c.bits for c in fmt.components) if fmt.components else 8,
        "rotation": round(-float(getattr(frame, "rotation", 0) or 0)) % 360,
        "colorspace": int(frame.colorspace), "transfer": int(frame.color_trc),
        "full_range": int(frame.color_range) == 2 or fmt.name.startswith("yuvj"),
    }  # fmt: skip


if __name__ == "__main__":
    av.logging.set_level(av.logging.PANIC)
    print(json.dumps(main(sys.argv[1], sys.argv[2], *(int(a) for a in sys.argv[3:6]))))
