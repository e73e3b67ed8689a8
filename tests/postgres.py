"""A PostgreSQL of the tests' own: private folder, free port, no fsync, gone afterwards.

`pytest --postgres -m db` starts one for the run; `python -m tests.postgres run COMMAND …` for any command.
The server refuses to run as root, so root starts it as the user `postgres`; clients come over TCP.
"""

from __future__ import annotations

import atexit
import os
import pwd
import shlex
import shutil
import socket
import subprocess
import sys
import tempfile
from contextlib import closing
from pathlib import Path

SUPERUSER = "manju"
OPTIONS = "-c fsync=off -c synchronous_commit=off -c full_page_writes=off -c max_connections=60"


class NoServer(RuntimeError):
    """This machine has no PostgreSQL that can be started; the message says what is missing."""


class Server:
    """One running server; `url` is what MANJU_DATABASE_URL wants."""

    def __init__(self) -> None:
        self._bin = binaries()
        self._folder = Path(tempfile.mkdtemp(prefix="manju-postgres-"))
        self._port = _free_port()
        self._started = False

    def start(self) -> str:
        """Make the data folder and start.

        Raises:
            NoServer: when initdb or the server fails; with what it said.
        """
        if os.geteuid() == 0:
            user = pwd.getpwnam("postgres")
            os.chown(self._folder, user.pw_uid, user.pw_gid)
        data, log = self._folder / "data", self._folder / "log"
        self._run("initdb", "-D", data, "-U", SUPERUSER, "--auth=trust", "-E", "UTF8", "--locale=C.UTF-8", "--no-sync")
        listen = f"-p {self._port} -c listen_addresses=127.0.0.1 -c unix_socket_directories= {OPTIONS}"
        self._run("pg_ctl", "-D", data, "-l", log, "-w", "-t", "30", "-o", listen, "start")
        self._started = True
        return f"postgresql://{SUPERUSER}@127.0.0.1:{self._port}/postgres"

    def stop(self) -> None:
        if self._started:
            self._run("pg_ctl", "-D", self._folder / "data", "-m", "immediate", "-w", "stop")
            self._started = False
        shutil.rmtree(self._folder, ignore_errors=True)

    def _run(self, program: str, *arguments: object) -> None:
        words = [str(self._bin / program), *map(str, arguments)]
        command = ["su", "postgres", "-s", "/bin/sh", "-c", shlex.join(words)] if os.geteuid() == 0 else words
        # a file, not a pipe: the server inherits it and would keep a pipe open for ever
        with tempfile.TemporaryFile("w+") as said:
            code = subprocess.run(command, cwd="/", stdout=said, stderr=said, check=False).returncode
            if code != 0:
                said.seek(0)
                raise NoServer(f"{program} failed ({code}): {said.read()[-800:]}")


def binaries() -> Path:
    """The folder of the newest server installed.

    Raises:
        NoServer: when there is none, or root has no user to run it as.
    """
    found = sorted(Path("/usr/lib/postgresql").glob("*/bin/initdb"), key=lambda p: float(p.parts[-3]))
    on_path = shutil.which("initdb")
    if not found and on_path is None:
        raise NoServer("no PostgreSQL server is installed (Debian: apt-get install postgresql)")
    if os.geteuid() == 0:
        try:
            pwd.getpwnam("postgres")
        except KeyError as error:
            raise NoServer("root cannot run PostgreSQL and there is no user `postgres`") from error
    return found[-1].parent if found else Path(str(on_path)).resolve().parent


def for_this_run() -> str:
    """The server of this pytest run; ends the run with one plain sentence when there can be none."""
    given = os.environ.get("MANJU_DATABASE_URL")
    if given:  # a worker of xdist: the first process started it
        return given
    try:
        server = Server()
        url = server.start()
    except NoServer as why:
        print(f"skipped: every test on PostgreSQL, because {why}", flush=True)
        raise SystemExit(0) from why
    atexit.register(server.stop)
    return url


def main(arguments: list[str]) -> int:
    if arguments[:1] != ["run"] or len(arguments) < 2:
        print(__doc__)
        return 2
    try:
        server = Server()
        url = server.start()
    except NoServer as why:
        print(f"skipped: {why}")
        return 0
    try:
        return subprocess.run(arguments[1:], env={**os.environ, "MANJU_DATABASE_URL": url}, check=False).returncode
    finally:
        server.stop()


def _free_port() -> int:
    with closing(socket.socket()) as free:
        free.bind(("127.0.0.1", 0))
        return int(free.getsockname()[1])


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
