"""Gate 5: enough followers whom the studio can reach itself; entered by hand until the fans' room stands."""

from __future__ import annotations

from manju.portfolio.gates.evidence import Asked, Found, by_hand
from manju.words import Words


def look(asked: Asked) -> Found:
    wanted = asked.demands["followers"]
    item = by_hand(asked, "followers", least=wanted)
    if item.hand is None:
        why = Words("还没有私域粉丝数", "The followers are not known yet")
    elif item.met:
        why = Words("私域 {n} 人，可以开周边", "{n} followers: merchandise may open").fill(n=f"{item.hand.figure:,}")
    else:
        why = Words("私域 {n} 人，还差 {m} 人", "{n} followers, {m} short").fill(
            n=f"{item.hand.figure:,}", m=f"{wanted - item.hand.figure:,}"
        )
    return Found((item,), why, asked.enter("fans"))
