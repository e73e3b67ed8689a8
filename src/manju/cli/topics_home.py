"""`manju topics analyse` without files: everything that is imported in the home, with the studio's own lexicon."""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING

from manju.cli.saying import Failure
from manju.cli.studio import open_studio
from manju.words import Words

if TYPE_CHECKING:
    from manju.market.topics import Analysis


def analyse_home(studio_wanted: str, *, days: int, as_of: date | None) -> tuple[Analysis, int, list[dict[str, object]]]:
    """The analysis of all lists of a studio that count, how many rows they have, those kept aside among them.

    Raises:
        Failure: `no_lists` when none is imported.
    """
    studio = open_studio(studio_wanted)
    from manju.people.scope import in_studio
    from manju.topics import engine
    from manju.topics.analysing import lexicon_now
    from manju.topics.importing import every_rejection
    from manju.topics.models import HitList
    from manju.topics.rows import counted_frame
    from manju.topics.slate import own_completion, own_titles

    with in_studio(studio):
        frame = counted_frame()
        if frame is None:
            raise Failure(
                "no_lists",
                Words("还没有导入榜单。", "No hit list is imported yet."),
                Words(
                    "先 manju topics import 榜单.csv，或直接给文件。",
                    "First manju topics import list.csv, or name files.",
                ),
            )
        rejected = [
            {"line": r.line, "reason": str(r.reason), "file": row.original_name}
            for row in HitList.objects.counted()
            for r in every_rejection(row)
        ]
        rows = sum(HitList.objects.counted().values_list("rows", flat=True))
        found = engine.analysed(
            frame, days=days, as_of=as_of, lexicon=lexicon_now(), own=own_titles(), completion=own_completion()
        )
    return found, rows, rejected
