"""Reading the implicit label of a file, and saying whether it is what GB 45438-2025 asks for."""

from __future__ import annotations

import json
from dataclasses import dataclass
from pathlib import Path
from typing import Final, Literal

from manju.media.label import mp4, pictures, sounds
from manju.media.label.aigc import KEYS
from manju.media.label.boxes import BoxesBroken
from manju.media.label.pictures import PictureBroken
from manju.media.label.sounds import SoundBroken
from manju.media.sniff import sniff
from manju.words import Words

Verdict = Literal["compliant", "noncompliant", "not_found", "inconclusive"]
READERS: Final = {
    "mp4": mp4.read_values, "mov": mp4.read_values, "png": pictures.read_png, "jpeg": pictures.read_jpeg,
    "mp3": sounds.read_mp3, "wav": sounds.read_wav,
}  # fmt: skip
CONTAINERS: Final = frozenset(READERS)


@dataclass(frozen=True, slots=True)
class Problem:
    """What is wrong with a label: stable code and words."""

    code: str
    words: Words


@dataclass(frozen=True, slots=True)
class LabelReading:
    """The label found (its fields as strings), where it was found, and the verdict on it."""

    aigc: dict[str, str] | None
    carriers: tuple[str, ...]
    verdict: Verdict
    problems: tuple[Problem, ...]


def read(path: Path) -> LabelReading:
    """Read the AIGC label of an MP4, MOV, PNG, JPEG, MP3 or WAV.

    Raises:
        MediaError: the file is missing, empty or no media at all (see `sniff`).
    """
    container = sniff(path).container
    reader = READERS.get(container)
    if reader is None:
        nowhere = Words("{c} 里没有约定存放标识的位置。", "There is no agreed place for the label in {c}.")
        return _undecided("container_unknown", nowhere.fill(c=container))
    try:
        values = reader(path)
    except (BoxesBroken, PictureBroken, SoundBroken) as error:
        return _undecided("file_broken", Words(f"文件结构读不完：{error}", f"The file's structure breaks off: {error}"))
    if not values:
        return LabelReading(None, (), "not_found", ())
    return _judge(values)


def _judge(values: list[tuple[str, str]]) -> LabelReading:
    problems: list[Problem] = []
    labels: list[dict[str, str]] = []
    for carrier, text in values:
        label = _parse(text)
        if label is None:
            problems.append(
                Problem(
                    "not_json", Words(f"{carrier} 里的值不是 JSON 对象。", f"The value in {carrier} is no JSON object.")
                )
            )
        else:
            labels.append(label)
    carriers = tuple(dict.fromkeys(carrier for carrier, _ in values))
    if not labels:
        return LabelReading(None, carriers, "noncompliant", tuple(problems))
    first = labels[0]
    if any(label != first for label in labels[1:]):
        problems.append(
            Problem("conflict", Words("文件里有两份不一样的标识。", "The file carries two different labels."))
        )
    problems += _faults(first)
    return LabelReading(first, carriers, "noncompliant" if problems else "compliant", tuple(problems))


def _parse(text: str) -> dict[str, str] | None:
    try:
        value = json.loads(text)
    except (ValueError, RecursionError):
        return None
    if not isinstance(value, dict):
        return None
    return {str(k): v if isinstance(v, str) else json.dumps(v, ensure_ascii=False) for k, v in value.items()}


def _faults(label: dict[str, str]) -> list[Problem]:
    faults = [
        Problem("key_missing", Words(f"缺字段 {key}。", f"The field {key} is missing."))
        for key in KEYS
        if key not in label
    ]
    faults += [
        Problem("field_empty", Words(f"字段 {key} 不能为空。", f"The field {key} must not be empty."))
        for key in KEYS[:3]
        if key in label and not label[key].strip()
    ]
    if label.get("Label", "").strip() and label["Label"] not in ("1", "2", "3"):
        faults.append(Problem("label_value", Words("Label 只能是 1、2 或 3。", "Label must be 1, 2 or 3.")))
    return faults


def _undecided(code: str, words: Words) -> LabelReading:
    return LabelReading(None, (), "inconclusive", (Problem(code, words),))
