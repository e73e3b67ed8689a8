"""Chinese scripts with errors planted in them (`⟦rule⟧` at the end of the line) and clean ones: a palace, a city, a sect."""

from __future__ import annotations

from typing import Any

PALACE: dict[str, Any] = {
    "format": "manju-bible/1", "title": {"zh": "鸾台旧事"},
    "characters": [
        {"id": "wan", "names": {"zh": "苏晚照"}, "aliases": ["晚照", "苏尚宫"], "born": "0702-04-01", "dialogue_style": {"catch_phrases": ["规矩就是规矩"], "never_says": ["奴婢该死"], "max_sentence_chars": 18}},
        {"id": "lie", "names": {"zh": "李承烈"}, "aliases": ["承烈", "三殿下"], "born": "0699", "died": "0731-10-05", "dialogue_style": {"catch_phrases": ["天亮再说"], "never_says": ["求你"]}},
        {"id": "yao", "names": {"zh": "苏晓瑶"}, "aliases": ["晓瑶"], "born": "0706-09", "dialogue_style": {"never_says": ["宫里"]}},
        {"id": "gong", "names": {"zh": "高进忠"}, "aliases": ["高公公"], "born": "0680", "died": "0729"},
    ],
    "extras": ["宫女", "禁军"],
    "relations": [
        {"from": "yao", "to": "wan", "kind": "妹妹", "calls": ["姐姐", "阿姐"]}, {"from": "wan", "to": "yao", "kind": "姐姐", "calls": ["妹妹", "瑶儿"]},
        {"from": "yao", "to": "lie", "kind": "义妹", "calls": ["三哥"]},
    ],
    "timeline": [{"date": "0730-02-15", "name": "上元宫变", "aliases": ["鸾台之夜"]}, {"date": "0725", "name": "幽州兵败"}],
}  # fmt: skip

CITY: dict[str, Any] = {
    "format": "manju-bible/1", "title": {"zh": "离岸价"},
    "characters": [
        {"id": "lin", "names": {"zh": "林栖"}, "aliases": ["林总"], "born": "1994-12-30", "dialogue_style": {"catch_phrases": ["按合同走"], "never_says": ["随便", "sorry"], "max_sentence_chars": 20}},
        {"id": "zhou", "names": {"zh": "周既明"}, "aliases": ["既明", "周律师"], "born": "1990", "dialogue_style": {"catch_phrases": ["我有证据"]}},
        {"id": "tang", "names": {"zh": "唐阿婆"}, "aliases": ["阿婆"], "born": "1950-02", "died": "2024-06-01"},
        {"id": "dou", "names": {"zh": "林豆豆"}, "aliases": ["豆豆"], "born": "2019-05-20"},
    ],
    "extras": ["服务员", "保安"],
    "relations": [{"from": "dou", "to": "zhou", "kind": "外甥", "calls": ["舅舅"]}, {"from": "lin", "to": "zhou", "kind": "妹妹", "calls": ["哥", "周律师"]}],
    "timeline": [{"date": "2023-08-01", "name": "东港爆仓", "aliases": ["爆仓那天"]}],
}  # fmt: skip

SECT: dict[str, Any] = {
    "format": "manju-bible/1", "title": {"zh": "剑起尘埃"},
    "characters": [
        {"id": "yan", "names": {"zh": "沈砚"}, "aliases": ["小砚"], "born": "1402-03", "dialogue_style": {"catch_phrases": ["剑不认人"], "never_says": ["认输"]}},
        {"id": "tang", "names": {"zh": "阿棠"}, "aliases": [], "born": "1405-07-07", "dialogue_style": {"never_says": ["师父"], "max_sentence_chars": 15}},
        {"id": "qing", "names": {"zh": "清虚子"}, "aliases": ["掌门"], "born": "1340", "died": "1421-01-01", "dialogue_style": {"catch_phrases": ["缘起缘灭"]}},
    ],
    "extras": ["弟子"],
    "relations": [{"from": "tang", "to": "yan", "kind": "师妹", "calls": ["师兄"]}, {"from": "yan", "to": "tang", "kind": "师兄", "calls": ["师妹"]}],
    "timeline": [{"date": "1420-09-09", "name": "封剑大典"}, {"date": "1418", "end": "1419", "name": "三年之乱"}],
}  # fmt: skip

