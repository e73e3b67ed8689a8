"""Alerts reach receivers that speak the published protocols and check signatures by themselves."""

from __future__ import annotations

import hashlib
import hmac
import stat
import time
from datetime import timedelta
from pathlib import Path

import pytest
from django.conf import settings
from django.utils import timezone

from alerts.conftest import OTHER, do, place, raised, sent_to
from alerts.receivers import Asked, dingtalk, feishu, receiver, saying, wecom
from manju.alerts.actions import (
    add_destination,
    change_destination,
    raise_alert,
    remove_destination,
    send_again,
    send_test,
)
from manju.alerts.jobs import TRIES
from manju.alerts.models import Alert, Delivery, Destination
from manju.jobs.models import Job
from manju.jobs.registry import Transient
from manju.people.errors import Refused
from manju.people.models import AuditLine
from manju.words import Words

pytestmark = [pytest.mark.django_db]

KEY = "693a91f6-7xxx-4bc4-97a0-0ec2sifa5aaa"


def test_feishu_takes_the_signed_card(lin) -> None:
    with receiver(feishu("demo secret")) as there:
        done = do(sent_to("feishu", f"{there.url}/open-apis/bot/v2/hook/abc", lin, secret="demo secret",
                          home="http://manju.lan:8600/"))  # fmt: skip
    assert (done.state, done.tries, done.status) == ("sent", 1, 200)
    card = there.asked[0].json["card"]
    assert card["header"] == {
        "template": "red", "title": {"tag": "plain_text", "content": "漫剧｜长夜灯的完播率在下滑"}
    }  # fmt: skip
    assert card["elements"][0]["text"] == {"tag": "plain_text", "content": "从 40% 到 15%。"}
    assert card["elements"][1]["actions"][0]["url"] == "http://manju.lan:8600/watching/7/"


def test_feishu_refuses_a_wrong_secret_and_the_reason_is_kept_at_once(lin) -> None:
    with receiver(feishu("demo secret")) as there:
        done = do(sent_to("feishu", f"{there.url}/open-apis/bot/v2/hook/abc", lin, secret="wrong secret"))
    assert (done.state, done.tries) == ("failed", 1)
    assert done.why_zh.startswith("签名不对：密钥抄错了，或这台机器的钟不准（19021")


def test_wecom_takes_markdown_that_calls_nobody(lin) -> None:
    with receiver(wecom(KEY)) as there:
        row, _ = add_destination("wecom", place(f"{there.url}/cgi-bin/webhook/send?key={KEY}", language="en"), by=lin)
        raised(text=Words("", "<@all> [x](y)" + "long " * 2000))
        done = do(Delivery.objects.get(destination=row))
    assert done.state == "sent"
    content = there.asked[0].json["markdown"]["content"]
    assert content.startswith(
        '**<font color="warning">Manju | Night lamp: completion slides</font>**\n＜@all＞ ［x］(y)'
    )
    assert len(content.encode()) < 4096


def test_wecom_says_the_address_is_wrong_and_its_echo_of_the_key_is_not_kept(lin) -> None:
    with receiver(wecom("another")) as there:
        done = do(sent_to("wecom", f"{there.url}/cgi-bin/webhook/send?key={KEY}", lin))
    assert done.state == "failed"
    assert "机器人地址不对" in done.why_zh
    assert KEY not in done.answer + done.why_zh + done.why_en
    assert "93000" in done.answer


def test_dingtalk_takes_the_signature_in_the_query(lin) -> None:
    with receiver(dingtalk("tok", "SECabc+/=")) as there:
        done = do(sent_to("dingtalk", f"{there.url}/robot/send?access_token=tok", lin, secret="SECabc+/="))
    assert done.state == "sent"
    assert there.asked[0].json["markdown"]["title"] == "漫剧｜长夜灯的完播率在下滑"


def test_dingtalk_refuses_a_wrong_secret(lin) -> None:
    with receiver(dingtalk("tok", "SECabc")) as there:
        done = do(sent_to("dingtalk", f"{there.url}/robot/send?access_token=tok", lin, secret="SECabd"))
    assert (done.state, "310000" in done.why_zh) == ("failed", True)


