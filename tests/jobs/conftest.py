"""Houses for worker tests: a migrated database of their own, real worker processes, and a look inside.

Workers are processes of their own, forked from one that has loaded the product already (`jobs.bench.nursery`);
with `as_command` they are started as a person starts them.
"""

from __future__ import annotations

import json
import os
import signal
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import suppress
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

import pytest
from django.db import connections
from django.db.utils import load_backend
from django_tasks_db.models import DBTaskResult

from databases import Migrated, drop_database
from manju.jobs import actions
from manju.jobs.models import Job
from manju.jobs.registry import KINDS
from manju.people.models import Member, Studio, User
from manju.people.scope import every_studio, in_studio

ROOT = Path(__file__).resolve().parents[2]
QUICK = {
    "lease_s": 2.0, "beat_s": 0.5, "poll_s": 0.1, "report_s": 0.1, "sweep_s": 0.3, "grace_s": 0.5, "backoff_s": 0.2,
}  # fmt: skip


class Nursery:
    """Where workers come from; one for all tests of a process."""

    def __init__(self, environment: dict[str, str]) -> None:
        self._process = subprocess.Popen(
            [sys.executable, "-m", "jobs.bench.nursery"], env=environment, text=True,
            stdin=subprocess.PIPE, stdout=subprocess.PIPE,
        )  # fmt: skip

    def ask(self, **order: Any) -> Any:
        assert self._process.stdin is not None
        assert self._process.stdout is not None
        self._process.stdin.write(json.dumps(order) + "\n")
        self._process.stdin.flush()
        return json.loads(self._process.stdout.readline())

    def close(self) -> None:
        assert self._process.stdin is not None
        self._process.stdin.close()
        self._process.wait(timeout=15)


@dataclass(frozen=True)
class Born:
    """A worker of the nursery, to be handled as a `subprocess.Popen` is."""

    pid: int
    nursery: Nursery

    def poll(self) -> int | None:
        code: int | None = self.nursery.ask(of=self.pid)
        return code

    def send_signal(self, number: int) -> None:
        if self.poll() is None:
            os.kill(self.pid, number)

    def kill(self) -> None:
        self.send_signal(signal.SIGKILL)

    def wait(self, timeout: float = 60.0) -> int:
        began = time.monotonic()
        while (code := self.poll()) is None:
            if time.monotonic() - began > timeout:
                raise subprocess.TimeoutExpired("manju worker", timeout)
            time.sleep(0.02)
        return code


Worker = subprocess.Popen[bytes] | Born


@dataclass
class House:
    """A home with a database, seen from the test and from the workers it starts."""

    home: Path
    url: str
    nursery: Callable[[], Nursery]
    studio: Any = None
    user: Any = None
    workers: list[Worker] = field(default_factory=list)

    def env(self, **times: float) -> dict[str, str]:
        return environment_at(self.home, self.url, **times)

    def hire(self, processes: int = 1, *, as_command: bool = False, **times: float) -> Worker:
        """Start `manju worker`."""
        arguments, log = ["worker", "--processes", str(processes)], self.home / "worker.log"
        if as_command:
            worker: Worker = subprocess.Popen(
                [sys.executable, "-m", "manju", *arguments],
                env=self.env(**times), start_new_session=True, stdout=subprocess.DEVNULL, stderr=log.open("ab"),
            )  # fmt: skip
        else:
            nursery = self.nursery()
            order = {"environment": self.env(**times), "arguments": arguments, "log": str(log)}
            worker = Born(nursery.ask(**order), nursery)
        self.workers.append(worker)
        return worker

    def start(self, kind: str, **options: Any) -> Job:
        params = {"folder": str(self.home), **options.pop("params", {})}
        with in_studio(self.studio):
            return actions.start(KINDS[f"bench.{kind}"], by=self.user, params=params, **options)

    def job(self, job: Job) -> Job:
        with every_studio(why="test"):
            return Job.objects.get(pk=job.pk)

    def tasks(self, status: str) -> int:
        return DBTaskResult.objects.filter(status=status).count()

    @property
    def trace(self) -> list[str]:
        path = self.home / "trace"
        return path.read_text().splitlines() if path.exists() else []

    def pids(self) -> tuple[int, int]:
        """Process ids of the hand and of the worker that began last."""
        line = [line for line in self.trace if line.startswith("begin")][-1]
        _, hand, worker = line.split()
        return int(hand), int(worker)

    def until(self, met: Callable[[], object], within: float = 20.0) -> float:
        """Wait until it is so; returns how long that took."""
        began = time.monotonic()
        while time.monotonic() - began < within:
            if met():
                return time.monotonic() - began
            time.sleep(0.02)
        log = (self.home / "worker.log").read_text()[-3000:] if (self.home / "worker.log").exists() else ""
        with every_studio(why="test"):
            rows = [(j.kind, j.state, j.attempts, j.error_en, j.traceback) for j in Job.objects.all()[:5]]
        pytest.fail(f"it did not come about within {within} s; jobs: {rows}; trace: {self.trace[-5:]}; {log}")

    def until_state(self, job: Job, state: str, within: float = 20.0) -> float:
        return self.until(lambda: self.job(job).state == state, within)

    def close(self) -> None:
        for worker in self.workers:
            if worker.poll() is None:
                worker.send_signal(signal.SIGTERM)
        for worker in self.workers:
            try:
                worker.wait(timeout=15)
            except subprocess.TimeoutExpired:
                with suppress(ProcessLookupError):
                    os.killpg(worker.pid, signal.SIGKILL)
                worker.wait()


