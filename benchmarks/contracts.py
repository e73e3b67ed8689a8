"""Precision and recall of the contract check on the corpus, by severity and rule; `--held-out` for those written after.

PYTHONPATH=src:. python benchmarks/contracts.py [--held-out | --first] [--misses]
"""

from __future__ import annotations

import argparse
import sys
import tempfile
from collections import Counter
from pathlib import Path

from manju.money.contracts.checking import check_file
from manju.money.errors import InputError
from tests.money.contracts.corpus_files import Source, sources

GRAVE = ("dangerous", "missing")


def main() -> None:
    wanted = argparse.ArgumentParser()
    wanted.add_argument("--held-out", action="store_true")
    wanted.add_argument("--first", action="store_true")
    wanted.add_argument("--misses", action="store_true")
    wanted.add_argument("--only", default="")
    options = wanted.parse_args()
    chosen = sources(held_out=True if options.held_out else False if options.first else None)
    chosen = [s for s in chosen if s.name.startswith(options.only)]
    right, extra, lost = Counter[tuple[str, str]](), Counter[tuple[str, str]](), Counter[tuple[str, str]]()
    terms_right = terms_all = 0
    with tempfile.TemporaryDirectory() as folder:
        for source in chosen:
            found, terms, quotes = judged(source, Path(folder))
            expected = source.expected
            for pair in sorted(found | expected):
                (right if pair in found & expected else extra if pair in found else lost)[pair] += 1
                if options.misses and pair not in found & expected:
                    kind = "EXTRA" if pair in found else "LOST "
                    quote = quotes.get(pair[0], "")[:110]
                    sys.stdout.write(f"{kind} {source.name:28} {pair[0]:22} {pair[1]:10} {quote}\n")
            for key, value in source.terms.items():
                terms_all += 1
                terms_right += terms.get(key) == value
                if options.misses and terms.get(key) != value:
                    sys.stdout.write(f"TERM  {source.name:28} {key}: {terms.get(key)!r}, expected {value!r}\n")
    sys.stdout.write(f"contracts: {len(chosen)}, expected findings: {right.total() + lost.total()}\n")
    for severity in ("dangerous", "missing", "unusual", "unclear"):
        say(severity, *(sum(n for (_, s), n in c.items() if s == severity) for c in (right, extra, lost)))
    say("dangerous + missing", *(sum(n for (_, s), n in c.items() if s in GRAVE) for c in (right, extra, lost)))
    say("all", right.total(), extra.total(), lost.total())
    for rule in sorted({r for r, _ in right + extra + lost}):
        say(f"  {rule}", *(sum(n for (r, _), n in c.items() if r == rule) for c in (right, extra, lost)))
    sys.stdout.write(f"terms read as expected: {terms_right} of {terms_all}\n")


def judged(source: Source, folder: Path) -> tuple[set[tuple[str, str]], dict[str, object], dict[str, str]]:
    try:
        checked = check_file(source.made(folder))
    except InputError as error:
        sys.stdout.write(f"REFUSED {source.name}: {error}\n")
        return set(), {}, {}
    found = {(f.rule, f.severity) for f in checked.findings if f.rule not in source.ignored}
    return found, checked.terms.as_json(), {f.rule: f.clause_text or "" for f in checked.findings}


def say(name: str, right: int, extra: int, lost: int) -> None:
    precision = right / (right + extra) if right + extra else 1
    recall = right / (right + lost) if right + lost else 1
    sys.stdout.write(
        f"{name:24} precision {precision:6.1%}  recall {recall:6.1%}  (right {right}, extra {extra}, lost {lost})\n"
    )


if __name__ == "__main__":
    main()
