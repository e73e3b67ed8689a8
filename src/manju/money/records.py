"""Records of a CSV file: each physical line decoded on its own, each record with the line it begins on."""

from __future__ import annotations

import csv
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import BinaryIO, Final, Literal

from manju.words import Words

Record = tuple[int, tuple[str, ...], Words | None]  # line, cells, what is wrong with it
LINES_MAX: Final = 50  # a quoted cell that goes on for longer was never closed
DELIMITERS: Final = (",", "\t", ";", "|")
LINE_MAX: Final = 1 << 20  # bytes of a physical line; what is longer is no table


@contextmanager
def csv_records(path: Path, head: bytes) -> Iterator[Iterator[Record]]:
    """The records of a CSV file that are not blank; `head` is its beginning, from which the delimiter is told.

    A line is UTF-8, or else GB18030, or else a fault. A quote that is never closed is a fault of its first line
    only: the lines after it are read as lines of their own.
    """
    first = next((line for line in head.splitlines() if line.strip()), b"")
    text, _ = decoded(first)
    delimiter = max(DELIMITERS, key=text.count)
    with path.open("rb") as file:
        yield _records(_lines(file), delimiter)


def decoded(raw: bytes) -> tuple[str, bool]:
    """The text of one line and whether it could be read.

    >>> decoded("漫剧".encode("gb18030"))
    ('漫剧', True)
    """
    for encoding in ("utf-8", "gb18030"):
        try:
            return raw.decode(encoding), True
        except UnicodeDecodeError:
            continue
    return raw.decode("utf-8", errors="replace"), False


def _lines(file: BinaryIO) -> Iterator[tuple[str, bool]]:
    """Physical lines with their ends, whether they end in LF, CR LF or CR."""
    at_start = True
    while raw := file.readline(LINE_MAX):
        if at_start:
            raw, at_start = raw.removeprefix(b"\xef\xbb\xbf"), False
        if b"\r" in raw and raw.find(b"\r") < len(raw.rstrip(b"\n")) - 1:
            yield from (decoded(part) for part in raw.splitlines(keepends=True))
            continue
        try:
            yield raw.decode("utf-8"), True
        except UnicodeDecodeError:
            yield decoded(raw)


def _records(lines: Iterator[tuple[str, bool]], delimiter: str) -> Iterator[Record]:
    number = 0
    waiting: list[tuple[str, bool]] = []  # lines taken back from a quote that was never closed
    source = iter(lines)

    def following() -> tuple[str, bool] | None:
        return waiting.pop(0) if waiting else next(source, None)

    while (line := following()) is not None:
        number += 1
        text, readable = line
        if '"' not in text:
            cells = tuple(text.rstrip("\r\n").split(delimiter))
            if any(map(str.strip, cells)):
                yield number, cells, None if readable else UNREADABLE
            continue
        taken = [line]
        while (state := quoting(text, delimiter)) == "open" and len(taken) < LINES_MAX:
            if (more := following()) is None:
                break
            taken.append(more)
            text += more[0]
        if state != "closed":
            waiting[:0] = taken[1:]
            yield number, tuple(line[0].rstrip("\r\n").split(delimiter)), UNCLOSED
            continue
        cells = tuple(next(csv.reader([text], delimiter=delimiter)))
        if any(map(str.strip, cells)):
            yield number, cells, None if all(good for _, good in taken) else UNREADABLE
        number += len(taken) - 1


def quoting(text: str, delimiter: str) -> Literal["closed", "open", "broken"]:
    """Whether a record ends with this text, goes on inside a quoted cell, or is none.

    Only a quote at the beginning of a cell opens one; inside, a doubled quote is a quote; after the closing one
    the cell ends.

    >>> quoting('a,"b', ","), quoting('a,"b ""c"" d"', ","), quoting('5" figure,1', ","), quoting('"a"b', ",")
    ('open', 'closed', 'closed', 'broken')
    """
    at = 0
    while True:
        if text[at : at + 1] == '"':
            at += 1
            while text[(at := text.find('"', at)) + 1 : at + 2] == '"' and at >= 0:
                at += 2
            if at < 0:
                return "open"
            at += 1
            if text[at : at + 1] not in ("", delimiter, "\r", "\n"):
                return "broken"
        at = text.find(delimiter, at)
        if at < 0:
            return "closed"
        at += 1


UNREADABLE: Final = Words("这一行既不是 UTF-8 也不是 GB18030", "the line is neither UTF-8 nor GB18030")
UNCLOSED: Final = Words("引号没有闭合", "a quote is not closed")
csv.field_size_limit(LINE_MAX * 2)