def test_a_webhook_is_signed_over_time_and_body_and_keeps_its_identity_over_repeats(lin) -> None:
    answers = iter([(503, b"later"), (204, b"")])
    with receiver(lambda _: next(answers)) as there:
        delivery = sent_to("webhook", f"{there.url}/hook", lin, secret="whsec")
        with pytest.raises(Transient):
            do(delivery)
        assert do(delivery).state == "sent"
    for asked in there.asked:
        stamp, _, code = asked.headers["manju-signature"].partition(",")
        seconds = stamp.removeprefix("t=")
        right = hmac.new(b"whsec", seconds.encode() + b"." + asked.body, hashlib.sha256).hexdigest()
        assert (code, abs(time.time() - int(seconds)) < 60) == (f"v1={right}", True)
    assert [a.headers["manju-id"] for a in there.asked] == [str(delivery.pk)] * 2
    assert there.asked[0].json["heading"] == {"zh": "长夜灯的完播率在下滑", "en": "Night lamp: completion slides"}
    assert there.asked[0].json["kind"] == "test.slide"


@pytest.mark.parametrize(
    ("protocol", "answer"),
    [
        ("wecom", (200, saying(errcode=45009, errmsg="api freq out of limit"))),
        ("dingtalk", (200, saying(errcode=410100, errmsg="send too fast"))),
        ("feishu", (400, saying(code=11232, msg="frequency limited"))),
        ("feishu", (429, b"")),
        ("webhook", (502, b"<html>")),
    ],
)
def test_limits_and_faults_are_tried_again_and_given_up_in_the_end(protocol, answer, lin) -> None:
    with receiver(lambda _: answer) as there:
        delivery = sent_to(protocol, f"{there.url}/hook?key=1", lin)
        for _ in range(TRIES - 1):
            with pytest.raises(Transient):
                do(delivery)
        delivery.refresh_from_db()
        assert (delivery.state, delivery.tries) == ("waiting", TRIES - 1)
        assert do(delivery).state == "failed"
    assert len(there.asked) == TRIES


@pytest.mark.parametrize("answer", [(200, b"<html>welcome"), (302, b""), (404, b""), (200, b"[1]"), (200, b"\xff\xfe")])
def test_rubbish_and_redirects_are_no_success_and_not_repeated(answer, lin) -> None:
    with receiver(lambda _: answer, headers={"Location": "http://127.0.0.1:1/"}) as there:
        done = do(sent_to("wecom", f"{there.url}/x", lin))
    assert (done.state, len(there.asked)) == ("failed", 1)


def test_a_receiver_that_hangs_or_drips_is_left_after_the_limit(lin, monkeypatch) -> None:
    import socket
    import threading

    from manju.alerts import posting
    from manju.alerts.protocols import Post

    plug = socket.create_server(("127.0.0.1", 0))

    def drip() -> None:
        line, _ = plug.accept()
        line.sendall(b"HTTP/1.1 200 OK\r\n")
        while True:
            try:
                line.sendall(b"X-A: b\r\n")
            except OSError:
                return
            time.sleep(0.05)

    threading.Thread(target=drip, daemon=True).start()
    began = time.monotonic()
    address = f"http://127.0.0.1:{plug.getsockname()[1]}/"
    with pytest.raises(posting.Unreachable, match="ten seconds"):
        posting.post(Post(address, b"{}", {}), private=True, limit_s=0.4)
    plug.close()
    assert time.monotonic() - began < 5


@pytest.mark.parametrize(
    "host",
    ["127.0.0.1", "10.0.0.8", "192.168.1.1", "[::1]", "[::ffff:10.0.0.8]", "[64:ff9b::7f00:1]", "100.64.0.1", "0x7f.1",
     "localhost"],
)  # fmt: skip
def test_private_addresses_are_refused_unless_an_owner_allows_them(host, lin) -> None:
    done = do(sent_to("webhook", f"https://{host}/hook", lin, private=False))
    assert (done.state, done.tries, done.status) == ("failed", 1, None)
    assert "内网" in done.why_zh


@pytest.mark.parametrize("host", ["169.254.169.254", "[fe80::1]", "0.0.0.0", "224.0.0.1", "100.100.100.200",  # noqa: S104
                                  "[::ffff:169.254.169.254]", "[fd00:ec2::254]"])  # fmt: skip
def test_where_clouds_keep_secrets_is_refused_whatever_is_allowed(host, lin) -> None:
    done = do(sent_to("webhook", f"http://{host}/latest/meta-data", lin, private=True))
    assert (done.state, done.why_zh) == ("failed", "这个地址任何时候都不能用。")


@pytest.mark.parametrize("address", ["ftp://x.example/", "file:///etc/passwd", "https://a:b@x.example/", "https://",
                                     "http://x.example/", "https://x.example/#f", "javascript:1",
                                     "https://x:99999/", "https://x.example/地址"])  # fmt: skip
