"""The kinds of platform revenue, as statements name them."""

from __future__ import annotations

from functools import lru_cache
from typing import Final

SIGNS: Final = (
    ("incentive", ("激励", "补贴", "奖励", "incentive", "bonus", "subsidy")),
    ("buyout", ("买断", "采买", "buyout", "buy-out", "flat fee", "licence fee")),
    ("iaa", ("广告", "免费", "iaa", "ad share", "ads", "advert", "adsense", "ad revenue")),
    ("iap", ("付费", "充值", "内购", "会员", "订阅", "iap", "purchase", "coins", "subscription", "premium")),
)
AD_CHANNELS: Final = frozenset({"youtube", "youtube_shorts", "hongguo", "tiktok"})
"""Channels that share advertising money; where a statement does not say, theirs is IAA, all others' IAP."""


@lru_cache(maxsize=4096)
def kind_of(said: str, *, bought: bool, channel: str) -> str:
    """iap, iaa, buyout or incentive.

    >>> kind_of("广告分成", bought=False, channel="kuaishou"), kind_of("", bought=True, channel="douyin")
    ('iaa', 'buyout')
    """
    text = said.strip().lower()
    for kind, signs in SIGNS if text else ():
        if any(sign in text for sign in signs):
            return kind
    if bought:
        return "buyout"
    return "iaa" if channel.lower() in AD_CHANNELS else "iap"
