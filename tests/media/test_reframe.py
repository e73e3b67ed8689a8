"""Reframing: who is found, where the shots begin, what is decided, how the camera moves, and what is drawn."""

from __future__ import annotations

import itertools

import cv2
import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from manju.media.reframe.activity import Activity, Watcher
from manju.media.reframe.captions import find_captions
from manju.media.reframe.composing import Composer
from manju.media.reframe.deciding import View, decide
from manju.media.reframe.figures import Box, Figure, find_figures
from manju.media.reframe.framing import Framing, FramingError, Move, Pane, Rect, Shot
from manju.media.reframe.hand import Chosen, by_hand, chosen_of, keeping
from manju.media.reframe.saliency import salient_box, stands_out
from manju.media.reframe.shots import ShotFinder
from manju.media.reframe.steering import JERK, paths
from manju.media.reframe.subjects import Lettering, Sample, Subject, captions_of, middles, subjects_of

FPS = 25.0
WIDE = View(Rect(0.0, 0.0, 1.0, 1.0), 16 / 9, 9 / 16, FPS)
WINDOW = WIDE.size()[0]
whole = Pane(1.0, 1.0, Move.still(0.5), Move.still(0.5))


def subject(left: float, right: float, count: int = 9, *, drift: float = 0.0) -> Subject:
    """A figure that keeps its width and moves evenly."""
    at = np.linspace(0, drift, count)
    boxes = np.stack([left + at, np.full(count, 0.2), right + at, np.full(count, 0.8)], axis=1)
    return Subject("figure", boxes, 0.5, 0.0, middles(boxes))


def decided(*subjects: Subject, captions: tuple[Lettering, ...] = (), seconds: float = 4.0) -> Shot:
    times = np.linspace(0, seconds - 0.01, 9)
    return decide(times, subjects, captions, WIDE, start_s=0.0, end_s=seconds)


def path_of(shot: Shot) -> np.ndarray:
    """Left edge of the window at every frame."""
    return np.array([shot.panes[0].at(n / FPS).left for n in range(round(shot.start_s * FPS), round(shot.end_s * FPS))])


def test_a_subject_that_stays_is_shown_by_a_window_that_stands_still() -> None:
    shot = decided(subject(0.6, 0.8))
    assert (shot.layout, shot.reason) == ("window", "holds")
    assert shot.is_still
    left = shot.panes[0].at(0.0).left
    assert left <= 0.6
    assert left + WINDOW >= 0.8


@pytest.mark.parametrize("drift", [0.35, -0.35])
def test_a_subject_that_walks_is_followed_in_one_calm_move(drift: float) -> None:
    begin = 0.2 if drift > 0 else 0.6
    shot = decided(subject(begin, begin + 0.15, drift=drift))
    assert (shot.layout, shot.reason) == ("window", "follows")
    left = path_of(shot)
    bend = np.diff(left, 2) / WINDOW
    assert np.sqrt(np.mean(bend**2)) <= 0.0007
    assert np.abs(bend).max() <= 1.5 * JERK
    steps = np.sign(np.round(np.diff(left), 7))
    assert set(steps[steps != 0]) == {np.sign(drift)}
    times = np.linspace(0, 3.99, 9)
    for t, at in zip(times, np.linspace(0, drift, 9), strict=True):
        window = shot.panes[0].at(float(t))
        assert window.left <= begin + at + 0.01 * WINDOW
        assert window.left + window.width >= begin + at + 0.15 - 0.01 * WINDOW


def test_subjects_wider_than_the_window_are_kept_whole_on_a_ground() -> None:
    shot = decided(subject(0.3, 0.45), subject(0.6, 0.75))
    assert (shot.layout, shot.reason) == ("fill", "wide")
    shown = shot.panes[0].at(0.0)
    assert shown.left < 0.3
    assert shown.left + shown.width > 0.75
    assert shown.width < 0.7


