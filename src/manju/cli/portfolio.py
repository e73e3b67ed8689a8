"""`manju portfolio simulate`: what so many properties side by side may bring, and whether the cash carries them."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from manju.cli.saying import or_fail, print_json, speaks
from manju.cli.studio import of_a_studio, open_studio
from manju.words import say

if TYPE_CHECKING:
    from manju.market.slate import Outcome
    from manju.market.slate.estimates import Estimate

FILE = click.Path(path_type=Path)


@click.group()
def portfolio() -> None:
    """片单 · The slate: properties side by side."""


@portfolio.command()
@click.option(
    "--inputs", type=FILE, help="the inputs (manju schema inputs); without it, estimated from the home's own data"
)
@click.option("--runs", type=int, default=10_000, show_default=True, help="how often the time is played through")
@click.option("--seed", type=int, default=1, show_default=True, help="the same seed gives the same figures")
@of_a_studio
@speaks
def simulate(*, inputs: Path | None, runs: int, seed: int, studio_wanted: str, as_json: bool) -> int:
    """Chance of a hit, profit and ruin for each number of parallel properties, and the best number."""
    from manju.market.slate import Inputs
    from manju.market.slate import simulate as played
    from manju.money.documents import load

    estimates: list[Estimate] = []
    if inputs is not None:
        wanted = or_fail(lambda: load(Inputs, inputs))
    else:
        wanted, estimates = _of_the_home(studio_wanted)
    found = or_fail(lambda: played(wanted, runs=runs, seed=seed))
    if as_json:
        more: dict[str, Any] = {}
        if estimates:
            more = {"inputs": wanted.model_dump(mode="json"), "estimates": [one.as_json() for one in estimates]}
        print_json({**found.as_json(), **more})
        return 0
    _tell(found, estimates)
    return 0


def _of_the_home(studio_wanted: str) -> tuple[Any, list[Estimate]]:
    """Inputs of a studio of this home, each with its origin."""
    studio = open_studio(studio_wanted)
    from manju.people.scope import in_studio
    from manju.portfolio.estimating import inputs_of_the_studio

    with in_studio(studio):
        return or_fail(inputs_of_the_studio)


def _tell(found: Outcome, estimates: list[Estimate]) -> None:
    for one in estimates:
        click.echo(say("{n}：{v}（自己的 {o}，占 {p}%；文章 {a}）", "{n}: {v} (own {o}, {p}% of it; the article {a})",
                       n=one.name, v=one.value, o=one.own or "—", p=one.own_percent, a=one.prior or "—"))  # fmt: skip
    click.echo(say("并行 {k} 个最好（{r:,} 次，种子 {s}）", "{k} in parallel is the best ({r:,} runs, seed {s})",
                   k=found.best.parallel, r=found.runs, s=found.seed))  # fmt: skip
    head = (say("并行", "slots"), say("至少一部爆款", "any hit"), say("利润 5%", "profit 5%"), say("中位", "median"),
            "95%", say("资金断裂", "ruin"))  # fmt: skip
    click.echo("  ".join(f"{word:>14}" for word in head))
    for slate in found.slates:
        line = (str(slate.parallel), f"{slate.runs_with_hit / slate.runs:.1%}", _yuan(slate.profit.p5),
                _yuan(slate.profit.p50), _yuan(slate.profit.p95), f"{float(slate.p_ruin):.1%}")  # fmt: skip
        click.echo("  ".join(f"{word:>14}" for word in line))


def _yuan(minor: int) -> str:
    return f"{round(minor / 100):,}"
