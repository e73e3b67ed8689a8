"""What settlement adds to a contract: a panel on its page, and what follows when it is signed or its terms change."""

from __future__ import annotations

from manju.licensing.models import Contract, TermsVersion
from manju.licensing.registry import Panel, adds_panel, after_signing, after_terms
from manju.people.errors import Refused
from manju.people.models import Member, User
from manju.royalties.contracts import periods_of
from manju.royalties.guarantees import guarantee_of
from manju.royalties.models import Arrangement
from manju.royalties.scheduling import schedule
from manju.words import Words

PERIODS = 4


@adds_panel
def settlement(contract: Contract, member: Member) -> Panel | None:
    """How far the contract is settled: its guarantee and its last periods."""
    if contract.signed_on is None or not contract.terms:
        return None
    try:
        periods, guarantee = periods_of(contract), guarantee_of(contract)
    except Refused:
        return None
    context = {
        "contract": contract, "periods": periods[:PERIODS], "guarantee": guarantee,
        "bar_paid": sum(guarantee.bar[:2]) if guarantee is not None else 0,
        "currency": guarantee.currency if guarantee is not None else "",
    }  # fmt: skip
    return Panel(Words("结算", "Settlement"), "royalties/_panel.html", context, order=20)


@after_terms
def take_days(contract: Contract, version: TermsVersion, by: User) -> None:
    """Reports and payments are due as the terms say; a signed contract's instalments are due as the new ones say."""
    days = {name: value for name in ("report_days", "payment_days")
            if (value := getattr(version.agreed, name)) is not None}  # fmt: skip
    if days:
        Arrangement.objects.update_or_create(contract=contract, defaults=days)
    if contract.signed_on is not None and contract.terms:
        schedule(contract, by=by)


@after_signing
def schedule_instalments(contract: Contract, version: TermsVersion, by: User) -> None:
    """From the day of signing the instalments of a guarantee are on the list of what is due."""
    if contract.terms:
        schedule(contract, by=by)
