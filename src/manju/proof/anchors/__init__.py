"""Placing a root somewhere else as well: one interface over chains and deposit services.

A service first prepares a receipt (nothing is sent), the caller keeps it, then it is sent, later confirmed. Sending and
confirming may be repeated with the same receipt: after a crash nothing is placed, or paid for, twice where the service
gives a way to know.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime
from typing import Any, Final, Literal, Protocol

from manju.proof.errors import ProofError
from manju.proof.portable import Anchor, rfc3339
from manju.proof.posting import NoAnswer
from manju.words import Words

__all__ = ["AnchorFailed", "Receipt", "Service", "State", "place", "refused", "unanswered"]

State = Literal["prepared", "sent", "confirmed", "failed"]
STATES: Final = ("prepared", "sent", "confirmed", "failed")


class AnchorFailed(ProofError):
    """Not placed or not confirmed now: `timeout`, `unreachable`, `http`, `malformed`, `rejected`, `wrong_chain` …"""


@dataclass(frozen=True, slots=True)
class Receipt:
    """How far the placing of one root has come; all of it is JSON and may be kept in a row.

    `where`: chain or service; `reference`: transaction or evidence number, empty until known; `details`: what the
    service needs to go on (texts and integers). `at`: when prepared, later when placed.
    """

    kind: str
    where: str
    root_sha256: str
    state: State
    at: datetime
    reference: str = ""
    details: Mapping[str, str | int] = field(default_factory=dict)

    @property
    def root(self) -> bytes:
        return bytes.fromhex(self.root_sha256)

    def becomes(self, state: State, **details: str | int) -> Receipt:
        return replace(self, state=state, details={**self.details, **details})

    def anchor(self) -> Anchor:
        """What goes into a proof: only of a receipt that is confirmed."""
        if self.state != "confirmed":
            raise ValueError(f"not confirmed: {self.state}")
        return Anchor(self.kind, self.where, self.reference, rfc3339(self.at), self.root_sha256)

    def as_json(self) -> dict[str, Any]:
        return {
            "kind": self.kind, "where": self.where, "root_sha256": self.root_sha256, "state": self.state,
            "at": rfc3339(self.at), "reference": self.reference, "details": dict(self.details),
        }  # fmt: skip

    @classmethod
    def of_json(cls, kept: Mapping[str, Any]) -> Receipt:
        """Read back what `as_json` gave.

        >>> at = datetime(2026, 11, 26, 18, 0, tzinfo=UTC)
        >>> receipt = Receipt("evm", "chain 1", "ab" * 32, "sent", at, "0x12", {"nonce": 4})
        >>> Receipt.of_json(receipt.as_json()) == receipt
        True
        """
        return cls(**{**kept, "at": datetime.fromisoformat(kept["at"]).astimezone(UTC)})


class Service(Protocol):
    """A chain or a deposit service."""

    @property
    def kind(self) -> str:
        """As proofs name it."""
        ...

    def prepare(self, root: bytes, *, now: datetime) -> Receipt:
        """Everything decided that must not be decided twice; nothing is sent."""
        ...

    def send(self, receipt: Receipt) -> Receipt:
        """Send a prepared receipt; may be repeated with the same one."""
        ...

    def confirm(self, receipt: Receipt) -> Receipt:
        """Look whether it stands: `confirmed`, `failed`, or as it was while it is too early to say."""
        ...


def place(service: Service, root: bytes, *, now: datetime, keep: Callable[[Receipt], None]) -> Receipt:
    """Prepare, keep, send, keep: so that a crash between any two steps loses nothing.

    Raises:
        AnchorFailed: the service refuses or does not answer; the last receipt kept can be sent again.
    """
    receipt = service.prepare(root, now=now)
    keep(receipt)
    receipt = service.send(receipt)
    keep(receipt)
    return receipt


def unanswered(error: NoAnswer) -> AnchorFailed:
    """A service that did not answer."""
    return AnchorFailed(error.code, error.message, _LATER)


def refused(code: str, message: Words) -> AnchorFailed:
    """A service that answered, and not as wished."""
    return AnchorFailed(code, message, _LOOK)


_LATER: Final = Words(
    "稍后会再试；也可以检查地址和网络。", "It is tried again later; or check the address and the network."
)
_LOOK: Final = Words("检查这项服务的设置和余额。", "Check this service's settings and balance.")
