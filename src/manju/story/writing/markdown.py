"""The laid-out bible as Markdown that Notion and Feishu import, and back, character by character."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from typing import Final

from manju.story.layout import Block, Cell, Grid, Heading, Paragraph, Shown

__all__ = ["MARK", "blocks_of", "markdown_of"]

MARK: Final = "<!-- manju-bible/1 -->"
EMPTY: Final = "&nbsp;"  # stands for a line without characters, which Markdown would drop


def markdown_of(blocks: Sequence[Block], *, paths: Mapping[str, str], stamp: str = "") -> str:
    """Markdown of the blocks; `paths`: where each shown picture lies; `stamp`: a line about the version, not content.

    >>> print(markdown_of([Heading(2, "世界观"), Paragraph("一|二\\n三")], paths={}))
    <!-- manju-bible/1 -->
    <BLANKLINE>
    ## 世界观
    <BLANKLINE>
    一\\|二\\
    三
    <BLANKLINE>
    """
    parts = [MARK, *([f"<!-- {escape(stamp)} -->"] if stamp else []), *(_written(block, paths) for block in blocks)]
    return "\n\n".join(parts) + "\n"


def blocks_of(text: str, *, hashes: Mapping[str, str] | None = None) -> list[Block] | None:
    """The blocks of Markdown that was written here; None where the mark is missing. `hashes`: path -> SHA-256.

    >>> blocks_of(markdown_of([Paragraph(" a\\n\\n# b ")], paths={}))
    [Paragraph(text=' a\\n\\n# b ')]
    """
    text = text.replace("\r\n", "\n").removeprefix("\ufeff")
    if not text.startswith(MARK):
        return None
    found: list[Block] = []
    for part in re.split(r"\n{2,}", text.removeprefix(MARK).strip("\n")):
        if part.startswith("<!--") or not part:
            continue
        if part.startswith("#"):
            marks, _, title = part.partition(" ")
            found.append(Heading(len(marks), _plain(title)))
        elif part.startswith("|"):
            rows = [_cells(line) for line in part.split("\n")]
            found.append(Grid((rows[0], *rows[2:])))
        elif shown := SHOWN.fullmatch(part):
            found.append(Shown((hashes or {}).get(shown["path"], shown["alt"])))
        else:
            found.append(Paragraph("\n".join(map(_plain, part.split("\\\n")))))
    return found


def escape(text: str) -> str:
    """One line of text so that Markdown shows it as it is; an empty one becomes a space that stays.

    >>> escape("# 1. *a*  "), escape("")
    ('\\\\# 1. \\\\*a\\\\* &#32;', '&nbsp;')
    """
    if not text:
        return EMPTY
    inner = SPECIAL.sub(r"\\\g<0>", text)
    inner = CONTROL.sub(lambda found: f"&#{ord(found[0])};", inner)
    inner = re.sub(r"^(\d+)([.)])", r"\1\\\2", inner)
    inner = re.sub(r"^[#+\-=:>~]", r"\\\g<0>", inner)
    return re.sub(r"^[ \u3000]|[ \u3000]$", lambda found: f"&#{ord(found[0])};", inner)


def _written(block: Block, paths: Mapping[str, str]) -> str:
    if isinstance(block, Heading):
        return f"{'#' * block.level} {escape(block.text)}"
    if isinstance(block, Paragraph):
        return "\\\n".join(escape(line) for line in block.text.split("\n"))
    if isinstance(block, Shown):
        path = paths[block.sha256]
        return f"![{path.rpartition('/')[2].partition('.')[0]}]({path})"
    head, *rows = block.rows
    return "\n".join([_row(head), f"|{' --- |' * len(head)}", *map(_row, rows)])


def _row(cells: Sequence[Cell]) -> str:
    return f"| {' | '.join('<br>'.join(escape(part) for part in cell) for cell in cells)} |"


def _cells(line: str) -> tuple[Cell, ...]:
    return tuple(
        tuple(_plain(part) for part in cell.split("<br>")) if cell else ()
        for cell in (found.removeprefix(" ").removesuffix(" ") for found in _split(line[1:]))
    )


def _split(line: str) -> Iterator[str]:
    start = 0
    for found in re.finditer(r"\\.|\|", line):
        if found[0] == "|":
            yield line[start : found.start()]
            start = found.end()


def _plain(text: str) -> str:
    """The text that `escape` made this of."""
    if text == EMPTY:
        return ""
    return ESCAPED.sub(lambda found: chr(int(found["code"])) if found["code"] else found["mark"], text)


SPECIAL: Final = re.compile(r"[\\`*_\[\]<>|~&$]")
# what editors and Markdown itself would change: control characters, spaces other than the plain one, marks of order
CONTROL: Final = re.compile(
    r"[\x00-\x1f\x7f-\xa0\u1680\u2000-\u200b\u200e\u200f\u2028-\u202f\u205f-\u206f\ufeff\ufff0-\uffff]"
)
ESCAPED: Final = re.compile(r"\\(?P<mark>.)|&#(?P<code>\d+);")
SHOWN: Final = re.compile(r"!\[(?P<alt>[^\]]*)\]\((?P<path>[^)]*)\)")
