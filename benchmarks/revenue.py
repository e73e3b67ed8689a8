"""A million statement rows: imported, matched, posted. Time, memory, and what reading the same file alone takes.

    python -m benchmarks.revenue [--rows 1000000] [--peer PYTHON]

`--peer`: a Python that has polars and duckdb (a venv of its own); both read the same CSV as the limit beside it.
"""

from __future__ import annotations

import argparse
import json
import os
import random
import resource
import subprocess
import sys
import tempfile
import time
from pathlib import Path

READ = """
import sys, time
import duckdb, polars
t = time.perf_counter()
n = polars.read_csv(sys.argv[1], infer_schema_length=0).height
p = time.perf_counter() - t
t = time.perf_counter()
m = duckdb.sql(f"select count(*), sum(gross), sum(paid) from read_csv('{sys.argv[1]}')").fetchall()[0][0]
print(f"polars {polars.__version__} reads {n} rows in {p:.2f} s; "
      f"duckdb {duckdb.__version__} reads and sums {m} rows in {time.perf_counter() - t:.2f} s")
"""
AGREEMENT = {
    "channel": "netshort", "currency": "USD", "platform_fee": "0.05", "taxes": "0.06",
    "rules": [{"valid_from": "2026-01-01", "share": "0.9"}],
}  # fmt: skip
STEPPED = {
    **AGREEMENT,
    "rules": [{"steps": [{"from_minor": 0, "share": "0.7"}, {"from_minor": 5000000, "share": "0.95"}]}],
}


def write_statement(path: Path, rows: int) -> None:
    """A statement of many days, fifty titles of sixty episodes, mostly paid as agreed."""
    dice = random.Random(7)  # noqa: S311  # repeatable, nothing secret
    with path.open("w", encoding="utf-8") as file:
        file.write("date,title,episode,gross,refunds,paid,currency\n")
        for n in range(rows):
            gross, refunds = dice.randrange(1, 5_000_000), dice.randrange(0, 100) if n % 7 == 0 else 0
            paid = round((gross - refunds) * 0.95 * 0.94 * 0.9) + (n % 50 == 0)
            day = f"2026-{n // 90_000 + 1:02d}-{n % 28 + 1:02d}"
            file.write(
                f"{day},长夜灯{n % 50},{n % 60 + 1},{gross / 100:.2f},{refunds / 100:.2f},{paid / 100:.2f},USD\n"
            )


def fill(home: Path) -> None:
    """A home with the fifty works, so that every row is matched to one and to its episode."""
    os.environ["MANJU_HOME"] = str(home)
    from manju.site.django_ready import ready

    ready()
    from manju.site.setup import bring_up_to_date

    bring_up_to_date()
    from manju.catalogue.models import Episode, Property, Season, Work
    from manju.people.models import Studio
    from manju.people.scope import in_studio

    with in_studio(Studio.objects.create(name_zh="工作室", name_en="Studio")):
        for n in range(50):
            work = Work.objects.create(of_property=Property.objects.create(name_zh=f"IP{n}"), title_zh=f"长夜灯{n}")
            season = Season.objects.create(work=work)
            Episode.objects.bulk_create([Episode(season=season, number=k + 1) for k in range(60)])


def main() -> None:
    options = argparse.ArgumentParser()
    options.add_argument("--rows", type=int, default=1_000_000)
    options.add_argument("--peer", default="")
    options.add_argument("--stepped", action="store_true", help="an agreement with steps: the statement is read twice")
    chosen = options.parse_args()
    with tempfile.TemporaryDirectory() as folder:
        home, statement, agreement = Path(folder) / "home", Path(folder) / "s.csv", Path(folder) / "a.json"
        write_statement(statement, chosen.rows)
        agreement.write_text(json.dumps(STEPPED if chosen.stepped else AGREEMENT))
        subprocess.run(
            [sys.executable, "-c", f"from benchmarks.revenue import *; fill(Path({str(home)!r}))"], check=True
        )
        before, began = resource.getrusage(resource.RUSAGE_CHILDREN), time.perf_counter()
        done = subprocess.run(
            [sys.executable, "-m", "manju", "revenue", "import", statement, "--agreement", agreement, "--json"],
            env={**os.environ, "MANJU_HOME": str(home)}, check=True, capture_output=True, text=True,
        )  # fmt: skip
        seconds = time.perf_counter() - began
        used = resource.getrusage(resource.RUSAGE_CHILDREN)
        peak, work = used.ru_maxrss / 1024, used.ru_utime + used.ru_stime - before.ru_utime - before.ru_stime
        found = json.loads(done.stdout)
        print(f"{found['rows']} rows, {found['matched']} matched, {len(found['differences'])} differences")
        size = statement.stat().st_size >> 20
        print(f"imported, matched and posted in {seconds:.1f} s ({work:.1f} s of one core), {peak:.0f} MB at most")
        print(f"the file has {size} MB")
        if chosen.peer:
            print(subprocess.run([chosen.peer, "-c", READ, str(statement)], check=True, capture_output=True,
                                 text=True).stdout.strip())  # fmt: skip


if __name__ == "__main__":
    main()
