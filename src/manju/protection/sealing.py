"""Trace reports as evidence: what a trace came to is put on record when it is known, and sealed the same day."""

from __future__ import annotations

from typing import Final

from manju.jobs.actions import start
from manju.jobs.models import Job
from manju.jobs.registry import Working, after, job
from manju.protection.jobs import trace
from manju.protection.models import Finding
from manju.protection.packing import report_of
from manju.seals.recording import record_bytes
from manju.words import Language, Words

__all__ = ["follow_trace", "record_report"]

BOTH: Final[tuple[Language, ...]] = ("zh", "en")


@job("protection.record_report", title=Words("给追踪报告存证", "Record a trace report as evidence"))
def record_report(working: Working, finding_id: int) -> None:
    """Record the report of a finding in both languages; nothing for one that shows no work of ours. Safe to run twice:
    equal answers give equal bytes."""
    rows = Finding.objects.select_related("master__master__episode__season__work__of_property", "brought_by")
    finding = rows.get(pk=finding_id)
    if finding.verdict not in ("copy", "work") or finding.traced_at is None:
        return
    master = finding.master.master if finding.master is not None else None
    for to in BOTH:
        pdf = report_of(finding, language=to)
        if pdf is not None:
            record_bytes(
                pdf, name=f"{finding.number}-{to}.pdf", title=f"{finding.number} {finding.name}",
                author=finding.brought_by.name if finding.brought_by else "", origin="rendered", kind="trace_report",
                made_at=finding.traced_at, of_property=master.episode.season.work.of_property if master else None,
                link=finding.get_absolute_url(), by=finding.brought_by,
            )  # fmt: skip


@after(trace)
def follow_trace(finished: Job) -> None:
    """Record the report of what was traced."""
    if "refused" not in finished.result:
        finding_id = finished.params["finding_id"]
        start(record_report, by=finished.started_by, params={"finding_id": finding_id},
              key=f"protection.report:{finding_id}", link=finished.link)  # fmt: skip
