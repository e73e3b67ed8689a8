"""Talking to an OpenAI-compatible server: one address, no redirects, no proxies, patient with limits, quick to stop.

POST `<base>/chat/completions` (OpenAI API reference, Chat; also vLLM, llama.cpp, Ollama, LM Studio and others).
"""

from __future__ import annotations

import http.client
import ipaddress
import json
import random
import socket
import threading
import time
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import UTC, datetime
from email.utils import parsedate_to_datetime
from typing import Any, Final
from urllib.parse import SplitResult, urlsplit

from manju.media.errors import Cancelled, MediaError
from manju.words import Words

TRIES: Final = 5
LONGEST_WAIT_S: Final = 120.0
FIRST_WAIT_S: Final = 1.0
POLL_S: Final = 0.1
LARGEST: Final = 4 * 2**20
TIMEOUT_S: Final = 120.0

Cancel = Callable[[], bool]


class ServerRefuses(MediaError):
    """The server is there and says no, or is no such server: trying again does not help."""


class ServerDown(Exception):
    """The server cannot be reached, is overloaded, or broke the conversation off: it may answer later."""


@dataclass(frozen=True)
class Server:
    """An OpenAI-compatible server. The key is never shown, not even in a traceback."""

    base_url: str
    model: str
    key: str = field(default="", repr=False)
    timeout_s: float = TIMEOUT_S


@dataclass(frozen=True, slots=True)
class Said:
    """What the model said; `is_cut`: it ran out of room in the middle."""

    text: str
    is_cut: bool


def address_of(base_url: str) -> SplitResult:
    """A server's address, checked: http or https, a host, no user, query or fragment, no link-local host.

    >>> address_of("http://127.0.0.1:8080/v1").port
    8080

    Raises:
        ServerRefuses: `address_impossible`.
    """
    try:
        parts = urlsplit(base_url.strip().rstrip("/"))
        fine = parts.scheme in ("http", "https") and parts.hostname and not parts.query and not parts.fragment
        fine = fine and not parts.username and not parts.password and (parts.port is None or parts.port > 0)
    except ValueError:
        fine = False
    if not fine:
        raise ServerRefuses(
            "address_impossible",
            Words("这不是能用的服务地址。", "This is no usable address of a server."),
            Words("写成 http://127.0.0.1:8080/v1 这样，不带账号和参数。",
                  "Write it like http://127.0.0.1:8080/v1, without a user or parameters."),
        )  # fmt: skip
    return parts


def chat(server: Server, messages: list[dict[str, str]], *, as_json: bool, most_tokens: int, cancelled: Cancel) -> Said:
    """Ask once, patiently: 429 and 5xx are waited out (Retry-After is kept to), five times at most.

    Raises:
        Cancelled: `cancelled()` became true; noticed within two tenths of a second.
        ServerRefuses: `key_refused`, `model_unknown`, `request_refused`, `no_such_server`, `address_impossible`.
        ServerDown: nothing usable came in all tries.
    """
    body: dict[str, Any] = {"model": server.model, "messages": messages, "temperature": 0.2, "max_tokens": most_tokens}
    if as_json:
        body["response_format"] = {"type": "json_object"}
    why = ""
    for attempt in range(TRIES):
        try:
            status, headers, content = _post(server, "/chat/completions", body, cancelled)
        except (OSError, http.client.HTTPException) as error:
            why = str(error) or type(error).__name__
            _wait(_backoff(attempt), cancelled)
            continue
        if status == 429 or status >= 500:
            why = f"HTTP {status}"
            _wait(_retry_after(headers, attempt), cancelled)
            continue
        if status == 400 and "response_format" in body:
            del body["response_format"]  # an older server: the prompt asks for JSON anyway
            continue
        if status != 200:
            raise _refusal(status, content, server)
        said = _said(content)
        if said is not None:
            return said
        why = "no message in the answer"
        _wait(_backoff(attempt), cancelled)
    raise ServerDown(why)


def models_of(server: Server, *, cancelled: Cancel = lambda: False) -> list[str]:
    """The names of the models a server has; how a person tries whether the address is right.

    Raises:
        ServerRefuses, ServerDown: as `chat`.
    """
    try:
        status, _, content = _request(server, "GET", "/models", None, cancelled)
    except (OSError, http.client.HTTPException) as error:
        raise ServerDown(str(error) or type(error).__name__) from error
    if status == 429 or status >= 500:
        raise ServerDown(f"HTTP {status}")
    if status != 200:
        raise _refusal(status, content, server)
    try:
        return sorted(str(row["id"]) for row in json.loads(content)["data"])
    except (ValueError, KeyError, TypeError) as error:
        raise _refusal(404, content, server) from error


def _said(content: bytes) -> Said | None:
    try:
        choice = json.loads(content)["choices"][0]
        text = choice["message"].get("content") or choice["message"].get("refusal") or ""
    except (ValueError, KeyError, IndexError, TypeError, AttributeError):
        return None
    return Said(text, choice.get("finish_reason") == "length") if isinstance(text, str) else None


