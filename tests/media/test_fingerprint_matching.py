"""What is found of painted films: the right master, its seconds, speed, side and place, and nothing of strangers."""

from __future__ import annotations

from functools import cache

import cv2
import numpy as np
import pytest

from manju.media.fingerprint import Index
from manju.media.traces import Match, Segment

from .painted import FPS, Frames, fingerprint_of, painted, query_of

MASTERS = (1, 2, 3)


@cache
def film(seed: int) -> Frames:
    return painted(seed)


@pytest.fixture(scope="module")
def index() -> Index:
    index = Index()
    for seed in MASTERS:
        index.add(seed, fingerprint_of(film(seed)))
    return index


def part(seed: int, start_s: float, length_s: float) -> Frames:
    return film(seed)[round(start_s * FPS) : round((start_s + length_s) * FPS)]


def scaled(frames: Frames, size: tuple[int, int]) -> Frames:
    return np.stack([cv2.resize(f, size, interpolation=cv2.INTER_AREA) for f in frames]).astype(np.uint8)


def only(matches: list[Match], master_id: int) -> Segment:
    assert [m.master_id for m in matches] == [master_id]
    assert len(matches[0].segments) == 1
    return matches[0].segments[0]


def off(segment: Segment, start_s: float, speed: float = 1.0) -> float:
    """Greatest error of the master's time at the ends of the segment."""
    ends = segment.suspect_start_s, segment.suspect_end_s
    return max(abs(segment.master_time(s) - (start_s + speed * s)) for s in ends)


def test_an_extract_is_found_at_its_second(index: Index) -> None:
    segment = only(index.match(query_of(part(1, 2.0, 7.0))), 1)
    assert off(segment, 2.0) < 0.1
    assert segment.suspect_end_s - segment.suspect_start_s > 6.5
    assert (segment.mirrored, round(segment.speed, 2)) == (False, 1.0)


@pytest.mark.parametrize("speed", [0.8, 1.25, 1.3])
def test_speed_is_reported_as_master_seconds_per_suspect_second(index: Index, speed: float) -> None:
    segment = only(index.match(query_of(part(2, 0.0, 10.0), speed=speed)), 2)
    assert segment.speed == pytest.approx(speed, abs=0.02)
    assert off(segment, 0.0, speed) < 0.15


def test_a_mirrored_extract_is_reported_as_mirrored(index: Index) -> None:
    segment = only(index.match(query_of(part(3, 2.5, 7.0)[:, :, ::-1])), 3)
    assert segment.mirrored
    assert off(segment, 2.5) < 0.1


def test_three_masters_in_one_file_are_three_segments(index: Index) -> None:
    frames = np.concatenate([part(3, 5.0, 4.0), part(1, 1.25, 4.0), part(2, 7.5, 4.0)])
    matches = index.match(query_of(frames))
    segments = {m.master_id: m.segments for m in matches}
    assert sorted(segments) == [1, 2, 3]
    for n, (seed, start_s) in enumerate(((3, 5.0), (1, 1.25), (2, 7.5))):
        (segment,) = segments[seed]
        assert segment.suspect_start_s == pytest.approx(4.0 * n, abs=0.4)
        assert segment.suspect_end_s == pytest.approx(4.0 * (n + 1), abs=0.4)
        assert off(segment, start_s - 4.0 * n) < 0.15


def test_parts_in_another_order_are_segments_of_one_match(index: Index) -> None:
    frames = np.concatenate([part(1, 7.5, 4.0), part(1, 0.5, 4.0)])
    (match,) = index.match(query_of(frames))
    first, second = match.segments
    assert match.master_id == 1
    assert off(first, 7.5) < 0.15
    assert off(second, 0.5 - 4.0) < 0.15


def test_a_corner_of_the_picture_is_found_with_its_place(index: Index) -> None:
    # the lower right part of the picture: from 35 % of the width and 30 % of the height on
    frames = scaled(part(1, 2.0, 7.0)[:, 54:, 112:], (320, 194))
    (placed,) = index.match_with_places(query_of(frames))
    assert off(only([placed.match], 1), 2.0) < 0.2
    left, top, right, bottom = placed.places[0].rect
    assert (right - left, bottom - top) == pytest.approx((1 / 0.65, 1 / 0.7), rel=0.06)
    assert (left, top) == pytest.approx((-0.35 / 0.65, -0.3 / 0.7), abs=0.06)


