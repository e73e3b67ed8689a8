"""One request with a limit on its whole time and on the size of the answer: for authorities, chains, deposit services.

Redirects are followed as often as the caller says, sending again, to the same host only, never from https to http.
Proxies are not used.
"""

from __future__ import annotations

import http.client
import socket
import ssl
import threading
import time
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Final
from urllib.parse import SplitResult, urljoin, urlsplit

from manju.words import Words

__all__ = ["Answer", "NoAnswer", "get", "post"]


class NoAnswer(Exception):
    """No answer: `code` is `timeout`, `unreachable` or `http`."""

    def __init__(self, code: str, message: Words) -> None:
        super().__init__(message.en)
        self.code, self.message = code, message


@dataclass(frozen=True, slots=True)
class Answer:
    status: int
    content: bytes


def post(
    url: str, body: bytes, *, headers: Mapping[str, str], limit_s: float, largest: int, redirects: int = 0
) -> Answer:
    """Post and read the answer, all within `limit_s` seconds, names looked up and slow drips included.

    Raises:
        NoAnswer: no connection, no answer in time, more than `largest` bytes, no HTTP.
    """
    return _within(_Talk("POST", url, body, dict(headers), time.monotonic() + limit_s, largest, redirects), limit_s)


def get(url: str, *, headers: Mapping[str, str], limit_s: float, largest: int) -> Answer:
    """The same, asking only; redirects are not followed.

    Raises:
        NoAnswer: as `post`.
    """
    return _within(_Talk("GET", url, None, dict(headers), time.monotonic() + limit_s, largest, 0), limit_s)


def _within(talk: _Talk, limit_s: float) -> Answer:
    # in a thread: a name server that hangs, or a byte every second, cannot be bounded by a socket's own limit
    thread = threading.Thread(target=talk.run, name="post", daemon=True)
    thread.start()
    thread.join(limit_s)
    if thread.is_alive():
        talk.hang_up()
        raise NoAnswer("timeout", _TOO_SLOW)
    if isinstance(talk.result, Answer):
        return talk.result
    raise talk.result or NoAnswer("unreachable", _UNREACHABLE)


@dataclass(slots=True)
class _Talk:
    method: str
    url: str
    body: bytes | None
    headers: dict[str, str]
    deadline: float
    largest: int
    redirects: int
    result: Answer | NoAnswer | None = None
    connection: http.client.HTTPConnection | None = field(default=None, repr=False)

    def run(self) -> None:
        try:
            self.result = self._follow(_parts(self.url))
        except NoAnswer as error:
            self.result = error
        except TimeoutError:
            self.result = NoAnswer("timeout", _TOO_SLOW)
        except ssl.SSLCertVerificationError:
            self.result = NoAnswer("unreachable", _TLS)
        except http.client.HTTPException:
            self.result = NoAnswer("http", _NO_HTTP)
        except (OSError, ValueError):
            self.result = NoAnswer("unreachable", _UNREACHABLE)

    def hang_up(self) -> None:
        plug = self.connection.sock if self.connection is not None else None
        if plug is not None:
            try:
                plug.shutdown(socket.SHUT_RDWR)
            except OSError:
                return  # it was over already

    def _follow(self, parts: SplitResult) -> Answer:
        for _ in range(self.redirects + 1):
            answer, location = self._once(parts)
            if answer.status not in (301, 302, 307, 308) or not location or not self.redirects:
                return answer
            further = _parts(urljoin(parts.geturl(), location))
            if further.hostname != parts.hostname or (parts.scheme == "https" and further.scheme != "https"):
                raise NoAnswer("http", _REDIRECTS)
            parts = further
        raise NoAnswer("http", _REDIRECTS)

    def _once(self, parts: SplitResult) -> tuple[Answer, str | None]:
        left = max(0.001, self.deadline - time.monotonic())
        kind = http.client.HTTPSConnection if parts.scheme == "https" else http.client.HTTPConnection
        self.connection = connection = kind(parts.hostname or "", parts.port, timeout=left)
        target = (parts.path or "/") + (f"?{parts.query}" if parts.query else "")
        try:
            headers = {"User-Agent": "manju", "Connection": "close", **self.headers}
            connection.request(self.method, target, self.body, headers)
            answer = connection.getresponse()
            content = answer.read(self.largest + 1)
        except http.client.IncompleteRead as error:
            raise NoAnswer("http", _NO_HTTP) from error
        finally:
            connection.close()
        if len(content) > self.largest:
            raise NoAnswer("http", _TOO_LARGE)
        return Answer(answer.status, content), answer.getheader("Location")


def _parts(url: str) -> SplitResult:
    try:
        parts = urlsplit(url)
        fine = parts.scheme in ("http", "https") and bool(parts.hostname) and (parts.port is None or parts.port > 0)
        fine = fine and url.isascii() and url.isprintable() and " " not in url
        fine = fine and parts.username is None and parts.password is None  # an address is written into proofs
    except ValueError:
        fine = False
    if not fine:
        raise NoAnswer("unreachable", _NO_ADDRESS.fill(u=url[:200]))
    return parts


_TOO_SLOW: Final = Words("对方没有在限时内答完。", "The other side did not answer in time.")
_UNREACHABLE: Final = Words("连不上对方。", "The other side cannot be reached.")
_TLS: Final = Words("对方的 HTTPS 证书不对。", "The other side's HTTPS certificate is wrong.")
_NO_HTTP: Final = Words("对方的答复不是 HTTP，或中途断开。", "The answer is no HTTP, or broke off.")
_REDIRECTS: Final = Words(
    "对方把请求转来转去，或转到别处。", "The other side sends the request in circles, or to somebody else."
)
_TOO_LARGE: Final = Words("对方的答复太大。", "The answer is too large.")
_NO_ADDRESS: Final = Words("这不是能用的地址：{u}", "This is no usable address: {u}")
