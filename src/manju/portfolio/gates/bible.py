"""Gate 2: the bible is complete enough, published and sealed; entered by hand until its room stands."""

from __future__ import annotations

from manju.portfolio.gates.evidence import Asked, Found, by_hand
from manju.words import Words


def look(asked: Asked) -> Found:
    complete = by_hand(asked, "bible_percent", least=asked.demands["bible_percent"])
    sealed = by_hand(asked, "bible_sealed")
    if complete.met and sealed.met:
        why = Words("圣经定版，已存证", "The bible is published and sealed")
    elif complete.met:
        why = Words("圣经写够了，还没定版存证", "The bible is complete; not yet published and sealed")
    elif complete.hand is not None:
        why = Words("圣经完整度 {f}，要到 {t}", "The bible is {f} complete; {t} is asked").fill(
            f=complete.hand.said, t=asked.demands.rows["bible_percent"].said
        )
    else:
        why = Words("还没有圣经", "No bible yet")
    return Found((complete, sealed), why, asked.enter("bible"))