def test_a_window_of_40_percent_is_found_with_its_place(index: Index) -> None:
    frames = painted(11, 7.0).copy()
    frames[:, 100:172, 150:278] = scaled(part(1, 2.0, 7.0), (128, 72))
    (placed,) = index.match_with_places(query_of(frames))
    assert off(only([placed.match], 1), 2.0) < 0.15
    assert placed.places[0].rect == pytest.approx((150 / 320, 100 / 180, 278 / 320, 172 / 180), abs=0.02)


def test_a_window_and_the_film_around_it_are_two_matches(index: Index) -> None:
    frames = part(2, 1.0, 8.0).copy()
    frames[:, 90:171, 8:152] = scaled(part(1, 2.0, 8.0), (144, 81))
    assert sorted(m.master_id for m in index.match(query_of(frames))) == [1, 2]


def test_letterboxed_and_pillarboxed_extracts_are_found(index: Index) -> None:
    tall = np.zeros((56, 320, 180), np.uint8)
    tall[:, 110:211] = scaled(part(2, 3.0, 7.0), (180, 101))
    assert off(only(index.match(query_of(tall)), 2), 3.0) < 0.15


def test_strangers_are_not_found(index: Index) -> None:
    for seed in range(20, 26):
        assert index.match(query_of(painted(seed, 8.0))) == []


@pytest.mark.parametrize("grey", [0, 16, 128, 255])
def test_empty_pictures_are_not_found(index: Index, grey: int) -> None:
    assert index.match(query_of(np.full((64, 180, 320), grey, np.uint8))) == []


def test_one_moment_is_too_little_to_go_by(index: Index) -> None:
    assert index.match(query_of(part(1, 3.0, 0.125))) == []


def test_matches_say_how_unlikely_they_are(index: Index) -> None:
    (match,) = index.match(query_of(part(1, 2.0, 7.0)))
    assert 0.7 < match.score <= 1.0
    assert match.log10_false_match < -30


def bars(frames: Frames) -> Frames:
    """Black above and below, a quarter of the height in all."""
    barred = frames.copy()
    barred[:, :22], barred[:, -22:] = 16, 16
    return barred


def test_a_master_with_borders_of_its_own_is_found_at_its_second() -> None:
    index = Index()
    master = fingerprint_of(bars(film(1)))
    index.add(1, master)
    assert master.inside[1] == pytest.approx(255 * 22 / 180, abs=3)
    assert off(only(index.match(query_of(bars(part(1, 2.0, 7.0)))), 1), 2.0) < 0.15


def test_a_master_with_borders_is_found_without_them() -> None:
    index = Index()
    index.add(1, fingerprint_of(bars(film(1))))
    (placed,) = index.match_with_places(query_of(part(1, 2.0, 7.0)[:, 22:-22]))
    assert off(only([placed.match], 1), 2.0) < 0.15
    assert placed.places[0].rect == pytest.approx((0, -22 / 136, 1, 1 + 22 / 136), abs=0.03)


def test_borders_of_the_same_width_do_not_make_strangers_alike() -> None:
    index = Index()
    for seed in MASTERS:
        index.add(seed, fingerprint_of(bars(film(seed))))
    for seed in (20, 21, 22):
        assert index.match(query_of(bars(painted(seed, 8.0)))) == []


def test_six_seconds_within_a_minute_of_other_films_are_found(index: Index) -> None:
    frames = np.concatenate([painted(31, 27.0), part(2, 4.0, 6.0), painted(32, 27.0)])
    segment = only(index.match(query_of(frames)), 2)
    assert segment.suspect_start_s == pytest.approx(27.0, abs=0.4)
    assert segment.suspect_end_s == pytest.approx(33.0, abs=0.4)
    assert off(segment, 4.0 - 27.0) < 0.1