def test_two_who_walk_together_are_followed_by_a_narrower_part_than_would_hold_their_whole_way() -> None:
    shot = decided(subject(0.05, 0.2, drift=0.4), subject(0.35, 0.5, drift=0.4), seconds=6.0)
    assert (shot.layout, shot.is_still) == ("fill", False)
    assert shot.panes[0].width < 0.6  # of 0.85 that they cross
    for t, at in zip(np.linspace(0, 5.99, 9), np.linspace(0, 0.4, 9), strict=True):
        shown = shot.panes[0].at(float(t))
        assert shown.left <= 0.05 + at + 0.01
        assert shown.left + shown.width >= 0.5 + at - 0.01


def test_a_figure_alone_is_shown_large_though_an_arm_leaves_the_window_but_never_its_face() -> None:
    boxes = np.tile([0.3, 0.2, 0.65, 0.9], (9, 1))  # wider than the window of 0.316
    boxes[4, 2] = 0.72
    face = np.tile([0.5, 0.2, 0.6, 0.4], (9, 1))
    alone = Subject("figure", boxes, 0.6, 0.0, face)
    shot = decided(alone)
    assert shot.layout == "window"
    shown = shot.panes[0].at(2.0)
    assert shown.left <= 0.5
    assert shown.left + shown.width >= 0.6
    assert decided(Subject("figure", boxes, 0.2, 0.0, face)).layout == "fill"  # not sure: all of it is kept
    broad = np.tile([0.3, 0.2, 0.65, 0.4], (9, 1))
    assert decided(Subject("figure", boxes, 0.6, 0.0, broad)).layout == "fill"  # its face does not fit


def test_a_statue_beside_a_figure_is_no_subject_and_a_second_figure_is() -> None:
    def sight(n: int, second: float, moving: float) -> Sample:
        there = Box(0.1, 0.2, 0.25, 0.9), Box(0.6, 0.2, 0.75, 0.9)
        figures = tuple(Figure(b, b, None, score) for b, score in zip(there, (0.6, second), strict=True))
        return Sample(n * 0.4, figures, None, (5.0, moving), None, np.zeros((54, 96), np.uint8))

    def found(second: float, moving: float) -> int:
        return len(subjects_of([sight(n, second, moving) for n in range(10)], start_s=0.0, end_s=4.0))

    assert found(0.3, 1.0) == 1
    assert found(0.3, 4.0) == 2
    assert found(0.4, 1.0) == 2


def test_two_subjects_far_apart_share_the_frame_and_neither_is_cut() -> None:
    shot = decided(subject(0.05, 0.2), subject(0.8, 0.95))
    assert (shot.layout, shot.reason) == ("split", "two")
    for pane, (left, right) in zip(shot.panes, ((0.05, 0.2), (0.8, 0.95)), strict=True):
        shown = pane.at(0.0)
        assert shown.left <= left
        assert shown.left + shown.width >= right


def test_a_caption_is_never_cut() -> None:
    beside = Lettering(Box(0.62, 0.85, 0.8, 0.92), 1.0, 3.0)
    shot = decided(subject(0.6, 0.7), captions=(beside,))
    assert shot.layout == "window"
    for t in (1.0, 2.0, 3.0):
        shown = shot.panes[0].at(t)
        assert shown.left <= 0.62
        assert shown.left + shown.width >= 0.8
    across = Lettering(Box(0.2, 0.85, 0.8, 0.92), 1.0, 3.0)
    wide = decided(subject(0.45, 0.55), captions=(across,))
    assert (wide.layout, wide.reason) == ("fill", "caption")
    assert wide.panes[0].at(0.0).left < 0.2


def test_without_a_subject_the_whole_picture_is_kept() -> None:
    shot = decided()
    assert (shot.layout, shot.reason, shot.panes[0].at(0.0)) == ("fill", "nothing", Rect(0.0, 0.0, 1.0, 1.0))


def test_an_upright_film_made_wide_moves_up_and_down() -> None:
    view = View(Rect(0.0, 0.0, 1.0, 1.0), 9 / 16, 16 / 9, FPS)
    boxes = np.tile([0.2, 0.1, 0.8, 0.35], (9, 1))
    shot = decide(
        np.linspace(0, 3.9, 9), (Subject("figure", boxes, 0.5, 0.0, middles(boxes)),), (), view, start_s=0.0, end_s=4.0
    )
    shown = shot.panes[0].at(0.0)
    assert (shot.layout, shown.width) == ("window", 1.0)
    assert shown.top <= 0.1
    assert shown.top + shown.height >= 0.35


