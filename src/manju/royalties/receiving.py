"""A licensee's report comes in: kept as it came, reviewed against the contract, each row with what was made of it."""

from __future__ import annotations

import datetime as dt
import hashlib
import json
from collections.abc import Sequence
from pathlib import Path
from typing import Any, Final

from django.db import IntegrityError, transaction
from django.utils import timezone

from manju.catalogue.keeping import kept
from manju.licensing.models import Contract
from manju.media.whole import sha256_of
from manju.money.errors import InputError
from manju.money.periods import Period
from manju.money.royalties.past_checks import Past
from manju.money.royalties.reported import Report, form_report, read_report
from manju.money.royalties.reviewing import REVIEW_VERSION, Review, review
from manju.money.royalties.sales import FIGURES, LISTS
from manju.money.royalties.terms import Terms
from manju.money.tables import Row
from manju.people.audit import note
from manju.people.errors import Refused
from manju.people.models import User
from manju.people.scope import NoScope, current_scope
from manju.royalties.contracts import (
    arrangement_of,
    grants_of,
    groups_of_territories,
    opening_of,
    period_of_label,
    terms_of,
)
from manju.royalties.models import ReportRow, SalesReport, Statement
from manju.words import Words

__all__ = ["FILE_MAX", "look_over", "receive"]

FILE_MAX: Final = 10 * 1024 * 1024  # bytes of a report
PAST_PERIODS: Final = 8
FINDINGS_MAX: Final = 2000
HIGHEST: Final = 2**63 - 1


def receive(
    contract: Contract, period: str, *, by: User | None, path: Path | None = None, name: str = "",
    rows: Sequence[dict[str, Any]] = (), received_on: dt.date | None = None, stated_minor: int | None = None,
    by_portal: bool = False,
) -> SalesReport:  # fmt: skip
    """Take a report of one period as a file, or as typed rows (`manju schema sales`, `Any`: plain JSON); review it.

    A later report of the same period is a new version; the earlier one stays and no longer counts.

    Raises:
        Refused: no terms, no such period, one that is settled, or bytes that came before.
        InputError: a file that is no table of sales.
    """
    if current_scope().studio_id is None:
        raise NoScope("a report belongs to one studio: receive it inside in_studio()")
    terms = terms_of(contract)
    at = period_of_label(terms, period)
    _refuse_settled(contract, at)
    on = received_on or timezone.localdate()
    if path is not None and path.stat().st_size > FILE_MAX:
        raise Refused(
            Words("文件超过 10 MB。按月或按品类分开交。", "The file is over 10 MB. Send it in parts."), field="file"
        )
    plain = [{k: v for k, v in row.items() if v not in ("", None)} for row in rows]
    digest = sha256_of(path) if path is not None else _digest_of(period, plain, stated_minor)
    _refuse_again(contract, digest)
    if path is not None:
        report = read_report(path, currency=terms.currency, period=at.label)
    else:
        report = form_report(plain, period=at.label)
    found = look_over(contract, terms, at, report, received_on=on, stated_minor=stated_minor)
    file = kept(path, folder="reports", sha256=digest) if path is not None else ""
    try:
        return _written(contract, at, report, found, by=by, name=name[:255], file=file, digest=digest, on=on,
                        stated=stated_minor, by_portal=by_portal)  # fmt: skip
    except IntegrityError as error:
        raise Refused(Words("同一期的另一份报表刚刚收到，再看一眼。",
                            "Another report of this period has just come in; look again.")) from error  # fmt: skip


def look_over(
    contract: Contract, terms: Terms, at: Period, report: Report, *, received_on: dt.date | None,
    stated_minor: int | None,
) -> Review:  # fmt: skip
    """The review of a report as the contract stands now; writes nothing."""
    arranged = arrangement_of(contract)
    return review(
        report, terms, at.label, opening=opening_of(contract), grants=grants_of(contract),
        territory_groups=groups_of_territories(), past=_past(contract, at), approved=arranged.approved,
        received=received_on, due=at.last + dt.timedelta(days=arranged.report_days), reported_minor=stated_minor,
    )  # fmt: skip


@transaction.atomic
def _written(
    contract: Contract, at: Period, report: Report, found: Review, *, by: User | None, name: str, file: str,
    digest: str, on: dt.date, stated: int | None, by_portal: bool,
) -> SalesReport:  # fmt: skip
    """One transaction: the report, all its rows, the earlier version set aside, the audit line."""
    Contract.objects.select_for_update().get(pk=contract.pk)
    _refuse_settled(contract, at)
    _refuse_again(contract, digest)
    earlier = SalesReport.objects.filter(contract=contract, period=at.label)
    version = max(earlier.values_list("version", flat=True), default=0) + 1
    earlier.exclude(state="replaced").update(state="replaced")
    taken = {row.line for row in found.book.placed or []}
    row: SalesReport = SalesReport.objects.create(
        contract=contract, period=at.label, start=at.first, end=at.last, version=version, original_name=name, file=file,
        sha256=digest, received_on=on, by_portal=by_portal, currency=found.statement.currency,
        reported="" if found.reported_minor is None else str(found.reported_minor),
        stated="" if stated is None else str(stated), earned=str(found.statement.earned_minor), rows=len(report.rows),
        taken=len(taken), findings=[_finding(f) for f in found.findings[:FINDINGS_MAX]],
        compared=[_compared(c) for c in found.compared], review_version=REVIEW_VERSION,
        rules_version=found.rules_version, added_by=by,
    )  # fmt: skip
    ReportRow.objects.bulk_create(_rows(row, found.report, found), batch_size=500)
    said = Words("收到{c}的 {p} 报表（第 {v} 版），{n} 行", "Report of {c} for {p} (version {v}), {n} rows")
    note("report.received", said.fill(c=contract.partner, p=at.label, v=version, n=len(report.rows)), by=by,
         link=row.get_absolute_url(), report=row.pk, by_portal=by_portal)  # fmt: skip
    return row


