"""The examples in the docstrings of the room's pure modules are run."""

from __future__ import annotations

import doctest
import importlib

import pytest

PURE = ["results", "plots", "saying", "report", "deadlines"]


@pytest.mark.parametrize("name", PURE)
def test_the_examples_of_the_docstrings_are_true(name: str) -> None:
    module = importlib.import_module(f"manju.protection.{name}")
    assert doctest.testmod(module).failed == 0
