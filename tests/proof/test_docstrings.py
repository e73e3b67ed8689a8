"""Every example in a docstring of the proof cellar, and the worked examples of its page, are true."""

from __future__ import annotations

import doctest
import importlib
import pkgutil
from pathlib import Path

import pytest

import manju.proof

PAGE = Path(__file__).parents[2] / "docs" / "algorithms" / "proof.md"


@pytest.mark.parametrize("name", sorted(f.name for f in pkgutil.walk_packages(manju.proof.__path__, "manju.proof.")))
def test_examples_hold(name: str) -> None:
    assert doctest.testmod(importlib.import_module(name)).failed == 0


def test_the_worked_examples_hold() -> None:
    done = doctest.testfile(str(PAGE), module_relative=False, encoding="utf-8")
    assert done.attempted > 10
    assert done.failed == 0
