"""WeCom group robots: Markdown to an address whose key is the only secret.

Source: developer.work.weixin.qq.com/document/path/91770 (群机器人配置说明): POST JSON, `markdown.content` at most 4,096
bytes of UTF-8, at most 20 messages a minute and robot, `errcode` 0 is taken. There is no signature.
"""

from __future__ import annotations

from datetime import datetime
from typing import Final

from manju.alerts.protocols.message import Heard, Message, Post, by_code, cut, posted, without_markup
from manju.words import Words

COLOURS: Final = {"bad": "warning", "warn": "warning", "here": "info"}
AGAIN: Final = frozenset({45009, 45033, -1})
MEANINGS: Final = {
    -1: Words("企业微信正忙", "WeCom is busy"),
    45009: Words("一分钟超过 20 条，企业微信限流", "Over 20 a minute: WeCom limits it"),
    45033: Words("同时发得太多，企业微信限流", "Too many at once: WeCom limits it"),
    93000: Words("机器人地址不对，或机器人已移出群", "The robot's address is wrong, or it was removed from the group"),
    40058: Words("消息格式企业微信不认", "WeCom does not understand the message"),
}


def compose(message: Message, *, address: str, secret: str, now: datetime) -> Post:
    """The Markdown and where to post it; `secret` and `now` are of no use to WeCom."""
    title = cut(without_markup(message.title), most=900)
    lines = [f'**<font color="{COLOURS[message.level]}">{title}</font>**', without_markup(cut(message.body, most=2000))]
    if message.link:
        lines.append(f"[{message.open_word}]({message.link})")
    content = "\n".join(line for line in lines if line)
    return posted(address, {"msgtype": "markdown", "markdown": {"content": content}})


def heard(status: int, content: bytes) -> Heard:
    return by_code(status, content, code_key="errcode", word_key="errmsg", again=AGAIN, meanings=MEANINGS)
