"""Public watermarks through the same attacks: dwtDct of invisible-watermark, and blind-watermark, 32 bits each.

    PYTHONPATH=src:DIR python -m benchmarks.attacks.peer_marks --scratch FOLDER --testdata DATA   (DIR: see peers.py)

Both mark stills, each at its own default strength, and read without the master. So that they have what they need, two
stills a second are marked and become a film (crf 18), the film is attacked as ours is, its stills are scaled back to
the size they had, and every bit is put to the vote of all stills. Read = all 32 bits right.
"""

from __future__ import annotations

import argparse
import importlib.util
import sys
import tempfile
import time
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from types import ModuleType
from typing import Any, Final

import numpy as np

from benchmarks.attacks.copies import Shelved, shelve
from benchmarks.attacks.edits import Shape, carry_out
from benchmarks.attacks.masters import all_masters
from benchmarks.attacks.peers import stills
from benchmarks.attacks.plan import Trial, plan
from benchmarks.attacks.table import Rate
from benchmarks.attacks.trials import ATTACKS
from manju.media import ffmpeg

BITS: Final = 32
PER_S: Final = 2
CLASSES: Final = ("single", "hard")
Picture = np.ndarray  # uint8 [height, width, 3], BGR


@dataclass(frozen=True)
class Mark:
    """A tool that marks stills: write bits (int [32]) into one, and read what one says of each bit (float [32])."""

    name: str
    write: Callable[[Picture, np.ndarray], Picture]
    read: Callable[[Picture], np.ndarray]


def dwt_dct() -> Mark | None:
    """The module of dwtDct alone: the package itself wants torch, for another method."""
    spec = importlib.util.find_spec("imwatermark")
    if spec is None or not spec.submodule_search_locations:
        return None
    module = _loaded(Path(spec.submodule_search_locations[0]) / "maxDct.py")
    # scales and block as `WatermarkEncoder` gives them for dwtDct
    options: dict[str, Any] = {"wmLen": BITS, "scales": [0, 36, 36], "block": 4}

    def write(picture: Picture, bits: np.ndarray) -> Picture:
        return np.asarray(module.EmbedMaxDct(bits.tolist(), **options).encode(picture))

    def read(picture: Picture) -> np.ndarray:
        return np.asarray(module.EmbedMaxDct(**options).decode(picture), np.float64)

    return Mark("invisible-watermark dwtDct", write, read)


def blind_watermark() -> Mark | None:
    if importlib.util.find_spec("blind_watermark") is None:
        return None
    from blind_watermark import WaterMark

    def write(picture: Picture, bits: np.ndarray) -> Picture:
        tool = WaterMark(password_wm=1, password_img=1)
        tool.read_img(img=picture)
        tool.read_wm(bits.astype(bool), mode="bit")
        return np.clip(np.rint(tool.embed()), 0, 255).astype(np.uint8)

    def read(picture: Picture) -> np.ndarray:
        tool = WaterMark(password_wm=1, password_img=1)
        return np.asarray(tool.extract(embed_img=picture, wm_shape=BITS, mode="bit"), np.float64)

    return Mark("blind-watermark", write, read)


def marked_film(tool: Mark, source: Shelved, trial: Trial, bits: np.ndarray, folder: Path) -> tuple[Path, float]:
    """The stretch of a trial with every still marked, and the luma PSNR of the marks in dB."""
    cut = folder / "cut.mp4"
    ffmpeg.run(
        ["-ss", str(trial.start_s), "-t", str(trial.length_s), *ffmpeg.safe_input(source.master.path), "-an",
         "-c:v", "libx264", "-crf", "10", str(cut)]
    )  # fmt: skip
    plain = [np.ascontiguousarray(p[..., ::-1]) for p in stills(cut, per_s=PER_S)]
    marked = [tool.write(p.copy(), bits) for p in plain]
    noise = [float(np.square(_luma(m) - _luma(p)).mean()) for m, p in zip(marked, plain, strict=True)]
    height, width = plain[0].shape[:2]
    out = folder / f"{tool.name.split()[0]}.mp4"
    ffmpeg.run(
        ["-f", "rawvideo", "-pix_fmt", "bgr24", "-s", f"{width}x{height}", "-r", str(PER_S), "-i", "pipe:0",
         "-c:v", "libx264", "-crf", "18", "-pix_fmt", "yuv420p", str(out)],
        feed=(m.tobytes() for m in marked),
    )  # fmt: skip
    return out, 10 * float(np.log10(255**2 / max(np.mean(noise), 1e-9)))


