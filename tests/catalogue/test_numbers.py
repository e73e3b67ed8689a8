"""Episode numbers read from file names."""

import doctest

import pytest
from hypothesis import given
from hypothesis import strategies as st

from manju.catalogue import numbers
from manju.catalogue.numbers import HIGHEST, from_han, read_number, read_numbers

DIGITS = "零一二三四五六七八九"

NAMES = (
    "第{n}集.mp4", "第 {n} 集 桥上的人.mov", "长夜灯第{n}集终版2.mp4", "EP{n:02}.mp4", "ep_{n:03}_final.mkv", "E{n}.mp4",
    "s01e{n:02}.mp4", "S02 E{n}.webm", "Episode {n}.mp4", "{n:02}.mp4", "{n}集.mp4", "长夜灯-{n}-终版.mp4",
    "长夜灯_{n:02}_1080p_h264.mp4", "2026-11-20 长夜灯 {n} v3.mov", "[青灯] 长夜灯 第1季 第{n}话 (1).mp4",
    "长夜灯（全30集）第{n}集.mp4", "{n:02} 1920x1080 60fps.mp4",
)  # fmt: skip


def han(n: int) -> str:
    """1..99 in Chinese, as people write it."""
    tens, ones = divmod(n, 10)
    if tens == 0:
        return DIGITS[ones]
    return ("" if tens == 1 else DIGITS[tens]) + "十" + (DIGITS[ones] if ones else "")


@given(st.integers(1, 999), st.sampled_from(NAMES))
def test_the_number_is_read_from_every_usual_name(n, shape):
    assert read_number(shape.format(n=n)).number == n


@given(st.integers(1, 999))
def test_full_width_digits_are_digits(n):
    wide = str(n).translate(str.maketrans("0123456789", "０１２３４５６７８９"))
    assert read_number(f"第{wide}集.mp4").number == n
    assert read_number(f"ＥＰ{wide}.mp4").number == n
    assert read_number(f"{wide}.mp4").number == n


@given(st.integers(1, 99))
def test_chinese_numerals_are_numbers(n):
    assert from_han(han(n)) == n
    assert read_number(f"长夜灯 第{han(n)}集.mp4").number == n
    assert read_number(f"长夜灯-{han(n)}.mp4").number == n


@given(st.text(max_size=120))
def test_any_name_is_read_without_complaint_and_within_range(name):
    reading = read_number(name)
    assert all(1 <= c <= HIGHEST for c in reading.candidates)
    assert reading.number is None or reading.candidates == (reading.number,)


@pytest.mark.parametrize(
    ("name", "candidates"),
    [("404号-7.mp4", (404, 7)), ("第3集第4集.mp4", (3, 4)), ("末班车.mp4", ()), ("片头.mp4", ())],
)
def test_an_unclear_name_is_asked_about(name, candidates):
    reading = read_number(name)
    assert (reading.number, reading.candidates) == (None, candidates)


@given(st.lists(st.integers(1, 99), min_size=2, max_size=30, unique=True))
def test_what_changes_from_name_to_name_is_the_number(ns):
    assert [r.number for r in read_numbers([f"404号列车 {n}.mp4" for n in ns])] == ns


def test_files_that_stay_unclear_together_are_asked_about():
    assert [r.number for r in read_numbers(["3-4.mp4", "5-6.mp4"])] == [None, None]


def test_the_examples_in_the_module_hold():
    assert doctest.testmod(numbers).failed == 0
