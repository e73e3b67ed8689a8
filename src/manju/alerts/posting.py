"""Posting to an address that a person typed: only where it may go, never further, never for long.

The host's addresses are looked up once, judged, and one of them is connected to, so that a name cannot answer
differently the second time. Redirects are not followed, proxies not used, answers read up to a limit.
"""

from __future__ import annotations

import http.client
import ipaddress
import socket
import ssl
import threading
from dataclasses import dataclass
from typing import Final
from urllib.parse import SplitResult, urlsplit

from manju.alerts.protocols import Post
from manju.words import Words

__all__ = ["Answer", "NotAllowed", "Unreachable", "checked_address", "post"]

LIMIT_S: Final = 10.0
LARGEST: Final = 64 * 1024
NEVER: Final = frozenset({"100.100.100.200", "fd00:ec2::254"})
"""Where clouds keep the secrets of their machines, besides the link-local addresses, which are all refused."""
NAT64: Final = ipaddress.ip_network("64:ff9b::/96")

Address = ipaddress.IPv4Address | ipaddress.IPv6Address


class NotAllowed(Exception):
    """This address must not be posted to; trying again does not help."""

    def __init__(self, message: Words) -> None:
        super().__init__(message.en)
        self.message = message


class Unreachable(Exception):
    """The receiver cannot be reached or broke off; it may answer later."""

    def __init__(self, message: Words) -> None:
        super().__init__(message.en)
        self.message = message


@dataclass(frozen=True, slots=True)
class Answer:
    status: int
    content: bytes


def checked_address(address: str, *, private: bool) -> SplitResult:
    """An address that may be kept: https (or http inside a network of one's own), a host, no user, no fragment.

    >>> checked_address("https://open.feishu.cn/open-apis/bot/v2/hook/x", private=False).hostname
    'open.feishu.cn'

    Raises:
        NotAllowed: with what is wrong and what to do.
    """
    try:
        parts = urlsplit(address.strip())
        fine = parts.scheme in ("http", "https") and bool(parts.hostname) and (parts.port is None or parts.port > 0)
        fine = fine and not parts.username and not parts.password and not parts.fragment and address.isprintable()
        fine = fine and " " not in address.strip() and f"{parts.path}{parts.query}".isascii()
        if parts.hostname:
            parts.hostname.encode("idna")
    except (ValueError, UnicodeError):
        fine = False
    if not fine:
        raise NotAllowed(_NO_ADDRESS)
    if parts.scheme == "http" and not private:
        raise NotAllowed(_PLAIN)
    return parts


def post(what: Post, *, private: bool, limit_s: float = LIMIT_S) -> Answer:
    """Post once. `private`: whether the studio's owner allows addresses of networks of one's own.

    Raises:
        NotAllowed: the address, or what its name resolves to, is off limits.
        Unreachable: no connection, no answer in time, or no HTTP.
    """
    parts = checked_address(what.address, private=private)
    host, port = parts.hostname or "", parts.port or (443 if parts.scheme == "https" else 80)
    where = _resolved(host, port, private=private)
    connection = _connection(parts.scheme, host, port, where, limit_s)
    path = (parts.path or "/") + (f"?{parts.query}" if parts.query else "")
    # the socket's own limit starts anew with every byte; this one is for the whole conversation
    alarm = threading.Timer(limit_s, _hang_up, [connection])
    alarm.daemon = True
    alarm.start()
    try:
        connection.request("POST", path, what.body, {"User-Agent": "manju", "Connection": "close", **what.headers})
        answer = connection.getresponse()
        content = answer.read(LARGEST)
    except ssl.SSLCertVerificationError as error:
        raise Unreachable(
            Words("对方的证书不对，没有发", "The receiver's certificate is wrong; nothing was sent")
        ) from error
    except TimeoutError as error:
        raise Unreachable(_TOO_SLOW) from error
    except (OSError, http.client.HTTPException, ValueError) as error:
        if not alarm.is_alive():
            raise Unreachable(_TOO_SLOW) from error
        raise Unreachable(
            Words("连不上对方，或对方中途断开", "The receiver cannot be reached, or broke off")
        ) from error
    finally:
        in_time = alarm.is_alive()
        alarm.cancel()
        connection.close()
    if not in_time:  # hung up on in the middle of a body, which looks like its end
        raise Unreachable(_TOO_SLOW)
    return Answer(answer.status, content)


