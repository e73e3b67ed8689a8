"""Subtitle files as they come in: SRT, VTT, ASS, in any usual encoding; what cannot be used is named, with its row."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Final, Literal

from manju.media.errors import MediaError
from manju.media.subtitles.lines import TOP, Cue, Line, plain
from manju.words import Words

MAX_BYTES: Final = 5 * 2**20
MAX_LINES: Final = 20_000
SHOWN: Final = 120  # characters of a rejected cue that are kept for the person to see

Format = Literal["srt", "vtt", "ass"]

# What a file without a byte order mark that is no UTF-8 is most likely written in, by its language.
ENCODINGS: Final[dict[str, tuple[str, ...]]] = {
    "ja": ("cp932",), "ko": ("cp949",), "zh-hant": ("big5", "gb18030"), "th": ("cp874",), "ar": ("cp1256",),
    "ru": ("cp1251",), "uk": ("cp1251",), "tr": ("cp1254",), "vi": ("cp1258",),
    **dict.fromkeys(("en", "fr", "de", "es", "pt", "it", "id", "ms"), ("cp1252",)),
}  # fmt: skip

_TIME: Final = r"(?:(\d{1,4}):)?(\d{1,2}):(\d{1,2})(?:[,.:](\d{1,9}))?"
_TIMING: Final = re.compile(rf"^\s*{_TIME}\s*-->\s*{_TIME}(?:\s+(.*))?\s*$")
_LIKE_TIMING: Final = re.compile(r"-->|^\s*\d[\d:.,]*\s*[-–—=]*>\s*\d|^\s*\d+:\d+:\d+[,.]\d+\s+\S*\s*\d+:\d+")
_VOICE: Final = re.compile(r"<v(?:\.[\w.-]+)?\s+([^>]+)>")


@dataclass(frozen=True, slots=True)
class Rejected:
    """A cue that was not taken: the row of the file it begins in (from 1), why, and its beginning."""

    row: int
    code: str
    reason: Words
    content: str


@dataclass(frozen=True, slots=True)
class SubtitleFile:
    """A file that was read: its cues by time, what was left out, and the head of an ASS file (info and styles)."""

    format: Format
    encoding: str
    cues: tuple[Cue, ...]
    rejected: tuple[Rejected, ...]
    head: str = ""


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
    if path.stat().st_size > MAX_BYTES:
        raise _too_large()
    return tuple(cue.line for cue in parse(path.read_bytes()).cues)


def parse(raw: bytes, *, language: str = "") -> SubtitleFile:
    """Read a subtitle file's bytes; `language` helps to guess an encoding that the file does not say.

    >>> found = parse(b"1\\n00:00:01,000 --> 00:00:02,500\\n<i>Hello</i>\\n\\n2\\n00:00:05,0 --> 00:00:04,0\\nback\\n")
    >>> found.cues[0].text, [(r.row, r.code) for r in found.rejected]
    ('Hello', [(6, 'reversed')])

    Raises:
        MediaError: `subtitles_unreadable`, `subtitles_too_large`, `subtitles_empty`.
    """
    if len(raw) > MAX_BYTES:
        raise _too_large()
    text, encoding = decode(raw, language=language)
    text = text.replace("\0", "")  # which no database takes
    rows = text.replace("\r\n", "\n").replace("\r", "\n").split("\n")
    kind = _format_of(rows)
    head = ""
    if kind == "ass":
        found = list(_ass(rows))
        head = "\n".join(_ass_head(rows))
    else:
        found = list(_timed(rows, is_vtt=kind == "vtt"))
    cues = [x for x in found if isinstance(x, Cue)]
    rejected = tuple(x for x in found if isinstance(x, Rejected))
    if len(found) > MAX_LINES:
        raise unreadable()
    if not cues:
        raise MediaError(
            "subtitles_empty",
            Words("字幕文件里没有一行可用的字幕。", "The subtitle file has no usable line."),
            Words("检查时间码和文字；支持 SRT、ASS、VTT。", "Check times and text; SRT, ASS and VTT are read."),
        )
    cues.sort(key=lambda cue: (cue.start_ms, cue.end_ms))
    return SubtitleFile(kind, encoding, tuple(cues), rejected, head)


def decode(raw: bytes, *, language: str = "") -> tuple[str, str]:
    """The text of a file and the encoding it was in.

    >>> decode("你好".encode("gb18030")), decode("é".encode("cp1252"), language="fr")
    (('你好', 'gb18030'), ('é', 'cp1252'))

    Raises:
        MediaError: `subtitles_unreadable`.
    """
    if raw[:2] in (b"\xff\xfe", b"\xfe\xff"):
        tried: tuple[str, ...] = ("utf-16",)
    elif b"\0" in raw[:400]:
        tried = ("utf-16-le",) if raw[1:400:2].count(0) > raw[0:400:2].count(0) else ("utf-16-be",)
    else:
        tag = language.lower()
        own = ENCODINGS.get(tag) or ENCODINGS.get(tag.split("-")[0]) or ("gb18030",)
        tried = ("utf-8-sig", *own, "gb18030")
    for encoding in tried:
        try:
            return raw.decode(encoding), encoding.removesuffix("-sig")
        except UnicodeDecodeError:
            continue
    raise unreadable()


def unreadable() -> MediaError:
    return MediaError(
        "subtitles_unreadable",
        Words("这不是能读的字幕文件。", "This is not a subtitle file that can be read."),
        Words("用 SRT、ASS 或 VTT，编码 UTF-8 或 GB18030。", "Use SRT, ASS or VTT in UTF-8 or GB18030."),
    )


def _too_large() -> MediaError:
    return MediaError(
        "subtitles_too_large",
        Words("字幕文件超过 5 MB。", "The subtitle file is larger than 5 MB."),
        Words("只上传文字字幕，不要夹带字体或图片。", "Upload text subtitles only, without fonts or pictures."),
    )


def _format_of(rows: list[str]) -> Format:
    first = next((row.strip() for row in rows if row.strip()), "")
    if first.startswith("WEBVTT"):
        return "vtt"
    if any(row.strip().lower() == "[events]" for row in rows):
        return "ass"
    if any("-->" in row for row in rows):
        return "srt"
    raise unreadable()


def _timed(rows: list[str], *, is_vtt: bool) -> Iterator[Cue | Rejected]:
    """The cues of SRT and VTT: a row with two times, text until the next one; blank rows inside are forgiven."""
    starts = [n for n, row in enumerate(rows) if _is_timing(rows, n)]
    heads = [_head_of(rows, n, is_vtt=is_vtt) for n in starts]
    for i, at in enumerate(starts):
        until = heads[i + 1] if i + 1 < len(starts) else len(rows)
        body = rows[at + 1 : until]
        if is_vtt:
            body = _until_blank(body)
        yield _cue(rows[at], "\n".join(body).strip("\n"), at + 1)


def _is_timing(rows: list[str], n: int) -> bool:
    row = rows[n]
    if _TIMING.match(row):
        return True
    if not _LIKE_TIMING.search(row):
        return False
    before = rows[n - 1].strip() if n else ""  # a broken time stands where a time should: after a number or a gap
    return not before or before.isdigit()


def _head_of(rows: list[str], timing: int, *, is_vtt: bool) -> int:
    """Where the cue of this timing row begins: at its number or name, when it has one."""
    before = rows[timing - 1].strip() if timing else ""
    if not before or (is_vtt and before.startswith("WEBVTT")):
        return timing
    alone = is_vtt and (timing < 2 or not rows[timing - 2].strip())
    return timing - 1 if alone or before.isdigit() else timing


def _until_blank(body: list[str]) -> list[str]:
    for n, row in enumerate(body):
        if not row.strip():
            return body[:n]
    return body


def _cue(timing: str, body: str, row: int) -> Cue | Rejected:
    match = _TIMING.match(timing)
    shown = f"{timing.strip()} {body}"
    if match is None:
        return _rejected(row, "bad_time", shown)
    start, end = _ms(match.groups()[:4]), _ms(match.groups()[4:8])
    settings = match.group(9) or ""
    voice = _VOICE.search(body)
    is_top = bool(TOP.search(body)) or bool(re.search(r"\bline:(?:[0-9]|[0-3]\d%|\d%)(?![\d%])", settings))
    return _checked(start, end, plain(body), row, shown, speaker=voice[1].strip() if voice else "", top=is_top)


def _checked(
    start: int | None, end: int | None, text: str, row: int, shown: str, *, speaker: str = "", top: bool = False,
    styling: dict[str, str] | None = None,
) -> Cue | Rejected:  # fmt: skip
    if start is None or end is None:
        return _rejected(row, "bad_time", shown)
    start = max(0, start)
    if end < start:
        return _rejected(row, "reversed", shown)
    if end == start:
        return _rejected(row, "no_length", shown)
    if not text:
        return _rejected(row, "no_text", shown)
    return Cue(start, end, text, speaker[:80], top, styling or {})


def _ms(groups: tuple[str | None, ...]) -> int | None:
    """Milliseconds of hours, minutes, seconds, fraction; None for minutes or seconds over 59."""
    hours, minutes, seconds = int(groups[0] or 0), int(groups[1] or 0), int(groups[2] or 0)
    if minutes > 59 or seconds > 59:
        return None
    fraction = int((groups[3] or "0").ljust(3, "0")[:3])
    return ((hours * 60 + minutes) * 60 + seconds) * 1000 + fraction


_REASONS: Final = {
    "bad_time": Words("时间码看不懂", "the times cannot be read"),
    "reversed": Words("结束早于开始", "it ends before it begins"),
    "no_length": Words("开始和结束是同一刻", "it begins and ends at once"),
    "no_text": Words("没有文字（空行或图形）", "it has no text (empty, or a drawing)"),
    "no_fields": Words("这一行缺字段", "fields are missing in this row"),
}


def _rejected(row: int, code: str, content: str) -> Rejected:
    return Rejected(row, code, _REASONS[code], re.sub(r"\s+", " ", content).strip()[:SHOWN])


def _ass_head(rows: list[str]) -> Iterator[str]:
    """Script info and styles as they stand; embedded fonts and pictures are left behind."""
    wanted = False
    for row in rows:
        if re.match(r"^\s*\[.*\]\s*$", row):
            wanted = row.strip().lower() in ("[script info]", "[v4+ styles]", "[v4 styles]")
        if wanted and not row.startswith((";", "!:")):
            yield row.rstrip()


def _ass(rows: list[str]) -> Iterator[Cue | Rejected]:
    section = ""
    names = ["layer", "start", "end", "style", "name", "marginl", "marginr", "marginv", "effect", "text"]
    top_styles = _top_styles(rows)
    for number, row in enumerate(rows, 1):
        if re.match(r"^\s*\[.*\]\s*$", row):
            section = row.strip().lower()
        elif section == "[events]" and row.lower().startswith("format:"):
            names = [n.strip().lower() for n in row.partition(":")[2].split(",")]
        elif section == "[events]" and row.lower().startswith("dialogue:"):
            values = row.partition(":")[2].split(",", len(names) - 1)
            fields = dict(zip(names, (v.strip() for v in values), strict=False))
            if not {"start", "end", "text"} <= fields.keys():
                yield _rejected(number, "no_fields", row)
                continue
            raw = values[names.index("text")].strip() if names.index("text") < len(values) else ""
            yield _checked(
                _ass_ms(fields["start"]), _ass_ms(fields["end"]), plain(raw), number, row,
                speaker=plain(fields.get("name", "")), top=bool(TOP.search(raw)) or fields.get("style") in top_styles,
                styling={k: fields.get(k, "") for k in ("layer", "style", "marginl", "marginr", "marginv", "effect")}
                | {"raw": raw},
            )  # fmt: skip


def _ass_ms(text: str) -> int | None:
    match = re.fullmatch(_TIME, text)
    return _ms(match.groups()) if match else None


def _top_styles(rows: list[str]) -> frozenset[str]:
    """Names of the styles that stand in the upper third."""
    names: list[str] = []
    found = set()
    is_v4 = False
    for row in rows:
        if row.strip().startswith("["):
            is_v4 = row.strip().lower() == "[v4 styles]"
        elif row.lower().startswith("format:") and "alignment" in row.lower():
            names = [n.strip().lower() for n in row.partition(":")[2].split(",")]
        elif row.lower().startswith("style:") and names:
            fields = dict(zip(names, (v.strip() for v in row.partition(":")[2].split(",")), strict=False))
            if fields.get("alignment", "2") in (("5", "6", "7") if is_v4 else ("7", "8", "9")):
                found.add(fields.get("name", ""))
    return frozenset(found)
