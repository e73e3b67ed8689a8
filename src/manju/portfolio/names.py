"""The six gates by name, what a person may enter by hand for each, and how states are said."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final, Literal

from manju.words import Words

__all__ = ["GATES", "NEEDS", "STATES", "STUDIO", "VERDICTS", "Gate", "Look", "Need", "State"]

State = Literal["passed", "here", "blocked", "not_reached"]
Unit = Literal["count", "percent", "yes"]
STUDIO: Final = "risk"  # evidence of the studio as a whole, of no gate


@dataclass(frozen=True, slots=True)
class Gate:
    """A milestone of a property."""

    key: str
    number: int
    name: Words
    asks: Words
    """What it takes to pass, with places for the thresholds in force."""


@dataclass(frozen=True, slots=True)
class Need:
    """A figure that a named person may enter with a file; percent is kept in hundredths of a percent."""

    key: str
    gate: str
    name: Words
    unit: Unit


@dataclass(frozen=True, slots=True)
class Look:
    """A state as it is shown: class of the station, tone and icon of the badge, word. Never colour alone."""

    station: str
    tone: str
    icon: str
    word: Words


GATES: Final[dict[str, Gate]] = {
    gate.key: gate
    for gate in (
        Gate("topic", 1, Words("选题", "Topic"),
             Words("选定了方向，有依据；题材没做腻，或写清楚了差异",
                   "A direction is chosen with evidence; it is not tired, or the difference is written down")),
        Gate("bible", 2, Words("圣经", "Bible"),
             Words("完整度到 {bible_percent}，定版并存证",
                   "Complete to {bible_percent}, published and sealed")),
        Gate("launch", 3, Words("试投", "Test"),
             Words("前五集完播率过 {completion}，互动率过 {engagement}",
                   "Five episodes: completion over {completion}, engagement over {engagement}")),
        Gate("distribution", 4, Words("分发", "Reach"),
             Words("至少 {channels} 个渠道在播，至少 {shapes} 种画幅；AI 标识核过，要备案的都有号",
                   "Live on {channels} channels in {shapes} shapes; AI labels verified, filings where demanded")),
        Gate("fans", 5, Words("粉丝", "Fans"),
             Words("私域粉丝到 {followers} 人，可以开周边",
                   "{followers} followers in the private domain open merchandise")),
        Gate("licensing", 6, Words("授权", "Licence"),
             Words("最近 {works} 部作品每部分账都过 {work_minor} 元；材料齐，作品登记了",
                   "The last {works} works each over {work_minor} yuan; materials complete, works registered")),
    )
}  # fmt: skip

NEEDS: Final[dict[str, Need]] = {
    need.key: need
    for need in (
        Need("direction", "topic", Words("选题方向有依据", "Direction chosen with evidence"), "yes"),
        Need("difference", "topic", Words("和同类不一样的地方写清楚了", "What sets it apart is written down"), "yes"),
        Need("bible_percent", "bible", Words("圣经完整度", "Completeness of the bible"), "percent"),
        Need("bible_sealed", "bible", Words("圣经定版并存证", "Bible published and sealed"), "yes"),
        Need("completion", "launch", Words("前五集完播率", "Completion of the first five"), "percent"),
        Need("engagement", "launch", Words("前五集互动率", "Engagement of the first five"), "percent"),
        Need("followers", "fans", Words("私域粉丝数", "Followers in the private domain"), "count"),
        Need("materials", "licensing", Words("授权材料包齐全", "Materials pack complete"), "yes"),
        Need("registered", "licensing", Words("作品登记完成", "Works registered"), "yes"),
        Need("private_share", STUDIO, Words("私域收入占比", "Share of income from the private domain"), "percent"),
    )
}

STATES: Final[dict[str, Look]] = {
    "passed": Look("is-done", "good", "tick", Words("已过", "Passed")),
    "here": Look("is-here", "here", "clock", Words("当前", "Here")),
    "blocked": Look("is-stop", "bad", "stop", Words("受阻", "Blocked")),
    "not_reached": Look("", "", "more", Words("未到", "Not reached")),
}

VERDICTS: Final[dict[str, Words]] = {
    "pass": Words("人工放行", "Passed by a person"),
    "stop": Words("人工叫停", "Stopped by a person"),
    "lift": Words("撤回人工决定", "Decision lifted"),
}
