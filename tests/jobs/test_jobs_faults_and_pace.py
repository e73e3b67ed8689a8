"""Pure parts: sorting faults, waiting, and the remaining time."""

from __future__ import annotations

import errno
from datetime import UTC, datetime, timedelta

import pytest
from django.db import OperationalError

from manju.jobs.faults import Fault, fault_of, given_up, process_died, took_too_long, wait_before_next
from manju.jobs.models import Job
from manju.jobs.pace import Pace
from manju.jobs.registry import KINDS, Transient, job
from manju.jobs.timing import Timing
from manju.media.errors import MediaError
from manju.words import Words

NOW = datetime(2026, 11, 25, 10, 0, tzinfo=UTC)


@pytest.mark.parametrize(
    ("error", "code", "again"),
    [
        (MediaError("no_video", Words("没有画面", "no picture"), Words("换", "change")), "no_video", False),
        (Transient("cut"), "passing_fault", True),
        (OperationalError("database is locked"), "passing_fault", True),
        (ConnectionResetError(), "passing_fault", True),
        (OSError(errno.ENOSPC, "No space left"), "disk_full", True),
        (ValueError("x"), "program_fault", True),
    ],
)
def test_faults_are_sorted_by_whether_trying_again_can_help(error: Exception, code: str, again: bool) -> None:
    fault = fault_of(error)
    assert (fault.code, fault.again) == (code, again)
    assert Fault.from_json(fault.as_json()) == fault


def test_a_file_fault_keeps_its_own_words_and_hint() -> None:
    fault = fault_of(MediaError("no_video", Words("没有画面", "no picture"), Words("换一个", "take another")))
    assert (fault.message, fault.hint) == (Words("没有画面", "no picture"), Words("换一个", "take another"))


def test_the_last_of_several_tries_says_how_many_there_were() -> None:
    assert given_up(fault_of(Transient("cut")), 3).message.en == "It was tried 3 times. A passing fault: cut"
    assert given_up(fault_of(Transient("cut")), 1).message.en == "A passing fault: cut"


def test_a_fault_with_braces_in_it_is_said_as_it_is() -> None:
    assert given_up(fault_of(Transient("{why} {0}")), 2).message.zh == "试了 2 次都没成。遇到暂时的故障：{why} {0}"


def test_how_a_process_died_and_how_long_was_too_long_are_said_plainly() -> None:
    assert process_died(-9).message.zh == "处理进程被系统终止（SIGKILL），多半是内存不足。"
    assert process_died(70).message.en.startswith("The working process was ended by the system (exit 70)")
    assert took_too_long(90).message.zh == "超过了 90 秒的时限。"
    assert took_too_long(3600).message.en == "It went over its limit of 60 minutes."


def test_waits_double_are_spread_and_capped_and_the_same_for_the_same_seed() -> None:
    timing = Timing(backoff_s=5.0, backoff_most_s=600.0)
    waits = [wait_before_next(n, seed="a", timing=timing) for n in range(1, 12)]
    assert waits == [wait_before_next(n, seed="a", timing=timing) for n in range(1, 12)]
    assert waits != [wait_before_next(n, seed="b", timing=timing) for n in range(1, 12)]
    for n, wait in enumerate(waits):
        plain = min(600.0, 5.0 * 2**n)
        assert 0.75 * plain <= wait <= 1.25 * plain


def test_the_remaining_time_follows_the_last_stretch_not_the_whole_run() -> None:
    """Half was done in 10 s, then a slow part began: 1 % a second. The pace from the start would say 11.7 s."""
    pace = Pace(started=0.0)
    pace.hear(at=10.0, progress=0.5)
    for second in range(11, 36):
        gained, gained_in_s = pace.hear(at=float(second), progress=0.5 + (second - 10) * 0.01)
    job = _running(progress=0.75, started_s=35.0, gained=gained, gained_in_s=gained_in_s)
    assert gained_in_s == 20.0
    assert job.seconds_left(NOW) == pytest.approx(25.0)


def test_silence_makes_the_remaining_time_longer_not_shorter() -> None:
    job = _running(progress=0.5, started_s=10.0, gained=0.5, gained_in_s=10.0)
    assert job.seconds_left(NOW) == pytest.approx(10.0)
    assert job.seconds_left(NOW + timedelta(seconds=10)) == pytest.approx(20.0)


def test_work_that_begins_again_is_measured_from_there() -> None:
    pace = Pace(started=0.0)
    pace.hear(at=5.0, progress=0.9)
    assert pace.hear(at=6.0, progress=0.1) == (pytest.approx(0.1), 6.0)


def test_there_is_no_remaining_time_when_nothing_is_known() -> None:
    assert _running(progress=0.01, started_s=9.0, gained=0.01, gained_in_s=9.0).seconds_left(NOW) is None
    assert _running(progress=0.5, started_s=9.0, gained=0.0, gained_in_s=9.0).seconds_left(NOW) is None
    assert Job(state="queued", progress=0.5).seconds_left(NOW) is None


def test_a_kind_has_one_function() -> None:
    job("faults.twice", title=Words("一", "one"))(lambda work: None)
    try:
        with pytest.raises(ValueError, match=r"faults\.twice is registered twice"):
            job("faults.twice", title=Words("一", "one"))(lambda work: None)
    finally:
        del KINDS["faults.twice"]


def _running(*, progress: float, started_s: float, gained: float, gained_in_s: float) -> Job:
    return Job(
        state="running", progress=progress, started_at=NOW - timedelta(seconds=started_s),
        gained=gained, gained_in_s=gained_in_s, heard_at=NOW,
    )  # fmt: skip
