"""Five properties and their episodes, as a producer would pitch them."""

from __future__ import annotations

from typing import Final

from manju.sample.content import SampleEpisode, SampleProperty, SampleSeason, SampleWork
from manju.words import Words


def _out(key: str, first: int, *titles: tuple[str, str]) -> tuple[SampleEpisode, ...]:
    """Episodes that are out on platforms and of which the sample draws no film."""
    return tuple(
        SampleEpisode(f"{key}-{n}", n, Words(zh, en), Words(*[""] * 2), drawn=False)
        for n, (zh, en) in enumerate(titles, first)
    )


_LANTERN: Final = SampleProperty(
    "lantern",
    Words("长夜灯", "The Long-Night Lantern"),
    Words(
        "大婚前夜，她被推下桥淹死；再睁眼，又回到前夜。这一回，账房小姐带上账本，替三百条人命去收账。",
        "Drowned on the eve of her wedding, a counting-house daughter wakes to that same eve, "
        "and goes out with a lantern and a ledger to collect for three hundred lives.",
    ),
    Words("古风 · 重生 · 复仇", "Period · Rebirth · Revenge"),
    135,
    (
        SampleWork(
            Words("长夜灯", "The Long-Night Lantern"),
            "zh",
            (
                SampleSeason(
                    1,
                    30,
                    (
                        SampleEpisode(
                            "lantern-1",
                            1,
                            Words("重回落水前夜", "The Night Before I Drowned"),
                            Words(
                                "沈知微死在永安十二年的冬天，推她下水的人次日另娶。再睁眼，红烛还没烧到一半，他已站在门外，请她去桥上看月亮。",
                                "Shen Zhiwei dies in the river; her murderer is a bridegroom by morning. She opens her eyes on the "
                                "night before, the candle half burnt, and he is at the door, asking her to come and see the moon.",
                            ),
                            "样例备案 2026-QD-0001",
                        ),
                        SampleEpisode(
                            "lantern-2",
                            2,
                            Words("桥上的人", "The One on the Bridge"),
                            Words(
                                "陆怀瑾要账本，她当着他的面烧了。真本早已送进御史台？他却笑了：你猜御史台姓什么。",
                                "Lu Huaijin wants the ledger, so she burns it before his eyes. The real one is already with the "
                                "Censorate. He only smiles: guess whose Censorate it is.",
                            ),
                            "样例备案 2026-QD-0002",
                        ),
                        SampleEpisode(
                            "lantern-3",
                            3,
                            Words("灯下黑", "Dark Beneath the Lamp"),
                            Words(
                                "账本是真的，最后一页写着主使的名字，她父亲的名字。灯灭了，黑暗里有人叫她乳名。",
                                "The ledger is genuine, and its last page names who gave the order: her own father. The lamp goes "
                                "out. In the dark, someone calls her by her baby name.",
                            ),
                        ),
                        *_out(
                            "lantern",
                            4,
                            ("三百条命", "Three Hundred Lives"),
                            ("御史台", "The Censorate"),
                            ("第一笔账", "The First Account"),
                        ),
                    ),
                ),
            ),
        ),
    ),
)

_TAKEAWAY: Final = SampleProperty(
    "takeaway",
    Words("山海外卖", "Mountain-Sea Takeaway"),
    Words(
        "外卖员江小满接到一张来自西山的订单，从此专给《山海经》里的异兽送饭。差评会被吃掉，五星能改天时。",
        "A courier takes an order from West Mountain and ends up feeding the beasts of a three-thousand-year-old "
        "bestiary. One star gets you eaten; five can move the sun.",
    ),
    Words("神话 · 都市 · 喜剧", "Myth · City · Comedy"),
    104,
    (
        SampleWork(
            Words("山海外卖", "Mountain-Sea Takeaway"),
            "zh",
            (
                SampleSeason(
                    1,
                    24,
                    (
                        SampleEpisode(
                            "takeaway-1",
                            1,
                            Words("差评来自饕餮", "One Star from the Glutton"),
                            Words(
                                "三百碗牛肉面，限时九分钟，超时连骑手一起吃。饕餮一口吞完，忽然哭了：三千年，头一回有人给他送饭。",
                                "Three hundred bowls of noodles in nine minutes, or the customer eats the courier. The Glutton swallows "
                                "them whole and bursts into tears: nobody ever brought him dinner.",
                            ),
                            "样例备案 2026-QD-0011",
                        ),
                        SampleEpisode(
                            "takeaway-2",
                            2,
                            Words("天黑请闭眼", "When He Sleeps, Night Falls"),
                            Words(
                                "烛龙怕人间怕黑，一千年没合眼。小满送去一杯热牛奶，指给他看满城的灯。夜里又来一单，收货人是她自己。",
                                "The Torch Dragon has stayed awake a thousand years so that people need not fear the dark. Xiaoman brings "
                                "warm milk and shows him the city's lights. Then an order arrives, addressed to herself.",
                            ),
                        ),
                        *_out(
                            "takeaway",
                            3,
                            ("西山订单", "An Order from West Mountain"),
                            ("九尾的忌口", "What Nine-Tails Won't Eat"),
                            ("五星改天时", "Five Stars Move the Sun"),
                            ("精卫要填单", "Jingwei Fills In a Form"),
                            ("白泽知道答案", "Baize Knows the Answer"),
                            ("超时罚单", "Fined for Lateness"),
                        ),
                    ),
                ),
            ),
        ),
    ),
)

