"""A bible from any file people have one in: what kind of file it is is seen from its bytes, never from its name."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Final

from manju.money.documents import parse_json
from manju.story.bible import FORMAT, Bible, Picture, read_bible
from manju.story.errors import StoryError, encrypted, too_large, wrong_type
from manju.story.importing.draft import Draft
from manju.story.importing.markdown_file import Links, decode, pieces_of
from manju.story.importing.own import read_own
from manju.story.importing.pieces import Image, Leaf, Source
from manju.story.importing.residue import keep_the_rest
from manju.story.importing.tree import tree_of
from manju.story.writing import markdown
from manju.words import Words

__all__ = ["Imported", "read_any"]

BYTES_MAX: Final = 300 * 1024 * 1024


@dataclass(frozen=True, slots=True)
class Imported:
    """A bible as it was read, its pictures' bytes by SHA-256, and what fitted no field (it stands in the notes)."""

    bible: Bible
    pictures: Mapping[str, bytes] = field(default_factory=dict)
    unread: tuple[Leaf, ...] = ()

    def counts(self) -> dict[str, int]:
        """How much of everything there is, as `bible import` prints it."""
        bible = self.bible
        images = {one.sha256 for one in (*bible.images, *(i for c in bible.characters for i in c.images))}
        return {
            "characters": len(bible.characters), "world": len(bible.world), "timeline": len(bible.timeline),
            "relations": len(bible.relations), "conflicts": len(bible.conflicts), "glossary": len(bible.glossary),
            "images": len(images),
        }  # fmt: skip


def read_any(path: Path) -> Imported:
    """The bible in a file: our JSON, Markdown, DOCX or pack, a Notion export, a Word or Feishu document, Markdown.

    Raises:
        StoryError: `file_missing`, `empty`, `too_large`, `wrong_type`, `damaged`, `encrypted`, `unsafe_archive`,
            `unsafe_xml`.
        InputError: a JSON file that is no bible, naming the key.
    """
    if not path.is_file():
        raise StoryError(
            "file_missing",
            Words("没有这个文件：{p}", "There is no such file: {p}").fill(p=path),
            Words("检查路径。", "Check the path."),
        )
    if path.stat().st_size > BYTES_MAX:
        raise too_large(path.name)
    raw = path.read_bytes()
    if not raw.strip():
        raise StoryError(
            "empty",
            Words("{n} 是空的。", "{n} is empty.").fill(n=path.name),
            Words("换一个有内容的文件。", "Choose a file with something in it."),
        )
    if raw.startswith(b"PK"):
        return _packed(raw, path)
    _refuse_others(raw, path.name)
    text = decode(raw, path.name)
    if text.lstrip("\ufeff \t\n").startswith(("{", "[")) and _is_json(text):
        return _from_json(text, _beside(path))
    return read_text(text, path.name, _beside(path))


def read_text(text: str, name: str, files: Mapping[str, bytes]) -> Imported:
    """The bible in a Markdown or plain text; `files`: what lies beside it, by relative path."""
    blocks = markdown.blocks_of(text)
    bible = read_own(blocks) if blocks is not None else None
    if bible is not None:
        return Imported(bible, _pictures_of(bible, files))
    source = Source(name)

    def image(address: str, caption: str) -> Image | None:
        found = _file(address, files)
        if found is None:
            return None
        sha256 = hashlib.sha256(found[1]).hexdigest()
        source.pictures[sha256] = found[1]
        return Image(sha256, found[0].rpartition("/")[2], caption)

    source.pieces = pieces_of(text, Links(image=image, page=lambda address: False))
    source.raw = text
    return understood(source)


def understood(source: Source) -> Imported:
    """The bible in the pieces of any document, with nothing of them lost."""
    from manju.story.importing.meaning import understand

    draft = Draft()
    body = [piece for piece in source.pieces if not piece.aside]
    understand(tree_of(body), draft)
    for piece in source.pieces:
        if piece.aside:
            draft.note(piece.aside, piece.text)
            for image in piece.images:
                draft.picture(image, of=draft.images)
    for where, text in source.unread:
        draft.note(where, text)
    bible = draft.finish(source.title or Path(source.name).stem)
    hung = {one.sha256 for one in (*bible.images, *(i for c in bible.characters for i in c.images))}
    for sha256 in source.pictures:
        if sha256 not in hung:
            draft.picture(_image_of(source, sha256), of=draft.images)
    keep_the_rest(source.pieces, draft, draft.bible().plain(), raw=source.raw)
    return Imported(draft.bible(), source.pictures, tuple(draft.unread))


def _image_of(source: Source, sha256: str) -> Image:
    found = [
        i for p in source.pieces for i in (*p.images, *(i for r in p.rows for c in r for q in c for i in q.images))
    ]
    return next(
        (image for image in found if image.sha256 == sha256), Image(sha256, source.names.get(sha256, sha256[:16]))
    )


