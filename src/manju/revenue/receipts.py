"""The bank's movements: imported once each, held in suspense, settled against dues when a person says so."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping
from pathlib import Path

from django.db import IntegrityError, transaction

from manju.books.accounts import Where
from manju.books.actions import Entry, Source, post
from manju.books.dues import BANK, Payment, settle_all, take_back
from manju.books.models import Due, Settlement
from manju.books.open_dues import open_lines
from manju.books.reading import first_open
from manju.media.whole import sha256_of
from manju.money.bank import Movement, Unread, movements, refuse_without_columns
from manju.money.cash_matching import Candidate, Proposal, name_key, propose
from manju.money.errors import imported_before
from manju.money.revenue.reasons import REASONS
from manju.people.audit import note
from manju.people.errors import Refused
from manju.people.models import User
from manju.revenue.models import BankImport, BankRow
from manju.words import Words

__all__ = ["WAITING", "confirm", "import_bank", "proposals", "reopen", "set_aside", "settlements_of"]

WAITING = Where("suspense", partner="bank")  # money that came in and has no name yet


def import_bank(path: Path, *, by: User | None, name: str = "", currency: str = "CNY") -> BankImport:
    """Import a bank's CSV or XLSX; what came in waits in suspense. A movement that is known is refused by its line.

    Raises:
        InputError: `duplicate_file`, `mapping_needed`, no table.
    """
    refuse_without_columns(path)
    sha256 = sha256_of(path)
    found = list(movements(path, currency=currency))
    bad = [{"line": one.line, **one.words.as_json()} for one in found if isinstance(one, Unread)]
    good: dict[str, Movement] = {}
    for one in found:
        if isinstance(one, Movement) and good.setdefault(one.mark, one) is not one:
            bad.append({"line": one.line, **REASONS["duplicate_row"].as_json()})
    marks = list(good)
    for start in range(0, len(marks), 500):
        for mark in BankRow.objects.filter(mark__in=marks[start : start + 500]).values_list("mark", flat=True):
            bad.append({"line": good.pop(mark).line, **KNOWN.as_json()})
    return _kept(
        list(good.values()),
        sorted(bad, key=lambda b: int(str(b["line"]))),
        sha256=sha256,
        name=name or path.name,
        by=by,
    )


@transaction.atomic
def confirm(row: BankRow, parts: Mapping[Due, int], *, by: User | None) -> list[Settlement]:
    """Say which dues a movement settles, and by how much each. What is left of it stays waiting.

    Raises:
        Refused: nothing chosen, another currency or direction, more than the movement or than a due, a closed day.
    """
    row = BankRow.objects.select_for_update().get(pk=row.pk)
    left = row.size_minor - sum(s.amount_minor for s in settlements_of([row])[row.pk])
    if row.state == "aside":
        raise Refused(Words("这一笔已放到一边，先拿回来。", "This was set aside; bring it back first."))
    if not parts:
        raise Refused(Words("选一笔应收应付。", "Choose what it pays."), field="due")
    if any(due.currency != row.currency or due.direction != row.direction for due in parts):
        raise Refused(Words("币种或收付方向不同。", "Currency or direction differ."), field="due")
    if sum(parts.values()) > left:
        raise Refused(Words("超过了这笔钱还剩的金额。", "That is more than is left of this payment."), field="amount")
    turn = Settlement.objects.filter(posting__source_kind="bank", posting__source_id=row.pk).count()
    against = WAITING if row.amount_minor > 0 else BANK
    payments = [
        Payment(due, amount, Source("bank", row.pk, turn + n, "settles"), against, f"{row.counterparty} {row.text}")
        for n, (due, amount) in enumerate(parts.items(), 1)
    ]
    made = settle_all(payments, on=first_open(row.date), by=by)
    if sum(parts.values()) == left:
        BankRow.objects.filter(pk=row.pk).update(state="settled")
    return made


@transaction.atomic
def reopen(row: BankRow, *, by: User | None) -> None:
    """Undo what was said about a movement: its settlements are taken back, or it comes back from aside."""
    row = BankRow.objects.select_for_update().get(pk=row.pk)
    for settlement in settlements_of([row])[row.pk]:
        take_back(settlement, by=by, on=first_open(row.date), why="reopened")
    BankRow.objects.filter(pk=row.pk).update(state="waiting", why="")


@transaction.atomic
def set_aside(row: BankRow, *, why: str, by: User | None) -> None:
    """Say that a movement pays no due: it is in the books already as an expense, or a matter of the owners.

    Raises:
        Refused: no reason was given, or part of it is settled.
    """
    if not why.strip():
        raise Refused(Words("写一下为什么。", "Say why."), field="why")
    if settlements_of([row])[row.pk]:
        raise Refused(Words("这笔钱已抵过应收应付。", "Part of it has settled a due."))
    if BankRow.objects.filter(pk=row.pk, state="waiting").update(state="aside", why=why[:200]):
        said = Words("银行流水放到一边：{w}", "A bank movement was set aside: {w}").fill(w=why[:80])
        note("bank.aside", said, by=by, movement=row.pk)


def settlements_of(rows: Iterable[BankRow]) -> dict[int, list[Settlement]]:
    """The settlements in force of each movement, by its key."""
    found: dict[int, list[Settlement]] = defaultdict(list)
    keys = [row.pk for row in rows]
    made = Settlement.objects.filter(
        posting__source_kind="bank", posting__source_id__in=keys, reverses=None, taken_back=None
    ).select_related("posting", "due__account")
    for settlement in made.order_by("pk"):
        if settlement.posting is not None:
            found[settlement.posting.source_id].append(settlement)
    return found


def proposals(rows: Iterable[BankRow]) -> dict[int, Proposal]:
    """What each waiting movement is probably for, by its key; the earlier ones choose first."""
    waiting = sorted((row for row in rows if row.state == "waiting"), key=lambda r: (r.date, r.pk))
    if not waiting:
        return {}
    settled = settlements_of(waiting)
    pools: dict[tuple[str, str], dict[int, Candidate]] = defaultdict(dict)
    for one in open_lines():
        pools[one.direction, one.currency][one.pk] = Candidate(one.pk, one.open_minor, one.due_on, (one.counterparty,))
    payers = _payers()
    found: dict[int, Proposal] = {}
    for row in waiting:
        pool = pools[row.direction, row.currency]
        left = row.size_minor - sum(s.amount_minor for s in settled[row.pk])
        known = payers.get(name_key(row.counterparty), ())
        made = propose(left, row.counterparty, row.text, list(pool.values()), known=tuple(known))
        if made is None:
            continue
        found[row.pk] = made
        for key, part in made.parts:
            one_left = pool[key].open_minor - part
            pool[key] = Candidate(key, one_left, pool[key].due_on, pool[key].names)
            if not one_left:
                del pool[key]
    return found


KNOWN = Words("以前导入过的一笔", "imported before")


def _payers() -> dict[str, set[str]]:
    """Which partners a payer has paid for before: what people confirmed is remembered."""
    found: dict[str, set[str]] = defaultdict(set)
    rows = BankRow.objects.filter(state="settled").exclude(counterparty="").order_by("-pk")[:2000]
    names = {row.pk: name_key(row.counterparty) for row in rows}
    for key, made in settlements_of(rows).items():
        for settlement in made:
            found[names[key]].add(name_key(settlement.due.account.counterparty))
    return found


@transaction.atomic
def _kept(
    good: list[Movement], bad: list[dict[str, object]], *, sha256: str, name: str, by: User | None
) -> BankImport:  # fmt: skip
    try:
        with transaction.atomic():
            made: BankImport = BankImport.objects.create(
                original_name=name[:255], sha256=sha256, rows=len(good) + len(bad), rejected=bad, imported_by=by
            )
            rows = [
                BankRow(of_import=made, line=m.line, date=m.date, amount_minor=m.amount_minor, currency=m.currency,
                        counterparty=m.counterparty, text=m.text, mark=m.mark)
                for m in good
            ]  # fmt: skip
            BankRow.objects.bulk_create(rows, batch_size=1000)
    except IntegrityError as error:
        raise imported_before(name) from error
    came = [row for row in rows if row.amount_minor > 0]
    post([Entry(BANK, WAITING, r.amount_minor, r.currency, first_open(r.date), Source("bank", r.pk, 0, "came"),
                f"{r.counterparty} {r.text}".strip()) for r in came], by=by)  # fmt: skip
    said = Words("导入银行流水：{n}，{c} 笔", "Imported bank movements: {n}, {c}").fill(n=name, c=len(good))
    note("bank.imported", said, by=by, bank=made.pk)
    return made
