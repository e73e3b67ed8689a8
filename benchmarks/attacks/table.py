"""The figures of a run as a table: recall with its interval, the least margins, false names, times, memory."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Any, Final

import numpy as np
from scipy.special import betaincinv

from benchmarks.attacks.hard import COMBOS
from benchmarks.attacks.plan import CLASSES

__all__ = ["Rate", "passed", "printed", "rates", "summary"]

Outcome = dict[str, Any]
CONFIDENCE: Final = 0.95


@dataclass(frozen=True, slots=True)
class Rate:
    """`hits` of `trials`, and the interval that holds the true rate with 95 % confidence (Clopper and Pearson 1934)."""

    hits: int
    trials: int

    @property
    def share(self) -> float:
        return self.hits / self.trials if self.trials else float("nan")

    @property
    def interval(self) -> tuple[float, float]:
        """
        >>> low, high = Rate(300, 300).interval
        >>> round(low, 4), high
        (0.9878, 1.0)
        """
        tail = (1 - CONFIDENCE) / 2
        low = float(betaincinv(self.hits, self.trials - self.hits + 1, tail)) if self.hits else 0.0
        high = float(betaincinv(self.hits + 1, self.trials - self.hits, 1 - tail)) if self.hits < self.trials else 1.0
        return low, high

    def __str__(self) -> str:
        low, high = self.interval
        return f"{self.hits}/{self.trials} = {100 * self.share:.1f} % ({100 * low:.1f}-{100 * high:.1f})"


def rates(outcomes: Iterable[Outcome]) -> dict[str, Rate]:
    """Copy named, by class; and match found, by class, combos apart."""
    found: dict[str, Rate] = {}
    for o in outcomes:
        keys = [(f"copy, {o['klass']}", _named(o))] if o["copies"] and o["klass"] != "wrong key" else []
        if "matched" in o and o["klass"] != "other film":
            group = "combos" if o["attack"] in COMBOS else o["klass"]
            keys.append((f"match, {group}, {o['length_s']:.0f} s", bool(o["matched"])))
        for key, hit in keys:
            before = found.get(key, Rate(0, 0))
            found[key] = Rate(before.hits + hit, before.trials + 1)
    return found


def printed(outcomes: Sequence[Outcome]) -> str:
    """The table of a run, as text in Markdown."""
    lines = ["| class | attack | n | copy named | informed | worst z - bound | matched | offset median, p95 |",
             "|---|---|---|---|---|---|---|---|"]  # fmt: skip
    for klass in CLASSES:
        of_class = [o for o in outcomes if o["klass"] == klass]
        if not of_class:
            continue
        lines.append(_row(klass, "**all**", of_class))
        attacks = sorted({o["attack"] for o in of_class})
        if len(attacks) > 1:
            lines += [_row("", a, [o for o in of_class if o["attack"] == a]) for a in attacks]
    return "\n".join([*lines, "", *_totals(outcomes)])


def summary(outcomes: Sequence[Outcome]) -> dict[str, Any]:
    """The same figures for a program. Any: goes into JSON."""
    by_name = rates(outcomes).items()
    return {
        "rates": {k: {"hits": r.hits, "trials": r.trials, "ci95": list(r.interval)} for k, r in by_name},
        "false_names": sum(o.get("false_names", 0) for o in outcomes),
        "false_matches": sum(o.get("false_matches", 0) for o in outcomes),
        "trace_seconds_median": _median([o["trace_s"] for o in outcomes if "trace_s" in o]),
        "peak_mib": max((o["peak_mib"] for o in outcomes if "peak_mib" in o), default=None),
        "trials": len(outcomes),
    }  # fmt: skip


def passed(outcomes: Sequence[Outcome]) -> bool:
    """Every class reaches its target and nobody was named wrongly."""
    if any(o.get("false_names", 0) for o in outcomes):
        return False
    got = rates(outcomes)
    return all(
        got[f"copy, {k}"].share >= c.target for k, c in CLASSES.items() if c.target and f"copy, {k}" in got
    )  # fmt: skip


def _named(outcome: Outcome) -> bool:
    """A splice is named when all its copies are, a mixture when one is."""
    least = len(outcome["copies"]) if outcome["klass"] == "splice" else 1
    return outcome.get("named", 0) >= least


def _row(klass: str, attack: str, outcomes: list[Outcome]) -> str:
    marked = [o for o in outcomes if o["copies"] and not o["foreign_key"]]
    named = str(Rate(sum(map(_named, marked)), len(marked))) if marked else "-"
    read = [o for o in marked if o.get("informed_z") is not None]
    informed = f"{sum(o['informed_z'] > o['informed_bound_z'] for o in read)}/{len(read)}" if read else "-"
    margins = [o["z"] - o["bound_z"] for o in marked if o.get("z") is not None]
    worst = f"{min(margins):+.1f}" if margins else "-"
    sought = [o for o in outcomes if "matched" in o]
    matched = str(Rate(sum(bool(o["matched"]) for o in sought), len(sought))) if sought else "-"
    offsets = [o["offset_s"] for o in outcomes if o.get("offset_s") is not None]
    offset = f"{np.median(offsets):.2f}, {np.quantile(offsets, 0.95):.2f}" if offsets else "-"
    return f"| {klass} | {attack} | {len(outcomes)} | {named} | {informed} | {worst} | {matched} | {offset} |"


def _totals(outcomes: Sequence[Outcome]) -> list[str]:
    done = [o for o in outcomes if "trace_s" in o]
    blind = [o for o in outcomes if "blind_s" in o]
    innocent = [o["innocent_z"] - o["bound_z"] for o in done if o.get("innocent_z") is not None]
    offsets = [o["offset_s"] for o in done if o.get("offset_s") is not None]
    return [
        f"suspects: {len(outcomes)}; not read at all: {len(outcomes) - len(done) - len(blind)}",
        f"false names: {sum(o['false_names'] for o in done + blind)} (must be 0); nearest innocent copy: "
        + (f"z {max(innocent):+.1f} from the bound" if innocent else "-"),
        f"false matches: {sum(o['false_matches'] for o in done)}",
        f"time offset: median {_median(offsets)} s, 95 % {np.quantile(offsets, 0.95) if offsets else None} s",
        f"seconds per trace: median {_median([o['trace_s'] for o in done])}, "
        f"most {max((o['trace_s'] for o in done), default=None)}",
        f"seconds per blind reading: median {_median([o['blind_s'] for o in blind])}",
        f"peak memory of a process: {max((o.get('peak_mib', 0) for o in done), default=0)} MiB",
    ]  # fmt: skip


def _median(values: Sequence[float]) -> float | None:
    return round(float(np.median(values)), 3) if values else None
