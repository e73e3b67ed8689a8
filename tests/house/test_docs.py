"""The documents are true: their commands exist and take these options, and the README's are run as they stand."""

from __future__ import annotations

import json
import os
import re
import shlex
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import click
import pytest

from manju.cli import manju
from tests.media import clips

ROOT = Path(__file__).resolve().parents[2]
PAGES = [ROOT / "README.md", ROOT / "CONTRIBUTING.md", *sorted((ROOT / "docs").rglob("*.md"))]


def commands(page: Path) -> Iterator[list[str]]:
    """The `./manju …` lines of a page's code, as argument lists without the program."""
    for line in page.read_text(encoding="utf-8").splitlines():
        found = re.match(r"^(?:\s{4,}|\s*)(?:[A-Z_]+=\S+ )*(?:\./)?manju ((?:[a-z]|--)[^`#]*)(?:#.*)?$", line)
        if found and not line.lstrip().startswith(("- ", "|")):
            yield shlex.split(found.group(1))
        for inline in re.findall(r"`(?:[A-Z_]+=\S+ )*\./manju ([a-z][^`…\[]*)`", line):
            yield shlex.split(inline)


EVERY = [(page, words) for page in PAGES for words in commands(page)]


def test_the_readme_shows_commands() -> None:
    assert len([1 for page, _ in EVERY if page.name == "README.md"]) >= 7


@pytest.mark.parametrize(
    ("page", "words"), EVERY, ids=[f"{p.name}: {' '.join(w)}"[:70].replace("/", "_") for p, w in EVERY]
)
def test_a_documented_command_exists_and_takes_these_options(page: Path, words: list[str]) -> None:
    if words[0] in ("test", "extra"):
        return  # the launcher's own
    command: click.Command = manju
    context = click.Context(manju)
    while isinstance(command, click.Group):
        found = command.get_command(context, words[0])
        assert found is not None, f"{page.name}: there is no `manju {' '.join(words)}`"
        command, words = found, words[1:]
    if any(word.startswith("[") or word.isupper() for word in words):
        return  # a synopsis
    command.make_context("manju", list(words), parent=context, resilient_parsing=False)


@pytest.mark.parametrize("page", PAGES, ids=[str(p.relative_to(ROOT)).replace("/", "_") for p in PAGES])
def test_links_between_the_documents_lead_somewhere(page: Path) -> None:
    links = re.findall(r"\]\(([^)#\s]+)(?:#[^)]*)?\)", page.read_text(encoding="utf-8"))
    broken = [link for link in links if "://" not in link and not (page.parent / link).exists()]
    assert broken == []


READMES = ("media", "label", "schema", "rights", "contracts", "portfolio", "bible", "evidence")


@pytest.mark.media
@pytest.mark.slow
def test_the_readmes_commands_work_as_they_stand(tmp_path: Path) -> None:
    clips.clip(tmp_path / "episode.mp4", seconds=3.1, fps="24")  # TikTok wants three seconds, 23 frames in each
    lines = [words for words in commands(ROOT / "README.md") if words[0] in READMES]
    assert len(lines) == 18
    environment = os.environ | {"PYTHONPATH": str(ROOT / "src"), "MANJU_HOME": str(tmp_path / "home")}
    for words in lines:
        done = subprocess.run(
            [sys.executable, "-m", "manju", *words, "--json"],
            cwd=tmp_path, capture_output=True, text=True, env=environment, check=False,
        )  # fmt: skip
        assert done.returncode == 0, f"manju {' '.join(words)}: {done.stdout[-600:]} {done.stderr[-600:]}"
        assert json.loads(done.stdout)
