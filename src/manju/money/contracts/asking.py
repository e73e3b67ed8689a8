"""How a sentence is asked who may do what: forbidden, allowed, free of consent, or only with consent."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from itertools import islice
from typing import Final, Literal

from manju.money.contracts.patterns import rx
from manju.money.contracts.shapes import Unit

Stance = Literal["forbidden", "allowed", "free", "consent", "neutral"]

PROHIBIT: Final = re.compile(
    r"不得|不可(?!撤|或缺|避免|分割|逆|预见)|不能|不会|不应|无权|禁止|严禁|不允许|不将|均不|不再|不予|不作|不另(?!行(?:通知|征))|不计(?!算)|不因|不构成|没有(?=分成|版税|提成|保底|任何|优先)|不产生|不意味|没有任何|不及于|不(?=授予|包括|享有|包含|含|许|设|用于|从事|进行|开发|制作|使用|转|再|参与|以|向|对|擅自|在)|未授予|未许可|排除"
    r"|\b(?:(?:shall|must|may|will|would|should|does|do|did|is|are|has|have|can|could|to) not(?! (?:only|be required|be obliged|require|need))|cannot|can't|don't|do not|won't|shan't|mustn't|no (?:right|licen[cs]e|power|authority|entitlement)|not (?:be )?(?:permitted|entitled|allowed|authori[sz]ed|granted|include)|not to|prohibited|forbidden|refrain|neither|nor|never|no (?=[a-z]+ (?:shall|may|will|is|are))|without (?:the |any )?right|none of|nothing|excluding|excluded|not including|is barred|are barred|off[- ]limits)\b"
    r"|^no\b|(?<=[,;(] )(?:no|non)\b|\bnon-(?!exclusiv)|\bno (?:sub|ai|right|part|use|such|other|person|third|machine|train|further)\b|[:：] ?(?:no|none|not (?:permitted|allowed)|不可|禁止|无)\b"
)
PERMIT: Final = re.compile(
    r"有权|得(?=于|解除|终止|视|自行|随时|查阅|请求|以|在)|可以?(?!能|靠|行|撤|否)|得以|允许|同意(?!书)|自由|自行|均可|随意|授权(?=ⓔ)|授予|许可(?=ⓔ)|享有|拥有|准许|许可(?:将|使用)?"
    r"|\b(?:may|can|is entitled|are entitled|shall be entitled|free to|is free|be free|at liberty|right to|rights to|permitted|permits?|allows?|allowed|authori[sz]e[sd]?|grants?|licen[cs]es|granted|agrees that ⓔ|consents to)\b"
)
FREE: Final = re.compile(
    r"(?:无需|无须|毋须|毋需|不必|不需要?|不须|不用|免于|无庸|不再(?=另行通知))[^,;。]{0,24}(?:同意|许可|批准|审核|审批|认可|通知|告知|确认|授权|报批|报备|征询|征求|过问)|未经[^,;。]{0,12}(?:同意|许可)(?:亦|也|仍)可"
    r"|\bwithout (?:the need (?:for|of|to)|needing|requiring|any (?:requirement|need|obligation)|further|having to|first|seeking|obtaining|prior|any|reference|notice|notifying|ⓛ's|the|consulting|having)[^,;.]{0,50}?(?:consent|approval|permission|notice|obtain\w*|ⓛ|reference|compensation|accounting)|without ⓛ's (?:prior )?(?:written )?(?:consent|approval)|(?:no|any) (?:prior |further |such )*(?:consent|approval)s?[^,;.]{0,30}(?:is|are|being|shall be|will be)? ?(?:required|needed|necessary)|(?:consent|approval)[^,;.]{0,20}(?:is|are|shall) not (?:be )?(?:required|needed|necessary)|freely"
)
CONSENT: Final = re.compile(
    r"未经|未获|未取得|非经|除非|须经|应经|需经|经ⓛ|经过ⓛ|取得ⓛ|获得ⓛ|征得ⓛ|ⓛ[^,;。]{0,8}(?:书面|事先|另行)[^,;。]{0,4}(?:同意|许可|批准|授权|确认)|(?:事先|事前|书面)[^,;。]{0,8}(?:同意|许可|批准|授权|审批)|另行(?:取得|获得|签订|签署|协商|书面)|报ⓛ[^,;。]{0,8}(?:审批|批准|审核)"
    r"|\b(?:without|subject to|with|unless|until|obtain\w*|upon|only (?:with|after|if)|absent|save with|except with|requires?|conditional (?:on|upon))\b[^;.]{0,60}\b(?:consent|approv\w+|permission|authori[sz]ation|agree\w*|licen[cs]e from)\b|\bprior(?: express)?(?: and)? written\b|separate (?:[a-z-]+ )?(?:agreement|licen[cs]e)|ⓛ (?:has )?(?:expressly )?(?:consents|agrees|approves) in writing"
)
BREAKS: Final = re.compile(
    r"[;。]|[,:] ?(?:but|provided|except|however|save|whereas|while|and ⓛ|and ⓔ|ⓛ (?:shall|may|will|ha|re)|ⓔ (?:shall|may|will|ha|re))|\bbut\b|\bprovided(?:,? however,?)? that|\bhowever\b|,? ?(?:但是|但(?!凡)|然而|而ⓛ|而ⓔ|同时|且ⓔ|且ⓛ)"
)
PENDING: Final = re.compile(
    r"另行(?:协商|约定|商定|商议|确定|议定|签订|书面约定)|再行(?:协商|约定|商定|确定)|届时(?:协商|商定|另行|再)|待(?:定|议|双方|ⓟ|商)|由ⓟ(?:另行|届时|再)?(?:友好)?协商(?:确定|解决|决定)?|ⓟ(?:另行|届时|再)?协商(?:确定|决定|一致)|视(?:实际)?情况(?:而定|确定)?"
    r"|\bto be (?:agreed|determined|decided|confirmed|discussed|negotiated|settled|fixed|advised)|\btb[acd]\b|(?:as|shall be) (?:mutually |may be |subsequently |later )*agreed(?: (?:upon|between|by))?(?! in (?:this|writing))|will (?:be )?(?:discuss|agree|negotiat)\w*|agree (?:at a later|later|in due course|in good faith)|discuss\w* in good faith|negotiat\w* in good faith"
)
BLANK: Final = re.compile(
    r"_{2,}|[【\[]\s*[●•x·]?\s*[】\]]|x{3,}|×{2,}|\[(?:insert|date|amount|rate|to be)[^\]]*\]|/{2,}年"
)


UNBARRED: Final = re.compile(
    r"不(?:得)?(?:限制|影响|妨碍|禁止|阻止|约束|排除)|不构成对[^;。]{0,16}(?:限制|障碍|禁止)"
    r"|\b(?:nothing|not|never|no (?:provision|term|clause))\b[^.;]{0,60}\b(?:restrain|prevent|restrict|limit|prohibit|preclud|stop|bar|hinder|forbid)(?:s|es|ed|ing)?\b"
)


def stance(plain: str, start: int, end: int) -> Stance:
    """What the sentence says of the act that stands at [start, end).

    >>> s = "ⓔ shall not sublicense its rights without ⓛ's prior written consent"
    >>> stance(s, s.index("sub"), s.index(" its")), stance("ⓔ有权转授权", 3, 6), stance("ⓔ不得转授权", 3, 6)
    ('consent', 'allowed', 'forbidden')
    """
    left, right = around(plain, start, end)
    part = left + plain[start:end] + right
    if UNBARRED.search(left + plain[start:end]):
        return "allowed"
    barred = PROHIBIT.search(left[-160:] + plain[start:end]) or rx(
        r"(?:均|皆)?(?:被|属于?|予以)?(?:禁止|严禁|不允许|不(?:被)?许可)|\b(?:(?:is|are|shall be) (?:strictly |expressly )?(?:refused|withheld|prohibited|forbidden|excluded|not (?:permitted|allowed|granted|included))|(?:shall|will|may) not|requires?)\b|\b(?:is|are|falls?|lies?) outside\b|均?不在(?:此|授权|许可|内)|[:：-] ?(?:no|none|not permitted|not allowed|prohibited|forbidden|excluded|不可|不允许|禁止|无|否|不得|不含|不授予)(?![a-z])"
    ).search(
        right[:90],
    )
    free = FREE.search(part)
    if free and not barred:
        return "free"
    if barred:
        return (
            "consent"
            if CONSENT.search(part) and not rx(r"在任何情况下|under (?:any|no) circumstances").search(part)
            else "forbidden"
        )
    if CONSENT.search(part):
        return "consent"
    return "allowed" if PERMIT.search(part) else "neutral"


def around(plain: str, start: int, end: int) -> tuple[str, str]:
    """The part of the sentence before and after a place, up to the next `;`, `but`, `provided that`, 但 …"""
    left = plain[:start]
    aside = rx(r"(?:because|since|as|if|when|where|although|while|so that|to)\b[^;.]*, ").match(left)
    if aside:
        left = left[aside.end() :]
    breaks = list(BREAKS.finditer(left))
    if breaks:  # `, ⓔ may` begins a part and belongs to it
        modal = breaks[-1].group().endswith(("may", "shall", "will"))
        left = left[breaks[-1].start() if modal else breaks[-1].end() :]
    after = BREAKS.search(plain, end)
    return left, plain[end : after.start() if after else len(plain)]


def stances(units: Iterable[Unit], act: re.Pattern[str]) -> Iterator[tuple[Unit, Stance, re.Match[str]]]:
    """Every mention of the act with its stance."""
    for unit in units:
        for found in islice(act.finditer(unit.plain), 40):  # no sentence of a contract says a thing more often
            yield unit, stance(unit.plain, found.start(), found.end()), found


def holding(
    units: Iterable[Unit],
    pattern: re.Pattern[str],
    *,
    heading: re.Pattern[str] | None = None,
    unless: re.Pattern[str] | None = None,
) -> list[Unit]:
    """The units that speak of it, in their text or (with `heading`) under a heading of it."""
    return [
        u for u in units
        if (pattern.search(u.plain) or (heading and heading.search(u.heading))) and not (unless and unless.search(u.plain))
    ]  # fmt: skip


def lacking(units: Iterable[Unit], pattern: re.Pattern[str]) -> list[Unit]:
    """The units that do not say it."""
    return [u for u in units if not pattern.search(u.plain)]


def undecided(unit: Unit) -> bool:
    """Whether the sentence leaves it open: to be agreed, or a blank to be filled in."""
    return bool(PENDING.search(unit.plain) or BLANK.search(unit.plain))
