"""Large CSV files read by polars at once, when a look at their bytes proves that no careful reading would differ.

The proof: the text is UTF-8 (or all GB18030), every quote opens or closes a whole cell or is doubled, lines end
alike and none is over the limits of `money.records`. Then both readers see the same records, and where each begins
is counted here.
"""

from __future__ import annotations

import codecs
import csv
import io
import tempfile
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Final

import numpy as np
import numpy.typing as npt
import polars as pl

from manju.money.records import BOM, DELIMITERS, LINE_MAX, LINES_MAX, is_chinese

CHUNK: Final = 1 << 24  # bytes looked at together
QUOTE, NEWLINE, RETURN = 34, 10, 13
LONG: Final = ("synopsis",)  # read as categories: the same long texts come again every day
Positions = npt.NDArray[np.int64]


@dataclass(frozen=True, slots=True)
class Clean:
    """A file that was proved to be read alike: as UTF-8, its delimiter, where its records begin and end."""

    path: Path
    delimiter: str
    starts: Positions  # bytes; one more at the end: where the file ends
    lines: npt.NDArray[np.uint32]  # physical lines, from 1

    def cells(self, record: int) -> tuple[str, ...]:
        """The cells of a record, without the space around them."""
        with self.path.open("rb") as file:
            file.seek(int(self.starts[record]))
            text = file.read(int(self.starts[record + 1] - self.starts[record])).decode("utf-8-sig")
        found = csv.reader(io.StringIO(text), delimiter=self.delimiter)
        return tuple(cell.strip() for row in found for cell in row)


@contextmanager
def clean(path: Path) -> Iterator[Clean | None]:
    """The proof for a file, or nothing: then it is to be read with care.

    A file in GB18030 is copied as UTF-8 for as long as it is used.
    """
    if _is_utf8(path):
        yield _proved(path)
        return
    with path.open("rb") as file:
        torn = file.read(3) == BOM or (file.seek(0) == 0 and not is_chinese(file))
    if torn:
        yield None
        return
    with tempfile.TemporaryDirectory(prefix="manju-list-") as folder:
        copy = Path(folder) / "utf8.csv"
        yield _proved(copy) if _as_utf8(path, copy) else None


def columns(found: Clean, width: int, places: Mapping[str, int]) -> pl.DataFrame | None:
    """The wanted columns of all records after the header, as text, with the `line` each begins on.

    Blank records are left out. Nothing where polars refuses the file or counts other records than the proof did.
    """
    names = [f"c{i}" for i in range(width)]
    long = [at for name, at in places.items() if name in LONG]
    wanted = pl.scan_csv(
        found.path,
        glob=False,
        has_header=False,
        skip_lines=int(found.lines[1] - 1) if len(found.lines) > 1 else 1,
        separator=found.delimiter,
        schema={name: pl.Categorical if i in long else pl.String for i, name in enumerate(names)},
        truncate_ragged_lines=True,
    ).select(pl.col(names[at]).alias(name) for name, at in places.items())
    try:
        frame = wanted.collect()
    except pl.exceptions.PolarsError:  # cells beyond the header in the first record, by its version
        return None
    if frame.height != len(found.lines) - 1:
        return None
    frame = frame.with_columns(pl.Series("line", found.lines[1:]))
    empty = frame.select(pl.all_horizontal(_blank(names=list(places)))).to_series()
    blank = [i for i in empty.arg_true().to_list() if not any(found.cells(i + 1))]
    if blank:
        frame = frame.with_row_index("at").filter(~pl.col("at").is_in(blank)).drop("at")
    return frame


def _blank(names: Sequence[str]) -> list[pl.Expr]:
    """What may be a blank record; which of them are is looked up in the file."""
    return [pl.col(name).fill_null("").str.strip_chars() == "" for name in names if name not in LONG]


