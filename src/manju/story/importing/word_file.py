"""A Word or Feishu document as pieces: body, text boxes, notes, comments, headers, pictures: nothing is passed over.

Read straight from its XML: python-docx leaves out text boxes, notes, content controls and comments.
"""

from __future__ import annotations

import hashlib
import posixpath
import re
from collections.abc import Iterator, Mapping
from typing import TYPE_CHECKING, Final
from urllib.parse import unquote

from manju.story.errors import StoryError, damaged, wrong_type
from manju.story.importing.pieces import Image, Piece, Source
from manju.story.importing.unpacking import unpacked
from manju.story.importing.word_styles import Styles, element, local, truthy, value_of
from manju.words import Words

if TYPE_CHECKING:
    from lxml.etree import _Element

__all__ = ["read_word", "word_parts"]

# deleted words, codes of fields, and the older twin of a drawing that stands beside it
SKIPPED: Final = frozenset({"del", "moveFrom", "instrText", "delText", "pPr", "rPr", "sectPr", "tblPr", "tcPr", "trPr",
                            "tblGrid", "delInstrText", "sdtPr", "sdtEndPr", "proofErr", "fldData"})  # fmt: skip
ASIDES: Final = (("footnotes", "脚注 Footnote"), ("endnotes", "尾注 Endnote"), ("comments", "批注 Comment"))
BREAKS: Final = {"tab": "\t", "ptab": "\t", "br": "\n", "cr": "\n", "noBreakHyphen": "-"}


def word_parts(raw: bytes, name: str) -> dict[str, bytes]:
    """The parts of a DOCX.

    Raises:
        StoryError: as `unpacked`, and `wrong_type` for a zip that is no Word document.
    """
    parts = unpacked(raw, name, nested=False)
    if not any(re.fullmatch(r"word/document\d*\.xml", part) for part in parts):
        raise wrong_type(name, Words("这个压缩文件不是 Word 文档。", "it is a zip, and no Word document."))
    return parts


def read_word(parts: Mapping[str, bytes], name: str) -> Source:
    """Pieces of a DOCX in reading order, asides (notes, comments, headers and footers) last.

    Raises:
        StoryError: `damaged`.
    """
    return _Word(parts, name).source()


