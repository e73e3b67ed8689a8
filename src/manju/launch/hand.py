"""What of a test launch's figures was said by people, and what makes days hard to compare: shown beside the verdict."""

from __future__ import annotations

from manju.catalogue.models import Season
from manju.launch.models import Export, Item
from manju.launch.standing import Standing
from manju.words import Words

__all__ = ["by_hand"]


def by_hand(season: Season, now: Standing) -> list[Words]:
    """A sentence for each thing that no file says: matches by people, dates given, counters that fell."""
    said = []
    items = Item.objects.filter(state=Item.State.MATCHED, episode__season=season, matched_by__isnull=False)
    if matched := items.count():
        said.append(Words("{n} 个视频是人认的集，不是标题里写的。",
                          "{n} videos were matched to their episodes by a person.").fill(n=matched))  # fmt: skip
    exports = Export.objects.filter(snapshots__item__episode__season=season).exclude(date_from="name").distinct()
    if dated := exports.count():
        day = Words("{n} 份导出的日期不在文件名里，按导入时说的日子算。",
                    "{n} exports do not bear their date; the day said at import counts.")  # fmt: skip
        said.append(day.fill(n=dated))
    if now.fallen:
        said.append(Words("{n} 处计数比前一次少（平台扣回或删评），按新的数算。",
                          "{n} counters fell since the export before (taken back by the platform); the new ones count.")
                    .fill(n=now.fallen))  # fmt: skip
    return said
