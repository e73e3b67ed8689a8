"""What anchors are called here: kinds with what each is worth, and how far a root has come."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

from manju.seals.names import Look
from manju.words import Words

__all__ = ["CURRENCY", "KINDS", "PLACING_STATES", "REFERENCE", "Kind", "worth_of"]

CURRENCY: Final = "CNY"


@dataclass(frozen=True, slots=True)
class Kind:
    """A kind of service. `short`: its word in an address; `what`: said when one is chosen; `worth`: what a root placed
    there proves and what not; `check`: how a stranger looks it up."""

    short: str
    name: Words
    what: Words
    worth: Words
    check: Words


KINDS: Final[dict[str, Kind]] = {
    "evm": Kind(
        "chain", Words("EVM 区块链", "EVM chain"),
        Words(
            "以太坊和兼容它的链。根摘要写进一笔转给自己的交易，手续费从你的账户出。谁都能查。",
            "Ethereum, or a chain like it. The root is written into a transaction to yourself; your account pays the fee. Anyone can look it up.",
        ),
        Words(
            "谁都能在这条链上查到，之后极难改动。区块时间是大概的，不如时间戳机构的准；链的可信程度看有多少人在维护它。",
            "Anyone finds it on this chain, and it is very hard to change later. A block's time is rough, less exact than an authority's; a chain is as sound as those who run it.",
        ),
        Words(
            "在任意一个这条链的节点或浏览器上查这笔交易，它的数据就是根摘要。",
            "Look the transaction up at any node or explorer of this chain: its data is the root.",
        ),
    ),
    "tencent_btoe": Kind(
        "tencent", Words("腾讯云区块链存证", "Tencent BTOE"),
        Words(
            "按次收费，返回存证编号。公开服务 2024 年底已停，只供私有部署，网址由对方给。",
            "Paid by deposit, gives an evidence number. The public service ended in 2024; for private installations, whose address you are given.",
        ),
        Words(
            "这家服务记下了根摘要和收到的时间。效力看法院认不认这家服务；核验要向它查。",
            "The service wrote down the root and when it came. It is worth what a court gives the service; it is checked by asking there.",
        ),
        Words("凭存证编号向这家服务查，登记的摘要应与根摘要一致。",
              "Ask the service by evidence number: the digest on record is the root."),
    ),
    "huawei_dac": Kind(
        "huawei", Words("华为云数字资产链", "Huawei DAC"),
        Words(
            "共享版按次收费，返回存证编号。它只收 SM3 摘要，登记的是根摘要的 SM3。",
            "Shared edition, paid by deposit, gives an evidence number. It takes SM3 only: what is on record is the root's SM3.",
        ),
        Words(
            "这家服务记下了根摘要的 SM3 和收到的时间。效力看法院认不认这家服务；核验要向它查。",
            "The service wrote down the root's SM3 and when it came. It is worth what a court gives the service; it is checked by asking there.",
        ),
        Words("凭存证编号向这家服务查，登记的摘要应是根摘要 32 个字节的 SM3。",
              "Ask the service by evidence number: the digest on record is the SM3 of the root's 32 bytes."),
    ),
}  # fmt: skip

REFERENCE: Final = {
    "evm": Words("交易哈希", "Transaction"),
    "tencent_btoe": Words("存证编号", "Evidence number"),
    "huawei_dac": Words("存证编号", "Evidence number"),
}

PLACING_STATES: Final[dict[str, Look]] = {
    "waiting": Look("warn", "clock", Words("还没放上去", "Not placed yet")),
    "placed": Look("", "clock", Words("已提交，等确认", "Sent, not confirmed yet")),
    "final": Look("good", "tick", Words("已确认", "Confirmed")),
    "dropped": Look("", "pause", Words("没有放：服务已停用", "Not placed: the service was removed")),
}


def worth_of(kind: str) -> Words:
    """What a root placed with this kind of service is worth, also of a kind that is gone."""
    return KINDS[kind].worth if kind in KINDS else Words("向它查证。", "It is checked there.")
