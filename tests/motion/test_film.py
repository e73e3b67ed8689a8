"""Composing pictures and rendering a small film: exact pixels, the same every time, whole or absent."""

from __future__ import annotations

from fractions import Fraction

import numpy as np
import pytest

from manju.media import loudness
from manju.media.errors import Cancelled
from manju.media.motion.board import Camera, Caption, Drawing, Layer, Shot, Sound, Storyboard, Transition
from manju.media.motion.film import pictures, render
from manju.media.motion.mixing import PEAK, RATE, mix
from manju.media.motion.moves import along
from manju.media.probe import probe_master
from manju.words import Words


def plain(colour, size=(64, 48), alpha=255) -> Drawing:
    return Drawing(np.full((size[1], size[0], 4), (*colour, alpha), np.uint8))


def tone(length_s: float, level: float = 0.5, hertz: float = 440.0):
    wave = level * np.sin(2 * np.pi * hertz * np.arange(round(length_s * RATE)) / RATE)
    return np.repeat(wave[:, None], 2, axis=1).astype(np.float32)


def film(*shots: Shot, fps: int = 24, sounds=()) -> Storyboard:
    return Storyboard(Fraction(fps), 64, 48, shots, sounds)


def only(board: Storyboard) -> np.ndarray:
    return next(pictures(board))


def test_a_plane_half_as_opaque_is_half_mixed_with_what_lies_behind():
    picture = only(film(Shot(1, (Layer((plain((200, 0, 0)),)), Layer((plain((0, 0, 100)),), opacity=0.5)))))
    blue, green, red = picture[20, 30]
    assert (red, green) == (100, 0) or abs(int(red) - 100) <= 1
    assert abs(int(blue) - 50) <= 1


