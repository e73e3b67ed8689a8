"""What has been posted, what is planned, and what the studio has done lately, relative to today."""

from __future__ import annotations

from typing import Final

from manju.sample.content import SampleDeed, SamplePublication
from manju.words import Words

_LIVE: Final = "https://sample.invalid/"  # a domain that can never be anyone's

PUBLICATIONS: Final = (
    SamplePublication("lantern-1", "douyin", "zh", -12, 18, "live", _LIVE + "douyin/lantern-1"),
    SamplePublication("lantern-1", "kuaishou", "zh", -12, 19, "live", _LIVE + "kuaishou/lantern-1"),
    SamplePublication("lantern-1", "tiktok", "en", -10, 21, "live", _LIVE + "tiktok/lantern-1"),
    SamplePublication("lantern-2", "douyin", "zh", -9, 18, "live", _LIVE + "douyin/lantern-2"),
    SamplePublication("lantern-2", "wechat_channels", "zh", -8, 20, "live", _LIVE + "wechat/lantern-2"),
    SamplePublication("takeaway-1", "bilibili", "zh", -6, 17, "live", _LIVE + "bilibili/takeaway-1"),
    SamplePublication(
        "takeaway-1", "douyin", "zh", -5, 18, "rejected",
        rejection=Words("标题含“差评”，平台要求改题后重发。", "The title says “one star”; the platform wants it changed."),
    ),
    SamplePublication("last-bus-1", "xiaohongshu", "zh", -3, 22, "live", _LIVE + "xiaohongshu/last-bus-1"),
    SamplePublication("last-bus-1", "youtube_shorts", "en", -1, 21, "in_review", _LIVE + "shorts/last-bus-1"),
    SamplePublication("takeaway-1", "kuaishou", "zh", 0, 18, "planned"),
    SamplePublication("lantern-3", "douyin", "zh", 1, 18, "planned"),
    SamplePublication("lantern-3", "kuaishou", "zh", 1, 19, "planned"),
    SamplePublication("takeaway-2", "bilibili", "zh", 2, 17, "planned"),
    SamplePublication("last-bus-2", "xiaohongshu", "zh", 4, 22, "planned"),
    SamplePublication("lantern-2", "tiktok", "en", 5, 21, "planned"),
    SamplePublication("last-bus-2", "youtube_shorts", "en", 8, 21, "planned"),
)  # fmt: skip

DEEDS: Final = (
    SampleDeed("lin", 96, 10, "property.added", Words("立项《长夜灯》", "Started The Long-Night Lantern")),
    SampleDeed("lin", 58, 14, "property.added", Words("立项《山海外卖》", "Started Mountain-Sea Takeaway")),
    SampleDeed("lin", 31, 11, "property.added", Words("立项《末班车有猫》", "Started The Last Bus Has a Cat")),
    SampleDeed("gu", 14, 23, "master.added", Words("交来《长夜灯》第 1 集母版", "Handed in the master of Lantern, episode 1")),
    SampleDeed("chen", 12, 18, "publication.posted", Words("《长夜灯》第 1 集上抖音", "Posted Lantern, episode 1, on Douyin")),
    SampleDeed("gu", 10, 22, "master.added", Words("交来《长夜灯》第 2 集母版", "Handed in the master of Lantern, episode 2")),
    SampleDeed("chen", 5, 20, "publication.rejected", Words("《山海外卖》第 1 集被抖音退回：改题再发", "Douyin sent back Takeaway, episode 1: change the title")),
    SampleDeed("xu", 4, 9, "episode.retitled", Words("《山海外卖》第 1 集备好新标题", "A new title is ready for Takeaway, episode 1")),
    SampleDeed("gu", 2, 23, "master.added", Words("交来《末班车有猫》第 2 集母版", "Handed in the master of Last Bus, episode 2")),
    SampleDeed("chen", 1, 21, "publication.posted", Words("《末班车有猫》第 1 集上 YouTube Shorts，等审核", "Posted Last Bus, episode 1, on YouTube Shorts; in review")),
)  # fmt: skip
