"""A timestamp authority of the tests' own: the real `openssl ts` behind a small HTTP server, honest or not.

    with authority(tmp_path) as clock:
        stamp = ask(clock.url, root, trusted=read_trusted([clock.ca_pem]))
        clock.mode = "wrong_nonce"

`MODES` says what it can do; `down()` is the address of one that is not there.
"""

from __future__ import annotations

import socket
import subprocess
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path

from asn1crypto import tsp

from proof import forging
from proof.certify import SERVERS, TIMES, Holder, certify

MODES = {
    "honest": "a token by openssl ts",
    "wrong_nonce": "a good token with another nonce",
    "no_nonce": "a good token without a nonce",
    "wrong_hash": "a good token over another digest",
    "expired": "signed by a certificate that has run out",
    "no_eku": "signed by a certificate for web servers",
    "other_root": "signed under a root of somebody else",
    "bad_signature": "one bit of the signature wrong",
    "garbage": "bytes that are no answer",
    "html": "a page, as a hotel's network gives",
    "http_500": "HTTP 500",
    "slow": "nothing for a minute",
    "drip": "a byte every 50 ms for ever",
    "huge": "a megabyte",
    "rejecting": "status rejection, with a reason",
    "redirect": "307 to the honest address",
    "circles": "307 to itself",
    "elsewhere": "307 to another host",
    "hang_up": "closes the connection",
}

CONFIG = """
[tsa]
default_tsa = this
[this]
serial = {d}/serial
crypto_device = builtin
signer_cert = {d}/tsa.pem
signer_key = {d}/tsa.key
signer_digest = sha256
default_policy = 1.2.3.4.1
digests = sha256
accuracy = secs:1
ordering = no
tsa_name = no
ess_cert_id_chain = no
ess_cert_id_alg = sha256
"""


@dataclass
class Authority:
    """A running authority; `mode` may be changed at any time, `requests` are those it has had."""

    url: str
    folder: Path
    root: Holder
    signer: Holder
    mode: str = "honest"
    requests: list[bytes] = field(default_factory=list)
    stopping: threading.Event = field(default_factory=threading.Event)
    lock: threading.Lock = field(default_factory=threading.Lock)

    @property
    def ca_pem(self) -> Path:
        return self.folder / "ca.pem"

    def answer(self, request: bytes) -> bytes:
        """What `openssl ts -reply` says to a request."""
        with self.lock:
            (self.folder / "query.tsq").write_bytes(request)
            subprocess.run(
                ["openssl", "ts", "-reply", "-config", "ts.cnf", "-queryfile", "query.tsq", "-out", "reply.tsr"],
                cwd=self.folder, check=True, capture_output=True,
            )  # fmt: skip
            return (self.folder / "reply.tsr").read_bytes()


@contextmanager
def authority(folder: Path, *, name: str = "Clock", mode: str = "honest") -> Iterator[Authority]:
    """Run an authority with a root of its own in this (new) folder."""
    folder.mkdir(parents=True, exist_ok=True)
    root = certify(f"{name} Root", ca=True)
    signer = certify(f"{name} TSA", by=root, use=TIMES)
    for file, content in {
        "ca.pem": root.pem, "tsa.pem": signer.pem, "tsa.key": signer.key_pem, "serial": b"01",
        "ts.cnf": CONFIG.format(d=folder).encode(),
    }.items():  # fmt: skip
        (folder / file).write_bytes(content)
    server = ThreadingHTTPServer(("127.0.0.1", 0), _Handler)
    server.daemon_threads = True
    server.block_on_close = False
    here = Authority(f"http://127.0.0.1:{server.server_address[1]}/", folder, root, signer, mode)
    server.authority = here  # type: ignore[attr-defined]  # the handler's way to it
    thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.02}, daemon=True)
    thread.start()
    try:
        yield here
    finally:
        here.stopping.set()
        server.shutdown()
        server.server_close()


def down() -> str:
    """The address of a server that is not there."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return f"http://127.0.0.1:{probe.getsockname()[1]}/"


class _Handler(BaseHTTPRequestHandler):
    def do_POST(self) -> None:
        here: Authority = self.server.authority  # type: ignore[attr-defined]  # set where the server is made
        request = self.rfile.read(int(self.headers["Content-Length"]))
        here.requests.append(request)
        mode = "honest" if self.path == "/honest" else here.mode
        if mode in ("slow", "drip", "hang_up"):
            self._dawdle(here, mode)
        elif mode in ("redirect", "circles", "elsewhere"):
            where = {"redirect": "/honest", "circles": self.path, "elsewhere": "http://localhost:9/"}
            self._send(b"", status=307, location=where[mode])
        else:
            self._send(_content(here, mode, request), status=500 if mode == "http_500" else 200)

    def _dawdle(self, here: Authority, mode: str) -> None:
        if mode == "drip":
            self.wfile.write(b"HTTP/1.0 200 OK\r\n\r\n")
        while mode != "hang_up" and not here.stopping.is_set():
            time.sleep(0.05)
            if mode == "drip":
                try:
                    self.wfile.write(b"0")
                except OSError:
                    return

    def _send(self, content: bytes, *, status: int, location: str = "") -> None:
        self.send_response(status)
        self.send_header("Content-Type", "application/timestamp-reply")
        self.send_header("Content-Length", str(len(content)))
        if location:
            self.send_header("Location", location)
        self.end_headers()
        self.wfile.write(content)

    def log_message(self, *_: object) -> None:
        """Nothing on the terminal."""


def _content(here: Authority, mode: str, request: bytes) -> bytes:
    plain = {
        "garbage": b"\x30\x82\x01\x00 no", "html": b"<html>log in</html>", "http_500": b"", "huge": bytes(1 << 20),
        "rejecting": forging.rejected(),
    }  # fmt: skip
    if mode in plain:
        return plain[mode]
    asked = tsp.TimeStampReq.load(request)
    if mode in ("expired", "no_eku", "other_root"):
        imprint, nonce = asked["message_imprint"]["hashed_message"].native, asked["nonce"].native
        return forging.granted(forging.token(imprint, _bad_signer(here, mode), nonce=nonce))
    if mode == "wrong_nonce":
        asked["nonce"] = asked["nonce"].native ^ 1
    elif mode == "no_nonce":
        asked["nonce"] = None
    elif mode == "wrong_hash":
        asked["message_imprint"] = {"hash_algorithm": {"algorithm": "sha256"}, "hashed_message": b"\x07" * 32}
    answer = here.answer(asked.dump(force=True))
    return answer[:-1] + bytes([answer[-1] ^ 1]) if mode == "bad_signature" else answer


def _bad_signer(here: Authority, mode: str) -> Holder:
    if mode == "expired":
        return certify("Old TSA", by=here.root, use=TIMES, start=datetime.now(UTC) - timedelta(days=400), days=30)
    if mode == "no_eku":
        return certify("Web", by=here.root, use=SERVERS)
    return certify("Elsewhere", by=certify("Elsewhere Root", ca=True), use=TIMES)