def _post(server: Server, path: str, body: dict[str, Any], cancelled: Cancel) -> tuple[int, dict[str, str], bytes]:
    return _request(server, "POST", path, json.dumps(body, ensure_ascii=False).encode(), cancelled)


def _request(
    server: Server, method: str, path: str, body: bytes | None, cancelled: Cancel
) -> tuple[int, dict[str, str], bytes]:  # fmt: skip
    """One request in a thread of its own, so that stopping need not wait for a slow server.

    Raises:
        OSError, http.client.HTTPException: the conversation broke off. Cancelled.
    """
    parts = address_of(server.base_url)
    _not_link_local(parts)
    kind = http.client.HTTPSConnection if parts.scheme == "https" else http.client.HTTPConnection
    connection = kind(parts.hostname or "", parts.port, timeout=server.timeout_s)
    headers = {"Content-Type": "application/json", "Accept": "application/json", "User-Agent": "manju"}
    if server.key:
        headers["Authorization"] = f"Bearer {server.key}"
    out: list[tuple[int, dict[str, str], bytes]] = []
    wrong: list[Exception] = []

    def talk() -> None:
        try:
            connection.request(method, f"{parts.path.rstrip('/')}{path}", body, headers)
            answer = connection.getresponse()
            content = answer.read(LARGEST)  # a longer answer is cut, and then is no JSON
            out.append((answer.status, {k.lower(): v for k, v in answer.getheaders()}, content))
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
            raise TimeoutError("the server did not finish its answer")
    connection.close()
    if wrong:
        raise wrong[0] if isinstance(wrong[0], (OSError, http.client.HTTPException)) else OSError(str(wrong[0]))
    return out[0]


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
    for found in socket.getaddrinfo(parts.hostname, parts.port or 443, type=socket.SOCK_STREAM):
        address = ipaddress.ip_address(str(found[4][0]).partition("%")[0])
        if address.is_link_local or address.is_multicast or address.is_unspecified:
            raise ServerRefuses(
                "address_impossible",
                Words("这个地址不能用来翻译。", "This address cannot be used for translation."),
                Words("填翻译服务自己的地址。", "Enter the address of the translation server itself."),
            )


def _wait(seconds: float, cancelled: Cancel) -> None:
    until = time.monotonic() + min(seconds, LONGEST_WAIT_S)
    while time.monotonic() < until:
        if cancelled():
            raise Cancelled
        time.sleep(min(POLL_S, max(0.0, until - time.monotonic())))


def _backoff(attempt: int) -> float:
    return float(FIRST_WAIT_S * 2**attempt * random.uniform(0.8, 1.2))  # noqa: S311  # spreads retries, keeps no secret


def _retry_after(headers: dict[str, str], attempt: int) -> float:
    """Seconds to wait: what the server asks for, in seconds or as a date, else ever longer."""
    asked = headers.get("retry-after", "").strip()
    if asked.replace(".", "", 1).isdigit():
        return float(asked)
    try:
        return max(0.0, (parsedate_to_datetime(asked) - datetime.now(UTC)).total_seconds())
    except (ValueError, TypeError):
        return _backoff(attempt)


def _refusal(status: int, content: bytes, server: Server) -> ServerRefuses:
    said = _reason(content)
    if status in (401, 403):
        return ServerRefuses(
            "key_refused",
            Words("翻译服务不认这个密钥。", "The translation server refuses the key."),
            Words("在“机器翻译”设置里换一个。", "Enter another one under “Machine translation”."),
        )
    if status == 404 and "model" in said.lower():
        return ServerRefuses(
            "model_unknown",
            Words("翻译服务没有模型“{m}”。", "The server has no model “{m}”.").fill(m=server.model),
            Words("在“机器翻译”设置里选一个它有的。", "Choose one it has under “Machine translation”."),
        )
    if status in (301, 302, 303, 307, 308, 404, 405):
        return ServerRefuses(
            "no_such_server",
            Words("这个地址不是兼容 OpenAI 的翻译服务。", "There is no OpenAI-compatible server at this address."),
            Words("地址通常以 /v1 结尾。", "Such addresses usually end in /v1."),
        )
    return ServerRefuses(
        "request_refused",
        Words("翻译服务拒绝了请求（{s}）：{why}", "The server refused the request ({s}): {why}").fill(
            s=status, why=said
        ),
        Words("看看服务的设置和额度。", "Look at the server's settings and allowance."),
    )


def _reason(content: bytes) -> str:
    """What the server gave as its reason, short."""
    try:
        error = json.loads(content)["error"]
        text = error["message"] if isinstance(error, dict) else error
    except (ValueError, KeyError, TypeError):
        text = ""
    return " ".join(str(text).split())[:160]
