"""Large CSV files read by polars at once, when a look at their bytes proves that no careful reading would differ.

The proof: the text is UTF-8 (or all GB18030), every quote opens or closes a whole cell or is doubled, lines end
alike and none is over the limits of `money.records`. Then both readers see the same records, and where each begins
is counted here.
"""

from __future__ import annotations

import csv
import io
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Final

import numpy as np
import numpy.typing as npt
import polars as pl

from manju.money.records import BOM, DELIMITERS, LINE_MAX, LINES_MAX, is_chinese

CHUNK: Final = 1 << 24  # bytes looked at together
QUOTE, NEWLINE, RETURN = 34, 10, 13
Positions = npt.NDArray[np.int64]


@dataclass(frozen=True, slots=True)
class Clean:
    """A file that was proved to be read alike: its text as UTF-8, its delimiter, where its records begin."""

    data: bytes
    delimiter: str
    starts: Positions  # bytes
    lines: npt.NDArray[np.uint32]  # physical lines, from 1

    def header(self) -> tuple[str, ...]:
        """The cells of the first record."""
        first = self.data[: self.starts[1] if len(self.starts) > 1 else len(self.data)]
        text = first.removeprefix(BOM).decode()
        return tuple(cell.strip() for cell in next(csv.reader([text], delimiter=self.delimiter), []))

    def is_blank(self, record: int) -> bool:
        """Whether a record has nothing but delimiters, quotes and spaces."""
        end = self.starts[record + 1] if record + 1 < len(self.starts) else len(self.data)
        text = self.data[self.starts[record] : end].decode()
        return not any(cell.strip() for row in csv.reader(io.StringIO(text), delimiter=self.delimiter) for cell in row)


def clean(path: Path) -> Clean | None:
    """The proof for a file, or nothing: then it is to be read with care."""
    data = path.read_bytes()
    data = _as_utf8(data)
    if not data:
        return None
    quotes, newlines, returns, good = _marks(data)
    first = data[: newlines[0] if len(newlines) else len(data)].decode()
    delimiter = max(DELIMITERS, key=first.count)
    if not good or returns is None or delimiter not in first or not first.strip("\ufeff \t\r,;|"):
        return None
    if not _quoted_well(data, quotes, ord(delimiter)):
        return None
    inside = np.searchsorted(quotes, newlines) & 1
    ends = newlines[inside == 0]
    starts = np.concatenate([[0], ends + 1])
    lines = np.concatenate([[1], np.flatnonzero(inside == 0) + 2])
    if starts[-1] >= len(data):
        starts, lines = starts[:-1], lines[:-1]
    lengths = np.diff(np.concatenate([[-1], newlines, [len(data)]]))
    if lengths.max() > LINE_MAX or np.diff(lines, append=len(newlines) + 1).max(initial=0) > LINES_MAX:
        return None
    return Clean(data, delimiter, starts, lines.astype(np.uint32))


def columns(found: Clean, width: int, places: Mapping[str, int]) -> pl.DataFrame | None:
    """The wanted columns of all records after the header, as text, with the `line` each begins on.

    Blank records are left out. Nothing where polars refuses the file or counts other records than the proof did.
    """
    names = [f"c{i}" for i in range(width)]
    wanted = pl.scan_csv(
        io.BytesIO(found.data),
        has_header=False,
        skip_lines=int(found.lines[1] - 1) if len(found.lines) > 1 else 1,
        separator=found.delimiter,
        schema=dict.fromkeys(names, pl.String),
        truncate_ragged_lines=True,
    ).select(pl.col(names[at]).alias(name) for name, at in places.items())
    try:
        frame = wanted.collect()
    except pl.exceptions.PolarsError:  # cells beyond the header in the first record, by its version
        return None
    if frame.height != len(found.starts) - 1:
        return None
    frame = frame.with_columns(pl.Series("line", found.lines[1:]))
    empty = frame.select(pl.all_horizontal(_blank(names=list(places)))).to_series()
    blank = [i for i in empty.arg_true().to_list() if found.is_blank(i + 1)]
    if blank:
        frame = frame.with_row_index("at").filter(~pl.col("at").is_in(blank)).drop("at")
    return frame


def _blank(names: Sequence[str]) -> list[pl.Expr]:
    return [pl.col(name).fill_null("").str.strip_chars() == "" for name in names]


def _as_utf8(data: bytes) -> bytes:
    """The text as UTF-8; nothing where it is neither UTF-8 nor GB18030 throughout."""
    if data.isascii():
        return data
    try:
        for at in _cuts(data):
            data[at].decode()
    except UnicodeDecodeError:
        if data.startswith(BOM) or not is_chinese(data.splitlines()):
            return b""
        try:
            return data.decode("gb18030").encode()
        except UnicodeDecodeError:
            return b""
    return data


def _cuts(data: bytes) -> list[slice]:
    """Slices of the text that end at line ends, so that each can be decoded alone."""
    cuts, at = [], 0
    while at < len(data):
        end = data.find(b"\n", at + CHUNK)
        end = len(data) if end < 0 else end + 1
        cuts.append(slice(at, end))
        at = end
    return cuts


def _marks(data: bytes) -> tuple[Positions, Positions, Positions | None, bool]:
    """Where quotes, line ends and carriage returns stand; nothing for the last where one stands alone."""
    view = np.frombuffer(data, dtype=np.uint8)
    found: list[list[Positions]] = [[], [], []]
    for at in range(0, len(view), CHUNK):
        part = view[at : at + CHUNK]
        for places, sign in zip(found, (QUOTE, NEWLINE, RETURN), strict=True):
            places.append(np.flatnonzero(part == sign) + at)
    quotes, newlines, returns = (np.concatenate(places) for places in found)
    after = returns + 1
    alone = bool(len(returns)) and (after[-1] >= len(view) or bool((view[after] != NEWLINE).any()))
    return quotes, newlines, None if alone else returns, len(quotes) % 2 == 0


def _quoted_well(data: bytes, quotes: Positions, delimiter: int) -> bool:
    """Whether each quote begins or ends a cell, or is one of two that stand for one inside a quoted cell."""
    if not len(quotes):
        return True
    view = np.frombuffer(data, dtype=np.uint8)
    opening, closing = quotes[0::2], quotes[1::2]
    before = np.where(opening > 0, view[np.maximum(opening - 1, 0)], NEWLINE)
    start = (before == delimiter) | (before == NEWLINE)
    start[0] |= opening[0] == 3 and data.startswith(BOM)
    doubled = np.zeros(len(opening), dtype=bool)
    doubled[1:] = opening[1:] - 1 == closing[:-1]
    behind = np.where(closing + 1 < len(view), view[np.minimum(closing + 1, len(view) - 1)], NEWLINE)
    end = (behind == delimiter) | (behind == NEWLINE) | (behind == RETURN)
    follows = np.zeros(len(closing), dtype=bool)
    follows[:-1] = doubled[1:]
    return bool((start | doubled).all() and (end | follows).all())
