"""What `manju bible import` and `bible export` print is a contract, and what goes out comes back (BIBLE-FORMAT.md)."""

from __future__ import annotations

import hashlib
import json
from pathlib import Path
from typing import Any

import pytest

from manju.cli import main
from tests.story.bibles import LAMP
from tests.story.foreign import notion_export, png

pytestmark = [pytest.mark.django_db]
Captured = pytest.CaptureFixture[str]


@pytest.fixture(autouse=True)
def home(settings: Any, tmp_path: Path) -> None:
    settings.HOME, settings.MEDIA_ROOT = tmp_path / "home", tmp_path / "home" / "media"


@pytest.fixture
def ours(tmp_path: Path) -> Path:
    """The sample bible beside its pictures."""
    plain = json.loads(json.dumps(LAMP))
    (tmp_path / "images").mkdir()
    for shade, image in enumerate([plain["characters"][0]["images"][0], plain["images"][0]]):
        image["sha256"] = hashlib.sha256(png(shade)).hexdigest()
        (tmp_path / image["path"]).write_bytes(png(shade))
    path = tmp_path / "ours.json"
    path.write_text(json.dumps(plain, ensure_ascii=False))
    return path


def run(capsys: Captured, *words: str | Path, code: int = 0) -> Any:
    assert main(["bible", *map(str, words), "--json", "--lang", "en"]) == code
    return json.loads(capsys.readouterr().out)


def test_an_import_prints_counts_and_what_was_not_understood(capsys: Captured, tmp_path: Path) -> None:
    (tmp_path / "Export.zip").write_bytes(notion_export())
    found = run(capsys, "import", tmp_path / "Export.zip")
    unread = found.pop("unread")
    number = found.pop("property_id")
    assert found == {
        "version": 1, "characters": 2, "world": 0, "timeline": 1, "relations": 1, "conflicts": 0, "glossary": 0,
        "images": 1,
    }  # fmt: skip
    assert {"where", "text"} == set(unread[0])
    assert "星座: 双鱼" in {leaf["text"] for leaf in unread}
    again = run(capsys, "import", tmp_path / "Export.zip", "--property", str(number))
    assert (again["property_id"], again["version"]) == (number, 2)
    other = run(capsys, "import", tmp_path / "Export.zip")
    assert (other["property_id"] != number, other["version"]) == (True, 1)


@pytest.mark.parametrize("form", ["json", "md", "docx"])
def test_what_goes_out_comes_back_the_same(capsys: Captured, tmp_path: Path, ours: Path, form: str) -> None:
    first = run(capsys, "import", ours)
    assert (first["unread"], first["images"]) == ([], 2)
    out = tmp_path / "out" / f"bible.{form}"
    out.parent.mkdir()
    told = run(capsys, "export", first["property_id"], "--format", form, "--level", "full", "--out", out)
    assert (told["path"], told["version"], told["sha256"]) == (
        str(out), 1, hashlib.sha256(out.read_bytes()).hexdigest(),
    )  # fmt: skip
    second = run(capsys, "import", out)
    assert {**second, "property_id": 0} == {**first, "property_id": 0}
    for told, name in ((first, "a.json"), (second, "b.json")):
        run(capsys, "export", told["property_id"], "--format", "json", "--out", tmp_path / name)
    assert (tmp_path / "a.json").read_bytes() == (tmp_path / "b.json").read_bytes()


def test_what_does_not_exist_is_refused_with_exit_code_2(capsys: Captured, tmp_path: Path, ours: Path) -> None:
    missing = run(capsys, "export", "999", "--format", "json", "--out", tmp_path / "x.json", code=2)
    assert missing["error"]["code"] == "property_unknown"
    assert run(capsys, "import", tmp_path / "none.md", code=2)["error"]["code"] == "file_missing"
    ours.write_text('{"format": "manju-bible/1", "title": {"zh": "灯"}, "characters": [], "colour": 1}')
    assert run(capsys, "import", ours, code=2)["error"] == {
        "code": "unknown_key", "message": "Unknown key: colour",
        "hint": "Correct or remove it; the shape: manju schema",
    }  # fmt: skip
