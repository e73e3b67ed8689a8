"""What is done about contracts: a document brought and checked, terms confirmed version by version, the signing."""

from __future__ import annotations

from datetime import date
from typing import Any

from django.core.files.uploadedfile import UploadedFile
from django.db import transaction
from django.db.models import Max

from manju.jobs.actions import start
from manju.licensing.actions import as_refused, give_grant
from manju.licensing.deal import Deal
from manju.licensing.jobs import check_job
from manju.licensing.keeping import keep_document
from manju.licensing.models import Contract, ContractDocument, TermsVersion
from manju.licensing.registry import followed
from manju.money.avails.shapes import DIMENSIONS
from manju.money.documents import read_document
from manju.money.royalties.terms import read_terms
from manju.people.audit import note
from manju.people.errors import Refused
from manju.people.models import User
from manju.words import Words


@transaction.atomic
def bring_document(contract: Contract, brought: UploadedFile[Any], *, by: User) -> ContractDocument:
    """Keep a document of a contract and have its terms checked; `Any`: whatever kind of file object Django made.

    Raises:
        Refused: empty, too large, or the same bytes again.
    """
    Contract.objects.select_for_update().get(pk=contract.pk)  # the same file by two people at once is one
    document = keep_document(brought, by=by)
    if ContractDocument.objects.filter(contract=contract, document=document).exists():
        raise Refused(Words("这份文件已经在合同里了。", "This very file is with the contract already."), field="file")
    row: ContractDocument = ContractDocument.objects.create(contract=contract, document=document)
    check(row, by=by)
    note("contract.document", Words("合同文件：{n}", "Contract document: {n}").fill(n=document.original_name), by=by,
         link=contract.get_absolute_url(), contract=contract.pk, sha256=document.sha256)  # fmt: skip
    return row


def check(row: ContractDocument, *, by: User | None) -> None:
    """Have a document checked (again)."""
    start(
        check_job,
        by=by,
        key=f"contract:{row.pk}",
        params={"document_id": row.pk},
        link=row.contract.get_absolute_url(),
        title=Words("检查合同：{t}", "Check the contract: {t}").fill(t=row.contract.title),
    )


@transaction.atomic
def confirm_terms(
    contract: Contract, *, by: User, deal: Any, terms: Any = None, why: str = "", seen: int | None = None
) -> TermsVersion:
    """Write the next version of a contract's terms; plain JSON values (`Any`) as `Deal` and `manju schema terms`.

    Two people at once: the contract's row is locked, so each version has a number of its own; `seen` is the number of
    the version that was being changed (0: none), and a newer one that the person has not seen is not written over.

    Raises:
        Refused: a newer version, what cannot be read (named), or a change without a reason once the contract is signed.
    """
    row: Contract = Contract.objects.select_for_update().get(pk=contract.pk)
    if row.signed_on and not why.strip():
        raise Refused(Words("已经签了，写一句为什么改。", "It is signed: say why it changes."), field="why")
    if isinstance(terms, list):
        raise Refused(Words("一份合同只写一份条款。", "A contract has one set of terms."), field="terms_json")
    with as_refused("terms_json"):
        agreed: Deal = read_document(Deal, deal)
        if terms is not None:
            read_terms(terms)
    last = TermsVersion.objects.filter(contract=row).aggregate(n=Max("number"))["n"] or 0
    if seen is not None and seen != last:
        newer = Words(
            "有人刚存了第 {n} 版。先看一眼，再改。",
            "Somebody has just stored version {n}. Look at it, then change yours.",
        )
        raise Refused(newer.fill(n=last))
    version: TermsVersion = TermsVersion.objects.create(
        contract=row,
        number=last + 1,
        deal=agreed.model_dump(mode="json"),
        terms=terms,
        why=why.strip()[:240],
        added_by=by,
    )
    row.terms = terms
    row.save(update_fields=["terms"])
    followed("changed", row, version, by)
    note(
        "contract.terms",
        Words("合同条款第 {n} 版：{t}", "Terms, version {n}: {t}").fill(n=version.number, t=row.title),
        by=by,
        link=row.get_absolute_url(),
        contract=row.pk,
        version=version.number,
    )
    return version


@transaction.atomic
def sign(contract: Contract, *, by: User, on: date) -> Contract:
    """Sign: in one step the contract is in force, its grant is given, and the rooms above do their part.

    Raises:
        Refused: no terms yet, signed already, or what is in the way of its grant.
    """
    row: Contract = Contract.objects.select_for_update().select_related("of_property").get(pk=contract.pk)
    if row.signed_on is not None:
        raise Refused(Words("这份合同已经签过了。", "This contract is signed already."), field="on")
    version: TermsVersion | None = row.versions.first()
    if version is None:
        raise Refused(Words("先确认条款，再签。", "Confirm the terms first."), field="on")
    deal = version.agreed
    give_grant(
        row.of_property, by=by, partner=row.partner, exclusivity=deal.exclusivity, start=deal.start, end=deal.end,
        sell_off_days=deal.sell_off_days, contract=row, clause=deal.clause,
        **{dimension: getattr(deal, dimension) for dimension in DIMENSIONS},
    )  # fmt: skip
    row.signed_on = on
    row.save(update_fields=["signed_on"])
    followed("signed", row, version, by)
    note("contract.signed", Words("签了：{t}", "Signed: {t}").fill(t=row.title), by=by, link=row.get_absolute_url(),
         contract=row.pk, version=version.number)  # fmt: skip
    return row
