"""Writing a track as SRT, VTT or ASS so that reading it again gives the same lines."""

from __future__ import annotations

import html
import re
from collections.abc import Sequence
from pathlib import Path
from typing import Final

from manju.media.subtitles.lines import Cue, Line, plain
from manju.media.subtitles.reading import Format

ASS_HEAD: Final = """[Script Info]
ScriptType: v4.00+
PlayResX: 1920
PlayResY: 1080
WrapStyle: 0
ScaledBorderAndShadow: yes

[V4+ Styles]
Format: Name, Fontname, Fontsize, PrimaryColour, SecondaryColour, OutlineColour, BackColour, Bold, Italic, Underline, StrikeOut, ScaleX, ScaleY, Spacing, Angle, BorderStyle, Outline, Shadow, Alignment, MarginL, MarginR, MarginV, Encoding
Style: Default,Arial,58,&H00FFFFFF,&H000000FF,&H00000000,&H00000000,-1,0,0,0,100,100,0,0,1,4,2,2,60,60,50,-1"""  # noqa: E501
ASS_FORMAT: Final = "Format: Layer, Start, End, Style, Name, MarginL, MarginR, MarginV, Effect, Text"


def write_srt(lines: Sequence[Line], path: Path) -> None:
    """Write lines as UTF-8 SubRip."""
    cues = [Cue(line.start_ms, line.end_ms, line.text, top=line.top) for line in lines]
    path.write_text(written(cues, "srt"), encoding="utf-8")


def written(cues: Sequence[Cue], to: Format, *, head: str = "") -> str:
    """The text of a subtitle file; `head`: info and styles of the ASS file that the cues came from.

    SRT and VTT keep milliseconds. ASS knows hundredths of a second: times are rounded to the nearest.
    A text that an ASS file brought goes back with its own tags as long as nobody has changed its words.

    >>> print(written([Cue(1000, 2500, "a < b")], "srt").strip())
    1
    00:00:01,000 --> 00:00:02,500
    a < b
    """
    if to == "ass":
        return _ass(cues, head)
    if to == "vtt":
        return "WEBVTT\n\n" + "\n".join(_vtt_cue(cue) for cue in cues)
    return "".join(f"{_srt_cue(n, cue)}\n" for n, cue in enumerate(cues, 1))


def _srt_cue(n: int, cue: Cue) -> str:
    text = ("{\\an8}" if cue.top else "") + _srt_text(cue.text)
    return f"{n}\n{_clock(cue.start_ms, ',')} --> {_clock(cue.end_ms, ',')}\n{text}\n"


def _srt_text(text: str) -> str:
    """SubRip has no escapes, so signs stay as they are; only what would be read as markup is written as entities."""
    return text if plain(text) == text else html.escape(text, quote=False)


def _vtt_cue(cue: Cue) -> str:
    place = " line:0" if cue.top else ""
    voice = f"<v {html.escape(cue.speaker)}>" if cue.speaker else ""
    text = html.escape(cue.text, quote=False)
    return f"{_clock(cue.start_ms, '.')} --> {_clock(cue.end_ms, '.')}{place}\n{voice}{text}\n"


def _ass(cues: Sequence[Cue], head: str) -> str:
    styles = set(re.findall(r"(?m)^Style:\s*([^,\n]+)", head))
    rows = [(head if styles else ASS_HEAD).strip("\n"), "", "[Events]", ASS_FORMAT]
    for cue in cues:
        kept = cue.styling
        style = kept.get("style", "").lstrip("*")
        if style not in styles:
            style = "Default" if not styles or "Default" in styles else sorted(styles)[0]
        margins = [kept.get(name) or "0" for name in ("marginl", "marginr", "marginv")]
        speaker = cue.speaker.replace(",", " ")
        layer = kept.get("layer") or "0"
        fields = [layer if layer.isdigit() else "0", _ass_clock(cue.start_ms), _ass_clock(cue.end_ms), style, speaker,
                  *margins, kept.get("effect", ""), _ass_text(cue)]  # fmt: skip
        rows.append("Dialogue: " + ",".join(fields))
    return "\n".join(rows) + "\n"


def _ass_text(cue: Cue) -> str:
    raw = cue.styling.get("raw", "")
    if raw and plain(raw) == cue.text:
        return raw
    lead = re.match(r"(?:\{[^}]*\})*", raw)
    tags = lead[0] if lead else ""
    if not tags and cue.top:
        tags = "{\\an8}"
    text = cue.text if plain(cue.text) == cue.text else html.escape(cue.text, quote=False)
    return tags + text.replace("\n", "\\N")


def _clock(ms: int, mark: str) -> str:
    hours, rest = divmod(ms, 3_600_000)
    minutes, rest = divmod(rest, 60_000)
    seconds, rest = divmod(rest, 1000)
    return f"{hours:02}:{minutes:02}:{seconds:02}{mark}{rest:03}"


def _ass_clock(ms: int) -> str:
    hundredths = (ms + 5) // 10
    hours, rest = divmod(hundredths, 360_000)
    minutes, rest = divmod(rest, 6000)
    seconds, rest = divmod(rest, 100)
    return f"{hours}:{minutes:02}:{seconds:02}.{rest:02}"