class _Word:
    def __init__(self, parts: Mapping[str, bytes], name: str) -> None:
        self._parts, self._name = parts, name
        self._source = Source(name)
        self._styles = Styles(self._xml("word/styles.xml"), self._xml("word/numbering.xml"))
        self._links: dict[str, tuple[str, bool]] = {}
        self._part = ""
        self._shown: set[str] = set()

    def source(self) -> Source:
        main = next(p for p in sorted(self._parts) if re.fullmatch(r"word/document\d*\.xml", p))
        self._source.pieces += self._read(main)
        for stem, aside in ASIDES:
            self._source.pieces += self._asides(f"word/{stem}.xml", aside)
        seen: set[str] = set()
        for part in sorted(p for p in self._parts if re.fullmatch(r"word/(header|footer)\d*\.xml", p)):
            for piece in self._asides(part, "页眉页脚 Header or footer"):
                if piece.text not in seen or piece.images:
                    seen.add(piece.text)
                    self._source.pieces.append(piece)
        self._drawn_texts()
        self._left_over()
        core = self._xml("docProps/core.xml")
        if core is not None:
            self._source.title = next((e.text or "" for e in core.iter() if local(e) == "title"), "").strip()
        return self._source

    def _read(self, part: str) -> list[Piece]:
        root = self._xml(part)
        if root is None:
            return []
        self._part, self._links = part, self._relations(part)
        return list(self._walk(root))

    def _asides(self, part: str, aside: str) -> Iterator[Piece]:
        for piece in self._read(part):
            yield Piece(piece.text, depth=piece.depth, rows=piece.rows, images=piece.images, aside=aside)

    def _walk(self, root: _Element) -> Iterator[Piece]:
        for child in root:
            tag = local(child)
            if tag in SKIPPED:
                continue
            if tag == "p":
                yield from self._paragraph(child)
            elif tag == "tbl":
                yield self._table(child)
            elif tag == "altChunk":
                self._source.unread.append(("嵌入的片段 Embedded chunk", value_of(child, "id")))
            else:
                yield from self._walk(child)

    def _table(self, table: _Element) -> Piece:
        rows = []
        for row in _within(table, "tr"):
            rows.append(tuple(tuple(self._walk(cell)) for cell in _within(row, "tc")))
        return Piece(rows=tuple(rows))

    def _paragraph(self, p: _Element) -> Iterator[Piece]:
        run = _Run()
        self._runs(p, run)
        text = "".join(run.text)
        level, depth = self._styles.place_of(p)
        if text or run.images:
            if self._styles.is_contents(p):
                return
            bold = bool(text.strip()) and run.plain == 0 and (run.bold > 0 or self._styles.is_bold(p))
            size = max(run.sizes, default=self._styles.size_of(p))
            lead = "".join(run.lead).strip()
            yield Piece(text, level=level, depth=depth, bold=bold, lead=lead, size=size, images=tuple(run.images))
        for box in run.boxes:
            for piece in self._walk(box):
                yield Piece(
                    piece.text,
                    level=piece.level,
                    depth=piece.depth,
                    bold=piece.bold,
                    size=piece.size,
                    rows=piece.rows,
                    images=piece.images,
                )

    def _runs(self, root: _Element, run: _Run) -> None:
        for child in root:
            tag = local(child)
            if tag in ("t", "rt_text"):
                run.text.append(child.text or "")
                run.weigh(child.getparent(), child.text or "")
            elif tag in BREAKS:
                run.text.append("" if value_of(child, "type") == "page" else BREAKS[tag])
            elif tag == "sym":
                run.text.append(_symbol(child))
            elif tag == "txbxContent":
                run.boxes.append(child)
            elif tag in ("blip", "imagedata"):
                self._image(child, run)
            elif tag == "hyperlink":
                self._hyperlink(child, run)
            elif tag == "AlternateContent":
                choice = element(child, "Choice")
                fallback = element(child, "Fallback")
                chosen = choice if choice is not None else fallback
                if chosen is not None:
                    self._runs(chosen, run)
            elif tag == "rt":  # the reading above a character, as text in brackets behind it
                inner = _Run()
                self._runs(child, inner)
                run.text.append(f"（{''.join(inner.text)}）")
            elif tag not in SKIPPED:
                self._runs(child, run)

    def _hyperlink(self, link: _Element, run: _Run) -> None:
        inner_from = len(run.text)
        self._runs(link, run)
        target, external = self._links.get(value_of(link, "id"), ("", False))
        if external and target and target not in "".join(run.text[inner_from:]) and not target.startswith("mailto:"):
            run.text.append(f" ({unquote(target)})")

    def _image(self, blip: _Element, run: _Run) -> None:
        target, external = self._links.get(
            value_of(blip, "embed") or value_of(blip, "id") or value_of(blip, "link"), ("", False)
        )
        raw = self._parts.get(target)
        if external or raw is None:
            if target:
                self._source.unread.append(("图片不在文件里 Picture not in the file", target))
            return
        self._shown.add(target)
        run.images.append(Image(self._keep(raw), target.rpartition("/")[2], _caption(blip)))

    def _keep(self, raw: bytes) -> str:
        sha256 = hashlib.sha256(raw).hexdigest()
        self._source.pictures[sha256] = raw
        return sha256

    def _drawn_texts(self) -> None:
        """Words in charts and SmartArt."""
        for part in sorted(p for p in self._parts if re.fullmatch(r"word/(diagrams/data|charts/chart)\d*\.xml", p)):
            root = self._xml(part)
            lines = (
                []
                if root is None
                else [e.text or "" for e in root.iter() if local(e) in ("t", "v") and (e.text or "").strip()]
            )
            if lines:
                self._source.pieces.append(Piece("\n".join(lines), aside="图示 Diagram"))

    def _left_over(self) -> None:
        """Pictures that no paragraph shows, and files within the file."""
        for part in sorted(self._parts):
            if part.startswith("word/media/") and part not in self._shown:
                self._source.pieces.append(
                    Piece(images=(Image(self._keep(self._parts[part]), part.rpartition("/")[2]),))
                )
            elif part.startswith("word/embeddings/"):
                self._source.unread.append(("嵌入的文件 Embedded file", part.rpartition("/")[2]))

    def _relations(self, part: str) -> dict[str, tuple[str, bool]]:
        folder, _, name = part.rpartition("/")
        root = self._xml(f"{folder}/_rels/{name}.rels")
        found = {}
        for one in root if root is not None else ():
            target, external = one.get("Target", ""), one.get("TargetMode") == "External"
            place = target if external else posixpath.normpath(posixpath.join("/", folder, target)).lstrip("/")
            found[one.get("Id", "")] = (place, external)
        return found

    def _xml(self, part: str) -> _Element | None:
        if part not in self._parts:
            return None
        from lxml import etree

        parser = etree.XMLParser(resolve_entities=False, no_network=True, load_dtd=False, huge_tree=False)
        try:
            root = etree.fromstring(self._parts[part], parser)
        except etree.XMLSyntaxError as error:
            raise damaged(self._name) from error
        if root.getroottree().docinfo.doctype:
            raise StoryError(
                "unsafe_xml",
                Words("{n} 声明了 XML 实体，没有读。", "{n} declares XML entities and was not read.").fill(
                    n=self._name
                ),
                Words("在 Word 里重新另存一份。", "Save it again from Word."),
            )
        return root


class _Run:
    """What a paragraph's runs add up to."""

    def __init__(self) -> None:
        self.text: list[str] = []
        self.boxes: list[_Element] = []
        self.images: list[Image] = []
        self.bold = self.plain = 0
        self.sizes: list[float] = []
        self.lead: list[str] = []

    def weigh(self, run: _Element | None, text: str) -> None:
        """Count letters set in bold and others, and the sizes they are set in."""
        if run is None or not text.strip():
            return
        properties = element(run, "rPr")
        if properties is None:
            self.plain += len(text)
            return
        mark = element(properties, "b")
        if mark is not None and truthy(mark):
            self.bold += len(text)
            if not self.plain:
                self.lead.append(text)
        else:
            self.plain += len(text)
        size = element(properties, "sz")
        if size is not None and value_of(size, "val").isdigit():
            self.sizes.append(int(value_of(size, "val")) / 2)


def _within(root: _Element, tag: str) -> Iterator[_Element]:
    """Rows of a table or cells of a row, also those in content controls; not those of a table in a cell."""
    for child in root:
        name = local(child)
        if name == tag:
            yield child
        elif name not in ("tbl", "tc") and name not in SKIPPED:
            yield from _within(child, tag)


def _caption(blip: _Element) -> str:
    """The alternative text of the drawing a picture stands in."""
    for parent in blip.iterancestors():
        if local(parent) in ("inline", "anchor"):
            properties = element(parent, "docPr")
            return "" if properties is None else (properties.get("descr") or properties.get("title") or "").strip()
        if local(parent) == "shape":
            return (parent.get("alt") or "").strip()
    return ""


def _symbol(sym: _Element) -> str:
    code = value_of(sym, "char")
    return chr(int(code, 16)) if re.fullmatch(r"[0-9A-Fa-f]{4}", code) and not code.upper().startswith("D") else ""
