"""A simulation of the studio's inputs: played at once when it is short, as a job when it is long, and kept."""

from __future__ import annotations

from typing import Any, Final

from django.urls import reverse

from manju.jobs.actions import start
from manju.jobs.models import Job
from manju.market.slate import Inputs, Outcome, simulate
from manju.money.documents import read_document
from manju.people.audit import note
from manju.people.models import User
from manju.portfolio.models import Simulation
from manju.words import Words

__all__ = ["AT_ONCE", "keep_simulation", "result_of", "simulate_soon"]

AT_ONCE: Final = 30_000  # runs that take less than a second; more of them is work for the queue


def simulate_soon(document: dict[str, Any], *, runs: int, seed: int, by: User) -> Job | None:
    """Simulate these inputs and keep what came out: now, or as a job that is returned (Any: JSON).

    Raises:
        InputError: the inputs cannot be meant.
    """
    from manju.portfolio.jobs import simulate_slates

    inputs: Inputs = read_document(Inputs, document)
    inputs.check_room()
    if runs <= AT_ONCE:
        keep_simulation(inputs, runs=runs, seed=seed, by=by)
        return None
    title = Words("模拟片单 {r} 次", "Simulate the slate, {r} runs").fill(r=f"{runs:,}")
    params: dict[str, Any] = {"document": inputs.model_dump_json(), "runs": runs, "seed": seed, "by_id": by.pk}
    return start(simulate_slates, by=by, params=params, title=title, link=reverse("portfolio:risk"))


def keep_simulation(inputs: Inputs, *, runs: int, seed: int, by: User | None) -> Simulation:
    """Simulate and keep it; the same again is kept again."""
    found = simulate(inputs, runs=runs, seed=seed)
    row: Simulation = Simulation.objects.create(
        inputs=inputs.model_dump(mode="json"), runs=runs, seed=seed, result=result_of(found), by=by
    )
    note("slate.simulated", Words("模拟了片单 {r} 次", "Simulated the slate, {r} runs").fill(r=f"{runs:,}"), by=by,
         link=reverse("portfolio:risk"), simulation=row.pk)  # fmt: skip
    return row


def result_of(found: Outcome) -> dict[str, Any]:
    """What a page needs of an outcome (Any: JSON): the command's document, and what its charts are drawn from."""
    made = found.as_json()
    for line, slate in zip(made["slates"], found.slates, strict=True):
        line["histogram"] = [list(pair) for pair in slate.histogram]
        line["cash"] = [[week, q.p5, q.p50, q.p95] for week, q in slate.cash]
        line["ruined"] = [list(pair) for pair in slate.ruined]
    return made
