"""Every example in a docstring of the media cellar, the words and the commands is true."""

from __future__ import annotations

import doctest
import importlib
import pkgutil

import pytest

import manju.cli
import manju.media

MODULES = sorted(
    {"manju.words"}
    | {
        found.name
        for package in (manju.media, manju.cli)
        for found in pkgutil.walk_packages(package.__path__, f"{package.__name__}.")
        if not found.name.startswith("manju.media.motion")
    }
)


@pytest.mark.parametrize("name", MODULES)
def test_examples_hold(name: str) -> None:
    assert doctest.testmod(importlib.import_module(name)).failed == 0
