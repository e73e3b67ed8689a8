"""The JSON of `manju protect mark-image` and `trace-image` is a contract (CLI.md)."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest
from PIL import Image

from manju.cli import main
from manju.copies.models import PictureCopy, RegisteredPicture
from manju.people.scope import every_studio
from media.posters import poster

pytestmark = [pytest.mark.media, pytest.mark.django_db]

Captured = pytest.CaptureFixture[str]


@pytest.fixture(autouse=True)
def home(settings: Any, tmp_path: Path) -> Path:
    settings.HOME, settings.MEDIA_ROOT = tmp_path / "home", tmp_path / "home" / "media"
    return tmp_path / "home"


@pytest.fixture
def drawn(tmp_path: Path) -> Path:
    Image.fromarray(poster(3)).save(tmp_path / "海报.png")
    return tmp_path / "海报.png"


def run(capsys: Captured, *arguments: str | Path, code: int = 0) -> Any:
    assert main([*map(str, arguments), "--json"]) == code
    return json.loads(capsys.readouterr().out)


def test_two_copies_of_a_picture_are_told_apart(drawn: Path, tmp_path: Path, capsys: Captured) -> None:
    first = run(capsys, "protect", "mark-image", drawn, tmp_path / "a.png", "--recipient", "张三")
    second = run(capsys, "protect", "mark-image", drawn, tmp_path / "b.jpg", "--recipient", "李四", "--copy-id", "77")
    for made, name in ((first, "a.png"), (second, "b.jpg")):
        assert list(made)[:4] == ["copy_id", "recipient", "psnr_y_db", "path"]
        assert Path(made["path"]) == tmp_path / name
        assert made["psnr_y_db"] >= 49
    assert (second["copy_id"], second["title"], first["master_id"]) == (77, "海报", second["master_id"])
    with Image.open(tmp_path / "b.jpg") as copy:
        assert (copy.format, copy.size) == ("JPEG", (900, 600))
        cropped = copy.crop((100, 60, 800, 560))
        cropped.resize((560, 400)).transpose(Image.Transpose.FLIP_LEFT_RIGHT).save(tmp_path / "found.jpg", quality=70)

    traced = run(capsys, "protect", "trace-image", tmp_path / "found.jpg")
    assert list(traced)[:5] == ["matches", "match", "copy", "copies", "seconds"]
    assert traced["match"] == traced["matches"][0]
    assert (traced["match"]["master_id"], traced["match"]["title"]) == (first["master_id"], "海报")
    assert (traced["match"]["segments"], traced["match"]["score"] > 0) == ([], True)
    assert (traced["copy"]["copy_id"], traced["copy"]["recipient"]) == (77, "李四")
    assert traced["copy"]["log10_false_alarm"] < -9
    assert [c["copy_id"] for c in traced["copies"]] == [77]

    unmarked = run(capsys, "protect", "trace-image", drawn)
    assert (unmarked["match"]["title"], unmarked["copy"], unmarked["copies"]) == ("海报", None, [])

    Image.fromarray(poster(9)).save(tmp_path / "other.png")
    stranger = run(capsys, "protect", "trace-image", tmp_path / "other.png")
    assert (stranger["matches"], stranger["match"], stranger["copy"], stranger["copies"]) == ([], None, None, [])

    assert main(["protect", "trace-image", str(tmp_path / "found.jpg"), "--lang", "en"]) == 0
    assert "This is the copy handed to 李四 (77)" in capsys.readouterr().out


def test_a_number_belongs_to_one_copy_and_its_recipient(drawn: Path, tmp_path: Path, capsys: Captured) -> None:
    order = ("protect", "mark-image", drawn, tmp_path / "a.png", "--copy-id", "5", "--recipient")
    assert run(capsys, *order, "张三") == run(capsys, *order, "张三")
    refused = run(capsys, *order, "李四", code=2)
    assert refused["error"]["code"] == "copy_id_unusable"
    assert run(capsys, *order, " ", code=2)["error"]["code"] == "recipient_missing"
    with every_studio(why="test"):
        assert (RegisteredPicture.objects.count(), PictureCopy.objects.count()) == (1, 1)


def test_what_is_no_picture_is_refused(tmp_path: Path, capsys: Captured) -> None:
    (tmp_path / "notes.png").write_text("not a picture at all\n" * 9)
    answer = run(capsys, "protect", "trace-image", tmp_path / "notes.png", code=2)
    assert answer["error"]["code"] == "not_media"
    Image.fromarray(poster(3)[:60, :60]).save(tmp_path / "tiny.png")
    answer = run(capsys, "protect", "mark-image", tmp_path / "tiny.png", tmp_path / "o.png", "--recipient", "x", code=2)
    assert answer["error"]["code"] == "picture_too_small"
    assert not (tmp_path / "o.png").exists()
