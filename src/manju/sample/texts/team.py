"""Who works at the sample studio, and the accounts it publishes on."""

from __future__ import annotations

from typing import Final

from manju.sample.content import SampleAccount, SampleMember
from manju.words import Words

MEMBERS: Final = (
    SampleMember("lin", Words("林知夏", "Lin Zhixia"), "lin@qingdeng.example", "owner", 140),
    SampleMember("xu", Words("许愿", "Xu Yuan"), "xu@qingdeng.example", "producer", 138),
    SampleMember("gu", Words("顾青", "Gu Qing"), "gu@qingdeng.example", "creator", 136),
    SampleMember("chen", Words("陈渡", "Chen Du"), "chen@qingdeng.example", "distributor", 131),
    SampleMember("mo", Words("莫妮卡·周", "Monica Zhou"), "monica@qingdeng.example", "licensing", 45, "en"),
    SampleMember("tang", Words("唐一", "Tang Yi"), "tang@qingdeng.example", "viewer", 12),
)

ACCOUNTS: Final = (
    SampleAccount("douyin", "长夜灯官方", 130),
    SampleAccount("kuaishou", "青灯漫剧", 128),
    SampleAccount("bilibili", "青灯工作室", 120),
    SampleAccount("xiaohongshu", "末班车有猫", 55),
    SampleAccount("wechat_channels", "青灯漫剧", 100),
    SampleAccount("youtube_shorts", "QingdengStudio", 126),
    SampleAccount("tiktok", "qingdeng.studio", 60),
)
