"""Gate 3: the first five episodes keep their viewers; the verdict of the launch room, or figures entered by hand."""

from __future__ import annotations

from manju.portfolio.gates.evidence import Asked, Found, by_hand
from manju.words import Words


def look(asked: Asked) -> Found:
    wants = asked.demands
    completion = by_hand(asked, "completion", least=wants["completion"], over=True)
    engagement = by_hand(asked, "engagement", least=wants["engagement"], over=True)
    items = (completion, engagement)
    entered = [item for item in items if item.hand is not None]
    if completion.met and engagement.met:
        why = Words("完播 {c}，互动 {e}，都过线", "Completion {c}, engagement {e}: both over the line").fill(
            c=completion.said, e=engagement.said
        )
    elif under := [item for item in entered if not item.met]:
        line = wants.rows["completion" if under[0] is completion else "engagement"].said
        why = Words("{n} {f}，没到 {t}", "{n} {f}, under {t}").fill(n=under[0].name, f=under[0].said, t=line)
    else:
        why = Words("还没有试投数据", "No figures of a test yet")
    return Found(items, why, asked.enter("launch"), blocked=bool(entered) and any(not item.met for item in entered))
