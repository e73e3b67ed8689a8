"""Taking back the last statement of a contract: reversed, no longer expected, kept; its report waits again."""

from __future__ import annotations

from collections.abc import Iterable

from django.db import transaction

from manju.books.actions import reverse
from manju.books.dues import release
from manju.books.models import Due, Posting
from manju.licensing.models import Contract
from manju.people.audit import note
from manju.people.errors import Refused
from manju.people.models import User
from manju.royalties.contracts import family_of
from manju.royalties.issuing import SOURCE
from manju.royalties.models import SalesReport, Statement, Withdrawal
from manju.words import Words

__all__ = ["withdraw"]


@transaction.atomic
def withdraw(statement: Statement, *, why: str, by: User) -> list[Withdrawal]:
    """Withdraw a statement, and those of the contracts that share its balance; instalments stay due.

    Raises:
        Refused: no reason; it is withdrawn, or not the last one; something of it is paid.
    """
    if not why.strip():
        raise Refused(Words("写上为什么撤回。", "Say why it is withdrawn."), field="why")
    family = family_of(statement.contract)
    for contract in family:  # in one order for all
        Contract.objects.select_for_update().get(pk=contract.pk)
    standing = Statement.objects.standing().filter(contract__in=family)
    rows = list(standing.filter(period=statement.period))
    if statement.pk not in {row.pk for row in rows}:
        raise Refused(Words("这份结算单已经撤回。", "This statement has been withdrawn already."))
    later = standing.filter(end__gt=statement.end).order_by("end").first()
    if later is not None:
        raise Refused(
            Words("后面还有 {n}，先撤回它。", "{n} comes after it; withdraw that first.").fill(n=later.number)
        )
    _refuse_paid(rows)
    made = []
    for row in rows:
        for posting in Posting.objects.of_source(SOURCE, row.pk):
            reverse(posting, by=by, why=why.strip())
        for due in Due.objects.of_source(SOURCE, row.pk):
            release(due, by=by, why=why.strip())
        made.append(Withdrawal.objects.create(statement=row, why=why.strip()[:200], by=by))
        SalesReport.objects.filter(pk=row.report_id, state="accepted").update(state="waiting", decided_at=None)
        said = Words("撤回结算单 {n}：{w}", "Withdrew statement {n}: {w}").fill(n=row.number, w=why.strip())
        note("statement.withdrawn", said, by=by, link=row.get_absolute_url(), statement=row.pk)
    return made


def _refuse_paid(rows: Iterable[Statement]) -> None:
    for row in rows:
        for due in Due.objects.of_source(SOURCE, row.pk).with_settled():
            if due.settled_minor:
                raise Refused(
                    Words("{n} 已经有收付款，先撤销那一笔。", "Something of {n} is paid; take that back first.").fill(
                        n=row.number
                    )
                )
