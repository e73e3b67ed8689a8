"""Precision and recall of the contract check on the corpus, by severity, rule and key of `terms`.

PYTHONPATH=src:. python benchmarks/contracts.py [--held-out | --first] [--folder FOLDER] [--only PREFIX] [--misses]
"""

from __future__ import annotations

import argparse
import sys
import tempfile
from collections import Counter
from math import sqrt
from pathlib import Path

from manju.money.contracts.checking import check_file
from manju.money.errors import InputError
from tests.money.contracts.corpus_files import HERE, Source, sources

GRAVE = ("dangerous", "missing")


def main() -> None:
    wanted = argparse.ArgumentParser()
    wanted.add_argument("--held-out", action="store_true")
    wanted.add_argument("--first", action="store_true")
    wanted.add_argument("--misses", action="store_true")
    wanted.add_argument("--only", default="")
    wanted.add_argument("--folder", type=Path, default=HERE)
    options = wanted.parse_args()
    chosen = sources(held_out=True if options.held_out else False if options.first else None, folder=options.folder)
    chosen = [s for s in chosen if s.name.startswith(options.only)]
    right, extra, lost = Counter[tuple[str, str]](), Counter[tuple[str, str]](), Counter[tuple[str, str]]()
    keys_right, keys_all = Counter[str](), Counter[str]()
    refused = 0
    with tempfile.TemporaryDirectory() as folder:
        for source in chosen:
            found, terms, quotes = judged(source, Path(folder))
            refused += not terms
            expected = source.expected
            for pair in sorted(found | expected):
                (right if pair in found & expected else extra if pair in found else lost)[pair] += 1
                if options.misses and pair not in found & expected:
                    kind = "EXTRA" if pair in found else "LOST "
                    quote = quotes.get(pair[0], "")[:110]
                    sys.stdout.write(f"{kind} {source.name:28} {pair[0]:22} {pair[1]:10} {quote}\n")
            for key, value in source.terms.items():
                keys_all[key] += 1
                keys_right[key] += terms.get(key) == value
                if options.misses and terms.get(key) != value:
                    sys.stdout.write(f"TERM  {source.name:28} {key}: {terms.get(key)!r}, expected {value!r}\n")
    sys.stdout.write(
        f"contracts: {len(chosen)}, refused: {refused}, expected findings: {right.total() + lost.total()}\n"
    )
    for severity in ("dangerous", "missing", "unusual", "unclear"):
        say(severity, *(sum(n for (_, s), n in c.items() if s == severity) for c in (right, extra, lost)))
    say("dangerous + missing", *(sum(n for (_, s), n in c.items() if s in GRAVE) for c in (right, extra, lost)))
    say("all", right.total(), extra.total(), lost.total())
    for rule in sorted({r for r, _ in right + extra + lost}):
        say(f"  {rule}", *(sum(n for (r, _), n in c.items() if r == rule) for c in (right, extra, lost)))
    sys.stdout.write(f"terms read as expected: {share(keys_right.total(), keys_all.total())}\n")
    for key in sorted(keys_all):
        sys.stdout.write(f"  {key:24} {keys_right[key]} of {keys_all[key]}\n")


def judged(source: Source, folder: Path) -> tuple[set[tuple[str, str]], dict[str, object], dict[str, str]]:
    try:
        checked = check_file(source.made(folder))
    except InputError as error:
        sys.stdout.write(f"REFUSED {source.name}: {error}\n")
        return set(), {}, {}
    found = {(f.rule, f.severity) for f in checked.findings if f.rule not in source.ignored}
    return found, checked.terms.as_json(), {f.rule: f.clause_text or "" for f in checked.findings}


def say(name: str, right: int, extra: int, lost: int) -> None:
    precision, recall = share(right, right + extra), share(right, right + lost)
    sys.stdout.write(f"{name:24} precision {precision}  recall {recall}  (right {right}, extra {extra}, lost {lost})\n")


def share(part: int, whole: int) -> str:
    """A share with its Wilson interval at 95 %.

    >>> share(18, 20)
    ' 90.0% [69.9, 97.2]'
    """
    if not whole:
        return "   none             "
    z2 = 1.96**2
    p = part / whole
    middle, half = p + z2 / (2 * whole), 1.96 * sqrt(p * (1 - p) / whole + z2 / (4 * whole**2))
    low, high = ((middle + side * half) / (1 + z2 / whole) for side in (-1, 1))
    return f"{p:6.1%} [{100 * low:4.1f}, {100 * high:4.1f}]"


if __name__ == "__main__":
    main()
