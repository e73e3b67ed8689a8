"""The evidence pack as one zip: documents, every original with its proof, tables, and how to check them."""

from __future__ import annotations

import csv
import hashlib
import io
import json
import re
import shutil
import zipfile
from collections.abc import Callable, Sequence
from datetime import UTC, datetime
from pathlib import Path
from typing import Any, Final

from manju.media.whole import written_whole
from manju.money.cells import BOM, plain
from manju.protection.authorship.document import authorship_pdf
from manju.protection.authorship.missing import Gap, gaps_of
from manju.protection.authorship.shapes import Deed, PackedItem, Story
from manju.words import LANGUAGES

__all__ = ["INCLUDED_MAX", "plain_gap", "write_pack"]

INCLUDED_MAX: Final = 200 * 1024 * 1024  # bytes: larger originals (masters) stay in the studio; their proofs are packed
ZIP_TIME: Final = (2026, 1, 1, 0, 0, 0)
Progress = Callable[[float], None]


def write_pack(story: Story, out: Path, *, made_at: datetime, progress: Progress = lambda done: None) -> list[Gap]:
    """Write the pack to `out`, whole or not at all; the gaps that it names. `progress` hears 0 to 1.

    Equal arguments give equal bytes.

    Raises:
        OSError: the place cannot be written.
    """
    gaps = gaps_of(story)
    with written_whole(out) as part, zipfile.ZipFile(part, "w", zipfile.ZIP_DEFLATED) as archive:
        pack = _Pack(archive)
        for language in LANGUAGES:
            pdf = authorship_pdf(story, gaps, made_at=made_at, language=language)
            pack.put(f"authorship-{language}.pdf", pdf)
        pack.put("chronology.json", _json([_plain_deed(deed) for deed in story.deeds]))
        pack.put("missing.json", _json([plain_gap(gap) for gap in gaps]))
        pack.put("authors.csv", _authors(story))
        pack.put("chain-of-title.csv", _chain(story))
        left = []
        for number, item in enumerate(story.items, 1):
            progress(number / (len(story.items) + 1))
            place = pack.item(item)
            if not place:
                left.append(item)
        pack.put("items.csv", _items(story.items, left))
        pack.put("README.txt", README.encode())
        pack.put("SHA256SUMS", "".join(f"{digest}  {name}\n" for name, digest in pack.sums).encode())
    return gaps


class _Pack:
    """A zip that remembers what it holds."""

    def __init__(self, archive: zipfile.ZipFile) -> None:
        self.archive = archive
        self.sums: list[tuple[str, str]] = []

    def put(self, name: str, raw: bytes) -> None:
        self.archive.writestr(_entry(name), raw)
        self.sums.append((name, hashlib.sha256(raw).hexdigest()))

    def item(self, item: PackedItem) -> bool:
        """Put an item's proof and original in; False where the original stays in the studio."""
        if item.proof is not None:
            self.put(f"proofs/{named(item)}.proof.json", item.proof)
        if item.path is None or item.size_bytes > INCLUDED_MAX:
            return False
        name, digest = f"items/{named(item)}", hashlib.sha256()
        with item.path.open("rb") as source, self.archive.open(_entry(name), "w", force_zip64=True) as target:
            shutil.copyfileobj(source, _Counted(target, digest), 1 << 20)
        self.sums.append((name, digest.hexdigest()))
        return True


class _Counted:
    """Writes on and hashes what goes through."""

    def __init__(self, target: Any, digest: Any) -> None:  # Any: zipfile's writer and hashlib's object have no names
        self.target, self.digest = target, digest

    def write(self, raw: bytes) -> int:
        self.digest.update(raw)
        written: int = self.target.write(raw)
        return written


def named(item: PackedItem) -> str:
    """An item's name in the pack: its number, then its own name without what file systems dislike.

    >>> from datetime import UTC, datetime
    >>> at = datetime(2026, 8, 3, tzinfo=UTC)
    >>> from manju.words import Words
    >>> kind = Words("剧本", "Script")
    >>> named(PackedItem(7, "script", kind, "第1集/终稿?.txt", "", "", "written", at, "", "", 1, None, None))
    '00007-第1集_终稿_.txt'
    """
    plain = re.sub(r'[\x00-\x1f<>:"/\\|?*]', "_", item.name).strip(" .") or "file"
    return f"{item.pk:05d}-{plain[-80:]}"


def _entry(name: str) -> zipfile.ZipInfo:
    info = zipfile.ZipInfo(name, ZIP_TIME)
    info.external_attr = 0o644 << 16
    info.compress_type = zipfile.ZIP_DEFLATED
    return info


