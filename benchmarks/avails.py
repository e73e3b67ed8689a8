"""How long one question takes among 100,000 grants, beside going through all of them: `python benchmarks/avails.py`."""

from __future__ import annotations

import argparse
import datetime as dt
import random
import statistics
import time

from manju.money.avails import Avails, Grant, Query, Rights
from manju.money.avails.names import ISO_3166, chain

AREAS = [
    "games",
    "toys",
    "apparel",
    "food",
    "cosmetics",
    "publishing",
    "audio",
    "remake",
    "collectibles",
    "advertising",
]


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--grants", type=int, default=100_000)
    parser.add_argument("--asked", type=int, default=300)
    options = parser.parse_args()
    r = random.Random(5)  # noqa: S311 - a benchmark
    categories = [f"{a}/{b}/{c}" for a in AREAS for b in range(10) for c in range(10)]
    places, languages = sorted(ISO_3166), ["zh", "en", "ja", "ko", "th", "vi", "es", "pt"]

    def extent(broad: float) -> dict[str, list[str]]:
        category = r.choice(categories)
        if r.random() < broad:
            category = category.rpartition("/")[0]
        return {
            "categories": [category], "territories": ["*"] if r.random() < broad else r.sample(places, r.randint(1, 4)),
            "languages": ["*"] if r.random() < 0.5 else [r.choice(languages)],
            "channels": ["*"] if r.random() < 0.7 else [r.choice(["online", "retail", "fair"])],
        }  # fmt: skip

    def days() -> dict[str, dt.date]:
        start = dt.date(2026, 1, 1) + dt.timedelta(days=r.randint(0, 3650))
        return {"start": start, "end": start + dt.timedelta(days=r.randint(30, 1095))}

    grants = [
        Grant(id=f"G{n}", exclusivity=r.choice(["exclusive", "non_exclusive"]), sell_off_days=r.choice([0, 90]),
              **extent(0.02), **days())
        for n in range(options.grants)
    ]  # fmt: skip
    began = time.perf_counter()
    avails = Avails(Rights(categories=[*AREAS, *categories], grants=grants))
    print(f"{options.grants:,} grants made ready in {time.perf_counter() - began:.2f} s")
    for title, broad in (("one category, a few countries", 0.0), ("a third of the questions broad", 0.33)):
        queries = [Query(exclusivity=r.choice(["exclusive", "non_exclusive"]), **extent(broad), **days())
                   for _ in range(options.asked)]  # fmt: skip
        took = []
        answers = []
        for query in queries:
            began = time.perf_counter()
            answers.append(avails.ask(query))
            took.append((time.perf_counter() - began) * 1000)
        took.sort()
        kinds = {s: sum(a.status == s for a in answers) for s in ("free", "partial", "taken")}
        print(f"{title}: median {statistics.median(took):.2f} ms, 99 % {took[int(len(took) * 0.99)]:.2f} ms, "
              f"worst {took[-1]:.2f} ms; {kinds}")  # fmt: skip
    everything = Query(exclusivity="exclusive", start=dt.date(2026, 1, 1), end=dt.date(2036, 1, 1))
    began = time.perf_counter()
    found = avails.ask(everything)
    print(
        f"everything for ten years: {(time.perf_counter() - began) * 1000:.0f} ms, {len(found.conflicts):,} conflicts"
    )
    began = time.perf_counter()
    wish = queries[0]
    near = sum(
        all(any(n in chain(d, w) or w in chain(d, n) for n in getattr(grant, d) for w in getattr(wish, d))
            for d in ("categories", "territories", "languages", "channels"))
        for grant in grants
    )  # fmt: skip
    print(f"going through all of them for one question: {(time.perf_counter() - began) * 1000:.0f} ms, {near} near")


if __name__ == "__main__":
    main()
