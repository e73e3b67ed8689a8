"""Reading a script from a file: which kind it is is told by its content, and so is how its text is encoded."""

from __future__ import annotations

import re
from pathlib import Path
from typing import Final

from manju.money.errors import InputError
from manju.story.fdx import read_fdx
from manju.story.fountain import read_fountain
from manju.story.script import Script
from manju.words import Words

__all__ = ["decoded", "load_script", "read_script"]

SIZE_MAX: Final = 32 * 1024 * 1024  # a feature's script has 0.2 MB


def load_script(path: Path) -> Script:
    """A Fountain or Final Draft script from a file.

    Raises:
        InputError: `file_missing`, `too_large`, `not_a_script`, `encoding_unknown`, `fdx_broken`.
    """
    if not path.is_file():
        raise InputError(
            "file_missing",
            Words("没有这个剧本文件：{p}", "There is no such script: {p}").fill(p=path),
            Words("检查路径。", "Check the path."),
        )
    if path.stat().st_size > SIZE_MAX:
        raise InputError(
            "too_large",
            Words("{p} 太大，不像剧本。", "{p} is too large for a script.").fill(p=path.name),
            Words(
                "剧本不会超过 32 MB；检查是不是选错了文件。", "A script is never over 32 MB; check the choice of file."
            ),
        )
    return read_script(path.read_bytes(), name=path.name)


def read_script(raw: bytes, *, name: str) -> Script:
    """A script from a file's bytes; `name` is for messages only.

    >>> read_script("INT. 港口 - DAY\\r\\n".encode("utf-16"), name="a.fountain").elements[0].text
    'INT. 港口 - DAY'
    """
    if any(raw.startswith(magic) for magic in _OTHERS):
        raise _no_script(name)
    text = decoded(raw, name=name)
    if _FDX.match(text):
        return read_fdx(raw, name=name)
    return read_fountain(text)


def decoded(raw: bytes, *, name: str) -> str:
    """Text in UTF-8, UTF-16, GB18030 or Windows-1252, told apart by the bytes themselves.

    Raises:
        InputError: `encoding_unknown` where it is none of them, `not_a_script` where it is no text.
    """
    if raw.startswith((b"\xff\xfe", b"\xfe\xff")):
        return _strictly(raw, "utf-16", name)
    if 0 in raw[:4096]:
        return _two_bytes(raw, name)
    try:
        return raw.decode("utf-8-sig")
    except UnicodeDecodeError:
        # a Chinese text has its high bytes in rows, a Western one has single accents among plain letters
        rows = _HIGH.findall(raw)
        if rows and sum(len(row) == 1 for row in rows) * 2 > len(rows):
            return _strictly(raw, "cp1252", name)
        return _strictly(raw, "gb18030", name)


def _two_bytes(raw: bytes, name: str) -> str:
    """UTF-16 without its mark: the zeros of its spaces and line ends are all first or all second bytes."""
    even, odd = raw[0:4096:2].count(0), raw[1:4096:2].count(0)
    text = _strictly(raw, "utf-16-le" if odd > even else "utf-16-be", name) if len(raw) % 2 == 0 else ""
    if not _SPACES.search(text) or _CONTROLS.search(text):
        raise _no_script(name)
    return text


def _strictly(raw: bytes, encoding: str, name: str) -> str:
    try:
        return raw.decode(encoding)
    except UnicodeDecodeError as error:
        line = raw.count(b"\n", 0, error.start) + 1
        raise InputError(
            "encoding_unknown",
            Words("{p} 第 {n} 行有读不出的字节。", "{p}, line {n}: there are bytes that are no text.").fill(
                p=name, n=line
            ),
            Words("用编辑器另存为 UTF-8 再试。", "Save it as UTF-8 in your editor and try again."),
        ) from error


def _no_script(name: str) -> InputError:
    return InputError(
        "not_a_script",
        Words("{p} 不是文本剧本。", "{p} is no text script.").fill(p=name),
        Words(
            "请给 Fountain（.fountain）或 Final Draft（.fdx）文件。",
            "Give a Fountain (.fountain) or Final Draft (.fdx) file.",
        ),
    )


_OTHERS: Final = (
    b"PK\x03\x04",
    b"%PDF",
    b"\x89PNG",
    b"\xff\xd8\xff",
    b"{\\rtf",
    b"\xd0\xcf\x11\xe0",
    b"GIF8",
    b"\x1f\x8b",
)
_FDX: Final = re.compile(r"\ufeff?\s*(?:<\?xml|<!DOCTYPE|<FinalDraft)")
_SPACES: Final = re.compile(r"[ \n\r]")
_CONTROLS: Final = re.compile(r"[\x00-\x08\x0e-\x1f]")
_HIGH: Final = re.compile(rb"[\x80-\xff]+")
