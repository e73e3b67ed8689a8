"""Drawing and reading a bible: `python benchmarks/bible.py [--networkx PYTHON]`.

Processor time of what a page of the bible does, for 40 and for 500 characters with two relations and one event each:
relations laid out, timeline, checklist, difference. Counts names that lie on each other in the drawing.
Beside the layout, in the same run and where a Python with networkx is given: its `spring_layout`, 300 rounds, after
which names are not yet moved off each other.
"""

from __future__ import annotations

import argparse
import itertools
import subprocess
import time
from collections.abc import Callable

from manju.bible.completeness import score
from manju.bible.diffing import difference
from manju.bible.graph import HIGH, draw_graph
from manju.bible.timeline import draw_timeline
from manju.story.bible import Bible, read_bible

TIMES = 5
NETWORKX = """
import sys, time
import networkx as nx
n = int(sys.argv[1])
graph = nx.Graph([(i, (i * k + 1) % n) for i in range(n) for k in (1, 2)])
began = time.process_time()
nx.spring_layout(graph, iterations=300, seed=1)
print(time.process_time() - began)
"""


def bible_of(count: int) -> Bible:
    """Everybody is related to two others; an event a year."""
    return read_bible({
        "format": "manju-bible/1", "title": {"zh": "灯"},
        "characters": [{"id": f"c{n}", "names": {"zh": f"人物{n}"}} for n in range(count)],
        "relations": [
            {"from": f"c{n}", "to": f"c{(n * k + 1) % count}", "kind": "友"} for n in range(count) for k in (1, 2)
        ],
        "timeline": [{"date": f"{1000 + n % 200:04}", "name": f"事{n}"} for n in range(count)],
    })  # fmt: skip


def cost_ms(work: Callable[[], object]) -> float:
    """The least processor time of several runs, in milliseconds."""
    found = []
    for _ in range(TIMES):
        began = time.process_time()
        work()
        found.append(time.process_time() - began)
    return min(found) * 1000


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--networkx", default="", help="a Python that has networkx")
    asked = parser.parse_args()
    for count in (40, 500):
        bible = bible_of(count)
        works: dict[str, Callable[[], object]] = {
            "relations": lambda b=bible: draw_graph(b), "timeline": lambda b=bible: draw_timeline(b),
            "checklist": lambda b=bible: score(b), "difference": lambda b=bible: difference(None, b),
        }  # fmt: skip
        for name, work in works.items():
            print(f"{count} characters: {name} {cost_ms(work):.0f} ms")
        graph = draw_graph(bible)
        touching = sum(
            abs(a.x - b.x) < (a.width + b.width) / 2 and abs(a.y - b.y) < HIGH
            for a, b in itertools.combinations(graph.nodes, 2)
        )
        print(
            f"{count} characters: {len(graph.nodes)} drawn, {touching} names on another, {graph.width} x {graph.height}"
        )
        if asked.networkx:
            command = [asked.networkx, "-c", NETWORKX, str(len(graph.nodes))]
            theirs = min(
                float(subprocess.run(command, check=True, capture_output=True, text=True).stdout) for _ in range(3)
            )
            print(f"{len(graph.nodes)} characters: networkx spring_layout {theirs * 1000:.0f} ms")


if __name__ == "__main__":
    main()
