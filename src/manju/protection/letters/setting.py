"""A letter as plain text for a form, as HTML for a mail, and as a PDF for a signature."""

from __future__ import annotations

import re
from html import escape
from itertools import groupby
from pathlib import Path

from manju.media.typesetting import typeset
from manju.protection.letters.filling import Block, Letter

__all__ = ["as_html", "as_pdf", "as_text"]


def as_text(letter: Letter) -> str:
    """Plain text, lines as people would type them, an empty line between parts."""
    lines: list[str] = []
    for kind, blocks in groupby(letter.blocks, key=lambda b: b.kind):
        if lines and kind not in ("item", "paragraph"):
            lines.append("")
        for block in blocks:
            lines += _lines(block, letter.language)
    return re.sub(r"\n{3,}", "\n\n", "\n".join(lines)).strip() + "\n"


def as_html(letter: Letter) -> str:
    """A whole HTML document without scripts or styles, to be pasted into a mail."""
    title = escape(letter.blocks[0].text)
    lang = "zh-CN" if letter.language == "zh" else "en"
    parts = []
    for kind, blocks in groupby(letter.blocks, key=lambda b: b.kind):
        inside = list(blocks)
        if kind == "item":
            parts.append("<ul>" + "".join(f"<li>{escape(b.text)}</li>" for b in inside) + "</ul>")
        elif kind == "field":
            rows = "".join(f"<tr><td>{escape(b.label)}</td><td>{escape(b.text)}</td></tr>" for b in inside)
            parts.append(f"<table>{rows}</table>")
        else:
            tag = {"title": "h1", "heading": "h2", "paragraph": "p"}[kind]
            parts += [f"<{tag}>{escape(b.text)}</{tag}>" for b in inside]
    body = "\n".join(parts)
    return (
        f'<!doctype html>\n<html lang="{lang}"><head><meta charset="utf-8"><title>{title}</title></head>\n'
        f"<body>\n{body}\n</body></html>\n"
    )


def as_pdf(letter: Letter) -> bytes:
    """PDF/A for printing, signing and sealing.

    Raises:
        MediaError: `glyph_missing`: a name holds a character that no font here has.
    """
    data = {
        "lang": letter.language,
        "blocks": [{"kind": b.kind, "text": b.text, "label": b.label} for b in letter.blocks],
    }
    return typeset(Path(__file__).parents[1] / "letter.typ", data, pictures={}, language=letter.language)


def _lines(block: Block, language: str) -> list[str]:
    if block.kind == "heading":
        return [block.text]
    if block.kind == "item":
        return [f"- {block.text}"]
    if block.kind == "field":
        return [f"{block.label}{'：' if language == 'zh' else ': '}{block.text}"]
    return [block.text, ""]
