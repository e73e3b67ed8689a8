"""Putting pieces together: their packets one after another as they are, with the sound and everything else of the file.

Nothing is encoded: a picture has the same bytes in the piece and in the finished file.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from fractions import Fraction
from pathlib import Path
from typing import Any, Final

import av

from manju.media import ffmpeg
from manju.media.render.encode import Output
from manju.media.render.spans import Unseekable

__all__ = ["Part", "join", "line_up"]


@dataclass(frozen=True, slots=True)
class Part:
    """Frames of a piece: from number `first` of the piece on, so many; `count` None: to its end.

    They begin with a key frame, and none of them refers to a frame outside.
    """

    file: Path
    first: int = 0
    count: int | None = None


def join(
    parts: Sequence[Part], output: Output, work: Path, *, cancelled: Callable[[], bool] = lambda: False
) -> int:  # fmt: skip
    """Write `output.path` from its parts, in the order of the film; returns how many frames it has.

    Raises:
        Unseekable: a part has not the frames it must have.
        Cancelled, MediaError: as `ffmpeg.run`.
    """
    pictures = work / f"{output.path.stem}.pictures.mp4"
    count = line_up(parts, pictures, output.geometry.fps)
    try:
        ffmpeg.run(_arguments(pictures, output), cancelled=cancelled, cwd=work)
    finally:
        pictures.unlink()
    return count


def line_up(parts: Sequence[Part], out: Path, fps: Fraction) -> int:
    """The packets of all parts in one MP4 without sound, frame n at n / `fps` seconds; returns how many there are.

    Raises:
        Unseekable: a part has not the frames it must have.
    """
    at = 0
    coding: bytes | None = None
    with av.open(str(out), "w", format="mp4") as target:
        stream: Any = None  # PyAV's stubs know no stream made from a template
        for part in parts:
            with av.open(str(part.file), format="mov") as source:
                video = source.streams.video[0]
                if stream is None:
                    stream = target.add_stream_from_template(video)
                    stream.time_base = 1 / fps
                    coding = video.codec_context.extradata
                elif video.codec_context.extradata != coding:
                    raise Unseekable(f"{part.file.name} is coded otherwise than the pieces before it")
                seen = 0
                for number, packet in _numbered(source, fps, part):
                    packet.dts = at - part.first + _whole(packet.dts, packet.time_base, fps)
                    packet.pts = at - part.first + number
                    packet.duration, packet.time_base, packet.stream = 1, 1 / fps, stream
                    target.mux(packet)
                    seen += 1
            at += seen
    return at


def _numbered(source: Any, fps: Fraction, part: Part) -> Iterator[tuple[int, Any]]:
    """The packets of a part in order of coding, each with the number of its frame in the piece."""
    last = None if part.count is None else part.first + part.count
    seen: set[int] = set()
    for packet in source.demux(video=0):
        if not packet.size:
            continue
        number = _whole(packet.pts, packet.time_base, fps)
        if number < part.first or (last is not None and number >= last):
            continue
        if not seen and not (packet.is_keyframe and number == part.first):
            raise Unseekable(f"frame {part.first} of {part.file.name} is no key frame")
        seen.add(number)
        yield number, packet
    if sorted(seen) != list(range(part.first, part.first + (len(seen) if part.count is None else part.count))):
        raise Unseekable(f"{part.file.name} has {len(seen)} frames where there must be {part.count}")


def _whole(ticks: int | None, base: Fraction, fps: Fraction) -> int:
    """A time as a number of frames, which it is but for the rounding of the file's ticks."""
    if ticks is None:
        raise Unseekable("a frame without a time")
    return round(ticks * base * fps)


def _arguments(pictures: Path, output: Output) -> list[str]:
    arguments = ffmpeg.safe_input(pictures, "mov")
    maps = ["-map", "0:v:0"]
    count = 1
    if output.sound is not None:
        arguments += ffmpeg.safe_input(output.sound)
        maps += ["-map", f"{count}:a:0"]
        count += 1
    if output.soft_subtitles is not None:
        arguments += ["-f", "srt", "-i", str(output.soft_subtitles)]
        maps += ["-map", f"{count}:s:0", "-c:s", "mov_text",
                 "-metadata:s:s:0", f"language={_iso639_2(output.soft_language)}"]  # fmt: skip
    arguments += [*maps, "-c:v", "copy", "-c:a", "copy", "-map_metadata", "-1", "-map_chapters", "-1"]
    for key, value in output.metadata.items():
        arguments += ["-metadata", f"{key}={value}"]
    return [*arguments, "-movflags", "+faststart+use_metadata_tags", "-f", "mp4", str(output.path)]


_ISO639_2: Final = {
    "zh": "chi", "en": "eng", "ja": "jpn", "ko": "kor", "th": "tha", "ar": "ara", "es": "spa", "fr": "fre",
    "de": "ger", "pt": "por", "id": "ind", "vi": "vie", "ru": "rus", "ms": "may", "it": "ita", "tr": "tur",
    "hi": "hin",
}  # fmt: skip


def _iso639_2(language: str) -> str:
    return _ISO639_2.get(language.lower().split("-")[0], "und")