_LAST_BUS: Final = SampleProperty(
    "last-bus",
    Words("末班车有猫", "The Last Bus Has a Cat"),
    Words(
        "零点以后，404 路会来接睡不着的人。司机是只黑猫，票价是一句没说出口的话，终点是你最想回去的那天。",
        "After midnight, bus 404 comes for people who cannot sleep. A black cat drives, the fare is one thing you never "
        "said, and it stops at the day you most want back.",
    ),
    Words("都市 · 治愈 · 奇幻", "City · Healing · Fantasy"),
    60,
    (
        SampleWork(
            Words("末班车有猫", "The Last Bus Has a Cat"),
            "zh",
            (
                SampleSeason(
                    1,
                    20,
                    (
                        SampleEpisode(
                            "last-bus-1",
                            1,
                            Words("404 路", "Route 404"),
                            Words(
                                "许眠说了一整天“挺好的”。雨夜零点，一辆不存在的公交停在面前，司机舔了舔爪子：票价，一句实话。",
                                "Xu Mian has said “I'm fine” all day. At midnight, in the rain, a bus that does not exist pulls up, and its "
                                "driver asks for the fare: one true sentence.",
                            ),
                            "样例备案 2026-QD-0021",
                        ),
                        SampleEpisode(
                            "last-bus-2",
                            2,
                            Words("没说出口的话", "Things Left Unsaid"),
                            Words(
                                "后排的老人每晚坐到终点，问的第一句是：饭吃了没？七岁那年她赶着上学，没来得及说再见。",
                                "The old man at the back rides to the end every night. His first words: have you eaten? At seven she was "
                                "late for school and never said goodbye.",
                            ),
                        ),
                        *_out(
                            "last-bus",
                            3,
                            ("倒数第二排", "Second Row from the Back"),
                            ("雨夜加班", "Overtime in the Rain"),
                            ("终点是昨天", "Terminus: Yesterday"),
                        ),
                    ),
                ),
            ),
        ),
    ),
)

_STORE: Final = SampleProperty(
    "store",
    Words("末世便利店", "The Store at the End of the World"),
    Words(
        "寒潮来前七天，店员秦小禾梦见货架空了的那一天。她押上全部工资，把一家便利店守成全城最后一盏灯。",
        "Seven days before the great frost, a night clerk dreams of empty shelves. She stakes every cent she has to keep one "
        "small shop lit when the whole city has gone dark.",
    ),
    Words("末世 · 囤货 · 治愈", "Apocalypse · Hoarding · Healing"),
    21,
    (
        SampleWork(
            Words("末世便利店", "The Store at the End of the World"),
            "zh",
            (
                SampleSeason(
                    1,
                    30,
                    _out(
                        "store",
                        1,
                        ("还有七天", "Seven Days Left"),
                        ("最后一箱水", "The Last Case of Water"),
                        ("货架空了", "Empty Shelves"),
                        ("敲门的人", "The One Who Knocks"),
                        ("灯亮着", "The Light Is On"),
                    ),
                ),
            ),
        ),
    ),
)

_BETROTHAL: Final = SampleProperty(
    "betrothal",
    Words("退婚书", "The Broken Betrothal"),
    Words(
        "被退婚，被下毒，被写进别人的喜帖。重来一次，侯府嫡女先把退婚书送上门。",
        "Jilted, poisoned, written into someone else's wedding invitation. Given a second life, the marquis's daughter "
        "delivers the letter herself, and first.",
    ),
    Words("古风 · 重生 · 复仇", "Period · Rebirth · Revenge"),
    26,
    (
        SampleWork(
            Words("退婚书", "The Broken Betrothal"),
            "zh",
            (
                SampleSeason(
                    1,
                    30,
                    _out(
                        "betrothal",
                        1,
                        ("先退为敬", "I Break It First"),
                        ("嫁衣藏刀", "A Knife in the Wedding Dress"),
                        ("二进侯府", "Back to the Marquis's House"),
                        ("满堂宾客", "A Hall Full of Guests"),
                        ("谁在写喜帖", "Who Writes the Invitations"),
                    ),
                ),
            ),
        ),
    ),
)

PROPERTIES: Final = (_LANTERN, _TAKEAWAY, _LAST_BUS, _STORE, _BETROTHAL)
