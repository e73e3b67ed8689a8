"""What a file is, by its first bytes and never by its name: which demuxer may open it, or why none may."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path
from typing import Final

from manju.media.errors import MediaError
from manju.words import Words

HEAD: Final = 4096
STILL_CONTAINERS: Final = frozenset({"png", "jpeg", "webp", "bmp", "heif"})
"""Containers of single pictures: stored files end in their container's name."""


@dataclass(frozen=True, slots=True)
class Kind:
    """Container name and the FFmpeg demuxer that opens it; `still` for single pictures."""

    container: str
    demuxer: str
    still: bool = False
    sound_only: bool = False


_MP4_BOXES: Final = frozenset({b"ftyp", b"moov", b"mdat", b"wide", b"free", b"skip", b"pnot", b"styp"})
_PLAYLISTS: Final = (b"#extm3u", b"ffconcat", b"file ", b"file=", b"[playlist]", b"<mpd", b"<smil", b"<asx",
                     b"[reference]", b"<?wpl", b"rtsptext", b"# concat", b"stream ", b"v=0\r", b"v=0\n")  # fmt: skip


def sniff(path: Path) -> Kind:
    """The kind of a file's content.

    Raises:
        MediaError: `file_missing`, `empty_file`, `playlist_refused`, `not_media`.
    """
    head = _head(path)
    kind = _by_magic(head)
    if kind is not None:
        return kind
    if _looks_like_playlist(head):
        raise MediaError(
            "playlist_refused",
            Words("这是播放列表或拼接脚本，不是视频本身。",
                  "This is a playlist or a concat script, not the video itself."),
            Words("上传拼好的视频文件；列表里指向的文件漫剧不会去读。",
                  "Upload the finished video file; Manju does not read files that a list points to."),
        )  # fmt: skip
    raise MediaError(
        "not_media",
        Words("这个文件不是视频、声音或图片，不管它叫什么名字。",
              "This file is no video, sound or picture, whatever its name says."),
        Words("检查是否选错了文件；母版用 MP4、MOV、MKV 或 WebM。",
              "Check that it is the right file; masters are MP4, MOV, MKV or WebM."),
    )  # fmt: skip


def _head(path: Path) -> bytes:
    try:
        with path.open("rb") as file:
            head = file.read(HEAD)
    except (FileNotFoundError, IsADirectoryError, PermissionError) as error:
        raise MediaError(
            "file_missing",
            Words("打不开文件：{name}", "Cannot open the file: {name}").fill(name=path.name),
            Words("检查路径和读取权限。", "Check the path and its read permission."),
        ) from error
    if not head:
        raise MediaError(
            "empty_file",
            Words("文件是空的（0 字节）。", "The file is empty (0 bytes)."),
            Words("从源头重新导出或重新上传。", "Export it again, or upload it again."),
        )
    return head


_FIXED: Final[tuple[tuple[bytes, Kind], ...]] = (
    (b"\x89PNG\r\n\x1a\n", Kind("png", "png_pipe", still=True)),
    (b"\xff\xd8\xff", Kind("jpeg", "jpeg_pipe", still=True)),
    (b"GIF87a", Kind("gif", "gif")),
    (b"GIF89a", Kind("gif", "gif")),
    (b"BM", Kind("bmp", "bmp_pipe", still=True)),
    (b"ID3", Kind("mp3", "mp3", sound_only=True)),
    (b"OggS", Kind("ogg", "ogg")),
    (b"fLaC", Kind("flac", "flac", sound_only=True)),
    (b"FLV\x01", Kind("flv", "flv")),
    (b"\x30\x26\xb2\x75\x8e\x66\xcf\x11", Kind("asf", "asf")),
    (b"\x00\x00\x01\xba", Kind("mpeg", "mpeg")),
)
_RIFF: Final = {
    b"WAVE": Kind("wav", "wav", sound_only=True),
    b"AVI ": Kind("avi", "avi"),
    b"WEBP": Kind("webp", "webp_pipe", still=True),
}
_STILL_BRANDS: Final = frozenset({b"heic", b"heix", b"mif1", b"avif", b"avis", b"heim"})


def _by_magic(head: bytes) -> Kind | None:
    if head[:4] in (b"RIFF", b"RF64"):
        return _RIFF.get(head[8:12])
    if head[:4] == b"\x1aE\xdf\xa3":
        return Kind("webm" if b"webm" in head[:64] else "mkv", "matroska")
    if head[4:8] in _MP4_BOXES and len(head) >= 8:
        return _of_boxes(head)
    for magic, kind in _FIXED:
        if head.startswith(magic) and (magic != b"BM" or head[6:10] == b"\0\0\0\0"):
            return kind
    return _by_sync(head)


def _of_boxes(head: bytes) -> Kind:
    brand = head[8:12]
    if head[4:8] == b"ftyp" and brand in _STILL_BRANDS:
        return Kind("heif", "mov", still=True)
    return Kind("mov" if brand == b"qt  " or head[4:8] != b"ftyp" else "mp4", "mov")


def _by_sync(head: bytes) -> Kind | None:
    """Formats without a signature, known by the sync words of their packets."""
    if len(head) > 1 and head[0] == 0xFF and head[1] & 0xE0 == 0xE0 and head[1] & 0x06 != 0:
        return Kind("mp3", "mp3", sound_only=True)
    if head[:1] == b"G" and len(head) > 376 and head[188:189] == b"G" and head[376:377] == b"G":
        return Kind("mpegts", "mpegts")
    return None


def _looks_like_playlist(head: bytes) -> bool:
    text = head.lstrip(b"\xef\xbb\xbf \t\r\n").lower()
    return text.startswith(_PLAYLISTS) or b"<mpd" in text[:512] or b"#extinf" in text
