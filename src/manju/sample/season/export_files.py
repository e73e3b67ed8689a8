"""The studio's own figures as platforms' creator centres export them, a file a day, counters since publication."""

from __future__ import annotations

import csv
import io
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from pathlib import Path
from typing import Final

from manju.sample.season.counters import Counters
from manju.sample.season.sheets import write_workbook
from manju.sample.season.titles import Platform

AT: Final = time(18, 0)
LONG_S: Final = 118  # an episode, about two minutes


@dataclass(frozen=True, slots=True)
class Post:
    """One episode on one platform as an export states it on a day."""

    title: str
    title_en: str
    name: str
    episode: int
    published: datetime
    n: Mapping[str, int]
    key: str

    @property
    def rate(self) -> float:
        return self.n["completed"] / self.n["views"] if self.n["views"] else 0.0

    @property
    def average_s(self) -> int:
        return round(LONG_S * (0.18 + 0.75 * self.rate))


@dataclass(frozen=True, slots=True)
class Layout:
    """How a platform writes its export: file name, rows before the table, columns and cells of one episode."""

    name: str
    header: Sequence[str]
    row: Callable[[Post], Sequence[object]]
    encoding: str = "utf-8"
    workbook: bool = False
    before: Sequence[str] = ()
    total: Callable[[Sequence[Post]], Sequence[object]] | None = None


def write_export(platform: Platform, titles: Sequence[Counters], folder: Path, *, day: date) -> Path | None:
    """Write what a platform's export of this day holds; nothing when the studio has nothing there yet."""
    posts = list(_posts(platform, titles, day))
    if not posts:
        return None
    layout = LAYOUTS[platform]
    rows: list[Sequence[object]] = [layout.before] if layout.before else []
    rows.append(layout.header)
    if layout.total is not None:
        rows.append(layout.total(posts))
    rows += [layout.row(post) for post in posts]
    path = folder / f"{day.isoformat()}_{layout.name}.{'xlsx' if layout.workbook else 'csv'}"
    if layout.workbook:
        return write_workbook(path, rows, sheet="笔记数据")
    out = io.StringIO()
    csv.writer(out, lineterminator="\r\n").writerows(rows)
    path.write_bytes(out.getvalue().encode(layout.encoding))
    return path


def _posts(platform: Platform, titles: Sequence[Counters], day: date) -> Iterator[Post]:
    """The newest first, as the centres list them."""
    found = []
    for counters in titles:
        plan = counters.plan
        if platform not in plan.views:
            continue
        standing = {metric: counters.until(platform, metric, day) for metric in counters.gained[platform]}
        for episode in range(1, plan.episodes + 1):
            published = counters.first + timedelta(days=max(0, episode - plan.first) * plan.every)
            if published <= day:
                n = {metric: int(values[episode - 1]) for metric, values in standing.items()}
                at = datetime.combine(published, AT) + timedelta(minutes=episode)
                found.append(
                    Post(plan.title, plan.title_en, plan.names[episode - 1], episode, at, n, f"{plan.key}-{episode}")
                )
    return iter(sorted(found, key=lambda post: post.published, reverse=True))


def _douyin(p: Post) -> Sequence[object]:
    n = p.n
    skip = round(0.52 - 0.6 * p.rate, 4)
    return (
        f"《{p.title}》第{p.episode}集 {p.name} #漫剧", p.published, "视频", "公开", n["views"], f"{p.rate:.4f}",
        f"{min(0.95, p.rate + 0.21):.4f}", LONG_S, f"{0.08 + p.rate / 20:.4f}", f"{max(0.05, skip):.4f}", p.average_s,
        n["likes"], n["comments"], n["shares"], n["saves"], n["followers"] * 3, n["followers"],
    )  # fmt: skip


def _kuaishou(p: Post) -> Sequence[object]:
    n = p.n
    return (
        f"{p.title} 第{p.episode}集｜{p.name}", p.published, n["views"], f"{100 * p.rate:.2f}%", n["likes"],
        n["comments"], n["saves"], n["shares"], n["followers"],
    )  # fmt: skip


def _wechat(p: Post) -> Sequence[object]:
    n = p.n
    return (
        f"{p.title} 第{p.episode}集 {p.name} #漫剧 #短剧", f"export/{p.key}", p.published.strftime("%Y/%m/%d %H:%M"),
        f"{100 * p.rate:.2f}%", f"{p.average_s}秒", n["views"], n["shares"] // 2, n["likes"], n["comments"],
        n["shares"], n["followers"], n["shares"] // 3, 0, 0, 0,
    )  # fmt: skip


