"""`manju protect watch` killed outright loses nothing of what it had seen, and the next call goes on from there."""

from __future__ import annotations

import json
import os
import signal
import sqlite3
import subprocess
import sys
import time
from pathlib import Path
from typing import Any

import pytest

from databases import Migrated
from media.clips import ffmpeg

pytestmark = [pytest.mark.media, pytest.mark.slow]

FILES = 4


def manju(home: Path, *words: str) -> subprocess.Popen[str]:
    outside = {**os.environ, "MANJU_HOME": str(home), "PYTHONPATH": os.pathsep.join(sys.path)}
    outside.pop("MANJU_DATABASE_URL", None)
    return subprocess.Popen(
        [sys.executable, "-m", "manju", "protect", *words, "--json"], env=outside, text=True,
        stdout=subprocess.PIPE, stderr=subprocess.PIPE,
    )  # fmt: skip


def answer(home: Path, *words: str) -> dict[str, Any]:
    out, err = (child := manju(home, *words)).communicate(timeout=300)
    assert child.returncode == 0, err
    return dict(json.loads(out))


def seen(home: Path) -> list[str]:
    try:
        with sqlite3.connect(f"file:{home / 'manju.sqlite3'}?mode=ro", uri=True) as database:
            return [row[0] for row in database.execute("select path from copies_scannedfile order by path")]
    except sqlite3.OperationalError:
        return []


def test_a_scan_that_was_killed_goes_on_where_it_was(film: Path, migrated: Migrated, tmp_path: Path) -> None:
    home, folder = tmp_path / "home", tmp_path / "found"
    migrated.copied_to(home)
    folder.mkdir()
    answer(home, "register", str(film))
    for n in range(FILES):
        if n < FILES - 1:
            other = "mandelbrot=size=160x90:rate=25"
            ffmpeg("-f", "lavfi", "-t", str(2 + n), "-i", other, "-pix_fmt", "yuv420p", str(folder / f"{n}.mp4"))
        else:
            ffmpeg("-ss", "1", "-t", "5", "-i", str(film), "-vf", "hflip", "-an", str(folder / f"{n}.mp4"))
    child = manju(home, "watch", str(folder), "--processes", "1")
    while len(seen(home)) < 2 and child.poll() is None:
        time.sleep(0.02)
    os.kill(child.pid, signal.SIGKILL)
    child.communicate()
    known = seen(home)
    assert 2 <= len(known) < FILES, "it was killed half-way"

    again = answer(home, "watch", str(folder), "--processes", "1")
    kept, looked_at = again["kept"], again["looked_at"]
    assert kept >= len(known), "what was seen is not looked at again"
    assert (kept + looked_at, again["failed"]) == (FILES, 0)
    assert [Path(f["path"]).name for f in again["files"]] == [f"{n}.mp4" for n in range(FILES)]
    assert [bool(f["match"]) for f in again["files"]] == [False] * (FILES - 1) + [True]
