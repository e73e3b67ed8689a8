"""Bibles for tests: one of every field, and arbitrary ones."""

from __future__ import annotations

from typing import Any

from hypothesis import strategies as st

from manju.story.bible import FORMAT, Bible, read_bible

LAMP: dict[str, Any] = {
    "format": FORMAT, "language": "zh", "title": {"zh": "雾港信使", "en": "The Fog Harbour Courier"},
    "synopsis": {"zh": "一个送信人替死人送最后一封信。\n\n信送到了，人没有。", "en": "A courier delivers the last letters of the dead."},
    "characters": [
        {"id": "lu", "names": {"zh": "陆小舟", "en": "Lu Xiaozhou"}, "aliases": ["小舟", "陆信使"], "role": "女主",
         "born": "1911-05", "died": None,
         "appearance": {"features": "右眉有疤", "palette": ["#2b4a6f", "#c9b37e"], "costumes": ["油布雨衣", "旧军靴"]},
         "personality": "嘴硬心软；怕水。\n说过的话一定做到。", "voice": "沙哑",
         "dialogue_style": {"register": "市井", "catch_phrases": ["信到，人到", "走着"], "never_says": ["对不起"],
                            "max_sentence_chars": 18, "max_sentence_words": None},
         "images": [{"sha256": "0" * 64, "path": "images/lu.png", "kind": "三视图", "origin": "drawn", "rights": "本工作室"}],
         "notes": "第三集前不要透露身世。"},
        {"id": "gu", "names": {"zh": "顾三爷", "en": "Old Gu"}, "role": "反派", "born": "1870", "died": "1932-11-02"},
    ],
    "extras": ["船工", "Dock worker"],
    "relations": [{"from": "gu", "to": "lu", "kind": "养父", "calls": ["丫头"]}],
    "world": [{"name": "雾港", "kind": "地点", "text": "每年有两百天看不见对岸。\n\n灯塔不归城里管。"}],
    "timeline": [{"date": "1932-11-02", "end": None, "name": "灯塔失火", "aliases": ["大火"], "text": "", "characters": ["gu"]},
                 {"date": "1933", "end": "1934", "name": "封港", "text": "两年", "secret": True}],
    "conflicts": [{"name": "一封不该送的信", "between": ["lu", "gu"], "text": "送，还是烧。"}, {"name": "身世", "text": "x", "secret": True}],
    "glossary": [{"source": "信使", "target": {"en": "courier", "ja": "飛脚"}, "note": "不译作 messenger"}],
    "images": [{"sha256": "1" * 64, "path": "images/key.png", "kind": "主视觉"}], "notes": "结局未定。",
}  # fmt: skip


def lamp() -> Bible:
    return read_bible(LAMP)


texts = st.one_of(
    st.text(max_size=12),
    st.sampled_from([
        "", " ", "\n", "\n\n", "a\n\n\nb", "# 标题", "| 表 | 格 |", "- 项", "1. 一", "**粗**", "<br>", "&nbsp;", "&#32;", "\\", "\\\n", "\t",
        " 前后 ", "\u3000缩进", "👩‍🎨🏮", "שלום עולם", "مرحبا", "\x00\x0b", "\r\n", "_x0041_", "\ufffe", "\u00a0", "长" * 200,
        "```\ncode\n```", "---", "![图](a.png)", "[[链接]]", "<!-- 注 -->", "> 引", "=", "是 yes", "备注 Notes", "人物 Characters",
    ]),
)  # fmt: skip
tags = st.one_of(st.sampled_from(["zh", "en", "ja"]), texts)
dates = st.none() | st.sampled_from(["1019-11-02", "1019-11", "1019", "-0044-03-15"])
by_language = st.dictionaries(tags, texts, max_size=3)
several = st.lists(texts, max_size=3)
pictures = st.lists(
    st.fixed_dictionaries({
        "sha256": st.sampled_from(["0" * 64, "a" * 64]), "path": texts, "kind": texts, "rights": texts,
        "origin": st.sampled_from([None, "drawn", "generated"]),
    }),
    max_size=2,
)  # fmt: skip


@st.composite
def bibles(draw: st.DrawFn) -> Bible:
    """Any bible that keeps the rules."""
    ids = draw(st.lists(texts.filter(bool), unique=True, max_size=3))
    who = st.sampled_from(ids) if ids else st.nothing()
    some = st.lists(who, max_size=2) if ids else st.just([])
    plain = {
        "format": FORMAT, "language": draw(texts), "title": draw(st.dictionaries(tags, texts, min_size=1, max_size=2)),
        "synopsis": draw(by_language), "extras": draw(several), "notes": draw(texts), "images": draw(pictures),
        "characters": [{
            "id": key, "names": {"zh": draw(texts.filter(str.strip)), **draw(by_language)}, "aliases": draw(several), "role": draw(texts),
            "born": draw(dates), "appearance": {"features": draw(texts), "palette": draw(several), "costumes": draw(several)},
            "personality": draw(texts), "voice": draw(texts), "images": draw(pictures), "notes": draw(texts),
            "dialogue_style": {"register": draw(texts), "catch_phrases": draw(several), "never_says": draw(several),
                               "max_sentence_chars": draw(st.none() | st.integers(1, 99))},
        } for key in ids],
        "relations": draw(st.lists(st.fixed_dictionaries({"from": who, "to": who, "kind": texts, "calls": several}), max_size=2)) if ids else [],
        "world": draw(st.lists(st.fixed_dictionaries({"name": texts, "kind": texts, "text": texts}), max_size=2)),
        "timeline": draw(st.lists(st.fixed_dictionaries({
            "date": dates, "name": texts, "aliases": several, "text": texts, "characters": some, "secret": st.booleans()}), max_size=2)),
        "conflicts": draw(st.lists(st.fixed_dictionaries({"name": texts, "between": some, "text": texts, "secret": st.booleans()}), max_size=2)),
        "glossary": draw(st.lists(st.fixed_dictionaries({"source": texts, "target": by_language, "note": texts}), max_size=2)),
    }  # fmt: skip
    for one in plain["characters"]:
        if not any(name.strip() for name in one["names"].values()):
            one["names"]["en"] = "X"
    return read_bible(plain)
