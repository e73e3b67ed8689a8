"""Records of a CSV file: each physical line decoded on its own, each record with the line it begins on."""

from __future__ import annotations

import csv
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import BinaryIO, Final, Literal

from manju.words import Words

Record = tuple[int, tuple[str, ...], Words | None]  # line, cells, what is wrong with it
LINES_MAX: Final = 50  # a quoted cell that goes on for longer was never closed
DELIMITERS: Final = (",", "\t", ";", "|")
BOM: Final = b"\xef\xbb\xbf"
LAST_OF_TWO_BYTES: Final = "\u07ff"  # the last sign that UTF-8 writes in two bytes
LINE_MAX: Final = 1 << 20  # bytes of a physical line; what is longer is no table


@contextmanager
def csv_records(
    path: Path, head: bytes, *, delimiter: str | None = None, lines_max: int = LINES_MAX
) -> Iterator[Iterator[Record]]:
    """The records of a CSV file that are not blank; `head` is its beginning, from which the delimiter is told.

    A caller who knows the `delimiter` says it, and one whose cells hold long texts how many lines a cell may have.

    A line is UTF-8, or else GB18030, or else a fault; where it could be both, the other lines tell. A quote that is
    never closed is a fault of its first line only: the lines after it are read as lines of their own.
    """
    with path.open("rb") as file:
        chinese = not head.startswith(BOM) and is_chinese(_physical(file))
    first = next((line for line in head.splitlines() if line.strip()), b"")
    text, _ = decoded(first, chinese=chinese)
    delimiter = delimiter or max(DELIMITERS, key=text.count)
    with path.open("rb") as file:
        yield _records(_lines(file, chinese=chinese), delimiter, lines_max)


def is_chinese(lines: Iterable[bytes]) -> bool:
    """Whether lines that could be both are GB18030: some line is only that, and none is surely UTF-8.

    A single sign of GB18030, such as 毛 or 毯, is often a valid (Latin, Greek, Hebrew …) sign of UTF-8 as well.

    >>> is_chinese(["毛毯".encode("gb18030"), "玩具".encode("gb18030")]), is_chinese(["毛毯".encode()])
    (True, False)
    """
    found = False
    for line in lines:
        if line.isascii():
            continue
        try:
            text = line.decode("utf-8")
        except UnicodeDecodeError:
            found = found or decoded(line)[1]
            continue
        if any(sign > LAST_OF_TWO_BYTES for sign in text):
            return False
    return found


def decoded(raw: bytes, *, chinese: bool = False) -> tuple[str, bool]:
    """The text of one line and whether it could be read; `chinese` decides where it could be both.

    >>> decoded("漫剧".encode("gb18030")), decoded("毛毯".encode("gb18030"), chinese=True)
    (('漫剧', True), ('毛毯', True))
    """
    for encoding in ("gb18030", "utf-8") if chinese else ("utf-8", "gb18030"):
        try:
            return raw.decode(encoding), True
        except UnicodeDecodeError:
            continue
    return raw.decode("utf-8", errors="replace"), False


def _lines(file: BinaryIO, *, chinese: bool) -> Iterator[tuple[str, bool]]:
    """Physical lines with their ends as text; one that is too long is a fault, whole."""
    for raw in _physical(file):
        if len(raw) > LINE_MAX:
            yield raw[:200].decode("utf-8", errors="replace"), False
            continue
        yield (raw.decode(), True) if raw.isascii() else decoded(raw, chinese=chinese)


def _physical(file: BinaryIO) -> Iterator[bytes]:
    """Lines with their ends, whether they end in LF, CR LF or CR, without the byte order mark.

    Of a line over `LINE_MAX` only the first bytes are kept, more than it, so that it is known.
    """
    at_start, open_line = True, b""
    while raw := file.readline(LINE_MAX):
        if at_start:
            raw, at_start = raw.removeprefix(BOM), False
        if not open_line and raw.endswith(b"\n") and b"\r" not in raw[:-2]:
            yield raw  # the usual line, quickly
            continue
        whole = (open_line + raw).splitlines(keepends=True) if b"\r" in raw or open_line.endswith(b"\r") else [
            open_line + raw
        ]  # fmt: skip
        last = b"" if whole[-1].endswith(b"\n") else whole.pop()
        open_line = last if len(last) <= LINE_MAX else last[:LINE_MAX] + last[-1:]
        yield from whole
    if open_line:
        yield open_line


def _records(lines: Iterator[tuple[str, bool]], delimiter: str, lines_max: int) -> Iterator[Record]:
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
        while (state := quoting(text, delimiter)) == "open" and len(taken) < lines_max:
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
