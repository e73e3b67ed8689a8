"""How often a hook is called worst without cause, and how often a bad one is found. `python -m benchmarks.drop_off`.

Titles are made up: 5,000 views an episode and channel, the next keeps 85 %, and log ratios vary with a normal of the
given standard deviation. In the second table the third episode keeps less.
"""

from __future__ import annotations

import numpy as np

from manju.launch.drop_off import are_worst, kept, spread

ALIKE = (
    (4, 1, 0.15), (10, 2, 0.15), (29, 2, 0.15), (29, 1, 0.15), (29, 1, 0.2), (10, 3, 0.25), (7, 2, 0.1), (8, 1, 0.25),
)  # fmt: skip
WORSE = ((10, 2, 0.15, 0.5), (10, 1, 0.15, 0.5), (29, 2, 0.15, 0.6), (29, 3, 0.15, 0.6), (10, 2, 0.1, 0.6))


def marks(draws: np.random.Generator, episodes: int, channels: int, sd: float, third: float = 1.0) -> list[bool]:
    """The marks of one made-up title whose third episode keeps `third` of what the others do."""

    def pair(e: int) -> tuple[float, float]:
        after = 4250 * (third if e == 2 else 1.0) * np.exp(draws.normal(0, sd))
        return float(draws.poisson(5000)), float(draws.poisson(after))

    groups = [[pair(e) for _ in range(channels)] for e in range(episodes)]
    between = spread(groups)
    return are_worst([(rate, high) for rate, _, high in (kept(pairs, spread=between) for pairs in groups)])


def main() -> None:
    draws = np.random.default_rng(7)
    print("all alike: titles with any mark, of 3,000")
    for episodes, channels, sd in ALIKE:
        found = np.mean([any(marks(draws, episodes, channels, sd)) for _ in range(3000)])
        print(f"  {episodes:2} episodes, {channels} channels, sd {sd:.2f}: {found:.3f}")
    print("the third episode keeps less: found, of 1,000")
    for episodes, channels, sd, third in WORSE:
        found = np.mean([marks(draws, episodes, channels, sd, third)[2] for _ in range(1000)])
        print(f"  {episodes:2} episodes, {channels} channels, sd {sd:.2f}, {third:.0%} of the others: {found:.3f}")


if __name__ == "__main__":
    main()
