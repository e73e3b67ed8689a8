"""How often a sold picture's copy is named after what the web does to it, and whether anybody else ever is.

`PYTHONPATH=src python benchmarks/pictures.py [--folder STILLS] [--rounds N] [--seed S] [--most N]
[--only NAME;NAME]`

Pictures are drawn from the seed, and those of `--folder` are taken too. Every trial has its own key, copy and
parameters. In each, 10,000 copies are scored; a false name is any of the 9,999 others at 1e-9 or less.
"""

from __future__ import annotations

import argparse
import io
import sys
import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from pathlib import Path

import cv2
import numpy as np
import numpy.typing as npt
from PIL import Image
from scipy.stats import beta

from manju.media.errors import MediaError
from manju.media.fingerprint.pictures import PictureIndex, picture_print
from manju.media.picture_tracing import gray
from manju.media.traces import bound_z
from manju.media.watermark.embedding import MarkKey
from manju.media.watermark.picture_files import load_picture
from manju.media.watermark.pictures import mark_picture, read_picture

Pixels = npt.NDArray[np.uint8]
Attack = Callable[[Pixels, np.random.Generator], Pixels]
COPIES = 10_000


def jpeg(picture: Pixels, draws: np.random.Generator, low: int = 50, high: int = 80) -> Pixels:
    held = io.BytesIO()
    Image.fromarray(picture).save(held, "JPEG", quality=int(draws.integers(low, high + 1)))
    return np.asarray(Image.open(held).convert("RGB"))


def scaled(picture: Pixels, share: float, draws: np.random.Generator) -> Pixels:
    how = draws.choice([Image.Resampling.BILINEAR, Image.Resampling.BICUBIC, Image.Resampling.LANCZOS])
    size = max(16, round(picture.shape[1] * share)), max(16, round(picture.shape[0] * share))
    return np.asarray(Image.fromarray(picture).resize(size, Image.Resampling(int(how))))


def cropped(picture: Pixels, draws: np.random.Generator) -> Pixels:
    """30 to 50 % of the area removed, anywhere, the shape changed a little."""
    left_over = 1 - draws.uniform(0.3, 0.5)
    stretch = draws.uniform(0.85, 1.18)
    across, down = min(1.0, left_over**0.5 * stretch), min(1.0, left_over**0.5 / stretch)
    height, width = picture.shape[:2]
    w, h = round(width * across), round(height * down)
    x, y = int(draws.integers(width - w + 1)), int(draws.integers(height - h + 1))
    return np.ascontiguousarray(picture[y : y + h, x : x + w])


def turned(picture: Pixels, draws: np.random.Generator) -> Pixels:
    height, width = picture.shape[:2]
    matrix = cv2.getRotationMatrix2D((width / 2, height / 2), draws.uniform(-3, 3), draws.uniform(1.0, 1.08))
    return np.asarray(cv2.warpAffine(picture, matrix, (width, height)), np.uint8)


def mirrored(picture: Pixels) -> Pixels:
    return np.ascontiguousarray(picture[:, ::-1])


