"""Covers: the moments found, the shapes cut, the titles set, the files written."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest
from PIL import Image, ImageDraw

from manju.media.channels import profile
from manju.media.cover import Candidate, Face, find_candidates, look_of, make_covers, set_title, shape, write_cover
from manju.media.cover.making import CoverChoice
from manju.media.cover.scoring import judge
from manju.media.cover.shaping import Shaped, without_bars
from manju.media.cover.title import CONTRAST, STYLES, luminance, safe_part
from manju.media.errors import MediaError
from manju.media.label.aigc import AigcLabel
from manju.media.label.reading import read
from manju.media.probe import probe_master
from manju.media.render.encode import Source
from media.clips import ffmpeg

LABEL = AigcLabel("1", "001191110000MA01", "ep-1")


@pytest.fixture(scope="module")
def film(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Black, then a title card, a blurred shot, a sharp one (6-8 s), and a dim one: the sharp one is the cover."""
    path = tmp_path_factory.mktemp("cover") / "film.mp4"
    sharp = "mandelbrot=size=320x180:rate=10:start_scale=2.5:end_scale=2.5:inner=convergence"
    parts = [
        "color=black:size=320x180:rate=10,trim=duration=2",
        "color=0x101010:size=320x180:rate=10,drawbox=x=130:y=80:w=60:h=12:color=white:t=fill,trim=duration=2",
        "testsrc2=size=320x180:rate=10,gblur=sigma=14,trim=duration=2",
        f"{sharp},trim=duration=2,eq=brightness=0.1:saturation=1.4",
        "testsrc2=size=320x180:rate=10,eq=brightness=-0.5:contrast=0.4,trim=duration=2",
    ]
    chain = ";".join(f"{p},setpts=PTS-STARTPTS,setsar=1,format=yuv420p[p{i}]" for i, p in enumerate(parts))
    joined = "".join(f"[p{i}]" for i in range(len(parts)))
    ffmpeg("-filter_complex", f"{chain};{joined}concat=n={len(parts)}[v]", "-map", "[v]", "-c:v", "libx264", "-preset",
           "ultrafast", "-g", "10", str(path))  # fmt: skip
    return path


@pytest.fixture(scope="module")
def source(film: Path) -> Source:
    return Source.of(film, probe_master(film))


@pytest.fixture(scope="module")
def found(source: Source) -> list[Candidate]:
    """Four moments, judged without faces."""
    return find_candidates(source, count=4, faces=lambda _: [])


@pytest.mark.media
def test_the_sharp_shot_wins_and_the_same_film_gives_the_same_moments(source: Source, found) -> None:
    assert 6.0 <= found[0].time_s < 8.0
    assert found[0].score > 2 * max((c.score for c in found if c.time_s < 6.0), default=0.0)
    assert [c.score for c in found] == sorted((c.score for c in found), reverse=True)
    again = find_candidates(source, count=4, faces=lambda _: [])
    assert [(c.time_s, c.score) for c in again] == [(c.time_s, c.score) for c in found]


@pytest.mark.media
def test_a_better_finder_of_faces_may_be_handed_in_and_decides(source: Source, found) -> None:
    def in_the_blurred_shot(picture: np.ndarray) -> list[Face]:
        here = 6.0 > judge(picture).sharp > 0.0 and picture.std() > 20 and judge(picture).sharp < 0.05
        return [Face(60, 60, 110, 130)] if here else []

    plain = next(c for c in found if 4 <= c.time_s < 6)
    faced = next(c for c in find_candidates(source, count=4, faces=in_the_blurred_shot) if 4 <= c.time_s < 6)
    assert plain.reasons.face == 0.0
    assert faced.score > plain.score
    assert faced.faces


def test_black_flat_and_titled_frames_score_nothing() -> None:
    black = np.zeros((270, 480, 3), np.uint8)
    card = np.full((270, 480, 3), 24, np.uint8)
    card[120:150, 180:300] = 235
    assert judge(black).score == judge(np.full_like(black, 130)).score == 0.0
    assert judge(card).no_card < 0.05


def test_a_moving_frame_loses_to_the_same_frame_standing_still() -> None:
    rng = np.random.default_rng(7)
    picture = rng.integers(0, 255, (27, 48, 3), np.uint8).repeat(10, 0).repeat(10, 1)
    assert judge(picture, neighbour=np.roll(picture, 15, 1)).score < 0.6 * judge(picture, neighbour=picture).score


@pytest.mark.parametrize("x", [0, 140, 700, 1500, 1700])
def test_a_window_follows_the_face_and_never_cuts_it(x: int) -> None:
    frame = Image.new("RGB", (1920, 1080), (90, 120, 150))
    ImageDraw.Draw(frame).rectangle((x, 300, x + 200, 520), fill=(250, 210, 180))
    cover = shape(frame, (1080, 1920), [Face(x, 300, 200, 220)])
    assert cover.cut
    (face,) = cover.faces
    assert face.x >= 0
    assert face.x + face.w <= 1080
    skin = np.asarray(cover.picture)[..., 0] > 200
    assert skin.sum() == pytest.approx(200 * 220 * (1920 / 1080) ** 2, rel=0.03)