SCRIPTS: list[tuple[str, dict[str, Any], str]] = [
    (
        "宫一",
        PALACE,
        """
.内景 尚宫局 夜
[[日期：0728-03-02]]

苏晚照正在查册。

@苏晚照
规矩就是规矩。你记好了。

@晓瑶
姐姐，三哥承烈还没回来。

@苏晚昭 ⟦unknown_character⟧
嗯。

@宫女甲
规矩就是规矩嘛。 ⟦foreign_catch_phrase⟧
""",
    ),
    (
        "宫二",
        PALACE,
        """
.内景 鸾台 夜
[[日期：0730-02-15]]

@高公公 ⟦dead_speaker⟧
殿下，该走了。

@高公公（画外音）
老奴在天上看着呢。

@三殿下
上元宫变，就是今夜。求你，开门。 ⟦never_says⟧

@晓瑶
晚照妹妹，快跟上！ ⟦relation_term⟧
""",
    ),
    (
        "宫三",
        PALACE,
        """
.内景 冷宫 日
[[日期：0727]]

@苏晚照
上元宫变以后，这里再没亮过灯。 ⟦timeline_event⟧

@苏晚照
七三一年的鸾台之夜，我还是小宫女。 ⟦timeline_event⟧

@承烈
晚照今年三十一了。 ⟦timeline_age⟧

@承烈
晓瑶今年二十岁，晚照今年二十五岁。
""",
    ),
    (
        "宫四",
        PALACE,
        """
.外景 宫门 日
[[日期：0729-12-01]]

.外景 宫门 夜
[[日期：0729-11-30]] ⟦timeline_order⟧

.内景 旧宅 日 回忆
[[日期：0710-01-01]]

@苏晚照
我才八岁。

.外景 宫门 夜

@高进忠
天亮再说。 ⟦foreign_catch_phrase⟧
""",
    ),
    (
        "宫五",
        PALACE,
        """
.内景 尚宫局 日
[[日期：0728]]

@苏晚照
今日起你们所有人不论品级一律不得擅自离开这座院子。 ⟦sentence_length⟧

@苏晚照
今日起，你们不得离开。一律不得。 违者，杖二十！

@苏晚照
“奴婢该死”这四个字，我不想再听。

@苏晚照
奴婢该死？我不说。 ⟦never_says⟧
""",
    ),
    (
        "宫六 净",
        PALACE,
        """
.内景 尚宫局 夜
[[日期：0728-03-02]]

@宫女 #3
苏尚宫，三更了。

@苏晚照
（低声）
瑶儿呢？

@晓瑶
阿姐晚照，我在这儿。我今年二十一岁了。

> 淡出

= 奴婢该死
""",
    ),
    (
        "宫七 净",
        PALACE,
        """
.内景 幽州城头 夜 闪回
[[日期：0725-06-01]]

幽州兵败，旗倒了。

@高进忠
七二五年的幽州兵败，咱家不会忘。

@承烈
晚照十岁那年，我就认得她。再过三年她也该出宫了。

.内景 尚宫局 夜
[[日期：0728-03-02]]

@苏晚照
三殿下比我大三岁。
""",
    ),
    (
        "宫八",
        PALACE,
        """
.内景 偏殿 夜
[[日期：0700-01-01]]

@苏晚照 ⟦unborn_speaker⟧
谁？

@禁军2
有人！

@晓瑶 (O.S.) ⟦unborn_speaker⟧
嘘。

@晓瑶（旁白）
那时我还没出生。
""",
    ),
    (
        "城一",
        CITY,
        """
内景 会议室 日
[[date: 2024-03-05]]

@林栖
按合同走。随便你们。 ⟦never_says⟧

@周律师
按合同走？ ⟦foreign_catch_phrase⟧

@林总
“随便”，是你说的。我有证据！ ⟦foreign_catch_phrase⟧

@周继明 ⟦unknown_character⟧
好。
""",
    ),
    (
        "城二",
        CITY,
        """
外景 东港 夜
[[date: 2022-01-01]]

东港爆仓的新闻铺满手机。 ⟦timeline_event⟧

@林栖
2020年的东港爆仓，你也在。 ⟦timeline_event⟧

@周既明
林栖，三十五岁，单身。（看表）我走了。 ⟦timeline_age⟧

@豆豆
既明叔叔，抱。 ⟦relation_term⟧
""",
    ),
    (
        "城三",
        CITY,
        """
内景 病房 日
[[date: 2024-06]]

@唐阿婆
豆豆呢？

.内景 病房 日
[[date: 2024-06-02]]

@唐阿婆 ⟦dead_speaker⟧
豆豆呢？

@林栖
阿婆今年七十四岁。阿婆走的时候七十四岁。

@豆豆
舅舅既明，阿婆呢？
""",
    ),
    (
        "城四",
        CITY,
        """
内景 厨房 日
[[date: 2024-07-01]]

@林栖
豆豆今年八岁了，还不会系鞋带。 ⟦timeline_age⟧

@周既明
豆豆今年五岁，林栖二十九。

@周既明
四十岁的林栖会后悔的。 ⟦timeline_age⟧

@林栖
哥，等我四十岁了再说。
""",
    ),
    (
        "城五",
        CITY,
        """
内景 会议室 日
[[date: 2024-08-01]]

@林栖
这份补充协议里的每一个数字我都亲自核对过三遍以上。 ⟦sentence_length⟧

@林栖
Sorry，各位。 ⟦never_says⟧

@林栖
这份协议，我核对过。三遍。每个数字都没有问题，放心签吧！

内景 会议室 夜
[[date: 2024-07-32]] ⟦timeline_order⟧
""",
    ),
    (
        "城六 净",
        CITY,
        """
标题：离岸价
日期：2030-01-01

第1场 会议室 日 内
[[date: 2024-03-05]]

@服务员2
林总，您的咖啡。

@林栖
谢谢。/* 随便 */放这儿。[[随便？]]

@周既明 (V.O.)
林栖二十岁那年，一个人来的上海。

@林栖
周律师，我不是豆豆妈妈的律师。
""",
    ),
    (
        "城七 净",
        CITY,
        """
外景 码头 日
[[date: 2023-08-02]]

@保安
爆仓那天，我在。

@林栖
周律师说：“我有证据。”你呢？

@周既明
2023年的东港爆仓，赔了三千万。三年后呢？

@豆豆（录音）
舅舅，豆豆四岁啦！
""",
    ),
    (
        "城八",
        CITY,
        """
内景 车里 夜
[[date: 2018]]

@豆豆 ⟦unborn_speaker⟧
妈妈！

@林栖
东港爆仓还早着呢。 ⟦timeline_event⟧

@保安队长 ⟦unknown_character⟧
停车！

@林栖、周既明
停！
""",
    ),
    (
        "剑一",
        SECT,
        """
第三场 山门 日 外
[[日期：1420-09-01]]

@阿棠
砚师兄，师父叫你。 ⟦never_says⟧

@沈砚
阿棠师姐，你先走。 ⟦relation_term⟧

@清虚子
缘起缘灭。剑不认人。 ⟦foreign_catch_phrase⟧

@沈研 ⟦unknown_character⟧
是。
""",
    ),
    (
        "剑二",
        SECT,
        """
.外景 论剑台 日
[[日期：1421-05-05]]

@掌门 ⟦dead_speaker⟧
开始。

@沈砚
我不认输！ ⟦never_says⟧

@阿棠
小砚师兄，一四一五年的三年之乱你忘了吗？ ⟦timeline_event⟧ ⟦sentence_length⟧

@沈砚
阿棠才十岁，你们别欺负她。 ⟦timeline_age⟧
""",
    ),
    (
        "剑三",
        SECT,
        """
.外景 论剑台 日
[[日期：1420-09]]

@弟子丙
封剑大典是哪天？

.外景 论剑台 日
[[日期：1420-08-31]] ⟦timeline_order⟧

@弟子 #2
封剑大典要到了。 ⟦timeline_event⟧

@清虚子 (V.O.)
贫道八十岁了。
""",
    ),
    (
        "剑四 净",
        SECT,
        """
.外景 论剑台 日
[[日期：1421-01-01]]

@清虚子
沈砚十七岁入门，如今剑法已成。

@沈砚
阿棠，你比我小三岁。掌门今年八十一岁。

@阿棠
师兄沈砚，走吧。我十五岁了。

@沈砚
1419年的三年之乱，掌门断了一臂。
""",
    ),
    (
        "剑五 净",
        SECT,
        """
.外景 雪山 日

第一场雪落下来了。

@沈砚（画外音）
剑不认人。

@阿棠
“师父”二字，不许提。

@阿棠
他总说「剑不认人」。

!@沈砚不在。

内景如画，众人皆醉。
""",
    ),
    (
        "剑六",
        SECT,
        """
.外景 雪山 日 闪回
[[日期：1390]]

@沈砚 ⟦unborn_speaker⟧
冷。

.外景 雪山 日

@沈砚
剑，不认人……

@阿棠
小砚哥哥，你别死。 ⟦relation_term⟧

@阿棠
我一个人走了很远很远的路才找到这个地方。 ⟦sentence_length⟧
""",
    ),
]
