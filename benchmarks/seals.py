"""A batch of 100,000 files sealed: `python benchmarks/seals.py [--files N] [--bytes N] [--pymerkle PYTHON]`.

Makes the files, hashes them (SHA-256 and SM3 in one reading), builds the tree, takes a token of a local `openssl ts`
authority (EC), makes every proof and writes it to a file of its own; then verifies a sample. Beside it, in the same
run: `sha256sum` over the same files, and, where a Python with pymerkle is given, its tree and inclusion proofs.
"""

from __future__ import annotations

import argparse
import json
import random
import resource
import subprocess
import sys
import tempfile
import time
from datetime import UTC, datetime
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parents[1] / "tests"))  # the tests' authority

from manju.proof.certificates import read_trusted
from manju.proof.digests import Digests, digests_of
from manju.proof.portable import Batch, Item, write_proof
from manju.proof.timestamps import ask
from manju.proof.verification import verify_bytes
from proof.authority import authority
from proof.sealing import in_log

PYMERKLE = """
import hashlib, json, resource, sys, time
from pymerkle import InmemoryTree
leaves = open(sys.argv[1], "rb").read()
leaves = [leaves[at:at + 32] for at in range(0, len(leaves), 32)]
began = time.process_time()
tree = InmemoryTree(algorithm="sha256")
for leaf in leaves:
    tree.append_entry(leaf)
built = time.process_time()
few = range(1, len(leaves) + 1, max(1, len(leaves) // int(sys.argv[2])))
for at in few:
    tree.prove_inclusion(at)
proved = time.process_time()
print(json.dumps({"tree_s": built - began, "proof_ms": (proved - built) / len(few) * 1000}))
"""


def made(folder: Path, files: int, size: int) -> list[Path]:
    r = random.Random(5)  # noqa: S311 - a benchmark
    paths = []
    for n in range(files):
        if n % 1000 == 0:
            (folder / f"{n // 1000:03d}").mkdir()
        paths.append(folder / f"{n // 1000:03d}" / f"第{n:06d}镜.png")
        paths[-1].write_bytes(r.randbytes(size))
    return paths


class Clock:
    """Processor and wall seconds of each step."""

    def __init__(self) -> None:
        self.steps: dict[str, tuple[float, float]] = {}
        self._last = (time.process_time(), time.perf_counter())

    def step(self, name: str) -> None:
        now = (time.process_time(), time.perf_counter())
        self.steps[name] = (now[0] - self._last[0], now[1] - self._last[1])
        print(f"{name:<28} {self.steps[name][0]:7.2f} s of a core, {self.steps[name][1]:7.2f} s wall")
        self._last = (time.process_time(), time.perf_counter())


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--files", type=int, default=100_000)
    parser.add_argument("--bytes", type=int, default=4096, help="size of each file")
    parser.add_argument("--pymerkle", help="a Python that has pymerkle (GPL: in an environment of its own)")
    wish = parser.parse_args()
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        paths = made(folder, wish.files, wish.bytes)
        (folder / "proofs").mkdir()
        with authority(folder / "clock") as running:
            run(folder, paths, running.url, read_trusted([running.ca_pem]), wish.pymerkle)


def run(folder: Path, paths: list[Path], url: str, trusted: list, pymerkle: str | None) -> None:
    before = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    clock, at = Clock(), datetime(2026, 11, 26, 18, 0, tzinfo=UTC)
    digests: list[Digests] = [digests_of(path) for path in paths]
    clock.step("hash (SHA-256 and SM3)")
    items = [Item(d, p.name, "长夜灯", "林舟", at, "rendered") for d, p in zip(digests, paths, strict=True)]
    batch = Batch.of(items, batch_id="20261126-1")
    clock.step("leaves and tree")
    stamp = ask(url, batch.root, trusted=trusted)
    clock.step("token")
    largest = 0
    for number, proof in enumerate(batch.proofs(timestamps=[stamp], log=in_log(batch.root))):
        largest = max(largest, len(proof))
        write_proof(folder / "proofs" / f"{number}.json", proof)
    clock.step("proofs, each a file")
    core, wall = (sum(step[n] for step in clock.steps.values()) for n in (0, 1))
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    print(f"{'together':<28} {core:7.2f} s of a core, {wall:7.2f} s wall; {len(paths)} files")
    print(f"largest proof {largest} bytes, token {len(stamp.token)} bytes")
    print(f"peak memory {peak / 1024:.0f} MiB, of it {(peak - before) / 1024:.0f} MiB for the batch")
    sample = range(0, len(paths), max(1, len(paths) // 500))
    began = time.process_time()
    for number in sample:
        data = (folder / "proofs" / f"{number}.json").read_bytes()
        assert verify_bytes(digests[number], data, trusted=trusted).valid
    print(f"verified {len(sample)} of them, {(time.process_time() - began) / len(sample) * 1000:.2f} ms each")
    beside_sha256sum(paths, core)
    if pymerkle:
        (folder / "leaves").write_bytes(b"".join(bytes.fromhex(d.sha256) for d in digests))
        beside_pymerkle(folder, pymerkle, clock, len(paths))


def beside_sha256sum(paths: list[Path], core: float) -> None:
    before = resource.getrusage(resource.RUSAGE_CHILDREN)
    listed = "\0".join(map(str, paths)).encode()
    subprocess.run(["xargs", "-0", "sha256sum"], input=listed, stdout=subprocess.DEVNULL, check=True)
    after = resource.getrusage(resource.RUSAGE_CHILDREN)
    plain = after.ru_utime + after.ru_stime - before.ru_utime - before.ru_stime
    print(f"sha256sum over the same files: {plain:.2f} s of a core; the whole seal is {core / plain:.1f} times that")


def beside_pymerkle(folder: Path, python: str, clock: Clock, files: int) -> None:
    done = subprocess.run(
        [python, "-c", PYMERKLE, str(folder / "leaves"), "50"], check=True, capture_output=True, text=True
    )
    found = json.loads(done.stdout)
    ours = clock.steps["leaves and tree"][0]
    print(f"pymerkle: tree {found['tree_s']:.2f} s (ours with its leaves {ours:.2f}), an inclusion proof "
          f"{found['proof_ms']:.2f} ms (ours, written to a file, "
          f"{clock.steps['proofs, each a file'][0] / files * 1000:.3f} ms)")  # fmt: skip


if __name__ == "__main__":
    main()
