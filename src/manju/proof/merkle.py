"""Merkle trees as RFC 6962 hashes them: roots, inclusion and consistency proofs (RFC 9162, 2.1)."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from hashlib import sha256
from typing import Final

__all__ = ["HASH_BYTES", "Tree", "consistent", "included", "leaf_hash", "node_hash", "root_of_path"]

HASH_BYTES: Final = 32


def leaf_hash(data: bytes) -> bytes:
    """SHA-256(0x00 || data), so that no node can pass for a leaf.

    >>> leaf_hash(b"").hex()[:16]
    '6e340b9cffb37a98'
    """
    return sha256(b"\x00" + data).digest()


def node_hash(left: bytes, right: bytes) -> bytes:
    """SHA-256(0x01 || left || right)."""
    return sha256(b"\x01" + left + right).digest()


class Tree:
    """All hashes of a tree, 64 bytes a leaf: level 0 are the leaves, an odd last node goes up as it is.

    >>> tree = Tree([leaf_hash(b"a"), leaf_hash(b"b"), leaf_hash(b"c")])
    >>> tree.root == node_hash(node_hash(leaf_hash(b"a"), leaf_hash(b"b")), leaf_hash(b"c"))
    True
    >>> included(leaf_hash(b"c"), 2, 3, tree.path(2), tree.root)
    True
    """

    __slots__ = ("_levels", "size")

    def __init__(self, leaves: Iterable[bytes]) -> None:
        level = b"".join(leaves)
        if not level or len(level) % HASH_BYTES:
            raise ValueError("a tree has at least one leaf, each of 32 bytes")
        self.size: Final = len(level) // HASH_BYTES
        self._levels: Final = [level]
        while len(level) > HASH_BYTES:
            level = _next_level(level)
            self._levels.append(level)

    @property
    def root(self) -> bytes:
        return self._levels[-1]

    def path(self, index: int) -> list[bytes]:
        """The inclusion path of a leaf, from its neighbour up (RFC 9162 2.1.3.1)."""
        if not 0 <= index < self.size:
            raise IndexError(index)
        found = []
        for level in self._levels[:-1]:
            at = (index ^ 1) * HASH_BYTES
            if at < len(level):
                found.append(level[at : at + HASH_BYTES])
            index >>= 1
        return found

    def consistency(self, earlier: int) -> list[bytes]:
        """That the first `earlier` leaves are still what they were (RFC 9162 2.1.4.1)."""
        if not 0 < earlier <= self.size:
            raise IndexError(earlier)
        start, end, whole = 0, self.size, True
        found: list[bytes] = []
        while earlier != end - start:
            half = 1 << ((end - start - 1).bit_length() - 1)
            if earlier <= half:
                found.append(self._range(start + half, end))
                end = start + half
            else:
                found.append(self._range(start, start + half))
                start, earlier, whole = start + half, earlier - half, False
        if not whole:
            found.append(self._range(start, end))
        return found[::-1]

    def _range(self, start: int, end: int) -> bytes:
        """The hash over leaves start..end, which is one node: the ranges asked for are whole subtrees."""
        height = (end - start - 1).bit_length()
        at = (start >> height) * HASH_BYTES
        return self._levels[height][at : at + HASH_BYTES]


def root_of_path(leaf: bytes, index: int, size: int, path: Sequence[bytes]) -> bytes | None:
    """The root that a path leads to, or None where it is not of the length its place demands (RFC 9162 2.1.3.2)."""
    if not 0 <= index < size:
        return None
    at, last, found = index, size - 1, leaf
    for step in path:
        if last == 0:
            return None
        if at & 1 or at == last:
            found = node_hash(step, found)
            while not at & 1 and at:
                at >>= 1
                last >>= 1
        else:
            found = node_hash(found, step)
        at >>= 1
        last >>= 1
    return found if last == 0 else None


def included(leaf: bytes, index: int, size: int, path: Sequence[bytes], root: bytes) -> bool:
    """Whether the leaf stands at this place of a tree of this size with this root."""
    return root_of_path(leaf, index, size, path) == root


def consistent(earlier: int, later: int, path: Sequence[bytes], earlier_root: bytes, later_root: bytes) -> bool:
    """Whether the later tree only added to the earlier one (RFC 9162 2.1.4.2).

    >>> leaves = [leaf_hash(bytes([n])) for n in range(7)]
    >>> now = Tree(leaves)
    >>> consistent(3, 7, now.consistency(3), Tree(leaves[:3]).root, now.root)
    True
    """
    if not 0 < earlier <= later:
        return False
    if earlier == later:
        return not path and earlier_root == later_root
    steps = list(path)
    if earlier & (earlier - 1) == 0:
        steps.insert(0, earlier_root)
    if not steps:
        return False
    at, last = earlier - 1, later - 1
    while at & 1:
        at >>= 1
        last >>= 1
    old = new = steps[0]
    for step in steps[1:]:
        if last == 0:
            return False
        if at & 1 or at == last:
            old, new = node_hash(step, old), node_hash(step, new)
            while not at & 1 and at:
                at >>= 1
                last >>= 1
        else:
            new = node_hash(new, step)
        at >>= 1
        last >>= 1
    return last == 0 and old == earlier_root and new == later_root


def _next_level(level: bytes) -> bytes:
    pair = 2 * HASH_BYTES
    whole = len(level) - len(level) % pair
    nodes = [sha256(b"\x01" + level[at : at + pair]).digest() for at in range(0, whole, pair)]
    return b"".join(nodes) + level[whole:]
