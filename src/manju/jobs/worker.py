"""A worker: takes jobs one at a time, lets a forked hand do each, keeps the lease alive and settles the outcome.

The stock `db_worker` of django-tasks-db is not used: it stops for good when SQLite answers "database is locked" at
BEGIN, opens an exclusive transaction every second even when there is nothing to do, has no lease, and leaves a
killed task RUNNING for ever. Claiming is done with the package's own rows and methods.
"""

from __future__ import annotations

import logging
import os
import random
import secrets
import signal
import socket
import time
from collections.abc import Callable
from typing import Any, Literal
from uuid import UUID

from django.db import InterfaceError, OperationalError, connection
from django.utils import timezone

from manju.jobs import lease
from manju.jobs.daily import start_daily
from manju.jobs.faults import Fault, process_died, took_too_long
from manju.jobs.hand import Hand
from manju.jobs.lease import Held, LostLease
from manju.jobs.pace import Pace
from manju.jobs.rounds import go_round
from manju.jobs.sweeping import forget_old_tasks, sweep
from manju.jobs.timing import Timing, timing

log = logging.getLogger(__name__)

TROUBLE = (OperationalError, InterfaceError)
HOUR_S = 3600.0
DAILY_AFTER_S = 60.0  # a worker that has just come looks at its queue first
DAILY_EVERY_S = 600.0
ROUND_EVERY_S = 60.0
LISTEN_S = 0.1

Why = Literal["", "cancel", "time", "leave"]


def new_name() -> str:
    """A name no other worker has, on any machine: at most 40 characters."""
    return f"{socket.gethostname()[:20]}-{os.getpid()}-{secrets.token_hex(4)}"


class Worker:
    """Serves the queue until it is asked to leave."""

    def __init__(self, name: str, times: Timing) -> None:
        self.name = name
        self._times = times
        self._leaving = False
        self._claims = 0
        self._sweep_at = 0.0
        self._forget_at = 0.0
        self._daily_at = time.monotonic() + DAILY_AFTER_S
        self._round_at = time.monotonic() + ROUND_EVERY_S

    def leave(self, *_: object) -> None:
        """Stop taking jobs and give back the one in hand; as a signal handler."""
        self._leaving = True

    def listen_to_signals(self) -> None:
        for number in (signal.SIGTERM, signal.SIGINT, signal.SIGHUP):
            signal.signal(number, self.leave)

    def serve(self) -> None:
        """Take jobs until asked to leave. A database that does not answer is waited for."""
        while not self._leaving:
            try:
                self._keep_order()
                held = lease.claim(self._next_token(), now=timezone.now(), timing=self._times)
            except TROUBLE as trouble:
                log.warning("the database does not answer, trying again: %s", trouble)
                _drop_connection()
                held = None
            if held is not None:
                watch_over(held, times=self._times, leaving=lambda: self._leaving, meanwhile=self._keep_order)
            elif not self._leaving:
                time.sleep(self._times.poll_s)

    def _next_token(self) -> str:
        self._claims += 1
        return f"{self.name}.{self._claims}"

    def _keep_order(self) -> None:
        """Sweep when it is time; spread, so that many workers do not sweep together."""
        now = time.monotonic()
        if now >= self._sweep_at:
            self._sweep_at = now + self._times.sweep_s * random.uniform(0.8, 1.2)  # noqa: S311  # spreading
            sweep(now=timezone.now(), timing=self._times)
        if now >= self._forget_at:
            self._forget_at = now + HOUR_S
            forget_old_tasks(now=timezone.now())
        if now >= self._daily_at:
            self._daily_at = now + DAILY_EVERY_S * random.uniform(0.8, 1.2)  # noqa: S311  # as above
            start_daily(now=timezone.now())
        if now >= self._round_at:
            self._round_at = now + ROUND_EVERY_S * random.uniform(0.8, 1.2)  # noqa: S311  # as above
            go_round(now=timezone.now())


def do_one(job_id: UUID) -> None:
    """Do this job now, for a worker that is not ours; does nothing when it is held or no longer wanted."""
    times = timing()
    held = lease.take(job_id, f"{new_name()}.1", now=timezone.now(), timing=times)
    if held is not None:
        watch_over(held, times=times)


