"""What goods, places, languages and channels are called, and which of them a form offers."""

from __future__ import annotations

from collections.abc import Iterable
from itertools import chain as chain_of
from typing import Final

from manju.licensing.models import Extent, Grant, Holdback, Option, RightsIn, TerritoryGroup
from manju.media.languages import LANGUAGE_NAMES
from manju.money.avails.names import ALL, chain
from manju.money.avails.shapes import Dimension
from manju.money.contracts.drafting import name
from manju.words import Words

CATEGORIES: Final = (
    "games", "games/mobile", "games/mini", "toys", "toys/figures", "toys/blind-boxes", "apparel", "accessories",
    "stationery", "home", "food", "food/tea", "cosmetics", "publishing", "audio", "music", "remake", "distribution",
    "collectibles", "avatars", "advertising", "events",
)  # fmt: skip
"""The rows of a calendar: what comic dramas are licensed for. More appear once they are granted."""

PLACES: Final[dict[str, Words]] = {
    "CN": Words("中国大陆", "Mainland China"), "HK": Words("中国香港", "Hong Kong, China"),
    "MO": Words("中国澳门", "Macao, China"), "TW": Words("中国台湾", "Taiwan, China"), "JP": Words("日本", "Japan"),
    "KR": Words("韩国", "South Korea"), "SG": Words("新加坡", "Singapore"), "MY": Words("马来西亚", "Malaysia"),
    "TH": Words("泰国", "Thailand"), "VN": Words("越南", "Vietnam"), "ID": Words("印度尼西亚", "Indonesia"),
    "PH": Words("菲律宾", "Philippines"), "IN": Words("印度", "India"), "US": Words("美国", "United States"),
    "CA": Words("加拿大", "Canada"), "MX": Words("墨西哥", "Mexico"), "BR": Words("巴西", "Brazil"),
    "GB": Words("英国", "United Kingdom"), "FR": Words("法国", "France"), "DE": Words("德国", "Germany"),
    "ES": Words("西班牙", "Spain"), "IT": Words("意大利", "Italy"), "RU": Words("俄罗斯", "Russia"),
    "AE": Words("阿联酋", "United Arab Emirates"), "AU": Words("澳大利亚", "Australia"),
}  # fmt: skip
CHANNELS: Final[dict[str, Words]] = {
    "online": Words("线上", "Online"), "retail": Words("线下门店", "Retail"), "fob": Words("FOB 出口", "FOB export"),
    "fair": Words("展会", "Fairs"), "private": Words("私域", "Private domain"),
}  # fmt: skip
_OURS: Final[dict[str, Words]] = {
    "games/mini": Words("小程序游戏", "Mini-programme games"), "toys/blind-boxes": Words("盲盒", "Blind boxes"),
    "home": Words("家居用品", "Homeware"), "audio": Words("有声", "Audio"), "publishing": Words("出版", "Publishing"),
    "remake": Words("改编与翻拍", "Remakes"), "advertising": Words("广告联名", "Advertising"),
    "distribution": Words("播出发行", "Streaming"), "events": Words("主题活动", "Events"),
}  # fmt: skip
_LANGUAGES: Final = ("zh-Hans", "zh-Hant", "en", "ja", "ko", "th", "vi", "id", "es", "pt", "fr", "de")
EVERY: Final[dict[Dimension, Words]] = {
    "categories": Words("全部品类", "All goods"), "territories": Words("全部地区", "Everywhere"),
    "languages": Words("全部语言", "All languages"), "channels": Words("全部渠道", "All channels"),
}  # fmt: skip
DIMENSION_NAMES: Final[dict[Dimension, Words]] = {
    "categories": Words("品类", "Goods"), "territories": Words("地区", "Territory"),
    "languages": Words("语言", "Language"), "channels": Words("渠道", "Channel"),
}  # fmt: skip


def called(dimension: Dimension, code: str) -> Words:
    """What a code is called; one that nobody listed stays as it was written.

    >>> called("categories", "toys/figures").zh, called("territories", "JP").en, called("channels", "kiosk").zh
    ('手办', 'Japan', 'kiosk')
    """
    if code == ALL:
        return EVERY[dimension]
    if dimension == "categories":
        if code in _OURS:
            return _OURS[code]
        return Words(name("categories", code, "zh"), name("categories", code, "en").capitalize())
    if dimension == "territories":
        return PLACES.get(code, Words(code, code))
    if dimension == "channels":
        return CHANNELS.get(code, Words(code, code))
    listed = LANGUAGE_NAMES.get(code.lower())
    return listed or Words(name("languages", code, "zh"), name("languages", code, "en"))


def joined(dimension: Dimension, codes: Iterable[str]) -> Words:
    """Several names as one: `手办、盲盒`.

    >>> str(joined("territories", ["CN", "JP"]))
    '中国大陆、日本'
    """
    names = [called(dimension, code) for code in codes]
    return Words("、".join(n.zh for n in names), ", ".join(n.en for n in names))


def offered(dimension: Dimension, rows: Iterable[Extent] | None = None) -> list[str]:
    """The codes a form shows: the usual ones, the studio's groups, and all that these rights name (None: its own)."""
    usual: dict[Dimension, Iterable[str]] = {
        "categories": CATEGORIES, "territories": PLACES, "languages": _LANGUAGES, "channels": CHANNELS,
    }  # fmt: skip
    found = dict.fromkeys(usual[dimension])
    if dimension == "territories":
        found = dict.fromkeys(TerritoryGroup.objects.values_list("name", flat=True)) | found
    named: Iterable[list[str]]
    if rows is None:
        every = (Grant, Holdback, Option, RightsIn)
        named = chain_of(*(model.objects.values_list(dimension, flat=True) for model in every))
    else:
        named = (getattr(row, dimension) for row in rows)
    found |= dict.fromkeys(name for names in named for name in names if name != ALL)
    return in_order(found) if dimension == "categories" else list(found)


def in_order(codes: Iterable[str]) -> list[str]:
    """Categories as a tree is read: each below what it is part of, the usual ones first, missing parents added.

    >>> in_order(["toys/figures", "a/b", "games"])
    ['games', 'toys', 'toys/figures', 'a', 'a/b']
    """
    all_of = {n for code in codes for n in chain("categories", code) if n != ALL}

    def place(code: str) -> list[tuple[int, str]]:
        parts = code.split("/")
        above = ["/".join(parts[:n]) for n in range(1, len(parts) + 1)]
        return [(CATEGORIES.index(a) if a in CATEGORIES else len(CATEGORIES), a) for a in above]

    return sorted(all_of, key=place)
