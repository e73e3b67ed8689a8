"""Which open dues a payment is for: a proposal with its reason, never more than a proposal."""

from __future__ import annotations

import datetime as dt
import unicodedata
from collections.abc import Sequence
from dataclasses import dataclass
from functools import lru_cache
from typing import Final

from manju.words import Words

REASONS: Final[dict[str, Words]] = {
    "same": Words("付款方和金额都对得上", "payer and amount agree"),
    "several": Words("付款方对得上，几笔加起来正好", "the payer agrees, several add up exactly"),
    "amount": Words("金额一样，只有这一笔", "the amount is the same, and only here"),
    "payer": Words("付款方对得上，从最早的一笔抵起", "the payer agrees; the oldest first"),
}
SUFFIXES: Final = (
    "有限责任公司", "股份有限公司", "有限公司", "公司", "coltd", "limited", "ltd", "inc", "llc", "gmbh", "corp",
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class Candidate:
    """An open due; `names` are what its partner is called."""

    key: int
    open_minor: int
    due_on: dt.date
    names: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Proposal:
    """Amounts by due; `reason` is a code of `REASONS`."""

    reason: str
    parts: tuple[tuple[int, int], ...]

    @property
    def words(self) -> Words:
        return REASONS[self.reason]


def propose(
    amount_minor: int, counterparty: str, text: str, candidates: Sequence[Candidate], *, known: Sequence[str] = ()
) -> Proposal | None:
    """What a payment of so much from this payer is probably for; `known`: partners this payer has paid for before.

    Candidates have the payment's currency and direction; `amount_minor` > 0.

    >>> june = Candidate(1, 500, dt.date(2026, 7, 1), ("晨光文具",))
    >>> propose(500, "晨光文具有限公司", "", [june]).reason
    'same'
    """
    ordered = sorted(candidates, key=lambda c: (c.due_on, c.key))
    payers = {names: _is_payer(names, counterparty, text, known) for names in {c.names for c in ordered}}
    own = [c for c in ordered if payers[c.names]]
    equal = next((c for c in own if c.open_minor == amount_minor), None)
    if equal is not None:
        return Proposal("same", ((equal.key, amount_minor),))
    if own:
        parts, left = _oldest_first(own, amount_minor)
        exact = left == 0 and len(parts) > 1 and parts[-1][1] == own[len(parts) - 1].open_minor
        return Proposal("several" if exact else "payer", tuple(parts))
    alike = [c for c in ordered if c.open_minor == amount_minor]
    return Proposal("amount", ((alike[0].key, amount_minor),)) if len(alike) == 1 else None


@lru_cache(maxsize=1 << 14)
def name_key(name: str) -> str:
    """A name as it is compared: one width, no case, without marks and the form of the company.

    >>> name_key("晨光文具（上海）有限公司"), name_key("NetShort Pte. Ltd.")
    ('晨光文具上海', 'netshortpte')
    """
    key = "".join(c for c in unicodedata.normalize("NFKC", name).casefold() if c.isalnum())
    for suffix in SUFFIXES:
        if key.endswith(suffix) and len(key) > len(suffix):
            return key.removesuffix(suffix)
    return key


def _is_payer(names: Sequence[str], counterparty: str, text: str, known: Sequence[str]) -> bool:
    payer, said = name_key(counterparty), name_key(text)
    for key in (name_key(name) for name in names if name):
        if not key:
            continue
        short = len(key) < (2 if not key.isascii() else 4)  # too short to be looked for inside other words
        if key == payer or key in known or (not short and (key in payer or key in said)):
            return True
        if len(payer) >= (2 if not payer.isascii() else 4) and payer in key:
            return True
    return False


def _oldest_first(own: Sequence[Candidate], amount_minor: int) -> tuple[list[tuple[int, int]], int]:
    parts, left = [], amount_minor
    for one in own:
        if not left:
            break
        part = min(left, one.open_minor)
        parts.append((one.key, part))
        left -= part
    return parts, left
