"""Pictures drawn from a seed: texture, shapes and letters, as posters and panels have them."""

from __future__ import annotations

import cv2
import numpy as np
import numpy.typing as npt


def poster(seed: int, *, size: tuple[int, int] = (900, 600), clear: bool = False) -> npt.NDArray[np.uint8]:
    """RGB uint8 [h, w, 3]; with `clear` RGBA, an oval of it solid. The same seed gives the same picture."""
    draws = np.random.default_rng(seed)
    width, height = size
    picture = np.zeros((height, width, 3), np.float32)
    for octave in range(1, 8):
        grid = draws.normal(0, 1, (2**octave + 1, 2**octave + 1, 3)).astype(np.float32)
        picture += cv2.resize(grid, size, interpolation=cv2.INTER_CUBIC) * 0.6**octave
    out = np.clip(128 + 50 * picture / picture.std(), 0, 255).astype(np.uint8)
    for _ in range(24):
        centre = int(draws.integers(width)), int(draws.integers(height))
        colour = tuple(int(c) for c in draws.integers(0, 256, 3))
        cv2.circle(out, centre, int(draws.integers(8, height // 8)), colour, int(draws.choice([-1, 3])), cv2.LINE_AA)
    for _ in range(6):
        text = "".join(chr(int(c)) for c in draws.integers(65, 91, 5))
        at = int(draws.integers(width - width // 4)), int(draws.integers(height // 6, height))
        cv2.putText(out, text, at, cv2.FONT_HERSHEY_DUPLEX, height / 400, (20, 20, 20), 3, cv2.LINE_AA)
    if not clear:
        return out
    alpha = np.zeros((height, width), np.uint8)
    cv2.ellipse(alpha, (width // 2, height // 2), (width * 2 // 5, height * 2 // 5), 0, 0, 360, 255, -1, cv2.LINE_AA)
    return np.dstack([out, alpha])
