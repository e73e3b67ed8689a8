"""`manju up`: set up the data folder, bring the sample studio on first start, run web and workers until Ctrl-C."""

from __future__ import annotations

import errno
import os
import signal
import socket
import subprocess
import sys
import time
from pathlib import Path
from types import FrameType

import click

from manju.cli.saying import Failure, speaks
from manju.words import Words, say

FIRST_PORT = 8600
PORTS_TRIED = 40
LOOK_S = 0.1
GOODBYE_S = 12.0
QUICK_DEATH_S = 3.0


@click.command()
@click.option("--host", default="127.0.0.1", show_default=True, help="address to listen on")
@click.option("--port", type=click.IntRange(1, 65535), help=f"port (default: {FIRST_PORT} or the next free one)")
@click.option("--no-sample", is_flag=True, help="start a new home empty, without the sample studio")
@speaks
def up(host: str, port: int | None, no_sample: bool, as_json: bool) -> int:
    """Start Manju on this machine; Ctrl-C stops it."""
    os.environ["MANJU_HOST"] = host
    place = _free_port(host, port)
    from manju.site.home import home
    from manju.site.setup import logins_of_sample, set_up

    with _only_one(home()):
        click.echo(say("数据文件夹：{home}", "Data folder: {home}", home=home()), err=True)
        set_up(sample=not no_sample, tell=lambda words: click.echo(f"  {words}", err=True))
        crew = _Crew(host, place)
        crew.start()
        _wait_until_it_answers(host, place, crew)
        click.echo(say("漫剧在运行：{url}", "Manju is running: {url}", url=_address(host, place)))
        for line in logins_of_sample(host):
            click.echo(f"  {line}")
        click.echo(say("按 Ctrl-C 停下。", "Ctrl-C stops it."), err=True)
        return crew.watch()


class _Crew:
    """The web server and the workers as child processes: replaced when they die, ended together."""

    def __init__(self, host: str, port: int) -> None:
        me = str(os.getpid())
        processes = str(max(1, min(4, (os.cpu_count() or 2) // 2 + 1)))
        self._commands = {
            "web": [sys.executable, "-m", "manju.site.serving", host, str(port), processes, me],
            "worker": [sys.executable, "-m", "manju", "worker", "--parent", me],
        }
        self._children: dict[str, tuple[subprocess.Popen[bytes], float]] = {}
        self._leaving = False

    def start(self) -> None:
        for number in (signal.SIGINT, signal.SIGTERM, signal.SIGHUP):
            signal.signal(number, self._leave)
        for name in self._commands:
            self._start_one(name)

    def watch(self) -> int:
        """Stay until told to leave; returns the exit code."""
        while not self._leaving:
            for name, (child, started) in list(self._children.items()):
                if child.poll() is None:
                    continue
                click.echo(
                    say(
                        "{n} 停了（{c}），重新启动。",
                        "{n} stopped ({c}) and is started again.",
                        n=name,
                        c=child.returncode,
                    ),
                    err=True,
                )
                if time.monotonic() - started < QUICK_DEATH_S:
                    time.sleep(QUICK_DEATH_S)  # do not spin when it cannot start
                if not self._leaving:
                    self._start_one(name)
            time.sleep(LOOK_S)
        self._end()
        return 0

    def web_died(self) -> bool:
        return self._children["web"][0].poll() is not None

    @property
    def leaving(self) -> bool:
        return self._leaving

    def _start_one(self, name: str) -> None:
        # a session of their own: Ctrl-C reaches only us, and we end them in order
        child = subprocess.Popen(self._commands[name], start_new_session=True, stdin=subprocess.DEVNULL)
        self._children[name] = (child, time.monotonic())

    def _leave(self, _number: int, _frame: FrameType | None) -> None:
        self._leaving = True

    def _end(self) -> None:
        click.echo(say("正在停下……", "Stopping …"), err=True)
        until = time.monotonic() + GOODBYE_S
        for child, _ in self._children.values():
            child.terminate()
        for child, _ in self._children.values():
            try:
                child.wait(max(0.1, until - time.monotonic()))
            except subprocess.TimeoutExpired:
                os.killpg(child.pid, signal.SIGKILL)
                child.wait()


class _only_one:  # noqa: N801  # reads as the words it is
    """One `manju up` per data folder: a second one is told where the first is."""

    def __init__(self, home: Path) -> None:
        self._path = home / "up.lock"

    def __enter__(self) -> None:
        import fcntl

        self._file = self._path.open("a+")
        try:
            fcntl.flock(self._file, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except OSError as error:
            raise Failure(
                "already_running",
                Words("这个数据文件夹已经有漫剧在运行。", "Manju is already running on this data folder."),
                Words(
                    "用已经打开的那个，或用 --home 指定另一个文件夹。",
                    "Use the one that runs, or name another folder with --home.",
                ),
            ) from error

    def __exit__(self, *_: object) -> None:
        self._file.close()


def _free_port(host: str, wanted: int | None) -> int:
    for port in [wanted] if wanted else range(FIRST_PORT, FIRST_PORT + PORTS_TRIED):
        try:
            family, _, _, _, where = socket.getaddrinfo(host, port, type=socket.SOCK_STREAM)[0]
            with socket.socket(family, socket.SOCK_STREAM) as probe:
                probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
                probe.bind(where)
        except OSError as error:
            if isinstance(error, socket.gaierror) or error.errno != errno.EADDRINUSE:
                raise Failure(
                    "cannot_listen",
                    Words("不能在 {h}:{p} 上监听：{why}", "Cannot listen on {h}:{p}: {why}").fill(
                        h=host, p=port, why=error.strerror or error
                    ),
                    Words("换一个 --host 或 --port。", "Choose another --host or --port."),
                ) from error
            continue
        return port
    raise Failure(
        "port_busy",
        Words("端口 {p} 被占用。", "Port {p} is in use.").fill(
            p=wanted or f"{FIRST_PORT}–{FIRST_PORT + PORTS_TRIED - 1}"
        ),
        Words("用 --port 指定一个空闲端口。", "Name a free one with --port."),
    )


def _address(host: str, port: int) -> str:
    shown = "127.0.0.1" if host in ("0.0.0.0", "::") else f"[{host}]" if ":" in host else host  # noqa: S104
    return f"http://{shown}:{port}/"


def _wait_until_it_answers(host: str, port: int, crew: _Crew) -> None:
    import urllib.error
    import urllib.request

    for _ in range(300):
        try:
            with urllib.request.urlopen(f"{_address(host, port)}healthz", timeout=2):  # noqa: S310  # our own http address
                return
        except (urllib.error.URLError, OSError):
            if crew.leaving or crew.web_died():
                return
            time.sleep(LOOK_S)
