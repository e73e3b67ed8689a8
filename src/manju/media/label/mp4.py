"""The AIGC label in MP4 and MOV: key `AIGC` in `moov/udta/meta` (`hdlr` mdta, `keys`, `ilst`), media untouched."""

from __future__ import annotations

import shutil
import struct
from collections.abc import Iterator
from pathlib import Path
from typing import BinaryIO, Final

from manju.media.label.boxes import MAX_DEPTH, Box, BoxesBroken, box, boxes, top_level

KEY: Final = b"AIGC"
MAX_MOOV: Final = 64 * 2**20  # four hours at 60 frames a second need a third of it
MAX_OFFSET: Final = 2**63 - 1
_UTF8: Final = 1  # well-known type of an ilst value (QuickTime File Format)
_OFFSET_CONTAINERS: Final = frozenset({b"moov", b"trak", b"mdia", b"minf", b"stbl", b"moof", b"traf", b"mfra"})


def read_values(path: Path) -> list[tuple[str, str]]:
    """All AIGC values of a file as (carrier, text), in file order.

    Raises:
        BoxesBroken: the file's boxes cannot be walked.
    """
    with path.open("rb") as file:
        moov = _moov(path)
        if moov is None:
            return []
        file.seek(moov.start)
        data = file.read(moov.size)
    found: list[tuple[str, str]] = []
    for child in boxes(data, moov.head):
        if child.kind == b"meta":
            found += _values_of_meta(data, child, "moov/meta")
        elif child.kind == b"udta":
            for inner in boxes(data, child.body, child.end):
                if inner.kind == b"meta":
                    found += _values_of_meta(data, inner, "moov/udta/meta")
                elif inner.kind == KEY:
                    found.append(("moov/udta/AIGC", _text(data[inner.body : inner.end])))
    return found


def write_value(source: Path, target: Path, text: str) -> None:
    """Copy `source` to `target` with this AIGC value (an earlier one of ours is replaced), media bytes as they are.

    Chunk offsets are moved with the media; a file that needs it gets 64-bit offsets.

    Raises:
        BoxesBroken: the file's boxes cannot be walked.
    """
    with source.open("rb") as file:
        length = source.stat().st_size
        tops = list(top_level(file, length))
        moov = next((b for b in tops if b.kind == b"moov"), None)
        if moov is None or moov.size > MAX_MOOV or moov.end > length:
            raise BoxesBroken("no whole moov box")
        file.seek(moov.start)
        data = file.read(moov.size)
        changed = _with_value(data, moov.head, text)
        # free space right behind the moov takes up the growth, so that nothing else moves
        behind = next((b for b in tops if b.start == moov.end and b.kind in (b"free", b"skip")), None)
        room = behind.size if behind else 0
        growth = len(changed) - moov.size
        slack = b""
        resume = moov.end
        if behind is not None and (growth == room or growth + 8 <= room):
            resume = behind.end
            slack = box(b"free", bytes(room - growth - 8)) if growth != room else b""
            growth = 0
        if growth != 0:
            changed, growth = _moved(changed, moov)
        with target.open("wb") as out:
            file.seek(0)
            _copy(file, out, moov.start)
            out.write(changed + slack)
            file.seek(resume)
            if growth != 0 and any(b.kind in (b"moof", b"mfra") for b in tops):
                _copy_fragments(file, out, [b for b in tops if b.start >= resume], moov.end, growth)
            else:
                shutil.copyfileobj(file, out, 2**20)


def _moov(path: Path) -> Box | None:
    with path.open("rb") as file:
        length = path.stat().st_size
        for top in top_level(file, length):
            if top.kind == b"moov":
                if top.size > MAX_MOOV:
                    raise BoxesBroken("moov is larger than any index can be")
                return top
    return None


def _values_of_meta(data: bytes, meta: Box, carrier: str) -> list[tuple[str, str]]:
    handler, names, items = _parse_meta(data, meta)
    found = []
    for kind, body in items:
        if handler == b"mdta" and names.get(struct.unpack(">I", kind)[0]) == KEY:
            found.append((carrier, _data_text(body)))
        elif kind == b"----":
            parts = {b.kind: body[b.body : b.end] for b in boxes(body)}
            if parts.get(b"name", b"")[4:] == KEY and b"data" in parts:
                found.append((f"{carrier}/ilst/----", _text(parts[b"data"][8:])))
    return found


