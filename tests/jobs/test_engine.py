"""Pieces are worked on side by side; a process that dies takes no other piece with it."""

from __future__ import annotations

import os
import signal
import time
from collections.abc import Callable, Iterator
from functools import partial
from pathlib import Path

import pytest

from manju.jobs.engine import Here, Lost
from manju.media.errors import Cancelled

pytestmark = pytest.mark.slow

STOP = Callable[[], bool]


def never() -> bool:
    return False


def doubled(piece: int, cancelled: STOP) -> tuple[int, int]:
    return 2 * piece, os.getpid()


def named(model: type, piece: int, cancelled: STOP) -> tuple[str, int]:
    return model.__name__, piece


def fatal_for_three(piece: int, cancelled: STOP) -> int:
    if piece == 3:
        os.kill(os.getpid(), signal.SIGKILL)
    return piece


def wrong_for_two(piece: int, cancelled: STOP) -> int:
    if piece == 2:
        raise ValueError("two")
    return piece


def noted(piece: Path, cancelled: STOP) -> int:
    """Notes that it was begun; the first try of the second one dies while the others are at work."""
    tries = len(list(piece.parent.glob(f"{piece.name}.*")))
    piece.with_name(f"{piece.name}.{os.getpid()}").touch()
    if piece.name == "2" and tries == 0:
        while len({p.name[0] for p in piece.parent.iterdir()}) < 3:
            time.sleep(0.01)
        os.kill(os.getpid(), signal.SIGKILL)
    return tries


def until_told(piece: int, cancelled: STOP) -> int:
    while not cancelled():
        time.sleep(0.02)
    return piece


def test_every_piece_gets_its_answer_in_other_processes() -> None:
    answers = dict(Here(2).each(doubled, range(20), cancelled=never))
    assert {piece: answer[0] for piece, answer in answers.items() if not isinstance(answer, Lost)} == {
        n: 2 * n for n in range(20)
    }
    assert os.getpid() not in {answer[1] for answer in answers.values() if not isinstance(answer, Lost)}


def test_a_deed_may_need_models() -> None:
    from manju.people.models import Studio  # not above: this module is imported by processes without Django too

    assert list(Here(1).each(partial(named, Studio), [5], cancelled=never)) == [(5, ("Studio", 5))]


def test_nothing_to_do_starts_nothing() -> None:
    assert list(Here(2).each(doubled, [], cancelled=never)) == []


def test_a_piece_that_kills_its_process_is_lost_and_no_other_one() -> None:
    answers = dict(Here(2, rooms=False).each(fatal_for_three, range(6), cancelled=never))
    assert isinstance(answers.pop(3), Lost)
    assert answers == {0: 0, 1: 1, 2: 2, 4: 4, 5: 5}


def test_the_death_of_one_process_begins_no_other_piece_anew(tmp_path: Path) -> None:
    pieces = [tmp_path / str(n) for n in (1, 2, 3, 4)]
    answers = {piece.name: tries for piece, tries in Here(3, rooms=False).each(noted, pieces, cancelled=never)}
    assert answers == {"1": 0, "2": 1, "3": 0, "4": 0}


def test_what_a_deed_raises_is_raised_here() -> None:
    with pytest.raises(ValueError, match="two"):
        list(Here(1, rooms=False).each(wrong_for_two, range(4), cancelled=never))


def test_cancel_tells_the_processes_and_takes_no_more_pieces() -> None:
    taken: list[int] = []

    def pieces() -> Iterator[int]:
        for n in range(1000):
            taken.append(n)
            yield n

    with pytest.raises(Cancelled):
        list(Here(1, rooms=False).each(until_told, pieces(), cancelled=lambda: len(taken) >= 1))
    assert len(taken) == 1
