"""The protocols there are, by name: what people call them, what they need, how fast they may be used."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from typing import Final, Literal
from typing import Protocol as Shape

from manju.alerts.protocols import dingtalk, feishu, webhook, wecom
from manju.alerts.protocols.message import Heard, Message, Post
from manju.words import Words

ProtocolName = Literal["feishu", "wecom", "dingtalk", "webhook"]


class Compose(Shape):
    def __call__(self, message: Message, *, address: str, secret: str, now: datetime) -> Post: ...


@dataclass(frozen=True, slots=True)
class Protocol:
    """`signs`: whether it has a secret to sign with. `a_minute`: most messages in 60 s."""

    name: ProtocolName
    title: Words
    said: Words
    sample: str
    signs: Literal["never", "maybe", "always"]
    secret_word: Words
    a_minute: int
    compose: Compose
    heard: Callable[[int, bytes], Heard]


_SIGNED: Final = Words("签名密钥", "Signing secret")

PROTOCOLS: Final[dict[str, Protocol]] = {
    "feishu": Protocol(
        "feishu", Words("飞书群机器人", "Feishu robot"),
        Words("群设置 → 群机器人 → 添加自定义机器人，安全设置选“签名校验”。",
              "Group settings → Bots → Add a custom bot; as security setting choose signature verification."),
        "https://open.feishu.cn/open-apis/bot/v2/hook/…", "maybe", _SIGNED, 90, feishu.compose, feishu.heard,
    ),
    "wecom": Protocol(
        "wecom", Words("企业微信群机器人", "WeCom robot"),
        Words("群右上角 … → 消息推送（群机器人）→ 添加，复制 Webhook 地址。地址就是密钥，别外传。",
              "Group … menu → Group robot → Add, then copy the webhook address. The address itself is the secret."),
        "https://qyapi.weixin.qq.com/cgi-bin/webhook/send?key=…", "never", _SIGNED, 18, wecom.compose, wecom.heard,
    ),
    "dingtalk": Protocol(
        "dingtalk", Words("钉钉群机器人", "DingTalk robot"),
        Words("群设置 → 机器人 → 添加自定义机器人，安全设置选“加签”，密钥以 SEC 开头。",
              "Group settings → Bots → Add a custom bot; choose the additional signature; its secret begins with SEC."),
        "https://oapi.dingtalk.com/robot/send?access_token=…", "maybe",
        Words("加签密钥", "Signing secret"), 18, dingtalk.compose, dingtalk.heard,
    ),
    "webhook": Protocol(
        "webhook", Words("自己的系统（Webhook）", "A system of your own (webhook)"),
        Words("把提醒作为签了名的 JSON 发到你给的地址。", "Alerts are posted to your address as signed JSON."),
        "https://example.com/hooks/manju", "always", _SIGNED, 120, webhook.compose, webhook.heard,
    ),
}  # fmt: skip
