"""The long work of protection: tracing a found file, and scanning the watched folder."""

from __future__ import annotations

import collections
from typing import Final

from django.conf import settings
from django.db import transaction
from django.utils import timezone

from manju.copies.models import Copy
from manju.copies.scanning import Scan, scan
from manju.copies.tracing import Traced, trace_file
from manju.jobs.engine import Here
from manju.jobs.registry import Working, job
from manju.media.errors import MediaError
from manju.media.preview import make_preview, plays_in_browsers
from manju.media.probe import Probe, probe
from manju.people.audit import note
from manju.protection.folder import watched_folder
from manju.protection.keeping import drop_folder, keep_files, preview_place, result_of
from manju.protection.models import Finding, NamedIn, Watch
from manju.protection.results import Result
from manju.protection.saying import headline
from manju.words import Words

NOT_THE_FILES_FAULT: Final = frozenset(
    {"key_lost", "key_damaged", "key_unreadable", "key_not_the_studios", "registration_lost"}
)
LONGEST_S: Final = 12 * 3600


@job("protection.trace", title=Words("追踪", "Trace"), priority=5, time_limit_s=2 * 3600)
def trace(working: Working, finding_id: int) -> None:
    """Find out what a found file shows and whose copy it is. Safe to run again: the newest answer stands.

    A file that cannot be looked at is refused with the reason; a lost key fails the job and says so.
    """
    finding = Finding.objects.get(pk=finding_id)
    try:
        facts = probe(finding.path)
        traced = trace_file(
            finding.studio_id,
            finding.path,
            progress=lambda share, doing: working.report(0.9 * share, doing),
            cancelled=working.cancelled,
        )
        preview = _preview(working, finding, facts)
    except MediaError as why:
        if why.code in NOT_THE_FILES_FAULT:
            raise
        with working.writing():
            _refuse(finding, why)
        working.result(refused=why.code)
        return
    working.report(0.98, Words("存下结果", "Keeping the answer"))
    result = result_of(traced, facts)
    kept = keep_files(finding, traced, result)
    with working.writing():
        _write_down(finding, traced, result, kept=kept, preview=preview)
        transaction.on_commit(lambda: drop_folder(finding, but=kept))
    working.result(verdict=result.verdict, named=[c.copy_id for c in result.copies])


@job("protection.watch", title=Words("扫描找到的文件", "Scan the found files"), priority=-5, time_limit_s=LONGEST_S)
def watch(working: Working, watch_id: int) -> None:
    """Look at every file in the studio's folder that is new; what is known stays known, so it may be run again."""
    row = Watch.objects.get(pk=watch_id)
    tally = Scan()
    rows = scan(
        row.studio_id, watched_folder(row.studio_id), engine=Here(), tally=tally, progress=working.report,
        cancelled=working.cancelled,
    )  # fmt: skip
    collections.deque(rows, maxlen=0)  # each is kept as it comes
    with working.writing():
        row.files, row.looked_at, row.failed, row.found = tally.files, tally.looked_at, tally.failed, tally.found
        row.finished_at = timezone.now()
        row.save()
    working.result(files=tally.files, found=tally.found)


def _preview(working: Working, finding: Finding, facts: Probe) -> str:
    """Path under the media folder of a small film, made where browsers cannot play the found file; else empty."""
    if plays_in_browsers(facts):
        return ""
    out = preview_place(finding)
    doing = Words("做预览", "Making a preview")
    make_preview(
        finding.path, facts, out, progress=lambda share: working.report(0.9 + 0.08 * share, doing),
        cancelled=working.cancelled,
    )  # fmt: skip
    return out.relative_to(settings.MEDIA_ROOT).as_posix()


def _refuse(finding: Finding, why: MediaError) -> None:
    Finding.objects.filter(pk=finding.pk).update(
        state=Finding.State.REFUSED, refusal_zh=why.message.zh, refusal_en=why.message.en, hint_zh=why.hint.zh,
        hint_en=why.hint.en, **_nothing(),
    )  # fmt: skip
    said = Words("没法追踪 {f}：{why}", "Cannot trace {f}: {why}").fill(f=finding.name, why=why.message)
    note("finding.refused", said, by=None, link=finding.get_absolute_url(), code=why.code)


def _write_down(finding: Finding, traced: Traced, result: Result, *, kept: str, preview: str) -> None:
    best = traced.copy
    master = result.master
    Finding.objects.filter(pk=finding.pk).update(
        state=Finding.State.TRACED, result=result.as_json(), kept=kept, preview=preview, verdict=result.verdict,
        master=master.master_id if master else None, issued=best.copy.pk if best else None,
        z=best.named.z if best else None, log10_false_alarm=best.log10_false_alarm if best else None,
        traced_at=timezone.now(), refusal_zh="", refusal_en="", hint_zh="", hint_en="",
    )  # fmt: skip
    NamedIn.objects.filter(finding=finding).delete()
    NamedIn.objects.bulk_create(
        NamedIn(finding=finding, issued=c.copy, z=c.named.z, log10_false_alarm=c.log10_false_alarm)
        for c in traced.copies
    )
    named = [c.copy.pk for c in traced.copies]
    note("finding.traced", headline(result), by=None, link=finding.get_absolute_url(), sha256=finding.sha256,
         copies=named, scored=result.scored)  # fmt: skip


def _nothing() -> dict[str, Copy | str | None]:
    """The columns of an answer when there is none."""
    return {"verdict": "", "issued": None, "z": None, "log10_false_alarm": None, "traced_at": None}