@settings(max_examples=25, deadline=None)
@given(
    st.lists(st.floats(0.2, 0.8), min_size=4, max_size=9),
    st.floats(2.0, 9.0),
)  # fmt: skip
def test_no_path_is_ever_jerky_nor_turns_back_within_a_second(middles: list[float], seconds: float) -> None:
    times = np.linspace(0, seconds - 0.05, len(middles))
    at = np.array(middles)
    found = list(paths(times, at - 0.05, at + 0.05, start_s=0.0, end_s=seconds, window=WINDOW, fps=FPS))
    assert found[0].kind == "still"
    for steered in found:
        path = np.array([steered.move.at(n / FPS) for n in range(int(seconds * FPS))])
        assert np.abs(np.diff(path, 2)).max(initial=0.0) <= 1.5 * JERK * WINDOW
        signs = [(n, np.sign(d)) for n, d in enumerate(np.diff(path)) if abs(d) > 2e-5]
        turns = [b[0] - a[0] for a, b in itertools.pairwise(signs) if a[1] != b[1]]
        assert all(turn >= 0.5 * FPS for turn in turns)


def test_cuts_dissolves_and_fades_are_told_from_movement() -> None:
    rng = np.random.default_rng(5)
    one, two, three = (cv2.GaussianBlur(rng.integers(0, 255, (54, 128)).astype(np.uint8), (9, 9), 0) for _ in range(3))
    finder = ShotFinder()

    def add(number: int, frame: np.ndarray) -> None:
        finder.add(number / 25, frame.astype(np.uint8))

    for n in range(50):  # a slow pan
        add(n, one[:, n // 4 : n // 4 + 96])
    for n in range(50, 100):
        add(n, two[:, :96])
    for n in range(100, 125):  # a dissolve of a second
        share = (n - 100) / 25
        add(n, (1 - share) * two[:, :96] + share * three[:, :96])
    for n in range(125, 175):
        add(n, three[:, :96])
    starts = finder.starts()
    assert starts[:2] == (0.0, 2.0)
    assert len(starts) == 3
    assert 4.0 < starts[2] < 5.0


def test_what_moves_is_found_and_the_cameras_own_movement_is_not() -> None:
    ground = cv2.GaussianBlur(np.random.default_rng(1).integers(60, 200, (54, 160)).astype(np.uint8), (7, 7), 0)
    moving, panning = Watcher(), Watcher()
    for n in range(10):
        frame = ground[:, :96].copy()
        frame[20:32, 40 + n : 52 + n] = 250
        moving.add(frame)
        panning.add(ground[:, 2 * n : 2 * n + 96])
    mover = moving.taken().mover()
    assert mover is not None
    assert 0.3 < mover.left < 0.55
    assert mover.right < 0.75
    assert panning.taken().change[5:-5, 25:-25].mean() < 4
    assert Activity(np.zeros((54, 96), np.float32)).mover() is None


def test_what_is_unlike_the_edges_stands_out() -> None:
    picture = np.full((180, 320, 3), (200, 180, 120), np.uint8)
    cv2.circle(picture, (230, 100), 30, (30, 40, 220), -1)
    box = salient_box(stands_out(picture))
    assert box is not None
    assert 0.55 < box.left < 0.68
    assert 0.78 < box.right < 0.88
    assert salient_box(stands_out(np.full((180, 320, 3), 128, np.uint8))) is None


def test_lettering_is_found_in_any_script_and_a_plain_picture_has_none() -> None:
    picture = np.full((360, 640, 3), 90, np.uint8)
    cv2.putText(picture, "THE LAST BUS", (180, 300), cv2.FONT_HERSHEY_SIMPLEX, 1.4, (255, 255, 255), 4)
    found = find_captions(picture)
    assert len(found) == 1
    box = found[0].box
    assert box.left <= 185 / 640
    assert box.right >= 470 / 640
    assert box.top <= 272 / 360
    assert box.bottom >= 300 / 360
    assert find_captions(np.full((360, 640, 3), 90, np.uint8)) == ()


def test_figures_that_we_drew_ourselves_are_found() -> None:
    picture = drawn_person()
    figures = find_figures(picture)
    assert figures
    best = figures[0]
    assert abs((best.bust.left + best.bust.right) / 2 - 0.7) < 0.06
    assert find_figures(np.full((360, 640, 3), 128, np.uint8)) == ()


def drawn_person() -> np.ndarray:
    """A plain standing person of our own, drawn at 0.7 of the width."""
    picture = np.full((360, 640, 3), (225, 215, 190), np.uint8)
    skin, coat, ink = (160, 190, 235), (150, 80, 50), (40, 40, 50)
    x = 448
    cv2.ellipse(picture, (x, 300), (22, 60), 0, 0, 360, (70, 70, 80), -1)
    cv2.ellipse(picture, (x, 205), (44, 70), 0, 0, 360, coat, -1)
    for side in (-1, 1):
        cv2.line(picture, (x + side * 38, 160), (x + side * 62, 250), coat, 20)
        cv2.circle(picture, (x + side * 63, 256), 10, skin, -1)
        cv2.line(picture, (x + side * 14, 280), (x + side * 16, 345), (70, 70, 80), 20)
    cv2.rectangle(picture, (x - 10, 120), (x + 10, 145), skin, -1)
    cv2.ellipse(picture, (x, 92), (32, 40), 0, 0, 360, skin, -1)
    cv2.ellipse(picture, (x, 70), (35, 26), 0, 180, 360, ink, -1)
    for side in (-1, 1):
        cv2.ellipse(picture, (x + side * 12, 92), (6, 4), 0, 0, 360, (255, 255, 255), -1)
        cv2.circle(picture, (x + side * 12, 92), 3, ink, -1)
    cv2.ellipse(picture, (x, 114), (9, 3), 0, 0, 180, (90, 90, 180), 2)
    return picture


def test_a_mark_in_the_corner_is_no_caption_and_neither_is_lettering_that_moves() -> None:
    from manju.media.reframe.captions import Caption

    def sample(n: int, *boxes: Box) -> Sample:
        return Sample(n / 2, (), tuple(Caption(b, 0.9, 6.0) for b in boxes), (), None, np.zeros((54, 96), np.uint8))

    mark, standing = Box(0.92, 0.92, 0.99, 0.97), Box(0.3, 0.8, 0.7, 0.86)
    samples = [sample(n, mark, standing, Box(0.1 + 0.06 * n, 0.3, 0.2 + 0.06 * n, 0.34)) for n in range(6)]
    assert [c.box for c in captions_of(samples)] == [standing]


def test_a_framing_comes_back_from_its_document_and_a_broken_one_is_refused() -> None:
    shots = (
        Shot(0.0, 2.0, "window", (Pane(WINDOW, 1.0, Move(0.0, 0.5, (0.2, 0.3, 0.5)), Move.still(0.5)),), "follows"),
        Shot(2.0, 5.0, "fill", (whole,), "nothing"),
    )
    framing = Framing((9, 16), shots)
    document = framing.as_json()
    assert Framing.from_json(document).as_json() == document
    assert [s.layout for s in framing.within(0.5, 2.5)] == ["window", "fill"]
    for broken in (
        {**document, "version": 99},
        {**document, "shots": []},
        {**document, "shots": [{**document["shots"][0], "end_s": 1.0}, document["shots"][1]]},
        {**document, "shots": [{**document["shots"][0], "layout": "sideways"}]},
        {**document, "shots": [{**document["shots"][0], "panes": []}]},
        {},
    ):
        with pytest.raises(FramingError):
            Framing.from_json(broken)


def test_a_moving_window_shows_its_place_to_a_tenth_of_a_pixel() -> None:
    wide, high = 320, 180
    ramp = np.arange(wide)
    frame = np.full((high * 3 // 2, wide), 128, np.uint8)
    frame[:high] = (120 + 80 * np.sin(2 * np.pi * ramp / 40)).round()
    pane = Pane(180 * 9 / 16 / wide, 1.0, Move(0.0, 1.0, (0.4003, 0.4003 + 1e-9)), Move.still(0.5))
    composer = Composer(Framing((9, 16), (Shot(0.0, 9.0, "window", (pane,)),)), source=(wide, high), size=(360, 640))
    row = composer.compose(frame, 0.0)[:640][320].astype(float)
    place = composer.places(0.0)[0]
    seen = (np.arange(360) + 0.5 - place.left) / place.width * wide - 0.5
    assert np.abs(row - (120 + 80 * np.sin(2 * np.pi * seen / 40))).mean() < 1.0


def test_split_and_ground_show_what_they_say() -> None:
    frame = np.full((180 * 3 // 2, 320), 128, np.uint8)
    frame[:180, :160], frame[:180, 160:] = 60, 200
    halves = Shot(0.0, 1.0, "split", tuple(Pane(0.3, 0.5, Move.still(x), Move.still(0.5)) for x in (0.25, 0.75)))
    ground = Shot(1.0, 2.0, "fill", (whole,))
    composer = Composer(Framing((9, 16), (halves, ground)), source=(320, 180), size=(180, 320))
    split = composer.compose(frame, 0.5)[:320]
    assert (int(split[80, 90]), int(split[240, 90])) == (60, 200)
    laid = composer.compose(frame, 1.5)[:320]
    assert abs(int(laid[160, 20]) - 60) <= 1
    assert int(laid[20, 90]) < 150
    assert composer.places(1.5)[0].seen == (0, 108, 180, 102)


def test_a_shot_set_by_hand_says_what_was_set_and_a_pan_by_hand_is_smooth() -> None:
    automatic = Shot(2.0, 6.0, "fill", (whole,), "wide")
    still = by_hand(Chosen("window", 0.3, 0.3), automatic, aspect=16 / 9, target=9 / 16)
    assert (still.layout, still.is_still, still.by_hand, still.start_s) == ("window", True, True, 2.0)
    assert chosen_of(still, across=True) == Chosen("window", 0.3, 0.3)
    pan = by_hand(Chosen("window", 0.3, 0.7), automatic, aspect=16 / 9, target=9 / 16)
    left = np.array([pan.panes[0].at(2 + n / FPS).left for n in range(100)])
    assert left[-1] - left[0] == pytest.approx(0.4, abs=0.01)
    assert np.abs(np.diff(left, 2)).max() / WINDOW < 0.001
    barred = Shot(2.0, 6.0, "fill", (Pane(1.0, 0.75, Move.still(0.5), Move.still(0.5)),), "wide")
    inside = by_hand(Chosen("window", 0.3, 0.3), barred, aspect=16 / 9, target=9 / 16).panes[0].at(3.0)
    assert (inside.top, inside.height) == (0.125, 0.75)
    assert inside.width == pytest.approx(WINDOW * 0.75)
    assert by_hand(Chosen("fill", 0.5, 0.5, 0.01), automatic, aspect=16 / 9, target=9 / 16).panes[0].width >= WINDOW


def test_lettering_laid_on_later_widens_only_the_shots_that_would_cut_it() -> None:
    pane = Pane(WINDOW, 1.0, Move.still(0.3), Move.still(0.5))
    shots = tuple(Shot(float(n), n + 1.0, "window", (pane,), "holds") for n in range(3))
    kept = keeping(
        Framing((9, 16), shots), ((0.2, 0.8, Rect(0.2, 0.1, 0.2, 0.1)), (1.2, 1.8, Rect(0.6, 0.1, 0.2, 0.1)))
    )
    assert [s.layout for s in kept.shots] == ["window", "fill", "window"]
    shown = kept.shots[1].panes[0].at(1.5)
    assert shown.left <= 0.3 - WINDOW / 2 + 1e-9
    assert shown.left + shown.width >= 0.8 - 1e-9
