"""The index: masters go in and out, and a saved index is the same or is refused."""

from __future__ import annotations

from functools import cache
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from manju.media.fingerprint import Fingerprint, Index, Query

from .painted import fingerprint_of, painted, query_of


@cache
def film(seed: int) -> Fingerprint:
    return fingerprint_of(painted(seed, 6.0))


@cache
def question(seed: int) -> Query:
    return query_of(painted(seed, 6.0))


def found(index: Index, seed: int) -> list[int]:
    return [m.master_id for m in index.match(question(seed))]


@settings(max_examples=12)
@given(st.lists(st.tuples(st.sampled_from(["add", "remove", "save"]), st.integers(1, 4)), max_size=8))
def test_masters_that_were_put_in_and_not_taken_out_are_found(
    tmp_path_factory: pytest.TempPathFactory, changes: list[tuple[str, int]]
) -> None:
    path = tmp_path_factory.mktemp("index") / "index"
    index, inside = Index(), set()
    for change, seed in changes:
        if change == "add":
            index.add(seed, film(seed))
            inside.add(seed)
        elif change == "remove":
            index.remove(seed)
            inside.discard(seed)
        else:
            index.save(path)
            index = Index.load(path)
    assert len(index) == len(inside)
    assert [seed in index for seed in range(1, 5)] == [seed in inside for seed in range(1, 5)]
    for seed in range(1, 5):
        assert found(index, seed) == ([seed] if seed in inside else [])


def test_a_master_put_in_again_is_what_it_is_now() -> None:
    index = Index()
    index.add(7, film(1))
    assert found(index, 1) == [7]
    index.add(7, film(2))
    assert (len(index), found(index, 1), found(index, 2)) == (1, [], [7])


def test_many_masters_put_in_one_by_one_end_on_few_shelves() -> None:
    index = Index()
    for n in range(450):
        index.add(n, film(n % 3))
    assert len(index) == 450
    assert len(index.shelves) <= 2


def test_an_index_of_nothing_finds_nothing_and_is_saved(tmp_path: Path) -> None:
    Index().save(tmp_path / "index")
    assert found(Index.load(tmp_path / "index"), 1) == []


def test_a_cut_off_index_is_refused(tmp_path: Path) -> None:
    index = Index()
    index.add(1, film(1))
    index.save(tmp_path / "index")
    whole = (tmp_path / "index").read_bytes()
    for length in (0, 7, 12, 200, len(whole) // 2, len(whole) - 1):
        (tmp_path / "cut").write_bytes(whole[:length])
        with pytest.raises(ValueError, match=r"cut off|not an index"):
            Index.load(tmp_path / "cut")


def test_another_file_is_refused(tmp_path: Path) -> None:
    (tmp_path / "index").write_bytes(b"RIFF" + b"\xff" * 5000)
    with pytest.raises(ValueError, match="not an index"):
        Index.load(tmp_path / "index")


def test_the_index_holds_what_was_put_in_bit_by_bit() -> None:
    index = Index()
    for seed in (1, 2, 3):
        index.add(seed, film(seed))
    index.match(question(1))
    shelf = index.shelves[0][0]
    for place, master_id in enumerate(shelf.master_ids):
        back = shelf.fingerprint(place)
        assert back.samples.tobytes() == film(int(master_id)).samples.tobytes()
        assert back.points.tobytes() == film(int(master_id)).points.tobytes()
        assert (back.shape, back.duration_s) == (film(int(master_id)).shape, film(int(master_id)).duration_s)
