"""The review of a licensee's report: what the contract gives against what the report says, with every fault found.

`review` is pure: the same report, terms and history give the same review. Findings stand in three modules: of single
rows (`row_checks`), of royalty lines (`line_checks`) and against earlier periods and dates (`past_checks`).
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from fractions import Fraction
from typing import Final

from manju.money.amounts import round_minor
from manju.money.avails.shapes import Grant
from manju.money.periods import Period, parse_period
from manju.money.royalties.calculating import VERSION, Run, calendars_of
from manju.money.royalties.calendar import through_refused
from manju.money.royalties.findings import ORDER, Finding, Scene
from manju.money.royalties.line_checks import Compared, compared_lines, line_findings
from manju.money.royalties.opening import Opening
from manju.money.royalties.past_checks import Past, past_findings
from manju.money.royalties.reported import Report, completed
from manju.money.royalties.row_checks import row_findings
from manju.money.royalties.sales import SalesBook, take_sales
from manju.money.royalties.statements import Statement
from manju.money.royalties.terms import Terms

__all__ = ["REVIEW_VERSION", "Compared", "Finding", "Past", "Review", "review"]

REVIEW_VERSION: Final = "review_v1"  # stored with every review


@dataclass(frozen=True, slots=True)
class Review:
    """What was found: our statement of the period, line against line, and the findings, dearest first."""

    statement: Statement
    compared: tuple[Compared, ...]
    findings: tuple[Finding, ...]
    reported_minor: int | None  # what the licensee says it owes for the period, in the contract's currency
    book: SalesBook
    report: Report  # with the columns that were filled in
    rules_version: str = VERSION

    @property
    def difference_minor(self) -> int | None:
        """What the contract gives beyond what is reported; None where the report says nothing."""
        return None if self.reported_minor is None else self.statement.earned_minor - self.reported_minor

    @property
    def claimable_minor(self) -> int:
        """What the findings that are errors cost together."""
        return sum(f.cost_minor for f in self.findings if f.severity == "error")


def review(
    report: Report, terms: Terms, period: str, *, opening: Opening | None = None, grants: Sequence[Grant] = (),
    territory_groups: dict[str, frozenset[str]] | None = None, past: Sequence[Past] = (), approved: Sequence[str] = (),
    received: date | None = None, due: date | None = None, reported_minor: int | None = None,
) -> Review:  # fmt: skip
    """Recalculate a report of one period by its terms and look for everything that is wrong with it.

    `past`: rows of earlier accepted reports; `approved`: SKUs that were approved for sale; `reported_minor`: what the
    licensee's letter says it owes, where its sheet does not.

    Raises:
        InputError: `no_period` where the contract has no such period.
    """
    label = parse_period(period)
    if label is None:
        raise through_refused(period, terms.period)
    own = terms.model_copy(update={"id": None})
    mine = opening.model_copy(update={"id": None}) if opening is not None else None
    calendar = calendars_of([own], [mine], through=label)[0]
    numbers = [n for n, one in enumerate(calendar.periods) if one.label == label.label]
    if not numbers or numbers[0] < calendar.first_open:
        raise through_refused(period, terms.period)
    report = completed(report, own)
    book = take_sales(report.table(), [calendar], keep_rows=True)
    statements = list(Run([calendar], book, [mine]).statements())
    at: Period = calendar.periods[numbers[0]]
    scene = Scene(
        report=report, terms=own, calendar=calendar, number=numbers[0], period=at, statement=statements[-1], book=book,
        grants=tuple(grants), groups=territory_groups or {},
    )  # fmt: skip
    compared = compared_lines(scene)
    reported = _reported(scene, compared, reported_minor)
    findings = [
        *row_findings(scene, compared),
        *line_findings(scene, compared, reported),
        *past_findings(scene, past, approved, received=received, due=due),
    ]
    findings.sort(key=lambda f: (ORDER[f.severity], -f.cost_minor, f.lines, f.code))
    return Review(statements[-1], compared, tuple(findings), reported, book, report)


def _reported(scene: Scene, compared: Sequence[Compared], given: int | None) -> int | None:
    """The licensee's own total: as given with the report, else its sheet's row of totals, else the sum of its rows."""
    if given is not None:
        return given
    currencies = {scene.currency_of(row.line) for row in scene.report.rows if row.fault is None}
    if (total := scene.report.totals.get("royalty")) is not None and len(currencies) <= 1:
        of = next(iter(currencies), scene.terms.currency)
        return round_minor(scene.in_contract_currency(total, of))
    rows = [scene.claimed(line, claim.royalty) for line, claim in scene.report.claims.items() if claim.royalty]
    named = any(claim.royalty is not None for claim in scene.report.claims.values())
    return round_minor(sum(rows, Fraction(0))) if named else None
