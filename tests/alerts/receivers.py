"""Receivers as the platforms publish them: each checks the signature by its own code and answers in its own words.

They share no code with `manju.alerts`: what is checked here was written from the platforms' pages.
"""

from __future__ import annotations

import base64
import hashlib
import hmac
import json
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any
from urllib.parse import parse_qs, urlsplit

Answer = tuple[int, bytes]


@dataclass
class Asked:
    path: str
    headers: dict[str, str]
    body: bytes

    @property
    def json(self) -> dict[str, Any]:
        found: dict[str, Any] = json.loads(self.body)
        return found

    @property
    def query(self) -> dict[str, str]:
        return {k: v[0] for k, v in parse_qs(urlsplit(self.path).query).items()}


@dataclass
class Receiver:
    """A server on this machine; `asked` is what came."""

    url: str
    asked: list[Asked] = field(default_factory=list)


@contextmanager
def receiver(answer: Callable[[Asked], Answer], *, headers: dict[str, str] | None = None) -> Iterator[Receiver]:
    """Serve `answer` until the block ends."""

    class Handler(BaseHTTPRequestHandler):
        def do_POST(self) -> None:
            body = self.rfile.read(int(self.headers["Content-Length"]))
            asked = Asked(self.path, {k.lower(): v for k, v in self.headers.items()}, body)
            there.asked.append(asked)
            status, content = answer(asked)
            self.send_response(status)
            for name, value in (headers or {}).items():
                self.send_header(name, value)
            self.send_header("Content-Length", str(len(content)))
            self.end_headers()
            self.wfile.write(content)

        def log_message(self, *_: object) -> None:
            """Quiet."""

    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    server.daemon_threads = True
    there = Receiver(f"http://127.0.0.1:{server.server_address[1]}")
    thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.02}, daemon=True)
    thread.start()
    try:
        yield there
    finally:
        server.shutdown()
        server.server_close()


def saying(**answer: object) -> bytes:
    return json.dumps(answer, ensure_ascii=False).encode()


def feishu(secret: str) -> Callable[[Asked], Answer]:
    """open.feishu.cn, custom bots: sign in the body, at most an hour old, 20 KB, a known msg_type."""

    def answer(asked: Asked) -> Answer:
        said = asked.json
        if len(asked.body) > 20 * 1024:
            return 200, saying(code=9499, msg="Bad Request")
        if secret:
            stamp = str(said.get("timestamp", ""))
            right = base64.b64encode(hmac.digest((stamp + "\n" + secret).encode(), b"", "sha256")).decode()
            if not stamp.isdigit() or abs(time.time() - int(stamp)) > 3600 or said.get("sign") != right:
                return 200, saying(
                    code=19021, msg="sign match fail or timestamp is not within one hour from current time"
                )
        if said["msg_type"] != "interactive" or said["card"]["header"]["title"]["tag"] != "plain_text":
            return 200, saying(code=9499, msg="Bad Request")
        return 200, saying(code=0, msg="success", data={}, StatusCode=0, StatusMessage="success")

    return answer


def wecom(key: str) -> Callable[[Asked], Answer]:
    """developer.work.weixin.qq.com 91770: the key in the query, Markdown up to 4,096 bytes."""

    def answer(asked: Asked) -> Answer:
        if not asked.path.startswith("/cgi-bin/webhook/send?") or asked.query.get("key") != key:
            return 200, saying(errcode=93000, errmsg=f"invalid webhook url, hint: [{asked.query.get('key')}]")
        said = asked.json
        if said["msgtype"] != "markdown" or len(said["markdown"]["content"].encode()) > 4096:
            return 200, saying(errcode=40058, errmsg="markdown.content exceed max length 4096")
        return 200, saying(errcode=0, errmsg="ok")

    return answer


def dingtalk(token: str, secret: str) -> Callable[[Asked], Answer]:
    """open.dingtalk.com, custom robots: token, milliseconds and signature in the query."""

    def answer(asked: Asked) -> Answer:
        query = asked.query
        if query.get("access_token") != token:
            return 200, saying(errcode=300001, errmsg="token is not exist")
        if secret:
            stamp = query.get("timestamp", "0")
            code = hmac.new(secret.encode(), f"{stamp}\n{secret}".encode(), hashlib.sha256).digest()
            if abs(time.time() * 1000 - int(stamp)) > 3_600_000 or query.get("sign") != base64.b64encode(code).decode():
                return 200, saying(errcode=310000, errmsg="sign not match, more: [https://ding-doc.dingtalk.com/]")
        said = asked.json
        if said["msgtype"] != "markdown" or not {"title", "text"} <= set(said["markdown"]):
            return 200, saying(errcode=400105, errmsg="unsupported msgtype")
        return 200, saying(errcode=0, errmsg="ok")

    return answer
