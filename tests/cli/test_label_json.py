"""The JSON that `manju label` prints is a contract (CLI.md): read never fails on a verdict, write never overwrites."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest
from PIL import Image

from manju.cli import main
from media.clips import clip

pytestmark = pytest.mark.media
Captured = pytest.CaptureFixture[str]

FIELDS = ["Label", "ContentProducer", "ProduceID", "ReservedCode1", "ContentPropagator", "PropagateID", "ReservedCode2"]


def run(capsys: Captured, *arguments: str | Path, code: int = 0) -> Any:
    assert main([*map(str, arguments), "--json"]) == code
    return json.loads(capsys.readouterr().out)


@pytest.fixture
def film(tmp_path: Path) -> Path:
    return clip(tmp_path / "film.mp4", size="160x90", seconds=1)


def write(capsys: Captured, source: Path, target: Path, *more: str, code: int = 0) -> Any:
    return run(capsys, "label", "write", source, target, *more, code=code)


OURS = ("--producer-code", "001191110000MA01", "--produce-id", "ep-7")


def test_write_then_read_gives_the_same_document(film: Path, tmp_path: Path, capsys: Captured) -> None:
    written = write(capsys, film, tmp_path / "out.mp4", *OURS)
    read = run(capsys, "label", "read", tmp_path / "out.mp4")
    assert written == read
    assert list(read) == ["aigc", "carriers", "verdict", "problems"]
    assert list(read["aigc"]) == FIELDS
    assert list(read["aigc"].values()) == ["1", "001191110000MA01", "ep-7", "", "", "", ""]
    assert (read["carriers"], read["verdict"], read["problems"]) == (["moov/udta/meta"], "compliant", [])


def test_read_exits_0_whatever_the_verdict(film: Path, tmp_path: Path, capsys: Captured) -> None:
    nothing = run(capsys, "label", "read", film)
    assert nothing == {"aigc": None, "carriers": [], "verdict": "not_found", "problems": []}
    webm = clip(tmp_path / "film.webm", size="64x64", seconds=0.4, video=("-c:v", "libvpx", "-b:v", "50k"),
                audio=("-c:a", "libopus"))  # fmt: skip
    unknown = run(capsys, "label", "read", webm)
    assert unknown["verdict"] == "inconclusive"
    assert [p["code"] for p in unknown["problems"]] == ["container_unknown"]
    write(capsys, film, tmp_path / "out.mp4", *OURS)
    damaged = tmp_path / "out.mp4"
    damaged.write_bytes(damaged.read_bytes().replace(b'"ep-7"', b'"    "'))
    empty = run(capsys, "label", "read", damaged)
    assert (empty["verdict"], [p["code"] for p in empty["problems"]]) == ("noncompliant", ["field_empty"])


def test_a_label_that_is_there_is_kept(film: Path, tmp_path: Path, capsys: Captured) -> None:
    labelled = tmp_path / "labelled.mp4"
    write(capsys, film, labelled, *OURS)
    again = write(capsys, labelled, tmp_path / "again.mp4", "--producer-code", "other", "--produce-id", "1", code=1)
    assert again["error"]["code"] == "label_present"
    assert not (tmp_path / "again.mp4").exists()


def test_a_propagator_fills_its_two_fields_only(film: Path, tmp_path: Path, capsys: Captured) -> None:
    labelled, passed_on = tmp_path / "labelled.mp4", tmp_path / "passed-on.mp4"
    write(capsys, film, labelled, *OURS)
    propagator = ("--propagator-code", "P1", "--propagate-id", "77")
    filled = write(capsys, labelled, passed_on, *propagator)
    assert list(filled["aigc"].values()) == ["1", "001191110000MA01", "ep-7", "", "P1", "77", ""]
    assert filled["verdict"] == "compliant"
    other = write(capsys, passed_on, tmp_path / "x.mp4", "--propagator-code", "P2", "--propagate-id", "1", code=1)
    assert other["error"]["code"] == "label_present"


def test_wrong_input_is_a_clear_error(film: Path, tmp_path: Path, capsys: Captured) -> None:
    text = tmp_path / "text.mp4"
    text.write_text("no film")
    broken = tmp_path / "broken.mp4"
    broken.write_bytes(film.read_bytes()[:200])
    gif = tmp_path / "a.gif"
    Image.new("RGB", (8, 8)).save(gif)
    out = tmp_path / "out.mp4"
    expected = [
        ("producer_code_missing", (film, out, "--produce-id", "1")),
        ("produce_id_missing", (film, out, "--producer-code", "x")),
        ("file_missing", (tmp_path / "none.mp4", out, *OURS)),
        ("not_media", (text, out, *OURS)),
        ("file_broken", (broken, out, *OURS)),
        ("label_format_unsupported", (gif, out, *OURS)),
        ("folder_missing", (film, tmp_path / "no" / "out.mp4", *OURS)),
        ("out_unusable", (film, tmp_path, *OURS)),
    ]
    for code, arguments in expected:
        error = write(capsys, *arguments, code=2)["error"]
        assert error["code"] == code
        assert set(error) == {"code", "message", "hint"}
        assert not out.exists()
    assert run(capsys, "label", "read", text, code=2)["error"]["code"] == "not_media"


def test_out_may_be_the_file_itself(film: Path, capsys: Captured) -> None:
    assert write(capsys, film, film, *OURS)["verdict"] == "compliant"
    assert run(capsys, "media", "probe", film)["aigc"]["ProduceID"] == "ep-7"
