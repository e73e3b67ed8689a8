"""What a verdict says, in words a lawyer reads."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

from manju.words import Words

__all__ = ["CODES", "REASONS", "Reason"]

CODES: Final = ("file", "tree", "token", "time", "authority", "proof")
"""In the order in which they are told: what is particular first."""


@dataclass(frozen=True, slots=True)
class Reason:
    """Why a proof does not hold: one of `CODES`, and the sentence."""

    code: str
    message: Words

    @classmethod
    def of(cls, code: str, messages: Sequence[Words]) -> Reason:
        return cls(code, Words("".join(one.zh for one in messages), " ".join(one.en for one in messages)))


REASONS: Final[dict[str, Words]] = {
    "other_file": Words(
        "这不是当时封存的文件：内容不同（SHA-256 对不上）。",
        "This is not the file that was sealed: its content differs (another SHA-256).",
    ),
    "other_sums": Words(
        "文件的 SHA-256 相同，但证明里写的 SM3 或大小不对。",
        "The file's SHA-256 fits, but the SM3 or the size in the proof does not.",
    ),
    "not_under_root": Words(
        "证明里对文件的描述不在当时封存的那一批里：描述、序号或路径被改过。",
        "What the proof says about the file is not part of the sealed batch: the description, its place or the path "
        "was changed.",
    ),
    "anchor_elsewhere": Words(
        "上链或存证记录是另一批文件的。", "An anchor in the proof belongs to another batch."
    ),
    "not_in_log": Words("封存日志里没有这一批。", "The studio's log does not hold this batch where the proof says."),
    "token_changed": Words(
        "第 {n} 个时间戳的数据与证明里写的摘要不符。",
        "The data of timestamp {n} does not fit the digest that the proof gives for it.",
    ),
    "bad_token": Words(
        "第 {n} 个时间戳无效：不是时间戳，或机构的签名对不上。",
        "Timestamp {n} is not valid: it is no timestamp, or the authority's signature does not hold.",
    ),
    "other_imprint": Words(
        "第 {n} 个时间戳盖的是别的数据，不是这一批。", "Timestamp {n} was given for other data, not for this batch."
    ),
    "other_time": Words(
        "证明里第 {n} 个时间与时间戳里的时间（{t}）不同。",
        "The time that the proof gives for timestamp {n} is not the one in it ({t}).",
    ),
    "not_earliest": Words(
        "证明写的封存时间不是最早的时间戳的时间。",
        "The time of sealing in the proof is not that of its earliest timestamp.",
    ),
    "no_token": Words(
        "您指定了时间戳机构的证书，但证明里没有时间戳。",
        "You gave an authority's certificate, but the proof holds no timestamp.",
    ),
    "nobody": Words(
        "没有人担保：既没有时间戳，也没有封存日志。",
        "Nobody vouches: there is neither a timestamp nor the studio's log.",
    ),
    "log_not_signed": Words(
        "封存日志的签名对不上。", "The signature of the studio's log does not hold."
    ),
    "level": Words(
        "证明写的担保级别与内容不符。", "The level that the proof claims is not that of what it holds."
    ),
    "changed": Words("证明文件在做成之后被改过。", "The proof file was changed after it was made."),
    "not_json": Words("证明文件损坏，读不出内容。", "The proof file is damaged and cannot be read."),
    "not_canonical": Words(
        "证明文件的字节不是规定的写法：做成之后被改过。",
        "The bytes of the proof are not in the form laid down: it was changed after it was made.",
    ),
    "too_large": Words("证明文件太大，不是证明。", "The proof file is too large to be a proof."),
    "misshapen": Words(
        "证明缺少内容，或有不该有的内容。", "The proof lacks something, or holds what does not belong there."
    ),
    "not_good": Words("第 {n} 个时间戳：{w}", "Timestamp {n}: {w}"),
}  # fmt: skip
