"""Subtitles: read from any usual file, checked, broken into lines, burnt in inside a safe zone, written again."""

from manju.media.subtitles.layout import wrap, write_burn_in
from manju.media.subtitles.lines import Cue, Line, clean, plain
from manju.media.subtitles.reading import Rejected, SubtitleFile, parse, read_subtitles
from manju.media.subtitles.writing import write_srt, written

__all__ = [
    "Cue", "Line", "Rejected", "SubtitleFile", "clean", "parse", "plain", "read_subtitles", "wrap", "write_burn_in",
    "write_srt", "written",
]  # fmt: skip
