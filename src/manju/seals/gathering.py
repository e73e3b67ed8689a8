"""Files named by hand, by folder or by a list, in a stable order: what a command seals."""

from __future__ import annotations

import os
import stat
from collections.abc import Callable, Iterable, Iterator, Sequence
from datetime import UTC, datetime
from pathlib import Path
from typing import Final

from manju.proof.digests import Digests, digests_of, digests_of_bytes
from manju.proof.errors import ProofError
from manju.proof.portable import Item
from manju.seals.names import Origin
from manju.seals.texts import plain
from manju.words import Words

__all__ = ["files_of", "hashed", "paths_of_list"]

SMALL: Final = 1 << 16


def files_of(paths: Iterable[Path]) -> Iterator[Path]:
    """The files that are meant, in the order they were named; a folder gives all files below it, sorted by name.

    Links to files count as files, links to folders are not followed. Pipes, sockets and devices in a folder are
    passed over.

    Raises:
        ProofError: `file_missing`, `file_unreadable`, `not_a_file`.
    """
    for path in paths:
        mode = _mode(path)
        if stat.S_ISDIR(mode):
            yield from _below(path)
        elif stat.S_ISREG(mode):
            yield path
        else:
            raise ProofError(
                "not_a_file",
                Words("不是普通文件：{p}", "This is no ordinary file: {p}").fill(p=plain(str(path), 1000)),
                Words("给出文件或文件夹。", "Give files or folders."),
            )


def paths_of_list(data: bytes) -> list[Path]:
    """The paths in a list: one a line, or each ended by a zero byte as `find -print0` writes them; blank lines do
    not count.

    >>> [str(path) for path in paths_of_list("\\ufeff甲.png\\r\\n\\n乙 丙.mp4".encode())]
    ['甲.png', '乙 丙.mp4']
    """
    if b"\0" in data:
        lines = data.split(b"\0")
    else:
        lines = [line.removesuffix(b"\r") for line in data.removeprefix(b"\xef\xbb\xbf").split(b"\n")]
    return [Path(os.fsdecode(line)) for line in lines if line.strip()]


def hashed(
    files: Sequence[Path], *, title: str, author: str, origin: Origin, now: datetime,
    progress: Callable[[float], None] = lambda _: None,
) -> list[Item]:  # fmt: skip
    """What each file is, read once in pieces; a file says itself when it was made (no later than `now`).

    Raises:
        ProofError: `file_missing`, `file_unreadable`.
    """
    title, author = plain(title, 200), plain(author, 120)
    items = []
    for place, path in enumerate(files):
        try:
            digests = _digests(path)
            made = _made_at(path.stat().st_mtime, now)
        except OSError as error:
            raise _unreadable(path, error) from error
        items.append(Item(digests, plain(path.name, 255) or "?", title, author, made, origin))
        if place % 100 == 0:
            progress(place / len(files))
    return items


def _below(folder: Path) -> Iterator[Path]:
    """All files below a folder: those of a folder before its subfolders', each sorted by the bytes of its name."""

    def fail(error: OSError) -> None:
        raise _unreadable(Path(error.filename or folder), error)

    for name, folders, files in os.walk(folder, onerror=fail):
        folders.sort(key=os.fsencode)
        for file in sorted(files, key=os.fsencode):
            path = Path(name) / file
            mode = _mode(path)
            if stat.S_ISREG(mode):
                yield path


def _mode(path: Path) -> int:
    try:
        return path.stat().st_mode
    except (OSError, ValueError) as error:
        raise _unreadable(path, error) from error


def _digests(path: Path) -> Digests:
    """The digests of a file; a small one is read at one go, which is what a hundred thousand of them need."""
    with open(path, "rb", buffering=0) as file:  # noqa: PTH123 - Path.open costs as much as the hashing
        data = file.read(SMALL) or b""
    return digests_of_bytes(data) if len(data) < SMALL else digests_of(path)


def _made_at(seconds: float, now: datetime) -> datetime:
    try:
        return min(datetime.fromtimestamp(int(seconds), UTC), now)
    except (OverflowError, OSError, ValueError):
        return now


def _unreadable(path: Path, error: OSError | ValueError) -> ProofError:
    shown = plain(str(path), 1000)
    if isinstance(error, FileNotFoundError | NotADirectoryError):
        return ProofError(
            "file_missing",
            Words("没有这个文件：{p}", "There is no such file: {p}").fill(p=shown),
            Words("什么都没有封存。检查路径。", "Nothing was sealed. Check the path."),
        )
    why = getattr(error, "strerror", None) or error
    return ProofError(
        "file_unreadable",
        Words("读不了：{p}（{w}）", "This cannot be read: {p} ({w})").fill(p=shown, w=why),
        Words("什么都没有封存。检查权限。", "Nothing was sealed. Check its permissions."),
    )
