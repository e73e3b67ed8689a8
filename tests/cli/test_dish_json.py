"""`media covers`, `media compose` and the sound and cover options of `media render`: added commands, fixed shapes."""

from __future__ import annotations

import json
from importlib import import_module
from pathlib import Path
from typing import Any

import numpy as np
import pytest
import soundfile
from PIL import Image

from manju.cli import main
from manju.media.channels import profiles
from media.clips import clip, tiny_profile

pytestmark = [pytest.mark.media, pytest.mark.django_db]


@pytest.fixture(autouse=True)
def home(settings: Any, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    settings.HOME, settings.MEDIA_ROOT = tmp_path / "home", tmp_path / "home" / "media"
    small = {name: tiny_profile(name) for name in profiles()}
    small["youtube"] = tiny_profile("youtube", width=160, height=90, cover_sizes=((160, 90), (90, 90)))
    monkeypatch.setattr(import_module("manju.media.channels.profiles"), "profiles", lambda on=None: small)


@pytest.fixture
def master(tmp_path: Path) -> Path:
    return clip(tmp_path / "ep1.mp4", size="160x90", fps="10", seconds=2.4)


def run(capsys: pytest.CaptureFixture[str], *arguments: str | Path, code: int = 0) -> Any:
    assert main([*map(str, arguments), "--json"]) == code
    return json.loads(capsys.readouterr().out)


def test_covers_says_times_scores_reasons_and_files(master: Path, tmp_path: Path, capsys) -> None:
    document = run(capsys, "media", "covers", master, "--channel", "youtube", "--out", tmp_path / "c", "--count", "2")
    first = document["covers"][0]
    assert list(first) == ["time_s", "score", "reasons", "faces", "paths"]
    assert {"sharp", "face", "still", "no_card"} <= set(first["reasons"])
    assert [Image.open(p).size for p in first["paths"]] == [(160, 90), (90, 90)]
    titled = run(capsys, "media", "covers", master, "--out", tmp_path / "t", "--at", "1.0", "--title", "The lamp",
                 "--language", "en", "--style", "band")  # fmt: skip
    assert [c["time_s"] for c in titled["covers"]] == [1.0]
    assert titled["covers"][0]["score"] is None


def test_render_mixes_a_dub_and_sets_a_title_on_the_cover(master: Path, tmp_path: Path, capsys) -> None:
    tone = 0.2 * np.sin(np.arange(round(2.4 * 48_000)) * 0.2)
    soundfile.write(tmp_path / "dub.wav", tone, 48_000)
    made = run(capsys, "media", "render", master, "--channel", "youtube", "--out", tmp_path / "out", "--producer-code",
               "001191110000MA01", "--dub", tmp_path / "dub.wav", "--duck-db", "18", "--own-sound", "off",
               "--cover-title", "The lamp", "--language", "en")  # fmt: skip
    (one,) = made["deliverables"]
    assert one["loudness_lufs"] == pytest.approx(-14, abs=0.5)
    assert Image.open(one["cover"]).size == (160, 90)


def test_what_cannot_be_mixed_is_said_before_anything_is_made(master: Path, tmp_path: Path, capsys) -> None:
    usual = ("media", "render", master, "--channel", "youtube", "--out", tmp_path / "out", "--producer-code", "c")
    (tmp_path / "dub.wav").write_bytes(b"no sound")
    assert run(capsys, *usual, "--dub", tmp_path / "none.wav", code=2)["error"]["code"] == "file_missing"
    assert run(capsys, *usual, "--dub", tmp_path / "dub.wav", "--duck-db", "99", code=2)["error"]["code"] == (
        "mix_out_of_range"
    )
    assert run(capsys, *usual, "--dub", tmp_path / "dub.wav", code=2)["error"]["code"] == "not_media"
    assert run(capsys, *usual, "--lettering", tmp_path / "none", code=2)["error"]["code"] == "layers_missing"
    assert not (tmp_path / "out").exists()


def test_compose_letters_a_page(tmp_path: Path, capsys) -> None:
    Image.new("RGB", (64, 48), (0, 0, 200)).save(tmp_path / "art.png")
    (tmp_path / "l.svg").write_text(
        '<svg xmlns="http://www.w3.org/2000/svg" width="64" height="48"><rect width="9" height="9" fill="#fff"/></svg>'
    )
    page = tmp_path / "page.png"
    document = run(capsys, "media", "compose", tmp_path / "art.png", tmp_path / "l.svg", page, "--lang", "ja")
    assert document == {"path": str(page), "width": 64, "height": 48, "language": "ja"}
    assert Image.open(page).getpixel((4, 4)) == (255, 255, 255)
    again = run(capsys, "media", "compose", tmp_path / "art.png", tmp_path / "l.svg", tmp_path / "art.png", code=2)
    assert again["error"]["code"] == "out_unusable"
