"""The corpus of awkward and hostile files, each built by its own small function: what it is, what must come of it.

`REFUSED` names the error code a master of that kind gets; `WORKS` must come out as a green deliverable.
"""

from __future__ import annotations

import struct
from collections.abc import Callable
from pathlib import Path

from PIL import Image

from manju.media.label.boxes import box, boxes
from media.clips import TONE, clip, ffmpeg

Build = Callable[[Path], Path]  # gets an empty folder, returns the file in it
SMALL = {"size": "160x90", "seconds": 2.4}


def _small(path: Path, **changes: object) -> Path:
    return clip(path, **(SMALL | changes))  # type: ignore[arg-type]


def _written(name: str, content: bytes | str) -> Build:
    def build(folder: Path) -> Path:
        path = folder / name
        path.write_bytes(content.encode() if isinstance(content, str) else content)
        return path

    return build


def _made(name: str, **changes: object) -> Build:
    return lambda folder: _small(folder / name, **changes)


def _cut(path: Path, keep: float) -> Path:
    data = path.read_bytes()
    path.write_bytes(data[: int(len(data) * keep)])
    return path


def moov_missing(folder: Path) -> Path:
    path = _small(folder / "film.mp4")
    data = path.read_bytes()
    path.write_bytes(b"".join(data[b.start : b.end] for b in boxes(data) if b.kind != b"moov"))
    return path


def media_cut_off(folder: Path) -> Path:
    return _cut(_small(folder / "film.mp4", seconds=6, extra=("-movflags", "+faststart")), 0.5)


def index_cut_off(folder: Path) -> Path:
    return _cut(_small(folder / "film.mp4"), 0.95)


def mkv_cut_off(folder: Path) -> Path:
    return _cut(_small(folder / "film.mkv", seconds=6), 0.4)


def external_reference(folder: Path) -> Path:
    """A MOV without samples of its own: an alias record says that they lie in another local file."""
    path = _small(folder / "film.mov", sound=None)
    data = path.read_bytes()
    other = folder / "other.mov"
    other.write_bytes(data)
    name = str(other).encode()
    alias = bytes(10) + b"\1v" + bytes(26) + bytes(12) + b"\1f" + bytes(62) + bytes(16) + struct.pack(">hh", -1, -1)
    alias += bytes(16) + struct.pack(">hH", 2, len(name)) + name + bytes(len(name) % 2) + struct.pack(">hH", -1, 0)

    def rebuilt(start: int, end: int) -> bytes:
        parts = []
        for b in boxes(data, start, end):
            body = data[b.body : b.end]
            if b.kind in (b"moov", b"trak", b"mdia", b"minf", b"dinf"):
                body = rebuilt(b.body, b.end)
            elif b.kind == b"dref":
                body = struct.pack(">II", 0, 1) + box(b"alis", bytes(4), alias)
            elif b.kind == b"mdat":
                body = bytes(len(body))
            parts.append(box(b.kind, body))
        return b"".join(parts)

    path.write_bytes(rebuilt(0, len(data)))
    return path


def one_frame(folder: Path) -> Path:
    return _small(folder / "film.mp4", sound=None, extra=("-frames:v", "1"))


def sound_only(name: str, *codec: str) -> Build:
    def build(folder: Path) -> Path:
        path = folder / name
        ffmpeg("-f", "lavfi", "-t", "2", "-i", TONE, *codec, str(path))
        return path

    return build


def still(name: str) -> Build:
    def build(folder: Path) -> Path:
        Image.new("RGB", (64, 64), "red").save(folder / name, format=Path(name).suffixes[0][1:])
        return folder / name

    return build


def a_hundred_thousand_wide(folder: Path) -> Path:
    path = folder / "film.mkv"
    ffmpeg("-f", "lavfi", "-i", "color=size=100000x2:rate=5:duration=0.6", "-c:v", "ffv1", "-threads", "1", str(path))
    return path


def gif_of_four_gigapixels(folder: Path) -> Path:
    path = _small(folder / "film.gif", size="32x32", sound=None, seconds=0.4, video=())
    data = bytearray(path.read_bytes())
    data[6:10] = struct.pack("<HH", 65535, 65535)
    path.write_bytes(data)
    return path


def forty_streams(folder: Path) -> Path:
    path = folder / "film.mkv"
    ffmpeg("-f", "lavfi", "-i", "testsrc2=size=64x64:rate=5:duration=0.4", "-f", "lavfi", "-t", "0.4", "-i", TONE,
           "-map", "0:v", *["-map", "1:a"] * 40, "-c:v", "libx264", "-c:a", "pcm_s16le", str(path))  # fmt: skip
    return path