def _xiaohongshu(p: Post) -> Sequence[object]:
    n = p.n
    return (
        f"{p.title}｜第{p.episode}集 {p.name}", p.published.strftime("%Y年%m月%d日%H时%M分"), "视频", n["impressions"],
        n["views"], f"{n['views'] / max(1, n['impressions']):.4f}", n["likes"], n["comments"], n["saves"],
        n["followers"], n["shares"], p.average_s, n["comments"] // 4,
    )  # fmt: skip


def _bilibili(p: Post) -> Sequence[object]:
    n = p.n
    return (
        f"【{p.title}】第{p.episode}话 {p.name}", f"BV1qd4y{p.episode}{p.key[:2]}7", p.published, _wan(n["views"]),
        n["comments"] * 2, n["comments"], n["likes"], n["likes"] // 3, n["saves"], n["shares"], n["followers"],
        f"{100 * (0.2 + p.rate / 2):.1f}%",
    )  # fmt: skip


def _youtube(p: Post) -> Sequence[object]:
    n = p.n
    hours = n["views"] * p.average_s / 3600
    return (
        f"qd{p.episode:02}LANtern", f"{p.title_en} EP{p.episode}", p.published.strftime("%b %d, %Y"), LONG_S, n["views"],
        f"{hours:.4f}", n["followers"], n["impressions"], f"{100 * n['views'] / max(1, n['impressions']):.2f}",
        n["likes"], n["comments"], n["shares"], "" if n["views"] < 50 else f"{100 * (0.3 + 0.7 * p.rate):.2f}",
    )  # fmt: skip


def _youtube_total(posts: Sequence[Post]) -> Sequence[object]:
    def add(metric: str) -> int:
        return sum(p.n[metric] for p in posts)

    hours = sum(p.n["views"] * p.average_s for p in posts) / 3600
    return ("Total", "", "", "", add("views"), f"{hours:.4f}", add("followers"), add("impressions"), "", add("likes"),
            add("comments"), add("shares"), "")  # fmt: skip


def _wan(n: int) -> str:
    return f"{n / 1e4:.1f}万" if n >= 10_000 else str(n)


LAYOUTS: Final[Mapping[Platform, Layout]] = {
    "douyin": Layout(
        "抖音_作品列表",
        ("作品名称", "发布时间", "体裁", "审核状态", "播放量", "完播率", "5s完播率", "作品时长", "封面点击率", "2s跳出率",
         "平均播放时长", "点赞量", "评论量", "分享量", "收藏量", "主页访问量", "粉丝增量"),
        _douyin,
    ),
    "kuaishou": Layout(
        "快手_作品数据", ("作品", "发布时间", "播放量", "完播率", "点赞", "评论", "收藏", "分享", "涨粉量"), _kuaishou,
        encoding="gb18030",
    ),
    "wechat_channels": Layout(
        "视频号_动态数据明细",
        ("视频描述", "视频ID", "发布时间", "完播率", "平均播放时长", "播放量", "推荐", "喜欢", "评论量", "分享量", "关注量",
         "转发聊天和朋友圈", "设为铃声", "设为状态", "设为朋友圈封面"),
        _wechat, encoding="utf-8-sig",
    ),
    "xiaohongshu": Layout(
        "小红书_笔记列表明细表",
        ("笔记标题", "首次发布时间", "体裁", "曝光", "观看量", "封面点击率", "点赞", "评论", "收藏", "涨粉", "分享",
         "人均观看时长", "弹幕"),
        _xiaohongshu, workbook=True, before=("最多导出排序后前1000条笔记",),
    ),
    "bilibili": Layout(
        "B站_稿件数据",
        ("稿件标题", "BV号", "投稿时间", "播放量", "弹幕", "评论", "点赞", "投币", "收藏", "分享", "涨粉", "平均播放进度"),
        _bilibili,
    ),
    "youtube": Layout(
        "YouTube_Table data",
        ("Content", "Video title", "Video publish time", "Duration", "Views", "Watch time (hours)", "Subscribers",
         "Impressions", "Impressions click-through rate (%)", "Likes", "Comments added", "Shares",
         "Average percentage viewed (%)"),
        _youtube, total=_youtube_total,
    ),
}  # fmt: skip
