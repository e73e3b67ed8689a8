"""Every example in a docstring of the story cellar is true, and the worked examples on its pages."""

from __future__ import annotations

import doctest
import importlib
import pkgutil
from pathlib import Path

import pytest

import manju.story

MODULES = sorted(found.name for found in pkgutil.walk_packages(manju.story.__path__, "manju.story."))
PAGES = Path(__file__).parents[2] / "docs" / "algorithms"


@pytest.mark.parametrize("name", MODULES)
def test_examples_hold(name: str) -> None:
    assert doctest.testmod(importlib.import_module(name)).failed == 0


@pytest.mark.parametrize("page", ["bible-round-trip", "continuity"])
def test_worked_examples_hold(page: str) -> None:
    done = doctest.testfile(str(PAGES / f"{page}.md"), module_relative=False, encoding="utf-8")
    assert done.attempted > 0
    assert done.failed == 0
