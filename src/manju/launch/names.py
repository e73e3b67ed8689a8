"""What people call the columns that exports have."""

from __future__ import annotations

from typing import Final

from manju.words import Words

FIELDS: Final[dict[str, Words]] = {
    "title": Words("标题", "Title"), "item_id": Words("视频编号", "Video id"), "link": Words("链接", "Link"),
    "published": Words("发布时间", "Published"), "date": Words("日期", "Date"), "place": Words("地区", "Region"),
    "views": Words("播放", "Views"), "completion": Words("完播率", "Completion"),
    "completed": Words("完播次数", "Completed plays"), "likes": Words("点赞", "Likes"),
    "comments": Words("评论", "Comments"), "shares": Words("分享", "Shares"), "saves": Words("收藏", "Saves"),
    "hearts": Words("推荐（爱心）", "Hearts"), "followers_gained": Words("涨粉", "Followers gained"),
    "watch_time_h": Words("观看时长", "Watch time"), "average_view_s": Words("平均播放时长", "Average view"),
    "duration_s": Words("片长", "Length"), "ctr": Words("封面点击率", "Click-through"),
    "average_percentage_viewed": Words("平均播放占比", "Average percentage viewed"),
    "stayed_to_watch": Words("继续观看", "Stayed to watch"),
    "viewed_vs_swiped": Words("观看与划走", "Viewed vs. swiped away"), "impressions": Words("曝光", "Impressions"),
    "danmaku": Words("弹幕", "Danmaku"), "engaged_views": Words("有效观看", "Engaged views"),
}  # fmt: skip