def six_hours(folder: Path) -> Path:
    return _small(folder / "film.mkv", sound=None, video_filter="setpts=N*3600/TB", seconds=0.3,
                  extra=("-fps_mode", "passthrough"))  # fmt: skip


def declared_to_last_for_years(folder: Path) -> Path:
    path = _small(folder / "film.mp4")
    data = bytearray(path.read_bytes())
    for kind, offset in ((b"mvhd", 20), (b"tkhd", 24), (b"mdhd", 20)):
        at = data.find(kind)
        while at >= 0:
            data[at + offset : at + offset + 4] = b"\x7f\xff\xff\xff"
            at = data.find(kind, at + 4)
    path.write_bytes(data)
    return path


SVG = '<svg xmlns="http://www.w3.org/2000/svg"><image href="file:///etc/passwd"/><script>alert(1)</script></svg>'
HLS = "#EXTM3U\n#EXT-X-TARGETDURATION:2\n#EXTINF:2,\nfile:///etc/passwd\n#EXT-X-ENDLIST\n"
DASH = '<?xml version="1.0"?>\n<MPD xmlns="urn:mpeg:dash:schema:mpd:2011"><BaseURL>file:///etc/passwd</BaseURL></MPD>'

REFUSED: dict[str, tuple[set[str], Build]] = {
    "text named mp4": ({"not_media"}, _written("film.mp4", "once upon a time " * 100)),
    "zero length": ({"empty_file"}, _written("film.mp4", b"")),
    "only a head": ({"truncated", "unreadable"}, _written("film.mp4", box(b"ftyp", b"isom\0\0\2\0isomavc1"))),
    "box longer than the file": ({"truncated", "unreadable"},
                                 _written("film.mp4", box(b"ftyp", b"isom\0\0\2\0") + b"\xff\xff\xff\xffmoov")),
    "moov missing": ({"truncated"}, moov_missing),
    "media cut off": ({"truncated"}, media_cut_off),
    "index cut off": ({"truncated"}, index_cut_off),
    "matroska cut off": ({"truncated"}, mkv_cut_off),
    "one frame": ({"one_frame"}, one_frame),
    "sound only m4a": ({"audio_only"}, sound_only("film.mp4", "-c:a", "aac")),
    "sound only mp3": ({"audio_only"}, sound_only("film.mp3", "-c:a", "libmp3lame")),
    "sound only wav": ({"audio_only"}, sound_only("film.wav")),
    "still png": ({"still_image"}, still("film.png")),
    "still jpeg named mp4": ({"still_image"}, still("film.jpeg.mp4")),
    "hls playlist": ({"playlist_refused"}, _written("film.m3u8", HLS)),
    "hls playlist named mp4": ({"playlist_refused"}, _written("film.mp4", "\ufeff\n" + HLS)),
    "concat script": ({"playlist_refused"}, _written("film.ffconcat", "ffconcat version 1.0\nfile '/etc/passwd'\n")),
    "concat script named mp4": ({"playlist_refused"}, _written("film.mp4", "file '/etc/passwd'\n")),
    "dash manifest named mp4": ({"playlist_refused"}, _written("film.mp4", DASH)),
    "svg": ({"not_media"}, _written("film.svg", SVG)),
    "external reference": ({"truncated", "unreadable"}, external_reference),
    "100,000 x 2": ({"too_many_pixels"}, a_hundred_thousand_wide),
    "4 gigapixel gif": ({"too_many_pixels"}, gif_of_four_gigapixels),
    "forty streams": ({"too_many_streams"}, forty_streams),
    "six hours": ({"too_long"}, six_hours),
    "zip": ({"not_media"}, _written("film.mp4", b"PK\3\4" + bytes(200))),
    "noise": ({"not_media", "unreadable"}, _written("film.mp4", bytes(range(7, 256)) * 40)),
}  # fmt: skip


def turned(folder: Path) -> Path:
    lying = _small(folder / "lying.mp4")
    ffmpeg("-display_rotation", "90", "-i", str(lying), "-c", "copy", str(folder / "film.mp4"))
    return folder / "film.mp4"


def uneven_times(folder: Path) -> Path:
    return _small(folder / "film.mp4", video_filter="select='not(mod(n,3))+lt(n,20)',setpts=PTS",
                  extra=("-fps_mode", "vfr"))  # fmt: skip


