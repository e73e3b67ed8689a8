"""What has been posted, what is planned, and what the studio has done lately, relative to today."""

from __future__ import annotations

from typing import Final

from manju.sample.content import SampleDeed, SamplePublication
from manju.words import Words

_LIVE: Final = "https://sample.invalid/"  # a domain that can never be anyone's

PUBLICATIONS: Final = (
    SamplePublication("lantern-1", "douyin", "zh", -125, 18, "live", _LIVE + "douyin/lantern-1"),
    SamplePublication("lantern-1", "kuaishou", "zh", -125, 19, "live", _LIVE + "kuaishou/lantern-1"),
    SamplePublication("lantern-1", "tiktok", "en", -60, 21, "live", _LIVE + "tiktok/lantern-1"),
    SamplePublication("lantern-2", "douyin", "zh", -125, 18, "live", _LIVE + "douyin/lantern-2"),
    SamplePublication("lantern-2", "wechat_channels", "zh", -8, 20, "live", _LIVE + "wechat/lantern-2"),
    SamplePublication("takeaway-1", "bilibili", "zh", -95, 17, "live", _LIVE + "bilibili/takeaway-1"),
    SamplePublication(
        "takeaway-1", "douyin", "zh", -5, 18, "rejected",
        rejection=Words("标题含“差评”，平台要求改题后重发。", "The title says “one star”; the platform wants it changed."),
    ),
    SamplePublication("last-bus-1", "xiaohongshu", "zh", -50, 22, "live", _LIVE + "xiaohongshu/last-bus-1"),
    SamplePublication("last-bus-1", "youtube_shorts", "en", -1, 21, "in_review", _LIVE + "shorts/last-bus-1"),
    SamplePublication("takeaway-1", "kuaishou", "zh", 0, 18, "planned"),
    SamplePublication("lantern-3", "wechat_channels", "zh", 1, 18, "planned"),
    SamplePublication("lantern-3", "xiaohongshu", "zh", 1, 19, "planned"),
    SamplePublication("takeaway-2", "douyin", "zh", 2, 17, "planned"),
    SamplePublication("last-bus-2", "douyin", "zh", 4, 22, "planned"),
    SamplePublication("lantern-2", "tiktok", "en", 5, 21, "planned"),
    SamplePublication("last-bus-2", "youtube_shorts", "en", 8, 21, "planned"),
)  # fmt: skip

DEEDS: Final = (
    SampleDeed("lin", 135, 10, "property.added", Words("立项《长夜灯》", "Started The Long-Night Lantern")),
    SampleDeed("gu", 128, 23, "master.added", Words("交来《长夜灯》前三集母版", "Handed in the masters of Lantern, episodes 1 to 3")),
    SampleDeed("chen", 125, 18, "publication.posted", Words("《长夜灯》前三集上抖音、快手", "Posted Lantern, episodes 1 to 3, on Douyin and Kuaishou")),
    SampleDeed("lin", 104, 14, "property.added", Words("立项《山海外卖》", "Started Mountain-Sea Takeaway")),
    SampleDeed("chen", 95, 17, "publication.posted", Words("《山海外卖》前五集上 B站、视频号", "Posted Takeaway, episodes 1 to 5, on Bilibili and WeChat Channels")),
    SampleDeed("lin", 60, 11, "property.added", Words("立项《末班车有猫》", "Started The Last Bus Has a Cat")),
    SampleDeed("chen", 50, 22, "publication.posted", Words("《末班车有猫》前五集试投", "Test launch of Last Bus, episodes 1 to 5")),
    SampleDeed("lin", 26, 15, "property.added", Words("立项《退婚书》", "Started The Broken Betrothal")),
    SampleDeed("lin", 21, 10, "property.added", Words("立项《末世便利店》", "Started The Store at the End of the World")),
    SampleDeed("chen", 9, 18, "publication.posted", Words("《退婚书》前五集试投", "Test launch of Betrothal, episodes 1 to 5")),
    SampleDeed("chen", 5, 18, "publication.posted", Words("《末世便利店》前五集试投", "Test launch of the Store, episodes 1 to 5")),
    SampleDeed("chen", 5, 20, "publication.rejected", Words("《山海外卖》第 1 集被抖音退回：改题再发", "Douyin sent back Takeaway, episode 1: change the title")),
    SampleDeed("xu", 4, 9, "episode.retitled", Words("《山海外卖》第 1 集备好新标题", "A new title is ready for Takeaway, episode 1")),
    SampleDeed("gu", 2, 23, "master.added", Words("交来《末班车有猫》第 2 集修订母版", "Handed in a revised master of Last Bus, episode 2")),
    SampleDeed("chen", 1, 21, "publication.posted", Words("《末班车有猫》第 1 集上 YouTube Shorts，等审核", "Posted Last Bus, episode 1, on YouTube Shorts; in review")),
)  # fmt: skip