def _json(value: object) -> bytes:
    return json.dumps(value, ensure_ascii=False, indent=1).encode() + b"\n"


def _plain_deed(deed: Deed) -> dict[str, Any]:
    return {
        "sort": deed.sort, "made_at": _utc(deed.made_at), "recorded_at": _utc(deed.recorded_at), "late": deed.late,
        "who": deed.who, "title": deed.title.as_json(), "subject": deed.subject, "text": deed.text,
        "reason": deed.reason, "minutes_by_hand": deed.minutes, "kept": deed.kept, "rejected": deed.rejected,
        "items": list(deed.items),
        "facts": [{"name": name.as_json(), "value": value.as_json()} for name, value in deed.facts],
    }  # fmt: skip


def plain_gap(gap: Gap) -> dict[str, Any]:
    """A gap as it is written to files, kept and printed."""
    return {"code": gap.code, "weight": gap.weight, "message": gap.said.as_json(), "advice": gap.advice.as_json()}


def _items(items: Sequence[PackedItem], left: Sequence[PackedItem]) -> bytes:
    head = ["number", "kind", "file", "title", "author", "origin", "made_at", "size_bytes", "sha256", "sm3", "level",
            "sealed_at", "authority", "intact", "original_in_pack"]  # fmt: skip
    absent = {item.pk for item in left}
    return _csv(head, [
        [item.pk, item.kind, item.name, item.title, item.author, item.origin, _utc(item.made_at), item.size_bytes,
         item.sha256, item.sm3, item.level, _utc(item.sealed_at) if item.sealed_at else "", item.authority,
         {True: "yes", False: "no", None: ""}[item.intact], "no" if item.pk in absent else "yes"]
        for item in items
    ])  # fmt: skip


def _authors(story: Story) -> bytes:
    head = ["name", "role_zh", "role_en", "deeds", "minutes_by_hand", "first", "last"]
    return _csv(head, [
        [a.name, a.role.zh, a.role.en, a.deeds, a.minutes, _utc(a.first), _utc(a.last)] for a in story.authors
    ])  # fmt: skip


def _chain(story: Story) -> bytes:
    head = ["from", "to", "what_zh", "what_en", "ground", "dated"]
    return _csv(head, [
        [link.giver, link.taker, link.what.zh, link.what.en, link.ground, link.dated.isoformat() if link.dated else ""]
        for link in story.title
    ])  # fmt: skip


def _csv(head: list[str], rows: Sequence[Sequence[object]]) -> bytes:
    out = io.StringIO()
    writer = csv.writer(out, lineterminator="\r\n")
    writer.writerow(head)
    writer.writerows([[plain(cell) if isinstance(cell, str) else cell for cell in row] for row in rows])
    return (BOM + out.getvalue()).encode()


def _utc(at: datetime) -> str:
    return at.astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%SZ")


README: Final = """\
创作证据包 / Evidence of authorship
==================================

authorship-zh.pdf / authorship-en.pdf   经过、作者、取舍、证据清单、缺什么
                                        what happened, authors, choices, items, what is missing
chronology.json, missing.json           同样的内容，给机器读 / the same for machines
items.csv, authors.csv, chain-of-title.csv
items/                                  原件 / originals (over 200 MB: kept in the studio, see items.csv)
proofs/                                 每件的证明（manju-proof/1）/ a portable proof of each item
SHA256SUMS                              本包每个文件的哈希 / digests of all files here

核对 / How to check
-------------------
1. 全包 / the whole pack:          sha256sum -c SHA256SUMS
2. 一件，用 Manju / one item:       manju evidence verify items/N proofs/N.proof.json [--tsa-cert ca.pem]
3. 不用 Manju / without Manju:
   - sha256sum items/N 应等于证明里的 item.sha256 / equals item.sha256 in the proof
   - 叶 leaf = SHA-256(00 || JCS(item)); 节点 node = SHA-256(01 || left || right), RFC 9162 2.1.3
     从叶沿 tree.path 算到 tree.root_sha256 / from the leaf along tree.path to tree.root_sha256
   - base64 -d 取出 timestamps[].token，然后 / decode the token, then:
     openssl ts -verify -digest ROOT -in token -token_in -CAfile ca.pem

不说明什么 / What this does not say
-----------------------------------
时间戳只证明文件在那一刻已经是这样，不证明那之前的内容真实。
A timestamp proves that a file was as it is at that time, not that its content was true before.
"""
