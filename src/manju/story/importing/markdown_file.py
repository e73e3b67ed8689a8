"""Markdown or plain text by anybody as pieces: front matter, wiki links, HTML, tables, nested lists."""

from __future__ import annotations

import html
import re
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Final
from urllib.parse import unquote

from manju.story.errors import wrong_type
from manju.story.importing.pieces import Image, Piece
from manju.words import Words

if TYPE_CHECKING:
    from markdown_it.token import Token

__all__ = ["Links", "decode", "pieces_of"]


@dataclass(frozen=True, slots=True)
class Links:
    """How addresses in a text are followed: to the bytes of a picture (as `Image`), or to a page of the same export."""

    image: Callable[[str, str], Image | None]  # address, caption
    page: Callable[[str], bool]  # whether it is another page of the same export


def decode(raw: bytes, name: str) -> str:
    """The text of a file in UTF-8, UTF-16 (with or without mark) or GB18030.

    Raises:
        StoryError: `wrong_type`.

    >>> decode("人物".encode("gb18030"), "a.txt"), decode("人物".encode("utf-16"), "a.txt")
    ('人物', '人物')
    """
    marked = raw.startswith((b"\xff\xfe", b"\xfe\xff"))
    encodings = ["utf-16"] if marked else ["utf-8-sig", "gb18030"]
    if not marked and b"\x00" in raw[:4000]:
        even, odd = raw[0:4000:2].count(0), raw[1:4000:2].count(0)
        encodings = ["utf-16-le", "utf-16-be"] if odd >= even else ["utf-16-be", "utf-16-le"]
    for encoding in encodings:
        try:
            text = raw.decode(encoding)
        except UnicodeDecodeError:
            continue
        odd_ones = sum(1 for c in text if (ord(c) < 32 and c not in "\t\n\r\f\v") or c == "\ufffd")
        if odd_ones * 50 <= len(text):
            return text.replace("\r\n", "\n").replace("\r", "\n")
    raise wrong_type(name, Words("里面不是文字。", "it holds no text."))


def pieces_of(text: str, links: Links) -> list[Piece]:
    """The pieces of a Markdown text.

    >>> nothing = Links(image=lambda address, caption: None, page=lambda address: False)
    >>> [(p.level, p.depth, p.text) for p in pieces_of("# 人物\\n- **姓名**：[[沈知微]]\\n  - 别名：知微", nothing)]
    [(1, -1, '人物'), (0, 0, '姓名：沈知微'), (0, 1, '别名：知微')]
    """
    from markdown_it import MarkdownIt

    front, body = _front_matter(text)
    parser = MarkdownIt("commonmark", {"html": True}).enable(["table", "strikethrough"])
    body = CALLOUT.sub(lambda found: f"{found['quote']}{found['title']}：" if found["title"] else found["quote"], body)
    return [*front, *_Reader(links).read(parser.parse(DEFINED.sub(r"\g<term>：\g<text>", _linked(body))))]


def _front_matter(text: str) -> tuple[list[Piece], str]:
    """The YAML head of Obsidian and others, as `key: value` paragraphs; only what such heads hold: texts and lists."""
    found = FRONT.match(text)
    if found is None:
        return [], text
    pieces: list[Piece] = []
    for line in found["head"].split("\n"):
        item = re.match(r"\s*-\s+(.*)", line)
        if item and pieces:
            last = pieces[-1].text
            pieces[-1] = Piece(f"{last}{'' if last.endswith(': ') else '、'}{_unquoted(item[1])}")
        elif line.strip():
            key, colon, value = line.strip().partition(":")
            inside = re.fullmatch(r"\s*\[(.*)\]\s*", value)
            listed = "、".join(_unquoted(part) for part in inside[1].split(",")) if inside else _unquoted(value)
            pieces.append(Piece(f"{key}{colon} {listed}" if colon else key))
    return pieces, text[found.end() :]


def _unquoted(text: str) -> str:
    found = re.fullmatch(r"""(["'])(.*)\1""", text.strip())
    return found[2] if found else text.strip()


def _linked(text: str) -> str:
    """Wiki links and embeds as Markdown's own; their targets are pages or pictures by name."""
    text = re.sub(r"\[\^([^\]\s]{1,60})\]", r"\\[^\1\\]", text)  # footnotes stay as they are written
    text = re.sub(
        r"!\[\[([^\]|\n]{1,300})(?:\|([^\]\n]{0,300}))?\]\]", lambda f: f"![{f[2] or ''}](<{f[1].strip()}>)", text
    )
    return re.sub(r"\[\[([^\]|\n]{1,300})(?:\|([^\]\n]{1,300}))?\]\]", lambda f: f[2] if f[2] else f[1], text)


