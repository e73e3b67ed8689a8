"""What is handed out: levels to the letter, files that name their version, a pack whose manifest is true."""

from __future__ import annotations

import datetime as dt
import hashlib
import io
import json
import zipfile
from pathlib import Path

import docx
import pypdfium2
import pytest

from manju.story.bible import Bible, read_bible
from manju.story.importing.reading import read_any
from manju.story.writing.files import plain_at, write_bible
from manju.story.writing.pdf import Stamp

from .bibles import LAMP, lamp
from .foreign import png

STAMP = Stamp(version=3, published=dt.date(2026, 11, 26), sha256="9f" * 32, authority="FreeTSA", studio="夜航工作室",
              sealed_at=dt.datetime(2026, 11, 26, 9, 30, tzinfo=dt.UTC))  # fmt: skip


def pictured(folder: Path) -> tuple[Bible, dict[str, Path]]:
    """The sample with two pictures that are at hand."""
    plain = json.loads(json.dumps(LAMP))
    files = {}
    for shade, image in enumerate([plain["characters"][0]["images"][0], plain["images"][0]]):
        raw = png(shade)
        image["sha256"] = hashlib.sha256(raw).hexdigest()
        files[image["sha256"]] = folder / f"{shade}.png"
        files[image["sha256"]].write_bytes(raw)
    return read_bible(plain), files


def test_a_licensee_gets_all_but_notes_and_secrets() -> None:
    shown = plain_at(lamp(), "licensee")
    whole = plain_at(lamp(), "full")
    assert "notes" not in shown
    assert all("notes" not in one for one in shown["characters"])
    assert [e["name"] for e in shown["timeline"]] == ["灯塔失火"]
    assert [c["name"] for c in shown["conflicts"]] == ["一封不该送的信"]
    for key in ("title", "synopsis", "relations", "world", "glossary", "extras", "images"):
        assert shown[key] == whole[key]


def test_a_teaser_has_title_synopsis_and_of_each_character_the_look() -> None:
    shown = plain_at(lamp(), "teaser")
    assert set(shown) == {"format", "language", "title", "synopsis", "characters"}
    assert {key for one in shown["characters"] for key in one} == {"id", "names", "role", "appearance", "images"}
    assert len(shown["characters"][0]["images"]) == 1
    assert read_bible(shown).characters[0].personality == ""


@pytest.mark.parametrize("form", ["json", "md", "docx"])
def test_every_written_form_is_read_back_with_its_pictures(tmp_path: Path, form: str) -> None:
    bible, files = pictured(tmp_path)
    out = tmp_path / "out" / f"b.{form}"
    out.parent.mkdir()
    write_bible(bible, form=form, level="full", out=out, pictures=files, stamp=STAMP)
    found = read_any(out)
    assert found.bible == bible
    assert found.pictures == {sha256: path.read_bytes() for sha256, path in files.items()}


def test_the_pack_holds_every_form_and_its_manifest_is_true(tmp_path: Path) -> None:
    bible, files = pictured(tmp_path)
    out = tmp_path / "pack.zip"
    write_bible(bible, form="zip", level="full", out=out, pictures=files, stamp=STAMP, proof=b"{}", sealed=b"whole")
    with zipfile.ZipFile(out) as packed:
        parts = {name: packed.read(name) for name in packed.namelist()}
    manifest = json.loads(parts.pop("manifest.json"))
    assert {one["path"]: (one["sha256"], one["bytes"]) for one in manifest["files"]} == {
        name: (hashlib.sha256(data).hexdigest(), len(data)) for name, data in parts.items()
    }
    assert set(parts) == {
        "bible.pdf", "bible.docx", "bible.md", "bible.json", "schema.json", "images/lu.png", "images/key.png",
        "seal/proof.json", "seal/version.json",
    }  # fmt: skip
    assert (manifest["level"], manifest["version"], manifest["version_sha256"]) == ("full", 3, "9f" * 32)
    assert manifest["seal"]["of"] == "seal/version.json"
    assert read_any(out).bible == bible
    text = "".join(page.get_textpage().get_text_range() for page in pypdfium2.PdfDocument(parts["bible.pdf"]))
    for words in ("雾港信使", "The Fog Harbour Courier", "Version 3", "9f" * 32, "2026-11-26 09:30 UTC", "信到，人到"):
        assert words in text
    document = docx.Document(io.BytesIO(parts["bible.docx"]))
    headings = [p.text for p in document.paragraphs if p.style.name == "Heading 3"]
    assert headings[2:] == ["陆小舟", "顾三爷", "雾港"]
    assert len(document.inline_shapes) == 2


def test_the_whole_version_goes_into_no_pack_below_full(tmp_path: Path) -> None:
    bible, files = pictured(tmp_path)
    out = tmp_path / "pack.zip"
    write_bible(bible, form="zip", level="teaser", out=out, pictures=files, stamp=STAMP, proof=b"{}", sealed=b"whole")
    with zipfile.ZipFile(out) as packed:
        assert "seal/version.json" not in packed.namelist()
        assert json.loads(packed.read("manifest.json"))["seal"]["of"] is None
        everything = b"".join(packed.read(name) for name in packed.namelist() if name.endswith((".json", ".md")))
    for secret in ("第三集前不要透露身世", "结局未定", "封港", "说过的话一定做到"):
        assert secret.encode() not in everything
