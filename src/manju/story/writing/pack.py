"""The hand-off pack: every format of a version at a level, its pictures, the schema, and a manifest of all hashes."""

from __future__ import annotations

import hashlib
import json
import zipfile
from collections.abc import Iterator
from pathlib import Path
from typing import Any, Final

from manju.story.bible import Bible
from manju.story.example import BIBLE
from manju.story.levels import Level, at_level
from manju.story.writing.files import PictureFiles, as_json, paths_of, picture_bytes
from manju.story.writing.markdown import markdown_of
from manju.story.writing.outline import lay_out
from manju.story.writing.pdf import Stamp, pdf_of
from manju.story.writing.word import word_of

__all__ = ["MANIFEST", "write_pack"]

FORMAT: Final = "manju-hand-off/1"
MANIFEST: Final = "manifest.json"
PROOF: Final = "seal/proof.json"
SEALED: Final = "seal/version.json"
AT: Final = (1980, 1, 1, 0, 0, 0)  # of every file in the zip: equal packs have equal bytes


def write_pack(
    bible: Bible,
    *,
    level: Level,
    out: Path,
    pictures: PictureFiles,
    stamp: Stamp,
    proof: bytes | None,
    sealed: bytes | None,
) -> None:
    """Write the zip. The manifest lists every other file with its SHA-256 and size, and what the seal is a seal of.

    The sealed bytes are the whole version, so they go only into a `full` pack; a proof names nothing but hashes and
    goes into every pack.
    """
    files: list[dict[str, Any]] = []  # any: JSON
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as packed:
        for name, data in _files(bible, level, pictures=pictures, stamp=stamp, proof=proof, sealed=sealed):
            _put(packed, name, data)
            files.append({"path": name, "sha256": hashlib.sha256(data).hexdigest(), "bytes": len(data)})
        manifest = {
            "format": FORMAT, "title": bible.title, "level": level, "version": stamp.version,
            "published": stamp.published.isoformat() if stamp.published else None,
            "version_sha256": stamp.sha256 or None, "studio": stamp.studio, "files": files,
            "seal": None if proof is None else _seal(stamp, whole=sealed is not None and level == "full"),
        }  # fmt: skip
        _put(packed, MANIFEST, (json.dumps(manifest, ensure_ascii=False, indent=2) + "\n").encode())


def _seal(stamp: Stamp, *, whole: bool) -> dict[str, Any]:  # any: JSON
    return {
        "proof": PROOF, "of": SEALED if whole else None, "sha256": stamp.sha256,
        "sealed_at": stamp.sealed_at.isoformat() if stamp.sealed_at else None, "authority": stamp.authority or None,
    }  # fmt: skip


def _files(
    bible: Bible, level: Level, *, pictures: PictureFiles, stamp: Stamp, proof: bytes | None, sealed: bytes | None
) -> Iterator[tuple[str, bytes]]:
    shown = at_level(bible, level)
    held = picture_bytes(shown, pictures)
    paths = paths_of(shown, pictures)
    blocks = lay_out(shown, pictures=set(held))
    yield "bible.pdf", pdf_of(shown, pictures=held, stamp=stamp)
    yield "bible.docx", word_of(blocks, pictures=held, language=shown.language, stamp=stamp.line())
    yield "bible.md", markdown_of(blocks, paths=paths, stamp=stamp.line()).encode()
    yield "bible.json", as_json(bible, level)
    yield "schema.json", (json.dumps(BIBLE.schema(), ensure_ascii=False, indent=2) + "\n").encode()
    for sha256, path in paths.items():
        yield path, held[sha256]
    if proof is not None:
        yield PROOF, proof
        if sealed is not None and level == "full":
            yield SEALED, sealed


def _put(packed: zipfile.ZipFile, name: str, data: bytes) -> None:
    part = zipfile.ZipInfo(name, AT)
    part.compress_type = zipfile.ZIP_DEFLATED
    part.external_attr = 0o644 << 16
    packed.writestr(part, data)
