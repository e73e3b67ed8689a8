"""The laid-out bible as a Word document: real heading styles, tables with a head row, pictures in their place."""

from __future__ import annotations

import io
import re
from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING, Any, Final

from manju.story.layout import PAIR_HEAD, Block, Cell, Grid, Heading, Paragraph, Shown

if TYPE_CHECKING:
    from docx.document import Document

__all__ = ["MARK", "decoded", "encoded", "word_of"]

MARK: Final = "manju-bible/1"  # the document's category: our own reader knows it by this
SPACE: Final = "\N{NO-BREAK SPACE}"  # stands for a paragraph without characters
WIDE_CM: Final = 16.0  # between the margins
INK: Final = "1C1814"
SOFT: Final = "544C43"
SUNK: Final = "EFE9DC"
CINNABAR: Final = "B3341B"
LATIN: Final = "Calibri"
CHINESE: Final = "微软雅黑"


def word_of(blocks: Sequence[Block], *, pictures: Mapping[str, bytes], language: str = "zh", stamp: str = "") -> bytes:
    """A DOCX of the blocks; `pictures`: SHA-256 -> bytes; `stamp`: a line about the version for the foot of a page."""
    import docx
    from docx.shared import Cm

    document = docx.Document()
    _dress(document, language)
    document.core_properties.category = MARK
    document.core_properties.author = "Manju"
    document.core_properties.comments = ""
    document.core_properties.title = encoded(next((b.text for b in blocks if isinstance(b, Heading)), "")[:255])
    section = document.sections[0]
    section.page_width, section.page_height = Cm(21), Cm(29.7)
    section.left_margin = section.right_margin = Cm(2.5)
    section.top_margin = section.bottom_margin = Cm(2.2)
    if stamp:
        section.footer.paragraphs[0].text = stamp
    for block in blocks:
        if isinstance(block, Heading):
            heading = document.add_paragraph(encoded(block.text))
            heading._p.style = f"Heading{block.level}"  # by its id: looking it up by name takes ten times as long
        elif isinstance(block, Paragraph):
            document.add_paragraph(encoded(block.text))
        elif isinstance(block, Grid):
            _table(document, block)
        else:
            _show(document, block, pictures)
    out = io.BytesIO()
    document.save(out)
    return out.getvalue()


def encoded(text: str) -> str:
    """Text as XML can hold it: other characters as `_xHHHH_`, the way office files write them.

    >>> encoded("a\\x00b_x0041_"), decoded(encoded("a\\x00b_x0041_")) == "a\\x00b_x0041_"
    ('a_x0000_b_x005F_x0041_', True)
    """
    if text in ("", SPACE):
        return "_x00A0_" if text else SPACE
    return FOREIGN.sub(lambda found: f"_x{ord(found[0]):04X}_", text)


def decoded(text: str) -> str:
    """The text that `encoded` made this of."""
    return "" if text == SPACE else ENCODED.sub(lambda found: chr(int(found[1], 16)), text)


def _table(document: Document, grid: Grid) -> None:
    """Keys in bold beside their values, or a head row that repeats on every page."""
    from docx.shared import Cm
    from docx.table import _Cell

    columns = len(grid.rows[0])
    table = document.add_table(rows=len(grid.rows), cols=columns)
    table._tbl.tblStyle_val = "TableGrid"
    table.autofit = False
    pairs = grid.rows[0] == PAIR_HEAD
    widths = [4.0, WIDE_CM - 4.0] if pairs else [WIDE_CM / columns] * columns
    for number, (row, cells) in enumerate(
        zip(table._tbl.tr_lst, grid.rows, strict=True)
    ):  # table.rows counts anew each time
        for column, (tc, cell, width) in enumerate(zip(row.tc_lst, cells, widths, strict=True)):
            place = _Cell(tc, table)
            place.width = Cm(width)
            _fill(place, cell, strong=number == 0 or (pairs and column == 0))
            if number == 0:
                _shade(place)
    mark = table._tbl.tr_lst[0].get_or_add_trPr()  # python-docx has no name for a repeated head row
    mark.append(_element("w:tblHeader"))


