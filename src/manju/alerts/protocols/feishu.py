"""Feishu and Lark custom robots: a card, signed in its body.

Source: open.feishu.cn, "Custom bot usage guide" (自定义机器人使用指南), security setting 签名校验: the signature is the
Base64 of HMAC-SHA256 with the key `timestamp + "\\n" + secret` over an empty message; `timestamp` in seconds, at most
an hour off. 100 messages a minute and 5 a second, at most 20 KB each. Code 0 is taken.
"""

from __future__ import annotations

import base64
import hashlib
import hmac
from datetime import datetime
from typing import Any, Final

from manju.alerts.protocols.message import Heard, Message, Post, by_code, cut, posted
from manju.words import Words

COLOURS: Final = {"bad": "red", "warn": "orange", "here": "blue"}
AGAIN: Final = frozenset({11232, 2200, 230020})
MEANINGS: Final = {
    11232: Words("发得太快，飞书限流", "Too fast: Feishu limits it"),
    19001: Words("机器人地址不对，或已停用", "The robot's address is wrong, or it was disabled"),
    19021: Words(
        "签名不对：密钥抄错了，或这台机器的钟不准",
        "The signature is wrong: secret mistyped, or this machine's clock is off",
    ),
    19022: Words("这台机器的 IP 不在机器人的白名单里", "This machine's address is not on the robot's list"),
    19024: Words("机器人要求的关键词不在消息里", "The robot wants a keyword that the message lacks"),
}


def compose(message: Message, *, address: str, secret: str, now: datetime) -> Post:
    """The card and where to post it. With a secret, `timestamp` and `sign` stand in the body."""
    elements: list[dict[str, Any]] = []
    if message.body:
        elements.append({"tag": "div", "text": {"tag": "plain_text", "content": cut(message.body, most=8000)}})
    if message.link:
        button = {"tag": "button", "text": {"tag": "plain_text", "content": message.open_word}, "type": "primary",
                  "url": message.link}  # fmt: skip
        elements.append({"tag": "action", "actions": [button]})
    title = {"tag": "plain_text", "content": cut(message.title, most=900)}
    card = {
        "config": {"wide_screen_mode": True}, "elements": elements,
        "header": {"template": COLOURS[message.level], "title": title},
    }  # fmt: skip
    body: dict[str, Any] = {"msg_type": "interactive", "card": card}
    if secret:
        stamp = str(int(now.timestamp()))
        body = {"timestamp": stamp, "sign": sign(stamp, secret), **body}
    return posted(address, body)


def sign(stamp: str, secret: str) -> str:
    """Feishu's signature: the secret is in the key, the message is empty.

    >>> sign("1599360473", "demo")
    'l1N0gAcBjdwBvGm1xMjOF0XSyaLRpR7tuO5dHfhAYc8='
    """
    code = hmac.new(f"{stamp}\n{secret}".encode(), b"", hashlib.sha256).digest()
    return base64.b64encode(code).decode()


def heard(status: int, content: bytes) -> Heard:
    """Code 0 is taken, anything else not; limits and faults of Feishu's own are worth another try."""
    return by_code(status, content, code_key="code", word_key="msg", again=AGAIN, meanings=MEANINGS)
