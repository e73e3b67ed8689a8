"""`./manju test`: everything that must hold, in one run; what the machine does not allow is skipped and said.

./manju test            all of it (what CI runs)
./manju test -k label   only pytest, with these arguments
"""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
import tempfile
import time
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
PYTHON = sys.executable
BIN = Path(PYTHON).parent
NEEDED = {
    "chromium": "/usr/bin/chromium",
    "postgresql": "/usr/lib/postgresql",
    "fonts-noto-core": "/usr/share/fonts/truetype/noto/NotoSansThai-Bold.ttf",  # Thai and Arabic captions
    "fonts-noto-cjk": "/usr/share/fonts/opentype/noto/NotoSansCJK-Bold.ttc",  # Japanese and Korean ones
}


def main(arguments: list[str]) -> int:
    os.environ["PYTHONPATH"] = str(ROOT / "src")
    os.environ["MANJU_HOME"] = tempfile.mkdtemp(prefix="manju-test-home-")
    os.environ.pop("PYTHONDONTWRITEBYTECODE", None)  # each of hundreds of processes would compile everything anew
    try:
        bring_what_tests_need()
        if arguments:
            return run("tests", [PYTHON, "-m", "pytest", *arguments])
        return all_of_it()
    finally:
        shutil.rmtree(os.environ["MANJU_HOME"], ignore_errors=True)


def all_of_it() -> int:
    """What takes a moment first; then types and the PostgreSQL run beside the SQLite run, which fill its waits.

    Beside the first checks the tests are collected once, so that all their processes find everything compiled.
    """
    quick = {
        "format": [BIN / "ruff", "format", "--check", "."],
        "lint": [BIN / "ruff", "check", "."],
        "rooms": [BIN / "lint-imports"],
    }
    cores = os.cpu_count() or 2
    pytest = [PYTHON, "-m", "pytest", "-q", "--dist", "loadfile", "--no-loadscope-reorder", "-n"]
    long = {
        "tests on SQLite": [*pytest, str(min(4, cores))],
        "types": [BIN / "mypy"],
        "tests marked db on PostgreSQL": [*pytest, str(max(1, min(4, cores) // 2)), "-m",
                                          "db and not browser and not once", "--postgres"],
    }  # fmt: skip
    if not server():
        del long["tests marked db on PostgreSQL"]
        print("skipped: the PostgreSQL run (no server here and none could be installed)", flush=True)
    with ThreadPoolExecutor(max_workers=2) as beside:
        compiled = beside.submit(
            subprocess.run, [PYTHON, "-m", "pytest", "-q", "--collect-only"], cwd=ROOT, check=False,
            stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL,
        )  # fmt: skip
        failed = [name for name, command in quick.items() if run(name, command) != 0]
        compiled.result()
        first, *others = long.items()
        ends = {name: beside.submit(run, name, command, quietly=True) for name, command in others}
        failed += [first[0]] if run(*first) != 0 else []
        failed += [name for name, end in ends.items() if end.result() != 0]
    print(f"\nfailed: {', '.join(failed)}" if failed else "\nall green", flush=True)
    return 1 if failed else 0


def run(name: str, command: list[str | Path], *, quietly: bool = False) -> int:
    """Run one step; `quietly` shows what it printed when it has ended, so that two steps do not talk at once."""
    if not quietly:
        print(f"\n── {name}", flush=True)
    began = time.monotonic()
    pipe = subprocess.PIPE if quietly else None
    done = subprocess.run(command, cwd=ROOT, check=False, stdout=pipe, stderr=subprocess.STDOUT if quietly else None)
    said = f"\n── {name}\n{done.stdout.decode(errors='replace')}" if quietly else ""
    end = "ok" if done.returncode == 0 else f"FAILED ({done.returncode})"
    print(f"{said}── {name}: {end} in {time.monotonic() - began:.0f} s", flush=True)
    return done.returncode


def bring_what_tests_need() -> None:
    """Chromium, a PostgreSQL server and fonts from the distribution, where this is Debian and we may install."""
    missing = [package for package, place in NEEDED.items() if not Path(place).exists()]
    if shutil.which("chromium") or shutil.which("chromium-browser") or shutil.which("google-chrome"):
        missing = [p for p in missing if p != "chromium"]
    if not missing:
        return
    if os.geteuid() != 0 or not shutil.which("apt-get"):
        print(
            f"not here, and only root on Debian can install it: {', '.join(missing)}; its tests are skipped", flush=True
        )
        return
    print(f"installing for the tests: {', '.join(missing)}", flush=True)
    apt("update")
    for package in missing:  # one by one: the lack of one must not cost the other
        if apt("install", "-y", "--no-install-recommends", package) != 0:
            print(f"could not be installed: {package}; its tests are skipped", flush=True)


def apt(*words: str) -> int:
    quiet = os.environ | {"DEBIAN_FRONTEND": "noninteractive"}
    return subprocess.run(["apt-get", "-qq", *words], stdout=subprocess.DEVNULL, env=quiet, check=False).returncode


def server() -> Path | None:
    return next(iter(sorted(Path("/usr/lib/postgresql").glob("*/bin/postgres"), reverse=True)), None)


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
