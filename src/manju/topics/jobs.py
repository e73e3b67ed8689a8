"""Importing lists, analysing them and replaying them is work for the queue: the pages may be left meanwhile."""

from __future__ import annotations

from pathlib import Path
from typing import Final

from django.conf import settings
from django.utils import timezone

from manju.jobs.actions import start
from manju.jobs.models import Job
from manju.jobs.registry import Working, after, job
from manju.media.errors import MediaError
from manju.money.errors import InputError
from manju.people.models import User
from manju.topics import engine
from manju.topics.analysing import mark_now, run_analysis, run_backtest
from manju.topics.importing import import_list
from manju.topics.models import Analysis, HitList, WaitingFile
from manju.topics.rows import audiences, platforms
from manju.words import Words

__all__ = ["KINDS_SHOWN", "analyse_job", "analyse_soon", "backtest_job", "backtest_soon", "import_job"]

KINDS_SHOWN: Final = ("topics.import", "topics.analyse", "topics.backtest")


@job("topics.import", title=Words("导入榜单", "Import a hit list"), priority=10)
def import_job(working: Working, *, file: str, name: str, sha256: str, by_id: int) -> None:
    """Import a file that lies in the home's inbox. A file whose columns are not known waits for a person."""
    path = Path(settings.MEDIA_ROOT) / file
    if HitList.objects.filter(sha256=sha256, withdrawn_at=None).exists():
        return
    by = User.objects.get(pk=by_id)
    try:
        made = import_list(path, by=by, name=name, progress=working.report)
    except InputError as error:
        if error.code == "mapping_needed":
            mark = engine.header_of(path).mark
            WaitingFile.objects.get_or_create(
                sha256=sha256, defaults={"file": file, "name": name[:255], "header_sha256": mark, "by": by}
            )
            working.result(waiting=name)
            return
        raise MediaError(error.code, error.message, error.hint) from error
    path.unlink(missing_ok=True)
    working.result(list=made.row.pk, imported=made.imported, duplicates=made.duplicates)


@job("topics.analyse", title=Words("分析榜单", "Analyse the hit lists"), priority=5)
def analyse_job(working: Working, *, platform: str = "", audience: str = "") -> None:
    """Analyse all that counts. What has been analysed as it stands is found again, not made again."""
    mark = mark_now()
    working.result(mark=mark)
    if Analysis.objects.filter(mark=mark, platform=platform, audience=audience).update(found_at=timezone.now()):
        return
    made = run_analysis(mark=mark, platform=platform, audience=audience, progress=working.report)
    working.result(analysis=made.pk if made is not None else None)


@job("topics.backtest", title=Words("回测选题", "Replay the hit lists"), priority=0)
def backtest_job(working: Working, *, k: int, horizon_days: int) -> None:
    """Replay everything that counts."""
    made = run_backtest(k=k, horizon_days=horizon_days, progress=working.report)
    working.result(backtest=made.pk if made is not None else None)


def analyse_soon(*, by: User | None, platform: str = "", audience: str = "") -> Job | None:
    """Have the lists analysed; changes that come before it begins are one analysis. None where there is no list."""
    if not HitList.objects.counted().exists():
        return None
    return start(
        analyse_job, by=by, key=f"topics.analyse:{platform}:{audience}"[:160], link="/topics/",
        params={"platform": platform, "audience": audience}, priority=-5 if platform or audience else None,
    )  # fmt: skip


def backtest_soon(*, by: User, k: int, horizon_days: int) -> Job:
    """Have the lists replayed."""
    return start(
        backtest_job, by=by, key="topics.backtest", link="/topics/backtest/",
        params={"k": k, "horizon_days": horizon_days},
    )  # fmt: skip


@after(import_job)
def _analyse_what_came(done: Job) -> None:
    if "list" in done.result:
        analyse_soon(by=done.started_by)


@after(analyse_job)
def _go_on(done: Job) -> None:
    """What changed while it was being analysed leads to another analysis; then come the parts one by one."""
    whole = not done.params["platform"] and not done.params["audience"]
    if done.result.get("mark") != mark_now():
        analyse_soon(by=done.started_by)
    elif whole:
        each = platforms()
        for name in each if len(each) > 1 else ():
            analyse_soon(by=done.started_by, platform=name)
        for name in audiences():
            analyse_soon(by=done.started_by, audience=name)
