"""The shape of a proof, key by key: what may stand where, and which part a wrong value belongs to."""

from __future__ import annotations

import binascii
import re
from base64 import b64decode, b64encode
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from typing import Any, Final

from manju.proof.canonical import LARGEST_INT
from manju.proof.portable import FORMAT, ORIGINS

__all__ = ["Shape", "decoded", "misshapen"]

Test = Callable[[Any], bool]
HEX: Final = re.compile(r"[0-9a-f]{64}")
TIME: Final = re.compile(
    r"\d{4}-(0[1-9]|1[0-2])-(0[1-9]|[12]\d|3[01])T([01]\d|2[0-3]):[0-5]\d:([0-5]\d|60)(\.\d*[1-9])?Z", re.ASCII
)


@dataclass(frozen=True, slots=True)
class Shape:
    """The parts of a proof as objects, whatever stands in their places; what is no object is an empty one."""

    item: dict[str, Any]
    tree: dict[str, Any]
    timestamps: tuple[dict[str, Any], ...]
    log: dict[str, Any] | None
    anchors: tuple[dict[str, Any], ...]

    @classmethod
    def of(cls, document: dict[str, Any]) -> Shape:
        log = document.get("log")
        return cls(
            _object(document.get("item")),
            _object(document.get("tree")),
            tuple(_object(one) for one in _list(document.get("timestamps"))),
            log if isinstance(log, dict) else None,
            tuple(_object(one) for one in _list(document.get("anchors"))),
        )


def misshapen(document: dict[str, Any], shape: Shape) -> Iterator[str]:
    """The codes of parts whose keys or values are not those of the format; `proof` is always among them then.

    >>> list(misshapen({}, Shape.of({})))[:1]
    ['proof']
    """
    if document.keys() != _TOP or document.get("format") != FORMAT or not _is_hex(document.get("proof_sha256")):
        yield "proof"
    if not isinstance(document.get("timestamps"), list) or not isinstance(document.get("anchors"), list):
        yield "proof"
    yield from _wrong(shape.item, _ITEM)
    yield from _wrong(shape.tree, _TREE)
    for stamp in shape.timestamps:
        yield from _wrong(stamp, _STAMP)
    for anchor in shape.anchors:
        yield from _wrong(anchor, _ANCHOR)
    if shape.log is not None:
        yield from _wrong(shape.log, _LOG)
    elif document.get("log") is not None:
        yield "proof"
    sealed_at = document.get("sealed_at")
    if sealed_at is not None and not _is_time(sealed_at):
        yield "time"
        yield "proof"


def decoded(value: Any, *, base64: bool = False) -> bytes | None:  # Any: whatever stood in the file
    """The 32 bytes of a digest in hex, or bytes in base64 in its one form; None where it is neither.

    >>> decoded("AB" * 32) is None, decoded("ab" * 32) == bytes([0xAB] * 32)
    (True, True)
    """
    if not isinstance(value, str):
        return None
    if not base64:
        return bytes.fromhex(value) if HEX.fullmatch(value) else None
    try:
        found = b64decode(value, validate=True)
    except (binascii.Error, ValueError):
        return None
    return found if b64encode(found).decode() == value else None


def _wrong(part: dict[str, Any], keys: Mapping[str, tuple[str, Test]]) -> Iterator[str]:
    if part.keys() != keys.keys():
        yield "proof"
    for key, (code, fits) in keys.items():
        if not fits(part.get(key)):
            yield code
            yield "proof"


def _object(value: Any) -> dict[str, Any]:
    return value if isinstance(value, dict) else {}


def _list(value: Any) -> list[Any]:
    return value if isinstance(value, list) else []


def _is_hex(value: Any) -> bool:
    return isinstance(value, str) and HEX.fullmatch(value) is not None


def _is_text(value: Any) -> bool:
    return isinstance(value, str)


def _is_time(value: Any) -> bool:
    return isinstance(value, str) and TIME.fullmatch(value) is not None


def _is_count(value: Any) -> bool:
    return type(value) is int and 0 <= value <= LARGEST_INT


def _is_path(value: Any) -> bool:
    return isinstance(value, list) and len(value) <= 64 and all(_is_hex(step) for step in value)


def _is_base64(value: Any) -> bool:
    return decoded(value, base64=True) is not None


_TOP: Final = {
    "format", "item", "tree", "timestamps", "log", "anchors", "level", "sealed_at", "proof_sha256",
}  # fmt: skip
_ITEM: Final[Mapping[str, tuple[str, Test]]] = {
    "sha256": ("file", _is_hex), "sm3": ("file", _is_hex), "size_bytes": ("file", _is_count),
    "name": ("tree", _is_text), "title": ("tree", _is_text), "author": ("tree", _is_text),
    "created_at": ("tree", _is_time), "origin": ("tree", lambda value: isinstance(value, str) and value in ORIGINS),
    "batch_id": ("tree", _is_text), "leaf_index": ("tree", _is_count), "tree_size": ("tree", _is_count),
}  # fmt: skip
_TREE: Final[Mapping[str, tuple[str, Test]]] = {"path": ("tree", _is_path), "root_sha256": ("tree", _is_hex)}
_STAMP: Final[Mapping[str, tuple[str, Test]]] = {
    "kind": ("proof", lambda value: value == "rfc3161"), "url": ("proof", _is_text), "token": ("token", _is_base64),
    "token_sha256": ("token", _is_hex), "gen_time": ("time", _is_time),
}  # fmt: skip
_LOG: Final[Mapping[str, tuple[str, Test]]] = {
    "entry": ("tree", _is_count), "tree_size": ("tree", _is_count), "root_sha256": ("tree", _is_hex),
    "path": ("tree", _is_path), "key_id": ("authority", _is_hex), "signature": ("authority", _is_base64),
}  # fmt: skip
_ANCHOR: Final[Mapping[str, tuple[str, Test]]] = {
    "kind": ("proof", _is_text), "where": ("proof", _is_text), "reference": ("proof", _is_text),
    "placed_at": ("proof", _is_time), "root_sha256": ("tree", _is_hex),
}  # fmt: skip
