"""The examples in the docstrings of the topics room hold."""

from __future__ import annotations

import doctest
import importlib

import pytest


@pytest.mark.parametrize("name", ["charts", "results", "verdict", "lexicon", "sample_list"])
def test_the_examples_hold(name: str) -> None:
    found = doctest.testmod(importlib.import_module(f"manju.topics.{name}"))
    assert (found.failed, found.attempted > 0) == (0, True)
