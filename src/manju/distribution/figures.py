"""A channel's figures as people read them, each with where it comes from."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

from manju.media.channels import Profile
from manju.words import Words, say

UNVERIFIED: Final = "unverified"


@dataclass(frozen=True, slots=True)
class Figure:
    """One requirement: what it is about, the figure in words, its source."""

    name: Words
    said: str
    source: str

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


def figures_of(p: Profile) -> list[Figure]:
    """A channel's figures in words, in the order people ask for them."""
    zone = p.safe_zone
    covers = " / ".join(f"{w}×{h}" for w, h in p.cover_sizes)
    said = [
        say("{w}×{h}（{s}）", "{w}×{h} ({s})", w=p.width, h=p.height, s=p.shape),
        f"{p.duration_min_s:g}–{p.duration_max_s:g} s",
        f"≤ {p.size_max_bytes / 1e9:.1f} GB",
        f"{p.fps_min:g}–{p.fps_max:g} fps",
        f"{p.video_codec.upper()} + {p.audio_codec.upper()} {p.sample_rate // 1000} kHz",
        f"≤ {p.video_bitrate_max_kbps:,} + {p.audio_bitrate_kbps} kbps",
        f"{p.loudness_lufs:.1f} LUFS".replace("-", "−"),
        f"{p.true_peak_dbtp:.1f} dBTP".replace("-", "−"),
        say("{s}，≤ {m:.0f} MB", "{s}, ≤ {m:.0f} MB", s=covers, m=p.cover_max_bytes / 1e6),
        say("≤ {n} 字", "≤ {n} characters", n=f"{p.title_max:,}"),
        say("≤ {n} 字", "≤ {n} characters", n=f"{p.description_max:,}"),
        say("≤ {n} 个", "≤ {n}", n=p.topics_max),
        say("左 {l:.0%}，上 {t:.0%}，右 {r:.0%}，下 {b:.0%}",
            "left {l:.0%}, top {t:.0%}, right {r:.0%}, bottom {b:.0%}",
            l=zone.left, t=zone.top, r=zone.right, b=zone.bottom),
    ]  # fmt: skip
    return [
        Figure(name, text, p.sources.get(field, "default, unverified"))
        for (name, field), text in zip(FIGURES, said, strict=True)
    ]
