"""Finding the account of a kind of money with its dimensions, and making it at first use."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from manju.books.kinds import KINDS, TIERS
from manju.books.models import Account


@dataclass(frozen=True, slots=True)
class Where:
    """What an account is of; ids are those of the catalogue's rows, None and "" say that it is of all of them."""

    kind: str
    property_id: int | None = None
    work_id: int | None = None
    episode_id: int | None = None
    channel: str = ""
    tier: int = 0
    partner: str = ""

    @property
    def key(self) -> str:
        """One text for one account.

        >>> Where("iap", work_id=4, episode_id=9, channel="netshort", tier=1).key
        'iap|p|w4|e9|t1|netshort|'
        """
        ids = (("p", self.property_id), ("w", self.work_id), ("e", self.episode_id))
        numbers = "|".join(f"{letter}{'' if pk is None else pk}" for letter, pk in ids)
        channel = self.channel.replace("|", "/")
        return f"{self.kind}|{numbers}|t{self.tier}|{channel}|{self.partner}"


def accounts_of(wheres: Iterable[Where]) -> dict[Where, Account]:
    """The account of each, made where there is none; two who make the same one at once get the same.

    Raises:
        ValueError: a kind or tier that the books do not know.
    """
    found: dict[Where, Account] = {}
    wanted = {where.key: where for where in wheres}
    for where in wanted.values():
        if where.kind not in KINDS or where.tier not in TIERS:
            raise ValueError(f"there is no account {where.key}")
    _read(wanted, found)
    new = [_row(where) for where in wanted.values() if where not in found]
    if new:
        Account.objects.bulk_create(new, ignore_conflicts=True, batch_size=500)  # somebody else may be quicker
        _read({key: where for key, where in wanted.items() if where not in found}, found)
    return found


def _read(wanted: dict[str, Where], found: dict[Where, Account]) -> None:
    keys = list(wanted)
    for start in range(0, len(keys), 500):
        for row in Account.objects.filter(key__in=keys[start : start + 500]):
            found[wanted[row.key]] = row


def _row(where: Where) -> Account:
    return Account(
        key=where.key, kind=where.kind, of_property_id=where.property_id, work_id=where.work_id,
        episode_id=where.episode_id, channel=where.channel, tier=where.tier, partner=where.partner,
    )  # fmt: skip