def _parse_meta(data: bytes, meta: Box) -> tuple[bytes, dict[int, bytes], list[tuple[bytes, bytes]]]:
    """Handler type, key names by number, and the raw items of `ilst` as (type, body)."""
    handler, names, items = b"", {}, []
    for child in boxes(data, _meta_body(data, meta), meta.end):
        body = data[child.body : child.end]
        if child.kind == b"hdlr":
            handler = body[8:12]
        elif child.kind == b"keys":
            names = {i + 1: name for i, name in enumerate(_key_names(body))}
        elif child.kind == b"ilst":
            items = [(b.kind, body[b.body : b.end]) for b in boxes(body)]
    return handler, names, items


def _meta_body(data: bytes, meta: Box) -> int:
    """`meta` is a full box in MP4 (version and flags first) and a plain one in QuickTime."""
    plain = data[meta.body + 4 : meta.body + 8] in (b"hdlr", b"keys", b"ilst", b"mhdr")
    return meta.body if plain else meta.body + 4


def _key_names(body: bytes) -> Iterator[bytes]:
    if len(body) < 8:
        raise BoxesBroken("keys box is cut off")
    for entry in boxes(body, 8):
        yield body[entry.body : entry.end]


def _data_text(item: bytes) -> str:
    for part in boxes(item):
        if part.kind == b"data":
            return _text(item[part.body + 8 : part.end])
    return ""


def _text(raw: bytes) -> str:
    return raw.decode("utf-8", "replace").rstrip("\0")


def _with_value(moov: bytes, head: int, text: str) -> bytes:
    """The moov box with our key set: in the mdta `meta` of `udta` that is there, else in a new one."""
    parts: list[bytes] = []
    done = False
    for child in boxes(moov, head):
        raw = moov[child.start : child.end]
        if child.kind == b"udta" and not done:
            raw, done = _udta_with_value(raw, child.head, text), True
        parts.append(raw)
    if not done:
        parts.append(box(b"udta", _new_meta(text)))
    return box(b"moov", *parts)


def _udta_with_value(udta: bytes, head: int, text: str) -> bytes:
    parts: list[bytes] = []
    done = False
    for child in boxes(udta, head):
        raw = udta[child.start : child.end]
        if child.kind == b"meta" and not done and _parse_meta(udta, child)[0] == b"mdta":
            raw, done = _meta_with_value(udta, child, text), True
        parts.append(raw)
    if not done:
        parts.append(_new_meta(text))
    return box(b"udta", *parts)


def _meta_with_value(data: bytes, meta: Box, text: str) -> bytes:
    """An mdta `meta` with our key added or replaced; all its other keys and values stay byte for byte."""
    _, names, items = _parse_meta(data, meta)
    number = next((n for n, name in names.items() if name == KEY), len(names) + 1)
    names[number] = KEY
    wanted = struct.pack(">I", number)
    kept = [box(kind, body) for kind, body in items if kind != wanted]
    kept.append(_item(number, text))
    keys = _keys([names[n] for n in sorted(names)])
    parts: list[bytes] = []
    seen: set[bytes] = set()
    for child in boxes(data, _meta_body(data, meta), meta.end):
        seen.add(child.kind)
        raw = data[child.start : child.end]
        parts.append(keys if child.kind == b"keys" else box(b"ilst", *kept) if child.kind == b"ilst" else raw)
    if b"keys" not in seen:
        parts.append(keys)
    if b"ilst" not in seen:
        parts.append(box(b"ilst", *kept))
    return box(b"meta", data[meta.body : _meta_body(data, meta)], *parts)


def _new_meta(text: str) -> bytes:
    handler = box(b"hdlr", bytes(8) + b"mdta" + bytes(12) + b"\0")
    return box(b"meta", bytes(4), handler, _keys([KEY]), box(b"ilst", _item(1, text)))


def _keys(names: list[bytes]) -> bytes:
    return box(b"keys", struct.pack(">II", 0, len(names)), *(box(b"mdta", name) for name in names))


def _item(number: int, text: str) -> bytes:
    return box(struct.pack(">I", number), box(b"data", struct.pack(">II", _UTF8, 0), text.encode("utf-8")))


def _moved(moov: bytes, old: Box) -> tuple[bytes, int]:
    """The moov with every chunk offset behind it moved by its growth; grows again where 64 bits are needed."""
    for wide in (False, True):
        sized = _rebuild(moov, old.end, 0, wide=wide)
        growth = len(sized) - old.size
        try:
            return _rebuild(moov, old.end, growth, wide=wide), growth
        except OverflowError:
            continue
    raise BoxesBroken("chunk offsets do not fit")