def test_two_faces_too_far_apart_show_the_one_and_a_head_wider_than_the_window_shows_all() -> None:
    frame = Image.new("RGB", (1920, 1080), (90, 120, 150))
    apart = shape(frame, (1080, 1920), [Face(100, 300, 260, 300), Face(1500, 300, 200, 240)])
    assert apart.cut
    assert [round(f.w) for f in apart.faces] == [round(260 * 1920 / 1080)]
    wide = shape(frame, (1080, 1920), [Face(500, 100, 700, 800)])
    assert not wide.cut
    assert wide.picture.size == (1080, 1920)
    assert len(wide.faces) == 1


def test_black_bars_are_no_part_of_a_cover() -> None:
    frame = Image.new("RGB", (1280, 720), (0, 0, 0))
    frame.paste(Image.new("RGB", (1280, 540), (200, 120, 60)), (0, 90))
    assert without_bars(frame).size == (1280, 536)
    assert without_bars(Image.new("RGB", (64, 36))).size == (64, 36)


@pytest.mark.parametrize("ground", [0, 128, 255])
@pytest.mark.parametrize("style", STYLES)
def test_a_title_is_readable_on_any_ground_inside_the_safe_part(style, ground: int) -> None:
    cover = Shaped(Image.new("RGB", (540, 960), (ground,) * 3), (), cut=True)
    done = set_title(cover, "长夜灯 第七集：桥上的人", language="zh", style=style)
    left, top, right, bottom = safe_part(540, 960)
    assert done.contrast >= CONTRAST[style]
    assert done.lines == ("长夜灯 第七集：", "桥上的人")
    assert left <= done.box[0] < done.box[2] <= right
    assert top <= done.box[1] < done.box[3] <= bottom
    letters = luminance(np.asarray(done.picture)) > 0.6 if ground < 255 else np.ones((1, 1))
    assert letters.any()


def test_a_title_gives_way_to_a_face_while_there_is_room() -> None:
    cover = Shaped(Image.new("RGB", (540, 720), (80, 90, 100)), (Face(120, 330, 300, 360),), cut=True)
    done = set_title(cover, "The one on the bridge", language="en")
    assert not done.over_face
    assert done.box[3] < 330
    filled = Shaped(cover.picture, (Face(0, 0, 540, 720),), cut=True)
    assert set_title(filled, "The one on the bridge", language="en").over_face


def test_a_title_that_no_font_can_draw_or_no_cover_can_hold_is_refused() -> None:
    cover = Shaped(Image.new("RGB", (540, 960), (80, 90, 100)), (), cut=True)
    with pytest.raises(MediaError) as missing:
        set_title(cover, "\U00012000\U00012001", language="zh")  # cuneiform
    assert missing.value.code == "glyph_missing"
    with pytest.raises(MediaError) as long:
        set_title(cover, "一" * 400, language="zh")
    assert long.value.code == "title_too_long"


def test_a_cover_stays_under_its_channels_limit_or_is_refused(tmp_path: Path) -> None:
    noise = Image.fromarray(np.random.default_rng(3).integers(0, 255, (320, 320, 3), np.uint8))
    write_cover(noise, tmp_path / "a.jpg", max_bytes=90_000)
    assert 20_000 < (tmp_path / "a.jpg").stat().st_size <= 90_000
    with pytest.raises(MediaError, match="cover_too_large"):
        write_cover(noise, tmp_path / "b.jpg", max_bytes=2_000)
    assert not (tmp_path / "b.jpg").exists()


@pytest.mark.media
def test_every_size_a_channel_asks_for_is_written_with_title_and_label(source: Source, tmp_path: Path) -> None:
    wanted = replace(profile("bilibili"), cover_sizes=((320, 180), (240, 180)))
    look = look_of(source, 7.0)
    plain = make_covers(look, wanted, tmp_path, "a", language="zh", choice=CoverChoice(), aigc=LABEL)
    titled = make_covers(look, wanted, tmp_path, "b", language="zh", choice=CoverChoice(title="桥上的人"), aigc=LABEL)
    assert [p.name for p in titled] == ["b.cover.jpg", "b.cover-240x180.jpg"]
    for one, other in zip(plain, titled, strict=True):
        first, second = (np.asarray(Image.open(p).convert("L"), int) for p in (one, other))
        assert np.abs(first - second).max() > 60
        assert (read(other).aigc or {})["ProduceID"] == "ep-1"


@pytest.mark.media
def test_a_moment_after_the_end_is_held_within_the_film(source: Source) -> None:
    assert look_of(source, 1e6).frame.size == (320, 180)
