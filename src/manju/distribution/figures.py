"""A channel's figures as people read them, each with where it comes from."""

from __future__ import annotations

import math
from dataclasses import dataclass
from typing import Final

from manju.distribution.states import file_size
from manju.media.channels import Profile
from manju.words import Words, say

UNVERIFIED: Final = "unverified"
SOURCES: Final[dict[str, Words]] = {
    "default, unverified": Words("通行做法", "common practice"),
    "Manju specification 40-distribution (2026-11)": Words(
        "漫剧规格 40-distribution（2026-11）", "Manju specification 40-distribution (2026-11)"
    ),
    "estimate: read off the app's buttons and captions on a 1080-wide screen, unverified": Words(
        "估计：在 1080 宽的屏幕上量出按钮和文字的位置",
        "estimate: measured off the app's buttons and captions, 1080 wide",
    ),
}
"""Sources said in both languages; any other is shown as it is written."""


@dataclass(frozen=True, slots=True)
class Figure:
    """One requirement: what it is about, the figure in words, its source."""

    name: Words
    said: str
    source: str
    own: bool = False  # the studio's own figure

    @property
    def said_source(self) -> Words:
        return SOURCES.get(self.source, Words(self.source, self.source))

    @property
    def unverified(self) -> bool:
        return UNVERIFIED in self.source


FIGURES: Final[tuple[tuple[Words, str], ...]] = (
    (Words("画幅", "Picture"), "width"),
    (Words("时长", "Length"), "duration_max_s"),
    (Words("大小", "Size"), "size_max_bytes"),
    (Words("帧率", "Frame rate"), "fps_max"),
    (Words("编码", "Codec"), "video_codec"),
    (Words("码率", "Bitrate"), "video_bitrate_max_kbps"),
    (Words("响度", "Loudness"), "loudness_lufs"),
    (Words("真峰值", "True peak"), "true_peak_dbtp"),
    (Words("封面", "Cover"), "cover_sizes"),
    (Words("标题", "Title"), "title_max"),
    (Words("简介", "Description"), "description_max"),
    (Words("话题", "Topics"), "topics_max"),
    (Words("安全区", "Safe zone"), "safe_zone"),
)


OWN: Final[dict[str, frozenset[str]]] = {
    field: frozenset({field, *also})
    for field, also in {
        **{name: () for _, name in FIGURES},
        "width": ("height",), "duration_max_s": ("duration_min_s",), "fps_max": ("fps_min",),
        "video_bitrate_max_kbps": ("audio_bitrate_kbps",), "cover_sizes": ("cover_max_bytes",),
    }.items()
}  # fmt: skip
"""Which fields of a profile a figure says something of."""


def figures_of(p: Profile) -> list[Figure]:
    """A channel's figures in words, in the order people ask for them."""
    zone = p.safe_zone
    covers = " / ".join(f"{w}×{h}" for w, h in p.cover_sizes)
    said = [
        say("{w}×{h}（{s}）", "{w}×{h} ({s})", w=p.width, h=p.height, s=p.shape),
        f"{p.duration_min_s:g}–{p.duration_max_s:g} s",
        f"≤ {file_size(p.size_max_bytes)}",
        f"{p.fps_min:g}–{p.fps_max:g} fps",
        f"{p.video_codec.upper()} + {p.audio_codec.upper()} {p.sample_rate // 1000} kHz",
        f"≤ {p.video_bitrate_max_kbps:,} + {p.audio_bitrate_kbps} kbps",
        f"{p.loudness_lufs:.1f} LUFS".replace("-", "−"),
        f"{p.true_peak_dbtp:.1f} dBTP".replace("-", "−"),
        say("{s}，≤ {m}", "{s}, ≤ {m}", s=covers, m=file_size(p.cover_max_bytes)),
        say("≤ {n} 字", "≤ {n} characters", n=f"{p.title_max:,}"),
        say("≤ {n} 字", "≤ {n} characters", n=f"{p.description_max:,}"),
        say("≤ {n} 个", "≤ {n}", n=p.topics_max),
        say("左 {l:.0%}，上 {t:.0%}，右 {r:.0%}，下 {b:.0%}",
            "left {l:.0%}, top {t:.0%}, right {r:.0%}, bottom {b:.0%}",
            l=zone.left, t=zone.top, r=zone.right, b=zone.bottom),
    ]  # fmt: skip
    return [
        Figure(name, text, p.sources.get(field, "default, unverified"), own=not OWN[field].isdisjoint(p.overridden))
        for (name, field), text in zip(FIGURES, said, strict=True)
    ]


@dataclass(frozen=True, slots=True)
class Entry:
    """A figure that a studio may change: its name, the unit it is typed in, and how many of ours that is."""

    field: str
    name: Words
    unit: str
    times: float = 1.0

    def written(self, value: float) -> str:
        """As it stands in the form.

        >>> Entry("safe_zone.left", Words("左", "Left"), "%", 0.01).written(0.06)
        '6'
        """
        shown = value / self.times
        return f"{shown:.2f}".rstrip("0").rstrip(".")

    def read(self, text: str) -> float | None:
        """What was typed, in the profile's units; None when it is no number.

        >>> Entry("safe_zone.left", Words("左", "Left"), "%", 0.01).read("6,5")
        0.065
        """
        try:
            value = float(text.strip().replace("−", "-").replace(",", ".").replace("，", "."))
        except ValueError:
            return None
        if not math.isfinite(value):
            return None
        scaled = value * self.times
        return float(round(scaled)) if self.times > 1 else round(scaled, 6)


ENTRIES: Final = (
    Entry("width", Words("宽", "Width"), "px"),
    Entry("height", Words("高", "Height"), "px"),
    Entry("duration_min_s", Words("最短", "Shortest"), "s"),
    Entry("duration_max_s", Words("最长", "Longest"), "s"),
    Entry("size_max_bytes", Words("文件最大", "Largest file"), "MiB", 2**20),
    Entry("fps_min", Words("最低帧率", "Lowest frame rate"), "fps"),
    Entry("fps_max", Words("最高帧率", "Highest frame rate"), "fps"),
    Entry("video_bitrate_max_kbps", Words("画面码率上限", "Video bitrate, at most"), "kbps"),
    Entry("audio_bitrate_kbps", Words("声音码率", "Audio bitrate"), "kbps"),
    Entry("loudness_lufs", Words("响度", "Loudness"), "LUFS"),
    Entry("true_peak_dbtp", Words("真峰值上限", "True peak, at most"), "dBTP"),
    Entry("cover_max_bytes", Words("封面最大", "Largest cover"), "KiB", 1024),
    Entry("title_max", Words("标题字数", "Title, characters"), ""),
    Entry("description_max", Words("简介字数", "Description, characters"), ""),
    Entry("topics_max", Words("话题个数", "Topics"), ""),
    Entry("safe_zone.left", Words("安全区左边距", "Safe zone, left"), "%", 0.01),
    Entry("safe_zone.top", Words("安全区上边距", "Safe zone, top"), "%", 0.01),
    Entry("safe_zone.right", Words("安全区右边距", "Safe zone, right"), "%", 0.01),
    Entry("safe_zone.bottom", Words("安全区下边距", "Safe zone, bottom"), "%", 0.01),
)
