"""Every example in a docstring of the money cellar, and every worked example on its pages, is true."""

from __future__ import annotations

import doctest
import importlib
import pkgutil
from pathlib import Path

import pytest

import manju.money

PAGES = sorted((Path(__file__).parents[2] / "docs" / "money").glob("*.md"))


@pytest.mark.parametrize("name", sorted(f.name for f in pkgutil.walk_packages(manju.money.__path__, "manju.money.")))
def test_examples_hold(name: str) -> None:
    assert doctest.testmod(importlib.import_module(name)).failed == 0


@pytest.mark.parametrize("page", PAGES, ids=[page.stem for page in PAGES])
def test_worked_examples_hold(page: Path) -> None:
    done = doctest.testfile(str(page), module_relative=False, encoding="utf-8")
    assert done.attempted > 0
    assert done.failed == 0
