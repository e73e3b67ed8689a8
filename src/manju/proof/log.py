"""The studio's own transparency log: an append-only tree of batch roots under signed heads.

Weaker than an outside authority, since the studio itself signs, but nothing in it can be changed afterwards without
showing: each head commits to all entries before it. A head is signed as the text of a C2SP checkpoint:

    manju-log/<64 hex: the public key>
    <number of entries>
    <base64 of the root>

each line ended by a line feed; the signature is Ed25519 over these bytes. The key's name is the raw public key in
hex, so a proof carries all that is needed to check it.
"""

from __future__ import annotations

import binascii
from base64 import b64decode, b64encode
from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

from manju.proof.merkle import Tree, consistent, included, leaf_hash

if TYPE_CHECKING:
    from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

__all__ = [
    "Entry",
    "SignedHead",
    "check_history",
    "enter",
    "head_text",
    "key_id_of",
    "new_key",
    "read_key",
    "sign_head",
]


@dataclass(frozen=True, slots=True)
class SignedHead:
    """A tree's size and root under the studio's signature (64 bytes)."""

    tree_size: int
    root: bytes
    key_id: str
    signature: bytes

    def is_signed(self) -> bool:
        """Whether the signature is that of the key named."""
        from cryptography.exceptions import InvalidSignature
        from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PublicKey

        try:
            key = Ed25519PublicKey.from_public_bytes(bytes.fromhex(self.key_id))
            key.verify(self.signature, head_text(self.tree_size, self.root, self.key_id))
        except (InvalidSignature, ValueError):
            return False
        return True

    def text(self) -> str:
        """The head as it may be published: what is signed, an empty line, the signature in base64."""
        said = head_text(self.tree_size, self.root, self.key_id).decode()
        return f"{said}\n{b64encode(self.signature).decode()}\n"

    @classmethod
    def of_text(cls, text: str) -> SignedHead:
        """Read a published head back.

        Raises:
            ValueError: it is no such text.
        """
        try:
            name, size, root, empty, signature, end = text.split("\n")
            head = cls(int(size), b64decode(root, validate=True), name.removeprefix("manju-log/"),
                       b64decode(signature, validate=True))  # fmt: skip
        except (ValueError, binascii.Error) as error:
            raise ValueError("this is no head of a log") from error
        if head.text() != text or empty or end:
            raise ValueError("this is no head of a log")
        return head


@dataclass(frozen=True, slots=True)
class Entry:
    """Where a batch root stands in the log: index from 0, the head that covers it, the path between them."""

    index: int
    head: SignedHead
    path: tuple[bytes, ...]

    def holds(self, root: bytes) -> bool:
        """Whether this batch root is entered there."""
        return included(leaf_hash(root), self.index, self.head.tree_size, self.path, self.head.root)

    def as_json(self) -> dict[str, object]:
        """The `log` part of a proof."""
        return {
            "entry": self.index,
            "tree_size": self.head.tree_size,
            "root_sha256": self.head.root.hex(),
            "path": [step.hex() for step in self.path],
            "key_id": self.head.key_id,
            "signature": b64encode(self.head.signature).decode(),
        }


def new_key() -> bytes:
    """A new Ed25519 key as PEM (PKCS #8), to be kept in the home, readable by its owner alone."""
    from cryptography.hazmat.primitives import serialization
    from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

    return Ed25519PrivateKey.generate().private_bytes(
        serialization.Encoding.PEM, serialization.PrivateFormat.PKCS8, serialization.NoEncryption()
    )


def read_key(pem: bytes) -> Ed25519PrivateKey:
    """Read the log's key back.

    Raises:
        ValueError: no PEM, or a key of another kind.
    """
    from cryptography.hazmat.primitives import serialization
    from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

    key = serialization.load_pem_private_key(pem, password=None)
    if not isinstance(key, Ed25519PrivateKey):
        raise ValueError("no Ed25519 key")  # noqa: TRY004 - what a caller may read from a file
    return key


def key_id_of(key: Ed25519PrivateKey) -> str:
    """The key's name: the raw public key, 64 hex characters."""
    return key.public_key().public_bytes_raw().hex()


def head_text(tree_size: int, root: bytes, key_id: str) -> bytes:
    """The bytes that are signed.

    >>> head_text(2, bytes(32), "ab" * 32).splitlines()[1:]
    [b'2', b'AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA=']
    """
    return f"manju-log/{key_id}\n{tree_size}\n{b64encode(root).decode()}\n".encode()


def sign_head(roots: Sequence[bytes], key: Ed25519PrivateKey) -> SignedHead:
    """Sign the log of these batch roots, oldest first."""
    tree, name = Tree(leaf_hash(root) for root in roots), key_id_of(key)
    return SignedHead(tree.size, tree.root, name, key.sign(head_text(tree.size, tree.root, name)))


def enter(roots: Sequence[bytes], index: int, key: Ed25519PrivateKey) -> Entry:
    """The place of entry `index` in the log of all `roots` (oldest first), under a head signed now.

    >>> key = read_key(new_key())
    >>> entry = enter([bytes(32), bytes([1] * 32)], 1, key)
    >>> entry.holds(bytes([1] * 32)), entry.holds(bytes(32)), entry.head.is_signed()
    (True, False, True)
    """
    tree = Tree(leaf_hash(root) for root in roots)
    return Entry(index, sign_head(roots, key), tuple(tree.path(index)))


def check_history(roots: Sequence[bytes], heads: Sequence[SignedHead]) -> list[int]:
    """Which of the heads (by place in the list) do not fit the log as it stands: signature, root or key.

    For an auditor who kept heads; without the entries, two heads are compared by `merkle.consistent`.
    """
    now = Tree(leaf_hash(root) for root in roots)
    wrong = []
    for place, head in enumerate(heads):
        fits = 0 < head.tree_size <= now.size and head.is_signed()
        if not fits or not consistent(head.tree_size, now.size, now.consistency(head.tree_size), head.root, now.root):
            wrong.append(place)
    return wrong