def _fill(place: Any, cell: Cell, *, strong: bool) -> None:
    """Any: python-docx's cell."""
    for number, text in enumerate(cell):
        paragraph = place.paragraphs[0] if number == 0 else place.add_paragraph()
        paragraph.add_run(encoded(text)).bold = True if strong else None


def _shade(place: Any) -> None:
    shading = _element("w:shd")
    for name, value in (("w:val", "clear"), ("w:color", "auto"), ("w:fill", SUNK)):
        shading.set(_qualified(name), value)
    place._tc.get_or_add_tcPr().append(shading)  # as above: shading has no name there


def _show(document: Document, block: Shown, pictures: Mapping[str, bytes]) -> None:
    """A picture no wider than the text; one that Word cannot show stands as PNG, its own bytes beside it."""
    from docx.image.exceptions import UnrecognizedImageError
    from docx.opc.constants import RELATIONSHIP_TYPE
    from docx.opc.packuri import PackURI
    from docx.opc.part import Part
    from docx.shared import Cm, Emu

    raw = pictures[block.sha256]
    run = document.add_paragraph().add_run()
    try:
        shape = run.add_picture(io.BytesIO(raw))
    except (UnrecognizedImageError, ZeroDivisionError):
        name = PackURI(f"/word/media/{block.sha256}.bin")
        if all(part.partname != name for part in document.part.package.iter_parts()):
            kept = Part(name, "application/octet-stream", raw, document.part.package)
            document.part.relate_to(kept, RELATIONSHIP_TYPE.IMAGE)
        rendition = _as_png(raw)
        if rendition is None:
            return
        shape = run.add_picture(io.BytesIO(rendition))
    if (largest := max(shape.width / Cm(WIDE_CM), shape.height / Cm(18), 1.0)) > 1:
        shape.width, shape.height = Emu(int(shape.width / largest)), Emu(int(shape.height / largest))


def _as_png(raw: bytes) -> bytes | None:
    from PIL import Image, UnidentifiedImageError

    try:
        with Image.open(io.BytesIO(raw)) as picture:
            out = io.BytesIO()
            picture.convert("RGBA").save(out, "PNG")
            return out.getvalue()
    except (UnidentifiedImageError, OSError, ValueError):
        return None


def _dress(document: Document, language: str) -> None:
    """Type and colours of the house; East Asian text gets a font of its own, so that Word does not pick one."""
    from docx.shared import Pt, RGBColor

    for name, size, colour in (
        ("Normal", 10.5, INK), ("Heading 1", 26, INK), ("Heading 2", 17, CINNABAR), ("Heading 3", 13.5, INK),
        ("Heading 4", 11, SOFT),
    ):  # fmt: skip
        style: Any = document.styles[name]  # Any: python-docx knows it as a style without a font
        style.font.name, style.font.size, style.font.color.rgb = LATIN, Pt(size), RGBColor.from_string(colour)
        fonts = style.element.get_or_add_rPr().get_or_add_rFonts()
        for key in [key for key in fonts.attrib if key.endswith("Theme")]:
            del fonts.attrib[key]
        fonts.set(_qualified("w:eastAsia"), CHINESE)
        fonts.set(_qualified("w:hAnsi"), LATIN)
    document.styles["Normal"].paragraph_format.space_after = Pt(6)
    language_mark = _element("w:lang")
    language_mark.set(_qualified("w:val"), "en-GB")
    language_mark.set(_qualified("w:eastAsia"), "zh-CN" if language.startswith("zh") or not language else language)
    document.styles["Normal"].element.get_or_add_rPr().append(language_mark)


def _element(name: str) -> Any:
    from docx.oxml import OxmlElement

    return OxmlElement(name)


def _qualified(name: str) -> str:
    from docx.oxml.ns import qn

    found: str = qn(name)
    return found


FOREIGN: Final = re.compile(r"[^\t\n\x20-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]|_(?=x[0-9A-Fa-f]{4}_)")
ENCODED: Final = re.compile(r"_x([0-9A-F]{4})_")