def watch_over(
    held: Held,
    *,
    times: Timing,
    leaving: Callable[[], bool] = lambda: False,
    meanwhile: Callable[[], None] = lambda: None,
) -> None:
    """Let a hand do the job; renew the lease, pass on progress, stop it when it must stop, settle the outcome."""
    began = time.monotonic()
    hand = Hand.start(held)
    watch = _Watch(held, hand, times, began)
    try:
        while hand.end is None and not hand.is_gone:
            hand.listen(LISTEN_S)
            watch.look(leaving=leaving())
            _through_trouble(meanwhile)
        watch.hear_the_last()
    except LostLease:
        log.warning("job %s was taken over by another worker; what was done here does not count", held.job_id)
        return
    finally:
        hand.clear_away()
    _settle(held, watch.why, hand, times)
    log.info("job %s %s ended after %.1f s", held.job_id, held.kind, time.monotonic() - began)


class _Watch:
    """What the worker does while the hand works. `why` says why it was asked to stop."""

    def __init__(self, held: Held, hand: Hand, times: Timing, began: float) -> None:
        self.why: Why = ""
        self._held, self._hand, self._times, self._began = held, hand, times, began
        self._pace = Pace(began)
        self._report_at = self._poll_at = began
        self._beat_at = began + times.beat_s

    def look(self, *, leaving: bool) -> None:
        """One round. Raises LostLease."""
        now = time.monotonic()
        if leaving:
            self.why = self.why or "leave"
        if now - self._began > self._held.time_limit_s:
            self.why = self.why or "time"
        if not self.why:
            _through_trouble(self._speak_with_the_database)
        if self.why and self._hand.end is None:
            self._hand.ask_to_stop(grace_s=self._times.grace_s)

    def hear_the_last(self) -> None:
        """Write the last report, so that a job that failed shows how far it came."""
        said = self._hand.take_said()
        if said is not None:
            _through_trouble(lambda: self._renew(said))

    def _speak_with_the_database(self) -> None:
        now = time.monotonic()
        said = self._hand.take_said() if now >= self._report_at else None
        if said is not None or now >= self._beat_at:
            wanted_stopped = self._renew(said)
        elif now >= self._poll_at:
            wanted_stopped = lease.wanted_stopped(self._held)
        else:
            return
        self._poll_at = now + self._times.poll_s
        if wanted_stopped:
            self.why = "cancel"

    def _renew(self, said: dict[str, Any] | None) -> bool:
        now = time.monotonic()
        self._beat_at = now + self._times.beat_s
        columns: dict[str, Any] = {}
        if said is not None:
            self._report_at = now + self._times.report_s
            gained, gained_in_s = self._pace.hear(at=now, progress=said["progress"])
            columns = {
                "progress": said["progress"], "gained": gained, "gained_in_s": gained_in_s, "heard_at": timezone.now()
            }  # fmt: skip
            if "zh" in said:
                columns |= {"doing_zh": said["zh"], "doing_en": said["en"]}
        return lease.renew(self._held, now=timezone.now(), timing=self._times, **columns)


def _settle(held: Held, why: Why, hand: Hand, times: Timing) -> None:
    """Write how it ended. Finished work counts as finished even if somebody wanted it stopped a moment before."""
    end = hand.end or {}

    def write() -> None:
        now = timezone.now()
        if "result" in end:
            lease.finish(held, now=now, result=end["result"])
        elif why == "cancel":
            lease.stop(held, now=now)
        elif why == "leave":
            lease.give_back(held, now=now)
        elif end.get("stopped") and not why:  # its transaction found that the lease was gone
            raise LostLease
        else:
            lease.fail_or_try_again(held, _fault(held, why, hand), now=now, timing=times)

    until = time.monotonic() + (min(3.0, times.patience_s) if why == "leave" else times.patience_s)
    while True:
        try:
            write()
        except LostLease:
            log.warning("job %s was taken over by another worker; its outcome here does not count", held.job_id)
        except TROUBLE:
            _drop_connection()
            if time.monotonic() < until:
                time.sleep(times.poll_s)
                continue
            log.exception("the outcome of job %s could not be written; it will be done again", held.job_id)
        return


def _fault(held: Held, why: Why, hand: Hand) -> Fault:
    if why == "time":
        return took_too_long(held.time_limit_s)
    if hand.end and "fault" in hand.end:
        return Fault.from_json(hand.end["fault"])
    return process_died(hand.status or 0)


def _through_trouble(speak: Callable[[], object]) -> None:
    """Do something with the database; when it does not answer now, the next round will."""
    try:
        speak()
    except TROUBLE as trouble:
        log.warning("the database does not answer, trying again: %s", trouble)
        _drop_connection()


def _drop_connection() -> None:
    """Begin with a fresh connection; inside somebody's transaction it is left alone."""
    if not connection.in_atomic_block:
        connection.close()