def is_alive(pid: int) -> bool:
    """Whether the process still runs (a zombie does not)."""
    try:
        return "\nState:\tZ" not in Path(f"/proc/{pid}/status").read_text()
    except FileNotFoundError:
        return False


def environment_at(home: Path, url: str, **times: float) -> dict[str, str]:
    """What a worker finds around it."""
    return {
        **os.environ,
        "MANJU_HOME": str(home),
        "MANJU_DATABASE_URL": url,
        "DJANGO_SETTINGS_MODULE": "jobs.bench.settings",
        "PYTHONPATH": os.pathsep.join([str(ROOT / "src"), str(ROOT / "tests")]),
        "BENCH_TIMING": json.dumps({**QUICK, **times}),
        "MANJU_LOG": "INFO",
    }


@pytest.fixture(scope="session")
def nursery(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Callable[[], Nursery]]:
    """The nursery, opened when the first worker is wanted."""
    opened: list[Nursery] = []

    def the_one() -> Nursery:
        if not opened:
            url = os.environ.get("MANJU_DATABASE_URL", "")
            opened.append(Nursery(environment_at(tmp_path_factory.mktemp("nursery"), url)))
        return opened[0]

    yield the_one
    for nursery in opened:
        nursery.close()


@pytest.fixture
def house(
    migrated: Migrated, nursery: Callable[[], Nursery], tmp_path: Path, django_db_blocker: Any
) -> Iterator[House]:
    """A house of this test's own; `manju.jobs` in the test talks to its database too."""
    import jobs.bench.jobs  # noqa: F401  # the test process knows the kinds as the workers do

    house = House(tmp_path, migrated.copied_to(tmp_path), nursery)
    with django_db_blocker.unblock():
        usual = connections["default"]
        connections["default"] = connection = connection_to(house)
        try:
            house.studio = Studio.objects.create(name_zh="山海", name_en="Shanhai")
            house.user = User.objects.create_user("lin@example.com", "long enough 1", name="林栖")
            with in_studio(house.studio):
                Member.objects.create(user=house.user, role="owner")
            yield house
        finally:
            house.close()
            connection.close()
            connections["default"] = usual
            drop_database(house.url)


def connection_to(house: House) -> Any:
    """A new connection to the house's database, for this thread."""
    name = urlsplit(house.url).path.lstrip("/") if house.url else house.home / "manju.sqlite3"
    settings = {**connections.settings["default"], "NAME": name}
    return load_backend(settings["ENGINE"]).DatabaseWrapper(settings, "default")