def test_light_screens_over_and_never_darkens():
    light = Layer((plain((255, 128, 0)),), blend="screen")
    picture = only(film(Shot(1, (Layer((plain((100, 200, 0)),)), light))))
    assert picture[20, 30, 2] == 255
    assert abs(int(picture[20, 30, 1]) - (200 + 128 - 200 * 128 // 255)) <= 1


def test_a_flip_book_shows_the_picked_drawing():
    book = Layer((plain((255, 0, 0)), plain((0, 255, 0))), pick=along((0, 0), (0.5, 1), ease="hold"))
    shown = [tuple(p[20, 30]) for p in pictures(film(Shot(1, (book,)), fps=4))]
    assert shown == [(0, 0, 255), (0, 0, 255), (0, 255, 0), (0, 255, 0)]


def test_a_drawing_moves_by_whole_units_exactly():
    dot = np.zeros((48, 64, 4), np.uint8)
    dot[10, 10] = 255
    board = film(Shot(1, (Layer((Drawing(dot),), x=20, y=5),), ground=(0, 0, 0)))
    assert np.argwhere(only(board)[..., 0] > 200).tolist() == [[15, 30]]


def test_a_still_plane_is_kept_and_a_moving_one_is_not():
    still = [
        p.copy() for p in pictures(film(Shot(1, (Layer((plain((9, 9, 9), alpha=90),)),), ground=(80, 0, 0)), fps=4))
    ]
    assert all(np.array_equal(still[0], p) for p in still)
    dot = np.zeros((48, 64, 4), np.uint8)
    dot[10, 10] = 255
    moving = film(Shot(1, (Layer((Drawing(dot),), x=along((0, 0), (1, 8), ease="linear")),), ground=(0, 0, 0)), fps=4)
    assert [np.argwhere(p[..., 0] > 200).tolist() for p in pictures(moving)] == [[[10, 10 + 2 * n]] for n in range(4)]


def test_drawings_are_made_when_their_shot_begins_and_once():
    made = []

    def draw() -> Drawing:
        made.append(1)
        return plain((1, 2, 3))

    frames = pictures(film(Shot(1, ()), Shot(1, (Layer((draw,)), Layer((draw,)))), fps=2))
    next(frames), next(frames)
    assert made == []
    next(frames)
    assert made == [1]


def test_a_fade_passes_through_black_and_a_dissolve_through_the_middle():
    red, blue = Shot(1, (), ground=(200, 0, 0)), (0, 0, 200)
    fading = list(pictures(film(red, Shot(1, (), ground=blue, transition=Transition("fade", 1)), fps=4)))
    assert fading[6].max() == 0
    mixing = list(pictures(film(red, Shot(1, (), ground=blue, transition=Transition("dissolve", 1)), fps=4)))
    assert mixing[6][0, 0].tolist() == [100, 0, 100]


def test_a_slant_shows_the_new_shot_on_the_right_first():
    red = Shot(1, (), ground=(200, 0, 0))
    frames = list(pictures(film(red, Shot(1, (), ground=(0, 0, 200), transition=Transition("slant", 1)), fps=8)))
    assert frames[9][24, 2].tolist() == [0, 0, 200]
    assert frames[9][24, 62].tolist() == [200, 0, 0]


def test_captions_become_lines_of_the_whole_film_and_end_with_it():
    first = Shot(1.5, (), captions=(Caption(0.5, 1.2, Words("甲", "one")),))
    second = Shot(1.0, (), captions=(Caption(0.25, 9.0, Words("乙", "two")),))
    board = film(first, second)
    assert [(x.start_ms, x.end_ms, x.text) for x in board.lines("zh")] == [(500, 1200, "甲"), (1750, 2500, "乙")]
    assert [x.text for x in board.lines("en")] == ["one", "two"]


def test_a_storyboard_with_odd_sizes_or_nothing_in_it_is_refused():
    for shots, width in (((), 64), ((Shot(1, ()),), 63), ((Shot(0.001, ()),), 64)):
        with pytest.raises(ValueError, match="even sizes"):
            Storyboard(Fraction(24), width, 48, shots)


def test_the_mix_is_as_long_as_the_film_and_never_clips():
    loud = tuple(Sound(0, tone(3, 0.9), 6) for _ in range(4))
    track = mix(film(Shot(2, (), sounds=loud)))
    assert track.shape == (2 * RATE, 2)
    assert np.abs(track).max() == pytest.approx(PEAK, abs=1e-4)
    assert np.abs(track[-1]).max() == 0


def test_a_cue_begins_at_its_time_in_its_shot():
    track = mix(film(Shot(1, ()), Shot(1, (), sounds=(Sound(0.25, tone(0.1)),))))
    assert np.flatnonzero(np.abs(track[:, 0]) > 1e-6)[0] == round(1.25 * RATE) + 1  # a sine begins at nought


def test_lettered_captions_are_drawn_and_spoken_ones_are_not():
    words = Words("账", "debt")
    quiet = only(Storyboard(Fraction(24), 320, 180, (Shot(1, (), captions=(Caption(0, 1, words),)),)))
    drawn = only(Storyboard(Fraction(24), 320, 180, (Shot(1, (), captions=(Caption(0, 1, words, lettered=True),)),)))
    assert quiet.max() == quiet[0, 0].max()
    assert drawn.max() > 240


def test_a_cancelled_film_leaves_nothing_behind(tmp_path):
    asked = iter([False] * 4)
    board = film(Shot(2, (), sounds=(Sound(0, tone(2)),)))
    with pytest.raises(Cancelled):
        render(board, tmp_path / "film.mp4", cancelled=lambda: next(asked, True))
    assert list(tmp_path.iterdir()) == []


@pytest.mark.media
def test_a_small_film_probes_right_and_sounds_at_target(tmp_path):
    moving = Layer((plain((240, 180, 20), (40, 30)),), x=along((0, 0), (2, 100)), y=20)
    shot = Shot(2, (moving,), Camera(zoom=along((0, 1), (2, 1.2))), sounds=(Sound(0, tone(2, 0.3)),))
    told = []
    out = render(
        Storyboard(Fraction(24), 180, 320, (shot,)), tmp_path / "film.mp4", progress=lambda p, w: told.append((p, w.zh))
    )
    facts = probe_master(out)
    assert (facts.width, facts.height, facts.has_audio) == (180, 320, True)
    assert facts.duration_s == pytest.approx(2.0, abs=0.03)
    assert Fraction(facts.fps_fraction) == 24
    assert not facts.aigc
    heard = loudness.measure(out)
    assert heard.integrated_lufs == pytest.approx(-16.0, abs=0.7)
    assert heard.true_peak_dbtp <= -1.5
    assert told[-1] == (1.0, "完成")
    assert [p for p, _ in told] == sorted(p for p, _ in told)
    assert [p.name for p in tmp_path.iterdir()] == ["film.mp4"]
