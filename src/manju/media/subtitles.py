"""Subtitles as they come in (SRT, ASS, VTT), made harmless, and as they are burnt in inside a safe zone."""

from __future__ import annotations

import html
import re
import shutil
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Final

import pysubs2
from PIL import ImageFont

from manju.media.channels import SafeZone
from manju.media.errors import MediaError
from manju.media.typefaces import Typeface, typeface_for
from manju.words import Words

MAX_BYTES: Final = 5 * 2**20
MAX_LINES: Final = 20_000
SIZE_SHARE: Final = 0.054  # of the shorter side
SIDE_SHARE: Final = 0.03  # air beside the safe zone
RIGHT_TO_LEFT: Final = frozenset({"ar", "he", "fa", "ur"})

# Characters that may not begin, or end, a line (GB/T 15834, JIS X 4051, reduced to what captions use).
NOT_FIRST: Final = frozenset("，。、；：？！）》」』】”’…—·%‰℃,.;:?!)]}»々ーぁぃぅぇぉっゃゅょァィゥェォッャュョ")
NOT_LAST: Final = frozenset("（《「『【“‘([{«")


@dataclass(frozen=True, slots=True)
class Line:
    """One caption: times in milliseconds, plain text, explicit line breaks kept as `\\n`."""

    start_ms: int
    end_ms: int
    text: str


def read_subtitles(path: Path) -> tuple[Line, ...]:
    """Read a subtitle file as plain, ordered lines: tags, scripts, drawings and embedded fonts are left behind.

    Raises:
        MediaError: `subtitles_missing`, `subtitles_unreadable`, `subtitles_too_large`, `subtitles_empty`.
    """
    if not path.is_file():
        raise MediaError(
            "subtitles_missing",
            Words("没有这个字幕文件：{name}", "There is no such subtitle file: {name}").fill(name=path.name),
            Words("检查路径。", "Check the path."),
        )
    raw = path.read_bytes() if path.stat().st_size <= MAX_BYTES else None
    if raw is None:
        raise MediaError(
            "subtitles_too_large",
            Words("字幕文件超过 5 MB。", "The subtitle file is larger than 5 MB."),
            Words("只上传文字字幕，不要夹带字体或图片。", "Upload text subtitles only, without fonts or pictures."),
        )
    try:
        events = pysubs2.SSAFile.from_string(_decode(raw), keep_unknown_html_tags=True).events
    except (pysubs2.exceptions.Pysubs2Error, ValueError, KeyError, IndexError) as error:
        raise _unreadable() from error
    lines = [
        Line(max(0, e.start), e.end, text)
        for e in events
        if e.type == "Dialogue" and e.end > max(0, e.start) and (text := plain(e.text))
    ]
    if not lines:
        raise MediaError(
            "subtitles_empty",
            Words("字幕文件里没有一行可用的字幕。", "The subtitle file has no usable line."),
            Words("检查时间码和文字；支持 SRT、ASS、VTT。", "Check times and text; SRT, ASS and VTT are read."),
        )
    if len(lines) > MAX_LINES:
        raise _unreadable()
    return tuple(sorted(lines, key=lambda line: (line.start_ms, line.end_ms)))


def plain(text: str) -> str:
    """The spoken words of a subtitle event, without any markup.

    >>> plain(r"{\\\\p1}m 0 0{\\\\p0}")
    ''
    >>> plain("<script>x()</script>好<b>啊</b>")
    '好啊'
    """
    if re.search(r"\{[^}]*\\p[1-9]", text):
        return ""  # a vector drawing
    text = re.sub(r"\{[^}]*\}", "", text)
    text = re.sub(r"(?is)<(script|style)\b.*?(</\1\s*>|$)", "", text)
    text = re.sub(r"<[^<>]*>", "", text)
    text = html.unescape(text).replace("\\h", " ").replace("\\N", "\n").replace("\\n", "\n")
    text = "".join(c for c in text if c == "\n" or (c.isprintable() and c not in "{}\\"))
    return "\n".join(part for part in (re.sub(r"\s+", " ", p).strip() for p in text.split("\n")) if part)


def write_srt(lines: tuple[Line, ...], path: Path) -> None:
    """Write lines as UTF-8 SubRip."""
    subs = pysubs2.SSAFile()
    subs.events = [pysubs2.SSAEvent(start=x.start_ms, end=x.end_ms, text=x.text.replace("\n", "\\N")) for x in lines]
    path.write_text(subs.to_string("srt"), encoding="utf-8")


