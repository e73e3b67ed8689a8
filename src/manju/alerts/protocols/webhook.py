"""A webhook of the studio's own: JSON, signed over time and body, with an identity that stays over repeats.

`Manju-Signature: t=<seconds>,v1=<hex>`, where v1 = HMAC-SHA256(secret, "<seconds>.<body>"), as Stripe signs its own
(docs.stripe.com/webhooks, "Verify webhook signatures manually"). A receiver refuses a time more than five minutes off,
compares in constant time, and takes an `id` once. Any answer of 200–299 is taken.
"""

from __future__ import annotations

import hashlib
import hmac
import json
from datetime import datetime
from typing import Final

from manju.alerts.protocols.message import TAKEN, Heard, Message, Post, by_status

WINDOW_S: Final = 300
"""How far a receiver should let the time in the signature be off."""


def compose(message: Message, *, address: str, secret: str, now: datetime) -> Post:
    """The JSON, its signature, and where to post it."""
    body = json.dumps(
        {
            "id": message.id, "kind": message.kind, "level": message.level,
            "heading": message.heading.as_json(), "text": message.text.as_json(),
            "link": message.link, "raised_at": message.raised_at.isoformat(),
        },
        ensure_ascii=False,
        separators=(",", ":"),
    ).encode()  # fmt: skip
    stamp = str(int(now.timestamp()))
    headers = {
        "Content-Type": "application/json; charset=utf-8", "Manju-Id": message.id,
        "Manju-Signature": f"t={stamp},v1={sign(stamp, body, secret)}",
    }  # fmt: skip
    return Post(address, body, headers)


def sign(stamp: str, body: bytes, secret: str) -> str:
    """The v1 signature, in hexadecimal.

    >>> sign("1700000000", b"{}", "demo")[:16]
    '8f46215db0982311'
    """
    return hmac.new(secret.encode(), stamp.encode() + b"." + body, hashlib.sha256).hexdigest()


def heard(status: int, content: bytes) -> Heard:
    return by_status(status) or TAKEN
