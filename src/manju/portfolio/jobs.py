"""Looking at every gate again, once a day and after what may have turned one; and long simulations."""

from __future__ import annotations

from manju.jobs.daily import daily
from manju.jobs.registry import Working, job
from manju.market.slate import Inputs
from manju.money.documents import parse_json, read_document
from manju.people.models import User
from manju.portfolio.simulating import keep_simulation
from manju.portfolio.turning import note_turns
from manju.words import Words

__all__ = ["look_at_gates", "simulate_slates"]


@daily
@job("portfolio.look", title=Words("重看六个关卡", "Look at the gates again"), priority=-5)
def look_at_gates(working: Working) -> None:
    """Write down every gate of the studio that has turned."""
    working.report(0.1, Words("逐个 IP 看关卡", "Property by property"))
    working.result(turned=len(note_turns()))


@job("portfolio.simulate", title=Words("模拟片单", "Simulate the slate"), priority=5)
def simulate_slates(working: Working, *, document: str, runs: int, seed: int, by_id: int) -> None:
    """Play the slate through as often as was asked for, and keep it."""
    inputs: Inputs = read_document(Inputs, parse_json(document))
    working.report(0.05, Words("一次次推演", "Playing it through"))
    made = keep_simulation(inputs, runs=runs, seed=seed, by=User.objects.get(pk=by_id))
    working.result(simulation=made.pk)
