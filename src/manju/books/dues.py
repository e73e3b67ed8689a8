"""What is to be paid, to us and by us: recording it, settling it, waiving it. Nothing here changes a row."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Final

from django.db import IntegrityError, transaction
from django.utils import timezone

from manju.books.accounts import Where, accounts_of
from manju.books.actions import HIGHEST_MINOR, RACES, Entry, Source, post, reverse
from manju.books.models import DIRECTIONS, Account, Due, Settlement
from manju.money.amounts import as_major
from manju.people.audit import note
from manju.people.errors import Refused
from manju.people.models import User
from manju.words import Words

__all__ = ["BANK", "Owed", "Payment", "expect", "release", "settle", "settle_all", "take_back"]

BANK: Final = Where("bank")


@dataclass(frozen=True, slots=True)
class Owed:
    """An amount that is to be paid by a day: `direction` "in" is owed to us, "out" by us."""

    account: Where
    direction: str
    amount_minor: int
    currency: str
    due_on: dt.date
    source: Source
    text: str = ""


@dataclass(frozen=True, slots=True)
class Payment:
    """What was paid of a due. `source`: the row it comes from, settled once; `against`: where the money went or came
    from: the bank, or `tax` where it was withheld, `fees` where a bank kept it."""

    due: Due
    amount_minor: int
    source: Source | None = None
    against: Where = BANK
    text: str = ""


def expect(dues: Sequence[Owed], *, by: User | None) -> list[Due]:
    """Record what is to be paid, all or nothing; a source that is due already with the same content stays as it is.

    Returns the rows in the order of `dues`.

    Raises:
        Refused: no amount, no currency, no direction, or a source that is due otherwise: release that, and give the
            new one another `line` or `part`.
    """
    for owed in dues:
        _check(owed.amount_minor, owed.currency, owed.direction)
    for turn in range(RACES):
        try:
            with transaction.atomic():
                return _expected(dues, by)
        except IntegrityError:  # somebody else recorded one of them just now
            if turn == RACES - 1:
                raise
    raise AssertionError("unreachable")


def settle(
    due: Due, amount_minor: int, *, on: dt.date, by: User | None, text: str = "", source: Source | None = None,
    against: Where = BANK,
) -> Settlement:  # fmt: skip
    """Post that so much of a due was paid; see `settle_all`."""
    return settle_all([Payment(due, amount_minor, source, against, text)], on=on, by=by)[0]


@transaction.atomic
def settle_all(payments: Sequence[Payment], *, on: dt.date, by: User | None) -> list[Settlement]:
    """Post what was paid of each due, all or nothing; a source that settled its due already stays as it is.

    Raises:
        Refused: more than is open, a closed day, no amount, or a source that settled something else.
    """
    _locked(payment.due for payment in payments)
    made: list[Settlement] = []
    for payment in payments:
        due = payment.due
        known = _known(payment)
        if known is not None:
            made.append(known)
            continue
        _fits(due, payment.amount_minor)
        own = _where(due.account)
        debit, credit = (payment.against, own) if due.direction == "in" else (own, payment.against)
        source = payment.source or Source("due", due.pk, due.settlements.count() + 1)
        text = payment.text or due.text
        [posting] = post([Entry(debit, credit, payment.amount_minor, due.currency, on, source, text)], by=by)
        made.append(_written(due, amount_minor=payment.amount_minor, on=on, text=text[:200], posting=posting))
    if made:
        said = Words("结清 {n} 笔，{a} 起", "Settled: {n}, from {a} on")
        first = payments[0]
        amount = _said(first.amount_minor, first.due.currency)
        note("due.settled", said.fill(n=len(made), a=amount), by=by, due=first.due.pk, settlements=len(made))
    return made


@transaction.atomic
def release(due: Due, *, by: User | None, why: str = "", on: dt.date | None = None) -> Settlement | None:
    """Waive what is still open of a due: its statement was withdrawn, or the money will not come. None: nothing was.

    Posts nothing: a debt that is written off is settled against an account of expenses.
    """
    _locked([due])
    left = _left(due)
    if not left:
        return None
    row = _written(due, amount_minor=left, on=on or timezone.localdate(), text=why[:200])
    said = Words("不再等待 {a}：{w}", "No longer expected, {a}: {w}")
    note("due.released", said.fill(a=_said(left, due.currency), w=why or "–"), by=by, due=due.pk)
    return row


@transaction.atomic
def take_back(settlement: Settlement, *, by: User | None, on: dt.date | None = None, why: str = "") -> Settlement:
    """Undo a settlement: its posting is reversed, and the due is open again by its amount.

    Raises:
        Refused: it was taken back already, or the day is closed.
    """
    if settlement.reverses_id is not None:
        raise Refused(Words("这一笔本身就是撤销。", "This one is itself an undoing."))
    _locked([settlement.due])
    if Settlement.objects.filter(reverses=settlement).exists():
        raise Refused(Words("这一笔已经撤销过了。", "This has been taken back already."))
    day = on or timezone.localdate()
    posting = settlement.posting and reverse(settlement.posting, by=by, date=day, why=why, reopening=True)
    row = _written(settlement.due, amount_minor=-settlement.amount_minor, on=day, text=why[:200], posting=posting,
                   reverses=settlement)  # fmt: skip
    said = Words("撤销一笔收付：{a}", "Took back a settlement: {a}")
    note("due.reopened", said.fill(a=_said(settlement.amount_minor, settlement.due.currency)), by=by,
         due=settlement.due_id, settlement=settlement.pk)  # fmt: skip
    return row


def _expected(dues: Sequence[Owed], by: User | None) -> list[Due]:
    accounts = accounts_of(owed.account for owed in dues)
    known = _recorded(dues)
    rows: list[Due] = []
    new: list[Due] = []
    for owed in dues:
        row = _row(owed, accounts[owed.account])
        there = known.setdefault(owed.source, row)
        if there is row:
            new.append(row)
        elif not _same(there, row):
            raise Refused(
                Words(
                    "这一项已经记过应收应付，内容不同；先撤销那一笔。", "This is due with other content; release that."
                )
            )
        rows.append(there)
    Due.objects.bulk_create(new, batch_size=500)
    if new:
        said = Words("记下应收应付 {n} 笔", "Dues recorded: {n}").fill(n=len(new))
        note("due.recorded", said, by=by, source=f"{new[0].source_kind}:{new[0].source_id}", dues=len(new))
    return rows


def _recorded(dues: Sequence[Owed]) -> dict[Source, Due]:
    found: dict[Source, Due] = {}
    ids: dict[str, set[int]] = {}
    wanted = {owed.source for owed in dues}
    for source in wanted:
        ids.setdefault(source.kind, set()).add(source.id)
    for kind, numbers in ids.items():
        ordered = sorted(numbers)
        for start in range(0, len(ordered), 500):
            for row in Due.objects.filter(source_kind=kind, source_id__in=ordered[start : start + 500]):
                source = Source(row.source_kind, row.source_id, row.source_line, row.source_part)
                if source in wanted:
                    found[source] = row
    return found


def _row(owed: Owed, account: Account) -> Due:
    source = owed.source
    return Due(
        account=account, direction=owed.direction, amount_minor=owed.amount_minor, currency=owed.currency,
        due_on=owed.due_on, source_kind=source.kind, source_id=source.id, source_line=source.line,
        source_part=source.part, text=owed.text[:200],
    )  # fmt: skip


def _same(known: Due, row: Due) -> bool:
    names = ("account_id", "direction", "amount_minor", "currency", "due_on")
    return all(getattr(known, name) == getattr(row, name) for name in names)


def _known(payment: Payment) -> Settlement | None:
    source = payment.source
    if source is None:
        return None
    row: Settlement | None = Settlement.objects.filter(
        due=payment.due, posting__source_kind=source.kind, posting__source_id=source.id,
        posting__source_line=source.line, posting__source_part=source.part,
    ).first()  # fmt: skip
    if row is not None and row.amount_minor != payment.amount_minor:
        raise Refused(Words("这一笔已经结过别的金额。", "This has settled another amount already."))
    return row


def _locked(dues: Iterable[Due]) -> None:
    """From here on nobody else settles these; one order for all, so that two who settle never wait for each other."""
    keys = sorted({due.pk for due in dues})
    list(Due.objects.select_for_update(no_key=True).filter(pk__in=keys).order_by("pk").values_list("pk"))


def _left(due: Due) -> int:
    return due.amount_minor - sum(due.settlements.values_list("amount_minor", flat=True))


def _fits(due: Due, amount_minor: int) -> None:
    _check(amount_minor, due.currency, due.direction)
    left = _left(due)
    if amount_minor > left:
        said = Words("只剩 {a} 没结，不能结得更多。", "Only {a} is open; no more than that can be settled.")
        raise Refused(said.fill(a=_said(left, due.currency)), field="amount")


def _written(due: Due, **values: object) -> Settlement:
    try:
        with transaction.atomic():
            row: Settlement = Settlement.objects.create(due=due, **values)
            return row
    except IntegrityError as error:
        raise Refused(Words("别人刚结过这一笔，请再看一眼。", "Somebody has just settled this; look again.")) from error


def _said(minor: int, currency: str) -> str:
    return f"{as_major(minor, currency)} {currency}"


def _where(account: Account) -> Where:
    return Where(account.kind, account.of_property_id, account.work_id, account.episode_id, account.channel,
                 account.tier, account.partner)  # fmt: skip


def _check(amount_minor: int, currency: str, direction: str) -> None:
    if not 0 < amount_minor <= HIGHEST_MINOR:
        raise Refused(Words("金额要大于零。", "The amount must be more than zero."), field="amount")
    if len(currency) != 3 or not (currency.isascii() and currency.isupper()):
        raise Refused(Words("币种要用三个字母。", "A currency has three letters."), field="currency")
    if direction not in DIRECTIONS:
        raise ValueError(f"a due goes in or out, not {direction!r}")
