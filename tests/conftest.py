"""What all tests share: a throw-away home, no network, real material when it is there."""

from __future__ import annotations

import os
import tempfile
from pathlib import Path

import pytest

os.environ["MANJU_HOME"] = tempfile.mkdtemp(prefix="manju-test-")

TESTDATA = Path(os.environ.get("MANJU_TESTDATA", Path(__file__).resolve().parents[2] / "shared" / "testdata"))


@pytest.fixture
def testdata() -> Path:
    """The folder of real material; tests that need it are skipped, with this reason, where it is absent."""
    if not TESTDATA.is_dir():
        pytest.skip(f"real material is not here: {TESTDATA}")
    return TESTDATA
