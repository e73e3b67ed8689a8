"""Work of licensing that takes a while: reading a contract that was brought."""

from __future__ import annotations

from django.utils import timezone

from manju.jobs.registry import Working, job
from manju.licensing.checking import check_apart
from manju.licensing.keeping import path_of
from manju.licensing.models import ContractDocument
from manju.words import Words


@job("licensing.check", title=Words("检查合同条款", "Check the terms of a contract"), priority=10, time_limit_s=300)
def check_job(working: Working, *, document_id: int) -> None:
    """Check a document of a contract; one that was checked already is checked anew."""
    row = ContractDocument.objects.select_related("document").get(pk=document_id)
    working.report(0.1, Words("一条一条读", "Reading clause by clause"))
    record = check_apart(path_of(row.document))
    with working.writing():
        ContractDocument.objects.filter(pk=row.pk).update(
            record=record, state="refused" if "refused" in record else "checked", checked_at=timezone.now()
        )
    working.result(contract=row.contract_id)
