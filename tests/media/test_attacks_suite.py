"""The attack suite itself: drawn alike from one seed, every attack gives a film, and its quick form passes."""

from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path

import numpy as np
import pytest

from benchmarks.attacks.edits import Edit, Shape, carry_out, chained, mixed
from benchmarks.attacks.hard import HARD, WINDOW, WORST
from benchmarks.attacks.several import COLLUSION, SPLICE
from benchmarks.attacks.single import SINGLE
from benchmarks.attacks.table import Rate
from manju.media.probe import probe
from media.clips import clip

ROOT = Path(__file__).resolve().parents[2]
ONE_FILM = {**SINGLE, **HARD, **WINDOW, **WORST}
SEVERAL = {**COLLUSION, **SPLICE}
SMALL = Shape(192, 108, 12.0)


@pytest.fixture(scope="module")
def film(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return clip(tmp_path_factory.mktemp("attacks") / "film.mp4", size="192x108", fps="12", seconds=2.0)


@pytest.mark.parametrize("name", ONE_FILM)
def test_one_seed_draws_one_attack(name: str) -> None:
    one, again, other = (ONE_FILM[name](np.random.default_rng(seed), SMALL) for seed in (5, 5, 6))
    assert one == again
    assert isinstance(one, Edit)
    if name not in ("worst", "crf 36 at 360p"):  # these two have nothing to draw but a preset
        assert one != other or one.codec != ONE_FILM[name](np.random.default_rng(7), SMALL).codec


@pytest.mark.media
@pytest.mark.slow
@pytest.mark.parametrize("name", ONE_FILM)
def test_every_attack_gives_a_film_as_long_as_it_should_be(name: str, film: Path, tmp_path: Path) -> None:
    edit = ONE_FILM[name](np.random.default_rng(3), SMALL)
    suspect = carry_out(edit, film, tmp_path / "suspect.mp4", start_s=0.5, length_s=1.0)
    facts = probe(suspect)
    assert facts.video_codec
    assert facts.duration_s == pytest.approx(1.0 / edit.speed, abs=0.35)


@pytest.mark.media
@pytest.mark.parametrize("name", SEVERAL)
def test_copies_are_mixed_into_one_film(name: str, film: Path, tmp_path: Path) -> None:
    copies = 2 if name in SPLICE else 3
    mix = SEVERAL[name](np.random.default_rng(3), copies, 1.0)
    out = tmp_path / "suspect.mp4"
    suspect = mixed(Edit(mix.told), [film] * copies, out, start_s=0.5, length_s=1.0, mix=mix.graph)
    facts = probe(suspect)
    assert (facts.width, facts.height) == (192, 108)
    assert facts.duration_s == pytest.approx(1.0, abs=0.2)


def test_labels_of_chained_attacks_do_not_meet() -> None:
    twice = chained([HARD["screen recording"](np.random.default_rng(n), SMALL) for n in (1, 2)])
    assert twice.picture.count("[p0]") == twice.picture.count("[p1]") == 2


def test_two_mirrors_are_none() -> None:
    mirror = SINGLE["mirror"](np.random.default_rng(1), SMALL)
    assert not chained([mirror, mirror]).mirrored


def test_intervals_are_those_of_clopper_and_pearson() -> None:
    low, high = Rate(9, 10).interval
    assert (round(low, 4), round(high, 4)) == (0.5550, 0.9975)  # R: binom.test(9, 10)
    assert Rate(0, 10).interval[0] == 0.0


@pytest.mark.media
@pytest.mark.slow
def test_the_quick_form_names_every_copy_and_nobody_else(tmp_path: Path) -> None:
    out = tmp_path / "out.json"
    command = [sys.executable, "-m", "benchmarks.attacks", "--quick", "--seed", "7", "--json", str(out)]
    done = subprocess.run(
        command, cwd=ROOT, env={"PYTHONPATH": str(ROOT / "src"), "PATH": "/usr/bin:/bin"}, capture_output=True,
        text=True, check=False, timeout=600,
    )  # fmt: skip
    assert done.returncode == 0, done.stdout + done.stderr
    told = json.loads(out.read_text())
    assert told["false_names"] == 0
    assert told["trials"] == 4
