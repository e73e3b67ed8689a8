"""A contract as DOCX: numbered clauses, quiet typography, room to sign; the same bytes for the same terms."""

from __future__ import annotations

import io
from datetime import UTC, datetime
from pathlib import Path
from typing import Any, Final

from docx import Document
from docx.enum.text import WD_ALIGN_PARAGRAPH
from docx.oxml.ns import qn
from docx.shared import Cm, Pt, RGBColor
from docx.styles.style import ParagraphStyle
from docx.text.paragraph import Paragraph

from manju.money.contracts.drafting import Draft, drafted
from manju.money.contracts.numbering import chinese
from manju.money.contracts.structured import ContractTerms
from manju.money.documents import load
from manju.words import Language

LATIN: Final = "Georgia"
HAN: Final = "Songti SC"
INK: Final = RGBColor(0x1A, 0x1A, 0x1A)


def write_file(terms: Path, out: Path, language: Language) -> dict[str, Any]:
    """Write the contract of a terms file; returns path, language and number of clauses. Raises `InputError`."""
    draft = drafted(load(ContractTerms, terms), language)
    out.write_bytes(written(draft, language))
    return {"path": str(out), "lang": language, "clauses": sum(len(a.clauses) for a in draft.articles)}


def written(draft: Draft, language: Language) -> bytes:
    """The DOCX of a draft: A4, numbers written into the text so that every reader sees the same."""
    document = Document()
    section = document.sections[0]
    section.page_width, section.page_height = Cm(21), Cm(29.7)
    section.left_margin = section.right_margin = Cm(3)
    section.top_margin = section.bottom_margin = Cm(2.6)
    body = document.styles["Normal"]
    assert isinstance(body, ParagraphStyle)  # noqa: S101 - python-docx's own default template
    _face(body, size=10.5)
    body.paragraph_format.line_spacing = 1.5
    body.paragraph_format.space_after = Pt(4)
    _line(document.add_paragraph(), draft.title, size=18, bold=True, centre=True, after=18)
    for line in draft.sides:
        _line(document.add_paragraph(), line, size=10.5)
    for number, article in enumerate(draft.articles, start=1):
        label = f"第{chinese(number)}条　" if language == "zh" else f"{number}. "
        heading = document.add_paragraph()
        heading.paragraph_format.keep_with_next = True
        heading.paragraph_format.space_before = Pt(12)
        _line(heading, f"{label}{article.heading}", size=11.5, bold=True)
        for n, text in enumerate(article.clauses, start=1):
            clause = document.add_paragraph()
            clause.paragraph_format.left_indent = Cm(1.1)
            clause.paragraph_format.first_line_indent = Cm(-1.1)
            _line(clause, f"{number}.{n}\t{text}", size=10.5)
            clause.paragraph_format.tab_stops.add_tab_stop(Cm(1.1))
    _signatures(document, language)
    made = datetime(2026, 1, 1, tzinfo=UTC)
    document.core_properties.created = document.core_properties.modified = made
    document.core_properties.title = draft.title
    document.core_properties.author = "Manju"
    packed = io.BytesIO()
    document.save(packed)
    return packed.getvalue()


def _signatures(document: Any, language: Language) -> None:
    """A table of two columns to sign in, kept together. `document` is python-docx's, which has no public class."""
    table = document.add_table(rows=1, cols=2)
    sides = ("甲方（盖章）：", "乙方（盖章）：") if language == "zh" else ("For the Licensor:", "For the Licensee:")
    day = "日期：" if language == "zh" else "Date:"
    for cell, side in zip(table.rows[0].cells, sides, strict=True):
        first = cell.paragraphs[0]
        first.paragraph_format.space_before = Pt(36)
        _line(first, side, size=10.5)
        _line(cell.add_paragraph(), day, size=10.5)


def _line(
    paragraph: Paragraph,
    text: str,
    *,
    size: float,
    bold: bool = False,
    centre: bool = False,
    after: float | None = None,
) -> None:
    run = paragraph.add_run(text)
    run.bold = bold
    run.font.size = Pt(size)
    run.font.color.rgb = INK
    if centre:
        paragraph.alignment = WD_ALIGN_PARAGRAPH.CENTER
    if after is not None:
        paragraph.paragraph_format.space_after = Pt(after)


def _face(style: ParagraphStyle, *, size: float) -> None:
    style.font.name = LATIN
    style.font.size = Pt(size)
    properties = style.element.get_or_add_rPr()
    properties.get_or_add_rFonts().set(qn("w:eastAsia"), HAN)
