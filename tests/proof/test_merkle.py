"""Trees: RFC 6962's own vectors, the definition written out plainly, proofs of inclusion and of history."""

from __future__ import annotations

import hashlib

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from manju.proof.merkle import Tree, consistent, included, leaf_hash, node_hash, root_of_path

VECTOR_LEAVES = [bytes.fromhex(h) for h in (
    "", "00", "10", "2021", "3031", "40414243", "5051525354555657", "606162636465666768696a6b6c6d6e6f",
)]  # fmt: skip
VECTOR_ROOTS = [
    "6e340b9cffb37a989ca544e6bb780a2c78901d3fb33738768511a30617afa01d",
    "fac54203e7cc696cf0dfcb42c92a1d9dbaf70ad9e621f4bd8d98662f00e3c125",
    "aeb6bcfe274b70a14fb067a5e5578264db0fa9b51af5e0ba159158f329e06e77",
    "d37ee418976dd95753c1c73862b9398fa2a2cf9b4ff0fdfe8b30cd95209614b7",
    "4e3bbb1f7b478dcfe71fb631631519a3bca12c9aefca1612bfce4c13a86264d4",
    "76e67dadbcdf1e10e1b74ddc608abd2f98dfb16fbce75277b5232a127f2087ef",
    "ddb89be403809e325750d3d263cd78929c2942b7942a34b77e122c9594a74c8c",
    "5dc9da79a70659a9ad559cb701ded9a2ab9d823aad2f4960cfe370eff4604328",
]


def leaves(count: int) -> list[bytes]:
    return [leaf_hash(n.to_bytes(4)) for n in range(count)]


def plain_root(of: list[bytes]) -> bytes:
    """The definition of RFC 6962 2.1, as it stands there."""
    if len(of) == 1:
        return of[0]
    half = 1
    while half * 2 < len(of):
        half *= 2
    return node_hash(plain_root(of[:half]), plain_root(of[half:]))


def test_the_vectors_of_certificate_transparency() -> None:
    for count, root in enumerate(VECTOR_ROOTS, 1):
        assert Tree(map(leaf_hash, VECTOR_LEAVES[:count])).root.hex() == root


@settings(max_examples=25)
@given(st.integers(1, 70), st.data())
def test_a_leaf_is_included_at_its_own_place_only(count: int, data: st.DataObject) -> None:
    at, all_of_them = data.draw(st.integers(0, count - 1)), leaves(count)
    tree = Tree(all_of_them)
    path = tree.path(at)
    assert tree.root == plain_root(all_of_them)
    assert included(all_of_them[at], at, count, path, tree.root)
    for other in range(count):
        assert included(all_of_them[at], other, count, path, tree.root) is (other == at)
    assert not included(all_of_them[at], at, count, [*path, path[0] if path else tree.root], tree.root)
    assert not path or not included(all_of_them[at], at, count, path[:-1], tree.root)
    assert root_of_path(all_of_them[at], count, count, path) is None
    assert root_of_path(all_of_them[at], -1, count, path) is None


@settings(max_examples=25)
@given(st.integers(1, 70), st.data())
def test_a_history_that_only_grew_is_consistent_and_another_is_not(later: int, data: st.DataObject) -> None:
    earlier, all_of_them = data.draw(st.integers(1, later)), leaves(later)
    now, then = Tree(all_of_them), Tree(all_of_them[:earlier])
    path = now.consistency(earlier)
    assert consistent(earlier, later, path, then.root, now.root)
    forged = Tree([hashlib.sha256(b"forged").digest(), *all_of_them[1:earlier]])
    assert not consistent(earlier, later, path, forged.root, now.root)
    assert not consistent(earlier, later, [*path, now.root], then.root, now.root)
    assert not path or not consistent(earlier, later, path[:-1], then.root, now.root)
    assert not consistent(later + 1, later, path, then.root, now.root)


def test_nothing_is_no_tree_and_no_place_is_no_path() -> None:
    with pytest.raises(ValueError, match="at least one leaf"):
        Tree([])
    for wrong in (-1, 3):
        with pytest.raises(IndexError):
            Tree(leaves(3)).path(wrong)
    for wrong in (0, 4):
        with pytest.raises(IndexError):
            Tree(leaves(3)).consistency(wrong)
