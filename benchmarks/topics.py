"""A million rows of hit lists with fifty thousand titles: the command from cold, its seconds and its peak memory.

    python -m benchmarks.topics [--rows 1000000] [--texts 50000] [--kind csv|gb18030|xlsx]

Beside it, in the same run, what the parts alone take: polars reading the same file, and jieba cutting every title once.
"""

from __future__ import annotations

import argparse
import json
import os
import subprocess
import sys
import tempfile
import time
from datetime import date, timedelta
from pathlib import Path

import numpy as np

from benchmarks.topic_worlds import ALL, WORDS

ALONE = """
import sys, time
t = time.perf_counter()
import polars as pl
frame = pl.read_csv(sys.argv[1], infer_schema=False, encoding="utf8-lossy")
read = time.perf_counter() - t
t = time.perf_counter()
import jieba, logging
jieba.setLogLevel(logging.ERROR)
n = 0
for title in frame["剧名"].unique():
    n += len(jieba.lcut(title))
print(f"{read:.2f} {time.perf_counter() - t:.2f}")
"""
RUN = """
import os, resource, subprocess, sys, time
t = time.perf_counter()
code = subprocess.run([sys.executable, "-m", "manju", "topics", "analyse", sys.argv[1], "--json"],
                      stdout=open(os.devnull, "w")).returncode
used = resource.getrusage(resource.RUSAGE_CHILDREN)
print(code, time.perf_counter() - t, used.ru_maxrss / 1024, used.ru_utime + used.ru_stime)
"""


def write(path: Path, *, rows: int, texts: int, kind: str) -> None:
    """Lists of 90 days and three platforms: titles that come, stay and go, with tags and a heat that varies."""
    dice = np.random.default_rng(7)
    tags = np.array(["|".join(dice.choice(ALL, dice.integers(2, 5), replace=False)) for _ in range(4000)])
    words = dice.choice(WORDS, (texts, 3))
    titles = [f"{tags[i % 4000].split('|')[0]}之{a}{b}{c}{i % 997}" for i, (a, b, c) in enumerate(words)]
    tag = tags[dice.integers(0, 4000, texts)]
    base, comes = np.exp(dice.normal(0, 1, texts)) * 1e5, np.sort(dice.integers(-20, 90, texts))
    place = dice.integers(0, 3, texts)
    day = dice.integers(0, 90, rows)
    last = np.searchsorted(comes, day, side="right")
    which = np.maximum(0, last - 1 - (dice.random(rows) * np.minimum(last, texts // 4)).astype(int))
    start = date(2026, 4, 1)
    days = [(start + timedelta(days=n)).isoformat() for n in range(90)]
    names = ("抖音", "快手", "红果")
    heat = (base[which] * np.exp(dice.normal(0, 0.2, rows))).astype(int)
    rank = dice.integers(1, 4000, rows)
    lines = ["日期,平台,排名,剧名,标签,热度"]
    lines += [
        f"{days[day[i]]},{names[place[which[i]]]},{rank[i]},{titles[which[i]]},{tag[which[i]]},{heat[i]}"
        for i in range(rows)
    ]
    if kind == "xlsx":
        import openpyxl

        book = openpyxl.Workbook(write_only=True)
        sheet = book.create_sheet()
        for line in lines:
            sheet.append(line.split(","))
        book.save(path)
        return
    path.write_bytes(("\n".join(lines) + "\n").encode("gb18030" if kind == "gb18030" else "utf-8"))


def main() -> None:
    options = argparse.ArgumentParser()
    options.add_argument("--rows", type=int, default=1_000_000)
    options.add_argument("--texts", type=int, default=50_000)
    options.add_argument("--kind", choices=("csv", "gb18030", "xlsx"), default="csv")
    chosen = options.parse_args()
    with tempfile.TemporaryDirectory(prefix="manju-topics-") as folder:
        path = Path(folder) / f"lists.{'xlsx' if chosen.kind == 'xlsx' else 'csv'}"
        write(path, rows=chosen.rows, texts=chosen.texts, kind=chosen.kind)
        print(f"{chosen.rows} rows, {chosen.texts} titles, {path.stat().st_size / 1e6:.0f} MB {chosen.kind}, "
              f"load {os.getloadavg()[0]:.1f}", flush=True)  # fmt: skip
        code, seconds, memory, cpu = _words([sys.executable, "-c", RUN, str(path)])
        assert float(code) == 0
        print(f"manju topics analyse: {float(seconds):.2f} s ({float(cpu):.2f} s of CPU), {float(memory):.0f} MB")
        if chosen.kind == "csv":
            read, cut = (float(part) for part in _words([sys.executable, "-c", ALONE, str(path)]))
            print(f"polars alone reads it in {read:.2f} s, jieba alone cuts its titles in {cut:.2f} s: "
                  f"the whole command takes {float(seconds) / (read + cut):.2f} of both")  # fmt: skip
        print(json.dumps({"rows": chosen.rows, "kind": chosen.kind, "seconds": round(float(seconds), 2),
                          "memory_mb": round(float(memory)), "at": time.strftime("%Y-%m-%d")}))  # fmt: skip


def _words(command: list[str]) -> list[str]:
    return subprocess.run(command, check=True, capture_output=True, text=True).stdout.split()


if __name__ == "__main__":
    main()