def write_burn_in(
    lines: tuple[Line, ...], folder: Path, name: str, *, width: int, height: int, safe: SafeZone, language: str
) -> Path:
    """Write `folder/name` as ASS that libass burns in: face by language, wrapped, inside the safe zone.

    The face is copied into `folder/fonts`, from where libass takes it by family name.

    Raises:
        MediaError: `glyph_missing` when no font has a character of the text.
    """
    face = typeface_for("".join(line.text for line in lines), language)
    fonts = folder / "fonts"
    fonts.mkdir(exist_ok=True)
    if not (fonts / face.path.name).exists():
        shutil.copyfile(face.path, fonts / face.path.name)
    short = min(width, height)
    size = round(short * SIZE_SHARE)
    left = round(width * (safe.left + SIDE_SHARE))
    right = round(width * (safe.right + SIDE_SHARE))
    # centred on the picture, so the wider margin counts on both sides
    room = width - 2 * max(left, right)
    subs = pysubs2.SSAFile()
    subs.info.update(
        {"PlayResX": str(width), "PlayResY": str(height), "WrapStyle": "2", "ScaledBorderAndShadow": "yes"}
    )
    subs.styles = {
        "Default": pysubs2.SSAStyle(
            fontname=face.family, fontsize=size * _libass_scale(face), bold=True,
            outline=size * 0.07, shadow=size * 0.03,
            alignment=pysubs2.Alignment.BOTTOM_CENTER, marginl=max(left, right), marginr=max(left, right),
            marginv=round(height * safe.bottom + short * 0.02), encoding=1,
        )
    }  # fmt: skip
    subs.events = [
        pysubs2.SSAEvent(start=x.start_ms, end=x.end_ms, text="\\N".join(wrap(x.text, room, size, face, language)))
        for x in lines
    ]
    path = folder / name
    path.write_text(subs.to_string("ass"), encoding="utf-8")
    return path


def wrap(text: str, room_px: int, size_px: int, face: Typeface, language: str) -> list[str]:
    """Break a caption into lines no wider than `room_px`, as even as they come, never before closing punctuation.

    Explicit breaks are kept when every part fits; Latin text breaks between words, Chinese between characters.
    """
    font = _font(face, size_px)
    out: list[str] = []
    for part in text.split("\n"):
        total = font.getlength(part)
        if total <= room_px:
            out.append(part)
            continue
        wanted = -(-int(total) // max(1, room_px))
        even = min(float(room_px), total / wanted * 1.12)
        filled = _fill(part, even, font, language)
        out += (
            filled
            if len(filled) <= wanted + 1 and _fits(filled, room_px, font)
            else _fill(part, room_px, font, language)
        )
    return out


def _fits(lines: list[str], room_px: float, font: ImageFont.FreeTypeFont) -> bool:
    return all(font.getlength(line) <= room_px for line in lines)


def _fill(text: str, room_px: float, font: ImageFont.FreeTypeFont, language: str) -> list[str]:
    lines: list[str] = []
    line = ""
    pieces = [p for piece in _pieces(text) for p in (piece if font.getlength(piece) > room_px else [piece])]
    for piece in pieces:
        if line and font.getlength((line + piece).rstrip()) > room_px:
            lines.append(line.rstrip())
            line = piece.lstrip()
        else:
            line += piece
    if line.strip():
        lines.append(line.rstrip())
    return lines


def _pieces(text: str) -> list[str]:
    """The unbreakable pieces of a line: Latin words with their space, single ideographs with their punctuation."""
    raw = re.findall(r"[^\s\u2e80-\u9fff\uac00-\ud7af\u3000-\u30ff\uff00-\uffef]+\s*|\s+|.", text)
    pieces: list[str] = []
    for piece in raw:
        head = piece[0]
        if pieces and (head in NOT_FIRST or pieces[-1].rstrip()[-1:] in NOT_LAST):
            pieces[-1] += piece
        else:
            pieces.append(piece)
    return pieces


@cache
def _font(face: Typeface, size_px: int) -> ImageFont.FreeTypeFont:
    return ImageFont.truetype(str(face.path), size_px, index=face.index)


@cache
def _libass_scale(face: Typeface) -> float:
    """libass sizes a font by its Windows ascent + descent, Pillow by its em: the factor between them."""
    from fontTools.ttLib import TTFont

    with TTFont(face.path, fontNumber=face.index, lazy=True) as font:
        windows = font["OS/2"].usWinAscent + font["OS/2"].usWinDescent
        return float(windows / font["head"].unitsPerEm)


def _decode(raw: bytes) -> str:
    for encoding in ("utf-8-sig", "utf-16" if raw[:2] in (b"\xff\xfe", b"\xfe\xff") else "gb18030"):
        try:
            return raw.decode(encoding)
        except UnicodeDecodeError:
            continue
    raise _unreadable()


def _unreadable() -> MediaError:
    return MediaError(
        "subtitles_unreadable",
        Words("这不是能读的字幕文件。", "This is not a subtitle file that can be read."),
        Words("用 SRT、ASS 或 VTT，编码 UTF-8 或 GB18030。", "Use SRT, ASS or VTT in UTF-8 or GB18030."),
    )
