"""Where phrases end in Japanese and Chinese, which have no spaces: BudouX's models, read by our own code.

BudouX (Google, Apache-2.0, version 0.10.1): a boosted linear model over the six characters around a place. Its models
`ja.json`, `zh-hans.json` and `zh-hant.json` are shipped unchanged beside this file.
"""

from __future__ import annotations

import json
import math
from functools import cache
from pathlib import Path
from typing import Final

SURE: Final = {"ja": 4.0, "zh-hans": 12.0, "zh-hant": 12.0}  # by which a score, over the model's ground, is sure
FOLDER: Final = Path(__file__).resolve().parent
MODELS: Final = {"ja": "ja", "zh": "zh-hans", "zh-hant": "zh-hant"}

# Feature name -> the stretch it looks at, from and to, counted from the place between two characters.
WINDOWS: Final = {
    "UW1": (-3, -2), "UW2": (-2, -1), "UW3": (-1, 0), "UW4": (0, 1), "UW5": (1, 2), "UW6": (2, 3),
    "BW1": (-2, 0), "BW2": (-1, 1), "BW3": (0, 2), "TW1": (-3, 0), "TW2": (-2, 1), "TW3": (-1, 2), "TW4": (0, 3),
}  # fmt: skip


def ends(text: str, language: str) -> list[float]:
    """For every character how sure it is that a phrase ends after it, from -1 to 1; 0 for other languages.

    >>> text = "今日は天気です。"
    >>> "".join(c + ("/" if sure > 0 else "") for c, sure in zip(text, ends(text, "ja")))
    '今日は/天気です。'
    """
    tag = language.lower()
    name = MODELS.get(tag) or MODELS.get(tag.split("-")[0])
    if name is None:
        return [0.0] * len(text)
    model, ground = _model(name)
    found = [-1.0] * len(text)
    for i in range(1, len(text)):
        score = ground
        for feature, (begin, end) in WINDOWS.items():
            if i + begin >= 0 and i + end <= len(text):
                score += model.get(feature, {}).get(text[i + begin : i + end], 0)
        found[i - 1] = math.tanh(score / abs(ground) / SURE[name])
    return found


@cache
def _model(name: str) -> tuple[dict[str, dict[str, int]], float]:
    model: dict[str, dict[str, int]] = json.loads((FOLDER / f"{name}.json").read_text(encoding="utf-8"))
    return model, -0.5 * sum(sum(group.values()) for group in model.values())