def _rows(row: SalesReport, report: Report, found: Review) -> list[ReportRow]:
    placed = {one.line: one for one in found.book.placed or []}
    listed = {one.line: (state, one) for state in LISTS for one in found.book.listed[state]}
    made = []
    for source in report.rows:
        named = {n: report.cell(source, n) for n in ("date", "period", "sku", "category", "territory", "channel")}
        named = {n: text[: 10 if n == "date" else 8 if n == "period" else 200] for n, text in named.items()}
        one = ReportRow(report=row, line=source.line, currency=report.cell(source, "currency").upper()[:12], **named)
        claim = report.claims.get(source.line)
        if claim is not None:
            one.said_rate = "" if claim.rate is None else str(claim.rate)[:40]
            one.said_base, one.said_royalty = _fits(claim.base), _fits(claim.royalty)
        taken = placed.get(source.line)
        if taken is not None:
            one.state, one.currency, one.rule = "taken", taken.currency, taken.key[0]
            for figure, value in zip(FIGURES, taken.figures, strict=True):
                setattr(one, figure, value)
        else:
            state, why = listed[source.line]
            one.state, one.code, one.cells = state, why.code, _in_order(source, report)
            one.reason_zh, one.reason_en = why.reason.zh[:200], why.reason.en[:200]
        made.append(one)
    return made


def _in_order(source: Row, report: Report) -> list[str]:
    """What a row that was left out said: its sales columns first, then the others, without blanks."""
    cells = [*source.cells[report.before :], *source.cells[: report.before]] if source.fault is None else source.cells
    return [cell.strip()[:200] for cell in cells if cell.strip()][:60]


def _finding(found: Any) -> dict[str, Any]:
    """`Any`: a finding in, plain JSON out."""
    return {
        "code": found.code, "severity": found.severity, "lines": list(found.lines[:200]),
        "cost_minor": found.cost_minor, "zh": found.said.zh, "en": found.said.en,
    }  # fmt: skip


def _compared(one: Any) -> dict[str, Any]:
    """`Any`: as above."""
    ours = one.ours
    return {
        "sku": ours.sku, "category": ours.category, "territory": ours.territory, "channel": ours.channel,
        "rule": ours.rule, "lines": list(one.lines[:200]), "units": ours.units - ours.returns_units,
        "gross_minor": ours.gross_minor, "base_minor": ours.base_minor, "base_units": ours.base_units,
        "rate": ours.rate, "royalty_minor": ours.royalty_minor, "their_base_minor": one.their_base_minor,
        "their_rates": list(one.their_rates[:10]), "their_royalty_minor": one.their_royalty_minor,
    }  # fmt: skip


def _past(contract: Contract, at: Period) -> list[Past]:
    """The rows of the last settled periods before this one."""
    before = Statement.objects.standing().filter(contract=contract, end__lt=at.first).order_by("-end")
    reports = {s.report_id: s.period for s in before.defer("document")[:PAST_PERIODS]}
    columns = ("report_id", "sku", "currency", "units", "gross", "returns_units")
    rows = ReportRow.objects.filter(report__in=reports, state="taken").values_list(*columns)
    return [Past(reports[report], *rest) for report, *rest in rows]


def _refuse_settled(contract: Contract, at: Period) -> None:
    last = Statement.objects.standing().filter(contract=contract, end__gte=at.last).order_by("end").first()
    if last is not None:
        raise Refused(
            Words("{p} 已经结算（{n}），不再改。更正写进下一期的报表。",
                  "{p} is settled ({n}) and does not change. Put corrections into the next period's report.",
                  ).fill(p=at.label, n=last.number),
            field="period",
        )  # fmt: skip


def _refuse_again(contract: Contract, digest: str) -> None:
    known = SalesReport.objects.filter(contract=contract, sha256=digest).first()
    if known is not None:
        raise Refused(
            Words(
                "一模一样的报表已经收到过：{p} 第 {v} 版。", "The very same report came before: {p}, version {v}."
            ).fill(p=known.period, v=known.version),
            field="file",
        )


def _digest_of(period: str, rows: list[dict[str, Any]], stated: int | None) -> str:
    return hashlib.sha256(json.dumps([period, rows, stated], sort_keys=True, ensure_ascii=False).encode()).hexdigest()


def _fits(amount: int | None) -> int | None:
    return amount if amount is None or abs(amount) <= HIGHEST else None


def refused_words(error: InputError) -> Words:
    """What a file's error says, with what to do."""
    return Words(f"{error.message.zh}{error.hint.zh}", f"{error.message.en} {error.hint.en}")