def _proved(path: Path) -> Clean | None:
    """The proof for a file in UTF-8."""
    with path.open("rb") as file:
        first = next((line for line in file.readline(LINE_MAX).splitlines() if line.strip()), b"").decode("utf-8-sig")
    delimiter = max(DELIMITERS, key=first.count)
    if delimiter not in first or not first.strip(" \t\r,;|"):
        return None
    seen = _looked_through(path, ord(delimiter))
    if seen is None:
        return None
    quotes, newlines, size = seen
    inside = np.searchsorted(quotes, newlines) & 1
    ends = newlines[inside == 0]
    starts = np.concatenate([[0], ends + 1, [size]])
    lines = np.concatenate([[1], np.flatnonzero(inside == 0) + 2])
    if starts[-2] >= size:
        starts, lines = starts[:-1], lines[:-1]
    lengths = np.diff(np.concatenate([[-1], newlines, [size]]))
    if lengths.max() > LINE_MAX or np.diff(lines, append=len(newlines) + 1).max(initial=0) > LINES_MAX:
        return None
    return Clean(path, delimiter, starts, lines.astype(np.uint32))


def _is_utf8(path: Path) -> bool:
    decoder = codecs.getincrementaldecoder("utf-8")()
    try:
        with path.open("rb") as file:
            while part := file.read(CHUNK):
                if not (part.isascii() and not decoder.getstate()[0]):
                    decoder.decode(part)
            decoder.decode(b"", final=True)
    except UnicodeDecodeError:
        return False
    return True


def _as_utf8(path: Path, copy: Path) -> bool:
    """Copy a file of GB18030; whether all of it could be read."""
    try:
        with path.open(encoding="gb18030", newline="") as old, copy.open("w", encoding="utf-8", newline="") as new:
            while text := old.read(CHUNK):
                new.write(text)
    except UnicodeDecodeError:
        return False
    return True


def _looked_through(path: Path, delimiter: int) -> tuple[Positions, Positions, int] | None:
    """Where quotes and line ends stand, and the size; nothing where a quote or a carriage return stands oddly.

    A quote must begin a cell or follow another that it doubles; the next must end the cell or be doubled in turn.
    """
    quotes: list[Positions] = []
    newlines: list[Positions] = []
    at, before = 0, np.array([NEWLINE], dtype=np.uint8)  # what stands before the file is the end of a line
    odd = False  # whether a quoted cell is open where the chunk begins
    with path.open("rb") as file:
        if file.read(3) == BOM:
            at = 3
        file.seek(at)
        part = file.read(CHUNK)
        while part:
            more = file.read(CHUNK)
            view = np.concatenate([before, np.frombuffer(part, dtype=np.uint8)])
            after = np.frombuffer(more[:1] or b"\n", dtype=np.uint8)
            here = np.flatnonzero(view[1:] == QUOTE) + 1
            around = np.concatenate([view, after])
            if not _stand_well(around, here, delimiter, odd=odd):
                return None
            odd ^= bool(len(here) & 1)
            returns = np.flatnonzero(view[1:] == RETURN) + 1
            if (around[returns + 1] != NEWLINE).any() or (not more and part.endswith(b"\r")):
                return None
            quotes.append(here - 1 + at)
            newlines.append(np.flatnonzero(view[1:] == NEWLINE) + at)
            at, before, part = at + len(part), view[-1:].copy(), more
    none = np.empty(0, dtype=np.int64)
    return None if odd else (np.concatenate([none, *quotes]), np.concatenate([none, *newlines]), at)


def _stand_well(around: npt.NDArray[np.uint8], here: Positions, delimiter: int, *, odd: bool) -> bool:
    opening, closing = (here[1::2], here[0::2]) if odd else (here[0::2], here[1::2])
    before, behind = around[opening - 1], around[closing + 1]
    begins = (before == delimiter) | (before == NEWLINE) | (before == QUOTE)
    ends = (behind == delimiter) | (behind == NEWLINE) | (behind == RETURN) | (behind == QUOTE)
    return bool(begins.all() and ends.all())
