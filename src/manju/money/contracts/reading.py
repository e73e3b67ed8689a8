"""What stands in a contract file: DOCX, PDF or text becomes blocks of text, and what could not be read is named."""

from __future__ import annotations

from pathlib import Path
from typing import Literal

from manju.money.contracts.pdf_file import read_pdf
from manju.money.contracts.plain_text import decode_text, text_blocks
from manju.money.contracts.refusing import MAX_BYTES, MAX_CHARACTERS, refused, too_large
from manju.money.contracts.shapes import Paper
from manju.money.contracts.word_file import read_word
from manju.words import Words

Kind = Literal["docx", "pdf", "text"]


def read_paper(path: Path) -> Paper:
    """Read one file; its kind is taken from its first bytes, never from its name.

    Raises `InputError`: `file_missing`, `too_large`, `encrypted`, `macros`, `damaged`, `unsafe_xml`,
    and `not_a_licence` for files that hold no contract at all (pictures, tables, films).
    """
    if not path.is_file():
        raise refused(
            "file_missing",
            Words(f"没有这个文件：{path.name}", f"There is no such file: {path.name}"),
            Words("检查路径。", "Check the path."),
        )
    if path.stat().st_size > MAX_BYTES:
        raise refused(
            "too_large",
            Words(f"文件超过 {MAX_BYTES >> 20} MB，不读。", f"The file is over {MAX_BYTES >> 20} MB and is not read."),
            Words(
                "合同一般只有几百 KB；请去掉大图后再试。", "Contracts have a few hundred KB; take large pictures out."
            ),
        )
    raw = path.read_bytes()
    kind = _kind(raw, path.name)
    if kind == "docx":
        return read_word(raw)
    if kind == "pdf":
        return read_pdf(raw)
    text = decode_text(raw)
    if len(text) > MAX_CHARACTERS:
        raise too_large()
    return Paper(blocks=text_blocks(text), unread=(), form="text")


def _kind(raw: bytes, name: str) -> Kind:
    ending = Path(name).suffix.lower()
    if raw.startswith(b"PK\x03\x04") or (raw.startswith(b"PK") and ending.startswith(".doc")):
        return "docx"
    if b"%PDF-" in raw[:1024]:
        return "pdf"
    if raw.startswith(b"\xd0\xcf\x11\xe0"):
        if "EncryptedPackage".encode("utf-16-le") in raw:
            raise refused(
                "encrypted",
                Words("这个 Word 文件有密码。", "This Word file has a password."),
                Words("去掉密码再交来。", "Remove the password and try again."),
            )
        raise refused(
            "old_word",
            Words("这是旧的 .doc 格式，读不了。", "This is the old .doc format, which is not read."),
            Words("在 Word 或 WPS 里另存为 .docx 或 PDF。", "Save it as .docx or PDF in Word or WPS."),
        )
    if raw.startswith(b"{\\rtf"):
        raise refused(
            "rtf",
            Words("这是 RTF 文件，读不了。", "This is an RTF file, which is not read."),
            Words("另存为 .docx、PDF 或 TXT。", "Save it as .docx, PDF or TXT."),
        )
    return "text"
