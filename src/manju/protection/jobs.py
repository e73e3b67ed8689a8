"""The long work of protection: tracing a found file, and scanning the watched folder."""

from __future__ import annotations

import collections
from dataclasses import dataclass
from typing import Final

from django.conf import settings
from django.db import transaction
from django.utils import timezone

from manju.catalogue.models import Property
from manju.copies.models import Copy, PictureCopy
from manju.copies.pictures import trace_picture
from manju.copies.scanning import Scan, scan
from manju.copies.tracing import trace_file
from manju.jobs.engine import Here
from manju.jobs.registry import Working, job
from manju.media.errors import MediaError
from manju.media.preview import make_preview, plays_in_browsers
from manju.media.probe import Probe, probe
from manju.media.sniff import sniff
from manju.media.traces import Trace
from manju.media.watermark.picture_files import load_suspect
from manju.people.audit import note
from manju.people.models import User
from manju.protection.authorship.making import make_pack
from manju.protection.folder import watched_folder
from manju.protection.keeping import drop_folder, keep_files, preview_place, result_of, result_of_picture
from manju.protection.models import Finding, NamedIn, Watch
from manju.protection.results import Result
from manju.protection.saying import headline
from manju.words import Words

NOT_THE_FILES_FAULT: Final = frozenset(
    {"key_lost", "key_damaged", "key_unreadable", "key_not_the_studios", "registration_lost"}
)
LONGEST_S: Final = 12 * 3600
NOTHING: Final[dict[str, object]] = {
    "verdict": "", "issued": None, "picture_copy": None, "z": None, "log10_false_alarm": None, "traced_at": None,
}  # fmt: skip
"""The columns of an answer when there is none."""


@dataclass(frozen=True, eq=False)
class _Answer:
    """What a trace came to: as the cellar gives it, as it is kept, the named copies' rows, what a browser plays."""

    trace: Trace
    result: Result
    named: dict[int, Copy | PictureCopy]  # by copy ID
    preview: str = ""


@job("protection.trace", title=Words("追踪", "Trace"), priority=5, time_limit_s=2 * 3600)
def trace(working: Working, finding_id: int) -> None:
    """Find out what a found file shows and whose copy it is. Safe to run again: the newest answer stands.

    A file that cannot be looked at is refused with the reason; a lost key fails the job and says so.
    """
    finding = Finding.objects.get(pk=finding_id)
    try:
        answer = _of_picture(working, finding) if sniff(finding.path).still else _of_film(working, finding)
    except MediaError as why:
        if why.code in NOT_THE_FILES_FAULT:
            raise
        with working.writing():
            _refuse(finding, why)
        working.result(refused=why.code)
        return
    working.report(0.98, Words("存下结果", "Keeping the answer"))
    kept = keep_files(finding, answer.trace, answer.result)
    with working.writing():
        _write_down(finding, answer, kept=kept)
        transaction.on_commit(lambda: drop_folder(finding, but=kept))
    working.result(verdict=answer.result.verdict, named=[c.copy_id for c in answer.result.copies])


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


@job("protection.authorship", title=Words("整理证据包", "Make an evidence pack"), priority=5, time_limit_s=2 * 3600)
def authorship(working: Working, property_id: int, by_id: int | None) -> None:
    """Make the evidence pack of a property; each run is a pack of its own."""
    of_property = Property.objects.get(pk=property_id)
    by = User.objects.filter(pk=by_id).first() if by_id else None
    doing = Words("核对原件，写证据包", "Checking the originals, writing the pack")
    row = make_pack(
        of_property, by=by, progress=lambda done: working.report(0.98 * done, doing), writing=working.writing
    )  # fmt: skip
    working.result(pack=row.pk, items=row.items, missing=len(row.missing))


def _of_film(working: Working, finding: Finding) -> _Answer:
    facts = probe(finding.path)
    traced = trace_file(
        finding.studio_id,
        finding.path,
        progress=lambda share, doing: working.report(0.9 * share, doing),
        cancelled=working.cancelled,
    )
    named: dict[int, Copy | PictureCopy] = {c.copy.copy_id: c.copy for c in traced.copies}
    preview = _preview(working, finding, facts)
    return _Answer(traced.trace, result_of(traced, facts), named, preview)


def _of_picture(working: Working, finding: Finding) -> _Answer:
    traced = trace_picture(
        finding.studio_id,
        finding.path,
        progress=lambda share, doing: working.report(0.9 * share, doing),
        cancelled=working.cancelled,
    )
    height, width = load_suspect(finding.path).shape[:2]
    named: dict[int, Copy | PictureCopy] = {copy.copy_id: copy for _, copy in traced.copies}
    return _Answer(traced.trace, result_of_picture(traced, width=width, height=height), named)


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
        hint_en=why.hint.en, **NOTHING,
    )  # fmt: skip
    said = Words("没法追踪 {f}：{why}", "Cannot trace {f}: {why}").fill(f=finding.name, why=why.message)
    note("finding.refused", said, by=None, link=finding.get_absolute_url(), code=why.code)


def _write_down(finding: Finding, answer: _Answer, *, kept: str) -> None:
    result = answer.result
    Finding.objects.filter(pk=finding.pk).update(
        **{**NOTHING, **_shown(result, answer.named)}, state=Finding.State.TRACED, result=result.as_json(), kept=kept,
        preview=answer.preview, refusal_zh="", refusal_en="", hint_zh="", hint_en="",
    )  # fmt: skip
    NamedIn.objects.filter(finding=finding).delete()
    NamedIn.objects.bulk_create(
        NamedIn(finding=finding, z=c.z, log10_false_alarm=c.log10_false_alarm, **_which(answer.named[c.copy_id]))
        for c in result.copies
    )
    named = [answer.named[c.copy_id].pk for c in result.copies]
    note("finding.traced", headline(result), by=None, link=finding.get_absolute_url(), sha256=finding.sha256,
         copies=named, scored=result.scored)  # fmt: skip


def _shown(result: Result, named: dict[int, Copy | PictureCopy]) -> dict[str, object]:
    """The columns that say what a finding shows and whose copy it is."""
    best, master = result.copy, result.master
    number = master.master_id if master else None
    shows = {"picture": number, "master": None} if result.is_picture else {"master": number, "picture": None}
    whose = _which(named[best.copy_id]) if best else {}
    sure = {"z": best.z, "log10_false_alarm": best.log10_false_alarm} if best else {}
    return {**shows, **whose, **sure, "verdict": result.verdict, "traced_at": timezone.now()}


def _which(copy: Copy | PictureCopy) -> dict[str, Copy | PictureCopy]:
    return {"picture_copy" if isinstance(copy, PictureCopy) else "issued": copy}
