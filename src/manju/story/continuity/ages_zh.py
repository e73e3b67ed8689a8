"""Ages as Chinese gives them: `知微今年二十六岁`, `二十六岁的知微`; what was, may be or is only thought is none."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Final

from manju.story.continuity.masking import NAME
from manju.story.continuity.numerals import LOOSE_ZH, NUMBER_ZH, Range, bounded, read_zh

__all__ = ["ages_zh"]

Told = tuple[int, Range, bool]
"""Where in the sentence the name stands, the age from and to, and whether it is 虚岁."""


def ages_zh(sentence: str, *, spoken: bool) -> Iterator[Told]:
    """The ages a folded sentence with masked names gives; `spoken`: it is dialogue, where a comma may follow an address.

    >>> list(ages_zh("\\ue000今年二十六岁。", spoken=True)), list(ages_zh("再过十年\\ue000就三十岁了。", spoken=True))
    ([(0, (26, 26), False)], [])
    """
    if not _ANY.search(sentence) or (sentence.rstrip().endswith("?") and _ASKED.search(sentence)):
        return
    for pattern, read in (
        (_PLAIN, _plain),
        (_OF, _of),
        (_BRACKET, _bracket),
        (_BIRTHDAY, _birthday),
        (_TO_YOU, _birthday),
    ):
        for found in pattern.finditer(sentence):
            told = read(found, sentence, spoken)
            if told is not None:
                yield told


def _plain(found: re.Match[str], sentence: str, spoken: bool) -> Told | None:
    """`知微今年二十六岁`; without a word like 今年, only where the sentence ends with it."""
    age = read_zh(found["n"])
    between, after = found["between"] or "", sentence[found.end() :]
    start = found.start("name")
    now = _NOW.search(between) is not None or _NOW_BEFORE.search(sentence[:start]) is not None
    nominal = "虚" in between or found["kind"] == "虚"
    if age is None or _ELSE_BEFORE.search(sentence[:start]):
        return None
    now = now or ("都" in between and after.startswith("了"))
    if not found["unit"] and (not (now or nominal) or age[0] < 3 or not _END.match(after) or "两" in found["n"]):
        return None
    comma = "," in between
    # 沈知微，五十岁，无业 · 这是沈知微，五十岁
    presented = _PRESENTS.search(sentence[:start]) is not None
    alone = after.startswith(",") and not sentence[:start].strip()
    listed = between == "," and bool(found["unit"]) and (alone or presented)
    if spoken and comma and not _YOU.search(between) and not (listed and not _TO_SOMEBODY.match(after)):
        return None
    if _NOT_NOW_AFTER.match(after) or _vetoed(sentence[:start], after, strong=now):
        return None
    age = bounded(age, found["loose"] or "")
    if now or nominal:
        return (start, age, nominal) if not (_THEIRS.match(after) or (comma and after.startswith("的"))) else None
    closed = _END.match(after) is not None
    # a comma may go on with a tale: 知微七岁，进了沈府; not behind 才, nor where action introduces somebody
    opened = listed or (not spoken and not sentence[:start].strip()) or _ADVERB.search(between) is not None
    introduced = opened and _GOES_ON.match(after) is not None
    return (start, age, False) if closed or introduced else None


def _of(found: re.Match[str], sentence: str, spoken: bool) -> Told | None:
    """`二十六岁的知微`, where what is said is not of somebody of hers."""
    age = read_zh(found["n"])
    if age is None or _OF_ELSE.match(sentence[found.end() :]) or _vetoed(sentence[: found.start()], "", strong=False):
        return None
    return found.start("name"), age, False


def _bracket(found: re.Match[str], sentence: str, spoken: bool) -> Told | None:
    """`知微（女，26岁）`; in action the unit may be missing."""
    age = read_zh(found["n"])
    if age is None or (spoken and not found["unit"]) or (not found["unit"] and not found["close"]):
        return None
    return found.start("name"), age, False


def _birthday(found: re.Match[str], sentence: str, spoken: bool) -> Told | None:
    """`今天是知微二十六岁生日`."""
    age = read_zh(found["n"])
    after = sentence[found.end() :]
    if age is None or _vetoed(sentence[: found.start()], after, strong=False) or _DAY_AFTER.match(after):
        return None
    return found.start("name"), age, False


def _vetoed(before: str, after: str, *, strong: bool) -> bool:
    """Whether the sentence speaks of another time, of a wish, or of what somebody thinks or pretends."""
    if _IF.search(before) or _LATER.search(after):
        return True
    clause = re.split(r"[,:、]", before)[-1] if strong else before
    return _ANOTHER_TIME.search(clause) is not None


_ANY: Final = re.compile(rf"岁|歲|{NAME}[^,]{{0,6}}{NUMBER_ZH}")
_ASKED: Final = re.compile(r"吗|么\s*[?]|嘛|难道|是不是|是否|谁说|几岁|多大|还是")
_TIME: Final = r"今年|今岁|今日|今天|今晚|现在|现今|如今|眼下|目前|此刻|此时|这会儿|而今|现年"
_STATE: Final = r"已经|已|年方|年满|年已|已满|芳龄|虚岁|周岁|实岁|虚龄|实际|实足"
_SOFT: Final = (
    r"才|刚刚|刚满|刚好|刚|满|方|正好|恰好|正|整整|整|不过|只有|只|仅仅|仅|也|都|就|便|是|有|算来|的年龄[是为:]|的年纪[是为:]|年龄|年纪|足足|足|"
    r"啊|呀|可|又|明明|其实|确实|真的|到底|究竟|早就|早已|马上|她|他|您|你|男|女|年"
)
_TITLE: Final = r"姑娘|小姐|公子|先生|女士|太太|夫人|大人|掌柜|老师|师傅|老爷|少爷|将军|大夫|老板|队长|同志|那孩子|这孩子|那丫头|这丫头|那小子|这小子"
_PLAIN: Final = re.compile(
    rf"(?P<name>{NAME})(?:{_TITLE})?(?P<between>(?:{_TIME}|{_STATE}|{_SOFT}|[,、 ])*+)(?P<kind>虚|周)?"
    rf"(?P<loose>{LOOSE_ZH})?(?:有|是)?(?P<n>{NUMBER_ZH})\s*(?P<unit>周岁|虚岁|周歲|虛歲|岁|歲)?"
)
_OF: Final = re.compile(
    rf"(?<![0-9〇零一二三四五六七八九十百廿卅两至到~\-—–第约近几多过])(?P<n>{NUMBER_ZH})\s*(?:周岁|岁|歲)的(?P<name>{NAME})"
)
_BRACKET: Final = re.compile(
    rf"(?P<name>{NAME})\s*\((?:[男女][,、 /]*)?(?P<n>{NUMBER_ZH})\s*(?P<unit>周岁|岁|歲)?(?P<close>\s*(?:\)|[,、 /]+[男女]\s*\)))?"
)
_BIRTHDAY: Final = re.compile(
    rf"(?P<name>{NAME})(?:的|今天|今日|今晚|今夜|正|在|要)*(?:过|迎来)?(?:她|他)?(?:的)?(?P<n>{NUMBER_ZH})\s*周?岁的?(?:生日|生辰|寿辰|寿诞|大寿|寿宴|整寿|诞辰)"
)
_TO_YOU: Final = re.compile(
    rf"你(?:{_TIME}|{_STATE}|都|也|才|就|快)*+(?P<n>{NUMBER_ZH})\s*(?:周?岁)?(?:的人)?(?:了|啦)?,\s*(?P<name>{NAME})(?=\s*(?:[。!…]|$))"
)
_NOW: Final = re.compile(rf"{_TIME}|^年$|已经|已|年方|年满|芳龄|虚岁|周岁|实岁|虚龄")
_NOW_BEFORE: Final = re.compile(rf"(?:{_TIME})[,]?$")
_YOU: Final = re.compile(r",\s*(?:你|您)")
_PRESENTS: Final = re.compile(r"(?:这是|那是|这位是|那位是|她是|他是|就是|她叫|他叫|名叫|介绍一下,)$")
_TO_SOMEBODY: Final = re.compile(r",\s*[我你您咱他她]")
_THEIRS: Final = re.compile(
    r"的[^,。]{0,4}?(?:姐|妹|哥|弟|父|母|爹|娘|爸|妈|叔|伯|姑|姨|舅|爷|奶|儿|孙|侄|夫|妻|女儿|老婆|老公|徒)"
)
_ADVERB: Final = re.compile(r"才|刚|都|只有|不过|是")
_GOES_ON: Final = re.compile(r",(?![^,。]*(?:就|便))")
_END: Final = re.compile(
    r"\s*(?:的(?:人|人儿|姑娘|大姑娘|小伙子|年纪|老人))?(?:整|啦|了|咯|喽|呢|啊|呀|而已|罢了|吧)*\s*(?:[。!?…;.」』”\")]|$|\n)|了(?=[,])"
)
_ELSE_BEFORE: Final = re.compile(r"(?:比|像|除了|除|不如|胜过|大过|小过|离|距|差|跟着|随着)\s*$")
_NOT_NOW_AFTER: Final = re.compile(
    r"\s*(?:的?时(?!代|节)|那[年时天]|之?前|以前|之?后|以后|起|开始|左右|上下|出头|开外|多|来|余|几|半载|吗|么|[-~—、到至](?=[0-9一二三四五六七八九十]))"
)
_LATER: Final = re.compile(r"^[^,。]*(?:的时候|那年|那时|之前|以前|之后|以后)")
_IF: Final = re.compile(
    r"如果|要是|假如|假使|倘若|倘|若是|若|假设|除非|即使|就算|等到|等|待到|再过|过了|直到|但愿|希望|盼|想象|设想|以为|当成|假装|装成|装作|变成|回到|变回|冒充|谎称|扮|骗|误|登记|户籍|看着|看上去|看起来|瞧着|显得|仿佛|好像|似|恐怕|也许|可能|怎么会"
)
_ANOTHER_TIME: Final = re.compile(
    r"当年|那年|那时|那会儿|当时|从前|以前|曾经|曾|过去|小时候|年幼|年少|记得|回忆|想当初|当初|年前|岁那|去年|前年|明年|后年|将来|以后|未来|之后|年后|的时候|之时|彼时|前世|上辈子|上一世|来世|初见|遇见|第一次|生前|死时|享年|终年|不是|并非"
)
_OF_ELSE: Final = re.compile(
    r"\s*(?:的|之|他|她)|(?:姐|妹|哥|弟|父|母|爹|娘|爸|妈|叔|伯|姑|姨|舅|爷|奶|儿|女|孙|侄|家)"
)
_DAY_AFTER: Final = re.compile(r"\s*(?:那|时|之?前|之?后|以前|以后|的时候|的那)")
