"""The worked examples on the media pages of docs/algorithms are true: a test runs them."""

from __future__ import annotations

import doctest
from pathlib import Path

import pytest

PAGES = Path(__file__).parents[2] / "docs" / "algorithms"


@pytest.mark.parametrize(
    "page",
    [
        "ai-label",
        "covers",
        "fingerprint",
        "generation-reading",
        "lettering",
        "loudness",
        "marking",
        "mixing",
        "pieces",
        "probing",
        "quality-check",
        "reframing",
        "reshaping",
        "subtitle-lines",
        "watermark",
        "watermark-blind",
        "watermark-pictures",
    ],
)
def test_worked_examples_hold(page: str) -> None:
    done = doctest.testfile(str(PAGES / f"{page}.md"), module_relative=False, encoding="utf-8")
    assert done.attempted > 0
    assert done.failed == 0
