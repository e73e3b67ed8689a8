"""Where a licence holds and in which languages, apart from the law, the courts and the language of the paper itself."""

from __future__ import annotations

import re

from manju.money.contracts.granting import GRANT
from manju.money.contracts.patterns import rx
from manju.money.contracts.shapes import Unit
from manju.money.contracts.trades import LANGUAGES, TERRITORIES, named


def read_territory(live: tuple[Unit, ...]) -> tuple[tuple[str, ...], Unit | None]:
    head = re.compile(
        r"(?:授权|许可|使用|发行|销售|合作|代理|适用|播放|授权使用|许可使用|经销)?(?:区域|地域|地区|地域范围|范围|国家)(?![^,;。]{0,4}(?:法院|管辖))|\bterritor(?:y|ies|ial)\b|geograph\w+|countr(?:y|ies)"
    )
    law = re.compile(
        r"法律|法院|仲裁|管辖|governed|courts?\b|arbitrat|注册地|地址|住所|address|registered|organi[sz]ed|incorporated|corporation|company registered|电话|税|vat\b|standard|标准"
    )
    best: tuple[int, tuple[str, ...], Unit] | None = None
    for unit in live:
        if law.search(unit.plain) and not rx(r"territor|区域|地域").search(unit.plain):
            continue
        places = _places(unit.plain)
        about = (
            bool(rx(r"区域|地域|地区|territor|geograph|\barea\b|countries|\bmarkets?\b").search(unit.heading)) * 3
            + bool(
                rx(
                    r"区域|地域|(?:授权|许可|销售|适用|发行|播放)地区|(?:卖货|销售|发行|经销)范围|地区[:：为]|\bterritor|geograph"
                ).search(
                    unit.plain,
                )
            )
            * 3
            + bool(GRANT.search(unit.plain)) * 2
            + bool(
                rx(
                    r"销售|发行|播放|sold|sell|distribut|stream|投放|使用|\bcovers?\b|\bextends? to\b|\bstores?\b"
                ).search(
                    unit.plain,
                )
            )
            + (len(unit.plain) < 60 and bool(places))
        )
        if not about and not (places and head.search(unit.plain)):
            continue
        if places and about and (best is None or about > best[0]):
            best = (about, places, unit)
    if best:
        return best[1], best[2]
    strong = re.compile(
        r"(?:授权|许可|使用|发行|销售|合作|代理|适用|播放)(?:的)?(?:区域|地域|地区)(?!内|外|以外|之内)|地域范围|区域范围|适用地域"
    )
    named_only = next(
        (
            u
            for u in live
            if (
                strong.search(u.plain)
                or rx(r"\bterritor(?:y|ies)\b[^.;]{0,20}(?:means?|is|are|shall be|:|covers)").search(u.plain)
                or rx(r"区域|地域|territor").search(u.heading)
            )
        ),
        None,
    )
    return (), named_only


def _places(plain: str) -> tuple[str, ...]:
    found = named(plain, TERRITORIES)
    minus = rx(r"(?:不包括|不含|除外|除|excluding|except(?:ing)?|other than|but not)[^;。.]*").search(plain)
    outside = set(named(minus.group(), TERRITORIES)) if minus else set()
    if rx(r"(?:香港|澳门|台湾|港澳台)[^;。.,]{0,14}(?:除外|不在)").search(plain):
        outside |= {"HK", "MO", "TW"}
    if "港澳台" in plain and not rx(r"(?:不(?:含|包括)|除)[^;。]{0,12}港澳台|港澳台[^;。]{0,8}除外").search(plain):
        found += [c for c in ("HK", "MO", "TW") if c not in found]
    return tuple(c for c in found if c not in outside)


def read_languages(live: tuple[Unit, ...]) -> tuple[tuple[str, ...], Unit | None]:
    document = re.compile(
        r"本?(?:合同|协议)(?:以|用|采用|由|有|及其附件)?[^,;。]{0,8}(?:中英?文|英文|双语|语言|文本)|(?:中|英|日)文?(?:文本|版本|版)[^,;。]{0,20}(?:为准|同等|效力)|两种(?:文字|语言)|仲裁|通知[^,;。]{0,8}(?:语言|中文|英文)|\b(?:agreement|contract|letter|document|notices?|communications?|certificates?|invoices?|reports?|statements?)\b[^;.]{0,50}(?:in (?:the )?(?:english|chinese|japanese)|language|versions?)|(?:version|language)s?[^;.]{0,40}(?:prevail|control|govern|equally authentic)|arbitra|counterpart"
    )
    topic = re.compile(
        r"(?:授权|许可|使用|发行|出版|语言|适用|配音|字幕|产品|作品)?(?:语言|语种|文种)|[文语](?:、[^;。,]{1,6}[文语])*(?:及|和)?[^;。,]{0,4}(?:字幕|配音|译制|译本|版本)|(?:中|英|日|韩|泰|法|德)[文语](?:简体|繁体)?(?:版|版本|字幕|配音|译本)|简体中文|繁体中文|中文简体|中文繁体|\blanguages?\b|\b(?:chinese|english|japanese|korean|thai|french|german|spanish|mandarin|vietnamese|indonesian|portuguese|arabic|russian|italian)[- ](?:language|edition|version|subtitl|dub|only|text|market)|\b(?:in|into) (?:simplified |traditional )?(?:chinese|english|japanese|korean|mandarin|french|german|spanish|thai)\b"
    )
    for unit in live:
        if topic.search(unit.plain) and not document.search(unit.plain):
            return tuple(named(unit.plain, LANGUAGES)), unit
        if (
            rx(r"语言|语种|language").search(unit.heading)
            and not document.search(unit.plain)
            and named(unit.plain, LANGUAGES)
        ):
            return tuple(named(unit.plain, LANGUAGES)), unit
    return (), None
