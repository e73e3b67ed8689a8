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
    try:
        bring_what_tests_need()
        if arguments:
            return run("tests", [PYTHON, "-m", "pytest", *arguments])
        return all_of_it()
    finally:
        shutil.rmtree(os.environ["MANJU_HOME"], ignore_errors=True)


def all_of_it() -> int:
    workers = ["-n", str(min(4, os.cpu_count() or 2)), "--dist", "loadfile", "--no-loadscope-reorder"]
    steps = {
        "format": [BIN / "ruff", "format", "--check", "."],
        "lint": [BIN / "ruff", "check", "."],
        "types": [BIN / "mypy"],
        "rooms": [BIN / "lint-imports"],
        "tests on SQLite": [PYTHON, "-m", "pytest", "-q", *workers],
        "tests marked db on PostgreSQL": [
            PYTHON,
            "-m",
            "pytest",
            "-q",
            "-m",
            "db and not browser",
            "--postgres",
            *workers,
        ],
    }
    if not server():
        del steps["tests marked db on PostgreSQL"]
        print("skipped: the PostgreSQL run (no server here and none could be installed)", flush=True)
    failed = [name for name, command in steps.items() if run(name, [str(c) for c in command]) != 0]
    print(f"\nfailed: {', '.join(failed)}" if failed else "\nall green", flush=True)
    return 1 if failed else 0


def run(name: str, command: list[str]) -> int:
    print(f"\n── {name}", flush=True)
    began = time.monotonic()
    code = subprocess.run(command, cwd=ROOT, check=False).returncode
    print(f"── {name}: {'ok' if code == 0 else f'FAILED ({code})'} in {time.monotonic() - began:.0f} s", flush=True)
    return code


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
