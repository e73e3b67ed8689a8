"""The limits of a child process are real: processor time, memory, file size, and death with its parent."""

from __future__ import annotations

import signal
import subprocess
import sys
import time
from pathlib import Path

import psutil
import pytest

from manju.media import ffmpeg
from manju.media.errors import Cancelled, MediaError
from manju.media.limits import wrapped

linux = pytest.mark.skipif(not sys.platform.startswith("linux"), reason="macOS honours neither limit")


def python(code: str, **limits: int) -> subprocess.CompletedProcess[bytes]:
    return subprocess.run(wrapped([sys.executable, "-c", code], **limits), capture_output=True, check=False, timeout=60)


def test_processor_time_ends(tmp_path: Path) -> None:
    assert python("while True: pass", cpu_s=1).returncode == -signal.SIGXCPU


@linux
def test_memory_ends() -> None:
    done = python("bytearray(300_000_000)", memory_bytes=200 * 2**20)
    assert done.returncode == 1
    assert b"MemoryError" in done.stderr


def test_file_size_ends(tmp_path: Path) -> None:
    target = tmp_path / "large"
    done = python(f"open({str(target)!r}, 'wb').write(bytes(100_000))", file_bytes=10_000)
    assert done.returncode != 0
    assert target.stat().st_size == 10_000


@linux
def test_a_child_dies_with_its_parent(tmp_path: Path) -> None:
    """A worker that is killed leaves no encoder behind."""
    child = wrapped([sys.executable, "-c", "import time; time.sleep(60)"])
    parent = subprocess.Popen(
        [sys.executable, "-c", f"import subprocess, time; p = subprocess.Popen({child!r}); print(p.pid, flush=True); "
                               "time.sleep(60)"], stdout=subprocess.PIPE)  # fmt: skip
    assert parent.stdout is not None
    pid = int(parent.stdout.readline())
    time.sleep(1)
    assert _alive(pid)
    parent.kill()
    parent.wait()
    parent.stdout.close()
    until = time.monotonic() + 10
    while _alive(pid) and time.monotonic() < until:
        time.sleep(0.05)
    assert not _alive(pid)


def _alive(pid: int) -> bool:
    try:
        return Path(f"/proc/{pid}/stat").read_text().rsplit(") ", 1)[1][0] != "Z"
    except FileNotFoundError:
        return False


ENDLESS = ["-f", "lavfi", "-i", "testsrc2=size=64x64:rate=25", "-f", "null", "-"]


@pytest.mark.media
def test_cancelling_kills_the_child_at_once() -> None:
    begun = time.monotonic()
    with pytest.raises(Cancelled):
        ffmpeg.run(ENDLESS, cancelled=lambda: time.monotonic() - begun > 0.5)
    assert time.monotonic() - begun < 10
    assert [child for child in psutil.Process().children() if "ffmpeg" in child.name()] == []


@pytest.mark.media
def test_wall_time_ends_with_a_clear_error() -> None:
    with pytest.raises(MediaError) as caught:
        ffmpeg.run(ENDLESS, wall_s=1)
    assert caught.value.code == "took_too_long"


@pytest.mark.media
def test_stream_hands_over_everything_in_order() -> None:
    pieces: list[bytes] = []
    ffmpeg.stream(["-f", "lavfi", "-t", "2", "-i", "sine=sample_rate=48000", "-f", "s16le", "pipe:1"], pieces.append)
    assert sum(map(len, pieces)) == 2 * 48_000 * 2
    assert max(map(len, pieces)) <= ffmpeg.PIECE_BYTES
