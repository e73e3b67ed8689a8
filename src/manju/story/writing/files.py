"""A version of a bible as a file at a level: JSON, Markdown, Word, PDF, or the pack of all of them."""

from __future__ import annotations

import json
import re
from collections.abc import Mapping
from pathlib import Path
from typing import Any, Final, Literal

from manju.story.bible import Bible, Picture
from manju.story.errors import StoryError
from manju.story.levels import LEVELS, Level, at_level
from manju.story.writing.markdown import markdown_of
from manju.story.writing.outline import lay_out
from manju.story.writing.pdf import Stamp
from manju.story.writing.pictures import ending_of
from manju.words import Words

__all__ = ["FORMS", "Form", "PictureFiles", "as_json", "paths_of", "picture_bytes", "plain_at", "write_bible"]

Form = Literal["pdf", "docx", "md", "json", "zip"]
FORMS: Final[dict[Form, Words]] = {
    "pdf": Words("PDF", "PDF"),
    "docx": Words("Word 文档", "Word document"),
    "md": Words("Markdown（Notion、飞书可导入）", "Markdown for Notion and Feishu"),
    "json": Words("JSON", "JSON"),
    "zip": Words("交接包（全部格式和图片）", "Hand-off pack: every format and the pictures"),
}
PictureFiles = Mapping[str, Path]
"""Where pictures lie, by SHA-256."""


def write_bible(
    bible: Bible, *, form: Form, level: Level, out: Path, pictures: PictureFiles, stamp: Stamp,
    proof: bytes | None = None, sealed: bytes | None = None,
) -> list[Path]:  # fmt: skip
    """Write the bible at a level to `out`; Markdown and JSON have their pictures beside them. The files written.

    `stamp`: which version this is; its level is set to `level`. `proof` is the seal's proof of the version, `sealed`
    the very bytes it proves: both go into a pack, the bytes only at level `full`.

    Raises:
        StoryError: `level_unknown`, `form_unknown`.
        OSError: the place cannot be written.
    """
    from dataclasses import replace

    if level not in LEVELS:
        raise _unknown("level_unknown", Words("级别", "level"), level, ", ".join(LEVELS))
    stamp = replace(stamp, level=level)
    if form == "zip":
        from manju.story.writing.pack import write_pack

        write_pack(bible, level=level, out=out, pictures=pictures, stamp=stamp, proof=proof, sealed=sealed)
        return [out]
    shown = at_level(bible, level)
    if form == "json":
        out.write_bytes(as_json(bible, level))
    elif form == "md":
        paths = paths_of(shown, pictures)
        out.write_text(
            markdown_of(lay_out(shown, pictures=set(paths)), paths=paths, stamp=stamp.line()),
            encoding="utf-8",
            newline="\n",
        )
    elif form == "docx":
        from manju.story.writing.word import word_of

        held = picture_bytes(shown, pictures)
        out.write_bytes(
            word_of(lay_out(shown, pictures=set(held)), pictures=held, language=shown.language, stamp=stamp.line())
        )
    elif form == "pdf":
        from manju.story.writing.pdf import pdf_of

        out.write_bytes(pdf_of(shown, pictures=picture_bytes(shown, pictures), stamp=stamp))
    else:
        raise _unknown("form_unknown", Words("格式", "format"), form, ", ".join(FORMS))
    return [out, *(_beside(shown, pictures, out.parent) if form in ("md", "json") else [])]


def as_json(bible: Bible, level: Level) -> bytes:
    """The bible at a level as JSON for people and programs."""
    return (json.dumps(plain_at(bible, level), ensure_ascii=False, indent=2) + "\n").encode()


def plain_at(bible: Bible, level: Level) -> dict[str, Any]:
    """The JSON values at a level; keys that the level does not have are left out, not empty. `Any`: they are JSON.

    >>> from manju.story.bible import read_bible
    >>> bible = read_bible({"format": "manju-bible/1", "title": {"zh": "灯"}, "characters": [], "notes": "未定"})
    >>> sorted(plain_at(bible, "teaser")), "notes" in plain_at(bible, "licensee")
    (['characters', 'format', 'language', 'synopsis', 'title'], False)
    """
    plain = at_level(bible, level).plain()
    if level == "full":
        return plain
    left = TEASER if level == "teaser" else frozenset(plain) - {"notes"}
    of_character = TEASER_CHARACTER if level == "teaser" else None
    characters = [
        {key: value for key, value in one.items() if key != "notes" and (of_character is None or key in of_character)}
        for one in plain["characters"]
    ]
    return {key: value for key, value in plain.items() if key in left} | {"characters": characters}


def paths_of(bible: Bible, pictures: PictureFiles) -> dict[str, str]:
    """Where each picture at hand lies beside the document, by SHA-256: the bible's own path where it is a safe one."""
    found: dict[str, str] = {}
    for one in _images(bible):
        if one.sha256 in found or one.sha256 not in pictures:
            continue
        own = one.path if SAFE.fullmatch(one.path) and ".." not in one.path else ""
        if not own or own.casefold() in {path.casefold() for path in found.values()}:
            with pictures[one.sha256].open("rb") as file:
                own = f"images/{one.sha256[:16]}.{ending_of(file.read(16))}"
        found[one.sha256] = own
    return found


def picture_bytes(bible: Bible, pictures: PictureFiles) -> dict[str, bytes]:
    """The bytes of those of its pictures that are at hand."""
    return {one.sha256: pictures[one.sha256].read_bytes() for one in _images(bible) if one.sha256 in pictures}


def _beside(bible: Bible, pictures: PictureFiles, folder: Path) -> list[Path]:
    written = []
    for sha256, path in paths_of(bible, pictures).items():
        target = folder / path
        target.parent.mkdir(parents=True, exist_ok=True)
        target.write_bytes(pictures[sha256].read_bytes())
        written.append(target)
    return written


def _images(bible: Bible) -> list[Picture]:
    return [*bible.images, *(image for one in bible.characters for image in one.images)]


def _unknown(code: str, what: Words, said: str, known: str) -> StoryError:
    return StoryError(
        code,
        Words("没有这个{w}：{s}", "There is no such {w}: {s}").fill(w=what, s=said),
        Words("可以选：{k}", "Choose one of: {k}").fill(k=known),
    )


TEASER: Final = frozenset({"format", "language", "title", "synopsis", "characters"})
TEASER_CHARACTER: Final = frozenset({"id", "names", "role", "appearance", "images"})
SAFE: Final = re.compile(r"images/[^/\\:*?\"<>|()\x00-\x1f\x7f]{1,120}\.[A-Za-z0-9]{1,5}")
