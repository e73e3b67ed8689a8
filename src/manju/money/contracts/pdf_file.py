"""A PDF as blocks: the text of each page by pdfium, running heads taken off; pages without text are named unread."""

from __future__ import annotations

import re
from collections import Counter
from typing import Final

import pypdfium2 as pdfium

from manju.money.contracts.plain_text import text_blocks
from manju.money.contracts.refusing import MAX_CHARACTERS, MAX_PAGES, damaged, refused, too_large
from manju.money.contracts.shapes import Paper, Unread
from manju.words import Words

PAGE_NUMBER: Final = re.compile(
    r"^[-—–\s]*(第\s*\d+\s*页(\s*[,，/]?\s*共\s*\d+\s*页)?|page\s+\d+(\s+of\s+\d+)?|\d{1,3}(\s*/\s*\d{1,3})?)[-—–\s]*$",
    re.IGNORECASE,
)
ENOUGH: Final = 12  # readable characters under which a page counts as having no text


def read_pdf(raw: bytes) -> Paper:
    """Blocks of all pages that carry text. Raises `InputError`: `encrypted`, `damaged`, `too_large`."""
    try:
        document = pdfium.PdfDocument(raw)
    except pdfium.PdfiumError as error:
        if "password" in str(error).lower():
            raise refused(
                "encrypted",
                Words("这个 PDF 有密码。", "This PDF has a password."),
                Words("去掉密码再交来。", "Remove the password and try again."),
            ) from error
        raise damaged("PDF") from error
    try:
        if len(document) > MAX_PAGES:
            raise too_large()
        pages = [_page(document, number) for number in range(len(document))]
    finally:
        document.close()
    if sum(len(text) for text, _ in pages) > MAX_CHARACTERS:
        raise too_large()
    unread = tuple(lost for _, lost in pages if lost)
    lines = _without_running_heads([text.splitlines() for text, _ in pages])
    return Paper(blocks=text_blocks("\n".join(lines), wrapped=True), unread=unread, form="pdf")


def _page(document: pdfium.PdfDocument, number: int) -> tuple[str, Unread | None]:
    try:
        page = document[number]
        found = page.get_textpage().get_text_range()
        drawn = next(iter(page.get_objects(max_depth=2)), None) is not None
    except pdfium.PdfiumError:
        return "", _lost(number, Words("这一页坏了。", "The page is damaged."))
    text = re.sub(r"[\ufffe\x02\u00ad]\s*", "", found).replace("\r\n", "\n").replace("\r", "\n").replace("\x0c", "\n")
    readable = sum(1 for c in text if c.isalnum())
    odd = sum(1 for c in text if c == "\ufffd" or "\ue000" <= c <= "\uf8ff" or (ord(c) < 32 and c not in "\n\t"))
    if readable < ENOUGH:
        if not drawn and not text.strip():
            return "", None  # an empty page: nothing to read
        return "", _lost(number, Words("这一页没有文字，像是扫描件。", "The page holds no text; it looks scanned."))
    if odd * 4 > readable:
        return "", _lost(number, Words("这一页的字读出来是乱码。", "The letters of this page cannot be decoded."))
    return text, None


def _lost(number: int, why: Words) -> Unread:
    n = number + 1
    return Unread(where=Words(f"第 {n} 页", f"page {n}"), reason=why, page=n)


def _without_running_heads(pages: list[list[str]]) -> list[str]:
    edges = Counter(
        re.sub(r"\d+", "#", line.strip()) for page in pages for line in {*_filled(page)[:2], *_filled(page)[-2:]}
    )
    repeated = {line for line, n in edges.items() if line and n >= 3 and n * 2 > len(pages)}
    out: list[str] = []
    for page in pages:
        last = len(page) - 1
        for at, line in enumerate(page):
            edge = at <= 3 or at >= last - 3
            if PAGE_NUMBER.match(line) and edge:
                continue
            if edge and re.sub(r"\d+", "#", line.strip()) in repeated:
                continue
            out.append(line)
    return out


def _filled(page: list[str]) -> list[str]:
    return [line for line in page if line.strip()]
