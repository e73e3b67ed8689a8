"""Real worker processes against a real database: killed, stopped, raced."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import time
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import psutil
import pytest
from django.db import connection, connections, transaction

from jobs.conftest import House, Worker, connection_to, is_alive
from manju.jobs import actions
from manju.jobs.models import Job
from manju.jobs.registry import KINDS
from manju.people.models import Member, Studio
from manju.people.scope import every_studio, in_studio

pytestmark = pytest.mark.slow
KINDS_STOPPED = [pytest.param("polite", marks=pytest.mark.db), "deaf", "film"]  # the rows are the same for all

PAGES = 12


def pages_of(house: House) -> list[str]:
    return [p.read_text() for p in sorted(house.home.glob("page-??"))]


def begun(house: House) -> int:
    return sum(line.startswith("begin") for line in house.trace)


def encoders(house: House) -> list[int]:
    """Process ids of the FFmpegs that the hand runs, once there is one."""
    hand = psutil.Process(house.pids()[0])

    def running() -> list[int]:
        return [p.pid for p in hand.children() if any("testsrc" in word for word in words_of(p))]

    house.until(running)
    return running()


def words_of(process: psutil.Process) -> list[str]:
    """Its command line; none for a process that has just ended (FFmpeg's limits begin as another program)."""
    try:
        return process.cmdline()
    except psutil.Error:
        return []


def kill_worker(house: House, crew: Worker) -> None:
    os.kill(house.pids()[1], signal.SIGKILL)


def kill_crew(house: House, crew: Worker) -> None:
    crew.kill()


def kill_both(house: House, crew: Worker) -> None:
    family = [crew.pid, house.pids()[1]]
    for pid in family:
        os.kill(pid, signal.SIGSTOP)  # so that nobody can say goodbye
    for pid in reversed(family):
        os.kill(pid, signal.SIGKILL)


@pytest.mark.parametrize("kill", [kill_worker, kill_crew, kill_both])
@pytest.mark.db
def test_a_job_survives_kill_9_of_its_worker_as_if_done_once(house: House, kill) -> None:
    job = house.start("pages", params={"count": PAGES})
    crew = house.hire(as_command=kill is kill_crew)
    house.until(lambda: len(pages_of(house)) >= 4)
    hand, _ = house.pids()
    kill(house, crew)
    house.until(lambda: not is_alive(hand), within=3)
    assert len(pages_of(house)) < PAGES, "the job was to be caught in the middle"

    house.hire()
    house.until_state(job, "done")

    assert pages_of(house) == [f"page {n}" for n in range(PAGES)]
    assert house.job(job).result == {"pages": PAGES}
    assert (begun(house), house.trace.count("end")) == (2, 1)
    assert house.tasks("RUNNING") == house.tasks("READY") == 0


@pytest.mark.db
def test_a_dead_worker_is_replaced_and_its_job_does_not_wait_for_the_lease(house: House) -> None:
    job = house.start("pages", params={"count": PAGES})
    crew = house.hire(lease_s=120)
    house.until(lambda: len(pages_of(house)) >= 2)
    os.kill(house.pids()[1], signal.SIGKILL)
    house.until_state(job, "done", within=15)
    assert (begun(house), house.job(job).attempts, crew.poll()) == (2, 2, None)


@pytest.mark.parametrize("kill", [kill_worker, kill_crew, kill_both])
def test_ffmpeg_dies_with_its_worker(house: House, kill) -> None:
    house.start("film")
    crew = house.hire()
    house.until(lambda: begun(house) == 1)
    [encoder] = encoders(house)
    kill(house, crew)
    assert house.until(lambda: not is_alive(encoder), within=5) < 3


@pytest.mark.parametrize("kind", KINDS_STOPPED)
@pytest.mark.parametrize("number", [signal.SIGTERM, signal.SIGINT])
def test_a_worker_told_to_stop_gives_its_job_back_at_once(house: House, kind: str, number: signal.Signals) -> None:
    job = house.start(kind)
    Job.objects.model._base_manager.filter(pk=job.pk).update(time_limit_s=600)
    crew = house.hire(lease_s=120)
    house.until(lambda: begun(house) == 1)
    hand, _ = house.pids()
    children = encoders(house) if kind == "film" else []
    crew.send_signal(number)
    assert crew.wait(timeout=10) == 0
    assert not any(is_alive(pid) for pid in children)
    given_back = house.job(job)
    assert (given_back.state, given_back.attempts, given_back.worker, given_back.run_after) == ("queued", 0, "", None)
    assert not is_alive(hand)
    assert (house.tasks("READY"), house.tasks("RUNNING")) == (1, 0)

    house.hire()
    assert house.until(lambda: begun(house) == 2) < 10  # the start of Python included
    assert house.job(job).attempts == 1


@pytest.mark.parametrize("kind", KINDS_STOPPED)
def test_cancelling_a_running_job_stops_it_within_two_seconds(house: House, kind: str) -> None:
    job = house.start(kind)
    Job.objects.model._base_manager.filter(pk=job.pk).update(time_limit_s=600)
    # with the times of real life, but for the first look
    house.hire(lease_s=30, beat_s=10, poll_s=0.5, report_s=0.5, grace_s=0.8)
    house.until(lambda: begun(house) == 1)
    hand, _ = house.pids()
    children = encoders(house) if kind == "film" else []
    with in_studio(house.studio):
        actions.cancel(job, by=house.user)
    assert house.until_state(job, "cancelled", within=4) < 2.0
    assert not is_alive(hand)
    assert not any(is_alive(pid) for pid in children)
    assert house.trace.count("tidied up") == (kind == "polite")
    assert house.tasks("RUNNING") == 0


@pytest.mark.db
def test_a_cancelled_queued_job_never_begins(house: House) -> None:
    job, other = house.start("short", params={"name": "a"}), house.start("short", params={"name": "b"})
    with in_studio(house.studio):
        actions.cancel(job, by=house.user)
    house.hire()
    house.until_state(other, "done")
    assert house.job(job).state == "cancelled"
    assert house.trace == ["begin b", "end b"]


@pytest.mark.db
def test_passing_faults_are_tried_again_after_growing_waits(house: House) -> None:
    job = house.start("shaky", params={"falls": 2})
    house.hire(backoff_s=0.6)
    house.until_state(job, "done")
    first, second, third = (float(line.split()[1]) for line in house.trace)
    assert 0.45 <= second - first < 1.6
    assert 0.9 <= third - second < 2.8
    done = house.job(job)
    assert (done.attempts, done.error_code, done.traceback, done.progress) == (3, "", "", 1.0)


@pytest.mark.db
def test_a_passing_fault_that_does_not_pass_fails_after_the_last_try(house: House) -> None:
    job = house.start("shaky", params={"falls": 99})
    house.hire()
    house.until_state(job, "failed")
    failed = house.job(job)
    assert (failed.attempts, failed.error_code, begun(house)) == (3, "passing_fault", 3)
    assert failed.error_zh == "试了 3 次都没成。遇到暂时的故障：the line was cut"
    assert failed.error_en == "It was tried 3 times. A passing fault: the line was cut"


@pytest.mark.db
def test_a_refused_file_fails_at_once_with_its_own_words(house: House) -> None:
    job = house.start("refuse")
    house.hire()
    house.until_state(job, "failed")
    failed = house.job(job)
    assert (failed.attempts, failed.error_code, begun(house)) == (1, "no_video", 1)
    assert (failed.error_zh, failed.error_en) == ("没有画面。", "There is no picture.")
    assert (failed.hint_zh, failed.hint_en) == ("换一个文件。", "Take another file.")


@pytest.mark.db
def test_a_program_fault_is_tried_again_and_keeps_its_traceback(house: House) -> None:
    job = house.start("broken")
    house.hire()
    house.until_state(job, "failed")
    failed = house.job(job)
    assert (failed.attempts, failed.error_code, begun(house)) == (2, "program_fault", 2)
    assert "KeyError: 'no such thing'" in failed.traceback
    assert failed.error_en == "It was tried 2 times. The program failed (KeyError)."


@pytest.mark.db
def test_work_that_kills_its_process_fails_after_the_last_try_and_the_worker_lives(house: House) -> None:
    job, after = house.start("dies"), house.start("short", params={"name": "after"})
    crew = house.hire()
    house.until_state(job, "failed")
    house.until_state(after, "done")
    failed = house.job(job)
    assert (failed.attempts, failed.error_code, crew.poll()) == (2, "process_died", None)
    assert "SIGKILL" in failed.error_en


@pytest.mark.db
def test_the_time_limit_ends_work_that_never_looks_up(house: House) -> None:
    job = house.start("deaf")
    house.hire()
    house.until_state(job, "failed", within=12)
    failed = house.job(job)
    assert (failed.attempts, failed.error_code, failed.error_zh) == (1, "took_too_long", "超过了 1 秒的时限。")
    assert not is_alive(house.pids()[0])
    assert list((house.home / "tmp" / "jobs").iterdir()) == [], "temporary files go with the job"


@pytest.mark.db
def test_three_workers_do_forty_jobs_once_each(house: House) -> None:
    names = [f"n{n:02}" for n in range(40)]
    for name in names:
        house.start("short", params={"name": name})
    house.hire()
    house.hire(2)
    with every_studio(why="test"):
        house.until(lambda: Job.objects.filter(state="done").count() == 40, within=60)
        assert set(Job.objects.values_list("attempts", flat=True)) == {1}
    assert sorted(house.trace) == sorted([f"begin {n}" for n in names] + [f"end {n}" for n in names])
    assert (house.tasks("SUCCESSFUL"), house.tasks("RUNNING"), house.tasks("READY")) == (40, 0, 0)


@pytest.mark.db
def test_a_worker_that_lost_its_lease_writes_nothing_any_more(house: House) -> None:
    """Worker and hand sleep (as with a suspended laptop) until the job was taken over, then wake up."""
    job = house.start("late")
    first = house.hire()
    house.until(lambda: begun(house) == 1)
    hand, worker = house.pids()
    asleep = [first.pid, worker, hand]
    for pid in asleep:
        os.kill(pid, signal.SIGSTOP)
    house.hire()
    house.until(lambda: begun(house) == 2)
    (house.home / "go").touch()
    house.until_state(job, "done")
    second = house.job(job)
    os.kill(hand, signal.SIGCONT)  # the hand first: it writes before its worker could stop it
    house.until(lambda: not is_alive(hand) or len(house.trace) > 3 or psutil.Process(hand).status() == "zombie")
    for pid in asleep[:2]:
        os.kill(pid, signal.SIGCONT)
    house.until(lambda: not is_alive(hand))
    time.sleep(0.5)

    with in_studio(house.studio):
        assert Member.objects.get().role == "producer"
    assert house.trace.count("wrote") == 1
    now = house.job(job)
    assert (now.state, now.attempts, now.finished_at) == ("done", 2, second.finished_at)


@pytest.mark.db
def test_higher_priority_goes_first_then_the_older(house: House) -> None:
    for name, priority in [("bulk1", -10), ("bulk2", -10), ("look1", 50), ("plain", 0), ("look2", 50)]:
        house.start("short", params={"name": name}, priority=priority)
    last = house.start("short", params={"name": "last"}, priority=-100)
    house.hire()
    house.until_state(last, "done")
    order = [line.split()[1] for line in house.trace if line.startswith("begin")]
    assert order == ["look1", "look2", "plain", "bulk1", "bulk2", "last"]


@pytest.mark.db
def test_a_studio_with_work_under_way_lets_the_other_one_in(house: House) -> None:
    for _ in range(3):
        house.start("polite")
    other = Studio.objects.create(name_zh="云上", name_en="Yunshang")
    with in_studio(other):
        visitor = actions.start(KINDS["bench.polite"], by=None, params={"folder": str(house.home)})
    house.hire(2)
    with every_studio(why="test"):
        house.until(lambda: Job.objects.filter(state="running").count() == 2)
    assert house.job(visitor).state == "running"


@pytest.mark.db
def test_work_sees_its_own_studio_only_and_speaks_chinese(house: House) -> None:
    other = Studio.objects.create(name_zh="云上", name_en="Yunshang")
    with in_studio(other):
        Member.objects.create(user=house.user, role="owner")
    with in_studio(house.studio):
        job = actions.start(KINDS["bench.looks"], by=None, params={})
    house.hire()
    house.until_state(job, "done")
    assert house.job(job).result == {"studio": house.studio.pk, "members": 1, "language": "zh", "job": str(job.pk)}


@pytest.mark.db
def test_a_job_started_in_a_transaction_is_not_seen_before_the_commit(house: House) -> None:
    if connection.vendor == "sqlite":
        pytest.skip("SQLite has one writer: no worker can write while the transaction is open")
    house.hire()
    warm = house.start("short", params={"name": "warm"})
    house.until_state(warm, "done")
    with transaction.atomic():
        job = house.start("short", params={"name": "in"})
        time.sleep(1)
        assert house.trace == ["begin warm", "end warm"]
    house.until_state(job, "done")


@pytest.mark.db
def test_a_rolled_back_start_leaves_nothing(house: House) -> None:
    with transaction.atomic():
        house.start("short", params={"name": "never"})
        transaction.set_rollback(True)
    with every_studio(why="test"):
        assert (Job.objects.count(), house.tasks("READY")) == (0, 0)


@pytest.mark.db
def test_two_who_start_the_same_work_at_once_get_the_same_job(house: House) -> None:
    def start(_: int) -> str:
        connections["default"] = connection_to(house)
        try:
            return str(house.start("short", params={"name": "once"}, key="only one").pk)
        finally:
            connections["default"].close()

    with ThreadPoolExecutor(8) as people:
        got = set(people.map(start, range(24)))
    with every_studio(why="test"):
        assert got == {str(Job.objects.get().pk)}
    assert house.tasks("READY") == 1


@pytest.mark.db
def test_workers_wait_for_a_locked_database(house: House) -> None:
    if connection.vendor != "sqlite":
        pytest.skip("PostgreSQL does not lock the whole database")
    crew = house.hire()
    job = house.start("short", params={"name": "a"})
    house.until_state(job, "done")
    with transaction.atomic():  # IMMEDIATE: nobody else can write
        Studio.objects.update(name_en="busy")
        time.sleep(2.5)
    after = house.start("short", params={"name": "b"})
    house.until_state(after, "done")
    assert crew.poll() is None


@pytest.mark.db
def test_the_stock_worker_of_django_tasks_can_carry_our_jobs_too(house: House) -> None:
    job = house.start("pages", params={"count": 2})
    command = [sys.executable, "-m", "manju.site.manage", "db_worker", "--batch", "--no-startup-delay"]
    subprocess.run(command, env=house.env(), check=True, timeout=60, capture_output=True)
    assert (house.job(job).state, house.job(job).result) == ("done", {"pages": 2})
    assert (house.tasks("SUCCESSFUL"), house.tasks("RUNNING")) == (1, 0)


@pytest.mark.db
def test_the_command_says_so_when_the_house_is_not_set_up(house: House, tmp_path: Path) -> None:
    if house.url:
        pytest.skip("an empty PostgreSQL database takes as long to make as it tells")
    env = {**house.env(), "MANJU_HOME": str(tmp_path / "empty")}
    said = subprocess.run(
        [sys.executable, "-m", "manju", "worker", "--lang", "en"], env=env, capture_output=True, text=True, check=False
    )
    assert (said.returncode, said.stderr) == (
        2,
        "manju: This data folder has not been set up yet.\n  Run manju up once first.\n",
    )
