"""What a contract owes whatever is sold: instalments of its guarantee and flat fees as dues, posted when they count."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass

from django.db import transaction
from django.utils import timezone

from manju.books.accounts import Where
from manju.books.actions import Entry, Source, post
from manju.books.dues import Owed, expect, release, settle
from manju.books.models import Due, Posting, Settlement
from manju.books.reading import first_open
from manju.licensing.models import Contract
from manju.money.amounts import round_minor
from manju.money.royalties.terms import Advance, Terms
from manju.people.audit import note
from manju.people.errors import Refused
from manju.people.models import User
from manju.royalties.contracts import arrangement_of, terms_of
from manju.royalties.models import Instalment, Statement
from manju.words import Words

__all__ = ["account", "count_instalment", "due_of", "receive_payment", "schedule"]

PREPAID = "instalment"  # the kind of source


@dataclass(frozen=True, slots=True)
class _Wanted:
    kind: str
    place: int
    due_on: dt.date
    amount: int


def account(contract: Contract, kind: str, *, channel: str = "") -> Where:
    """The account of a kind for a contract's property and partner in the tier of licensing."""
    return Where(kind, property_id=contract.of_property_id, channel=channel, tier=2, partner=contract.partner)


@transaction.atomic
def schedule(contract: Contract, *, by: User | None) -> list[Instalment]:
    """Put the instalments and fees of a contract's terms on the list of dues; done again, only what is new is added.

    An instalment that the terms no longer have, or have otherwise, is dropped if nothing of it is posted or paid.

    Raises:
        Refused: the contract has no terms that can be calculated with.
    """
    Contract.objects.select_for_update().get(pk=contract.pk)
    terms = terms_of(contract)
    vat = arrangement_of(contract).vat
    wanted = _wanted(terms)
    known = {(one.kind, one.place): one for one in Instalment.objects.filter(contract=contract, dropped_at=None)}
    made = []
    for key, one in known.items():
        want = wanted.get(key)
        same = want is not None and (one.due_on, one.amount_minor) == (want.due_on, want.amount)
        if not same and not _begun(one):
            _drop(one, by=by)
            continue
        wanted.pop(key, None)
    for want in wanted.values():
        row = Instalment.objects.create(
            contract=contract, kind=want.kind, place=want.place, due_on=want.due_on, amount_minor=want.amount,
            currency=terms.currency, vat_minor=round_minor(vat * want.amount),
            withheld_minor=round_minor(terms.withholding_tax * want.amount),
        )  # fmt: skip
        if row.receivable_minor > 0:
            said = Words("{c}：{k}", "{c}: {k}").fill(c=contract.title, k=row.kind_name)
            expect([Owed(account(contract, "licensee"), "in", row.receivable_minor, row.currency, row.due_on,
                         Source(PREPAID, row.pk), said.zh)], by=by)  # fmt: skip
        made.append(row)
    if made:
        said = Words("排好《{c}》的 {n} 笔分期", "Scheduled {n} payments of {c}").fill(c=contract.title, n=len(made))
        note("instalments.scheduled", said, by=by, contract=contract.pk)
    return made


def count_instalment(row: Instalment, *, by: User | None) -> None:
    """Post an instalment: receivable, an advance as deferred income, a fee as income; once, however often asked."""
    if Posting.objects.of_source(PREPAID, row.pk).exists():
        return
    contract = row.contract
    owed, day = account(contract, "licensee"), first_open(row.due_on)
    income = account(contract, "deferred" if row.kind == "advance" else "royalty")
    text = f"{contract.title} {row.due_on}"
    parts = [
        (owed, income, row.amount_minor, "amount"),
        (owed, account(contract, "tax", channel="vat"), row.vat_minor, "vat"),
        (account(contract, "tax", channel="withheld"), owed, row.withheld_minor, "withheld"),
    ]
    post([Entry(debit, credit, amount, row.currency, day, Source(PREPAID, row.pk, 0, part), text)
          for debit, credit, amount, part in parts if amount], by=by)  # fmt: skip


def due_of(row: Instalment | Statement) -> Due | None:
    """What is to be paid for an instalment or a statement; None where nothing is."""
    found: Due | None = (
        Due.objects.of_source(PREPAID if isinstance(row, Instalment) else "royalty", row.pk)
        .filter(direction="in")
        .first()
    )
    return found


@transaction.atomic
def receive_payment(due: Due, amount_minor: int, *, on: dt.date, by: User | None) -> Settlement:
    """A licensee paid: post it against its due; an instalment that was not posted yet is posted first.

    Raises:
        Refused: more than is open, a closed day, a day to come.
    """
    if on > timezone.localdate():
        raise Refused(Words("收款日期在今天之后。", "The day of payment is still to come."), field="on")
    if due.source_kind == PREPAID:
        count_instalment(Instalment.objects.get(pk=due.source_id), by=by)
    return settle(due, amount_minor, on=on, by=by)


def _wanted(terms: Terms) -> dict[tuple[str, int], _Wanted]:
    found: dict[tuple[str, int], _Wanted] = {}
    advances = terms.guarantee.instalments if isinstance(terms.guarantee, Advance) else []
    for kind, dues in (("advance", advances), ("fee", terms.fees)):
        for place, due in enumerate(dues):
            if due.amount_minor:
                found[kind, place] = _Wanted(kind, place, due.due, due.amount_minor)
    return found


def _begun(row: Instalment) -> bool:
    due = due_of(row)
    return Posting.objects.of_source(PREPAID, row.pk).exists() or (due is not None and due.settlements.exists())


def _drop(row: Instalment, *, by: User | None) -> None:
    due = due_of(row)
    if due is not None:
        release(due, by=by, why=str(Words("合同条款改了", "The terms were changed")))
    row.dropped_at = timezone.now()
    row.save(update_fields=["dropped_at"])
