"""The receiver that the how-to shows runs as it stands: it takes our messages, once each, and nobody else's."""

from __future__ import annotations

import re
import threading
import time
from http.server import HTTPServer
from pathlib import Path

import pytest

from alerts.conftest import do, sent_to
from manju.alerts.models import Delivery

pytestmark = [pytest.mark.django_db]

PAGE = Path(__file__).parents[2] / "docs" / "howto" / "alerts.md"


def test_the_receiver_of_the_how_to_takes_ours_once_and_refuses_the_rest(lin, monkeypatch, capfd) -> None:
    found = re.search(r"```python\n(.+?)```", PAGE.read_text(encoding="utf-8"), re.DOTALL)
    assert found is not None
    monkeypatch.setenv("MANJU_SECRET", "shared secret")
    names: dict = {"__name__": "receiver"}
    exec(compile(found[1], "receiver.py", "exec"), names)  # noqa: S102 - our own page, which is what is tested
    server = HTTPServer(("127.0.0.1", 0), names["Receiver"])
    threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.02}, daemon=True).start()
    try:
        delivery = sent_to("webhook", f"http://127.0.0.1:{server.server_address[1]}/", lin, secret="shared secret")
        assert do(delivery).state == "sent"
        Delivery.objects.update(state="waiting")  # its answer got lost
        assert do(delivery).state == "sent"
    finally:
        server.shutdown()
        server.server_close()
    assert capfd.readouterr().out.count("bad 长夜灯的完播率在下滑") == 1
    header = "t=1700000000,v1=5c80b9b17a7b1dbd4cb0a8ed0e3e3f7f"
    assert not names["is_genuine"](header, b"{}", 1_700_000_000)
    right = names["hmac"].new(b"shared secret", b"1700000000.{}", "sha256").hexdigest()
    assert names["is_genuine"](f"t=1700000000,v1={right}", b"{}", 1_700_000_000)
    assert not names["is_genuine"](f"t=1700000000,v1={right}", b"{}", 1_700_000_301)
    assert not names["is_genuine"]("", b"{}", time.time())
