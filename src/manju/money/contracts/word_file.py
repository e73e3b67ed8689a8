"""A DOCX file as blocks: paragraphs with their automatic numbers, table rows, headers, footers, notes, text boxes.

Read straight from its XML: python-docx leaves out numbering, text boxes, notes and content controls. Inserted text
counts, deleted text does not; comments are not part of a contract.
"""

from __future__ import annotations

import io
import re
import zipfile
from typing import Final
from xml.etree import ElementTree as ET

from manju.money.contracts.numbering import Numbering
from manju.money.contracts.refusing import (
    MAX_CHARACTERS,
    MAX_PARTS,
    MAX_UNPACKED,
    damaged,
    not_a_licence,
    refused,
    too_large,
)
from manju.money.contracts.shapes import Block, Paper, Unread
from manju.words import Words

W: Final = "{http://schemas.openxmlformats.org/wordprocessingml/2006/main}"
STRICT: Final = "{http://purl.oclc.org/ooxml/wordprocessingml/main}"
SKIPPED: Final = frozenset({"del", "moveFrom", "Fallback", "instrText", "pPr", "rPr", "sectPr", "tblPr", "tcPr"})


def read_word(raw: bytes) -> Paper:
    """Blocks of a DOCX in reading order: body, then notes, then headers and footers as margins.

    Raises `InputError`: `damaged`, `too_large`, `macros`, `unsafe_xml`, `not_a_licence` for other zip files.
    """
    try:
        with zipfile.ZipFile(io.BytesIO(raw)) as packed:
            return _read(packed)
    except (zipfile.BadZipFile, EOFError, NotImplementedError, ET.ParseError, UnicodeError, RecursionError) as error:
        raise damaged("DOCX") from error
    except RuntimeError as error:  # zipfile's word for a part with a password
        raise refused(
            "encrypted",
            Words("这个文件有密码。", "This file has a password."),
            Words("去掉密码再交来。", "Remove the password and try again."),
        ) from error


def _read(packed: zipfile.ZipFile) -> Paper:
    names = packed.namelist()
    if len(names) > MAX_PARTS:
        raise too_large()
    if any(name.lower().endswith("vbaproject.bin") for name in names):
        raise refused(
            "macros",
            Words("这个文件带宏，不读。", "This file carries macros and is not read."),
            Words("另存为不带宏的 .docx 或 PDF。", "Save it as .docx without macros, or as PDF."),
        )
    body_name = next((n for n in names if n == "word/document.xml"), "") or next(
        (n for n in names if re.fullmatch(r"word/document\d*\.xml", n)), ""
    )
    if not body_name:
        raise not_a_licence(Words("这个压缩文件不是 Word 文档。", "This packed file is no Word document."))
    budget = _Budget()
    body = budget.parse(packed, body_name)
    numbering = Numbering(
        budget.parse(packed, "word/numbering.xml") if "word/numbering.xml" in names else None,
        budget.parse(packed, "word/styles.xml") if "word/styles.xml" in names else None,
    )
    blocks = _blocks(body, numbering)
    for name in ("word/footnotes.xml", "word/endnotes.xml"):
        if name in names:
            blocks += _blocks(budget.parse(packed, name), None)
    seen: set[str] = set()
    for name in sorted(n for n in names if re.fullmatch(r"word/(header|footer)\d*\.xml", n)):
        for block in _blocks(budget.parse(packed, name), None):
            if block.text not in seen:
                seen.add(block.text)
                blocks.append(Block(text=block.text, kind="margin"))
    if sum(len(b.text) for b in blocks) > MAX_CHARACTERS:
        raise too_large()
    return Paper(blocks=tuple(blocks), unread=_unread(names, blocks), form="docx")


class _Budget:
    """Unpacks parts up to a limit that counts real bytes, not what the archive says of itself."""

    def __init__(self) -> None:
        self._left = MAX_UNPACKED

    def parse(self, packed: zipfile.ZipFile, name: str) -> ET.Element:
        with packed.open(name) as part:
            data = part.read(self._left + 1)
        self._left -= len(data)
        if self._left < 0:
            raise too_large()
        parser = ET.XMLParser(target=_NoDoctype())  # noqa: S314 - document types, hence entities, are refused
        parser.feed(data)
        root: ET.Element = parser.close()
        return root


class _NoDoctype(ET.TreeBuilder):
    def doctype(self, name: str, pubid: str | None, system: str | None) -> None:
        raise refused(
            "unsafe_xml",
            Words("文件里有 XML 实体声明，不读。", "The file declares XML entities and is not read."),
            Words("在 Word 里重新另存一份。", "Save it again from Word."),
        )