def read_back(tool: Mark, source: Shelved, suspect: Path, bits: np.ndarray) -> bool:
    size = (source.shape.width // 2 * 2, source.shape.height // 2 * 2)
    says = [tool.read(np.ascontiguousarray(p[..., ::-1])) for p in stills(suspect, per_s=PER_S, size=size)]
    return bool(((np.mean(says, axis=0) > 0.5) == bits.astype(bool)).all()) if says else False


def main() -> int:
    options = _options()
    tools = [t for t in (dwt_dct(), blind_watermark()) if t is not None]
    if not tools:
        print("Neither tool is installed: see the first lines of benchmarks/attacks/peers.py", file=sys.stderr)
        return 2
    masters = all_masters(options.scratch, options.testdata, only=options.master or ())
    shelf = {m.name: shelve(m, n, options.scratch) for n, m in enumerate(masters, start=1) if not m.outside}
    trials = plan(shelf, seed=options.seed, rounds=options.rounds, only=CLASSES, attacks=options.attack or ())
    read: dict[tuple[str, str], list[bool]] = {}
    quality: dict[str, list[float]] = {}
    with tempfile.TemporaryDirectory(prefix="manju-peers-") as folder:
        for trial in trials:
            source, told = shelf[trial.master], {}
            shape = Shape(source.shape.width, source.shape.height, float(PER_S))
            for tool in tools:
                draws = np.random.default_rng(trial.seed)
                bits = draws.integers(0, 2, BITS)
                film, psnr_db = marked_film(tool, source, trial, bits, Path(folder))
                edit = ATTACKS[trial.attack](draws, shape)
                suspect = carry_out(edit, film, Path(folder) / "suspect.mp4", start_s=0, length_s=trial.length_s)
                told[tool.name] = read_back(tool, source, suspect, bits)
                read.setdefault((tool.name, trial.klass), []).append(told[tool.name])
                quality.setdefault(tool.name, []).append(psnr_db)
            print(f"{trial.klass} | {trial.attack} | {trial.master} | {told}", flush=True)
    print("| tool | class | read | mean Y-PSNR of the mark |\n|---|---|---|---|")
    for (name, klass), hits in sorted(read.items()):
        print(f"| {name} | {klass} | {Rate(sum(hits), len(hits))} | {np.mean(quality[name]):.1f} dB |")
    return 0


def _luma(picture: Picture) -> np.ndarray:
    blue, green, red = (picture[..., n].astype(np.float64) for n in range(3))
    return 0.0722 * blue + 0.7152 * green + 0.2126 * red


def _loaded(path: Path) -> ModuleType:
    spec = importlib.util.spec_from_file_location(path.stem, path)
    assert spec is not None
    assert spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


def _options() -> argparse.Namespace:
    parser = argparse.ArgumentParser(prog="benchmarks.attacks.peer_marks", description=__doc__)
    parser.add_argument("--scratch", type=Path, required=True)
    parser.add_argument("--testdata", type=Path)
    parser.add_argument("--rounds", type=int, default=1)
    parser.add_argument("--seed", type=int, default=int(time.time()))
    parser.add_argument("--master", action="append")
    parser.add_argument("--attack", action="append")
    return parser.parse_args()


if __name__ == "__main__":
    sys.exit(main())
