"""Talking to a generator: one address, no redirects, no proxies, answers bounded, quick to stop."""

from __future__ import annotations

import http.client
import ipaddress
import json
import socket
import threading
import time
from dataclasses import dataclass, field
from typing import Any, Final
from urllib.parse import SplitResult, urlsplit

from manju.media.errors import Cancelled
from manju.production.generators.shape import GeneratorDown, GeneratorRefuses, Stopped
from manju.words import Words

__all__ = ["Answer", "Server", "address_of", "call"]

LARGEST: Final = 256 * 2**20
POLL_S: Final = 0.1
TIMEOUT_S: Final = 300.0


@dataclass(frozen=True)
class Server:
    """Where a generator is. The key is never shown, not even in a traceback."""

    address: str
    key: str = field(default="", repr=False)
    timeout_s: float = TIMEOUT_S


@dataclass(frozen=True, slots=True)
class Answer:
    """Status and content."""

    status: int
    content: bytes

    @property
    def json(self) -> Any:  # Any: JSON
        """The content as JSON; None when it is none."""
        try:
            return json.loads(self.content)
        except (ValueError, RecursionError):
            return None


def address_of(text: str) -> SplitResult:
    """A server's address, checked: http or https, a host, no user, query or fragment.

    >>> address_of("http://127.0.0.1:8188").port
    8188

    Raises:
        GeneratorRefuses: `address_impossible`.
    """
    try:
        parts = urlsplit(text.strip().rstrip("/"))
        fine = parts.scheme in ("http", "https") and parts.hostname and not parts.query and not parts.fragment
        fine = fine and not parts.username and not parts.password and (parts.port is None or parts.port > 0)
    except ValueError:
        fine = False
    if not fine:
        raise GeneratorRefuses(
            "address_impossible",
            Words("这不是能用的地址。", "This is no usable address."),
            Words("写成 http://127.0.0.1:8188 这样，不带账号和参数。",
                  "Write it like http://127.0.0.1:8188, without a user or parameters."),
        )  # fmt: skip
    return parts


def call(server: Server, method: str, path: str, body: object = None, *, cancelled: Stopped = lambda: False) -> Answer:
    """One request in a thread of its own, so that stopping need not wait for a slow server.

    Raises:
        GeneratorDown: no connection, no whole answer in time, or a fault of the server (5xx, 429).
        GeneratorRefuses: `address_impossible`. Cancelled.
    """
    parts = address_of(server.address)
    _not_link_local(parts)
    kind = http.client.HTTPSConnection if parts.scheme == "https" else http.client.HTTPConnection
    connection = kind(parts.hostname or "", parts.port, timeout=server.timeout_s)
    headers = {"Accept": "*/*", "User-Agent": "manju"}
    sent = None if body is None else json.dumps(body, ensure_ascii=False).encode()
    if sent is not None:
        headers["Content-Type"] = "application/json"
    if server.key:
        headers["Authorization"] = f"Bearer {server.key}"
    out: list[Answer] = []
    wrong: list[Exception] = []

    def talk() -> None:
        try:
            connection.request(method, f"{parts.path.rstrip('/')}{path}", sent, headers)
            answer = connection.getresponse()
            out.append(Answer(answer.status, answer.read(LARGEST)))
        except Exception as error:  # handed to the caller's thread, whatever it is
            wrong.append(error)

    thread = threading.Thread(target=talk, daemon=True)
    thread.start()
    until = time.monotonic() + 2 * server.timeout_s
    while thread.is_alive():
        thread.join(POLL_S)
        if cancelled() or time.monotonic() > until:
            _hang_up(connection)
            if cancelled():
                raise Cancelled
            raise GeneratorDown("the server did not finish its answer")
    connection.close()
    if wrong:
        raise GeneratorDown(str(wrong[0]) or type(wrong[0]).__name__) from wrong[0]
    if out[0].status == 429 or out[0].status >= 500:
        raise GeneratorDown(f"HTTP {out[0].status} {said(out[0])}".strip())
    return out[0]


def said(answer: Answer) -> str:
    """What a server gave as its reason, short."""
    found = answer.json
    error = found.get("error") if isinstance(found, dict) else None
    text = error.get("message") if isinstance(error, dict) else error
    return " ".join(str(text or "").split())[:200]


def _hang_up(connection: http.client.HTTPConnection) -> None:
    """End the conversation from outside, which wakes the thread that waits in it."""
    plug = connection.sock
    if plug is not None:
        try:
            plug.shutdown(socket.SHUT_RDWR)
        except OSError:
            return  # it was over already


def _not_link_local(parts: SplitResult) -> None:
    """A server of one's own network is fine; the addresses where clouds keep their secrets are not."""
    try:
        places = socket.getaddrinfo(parts.hostname, parts.port or 443, type=socket.SOCK_STREAM)
    except OSError as error:
        raise GeneratorDown(str(error)) from error
    for found in places:
        address = ipaddress.ip_address(str(found[4][0]).partition("%")[0])
        if address.is_link_local or address.is_multicast or address.is_unspecified:
            raise GeneratorRefuses(
                "address_impossible",
                Words("这个地址不能用来生成图片。", "This address cannot be used for generating."),
                Words("填生成服务自己的地址。", "Enter the address of the generator itself."),
            )
