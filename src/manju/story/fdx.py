"""Final Draft's XML (.fdx) to the elements of a script; the line of an element is the ordinal of its paragraph."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import TYPE_CHECKING, Final

from manju.money.errors import InputError
from manju.story.headings import heading_of
from manju.story.script import Element, Kind, Script
from manju.words import Words

if TYPE_CHECKING:
    from lxml.etree import _Element

__all__ = ["read_fdx"]


def read_fdx(raw: bytes, *, name: str) -> Script:
    """A script from a Final Draft file. Paragraphs are counted from 1, those of dual dialogue one after the other.

    Nothing outside the file is read, and a file that declares entities is refused.

    Raises:
        InputError: `fdx_broken`, `fdx_entities`.
    """
    from lxml import etree

    parser = etree.XMLParser(
        resolve_entities=False, no_network=True, load_dtd=False, huge_tree=False, remove_comments=True
    )
    if b"<!ENTITY" in raw or "<!ENTITY".encode("utf-16-le") in raw or "<!ENTITY".encode("utf-16-be") in raw:
        raise InputError(
            "fdx_entities",
            Words("{p} 声明了实体，不读取。", "{p} declares entities; it is not read.").fill(p=name),
            Words("在 Final Draft 里重新导出。", "Export it again from Final Draft."),
        )
    try:
        root = etree.fromstring(raw, parser)
    except (etree.XMLSyntaxError, ValueError) as error:
        raise _broken(name, str(error)) from error
    content = root.find("Content") if root.tag == "FinalDraft" else None
    if content is None:
        raise _broken(name, "FinalDraft/Content")
    elements = list[Element]()
    count = 0
    for count, paragraph in enumerate(_paragraphs(content), start=1):
        elements += _read(paragraph, count)
    return Script(tuple(elements), _title_page(root), count)


def _paragraphs(content: _Element) -> Iterator[_Element]:
    for paragraph in content.iter("Paragraph"):
        if paragraph.find("DualDialogue") is None and not _within_note(paragraph):
            yield paragraph


def _within_note(paragraph: _Element) -> bool:
    return any(above.tag in ("ScriptNote", "SceneProperties", "Summary") for above in paragraph.iterancestors())


def _read(paragraph: _Element, line: int) -> Iterator[Element]:
    text = "".join(part.text or "" for part in paragraph.findall("Text"))
    notes = [found.strip() for found in _NOTE.findall(text)]
    text = " ".join(_NOTE.sub("", text).split("\n")).strip()
    kind = _KINDS.get((paragraph.get("Type") or "").strip().lower(), Kind.ACTION)
    if kind is Kind.ACTION and heading_of(text) is not None and paragraph.get("Type") in (None, "", "General"):
        kind = Kind.HEADING
    if kind is Kind.HEADING:
        text = heading_of(text) or text
    elif kind is Kind.LYRIC:
        text = text.lstrip("~").strip()
    if text:
        yield Element(kind, text.replace("*", "\\*").replace("_", "\\_"), line)
    for note in notes:
        yield Element(Kind.NOTE, note, line, alone=not text)
    for remark in paragraph.findall("ScriptNote"):
        said = " ".join("".join(part.itertext()) for part in remark.iter("Paragraph")).strip()
        yield Element(Kind.NOTE, _NOTE.sub(r"\1", said).strip(), line)


def _title_page(root: _Element) -> tuple[tuple[str, str], ...]:
    page = root.find("TitlePage/Content")
    if page is None:
        return ()
    said = ["".join(part.text or "" for part in p.findall("Text")).strip() for p in page.iter("Paragraph")]
    shown = [line for line in said if line]
    return (("Title", shown[0]), *(("", line) for line in shown[1:])) if shown else ()


def _broken(name: str, why: str) -> InputError:
    return InputError(
        "fdx_broken",
        Words("{p} 不是完整的 Final Draft 文件：{w}", "{p} is no whole Final Draft file: {w}").fill(p=name, w=why),
        Words(
            "在 Final Draft 里重新保存，或导出为 Fountain。", "Save it again in Final Draft, or export it as Fountain."
        ),
    )


_KINDS: Final = {
    "scene heading": Kind.HEADING, "action": Kind.ACTION, "general": Kind.ACTION, "shot": Kind.ACTION,
    "cast list": Kind.ACTION, "character": Kind.CUE, "parenthetical": Kind.PARENTHETICAL, "dialogue": Kind.DIALOGUE,
    "lyrics": Kind.LYRIC, "singing": Kind.LYRIC, "transition": Kind.TRANSITION, "new act": Kind.CENTRED,
    "end of act": Kind.CENTRED, "outline 1": Kind.SECTION, "outline 2": Kind.SECTION, "outline 3": Kind.SECTION,
    "outline 4": Kind.SECTION, "outline body": Kind.SYNOPSIS, "summary": Kind.SYNOPSIS,
}  # fmt: skip
_NOTE: Final = re.compile(r"(?s)\[\[(.*?)\]\]")
