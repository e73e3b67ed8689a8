"""The fixed words of the certificate: labels, what a seal proves, what it does not, how anyone checks it."""

from __future__ import annotations

from typing import Final

from manju.words import Words

__all__ = ["LABELS", "LEVELS", "LIMITS", "PROVES", "STEPS", "TITLE", "WEAK"]

TITLE: Final = Words("存证证书", "Certificate of seal")

LABELS: Final = {
    "name": Words("文件", "File"),
    "title": Words("名称", "Title"),
    "author": Words("作者（自述）", "Author, as stated"),
    "created_at": Words("完成时间（自述）", "Made, as stated"),
    "origin": Words("来源（自述）", "Origin, as stated"),
    "size": Words("大小", "Size"),
    "sha256": Words("SHA-256", "SHA-256"),
    "sm3": Words("SM3", "SM3"),
    "batch": Words("封存批次", "Batch"),
    "leaf": Words("批内位置", "Place in the batch"),
    "root": Words("批次根摘要", "Root of the batch"),
    "log": Words("工作室日志", "The studio's log"),
    "proof": Words("证明文件的摘要", "Digest of the proof"),
    "authority": Words("时间戳机构", "Authority"),
    "gen_time": Words("时间戳", "Timestamp"),
    "signer": Words("机构证书", "Its certificate"),
    "anchor": Words("另存于", "Also placed with"),
    "reference": Words("编号", "Reference"),
    "placed_at": Words("存入时间", "Placed at"),
    "worth": Words("效力", "What it is worth"),
    "scan": Words("扫码得摘要和批次号", "Digests and batch number"),
}

LEVELS: Final = {
    "authority": Words("外部时间戳机构盖章", "Stamped by an outside authority"),
    "own_log": Words("只在工作室自己的日志里", "In the studio's own log only"),
}

PROVES: Final = {
    "authority": Words(
        "这个文件最晚在 {t} 就已经存在，一个比特都没有改过。文件、证明、批次或时间戳有任何改动，核验都会指出来。",
        "This file existed no later than {t}, down to the last bit. Any change to file, proof, batch or timestamp is found and named.",
    ),
    "own_log": Words(
        "工作室在 {t} 把这个文件的摘要写进了自己只增不改的日志。以后再改文件、证明或日志，核验都会指出来。",
        "On {t} the studio entered this file's digest into its own append-only log. Any later change to file, proof or log is found and named.",
    ),
}

WEAK: Final = Words(
    "没有外部机构盖章，时间是工作室自己说的，证明力弱于外部时间戳。",
    "No outside authority has stamped it; the time is the studio's own word, which is weaker than an authority's.",
)

LIMITS: Final = [
    Words(
        "存证不证明封存之前的内容真实，也不证明署名的人就是作者；这些要靠创作记录和其他证据。",
        "A seal does not prove that the content was true before it was sealed, nor that the person named is the author; the creation log and other evidence have to show that.",
    ),
    Words(
        "《人民法院在线诉讼规则》（法释〔2021〕12 号，2021-08-01 起施行）第十六条至第十八条：区块链存储的电子数据核验一致的，可以认定上链后未经篡改；上链前的真实性有异议的，法院另行审查。其他方式的存证由法院参照审查。",
        "Rules of Online Litigation of People's Courts (Fa Shi [2021] No. 12, in force since 2021-08-01), arts. 16–18: data stored on a blockchain that passes verification may be found unaltered since it was stored; whether it was true before is examined apart when disputed. Courts judge other kinds of seals by analogy.",
    ),
]

STEPS: Final = [
    Words("漫剧：manju evidence verify 文件 证明文件", "With Manju: manju evidence verify FILE PROOF"),
    Words(
        "不用漫剧：用 sha256sum 和 openssl，步骤在说明书“不用漫剧核验存证”里",
        "Without Manju: sha256sum and openssl, as the guide on verifying without Manju says",
    ),
]
