"""The corpus: contracts as plain sources with what should be found in them, and the files made from them."""

from __future__ import annotations

import json
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from docx import Document

HERE = Path(__file__).parent / "corpus"
SEVERITIES = ("dangerous", "missing", "unusual", "unclear")


@dataclass(frozen=True)
class Source:
    """A contract of the corpus: its text, the form it is checked in, what should be found and what is left open."""

    name: str
    form: str
    text: str
    expected: frozenset[tuple[str, str]]
    ignored: frozenset[str]
    terms: dict[str, Any] = field(hash=False)
    held_out: bool = False

    def made(self, folder: Path) -> Path:
        """The file in its form: TXT in UTF-8, DOCX with real tables, PDF by Typst."""
        if self.form == "docx":
            return _docx(self.text, folder / f"{self.name}.docx")
        if self.form == "pdf":
            return _pdf(self.text, folder / f"{self.name}.pdf")
        path = folder / f"{self.name}.txt"
        path.write_text(self.text, encoding="utf-8")
        return path


def sources(*, held_out: bool | None = None, folder: Path = HERE) -> list[Source]:
    """All contracts, or only those written before the rules (False) or after them, by us or by strangers (True)."""
    found = [_read(path) for path in sorted(folder.glob("*.txt"))]
    return [s for s in found if held_out is None or s.held_out == held_out]


def _read(path: Path) -> Source:
    expected: set[tuple[str, str]] = set()
    ignored: set[str] = set()
    form, terms, body = "txt", {}, []
    for line in path.read_text(encoding="utf-8").splitlines():
        if not line.startswith("#!"):
            body.append(line)
            continue
        key, _, value = line[2:].strip().partition(":")
        names = [name.strip() for name in value.split(",") if name.strip()]
        if key in SEVERITIES:
            expected |= {(name, key) for name in names}
        elif key == "ignore":
            ignored |= set(names)
        elif key == "terms":
            terms = json.loads(value)
        else:
            form = value.strip()
    expected = {(rule, severity) for rule, severity in expected if rule not in ignored}
    return Source(
        path.stem,
        form,
        "\n".join(body).strip() + "\n",
        frozenset(expected),
        frozenset(ignored),
        terms,
        path.stem.startswith(("h", "b")),
    )


def _docx(text: str, path: Path) -> Path:
    document = Document()
    rows: list[list[str]] = []
    for line in [*text.splitlines(), ""]:
        if line.startswith("|"):
            rows.append([cell.strip() for cell in line.strip().strip("|").split("|")])
            continue
        if rows:
            table = document.add_table(rows=0, cols=max(map(len, rows)))
            for row in rows:
                for cell, words in zip(table.add_row().cells, row, strict=False):
                    cell.text = words
            rows = []
        if line.strip():
            document.add_paragraph(line.strip())
    document.save(str(path))
    return path


def _pdf(text: str, path: Path) -> Path:
    import typst

    escaped = "".join(f"\\{c}" if c in "\\#*_`$<>@[]=-+/~'\"" else c for c in text)
    source = path.with_suffix(".typ")
    head = '#set page(paper: "a4", numbering: "1 / 1")\n#set par(justify: true)\n'
    head += '#set text(font: ("Noto Sans CJK SC", "Libertinus Serif"), size: 10.5pt)\n'
    source.write_text(head + "\n\n".join(escaped.splitlines()), encoding="utf-8")
    typst.compile(str(source), output=str(path))
    return path
