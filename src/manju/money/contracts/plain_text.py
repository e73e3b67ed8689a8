"""Plain text as blocks: encodings decided strictly, hard-wrapped lines joined, `|` tables as rows."""

from __future__ import annotations

import re
from collections.abc import Sequence
from typing import Final

from manju.money.contracts.refusing import not_a_licence
from manju.money.contracts.shapes import Block
from manju.words import Words


def decode_text(raw: bytes) -> str:
    """The text of a file in UTF-8, UTF-16 (with or without mark) or GB18030, decided strictly in this order.

    >>> decode_text("授权合同".encode("gb18030"))
    '授权合同'
    """
    for mark, name in ((b"\xef\xbb\xbf", "utf-8-sig"), (b"\xff\xfe", "utf-16"), (b"\xfe\xff", "utf-16")):
        if raw.startswith(mark):
            return _decoded(raw, (name,))
    if b"\x00" in raw[:4000]:
        low, high = raw[1:4000:2].count(0), raw[0:4000:2].count(0)
        return _decoded(raw, ("utf-16-le", "utf-16-be") if low >= high else ("utf-16-be", "utf-16-le"))
    return _decoded(raw, ("utf-8", "gb18030"))


def text_blocks(text: str, *, wrapped: bool | None = None) -> tuple[Block, ...]:
    """The paragraphs of plain text: one a line, lines of hard-wrapped text joined, rows of `|` tables as rows.

    >>> [b.text for b in text_blocks("1. The term of this agreement is\\ntwo years.\\n2. Fee.", wrapped=True)]
    ['1. The term of this agreement is two years.', '2. Fee.']
    """
    blocks: list[Block] = []
    for line in joined_lines(text.splitlines(), wrapped=wrapped):
        clean = re.sub(r"^\s*#{1,6}\s*|\*\*|__(?=\w)|(?<=\w)__", "", line).strip()
        if not clean or re.fullmatch(r"[-=_*—\s|:+]{3,}", clean):
            continue
        if clean.count("|") >= 1 and (clean.startswith("|") or clean.count("|") >= 2 or re.search(r"\s\|\s", clean)):
            cells = tuple(cell.strip() for cell in clean.strip("|").split("|"))
            blocks.append(Block(text="：".join(c for c in cells if c), kind="row", cells=cells))
        else:
            blocks.append(Block(text=clean, kind="paragraph"))
    return tuple(blocks)


NEW_PARAGRAPH: Final = re.compile(
    r"^\s*(第[一二三四五六七八九十百零〇\d]+[条章节款部]|[一二三四五六七八九十]+[、.．]|[（(][一二三四五六七八九十\dA-Za-z]{1,4}[）)]"
    r"|§\s*\d|\d+(\.\d+)*[.、)．]?[\s\u3000]*(?=[^\d\s])|[a-zA-Z][.)]\s|[ivx]{1,4}[.)]\s|[-•●◆·*▪]|#|\||article\b|section\b|clause\b|schedule\b|annex\b|exhibit\b"
    r"|appendix\b|附件|附表|附录|鉴于|whereas\b|[①-⑳])",
    re.IGNORECASE,
)


KEYED: Final = re.compile(r"^(?:[A-Z][A-Za-z /&-]{2,28}|[\u4e00-\u9fff]{2,10})[：:]\s*\S")


def joined_lines(lines: Sequence[str], *, wrapped: bool | None = None) -> list[str]:
    """Put hard-wrapped lines together again: a line that ends in mid-sentence is continued by the next.

    Lines stay apart at clause numbers, list marks, blank lines, after a full stop or colon, and after short lines.
    """
    long = sorted(len(line.rstrip()) for line in lines if len(line.rstrip()) > 20)
    widest = long[len(long) * 3 // 4] if long else 0
    if wrapped is None:  # hard-wrapped text has most of its lines just as long as the longest
        wrapped = (
            len(long) >= 4
            and sum(1 for n in long if 0.8 * widest <= n <= 1.15 * widest) * 2 >= len(long)
            and widest <= 130
        )
    out: list[str] = []
    open_line = False
    for line in lines:
        text = line.strip()
        if not text:
            open_line = False
            continue
        if open_line and out and not NEW_PARAGRAPH.match(text) and not KEYED.match(text) and "|" not in text:
            out[-1] = _glued(out[-1], text)
        else:
            out.append(text)
        full = len(line.rstrip()) >= max(30, 0.6 * widest)
        open_line = (wrapped and (full and not re.search(r"[。！？!?：:;；]$|[.]$", text))) or bool(
            re.search(r"[,，、\-]$", text)
        )
    return out


def _glued(left: str, right: str) -> str:
    if left.endswith("-") and right[:1].islower():
        return (
            left[:-1] + ("" if not re.search(r"\b(non|co|sub|re|pre|sell|all)-$", left, re.IGNORECASE) else "-") + right
        )
    both_cjk = ord(left[-1]) > 0x2E80 or ord(right[0]) > 0x2E80
    return left + ("" if both_cjk else " ") + right


def _decoded(raw: bytes, names: tuple[str, ...]) -> str:
    for name in names:
        try:
            text = raw.decode(name)
        except UnicodeDecodeError:
            continue
        odd = sum(1 for c in text[:4000] if (ord(c) < 32 and c not in "\t\n\r\f\v") or c == "\ufffd")
        if odd * 50 <= len(text[:4000]):
            return text.replace("\x00", "")
    raise not_a_licence(Words("这个文件不是文字。", "This file is not text."))
