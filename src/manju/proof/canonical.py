"""JSON in the one form that can be hashed (RFC 8785, JCS), and reading it back without forgiving anything."""

from __future__ import annotations

import json
import re
from typing import Any, Final, NoReturn

__all__ = ["NotJson", "canonical", "is_canonical", "plain_canonical", "read_json"]

LARGEST_INT: Final = 2**53 - 1
DEEPEST: Final = 32
_BRACKETS: Final = re.compile(r'"(?:[^"\\]|\\.|\\\Z)*(?:"|\Z)|[\[\]{}]', re.DOTALL)
"""A whole text (to the end where it is not closed, so that no place is read twice), or one bracket."""


class NotJson(ValueError):
    """Bytes that are no JSON text, or one that two readers may understand differently."""


def canonical(document: Any) -> bytes:  # Any: whatever JSON can hold
    """The canonical bytes of a document.

    >>> canonical({"b": 1.0, "a": "灯"}).decode()
    '{"a":"灯","b":1}'

    Raises:
        ValueError: NaN, an integer beyond 2^53 - 1, half a surrogate pair: not representable.
    """
    import rfc8785

    try:
        return rfc8785.dumps(document)
    except RecursionError as error:
        raise ValueError("nested too deeply") from error


_encoder: Final = json.JSONEncoder(ensure_ascii=False, sort_keys=True, separators=(",", ":"), allow_nan=False)


def plain_canonical(document: dict[str, Any]) -> bytes:  # Any: texts, integers, None, lists and objects of them
    """`canonical` for our own documents, ten times as fast: ASCII keys, no floats, integers within 2^53 - 1.

    The C encoder of the standard library then writes the very bytes of RFC 8785; a property test holds it to that.
    """
    return _encoder.encode(document).encode()


def read_json(data: bytes) -> Any:  # Any: whatever JSON can hold
    """Parse bytes strictly: UTF-8 without a mark, no key twice, no NaN, at most 32 levels deep.

    >>> read_json(b'{"a":1,"a":2}')
    Traceback (most recent call last):
    ...
    manju.proof.canonical.NotJson: key 'a' twice

    Raises:
        NotJson: with what is wrong.
    """
    try:
        text = data.decode("utf-8")
        _check_depth(text)
        return json.loads(text, object_pairs_hook=_once, parse_constant=_no_constant)
    except NotJson:
        raise
    except (ValueError, RecursionError) as error:
        raise NotJson(str(error)[:200]) from error


def is_canonical(data: bytes, document: Any) -> bool:  # Any: as read
    """Whether these bytes are the canonical ones of the document read from them."""
    try:
        return canonical(document) == data
    except (ValueError, OverflowError):
        return False


def _check_depth(text: str) -> None:
    """Refuse deep nesting before the C parser meets it: where recursion was allowed further, it ends the process."""
    depth = 0
    for found in _BRACKETS.finditer(text):
        first = found[0][0]
        depth += (first in "[{") - (first in "]}")
        if depth > DEEPEST:
            raise NotJson("nested too deeply")


def _once(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    found = dict(pairs)
    if len(found) != len(pairs):
        names = [name for name, _ in pairs]
        twice = next(name for name in names if names.count(name) > 1)
        raise NotJson(f"key {twice!r} twice")
    return found


def _no_constant(name: str) -> NoReturn:
    raise NotJson(f"{name} is no number")
