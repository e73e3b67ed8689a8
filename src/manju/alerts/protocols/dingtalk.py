"""DingTalk custom robots: Markdown, signed in the address.

Source: open.dingtalk.com, 自定义机器人安全设置 (加签): `timestamp` in milliseconds, at most an hour off; the signature
is HMAC-SHA256 with the secret as key over `timestamp + "\\n" + secret`, Base64, URL-encoded; both stand in the query.
At most 20 messages a minute and robot, then it is shut for ten minutes. `errcode` 0 is taken.
"""

from __future__ import annotations

import base64
import hashlib
import hmac
from datetime import datetime
from typing import Final
from urllib.parse import urlencode

from manju.alerts.protocols.message import Heard, Message, Post, by_code, cut, posted, without_markup
from manju.words import Words

AGAIN: Final = frozenset({-1, 130101, 410100})
MEANINGS: Final = {
    -1: Words("钉钉正忙", "DingTalk is busy"),
    130101: Words("一分钟超过 20 条，钉钉限流", "Over 20 a minute: DingTalk limits it"),
    410100: Words("发得太快，钉钉限流", "Too fast: DingTalk limits it"),
    310000: Words(
        "没过机器人的安全设置：密钥、关键词或 IP 不对",
        "The robot's security setting refuses it: secret, keyword or address",
    ),
    300001: Words("机器人地址里的 access_token 不对", "The access_token in the robot's address is wrong"),
    400101: Words("机器人地址里的 access_token 不对", "The access_token in the robot's address is wrong"),
    400102: Words("机器人已停用", "The robot was disabled"),
    400013: Words("群已解散", "The group was dissolved"),
}


def compose(message: Message, *, address: str, secret: str, now: datetime) -> Post:
    """The Markdown and where to post it. With a secret, `timestamp` and `sign` are added to the query."""
    if secret:
        stamp = str(int(now.timestamp() * 1000))
        joint = "&" if "?" in address else "?"
        address = f"{address}{joint}{urlencode({'timestamp': stamp, 'sign': sign(stamp, secret)})}"
    lines = [f"### {without_markup(message.title)}", without_markup(cut(message.body, most=8000))]
    if message.link:
        lines.append(f"[{message.open_word}]({message.link})")
    text = "\n\n".join(line for line in lines if line)
    title = cut(without_markup(message.title), most=300)
    return posted(address, {"msgtype": "markdown", "markdown": {"title": title, "text": text}})


def sign(stamp: str, secret: str) -> str:
    """DingTalk's signature before URL-encoding: the secret is the key and part of the message.

    >>> sign("1577262236757", "this is secret")
    'hmPWwU+7lVdm3ZZz0r9tSfx0L4Q26jWOZr9+Gs6EZQM='
    """
    code = hmac.new(secret.encode(), f"{stamp}\n{secret}".encode(), hashlib.sha256).digest()
    return base64.b64encode(code).decode()


def heard(status: int, content: bytes) -> Heard:
    return by_code(status, content, code_key="errcode", word_key="errmsg", again=AGAIN, meanings=MEANINGS)