def _blocks(root: ET.Element, numbering: Numbering | None) -> list[Block]:
    out: list[Block] = []
    _walk(root, numbering, out)
    return out


def _walk(element: ET.Element, numbering: Numbering | None, out: list[Block]) -> None:
    for child in element:
        tag = _local(child)
        if tag in SKIPPED:
            continue
        if tag == "p":
            _paragraph(child, numbering, out)
        elif tag == "tbl":
            _table(child, numbering, out)
        else:
            _walk(child, numbering, out)


def _paragraph(p: ET.Element, numbering: Numbering | None, out: list[Block]) -> None:
    pieces, boxes = _text(p)
    text = "".join(pieces).strip()
    if text:
        label, heading = numbering.label(p) if numbering else ("", False)
        lines = [line.strip() for line in text.split("\n") if line.strip()]
        lines[0] = f"{label} {lines[0]}".strip()
        out.extend(Block(text=line, kind="heading" if heading and len(line) < 80 else "paragraph") for line in lines)
    for box in boxes:
        _walk(box, numbering, out)


def _text(element: ET.Element) -> tuple[list[str], list[ET.Element]]:
    pieces: list[str] = []
    boxes: list[ET.Element] = []
    for child in element:
        tag = _local(child)
        if tag == "t":
            pieces.append(child.text or "")
        elif tag in ("tab", "ptab"):
            pieces.append(" ")
        elif tag in ("br", "cr"):
            pieces.append("\n")
        elif tag == "noBreakHyphen":
            pieces.append("-")
        elif tag == "txbxContent":
            boxes.append(child)
        elif tag == "r" and _hidden(child):
            continue
        elif tag not in SKIPPED:
            inner, more = _text(child)
            pieces += inner
            boxes += more
    return pieces, boxes


def _hidden(run: ET.Element) -> bool:
    for prefix in (W, STRICT):
        mark = run.find(f"{prefix}rPr/{prefix}vanish")
        if mark is not None:
            return mark.get(f"{prefix}val") not in ("0", "false")
    return False


def _table(table: ET.Element, numbering: Numbering | None, out: list[Block]) -> None:
    """Rows: a key and its value as one block; two languages side by side, and cells of many paragraphs, apart."""
    rows: list[list[list[Block]]] = []
    for row in (e for e in table.iter() if _local(e) == "tr"):
        cells = [_blocks(cell, numbering) for cell in row if _local(cell) == "tc"]
        cells += [_blocks(c, numbering) for s in row if _local(s) == "sdt" for c in s.iter() if _local(c) == "tc"]
        rows.append(cells)
    for cells in rows:
        texts = [" ".join(b.text for b in cell) for cell in cells]
        filled = [t for t in texts if t]
        long = sum(1 for t in filled if len(t) > 60)
        if len(filled) > 1 and (long > 1 or (long == 1 and len(filled) == 2 and len(filled[0]) > 60)):
            out.extend(block for cell in cells for block in cell)
        elif len(filled) > 1 and any(len(cell) > 1 for cell in cells):
            out.append(
                Block(text="：".join(filled[:2] if len(filled) == 2 else filled), kind="row", cells=tuple(texts))
            )
        elif filled:
            out.append(Block(text="：".join(filled), kind="row", cells=tuple(texts)))


def _unread(names: list[str], blocks: list[Block]) -> tuple[Unread, ...]:
    pictures = [n for n in names if n.startswith("word/media/")]
    objects = [n for n in names if n.startswith("word/embeddings/")]
    chunks = [n for n in names if re.search(r"afchunk", n, re.IGNORECASE)]
    out: list[Unread] = []
    for what, found, why in (
        (Words("图片", "picture"), pictures, Words("图片里的文字没有读。", "Text inside pictures was not read.")),
        (Words("嵌入的文件", "embedded file"), objects, Words("嵌入的文件没有打开。", "It was not opened.")),
        (Words("嵌入的片段", "embedded chunk"), chunks, Words("嵌入的片段没有读。", "It was not read.")),
    ):
        for name in found[:20]:
            zh, en = (f"{word} {name.rsplit('/', 1)[-1]}" for word in (what.zh, what.en))
            out.append(Unread(where=Words(zh, en), reason=why))
    return tuple(out)


def _local(element: ET.Element) -> str:
    return element.tag.rsplit("}", 1)[-1] if isinstance(element.tag, str) else ""