def _rebuild(raw: bytes, behind: int, by: int, *, wide: bool, depth: int = 0) -> bytes:
    """Copy a container box, moving `stco`/`co64` entries that point at or behind `behind`."""
    if depth > MAX_DEPTH:
        raise BoxesBroken("boxes are nested too deep")
    whole = next(boxes(raw))
    parts: list[bytes] = []
    for child in boxes(raw, whole.head):
        piece = raw[child.start : child.end]
        if child.kind in _OFFSET_CONTAINERS:
            piece = _rebuild(piece, behind, by, wide=wide, depth=depth + 1)
        elif child.kind in (b"stco", b"co64"):
            piece = _offsets(child.kind, raw[child.body : child.end], behind, by, wide=wide)
        parts.append(piece)
    return box(whole.kind, *parts)


def _offsets(kind: bytes, body: bytes, behind: int, by: int, *, wide: bool) -> bytes:
    if len(body) < 8:
        raise BoxesBroken("chunk offset box is cut off")
    (count,) = struct.unpack_from(">I", body, 4)
    width, code = (4, "I") if kind == b"stco" else (8, "Q")
    if 8 + count * width > len(body):
        raise BoxesBroken("chunk offset box is shorter than its count")
    moved = [v + by if v >= behind else v for v in struct.unpack_from(f">{count}{code}", body, 8)]
    if kind == b"stco" and not wide:
        if moved and max(moved) > 0xFFFFFFFF:
            raise OverflowError
        return box(kind, body[:8], struct.pack(f">{count}I", *moved))
    if moved and max(moved) > MAX_OFFSET:
        raise BoxesBroken("a chunk lies beyond any file")
    return box(b"co64", body[:8], struct.pack(f">{count}Q", *moved))


def _copy(file: BinaryIO, out: BinaryIO, count: int) -> None:
    left = count
    while left > 0:
        piece = file.read(min(2**20, left))
        if not piece:
            raise BoxesBroken("the file became shorter while it was read")
        out.write(piece)
        left -= len(piece)


def _copy_fragments(file: BinaryIO, out: BinaryIO, tops: list[Box], behind: int, by: int) -> None:
    """Copy the boxes of a fragmented file, moving the absolute offsets of `tfhd` and `tfra`."""
    for top in tops:
        file.seek(top.start)
        if top.kind in (b"moof", b"mfra") and top.size <= MAX_MOOV:
            out.write(_fragment(file.read(top.size), behind, by))
        else:
            _copy(file, out, top.size)


def _fragment(raw: bytes, behind: int, by: int) -> bytes:
    """A `moof` or `mfra` of unchanged length whose absolute offsets are moved in place."""
    data = bytearray(raw)

    def walk(start: int, end: int, depth: int = 0) -> None:
        if depth > MAX_DEPTH:
            raise BoxesBroken("boxes are nested too deep")
        for child in boxes(memoryview(raw), start, end):
            if child.kind in _OFFSET_CONTAINERS:
                walk(child.body, child.end, depth + 1)
            elif child.kind == b"tfhd" and child.size >= child.head + 16 and data[child.body + 3] & 1:
                _move_at(data, child.body + 8, ">Q", behind, by)
            elif child.kind == b"tfra":
                _move_tfra(data, child, behind, by)

    walk(0, len(raw))
    return bytes(data)


def _move_tfra(data: bytearray, child: Box, behind: int, by: int) -> None:
    if child.size < child.head + 16:
        raise BoxesBroken("tfra is cut off")
    version = data[child.body]
    sizes, count = struct.unpack_from(">II", data, child.body + 8)
    tail = ((sizes >> 4) & 3) + ((sizes >> 2) & 3) + (sizes & 3) + 3
    width = 16 if version == 1 else 8
    for i in range(count):
        at = child.body + 16 + i * (width + tail)
        if at + width > child.end:
            raise BoxesBroken("tfra is shorter than its count")
        _move_at(data, at + width // 2, ">Q" if version == 1 else ">I", behind, by)


def _move_at(data: bytearray, at: int, code: str, behind: int, by: int) -> None:
    (value,) = struct.unpack_from(code, data, at)
    if value < behind:
        return
    if value + by > (MAX_OFFSET if code == ">Q" else 0xFFFFFFFF):
        raise BoxesBroken("a fragment lies beyond what its offset can say")
    struct.pack_into(code, data, at, value + by)
