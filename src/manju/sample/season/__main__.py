"""Write a season of the sample studio: `python -m manju.sample.season OUT --seed N`."""

from __future__ import annotations

import argparse
from datetime import date, datetime
from pathlib import Path

from manju.sample.season import write_season


def main() -> None:
    parser = argparse.ArgumentParser(prog="python -m manju.sample.season", description=__doc__)
    parser.add_argument("out", type=Path, help="folder to write into")
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--today", type=date.fromisoformat, default=None, help="last day, as 2026-11-26")
    options = parser.parse_args()
    season = write_season(options.out, today=options.today or datetime.now().astimezone().date(), seed=options.seed)
    print(f"{len(season.lists)} lists, {len(season.exports)} exports, {options.out / 'truth.json'}")


if __name__ == "__main__":
    main()
