"""The figures of a channel's profile, what they may be, and a profile with figures of a studio's own."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, fields, replace
from datetime import date
from typing import Any, Final

from manju.words import Words

__all__ = ["CHANGEABLE", "ChangesInvalid", "Profile", "SafeZone", "changed", "faults_of"]


@dataclass(frozen=True, slots=True)
class SafeZone:
    """Margins of the picture, as fractions of its width or height, that the app covers with buttons and captions."""

    left: float
    top: float
    right: float
    bottom: float


@dataclass(frozen=True, slots=True)
class Profile:
    """What one channel accepts on a given day. Every figure has its source in `sources`."""

    name: str
    title: Words
    shape: str  # "9:16", "16:9", "3:4", "1:1"
    width: int
    height: int
    language: str
    fps_max: float
    fps_min: float
    duration_min_s: float
    duration_max_s: float
    size_max_bytes: int
    video_codec: str
    audio_codec: str
    sample_rate: int
    video_bitrate_max_kbps: int
    audio_bitrate_kbps: int
    loudness_lufs: float
    true_peak_dbtp: float
    safe_zone: SafeZone
    cover_sizes: tuple[tuple[int, int], ...]
    cover_max_bytes: int
    title_max: int
    description_max: int
    topics_max: int
    languages: tuple[str, ...]
    demands_filing: bool  # a Chinese channel: NRTA filing number belongs into the package
    rules: tuple[Words, ...]
    disclosure: Words  # the AI switch the person who uploads has to set
    valid_from: date
    sources: dict[str, str]  # field -> where the figure comes from; "default, unverified" where none is known
    overridden: tuple[str, ...] = ()  # fields in which a studio has put figures of its own


CHANGEABLE: Final = (
    "width", "height", "fps_min", "fps_max", "duration_min_s", "duration_max_s", "size_max_bytes",
    "video_bitrate_max_kbps", "audio_bitrate_kbps", "loudness_lufs", "true_peak_dbtp", "cover_max_bytes", "title_max",
    "description_max", "topics_max", "safe_zone.left", "safe_zone.top", "safe_zone.right", "safe_zone.bottom",
)  # fmt: skip
"""What a studio may put its own figure to; margins of the safe zone are fractions."""

RANGES: Final[dict[str, tuple[float, float]]] = {
    "width": (128, 7680), "height": (128, 7680), "fps_min": (1, 240), "fps_max": (1, 240),
    "duration_min_s": (0, 14_400), "duration_max_s": (1, 86_400), "size_max_bytes": (100_000, 2**40),
    "sample_rate": (8000, 192_000), "video_bitrate_max_kbps": (100, 400_000), "audio_bitrate_kbps": (32, 640),
    "loudness_lufs": (-36, -5), "true_peak_dbtp": (-12, 0), "cover_max_bytes": (10_000, 2**30), "title_max": (1, 5000),
    "description_max": (0, 100_000), "topics_max": (0, 1000), "safe_zone.left": (0, 0.5), "safe_zone.top": (0, 0.5),
    "safe_zone.right": (0, 0.5), "safe_zone.bottom": (0, 0.5),
}  # fmt: skip


class ChangesInvalid(ValueError):
    """Figures that no channel can have: `faults` says of each field what is wrong with it."""

    def __init__(self, faults: Mapping[str, Words]) -> None:
        super().__init__("; ".join(f"{name}: {words.en}" for name, words in faults.items()))
        self.faults = dict(faults)


def changed(p: Profile, changes: Mapping[str, float], *, source: str, valid_from: date) -> Profile:
    """The profile with a studio's own figures, whose source and date they then bear.

    Raises:
        ChangesInvalid: a figure is out of range, unknown, or does not go with the others.

    >>> from manju.media.channels import profile
    >>> p = changed(profile("douyin"), {"title_max": 40}, source="creator centre", valid_from=date(2026, 11, 1))
    >>> p.title_max, p.sources["title_max"], p.overridden
    (40, 'creator centre', ('title_max',))
    """
    unknown = [name for name in changes if name not in CHANGEABLE]
    if unknown:
        raise ChangesInvalid({name: Words("没有这一项。", "There is no such figure.") for name in unknown})
    zone = {name.partition(".")[2]: v for name, v in changes.items() if name.startswith("safe_zone.")}
    plain = {name: v for name, v in changes.items() if "." not in name}
    whole = {f.name for f in fields(Profile) if f.type == "int"}
    # Any: each value has the kind of its field, as was just seen to
    values: dict[str, Any] = {name: round(v) if name in whole else float(v) for name, v in plain.items()}
    if zone:
        values["safe_zone"] = replace(p.safe_zone, **zone)
    overridden = tuple(dict.fromkeys(name.partition(".")[0] for name in changes))
    made = replace(
        p, **values, overridden=overridden, valid_from=max(p.valid_from, valid_from) if changes else p.valid_from,
        sources=p.sources | dict.fromkeys(overridden, source),
    )  # fmt: skip
    if faults := faults_of(made):
        raise ChangesInvalid(faults)
    return made


def faults_of(p: Profile) -> dict[str, Words]:
    """What is wrong with a profile's figures, by field; empty when they are possible and go together."""
    faults: dict[str, Words] = {}
    for name, (low, high) in RANGES.items():
        value = getattr(p.safe_zone, name.partition(".")[2]) if "." in name else getattr(p, name)
        if not low <= value <= high:
            faults[name] = Words(f"应在 {low:g} 到 {high:g} 之间。", f"Must be between {low:g} and {high:g}.")
    zone = p.safe_zone
    wide, high_ = (int(part) for part in p.shape.split(":"))
    together = {
        "width": (p.width % 2 == 0 and abs(p.width / max(1, p.height) - wide / high_) < 0.01,
                  Words(f"宽高要是 {p.shape} 的偶数。", f"Must be both even, and as width to height: {p.shape}.")),
        "height": (p.height % 2 == 0, Words("要是偶数。", "Must be both even.")),
        "fps_max": (p.fps_min <= p.fps_max,
                    Words("最高帧率不能低于最低帧率。", "The highest must not be under the lowest.")),
        "duration_max_s": (p.duration_min_s <= p.duration_max_s,
                           Words("最长不能短于最短。", "The longest must not be under the shortest.")),
        "safe_zone.right": (zone.left + zone.right < 0.6,
                            Words("左右合计要小于 60%。", "Left and right together must be under 60 %.")),
        "safe_zone.bottom": (zone.top + zone.bottom < 0.6,
                             Words("上下合计要小于 60%。", "Top and bottom together must be under 60 %.")),
        "language": (p.language in p.languages, Words("不在语言列表里。", "Must be among languages.")),
        "sources": ({"loudness_lufs", "duration_max_s", "safe_zone"} <= set(p.sources),
                    Words("缺少出处。", "There must be one for every figure.")),
    }  # fmt: skip
    for name, (holds, words) in together.items():
        if not holds:
            faults.setdefault(name, words)
    return faults
