"""The sample's own titles on platforms: when each came out, how many watch it, and its true rates."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, timedelta
from typing import Final, Literal

from manju.sample.season.truth import TitleTruth, Verdict

Platform = Literal["douyin", "kuaishou", "wechat_channels", "xiaohongshu", "bilibili", "youtube"]

KEEPS: Final = 0.9
"""Of those who watch an episode, how many watch the next one where its hook is as usual."""


@dataclass(frozen=True, slots=True)
class TitlePlan:
    """One title as it really is; `key` names its property in `manju.sample.content`.

    Attributes:
        days_ago: how long ago its first episodes came out.
        episodes: how many are out; `first` of them at once, then one every `every` days.
        views: views of a first episode on its first day, by platform.
        fades: what is left of an episode's views from one day to the next, in the end; it begins faster.
        completion, engagement: the true mean rates of the title (likes and comments for the second).
        slid_days_ago, slid_to: since when completion is another.
        weak_hook: the episode that loses `loses` of its viewers more than others do.
        fen_per_view: what a view elsewhere is worth on Hongguo, whose statement pays it; 0: not there yet.
    """

    key: str
    title: str
    title_en: str
    days_ago: int
    episodes: int
    first: int
    every: int
    views: Mapping[Platform, int]
    fades: float
    completion: float
    engagement: float
    verdict: Verdict
    slid_days_ago: int | None = None
    slid_to: float | None = None
    weak_hook: int | None = None
    loses: float = 0.0
    fen_per_view: float = 0.0
    names: tuple[str, ...] = field(default=())

    def published(self, episode: int, *, today: date) -> date:
        """The day on which an episode (from 1) came out.

        >>> [TITLES[0].published(n, today=date(2026, 11, 26)).isoformat() for n in (1, 4)]
        ['2026-07-24', '2026-08-03']
        """
        later = max(0, episode - self.first) * self.every
        return today - timedelta(days=self.days_ago) + timedelta(days=later)

    def truth(self, *, today: date) -> TitleTruth:
        return TitleTruth(
            self.title, tuple(self.views), self.published(1, today=today), self.completion, self.engagement,
            self.verdict, self.slid_on(today), self.slid_to, self.weak_hook,
        )  # fmt: skip

    def slid_on(self, today: date) -> date | None:
        return None if self.slid_days_ago is None else today - timedelta(days=self.slid_days_ago)


TITLES: Final = (
    TitlePlan(
        "lantern", "长夜灯", "The Long-Night Lantern", 125, 6, 3, 10,
        {"douyin": 9000, "kuaishou": 5200, "youtube": 900}, 0.991, 0.45, 0.078, "GO", slid_days_ago=6, slid_to=0.15,
        fen_per_view=2.6, names=("重回落水前夜", "桥上的人", "灯下黑", "三百条命", "御史台", "第一笔账"),
    ),
    TitlePlan(
        "takeaway", "山海外卖", "Mountain-Sea Takeaway", 95, 8, 5, 7, {"bilibili": 2400, "wechat_channels": 3600}, 0.99,
        0.52, 0.09, "GO", weak_hook=4, loses=0.35, fen_per_view=3.0,
        names=("差评来自饕餮", "天黑请闭眼", "西山订单", "九尾的忌口", "五星改天时", "精卫要填单", "白泽知道答案", "超时罚单"),
    ),
    TitlePlan(
        "last-bus", "末班车有猫", "The Last Bus Has a Cat", 50, 5, 5, 7,
        {"wechat_channels": 2200, "kuaishou": 2600, "xiaohongshu": 3000}, 0.988, 0.50, 0.095, "GO", fen_per_view=2.8,
        names=("404 路", "没说出口的话", "倒数第二排", "雨夜加班", "终点是昨天"),
    ),
    TitlePlan(
        "store", "末世便利店", "The Store at the End of the World", 5, 5, 5, 1, {"douyin": 520, "kuaishou": 380}, 0.97,
        0.435, 0.066, "COLLECT_MORE", names=("还有七天", "最后一箱水", "货架空了", "敲门的人", "灯亮着"),
    ),
    TitlePlan(
        "betrothal", "退婚书", "The Broken Betrothal", 9, 5, 5, 1, {"douyin": 700, "kuaishou": 520}, 0.96, 0.27, 0.031,
        "STOP", names=("先退为敬", "嫁衣藏刀", "二进侯府", "满堂宾客", "谁在写喜帖"),
    ),
)  # fmt: skip