def screenshot(picture: Pixels, draws: np.random.Generator) -> Pixels:
    shown = scaled(picture, draws.uniform(0.45, 1.1), draws)
    height, width = shown.shape[:2]
    top, left = int(draws.integers(20, 140)), int(draws.integers(10, 200))
    screen = np.full((height + top + int(draws.integers(20, 200)), width + left + int(draws.integers(20, 320)), 3),
                     int(draws.integers(20, 250)), np.uint8)  # fmt: skip
    screen[: top // 2] = int(draws.integers(0, 255))
    for line in range(8):
        cv2.putText(screen, f"reply {line}", (left + width + 5, top + 30 * line), 0, 0.5, (90, 90, 90), 1, cv2.LINE_AA)
    screen[top : top + height, left : left + width] = shown
    return jpeg(screen, draws, 70, 92)


def coloured(picture: Pixels, draws: np.random.Generator) -> Pixels:
    bright = 255 * (picture / 255.0) ** draws.uniform(0.8, 1.25) * draws.uniform(0.85, 1.15) + draws.uniform(-15, 15)
    return jpeg(np.clip(bright, 0, 255).astype(np.uint8), draws, 70, 85)


ATTACKS: dict[str, Attack] = {
    "jpeg 50-80": jpeg,
    "half size": lambda p, d: jpeg(scaled(p, 0.5, d), d, 75, 90),
    "third size": lambda p, d: jpeg(scaled(p, 1 / 3, d), d, 75, 90),
    "crop 30-50 %": lambda p, d: jpeg(cropped(p, d), d, 75, 90),
    "screenshot": screenshot,
    "mirror + rotation": lambda p, d: jpeg(turned(mirrored(p), d), d, 75, 90),
    "colour and gamma": coloured,
    "combo: half, crop, jpeg": lambda p, d: jpeg(scaled(cropped(p, d), 0.5, d), d, 60, 80),
    "combo: mirror, turn, crop, jpeg": lambda p, d: jpeg(cropped(turned(mirrored(p), d), d), d),
    "combo: screenshot, mirror, 0.7": lambda p, d: jpeg(scaled(mirrored(screenshot(p, d)), 0.7, d), d, 60, 85),
}


def drawn(seed: int) -> Pixels:
    """A panel drawn from a seed: clouds of colour, flat shapes with outlines."""
    draws = np.random.default_rng([seed, 77])
    width, height = int(draws.integers(700, 1400)), int(draws.integers(600, 1200))
    picture = np.zeros((height, width, 3), np.float32)
    for octave in range(1, 8):
        grid = draws.normal(0, 1, (2**octave + 1, 2**octave + 1, 3)).astype(np.float32)
        picture += cv2.resize(grid, (width, height), interpolation=cv2.INTER_CUBIC) * draws.uniform(0.4, 0.7) ** octave
    out = np.clip(draws.uniform(80, 170) + 45 * picture / picture.std(), 0, 255).astype(np.uint8)
    for _ in range(14):
        centre, colour = (int(draws.integers(width)), int(draws.integers(height))), draws.integers(0, 256, 3).tolist()
        axes = int(draws.integers(10, width // 5)), int(draws.integers(10, height // 5))
        cv2.ellipse(out, centre, axes, float(draws.uniform(0, 180)), 0, 360, colour, -1, cv2.LINE_AA)
        cv2.ellipse(out, centre, axes, 0, 0, 360, (15, 15, 15), 2, cv2.LINE_AA)
    return out


def on_white(picture: Pixels) -> Pixels:
    if picture.shape[2] == 3:
        return picture
    alpha = picture[..., 3:].astype(np.float32) / 255
    return np.rint(picture[..., :3] * alpha + 255 * (1 - alpha)).astype(np.uint8)


def originals(folder: Path | None, seed: int) -> Iterator[tuple[str, Pixels]]:
    for n in range(6):
        yield f"drawn {n}", drawn(seed + n)
    for path in sorted(folder.rglob("*")) if folder else []:
        if path.suffix.lower() in (".png", ".jpg", ".webp") and not path.name.startswith("bridge-mods__b"):
            try:
                pixels = load_picture(path).pixels
            except MediaError:
                continue
            if min(pixels.shape[:2]) >= 300 and max(pixels.shape[:2]) < 4000:
                yield path.stem[-24:], pixels


def interval(hits: int, trials: int) -> tuple[float, float]:
    """95 % interval of a share (Clopper and Pearson 1934)."""
    low = float(beta.ppf(0.025, hits, trials - hits + 1)) if hits else 0.0
    high = float(beta.ppf(0.975, hits + 1, trials - hits)) if hits < trials else 1.0
    return low, high


@dataclass
class Tally:
    """What came of one attack's trials."""

    hits: int = 0
    found: int = 0
    trials: int = 0
    false_names: int = 0
    lowest_z: float = 99.0
    worst_db: float = 99.0
    spent_s: float = 0.0
    missed: list[str] = field(default_factory=list)


def run(attack: Attack, pictures: list[tuple[str, Pixels]], index: PictureIndex, seeds: list[int]) -> Tally:
    """One trial per picture, each with its own key, copies and parameters."""
    tally, limit = Tally(), bound_z(COPIES)
    for number, (label, picture) in enumerate(pictures):
        draws = np.random.default_rng([*seeds, number])
        key = MarkKey(draws.bytes(32), label.encode())
        ids = np.array([int(n) + 1 for n in draws.choice(2**48, COPIES, replace=False)], np.int64)
        copy, psnr_y_db = mark_picture(picture, key, int(ids[0]))
        suspect = attack(on_white(copy), draws)
        began = time.process_time()
        tally.found += number in [m.master_id for m in index.match(gray(suspect))]
        reading = read_picture(suspect, picture, key, ids)
        tally.spent_s += time.process_time() - began
        tally.trials += 1
        tally.hits += bool(reading.z[0] > limit)
        tally.false_names += int((reading.z[1:] > limit).sum())
        tally.lowest_z = min(tally.lowest_z, float(reading.z[0]))
        tally.worst_db = min(tally.worst_db, psnr_y_db)
        if reading.z[0] <= limit:
            tally.missed.append(f"{label} ({reading.z[0]:.1f})")
    return tally


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--folder", type=Path)
    parser.add_argument("--rounds", type=int, default=1)
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--only", default="")
    parser.add_argument("--most", type=int, default=1000, help="pictures taken, spread over all there are")
    options = parser.parse_args()
    pictures = list(originals(options.folder, options.seed))
    pictures = pictures[:: max(1, -(-len(pictures) // options.most))]
    index = PictureIndex()
    for number, (_, picture) in enumerate(pictures):
        index.add(number, picture_print(gray(picture)))
    every: list[Tally] = []
    print("| attack | copy named | 95 % interval | least z | picture found | missed |")
    for number, (name, attack) in enumerate(ATTACKS.items()):
        if options.only and name not in options.only.split(";"):
            continue
        rounds = [run(attack, pictures, index, [options.seed, number, r]) for r in range(options.rounds)]
        hits, trials = sum(t.hits for t in rounds), sum(t.trials for t in rounds)
        low, high = interval(hits, trials)
        least, found = min(t.lowest_z for t in rounds), sum(t.found for t in rounds)
        missed = ", ".join(m for t in rounds for m in t.missed)
        said = f"{hits} of {trials} | {low:.3f}-{high:.3f} | {least:.1f} | {found} of {trials}"
        print(f"| {name} | {said} | {missed} |", flush=True)
        every += rounds
    trials = sum(t.trials for t in every)
    print(f"bound z {bound_z(COPIES):.2f}; false names: {sum(t.false_names for t in every)} of {trials * (COPIES - 1)}")
    print(f"least Y-PSNR {min(t.worst_db for t in every):.2f} dB; {sum(t.spent_s for t in every) / trials:.2f} s of")
    print("processor time per suspect, index of", len(index), "pictures included")


if __name__ == "__main__":
    sys.exit(main())
