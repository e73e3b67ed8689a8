"""The launcher: which index it hands to uv, when it installs, and that one home runs one Manju that stops cleanly."""

from __future__ import annotations

import importlib.machinery
import importlib.util
import json
import os
import re
import signal
import socket
import subprocess
import sys
import time
import urllib.request
from collections.abc import Iterator
from pathlib import Path
from types import ModuleType

import pytest

from databases import Migrated

ROOT = Path(__file__).resolve().parents[2]


@pytest.fixture
def launcher(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> ModuleType:
    for name in [n for n in os.environ if n.startswith(("PIP_", "UV_"))]:
        monkeypatch.delenv(name)
    monkeypatch.setenv("XDG_CONFIG_DIRS", str(tmp_path / "xdg"))
    monkeypatch.setenv("HOME", str(tmp_path))
    loader = importlib.machinery.SourceFileLoader("launcher", str(ROOT / "manju"))
    spec = importlib.util.spec_from_loader("launcher", loader)
    assert spec is not None
    module = importlib.util.module_from_spec(spec)
    loader.exec_module(module)
    return module


def test_a_mirror_of_pip_is_handed_on_to_uv(launcher: ModuleType, tmp_path: Path) -> None:
    (tmp_path / ".config" / "pip").mkdir(parents=True)
    (tmp_path / ".config" / "pip" / "pip.conf").write_text("[global]\nindex-url = https://mirror.example/simple\n")
    assert launcher.PipSettings().ways() == [["--index-url", "https://mirror.example/simple"]]


def test_the_environment_wins_over_the_file(
    launcher: ModuleType, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (tmp_path / ".config" / "pip").mkdir(parents=True)
    (tmp_path / ".config" / "pip" / "pip.conf").write_text("[global]\nindex-url = https://mirror.example/simple\n")
    monkeypatch.setenv("PIP_INDEX_URL", "https://other.example/simple")
    assert launcher.PipSettings().index == "https://other.example/simple"


def test_extra_places_are_tried_second(launcher: ModuleType, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("PIP_EXTRA_INDEX_URL", "https://a.example https://b.example")
    monkeypatch.setenv("PIP_FIND_LINKS", "/wheels")
    first, second = launcher.PipSettings().ways()
    assert first == []
    assert second == [
        "--extra-index-url", "https://a.example", "--extra-index-url", "https://b.example",
        "--find-links", "/wheels", "--index-strategy", "unsafe-best-match",
    ]  # fmt: skip


def test_an_index_told_to_uv_itself_is_left_alone(launcher: ModuleType, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("PIP_INDEX_URL", "https://other.example/simple")
    monkeypatch.setenv("UV_INDEX_URL", "https://mine.example/simple")
    assert launcher.PipSettings().ways() == [[]]


def test_a_broken_pip_conf_is_skipped(launcher: ModuleType, tmp_path: Path) -> None:
    (tmp_path / ".pip").mkdir()
    (tmp_path / ".pip" / "pip.conf").write_text("no section\n")
    assert launcher.PipSettings().ways() == [[]]


def test_an_environment_counts_as_installed_only_for_the_list_it_was_made_from(
    launcher: ModuleType, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(launcher, "VENV", tmp_path / "venv")
    (tmp_path / "venv" / "bin").mkdir(parents=True)
    (tmp_path / "venv" / "bin" / "python").touch()
    assert not launcher.installed("run")
    (tmp_path / "venv" / "made-for-run").write_text(launcher.fingerprint("run"))
    assert launcher.installed("run")
    assert not launcher.installed("dev")
    (tmp_path / "venv" / "made-for-run").write_text("another list")
    assert not launcher.installed("run")


def test_an_extra_joins_the_list_of_the_environment_and_stays(
    launcher: ModuleType, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(launcher, "VENV", tmp_path / "venv")
    asked: list[list[str]] = []

    def install(wanted: str) -> int:
        asked.append([path.name for path in launcher.requirements(wanted)])
        return 0

    monkeypatch.setattr(launcher, "install", install)
    assert launcher.main(["extra", "nonsense"]) == 2
    assert launcher.main(["extra"]) == 2
    assert asked == []
    assert launcher.main(["extra", "c2pa"]) == 0
    assert asked == [["run.txt", "c2pa.txt"]]
    assert launcher.extras() == ["c2pa"]
    assert [path.name for path in launcher.requirements("dev")] == ["dev.txt"]
    monkeypatch.setattr(launcher, "install", lambda wanted: 2)
    (tmp_path / "venv" / "extras").write_text("")
    assert launcher.main(["extra", "c2pa"]) == 2  # not installed: not remembered either
    assert launcher.extras() == []


def test_every_pinned_package_has_a_hash() -> None:
    for name, least in (("run", 20), ("dev", 20), ("c2pa", 5)):
        text = (ROOT / "requirements" / f"{name}.txt").read_text()
        entries = re.split(r"\n(?=[a-z0-9])", re.sub(r"(?m)^#.*\n", "", text).strip())
        assert len(entries) > least
        assert [e.split()[0] for e in entries if "--hash=sha256:" not in e] == []


@pytest.fixture
def home(tmp_path: Path) -> Path:
    return tmp_path / "home"


@pytest.fixture
def running(home: Path) -> Iterator[tuple[subprocess.Popen[str], str]]:
    """`manju up --no-sample` on a new home, and the address it printed."""
    yield from _started(home)


@pytest.fixture
def running_again(home: Path, migrated: Migrated) -> Iterator[tuple[subprocess.Popen[str], str]]:
    """The same on a home that has its tables already."""
    migrated.copied_to(home)
    yield from _started(home)


def _started(home: Path) -> Iterator[tuple[subprocess.Popen[str], str]]:
    process = _up(home)
    try:
        assert process.stdout is not None
        line = process.stdout.readline()
        found = re.search(r"http://\S+", line)
        assert found, line + (process.stderr.read() if process.poll() is not None and process.stderr else "")
        yield process, found.group()
    finally:
        if process.poll() is None:
            process.kill()
        process.wait()


def _up(home: Path, *more: str) -> subprocess.Popen[str]:
    environment = {k: v for k, v in os.environ.items() if not k.startswith("MANJU_")}
    environment |= {"PYTHONPATH": str(ROOT / "src"), "PYTHONUNBUFFERED": "1"}
    command = [sys.executable, "-m", "manju", "up", "--no-sample", "--home", str(home), "--lang", "en", *more]
    return subprocess.Popen(command, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True, env=environment)


@pytest.mark.slow
def test_up_answers_and_ctrl_c_leaves_nothing_behind(running: tuple[subprocess.Popen[str], str]) -> None:
    process, address = running
    with urllib.request.urlopen(f"{address}healthz", timeout=10) as answer:  # noqa: S310  # the address it printed
        assert answer.read() == b"ok\n"
    children = _children(process.pid)
    assert len(children) >= 2
    process.send_signal(signal.SIGINT)
    assert process.wait(20) == 0
    assert [pid for pid in children if _lives(pid)] == []


@pytest.mark.slow
def test_kill_9_takes_web_and_workers_along(running_again: tuple[subprocess.Popen[str], str]) -> None:
    process, _ = running_again
    children = _children(process.pid)
    assert children
    process.kill()
    process.wait()
    until = time.monotonic() + 20
    while any(_lives(pid) for pid in children) and time.monotonic() < until:
        time.sleep(0.1)
    assert [pid for pid in children if _lives(pid)] == []


@pytest.mark.slow
def test_a_second_up_on_the_same_home_says_so(
    running_again: tuple[subprocess.Popen[str], str], home: Path
) -> None:  # fmt: skip
    second = _up(home, "--json")
    out, _ = second.communicate(timeout=60)
    assert second.returncode == 2
    assert json.loads(out)["error"]["code"] == "already_running"


def test_a_port_named_and_taken_is_an_error(home: Path) -> None:
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        taken.listen()
        process = _up(home, "--json", "--port", str(taken.getsockname()[1]))
        out, _ = process.communicate(timeout=60)
    assert process.returncode == 2
    assert json.loads(out)["error"]["code"] == "port_busy"


def test_the_next_free_port_is_taken_when_none_is_named() -> None:
    from manju.cli.up import FIRST_PORT, _free_port

    with socket.socket() as taken:
        taken.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            taken.bind(("127.0.0.1", FIRST_PORT))
            taken.listen()
        except OSError:
            pass  # somebody else has it: just as good
        assert FIRST_PORT < _free_port("127.0.0.1", None) < FIRST_PORT + 40


def test_doctor_prints_the_contract(tmp_path: Path) -> None:
    environment = os.environ | {"PYTHONPATH": str(ROOT / "src"), "MANJU_HOME": str(tmp_path)}
    done = subprocess.run(
        [sys.executable, "-m", "manju", "doctor", "--json"],
        capture_output=True,
        text=True,
        env=environment,
        check=False,
    )
    document = json.loads(done.stdout)
    assert set(document) == {"ok", "checks"}
    assert all(set(check) == {"name", "ok", "detail"} for check in document["checks"])
    by_name = {check["name"]: check["ok"] for check in document["checks"]}
    assert by_name["ffmpeg"] is True
    assert by_name["database"] is False  # nothing was set up in this folder
    assert done.returncode == 1


def _children(pid: int) -> list[int]:
    import psutil

    return [child.pid for child in psutil.Process(pid).children(recursive=True)]


def _lives(pid: int) -> bool:
    import psutil

    return psutil.pid_exists(pid) and psutil.Process(pid).status() != psutil.STATUS_ZOMBIE
