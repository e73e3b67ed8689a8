"""Every example in a docstring of the market cellar is true."""

from __future__ import annotations

import doctest
import importlib
import pkgutil

import pytest

import manju.market


@pytest.mark.parametrize("name", sorted(f.name for f in pkgutil.walk_packages(manju.market.__path__, "manju.market.")))
def test_examples_hold(name: str) -> None:
    assert doctest.testmod(importlib.import_module(name)).failed == 0
