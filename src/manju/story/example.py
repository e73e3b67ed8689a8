"""The bible that `manju schema bible --example` prints: small, whole, and by us."""

from __future__ import annotations

from typing import Any, Final

from manju.money.documents import Published
from manju.story.bible import Bible
from manju.words import Words

__all__ = ["BIBLE", "EXAMPLE"]

EXAMPLE: Final[dict[str, Any]] = {  # any: JSON
    "format": "manju-bible/1",
    "language": "zh",
    "title": {"zh": "长夜灯", "en": "Lamp of the Long Night"},
    "synopsis": {"zh": "沈府一夜成灰，长女沈知微改名换姓，十年后带着一本旧账回来。"},
    "characters": [
        {
            "id": "zhiwei", "names": {"zh": "沈知微", "en": "Shen Zhiwei"}, "aliases": ["知微", "沈姑娘"], "role": "女主",
            "born": "1003-03-08", "died": None,
            "appearance": {"features": "左腕烫痕", "palette": ["#7a1f2b"], "costumes": ["石榴红斗篷"]},
            "personality": "外静内烈", "voice": "低而稳",
            "dialogue_style": {
                "register": "书面", "catch_phrases": ["账，我记着"], "never_says": ["饶命"], "max_sentence_chars": 24,
                "max_sentence_words": None,
            },
            "images": [
                {
                    "sha256": "0" * 64, "path": "images/zhiwei-turnaround.png", "kind": "turnaround", "origin": "drawn",
                    "rights": "工作室自有",
                },
            ],
            "notes": "",
        },
        {"id": "zhiyi", "names": {"zh": "沈知意", "en": "Shen Zhiyi"}, "aliases": ["知意"], "role": "妹妹", "born": "1007"},
        {"id": "huaijin", "names": {"zh": "顾怀瑾", "en": "Gu Huaijin"}, "role": "男主", "born": "1000-01", "died": "1023-09-09"},
    ],
    "extras": ["侍卫", "Guard"],
    "relations": [{"from": "zhiyi", "to": "zhiwei", "kind": "妹妹", "calls": ["姐姐", "阿姐"]}],
    "world": [{"name": "沈府", "kind": "地点", "text": "汴京城南的旧宅，火后只剩一堵影壁。"}],
    "timeline": [
        {"date": "1019-11-02", "end": None, "name": "沈府大火", "aliases": [], "text": "账房先起火。", "characters": ["zhiwei"]},
        {"date": "1023-09-09", "name": "城门之约", "text": "怀瑾没有来。", "characters": ["zhiwei", "huaijin"], "secret": True},
    ],
    "conflicts": [{"name": "旧账", "between": ["zhiwei", "huaijin"], "text": "她要的账，在他父亲手里。"}],
    "glossary": [{"source": "及笄", "target": {"en": "hairpin rite"}, "note": "女子十五岁"}],
    "images": [],
    "notes": "",
}  # fmt: skip

BIBLE: Final = Published(
    Bible, Words("一部作品的圣经（manju-bible/1）", "The bible of a property (manju-bible/1)"), EXAMPLE
)
