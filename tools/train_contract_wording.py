"""Trains `src/manju/money/contracts/wording.npz`: one linear separator per rule, from clauses that were labelled by hand.

PYTHONPATH=src:. python tools/train_contract_wording.py [--report]

Positive for a rule: clauses of `tests/money/contracts/clauses/*.jsonl` that are about it or regulate it also. Negative: all
other clauses there, and every sentence of a corpus contract in which the rule is labelled missing. Logistic regression
with an L2 penalty (scipy, L-BFGS), then rounded to int8; the bound of a rule is set on clauses held out in five folds.
"""

from __future__ import annotations

import argparse
import json
import sys
from collections.abc import Sequence
from pathlib import Path

import numpy as np
import numpy.typing as npt
from scipy import sparse
from scipy.optimize import minimize
from scipy.special import expit

from manju.money.contracts.clauses import take_apart
from manju.money.contracts.judging import JUDGES
from manju.money.contracts.reading import read_paper
from manju.money.contracts.wording import SIZE, features
from tests.money.contracts.corpus_files import sources

ROOT = Path(__file__).resolve().parent.parent
CLAUSES = ROOT / "tests" / "money" / "contracts" / "clauses"
OUT = ROOT / "src" / "manju" / "money" / "contracts" / "wording.npz"
RULES = tuple(JUDGES)
PENALTY = 2.0
FOLDS = 5
UNKNOWN = -1

Floats = npt.NDArray[np.float64]
Signs = npt.NDArray[np.int8]


def examples() -> tuple[list[tuple[str, str]], Signs]:
    """Sentences (text, heading) and int8 [sentences, rules]: 1 speaks of it, 0 does not, -1 not known."""
    texts: list[tuple[str, str]] = []
    rows: list[list[int]] = []
    for path in sorted(CLAUSES.glob("*.jsonl")):
        for line in path.read_text(encoding="utf-8").splitlines():
            one = json.loads(line)
            about = {one["rule"], *one["also"]}
            texts.append((one["text"], ""))
            rows.append([int(rule in about) for rule in RULES])
    import tempfile

    with tempfile.TemporaryDirectory() as folder:
        for source in sources():
            silent = {rule for rule, severity in source.expected if severity == "missing"} - source.ignored
            for unit in take_apart(read_paper(source.made(Path(folder)))).live:
                texts.append((unit.plain, unit.heading))
                rows.append([0 if rule in silent else UNKNOWN for rule in RULES])
    return texts, np.array(rows, dtype=np.int8)


def matrix(texts: Sequence[tuple[str, str]]) -> sparse.csr_matrix:
    """float64 [sentences, SIZE]: presence of each feature, each row of length one."""
    places = [sorted(set(features(*text))) for text in texts]
    ends = np.cumsum([0, *map(len, places)])
    values = np.concatenate([np.full(len(p), len(p) ** -0.5) for p in places if p])
    return sparse.csr_matrix((values, np.concatenate([p for p in places if p]), ends), shape=(len(texts), SIZE))


def separator(x: sparse.csr_matrix, y: Signs) -> tuple[Floats, float]:
    """Weights and bias of the logistic regression; positives and negatives weigh the same in sum, up to a tenth."""
    share = max(float(y.mean()), 1e-9)
    weight = np.where(y == 1, min(10.0, (1 - share) / share), 1.0)
    target = y.astype(float)

    def loss(theta: Floats) -> tuple[float, Floats]:
        z = x @ theta[:-1] + theta[-1]
        p = expit(z)
        value = float(np.sum(weight * (np.logaddexp(0, z) - target * z))) + PENALTY / 2 * float(theta[:-1] @ theta[:-1]) / 10
        slope = weight * (p - target)
        return value, np.append(x.T @ slope + PENALTY / 10 * theta[:-1], slope.sum())

    found = minimize(loss, np.zeros(x.shape[1] + 1), jac=True, method="L-BFGS-B", options={"maxiter": 120})
    return found.x[:-1], float(found.x[-1])


def main() -> int:
    wanted = argparse.ArgumentParser()
    wanted.add_argument("--report", action="store_true", help="only say how the held-out folds come out")
    options = wanted.parse_args()
    texts, signs = examples()
    x = matrix(texts)
    fold = np.random.default_rng(1).integers(0, FOLDS, len(texts))
    weights, biases, bounds = np.zeros((len(RULES), SIZE)), np.zeros(len(RULES)), np.zeros(len(RULES))
    for n, rule in enumerate(RULES):
        known = signs[:, n] != UNKNOWN
        y = signs[:, n]
        held = np.full(len(texts), np.nan)
        for k in range(FOLDS):
            train, test = known & (fold != k), known & (fold == k)
            w, b = separator(x[train], y[train])
            held[test] = x[test] @ w + b
        yes, no = np.sort(held[known & (y == 1)]), np.sort(held[known & (y == 0)])
        bounds[n] = bound(yes, no)
        weights[n], biases[n] = separator(x[known], y[known])
        print(f"{rule:22} {len(yes):4d} spoken of, {len(no):5d} not; bound {bounds[n]:6.2f}: "
              f"found {np.mean(yes > bounds[n]):.3f}, wrongly {np.mean(no > bounds[n]):.4f}")  # fmt: skip
    if not options.report:
        scale = 127 / np.abs(weights).max(axis=1)
        whole = np.rint(weights * scale[:, None]).astype(np.int8)
        # a score is (sum of weights << 8) // isqrt(places << 10): 8 times the sum over the root of the places
        np.savez_compressed(OUT, rules=np.array(RULES), weights=whole, biases=np.rint(biases * scale * 8).astype(np.int64),
                            bounds=np.rint(bounds * scale * 8).astype(np.int64))  # fmt: skip
        print(f"{OUT.relative_to(ROOT)}: {OUT.stat().st_size >> 10} KiB")
    return 0


def bound(yes: Floats, no: Floats) -> float:
    """Where one sentence in 250 that does not speak of the rule would pass."""
    return float(np.quantile(no, 0.996))


if __name__ == "__main__":
    sys.exit(main())
