"""A local server that speaks the chat-completions protocol and misbehaves as a test tells it to."""

from __future__ import annotations

import json
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any

Turn = Callable[["Asked"], "Answer"]


@dataclass
class Asked:
    """One request: its number from 0, what the user message asked, the whole body and the headers."""

    number: int
    path: str
    body: dict[str, Any]
    headers: dict[str, str]

    @property
    def lines(self) -> list[dict[str, Any]]:
        return json.loads(self.body["messages"][1]["content"])["lines"]

    @property
    def wanted(self) -> dict[str, Any]:
        return json.loads(self.body["messages"][1]["content"])


@dataclass
class Answer:
    status: int = 200
    text: str = ""
    finish: str = "stop"
    headers: dict[str, str] = field(default_factory=dict)
    raw: bytes | None = None
    wait_s: float = 0.0


@dataclass
class Model:
    url: str
    asked: list[Asked]


def lines_as(translate: Callable[[str], str]) -> Turn:
    """A well-behaved model."""
    return lambda asked: Answer(
        text=json.dumps({"lines": [{"id": x["id"], "text": translate(x["text"])} for x in asked.lines]})
    )


@contextmanager
def model(turn: Turn) -> Iterator[Model]:
    """The server while the block runs; `turn` says what it answers to each request."""
    asked: list[Asked] = []

    class Handler(BaseHTTPRequestHandler):
        def do_POST(self) -> None:  # the library's name
            body = json.loads(self.rfile.read(int(self.headers["Content-Length"])))
            self._answer(turn, body)

        def do_GET(self) -> None:
            self._answer(lambda _: Answer(raw=b'{"data": [{"id": "b"}, {"id": "a"}]}'), {})

        def _answer(self, by: Turn, body: dict[str, Any]) -> None:
            one = Asked(len(asked), self.path, body, dict(self.headers))
            asked.append(one)
            answer = by(one)
            stop.wait(answer.wait_s) if answer.wait_s else None
            message = {"choices": [{"message": {"content": answer.text}, "finish_reason": answer.finish}]}
            content = answer.raw if answer.raw is not None else json.dumps(message).encode()
            try:
                self.send_response(answer.status)
                for name, value in {"Content-Length": str(len(content)), **answer.headers}.items():
                    self.send_header(name, value)
                self.end_headers()
                self.wfile.write(content)
            except OSError:
                return  # the other side has hung up, as some tests want

        def log_message(self, *_: object) -> None:
            """Tests are quiet."""

    stop = threading.Event()
    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.01}, daemon=True)
    thread.start()
    try:
        yield Model(f"http://127.0.0.1:{server.server_port}/v1", asked)
    finally:
        stop.set()
        server.shutdown()
        server.server_close()


def seconds_of(deed: Callable[[], object]) -> float:
    begin = time.monotonic()
    deed()
    return time.monotonic() - begin