def _packed(raw: bytes, path: Path) -> Imported:
    """A zip: a Word document, our own pack, or a Notion export."""
    from manju.story.importing.unpacking import unpacked
    from manju.story.importing.word_file import read_word, word_parts
    from manju.story.importing.word_own import blocks_of, is_own

    parts = unpacked(raw, path.name)
    if "[Content_Types].xml" in parts:
        parts = word_parts(raw, path.name)
        source = read_word(parts, path.name)
        bible = read_own(blocks_of(source.pieces)) if is_own(parts) else None
        if bible is not None:
            wanted = {one.sha256 for one in _images(bible)}
            return Imported(bible, {key: data for key, data in source.pictures.items() if key in wanted})
        return understood(source)
    own = [name for name in sorted(parts) if name.endswith(".json") and FORMAT.encode() in parts[name][:4000]]
    for name in own:
        folder = name.rpartition("/")[0]
        near = {key.removeprefix(f"{folder}/") if folder else key: data for key, data in parts.items()}
        return _from_json(parts[name].decode("utf-8-sig"), near)
    from manju.story.importing.notion import read_notion

    return understood(read_notion(parts, path.name))


def _from_json(text: str, files: Mapping[str, bytes]) -> Imported:
    bible = read_bible(parse_json(text))
    return Imported(bible, _pictures_of(bible, files))


def _is_json(text: str) -> bool:
    try:
        json.loads(text.lstrip("\ufeff"))
    except (ValueError, RecursionError):
        return FORMAT in text or text.lstrip("\ufeff \t\n").startswith('{"')
    return True


def _pictures_of(bible: Bible, files: Mapping[str, bytes]) -> dict[str, bytes]:
    """The pictures that lie beside, where their bytes are those the bible names."""
    found: dict[str, bytes] = {}
    for one in _images(bible):
        for path in (one.path, *(f"images/{one.sha256[:16]}.{ending}" for ending in ENDINGS)):
            file = _file(path, files)
            if file is not None and hashlib.sha256(file[1]).hexdigest() == one.sha256:
                found[one.sha256] = file[1]
                break
    return found


def _images(bible: Bible) -> list[Picture]:
    return [*bible.images, *(image for one in bible.characters for image in one.images)]


def _file(address: str, files: Mapping[str, bytes]) -> tuple[str, bytes] | None:
    """A file beside the document by its address, or by its name alone as Obsidian has it."""
    plain = address.split("#", maxsplit=1)[0].split("?", maxsplit=1)[0].removeprefix("./").strip("<>")
    if not plain or "://" in plain or plain.startswith(("/", "data:")) or ".." in plain.split("/"):
        return None
    data = files.get(plain)
    return None if data is None else (plain, data)


class _Beside(Mapping[str, bytes]):
    """Pictures in the folder of a document and the folders below it, read when asked for."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder

    def __getitem__(self, key: str) -> bytes:
        for path in (self._folder / key, *(self._folder / name / Path(key).name for name in PLACES)):
            if (
                path.is_file()
                and path.resolve().is_relative_to(self._folder.resolve())
                and path.suffix.lower() in PICTURES
            ):
                return path.read_bytes() if path.stat().st_size <= BYTES_MAX else b""
        raise KeyError(key)

    def __iter__(self) -> Iterator[str]:
        return iter(())  # nobody lists the folder

    def __len__(self) -> int:
        return 0


def _beside(path: Path) -> Mapping[str, bytes]:
    return _Beside(path.parent)


def _refuse_others(raw: bytes, name: str) -> None:
    if raw.startswith(b"\xd0\xcf\x11\xe0"):
        if "EncryptedPackage".encode("utf-16-le") in raw:
            raise encrypted(name)
        raise wrong_type(
            name, Words("这是旧的 .doc 格式，请另存为 docx。", "it is the old .doc format: save it as docx.")
        )
    for start, what in KINDS.items():
        if raw.startswith(start):
            raise wrong_type(name, what)


PLACES: Final = ("images", "attachments", "assets", "media", "图片", "附件", "_resources")
ENDINGS: Final = (
    "png",
    "jpg",
    "webp",
    "gif",
    "bmp",
    "tiff",
    "svg",
    "emf",
    "wmf",
    "avif",
    "heic",
    "bin",
)  # as we write them
PICTURES: Final = frozenset(
    {
        ".png",
        ".jpg",
        ".jpeg",
        ".webp",
        ".gif",
        ".bmp",
        ".tif",
        ".tiff",
        ".svg",
        ".emf",
        ".wmf",
        ".heic",
        ".avif",
        ".bin",
    }
)
PICTURE: Final = Words("这是一张图片。", "it is a picture.")
KINDS: Final = {
    b"%PDF": Words("这是 PDF。请导入 docx、Markdown 或 JSON。", "it is a PDF: import DOCX, Markdown or JSON."),
    b"{\\rtf": Words("这是 RTF，请另存为 docx。", "it is RTF: save it as docx."),
    b"\x89PNG": PICTURE, b"\xff\xd8\xff": PICTURE, b"GIF8": PICTURE, b"RIFF": PICTURE,
    b"7z\xbc\xaf": Words("这是 7z，请改成 zip。", "it is 7z: make it a zip."),
    b"Rar!": Words("这是 RAR，请改成 zip。", "it is RAR: make it a zip."),
    b"\x1f\x8b": Words("这是 gzip，请改成 zip。", "it is gzip: make it a zip."),
}  # fmt: skip