class _Reader:
    """Turns tokens into pieces."""

    def __init__(self, links: Links) -> None:
        self._links = links

    def read(self, tokens: Sequence[Token]) -> Iterator[Piece]:
        depth = -1
        first_of_item = False
        at = 0
        while at < len(tokens):
            token = tokens[at]
            if token.type in ("bullet_list_open", "ordered_list_open"):
                depth += 1
            elif token.type in ("bullet_list_close", "ordered_list_close"):
                depth -= 1
            elif token.type == "list_item_open":
                first_of_item = True
            elif token.type == "table_open":
                end = next(i for i in range(at, len(tokens)) if tokens[i].type == "table_close")
                yield self._table(tokens[at:end])
                at = end
            elif token.type == "inline":
                heading = tokens[at - 1].type == "heading_open"
                yield from self._inline(token, level=int(tokens[at - 1].tag[1]) if heading else 0,
                                        depth=depth if depth < 0 or first_of_item else depth + 1)  # fmt: skip
                first_of_item = False
            elif token.type in ("fence", "code_block"):
                yield Piece(token.content.rstrip("\n"), depth=depth)
            elif token.type == "html_block":
                yield from self._html(token.content, depth)
            at += 1

    def _table(self, tokens: Sequence[Token]) -> Piece:
        rows: list[list[tuple[Piece, ...]]] = []
        for token in tokens:
            if token.type == "tr_open":
                rows.append([])
            elif token.type == "inline":
                rows[-1].append(tuple(self._inline(token)))
        return Piece(rows=tuple(tuple(row) for row in rows))

    def _inline(self, token: Token, *, level: int = 0, depth: int = -1) -> Iterator[Piece]:
        line = _Line(self._links)
        for child in token.children or ():
            line.take(child)
        text = line.text.strip()
        if text or line.images:
            yield Piece(
                text,
                level=level,
                depth=depth,
                bold=line.bold and not line.plain,
                lead=line.lead,
                images=tuple(line.images),
            )

    def _html(self, source: str, depth: int) -> Iterator[Piece]:
        """The words of an HTML block; of a comment too: somebody wrote them."""
        images = [image for found in IMG.finditer(source) if (image := self._links.image(html.unescape(found[1]), ""))]
        source = re.sub(r"<!--(.*?)-->", r"\1", source, flags=re.DOTALL)
        words = html.unescape(re.sub(r"<[^>]*>", "\n", source))
        lines = [line.strip() for line in words.split("\n") if line.strip()]
        if images:
            yield Piece(images=tuple(images), depth=depth)
        for line in lines:
            inner = pieces_of(line, self._links) if not line.startswith("---") else [Piece(line)]
            for piece in inner:
                yield Piece(
                    piece.text, level=piece.level, depth=max(depth, piece.depth), bold=piece.bold, images=piece.images
                )


class _Line:
    """The words of one inline token; whether all of them are bold."""

    def __init__(self, links: Links) -> None:
        self._links = links
        self.text = ""
        self.images: list[Image] = []
        self.bold = self.plain = False
        self.lead = ""
        self._strong = 0
        self._hrefs: list[tuple[str, int]] = []

    def take(self, token: Token) -> None:
        kind = token.type
        if kind in ("text", "code_inline"):
            self._write(token.content)
        elif kind in ("softbreak", "hardbreak"):
            self.text += "\n"
        elif kind in ("strong_open", "strong_close"):
            self._strong += 1 if kind == "strong_open" else -1
        elif kind == "link_open":
            self._hrefs.append((str(token.attrGet("href") or ""), len(self.text)))
        elif kind == "link_close":
            self._linked(*self._hrefs.pop())
        elif kind == "image":
            self._image(str(token.attrGet("src") or ""), token.content)
        elif kind == "html_inline":
            self._tag(token.content)

    def _write(self, text: str) -> None:
        self.text += text
        if text.strip(" \t：:，,"):
            if self._strong and not self.plain:
                self.lead += text
            self.bold, self.plain = self.bold or self._strong > 0, self.plain or self._strong == 0

    def _linked(self, href: str, start: int) -> None:
        """What a link leads to is said, where it is not a page of the same export."""
        address = unquote(href)
        if (
            address
            and not self._links.page(address)
            and address not in self.text[start:]
            and not address.startswith("#")
        ):
            self.text += f" ({address})"

    def _image(self, address: str, caption: str) -> None:
        address = unquote(address)
        image = self._links.image(address, caption)
        if image is not None:
            self.images.append(image)
        else:
            self._write(f"{caption} ({address})" if caption else address)

    def _tag(self, source: str) -> None:
        if re.match(r"<br\b", source, re.IGNORECASE):
            self.text += "\n"
        elif found := IMG.match(source):
            self._image(html.unescape(found[1]), "")
        elif source.startswith("<!--"):
            self._write(source[4:].removesuffix("-->").strip())
        elif re.match(r"</?(?:strong|b)\b", source, re.IGNORECASE):
            self._strong += -1 if source.startswith("</") else 1
        elif not re.match(r"</?[A-Za-z][\w-]*(?:\s[^>]*)?/?>", source):
            self._write(source)


DEFINED: Final = re.compile(
    r"^(?P<term>[^\s#>|:\-*][^\n]{0,60})\n:[ \t]+(?P<text>[^\n]+)$", re.MULTILINE
)  # a definition list
CALLOUT: Final = re.compile(
    r"^(?P<quote>>\s*)\[!\w+\][+-]?[ \t]*(?P<title>[^\n]*?)[ \t]*$", re.MULTILINE
)  # Obsidian's boxes
FRONT: Final = re.compile(r"\ufeff?---[ \t]*\n(?P<head>(?:[^\n]*\n)*?)(?:---|\.\.\.)[ \t]*(?:\n|\Z)")
IMG: Final = re.compile(r"""<img\b[^>]{0,400}?\bsrc\s{0,9}=\s{0,9}["']([^"']{1,900})["'][^>]{0,900}>""", re.IGNORECASE)