def test_an_address_that_will_not_do_is_refused_when_it_is_typed(address, lin) -> None:
    with pytest.raises(Refused):
        add_destination("webhook", place(address, private=False), by=lin)
    assert Destination.objects.count() == 0
    assert not list(Path(settings.HOME).rglob("keys/alerts/*"))


def test_secrets_are_in_no_row_and_in_a_file_that_its_owner_alone_reads(lin) -> None:
    row, _ = add_destination("wecom", place(f"https://qyapi.weixin.qq.com/cgi-bin/webhook/send?key={KEY}"), by=lin)
    file = Path(settings.HOME) / "keys" / "alerts" / row.kept_as
    assert stat.S_IMODE(file.stat().st_mode) == 0o600
    assert stat.S_IMODE(file.parent.stat().st_mode) == 0o700
    send_test(row, by=lin)
    told = [str(list(model.objects.values())) for model in (Destination, Delivery, Job, AuditLine)]
    assert KEY not in "".join(told)
    assert row.host == "qyapi.weixin.qq.com"


def test_a_changed_address_wants_its_secret_anew_and_the_old_one_is_forgotten(
    lin, django_capture_on_commit_callbacks
) -> None:
    row, secret = add_destination("webhook", place("https://a.example/"), by=lin)
    assert len(secret) >= 40
    old = Path(settings.HOME) / "keys" / "alerts" / row.kept_as
    change_destination(row, place("", name="新名"), by=lin)
    assert (row.name, old.name) == ("新名", row.kept_as)
    with pytest.raises(Refused, match="secret anew"):
        change_destination(row, place("https://b.example/"), by=lin)
    with django_capture_on_commit_callbacks(execute=True):
        change_destination(row, place("https://b.example/", secret="mine"), by=lin)
    assert (row.host, old.exists()) == ("b.example", False)


def test_only_chosen_kinds_from_the_chosen_level_on_go_to_a_place(lin) -> None:
    with receiver(lambda _: (200, b"")) as there:
        row, _ = add_destination(
            "webhook", place(there.url, every_kind=False, kinds=("test.slide",), least="warn"), by=lin
        )
        raised("a", level="here")
        raised("b", kind=OTHER)
        wanted = raised("c", level="warn")
    assert [d.alert_id for d in Delivery.objects.filter(destination=row)] == [wanted.pk]


def test_the_same_key_is_the_same_alert_sent_once(lin) -> None:
    with receiver(lambda _: (200, b"")) as there:
        add_destination("webhook", place(there.url), by=lin)
        first = raised("k")
        again, is_new = raise_alert(OTHER, key="k", heading=Words("x", "x"), text=Words("", ""))
    assert (again, is_new, Alert.objects.count(), Delivery.objects.count()) == (first, False, 1, 1)


def test_a_sent_message_is_not_sent_again_and_a_failed_one_can_be(lin) -> None:
    answers = iter([(404, b""), (200, b"")])
    with receiver(lambda _: next(answers)) as there:
        delivery = do(sent_to("webhook", there.url, lin))
        assert delivery.state == "failed"
        send_again(delivery, by=lin)
        delivery.refresh_from_db()
        assert do(delivery).state == "sent"
        assert do(delivery).state == "sent"
    assert len(there.asked) == 2


def test_more_than_a_platform_takes_in_a_minute_waits_without_asking_it(lin) -> None:
    with receiver(wecom(KEY)) as there:
        row, _ = add_destination("wecom", place(f"{there.url}/cgi-bin/webhook/send?key={KEY}"), by=lin)
        now = timezone.now()
        for _ in range(18):
            Delivery.objects.create(destination=row, state="sent", tries=1, last_at=now)
        waiting = send_test(row, by=lin)
        with pytest.raises(Transient, match="this minute"):
            do(waiting)
        waiting.refresh_from_db()
        assert (waiting.tries, there.asked) == (0, [])
        Delivery.objects.exclude(pk=waiting.pk).update(last_at=now - timedelta(seconds=61))
        assert do(waiting).state == "sent"


def test_a_removed_place_gets_nothing_more_and_its_secret_is_gone(lin, django_capture_on_commit_callbacks) -> None:
    def never(asked: Asked) -> tuple[int, bytes]:
        raise AssertionError

    with receiver(never) as there:
        delivery = sent_to("webhook", there.url, lin)
        with django_capture_on_commit_callbacks(execute=True):
            remove_destination(delivery.destination, by=lin)
        delivery.refresh_from_db()
        assert (do(delivery).state, delivery.why_zh) == ("failed", "去处已删")
        raised("later")
    assert Delivery.objects.count() == 1
    assert not list((Path(settings.HOME) / "keys" / "alerts").iterdir())