_TOO_SLOW: Final = Words("对方在 10 秒内没有答完", "The receiver did not answer within ten seconds")
_NO_ADDRESS: Final = Words(
    "这不是能用的地址。请粘贴以 https:// 开头的完整地址。",
    "This is no usable address. Paste the whole address, beginning with https://.",
)
_PLAIN: Final = Words(
    "公网上只用 https，免得密钥被人看见。请改成 https:// 开头。",
    "On the internet only https is used, so that nobody reads the secret. Begin with https://.",
)
_PRIVATE: Final = Words(
    "这个地址在内网。要用内网的接收方，请负责人在这一项里勾选“允许内网地址”。",
    "This address is inside a private network. An owner must allow private addresses here first.",
)


def _resolved(host: str, port: int, *, private: bool) -> str:
    """The address to connect to. One forbidden address among several forbids the name.

    Raises:
        NotAllowed, Unreachable.
    """
    try:
        found = socket.getaddrinfo(host, port, type=socket.SOCK_STREAM)
    except (OSError, UnicodeError) as error:
        raise Unreachable(Words("这个主机名查不到地址", "The host's name has no address")) from error
    addresses = [str(row[4][0]).partition("%")[0] for row in found]
    for text in addresses:
        _judge(ipaddress.ip_address(text), private=private)
    return addresses[0]


def _judge(address: Address, *, private: bool) -> None:
    inner = _inside(address)
    if inner is not None:
        _judge(inner, private=private)
    never = address.is_link_local or address.is_multicast or address.is_unspecified or str(address) in NEVER
    if never or (address.is_reserved and not address.is_private):
        raise NotAllowed(Words("这个地址任何时候都不能用。", "This address can never be used."))
    if not private and not address.is_global and inner is None:
        raise NotAllowed(_PRIVATE)


def _inside(address: Address) -> Address | None:
    """The IPv4 address that an IPv6 one stands for (mapped, 6to4, Teredo, NAT64)."""
    if isinstance(address, ipaddress.IPv4Address):
        return None
    if address.teredo is not None:
        return address.teredo[1]
    if address in NAT64:
        return ipaddress.IPv4Address(int(address) & 0xFFFFFFFF)
    return address.ipv4_mapped or address.sixtofour


def _connection(scheme: str, host: str, port: int, where: str, limit_s: float) -> http.client.HTTPConnection:
    """A connection to this very address that speaks, and checks certificates, in the host's name."""
    if scheme == "http":
        plain = http.client.HTTPConnection(host, port, timeout=limit_s)
        plain._create_connection = _to(where)  # type: ignore[attr-defined]  # the library's own seam for this
        return plain
    secure = http.client.HTTPSConnection(host, port, timeout=limit_s, context=ssl.create_default_context())
    secure._create_connection = _to(where)  # type: ignore[attr-defined]  # as above
    return secure


def _to(where: str):  # type: ignore[no-untyped-def]  # noqa: ANN202  # as loose as what it stands in for
    def connect(address: tuple[str, int], *args: object, **options: object) -> socket.socket:
        return socket.create_connection((where, address[1]), *args, **options)  # type: ignore[arg-type]

    return connect


def _hang_up(connection: http.client.HTTPConnection) -> None:
    plug = connection.sock
    if plug is not None:
        try:
            plug.shutdown(socket.SHUT_RDWR)
        except OSError:
            return  # it was over already
