"""`label_visible` can fail: absent, covered, too small, too short, out of place; foreign text is undecided."""

from __future__ import annotations

from dataclasses import replace
from fractions import Fraction
from pathlib import Path

import numpy as np
import pytest
from PIL import Image

from manju.media.channels import SafeZone
from manju.media.label.visible import TEXTS, draw_label, find_label, label_text
from manju.media.probe import probe
from manju.media.quality import Check, read_back
from manju.media.render.encode import Output, Source
from manju.media.render.geometry import Geometry
from manju.media.render.pieces import render
from media.clips import clip, ffmpeg, tiny_profile

pytestmark = pytest.mark.media

CHANNEL = tiny_profile("douyin", width=270, height=480)
SOFT = "gblur=12"


def _film(folder: Path, *, scale: float = 1.0, shift: tuple[int, int] = (0, 0), until: float = 3.0,
          cover: str = "null", labelled: bool = True) -> Path:  # fmt: skip
    """A finished-looking film whose label is drawn by FFmpeg from our picture: smaller, elsewhere, shorter, covered."""
    base = clip(folder / "base.mp4", size="270x480", fps="25", sound=None, video_filter=SOFT)
    if not labelled:
        return base
    label = draw_label("zh", 270, 480, CHANNEL.safe_zone)
    picture = Image.fromarray(label.rgba)
    picture.resize((round(picture.width * scale), round(picture.height * scale))).save(folder / "label.png")
    x, y = label.x + shift[0], label.y + shift[1]
    ffmpeg("-i", str(base), "-i", str(folder / "label.png"), "-filter_complex",
           f"[0:v][1:v]overlay={x}:{y}:enable='lt(t,{until})',{cover}", "-c:v", "libx264", "-preset", "ultrafast",
           "-pix_fmt", "yuv420p", str(folder / "film.mp4"))  # fmt: skip
    return folder / "film.mp4"


def visible(path: Path, language: str | None = "zh") -> Check:
    return next(c for c in read_back(path, CHANNEL, language=language).report.checks if c.name == "label_visible")


def test_the_label_as_we_draw_it_is_found(tmp_path: Path) -> None:
    check = visible(_film(tmp_path))
    assert check.ok is True
    assert str(check.value).startswith("AI生成 5.")
    assert visible(_film(tmp_path), language=None).ok is True


def test_absent_is_a_failure(tmp_path: Path) -> None:
    check = visible(_film(tmp_path, labelled=False))
    assert (check.ok, check.value, check.spans) == (False, "absent", ((0.0, 2.0),))


@pytest.mark.parametrize(
    "fault",
    [
        {"scale": 0.8},
        {"until": 1.2},
        {"cover": "drawbox=x=0:y=0:w=270:h=140:color=gray:t=fill"},
        {"cover": "drawbox=x=0:y=0:w=270:h=140:color=gray:t=fill:enable='gt(t,1)'"},
        {"shift": (0, -30)},
    ],
    ids=["too small", "too short", "covered", "covered after a second", "outside the safe zone"],
)
def test_a_label_that_does_not_meet_the_rule_fails(fault: dict[str, object], tmp_path: Path) -> None:
    assert visible(_film(tmp_path, **fault)).ok is False  # type: ignore[arg-type]


def test_a_larger_label_passes(tmp_path: Path) -> None:
    assert visible(_film(tmp_path, scale=1.25)).ok is True


def test_foreign_lettering_is_inconclusive(tmp_path: Path) -> None:
    font = Path(__file__).parents[2] / "src/manju/media/fonts/ManjuSansSC-Bold.otf"
    film, base = tmp_path / "film.mp4", clip(tmp_path / "base.mp4", size="270x480", sound=None, video_filter=SOFT)
    text = f"drawtext=fontfile={font}:text='人工智能合成':fontsize=30:fontcolor=white:x=30:y=60"
    ffmpeg("-i", str(base), "-vf", text, str(film))
    check = visible(film, language=None)
    assert (check.ok, check.value) == (None, "inconclusive")


def test_label_survives_the_real_encoder_at_every_channel_size(tmp_path: Path) -> None:
    master = clip(tmp_path / "m.mp4", size="270x480", sound=None)
    for language in ("zh", "en"):
        geometry = Geometry(270, 480, Fraction(25), "same")
        out = Output(tmp_path / f"{language}.mp4", geometry, draw_label(language, 270, 480, CHANNEL.safe_zone), None,
                     None, language, None, 300, {})  # fmt: skip
        source = Source(
            master, "mov", 3.0, (270, 480), square_pixels=True, colour_matrix="bt709", full_range=False,
            high_dynamic_range=False,
        )  # fmt: skip
        render(source, [out], tmp_path, sha256="")
        assert visible(out.path, language).ok is True
        other = "en" if language == "zh" else "zh"
        assert visible(out.path, other).ok is not True
    assert probe(out.path).frames == 75


def test_ink_of_every_language_is_at_least_five_per_cent() -> None:
    """Measured on the drawn pixels, not by the font's numbers: the capital A is a full-height character everywhere."""
    for width, height in ((1080, 1920), (1920, 1080), (360, 640)):
        for language in ("zh", "en", "es", "fr", "ru", "vi"):
            label = draw_label(language, width, height, SafeZone(0.03, 0.04, 0.03, 0.06))
            ink = np.nonzero((label.rgba[..., 0] > 128).any(axis=1))[0]
            assert ink.max() - ink.min() + 1 >= 0.05 * min(width, height)
            assert label.ink_px >= 0.05 * min(width, height)


def test_every_translation_says_ai() -> None:
    assert all("AI" in text for text in TEXTS.values())
    assert (label_text("zh-CN"), label_text("zh-Hant"), label_text("xx")) == ("AI生成", "AI生成", "AI-generated")


def test_noise_and_flat_pictures_never_look_like_a_label() -> None:
    zone = SafeZone(0.06, 0.08, 0.16, 0.2)
    dice = np.random.default_rng(5)
    for frame in (np.full((480, 270), 120, np.uint8), dice.integers(0, 256, (480, 270)).astype(np.uint8),
                  np.zeros((480, 270), np.uint8)):  # fmt: skip
        seen = find_label([(0.0, frame), (0.2, frame)], "zh", 270, 480, zone)
        assert seen.verdict == "absent"
        assert seen.correlation < 0.5


def test_a_picture_too_small_for_any_label_is_said_so(tmp_path: Path) -> None:
    tiny = clip(tmp_path / "tiny.mp4", size="16x16", sound=None)
    narrow = replace(CHANNEL, safe_zone=SafeZone(0.29, 0.1, 0.29, 0.1))
    check = next(c for c in read_back(tiny, narrow, language="it").report.checks if c.name == "label_visible")
    assert (check.ok, check.value) == (None, "picture_too_small")


def test_real_material_without_a_label_is_absent_not_inconclusive(testdata: Path) -> None:
    """What is undecided passes the check, so pictures without lettering must not be taken for a foreign label."""
    for name in ("sintel_848_26s.mp4", "bbb_480p_30s.mp4", "mdn_crystal.mp4"):
        check = visible(testdata / "video" / name, language=None)
        assert (name, check.ok, check.value) == (name, False, "absent")
