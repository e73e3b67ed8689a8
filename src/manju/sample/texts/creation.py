"""What was wanted, asked and said while the heroine of the first property came to be."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Final


@dataclass(frozen=True, slots=True)
class Idea:
    heading: str
    intent: str
    sketch: str


@dataclass(frozen=True, slots=True)
class Round:
    """A round of one prompt; `reasons`: one for each picture; `kept`: which, from 0, and which drawing that is."""

    day: int
    hour: int
    heading: str
    prompt: str
    reasons: tuple[str, ...]
    kept: dict[int, str] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class EditSaid:
    heading: str
    note: str


@dataclass(frozen=True, slots=True)
class ScriptSaid:
    title: str
    note: str
    text: str


IDEA: Final = Idea(
    "外静内烈，左腕有烫痕的账房小姐",
    "她不哭不求，只记账。每一笔仇都写在账本上，所以要有一双记得住人的眼睛，和一件藏得住算盘的红斗篷。",
    "许愿草图.png",
)

ROUNDS: Final = (
    Round(
        2, 22, "五个方向，全部退回", "古风少女，账房小姐，清冷，长发，半身像，月夜，漫画线条",
        ("太现代，像校服", "甜，没有仇", "神情对，头发遮住脸", "斗篷对了，不该张口", "散发不合及笄之后"),
    ),
    Round(
        4, 20, "长大两岁，还是太软", "古风女子，账房小姐，清冷，束发，半身像，月夜，漫画线条，手边有账本",
        ("束发像书生", "笑得太开", "账本抢了戏", "眼神散", "衣服太素，镜头里立不住", "像丫鬟", "下巴太圆", "光太平", "嘴角还是甜"),
    ),
    Round(
        6, 20, "加簪，收口，定下红斗篷", "古风女子，及笄，账房小姐，石榴红斗篷，金簪流苏，唇紧闭，眼神压住怒意，月夜，漫画线条",
        ("怒意太露，留给第 12 集", "眼神成立，选为定稿底图", "簪子画成了发夹", "斗篷像嫁衣", "喊出来就不是她了", "太温柔",
         "眉毛重了", "提灯一版，作主视觉", "侧得太多，看不见腕"),
        {1: "face", 7: "lamp"},
    ),
    Round(
        7, 21, "灯影落在左边，烫痕露出来", "古风女子，及笄，账房小姐，石榴红斗篷，金簪流苏，唇紧闭，眼神压住怒意，左手提灯，腕上烫痕，月夜，漫画线条",
        ("没有烫痕", "烫痕在右手", "灯太大", "手指多一根", "灯影对，脸不对", "影子盖住了簪", "灯和烫痕都对了，进手改", "构图偏"),
        {6: "lamp"},
    ),
)  # fmt: skip

EDIT: Final = EditSaid("重画双眼、簪子、左腕烫痕", "眼睛重画两层高光，簪子按道具稿改，烫痕照设定画在左腕内侧三指宽。")

SCRIPTS: Final = (
    ScriptSaid(
        "第一集 灯下算账", "初稿",
        "Title: 长夜灯 第一集\n\n.内景 沈府 账房 - 夜\n\n[[date: 1019-11-02]]\n\n灯芯爆了一下。沈知微拨着算盘，没有抬头。\n\n"
        "@沈知微\n账，我记着。\n\n@柳若眉\n还在算？外头都开席了。\n",
    ),
    ScriptSaid(
        "第一集 灯下算账", "知微少说一句，多一个动作",
        "Title: 长夜灯 第一集\n\n.内景 沈府 账房 - 夜\n\n[[date: 1019-11-02]]\n\n灯芯爆了一下。沈知微拨着算盘，没有抬头。左腕的烫痕露出半寸。\n\n"
        "@柳若眉\n还在算？外头都开席了。\n\n沈知微合上账本，把灯往自己这边挪了一寸。\n\n@沈知微\n账，我记着。\n\n> 切至：\n\n"
        ".外景 沈府 长廊 - 夜\n\n火光从北院窜起来。\n",
    ),
)  # fmt: skip