def shifted(folder: Path, *, video_s: float = 0.0, audio_s: float = 0.0, name: str = "film.mkv") -> Path:
    base = _small(folder / "base.mp4")
    ffmpeg("-itsoffset", f"{video_s}", "-i", str(base), "-itsoffset", f"{audio_s}", "-i", str(base),
           "-map", "0:v", "-map", "1:a", "-c", "copy", "-copyts", str(folder / name))  # fmt: skip
    return folder / name


X264 = ("-c:v", "libx264", "-preset", "ultrafast")
HDR = ("-c:v", "libx265", "-preset", "ultrafast", "-pix_fmt", "yuv420p10le", "-color_primaries", "bt2020",
       "-color_trc", "smpte2084", "-colorspace", "bt2020nc", "-tag:v", "hvc1")  # fmt: skip
VP9 = ("-c:v", "libvpx-vp9", "-deadline", "realtime", "-cpu-used", "8", "-b:v", "200k")
OPUS = ("-c:a", "libopus")

WORKS: dict[str, Build] = {
    "10-bit h264": _made("film.mp4", video=(*X264, "-pix_fmt", "yuv420p10le")),
    "10-bit hevc": _made("film.mp4", video=("-c:v", "libx265", "-preset", "ultrafast", "-pix_fmt", "yuv420p10le")),
    "hdr": _made("film.mp4", video=HDR),
    "4:4:4": _made("film.mp4", video=(*X264, "-pix_fmt", "yuv444p")),
    "full range": _made("film.mp4", video_filter="scale=out_range=pc", video=(*X264, "-pix_fmt", "yuvj420p")),
    "variable frame rate": uneven_times,
    "turned by metadata": turned,
    "odd size": _made("film.webm", size="853x479", video=VP9, audio=OPUS),
    "non-square pixels": _made("film.mp4", size="120x90", video_filter="setsar=4/3"),
    "broken pixel shape": _made("film.mp4", video_filter="setsar=1/900"),
    "16 x 16": _made("film.mp4", size="16x16"),
    "one frame a second": _made("film.mp4", fps="1", seconds=4),
    "120 frames a second": _made("film.mp4", fps="120"),
    "interlaced": _made("film.mp4", size="160x96", video_filter="interlace",
                        video=(*X264, "-flags", "+ildct+ilme", "-pix_fmt", "yuv420p")),
    "b-frames": _made("film.mp4", video=("-c:v", "libx264", "-bf", "3", "-pix_fmt", "yuv420p")),
    "fragmented": _made("film.mp4", extra=("-movflags", "frag_keyframe+empty_moov")),
    "webm": _made("film.webm", video=VP9, audio=OPUS),
    "mkv with pcm": _made("film.mkv", audio=("-c:a", "pcm_s16le")),
    "mov": _made("film.mov"),
    "avi": _made("film.avi", video=("-c:v", "mpeg4"), audio=("-c:a", "libmp3lame")),
    "mpeg-ts": _made("film.ts"),
    "gif": _made("film.gif", sound=None, video=(), video_filter="fps=10"),
    "declared to last for years": declared_to_last_for_years,
    "no sound": _made("film.mp4", sound=None),
    "mono": _made("film.mp4", audio=("-c:a", "aac", "-ac", "1")),
    "5.1": _made("film.mp4", audio=("-c:a", "aac", "-ac", "6")),
    "8 kHz": _made("film.mkv", audio=("-c:a", "pcm_mulaw", "-ar", "8000", "-ac", "1")),
    "silent": _made("film.mp4", sound="anullsrc=sample_rate=48000"),
    "sound longer": _made("film.mkv", sound=f"{TONE}:duration=4[a];[a]apad=whole_dur=4", extra=()),
    "sound shorter": _made("film.mp4", sound=f"{TONE}:duration=1"),
    "picture starts late": lambda folder: shifted(folder, video_s=0.7),
    "sound starts late": lambda folder: shifted(folder, audio_s=0.7),
    "mpeg-ts, sound starts late": lambda folder: shifted(folder, audio_s=0.5, name="film.ts"),
    "everything starts late": lambda folder: shifted(folder, video_s=5, audio_s=5),
    "named mp4, is webm": lambda folder: _small(folder / "a.webm", video=VP9, audio=OPUS).rename(folder / "film.mp4"),
}  # fmt: skip

NAMES = ("it's \"quoted\".mp4", "-x.mp4", "concat:a|b.mp4", "第 1 集 🎬.mp4", "two\nlines.mp4", "100%d [v]{0}.mp4",
         "http:x.mp4", "$(touch x);`id`.mp4")  # fmt: skip
